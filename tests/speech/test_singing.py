"""What is sung has the notes that were given, when they were given."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.errors import InvalidFields
from procgen.speech.acoustic import SAMPLE_RATE_HZ
from procgen.speech.ruler.pitch import pitch_hz
from procgen.speech.singing import Note, key_hz
from procgen.speech.speaking import FIRST_NOTE_S
from procgen.speech.voice import Person
from tests.speech.lines import spoken

TEXT = "Twinkle, twinkle, little star"
KEYS = (60, 60, 67, 67, 69, 69, 67)
LENGTHS = (0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1.0)


def cents_off(heard_hz: float, midi: float) -> float:
    """An octave more or less is the estimator's, not the voice's."""
    return float((1200.0 * np.log2(heard_hz / key_hz(midi)) + 600.0) % 1200.0 - 600.0)


@pytest.mark.parametrize(("sex", "shift"), [(0.0, 0), (1.0, -12)])
def test_notes_are_met_within_fifty_cents_and_most_within_twenty(sex: float, shift: int) -> None:
    notes = tuple(Note(key + shift, length) for key, length in zip(KEYS, LENGTHS, strict=True))
    made = spoken(TEXT, notes=notes, person=Person(sex, 30.0))
    cents = []
    at_s = FIRST_NOTE_S
    for note in notes:
        heard = pitch_hz(made.samples, at_s + 0.4 * note.duration_s)
        cents.append(cents_off(heard, note.midi))
        at_s += note.duration_s
    assert np.median(np.abs(cents)) < 20.0
    assert np.mean(np.abs(cents) < 50.0) >= 6.0 / 7.0
    assert made.timing.duration_s == pytest.approx(at_s + 0.3, abs=0.1)


def test_vowels_begin_on_their_notes() -> None:
    notes = tuple(Note(64.0, 0.6) for _ in range(3))
    made = spoken("la la la", notes=notes)
    begins = [phone.begin_s for phone in made.timing.phones if phone.letter == "ɑ"]
    assert begins == pytest.approx([FIRST_NOTE_S + 0.6 * number for number in range(3)], abs=0.03)


def test_what_ends_a_word_is_sung_before_the_rest_and_what_begins_one_before_its_note() -> None:
    made = spoken("sleeps low", notes=(Note(60.0, 0.9), Note(0.0, 0.6), Note(60.0, 0.9)))
    begins = {phone.letter: phone.begin_s - FIRST_NOTE_S for phone in made.timing.phones}
    assert begins["i"] == pytest.approx(0.0, abs=0.03)
    assert 0.4 < begins["p"] < 0.9
    assert begins["O"] == pytest.approx(1.5, abs=0.03)
    assert 1.3 < begins["l"] < 1.5
    first, last = made.timing.words
    assert first.end_s - FIRST_NOTE_S == pytest.approx(0.9, abs=0.1)
    assert last.begin_s - FIRST_NOTE_S == begins["l"]


def test_consonants_take_the_time_that_they_take_in_speech() -> None:
    made = spoken("misty morning", notes=tuple(Note(60.0, 1.0) for _ in range(4)))
    phones = made.timing.phones
    long_s = [phone.end_s - phone.begin_s for phone in phones if phone.letter in "sn"]
    assert all(0.02 < each < 0.16 for each in long_s)


def test_rests_are_silent_and_ties_hold_the_vowel() -> None:
    rested = spoken("la la", notes=(Note(64.0, 0.5), Note(0.0, 0.8), Note(64.0, 0.5)))
    first, last = (round((FIRST_NOTE_S + at_s) * SAMPLE_RATE_HZ) for at_s in (0.75, 1.1))
    loud = np.abs(rested.samples[: first // 2]).max()
    assert np.abs(rested.samples[first:last]).max() < 0.05 * loud
    tied = spoken("la", notes=(Note(64.0, 0.5), Note(67.0, 0.5, tie=True)))
    for at_s, key in ((0.3, 64.0), (0.8, 67.0)):
        assert abs(cents_off(pitch_hz(tied.samples, FIRST_NOTE_S + at_s), key)) < 50.0


def test_notes_that_do_not_fit_are_named() -> None:
    with pytest.raises(InvalidFields, match="notes: got 2 sung notes, allowed is 1, one for each vowel"):
        spoken("la", notes=(Note(60.0, 0.5), Note(62.0, 0.5)))
    with pytest.raises(InvalidFields, match="notes: got 1 notes, allowed is none for a text without a vowel"):
        spoken("Shh!", dictionary={"shh": "ʃ"}, notes=(Note(0.0, 0.5),))
    with pytest.raises(InvalidFields, match=r"notes\[0\].midi: got 100"):
        spoken("la", notes=(Note(100.0, 0.5),))
    with pytest.raises(InvalidFields, match=r"notes\[0\].duration_s"):
        spoken("la", notes=(Note(60.0, 0.0),))
