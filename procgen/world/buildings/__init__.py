"""Buildings from their footprints: walls, roofs, doors and windows in the style of their surroundings.

A building's own frame has its origin in the middle of the floor, its front at +z. Its walls, plinth and stilts stay
within the footprint; the roof overhangs it by at most :data:`OVERHANG_M`, steps and signs stand out in front.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from procgen.world.buildings.chapel import chapel
from procgen.world.buildings.homes import hall, house, inn, shop
from procgen.world.buildings.mills import mill
from procgen.world.buildings.style import STYLE_OF_BIOME, STYLES, Style
from procgen.world.buildings.trades import barn, boathouse, smithy
from procgen.world.buildings.work import OVERHANG_M, Site, Work
from procgen.world.meshes import Dice, Model
from procgen.world.place import Building

__all__ = ["OVERHANG_M", "STYLES", "STYLE_OF_BIOME", "Site", "Style", "build"]

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
    }
)
"""By use; others are houses."""


def build(building: Building, style: Style, site: Site, seed: int) -> Model:
    """The model of a building.

    Args:
        building: its use and measures.
        style: how people build there.
        site: the ground below and the water beside it.
        seed: of what differs from house to house; together with the name.

    Returns:
        A closed surface but for the panes of its windows, in the building's own frame.
    """
    work = Work(building, style, site, Dice(seed, f"world/building/{building.name}"))
    _BUILDERS.get(building.use, house)(work)
    return work.sculptor.model(building.name)
