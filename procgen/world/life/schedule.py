"""What people do at which hour: days by role, drawn for each person by the world's seed.

Hours are rules of ours, after how villages lived before clocks ruled them; for towns of today and outposts work has
fixed hours. Traits decide how evenings are spent: who is pious goes to the chapel, who is cheerful to the tavern.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from procgen.world.chance import uniforms
from procgen.world.place import Person

HOUR_S: Final = 3600
DAY_S: Final = 24 * HOUR_S
ACTIVITIES: Final = ("sleep", "eat", "work", "market", "chapel", "tavern", "meet", "play", "rest", "watch")
"""What somebody may do; "watch" is work at night, and "rest" whatever is done at home."""
_JITTER_S: Final = 1500
"""By how much the same hour differs from person to person, in all."""
_ROUND_S: Final = 3900
"""After so long one changes the place at work, about."""
_OUT: Final = "out"
"""In the table: what the person likes to do of an evening."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the day.

    Attributes:
        activity: one of :data:`ACTIVITIES`.
        begins_s: seconds after the midnight before: days begin with going to bed, and reach into the next.
        turn: counts the stretches of one kind: where more than one place will do, each turn has another.
    """

    activity: str
    begins_s: int
    turn: int


def _day(text: str) -> tuple[tuple[float, str], ...]:
    """Hours and activities of "21 sleep, 6 eat, …": the first begins the evening before."""
    entries = [entry.split() for entry in text.split(",")]
    return tuple((float(hour), activity) for hour, activity in entries)


_USUAL: Final = "22 sleep, 6 eat, 6.75 work, 12 eat, 13 work, 17.5 market, 18.5 eat, 19.5 out, 21 rest"
_DAYS: Final[Mapping[str, tuple[tuple[float, str], ...]]] = MappingProxyType(
    {
        "": _day(_USUAL),
        "farmer": _day("21.5 sleep, 5 eat, 5.75 work, 11.5 eat, 13 work, 18 eat, 19 out, 20.5 rest"),
        "herder": _day("21 sleep, 5 eat, 5.5 work, 12 eat, 13 work, 18.5 eat, 19.5 out, 20.5 rest"),
        "fisher": _day("20.5 sleep, 4 eat, 4.5 work, 10.5 market, 12 eat, 13 work, 16 meet, 18 eat, 19 out"),
        "sailor": _day("23 sleep, 6.5 eat, 7 work, 12 eat, 13 work, 17 meet, 18.5 eat, 19.5 tavern"),
        "innkeeper": _day("23.5 sleep, 7 eat, 8 work, 11 market, 11.75 work, 15.5 rest, 16.5 work"),
        "smith": _day("21.75 sleep, 6 eat, 6.5 work, 12 eat, 13 work, 18 eat, 19 out, 20.75 rest"),
        "priest": _day(
            "21 sleep, 5.25 chapel, 7 eat, 8 work, 12 eat, 13 meet, 14.5 work, 17.5 chapel, 19 eat, 20 rest"
        ),
        "monk": _day(
            "20 sleep, 4 chapel, 6 eat, 6.75 work, 11.5 chapel, 12.5 eat, 13.5 work, 17 chapel, 18.5 eat, 19 rest"
        ),
        "abbot": _day(
            "20.5 sleep, 4 chapel, 6 eat, 7 work, 11.5 chapel, 12.5 eat, 13.5 work, 17 chapel, 18.5 eat, 19 rest"
        ),
        "merchant": _day("22 sleep, 6.5 eat, 7.5 work, 12.5 eat, 13.25 work, 18 eat, 19 out, 21 rest"),
        "guard": _day("22 sleep, 6 eat, 6.5 work, 12 eat, 12.75 work, 18 eat, 19 tavern, 21 rest"),
        "night guard": _day("7 sleep, 14 eat, 15 meet, 16.5 market, 17.5 rest, 19 eat, 20 watch"),
        "bard": _day("25 sleep, 9 eat, 10 market, 12 meet, 13.5 eat, 14.5 rest, 16.5 work, 23.5 meet"),
        "beggar": _day("21 sleep, 6 market, 9 chapel, 10.5 market, 13 meet, 15 market, 18 tavern, 20 rest"),
        "scholar": _day("23 sleep, 7 eat, 8 work, 12.5 eat, 13.5 work, 17 meet, 18.5 eat, 19.5 work"),
        "noble": _day("23 sleep, 8 eat, 9 work, 12.5 eat, 14 meet, 15.5 work, 17 market, 18.5 eat, 20 out"),
        "reeve": _day("22.5 sleep, 7 eat, 8 work, 12 eat, 13 market, 14 work, 17.5 meet, 18.5 eat, 19.5 out"),
        "hunter": _day("20.5 sleep, 4 eat, 4.75 work, 11 eat, 12 rest, 13.5 market, 14.5 work, 18 eat, 19 out"),
        "healer": _day("21.5 sleep, 6 eat, 7 work, 11 market, 12 eat, 13 work, 17.5 eat, 18.5 out, 20 rest"),
        "elder": _day(
            "20.5 sleep, 6.5 eat, 7.5 rest, 9 meet, 11 rest, 12 eat, 13 rest, 15 meet, 16.5 chapel, 18 eat, 19 rest"
        ),
        "child": _day(
            "20 sleep, 6.5 eat, 7.5 play, 9 work, 11 play, 12 eat, 13 play, 15 work, 16 play, 18 eat, 18.75 rest"
        ),
    }
)  # fmt: skip
"""By role; others have the usual day."""
_FIXED: Final = _day("22.75 sleep, 6.75 eat, 8 work, 12 eat, 12.75 work, 17 market, 18 eat, 19 out, 21 rest")
"""Of whoever works in a setting with clocks."""
_KEEPS_ITS_DAY: Final = frozenset(("child", "elder", "guard", "night guard", "beggar", "innkeeper", "bard"))
_TAKES_TURNS: Final = frozenset(("guard", "castellan"))
"""Of these every second one watches at night."""
_LIKES: Final[Mapping[str, Mapping[str, float]]] = MappingProxyType(
    {
        "cheerful": {"tavern": 2.0, "meet": 1.0},
        "gossipy": {"tavern": 1.0, "meet": 2.0},
        "generous": {"tavern": 1.0},
        "curious": {"meet": 1.0},
        "pious": {"chapel": 5.0, "tavern": -1.0},
        "superstitious": {"chapel": 2.0},
        "humble": {"chapel": 1.0},
        "taciturn": {"rest": 2.0, "meet": -1.0},
        "gloomy": {"rest": 1.5},
        "nervous": {"rest": 2.0, "tavern": -1.0},
        "learned": {"rest": 1.0},
    }
)
"""By trait, what of an evening it adds."""
_EVENINGS: Final[Mapping[str, float]] = MappingProxyType({"tavern": 1.5, "meet": 1.2, "chapel": 0.4, "rest": 1.0})


def day_of(person: Person, setting: str, number: int, seed: int) -> tuple[Block, ...]:
    """The day of somebody, from going to bed to going to bed.

    Args:
        person: who.
        setting: "medieval", "modern" or "scifi".
        number: which of the people, so that guards take turns.
        seed: of this part.

    Returns:
        Blocks in order, the first of which is sleep; the last ends where the first begins, a day later.
    """
    role = person.role
    if role in _TAKES_TURNS and number % 2:
        role = "night guard"
    hours = _DAYS.get(role, _DAYS[""])
    if setting != "medieval" and role not in _KEEPS_ITS_DAY:
        hours = _FIXED
    draws = uniforms(seed, "world/life/day", 2 * len(hours) + 1, number)
    begins = [hours[0][0]]
    for hour, _ in hours[1:]:
        begins.append(hour if hour > begins[-1] else hour + 24.0)
    # Whoever goes to bed later than usual does so every evening.
    off = [round((float(draws[2 * k]) - 0.5) * _JITTER_S) for k in range(len(hours))]
    starts = [round(hour * HOUR_S) + late for hour, late in zip(begins, off, strict=True)]
    blocks: list[Block] = []
    turns: dict[str, int] = {}
    for k, (_, told) in enumerate(hours):
        activity = _liked(person, float(draws[2 * k + 1])) if told == _OUT else told
        ends = starts[k + 1] if k + 1 < len(hours) else starts[0] + DAY_S
        for begin in _rounds(activity, starts[k], ends, float(draws[-1])):
            turns[activity] = turns.get(activity, -1) + 1
            blocks.append(Block(activity, begin, turns[activity]))
    return tuple(blocks)


def _liked(person: Person, draw: float) -> str:
    """How somebody spends an evening."""
    weights = dict(_EVENINGS)
    if person.age < 16:
        return "rest"
    for trait in person.traits:
        for activity, more in _LIKES.get(trait, {}).items():
            weights[activity] = max(weights[activity] + more, 0.05)
    whole, gone = sum(weights.values()), 0.0
    for activity, weight in weights.items():
        gone += weight / whole
        if draw < gone:
            return activity
    return "rest"


def _rounds(activity: str, begins: int, ends: int, draw: float) -> Sequence[int]:
    """When each round of long work begins: one looks after one thing, then another."""
    if activity not in ("work", "watch", "play", "market"):
        return [begins]
    length = _ROUND_S * (0.7 + 0.6 * draw) * (0.45 if activity in ("watch", "play") else 1.0)
    count = max(round((ends - begins) / length), 1)
    return [begins + round((ends - begins) * k / count) for k in range(count)]
