"""A person sings a part: each syllable on its note, at its pitch, among the instruments."""

from dataclasses import replace

import numpy as np
import pytest

from procgen.errors import InvalidFields
from procgen.music.play import Manner, packaged_bank, render
from procgen.music.score import NOTE, TICKS, Key, Mode, Role, Score, Syllable, in_order
from procgen.music.song import SungNote, phrases
from procgen.music.wire.singing import singer
from procgen.speech.parameters import SpeechParameters
from procgen.speech.ruler.pitch import pitch_hz
from procgen.speech.voice import Person
from tests.figures import figure
from tests.music.scores import score
from tests.speech.lines import store

RATE = 48_000
WORDS = "Twin- kle twin- kle lit- tle star how I won- der what you are"


def star() -> Score:
    """A tune of 1761."""
    tune = "c4 c4 g4 g4 a4 a4 g4:2 f4 f4 e4 e4 d4 d4 c4:2"
    chords = "c3+e3+g3:4 f3+a3+c4:2 c3+e3+g3:2 f3+a3+c4:2 c3+e3+g3:2 g3+b3+d4:2 c3+e3+g3:2"
    lines = [("Voice", 52, Role.VOICE, tune), ("Harp", 46, Role.HARMONY, chords)]
    music = score(lines, bars=4, bpm=100.0)
    ticks = [int(note["start"]) for note in music.notes if note["part"] == 0]
    words = [
        Syllable(tick, 0, text.strip("-"), not text.endswith("-"), tick % (2 * TICKS) == 0)
        for tick, text in zip(ticks, WORDS.split(), strict=True)
    ]
    return replace(music, syllables=tuple(words))


def test_words_have_the_notes_of_their_syllables() -> None:
    (phrase,) = phrases(star(), 0)
    assert [word.text for word in phrase][:4] == ["Twinkle", "twinkle", "little", "star"]
    assert phrase[0].syllables == ((SungNote(0.0, 0.6, 60),), (SungNote(0.6, 1.2, 60),))


def test_a_rest_is_a_breath_and_notes_without_words_are_drawn() -> None:
    music = score([("V", 52, Role.VOICE, "c4 d4 r:1 e4 f4 g4")], bars=2)
    words = (Syllable(0, 0, "la", True, True), Syllable(3 * TICKS, 0, "lo", True, True))
    first, second = phrases(replace(music, syllables=words), 0)
    assert [len(each) for each in first[0].syllables] == [2]
    assert [note.pitch for note in second[0].syllables[0]] == [64, 65, 67]


def test_of_a_chord_the_highest_is_sung() -> None:
    music = score([("V", 52, Role.VOICE, "c4+e4:2 g4:2")], bars=1)
    ((word, *_),) = phrases(replace(music, syllables=(Syllable(0, 0, "la", True, True),)), 0)
    assert [note.pitch for note in word.syllables[0]] == [64, 67]


@pytest.mark.parametrize(("sex", "octave"), [(0.0, 0), (1.0, -12)])
def test_a_song_is_sung_in_tune_and_in_time(sex: float, octave: int) -> None:
    music = star()
    sing = singer(store(), SpeechParameters("", person=Person(sex, 30.0)))
    found = render(music, packaged_bank(), manner=Manner(room=0.0, humanise=0.0), sing=sing, seed=1)
    voice = found.of((0,)).mean(axis=1)
    cents = []
    for note in music.notes[music.notes["part"] == 0]:
        begin_s, end_s = music.seconds([note["start"], note["start"] + note["length"]])
        slower = np.asarray(voice[::2], np.float32)
        heard = pitch_hz(slower, begin_s + 0.45 * (end_s - begin_s))
        right = 440.0 * 2.0 ** ((int(note["pitch"]) + octave - 69) / 12)
        cents.append((1200.0 * np.log2(heard / right) + 600.0) % 1200.0 - 600.0)
    figure("music: sung notes off, median", float(np.median(np.abs(cents))), "cents", "<= 20")
    assert np.median(np.abs(cents)) <= 20.0
    assert np.mean(np.abs(cents) < 50.0) >= 0.85
    again = render(music, packaged_bank(), manner=Manner(room=0.0, humanise=0.0), sing=sing, seed=1)
    assert again.mix.tobytes() == found.mix.tobytes()


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("fire", [60]),  # two vowels for one note
        ("ev- er- y", [60, 62, 64]),  # two or three
        ("re- mem- ber", [60, 62, 64]),
        ("42 trees", [60, 62]),
        ("don't", [64]),
    ],
)
def test_words_fit_whatever_number_of_vowels_they_are_read_with(words: str, keys: list[int]) -> None:
    syllables = tuple(
        Syllable(place * TICKS, 0, text.strip("-"), not text.endswith("-"), True)
        for place, text in enumerate(words.split())
    )
    notes = np.array([(place * TICKS, TICKS, key, 0.7, 0) for place, key in enumerate(keys)], NOTE)
    music = replace(score([("V", 52, Role.VOICE, "c4")], bars=1), notes=in_order(notes), syllables=syllables)
    sung = singer(store(), SpeechParameters(""))(music, 0, RATE)
    assert sung.start < 0
    assert np.abs(sung.samples).max() > 0.05


def test_what_can_not_be_sung_is_named() -> None:
    music = score([("V", 52, Role.VOICE, "c2 c6")], bars=1, key=Key(0, Mode.MAJOR))
    words = (Syllable(0, 0, "la", True, True), Syllable(TICKS, 0, "la", True, True))
    with pytest.raises(InvalidFields, match="voice: got keys 36 to 84, allowed is notes that lie within"):
        singer(store(), SpeechParameters(""))(replace(music, syllables=words), 0, RATE)
    with pytest.raises(InvalidFields, match=r"syllables\[0\]: got la at tick 7"):
        phrases(replace(music, syllables=(Syllable(7, 0, "la", True, True),)), 0)
    with pytest.raises(InvalidFields, match=r"parts\[0\]: got V, allowed is a part that has syllables"):
        phrases(music, 0)
