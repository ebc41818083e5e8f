"""What every file says about its origin."""

from __future__ import annotations

import json
from typing import Any

from procgen.terrain.heightmap import Heightmap


def seed(heightmap: Heightmap) -> str:
    """The seed of the world, in decimal digits."""
    return str(heightmap.recipe.request["seed"])


def facts(heightmap: Heightmap) -> dict[str, Any]:
    """What a reader needs to use the heights and to make them again, ready for JSON.

    The seed stays text: many JSON readers would round a 64-bit number.
    """
    depth_px, width_px = heightmap.heights.shape
    return {
        "recipe": json.loads(heightmap.recipe.to_json()),
        "metres_per_pixel": float(heightmap.metres_per_pixel),
        "height_min_m": heightmap.height_min_m,
        "height_max_m": heightmap.height_max_m,
        "width_px": width_px,
        "depth_px": depth_px,
        "seed": seed(heightmap),
        "sea_level_m": float(heightmap.sea_level_m),
    }
