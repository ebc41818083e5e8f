"""What the people of a place say: about one another and the place, and about nothing that isn't there.

Every name gets into a line as a slot that is filled with a person, a building or a place of this world, and what is
told of them is read from the world: who keeps the inn, who is whose daughter, what stands north of what. The phrase
books bring no names; where one of their sections makes one up, the line is not used. :func:`strange_names` holds all
lines to it afterwards.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.character.people.chance import chance_of
from procgen.dialogue.guard.names import stands, strangers
from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.meaning import embed, packaged_table
from procgen.dialogue.persona import Entity, Fact, Persona, Situation, World
from procgen.dialogue.phrase.write import Heard
from procgen.dialogue.request import Line, LineRequest, Must
from procgen.dialogue.speak import speak
from procgen.dialogue.vocabulary import age_of
from procgen.errors import InvalidFields
from procgen.world.kinds import KINDS
from procgen.world.parts import Callbacks
from procgen.world.place import Building, Land, Person, Settlement, Talk
from procgen.world.roles import KEEPERS, ROLES

_TRIES: Final = 24
"""Other requests, before a line is given up; each may be of another intent."""
_CHARACTERS: Final = 240
_FAR_M: Final = 12.0
"""From here on, something lies in a direction."""
_DIRECTIONS: Final = (
    "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west",
)  # fmt: skip
_PLAIN: Final = ("greet", "small_talk", "complain", "joke", "hope", "farewell", "boast", "bark:work", "remember")
"""Intents that need no facts."""
_TELLING: Final = ("inform", "inform", "rumour", "rumour", "small_talk")
_FACTS_SHARE, _DIRECTIONS_SHARE = 0.5, 0.12
_KIN: Final[Mapping[str, tuple[str, str]]] = {
    "married to": ("wife", "husband"),
    "parent of": ("daughter", "son"),
    "child of": ("mother", "father"),
    "sibling of": ("sister", "brother"),
}
"""What the other one is to the speaker, woman or man."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A fact and who may tell it: everybody but those whom it is about, or one alone."""

    text: str
    about: tuple[str, ...]
    only: str = ""


def first_name(person: Person) -> str:
    """What others call somebody; no two people of a world have the same."""
    return person.name.partition(" ")[0]


def label(building: Building) -> str:
    """What people call a building: "the smithy", "the Gilded Eel"."""
    name = building.name
    return name if name.startswith("the ") or any(map(str.isupper, name)) else f"the {name}"


def known_names(name: str, settlement: Settlement | None, people: Sequence[Person]) -> dict[str, str]:
    """All that has a name in a world: how lines call it, and its own name there.

    Args:
        name: of the world.
        settlement: with its buildings.
        people: who live there; by full name and by first name.
    """
    found = {name: name}
    if settlement is not None:
        found[settlement.name] = settlement.name
        found |= {label(each): each.name for each in settlement.buildings}
    for person in people:
        found |= {person.name: person.name, first_name(person): person.name}
    return found


