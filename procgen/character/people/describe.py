"""Plain words to conditions: "a stout old blacksmith with a grey beard, blue eyes and a leather apron".

A vocabulary, not a language model: each word or phrase of up to four words has one meaning; words of degree strengthen
or weaken what follows, "no" and "without" take it away, and colours belong to the noun that follows them. What is not
understood is told.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from procgen.character.hair.palette import NATURAL
from procgen.character.people.colours import COLOURS, SYNONYMS, colour_named, shaded
from procgen.character.people.conditions import NONE, Conditions
from procgen.character.people.person import StyleChoice, Worn
from procgen.character.people.words import (
    AGES,
    BODY,
    DEGREES,
    FACES,
    FEATURE,
    HAIR_COLOURS,
    HERITAGES,
    MARKS,
    NEGATIONS,
    NOUNS,
    PART_WORDS,
    PARTS,
    SETTINGS,
    SEXES,
    SHADES,
    SILENT,
    SKIN,
    SKIN_TONES,
    STYLES,
)
from procgen.character.skin.parameters import Scar, Tattoo
from procgen.character.wardrobe.kind import Colour, Kind

MAX_CHARACTERS = 2000
_PHRASE_WORDS = 4
_AXIS_LIMIT = 2.5
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[a-z]+(?:['-][a-z]+)*")


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words that name what can be worn and what people do.

    Attributes:
        wearables: phrase of words joined by "-", to kind.
        hair, beards: likewise, of hair and beards, without those words themselves.
        eyes: names of eye colours.
        roles: phrase to name.
    """

    wearables: Mapping[str, Kind]
    hair: Mapping[str, Kind]
    beards: Mapping[str, Kind]
    eyes: tuple[str, ...]
    roles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Description:
    """What a text says, and the words of it that mean nothing here."""

    conditions: Conditions
    unknown: tuple[str, ...] = ()


@dataclass(eq=False)
class _Reader:
    """The state of reading, from left to right."""

    words: Vocabulary
    known: dict[str, Any] = field(default_factory=dict)
    """Fields of the conditions that are single values."""
    body: dict[str, float] = field(default_factory=dict)
    face: dict[str, float] = field(default_factory=dict)
    measures: dict[str, float] = field(default_factory=dict)
    skin: dict[str, Any] = field(default_factory=dict)
    eyes: dict[str, Any] = field(default_factory=dict)
    worn: dict[str, Worn] = field(default_factory=dict)
    hair: Kind | None = None
    hair_colour: Colour | None = None
    bald: bool = False
    beard: Kind | None = None
    beard_colour: Colour | None = None
    bearded: bool | None = None
    unknown: list[str] = field(default_factory=list)
    degree: float = 1.0
    negated: bool = False
    waiting: list[tuple[str, float]] = field(default_factory=list)
    """Adjectives that no noun has claimed yet, and their strength."""

    def strength(self) -> float:
        """Of the word that is being read; degrees and negations are used up."""
        strength = -self.degree if self.negated else self.degree
        self.degree, self.negated = 1.0, False
        return strength

    def claim(self, wanted: Container[str]) -> list[tuple[str, float]]:
        """Take the waiting adjectives that a noun understands; the others speak of the whole person."""
        claimed = [entry for entry in self.waiting if entry[0] in wanted]
        for word, strength in self.waiting:
            if word not in wanted:
                self.whole(word, strength)
        self.waiting.clear()
        return claimed

    def whole(self, word: str, strength: float) -> None:
        """An adjective that speaks of the whole person."""
        if word in BODY:
            for axis, value in BODY[word].items():
                self.body[axis] = float(np.clip(value * strength, -_AXIS_LIMIT, _AXIS_LIMIT))
        elif word in SKIN_TONES:
            self.skin["melanin"] = SKIN_TONES[word]
        elif word not in SHADES:
            self.unknown.append(word)


