"""Lyrics as a voice reads them: syllables by the vowels that it sings, and their stress."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Final

from procgen.errors import InvalidFields, Violation
from procgen.kit.wire.side import default_networks
from procgen.music.lyrics import LyricSyllable, lines_of
from procgen.music.parameters import SINGERS
from procgen.music.play.render import Singer
from procgen.music.wire.singing import singer
from procgen.music.wire.verses import write_verses
from procgen.runtime.checkpoint import Checkpoint
from procgen.runtime.store import ModelStore
from procgen.speech.casting import cast
from procgen.speech.parameters import SpeechParameters
from procgen.speech.phonemes import VOWELS
from procgen.speech.singing import in_one_breath
from procgen.speech.speaking import sentences_for
from procgen.speech.voice import Person

_LETTERS: Final = re.compile(r"[aeiouy]+", re.IGNORECASE)
_SUNG: Final = re.compile(r"[aeiouy\d]|[^\W_a-z]", re.IGNORECASE)
"""A vowel as it is written, a figure, or a letter of which we don't know what it is."""
_STRESS: Final = "ˈ"
_SECOND_STRESS: Final = "ˌ"
SPEECH: Final = "speech"


class Voices:
    """Who sings.

    Args:
        store: holds the networks of speech.
    """

    def __init__(self, store: ModelStore) -> None:
        self._store = store

    @property
    def models(self) -> Mapping[str, str]:
        """SHA-256 by name of what songs are sung with."""
        return {name: self._store.entries[name].sha256 for name in default_networks(self._store, SPEECH)}

    def words(self, lyrics: str) -> tuple[LyricSyllable, ...]:
        """Syllables of lines. Raises InvalidFields: nothing in them can be sung."""
        found = [syllable for line in lines_of(lyrics) for syllable in _line(line)]
        # What has none is spelled when it is spoken: "tsk" is no song of three letters.
        if not found or not _SUNG.search(lyrics):
            raise InvalidFields([Violation.of("lyrics", lyrics[:40], "words with vowels that can be sung")])
        return tuple(found)

    def verses(self, about: str, mood: str, era: str, bars: int, seed: int, checkpoint: Checkpoint) -> str:
        """Lyrics by the song book."""
        return write_verses(about, mood, era, bars, seed, checkpoint)

    def singer(self, kind: str, name: str, mood: str, seed: int, checkpoint: Checkpoint) -> Singer:
        """Somebody who sings: one of `SINGERS`, or whoever has a name, in a mood."""
        sex, age_years = SINGERS.get(kind, (0.0, 30.0))
        person = Person(sex, age_years, None, seed)
        if name:
            known = cast(name)
            person = replace(person, seed=known.seed) if kind else known
        return singer(self._store, SpeechParameters("", person=person, mood=mood, seed=seed), checkpoint)


def _line(text: str) -> list[LyricSyllable]:
    try:
        sentences = sentences_for(SpeechParameters(text))
    except InvalidFields as error:
        raise InvalidFields([Violation.of("lyrics", text.strip()[:40], "words that can be spoken")]) from error
    found = list[LyricSyllable]()
    for word in in_one_breath(sentences).words:
        stresses = _stresses(word.phonemes)
        if not stresses:
            continue
        pieces = parted(word.text, len(stresses))
        for place, piece in enumerate(pieces):
            found.append(LyricSyllable(piece, place == len(pieces) - 1, False, stresses[place]))
    if found:
        found[-1] = replace(found[-1], ends_line=True)
    return found


def _stresses(phonemes: str) -> list[bool]:
    """Of each vowel: whether a stress mark stands before its syllable. Words of one vowel have it if marked."""
    found, marked = list[bool](), False
    for letter in phonemes:
        if letter in (_STRESS, _SECOND_STRESS):
            marked = letter == _STRESS
        elif letter in VOWELS:
            found.append(marked)
            marked = False
    return found


def parted(word: str, syllables: int) -> list[str]:
    """The letters of a word, parted into so many syllables or fewer: before the last consonant between two vowels."""
    count = min(syllables, len(word))
    groups = [match.span() for match in _LETTERS.finditer(word)]
    cuts = [max(after - 1, end) if after - end > 1 else end for (_, end), (after, _) in pairwise(groups)]
    if len(cuts) >= count - 1:
        cuts = cuts[: count - 1]
    else:
        cuts = [round(number * len(word) / count) for number in range(1, count)]
    edges = [0, *cuts, len(word)]
    return [word[a:b] for a, b in pairwise(edges)]
