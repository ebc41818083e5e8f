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
from procgen.kit.english import Lexicon, Pause, Said, each, read, read_words
from procgen.terrain.landforms import LANDFORM_NAMES

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
_ADJECTIVES: Final = frozenset({"weather", "light", "crowd", "hour", "wealth", "culture", "style", "climate"})
"""Kinds of what may stand between "deserted" and what is: "a deserted, foggy village"."""


@cache
def _amounts() -> Mapping[str, float]:
    return each(read_words(_WORDS)["amounts"])


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


class _Reader:
    """What has been understood so far."""

    def __init__(self) -> None:
        self.single: dict[str, str] = {}
        """Of kinds of which there is one."""
        self.features: dict[str, float] = {}
        self.told: dict[str, list[str]] = {"use": [], "weather": [], "light": [], "crowd": [], "hour": []}
        self.amount: float | None = None
        self.is_left = False
        """Whether the next thing is deserted."""
        self.left: set[str] = set()
        """What is: "all", "alone" (a settlement, where no other is named), or "land"."""

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
                elif kind == "settlement" and self.single.get(kind) == "village":
                    self.single[kind] = name  # "a quiet village, a small fishing port": what says more wins
                else:
                    self.single.setdefault(kind, name)

    def pause(self) -> None:
        """A clause is over: "a village, deserted"."""
        self.amount = None
        if self.is_left:
            self.left.add("all")
            self.is_left = False

    def _leave(self, said: Said[_Meaning]) -> None:
        """Whether what the next term names is deserted: a mine beside a village may be, without the village."""
        kinds = said.meaning.keys()
        (inhabitants,) = said.meaning.get("inhabitants", ("",))
        if inhabitants == "left":
            self.is_left = self.is_left or not said.denied
        elif inhabitants and (inhabitants == "none") != said.denied:
            self.left.add("all")
        if self.is_left and not {*kinds} <= _ADJECTIVES | {"inhabitants"}:
            named = "settlement" in kinds
            self.left.add("all" if named else "alone" if "alone" in kinds else "land")
            self.is_left = False

    def is_deserted(self) -> bool:
        """Whether nobody lives there; at the end."""
        self.pause()
        settlement, alone = self.single.get("settlement"), self.single.get("alone")
        return (
            "all" in self.left
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
    reader, reading = _Reader(), read(text, lexicon())
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
