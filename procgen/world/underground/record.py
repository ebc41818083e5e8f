"""What lies below as files have it."""

from __future__ import annotations

from typing import Any

import numpy as np

from procgen.layout.tiles import Tile
from procgen.world.footprints import placed
from procgen.world.place import Building, Settlement, Underground
from procgen.world.underground.descent import TILE_M, corner_of, descent_of
from procgen.world.underground.draw import ENTRANCE
from procgen.world.underground.inside import deepest_tile


def underground_records(settlement: Settlement, spacing_m: float) -> list[dict[str, Any]]:
    """Caves, mines, dungeons and crypts as ``settlement.json`` has them.

    Args:
        settlement: above.
        spacing_m: of the heights of the ground.
    """
    return [_record(under, building, spacing_m) for under, building in settlement.below()]


def deepest_place(under: Underground, building: Building, spacing_m: float) -> tuple[float, float, float]:
    """The floor of the room that is farthest to walk to: x, y and z in the world."""
    descent = descent_of(building, under.depth_m, spacing_m)
    x, z = corner_of(descent, under.tiles)
    column, row = deepest_tile(under)
    place = placed(building, np.array([x + (column + 0.5) * TILE_M]), np.array([z + (row + 0.5) * TILE_M]))[0]
    return float(place[0]), building.floor_m - under.depth_m, float(place[1])


def _record(under: Underground, building: Building, spacing_m: float) -> dict[str, Any]:
    x, z = corner_of(descent_of(building, under.depth_m, spacing_m), under.tiles)
    corner = placed(building, np.array([x]), np.array([z]))[0]
    deepest = deepest_place(under, building, spacing_m)
    return {
        "of": under.of,
        "kind": under.kind,
        "floor_m": round(float(deepest[1]), 3),
        "tile_m": TILE_M,
        "corner": {"x_m": round(float(corner[0]), 3), "z_m": round(float(corner[1]), 3)},
        "turn_deg": round(float(building.turn_deg), 3),
        "tiles": [[Tile(tile).name.lower() for tile in line] for line in under.tiles.tolist()],
        "entrance": list(ENTRANCE),
        "deepest": dict(zip(("x_m", "y_m", "z_m"), (round(value, 3) for value in deepest), strict=True)),
    }
