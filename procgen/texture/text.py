"""Plain words to a material: "old mossy red bricks, wide joints, no snow".

Each word or short phrase of ``words.toml`` has one meaning; what isn't understood is told, so that nobody wonders why
it did nothing. Where a sentence-embedding package is installed, a caller can pass a function that finds a known word
for an unknown one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from procgen.errors import InvalidFields, Violation
from procgen.kit.english import Lexicon, Nearest, Pause, Said, each, named, plain, read, read_words, take, terms
from procgen.texture.classes import CLASS_NAMES

Colour = tuple[float, float, float]
"""sRGB-encoded, 0 to 1."""

MAX_CHARACTERS = 1000
MAX_COLOURS = 6
"""Of a palette; further ones are left out."""
_EMPTY: Mapping[str, Any] = MappingProxyType({})
_HEX = re.compile(r"#([0-9a-f]{6})\b", re.IGNORECASE)
_USUAL_JOINT = 0.1
_NEUTRAL = {"height_contrast": 1.0, "saturation": 1.0, "contrast": 1.0}
_LITTLE = 0.4
"""How much of it "not very" leaves."""
_LITTLE_ROOM = -0.4
"""The exponent of a size that is denied: "not large" is somewhat small."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text says. What it doesn't say is missing, and stays as usual."""

    material: str = ""
    """One of :data:`procgen.texture.classes.CLASS_NAMES`; empty if none is named."""
    others: tuple[str, ...] = ()
    """Further classes that are named, such as wood in "wood and stone"."""
    palette: tuple[Colour, ...] = ()
    """Up to six colours that are named, in the order of the text."""
    look: Mapping[str, float] = field(default_factory=lambda: _EMPTY)
    """By the names of :class:`procgen.texture.colour.ColourParameters`."""
    weather: Mapping[str, float] = field(default_factory=lambda: _EMPTY)
    """By the names of :class:`procgen.texture.weather.WeatherParameters`; 0 where the text says there is none."""
    layout: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    """By the names of :class:`procgen.texture.layout.LayoutParameters`."""
    piece_size: float = 1.0
    """Size of bricks, tiles or stones, in parts of the usual one."""
    metres_per_tile: float | None = None
    """Width of the tile, if a length is named."""
    unknown: tuple[str, ...] = ()
    """Words that mean nothing here, as they stand in the text."""
    corrected: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    """Words that were misspelt, and what they were taken for."""


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a term does. Empty parts do nothing."""

    material: str = ""
    weak: bool = False
    """Of a material: it gives way to any other, as "wall" does to "brick"."""
    colour: Colour | None = None
    look: Mapping[str, float] = field(default_factory=lambda: _EMPTY)
    weather: Mapping[str, float] = field(default_factory=lambda: _EMPTY)
    layout: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    size: float = 1.0
    shade: float = 0.0
    """Makes a following colour darker (negative) or lighter; alone it is brightness."""
    part: str = ""
    """A part of the material that a size may belong to: "joint", "piece" or "relief"."""

    @property
    def modifies(self) -> bool:
        """Whether it is an adjective of a thing that follows."""
        return self.size != 1.0 or self.shade != 0.0 or bool(self.layout)

    @property
    def endings(self) -> tuple[str, ...]:
        """Forms in which its words are known."""
        if self.weather:
            return ("s", "er")
        return ("er",) if self.look or self.size != 1.0 or self.shade else ("s",)


@cache
def _words() -> Mapping[str, Any]:
    return read_words(Path(__file__).with_name("words.toml"))


@cache
def lexicon() -> Lexicon[_Meaning]:
    """What is understood."""
    words = _words()
    weak = terms(words["weak"])
    colours = {term: _from_hex(value) for term, value in words["material_colours"].items()}
    meanings = {
        term: _Meaning(material=name, weak=term in weak, colour=colours.get(term))
        for term, name in named(words["materials"]).items()
    }
    for term, layer in words["layers"].items():
        meanings[term] = _Meaning(material=meanings[term].material, weak=True, weather=layer)
    for term, value in words["colours"].items():
        meanings[term] = _Meaning(colour=_from_hex(value))
        if term.isalpha():
            stem = term.removesuffix("e") + ("d" if term == "red" else "")
            meanings[f"{stem}ish"] = meanings[term]
    meanings |= {term: _Meaning(weather=weather) for term, weather in each(words["weather"]).items()}
    meanings |= {term: _Meaning(look=look) for term, look in each(words["looks"]).items()}
    meanings |= {term: _Meaning(layout=layout) for term, layout in each(words["layout"]).items()}
    meanings |= {term: _Meaning(size=size) for term, size in each(words["sizes"]).items()}
    meanings |= {term: _Meaning(part=part) for term, part in named(words["parts"]).items()}
    meanings |= {term: _Meaning(shade=shade) for term, shade in each(words["shades"]).items()}
    return Lexicon(
        meanings,
        degrees=each(words["degrees"]),
        silent=words["silent"].split(),
        breaks=("but", *words["breaks"].split()),
        chains=("and", "or"),
        endings=lambda meaning: meaning.endings,
        modifies=lambda meaning: meaning.modifies,
    )


def _from_hex(text: str) -> Colour:
    red, green, blue = (int(text[k : k + 2], 16) / 255.0 for k in (0, 2, 4))
    return red, green, blue


class _Reader:
    """What has been understood so far."""

    def __init__(self) -> None:
        self.materials: list[tuple[str, bool, bool]] = []
        """Class, whether it is weak, and whether it stands behind a preposition."""
        self.layers: list[tuple[str, str, float]] = []
        self.palette: list[Colour] = []
        self.tints: list[Colour] = []
        self.look: dict[str, float] = {}
        self.weather: dict[str, float] = {}
        self.layout: dict[str, Any] = {}
        self.size = 1.0
        self.shade = 0.0
        self.shade_degree = 1.0
        self.pending_size = 1.0
        self.behind = False

    def pause(self, text: str) -> None:
        """A clause is over; what has found nothing to belong to stands for the whole."""
        if self.shade:
            self.look["brightness"] = min(max(self.shade * self.shade_degree, -1.0), 1.0)
        if self.pending_size != 1.0:
            self.size = self.pending_size
        self.shade, self.pending_size = 0.0, 1.0
        self.behind = text.isalpha() and text != "but"

    def take(self, said: Said[_Meaning]) -> None:
        """The next term."""
        meaning, degree = said.meaning, said.degree
        if meaning.shade:
            self.shade, self.shade_degree = -meaning.shade if said.denied else meaning.shade, degree
            return
        if meaning.size != 1.0:
            exponent = _LITTLE_ROOM if said.denied else 1.5 if degree > 1.0 else 1.0
            self.pending_size = round(meaning.size**exponent, 3)
            return
        if meaning.part:
            self._take_part(meaning.part, said.denied)
        if meaning.colour is not None and not said.denied:
            shade = min(max(self.shade * (1.3 if self.shade_degree > 1.0 else 1.0), -0.8), 0.8)
            self.shade = 0.0
            target = self.tints if meaning.material else self.palette
            target.append(_shaded(meaning.colour, shade))
        if meaning.material and not said.denied:
            self.materials.append((meaning.material, meaning.weak, self.behind))
        for layer, most in meaning.weather.items():
            if not said.denied:
                amount = round(min(most * degree, 1.0), 3)
            else:  # "not very dirty" is a little dirty
                amount = round(_LITTLE * most, 3) if degree > 1.0 else 0.0
            if meaning.material:
                self.layers.append((meaning.material, layer, amount))
            else:
                self.weather[layer] = amount
        for name, value in meaning.look.items():
            self.look[name] = _opposite(name, value) if said.denied else _graded(name, value, degree)
        for name, value in meaning.layout.items():
            if not said.denied:
                self.layout[name] = value
            elif degree > 1.0 and isinstance(value, float):
                self.layout[name] = round(_LITTLE * value, 3)
        if said.denied and not meaning.modifies:  # "no dark moss": what is dark isn't there
            self.shade, self.pending_size = 0.0, 1.0

    def _take_part(self, part: str, denied: bool) -> None:
        if part == "joint":
            if denied:
                self.layout["joint"] = 0.0
            elif self.pending_size != 1.0:
                # Widths of joints differ more than sizes of pieces do.
                self.layout["joint"] = round(min(_USUAL_JOINT * self.pending_size**1.6, 0.6), 3)
        elif part == "relief":
            if denied:
                self.look["height_contrast"] = 0.3
            elif self.pending_size != 1.0:
                self.look["height_contrast"] = min(self.pending_size, 2.5)
        elif self.pending_size != 1.0:
            self.size = self.pending_size
        self.pending_size = 1.0


def _shaded(colour: Colour, shade: float) -> Colour:
    target = 0.0 if shade < 0.0 else 1.0
    red, green, blue = (channel + (target - channel) * abs(shade) for channel in colour)
    return red, green, blue


def _graded(name: str, value: float, degree: float) -> float:
    neutral = _NEUTRAL.get(name, 0.0)
    low = 0.0 if name in _NEUTRAL else -1.0e9
    return round(max(neutral + (value - neutral) * min(degree, 1.6), low), 3)


def _opposite(name: str, value: float) -> float:
    """Of "not glossy": half as far the other way."""
    neutral = _NEUTRAL.get(name, 0.0)
    return round(neutral - 0.5 * (value - neutral), 3)


def _head(reader: _Reader) -> tuple[str, tuple[str, ...]]:
    """The material that is meant, and the others."""
    named = reader.materials
    if not named:
        return "", ()
    # The last noun of the first part: "concrete tiles with wood" is tiles.
    order = sorted(range(len(named)), key=lambda k: (named[k][1], named[k][2], -k))
    chosen = named[order[0]][0]
    left_out = {chosen, *terms(_words()["kin"].get(chosen, "")), *(material for material, _, _ in reader.layers)}
    others = (material for material, _, _ in named if material not in left_out)
    return chosen, tuple(dict.fromkeys(others))


def understand(text: str, nearest: Nearest | None = None) -> Understood:
    """Read a description in English.

    Args:
        text: up to 1000 characters.
        nearest: finds a known word for an unknown one, where a package for that is installed.

    Raises:
        InvalidFields: if the text is longer.
    """
    if len(text) > MAX_CHARACTERS:
        allowed = f"at most {MAX_CHARACTERS} characters"
        raise InvalidFields([Violation.of("text", f"{len(text)} characters", allowed)])
    lengths, rest = take("lengths", plain(text))
    reader = _Reader()
    reader.palette += [_from_hex(value) for value in _HEX.findall(rest)]
    reading = read(_HEX.sub(" ", rest), lexicon(), nearest)
    for said in reading.said:
        if isinstance(said, Pause):
            reader.pause(said.text)
        else:
            reader.take(said)
    reader.pause("")
    material, others = _head(reader)
    for owner, layer, amount in reader.layers:
        if owner != material or amount == 0.0:
            reader.weather[layer] = amount
    return Understood(
        material=material,
        others=others,
        palette=tuple(reader.palette or reader.tints)[:MAX_COLOURS],
        look=MappingProxyType(reader.look),
        weather=MappingProxyType(reader.weather),
        layout=MappingProxyType(reader.layout),
        piece_size=reader.size,
        metres_per_tile=next((length for length in reversed(lengths) if length > 0.0), None),
        unknown=reading.unknown,
        corrected=reading.corrected,
    )


def materials() -> Mapping[str, tuple[str, ...]]:
    """The words for each class."""
    return MappingProxyType({name: terms(_words()["materials"][name]) for name in CLASS_NAMES})
