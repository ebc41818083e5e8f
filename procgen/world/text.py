"""Plain words to a world: "a fishing village under a volcano".

Each word or short phrase of ``words.toml`` has one meaning, words of amount say how much of it, and what isn't
understood is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from procgen.errors import InvalidFields, Violation
from procgen.kit.english import Lexicon, Pause, Reading, Said, each, read, read_words
from procgen.terrain.landforms import LANDFORM_NAMES
from procgen.world.deserted import in_plain_words

MAX_CHARACTERS: Final = 1000
_WORDS: Final = Path(__file__).with_name("words.toml")


@dataclass(frozen=True, slots=True)
class Climate:
    """What decides what grows."""

    temperature_c: float
    """Mean of the year at the sea's level."""
    rainfall_mm: float
    """Of a year."""
    landform: str
    """Usual where nothing is said; one of :data:`procgen.terrain.landforms.LANDFORM_NAMES`."""


CLIMATES: Final[Mapping[str, Climate]] = MappingProxyType(
    {
        "temperate": Climate(9.5, 850.0, "hills"),
        "oceanic": Climate(9.0, 1700.0, "hills"),
        "cold": Climate(2.5, 650.0, "mountains"),
        "polar": Climate(-5.0, 350.0, "mountains"),
        "steppe": Climate(8.0, 330.0, "rolling_lowland"),
        "mediterranean": Climate(15.5, 560.0, "hills"),
        "desert": Climate(21.0, 110.0, "arid_hills"),
        "savanna": Climate(24.0, 700.0, "rolling_lowland"),
        "tropical": Climate(25.0, 2300.0, "hills"),
    }
)
"""By name."""
USUAL_CLIMATE: Final = "temperate"
"""Where nothing is said."""

