"""Plain words to conditions: "a stout old blacksmith with a grey beard, blue eyes and a red tunic".

A vocabulary and a grammar, not a language model. Adjectives wait for a noun, which claims those that it understands
("a long grey beard"); the others speak of the person. Words of degree strengthen or weaken what follows, "no" and
"without" take it away, and after "is" and "are" adjectives speak of the noun before. What is not understood is told.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field

from procgen.character.people.colours import COLOURS, SYNONYMS, colour_named, shaded
from procgen.character.people.conditions import Conditions
from procgen.character.people.meaning import Meaning, Vocabulary
from procgen.character.people.quantities import read_quantities
from procgen.character.people.words import (
    AGE_ADJECTIVES,
    AGE_NOUNS,
    BEARD_WORDS,
    BODY,
    BREAKS,
    BUILD,
    BUILD_NOUNS,
    DEGREES,
    EYE_SYNONYMS,
    FACES,
    HAIR_COLOURS,
    HAIR_WORDS,
    HERITAGES,
    LINKS,
    MAKE_UP,
    MARKS,
    MATERIALS,
    NEGATIONS,
    NOT_QUITE,
    NOUNS,
    PARTS,
    PLACES,
    PRONOUNS,
    SETTINGS,
    SEXES,
    SHADES,
    SILENT,
    SKIN,
    SKIN_TONES,
    STYLES,
)

__all__ = ["MAX_CHARACTERS", "Description", "Vocabulary", "describe"]

MAX_CHARACTERS = 2000
_PHRASE_WORDS = 4
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+|[,;.:]")
_NOT = re.compile(r"\b(?:doesn't|don't|isn't|aren't|hasn't|haven't|does not|do not)\b")
_PART_WORDS = frozenset(word for adjectives in PARTS.values() for word in adjectives)
_BUILD_WORDS = frozenset(word for adjectives in BUILD.values() for word in adjectives)
_LENGTHS = {"long": 0.9, "short": 0.1}
_FAR_WORDS = 5
"""How far behind a scar its place may stand."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a text says, and the words of it that mean nothing here."""

    conditions: Conditions
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Adjective:
    word: str
    strength: float


@dataclass(eq=False)
class _Reader:
    """The state of reading, from left to right."""

    words: Vocabulary
    meaning: Meaning
    degree: float = 1.0
    negated: bool = False
    was_negated: bool = False
    waiting: list[_Adjective] = field(default_factory=list)
    """Adjectives that no noun has claimed yet."""
    noun: str = ""
    """The part of the body that was spoken of last; empty for the person."""
    linked: bool = False
    """Whether the adjectives that wait speak of that part."""

    def strength(self) -> float:
        """Of the word that is being read; degrees and negations are used up."""
        strength = NOT_QUITE if self.negated else self.degree
        self.was_negated = self.negated
        self.degree, self.negated = 1.0, False
        return strength

    def present(self) -> bool:
        """Whether the noun that is being read is there at all."""
        return self.strength() > 0

    def claim(self, wanted: Container[str]) -> list[_Adjective]:
        """Take the waiting adjectives that a noun understands; the others speak of the whole person."""
        claimed = [entry for entry in self.waiting if entry.word in wanted]
        rest = [entry for entry in self.waiting if entry.word not in wanted]
        self.waiting.clear()
        for entry in rest:
            self.meaning.person_is(entry.word, entry.strength)
        return claimed

    def apply_link(self) -> None:
        """What waits after "is" speaks of the noun before."""
        if self.linked and self.waiting:
            _part(self.noun, self.noun, self)

    def flush(self) -> None:
        """Nothing more will claim what waits."""
        self.apply_link()
        self.claim(())
        self.linked = False


def describe(text: str, vocabulary: Vocabulary) -> Description:
    """Read a text. Nothing is raised: what means nothing is in ``unknown``."""
    quantities = read_quantities(_NOT.sub("not", text[:MAX_CHARACTERS].lower().replace("’", "'").replace("”", '"')))
    reader = _Reader(vocabulary, Meaning(vocabulary))
    reader.meaning.quantities(quantities)
    tokens = _TOKEN.findall(quantities.text.replace("'s ", " ").replace("'", ""))
    place = 0
    while place < len(tokens):
        for length in range(min(_PHRASE_WORDS, len(tokens) - place), 0, -1):
            if _take("-".join(tokens[place : place + length]), tokens[place + length :], reader):
                place += length
                break
        else:
            reader.meaning.unknown.append(tokens[place])
            place += 1
    reader.flush()
    return Description(reader.meaning.conditions(), reader.meaning.unknown_words())


