"""Hashed fields on grids of the world: cells with random numbers, smooth noise, things scattered about, and bends.

Everything is a function of seed and place. Offsets inside cells are worked out in float64 and only then rounded to
float32, element by element, so that a pixel has the same bits whatever rectangle it is made in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.runtime.philox import philox4x32, stream_id
from procgen.terrain.representation import FloatArray, upsample

Float64Array = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_BLOCK = 16
"""Cells along one side of what is hashed and remembered at a time."""
_SPREAD = np.float32(1.0 / 0.135)
"""Brings cubic B-splines over uniform numbers to about unit variance, averaged over a cell."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Places in rows and columns, in pixels of the world's grid at level 0."""

    x_px: Float64Array
    """(columns,), evenly spaced."""
    z_px: Float64Array
    """(rows,), evenly spaced by the same step."""

    @classmethod
    def of(cls, row: int, column: int, rows: int, columns: int, step: int = 1) -> Grid:
        """Middles of squares of ``step`` pixels; row and column count these squares."""
        return cls(
            (np.arange(column, column + columns, dtype=np.float64) + 0.5) * step,
            (np.arange(row, row + rows, dtype=np.float64) + 0.5) * step,
        )

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.z_px), len(self.x_px)

    @property
    def step_px(self) -> float:
        return float(self.x_px[1] - self.x_px[0])

    def halved(self) -> Grid:
        """Four places for each, around it."""
        quarter = 0.25 * self.step_px

        def finer(axis: Float64Array) -> Float64Array:
            return np.stack([axis - quarter, axis + quarter], axis=1).ravel()

        return Grid(finer(self.x_px), finer(self.z_px))

    def padded(self, places: int) -> Grid:
        """With so many more places on each side."""
        beyond = np.arange(1, places + 1, dtype=np.float64) * self.step_px

        def longer(axis: Float64Array) -> Float64Array:
            return np.concatenate([axis[0] - beyond[::-1], axis, axis[-1] + beyond])

        return Grid(longer(self.x_px), longer(self.z_px))


@dataclass(frozen=True, slots=True)
class Points:
    """Single places of any shape, in pixels of the world's grid at level 0."""

    x_px: Float64Array
    z_px: Float64Array


@lru_cache(maxsize=4096)
def _block(seed: int, stream: str, row: int, column: int) -> FloatArray:
    """(4, 16, 16) numbers in 0 to 1 of a block of cells."""
    columns = ((column * _BLOCK + np.arange(_BLOCK, dtype=np.int64)) & 0xFFFFFFFF).astype(np.uint32)[None, :]
    rows = ((row * _BLOCK + np.arange(_BLOCK, dtype=np.int64)) & 0xFFFFFFFF).astype(np.uint32)[:, None]
    number = np.full((1, 1), stream_id(f"terrain/process/{stream}"), np.uint32)
    words = philox4x32(columns, rows, number, np.ones((1, 1), np.uint32), (seed & 0xFFFFFFFF, seed >> 32))
    made = np.stack([(word >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-24) for word in words])
    made.flags.writeable = False
    return made


def cell_numbers(seed: int, stream: str, row: int, column: int, rows: int, columns: int) -> FloatArray:
    """Independent random numbers of the cells of a lattice.

    Args:
        seed: the world.
        stream: what they are for.
        row: first row of cells; the low 32 bits count.
        column: first column.
        rows: how many.
        columns: how many.

    Returns:
        (4, rows, columns) float32 in 0 (included) to 1 (not).
    """
    first_row, first_column = row // _BLOCK, column // _BLOCK
    last_row, last_column = (row + rows - 1) // _BLOCK, (column + columns - 1) // _BLOCK
    strips = [
        np.concatenate([_block(seed, stream, r, c) for c in range(first_column, last_column + 1)], axis=2)
        for r in range(first_row, last_row + 1)
    ]
    blocks = np.concatenate(strips, axis=1)
    r, c = row - first_row * _BLOCK, column - first_column * _BLOCK
    return np.ascontiguousarray(blocks[:, r : r + rows, c : c + columns])


def axis_cells(axis_px: Float64Array, size_px: float) -> tuple[IntArray, FloatArray]:
    """Which cell each place of an axis lies in, and where: its number, and 0 to 1 inside."""
    position = axis_px / size_px
    cell = np.floor(position)
    return cell.astype(np.int64), (position - cell).astype(np.float32)


