"""What a settlement is made up of: how many buildings of each use, and how large they are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from procgen.runtime.store import ModelStore
from procgen.table.table import load_table
from procgen.world.kinds import KINDS
from procgen.world.parts import Callbacks
from procgen.world.plan import Plan


@dataclass(frozen=True, slots=True)
class Use:
    """What a building is for."""

    width_m: tuple[float, float]
    """Least and most."""
    depth_m: tuple[float, float]
    height_m: tuple[float, float]
    """To the eaves."""
    where: str
    """"centre", "street", "edge", "slope", "shore" or "river": where it would rather stand."""


USES: Final[Mapping[str, Use]] = MappingProxyType(
    {
        "inn": Use((11.0, 14.0), (8.0, 10.0), (5.2, 6.0), "centre"),
        "hall": Use((13.0, 16.0), (9.0, 11.0), (5.5, 6.5), "centre"),
        "chapel": Use((8.0, 9.5), (14.0, 18.0), (5.5, 7.0), "centre"),
        "smithy": Use((9.0, 11.0), (7.0, 8.5), (3.2, 3.8), "street"),
        "shop": Use((8.0, 10.0), (7.0, 9.0), (2.8, 5.4), "centre"),
        "house": Use((7.0, 10.5), (6.0, 8.4), (2.6, 5.5), "street"),
        "barn": Use((9.0, 12.0), (12.0, 16.0), (4.0, 5.0), "edge"),
        "mill": Use((7.5, 9.0), (7.5, 9.0), (5.5, 7.5), "river"),
        "boathouse": Use((6.0, 7.0), (8.0, 10.0), (3.0, 3.6), "shore"),
        "keep": Use((11.0, 13.0), (11.0, 13.0), (10.5, 12.5), "centre"),
        "abbey": Use((10.0, 11.5), (19.0, 24.0), (7.0, 8.5), "centre"),
        "dormitory": Use((15.0, 18.0), (7.5, 8.5), (5.3, 5.7), "centre"),
        "mine": Use((7.0, 8.4), (9.4, 10.4), (3.0, 3.4), "edge"),
        "bunkhouse": Use((11.0, 14.0), (6.5, 7.5), (2.8, 3.1), "street"),
        "warehouse": Use((10.0, 13.0), (9.0, 12.0), (4.0, 5.0), "street"),
        "stable": Use((10.0, 13.0), (6.5, 8.0), (2.9, 3.4), "edge"),
        "tower": Use((6.2, 6.8), (6.2, 6.8), (8.5, 10.5), "edge"),
        "lighthouse": Use((6.6, 7.2), (6.6, 7.2), (12.0, 14.5), "shore"),
        "cave": Use((9.4, 11.0), (10.4, 12.0), (4.4, 5.6), "slope"),
        "dungeon": Use((7.2, 8.2), (9.5, 10.5), (5.0, 7.0), "edge"),
        "crypt": Use((7.0, 7.8), (9.5, 10.2), (3.0, 3.6), "edge"),
    }
)
"""By name. Widths lie along the front."""

_COLUMNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "house": "houses",
        "inn": "inns",
        "smithy": "smithies",
        "shop": "shops",
        "chapel": "chapels",
        "barn": "barns",
        "mill": "mills",
        "boathouse": "boathouses",
        "hall": "halls",
    }
)
"""The table's column of each use."""
_FIRST: Final = (
    "keep", "abbey", "mine", "cave", "dungeon", "crypt", "inn", "hall", "chapel", "lighthouse", "boathouse", "smithy",
    "shop", "mill", "dormitory", "bunkhouse", "warehouse", "stable", "tower",
)  # fmt: skip
"""What finds a place before the houses do."""
FEWEST_HOUSES: Final = 4
"""Up to so many buildings, the ground is cut deeper where it has to be."""
_ROOM: Final[Mapping[str, int]] = MappingProxyType(
    {"inn": 3, "smithy": 2, "shop": 7, "chapel": 2, "barn": 4, "mill": 2, "boathouse": 5, "hall": 1}
)


def sampled_makeup(plan: Plan, seed: int, store: ModelStore, callbacks: Callbacks) -> dict[str, int]:
    """How many buildings of each use there are: drawn jointly from the table "settlement", given what is known.

    A small world has room for a part of what a real place has: numbers of the larger kinds are scaled down to
    what :data:`procgen.world.kinds.KINDS` says, and none but houses is more than that table's row or what :data:`_ROOM`
    says. What such a kind always has is among them, and what it never has is not.

    Args:
        plan: has kind, climate, site and wealth.
        seed: of the part.
        store: holds the table.
        callbacks: how to stop the work.

    Raises:
        ModelUnavailable: the table is missing or damaged.
    """
    table = load_table(store, "settlement")
    kind = KINDS[plan.settlement]
    given = {"kind": kind.counts_as, "site": _site_of(plan), "climate": plan.climate}
    if plan.wealth:
        given["wealth"] = plan.wealth
    row = table.sample(seed=seed, given=given, checkpoint=callbacks.checkpoint)[0]
    drawn = {use: int(row[column] or 0) for use, column in _COLUMNS.items()}
    least, most = kind.houses
    share = min(most / max(drawn["house"], 1), 1.0)
    numbers = {
        use: min(math.ceil(count * share), most if use == "house" else _ROOM[use]) for use, count in drawn.items()
    }
    numbers["house"] = max(numbers["house"], least)
    if not (plan.harbour or plan.sea or plan.lake_m is not None or plan.river_m is not None):
        numbers["boathouse"] = 0
    for use in kind.never:
        numbers[use] = 0
    for use in kind.always:
        numbers[use] = max(numbers.get(use, 0), kind.always.count(use))
    return numbers


def _site_of(plan: Plan) -> str:
    """The site in the table's words."""
    if plan.sea and plan.harbour:
        return "coast"
    if plan.lake_m is not None:
        return "lake"
    if plan.river_m is not None:
        return "river"
    if plan.forest > 1.0:
        return "forest"
    return "plain" if plan.landform in ("plains", "rolling_lowland", "dunes") else "hills"


def makeup(numbers: Mapping[str, int], wanted: Sequence[str] = (), harbour: bool = False) -> list[str]:
    """The buildings of a settlement, the most important first.

    Args:
        numbers: of each use.
        wanted: uses that must be among them.
        harbour: whether it has one, and so at least a boathouse.
    """
    least = dict.fromkeys(wanted, 1)
    if harbour:
        least["boathouse"] = 1
    found = [use for use in USES for _ in range(max(numbers.get(use, 0), least.get(use, 0)))]
    order = {use: number for number, use in enumerate(_FIRST)}
    # The first of what is asked for finds a place before all others.
    seen: set[str] = set()
    keys = []
    for use in found:
        asked = use in wanted and use not in seen
        seen.add(use)
        keys.append((not asked, order.get(use, len(order) + (use != "house"))))
    return [use for _, use in sorted(zip(keys, found, strict=True), key=lambda pair: pair[0])]
