"""What makes a person's lines theirs where role, traits and mood are equal, and one seed's unlike another's.

Each template stands somewhere on a circle. A person has a place there by name and nature, and each seed moves on from
it by the golden angle, so that neither two persons with one seed nor one person with two seeds look at the same
stretch. Near templates weigh more, by as much as a trait does; role and mood weigh more than that.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from procgen.dialogue.persona import Persona
from procgen.dialogue.phrase.book import Template
from procgen.dialogue.phrase.conditions import Conditions

_GOLDEN: Final = (math.sqrt(5.0) - 1.0) / 2.0
_NEARNESS: Final = 240.0
"""Nats that a whole circle would cost."""
_BEGINS: Final = 997.0
_FAR: Final = 0.1
"""Beyond it all are as far."""
_NAMED: Final = ("mood", "trait", "role")


@lru_cache(maxsize=65536)
def _place(text: str) -> float:
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") / 2.0**64


def place_of(persona: Persona) -> float:
    """Where somebody stands on the circle, from 0 to 1."""
    own = (persona.name, persona.role, *persona.traits, persona.age, persona.sex, persona.register, persona.background)
    return _place("\0".join(own))


def _named(conditions: Conditions) -> str:
    """Conditions in words that are the same in every process; the order of a set is not."""
    tests = (f"{test.key}{test.operator}{','.join(sorted(test.values))}" for test in conditions.tests)
    return f"{';'.join(tests)};*{conditions.weight}"


@lru_cache(maxsize=1024)
def _dealt(templates: tuple[Template, ...]) -> Mapping[Template, float]:
    """How far down the deck each template of a section lies: those with one set of conditions, which apply to somebody
    together or not at all, are dealt in a row, and each such row begins at another card.
    """
    rows: dict[str, list[Template]] = {}
    for template in templates:
        rows.setdefault(_named(template.conditions), []).append(template)
    return {
        template: n + _BEGINS * _place(f"{template.section}\0{conditions}")
        for conditions, row in rows.items()
        for n, template in enumerate(sorted(row, key=lambda template: _place(template.body)))
    }


def owned(section: tuple[Template, ...], persona: Persona) -> frozenset[Template]:
    """The templates that are somebody's own among those whom they are to be unlike: the templates of a section are
    dealt to the cast like cards, so that all agree on whose each is without asking one another.
    """
    cast = sorted({persona.name, *persona.unlike})
    place = cast.index(persona.name)
    return frozenset(template for template, card in _dealt(section).items() if int(card) % len(cast) == place)


def spread(templates: Sequence[Template]) -> list[float]:
    """Where templates that somebody could say stand on the circle, from 0 to 1: evenly, those that name as much of the
    person by themselves, so that seeds, which go round the circle evenly, come by each of few before one comes again.
    """
    alike: dict[tuple[bool, ...], list[int]] = {}
    for number, template in enumerate(templates):
        alike.setdefault(tuple(map(template.conditions.asks, _NAMED)), []).append(number)
    places = [0.0] * len(templates)
    for named, numbers in alike.items():
        begins = _place(str(named))
        numbers.sort(key=lambda number: _place(templates[number].body))
        for n, number in enumerate(numbers):
            places[number] = (begins + n / len(numbers)) % 1.0
    return places


def favour(place: float, weight: float, here: float, seed: int, share: float = 1.0) -> float:
    """A template's weight for somebody.

    Args:
        place: where it stands.
        weight: by what it names of role, trait, mood and slots.
        here: place of who speaks.
        seed: of the line.
        share: how much of the distance counts; less, and it is looked at from further off.
    """
    now = (here + (seed % 2**32) * _GOLDEN) % 1.0
    away = abs(place - now)
    return float(weight * math.exp(-share * _NEARNESS * min(away, 1.0 - away, _FAR)))
