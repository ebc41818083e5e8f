"""What may be wrong with people and what they say: kin that can't be, homes and names that don't exist."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from procgen.world.people import INVERSE, PARENT_YEARS
from procgen.world.place import Person, Place
from procgen.world.standing import APART_M
from procgen.world.talk import first_name, known_names, named, strange_names

_ADULT_YEARS = 18
_ROUNDING_M = 0.01


def society_problems(place: Place) -> list[str]:
    """Everything that is wrong with a place's people and their talk; empty if nothing is."""
    return [*_people_problems(place), *_relation_problems(place.people), *_talk_problems(place)]


def _people_problems(place: Place) -> Iterator[str]:
    people, settlement = place.people, place.settlement
    if people and settlement is None:
        yield f"{len(people)} people live where nobody settled"
        return
    for what, values in (("id", [p.id for p in people]), ("first name", [first_name(p) for p in people])):
        yield from (f"two people have the {what} {value!r}" for value, times in Counter(values).items() if times > 1)
    known = set() if settlement is None else {settlement.name, *(each.name for each in settlement.buildings)}
    for person in people:
        yield from (
            f"{person.id} has the {what} {name!r}, which isn't there"
            for what, name in (("home", person.home), ("work", person.work))
            if name not in known
        )
    for number, one in enumerate(people):
        for other in people[:number]:
            apart = math.hypot(one.x_m - other.x_m, one.z_m - other.z_m)
            if apart < APART_M - _ROUNDING_M:
                yield f"{one.id} and {other.id} stand {apart:.2f} m apart"


def _relation_problems(people: Sequence[Person]) -> Iterator[str]:
    by_id = {person.id: person for person in people}
    for person in people:
        if len(set(person.relations)) < len(person.relations):
            yield f"{person.id} has a relation twice"
        if sum(kind == "married to" for kind, _ in person.relations) > 1:
            yield f"{person.id} is married twice"
        if sum(kind == "child of" for kind, _ in person.relations) > 2:  # a mother and a father
            yield f"{person.id} has more than two parents"
        for kind, other_id in person.relations:
            other = by_id.get(other_id)
            if other is None or other is person:
                yield f"{person.id} is {kind} {other_id}, who is nobody else"
                continue
            if (INVERSE[kind], person.id) not in other.relations:
                yield f"{person.id} is {kind} {other_id}, who doesn't know of it"
            years = person.age - other.age
            if kind == "parent of" and not PARENT_YEARS[0] <= years <= PARENT_YEARS[1]:
                yield f"{person.id} is {kind} {other_id} and {years} years older"
            if kind == "married to" and min(person.age, other.age) < _ADULT_YEARS:
                yield f"{person.id} is {kind} {other_id}: a child"


def _talk_problems(place: Place) -> Iterator[str]:
    known = known_names(place.name, place.settlement, place.people)
    ids = {person.id for person in place.people}
    own = set(known.values())
    for number, talk in enumerate(place.talk, 1):
        if talk.speaker not in ids:
            yield f"line {number} is said by {talk.speaker!r}, who isn't there"
        if talk.listener and talk.listener not in ids:
            yield f"line {number} is said to {talk.listener!r}, who isn't there"
        strange = strange_names(talk.text, known)
        if strange:
            yield f"line {number} names {', '.join(strange)}: {talk.text!r}"
        if not set(talk.names) <= own or set(talk.names) != set(named(talk.text, known)):
            yield f"line {number} lists the names {talk.names}, which are not those in it: {talk.text!r}"
    said = Counter(talk.text for talk in place.talk)
    yield from (f"the line {text!r} is said {times} times" for text, times in said.items() if times > 1)
