"""Windows on one grid of the whole world, and how their contents are blended.

A field is made window by window. Windows lie on a fixed lattice, whatever is asked for, and each is worked out in the
same shape from what lies inside it; where two overlap, a linear ramp leads from one to the other. A cell therefore
depends on its place alone: made in any request, alone or in any order, it comes out bit for bit the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.terrain.representation import FloatArray


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle of one of the world's grids, in that grid's own cells."""

    row: int
    column: int
    rows: int
    columns: int

    def padded(self, margin: int) -> Rectangle:
        """Larger by ``margin`` cells on each side."""
        return Rectangle(self.row - margin, self.column - margin, self.rows + 2 * margin, self.columns + 2 * margin)

    def coarser(self, factor: int) -> Rectangle:
        """The smallest rectangle of cells ``factor`` times as large that covers this one."""
        row, column = self.row // factor, self.column // factor
        return Rectangle(
            row, column, -((self.row + self.rows) // -factor) - row, -((self.column + self.columns) // -factor) - column
        )

    def finer(self, factor: int) -> Rectangle:
        """The same rectangle in cells of one ``factor``-th the side."""
        return Rectangle(self.row * factor, self.column * factor, self.rows * factor, self.columns * factor)

    def within(self, outer: Rectangle) -> tuple[slice, slice]:
        """Where this rectangle lies in an array that covers ``outer``."""
        row, column = self.row - outer.row, self.column - outer.column
        return slice(row, row + self.rows), slice(column, column + self.columns)

    def common(self, other: Rectangle) -> Rectangle:
        """What both cover; rows or columns may be zero or less."""
        row, column = max(self.row, other.row), max(self.column, other.column)
        return Rectangle(
            row,
            column,
            min(self.row + self.rows, other.row + other.rows) - row,
            min(self.column + self.columns, other.column + other.columns) - column,
        )

    def distances(self, area: Rectangle) -> npt.NDArray[np.float64]:
        """(rows, columns) from each cell of an area to the nearest of this rectangle, in cells; 0 inside."""
        down, across = (
            np.maximum(np.maximum(first - at, at - (first + count - 1)), 0).astype(np.float64)
            for first, count, at in (
                (self.row, self.rows, area.row + np.arange(area.rows)),
                (self.column, self.columns, area.column + np.arange(area.columns)),
            )
        )
        return np.hypot(down[:, None], across[None, :])


@dataclass(frozen=True, slots=True)
class Lattice:
    """Square windows of a grid, equally spaced in both directions."""

    window: int
    """Cells along one side of a window."""
    stride: int
    """Cells from one window to the next; at least half a window, so that no more than two overlap in a row."""
    trim: int
    """Cells along each edge of a window that are not used: a network knows too little there."""
    offset: int
    """Where window 0 begins."""

    @property
    def overlap(self) -> int:
        return self.window - self.stride

    def rectangle(self, index: tuple[int, int]) -> Rectangle:
        """What a window covers."""
        row, column = (self.offset + i * self.stride for i in index)
        return Rectangle(row, column, self.window, self.window)

    def _axis(self, first: int, count: int) -> range:
        # Window i has weight on [start + trim, start + window - trim).
        low = (first - self.offset - (self.window - self.trim)) // self.stride + 1
        high = (first + count - 1 - self.offset - self.trim) // self.stride
        return range(low, high + 1)

    def covering(self, area: Rectangle) -> list[tuple[int, int]]:
        """Windows that have a share in an area, row by row."""
        columns = self._axis(area.column, area.columns)
        return [(row, column) for row in self._axis(area.row, area.rows) for column in columns]

    def extent(self, area: Rectangle) -> Rectangle:
        """The rectangle that all windows with a share in an area cover together."""
        indices = self.covering(area)
        first, last = self.rectangle(indices[0]), self.rectangle(indices[-1])
        return Rectangle(
            first.row, first.column, last.row + last.rows - first.row, last.column + last.columns - first.column
        )

    def weights(self) -> FloatArray:
        """Share of a window along one axis, (window,); the shares of two neighbours add up to one."""
        position = np.arange(self.window, dtype=np.float64)
        ramp = self.overlap - 2 * self.trim
        rising = np.clip((position - self.trim + 0.5) / ramp, 0.0, 1.0) if ramp else (position >= self.trim) * 1.0
        falling = rising[::-1]
        # The falling side is written as what the neighbour's rising side leaves, so that nothing is lost to rounding.
        return np.where(position < self.window // 2, rising, falling).astype(np.float32)


def blend(
    lattice: Lattice,
    area: Rectangle,
    make: Callable[[Rectangle], FloatArray],
    channels: int = 1,
) -> Iterator[tuple[float, FloatArray]]:
    """Make an area of a field window by window.

    Args:
        lattice: the world's windows.
        area: what is asked for.
        make: from a window's rectangle to its (channels, window, window) contents.
        channels: how many that are.

    Yields:
        After each window the share done and the (channels, rows, columns) field so far, zero where nothing is yet;
        the array is the same each time.
    """
    side = lattice.weights()
    weight = side[:, None] * side[None, :]
    field = np.zeros((channels, area.rows, area.columns), np.float32)
    indices = lattice.covering(area)
    for done, index in enumerate(indices, 1):
        window = lattice.rectangle(index)
        common = window.common(area)
        inside, target = common.within(window), common.within(area)
        field[(slice(None), *target)] += weight[inside] * make(window)[(slice(None), *inside)]
        yield done / len(indices), field


def noise_area(cells: Rectangle, level: int, margins: tuple[int, ...]) -> Rectangle:
    """Where the noise of a window lies, on a grid ``2 ** level`` times as fine as its cells.

    Args:
        cells: of the window itself.
        level: 0 for the cells' own grid.
        margins: what the network consumes at each edge, at each level.
    """
    return cells.finer(1 << level).padded(margins[level])


def covered(lattice: Lattice, area: Rectangle, windows: int) -> FloatArray:
    """How much of each place of an area its first windows make, (rows, columns), 0 to 1.

    Args:
        lattice: the world's windows.
        area: that :func:`blend` makes.
        windows: how many of them are made.
    """
    side = lattice.weights()
    shares = np.zeros((area.rows, area.columns), np.float32)
    for index in lattice.covering(area)[:windows]:
        window = lattice.rectangle(index)
        common = window.common(area)
        rows, columns = common.within(window)
        shares[common.within(area)] += side[rows, None] * side[None, columns]
    return shares
