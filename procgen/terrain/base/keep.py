"""Pixels that keep the means of coarser cells.

What a generator adds to cells has no mean of zero in each. What is missing of each cell's mean is interpolated and
added (one step of iterative back-projection: Irani and Peleg, "Improving resolution by image registration", CVGIP 53,
1991), and the little that is left as a bump in each cell that vanishes with its slope at the cell's border.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from procgen.terrain.base.axes import Axis, by_rows, cell_shares, cubic_taps
from procgen.terrain.lattice import Rectangle
from procgen.terrain.representation import FloatArray

_MARGIN_CELLS = 3
"""Cells around that the interpolation looks at: two, and one for pixels that two cells share."""


@dataclass(frozen=True, slots=True)
class Targets:
    """Cells whose means are to be kept."""

    down: Axis
    across: Axis
    means: Callable[[int, int, int, int], FloatArray]
    """First row and column, rows and columns of them to (rows, columns) metres."""


def kept_means(targets: Targets, area: Rectangle, made: Callable[[Rectangle], FloatArray]) -> FloatArray:
    """Heights whose means over the targets' cells are the targets.

    Args:
        targets: the cells.
        area: in pixels.
        made: generated heights of any area, metres; asked once, for the area and the cells that it touches.

    Returns:
        (rows, columns) metres; a pixel's height hangs on its place alone.
    """
    # Cells whose pixels are handed out, and those that their lift is interpolated from.
    row, rows = targets.down.touching(area.row - 1, area.rows + 2)
    column, columns = targets.across.touching(area.column - 1, area.columns + 2)
    if rows <= 0 or columns <= 0:
        # The interpolation reaches a little beyond the last cell.
        row, rows, column, columns = (
            *_nearest(targets.down, area.row, rows, row),
            *_nearest(targets.across, area.column, columns, column),
        )
        if not _reaches(targets, area):
            return made(area)
    first_row, last_row = max(row - _MARGIN_CELLS, 0), min(row + rows + _MARGIN_CELLS, targets.down.count)
    first_column = max(column - _MARGIN_CELLS, 0)
    last_column = min(column + columns + _MARGIN_CELLS, targets.across.count)
    top, depth = targets.down.pixels(first_row, last_row - first_row)
    left, width = targets.across.pixels(first_column, last_column - first_column)
    outer = _around(area, Rectangle(top, left, depth, width))
    heights = made(outer)

    def means(field: FloatArray) -> FloatArray:
        by_row = by_rows(field, *cell_shares(targets.down, first_row, last_row - first_row, outer.row, outer.rows))
        shares = cell_shares(targets.across, first_column, last_column - first_column, outer.column, outer.columns)
        return np.ascontiguousarray(by_rows(np.ascontiguousarray(by_row.T), *shares).T)

    wanted = targets.means(first_row, first_column, last_row - first_row, last_column - first_column)
    lift = _interpolated(wanted - means(heights), targets, (first_row, first_column), outer)
    # Where not all of the cells are there that a pixel's lift hangs on, it is not used any more.
    lifted = heights + lift
    left_over = wanted - means(lifted)
    lifted += _bumps(left_over, targets, (first_row, first_column), outer)
    return np.ascontiguousarray(lifted[area.within(outer)])


def _nearest(axis: Axis, first: int, count: int, found: int) -> tuple[int, int]:
    """The last cell before or after some pixels that touch none."""
    if count > 0:
        return found, count
    return (0, 1) if first < axis.origin else (axis.count - 1, 1)


def _reaches(targets: Targets, area: Rectangle) -> bool:
    margin = _MARGIN_CELLS
    return all(
        first < axis.origin + (axis.count + margin) * axis.step and first + count > axis.origin - margin * axis.step
        for axis, first, count in (
            (targets.down, area.row, area.rows),
            (targets.across, area.column, area.columns),
        )
    )


def _around(first: Rectangle, second: Rectangle) -> Rectangle:
    row, column = min(first.row, second.row), min(first.column, second.column)
    return Rectangle(
        row,
        column,
        max(first.row + first.rows, second.row + second.rows) - row,
        max(first.column + first.columns, second.column + second.columns) - column,
    )


def _interpolated(missing: FloatArray, targets: Targets, first: tuple[int, int], area: Rectangle) -> FloatArray:
    """What is missing between the middles of cells; beyond the targets' ends nothing is."""
    framed = np.pad(missing, 2)
    at = (first[0] - 2, first[1] - 2)
    rows = cubic_taps(targets.down, area.row, area.rows, at[0], framed.shape[0])
    columns = cubic_taps(targets.across, area.column, area.columns, at[1], framed.shape[1])
    made = by_rows(framed, *rows)
    return np.ascontiguousarray(by_rows(np.ascontiguousarray(made.T), *columns).T)


def _bumps(missing: FloatArray, targets: Targets, first: tuple[int, int], area: Rectangle) -> FloatArray:
    """Each cell's own, whose mean in it is what is missing."""
    sides = []
    for axis, start, count, pixels, at in (
        (targets.down, first[0], missing.shape[0], area.rows, area.row),
        (targets.across, first[1], missing.shape[1], area.columns, area.column),
    ):
        place = (np.arange(at, at + pixels) + 0.5 - axis.origin) / axis.step
        cell = np.floor(place).astype(np.int64)
        part = place - cell
        bump = (30.0 * (part * (1.0 - part)) ** 2)[:, None].astype(np.float32)
        mean = by_rows(bump, *cell_shares(axis, start, count, at, pixels))[:, 0]
        inside = (cell >= start) & (cell < start + count)
        own = np.clip(cell - start, 0, count - 1)
        sides.append((own, np.where(inside, bump[:, 0] / np.maximum(mean[own], np.float32(1e-6)), np.float32(0.0))))
    (rows, down), (columns, across) = sides
    return np.asarray(missing[rows][:, columns] * (down[:, None] * across[None, :]), np.float32)
