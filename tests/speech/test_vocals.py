"""Laughs, sighs and grunts have the rhythm, pitch and breath of their scores."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.speech.generate import Speech, generate
from procgen.speech.parameters import SpeechParameters
from procgen.speech.phonemes import SOUNDS
from procgen.speech.ruler.pitch import Track, track
from procgen.speech.takes import take
from procgen.speech.vocals import VOCALS
from procgen.speech.voice import Person, voice_of
from tests.speech.lines import spoken, store

MAN = Person(1.0, 35.0, None, 3)


def vocal(name: str, **fields: object) -> Speech:
    return spoken(f'<vocal name="{name}"/>', markup=True, person=MAN, **fields)


def pitch(speech: Speech) -> Track:
    return track(speech.samples, 0.01)


@pytest.mark.parametrize("name", VOCALS)
def test_each_lasts_as_long_as_its_score(name: str) -> None:
    score = VOCALS[name]
    assert all(moment.letter in SOUNDS for moment in score)
    made = vocal(name)
    assert made.timing.duration_s == pytest.approx(sum(moment.seconds for moment in score), rel=0.35, abs=0.25)
    assert np.abs(made.samples).max() > 0.02
    assert "".join(phone.letter for phone in made.timing.phones) == "".join(moment.letter for moment in score)


def test_a_laugh_is_calls_with_breath_between_them_above_speech() -> None:
    heard = pitch(vocal("laugh"))
    calls = 1 + int((np.diff(heard.at_s) > 0.04).sum())
    assert calls >= 3
    assert np.percentile(heard.octaves, 90) > np.log2(voice_of(MAN).f0_hz) + 0.3


def test_what_hurts_begins_high_and_slides_down() -> None:
    octaves = pitch(vocal("pain")).octaves
    assert octaves.max() > np.log2(voice_of(MAN).f0_hz) + 0.5
    assert octaves[-3:].mean() < octaves.max() - 0.4


def test_who_hushes_has_no_voice() -> None:
    assert len(pitch(vocal("shush")).at_s) < 5


def test_marks_and_takes_change_them() -> None:
    plain = pitch(vocal("hum")).octaves
    higher = pitch(spoken('<prosody pitch="+5st"><vocal name="hum"/></prosody>', markup=True, person=MAN)).octaves
    assert np.median(higher) - np.median(plain) == pytest.approx(5 / 12, abs=0.1)
    line = SpeechParameters('<vocal name="laugh"/>', markup=True, person=MAN, seed=4)
    made = [generate(take(line, number), store()) for number in range(6)]
    assert len({each.samples.tobytes() for each in made}) == 6
    assert np.ptp([each.timing.duration_s for each in made]) > 0.05


def test_they_stand_between_words() -> None:
    made = spoken('Well, <vocal name="sigh"/> I suppose so.', markup=True, person=MAN)
    assert [word.text for word in made.timing.words][:2] == ["Well", "sigh"]
    assert made.timing.duration_s > spoken("Well, I suppose so.", person=MAN).timing.duration_s + 0.7
