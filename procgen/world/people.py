"""Who lives in a settlement: households with roles that fit it, homes that have room, and relations that agree.

Households are made one after the other. First come those who keep the inn, the smithy and the other buildings with
work, then as many others as fit the kind of settlement. Each has a head, mostly a husband or wife, children who are 18
to 45 years younger than both, and now and then a parent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from procgen.character.people.chance import chance_of
from procgen.character.people.names import name_of
from procgen.table.table import Table
from procgen.world.cultures import is_somebody, name_model
from procgen.world.kinds import KINDS
from procgen.world.place import NOBODY, Building, Land, Person, Settlement
from procgen.world.roles import KEEPERS, ROLES, Role, capacity
from procgen.world.standing import Standing, standing_places

INVERSE: Final[Mapping[str, str]] = {
    "married to": "married to",
    "sibling of": "sibling of",
    "friend of": "friend of",
    "rival of": "rival of",
    "parent of": "child of",
    "child of": "parent of",
    "employs": "works for",
    "works for": "employs",
}
"""By kind of relation, what the other one's relation back is called. Every relation is told on both sides."""
PARENT_YEARS: Final = (18, 45)
"""How much older than a child its parents are."""
ADULT_YEARS: Final = 18
WORKING_YEARS: Final = 16
_COUPLE_YEARS: Final = 8
"""At most so many years lie between husband and wife."""
_PAIRED, _ELDER, _CHILDREN = 0.7, 0.15, (0.3, 0.3, 0.25, 0.15)
"""Chances: of a husband or wife, of a parent in the house, of none to three children."""
_SAME_WORK: Final = 0.5
_CELIBATE: Final = frozenset(("priest", "beggar"))
_RIVALS: Final = 1 / 6
_NAME_TRIES: Final = 400
_TRAIT_ROWS: Final = 12
_OPPOSITES: Final = (
    ("brave", "cowardly"), ("kind", "cruel"), ("greedy", "generous"), ("honest", "sly"), ("cheerful", "gloomy"),
    ("proud", "humble"), ("learned", "simple"), ("gossipy", "taciturn"), ("patient", "hot_tempered"),
    ("cruel", "generous"), ("cruel", "pious"), ("cruel", "honest"), ("cruel", "loyal"), ("sly", "simple"),
    ("sly", "pious"), ("learned", "superstitious"), ("greedy", "humble"), ("cheerful", "grumpy"),
    ("kind", "grumpy"), ("patient", "nervous"), ("brave", "nervous"), ("curious", "taciturn"),
)  # fmt: skip
"""Traits that nobody has both of."""


@dataclass(eq=False)
class _Member:
    """Somebody while the households are put together."""

    role: Role
    sex: str
    age: int
    household: int
    name: str = ""
    home: str = ""
    work: str = ""
    relations: list[tuple[str, int]] = field(default_factory=list)


def make_people(land: Land, settlement: Settlement | None, count: int, seed: int, tempers: Table) -> tuple[Person, ...]:
    """The people of a settlement; nobody where there is none.

    Args:
        land: what they stand on.
        settlement: where they live.
        count: how many; all of them find a home, however crowded.
        seed: of this part.
        tempers: the learned table "roles": who has which traits, given role, sex and age.

    Returns:
        Their ids are "person-01", "person-02", …; first names differ, so that each is clear by the first name alone.
    """
    if settlement is None or settlement.kind == NOBODY or count == 0:
        return ()
    members = _households(settlement, count, seed)
    kind = KINDS[settlement.kind]
    _name(members, seed, kind.setting, settlement.culture)
    _house(members, settlement, seed)
    _employ(members, settlement)
    _befriend(members, seed)
    ids = [f"person-{number + 1:02d}" for number in range(len(members))]
    places = standing_places(
        land, settlement, [_whereabouts(each, settlement, seed, k) for k, each in enumerate(members)]
    )
    return tuple(
        _person(member, ids, number, _traits(member, tempers, seed, number, kind.setting), place, kind.setting)
        for number, (member, place) in enumerate(zip(members, places, strict=True))
    )


