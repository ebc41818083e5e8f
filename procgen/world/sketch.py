"""A rough sketch of a world's ground: heights, and how much each of them counts."""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.terrain.controls.geometry import ease
from procgen.world.chance import Float64Array, smooth_noise

SKETCH_SIDE: Final = 64
"""Rows and columns of the sketch."""
SHORE_SHARE: Final = 0.26
"""Of the side that lies behind a straight shore line."""
_COAST_M: Final = 1600.0
"""Side of a square beyond which low land by the sea is no wider."""


class Sketch:
    """Ground in the making; each step changes heights and gives weight to what it shapes.

    Args:
        seed: of its noise.
        side: of the square, metres.
        cells: rows and columns.
    """

    def __init__(self, seed: int, side: float, cells: int = SKETCH_SIDE) -> None:
        self.seed, self.side = seed, side
        centre = (np.arange(cells) + 0.5) * (side / cells)
        self.x, self.z = np.meshgrid(centre, centre)
        self.heights = np.zeros_like(self.x)
        self.weights = np.full_like(self.x, 0.35)

    def hills(self) -> Float64Array:
        """Hills and hollows, about 0 to 1."""
        unit = self.side
        broad = smooth_noise(self.seed, "world/plan/broad", self.x / (0.42 * unit), self.z / (0.42 * unit))
        fine = smooth_noise(self.seed, "world/plan/fine", self.x / (0.17 * unit), self.z / (0.17 * unit))
        return np.asarray(np.clip(0.45 + 0.42 * broad + 0.18 * fine, 0.0, 1.3))

    def _wobble(self, share: float) -> Float64Array:
        wave = 0.22 * self.side
        return share * self.side * smooth_noise(self.seed, "world/plan/shore", self.x / wave, self.z / wave)

    def straight_shore(
        self, middle: Float64Array, inland: Float64Array, across: Float64Array, site: Float64Array, rough: float
    ) -> Float64Array:
        """Distance from the sea, metres; negative in it. With a bay before the site."""
        deep = (self.x - middle[0]) * inland[0] + (self.z - middle[1]) * inland[1]
        aside = (self.x - site[0]) * across[0] + (self.z - site[1]) * across[1]
        bay = 0.05 * self.side * (np.exp(-((aside / (0.13 * self.side)) ** 2)) - 0.3)
        return np.asarray(deep + (0.5 - SHORE_SHARE) * self.side + self._wobble(rough) - bay)

    def round_shore(self, middle: Float64Array) -> Float64Array:
        """The same of an island around a middle."""
        far = np.hypot(self.x - middle[0], self.z - middle[1])
        return np.asarray(0.39 * self.side - far + self._wobble(0.045))

    def rise_from_sea(self, shore: Float64Array, hills_m: Float64Array, steep: float) -> None:
        """Land that rises from the shore, and a sea floor that falls from it."""
        scale = self.side / 1000.0
        floor = -np.minimum(1.2 + steep * -shore, 24.0 * scale + 4.0)
        rise = 1.0 + np.minimum(shore, 120.0) * 0.03 + hills_m * ease(shore / (0.28 * min(self.side, _COAST_M)))
        self.heights = np.where(shore < 0.0, floor, rise)
        near = np.exp(-((shore / (0.06 * self.side)) ** 2))
        self.weights = np.maximum(self.weights, 0.85 * near)
        self.weights[shore < -0.04 * self.side] = 0.8

    def rise(self, hills_m: Float64Array, east: float, south: float) -> None:
        """Land without a sea, tilted a little."""
        self.heights = 12.0 + hills_m + (self.x * east + self.z * south) * 0.03
        self.heights += max(0.0, 8.0 - float(self.heights.min()))

    def dig_lake(self, x: float, z: float, radius: float) -> None:
        """A bowl for a lake."""
        far = np.hypot(self.x - x, self.z - z)
        level = float(np.median(self.heights[far < 1.4 * radius]))
        share = 1.0 - ease((far - 1.05 * radius) / (0.9 * radius))
        bowl = level - 7.0 * (1.0 - ease(far / radius)) + 0.05 * np.maximum(far - radius, 0.0)
        self.heights += (bowl - self.heights) * share
        self.weights = np.maximum(self.weights, 0.9 * share)

    def raise_cone(self, centre: Float64Array, radius: float, height: float, turn: float) -> None:
        """A volcano with a crater; ``turn`` of 0 to 1 turns its gullies."""
        from_x, from_z = self.x - centre[0], self.z - centre[1]
        far = np.hypot(from_x, from_z)
        # Gullies run down its sides.
        angle = np.arctan2(from_z, from_x)
        gully = 1.0 + 0.07 * np.sin(7.0 * angle + 6.28 * turn) + 0.05 * np.sin(12.0 * angle)
        share = np.clip(1.0 - far / (radius * gully), 0.0, 1.0)
        crater = 0.2 * radius
        cone = height * (share / (1.0 - crater / radius)) ** 1.35
        inside = far < crater
        cone[inside] = height * (1.0 - 0.3 * (1.0 - (far[inside] / crater) ** 2))
        self.heights += cone
        self.weights = np.maximum(self.weights, 0.9 * ease(share / 0.3))

    def raise_mountain(self, centre: Float64Array, height: float, noise: Float64Array) -> None:
        """A mountain, rough where the noise is."""
        side = self.side
        far = np.hypot(self.x - centre[0], self.z - centre[1])
        share = np.clip(1.0 - far / (0.42 * side), 0.0, 1.0)
        self.heights += height * share**1.2 * (0.75 + 0.5 * noise)
        self.weights = np.maximum(self.weights, 0.65 * ease(share / 0.4))

    def ease_site(
        self,
        site: Float64Array,
        radius: float,
        shore: Float64Array,
        sea: bool,
        lake: tuple[float, float, float] | None,
    ) -> None:
        """Make the ground gentle where people will build."""
        far = np.hypot(self.x - site[0], self.z - site[1])
        share = 1.0 - ease((far - 0.9 * radius) / (0.9 * radius))
        inner = (far < radius) & (shore > 0.0)
        if sea:
            gentle = 2.0 + 0.035 * np.maximum(shore, 0.0)
            share = np.where(shore > 0.0, share, 0.0)
        else:
            level = float(np.median(self.heights[inner])) if inner.any() else float(np.median(self.heights))
            gentle = level + 0.25 * (self.heights - level)
        if lake is not None:
            outside = np.hypot(self.x - lake[0], self.z - lake[1]) - lake[2]
            share *= ease(outside / (0.04 * self.side))
        self.heights += (gentle - self.heights) * share * 0.9
        self.weights = np.maximum(self.weights, 0.75 * share)

    def cut_valley(self, line: Float64Array, sea: bool) -> None:
        """Lower the ground along a river, ever further downstream."""
        cells = len(self.heights)
        column, row = np.clip((line / (self.side / cells)).astype(int), 0, cells - 1).T
        bed = np.minimum.accumulate(self.heights[row, column])
        bed = np.maximum(bed - 2.0, np.float64(0.3)) if sea else bed - 3.0
        squared = (self.x[..., None] - line[:, 0]) ** 2 + (self.z[..., None] - line[:, 1]) ** 2
        near = squared.argmin(axis=2)
        far = np.sqrt(squared.min(axis=2))
        ceiling = bed[near] + 0.05 * far + 0.004 * far**2
        lower = (ceiling < self.heights) & (self.heights > 0.0)
        share = 1.0 - ease((far / self.side - 0.02) / 0.07)
        self.heights = np.where(lower, self.heights + (ceiling - self.heights) * share, self.heights)
        self.weights = np.maximum(self.weights, 0.75 * share)
