"""Kinds of settlements: what each has, how its people live, and what they are called by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

_NONE: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of settlement.

    Attributes:
        name: in requests and files.
        counts_as: the kind of the table "settlement" from which the numbers of its buildings are drawn.
        houses: least and most.
        others: how often each role occurs among those who keep no building. These shares are rules, not learned.
        setting: of :data:`procgen.character` and :data:`procgen.dialogue`: how people dress, talk and are called.
        streets: side streets, at most.
        roads: that lead out, at most.
        radius_share: of the site, in parts of the world's side.
        always: uses that there are, the most important first; twice for two.
        never: uses that the table may give and this has not.
        wall: what stands around it: "", "palisade" or "wall".
        style: how people build there, whatever the climate; empty for what the biome has.
        stalls: of its market.
        fields: where its description says that there are some.
        calls: by use, what its buildings are called where that is another word.
        yards: whether houses have fenced plots.
    """

    name: str
    counts_as: str
    houses: tuple[int, int]
    others: Mapping[str, float]
    setting: str = "medieval"
    streets: int = 4
    roads: int = 2
    radius_share: float = 0.11
    always: tuple[str, ...] = ()
    never: frozenset[str] = frozenset()
    wall: str = ""
    style: str = ""
    stalls: int = 0
    fields: int = 0
    calls: Mapping[str, str] = field(default_factory=lambda: _NONE)
    yards: bool = True


_TOWNSFOLK: Final = {
    "villager": 3.0, "guard": 2.0, "merchant": 2.0, "servant": 2.0, "scholar": 0.8, "healer": 0.8, "bard": 0.7,
    "beggar": 0.5,
}  # fmt: skip
_ALL: Final = (
    Kind(
        "hamlet", "hamlet", (4, 7), {"farmer": 5.0, "hunter": 1.5, "villager": 1.5, "healer": 0.5},
        streets=1, roads=1, radius_share=0.075, fields=3,
    ),
    Kind(
        "village", "village", (4, 16),
        {"farmer": 5.0, "villager": 2.0, "hunter": 1.0, "healer": 1.0, "servant": 0.7, "bard": 0.4},
        stalls=2, fields=4,
    ),
    Kind(
        "fishing_village", "fishing_village", (4, 16),
        {"fisher": 6.0, "sailor": 1.5, "farmer": 1.5, "villager": 1.5, "healer": 0.6},
        stalls=2, fields=2,
    ),
    Kind("town", "town", (4, 30), _TOWNSFOLK, streets=9, radius_share=0.16, stalls=5, fields=5),
    Kind(
        "harbour_town", "town", (10, 26),
        {"sailor": 4.0, "fisher": 2.0, "villager": 2.0, "merchant": 2.0, "guard": 1.0, "servant": 1.0, "beggar": 0.5},
        streets=8, radius_share=0.15, always=("inn", "warehouse", "warehouse", "boathouse", "boathouse"), stalls=4,
        fields=2,
    ),
    Kind(
        "mining_camp", "hamlet", (4, 8), {"miner": 8.0, "servant": 1.0, "guard": 1.0, "healer": 0.4},
        streets=2, roads=1, radius_share=0.09, always=("mine", "inn", "smithy", "bunkhouse", "bunkhouse", "shop"),
        never=frozenset(("boathouse", "mill", "chapel")), style="boards", calls={"house": "cabin", "shop": "store"},
        yards=False,
    ),
    Kind(
        "monastery", "hamlet", (2, 3), {"monk": 8.0, "scholar": 2.0, "farmer": 1.0, "servant": 0.6},
        streets=2, roads=1, radius_share=0.085,
        always=("abbey", "dormitory", "hall", "barn", "stable"), never=frozenset(("inn", "smithy", "shop", "chapel")),
        wall="wall", style="stone", fields=3, calls={"hall": "refectory", "house": "guest house"},
    ),
    Kind(
        "castle", "hamlet", (2, 4), {"guard": 6.0, "servant": 3.0, "squire": 1.5, "noble": 1.0, "bard": 0.5},
        streets=2, roads=1, radius_share=0.085, always=("keep", "hall", "chapel", "smithy", "stable", "tower", "tower"),
        never=frozenset(("inn", "boathouse", "shop", "mill")), wall="wall", style="stone",
        calls={"house": "lodging", "hall": "great hall"}, yards=False,
    ),
    Kind(
        "trading_post", "hamlet", (3, 5), {"merchant": 4.0, "hunter": 2.0, "guard": 2.0, "servant": 1.0, "beggar": 0.3},
        streets=1, roads=2, radius_share=0.085, always=("shop", "warehouse", "inn", "stable", "smithy"),
        never=frozenset(("chapel", "mill", "hall")), wall="palisade", stalls=3,
        calls={"shop": "trade house", "house": "cabin"}, yards=False,
    ),
    Kind(
        "nomad_camp", "hamlet", (6, 9), {"herder": 6.0, "hunter": 2.0, "healer": 1.0, "bard": 0.7, "guard": 1.0},
        streets=1, roads=1, radius_share=0.08, always=("hall",),
        never=frozenset(("inn", "boathouse", "shop", "mill", "smithy", "chapel", "barn")), style="felt",
        calls={"house": "tent", "hall": "great tent"}, yards=False,
    ),
    Kind(
        "oasis", "village", (6, 14), {"farmer": 3.0, "merchant": 3.0, "herder": 2.0, "villager": 2.0, "guard": 1.0},
        always=("inn", "shop", "stable"), never=frozenset(("boathouse", "mill")), style="adobe", stalls=4, fields=3,
        calls={"inn": "caravanserai"},
    ),
    Kind(
        "suburb", "village", (12, 20), {"villager": 5.0, "scholar": 1.0, "servant": 1.0, "healer": 0.7, "bard": 0.5},
        setting="modern", streets=6, always=("shop", "smithy", "hall"),
        never=frozenset(("barn", "boathouse", "mill")), style="brick",
        calls={"smithy": "garage", "hall": "school", "chapel": "church"},
    ),
    Kind(
        "outpost", "hamlet", (4, 7), {"miner": 2.0, "scholar": 2.0, "guard": 2.0, "villager": 2.0, "sailor": 1.0},
        setting="scifi", streets=2, roads=1, radius_share=0.09, always=("hall", "smithy", "shop", "warehouse", "tower"),
        never=frozenset(("barn", "boathouse", "mill", "chapel", "inn")), style="modules",
        calls={
            "hall": "command deck", "smithy": "workshop", "shop": "depot", "house": "habitat", "tower": "relay mast",
        },
        yards=False,
    ),
)  # fmt: skip
KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.name: kind for kind in _ALL})
"""By name."""