def _person(
    member: _Member, ids: Sequence[str], number: int, traits: tuple[str, ...], place: Standing, setting: str
) -> Person:
    return Person(
        id=ids[number],
        name=member.name,
        role=member.role.name,
        sex=member.sex,
        age=member.age,
        traits=traits,
        home=member.home,
        work=member.work,
        relations=tuple((kind, ids[other]) for kind, other in member.relations),
        x_m=place.x_m,
        y_m=place.y_m,
        z_m=place.z_m,
        turn_deg=place.turn_deg,
        file_name=f"people/{ids[number]}.glb",
        setting=setting,
    )


# --- households -------------------------------------------------------------------------------------------------------


def _households(settlement: Settlement, count: int, seed: int) -> list[_Member]:
    uses = [building.use for building in settlement.buildings]
    kept = [role for use, role in KEEPERS.items() for _ in range(uses.count(use))]
    # One of each comes before the second of any: a small place has an inn and a smith rather than two barns.
    wanted = [role for turn in range(len(kept)) for role in dict.fromkeys(kept) if kept.count(role) > turn]
    members: list[_Member] = []
    household = 0
    while len(members) < count:
        chance = chance_of("world household", seed, household)
        name = wanted[household] if household < len(wanted) else _drawn(KINDS[settlement.kind].others, chance)
        _household(ROLES[name], household, settlement.kind, count, members, chance)
        household += 1
    return members


def _household(
    role: Role, household: int, kind: str, count: int, members: list[_Member], chance: np.random.Generator
) -> None:
    """Add a household, as far as there is room in the count."""
    first = len(members)
    room = count - first
    paired = chance.random() < _PAIRED and role.name not in _CELIBATE
    low, high = max(role.ages[0], 20), min(role.ages[1], 62)
    age = int(chance.integers(low, high + 1)) if low < high else role.ages[0]
    sex = "female" if chance.random() < 0.5 else "male"
    members.append(_Member(role, sex, age, household))
    draws = chance.random(4)
    years = int(chance.integers(-_COUPLE_YEARS, _COUPLE_YEARS + 1))
    children = int(np.searchsorted(np.cumsum(_CHILDREN), draws[0], side="right"))
    other_role = role if draws[1] < _SAME_WORK else ROLES[_drawn(KINDS[kind].others, chance)]
    if paired and room > 1:
        other = max(ADULT_YEARS, min(age + years, other_role.ages[1]))
        if abs(other - age) > _COUPLE_YEARS or other < other_role.ages[0]:
            other, other_role = age, ROLES["villager"]
        members.append(_Member(other_role, "male" if sex == "female" else "female", other, household))
        _relate(members, first, "married to", first + 1)
        _add_children(members, first, min(children, room - 2), chance)
    # The elder's room is what the others left.
    if draws[2] < _ELDER and len(members) < count:
        older = age + int(chance.integers(PARENT_YEARS[0], PARENT_YEARS[1] + 1))
        if ROLES["elder"].ages[0] <= older <= ROLES["elder"].ages[1]:
            members.append(_Member(ROLES["elder"], "female" if draws[3] < 0.6 else "male", older, household))
            _relate(members, len(members) - 1, "parent of", first)


def _add_children(members: list[_Member], first: int, count: int, chance: np.random.Generator) -> None:
    parents = members[first : first + 2]
    youngest, oldest = min(each.age for each in parents), max(each.age for each in parents)
    low, high = max(oldest - PARENT_YEARS[1], 6), youngest - PARENT_YEARS[0]
    # Those who are grown have a household of their own.
    high = min(high, 20)
    begun = len(members)
    for _ in range(count if low <= high else 0):
        age = int(chance.integers(low, high + 1))
        role = ROLES["child"] if age < WORKING_YEARS else ROLES["villager"]
        members.append(_Member(role, "female" if chance.random() < 0.5 else "male", age, members[first].household))
        number = len(members) - 1
        for parent in (first, first + 1):
            _relate(members, parent, "parent of", number)
        for sibling in range(begun, number):
            _relate(members, sibling, "sibling of", number)