FEATURES: Final = (
    "volcano", "mountain", "lake", "river", "coast", "harbour", "forest", "fields", "rocks", "swamp", "walls",
    "palisade", "market",
)  # fmt: skip
"""What a world can be told to have (amount 1, or more), or to have not (0)."""
_EMPTY: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text says. What it doesn't say is missing, and stays as usual."""

    landform: str = ""
    climate: str = ""
    """One of :data:`CLIMATES`."""
    settlement: str = ""
    """One of :data:`procgen.world.parameters.SETTLEMENTS`."""
    features: Mapping[str, float] = field(default_factory=lambda: _EMPTY)
    """By :data:`FEATURES`."""
    uses: tuple[str, ...] = ()
    """Buildings that are named, by :data:`procgen.world.settlement.USES`."""
    culture: str = ""
    """Whose names people have, one of :data:`procgen.world.cultures.CULTURES`."""
    style: str = ""
    """How people build, one of :data:`procgen.world.buildings.STYLES`."""
    wealth: str = ""
    """As the table "settlement" has it: poor or rich."""
    weather: tuple[str, ...] = ()
    """Any of these; with ``light`` and ``crowd``, what the table "scenario" calls it."""
    light: tuple[str, ...] = ()
    crowd: tuple[str, ...] = ()
    hour: tuple[str, ...] = ()
    """Any of these, 0 to 23."""
    deserted: bool = False
    """Whether nobody lives there: in no settlement, where none is named, or no more in the one that is."""
    unknown: tuple[str, ...] = ()
    """Words that mean nothing here, as they stand in the text."""
    corrected: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Words that were misspelt, and what they were taken for."""


_AMOUNT: Final = "amount"
_FEW, _MANY = 0.5, 1.6
_MOST = 4.0
"""Of forests, which primeval ones are; of all else, there is :data:`_MANY` at most."""
_Meaning = Mapping[str, tuple[str, ...]]
"""What a term means, by kind: "landform", "climate", "settlement", "feature", "use", "culture", "style", "wealth",
"weather", "light", "crowd", "hour" or "inhabitants"; "alone", a settlement where no other is named; or "amount", in
words that say how much there is of what follows.
"""
_ADJECTIVES: Final = frozenset(
    {"weather", "light", "crowd", "hour", "wealth", "culture", "style", "climate", "inhabitants", _AMOUNT}
)
"""Kinds of what may stand between "deserted" and what is: "a deserted, foggy village"."""


@cache
def _amounts() -> Mapping[str, float]:
    return each(read_words(_WORDS)["amounts"])


@cache
def _ends_a_thing() -> frozenset[str]:
    """Words before which the name of a thing is over: "abandoned houses by a lake"."""
    return frozenset(read_words(_WORDS)["ends_a_thing"].split())


@cache
def lexicon() -> Lexicon[_Meaning]:
    """What is understood."""
    words = read_words(_WORDS)
    meanings: dict[str, _Meaning] = {name.replace("_", " "): {"landform": (name,)} for name in LANDFORM_NAMES}
    meanings |= {
        term: {kind: (names,) if isinstance(names, str) else tuple(names) for kind, names in meaning.items()}
        for term, meaning in each(words["terms"]).items()
    }
    # "A primeval forest" is a large one, and nobody lives there.
    meanings |= {term: {**meanings.get(term, {}), _AMOUNT: ()} for term in _amounts()}
    return Lexicon(
        meanings,
        degrees=each(words["degrees"]),
        silent=words["silent"].split(),
        breaks=("but", "with"),
        chains=("and", "or"),
        endings=lambda meaning: ("er",) if {"wealth", "crowd", _AMOUNT} & meaning.keys() else ("s",),
        modifies=lambda meaning: _AMOUNT in meaning,
    )


def _is_adjective(said: Said[_Meaning]) -> bool:
    """Whether a term names nothing by itself."""
    return {*said.meaning} <= _ADJECTIVES


class _Reader:
    """What has been understood so far."""

    def __init__(self, reading: Reading[_Meaning]) -> None:
        self.words = reading.words
        said = [said for said in reading.said if isinstance(said, Said)]
        self.begins = {each.end - len(each.term.replace("-", " ").split()): each for each in said}
        """Terms, by the place of their first word."""
        self.single: dict[str, str] = {}
        """Of kinds of which there is one."""
        self.features: dict[str, float] = {}
        self.told: dict[str, list[str]] = {"use": [], "weather": [], "light": [], "crowd": [], "hour": []}
        self.amount: float | None = None
        self.last: Said[_Meaning] | None = None
        """The term before, in the same clause."""
        self.left: set[str] = set()
        """What is deserted: "all", settlements by their kinds, "alone" (one where no other is named), or "land"."""
        self.places_left: set[int] = set()
        """Where terms end that name what is deserted."""
        self.again = False
        """Whether somebody lives there, whatever else is said."""

    def take(self, said: Said[_Meaning]) -> None:
        """The next term."""
        if _AMOUNT in said.meaning:
            amount = _amounts()[said.term]
            amount = amount if not said.denied else _FEW if amount > 1.0 else _MANY
            # "A primeval, dense forest" has as much as the larger of both says.
            self.amount = amount if self.amount is None or amount < 1.0 else max(amount, self.amount)
            for name in said.meaning.get("alone", ()) if not said.denied else ():
                self.single.setdefault("alone", name)
            return
        amount = min(max(said.degree, _FEW), _MANY) if self.amount is None else self.amount
        self.amount = None
        self._leave(said)
        self.last = said
        for kind, names in said.meaning.items():
            for name in names:
                if kind == "inhabitants":
                    continue
                if kind == "feature":
                    self._feature(name, (_FEW if said.degree > 1.0 else 0.0) if said.denied else amount)
                elif said.denied:
                    if kind == "settlement":
                        self.single[kind] = "none"
                elif kind in self.told:
                    self.told[kind].append(name)
                elif kind == "alone":
                    if self.single.get(kind, "none") == "none":  # "a castle in the wilderness"
                        self.single[kind] = name
                elif kind == "settlement" and self.single.get(kind) == "village" and said.end not in self.places_left:
                    # "A quiet village, a small fishing port": what says more wins.
                    self.single[kind] = name
                    if "village" in self.left:
                        self.left.add(name)
                else:
                    self.single.setdefault(kind, name)

    def pause(self) -> None:
        """A clause is over."""
        self.amount = self.last = None

    def _leave(self, said: Said[_Meaning]) -> None:
        """Whether nobody lives there by what a term says: in all, or in what it stands before."""
        (inhabitants,) = said.meaning.get("inhabitants", ("",))
        if inhabitants == "again":
            self.again = self.again or not said.denied
        elif inhabitants == "left" and not said.denied:
            self._leave_thing(said)
        elif inhabitants in ("some", "none") and (inhabitants == "none") != said.denied:
            self.left.add("all")

    def _leave_thing(self, deserted: Said[_Meaning]) -> None:
        """What "deserted" is said of: a mine beside a village may be, without the village."""
        is_before, things = self._thing_after(deserted)
        if not is_before:
            # "A village with a mine abandoned for years", or "a village, deserted".
            kinds = set[str]() if self.last is None else {*self.last.meaning}
            self.left.add("alone" if {"alone", "use"} & kinds and "settlement" not in kinds else "all")
            return
        named = [thing for thing in things if "settlement" in thing.meaning]
        for thing in named:
            self.left |= {*thing.meaning["settlement"]}
            self.places_left.add(thing.end)
        if not named:
            self.left.add("alone" if any("alone" in thing.meaning for thing in things) else "land")

    def _thing_after(self, said: Said[_Meaning]) -> tuple[bool, list[Said[_Meaning]]]:
        """Whether an adjective stands before the thing that it is said of, and the terms in that thing's name."""
        place, is_there, things = said.end, False, list[Said[_Meaning]]()
        while place < len(self.words):
            term, word = self.begins.get(place), self.words[place]
            if term is not None:
                if not _is_adjective(term) or {*term.meaning} == {"climate"}:  # "an uninhabited desert"
                    is_there = True
                    things.append(term)
                place = term.end
                continue
            goes_on = word in (",", "and", "or") and not is_there
            if goes_on and place + 1 in self.begins and _is_adjective(self.begins[place + 1]):
                place += 1
            elif word in _ends_a_thing() or not word[0].isalnum():
                break
            else:
                is_there = True
                place += 1
        return is_there, things

    def is_deserted(self) -> bool:
        """Whether nobody lives there; at the end."""
        settlement, alone = self.single.get("settlement"), self.single.get("alone")
        return not self.again and (
            "all" in self.left
            or settlement in self.left
            or ("alone" in self.left and settlement is None)
            or ("land" in self.left and settlement is None and alone is None)
        )

    def _feature(self, name: str, amount: float) -> None:
        """So much of a feature; what is denied anywhere isn't there, and "not very rocky" is a little rocky."""
        amount = min(amount, _MOST if name == "forest" else _MANY)
        if amount == 0.0 or self.features.get(name) != 0.0:
            self.features[name] = max(self.features.get(name, 0.0), amount) if amount else 0.0


