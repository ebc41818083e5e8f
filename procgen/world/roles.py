"""What people of a place do: who keeps which building, what else there is to do, how each talks and dresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody does.

    Attributes:
        name: in :attr:`procgen.world.place.Person.role`.
        speaks: the role of :data:`procgen.dialogue.vocabulary.ROLES` whose lines suit it.
        dresses: the role of :data:`procgen.character.people.roles.ROLES` whose clothes suit it.
        works_at: uses of buildings where it is done, the likeliest first; in the open where there is none.
        ages: youngest and oldest, years.
        does: after a name and before a building's name, a clause: "keeps", "works at".
        lives_in: the chance that who keeps such a building lives there too.
    """

    name: str
    speaks: str
    dresses: str
    works_at: tuple[str, ...] = ()
    ages: tuple[int, int] = (18, 70)
    does: str = "works at"
    lives_in: float = 0.0


_ALL: Final = (
    Role("innkeeper", "innkeeper", "innkeeper", ("inn",), (24, 66), "keeps", 1.0),
    Role("smith", "smith", "blacksmith", ("smithy",), (22, 62), "keeps", 0.4),
    Role("priest", "priest", "priest", ("chapel",), (26, 78), "keeps"),
    Role("merchant", "merchant", "merchant", ("shop", "stall"), (22, 70), "keeps", 0.6),
    Role("miller", "villager", "peasant", ("mill",), (22, 66), "keeps", 0.8),
    Role("reeve", "noble", "noble", ("hall",), (30, 72), "keeps", 0.8),
    Role("fisher", "sailor", "peasant", ("boathouse",), (16, 68)),
    Role("farmer", "farmer", "peasant", ("barn",), (16, 72)),
    Role("sailor", "sailor", "peasant", ("boathouse", "inn"), (18, 60)),
    Role("hunter", "hunter", "ranger", (), (18, 58)),
    Role("healer", "healer", "mage", (), (26, 76)),
    Role("bard", "bard", "bard", ("inn",), (18, 64)),
    Role("guard", "guard", "guard", ("hall",), (18, 54)),
    Role("servant", "servant", "peasant", ("hall", "inn"), (16, 66)),
    Role("scholar", "scholar", "mage", ("chapel", "hall"), (24, 80)),
    Role("beggar", "beggar", "peasant", (), (24, 78)),
    Role("miner", "smith", "peasant", ("mine",), (18, 56)),
    Role("monk", "priest", "priest", ("abbey", "dormitory"), (20, 80)),
    Role("herder", "farmer", "peasant", ("stable",), (14, 74)),
    Role("squire", "servant", "squire", ("keep", "stable"), (14, 20)),
    Role("noble", "noble", "noble", ("keep", "hall"), (24, 70)),
    Role("abbot", "priest", "priest", ("abbey",), (40, 80), "keeps"),
    Role("castellan", "noble", "noble", ("keep",), (30, 68), "keeps", 1.0),
    Role("foreman", "smith", "innkeeper", ("mine",), (28, 60), "keeps"),
    Role("keeper", "sailor", "peasant", ("lighthouse",), (24, 74), "keeps", 0.9),
    Role("groom", "servant", "peasant", ("stable",), (16, 60), "keeps"),
    Role("villager", "villager", "peasant", (), (16, 80)),
    Role("elder", "elder", "peasant", (), (62, 88)),
    Role("child", "child", "village_child", (), (6, 15)),
)
ROLES: Final[Mapping[str, Role]] = MappingProxyType({role.name: role for role in _ALL})

KEEPERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "inn": "innkeeper",
        "smithy": "smith",
        "chapel": "priest",
        "shop": "merchant",
        "mill": "miller",
        "hall": "reeve",
        "keep": "castellan",
        "abbey": "abbot",
        "mine": "foreman",
        "lighthouse": "keeper",
        "boathouse": "fisher",
        "barn": "farmer",
        "stable": "groom",
    }
)
"""By use of a building, who keeps it, in the order in which a small place finds somebody for them."""

DRESSES_IN: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "modern": {
            "peasant": "shopper", "blacksmith": "mechanic", "innkeeper": "shopper", "priest": "teacher",
            "merchant": "office_worker", "noble": "office_worker", "ranger": "hiker", "mage": "doctor",
            "bard": "artist", "guard": "athlete", "village_child": "schoolchild", "squire": "student",
        },
        "scifi": {
            "peasant": "colonist", "blacksmith": "ship_engineer", "innkeeper": "drifter", "priest": "scientist",
            "merchant": "dock_trader", "noble": "officer", "ranger": "drifter", "mage": "scientist",
            "bard": "drifter", "guard": "trooper", "village_child": "station_child", "squire": "colonist",
        },
    }
)  # fmt: skip
"""By setting, whose clothes those of the Middle Ages are there."""

HOMES: Final[Mapping[str, float]] = MappingProxyType(
    {
        "house": 12.0,
        "inn": 30.0,
        "smithy": 30.0,
        "shop": 24.0,
        "mill": 24.0,
        "hall": 24.0,
        "keep": 16.0,
        "dormitory": 10.0,
        "bunkhouse": 9.0,
        "lighthouse": 20.0,
    }
)
"""Uses of buildings that people live in, and the floor that each person takes there, square metres."""


def capacity(use: str, width_m: float, depth_m: float) -> int:
    """How many people a building of some use and size has room for."""
    if use not in HOMES:
        return 0
    return max(1, int(width_m * depth_m / HOMES[use]))
