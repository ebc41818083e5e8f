"""The water of rivers as lines with a width, for surfaces that lie along them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from procgen.terrain.rivers.drainage import BoolArray, Doubles, IntArray
from procgen.terrain.rivers.network import FIXED, PIECES, Curves, RiverNetwork

_ROUGHNESS: Final = 0.04
"""Manning's n of a natural channel with stones and bends (Chow, "Open-channel hydraulics", 1959, table 5-6)."""
_SPEEDS: Final = (0.1, 6.0)


@dataclass(frozen=True, slots=True)
class Streams:
    """Pieces of rivers, downstream; each array is (m, PIECES + 1, …), a value for each end of a piece."""

    columns: Doubles
    """Places on the world's grid: whole numbers are pixels' middles."""
    rows: Doubles
    heading: Doubles
    """(m, PIECES + 1, 2) unit vectors east and south; the same where one curve ends and the next begins."""
    half_width_px: Doubles
    water_m: Doubles
    depth_m: Doubles
    """Of the channel below the water, at its deepest."""
    slope: Doubles
    """Fall over run of the water."""
    shown: BoolArray
    """(m, PIECES) pieces that do not lie within the river that they join."""

    @property
    def speed_m_per_s(self) -> Doubles:
        """Mean speed of the water by Manning's formula, with the depth for the hydraulic radius."""
        speed = np.maximum(self.depth_m, 0.0) ** (2.0 / 3.0) * np.sqrt(np.maximum(self.slope, 0.0)) / _ROUGHNESS
        return np.asarray(np.clip(speed, *_SPEEDS))

    def scaled(self, factor: float, level_m: float) -> Streams:
        """The same with heights stretched away from a level."""
        return replace(
            self,
            water_m=(self.water_m - level_m) * factor + level_m,
            depth_m=self.depth_m * factor,
            slope=self.slope * factor,
        )

    def only(self, wet: BoolArray, first_column: int, first_row: int) -> Streams:
        """Without the pieces of which the map knows that both ends lie where there is no river (any more).

        Args:
            wet: (depth, width) where there may be river water.
            first_column: of the map on the world's grid.
            first_row: likewise.
        """
        depth, width = wet.shape
        column = np.rint(self.columns).astype(np.int64) - first_column
        row = np.rint(self.rows).astype(np.int64) - first_row
        inside = (column >= 0) & (column < width) & (row >= 0) & (row < depth)
        gone = inside & ~wet[np.clip(row, 0, depth - 1), np.clip(column, 0, width - 1)]
        return replace(self, shown=self.shown & ~(gone[:, :-1] & gone[:, 1:]))


def streams_of(network: RiverNetwork) -> Streams:
    """The lines of a network's rivers."""
    curves = network.curves
    points = curves.points / float(FIXED)
    steps = np.diff(points, axis=1)
    length = np.maximum(np.hypot(steps[..., 0], steps[..., 1]), 1e-9)
    unit = steps / length[..., None]
    onward, main = _neighbours(curves)
    before, after = unit[:, :1], unit[:, -1:]
    heading = np.concatenate([before, unit[:, :-1] + unit[:, 1:], after], axis=1)
    # Where curves meet, the direction is that of the larger one that comes in and of the one that goes out.
    has_next = onward >= 0
    leaving = np.where(has_next[:, None], unit[onward, 0], 0.0)
    heading[:, -1] = unit[main, -1] + leaving
    heading[onward[has_next], 0] = heading[has_next, -1]
    size = np.hypot(heading[..., 0], heading[..., 1])
    folded = size < 1e-6
    heading = np.where(folded[..., None], np.concatenate([unit, after], axis=1), heading)
    heading /= np.maximum(np.hypot(heading[..., 0], heading[..., 1]), 1e-9)[..., None]

    share = np.arange(PIECES + 1) / PIECES

    def even(ends: Doubles) -> Doubles:
        return np.asarray(ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * share)

    def falling(ends: Doubles) -> Doubles:
        return np.asarray(ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * curves.drop)

    water = falling(curves.water_m)
    slope = -np.diff(water, axis=1) / (length * network.metres_per_pixel)
    half = even(curves.width_m) / (2.0 * network.metres_per_pixel)
    return Streams(
        columns=points[..., 0] - 0.5,
        rows=points[..., 1] - 0.5,
        heading=heading,
        half_width_px=half,
        water_m=water,
        depth_m=np.maximum(water - falling(curves.bed_m), 0.0),
        slope=np.concatenate([slope[:, :1], np.maximum(slope[:, :-1], slope[:, 1:]), slope[:, -1:]], axis=1),
        shown=_apart(points, half, main),
    )


def _neighbours(curves: Curves) -> tuple[IntArray, IntArray]:
    """For each curve the one that goes on from its end, -1 if none is known; and the widest that ends there, which may
    be itself.
    """
    count = len(curves.points)
    both = np.concatenate([curves.points[:, 0], curves.points[:, -1]])
    _, place = np.unique(both, axis=0, return_inverse=True)
    start, end = place.reshape(2, count)
    begins = np.full(2 * count, -1)
    begins[start] = np.arange(count)
    # Of those that end at one place, the widest; of equally wide ones the first in the order of cells.
    order = np.lexsort((-np.arange(count), curves.width_m[:, 1], end))
    main = np.zeros(2 * count, np.int64)
    main[end[order]] = order
    return begins[end], main[end]


def _apart(points: Doubles, half_px: Doubles, main: IntArray) -> BoolArray:
    """(m, PIECES) pieces of curves that do not end within the wider curve that they join."""
    shown = np.ones((len(points), PIECES), np.bool_)
    joins = np.flatnonzero(main != np.arange(len(points)))
    if joins.size:
        other = main[joins]
        gap = points[joins][:, :, None] - points[other][:, None]
        near = np.hypot(gap[..., 0], gap[..., 1]) < half_px[other][:, None] * 0.7
        inside: BoolArray = np.asarray(near.any(axis=2), np.bool_)
        shown[joins] = ~(inside[:, :-1] & inside[:, 1:])
    return shown
