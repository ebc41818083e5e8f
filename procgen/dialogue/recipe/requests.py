"""Requests to try a model with: random people, worlds, moods, facts that must be said and secrets that must not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from procgen.dialogue.persona import Entity, Fact, Persona, Situation, World
from procgen.dialogue.phrase.conditions import TIMES, WEATHERS
from procgen.dialogue.request import LineRequest, Must
from procgen.dialogue.scene.request import KINDS, SceneRequest
from procgen.dialogue.vocabulary import AGES, EVENTS, MOODS, REGISTERS, ROLES, SETTINGS, TRAITS
from procgen.dialogue.vocabulary import INTENTS as EVERY_INTENT

_ROLES_BY_SETTING = {
    "medieval": tuple(role for role in ROLES if role not in {"mechanic", "pilot", "officer", "robot", "detective"}),
    "modern": tuple(role for role in ROLES if role not in {"smith", "ruler", "wizard", "bard", "spirit", "robot"}),
    "scifi": tuple(role for role in ROLES if role not in {"smith", "ruler", "wizard", "bard", "spirit"}),
}
"""Who lives in a setting."""
_WOMEN = ("Edda", "Maris", "Ysolt", "Tamsin", "Oda", "Runa", "Brielle", "Sunniva")
_MEN = ("Corwin", "Halvard", "Osric", "Joss", "Edric", "Tobin", "Leif", "Garrick")
_PLACES = ("Millford", "Grayhaven", "Old Fen", "Karrow", "Tarn Hollow", "Westmere", "Ninewells", "Saltgate")
_CLAUSES = (
    "the bridge at {place} is out", "{person} left for {place} before dawn", "nobody has seen {person} since the fair",
    "the well in {place} runs dry by noon", "a reward of {number} {money} stands for the thief",
    "the east gate closes at nine", "{person} keeps the spare key", "wolves took {number} sheep near {place}",
    "the last boat to {place} sails on Friday", "{person} paid {number} {money} for the map",
    "the old road floods every spring", "the council meets in {place}",
)  # fmt: skip
_THINGS = (
    "three moonpetals", "a brass key", "{number} {money}", "the road through {place}", "a letter for {person}",
    "the third door on the left", "{number} barrels of salt", "{person}", "{place}", "a red lantern", "{number}",
)  # fmt: skip
_SECRETS = (
    "the crown is a forgery", "{person} poisoned the well", "kestrel", "the vault code is 7719", "blackwater",
    "{person} is my daughter", "I buried the gold under the mill", "smuggler", "nightshade",
    "the seventh stair is hollow",
)  # fmt: skip
_MONEY = {"medieval": "crowns", "modern": "dollars", "scifi": "credits"}
_INTENTS = (
    "inform", "rumour", "reveal", "warn", "greet", "small_talk", "recall", "confess", "directions", "promise", "hope",
    "complain", "farewell", "boast", "order", "question", "comfort", "refuse", "agree", "lie",
)  # fmt: skip
INTENTS = (
    "greet", "introduce", "small_talk", "complain", "boast", "refuse", "warn", "thank", "hope", "farewell",
)  # fmt: skip
"""What ten lines of one person do."""
TELLS = 3
"""One line in so many tells a fact."""
_T = TypeVar("_T")


class Dice:
    """Draws under a seed and the number of a case.

    Args:
        seed, number: of 64 bits at most.
    """

    def __init__(self, seed: int, number: int) -> None:
        self._rng = np.random.default_rng([seed, number])

    def one(self, of: Sequence[_T]) -> _T:
        """One of some."""
        return of[int(self._rng.integers(len(of)))]

    def some(self, of: Sequence[_T], count: int) -> list[_T]:
        """Different ones, in random order."""
        return [of[int(i)] for i in self._rng.permutation(len(of))[:count]]

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return int(self._rng.integers(low, high + 1))

    def seed(self) -> int:
        """A seed of 63 bits."""
        return int(self._rng.integers(2**63))


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody somewhere.

    Attributes:
        persona: with secrets.
        situation: whose world has entities and facts.
    """

    persona: Persona
    situation: Situation


def _worlds(dice: Dice, setting: str) -> tuple[World, list[str], list[str]]:
    """A world, its people and its places."""
    women, men = dice.some(_WOMEN, 2), dice.some(_MEN, 2)
    places = dice.some(_PLACES, 3)
    entities = (
        *(Entity(name, "person", sex="female") for name in women),
        *(Entity(name, "person", sex="male") for name in men),
        *(Entity(name, "place") for name in places),
    )
    return World(setting, entities, currency=_MONEY[setting]), [*women, *men], places


def _filled(dice: Dice, pattern: str, people: Sequence[str], places: Sequence[str], setting: str) -> str:
    return pattern.format(
        person=dice.one(people), place=dice.one(places), number=dice.whole(12, 96), money=_MONEY[setting]
    )


