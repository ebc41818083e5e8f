"""A building in the making: measures, colours and dice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from procgen.world.buildings.style import Style
from procgen.world.meshes import WHITE, Dice, Rgb, Sculptor, mixed, rgb
from procgen.world.place import Building

OVERHANG_M: Final = 0.5
"""How far a roof reaches over the walls, at most."""

PLINTH_M = 0.3
"""Height of the plinth above the floor, and how far the walls stand back from it."""
SETBACK_M = 0.08
STOREY_M = 2.6
DARK_WOOD = rgb(0xC2B4A4)
IRON = rgb(0x2B2C2E)
BRASS = rgb(0xC9A24B)


@dataclass(frozen=True, slots=True)
class Site:
    """What a building has to know of where it stands."""

    drop_m: float
    """From the floor down to the lowest ground below it, 0 or more."""
    door_m: float
    """Where along the front the door is, from its middle to the right seen from outside (+x)."""
    by_water: bool


class Work:
    """A building in the making."""

    def __init__(self, building: Building, style: Style, site: Site, dice: Dice) -> None:
        self.sculptor = Sculptor()
        self.style, self.site, self.dice = style, site, dice
        self.width, self.depth, self.height = building.width_m, building.depth_m, building.height_m
        self.wall: Rgb = dice.one_of(style.walls)
        self.shutter: Rgb = dice.one_of(style.shutters)
        self.roof: Rgb = mixed(WHITE, rgb(0xBFA890), dice.between(0.0, 0.7))
        self.timber: Rgb = mixed(WHITE, DARK_WOOD, dice.between(0.3, 1.0))
        self.pitch = style.pitch * dice.between(0.92, 1.1)
        self.foot = -site.drop_m - 0.35
        """Height of the lowest part, below the ground everywhere."""

    @property
    def door_at(self) -> float:
        """Where the door is along the front."""
        most = max(self.width / 2 - 0.95, 0.0)
        return max(-most, min(most, self.site.door_m))
