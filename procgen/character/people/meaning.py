"""What the words of a text say together, and the conditions that come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from procgen.character.body.macro import ADULT_YEARS
from procgen.character.hair.palette import NATURAL
from procgen.character.people.colours import SYNONYMS, colour_named, shaded
from procgen.character.people.conditions import NONE, Conditions
from procgen.character.people.growth import mass_norm, stature_norm
from procgen.character.people.haircuts import beard_kind, hair_kind
from procgen.character.people.person import StyleChoice, Worn
from procgen.character.people.roles import ROLES
from procgen.character.people.words import Dictionary, dictionary
from procgen.character.skin.parameters import SCAR_PLACES, TATTOO_PLACES, Scar, Tattoo
from procgen.character.wardrobe.kind import SETTINGS as ALL_SETTINGS
from procgen.character.wardrobe.kind import Colour, Kind

_AXIS_LIMIT = 2.5
_FEATURE = 1.7
"""Standard deviations of "a big nose"."""
_YOUNGER = 0.8
"""How much younger a young child is."""
_SCAR_MM = 55.0
_SIZES = {"size": "stature", "adiposity": "mass"}
"""Axes that a measure that is told takes the place of."""
_CHILD_MUSCLE = 0.15
"""Of the slider, by a standard deviation of the adults' axis."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words that name what can be worn and what people do.

    Attributes:
        kinds: everything that can be worn, but hair and beards, by name.
        wearables: phrase of words joined by "-" to names of kinds, the usual one first; the setting chooses.
        hair, beards: phrase to kind, without the words "hair" and "beard" themselves.
        eyes: names of eye colours.
        roles: phrase to names of roles; the setting chooses.
    """

    kinds: Mapping[str, Kind]
    wearables: Mapping[str, tuple[str, ...]]
    hair: Mapping[str, Kind]
    beards: Mapping[str, Kind]
    eyes: tuple[str, ...]
    roles: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Piece:
    kinds: tuple[str, ...]
    colours: Sequence[Colour]
    materials: Sequence[str]
    options: Mapping[str, float]


def _limited(value: float) -> float:
    return float(np.clip(value, -_AXIS_LIMIT, _AXIS_LIMIT))


# One life: what the words of one text say, each of which may change what the others meant.
@dataclass(eq=False)
class Meaning:
    """Everything that was said so far; :meth:`conditions` puts it together."""

    words: Vocabulary
    means: Dictionary = field(default_factory=dictionary)
    unknown: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    style: str = ""
    bald: bool = False
    bearded: bool | None = None
    skin: dict[str, Any] = field(default_factory=dict)
    _measures: dict[str, float] = field(default_factory=dict)
    _age: float | None = None
    _age_adjective: str = ""
    _age_noun: float | None = None
    _sex: float | None = None
    _pronoun: float | None = None
    _roles: list[str] = field(default_factory=list)
    _heritage: dict[str, float] = field(default_factory=dict)
    _body: dict[str, float] = field(default_factory=dict)
    _said: dict[str, str] = field(default_factory=dict)
    """Axis of the body to the word that spoke of it."""
    _face: dict[str, float] = field(default_factory=dict)
    _eyes: dict[str, Any] = field(default_factory=dict)
    _hair: str | None = None
    _hair_words: dict[str, float] = field(default_factory=dict)
    _hair_colour: Colour | None = None
    _beards: list[str] = field(default_factory=list)
    _beard_words: dict[str, float] = field(default_factory=dict)
    _beard_colour: Colour | None = None
    _scarred: bool = False
    """Whether there is one scar, and nobody said where: the next one that is told is that one."""
    _worn: list[_Piece] = field(default_factory=list)

    def quantities(self, lengths: Sequence[float], masses: Sequence[float], ages: Sequence[float]) -> None:
        """Statures in metres, masses in kilograms and years that the text gives; of several the last counts."""
        self._age = ages[-1] if ages else None
        measures = {"stature": lengths, "mass": masses}
        self._measures |= {name: values[-1] for name, values in measures.items() if values}

    def pronoun(self, sex: float | None) -> None:
        """He or she, where no noun tells."""
        self._pronoun = sex if self._pronoun is None else self._pronoun

    def person_noun(self, phrase: str) -> None:
        """Woman, boy, queen, blacksmith."""
        if phrase in self.means.sexes:
            self._sex = self.means.sexes[phrase]
        if phrase in self.means.age_nouns:
            self._age_noun = self.means.age_nouns[phrase]
        self._roles += self.words.roles.get(phrase, ())

    def person_is(self, word: str, strength: float) -> None:
        """An adjective that speaks of the whole person."""
        if word in self.means.body:
            self.body_is(word, self.means.body[word], strength)
        elif strength < 0:
            self.unknown.append(word)
        elif word in self.means.age_adjectives:
            self._age_adjective = word
        elif word in self.means.person_tones:
            self.heritage_of(self.means.person_tones[word])
        elif word in self.means.skin_tones and word != "light":
            self.skin_is(word, strength)
        else:
            self.unknown.append(word)

    def body_is(self, word: str, axes: Mapping[str, float], strength: float) -> None:
        """Axes of the body's population."""
        for axis, value in axes.items():
            self._body[axis] = _limited(value * strength)
            self._said[axis] = word

    def face_is(self, axes: Mapping[str, float], strength: float) -> None:
        """Axes of the faces' population."""
        self._face |= {axis: _limited(value * strength) for axis, value in axes.items()}

    def feature(self, noun: str, word: str, strength: float) -> None:
        """A big nose, broad shoulders."""
        axis, sign = self.means.parts[noun][word]
        value = sign * _FEATURE * strength
        if axis.startswith("+"):
            self.body_is(word, {axis[1:]: value}, 1.0)
        else:
            self._face[axis] = _limited(value)

    def skin_is(self, word: str, strength: float) -> None:
        """A tone of the skin; degrees lead towards the end of the scale."""
        tone = self.means.skin_tones[word]
        self.skin["melanin"] = float(1 - (1 - tone) / strength**1.5 if tone > 0.5 else tone / strength**1.5)

    def skin_has(self, word: str, present: bool) -> None:
        """Freckles, wrinkles, lipstick."""
        self.skin |= {name: value if present else 0.0 for name, value in self.means.skin[word].items()}

    def heritage_of(self, shares: Mapping[str, float]) -> None:
        """Where ancestors are from."""
        for name, share in shares.items():
            self._heritage[name] = self._heritage.get(name, 0.0) + share

    def eyes_are(self, colour: str, *, one: bool) -> None:
        """Both eyes; of two that are told one by one the first is the left one."""
        if one and "left" in self._eyes:
            self._eyes["right"] = colour
        else:
            self._eyes = {"left": colour, "right": colour}

    def hair_is(self, kind: str, words: Sequence[tuple[str, float]]) -> None:
        """A style by name, or "", and adjectives."""
        self.bald = False
        self._hair = kind or self._hair or ""
        colours, self._hair_words = _coloured(words, self._hair_words)
        self._hair_colour = colours or self._hair_colour

    def beard_is(self, kind: str, words: Sequence[tuple[str, float]]) -> None:
        """Likewise."""
        self.bearded = True
        if kind:
            self._beards.append(kind)
        colours, self._beard_words = _coloured(words, self._beard_words)
        self._beard_colour = colours or self._beard_colour

    def wears(
        self, kinds: tuple[str, ...], colours: Sequence[Colour], materials: Sequence[str], options: Mapping[str, float]
    ) -> None:
        """A piece out of some kinds that a word may mean."""
        self._worn.append(_Piece(kinds, colours, materials, options))

    def mark(self, what: str, present: bool, place: str, colour: Colour | None) -> None:
        """Scars, tattoos and paint."""
        if what == "paint":
            self.skin["war_paint"] = "stripes" if present else NONE
            if colour is not None:
                self.skin["war_paint_colour"] = colour
        elif what == "scar":
            before = () if self._scarred else self.skin.get("scars", ())
            self._scarred = place not in SCAR_PLACES
            scar = Scar("left_cheek" if self._scarred else place, _SCAR_MM)
            self.skin["scars"] = (*before, scar) if present else ()
        else:
            ink: dict[str, Any] = {} if colour is None else {"colour": colour}
            marks: tuple[Tattoo, ...] = (Tattoo("tribal", "left_arm", **ink), Tattoo("bands", "right_arm", **ink))
            if place in TATTOO_PLACES:
                marks = (Tattoo("tribal", place, **ink),)
            self.skin["tattoos"] = (*self.skin.get("tattoos", ()), *marks) if present else ()

    def conditions(self) -> Conditions:
        """All of it. Words that come to nothing now are added to the unknown ones."""
        age, sex = self._years(), self._sex if self._sex is not None else self._pronoun
        if self.bearded and sex is None:
            sex = 1.0
        role, setting = self._role_and_setting()
        child = age is not None and age < ADULT_YEARS
        axes = {axis: value for axis, value in self._body.items() if _SIZES.get(axis) not in self._measures}
        measures, muscle = dict(self._measures), None
        if child and age is not None:
            measures, muscle, axes = self._childs_body(axes, sex, age)
        return Conditions(
            sex=sex,
            age_years=age,
            heritage=self._heritage,
            muscle=muscle,
            measures=measures,
            body_axes=axes,
            face_axes=self._face,
            skin=self.skin,
            eyes=self._eyes,
            hair=self._haircut(sex, age),
            beard=self._beard(),
            outfit=self._outfit(setting),
            without=tuple(dict.fromkeys(self.without)),
            setting="" if role else setting,
            role=role,
            style=StyleChoice(self.style) if self.style else None,
        )

    def _years(self) -> float | None:
        """The number, or what an adjective and a noun say together: "young man", "young boy"."""
        if self._age is not None:
            return self._age
        adjective, noun = self.means.age_adjectives.get(self._age_adjective), self._age_noun
        if adjective is None:
            return noun
        if noun is None or noun >= ADULT_YEARS or adjective < ADULT_YEARS:
            return adjective
        return noun * _YOUNGER if self._age_adjective in ("young", "youthful") else noun

    def _role_and_setting(self) -> tuple[str, str]:
        """One role out of those that were named, and the setting; clothes tell it where words do not."""
        told = [self.means.settings[word] for word in self.settings]
        setting = told[0] if told else self._setting_of_clothes()
        fitting = [name for name in self._roles if ROLES[name].setting == setting]
        role = (fitting or self._roles or [""])[0]
        if role:
            setting = ROLES[role].setting
        self.unknown += [word for word in self.settings if self.means.settings[word] != setting]
        return role, setting

    def _setting_of_clothes(self) -> str:
        possible = set(ALL_SETTINGS)
        for piece in self._worn:
            possible &= {setting for name in piece.kinds for setting in self.words.kinds[name].settings}
        if possible in (set(ALL_SETTINGS), set()):
            return ""
        return "modern" if "modern" in possible else min(possible)

    def _childs_body(
        self, axes: Mapping[str, float], sex: float | None, age_years: float
    ) -> tuple[dict[str, float], float | None, dict[str, float]]:
        """Stature, mass and muscle in the place of axes, which are the adults'; the words of the others are unknown."""
        measures = dict(self._measures)
        both = 0.5 if sex is None else sex
        if "size" in axes:
            measures["stature"] = stature_norm(both, age_years).at(axes["size"])
        if "adiposity" in axes:
            measures["mass"] = mass_norm(both, age_years).at(axes["adiposity"] + 0.5 * axes.get("size", 0.0))
        muscle = None
        if "muscularity" in axes:
            muscle = 0.5 + _CHILD_MUSCLE * axes["muscularity"]
        told = {self._said[axis] for axis in axes if axis in (*_SIZES, "muscularity")}
        self.unknown += [self._said[axis] for axis in axes if self._said[axis] not in told]
        return measures, muscle, {}

    def _haircut(self, sex: float | None, age_years: float | None) -> Worn | None:
        if self.bald:
            return Worn(NONE)
        if self._hair is None:
            return None
        kind, options = hair_kind(self._hair, self._hair_words, sex, age_years)
        return Worn(kind, options, {} if self._hair_colour is None else {"": self._hair_colour})

    def _beard(self) -> Worn | None:
        if self.bearded is None:
            return None
        if not self.bearded:
            return Worn(NONE)
        kind, options = beard_kind(self._beards, self._beard_words)
        colour = self._beard_colour or self._hair_colour
        return Worn(kind, options, {} if colour is None else {"": colour})

    def _outfit(self, setting: str) -> tuple[Worn, ...]:
        """The pieces, each of the kind that belongs to the setting; a kind that was named twice counts once."""
        worn: dict[str, Worn] = {}
        for piece in self._worn:
            fitting = [name for name in piece.kinds if setting in self.words.kinds[name].settings]
            kind = self.words.kinds[(fitting or piece.kinds)[0]]
            colours = {slot.name: colour for slot, colour in zip(kind.slots, piece.colours, strict=False)}
            made_of = {slot.kind for slot in kind.slots}
            self.unknown += [word for word in piece.materials if self.means.materials[word] not in made_of]
            options = {name: value for name, value in piece.options.items() if name in kind.options}
            self.unknown += [
                "long" if value > 0.5 else "short" for name, value in piece.options.items() if name not in options
            ]
            worn[kind.name] = Worn(kind.name, options, colours)
        return tuple(worn.values())


def _coloured(
    words: Sequence[tuple[str, float]], before: Mapping[str, float]
) -> tuple[Colour | None, dict[str, float]]:
    """The colour that adjectives of hair name ("dark brown", "light blonde", "blue"), and the other adjectives."""
    means, rest, colour, shade = dictionary(), dict(before), None, ""
    for number, (word, strength) in enumerate(words):
        following = words[number + 1][0] if number + 1 < len(words) else ""
        if word in means.shades and _is_hair_colour(following):
            shade = word
        elif _is_hair_colour(word):
            both = f"{shade}-{word}"
            if both in means.hair_colours:
                colour = NATURAL[means.hair_colours[both]]
            else:
                natural = means.hair_colours.get(word)
                named = NATURAL[natural] if natural is not None else colour_named(word)
                colour = None if named is None else shaded(named, means.shades.get(shade, 0.0) * 0.5)
            shade = ""
        else:
            rest[word] = strength
    return colour, rest


def _is_hair_colour(word: str) -> bool:
    return word in dictionary().hair_colours or word in SYNONYMS or colour_named(word) is not None
