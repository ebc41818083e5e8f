"""Materials for the layers of a terrain's splat map, fit to its biome.

Layers, slopes and biomes are named as the terrain domain names them, which this one does not import.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class TerrainLayer:
    """What covers a part of a terrain."""

    name: str
    """One of :data:`procgen.terrain.ground.splat.MATERIALS`."""
    material: str
    """Class of material that it is made as."""
    slope_min_deg: float
    slope_max_deg: float
    """Slopes on which the terrain service lays it, roughly, where nothing else decides."""
    palette_rgb: tuple[int, ...] = ()
    """Colours to shift it to, 0xRRGGBB; its own if empty."""
    moss: float = 0.0
    dirt: float = 0.0
    wetness: float = 0.0
    snow: float = 0.0
    """Weather on it, 0 to 1."""


PALETTE_STRENGTH = 0.65
"""How far a layer's colours are shifted to its palette."""

LAYERS: Mapping[str, TerrainLayer] = MappingProxyType(
    {
        layer.name: layer
        for layer in (
            TerrainLayer("rock", "rock", 32.0, 90.0),
            TerrainLayer("scree", "gravel", 20.0, 36.0),
            TerrainLayer("soil", "ground", 0.0, 32.0),
            TerrainLayer("grass", "grass", 0.0, 32.0),
            TerrainLayer("forest_floor", "leaves", 0.0, 40.0),
            TerrainLayer("sand", "sand", 0.0, 24.0),
            TerrainLayer("snow", "snow", 0.0, 42.0),
            TerrainLayer("mud", "clay", 0.0, 20.0, (0x5B4A38, 0x3E3227), wetness=0.55),
        )
    }
)
"""By name, in the order of the splat map's channels."""

_OCHRE_ROCK = (0x7A4F33, 0xA86F45, 0xC99468)
_GREY_ROCK = (0x5A5C5E, 0x85878A, 0xAAACAE)
_DRY_SOIL = (0x8E6A48, 0xB18A60)
_BLACK_SOIL = (0x2E2620, 0x4B3F33)
_RED_SOIL = (0x6E3B24, 0x9B5A38)
_STRAW = (0x8A7A44, 0xB8A566)
_PALE_GREEN = (0x6E7448, 0x979A68)
_DEEP_GREEN = (0x2F4A1E, 0x4F7330)
_NEEDLES = (0x4A3524, 0x6E5138)

_BIOMES: Mapping[str, Mapping[str, dict[str, object]]] = MappingProxyType(
    {
        "sea": {},
        "lake": {},
        "river": {"scree": {"wetness": 0.4}, "rock": {"wetness": 0.3, "moss": 0.2}},
        "beach": {"sand": {"palette_rgb": (0xC9B48A, 0xE3D3AE)}, "rock": {"wetness": 0.3}},
        "bare_rock": {"rock": {"palette_rgb": _GREY_ROCK}, "scree": {"palette_rgb": _GREY_ROCK}},
        "ice": {"rock": {"palette_rgb": _GREY_ROCK, "snow": 0.45}, "scree": {"snow": 0.5}, "soil": {"snow": 0.5}},
        "tundra": {
            "rock": {"palette_rgb": _GREY_ROCK, "moss": 0.15},
            "grass": {"palette_rgb": (0x6B6440, 0x8F8658)},
            "soil": {"palette_rgb": _BLACK_SOIL, "wetness": 0.2},
            "forest_floor": {"moss": 0.5},
        },
        "cold_steppe": {"grass": {"palette_rgb": _STRAW}, "soil": {"palette_rgb": _DRY_SOIL}},
        "boreal_forest": {
            "rock": {"moss": 0.35},
            "forest_floor": {"palette_rgb": _NEEDLES, "moss": 0.35},
            "soil": {"palette_rgb": _BLACK_SOIL},
        },
        "grassland": {"soil": {"palette_rgb": _BLACK_SOIL}},
        "shrubland": {"grass": {"palette_rgb": _PALE_GREEN}, "soil": {"palette_rgb": _DRY_SOIL}},
        "temperate_forest": {"rock": {"moss": 0.25}, "soil": {"palette_rgb": _BLACK_SOIL}},
        "temperate_rainforest": {
            "rock": {"moss": 0.55, "wetness": 0.2},
            "scree": {"moss": 0.35},
            "grass": {"palette_rgb": _DEEP_GREEN},
            "forest_floor": {"moss": 0.55, "wetness": 0.15},
            "soil": {"palette_rgb": _BLACK_SOIL, "wetness": 0.2},
        },
        "desert": {
            "rock": {"palette_rgb": _OCHRE_ROCK, "dirt": 0.15},
            "scree": {"palette_rgb": _OCHRE_ROCK},
            "soil": {"palette_rgb": _DRY_SOIL},
            "grass": {"palette_rgb": _STRAW},
            "sand": {"palette_rgb": (0xBF9058, 0xDDB47C)},
            "mud": {"wetness": 0.0, "palette_rgb": _DRY_SOIL},
        },
        "savanna": {
            "rock": {"palette_rgb": _OCHRE_ROCK},
            "grass": {"palette_rgb": _STRAW},
            "soil": {"palette_rgb": _RED_SOIL},
            "forest_floor": {"palette_rgb": (0x7A5C34, 0xA88650)},
        },
        "tropical_forest": {
            "grass": {"palette_rgb": _DEEP_GREEN},
            "soil": {"palette_rgb": _RED_SOIL},
            "rock": {"moss": 0.3},
        },
        "tropical_rainforest": {
            "grass": {"palette_rgb": _DEEP_GREEN},
            "soil": {"palette_rgb": _RED_SOIL, "wetness": 0.3},
            "rock": {"moss": 0.5, "wetness": 0.2},
            "forest_floor": {"moss": 0.3, "wetness": 0.3},
        },
        "wetland": {
            "soil": {"palette_rgb": _BLACK_SOIL, "wetness": 0.5},
            "grass": {"palette_rgb": _PALE_GREEN, "wetness": 0.2},
            "mud": {"wetness": 0.75},
        },
    }
)
BIOMES: tuple[str, ...] = tuple(_BIOMES)
"""Biomes that layers can be fit to, in the order of their numbers."""


def terrain_layer(name: str, biome: str = "") -> TerrainLayer:
    """A layer in a biome.

    Args:
        name: one of :data:`LAYERS`.
        biome: one of :data:`BIOMES`; empty for none in particular.

    Raises:
        KeyError: either is unknown.
    """
    layer = LAYERS[name]
    changes = _BIOMES[biome].get(name, {}) if biome else {}
    return replace(layer, **changes)  # type: ignore[arg-type]
