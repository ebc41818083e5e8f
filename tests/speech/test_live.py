"""Text that comes in pieces is heard in one voice, sentence by sentence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from procgen.errors import Cancelled, InvalidFields
from procgen.formats.loudness import loudness_lufs
from procgen.speech.acoustic import SAMPLE_RATE_HZ
from procgen.speech.live import LiveSentence, LiveSound, LiveVoice
from procgen.speech.parameters import SpeechParameters
from procgen.speech.timing import FRAMES_PER_S
from procgen.speech.voice import Person
from tests.speech.lines import acoustic, spoken

BRAM = SpeechParameters(text="", seed=5, person=Person(1.0, 60.0), loudness_lufs=-20.0)


def heard_of(*pieces: str, mood: str = "neutral") -> list[LiveSound]:
    voice = LiveVoice(BRAM, acoustic())
    return [each for piece in pieces for each in voice.say(piece, mood, "inform")]


def said(*pieces: str, mood: str = "neutral") -> list[LiveSentence]:
    """Sentences with all of their samples."""
    found: list[LiveSentence] = []
    for each in heard_of(*pieces, mood=mood):
        if isinstance(each, LiveSentence):
            found.append(each)
        else:
            assert each.first == found[-1].first + len(found[-1].samples)
            found[-1] = replace(found[-1], samples=np.concatenate([found[-1].samples, each.samples]))
    return found


def test_sentences_follow_one_another_and_are_as_loud_as_asked() -> None:
    heard = said("The bridge is out. Nobody crosses.", "Come back tomorrow.")
    assert [each.text for each in heard] == ["The bridge is out.", "Nobody crosses.", "Come back tomorrow."]
    assert [each.first for each in heard] == [0, *np.cumsum([len(each.samples) for each in heard[:-1]])]
    whole = np.concatenate([each.samples for each in heard])
    assert loudness_lufs(whole, SAMPLE_RATE_HZ) == pytest.approx(-20.0, abs=2.0)
    for each in heard:
        assert each.timing.duration_s == pytest.approx(len(each.samples) / SAMPLE_RATE_HZ)
        assert not each.samples[-round(0.2 * SAMPLE_RATE_HZ) :].any(), "a pause before the next"
        assert {len(curve) for curve in each.morphs.values()} == {
            int(np.ceil(each.timing.duration_s * FRAMES_PER_S)) + 1
        }
        assert max(float(each.morphs[name].max()) for name in each.morphs if name.startswith("viseme_")) > 0.5


def test_a_long_sentence_begins_to_be_heard_before_the_rest_is_made() -> None:
    text = "The old road to the mill is flooded again, and nobody has crossed the bridge since the storm."
    opening, rest = heard_of(text)
    assert isinstance(opening, LiveSentence)
    assert 0.4 < len(opening.samples) / SAMPLE_RATE_HZ < 0.8
    assert opening.timing.duration_s == (len(opening.samples) + len(rest.samples)) / SAMPLE_RATE_HZ
    assert [word.text for word in opening.timing.words][-2:] == ["the", "storm"], "lips are there for all of it"
    assert loudness_lufs(opening.samples, SAMPLE_RATE_HZ) == pytest.approx(-20.0, abs=6.0)
    whole = np.concatenate([opening.samples, rest.samples])
    bent = np.abs(np.diff(whole, 2))
    seam = len(opening.samples)
    assert bent[seam - 3 : seam + 2].max() <= bent[seam - 1200 : seam + 1200].max(), "nothing clicks where they meet"
    made = spoken(text, seed=5, person=BRAM.person, model="hibari").timing.words[-1]
    assert opening.timing.words[-1].begin_s == pytest.approx(made.begin_s, abs=0.05)


def test_pieces_do_not_matter_but_their_order_does() -> None:
    """A sentence sounds as it does in one text with those before it."""
    apart, whole = said("One moment.", "I am coming."), said("One moment. I am coming.")
    assert [each.samples.tobytes() for each in apart] == [each.samples.tobytes() for each in whole]
    assert said("I am coming.")[0].samples.tobytes() != apart[1].samples.tobytes()


def test_a_mood_colours_what_is_said() -> None:
    angry, sad = (said("Leave me alone.", mood=mood)[0] for mood in ("angry", "sad"))
    assert len(sad.samples) > len(angry.samples)
    assert "browDownLeft" in angry.morphs
    assert "browDownLeft" not in sad.morphs


def test_what_cannot_be_spoken_is_refused_and_the_voice_goes_on() -> None:
    voice = LiveVoice(BRAM, acoustic())
    with pytest.raises(InvalidFields, match="text: got"):
        list(voice.say("привет", "neutral", ""))
    assert next(voice.say("Hello.", "neutral", "")).first == 0


def test_it_stops_before_the_next_sentence() -> None:
    voice = LiveVoice(BRAM, acoustic())
    stopped = False

    def checkpoint() -> None:
        if stopped:
            raise Cancelled

    heard = voice.say("One. Two.", "neutral", "", checkpoint)
    next(heard)
    stopped = True
    with pytest.raises(Cancelled):
        next(heard)