def _taps(t: FloatArray) -> tuple[FloatArray, ...]:
    """Uniform cubic B-spline: weights of four nodes, ``t`` 0 to 1 beyond the second."""
    r = np.float32(1.0) - t
    sixth = np.float32(1.0 / 6.0)
    return (
        r * r * r * sixth,
        ((np.float32(3.0) * t - np.float32(6.0)) * t * t + np.float32(4.0)) * sixth,
        ((np.float32(3.0) * r - np.float32(6.0)) * r * r + np.float32(4.0)) * sixth,
        t * t * t * sixth,
    )


def _noises_at(seed: int, stream: str, points: Points, period_px: float) -> Iterator[FloatArray]:
    column, across = axis_cells(points.x_px, period_px)
    row, down = axis_cells(points.z_px, period_px)
    first_row, first_column = int(row.min()) - 1, int(column.min()) - 1
    nodes = cell_numbers(
        seed, stream, first_row, first_column, int(row.max()) - first_row + 3, int(column.max()) - first_column + 3
    )
    nodes = (nodes - np.float32(0.5)) * _SPREAD
    column, row = column - first_column - 1, row - first_row - 1
    across_taps, down_taps = _taps(across), _taps(down)
    for field in nodes:
        made = np.zeros(column.shape, np.float32)
        for j in range(4):
            wide = across_taps[0] * field[row + j, column]
            for i in range(1, 4):
                wide += across_taps[i] * field[row + j, column + i]
            made += down_taps[j] * wide
        yield made


def noises(seed: int, stream: str, grid: Grid | Points, period_px: float) -> Iterator[FloatArray]:
    """Up to four independent smooth fields of about unit variance, one node each ``period_px``.

    Cubic B-splines over hashed numbers: twice continuously differentiable.

    Args:
        seed: the world.
        stream: what they are for.
        grid: places.
        period_px: spacing of the nodes; forms are about twice as wide.
    """
    if isinstance(grid, Points):
        yield from _noises_at(seed, stream, grid, period_px)
        return
    column, across = axis_cells(grid.x_px, period_px)
    row, down = axis_cells(grid.z_px, period_px)
    first_row, first_column = int(row[0]) - 1, int(column[0]) - 1
    nodes = cell_numbers(
        seed, stream, first_row, first_column, int(row[-1]) - first_row + 3, int(column[-1]) - first_column + 3
    )
    nodes = (nodes - np.float32(0.5)) * _SPREAD
    column, row = column - first_column - 1, row - first_row - 1
    across_taps, down_taps = _taps(across), [tap[:, None] for tap in _taps(down)]
    for field in nodes:
        wide = across_taps[0] * field[:, column]
        for tap in range(1, 4):
            wide += across_taps[tap] * field[:, column + tap]
        made = down_taps[0] * wide[row]
        for tap in range(1, 4):
            made += down_taps[tap] * wide[row + tap]
        yield made


def noise(
    seed: int, stream: str, grid: Grid | Points, period_px: float, octaves: int = 1, fall: float = 0.5
) -> FloatArray:
    """Smooth noise of about unit variance, of one or more octaves.

    Args:
        seed: the world.
        stream: what it is for.
        grid: places.
        period_px: of the widest octave; each next is half as wide.
        octaves: how many.
        fall: amplitude of each octave over that of the one before.
    """
    total = next(noises(seed, f"{stream}/0", grid, period_px))
    power = 1.0
    for octave in range(1, octaves):
        share = fall**octave
        total += np.float32(share) * next(noises(seed, f"{stream}/{octave}", grid, period_px * 0.5**octave))
        power += share * share
    return np.asarray(total * np.float32(power**-0.5), np.float32)


Attributes = Callable[[FloatArray, FloatArray], tuple[FloatArray, ...]]
"""From two random numbers of things, 0 to 1, of any shape, to what they are like, of the same shape."""


def _as_drawn(first: FloatArray, second: FloatArray) -> tuple[FloatArray, ...]:
    return first, second