def _relate(members: list[_Member], one: int, kind: str, other: int) -> None:
    """A relation, told on both sides."""
    members[one].relations.append((kind, other))
    members[other].relations.append((INVERSE[kind], one))


def _drawn(shares: Mapping[str, float], chance: np.random.Generator) -> str:
    ends = np.cumsum(list(shares.values()))
    return list(shares)[min(int(np.searchsorted(ends, chance.random() * ends[-1], side="right")), len(shares) - 1)]


# --- names, homes, work, friends --------------------------------------------------------------------------------------


def _name(members: list[_Member], seed: int, setting: str, culture: str) -> None:
    """Names: first names all differ; a household shares the family name of its head, other households have others."""
    firsts: set[str] = set()
    families: dict[int, str] = {}
    sizes = [sum(other.household == each.household for other in members) for each in members]
    for number, member in enumerate(members):
        chance = chance_of("world name", seed, number)
        for _ in range(_NAME_TRIES):
            first, family = _drawn_name(member.sex, setting, culture, chance)
            # "the Bold" is what one person is called, no family.
            fits = member.household in families or (
                family not in families.values() and (sizes[number] == 1 or not family.startswith("the "))
            )
            if first and first not in firsts and fits:
                break
        firsts.add(first)
        families.setdefault(member.household, family)
        member.name = f"{first} {families[member.household]}"


def _drawn_name(sex: str, setting: str, culture: str, chance: np.random.Generator) -> tuple[str, str]:
    """A first and a family name: of the culture in the Middle Ages, else of the setting."""
    if setting == "medieval" and culture:
        first = name_model(culture, sex).name(chance.random)
        family = name_model(culture, "family").name(chance.random)
    else:
        first, _, family = name_of(setting, float(sex == "male"), chance).partition(" ")
    return ("", "") if is_somebody(first, family) else (first, family)


def _house(members: list[_Member], settlement: Settlement, seed: int) -> None:
    """Homes: with the work where that is usual and there is room, else the houses, the roomiest for the largest."""
    chance = chance_of("world homes", seed)
    room = {each.name: capacity(each.use, each.width_m, each.depth_m) for each in settlement.buildings}
    homes = [each for each in settlement.buildings if room[each.name] > 0]
    if not homes:
        for member in members:
            member.home = settlement.name
        return
    order = {each.name: draw for each, draw in zip(homes, chance.random(len(homes)), strict=True)}
    taken: set[str] = set()
    keepers = _keepers(members, settlement)
    households = sorted({each.household for each in members})
    size = {k: sum(each.household == k for each in members) for k in households}
    at_work: dict[int, str] = {}
    for name, number in keepers.items():
        member = members[number]
        lives = chance.random() < member.role.lives_in
        if lives and room.get(name, 0) >= size[member.household] and member.household not in at_work:
            at_work[member.household] = name
    for k in sorted(households, key=lambda k: (k not in at_work, -size[k], k)):
        home = at_work.get(k)
        if home is None:
            # A house of their own; where none is left, the one with most room still.
            home = min(
                homes,
                key=lambda each: (
                    room[each.name] < size[k],
                    each.name in taken,
                    each.use != "house",
                    -room[each.name] if room[each.name] < size[k] else 0,
                    order[each.name],
                ),
            ).name
        taken.add(home)
        room[home] -= size[k]
        for member in members:
            if member.household == k:
                member.home = home