def _take(phrase: str, following: list[str], reader: _Reader) -> bool:
    """Understand a phrase; False if it means nothing as a whole."""
    if phrase in (",", "and"):
        reader.apply_link()
    elif phrase in BREAKS:
        reader.flush()
    elif phrase in LINKS:
        reader.claim(())
        reader.linked = bool(reader.noun)
    elif phrase in DEGREES:
        reader.degree *= DEGREES[phrase]
    elif phrase in NEGATIONS:
        reader.negated = True
    elif phrase in ("or", "nor"):
        reader.negated = reader.was_negated
    elif phrase in PRONOUNS:
        reader.meaning.pronoun(PRONOUNS[phrase])
        if reader.linked:
            reader.flush()
        else:
            reader.noun = ""
    elif _noun(phrase, following, reader):
        reader.linked = False
    elif _word(phrase, reader):
        pass
    elif _is_adjective(phrase, reader):
        reader.waiting.append(_Adjective(phrase, reader.strength()))
    else:
        return phrase in SILENT
    return True


def _is_adjective(phrase: str, reader: _Reader) -> bool:
    tables: tuple[Container[str], ...] = (
        BODY,
        AGE_ADJECTIVES,
        SKIN_TONES,
        SHADES,
        HAIR_WORDS,
        BEARD_WORDS,
        MATERIALS,
        reader.words.eyes,
        _PART_WORDS,
        _BUILD_WORDS,
        COLOURS,
        SYNONYMS,
    )
    # "Dark red" is two words: what it means is the noun's affair.
    if phrase.partition("-")[0] not in SHADES or phrase in SHADES:
        tables = (*tables, HAIR_COLOURS, EYE_SYNONYMS)
    return any(phrase in table for table in tables)


def _noun(phrase: str, following: list[str], reader: _Reader) -> bool:
    """Nouns claim the adjectives that wait."""
    words = reader.words
    if phrase in words.wearables:
        _wearable(words.wearables[phrase], reader)
    elif phrase in NOUNS:
        _part(NOUNS[phrase], phrase, reader)
    elif phrase in words.hair and phrase not in HAIR_WORDS:
        _hair(words.hair[phrase].name, reader)
    elif phrase in words.beards and phrase not in BEARD_WORDS:
        _beard(words.beards[phrase].name, reader)
    elif phrase in BUILD_NOUNS:
        noun = BUILD_NOUNS[phrase]
        for entry in reader.claim(BUILD[noun]):
            reader.meaning.body_is(entry.word, BUILD[noun][entry.word], entry.strength)
        reader.strength()
    elif phrase in MARKS:
        _mark(MARKS[phrase], following, reader)
    elif phrase in MAKE_UP:
        colours = [entry.word for entry in reader.claim({*COLOURS, *SYNONYMS})]
        reader.meaning.skin_has(phrase, reader.present())
        if colours:
            reader.meaning.skin[f"{phrase.replace('-', '_')}_colour"] = colour_named(colours[-1])
    elif phrase in words.roles or phrase in SEXES or phrase in AGE_NOUNS:
        reader.claim(())
        reader.noun, reader.linked = "", False
        reader.strength()
        reader.meaning.person_noun(phrase)
    else:
        return False
    return True


def _word(phrase: str, reader: _Reader) -> bool:
    """Words that mean the same wherever they stand; what waits goes on waiting."""
    meaning = reader.meaning
    if phrase in HERITAGES:
        meaning.heritage_of(HERITAGES[phrase])
        reader.strength()
    elif phrase in SETTINGS:
        meaning.settings.append(phrase)
    elif phrase in STYLES:
        meaning.style = STYLES[phrase]
    elif phrase in FACES:
        meaning.face_is(FACES[phrase], reader.strength())
    elif phrase in SKIN:
        meaning.skin_has(phrase, reader.present())
    elif phrase in ("bald", "hairless", "bald-headed"):
        meaning.bald = reader.present()
    elif phrase in ("clean-shaven", "beardless"):
        meaning.bearded = not reader.present()
    else:
        return False
    return True