def scattered(
    seed: int,
    stream: str,
    grid: Grid,
    size_px: float,
    jitter: float = 1.0,
    attributes: Attributes = _as_drawn,
    present: int | None = None,
) -> Iterator[tuple[FloatArray, FloatArray, FloatArray]]:
    """Things scattered about, one in each cell of a lattice: those of the nine cells around each place, one by one.

    The nine come in an order that hangs on the cells, not on the place: where later things cover earlier ones,
    neighbouring places agree on which is above.

    Args:
        seed: the world.
        stream: what the things are.
        grid: (rows, columns) places.
        size_px: side of the cells. A thing must not reach farther than ``size_px * (1.5 - jitter / 2)``.
        jitter: 1 puts things anywhere in their cells, 0 in the middle.
        attributes: what things are like.
        present: number of the attribute that is zero for things that are not there; all are if None.

    Yields:
        The way from a thing to each place, x and z in pixels, (rows, columns); and the thing's attributes,
        (attributes, rows, columns).
    """
    column, across = axis_cells(grid.x_px, size_px)
    row, down = axis_cells(grid.z_px, size_px)
    first_row, first_column = int(row[0]) - 1, int(column[0]) - 1
    numbers = cell_numbers(
        seed, stream, first_row, first_column, int(row[-1]) - first_row + 2, int(column[-1]) - first_column + 2
    )
    size, middle = np.float32(size_px), np.float32(0.5)
    x, z = (((number - middle) * np.float32(jitter) + middle) * size for number in numbers[:2])
    fields = np.stack([x, z, *attributes(numbers[2], numbers[3])])
    for turn_z in range(3):
        dz = (turn_z - row + 1) % 3 - 1
        strip = fields[:, row + dz - first_row]  # (attributes, rows, cells)
        from_row = ((down - dz.astype(np.float32)) * size)[:, None]
        for turn_x in range(3):
            dx = (turn_x - column + 1) % 3 - 1
            cells = column + dx - first_column
            if present is not None and not strip[2 + present][:, np.unique(cells)].any():
                continue
            from_column = ((across - dx.astype(np.float32)) * size)[None, :]
            x = strip[0][:, cells]
            z = strip[1][:, cells]
            yield np.subtract(from_column, x, out=x), np.subtract(from_row, z, out=z), strip[2:][:, :, cells]


@dataclass(frozen=True, slots=True)
class Placed:
    """One scattered thing, and the part of a grid that it reaches."""

    cell: tuple[int, int]
    """Row and column of its cell in the lattice's numbers."""
    where: tuple[slice, slice]
    """The part of the grid."""
    x_px: FloatArray
    """(1, columns): from the thing to the places of that part."""
    z_px: FloatArray
    """(rows, 1)."""


class Lattice:
    """Cells around a grid with random numbers: things of which few are there, each looked at by itself.

    Args:
        seed: the world.
        stream: what the things are.
        grid: the places.
        size_px: side of the cells; no thing may reach farther.
    """

    def __init__(self, seed: int, stream: str, grid: Grid, size_px: float) -> None:
        self.shape = grid.shape
        self._size = np.float32(size_px)
        self._column, self._across = axis_cells(grid.x_px, size_px)
        self._row, self._down = axis_cells(grid.z_px, size_px)
        self._first_row, self._first_column = int(self._row[0]) - 1, int(self._column[0]) - 1
        rows, columns = int(self._row[-1]) - self._first_row + 2, int(self._column[-1]) - self._first_column + 2
        self.numbers = cell_numbers(seed, stream, self._first_row, self._first_column, rows, columns)
        """(4, rows, columns) of the cells, 0 to 1; the first two say where in its cell a thing lies."""

    def middles(self, jitter: float = 1.0) -> Points:
        """Where things lie, (rows, columns) of the cells; see :meth:`placed`."""
        size, loose = float(self._size), np.float32(jitter)
        _, rows, columns = self.numbers.shape
        x, z = ((self.numbers[axis] - np.float32(0.5)) * loose + np.float32(0.5) for axis in (0, 1))
        column = np.arange(self._first_column, self._first_column + columns, dtype=np.float64)
        row = np.arange(self._first_row, self._first_row + rows, dtype=np.float64)
        return Points((column[None, :] + x) * size, (row[:, None] + z) * size)

    def placed(self, reach_px: FloatArray, jitter: float = 1.0) -> Iterator[Placed]:
        """Things one by one, in an order that hangs on their cells: two that overlap do so alike in any grid.

        Args:
            reach_px: (rows, columns) of the cells; 0 where there is nothing.
            jitter: 1 puts things anywhere in their cells, 0 in the middle.
        """
        rows, columns = np.nonzero(reach_px > 0.0)
        turns = (rows + self._first_row) % 3 * 3 + (columns + self._first_column) % 3
        for index in np.argsort(turns, kind="stable"):
            cell = int(rows[index]), int(columns[index])
            x_in, z_in = ((self.numbers[axis][cell] - np.float32(0.5)) * np.float32(jitter) for axis in (0, 1))
            reach = reach_px[cell]
            parts = []
            for place, local, own, offset in (
                (self._column, self._across, cell[1] + self._first_column, x_in),
                (self._row, self._down, cell[0] + self._first_row, z_in),
            ):
                away = (local + (place - own).astype(np.float32) - np.float32(0.5) - offset) * self._size
                near = np.flatnonzero(np.abs(away) < reach)
                if not len(near):
                    break
                parts.append((slice(int(near[0]), int(near[-1]) + 1), away[near]))
            if len(parts) == 2:
                (across, x), (down, z) = parts
                yield Placed(cell, (down, across), x[None, :], z[:, None])