def named(text: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Own names of all that a text speaks of.

    Args:
        text: a line.
        known: as :func:`known_names` gives it.
    """
    return tuple(dict.fromkeys(own for called, own in known.items() if stands(text, called)))


def strange_names(text: str, known: Mapping[str, str]) -> list[str]:
    """Words in a text that look like names and are none of a world's: those with a capital, at the beginning of a
    sentence only where they are no English words.

    Args:
        text: a line.
        known: as :func:`known_names` gives it.
    """
    return strangers(text, frozenset(known), packaged_table())


def _entities(known: Mapping[str, str], settlement: Settlement, people: Sequence[Person]) -> tuple[Entity, ...]:
    """The world as the dialogue domain has it."""
    uses = {each.name: each.use for each in settlement.buildings}
    by_name = {each.name: each for each in people}
    found = []
    for called, own in known.items():
        person = by_name.get(own)
        if person is None:
            found.append(Entity(called, "place", uses.get(own, settlement.kind.replace("_", " "))))
        elif called == own:
            found.append(Entity(own, "person", person.role, also=(first_name(person),), sex=person.sex))
    return tuple(found)


def make_talk(
    name: str,
    land: Land,
    settlement: Settlement | None,
    people: Sequence[Person],
    count: int,
    seed: int,
    model: LanguageModel | None,
    callbacks: Callbacks,
) -> tuple[Talk, ...]:
    """Lines of the people, by turns, about what is true there.

    Args:
        name: of the world.
        land: where its directions are read from.
        settlement: where they live.
        people: who speak; nothing is said where there is nobody.
        count: how many lines.
        seed: of this part.
        model: chooses among the phrase books' lines; they alone where None.
        callbacks: how to watch and stop the work.

    Returns:
        The lines in the order in which they were written, no two alike.

    Raises:
        ModelUnavailable: the table of words is missing or damaged.
    """
    if settlement is None or not people:
        return ()
    known = known_names(name, settlement, people)
    world = World(KINDS[settlement.kind].setting, _entities(known, settlement, people), currency="coins")
    facts = list(_facts(settlement, land, people))
    heard, used = Heard(embed=embed), dict.fromkeys(facts, 0)
    lines: list[Talk] = []
    for number in range(count):
        callbacks.checkpoint()
        callbacks.report("lines", number / count)
        speaker = people[number % len(people)]
        line, listener = _line(
            speaker, people, settlement, known, world, facts, used, heard, (seed, number), model, callbacks
        )
        heard.add(line.text, line.template.split())
        lines.append(Talk(speaker.id, listener, line.intent, line.text, named(line.text, known)))
    return tuple(lines)


def _line(
    speaker: Person,
    people: Sequence[Person],
    settlement: Settlement,
    known: Mapping[str, str],
    world: World,
    facts: Sequence[_Told],
    used: dict[_Told, int],
    heard: Heard,
    number: tuple[int, int],
    model: LanguageModel | None,
    callbacks: Callbacks,
) -> tuple[Line, str]:
    """A line without strange names, and the listener's id."""
    found: list[str] = []
    for attempt in range(_TRIES):
        chance = chance_of("world talk", *number, attempt)
        listener = _listener(speaker, people, chance)
        request, told = _request(speaker, listener, settlement, world, facts, used, chance)
        try:
            line = speak(request, model, callbacks.checkpoint, heard=heard)
        except InvalidFields as error:
            # The books have nothing more for this intent: another one then.
            found.append(str(error))
            continue
        strange = strange_names(line.text, known)
        if strange:
            found.append(f"{line.text!r} names {strange}")
            continue
        if any(way not in line.text for way in request.slots.values()):
            found.append(f"{line.text!r} says the way to nothing")
            continue
        if told is not None:
            used[told] += 1
        return line, "" if listener is None else listener.id
    raise AssertionError(f"no line in {_TRIES} attempts: {found[-1]}")


def _listener(speaker: Person, people: Sequence[Person], chance: np.random.Generator) -> Person | None:
    """Whoever stands near, more likely; nobody in particular now and then."""
    others = [each for each in people if each.id != speaker.id]
    if not others or chance.random() < 0.15:
        return None
    apart = np.array([math.hypot(each.x_m - speaker.x_m, each.z_m - speaker.z_m) for each in others])
    ends = np.cumsum(1.0 / (3.0 + apart))
    return others[min(int(np.searchsorted(ends, chance.random() * ends[-1], side="right")), len(others) - 1)]


def _request(
    speaker: Person,
    listener: Person | None,
    settlement: Settlement,
    world: World,
    facts: Sequence[_Told],
    used: Mapping[_Told, int],
    chance: np.random.Generator,
) -> tuple[LineRequest, _Told | None]:
    """What is asked of the dialogue domain, and the fact that it tells."""
    draw, seed = chance.random(), int(chance.integers(0, 1 << 62))
    slots: dict[str, str] = {}
    said: tuple[Fact, ...] = ()
    told: _Told | None = None
    intent = _PLAIN[int(chance.integers(len(_PLAIN)))]
    hears = "" if listener is None else listener.name
    fitting = [each for each in facts if _may_tell(each, speaker, hears)]
    targets = [each for each in _shown(settlement) if _apart(speaker, each) >= _FAR_M]
    if draw < _FACTS_SHARE and fitting:
        least = min(used[each] for each in fitting)
        rare = [each for each in fitting if used[each] == least]
        told = rare[int(chance.integers(len(rare)))]
        intent, said = _TELLING[int(chance.integers(len(_TELLING)))], (Fact(told.text, told.about),)
    elif draw < _FACTS_SHARE + _DIRECTIONS_SHARE and targets:
        target = targets[int(chance.integers(len(targets)))]
        intent = "directions"
        way = _direction(target.x_m - speaker.x_m, target.z_m - speaker.z_m)
        slots = {"direction": f"{way} to {label(target)}"}
    called = "" if listener is None else first_name(listener)
    situation = Situation(world, settlement.name, called, _relation(speaker, listener))
    must = Must(most_characters=_CHARACTERS)
    return LineRequest(intent, persona_of(speaker), situation, said, must, slots, seed=seed), told


def persona_of(person: Person) -> Persona:
    """Somebody as the dialogue domain has them."""
    return Persona(first_name(person), ROLES[person.role].speaks, person.traits, age_of(person.age), person.sex)


def _relation(speaker: Person, listener: Person | None) -> int:
    kinds = {kind for kind, other in speaker.relations if listener is not None and other == listener.id}
    if "rival of" in kinds:
        return -1
    return 2 if kinds & _KIN.keys() else int("friend of" in kinds)


def _may_tell(told: _Told, speaker: Person, hears: str) -> bool:
    """Nobody speaks of themselves by name, or tells others what they know of themselves."""
    if hears and hears in told.about:
        return False
    return told.only == speaker.name if told.only else speaker.name not in told.about


def _facts(settlement: Settlement, land: Land, people: Sequence[Person]) -> Iterator[_Told]:
    by_id = {each.id: each for each in people}
    buildings = {each.name: each for each in settlement.buildings}
    shown = _shown(settlement)
    for person in people:
        first, role = first_name(person), ROLES[person.role]
        work = buildings.get(person.work)
        if work is not None and work in shown and role.works_at:
            kept = KEEPERS.get(work.use) == role.name and role.does == "keeps"
            yield _Told(f"{first} {'keeps' if kept else 'works at'} {label(work)}", (person.name, work.name))
        for kind, other_id in person.relations:
            other = by_id[other_id]
            theirs, woman = first_name(other), other.sex == "female"
            if kind in _KIN:
                kin = _KIN[kind][0 if woman else 1]
                yield _Told(f"{theirs} is my {kin}", (person.name, other.name), person.name)
            if kind == "parent of":
                child = "daughter" if woman else "son"
                yield _Told(f"{theirs} is {first}'s {child}", (person.name, other.name))
            elif kind == "married to" and person.id < other.id:
                yield _Told(f"{first} is married to {theirs}", (person.name, other.name))
            elif kind == "rival of":
                yield _Told(f"{theirs} and I aren't on speaking terms", (person.name, other.name), person.name)
            elif kind == "friend of":
                yield _Told(f"{theirs} is a good friend of mine", (person.name, other.name), person.name)
            elif kind == "works for":
                yield _Told(f"{theirs} pays my wages", (person.name, other.name), person.name)
    yield from _sights(settlement, land)


def _sights(settlement: Settlement, land: Land) -> Iterator[_Told]:
    """What stands where, and which way the water and the heights are."""
    shown = _shown(settlement)
    for one in shown:
        near = sorted((each for each in shown if each is not one), key=lambda each: (_apart(one, each), each.name))
        for other in near[:2]:
            if _apart(one, other) >= _FAR_M:
                way = _direction(one.x_m - other.x_m, one.z_m - other.z_m)
                yield _Told(f"{label(one)} stands {way} of {label(other)}", (one.name, other.name))
    for what, mask in (("the sea", land.water & (land.water_m == np.float32(land.sea_level_m))),):
        if float(mask.mean()) > 0.03:
            rows, columns = np.nonzero(mask)
            spacing = land.metres_per_pixel
            apart = np.hypot(columns * spacing - settlement.x_m, rows * spacing - settlement.z_m)
            near = apart <= np.percentile(apart, 20.0)
            dx = float((columns[near] * spacing).mean()) - settlement.x_m
            dz = float((rows[near] * spacing).mean()) - settlement.z_m
            if math.hypot(dx, dz) >= _FAR_M:
                yield _Told(f"{what} lies {_direction(dx, dz)} of {settlement.name}", (settlement.name,))
    row, column = np.unravel_index(int(np.argmax(land.heights_m)), land.heights_m.shape)
    dx, dz = column * land.metres_per_pixel - settlement.x_m, row * land.metres_per_pixel - settlement.z_m
    if math.hypot(dx, dz) > settlement.radius_m:
        yield _Told(f"the highest ground is {_direction(dx, dz)} of {settlement.name}", (settlement.name,))
    if any(bool(road.bridge.any()) for road in settlement.roads):
        road = next(road for road in settlement.roads if road.bridge.any())
        x, _, z = road.points_m[int(np.argmax(road.bridge))]
        if math.hypot(x - settlement.x_m, z - settlement.z_m) >= _FAR_M:
            way = _direction(float(x) - settlement.x_m, float(z) - settlement.z_m)
            yield _Told(f"there's a bridge {way} of here", ())


def _shown(settlement: Settlement) -> list[Building]:
    """What people would point out: no houses and numbered sheds, and nothing that "the shop" could be another of."""
    return [
        each
        for each in settlement.buildings
        if each.use != "house"
        and re.search(r"\d", each.name) is None
        and (any(map(str.isupper, each.name)) or sum(other.use == each.use for other in settlement.buildings) == 1)
    ]


def _apart(one: Person | Building, other: Building) -> float:
    return math.hypot(other.x_m - one.x_m, other.z_m - one.z_m)


def _direction(dx_m: float, dz_m: float) -> str:
    """A compass point; x is east, z south."""
    return _DIRECTIONS[round(math.degrees(math.atan2(dx_m, -dz_m)) / 45.0) % 8]
