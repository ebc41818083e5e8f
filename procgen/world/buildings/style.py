"""How people build in different places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from procgen.world.meshes import WHITE, Rgb, rgb


@dataclass(frozen=True, slots=True)
class Style:
    """How people build somewhere."""

    name: str
    walls: tuple[Rgb, ...]
    """Tints of the walls' picture."""
    shutters: tuple[Rgb, ...]
    pitch: float
    """Rise of the roof over its run; 0 for flat ones."""
    framed: bool = False
    """Timbers on the walls."""
    plinth: bool = True
    wooden: bool = False
    """Walls of boards with corner posts."""


_BLUES = (rgb(0x2F5673), rgb(0x3E7A7C), rgb(0x8A3B2E), rgb(0x4F6B3A))
STYLES: Final[Mapping[str, Style]] = MappingProxyType(
    {
        style.name: style
        for style in (
            Style(
                "timber",
                (rgb(0xF4EBDC), rgb(0xEFE0C4), rgb(0xF1E6D8), rgb(0xE6D3B4)),
                (rgb(0x5A7A52), rgb(0x7A3B2E), rgb(0x35506B), rgb(0x6B5A3A)),
                0.95,
                framed=True,
            ),
            Style("stone", (WHITE, rgb(0xEDE9E2), rgb(0xE2DDD6)), _BLUES, 0.8),
            Style("boards", (WHITE, rgb(0xE4C7B4), rgb(0xC9D3D6), rgb(0xEADFC2)), _BLUES, 0.85, wooden=True),
            Style("adobe", (WHITE, rgb(0xF6E6CF), rgb(0xEBD3B4)), (rgb(0x2F6E86), rgb(0x7A5A3A), rgb(0x3F7F72)), 0.0),
            Style("tropic", (WHITE, rgb(0xEAD9B8)), (rgb(0x7A5A36), rgb(0x4A6B3A)), 1.05, plinth=False, wooden=True),
        )
    }
)
"""By name."""

STYLE_OF_BIOME: Final[Mapping[str, str]] = MappingProxyType(
    {
        "beach": "boards",
        "bare_rock": "stone",
        "ice": "stone",
        "tundra": "stone",
        "cold_steppe": "boards",
        "boreal_forest": "boards",
        "grassland": "timber",
        "shrubland": "stone",
        "temperate_forest": "timber",
        "temperate_rainforest": "boards",
        "desert": "adobe",
        "savanna": "adobe",
        "tropical_forest": "tropic",
        "tropical_rainforest": "tropic",
        "wetland": "boards",
    }
)
"""Names of :data:`STYLES`; of the biomes that people build in."""
