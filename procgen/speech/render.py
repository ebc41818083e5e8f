"""From a planned sentence to its sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from fractions import Fraction
from typing import Final

import numpy as np

from procgen.formats.filters import resampled
from procgen.speech.acoustic import BINS, SAMPLE_RATE_HZ, Acoustic, Floats, Read, Spectra
from procgen.speech.effects import growl
from procgen.speech.feeling import Delivery
from procgen.speech.prosody import Plan
from procgen.speech.vocoder import HOP, LAP, Timbre, waveform
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
    return next(rendered(acoustic, read, planned, voice, delivery, seed))


def rendered(
    acoustic: Acoustic, read: Read, planned: Plan, voice: Voice, delivery: Delivery, seed: int, opening: int = 0
) -> Iterator[Floats]:
    """The same in two parts, of which the first is there before the second is begun.

    Args:
        acoustic, read, planned, voice, delivery, seed: as of :func:`render`.
        opening: hops that make the first part, an even number; all if 0.

    Yields:
        Samples that follow one another without a seam: spectra on both sides of it are laid over one another.
    """
    timbre = Timbre(
        timbre_gain(voice, delivery, float(planned.speed)),
        min(voice.breath + delivery.breath, 1.0),
        planned.whisper,
        planned.shout,
    )
    roughness = min(voice.roughness + delivery.roughness, 1.0)
    hops = len(planned.f0_hz)
    played = _Played(planned.speed)
    before: Spectra | None = None
    for begin, end in ((0, opening), (opening, hops)) if opening else ((0, hops),):
        span = (begin, end) if opening else None
        spectra = acoustic.spectra(read, planned.frames, planned.f0_hz, planned.effort, span)
        first = begin if before is None else begin - 2 * LAP
        joined = spectra if before is None else _joined(before, spectra)
        wave = waveform(joined, planned.f0_hz, seed, timbre, first)
        # Of a part's edge on what is not there yet, the next part makes the sound.
        from_hop, to_hop = first if before is None else begin - LAP, end if end == hops else end - LAP
        wave = wave[(from_hop - first) * HOP : (to_hop - first) * HOP]
        wave = growl(wave, planned.f0_hz, roughness, seed, from_hop * HOP)
        if (planned.gain != 1.0).any():
            middle = (np.arange(hops) + 0.5) * HOP - 0.5
            every = np.arange(from_hop * HOP, to_hop * HOP)
            wave = wave * np.interp(every, middle, planned.gain).astype(np.float32)
        yield played(wave, last=end == hops)
        before = spectra


def _joined(before: Spectra, spectra: Spectra) -> Spectra:
    """Spectra with the last hops of those before them."""
    return Spectra(
        *(
            np.concatenate([getattr(before, each.name)[:, -2 * LAP :], getattr(spectra, each.name)], axis=1)
            for each in fields(Spectra)
        )
    )


class _Played:
    """A sound that comes in parts, at another speed: each is worked out with some of what came before it.

    Args:
        speed: how many times as fast.
    """

    def __init__(self, speed: Fraction) -> None:
        self._up, self._down = speed.denominator, speed.numerator
        self._kept: Floats = np.zeros(0, np.float32)
        self._given = 0

    def __call__(self, wave: Floats, *, last: bool) -> Floats:
        """(m,) what can be played once the next (n,) samples are there; all that is left of the last."""
        if self._up == self._down:
            return wave
        heard = np.concatenate([self._kept, wave])
        found: Floats = np.asarray(resampled(heard, self._up, self._down), np.float32)
        given = self._given
        if last:
            return found[given:]
        # So far a sample between samples depends on them: the filter's half length.
        reach = 10 * max(self._up, self._down) // self._up + 2
        blocks = (len(heard) - reach) // self._down
        kept = max(blocks - -(-reach // self._down), 0)
        self._kept, self._given = heard[kept * self._down :], (blocks - kept) * self._up
        return found[given : blocks * self._up]
