"""Where the ground is road: roads are painted on it, and no things of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from procgen.world.capture.camera import Doubles

_PIXEL_M: Final = 0.2
_MOST_PX: Final = 12000


class RoadMap:
    """Roads from above.

    Args:
        roads: entries of ``settlement.json``: ``width_m`` and ``points_m``.
        width_m, depth_m: of the ground.
    """

    def __init__(self, roads: Sequence[Mapping[str, Any]], width_m: float, depth_m: float) -> None:
        self._pixel_m = max(_PIXEL_M, max(width_m, depth_m) / _MOST_PX)
        size = int(width_m / self._pixel_m) + 1, int(depth_m / self._pixel_m) + 1
        picture = Image.new("1", size)
        draw = ImageDraw.Draw(picture)
        for road in roads:
            half = road["width_m"] / 2.0 / self._pixel_m
            points = [(x / self._pixel_m, z / self._pixel_m) for x, _, z in road["points_m"]]
            draw.line(points, fill=1, width=max(round(2 * half), 1))
            for x, z in points:
                draw.ellipse((x - half, z - half, x + half, z + half), fill=1)
        self._map = np.asarray(picture)

    def at(self, points_m: Doubles) -> npt.NDArray[np.bool_]:
        """(n,) whether there is a road at points (n, 3) of the world."""
        rows, columns = self._map.shape
        column = np.floor(points_m[:, 0] / self._pixel_m).astype(np.int64)
        row = np.floor(points_m[:, 2] / self._pixel_m).astype(np.int64)
        within = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
        found = self._map[np.clip(row, 0, rows - 1), np.clip(column, 0, columns - 1)]
        return np.asarray(within & found)
