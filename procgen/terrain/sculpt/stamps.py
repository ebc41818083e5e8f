"""Stamps on a world's grid: each changes a pixel by its place and by the ground there alone.

A stamp's heights count from its foot. The ground that it meets is looked at as coarsely as the stamp's own cells are
wide; what is finer stays on top of the new ground, so that a form of few cells gets the land's own detail.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from procgen.terrain.controls.geometry import Bounds, Float64Array, ease
from procgen.terrain.controls.geometry import Grid as Places
from procgen.terrain.controls.shapes import ADD, KEEP_MEAN, LOWER, RAISE, REPLACE, Stamp
from procgen.terrain.processes.field import Grid, Points, noise
from procgen.terrain.representation import CELL, FloatArray, cell_means, cubic_kernel

_BLOCK_ROWS: Final = 128
"""Rows that are stamped at a time, so that a large map needs little memory on top."""
_FOOT_PLACES: Final = (-0.8, -0.4, 0.0, 0.4, 0.8)
"""Where along each axis the ground is looked at, from the stamp's middle (0) to its edges (1)."""
_INWARD: Final = 0.6
"""How far, in widths of the falloff, the roughest outline draws back."""
_ROUGH_PERIOD: Final = 0.5
"""Period of the outline's noise in widths of the falloff."""
_LEAST_PERIOD_PX: Final = 4.0
_SAMPLES: Final = 2
"""Places along a side of a coarse cell that its mean is taken over."""

GroundAt = Callable[[Float64Array, Float64Array], FloatArray]
"""Height of finished land at places in pixels, x and z of one shape."""
_Rule = Callable[[Float64Array, Float64Array, Float64Array], Float64Array]

_RULES: Final[dict[str, _Rule]] = {
    ADD: lambda _ground, form, _foot: form,
    KEEP_MEAN: lambda _ground, form, _foot: form,
    RAISE: lambda ground, form, foot: np.maximum(foot + form - ground, 0.0),
    LOWER: lambda ground, form, foot: np.minimum(foot + form - ground, 0.0),
    REPLACE: lambda ground, form, foot: foot + form - ground,
}
"""From the ground, the stamp over its foot, and its foot, metres, to what the stamp does to the ground."""


def _turned(degrees: float) -> tuple[float, float]:
    """Cosine and sine, exact for quarter turns."""
    quarters, rest = divmod(degrees, 90.0)
    cosine, sine = (1.0, 0.0) if rest == 0.0 else (math.cos(math.radians(rest)), math.sin(math.radians(rest)))
    for _ in range(int(quarters) % 4):
        cosine, sine = -sine, cosine
    return cosine, sine


