"""Plain words to what a piece is: "sad harbour at night, slow waltz, accordion".

Each word or short phrase of ``words.toml`` says one thing; what isn't understood is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from procgen.kit.english import Lexicon, Pause, each, named, read, read_words, terms

_NAMED: Final = {
    "uses": "use", "moods": "mood", "ensembles": "ensemble", "eras": "era", "modes": "mode", "metres": "metre",
}  # fmt: skip
"""Fields by the tables that say them."""
_METRE: Final = re.compile(r"\b(\d{1,2}/\d{1,2})\b(?:\s*(?:time|metre|meter)\b)?")
_TEMPO: Final = re.compile(r"\b(\d{2,3}(?:\.\d+)?)\s*bpm\b", re.IGNORECASE)
_KEY: Final = re.compile(
    r"\bin ([A-Ga-g])(?:\s*(#|b|sharp|flat))?(?=\s+(?:major|minor|dorian|phrygian|lydian|mixolydian)\b)"
)
_SIGNS: Final = {None: "", "#": "#", "sharp": "#", "b": "b", "flat": "b"}


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text says.

    Attributes:
        named: names by field of :class:`procgen.music.parameters.MusicParameters`; of several the first. A key or a
            metre stands as it is written, in the key's capitals.
        tempo_bpm: where a number is said.
        pace: factor on the tempo.
        energy: what is added to each section's.
        unknown: words that mean nothing here.
        corrected: words that were misspelt, and what they were taken for.
    """

    named: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    tempo_bpm: float | None = None
    pace: float = 1.0
    energy: float = 0.0
    unknown: tuple[str, ...] = ()
    corrected: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a term does: names a field, or changes a number."""

    field: str
    name: str = ""
    amount: float = 0.0


@cache
def lexicon() -> Lexicon[_Meaning]:
    """What is understood."""
    words: Mapping[str, Any] = read_words(Path(__file__).with_name("words.toml"))
    meanings = {
        term: _Meaning(said, name) for table, said in _NAMED.items() for term, name in named(words[table]).items()
    }
    meanings |= {term: _Meaning("pace", amount=value) for term, value in each(words["paces"]).items()}
    meanings |= {term: _Meaning("energy", amount=value) for term, value in each(words["energies"]).items()}
    return Lexicon(meanings, silent=terms(words["silent"]["words"]))


def understood(text: str) -> Understood:
    """What a text says; what it denies is left open."""
    names, tempo, text = _numbers(text)
    reading = read(text, lexicon())
    pace, energy = 1.0, 0.0
    for said in reading.said:
        if isinstance(said, Pause) or said.denied:
            continue
        meaning = said.meaning
        if meaning.field == "pace":
            pace *= meaning.amount**said.degree
        elif meaning.field == "energy":
            energy += meaning.amount * said.degree
        else:
            names.setdefault(meaning.field, meaning.name)
    return Understood(
        MappingProxyType(names), tempo, min(max(pace, 0.4), 2.5), energy, reading.unknown, reading.corrected
    )


def _numbers(text: str) -> tuple[dict[str, str], float | None, str]:
    """Metre and key by field, the tempo, and the text without them."""
    names: dict[str, str] = {}
    metre, tempo, key = _METRE.search(text), _TEMPO.search(text), _KEY.search(text)
    if metre:
        names["metre"] = metre[1]
    if key:
        names["key"] = key[1].upper() + _SIGNS[key[2]]
    for match in (metre, tempo, key):
        if match:
            text = text.replace(match[0], " ", 1)
    return names, float(tempo[1]) if tempo else None, text
