"""What is measured of speech is measured right, and judges that are missing are named."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from procgen.errors import Failed
from procgen.speech.generate import generate
from procgen.speech.parameters import SpeechParameters, check
from procgen.speech.reading import text_violations
from procgen.speech.ruler.evaluate import Options, evaluate_speech, kinds, speech_bars
from procgen.speech.ruler.judges import Judges, word_errors, words_of
from procgen.speech.ruler.onsets import apart_s
from procgen.speech.ruler.pitch import pitch_hz
from procgen.speech.ruler.sentences import HARVARD
from procgen.speech.ruler.takes import distance_db
from procgen.speech.takes import take
from procgen.speech.timing import Phone, SpokenWord, Timing
from tests.speech.lines import store

RATE = 24_000


def test_words_are_compared_without_marks_and_with_numbers_written_out() -> None:
    assert words_of("4 hours of well-known work, faced us!") == words_of("Four hours of well known work faced us.")


@pytest.mark.parametrize(("heard", "errors"), [("a b c", 0), ("a c", 1), ("a x c", 1), ("x a b c d", 2), ("", 3)])
def test_word_errors_are_changes_gaps_and_additions(heard: str, errors: int) -> None:
    assert word_errors(["a", "b", "c"], heard.split()) == errors


def test_a_word_that_is_written_as_two_is_no_error() -> None:
    assert word_errors(["half", "way", "to", "the", "rosebush"], ["halfway", "to", "the", "rose", "bush"]) == 0
    assert word_errors(["half", "way"], ["halfwit"]) == 2


def test_every_kind_of_voice_of_every_sentence_is_one_that_can_be_asked_for() -> None:
    for number in range(len(HARVARD)):
        for fields in kinds(1, number).values():
            check(SpeechParameters(HARVARD[number], **fields))


@pytest.mark.parametrize("wanted", [80.0, 123.4, 261.6, 480.0])
def test_the_pitch_of_a_tone_with_overtones_is_found(wanted: float) -> None:
    at = np.arange(RATE) / RATE
    tone = sum(np.sin(2 * np.pi * wanted * order * at) / order for order in range(1, 8))
    assert 1200 * abs(np.log2(pitch_hz(np.asarray(tone, np.float32), 0.5) / wanted)) < 5.0


def test_noise_and_silence_have_no_pitch() -> None:
    assert pitch_hz(np.zeros(RATE, np.float32), 0.5) == 0.0
    assert pitch_hz(np.random.default_rng(1).standard_normal(RATE).astype(np.float32), 0.5) == 0.0


def test_pitch_is_followed_within_the_bar() -> None:
    found = evaluate_speech(store(), Options(("pitch",), 0, 6), lambda _name, _share: None)
    assert found["f0_cents"]["ours"] < 20.0
    (bar,) = speech_bars(found)
    assert (bar.metric, bar.met) == ("f0_cents", True)


def test_an_aligner_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pocketsphinx", None)
    with pytest.raises(Failed, match="when sounds begin"):
        Judges().onsets_s(np.zeros(RATE, np.float32), RATE, ["a"])


@pytest.mark.parametrize(
    ("package", "call"), [("faster_whisper", "heard"), ("speechmos", "quality"), ("resemblyzer", "speaker")]
)
def test_a_judge_that_is_missing_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, package: str, call: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(Failed) as caught:
        getattr(Judges(), call)(np.zeros(RATE, np.float32), RATE)
    assert "procgen-server[judges]" in caught.value.remedy


def test_all_sentences_to_judge_by_can_be_spoken_and_differ() -> None:
    assert len(set(HARVARD)) == len(HARVARD)
    assert all(text_violations(text) == [] for text in HARVARD)


def test_onsets_are_compared_sound_by_sound_and_by_the_first_where_dictionaries_differ() -> None:
    phones = [Phone("ð", 0.0, 0.1, 0), Phone("ə", 0.1, 0.2, 0), Phone("b", 0.2, 0.3, 1), Phone("ɜ", 0.3, 0.5, 1)]
    words = (SpokenWord("the", "the", "ðə", 0.0, 0.2), SpokenWord("burr", "burr", "bɜ", 0.2, 0.5))
    timing = Timing(tuple(phones), words, (), 0.5)
    assert apart_s(timing, [[0.01, 0.13], [0.25, 0.3, 0.4]]) == pytest.approx([0.01, 0.03, 0.05])
    assert apart_s(timing, [[0.01, 0.13]]) == []


def test_takes_are_apart_and_none_is_apart_from_itself() -> None:
    line = SpeechParameters("Who goes there?", seed=3)
    one, other = (generate(take(line, number), store()).samples for number in (0, 1))
    assert distance_db(one, one) == 0.0
    assert distance_db(one, other) > 0.5
