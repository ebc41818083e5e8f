"""The decoder of voices: a voice is told by scales that begin at nothing, and its sound is what serving makes of it."""

from __future__ import annotations

import numpy as np
import torch

from procgen.models.voice import BINS, HOP, SpectrumJudge, VoiceConfig, VoiceDecoder, sound_of, spectral_loss
from procgen.speech.acoustic import Spectra
from procgen.speech.vocoder import noise_of, pulses, waveform

SMALL = VoiceConfig(3, features=8, width=16, hidden=24, layers=2, embedding=4)


def given(frames: int, voice: int) -> tuple[torch.Tensor, ...]:
    draw = torch.Generator().manual_seed(4)
    return (
        torch.randn(1, 8, frames, generator=draw),
        torch.full((1, 2 * frames), 150.0),
        torch.randn(1, 2 * frames, generator=draw),
        torch.eye(3)[voice : voice + 1],
    )


def test_all_voices_are_one_until_something_is_learned_and_then_each_has_its_own() -> None:
    model = VoiceDecoder(SMALL)
    first, second = (torch.cat(model(*given(6, voice)), 1) for voice in (0, 2))
    assert first.shape == (1, 5 * BINS, 12)
    assert torch.equal(first, second)
    for block in model.dec:
        torch.nn.init.normal_(block.voice.weight)
    assert not torch.allclose(torch.cat(model(*given(6, 0)), 1), torch.cat(model(*given(6, 2)), 1))


def test_what_is_trained_sounds_as_what_is_served() -> None:
    hops = 24
    chance = np.random.default_rng(3)
    spectra = [chance.normal(-4.0, 1.0, (BINS, hops)).astype(np.float32) for _ in range(5)]
    f0_hz = np.linspace(90.0, 240.0, hops).astype(np.float32)
    f0_hz[18:] = 0.0
    served = waveform(Spectra(*spectra), f0_hz, 7)
    trained = sound_of(
        [torch.from_numpy(each)[None] for each in spectra],
        torch.from_numpy(pulses(f0_hz))[None],
        torch.from_numpy(noise_of(7, hops).T.copy())[None],
    )
    assert trained.shape == (1, hops * HOP)
    # At the very end the one has a window more to divide by than the other.
    apart = np.abs(trained[0].numpy() - served)[: -3 * HOP]
    assert apart.max() < 1e-4 * np.abs(served).max()


def test_sounds_are_no_distance_from_themselves_and_the_louder_the_further() -> None:
    wave = torch.randn(2, 6000, generator=torch.Generator().manual_seed(1))
    losses = [spectral_loss(scale * wave, wave).item() for scale in (1.0, 1.2, 2.0)]
    assert losses[0] < 1e-6
    assert losses[0] < losses[1] < losses[2]


def test_judges_say_and_see_at_each_resolution() -> None:
    said, seen = SpectrumJudge(4)(torch.randn(2, 6000))
    assert [len(said), len(seen)] == [3, 12]
    assert all(each.shape[0] == 2 for each in said)
