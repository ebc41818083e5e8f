"""A sentence that is made in two parts sounds as if it were made in one."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from procgen.formats.filters import resampled
from procgen.speech.acoustic import HOP_S, SAMPLE_RATE_HZ, Spectra
from procgen.speech.effects import growl
from procgen.speech.feeling import delivery_of
from procgen.speech.markup import pieces_of
from procgen.speech.prosody import letters_of, plan, sounds_of
from procgen.speech.reading import read_text
from procgen.speech.render import _Played, rendered
from procgen.speech.vocoder import HOP, LAP, waveform
from procgen.speech.voice import Person, voice_of
from tests.speech.lines import acoustic

_CUT = 60


def test_parts_of_a_sentence_are_those_of_the_whole() -> None:
    """Of equal spectra to the last bit, with the growl's and the noise's own places."""
    rng = np.random.default_rng(3)
    spectra = Spectra(*(rng.normal(-2.0, 1.0, (601, 150)).astype(np.float32) for _ in range(5)))
    f0_hz = np.where(np.arange(150) % 40 < 30, 120.0 + np.arange(150), 0.0).astype(np.float32)
    whole = waveform(spectra, f0_hz, 7)
    for first, last in ((0, _CUT), (_CUT, 150)):
        part = Spectra(*(getattr(spectra, name)[:, first:last] for name in Spectra.__slots__))
        made = waveform(part, f0_hz, 7, first=first)
        inside = slice(LAP * HOP if first else 0, len(made) - LAP * HOP if last < 150 else len(made))
        assert np.array_equal(made[inside], whole[first * HOP : last * HOP][inside])
    grown = growl(whole, f0_hz, 0.7, 7)
    assert np.array_equal(growl(whole[9000:12_000], f0_hz, 0.7, 7, 9000), grown[9000:12_000])


@pytest.mark.parametrize("speed", [Fraction(1), Fraction(37, 48), Fraction(25, 16)])
def test_a_part_is_played_faster_or_slower_as_the_whole_is(speed: Fraction) -> None:
    wave = np.random.default_rng(1).normal(size=30_000).astype(np.float32)
    played = _Played(speed)
    made = np.concatenate([played(wave[:11_111], last=False), played(wave[11_111:], last=True)])
    assert np.allclose(made, resampled(wave, speed.denominator, speed.numerator), atol=1e-6)


def test_an_opening_and_its_rest_are_near_to_what_is_made_at_once() -> None:
    """They differ by the steps of the network's eight bits alone."""
    (sentence,) = read_text(pieces_of("Put that down, stranger, or I will call the guard.", marked=False), {})
    networks, voice, delivery = acoustic(), voice_of(Person(1.0, 40.0)), delivery_of("angry", "threaten", 0.5)
    sounds = sounds_of(sentence)
    read = networks.read(letters_of(sounds))
    planned = plan(networks, read, sounds, voice, delivery, 1)
    (whole,) = rendered(networks, read, planned, voice, delivery, 1)
    opening, rest = rendered(networks, read, planned, voice, delivery, 1, _CUT)
    assert len(opening) == pytest.approx(_CUT * HOP_S * SAMPLE_RATE_HZ / float(planned.speed), rel=0.1)
    apart = np.concatenate([opening, rest]) - whole
    assert 10.0 * np.log10(np.square(whole).sum() / np.square(apart).sum()) > 20.0
