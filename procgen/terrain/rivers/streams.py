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
_SMOOTHINGS: Final = 4
"""Rounds, each over the neighbouring points."""
_TO_MIDDLE: Final = 0.95
"""Of a bend's radius."""


@dataclass(frozen=True, slots=True)
class Streams:
    """Pieces of rivers, downstream; each array is (m, PIECES + 1, …), a value for each end of a piece."""

    columns: Doubles
    """Places on the world's grid: whole numbers are pixels' middles."""
    rows: Doubles
    heading: Doubles
    """(m, PIECES + 1, 2) unit vectors east and south; the same where one curve ends and the next begins."""
    half_width_px: Doubles
    room_px: Doubles
    """(m, PIECES + 1, 2) how far one can go to the left and to the right before a bend's own middle is reached;
    infinite at both ends."""
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
    heading = _headings(unit, onward, main)
    room = _room(heading, length)
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
        room_px=room,
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


def _headings(unit: Doubles, onward: IntArray, main: IntArray) -> Doubles:
    """Directions at the points, (m, PIECES + 1, 2), smoothed along the rivers; one where curves meet.

    Args:
        unit: (m, PIECES, 2) of the pieces.
        onward: (m,) curves that go on from the ends; -1 without one.
        main: (m,) the widest curve that ends where this one does.
    """
    goes_on = np.flatnonzero(onward >= 0)
    heading = np.concatenate([unit[:, :1], unit[:, :-1] + unit[:, 1:], unit[:, -1:]], axis=1)
    for turn in range(_SMOOTHINGS):
        # What leads to the end of the main curve, and on from it.
        coming = unit[main, -1] if turn == 0 else heading[main, -2]
        leaving = np.zeros_like(coming)
        leaving[goes_on] = (unit[:, 0] if turn == 0 else heading[:, 1])[onward[goes_on]]
        inner = heading[:, :-2] + 2.0 * heading[:, 1:-1] + heading[:, 2:]
        heading[:, -1] = coming + leaving + (0.0 if turn == 0 else 2.0) * heading[main, -1]
        heading[onward[goes_on], 0] = heading[goes_on, -1]
        heading[:, 1:-1] = inner
        heading /= np.maximum(np.hypot(heading[..., 0], heading[..., 1]), 1e-9)[..., None]
    return heading


def _room(heading: Doubles, length: Doubles) -> Doubles:
    """Distances to the middles of bends, (m, PIECES + 1, 2), to the left and to the right; along one curve, so that it
    is the same wherever the curve ends.

    Args:
        heading: (m, PIECES + 1, 2) unit vectors at the points.
        length: (m, PIECES) of the pieces, pixels.
    """
    a, b = heading[:, :-1], heading[:, 1:]
    right = np.arctan2(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0], (a * b).sum(axis=2)) / length
    room = np.full((*heading.shape[:2], 2), np.inf)
    for side, sign in ((0, -1.0), (1, 1.0)):
        bend = np.maximum(sign * right, 1e-3)
        room[:, 1:-1, side] = _TO_MIDDLE / np.maximum(bend[:, :-1], bend[:, 1:])
    return room


def _apart(points: Doubles, half_px: Doubles, main: IntArray) -> BoolArray:
    """(m, PIECES) pieces of curves whose middles do not lie within the wider curve that they join."""
    shown = np.ones((len(points), PIECES), np.bool_)
    joins = np.flatnonzero(main != np.arange(len(points)))
    if joins.size:
        other = main[joins]
        middles = (points[joins][:, :-1] + points[joins][:, 1:]) / 2.0
        gap = middles[:, :, None] - points[other][:, None]
        near = np.hypot(gap[..., 0], gap[..., 1]) < half_px[other][:, None]
        shown[joins] = ~np.asarray(near.any(axis=2), np.bool_)
    return shown