def coarsely(grid: Grid, margin: int, make: Callable[[Grid], FloatArray]) -> FloatArray:
    """A field made at every second pixel of the world and interpolated, at a quarter of the work; as it is on coarser
    grids than the pixels'.

    Args:
        grid: the places.
        margin: how many more are needed on each side.
        make: from a grid to its field.

    Returns:
        (rows + 2 * margin, columns + 2 * margin).
    """
    if grid.step_px > 1.0:
        return make(grid.padded(margin))
    row, column = int(np.floor(grid.z_px[0])) - margin, int(np.floor(grid.x_px[0])) - margin
    rows, columns = (side + 2 * margin for side in grid.shape)
    first_row, first_column = row // 2, column // 2
    half_rows, half_columns = (row + rows + 1) // 2 - first_row, (column + columns + 1) // 2 - first_column
    half = make(Grid.of(first_row - 2, first_column - 2, half_rows + 4, half_columns + 4, 2))
    top, left = row - 2 * first_row, column - 2 * first_column
    return upsample(half, 2)[top : top + rows, left : left + columns]


def bent(field: FloatArray, x: FloatArray, z: FloatArray, margin: int) -> FloatArray:
    """A field looked at through a bend: its value at each place plus an offset, bilinear.

    Args:
        field: (rows + 2 * margin, columns + 2 * margin).
        x: (rows, columns) offsets in places of the grid; cut off at ``margin - 2``.
        z: likewise.
        margin: places around the inner field.
    """
    most = np.float32(margin - 2)
    x, z = np.clip(x, -most, most), np.clip(z, -most, most)
    whole_x, whole_z = np.floor(x), np.floor(z)
    across, down = x - whole_x, z - whole_z
    rows, columns = x.shape
    width = field.shape[1]
    flat = np.ascontiguousarray(field).reshape(-1)
    start = (np.arange(rows, dtype=np.int32) + margin)[:, None] * np.int32(width)
    start = start + (np.arange(columns, dtype=np.int32) + margin)[None, :]
    start += whole_z.astype(np.int32) * np.int32(width) + whole_x.astype(np.int32)
    top, bottom = flat[start], flat[start + width]
    top += across * (flat[start + 1] - top)
    bottom += across * (flat[start + width + 1] - bottom)
    return np.asarray(top + down * (bottom - top), np.float32)


def ease(t: FloatArray) -> FloatArray:
    """0 below 0, 1 above 1, a smooth rise between (3t^2 - 2t^3)."""
    t = np.clip(t, np.float32(0.0), np.float32(1.0))
    return t * t * (np.float32(3.0) - np.float32(2.0) * t)


def ramp(values: FloatArray, low: float, high: float) -> FloatArray:
    """A smooth rise from 0 at ``low`` to 1 at ``high``, which may lie below."""
    return ease((values - np.float32(low)) * np.float32(1.0 / (high - low)))
