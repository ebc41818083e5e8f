"""The way down: a ramp from a building's floor through the ground to the first room.

All measures are in the building's own frame, whose origin is the middle of its floor and whose front is at +z. One goes
in at the front and down towards -z.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.layout.kinds import SOLID
from procgen.layout.tiles import Tile, TileArray
from procgen.world.chance import Float64Array
from procgen.world.footprints import in_axes, placed
from procgen.world.ground_height import ground_at
from procgen.world.land import side_m
from procgen.world.place import BoolArray, Building, Land, Underground
from procgen.world.underground.draw import ENTRANCE
from procgen.world.underground.kinds import KINDS

TILE_M: Final = 2.0
BASE_M: Final = 0.12
"""Of the building's floor above the ground."""
WIDE_M: Final = 1.6
TALL_M: Final = 2.35
FALL: Final = 0.6
"""Of the ramp over its length seen from above: 31 degrees."""
_SLAB_M: Final = 0.25
"""Of the floor under which the ramp dives."""
_AHEAD_M: Final = 2.55
"""From the front to the ramp's head."""
_COVER_M: Final = 1.2
"""Of ground above a ceiling, at least."""
_VAULT_M: Final = 2.1
"""How much higher than its passages a cave may be."""
_DEEPEST_M: Final = 17.0
_SHALLOWEST_M: Final = 4.6
_LEVEL_M: Final = 0.8
"""Of the way, before the first room."""
_BORDER_M: Final = 6.0
_APART_M: Final = 5.0
"""Of the middles of tiles of two caves, at least."""
COARSEST_M: Final = 2.0
"""Spacing of heights up to which a building hides the edges of a hole."""


@dataclass(frozen=True, slots=True)
class Descent:
    """A way down.

    Attributes:
        head_z: where the ramp begins, on the building's floor.
        under_z: where it dives below that floor.
        foot_z: where it ends.
        edge_z: the southern edge of the tiles.
        foot_y: height of the rooms' floor.
    """

    head_z: float
    under_z: float
    foot_z: float
    edge_z: float
    foot_y: float

    def floor_y(self, z: float) -> float:
        """Height of the way at a place along it."""
        return float(np.clip(BASE_M - FALL * (self.head_z - z), self.foot_y, BASE_M))


def grown_m(spacing_m: float) -> float:
    """How much wider and deeper a building over a hole is than on heights a metre apart."""
    return 2.0 * _reach_m(spacing_m - 1.0)


def _reach_m(spacing_m: float) -> float:
    """How far the edge of a hole lies beyond what has to be open: the nearest height of a square, and across it."""
    return (0.7072 + 1.4143) * spacing_m


def descent_of(building: Building, depth_m: float, spacing_m: float) -> Descent:
    """The way down from a building.

    Args:
        building: its measures.
        depth_m: of the rooms' floor below the building's origin.
        spacing_m: of the heights.
    """
    head = building.depth_m / 2 - _AHEAD_M - _reach_m(spacing_m - 1.0)
    foot = head - (BASE_M + depth_m) / FALL
    return Descent(head, head - (TALL_M + _SLAB_M) / FALL, foot, foot - _LEVEL_M, -depth_m)


def solid(tiles: TileArray, kind: str) -> BoolArray:
    """(rows, columns) where there is no room."""
    return np.asarray((tiles == SOLID[KINDS[kind].layout]) | (tiles == Tile.WALL), np.bool_)


def corner_of(descent: Descent, tiles: TileArray) -> tuple[float, float]:
    """X and z of the tiles' north-western corner."""
    return -(ENTRANCE[0] + 0.5) * TILE_M, descent.edge_z - len(tiles) * TILE_M


def middles(descent: Descent, tiles: TileArray, chosen: BoolArray) -> tuple[Float64Array, Float64Array]:
    """(n,) x and (n,) z of the middles of tiles."""
    row, column = np.nonzero(chosen)
    x, z = corner_of(descent, tiles)
    return np.asarray(x + (column + 0.5) * TILE_M, np.float64), np.asarray(z + (row + 0.5) * TILE_M, np.float64)


