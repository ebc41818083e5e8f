"""Where the ground is road: roads are painted on it, and no things of their own."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.world.capture.camera import Doubles

_SPACING_M: Final = 0.25
_MOST_POINTS: Final = 4000
_FAR_M: Final = np.float32(1e3)


class RoadMap:
    """How far the ground is from the nearest road's edge, as a grid from above.

    Args:
        roads: entries of ``settlement.json``: ``width_m`` and ``points_m``.
        width_m, depth_m: of the ground.
    """

    def __init__(self, roads: Sequence[Mapping[str, Any]], width_m: float, depth_m: float) -> None:
        self._spacing_m = max(_SPACING_M, max(width_m, depth_m) / _MOST_POINTS)
        shape = int(depth_m / self._spacing_m) + 2, int(width_m / self._spacing_m) + 2
        self._beyond_m = np.full(shape, _FAR_M, np.float32)
        for road in roads:
            points = np.array(road["points_m"], np.float64)[:, [0, 2]]
            for start, end in itertools.pairwise(points):
                self._draw(start, end, road["width_m"] / 2.0)

    def _draw(self, start: Doubles, end: Doubles, half_m: float) -> None:
        # A grid point more around it: what lies between them is blended.
        room = half_m + 2.0 * self._spacing_m
        rows, columns = self._beyond_m.shape
        low = np.floor((np.minimum(start, end) - room) / self._spacing_m).astype(int)
        high = np.ceil((np.maximum(start, end) + room) / self._spacing_m).astype(int) + 1
        left, right = np.clip((low[0], high[0]), 0, columns)
        top, bottom = np.clip((low[1], high[1]), 0, rows)
        x = np.arange(left, right) * self._spacing_m - start[0]
        z = (np.arange(top, bottom) * self._spacing_m - start[1])[:, None]
        along = end - start
        share = np.clip((x * along[0] + z * along[1]) / max(float(along @ along), 1e-12), 0.0, 1.0)
        away = np.hypot(x - share * along[0], z - share * along[1]) - half_m
        window = self._beyond_m[top:bottom, left:right]
        np.minimum(window, away.astype(np.float32), out=window)

    def at(self, points_m: Doubles) -> npt.NDArray[np.bool_]:
        """(n,) whether there is a road at points (n, 3) of the world."""
        rows, columns = self._beyond_m.shape
        u, v = points_m[:, 0] / self._spacing_m, points_m[:, 2] / self._spacing_m
        within = (u >= 0.0) & (u <= columns - 1.0) & (v >= 0.0) & (v <= rows - 1.0)
        left = np.clip(u.astype(np.int64), 0, columns - 2)
        top = np.clip(v.astype(np.int64), 0, rows - 2)
        right, down = u - left, v - top
        grid = self._beyond_m
        upper = grid[top, left] * (1.0 - right) + grid[top, left + 1] * right
        lower = grid[top + 1, left] * (1.0 - right) + grid[top + 1, left + 1] * right
        return np.asarray(within & (upper * (1.0 - down) + lower * down <= 0.0))