def facts_of(dice: Dice, case: Case, count: int) -> tuple[Fact, ...]:
    """Different clauses, things and numbers of a case's world."""
    world = case.situation.world
    people = [each.name for each in world.entities if each.kind == "person" and each.name != case.persona.name]
    places = [each.name for each in world.entities if each.kind == "place"]
    patterns = [dice.one((_CLAUSES, _THINGS)) for _ in range(count)]
    found: dict[str, None] = {}
    for pattern in patterns:
        found[_filled(dice, dice.one(pattern), people, places, world.setting)] = None
    # A fact within another one can't be told from it.
    return tuple(Fact(text) for text in found if not any(text != other and text in other for other in found))


def case(seed: int, number: int, role: str = "", mood: str = "", setting: str = "") -> Case:
    """Somebody at random, or with what is given."""
    dice = Dice(seed, number)
    setting = setting or dice.one(SETTINGS)
    world, people, places = _worlds(dice, setting)
    sex = dice.one(("female", "male"))
    name = people[0] if sex == "female" else people[2]
    others = [each for each in people if each != name]
    role = role or dice.one(_ROLES_BY_SETTING[setting])
    secrets = tuple(_filled(dice, each, others, places, setting) for each in dice.some(_SECRETS, dice.whole(1, 3)))
    age = "child" if role == "child" else "old" if role == "elder" else dice.one(AGES[1:])
    registers = ("", "", *REGISTERS) if setting == "medieval" else ("", "plain", "formal", "rough", "casual")
    persona = Persona(
        name, role, tuple(dice.some(TRAITS, 2)), age, sex, register=dice.one(registers), secrets=secrets
    )  # fmt: skip
    situation = Situation(
        world,
        place=dice.one(("", places[0])),
        listener=dice.one(("", "{player}", others[0])),
        relation=dice.whole(-2, 2),
        mood=mood or dice.one(tuple(MOODS)),
        time=dice.one(("", *TIMES)),
        weather=dice.one(("", *WEATHERS)),
    )
    made = Case(persona, situation)
    known = tuple(replace(each, about=()) for each in facts_of(dice, made, 3))
    known = tuple(fact for fact in known if not _touches(fact.text, secrets))
    return Case(persona, replace(situation, world=replace(world, facts=known)))


def _touches(text: str, secrets: Sequence[str]) -> bool:
    return any(secret.casefold() in text.casefold() for secret in secrets)


def fact_request(seed: int, number: int) -> LineRequest:
    """A line with one to three facts that must be said, and secrets that must not."""
    who = case(seed, number)
    dice = Dice(seed + 1, number)
    facts = [fact for fact in facts_of(dice, who, dice.whole(1, 3)) if not _touches(fact.text, who.persona.secrets)]
    must = Must(never=(dice.one(("xyzzy", "the old king")),))
    return LineRequest(dice.one(_INTENTS), who.persona, who.situation, tuple(facts), must, seed=dice.seed())


def line_request(seed: int, number: int) -> LineRequest:
    """A line of any intent, by anybody; one of `TELLS` tells a fact."""
    if number % TELLS == 0:
        request = fact_request(seed, number)
        return replace(request, facts=request.facts[:1])
    who = case(seed, number)
    return LineRequest(EVERY_INTENT[number % len(EVERY_INTENT)], who.persona, who.situation, seed=number)


def scene_request(seed: int, number: int, size: int = 20) -> SceneRequest:
    """A scene of some kind with a fact that is told, one that is guarded, and secrets."""
    who = case(seed, number)
    dice = Dice(seed + 2, number)
    found = [fact for fact in facts_of(dice, who, 3) if not _touches(fact.text, who.persona.secrets)]
    situation = replace(who.situation, listener="{player}")
    return SceneRequest(
        kind=tuple(KINDS)[number % len(KINDS)],
        cast=(who.persona,),
        situation=situation,
        seed=dice.seed(),
        size=size,
        facts=tuple(found[:1]),
        guarded=tuple(found[1:2]),
        secrets=who.persona.secrets,
    )


def bark_requests(seed: int, count: int) -> list[LineRequest]:
    """Barks over all events, by a few people in many moods: what a game would ask for at once."""
    moods = tuple(MOODS)
    found = []
    for number in range(count):
        event = EVENTS[number % len(EVENTS)]
        dice = Dice(seed, number)
        role = dice.one(("guard", "soldier", "villager", "merchant", "thief", "sailor"))
        situation = Situation(mood=moods[(number // len(EVENTS)) % len(moods)])
        found.append(LineRequest(f"bark:{event}", Persona(role=role), situation, seed=dice.seed()))
    return found
