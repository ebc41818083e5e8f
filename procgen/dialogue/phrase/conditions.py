"""When a template applies: ``{role=merchant,innkeeper; mood!=angry; relation>=1; *0.5}``."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from operator import eq, ge, gt, le, lt

from procgen.dialogue.vocabulary import AGES, INTENT_KINDS, INTENTS, MOODS, REGISTERS, ROLES, SETTINGS, SEXES, TRAITS

TIMES = ("morning", "noon", "evening", "night")
WEATHERS = ("clear", "rain", "snow", "storm", "fog")
LENGTHS = ("short", "long")

PLACE_KINDS: dict[str, str] = {
    "tavern": r"tavern|inn|alehouse|taproom|bar|pub|saloon|cantina|cafe|diner",
    "shop": r"shop|store|emporium|stall|apothecary|bakery|boutique",
    "market": r"market|bazaar|fair|plaza|mall",
    "forge": r"forge|smithy|anvil|workshop|garage|foundry",
    "temple": r"temple|church|chapel|shrine|abbey|cathedral|monastery|sanctuary",
    "castle": r"castle|keep|fortress|palace|citadel|throne|tower|court",
    "prison": r"prison|jail|gaol|cell|brig",
    "library": r"library|archive|academy|college|university|school",
    "hospital": r"hospital|infirmary|clinic|medbay|ward",
    "laboratory": r"lab|laboratory|reactor",
    "office": r"office|precinct|headquarters|bureau",
    "ship": r"ship|boat|deck|bridge of|galley|vessel|frigate|freighter|cockpit",
    "station": r"station|airlock|hangar|orbital|colony|outpost|dock \d+",
    "harbor": r"harbou?r|docks?|port|quay|pier|wharf",
    "mine": r"mines?|quarry|shaft",
    "cave": r"caves?|cavern|grotto|den|lair",
    "ruin": r"ruins?|crypt|tomb|barrow|catacombs?|dungeon|graveyard|cemetery",
    "forest": r"forest|woods?|grove|thicket|jungle",
    "mountain": r"mountains?|peak|pass|cliffs?|hills?",
    "swamp": r"swamp|marsh|bog|fen|mire",
    "desert": r"desert|dunes?|wastes?|badlands",
    "farm": r"farm|mill|barn|field|orchard|vineyard|pasture",
    "camp": r"camp|encampment|bivouac|barracks",
    "road": r"road|crossroads?|highway|trail|bridge|gate",
    "village": r"village|hamlet|town",
    "city": r"city|street|quarter|district|alley|square|downtown",
    "home": r"home|house|cottage|hut|apartment|kitchen",
}
"""Kinds of place, each with the words in a place's name or description that tell it; the first that fits counts."""

SLOTS = (
    # always there, where known
    "me", "you", "name", "place", "currency", "time", "weather", "day",
    # given by the caller
    "topic", "item", "item2", "price", "count", "giver", "target", "reward", "danger", "direction", "faction", "enemy",
    "event", "quest", "thing", "clause",
)  # fmt: skip
"""Slots that templates may count on; a caller's own go by other names."""

SCENE_SLOTS = ("where", "other", "teller", "accused", "task", "done", "place_there", "goal", "when", "second", "third")
"""Slots that scenes give besides."""

_VALUES: dict[str, frozenset[str] | None] = {
    "role": frozenset(ROLES),
    "mood": frozenset(MOODS),
    "register": frozenset(REGISTERS),
    "setting": frozenset(SETTINGS),
    "age": frozenset(AGES),
    "sex": frozenset(SEXES),
    "trait": frozenset(TRAITS),
    "time": frozenset(TIMES),
    "weather": frozenset(WEATHERS),
    "place_kind": frozenset(PLACE_KINDS),
    "length": frozenset(LENGTHS),
    "intent": frozenset((*INTENTS, *INTENT_KINDS)),
    "has": frozenset(SLOTS),
    "lacks": frozenset(SLOTS),
    "relation": None,
}

_SPECIFICITY = {
    "role": 30.0,
    "mood": 30.0,
    "trait": 8.0,
    "register": 1.6,
    "relation": 1.6,
    "age": 1.6,
    "time": 1.6,
    "weather": 1.6,
    "place_kind": 2.0,
    "setting": 1.3,
    "has": 1.3,
}
"""How much more a template weighs that names what is there; one that names the mood is likely to have its tone."""

