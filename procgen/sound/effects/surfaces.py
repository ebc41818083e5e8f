"""What the ground sounds like underfoot; texture's classes by what they sound like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Surface:
    """A ground.

    Attributes:
        classes: of texture, that sound so.
        thump_hz, thump: of what gives way below the heel, and how loud.
        click: of the heel on what is hard.
        click_hz: where the click is.
        rings: frequencies that it rings in, and their decay in seconds.
        ringing: how loud they are.
        grains_per_step: stones, stalks or crystals that move.
        grain_hz, grain_s: of each.
        grains: how loud they are.
        hiss_hz, hiss_octaves, hiss: of those too many to be heard one by one.
        spread_s: how long it all moves.
    """

    classes: tuple[str, ...]
    thump_hz: float
    thump: float
    click: float
    click_hz: float = 2200.0
    rings: tuple[tuple[float, float], ...] = ()
    ringing: float = 0.0
    grains_per_step: int = 0
    grain_hz: tuple[float, float] = (1000.0, 5000.0)
    grain_s: tuple[float, float] = (0.001, 0.004)
    grains: float = 0.0
    hiss_hz: float = 2500.0
    hiss_octaves: float = 1.2
    hiss: float = 0.05
    spread_s: float = 0.09


SURFACES: Final[Mapping[str, Surface]] = {
    "stone": Surface(
        ("asphalt", "brick", "cliff", "cobble", "concrete", "granite", "lava", "marble", "onyx", "paving", "plaster",
         "road", "rock", "rock_wall", "roof_tiles", "terrazzo", "travertine"),
        110.0, 0.55, 0.9, 2400.0, ((780.0, 0.006), (1650.0, 0.004)), 0.25, 8, (2000.0, 8000.0), (0.0006, 0.002), 0.10,
        3200.0, 1.3, 0.10, 0.07,
    ),
    "tile": Surface(
        ("porcelain", "solar_panel", "terracotta", "tiles"),
        120.0, 0.45, 1.0, 3000.0, ((1150.0, 0.014), (2450.0, 0.010), (3900.0, 0.006)), 0.45, 4, (2500.0, 8000.0),
        (0.0006, 0.002), 0.06, 3800.0, 1.2, 0.06, 0.06,
    ),
    "wood": Surface(
        ("bamboo", "bark", "cardboard", "chipboard", "cork", "logs", "office_ceiling", "paint", "planks", "plastic",
         "wood", "wood_floor"),
        95.0, 0.75, 0.45, 1400.0, ((128.0, 0.045), (215.0, 0.035), (345.0, 0.022), (520.0, 0.014), (840.0, 0.008)), 0.9,
        3, (900.0, 3500.0), (0.001, 0.003), 0.05, 1800.0, 1.2, 0.05, 0.07,
    ),
    "metal": Surface(
        ("chainmail", "corrugated", "diamond_plate", "foil", "hazard", "hull", "metal", "metal_plate", "net", "rust",
         "scifi_panel"),
        100.0, 0.35, 0.8, 2800.0, tuple((190.0 * 1.19**mode, 0.07 * 0.95**mode) for mode in range(24)),
        0.5, 140, (350.0, 9000.0), (0.002, 0.014), 0.55, 1500.0, 2.4, 0.25, 0.11,
    ),
    "carpet": Surface(
        ("carpet", "fabric", "fur", "leather", "paper", "rubber", "tatami", "wallpaper"),
        80.0, 0.9, 0.04, 700.0, hiss_hz=900.0, hiss_octaves=1.4, hiss=0.28, spread_s=0.10,
    ),
    "dirt": Surface(
        ("clay", "ground"),
        85.0, 0.9, 0.10, 900.0, (), 0.0, 26, (700.0, 4500.0), (0.0010, 0.004), 0.30, 1300.0, 1.5, 0.30, 0.10,
    ),
    "mud": Surface(
        ("mud",), 75.0, 0.7, 0.02, 500.0, (), 0.0, 0, hiss_hz=620.0, hiss_octaves=1.3, hiss=0.40, spread_s=0.16
    ),
    "sand": Surface(
        ("sand",),
        75.0, 0.12, 0.02, 700.0, (), 0.0, 160, (1200.0, 6500.0), (0.0004, 0.0012), 0.30, 1900.0, 1.3, 0.75, 0.11,
    ),
    "gravel": Surface(
        ("gravel",),
        90.0, 0.45, 0.15, 1500.0, (), 0.0, 90, (1100.0, 6500.0), (0.0010, 0.0045), 1.0, 2600.0, 1.4, 0.30, 0.16,
    ),
    "snow": Surface(
        ("snow",),
        85.0, 0.4, 0.02, 600.0, (), 0.0, 210, (120.0, 5000.0), (0.0006, 0.004), 0.75, 600.0, 2.2, 0.60, 0.13,
    ),
    "ice": Surface(
        ("ice",),
        130.0, 0.4, 0.7, 3200.0, ((940.0, 0.012), (2300.0, 0.010)), 0.3, 14, (2500.0, 9000.0), (0.0005, 0.002), 0.25,
        4500.0, 1.2, 0.15, 0.08,
    ),
    "grass": Surface(
        ("grass", "moss"),
        75.0, 0.2, 0.02, 500.0, (), 0.0, 60, (1800.0, 7000.0), (0.0008, 0.003), 0.30, 3400.0, 1.3, 0.60, 0.22,
    ),
    "leaves": Surface(
        ("forest_floor", "leaves", "thatch", "wood_chips"),
        80.0, 0.1, 0.02, 600.0, (), 0.0, 120, (1500.0, 9000.0), (0.0008, 0.0035), 0.85, 3600.0, 1.3, 0.55, 0.26,
    ),
    "water": Surface((), 80.0, 0.3, 0.02, 500.0, (), 0.0, 0, hiss_hz=1500.0, hiss_octaves=1.6, hiss=0.9, spread_s=0.22),
}  # fmt: skip
"""By name, the default first."""

SURFACE_OF_CLASS: Final[Mapping[str, str]] = {
    name: surface for surface, each in SURFACES.items() for name in each.classes
}
"""Of texture's classes, what they sound like."""
