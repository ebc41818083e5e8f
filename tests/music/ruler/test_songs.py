"""Songs are measured by what is sung."""

from typing import Any

import numpy as np
import pytest

from procgen.music.ruler.songs import real_stresses, stressed_on_beats, sung_words
from procgen.music.score import NOTE, TICKS, Key, Metre, Mode, Part, Role, Score, Syllable, Tempo
from procgen.music.wire.words import Voices
from procgen.runtime.store import ModelStore

TEXT = "The harbour sleeps and all the lamps of the village burn low in the winter for my father is not here"
PIECES = TEXT.replace("harbour", "har- bour").replace("village", "vil- lage").replace("winter", "win- ter").split()
GERMAN = "Ich ging im Walde so f\u00fcr mich hin und nichts zu suchen das war mein Sinn"
STARTS = [float(number) for number in range(len(PIECES))]


def told(starts: list[float], pieces: list[str] = PIECES, metre: tuple[int, int] = (4, 4)) -> dict[str, Any]:
    return {"lyrics": pieces, "lyrics_t": starts, "time_sig": [[0.0, *metre]]}


@pytest.fixture(scope="module")
def voices() -> Voices:
    return Voices(ModelStore())


def test_a_score_says_the_words_that_are_sung_and_which_begin_on_beats() -> None:
    syllables = (
        Syllable(0, 0, "har", False, True), Syllable(TICKS // 2, 0, "bour", True, False),
        Syllable(TICKS, 0, "Sleeps,", True, True), Syllable(TICKS * 3 // 2, 0, "now", True, True),
    )  # fmt: skip
    notes = np.array([(each.tick, TICKS // 2, 60, 0.5, 0) for each in syllables], NOTE)
    parts = (Part("Voice", 54, Role.VOICE),)
    score = Score(notes, parts, Key(0, Mode.MAJOR), (Metre(0, 4, 4),), (Tempo(0, 90.0),), 1, syllables=syllables)
    assert sung_words(score) == ["harbour", "sleeps", "now"]
    assert stressed_on_beats(score) == [(True, True), (False, False), (True, True), (True, False)]


def test_stresses_of_real_songs_are_those_of_their_words(voices: Voices) -> None:
    found = real_stresses([told(STARTS)], voices)
    assert len(found) >= 16, "most words are said in as many syllables as they are sung in"
    assert {on for _, on in found} == {True}, "each begins on a beat"
    assert {stress for stress, _ in found} == {True, False}
    # An eighth later none does, but for the felt beat of 6/8, which is three eighths long.
    later = [at + 0.5 for at in STARTS]
    assert {on for _, on in real_stresses([told(later)], voices)} == {False}
    assert {on for _, on in real_stresses([told(later, metre=(6, 8))], voices)} == {True, False}


def test_only_english_songs_count(voices: Voices) -> None:
    assert real_stresses([told(STARTS, GERMAN.split()), {"time_sig": [[0.0, 4, 4]]}], voices) == []
