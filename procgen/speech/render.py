"""From a planned sentence to its sound."""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.formats.filters import resampled
from procgen.speech.acoustic import BINS, SAMPLE_RATE_HZ, Acoustic, Floats, Read
from procgen.speech.effects import growl
from procgen.speech.feeling import Delivery
from procgen.speech.prosody import Plan
from procgen.speech.vocoder import HOP, Timbre, waveform
from procgen.speech.voice import Voice

_TILT_OCTAVES: Final = (-2.5, 3.0)
"""Around 1 kHz, where tilt is felt."""


def timbre_gain(voice: Voice, delivery: Delivery, speed: float) -> Floats:
    """(BINS,) factor of the network's frequencies, which are heard ``speed`` times as high."""
    heard_hz = np.arange(BINS) * (SAMPLE_RATE_HZ / 2.0 / (BINS - 1)) * speed
    octaves = np.clip(np.log2(np.maximum(heard_hz, 20.0) / 1000.0), *_TILT_OCTAVES)
    mel = np.log1p(heard_hz / 700.0) / np.log1p(12_000.0 / 700.0)
    waves = np.cos(np.pi * mel[:, None] * np.arange(1, len(voice.colour) + 1))
    gain_db = octaves * (voice.tilt_db + delivery.tilt_db) + waves @ np.array(voice.colour)
    return np.asarray(10.0 ** (gain_db / 20.0), np.float32)


def render(acoustic: Acoustic, read: Read, planned: Plan, voice: Voice, delivery: Delivery, seed: int) -> Floats:
    """The sound of a sentence, as loud as it comes, without effects.

    Args:
        acoustic: the network.
        read: what it makes of the sentence.
        planned: how it is spoken.
        voice: whose.
        delivery: of its feeling.
        seed: of its noise.

    Returns:
        Samples at :data:`SAMPLE_RATE_HZ`, from the sentence's begin.
    """
    spectra = acoustic.spectra(read, planned.frames, planned.f0_hz, planned.effort)
    timbre = Timbre(
        timbre_gain(voice, delivery, float(planned.speed)),
        min(voice.breath + delivery.breath, 1.0),
        planned.whisper,
    )
    wave = waveform(spectra, planned.f0_hz, seed, timbre)
    wave = growl(wave, planned.f0_hz, min(voice.roughness + delivery.roughness, 1.0), seed)
    if (planned.gain != 1.0).any():
        middle = (np.arange(len(planned.gain)) + 0.5) * HOP - 0.5
        wave = wave * np.interp(np.arange(len(wave)), middle, planned.gain).astype(np.float32)
    if planned.speed == 1:
        return wave
    played = resampled(wave, planned.speed.denominator, planned.speed.numerator)
    return np.asarray(played, np.float32)
