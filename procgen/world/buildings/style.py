"""How people build in different places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from procgen.world.meshes import WHITE, Rgb, rgb

_GABLES: Final = ("gable", "gable", "half_hip", "hip")


@dataclass(frozen=True, slots=True)
class Style:
    """How people build somewhere."""

    name: str
    walls: tuple[Rgb, ...]
    """Tints of the walls' picture."""
    shutters: tuple[Rgb, ...]
    pitch: float
    """Rise of the roof over its run; 0 for flat ones."""
    thick_m: float
    """Of outer walls."""
    inside: tuple[str, tuple[Rgb, ...]]
    """Material of the walls' inner side, of :data:`procgen.world.meshes.SLOTS`, and its tints."""
    roofs: tuple[str, ...] = _GABLES
    """Forms of roofs, each as likely: "gable", "half_hip", "hip", "flat"."""
    shapes: tuple[str, ...] = ("plain", "ell", "lean", "cross")
    """Forms of houses, each as likely: plain, with a wing, with a lean-to, with a gable across."""
    framed: bool = False
    """Timbers on the walls."""
    plinth: bool = True
    wooden: bool = False
    """Walls of boards with corner posts."""
    stone_foot: float = 0.0
    """The chance that the lowest storey is of stone."""
    floor_m: float = 0.12
    """Of the floor above the ground."""
    roof_m: float = 0.16
    """Thickness of the roof."""
    shutters_share: float = 0.6
    """The chance that a house has shutters."""
    chimneys: bool = True


_BLUES = (rgb(0x2F5673), rgb(0x3E7A7C), rgb(0x8A3B2E), rgb(0x4F6B3A))
_LIME = (rgb(0xE9E2D2), rgb(0xE2D6BE), rgb(0xDDD8CC))
_BOARDED = (rgb(0xC8B79A), rgb(0xD8CDB8), rgb(0xB8A488))
STYLES: Final[Mapping[str, Style]] = MappingProxyType(
    {
        style.name: style
        for style in (
            Style(
                "timber",
                (
                    WHITE,
                    rgb(0xF6F1E8),
                    rgb(0xF2D9D0),
                    rgb(0xE8D2AE),
                    rgb(0xD6DFD2),
                    rgb(0xD9E2E8),
                    rgb(0xE3BFA0),
                ),
                (rgb(0x5A7A52), rgb(0x7A3B2E), rgb(0x35506B), rgb(0x6B5A3A)),
                0.95, 0.24, ("paint", _LIME), framed=True, stone_foot=0.35,
            ),
            Style(
                "stone", (WHITE, rgb(0xEDE9E2), rgb(0xE2DDD6), rgb(0xE8DCC6), rgb(0xCFCBC4)), _BLUES, 0.8, 0.45,
                ("paint", _LIME), roofs=("gable", "gable", "hip"),
            ),
            Style(
                "boards", (WHITE, rgb(0xE4C7B4), rgb(0xC9D3D6), rgb(0xEADFC2), rgb(0xB56B55), rgb(0x8FA6A8)), _BLUES,
                0.85, 0.16, ("wood", _BOARDED), wooden=True, stone_foot=0.12,
            ),
            Style(
                "adobe", (WHITE, rgb(0xF6E6CF), rgb(0xEBD3B4), rgb(0xF2D2B0), rgb(0xE6C9A6)),
                (rgb(0x2F6E86), rgb(0x7A5A3A), rgb(0x3F7F72)), 0.0, 0.5, ("paint", _LIME), roofs=("flat",),
                shapes=("plain", "ell", "lean", "steps"), chimneys=False, shutters_share=0.4,
            ),
            Style(
                "tropic", (WHITE, rgb(0xEAD9B8), rgb(0xD8C49A)), (rgb(0x7A5A36), rgb(0x4A6B3A)), 1.05, 0.12,
                ("wood", _BOARDED), roofs=("gable", "hip", "hip"), shapes=("plain", "ell", "lean"), plinth=False,
                wooden=True, floor_m=0.76, roof_m=0.32, chimneys=False, shutters_share=0.5,
            ),
            Style(
                "brick", (WHITE, rgb(0xF0DCD0), rgb(0xE2C4B4), rgb(0xD9D2C6)),
                (rgb(0x3E5B4A), rgb(0x2F4458), rgb(0x7A2E2A), rgb(0xE8E4DA)), 0.6, 0.3, ("paint", _LIME),
                roofs=("gable", "hip", "hip", "half_hip"), shutters_share=0.25,
            ),
            Style(
                "felt", (rgb(0xEDE6D6), rgb(0xDCCFB6), rgb(0xC9B795), rgb(0xE4D3C0)),
                (rgb(0x9A3B2A), rgb(0x2F6470), rgb(0xB07A2A)), 0.55, 0.1, ("paint", (rgb(0xC9A878), rgb(0xB98A62))),
                plinth=False, floor_m=0.05, chimneys=False,
            ),
            Style(
                "modules", (WHITE, rgb(0xE6E9EA), rgb(0xD4D9DC), rgb(0xDCD2C4)),
                (rgb(0xC25A2A), rgb(0x2F6A86), rgb(0xC9A227)), 0.0, 0.25, ("paint", (rgb(0xD8DCDE), rgb(0xC4CCD0))),
                roofs=("flat",), shapes=("plain", "ell", "steps"), chimneys=False, shutters_share=0.0,
            ),
        )
    }
)  # fmt: skip
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
