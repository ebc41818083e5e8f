"""Feelings are measured of the sound, and told by what was measured."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.speech.ruler.feelings import BASIC, MEASURES, Numbers, measured, told
from procgen.speech.ruler.pitch import track
from procgen.speech.voice import Person
from tests.speech.lines import spoken

RATE = 24_000


def test_a_pitch_that_glides_is_followed_without_leaps() -> None:
    at = np.arange(RATE) / RATE
    octaves = np.log2(140.0) + 1.2 * at
    phase = 2 * np.pi * np.cumsum(2.0**octaves) / RATE
    # The second overtone is the strongest, as a formant makes it.
    tone = 0.5 * np.sin(phase) + np.sin(2 * phase) + 0.3 * np.sin(3 * phase)
    found = track(tone.astype(np.float32), 0.015)
    assert len(found.at_s) > 50
    assert np.abs(found.octaves - np.interp(found.at_s, at, octaves)).max() < 0.02
    assert found.alike.min() > 0.8


def test_noise_and_silence_have_no_track() -> None:
    noise = np.random.default_rng(1).standard_normal(RATE).astype(np.float32)
    assert len(track(noise, 0.015).at_s) == 0
    assert len(track(np.zeros(RATE, np.float32), 0.015).at_s) == 0


@pytest.mark.parametrize("person", [Person(0.0, 30.0, None, 3), Person(1.0, 50.0, None, 4)])
def test_what_is_measured_is_what_was_done(person: Person) -> None:
    text = "The old road to the mill is flooded again."
    angry, neutral, sad = (
        dict(zip(MEASURES, measured(spoken(text, mood=mood, strength=1.0, person=person)), strict=True))
        for mood in ("angry", "neutral", "sad")
    )
    for measure in ("pitch", "rate", "tilt"):
        assert sad[measure] < neutral[measure] < angry[measure]


def test_a_line_without_pitch_is_not_measured() -> None:
    assert np.isnan(measured(spoken("<whisper>Come here.</whisper>", markup=True))).all()


def lines(apart: float) -> Numbers:
    """Of 40 people who say each feeling: its measures lie so far from those of the others."""
    drawn = np.random.default_rng(5).standard_normal((40, len(BASIC), len(MEASURES)))
    drawn[:, np.arange(len(BASIC)), np.arange(len(BASIC))] += apart
    return drawn


def test_feelings_that_differ_are_told_and_others_are_guessed() -> None:
    assert told(lines(8.0))["feeling_told"]["ours"] > 0.97
    assert told(lines(0.0))["feeling_told"]["ours"] < 0.35
    some = lines(8.0)
    some[3, 2] = np.nan
    assert told(some)["feeling_told"]["ours"] > 0.97, "lines that can't be measured are left out"