_ITEM = re.compile(r"(?P<key>[a-z_0-9]+)\s*(?P<operator>!=|<=|>=|=|<|>)\s*(?P<values>[-a-z_0-9, ]+)")
_WEIGHT = re.compile(r"\*\s*(\d+(?:\.\d+)?)")

Marks = Mapping[str, frozenset[str]]
"""What is so, by key: the role alone in a set, all traits, all slots that exist."""


@dataclass(frozen=True, slots=True, eq=False)
class Test:
    """A key and its values.

    Attributes:
        key: what is looked at.
        operator: ``=``, ``!=``, and of relation also ``<``, ``<=``, ``>``, ``>=``.
        values: any of which fits; of relation the numbers that fit.
    """

    key: str
    operator: str
    values: frozenset[str]

    def holds(self, marks: Marks) -> bool:
        return marks[self.key].isdisjoint(self.values) == (self.operator == "!=")


@dataclass(frozen=True, slots=True, eq=False)
class Conditions:
    """All tests of a template; equal texts are one object, so that a verdict is reached once.

    Attributes:
        tests: all must hold.
        weight: of the template among others.
        specificity: a factor of the weight, larger where more is named.
        of_role: whether roles are named, so that others do not say it.
    """

    tests: tuple[Test, ...] = ()
    weight: float = 1.0
    specificity: float = 1.0
    of_role: bool = False

    def hold(self, marks: Marks) -> bool:
        return all(test.holds(marks) for test in self.tests)

    def asks(self, key: str, value: str = "") -> bool:
        """Whether it is for those alone of whom a key has this value, or any that it names."""
        return any(
            test.key == key and test.operator == "=" and (not value or value in test.values) for test in self.tests
        )


class BookError(ValueError):
    """Something in a book that can't be read."""


RELATIONS = range(-2, 3)
_OPERATORS: dict[str, Callable[[int, int], bool]] = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}


def _relations(operator: str, number: int) -> frozenset[str]:
    """The relations that a comparison allows; of ``!=`` those that it forbids."""
    compare = eq if operator == "!=" else _OPERATORS[operator]
    return frozenset(str(value) for value in RELATIONS if compare(value, number))


def _test(item: str) -> Test:
    match = _ITEM.fullmatch(item)
    if match is None:
        raise BookError(f"condition {item!r} is not key, operator, values")
    key, operator = match["key"], match["operator"]
    values = [value.strip() for value in match["values"].split(",")]
    if key not in _VALUES:
        raise BookError(f"condition {key!r} is unknown; there are {', '.join(_VALUES)}")
    known = _VALUES[key]
    if known is None:
        if len(values) != 1 or values[0] not in map(str, RELATIONS):
            raise BookError(f"{key} takes one number from -2 to 2, not {match['values']!r}")
        return Test(key, operator, _relations(operator, int(values[0])))
    if operator not in ("=", "!="):
        raise BookError(f"{key} takes = and !=, not {operator}")
    for value in values:
        if value not in known and key not in ("has", "lacks"):
            raise BookError(f"{key} {value!r} is unknown; there are {', '.join(sorted(known))}")
        if not re.fullmatch(r"[a-z][a-z_0-9]*", value):
            raise BookError(f"{value!r} is no name of a slot")
    if key == "lacks":
        key, operator = "has", "!=" if operator == "=" else "="
    return Test(key, operator, frozenset(values))


@cache
def read_conditions(text: str) -> Conditions:
    """What stands between the braces.

    Raises:
        BookError: if it can't be read.
    """
    tests: list[Test] = []
    weight = 1.0
    for item in filter(None, (part.strip() for part in text.split(";"))):
        scale = _WEIGHT.fullmatch(item)
        if scale is not None:
            weight *= float(scale[1])
        else:
            tests.append(_test(item))
    if weight <= 0.0:
        raise BookError("a weight must be above 0")
    # One of many values says less: the factor is softened by their number.
    specificity = math.prod(
        1.0 + (_SPECIFICITY.get(test.key, 1.0) - 1.0) / math.sqrt(len(test.values))
        for test in tests
        if test.operator != "!=" and test.values
    )
    of_role = any(test.key == "role" and test.operator == "=" for test in tests)
    return Conditions(tuple(tests), weight, specificity, of_role)