@dataclass(frozen=True)
class SetStamp:
    """A stamp at its place in a world."""

    stamp: Stamp
    heights_m: FloatArray
    """(rows, columns) metres: the stamp's own, or its landform's."""
    stream: str
    """What the noise of its outline is for."""
    seed: int
    metres_per_pixel: float

    @cached_property
    def _middle_px(self) -> tuple[float, float]:
        return self.stamp.x_m / self.metres_per_pixel, self.stamp.z_m / self.metres_per_pixel

    @cached_property
    def _half_px(self) -> tuple[float, float]:
        assert self.stamp.depth_m is not None
        return 0.5 * self.stamp.width_m / self.metres_per_pixel, 0.5 * self.stamp.depth_m / self.metres_per_pixel

    @cached_property
    def _turn(self) -> tuple[float, float]:
        return _turned(self.stamp.turn_deg or 0.0)

    @cached_property
    def bounds(self) -> Bounds:
        """Where it changes anything, pixels."""
        (x, z), (across, down), (cosine, sine) = self._middle_px, self._half_px, self._turn
        wide, deep = abs(across * cosine) + abs(down * sine), abs(across * sine) + abs(down * cosine)
        return Bounds(x - wide, z - deep, x + wide, z + deep)

    @cached_property
    def keeps(self) -> float:
        """How much of the land's detail within cells of 8 x 8 pixels stays on it, 0 to 1: all where its own cells are
        as wide, none where they are pixels.
        """
        rows, columns = self.heights_m.shape
        cell_px = 2.0 * min(self._half_px[0] / columns, self._half_px[1] / rows)
        return min(max(math.log2(cell_px) / math.log2(CELL), 0.0), 1.0)

    @cached_property
    def _form(self) -> Float64Array:
        """(rows, columns) metres over its foot."""
        heights = self.heights_m.astype(np.float64)
        rim = np.concatenate([heights[0], heights[-1], heights[1:-1, 0], heights[1:-1, -1]])
        zero = float(rim.mean()) if self.stamp.zero_m is None else self.stamp.zero_m
        form = (heights - zero) * (1.0 if self.stamp.height_scale is None else self.stamp.height_scale)
        if self.stamp.rule == KEEP_MEAN:
            rows, columns = form.shape
            a = (np.arange(columns) + 0.5) / columns * 2.0 - 1.0
            b = (np.arange(rows) + 0.5) / rows * 2.0 - 1.0
            weight = self._weight(a[None, :], b[:, None], None)
            form = form - (form * weight).sum() / max(float(weight.sum()), 1e-9)
        return form

    def _coarser_form(self, step_px: float) -> Float64Array:
        """The form as samples so far apart can show it: means of its cells where these are finer."""
        form = self._form
        factors = [
            max(math.floor(step_px / (2.0 * half / side)), 1)
            for half, side in zip(self._half_px, form.shape[::-1], strict=True)
        ]
        across, down = (min(factor, side // 2) for factor, side in zip(factors, form.shape[::-1], strict=True))
        if across * down <= 1:
            return form
        rows, columns = (side // factor for side, factor in zip(form.shape, (down, across), strict=True))
        # What does not fill a coarser cell goes into the last ones.
        row_of = np.minimum(np.arange(form.shape[0]) // down, rows - 1)
        column_of = np.minimum(np.arange(form.shape[1]) // across, columns - 1)
        place = (row_of[:, None] * columns + column_of[None, :]).ravel()
        total = np.bincount(place, form.ravel(), rows * columns)
        return (total / np.bincount(place, minlength=rows * columns)).reshape(rows, columns)

    def _weight(self, a: Float64Array, b: Float64Array, rough: Float64Array | None) -> Float64Array:
        """How much of it counts: 1 inside, 0 from its edges on.

        Args:
            a: from the middle (0) to the eastern (1) or western edge (-1), broadcasting with ``b``.
            b: likewise to the south.
            rough: 0 to 1, how far the outline is drawn back; None for not at all.
        """
        stamp = self.stamp
        falloff = 0.0 if stamp.falloff is None else stamp.falloff
        back = 0.0 if rough is None else rough * (_INWARD * falloff * (stamp.roughness or 0.0))

        def fades(at: Float64Array) -> Float64Array:
            inward = 1.0 - np.minimum(at + back, 1.0)
            return ease(inward / falloff) if falloff > 0.0 else np.where(at <= 1.0, 1.0, 0.0)

        across, down = np.abs(a), np.abs(b)
        weight = fades(np.sqrt(a * a + b * b)) if stamp.round else fades(across) * fades(down)
        return weight * np.where((across <= 1.0) & (down <= 1.0), stamp.strength or 0.0, 0.0)

    def _axes(self, x_px: Float64Array, z_px: Float64Array) -> tuple[Float64Array, Float64Array]:
        """Places on the stamp: -1 to 1 from its western to its eastern edge, and from its northern to its southern."""
        (x, z), (across, down), (cosine, sine) = self._middle_px, self._half_px, self._turn
        east, south = x_px - x, z_px - z
        return (east * cosine + south * sine) / across, (south * cosine - east * sine) / down

    def _sampled(self, a: Float64Array, b: Float64Array, step_px: float) -> Float64Array:
        """The form at places on the stamp, cubic between its cells; beyond them it goes on as its outermost ones."""
        form = self._coarser_form(step_px)
        rows, columns = form.shape
        column, row = (0.5 * a + 0.5) * columns - 0.5, (0.5 * b + 0.5) * rows - 0.5
        left, top = np.floor(column).astype(np.int64), np.floor(row).astype(np.int64)
        flat = form.reshape(-1)
        made = np.zeros(column.shape)
        for down in range(-1, 3):
            first = np.clip(top + down, 0, rows - 1) * columns
            line = np.zeros(column.shape)
            for across in range(-1, 3):
                taken = flat[first + np.clip(left + across, 0, columns - 1)]
                line += cubic_kernel(column - (left + across)) * taken
            made += cubic_kernel(row - (top + down)) * line
        return made

    def change(self, ground: Float64Array, foot: _Plane, places: Grid | Points, step_px: float) -> Float64Array:
        """What it does to the ground.

        Args:
            ground: (rows, columns), or the points' shape: metres, as coarse as the stamp meets it.
            foot: what it stands on.
            places: where that is, pixels.
            step_px: from place to place.

        Returns:
            Metres to add, of that shape; 0 where it does not reach.
        """
        x, z = places.x_px, places.z_px
        if isinstance(places, Grid):
            x, z = x[None, :], z[:, None]
        a, b = self._axes(x, z)
        weight = self._weight(a, b, self._rough(places))
        change = np.zeros(ground.shape)
        here = np.broadcast_to(weight > 0.0, ground.shape)
        if here.any():
            a, b = np.broadcast_to(a, ground.shape)[here], np.broadcast_to(b, ground.shape)[here]
            form = self._sampled(a, b, step_px)
            rule = _RULES[self.stamp.rule]
            change[here] = np.broadcast_to(weight, ground.shape)[here] * rule(ground[here], form, foot.at(a, b))
        return change

    def _rough(self, places: Grid | Points) -> Float64Array | None:
        if not self.stamp.roughness or not self.stamp.falloff:
            return None
        period = max(_ROUGH_PERIOD * self.stamp.falloff * min(self._half_px), _LEAST_PERIOD_PX)
        return ease(0.5 + 0.3 * noise(self.seed, self.stream, places, period, 2).astype(np.float64))

    def plane(self, ground: GroundAt) -> _Plane:
        """What it stands on: the height that was asked for, or the plane that is nearest to the land under it."""
        if self.stamp.foot_m is not None or self.stamp.rule in (ADD, KEEP_MEAN):
            return _Plane(self.stamp.foot_m or 0.0, 0.0, 0.0)
        (x, z), (across, down), (cosine, sine) = self._middle_px, self._half_px, self._turn
        places = np.array(_FOOT_PLACES)
        a, b = np.meshgrid(places, places)
        found = ground(x + a * across * cosine - b * down * sine, z + a * across * sine + b * down * cosine)
        heights = found.astype(np.float64)
        spread = math.fsum((a * a).ravel())
        return _Plane(
            math.fsum(heights.ravel()) / heights.size,
            math.fsum((a * heights).ravel()) / spread,
            math.fsum((b * heights).ravel()) / spread,
        )


@dataclass(frozen=True, slots=True)
class _Plane:
    """A height and its slopes over half a stamp's sides, metres."""

    middle_m: float
    east_m: float
    south_m: float

    def at(self, a: Float64Array, b: Float64Array) -> Float64Array:
        return self.middle_m + a * self.east_m + b * self.south_m


class Stamps:
    """All stamps of a request.

    Args:
        stamps: in their order.
        ground: finished height of the land before them at single places, as coarse as cells.
    """

    def __init__(self, stamps: Sequence[SetStamp], ground: GroundAt) -> None:
        self._stamps = tuple(stamps)
        self._ground = ground
        self._planes: dict[int, _Plane] = {}

    def touches(self, bounds: Bounds) -> bool:
        """Whether any of them changes something there."""
        return any(stamp.bounds.touches(bounds) for stamp in self._stamps)

    def detailed(self, bounds: Bounds) -> bool:
        """Whether any there lets the land's detail be."""
        return any(stamp.keeps > 0.0 and stamp.bounds.touches(bounds) for stamp in self._stamps)

    def _plane(self, index: int) -> _Plane:
        """What a stamp stands on, with the stamps before it."""
        if index not in self._planes:
            before = range(index)

            def ground(x_px: Float64Array, z_px: Float64Array) -> FloatArray:
                heights = self._ground(x_px, z_px).astype(np.float64)
                points = Points(x_px, z_px)
                for other in before:
                    heights += self._stamps[other].change(heights, self._plane(other), points, float(CELL))
                return heights.astype(np.float32)

            self._planes[index] = self._stamps[index].plane(ground)
        return self._planes[index]

    def change(self, heights: FloatArray, fine: FloatArray | None, grid: Grid) -> Float64Array:
        """What they do to the ground of a grid, one after the other.

        Args:
            heights: (rows, columns) finished metres.
            fine: (rows, columns) what of them is detail within cells; None for none.
            grid: where that is.

        Returns:
            (rows, columns) metres to add; exactly 0 where no stamp reaches.
        """
        total = np.zeros(heights.shape)
        places = Places(grid.x_px, grid.z_px)
        for index, stamp in enumerate(self._stamps):
            rows, columns = places.near(stamp.bounds, grid.step_px)
            for top in range(rows.start, rows.stop, _BLOCK_ROWS):
                part = slice(top, min(top + _BLOCK_ROWS, rows.stop)), columns
                if columns.start >= columns.stop:
                    break
                ground = heights[part] + total[part]
                if fine is not None and stamp.keeps > 0.0:
                    ground -= stamp.keeps * fine[part]
                inside = Grid(grid.x_px[columns], grid.z_px[part[0]])
                total[part] += stamp.change(ground, self._plane(index), inside, grid.step_px)
        return total

    def cells(self, heights: FloatArray, row: int, column: int) -> Float64Array:
        """What they do to coarse cells.

        Args:
            heights: (rows, columns) finished metres.
            row: first row on the world's grid of cells.
            column: first column.

        Returns:
            (rows, columns) metres to add.
        """
        rows, columns = heights.shape
        grid = Grid.of(row * _SAMPLES, column * _SAMPLES, rows * _SAMPLES, columns * _SAMPLES, CELL // _SAMPLES)
        ground = heights.repeat(_SAMPLES, axis=0).repeat(_SAMPLES, axis=1)
        return _means(self.change(ground, None, grid))


def _means(fine: Float64Array) -> Float64Array:
    return cell_means(fine, _SAMPLES).astype(np.float64)  # type: ignore[arg-type]
