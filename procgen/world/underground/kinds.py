"""What lies below which entrance: the kind of layout, and how its rooms look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """What lies below a building of some use.

    Attributes:
        layout: of :data:`procgen.layout.kinds.KINDS`.
        styles: of that kind, each as likely.
        ceiling_m: of passages; rooms of rock are higher in their middle.
        rugged: how far walls, floors and ceilings of rock bulge: 0 for masonry, 1 for caves.
        walls: material of walls and ceilings, of :data:`procgen.world.meshes.SLOTS`.
        floor: of floors.
        timbered: whether frames of timber hold the passages up.
    """

    layout: str
    styles: tuple[str, ...]
    ceiling_m: float
    rugged: float
    walls: str
    floor: str
    timbered: bool = False


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "cave": Kind("cave", ("caverns", "grotto", "lair"), 2.5, 1.0, "rock", "rock"),
        "mine": Kind("cave", ("tunnels", "lair"), 2.5, 0.6, "rock", "rock", timbered=True),
        "dungeon": Kind("dungeon", ("chambers", "warren", "ruins"), 2.9, 0.0, "stone", "stone"),
        "crypt": Kind("dungeon", ("catacombs",), 2.7, 0.0, "stone", "stone"),
    }
)
"""By use of the building that leads down."""
STANDS_ALONE: Final = frozenset(("mine",))
"""Uses whose buildings are something without what lies below: a head house with an adit that is shut."""
