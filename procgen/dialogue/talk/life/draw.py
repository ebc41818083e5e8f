"""A life for those of whom little is told: age, kin, where from, years in the trade, likings, hopes, fears.

It is drawn from who somebody is alone, name, role, age, sex and setting, each part by itself: the same in every talk,
session and process, and a list that grows changes only what is drawn from it. Two without a name share one. What
facts say goes before it; `tell.py` sees to that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from procgen.dialogue.persona import Persona
from procgen.dialogue.phrase import english
from procgen.dialogue.phrase.chance import Chance
from procgen.dialogue.phrase.english import word_set
from procgen.kit.english import figures, plain, read_words, take

_YEARS: Final = {"child": (6, 12), "young": (17, 28), "adult": (31, 57), "old": (62, 81)}
_MOST_YEARS: Final = 110
_ELDER: Final = (58, 59)
"""Of an elder whom nobody called old."""
GROWN: Final = 18
_MOTHER, _FATHER = (18, 42), (19, 52)
"""How old somebody may be when a child of theirs is born."""
_STARTED: Final = {"medieval": 12, "modern": 18, "scifi": 17}
"""How old somebody is at least who begins a trade."""
_LATER: Final = word_set("priest healer scholar wizard captain detective officer pilot ruler elder")
"""Who begins later than others, by some years."""
_ROOTED: Final = word_set("innkeeper farmer villager elder noble ruler")
"""Whose trade is tied to the place: they have it no longer than they are there."""
_WANDERS: Final = word_set("sailor soldier captain messenger bard pilot detective officer merchant thief")
_ALONE: Final = word_set("priest wizard thief beggar detective soldier sailor bard")
"""Those who marry less often than others."""
_UNTAUGHT: Final = word_set("noble ruler beggar thief elder priest")
"""Whose parents' trade is not theirs, or goes without saying."""
_APART: Final = word_set("noble ruler")
"""Whose lives are not those of other people."""
LIKES: Final = (
    "food", "drink", "colour", "season", "music", "pet", "friend", "fear", "hope", "regret", "proud", "hobby",
)  # fmt: skip
"""What everybody has one of, but for a pet."""
_TOUCHED: Final = word_set("vampire elf dwarf goblin orc")
"""Manners of beings whose years are not those of people."""


@dataclass(frozen=True, slots=True)
class Kin:
    """Somebody of the family.

    Attributes:
        relation: "son", "sister", "mother", "wife", "partner".
        sex: ``female`` or ``male``.
        years: of age; of the dead, what they would be.
        does: what they do, to follow "she": "keeps a farm two valleys over".
        gone: years since they died; 0 for the living.
    """

    relation: str
    sex: str
    years: int
    does: str = ""
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Life:
    """What somebody would tell of themselves.

    Attributes:
        being: ``person``, ``child``, ``robot`` or ``spirit``.
        years: of age; of robots since they were made, of spirits when they died.
        bond: ``married``, ``widowed``, ``courting`` or ``single``.
        partner: whom they are married to, or were.
        together: years of it.
        children, siblings: the eldest first.
        parents: mother and father.
        parents_did: what these did, to follow "they".
        here: years since they came, or 0 for who was born here.
        home: where they come from, or an empty string.
        moved: why they came, a clause.
        trade: years in it.
        began: years of age at its beginning.
        became: how they came to it, a clause.
        likes: by "food", "drink", "colour", "season", "music", "pet", "friend", "fear", "hope", "regret", "proud" and
            "hobby" what it is and what is said of it; a pet may be missing.
        dead: years, of spirits.
        batch: how many were made together, and how many of them still run, of robots.
        version: of a robot's firmware.
    """

    being: str
    years: int
    bond: str = "single"
    partner: Kin | None = None
    together: int = 0
    children: tuple[Kin, ...] = ()
    siblings: tuple[Kin, ...] = ()
    parents: tuple[Kin, ...] = ()
    parents_did: str = ""
    here: int = 0
    home: str = ""
    moved: str = ""
    trade: int = 0
    began: int = 0
    became: str = ""
    likes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    dead: int = 0
    batch: tuple[int, int] = (0, 0)
    version: int = 0


