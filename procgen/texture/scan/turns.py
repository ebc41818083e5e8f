"""In which order seeds show the packaged scans of a class.

Seeds that follow each other go through all scans of their class. In these orders neighbours differ most; they were
found by ``python -m procgen.texture.ruler.turns``, which says how. Classes that are not here keep the order of the
files.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TURNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "bark": (
            "Bark014",
            "Bark004",
            "cgb_Mossy_bark_01",
            "cgb_Bark_04",
            "cgb_Mossy_bark_03",
            "ph_bark_brown_01",
            "cgb_Bark_02",
        ),
        "brick": (
            "Bricks090",
            "Bricks066",
            "Bricks097",
            "ph_brick_floor_002",
            "Bricks059",
            "ph_brick_wall_001",
            "Bricks085",
            "ph_brick_floor_003",
        ),
        "ground": (
            "Ground014",
            "Ground03",
            "ph_rocky_trail",
            "ph_brown_mud_leaves_01",
            "Ground08",
            "Ground037",
            "tc_ground_0013",
            "ph_grass_path_3",
            "ph_coast_sand_rocks_02",
        ),
        "metal_plate": (
            "MetalPlates006",
            "ph_blue_metal_plate",
            "MetalPlates03",
            "ph_metal_plate_02",
        ),
        "paving": (
            "PavingStones070",
            "PavingStones13",
            "PavingStones146",
            "ph_cobblestone_pavement",
            "ph_stone_floor",
        ),
        "rock": (
            "Rock023",
            "Rock01",
            "ph_cliff_side",
            "Rock02",
            "ph_aerial_rocks_02",
            "ph_rock_boulder_cracked",
            "Rock020",
            "Rock053",
        ),
        "tiles": (
            "Tiles074",
            "Tiles040",
            "cgb_Dark_Ocean_Tiles_06",
            "Tiles107",
            "ph_large_floor_tiles_02",
            "ph_long_white_tiles",
            "ph_tiled_floor_001",
            "Tiles16",
            "Tiles142",
            "cgb_Black_Tiles_07",
            "ph_floor_tiles_08",
            "Tiles108",
            "ph_floor_tiles_06",
            "Tiles133A",
        ),
        "wood": (
            "Wood049",
            "ph_oak_veneer_01",
            "ph_wood_table_worn",
            "Wood05",
        ),
        "wood_floor": (
            "WoodFloor051",
            "ph_herringbone_parquet",
            "WoodFloor044",
            "Woodfloor070",
            "WoodFloor007",
            "WoodFloor040",
            "WoodFloor043",
            "WoodFloor04",
        ),
    }
)
"""Names of scans, by class: a closed round."""
