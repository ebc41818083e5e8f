"""Where roads lie once the ground was shaped for all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from procgen.world.checks import steepest, surface_m
from procgen.world.ground_height import ground_at
from procgen.world.place import Land, Road
from procgen.world.roads import STEEPEST

_NEARER: Final = 0.9
"""Of how far a road may lie off the ground: where it is brought to."""


def on_the_ground(road: Road, land: Land) -> Road:
    """The road, nearer to the ground where it would lie too far from it and its grade allows that; else as it is.

    Where two run side by side at other heights and the ground has few, that can follow but one of them.

    Args:
        road: at the heights that were wanted for it.
        land: after earthworks.
    """
    x, y, z = road.points_m.astype(np.float64).T
    lifted = road.bridge.copy()
    lifted[1:] |= road.bridge[:-1]
    ground, most = ground_at(land, x, z), surface_m(land)
    if (lifted | (np.abs(y - ground) <= most)).all():
        return road
    near = np.where(lifted, y, np.clip(y, ground - _NEARER * most, ground + _NEARER * most))
    moved = replace(road, points_m=np.stack([x, near, z], axis=1).astype(road.points_m.dtype))
    return moved if steepest(moved) <= max(STEEPEST[road.kind], steepest(road)) else road
