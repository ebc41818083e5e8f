"""Plain words to conditions: "a stout old blacksmith with a grey beard, blue eyes and a red tunic".

Adjectives wait for a noun, which claims those that it understands ("a long grey beard"); the others speak of the
person. After "is" and "are" adjectives speak of the noun before. What is not understood is told.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from procgen.character.people.colours import COLOURS, SYNONYMS, colour_named, shaded
from procgen.character.people.conditions import Conditions
from procgen.character.people.meaning import Meaning, Vocabulary
from procgen.character.people.words import Dictionary, dictionary
from procgen.kit.english import Lexicon, Pause, Reading, Said, figures, plain, read, take

__all__ = ["MAX_CHARACTERS", "Description", "Vocabulary", "describe", "lexicon"]

MAX_CHARACTERS = 2000
_NOT_QUITE = -0.4
""""Not tall" is somewhat short."""
_LENGTHS = {"long": 0.9, "short": 0.1}
_FAR_WORDS = 5
"""How far behind a scar its place may stand."""
_NOUNS = ("wearable", "part", "hair", "beard", "build", "mark", "make-up", "person")
_ENDINGS = {**dict.fromkeys(_NOUNS, ("s",)), **dict.fromkeys(("adjective", "face"), ("er",))}
_PASSED = ("break", "link", "and", "pronoun", "setting", "style")
"""Words over which "very" and "not" reach."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a text says, and the words of it that mean nothing here.

    Attributes:
        conditions: what it says.
        unknown: words that mean nothing, each once.
        corrected: words that were misspelt, and what they were taken for.
    """

    conditions: Conditions
    unknown: tuple[str, ...] = ()
    corrected: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@lru_cache(maxsize=1)
def lexicon(vocabulary: Vocabulary) -> Lexicon[str]:
    """What is understood: each word or phrase with its kind, for which there is a reader below."""
    words = dictionary()
    # Of a word of several kinds, the last one counts here.
    kinds: tuple[tuple[str, Iterable[str]], ...] = (
        ("adjective", _adjectives(words, vocabulary)),
        ("shaven", words.shaven),
        ("bald", words.bald),
        ("skin", words.skin),
        ("face", words.faces),
        ("style", words.styles),
        ("setting", words.settings),
        ("heritage", words.heritages),
        ("person", {**vocabulary.roles, **words.sexes, **words.age_nouns}),
        ("make-up", words.make_up),
        ("mark", words.marks),
        ("build", words.build_nouns),
        ("beard", vocabulary.beards.keys() - {*words.beard_words}),
        ("hair", vocabulary.hair.keys() - {*words.hair_words}),
        ("part", words.nouns),
        ("wearable", vocabulary.wearables),
        ("pronoun", words.pronouns),
        ("link", words.links),
        ("break", words.breaks),
        ("and", ("and",)),
    )
    return Lexicon(
        {phrase: kind for kind, phrases in kinds for phrase in phrases},
        degrees=words.degrees,
        silent=words.silent,
        endings=lambda kind: _ENDINGS.get(kind, ()),
        passes=lambda kind: kind in _PASSED,
    )


def _adjectives(words: Dictionary, vocabulary: Vocabulary) -> frozenset[str]:
    """Words that wait for what they speak of."""
    # "Dark red" is two words: what it means is the noun's affair.
    colours = (word for word in (*words.hair_colours, *words.eye_colours) if word.partition("-")[0] not in words.shades)
    return frozenset(
        (
            *words.body, *words.age_adjectives, *words.skin_tones, *words.shades, *words.hair_words, *words.beard_words,
            *words.materials, *COLOURS, *SYNONYMS, *colours, *(eyes for eyes in vocabulary.eyes if " " not in eyes),
            *(word for adjectives in (*words.parts.values(), *words.build.values()) for word in adjectives),
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Adjective:
    word: str
    strength: float


@dataclass(eq=False)
class _Reader:
    """The state of reading, from left to right."""

    words: Vocabulary
    meaning: Meaning
    reading: Reading[str]
    means: Dictionary = field(default_factory=dictionary)
    waiting: list[_Adjective] = field(default_factory=list)
    """Adjectives that no noun has claimed yet."""
    noun: str = ""
    """The part of the body that was spoken of last; empty for the person."""
    linked: bool = False
    """Whether the adjectives that wait speak of that part."""

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
            _part(self, self.noun, self.noun, denied=False)

    def flush(self) -> None:
        """Nothing more will claim what waits."""
        self.apply_link()
        self.claim(())
        self.linked = False


def describe(text: str, vocabulary: Vocabulary) -> Description:
    """Read a text. Nothing is raised: what means nothing is in ``unknown``."""
    rest = figures(plain(text[:MAX_CHARACTERS]))
    lengths, rest = take("lengths", rest)
    masses, rest = take("masses", rest)
    ages, rest = take("ages", rest)
    bare_ages, rest = take("bare ages", rest)
    reading = read(rest, lexicon(vocabulary))
    reader = _Reader(vocabulary, Meaning(vocabulary), reading)
    reader.meaning.quantities(lengths, masses, ages or bare_ages)
    for said in reading.said:
        if not isinstance(said, Pause):
            _READERS[said.meaning](reader, said)
            reader.linked = reader.linked and said.meaning not in _NOUNS
        elif said.text == ",":
            reader.apply_link()
        elif said.text != "but":
            reader.flush()
    reader.flush()
    conditions = reader.meaning.conditions()
    unknown = tuple(dict.fromkeys((*reading.unknown, *reader.meaning.unknown)))
    return Description(conditions, unknown, reading.corrected)


def _strength(said: Said[str]) -> float:
    return _NOT_QUITE if said.denied else said.degree


def _adjective(reader: _Reader, said: Said[str]) -> None:
    reader.waiting.append(_Adjective(said.term, _strength(said)))


def _linking(reader: _Reader, _said: Said[str]) -> None:
    reader.claim(())
    reader.linked = bool(reader.noun)


def _pronoun(reader: _Reader, said: Said[str]) -> None:
    reader.meaning.pronoun(reader.means.pronouns[said.term])
    if reader.linked:
        reader.flush()
    else:
        reader.noun = ""


def _person(reader: _Reader, said: Said[str]) -> None:
    reader.claim(())
    reader.noun, reader.linked = "", False
    reader.meaning.person_noun(said.term)


def _build(reader: _Reader, said: Said[str]) -> None:
    axes = reader.means.build[reader.means.build_nouns[said.term]]
    for entry in reader.claim(axes):
        reader.meaning.body_is(entry.word, axes[entry.word], entry.strength)


def _bald(reader: _Reader, said: Said[str]) -> None:
    reader.meaning.bald = not said.denied


def _shaven(reader: _Reader, said: Said[str]) -> None:
    reader.meaning.bearded = said.denied


def _style(reader: _Reader, said: Said[str]) -> None:
    reader.meaning.style = reader.means.styles[said.term]


def _skin(reader: _Reader, said: Said[str]) -> None:
    reader.meaning.skin_has(said.term, not said.denied)


def _make_up(reader: _Reader, said: Said[str]) -> None:
    colours = [entry.word for entry in reader.claim({*COLOURS, *SYNONYMS})]
    _skin(reader, said)
    if colours:
        reader.meaning.skin[f"{said.term.replace('-', '_')}_colour"] = colour_named(colours[-1])


def _part(reader: _Reader, noun: str, term: str, *, denied: bool) -> None:
    """Parts of the body: "green eyes", "green-eyed"; without any adjective they say nothing, but for a beard."""
    reader.noun = noun
    if noun == "hair":
        _hair(reader, "", denied=denied)
    elif noun == "beard":
        _beard(reader, "", denied=denied)
    elif noun == "skin":
        for entry in reader.claim(reader.means.skin_tones):
            reader.meaning.skin_is(entry.word, entry.strength)
    elif noun == "eyes":
        _eyes(reader, term)
    elif noun in reader.means.parts:
        adjectives = reader.means.parts[noun]
        for entry in reader.claim({*adjectives, *(COLOURS if noun == "lips" else ())}):
            if entry.word in adjectives:
                reader.meaning.feature(noun, entry.word, -entry.strength if denied else entry.strength)
            else:
                reader.meaning.skin |= {"lipstick": 0.85, "lipstick_colour": colour_named(entry.word)}
    else:
        reader.claim(())


def _eyes(reader: _Reader, term: str) -> None:
    means, shade = reader.means, ""
    features = means.parts["eyes"]
    for entry in reader.claim({*reader.words.eyes, *means.eye_colours, *features, *means.shades}):
        if entry.word in features:
            reader.meaning.feature("eyes", entry.word, entry.strength)
            continue
        colour = means.eye_colours.get(f"{shade}{entry.word}", means.eye_colours.get(entry.word, entry.word))
        shade = f"{entry.word}-" if entry.word in means.shades else ""
        if colour in reader.words.eyes:
            reader.meaning.eyes_are(colour, one=term == "eye")


def _claim_of_hair(reader: _Reader, adjectives: tuple[str, ...]) -> list[tuple[str, float]]:
    means = reader.means
    claimed = reader.claim({*means.hair_colours, *COLOURS, *SYNONYMS, *means.shades, *adjectives})
    return [(entry.word, entry.strength) for entry in claimed]


def _hair(reader: _Reader, kind: str, *, denied: bool) -> None:
    if denied:
        reader.meaning.bald = True
        reader.claim(())
        return
    reader.noun = "hair"
    reader.meaning.hair_is(kind, _claim_of_hair(reader, reader.means.hair_words))


def _beard(reader: _Reader, kind: str, *, denied: bool) -> None:
    if denied:
        reader.meaning.bearded = False
        reader.claim(())
        return
    reader.noun = "beard"
    reader.meaning.beard_is(kind, _claim_of_hair(reader, reader.means.beard_words))


def _wearable(reader: _Reader, said: Said[str]) -> None:
    """Clothes and things claim colours, materials and lengths."""
    means, kinds = reader.means, reader.words.wearables[said.term]
    reader.noun = ""
    claimed = reader.claim({*COLOURS, *SYNONYMS, *means.shades, *means.materials, *_LENGTHS, *means.age_adjectives})
    colours, shade = [], 0.0
    materials, options = [], dict[str, float]()
    for entry in claimed:
        colour = colour_named(entry.word)
        if colour is not None:
            colours.append(shaded(colour, shade))
            shade = 0.0
        elif entry.word in means.shades:
            shade = means.shades[entry.word]
        elif entry.word in means.materials:
            materials.append(entry.word)
        elif entry.word in _LENGTHS:
            options["length"] = _LENGTHS[entry.word]
        else:
            reader.meaning.unknown.append(entry.word)
    if said.denied:
        reader.meaning.without.extend(kinds)
    else:
        reader.meaning.wears(kinds, colours, materials, options)


def _mark(reader: _Reader, said: Said[str]) -> None:
    """Scars, tattoos and paint, with the place that follows, if one does."""
    means = reader.means
    colours = [entry.word for entry in reader.claim({*COLOURS, *SYNONYMS})]
    side, places = 0, tuple[str, ...]()
    for word in reader.reading.words[said.end : said.end + _FAR_WORDS]:
        if word in ("left", "right"):
            side = int(word == "right")
        elif word in means.places:
            places = means.places[word]
            break
        elif word not in means.pronouns and not reader.reading.lexicon.is_silent(word):
            break
    place = places[min(side, len(places) - 1)] if places else ""
    colour = colour_named(colours[-1]) if colours else None
    reader.meaning.mark(means.marks[said.term], not said.denied, place, colour)


_READERS: Mapping[str, Callable[[_Reader, Said[str]], None]] = {
    "adjective": _adjective,
    "and": lambda reader, _said: reader.apply_link(),
    "bald": _bald,
    "beard": lambda reader, said: _beard(reader, reader.words.beards[said.term].name, denied=said.denied),
    "break": lambda reader, _said: reader.flush(),
    "build": _build,
    "face": lambda reader, said: reader.meaning.face_is(reader.means.faces[said.term], _strength(said)),
    "hair": lambda reader, said: _hair(reader, reader.words.hair[said.term].name, denied=said.denied),
    "heritage": lambda reader, said: reader.meaning.heritage_of(reader.means.heritages[said.term]),
    "link": _linking,
    "make-up": _make_up,
    "mark": _mark,
    "part": lambda reader, said: _part(reader, reader.means.nouns[said.term], said.term, denied=said.denied),
    "person": _person,
    "pronoun": _pronoun,
    "setting": lambda reader, said: reader.meaning.settings.append(said.term),
    "shaven": _shaven,
    "skin": _skin,
    "style": _style,
    "wearable": _wearable,
}
"""By kinds of words: nouns claim the adjectives that wait; the words for what they mean wherever they stand don't."""