def understand(text: str) -> Understood:
    """Read a description in English.

    Args:
        text: up to 1000 characters.

    Raises:
        InvalidFields: the text is longer.
    """
    if len(text) > MAX_CHARACTERS:
        allowed = f"at most {MAX_CHARACTERS} characters"
        raise InvalidFields([Violation.of("text", f"{len(text)} characters", allowed)])
    reading = read(in_plain_words(text), lexicon())
    reader = _Reader(reading)
    for said in reading.said:
        if isinstance(said, Pause):
            reader.pause()
        else:
            reader.take(said)
    deserted = reader.is_deserted()
    single, told = reader.single, {kind: tuple(dict.fromkeys(names)) for kind, names in reader.told.items()}
    return Understood(
        landform=single.get("landform", ""),
        climate=single.get("climate", ""),
        settlement=single.get("settlement") or single.get("alone", "none" if deserted else ""),
        features=MappingProxyType(reader.features),
        uses=told["use"],
        culture=single.get("culture", ""),
        style=single.get("style", ""),
        wealth=single.get("wealth", ""),
        weather=told["weather"],
        light=told["light"],
        crowd=told["crowd"],
        hour=told["hour"],
        deserted=deserted,
        unknown=reading.unknown,
        corrected=reading.corrected,
    )