def describe(text: str, vocabulary: Vocabulary) -> Description:
    """Read a text. Nothing is raised: what means nothing is in ``unknown``."""
    tokens = _TOKEN.findall(text.lower()[:MAX_CHARACTERS])
    reader = _Reader(vocabulary)
    place = 0
    while place < len(tokens):
        taken = _number(tokens[place:], reader)
        for length in range(min(_PHRASE_WORDS, len(tokens) - place), 0, -1):
            if taken:
                break
            if _take("-".join(tokens[place : place + length]), reader):
                taken = length
        if not taken:
            reader.unknown.append(tokens[place])
        place += max(taken, 1)
    reader.claim(())
    return Description(_conditions(reader), tuple(dict.fromkeys(reader.unknown)))


def _number(tokens: list[str], reader: _Reader) -> int:
    """Ages, heights and masses ("45 years old", "1.8 m", "180 cm", "90 kg"): how many words they take."""
    if not tokens[0][0].isdigit():
        return 0
    value, unit = float(tokens[0]), tokens[1] if len(tokens) > 1 else ""
    if unit == "cm":
        reader.measures["stature"] = value / 100
    elif unit in ("m", "metre", "metres", "meter", "meters"):
        reader.measures["stature"] = value
    elif unit in ("kg", "kilos", "kilograms"):
        reader.measures["mass"] = value
    elif unit.startswith("year"):
        reader.known["age_years"] = value
        return 3 if tokens[2:3] == ["old"] else 2
    else:
        reader.known["age_years"] = value
        return 1
    return 2


def _take(phrase: str, reader: _Reader) -> bool:
    """Understand a phrase; False if it means nothing as a whole."""
    if phrase in DEGREES:
        reader.degree *= DEGREES[phrase]
    elif phrase in NEGATIONS:
        reader.negated = True
    elif _part(phrase, reader) or _wearable(phrase, reader) or _whole_word(phrase, reader):
        pass
    elif (
        phrase in BODY
        or phrase in SKIN_TONES
        or phrase in SHADES
        or phrase in HAIR_COLOURS
        or phrase in reader.words.eyes
        or phrase in reader.words.hair
        or phrase in PART_WORDS
        or colour_named(phrase) is not None
    ):
        reader.waiting.append((phrase, reader.strength()))
    else:
        return phrase in SILENT
    return True


def _part(phrase: str, reader: _Reader) -> bool:
    """Parts of the body, which claim the adjectives that wait; "green-eyed" brings its own."""
    adjective, _, last = phrase.rpartition("-")
    noun = NOUNS.get(phrase, phrase)
    if adjective and last in NOUNS and phrase not in FACES:
        noun = NOUNS[last]
        reader.waiting.append((adjective, reader.strength()))
    if noun == "hair" or noun in reader.words.hair:
        _hair(noun, reader)
    elif noun == "beard" or noun in reader.words.beards:
        _beard(noun, reader)
    elif noun == "skin":
        for word, _ in reader.claim(SKIN_TONES):
            reader.skin["melanin"] = SKIN_TONES[word]
    elif noun in PARTS:
        _feature(noun, reader)
    else:
        return False
    return True


def _hair(noun: str, reader: _Reader) -> None:
    reader.bald = reader.strength() < 0
    reader.hair = reader.words.hair.get(noun, reader.hair)
    for word, _ in reader.claim({*HAIR_COLOURS, *COLOURS, *reader.words.hair}):
        if word in HAIR_COLOURS:
            reader.hair_colour = NATURAL[HAIR_COLOURS[word]]
        elif word in reader.words.hair:
            reader.hair = reader.words.hair[word]
        else:
            reader.hair_colour = colour_named(word)


def _beard(noun: str, reader: _Reader) -> None:
    reader.bearded = reader.strength() > 0
    reader.beard = reader.words.beards.get(noun, reader.beard)
    for word, _ in reader.claim({*HAIR_COLOURS, *(name.removesuffix("-beard") for name in reader.words.beards)}):
        if word in HAIR_COLOURS:
            reader.beard_colour = NATURAL[HAIR_COLOURS[word]]
        else:
            reader.beard = reader.words.beards.get(f"{word}-beard", reader.beard)


