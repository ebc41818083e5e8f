"""The grain of land: how much of its relief lies in the last pixels.

Two maps of like land differ in it by how they were measured (a laser sees every stone, contour lines drawn over leave
round hills) and by rock and cover. It is told in three numbers, since nothing else of a map says it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.terrain.representation import FloatArray

GRAIN: Final = 3
_CENTRE: Final = np.array([-0.4, 0.75, 0.0])
GRAIN_SPREAD: Final = np.array([0.5, 0.25, 0.2])
"""About the mean and the standard deviation over real land."""
_MOST: Final = 4.0


def _roughness(heights: FloatArray) -> float:
    """Mean absolute value of the sum of second differences."""
    inner = heights[1:-1, 1:-1]
    sides = heights[:-2, 1:-1] + heights[2:, 1:-1] + heights[1:-1, :-2] + heights[1:-1, 2:]
    return float(np.abs(sides - 4.0 * inner).mean(dtype=np.float64))


def grain_of(heights: FloatArray) -> npt.NDArray[np.float32]:
    """Of a map.

    Args:
        heights: (h, w), both even, in any unit.

    Returns:
        (GRAIN,), about standard normal over real land and at most four: log of the roughness of a pixel over its
        slope; log of how much rougher squares of two pixels are; log of how much more it bends along rows than along
        columns.
    """
    south, east = np.gradient(heights)
    slope = float(np.hypot(south, east).mean(dtype=np.float64))
    depth, width = heights.shape
    halved = heights.reshape(depth // 2, 2, width // 2, 2).mean(axis=(1, 3))
    one, two = _roughness(heights), _roughness(halved)
    along, across = (float(np.abs(np.diff(heights, 2, axis=axis)).mean(dtype=np.float64)) for axis in (1, 0))
    least = 1e-6 * (slope + 1e-9)
    told = np.log([(one + least) / (slope + 1e-9), (two + least) / (one + least), (along + least) / (across + least)])
    return np.asarray(np.clip((told - _CENTRE) / GRAIN_SPREAD, -_MOST, _MOST), np.float32)


def turned(grain: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Of the same map with rows and columns exchanged."""
    return grain * np.array([1.0, 1.0, -1.0], np.float32)


def everywhere(grain: npt.NDArray[np.float32], shape: tuple[int, ...]) -> npt.NDArray[np.float32]:
    """(GRAIN,) or (GRAIN, h, w) at each of (h, w) places."""
    return np.broadcast_to(grain.reshape(GRAIN, *grain.shape[1:] or (1, 1)), (GRAIN, *shape))
