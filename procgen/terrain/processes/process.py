"""What a process is told, and what it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from procgen.terrain.processes.field import Grid
from procgen.terrain.representation import WINDOW, FloatArray


@dataclass(frozen=True, slots=True)
class Geology:
    """What made the land, in the words of those who read it."""

    age: float
    """0 fresh, 1 worn down."""
    rock: float
    """0 all rock alike, 1 hard beds between soft ones."""
    ice: float
    """0 never glaciated, 1 deeply."""
    wind_deg: float
    """Where the wind, or the ice, comes from: degrees clockwise from north."""
    wind_spread: float
    """0 one wind, 0.5 two, 1 winds from all sides."""
    sand: float
    """0 a few dunes on bare ground, 1 sand everywhere."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a process is told: the same all over the landform, so that its forms fit together anywhere."""

    seed: int
    relief_m: float
    """Height difference within 256 x 256 pixels."""
    metres_per_pixel: float
    geology: Geology

    @property
    def steepness(self) -> float:
        """Relief over the side of the area that it is measured in."""
        return self.relief_m / (WINDOW * self.metres_per_pixel)


@dataclass(frozen=True, slots=True)
class Process:
    """Makes one landform."""

    heights: Callable[[Grid, Brief], FloatArray]
    """(rows, columns) metres above the mean; above the sea where ``at_sea``. A function of the place alone."""
    texture: float = 1.0
    """How much of what the detail network adds stays, 0 to 1."""
    hold: float = 1.0
    """How far the process sets the cells' heights; the networks do the rest, 0 to 1."""
    at_sea: bool = False
    """Heights are those above the sea, at the landform's typical mean; the mean does not drift."""
