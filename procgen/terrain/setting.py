"""What a place is told to be: the landform and the frame of each window, functions of the place alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.runtime.philox import gaussian_field
from procgen.terrain.conditions import Frame
from procgen.terrain.controls.landform_map import landform_at, mean_and_relief_at
from procgen.terrain.landforms import MEAN_DRIFT
from procgen.terrain.parameters import ResolvedTerrain
from procgen.terrain.representation import CELL, WINDOW

REGION_PX = 3 * WINDOW
"""Spacing of the nodes between which mean and relief drift. In the training data neighbouring patches are alike and
the likeness is gone at a distance of three or four."""
RELIEF_DRIFT = 0.5
"""Standard deviation of the log of a patch's relief: 0.7 between two distant patches."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Conditions of one window."""

    landform: str
    """Empty for any."""
    frame: Frame
    """Its zero is the sea level."""


@lru_cache(maxsize=256)
def _nodes(seed: int, stream: str, column: int, row: int) -> npt.NDArray[np.float64]:
    return gaussian_field(seed, stream, column - 1, row - 1, 4, 4).astype(np.float64)


def _spline(t: npt.NDArray[np.float64] | float) -> npt.NDArray[np.float64]:
    """(4, …): what four nodes weigh in a cubic B-spline, at a share 0 to 1 of the way between the middle two."""
    r = 1.0 - t
    return np.array([r**3, 3 * t**3 - 6 * t**2 + 4, 3 * r**3 - 6 * r**2 + 4, t**3]) / 6.0


def _smooth_field(seed: int, stream: str, x: float, z: float) -> float:
    """Smooth unit-variance noise with one node a unit: a cubic B-spline over hashed normal numbers, rescaled."""
    column, row = math.floor(x), math.floor(z)
    across, down = _spline(x - column), _spline(z - row)
    scale = math.sqrt(float((across**2).sum() * (down**2).sum()))
    return float(down @ _nodes(seed, stream, column, row) @ across) / scale


def mean_drift_at(
    terrain: ResolvedTerrain, x_px: npt.NDArray[np.float64], z_px: npt.NDArray[np.float64]
) -> npt.NDArray[np.float32]:
    """How far the mean has drifted, in units of the relief: what :func:`setting_at` adds, on a grid.

    Args:
        terrain: what is asked for.
        x_px: (columns,) of the world's grid, ascending.
        z_px: (rows,), ascending.

    Returns:
        (rows, columns).
    """
    seed, stream = terrain.seed, "terrain/mean"
    u, v = x_px / REGION_PX, z_px / REGION_PX
    column, row = np.floor(u).astype(np.int64), np.floor(v).astype(np.int64)
    first, top = int(column[0]), int(row[0])
    nodes = gaussian_field(seed, stream, first - 1, top - 1, int(column[-1]) - first + 4, int(row[-1]) - top + 4)
    across, down = _spline(u - column), _spline(v - row)
    total = np.zeros((len(v), len(u)))
    for j in range(4):
        for i in range(4):
            node = nodes[(row - top + j)[:, None], (column - first + i)[None, :]]
            total += down[j][:, None] * across[i][None, :] * node
    squares = sum(down[j] ** 2 for j in range(4)), sum(across[i] ** 2 for i in range(4))
    scale = np.sqrt(squares[0][:, None] * squares[1][None, :])
    return np.asarray(MEAN_DRIFT * terrain.wander * total / scale, np.float32)


def setting_at(terrain: ResolvedTerrain, x_px: float, z_px: float) -> Setting:
    """Conditions at a place.

    Mean and relief are the request's, or what its landform map says there, and drift from region to region by
    ``wander``. On a base they are those of the base, and go over into the request's within :data:`REGION_PX` of it.

    Args:
        terrain: what is asked for.
        x_px: column of the world's grid.
        z_px: row.

    Returns:
        The landform and the frame; the relief is that of 256 x 256 pixels as they are, refined or not.
    """
    finer = float(CELL**terrain.refinements)
    x_px, z_px = x_px / finer, z_px / finer
    x, z = np.array([x_px]), np.array([z_px])
    landform = str(landform_at(terrain, x, z)[0])
    mean, relief = (float(values[0]) for values in mean_and_relief_at(terrain, x, z))
    free = 1.0
    if terrain.base is not None:
        free = min(terrain.base.distance_px(x_px, z_px) / REGION_PX, 1.0)
        here = terrain.base.figures(x_px, z_px)
        mean = here[0] + free * (mean - here[0])
        relief = here[1] * (relief / here[1]) ** free
    mean -= terrain.sea_level_m
    if terrain.wander > 0.0 and free > 0.0:
        u, v = x_px / REGION_PX, z_px / REGION_PX
        mean += free * MEAN_DRIFT * terrain.wander * relief * _smooth_field(terrain.seed, "terrain/mean", u, v)
        relief *= math.exp(free * RELIEF_DRIFT * terrain.wander * _smooth_field(terrain.seed, "terrain/relief", u, v))
        # So many pixels of refined land are a small part of a hill.
    relief /= finer
    return Setting(landform, Frame(float(np.float32(mean)), float(np.float32(relief)), terrain.metres_per_pixel))