def _keepers(members: list[_Member], settlement: Settlement) -> dict[str, int]:
    """By building with work, the member who keeps it: heads in order."""
    found: dict[str, int] = {}
    heads = [k for k, each in enumerate(members) if k == 0 or members[k - 1].household != each.household]
    for building in settlement.buildings:
        role = KEEPERS.get(building.use)
        number = next((k for k in heads if members[k].role.name == role and k not in found.values()), None)
        if number is not None:
            found[building.name] = number
    return found


def _employ(members: list[_Member], settlement: Settlement) -> None:
    """Where each works, and who works for whom."""
    keepers = _keepers(members, settlement)
    by_keeper = {number: name for name, number in keepers.items()}
    homes = {each.name: each for each in settlement.buildings}
    for number, member in enumerate(members):
        if number in by_keeper:
            member.work = by_keeper[number]
            continue
        mates = [by_keeper[k] for k in by_keeper if members[k].household == member.household]
        if mates and members[keepers[mates[0]]].role is member.role:
            member.work = mates[0]
            continue
        home = homes.get(member.home)
        fitting = [each for use in member.role.works_at for each in settlement.buildings if each.use == use]
        if home is not None and fitting:
            # Of the likeliest use, the nearest to the home.
            first = [each for each in fitting if each.use == fitting[0].use]
            member.work = min(first, key=lambda each: (_apart(home, each), each.name)).name
        else:
            member.work = fitting[0].name if fitting else settlement.name
        keeper = keepers.get(member.work)
        if keeper is not None and members[keeper].household != member.household and member.age >= WORKING_YEARS:
            _relate(members, keeper, "employs", number)


def _apart(one: Building, other: Building) -> float:
    return float(np.hypot(one.x_m - other.x_m, one.z_m - other.z_m))


def _befriend(members: list[_Member], seed: int) -> None:
    """A friend for everybody of 16 and more, and a few rivals, all of other households."""
    chance = chance_of("world friends", seed)
    grown = [k for k, each in enumerate(members) if each.age >= WORKING_YEARS]

    def strangers(number: int) -> list[int]:
        known = {other for _, other in members[number].relations}
        own = members[number].household
        return [k for k in grown if k != number and members[k].household != own and k not in known]

    for number in grown:
        if any(kind == "friend of" for kind, _ in members[number].relations):
            continue
        others = strangers(number)
        # People of an age, mostly.
        weights = {str(k): float(np.exp(-abs(members[k].age - members[number].age) / 12.0)) for k in others}
        if weights:
            _relate(members, number, "friend of", int(_drawn(weights, chance)))
    for _ in range(round(len(grown) * _RIVALS)):
        number = grown[int(chance.integers(len(grown)))]
        others = strangers(number)
        if others:
            _relate(members, number, "rival of", others[int(chance.integers(len(others)))])


def _traits(member: _Member, tempers: Table, seed: int, number: int, setting: str) -> tuple[str, ...]:
    """Two traits that go together, or one where the table gives none in a few rows."""
    rows = tempers.sample(
        seed=int(chance_of("world traits", seed, number).integers(0, 1 << 62)),
        count=_TRAIT_ROWS,
        given={"setting": setting, "role": member.role.speaks, "sex": member.sex, "age": member.age},
    )
    pairs = [(str(row["trait"]), str(row["second_trait"])) for row in rows]
    return next((pair for pair in pairs if _go_together(*pair)), pairs[0][:1])


def _go_together(first: str, second: str) -> bool:
    return first != second and not any({first, second} == set(pair) for pair in _OPPOSITES)


def _whereabouts(member: _Member, settlement: Settlement, seed: int, number: int) -> str:
    """The name of the building that somebody stands by, or of the settlement: about."""
    draw = chance_of("world whereabouts", seed, number).random()
    names = {each.name for each in settlement.buildings}
    if member.role.name == "fisher" and settlement.piers and draw < 0.4:
        return "pier"
    if draw < 0.55 and member.work in names:
        return member.work
    return member.home if draw < 0.75 else settlement.name
