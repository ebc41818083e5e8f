"""Buildings from their footprints: walls, roofs, rooms, doors and windows in the style of their surroundings.

A building's own frame has its origin in the middle of the floor, its front at +z. Its walls, plinth and stilts stay
within the footprint; the roof overhangs it by at most :data:`OVERHANG_M`, steps, porches and signs stand out in front.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from procgen.world.buildings.chapel import abbey, chapel
from procgen.world.buildings.forts import keep, lighthouse, tower
from procgen.world.buildings.homes import bunkhouse, dormitory, hall, house, inn, shop, stable, warehouse
from procgen.world.buildings.mills import mill
from procgen.world.buildings.portals import cave, crypt, ruin
from procgen.world.buildings.style import STYLE_OF_BIOME, STYLES, Style
from procgen.world.buildings.tents import tent
from procgen.world.buildings.trades import barn, boathouse, mine, smithy
from procgen.world.buildings.work import OVERHANG_M, Built, Leaf, Site, Spot, Work
from procgen.world.meshes import Dice
from procgen.world.place import Building
from procgen.world.underground.descent import Descent

__all__ = ["OVERHANG_M", "STYLES", "STYLE_OF_BIOME", "Built", "Leaf", "Site", "Spot", "Style", "build"]

_BUILDERS: Final[Mapping[str, Callable[[Work], None]]] = MappingProxyType(
    {
        "inn": inn,
        "hall": hall,
        "shop": shop,
        "barn": barn,
        "chapel": chapel,
        "smithy": smithy,
        "mill": mill,
        "boathouse": boathouse,
        "keep": keep,
        "abbey": abbey,
        "dormitory": dormitory,
        "bunkhouse": bunkhouse,
        "warehouse": warehouse,
        "stable": stable,
        "mine": mine,
        "tower": tower,
        "lighthouse": lighthouse,
        "cave": cave,
        "crypt": crypt,
        "dungeon": ruin,
    }
)
"""By use; others are houses."""
_TENTS: Final = frozenset(("house", "hall"))
"""Uses that are tents where people build of felt."""
_NUMBERS: Final = 8192


def build(building: Building, style: Style, site: Site, seed: int, descent: Descent | None = None) -> Built:
    """A building: its shell, what is in it, and its doors.

    Args:
        building: its use and measures.
        style: how people build there.
        site: the ground below and the water beside it.
        seed: of what differs from house to house; together with the name.
        descent: the way down below it, if there is one: its floor is open there.

    Returns:
        Closed surfaces but for the panes of windows, in the building's own frame.
    """
    work = Work(building, style, site, Dice(seed, f"world/building/{building.name}", _NUMBERS), descent)
    if style.name == "felt" and building.use in _TENTS:
        tent(work)
    else:
        _BUILDERS.get(building.use, house)(work)
    return work.built()