def depth_needed(land: Land, building: Building, tiles: TileArray) -> float | None:
    """How far below a building its rooms must lie, so that ground covers them and the way to them.

    Args:
        land: the ground.
        building: that leads down.
        tiles: of the rooms.

    Returns:
        Metres from the building's floor to the rooms'; None where they would reach beyond the border, or lie too deep.
    """
    use = KINDS[building.use]
    high = use.ceiling_m + _VAULT_M * use.rugged + _COVER_M
    rooms = ~solid(tiles, building.use)
    depth = _SHALLOWEST_M
    for _ in range(8):
        descent = descent_of(building, depth, land.metres_per_pixel)
        x, z = middles(descent, tiles, rooms)
        about = np.concatenate([placed(building, x + dx, z + dz) for dx in (-1.2, 1.2) for dz in (-1.2, 1.2)])
        if about.min() < _BORDER_M or (about > np.array(side_m(land)) - _BORDER_M).any():
            return None
        needed = building.floor_m + high - float(ground_at(land, about[:, 0], about[:, 1]).min())
        if needed <= depth:
            return depth if _covered(land, building, descent) else None
        depth = needed + 0.05
        if depth > _DEEPEST_M:
            return None
    return None


def _covered(land: Land, building: Building, descent: Descent) -> bool:
    """Whether ground covers the way wherever the building doesn't."""
    back = -building.depth_m / 2 - 1.42 * land.metres_per_pixel
    along = np.arange(descent.edge_z, back, 0.5)
    if not len(along):
        return True
    tops = np.array([descent.floor_y(float(z)) for z in along]) + TALL_M + 0.35 + building.floor_m
    for across in (-1.2, 1.2):
        places = placed(building, np.full(len(along), across), along)
        if (ground_at(land, places[:, 0], places[:, 1]) < tops).any():
            return False
    return True


def holes_of(land: Land, building: Building, descent: Descent) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
    """(n, 2) rows and columns of the heights around which the ground is left out: it would cross the way there."""
    spacing = land.metres_per_pixel
    reach = math.hypot(building.width_m, building.depth_m) / 2
    row, column = (
        np.arange(math.floor((at - reach) / spacing), math.ceil((at + reach) / spacing) + 1)
        for at in (building.z_m, building.x_m)
    )
    across, along = in_axes(building, *np.meshgrid(column * spacing, row * spacing))
    near = 0.7072 * spacing
    inside = (
        (np.abs(across) <= WIDE_M / 2 + near) & (along <= descent.head_z + near) & (along >= descent.under_z - near)
    )
    return np.array([(row[i], column[j]) for i, j in np.argwhere(inside)], np.int32).reshape(-1, 2)


def places_below(building: Building, tiles: TileArray, depth_m: float, spacing_m: float) -> Float64Array:
    """(n, 2) x and z of the middles of rooms' tiles, and of places along the way down, in the world."""
    descent = descent_of(building, depth_m, spacing_m)
    x, z = middles(descent, tiles, ~solid(tiles, building.use))
    along = np.arange(descent.edge_z, descent.head_z, TILE_M)
    return placed(building, np.concatenate([x, np.zeros(len(along))]), np.concatenate([z, along]))


def dig(land: Land, building: Building, tiles: TileArray, others: Sequence[Float64Array] = ()) -> Underground | None:
    """The rooms below a building, on the ground as it is; None where they would not be covered.

    Args:
        land: the ground.
        building: that leads down.
        tiles: of the rooms.
        others: of what lies below already, as :func:`places_below` has it: rooms keep away from one another.
    """
    depth = depth_needed(land, building, tiles)
    if depth is None:
        return None
    depth = round(depth, 3)
    places = places_below(building, tiles, depth, land.metres_per_pixel)
    for other in others:
        far = np.hypot(places[:, None, 0] - other[None, :, 0], places[:, None, 1] - other[None, :, 1])
        if float(far.min()) < _APART_M:
            return None
    holes = holes_of(land, building, descent_of(building, depth, land.metres_per_pixel))
    return Underground(building.name, building.use, tiles, depth, holes)