@cache
def _tables() -> Mapping[str, Any]:
    return read_words(Path(__file__).with_name("life.toml"))


def years_told(persona: Persona) -> int | None:
    """The age that a description says in years ("a guard, aged seventy"); None where it says none."""
    text = persona.background.replace(persona.name, " ") if persona.name else persona.background
    found, _ = take("ages", figures(plain(text)))
    return int(found[-1]) if found and 0 < found[-1] <= _MOST_YEARS else None


def ages_otherwise(persona: Persona) -> bool:
    """Whether somebody is of a kind whose years nobody can guess."""
    return any(manner.partition(":")[0] in _TOUCHED for manner in persona.manners)


def life_of(persona: Persona, setting: str) -> Life:
    """The life of somebody, always the same.

    Args:
        persona: of whom name, role, age and sex count, and an age in years that the background says.
        setting: of the world.
    """
    return _life(persona.name.casefold(), persona.role, persona.age, persona.sex, setting, years_told(persona))


@lru_cache(maxsize=256)
def _life(name: str, role: str, age: str, sex: str, setting: str, told: int | None) -> Life:
    draw = _Draw("/".join((name, role, age, sex, setting)), role, setting)
    if role == "robot":
        return _robot(draw, age, told)
    draw.being = "spirit" if role == "spirit" else "child" if age == "child" or role == "child" else "person"
    years = told or draw.within("years", *(_ELDER if role == "elder" and age == "adult" else _span(draw.being, age)))
    parents = _parents(draw, years)
    siblings = _siblings(draw, years, parents)
    bond, partner, together = _bond(draw, years, sex)
    children = _children(draw, years, sex, partner, together) if partner else ()
    native = draw.chance("native") < (0.15 if role in _WANDERS else 0.5)
    here = 0 if native else draw.within("here", 1, max(1, min(years - 4, 40 if age == "old" else 25)))
    began, became, inherits = _trade(draw, years, here)
    parents_did = "did the same before me" if inherits else draw.one("parents_trade")
    return Life(
        being=draw.being,
        years=years,
        bond=bond,
        partner=partner,
        together=together,
        children=children,
        siblings=siblings,
        parents=parents,
        parents_did=parents_did,
        here=here,
        home="" if native else draw.one("home"),
        moved="" if native else draw.one("moved"),
        trade=0 if draw.being == "child" else years - began,
        began=began,
        became=became,
        likes=_likes(draw),
        dead=draw.within("dead", 30, 300) if draw.being == "spirit" else 0,
    )


def _span(being: str, age: str) -> tuple[int, int]:
    return _YEARS["child" if being == "child" else age]