def _feature(noun: str, reader: _Reader) -> None:
    reader.strength()
    adjectives = PARTS[noun]
    colours = reader.words.eyes if noun == "eyes" else COLOURS if noun == "lips" else ()
    for word, strength in reader.claim({*adjectives, *colours}):
        if word in adjectives:
            axis, sign = adjectives[word]
            value = float(np.clip(sign * FEATURE * strength, -_AXIS_LIMIT, _AXIS_LIMIT))
            (reader.body if axis.startswith("+") else reader.face)[axis.removeprefix("+")] = value
        elif noun == "eyes":
            reader.eyes |= {"left": word, "right": word}
        else:
            reader.skin |= {"lipstick": 0.85, "lipstick_colour": colour_named(word)}


def _wearable(phrase: str, reader: _Reader) -> bool:
    """Clothes and things: they claim the colours that wait."""
    kind = reader.words.wearables.get(phrase)
    if kind is None:
        return False
    worn = reader.strength() > 0
    colour, shade = None, 0.0
    for word, _ in reader.claim({*COLOURS, *SYNONYMS, *SHADES}):
        colour = colour_named(word) or colour
        shade = SHADES.get(word, shade)
    if worn:
        colours = {} if colour is None else {kind.slots[0].name: shaded(colour, shade)}
        reader.worn[kind.name] = Worn(kind.name, {}, colours)
    return True


def _whole_word(phrase: str, reader: _Reader) -> bool:
    """Words that mean the same wherever they stand."""
    tables: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("role", reader.words.roles),
        ("sex", SEXES),
        ("age_years", AGES),
        ("heritage", HERITAGES),
        ("setting", SETTINGS),
        ("style", STYLES),
    )
    said: dict[str, Any] = {name: table[phrase] for name, table in tables if phrase in table}
    if said:
        reader.known |= said
    elif phrase in FACES:
        strength = reader.strength()
        reader.face |= {
            axis: float(np.clip(value * strength, -_AXIS_LIMIT, _AXIS_LIMIT)) for axis, value in FACES[phrase].items()
        }
    elif phrase in SKIN:
        present = reader.strength() > 0
        reader.skin |= {name: value if present else 0.0 for name, value in SKIN[phrase].items()}
    elif phrase in MARKS:
        _mark(MARKS[phrase], reader)
    elif phrase in ("bald", "hairless"):
        reader.bald = reader.strength() > 0
    elif phrase in ("clean-shaven", "beardless", "shaven"):
        reader.bearded = False
    else:
        return False
    return True


def _mark(what: str, reader: _Reader) -> None:
    """Scars, tattoos and paint; where nothing more is said, usual ones."""
    present = reader.strength() > 0
    colours = [colour_named(word) for word, _ in reader.claim({*COLOURS, *SYNONYMS})]
    if what == "paint":
        reader.skin["war_paint"] = "stripes" if present else "none"
        if colours:
            reader.skin["war_paint_colour"] = colours[-1]
    elif what == "scar":
        reader.skin["scars"] = (Scar("left_cheek", 55.0),) if present else ()
    else:
        ink: dict[str, Any] = {"colour": colours[-1]} if colours and colours[-1] is not None else {}
        reader.skin["tattoos"] = (
            (Tattoo("tribal", "left_arm", **ink), Tattoo("bands", "right_arm", **ink)) if present else ()
        )


def _conditions(reader: _Reader) -> Conditions:
    """What was read, as conditions."""
    known = dict(reader.known)
    if reader.bearded and "sex" not in known:
        known["sex"] = 1.0
    style = known.pop("style", None)
    beard = None
    if reader.bearded is False:
        beard = Worn(NONE)
    elif reader.bearded:
        beard = _coloured(reader.beard, reader.beard_colour or reader.hair_colour)
    hair = Worn(NONE) if reader.bald else None
    if hair is None and (reader.hair is not None or reader.hair_colour is not None):
        hair = _coloured(reader.hair, reader.hair_colour)
    return Conditions(
        **known,
        measures=reader.measures,
        body_axes=reader.body,
        face_axes=reader.face,
        skin=reader.skin,
        eyes=reader.eyes,
        hair=hair,
        beard=beard,
        outfit=tuple(reader.worn.values()),
        style=None if style is None else StyleChoice(style),
    )


def _coloured(kind: Kind | None, colour: Colour | None) -> Worn:
    """Hair of a kind, or of any ("") kind, in a colour; "" as a slot is every slot."""
    return Worn("" if kind is None else kind.name, {}, {} if colour is None else {"": colour})
