"""Which of their movements people make at what they do."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from procgen.character.mesh.model import BASIC
from procgen.world.place import Person

STAND: Final = "idle"
SIT: Final = "sit_idle"
SLEEP: Final = "sleep"
TALK: Final = "talk_both_hands"
SEATS: Final = frozenset(("table", "desk"))
"""Kinds of haunts at which one sits."""
_WORK: Final[Mapping[str, str]] = MappingProxyType(
    {
        "smith": "hammer", "farmer": "dig", "fisher": "fish_wait", "miner": "pickaxe", "foreman": "pickaxe",
        "servant": "sweep", "innkeeper": "sweep", "groom": "sweep", "miller": "craft", "priest": "pray_kneeling",
        "monk": "pray_kneeling", "abbot": "pray_kneeling", "child": "dance", "villager": "craft_slow",
        "healer": "craft_slow", "elder": "craft_slow", "bard": "clap", "squire": "sweep",
    }
)  # fmt: skip
"""By role, how work looks; others stand or sit at it."""
_OUT_OF_PLACE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "hammer": frozenset(("floor", "street")),
        "dig": frozenset(("floor", "hearth", "street")),
        "fish_wait": frozenset(("floor", "hearth", "street")),
        "pickaxe": frozenset(("floor", "hearth", "street")),
    }
)
"""By movement, the kinds of haunts where it would look odd."""


def movements(person: Person) -> tuple[str, ...]:
    """The clips that somebody's file needs for their day."""
    work = _WORK.get(person.role)
    return (*BASIC, SIT, SLEEP, TALK, *(() if work is None else (work,)))


def movement_of(person: Person, activity: str, kind: str) -> str:
    """The clip of somebody who does something at a kind of haunt; one of :func:`movements`."""
    if activity == "sleep":
        return SLEEP
    if kind in SEATS:
        return SIT
    work = _WORK.get(person.role, STAND)
    busy = "play" if person.role == "child" else "work"
    if activity == busy and kind not in _OUT_OF_PLACE.get(work, ()):
        return work
    return STAND