class _Draw:
    """Chances of one person: each part of a life has its own."""

    def __init__(self, who: str, role: str, setting: str) -> None:
        self._who = who
        self.role = role
        self.setting = setting
        self.being = "person"

    def of(self, what: str) -> Chance:
        return Chance(f"life/{what}/{self._who}")

    def chance(self, what: str) -> float:
        return self.of(what).random()

    def within(self, what: str, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + int(self.chance(what) * (max(most, least) - least + 1))

    def options(self, table: str) -> Sequence[str]:
        """What may be drawn from a table: what is of the being or role alone counts as much as all else."""
        lists = _tables()[table]
        if self.being != "person" and self.being in lists:
            return tuple(lists[self.being])
        common = (*lists.get("any", ()), *lists.get(self.setting, ()))
        own = tuple(lists.get(self.role, ()))
        if own and self.role in _APART:
            return own
        return (*common, *own * max(1, len(common) // max(len(own), 1)))

    def one(self, table: str, what: str = "") -> str:
        return self.of(what or table).pick(self.options(table))


def _parents(draw: _Draw, years: int) -> tuple[Kin, ...]:
    found = []
    for relation, sex, (least, most) in (("mother", "female", _MOTHER), ("father", "male", _FATHER)):
        theirs = years + draw.within(f"{relation} years", least + 2, most - 8)
        lost = draw.chance(f"{relation} gone") < (0.08 if draw.being == "child" else (theirs - 45) / 40)
        # Nobody's mother dies before they are born; a father may be gone as long.
        gone = draw.within(f"{relation} gone years", 1, max(1, min(years - 2, theirs - 40, 30))) if lost else 0
        found.append(Kin(relation, sex, theirs, gone=gone))
    return tuple(found)


def _siblings(draw: _Draw, years: int, parents: tuple[Kin, ...]) -> tuple[Kin, ...]:
    mother, father = parents
    chance = draw.of("siblings")
    count = chance.pick((0, 1, 1, 2, 2, 3, 4) if draw.setting == "medieval" else (0, 0, 1, 1, 2, 3))
    youngest = max(1, mother.years - _MOTHER[1], mother.gone, father.gone)
    eldest = min(mother.years - _MOTHER[0], father.years - _FATHER[0])
    ages = {years}
    found = []
    for _ in range(count):
        theirs = years + int(chance.random() * 21) - 10
        sex = "female" if chance.random() < 0.5 else "male"
        if youngest <= theirs <= eldest and theirs not in ages:
            ages.add(theirs)
            found.append(Kin("sister" if sex == "female" else "brother", sex, theirs))
    found.sort(key=lambda kin: -kin.years)
    table = "sibling"
    tellings = _several(draw, table, "siblings do", len(found))
    return tuple(
        Kin(kin.relation, kin.sex, kin.years, _doing(kin, tell, draw.being))
        for kin, tell in zip(found, tellings, strict=True)
    )


def _doing(kin: Kin, telling: str, being: str) -> str:
    if being != "child" and kin.years < GROWN:
        return "is still at home"
    return _with_pronoun(telling, kin.sex)


def _several(draw: _Draw, table: str, what: str, count: int) -> list[str]:
    """So many of a table, none twice as long as it lasts."""
    chance, options = draw.of(what), list(dict.fromkeys(draw.options(table)))
    rest = sorted(options, key=lambda _: chance.random())
    return [rest[i % len(rest)] for i in range(count)]


def _with_pronoun(text: str, sex: str) -> str:
    return text.replace("{their}", english.pronoun("their", sex)).replace("{they}", english.pronoun("they", sex))


def _bond(draw: _Draw, years: int, sex: str) -> tuple[str, Kin | None, int]:
    if draw.being == "child" or years < GROWN:
        return "single", None, 0
    chance = draw.chance("bond")
    vowed = draw.role == "priest" and draw.setting == "medieval"
    married = min(0.8, (years - 16) / 22) * (0.45 if draw.role in _ALONE else 1.0)
    if vowed or chance >= married:
        return ("courting" if not vowed and years < 45 and chance > 0.85 else "single"), None, 0
    theirs = max(GROWN, years + draw.within("partner years", -6, 6))
    other = {"female": "male", "male": "female"}.get(sex) or ("female", "male")[draw.chance("partner sex") < 0.5]
    if sex in ("female", "male") and draw.chance("partner same") < 0.06:
        other = sex
    together = draw.within("together", 1, max(1, min(years, theirs) - GROWN))
    lost = draw.chance("widowed") < (years - 28) / 90 or draw.role == "spirit"
    gone = draw.within("partner gone", 1, max(1, min(together, 20))) if lost else 0
    relation = {"female": "wife", "male": "husband"}[other]
    partner = Kin(relation, other, theirs, draw.one("spouse"), gone)
    return ("widowed" if lost else "married"), partner, together


_GROWING: Final = ((3, "baby"), (6, "small"), (14, "middling"), (17, "youth"))
"""Years below which a child does what stands in a table."""


def _children(draw: _Draw, years: int, sex: str, partner: Kin, together: int) -> tuple[Kin, ...]:
    """Born while they were together, to parents of an age for it."""
    bounds = [(years, sex), (partner.years, partner.sex)]
    if sex == partner.sex:
        return ()
    youngest, eldest = partner.gone, together
    for own, of_sex in bounds:
        least, most = {"female": _MOTHER, "male": _FATHER}.get(of_sex, (_FATHER[0], _MOTHER[1]))
        youngest, eldest = max(youngest, own - most), min(eldest, own - least)
    if eldest < max(youngest, 1):
        return ()
    chance = draw.of("children")
    count = chance.pick((0, 1, 2, 2, 3, 4) if draw.setting == "medieval" else (0, 1, 1, 2, 2, 3))
    ages = sorted({max(youngest, 1) + int(chance.random() * (eldest - max(youngest, 1) + 1)) for _ in range(count)})
    sexes = ["female" if chance.random() < 0.5 else "male" for _ in ages]
    tables = [next((name for below, name in _GROWING if age < below), "grown") for age in ages]
    tellings = {
        table: iter(_several(draw, table, f"{table} children", tables.count(table))) for table in dict.fromkeys(tables)
    }
    found = [
        Kin("daughter" if of == "female" else "son", of, age, _with_pronoun(next(tellings[table]), of))
        for age, of, table in zip(ages, sexes, tables, strict=True)
    ]
    return tuple(sorted(found, key=lambda kin: -kin.years))


def _trade(draw: _Draw, years: int, here: int) -> tuple[int, str, bool]:
    """Years of age at its beginning, how they came to it, and whether it was their parents'."""
    if draw.being == "child":
        return 0, "", False
    least = _STARTED[draw.setting] + (6 if draw.role in _LATER else 0)
    least = min(least, years - 1)
    began = draw.within("began", least, max(least, min(least + 12, years - 1)))
    if here and draw.role in _ROOTED:
        began = max(began, years - here)
    tables = _tables()["became"]
    own = list(tables.get(draw.role, ()))
    crafts = not here and began <= least + 6 and draw.role not in _UNTAUGHT
    chance = draw.of("became")
    if crafts and chance.random() < 0.35:
        return began, chance.pick(tables["kin"]), True
    return began, chance.pick(own if own and chance.random() < 0.75 else tables["any"]), False


def _likes(draw: _Draw) -> Mapping[str, tuple[str, str]]:
    found = {}
    for table in LIKES:
        if table == "pet" or (table == "food" and draw.being == "robot"):
            continue
        value, _, said = draw.one(table).partition(" | ")
        found[table] = (value, said)
    if draw.chance("has pet") < 0.5 and draw.being not in ("spirit", "robot"):
        found["pet"] = (draw.one("pet"), "")
    return found


def _robot(draw: _Draw, age: str, told: int | None) -> Life:
    draw.being = "robot"
    spans = {"child": (1, 1), "young": (1, 4), "adult": (5, 18), "old": (22, 47)}
    years = told or draw.within("years", *spans[age])
    made = draw.within("batch", 3, 60)
    return Life(
        being="robot",
        years=years,
        here=draw.within("here", 1, years),
        trade=years,
        likes=_likes(draw),
        batch=(made, draw.within("running", 1, max(1, made // 2))),
        version=draw.within("version", 2, 14),
    )


def in_words(number: int) -> str:
    """A number in words."""
    return english.number_in_words(str(number))


def years_in_words(number: int) -> str:
    """A number of years: "one year", "forty-one years"."""
    return f"{in_words(number)} year{'' if number == 1 else 's'}"


_NOUNS: Final = {"female": ("girl", "daughter", "sister"), "male": ("boy", "son", "brother")}


def told_together(kin: Sequence[Kin]) -> str:
    """Of children or siblings, in words: "two girls and a boy", "a brother and two sisters", "three grown sons"."""
    brothers = bool(kin) and kin[0].relation in ("brother", "sister")
    grown = all(each.years >= GROWN for each in kin)
    form = 2 if brothers else 1 if any(each.years >= 14 for each in kin) else 0
    found = []
    for sex in sorted({each.sex for each in kin}, key=[each.sex for each in kin].index):
        count = sum(each.sex == sex for each in kin)
        noun = _NOUNS[sex][form]
        found.append(f"a {noun}" if count == 1 else f"{in_words(count)} {english.plural(noun)}")
    if len(found) == 1 and not brothers and grown:
        found = [re.sub(r"^(\S+) ", r"\1 grown ", found[0])]
    return english.listing(found)
