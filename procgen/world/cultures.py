"""Names by culture: of people, families and places, made by models that have learned how a culture's names sound.

Each model is a chain over letters (Markov): the next letter follows from the three before it, now and then from two
alone, as often as it did in the lists of ``name_lists.toml``. What it makes is held to the lengths of its list, has a
vowel every few letters and holds no slur or obscene word; no well-known person is called so.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from procgen.dialogue.guard.decency import indecent

_LISTS: Final = Path(__file__).with_name("name_lists.toml")
CULTURES: Final = ("saxon", "norse", "gaelic", "slavic", "latin", "desert", "steppe", "island")
PARTS: Final = ("female", "male", "family", "place")
"""What a culture has names for."""
_OF_CLIMATE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "temperate": "saxon",
        "oceanic": "gaelic",
        "cold": "slavic",
        "polar": "norse",
        "steppe": "steppe",
        "mediterranean": "latin",
        "desert": "desert",
        "savanna": "desert",
        "tropical": "island",
    }
)
_ORDER: Final = 3
_FAITHFUL: Final = 0.65
"""How often all three letters count; else names would mostly be those of the list."""
_END: Final = "$"
_VOWELS: Final = frozenset("aeiouyáéíóú")
_LONGEST_CLUSTER: Final = 4
_TRIES: Final = 400
_KNOWN: Final = frozenset(
    [
        "adolf-hitler",
        "alan-turing",
        "angela-merkel",
        "bob-marley",
        "boris-johnson",
        "donald-trump",
        "duncan-edwards",
        "elon-musk",
        "emma-watson",
        "fidel-castro",
        "grace-kelly",
        "idris-elba",
        "igor-stravinsky",
        "ivan-pavlov",
        "joan-baez",
        "keanu-reeves",
        "knut-hamsun",
        "leon-trotsky",
        "luca-modric",
        "marco-polo",
        "mario-vargas",
        "muriel-spark",
        "nikola-tesla",
        "olaf-scholz",
        "omar-sharif",
        "oscar-wilde",
        "pavel-nedved",
        "saddam-hussein",
        "sean-connery",
        "serena-williams",
        "stefan-zweig",
        "vera-lynn",
        "vladimir-putin",
        "yusuf-islam",
        "antonio-gramsci",
        "julia-roberts",
        "claudia-cardinale",
        "isabella-rossellini",
        "bruno-mars",
        "diego-maradona",
        "khalid-sheikh",
        "tariq-aziz",
        "niall-horan",
        "conor-mcgregor",
        "rory-mcilroy",
        "saoirse-ronan",
        "ingrid-bergman",
        "bjorn-borg",
        "magnus-carlsen",
        "sigrid-undset",
        "agnes-varda",
    ]
)
"""First and family name of people whom everybody knows, who would be taken for those."""


def culture_of(climate: str) -> str:
    """Whose names people have where nothing else is said.

    Args:
        climate: of :data:`procgen.world.text.CLIMATES`.
    """
    return _OF_CLIMATE[climate]


@dataclass(frozen=True, slots=True)
class NameModel:
    """What follows what in the names of a list."""

    following: Mapping[str, str]
    """By two and by three letters, all letters that followed, as often as they did; :data:`_END` where a name ended."""
    lengths: tuple[int, int]
    """Of the list's names, without the shortest and longest twentieth."""
    listed: frozenset[str]

    @classmethod
    def learned(cls, names: tuple[str, ...]) -> NameModel:
        """From a list of names."""
        following: dict[str, list[str]] = {}
        for name in names:
            letters = "^" * _ORDER + name.lower() + _END
            for at in range(_ORDER, len(letters)):
                for order in (_ORDER, _ORDER - 1):
                    following.setdefault(letters[at - order : at], []).append(letters[at])
        sizes = sorted(len(name) for name in names)
        cut = len(sizes) // 20
        joined = {before: "".join(after) for before, after in following.items()}
        return cls(MappingProxyType(joined), (sizes[cut], sizes[-1 - cut]), frozenset(name.lower() for name in names))

    def name(self, draw: Callable[[], float], *, new: bool = False) -> str:
        """A name as those of the list are.

        Args:
            draw: gives numbers from 0 to 1, 1 excluded.
            new: whether it must be none of the list.

        Returns:
            Capitalised, each word of it.
        """
        for _ in range(_TRIES):
            made = self._spelled(draw)
            fits = self.lengths[0] <= len(made) <= self.lengths[1] and not (new and made in self.listed)
            if fits and _can_be_said(made) and not indecent(made, "strict"):
                return " ".join(word.capitalize() for word in made.split())
        raise AssertionError(f"{_TRIES} names, and none is like those of the list")

    def _spelled(self, draw: Callable[[], float]) -> str:
        made = "^" * _ORDER
        while len(made) < 40:
            order = _ORDER if draw() < _FAITHFUL else _ORDER - 1
            after = self.following[made[-order:]]
            letter = after[int(draw() * len(after))]
            if letter == _END:
                break
            made += letter
        return made[_ORDER:]


def _can_be_said(name: str) -> bool:
    run = 0
    for letter in name:
        run = 0 if letter in _VOWELS or letter == " " else run + 1
        if run > _LONGEST_CLUSTER:
            return False
    return len(name) >= 2


@cache
def name_model(culture: str, part: str) -> NameModel:
    """The model of a culture's names.

    Args:
        culture: of :data:`CULTURES`.
        part: of :data:`PARTS`.

    Raises:
        KeyError: there is none.
    """
    return NameModel.learned(listed(culture, part))


@cache
def listed(culture: str, part: str) -> tuple[str, ...]:
    """The names that a model has learned from; of places, some have two words."""
    text = tomllib.loads(_LISTS.read_text("utf-8"))[culture][part]
    return tuple(name.replace("_", " ") for name in text.split())


def is_somebody(first: str, family: str) -> bool:
    """Whether a well-known person has this name."""
    return f"{first}-{family}".lower() in _KNOWN
