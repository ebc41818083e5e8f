"""Ground to walk on below: polygons of the rooms and of the way down, and how they join what lies above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy

from procgen.layout.kinds import IS_WALKABLE
from procgen.layout.tiles import Tile
from procgen.world.chance import Float64Array
from procgen.world.footprints import placed
from procgen.world.place import BoolArray, Building, Underground
from procgen.world.underground.descent import BASE_M, TILE_M, WIDE_M, corner_of, descent_of
from procgen.world.underground.draw import ENTRANCE
from procgen.world.underground.inside import standing
from procgen.world.underground.kinds import KINDS
from procgen.world.underground.rock import BULGE_M

_FINE: Final = 8
"""Cells along a tile's side."""
_BODY_M: Final = 0.45
"""From walls to where the middle of a body may be."""
_INSIDE_M: Final = 0.8
"""From a building's front to a place behind its door."""


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """What one walks on below.

    Attributes:
        corner: x and z of the north-western corner of its cells, in the building's frame.
        cell_m: their side.
        free: (rows, columns) cells in which a body's middle may be.
        floor_y: their height in that frame.
        strip: (n, 2, 3) edges across the way down, left and right, from before the building's door to the rooms.
        joins: (3, 3) a place on the strip just behind the door, one at its end, and one in the cells beyond.
    """

    corner: tuple[float, float]
    cell_m: float
    free: BoolArray
    floor_y: float
    strip: Float64Array
    joins: Float64Array


def ways_below(under: Underground, building: Building, spacing_m: float) -> Ways:
    """The ways of what lies below a building."""
    descent = descent_of(building, under.depth_m, spacing_m)
    tiles = under.tiles
    walk = IS_WALKABLE[tiles] | (tiles == Tile.ENTRANCE)
    fine = walk.repeat(_FINE, axis=0).repeat(_FINE, axis=1)
    side = TILE_M / _FINE
    # Cells whose middles are a body away from walls, however they bulge; doorways are narrower.
    away = scipy.ndimage.distance_transform_edt(np.pad(fine, 1))[1:-1, 1:-1] * side
    free = away > _BODY_M + BULGE_M * KINDS[under.kind].rugged + 0.5 * side
    for row, column in np.argwhere(tiles == Tile.DOOR).tolist():
        top, left = row * _FINE, column * _FINE
        along = bool(walk[max(row - 1, 0), column] and walk[min(row + 1, len(walk) - 1), column])
        part = free[top : top + _FINE, left : left + _FINE]
        half = _FINE // 2
        part[:] = False
        if along:
            part[:, half - 1 : half + 1] = True
        else:
            part[half - 1 : half + 1] = True
    last = len(free)
    free[last - _FINE :, ENTRANCE[0] * _FINE + 2 : (ENTRANCE[0] + 1) * _FINE - 2] = True
    # Around what stands in the middle of rooms.
    taken = standing(under).repeat(_FINE, axis=0).repeat(_FINE, axis=1)
    free &= ~scipy.ndimage.binary_dilation(taken, np.ones((5, 5), np.bool_))
    wide = WIDE_M / 2 - _BODY_M
    front = building.depth_m / 2
    stations = (
        (front + 1.0, 0.0),
        (front + 0.3, BASE_M),
        (descent.head_z, BASE_M),
        (descent.foot_z, descent.foot_y),
        (descent.edge_z, descent.foot_y),
    )
    strip = np.array([[(-wide, y, z), (wide, y, z)] for z, y in stations])
    joins = np.array(
        [
            (0.0, BASE_M, front - _INSIDE_M),
            (0.0, descent.foot_y, descent.edge_z + 0.5 * side),
            (0.0, descent.foot_y, descent.edge_z - 0.5 * side),
        ]
    )
    return Ways(corner_of(descent, tiles), side, free, descent.foot_y, strip, joins)


def in_world(building: Building, places: Float64Array) -> Float64Array:
    """(n, 3) places of a building's frame in the world's."""
    flat = placed(building, places[:, 0], places[:, 2])
    return np.column_stack([flat[:, 0], building.floor_m + places[:, 1], flat[:, 1]])