def _part(noun: str, said: str, reader: _Reader) -> None:
    """Parts of the body: "green eyes", "green-eyed"; without any adjective they say nothing, but for a beard."""
    reader.noun = noun
    if noun == "hair":
        _hair("", reader)
    elif noun == "beard":
        _beard("", reader)
    elif noun == "skin":
        reader.strength()
        for entry in reader.claim(SKIN_TONES):
            reader.meaning.skin_is(entry.word, entry.strength)
    elif noun == "eyes":
        _eyes(said, reader)
    elif noun in PARTS:
        present = reader.present()
        for entry in reader.claim({*PARTS[noun], *(COLOURS if noun == "lips" else ())}):
            if entry.word in PARTS[noun]:
                reader.meaning.feature(noun, entry.word, entry.strength if present else -entry.strength)
            else:
                reader.meaning.skin |= {"lipstick": 0.85, "lipstick_colour": colour_named(entry.word)}
    else:
        reader.claim(())


def _eyes(said: str, reader: _Reader) -> None:
    reader.strength()
    names = (*reader.words.eyes, *EYE_SYNONYMS)
    shade = ""
    for entry in reader.claim({*names, *PARTS["eyes"], *SHADES}):
        if entry.word in PARTS["eyes"]:
            reader.meaning.feature("eyes", entry.word, entry.strength)
            continue
        colour = EYE_SYNONYMS.get(f"{shade}{entry.word}", EYE_SYNONYMS.get(entry.word, entry.word))
        shade = f"{entry.word}-" if entry.word in SHADES else ""
        if colour in reader.words.eyes:
            reader.meaning.eyes_are(colour, one=said == "eye")


def _hair(kind: str, reader: _Reader) -> None:
    if not reader.present():
        reader.meaning.bald = True
        reader.claim(())
        return
    reader.noun = "hair"
    claimed = reader.claim({*HAIR_COLOURS, *COLOURS, *SYNONYMS, *SHADES, *HAIR_WORDS})
    reader.meaning.hair_is(kind, [(entry.word, entry.strength) for entry in claimed])


def _beard(kind: str, reader: _Reader) -> None:
    if not reader.present():
        reader.meaning.bearded = False
        reader.claim(())
        return
    reader.noun = "beard"
    claimed = reader.claim({*HAIR_COLOURS, *COLOURS, *SYNONYMS, *SHADES, *BEARD_WORDS})
    reader.meaning.beard_is(kind, [(entry.word, entry.strength) for entry in claimed])


def _wearable(kinds: tuple[str, ...], reader: _Reader) -> None:
    """Clothes and things claim colours, materials and lengths."""
    present = reader.present()
    reader.noun = ""
    claimed = reader.claim({*COLOURS, *SYNONYMS, *SHADES, *MATERIALS, *_LENGTHS, *AGE_ADJECTIVES})
    colours, shade = [], 0.0
    materials, options = [], dict[str, float]()
    for entry in claimed:
        colour = colour_named(entry.word)
        if colour is not None:
            colours.append(shaded(colour, shade))
            shade = 0.0
        elif entry.word in SHADES:
            shade = SHADES[entry.word]
        elif entry.word in MATERIALS:
            materials.append(entry.word)
        elif entry.word in _LENGTHS:
            options["length"] = _LENGTHS[entry.word]
        else:
            reader.meaning.unknown.append(entry.word)
    if present:
        reader.meaning.wears(kinds, colours, materials, options)
    else:
        reader.meaning.without.extend(kinds)


def _mark(what: str, following: list[str], reader: _Reader) -> None:
    """Scars, tattoos and paint, with the place that follows, if one does."""
    colours = [entry.word for entry in reader.claim({*COLOURS, *SYNONYMS})]
    present = reader.present()
    side, places = 0, tuple[str, ...]()
    for word in following[:_FAR_WORDS]:
        if word in ("left", "right"):
            side = int(word == "right")
        elif word in PLACES:
            places = PLACES[word]
            break
        elif word not in SILENT and word not in PRONOUNS and word not in ("across", "near"):
            break
    place = places[min(side, len(places) - 1)] if places else ""
    reader.meaning.mark(what, present, place, colour_named(colours[-1]) if colours else None)
