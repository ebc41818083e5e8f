"""Networks that speak with many voices: from sounds, pitch, effort and whose voice to spectra, and their adversary.

The decoder is a stack of ConvNeXt blocks over hops (Liu et al., "A ConvNet for the 2020s", CVPR 2022; for spectra as
in Siuzdak, "Vocos", ICLR 2024) which tells the five spectra of :mod:`procgen.speech.vocoder`: harmonics, noise, what is
neither. Its sizes are those of the packaged teacher (hibari-tts, Apache-2.0), whose weights it can begin with. Whose
voice it is enters each block as a scale and a shift of every channel (Perez et al., "FiLM", AAAI 2018); both begin at
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

BINS = 601
HOP = 300
SIZE = 4 * HOP
LOUDEST = 7.0
"""Of a spectrum's logarithm."""


@dataclass(frozen=True, slots=True)
class VoiceConfig:
    """Sizes.

    Attributes:
        speakers: whose weights say whose voice it is.
        features: numbers that tell a sound.
        width, hidden, layers, kernel: of the blocks.
        embedding: numbers that stand for a voice.
    """

    speakers: int
    features: int = 128
    width: int = 256
    hidden: int = 768
    layers: int = 8
    kernel: int = 7
    embedding: int = 48


class Block(nn.Module):
    """A ConvNeXt block that a voice scales and shifts."""

    def __init__(self, config: VoiceConfig) -> None:
        super().__init__()
        width, half = config.width, config.kernel // 2
        self.dw = nn.Conv1d(width, width, config.kernel, padding=half, groups=width)
        self.norm = nn.LayerNorm(width, eps=1e-5)
        self.pw1 = nn.Linear(width, config.hidden)
        self.pw2 = nn.Linear(config.hidden, width)
        self.gamma = nn.Parameter(torch.full((width,), 0.125))
        self.voice = nn.Linear(config.embedding, 2 * width)
        nn.init.zeros_(self.voice.weight)
        nn.init.zeros_(self.voice.bias)

    def forward(self, x: Tensor, voice: Tensor) -> Tensor:
        """(b, width, hops) to the same; ``voice`` is (b, embedding)."""
        scale, shift = self.voice(voice)[:, None].chunk(2, -1)
        inner = self.norm(self.dw(x).transpose(1, 2)) * (1.0 + scale) + shift
        inner = self.gamma * self.pw2(F.gelu(self.pw1(inner)))
        more: Tensor = x + inner.transpose(1, 2)
        return more


class VoiceDecoder(nn.Module):
    """From what is said, how, and by whom to spectra."""

    def __init__(self, config: VoiceConfig) -> None:
        super().__init__()
        self.config = config
        self.who = nn.Linear(config.speakers, config.embedding, bias=False)
        self.dec_in = nn.Conv1d(config.features + 2, config.width, config.kernel, padding=config.kernel // 2)
        self.dec = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.dec_norm = nn.LayerNorm(config.width, eps=1e-5)
        self.head = nn.Linear(config.width, 5 * BINS)

    def forward(self, features: Tensor, f0_hz: Tensor, effort: Tensor, voice: Tensor) -> tuple[Tensor, ...]:
        """Spectra.

        Args:
            features: (b, features, frames) of the sounds.
            f0_hz, effort: (b, 2 frames) pitch, 0 where there is none, and effort.
            voice: (b, speakers) how much of each speaker; they sum to 1.

        Returns:
            harmonic, turn, noise, free, phase, each (b, BINS, 2 frames).
        """
        told = torch.stack([torch.log(1.0 + F.relu(f0_hz)) / 5.0, effort / 5.0], 1)
        x = self.dec_in(torch.cat([features.repeat_interleave(2, 2), told], 1))
        who = self.who(voice)
        for block in self.dec:
            x = block(x, who)
        spectra: Tensor = self.head(self.dec_norm(x.transpose(1, 2))).transpose(1, 2)
        return torch.split(spectra, BINS, 1)


def sound_of(spectra: Sequence[Tensor], pulses: Tensor, noise: Tensor) -> Tensor:
    """The waveform of spectra, as :func:`procgen.speech.vocoder.waveform` makes it.

    Args:
        spectra: five, each (b, BINS, hops).
        pulses: (b, HOP * hops) all harmonics of the pitch at equal strength.
        noise: (b, BINS, hops) complex standard normal.

    Returns:
        (b, HOP * hops).
    """
    harmonic, turn, level, free, phase = (each.float() for each in spectra)
    hops = harmonic.shape[2]
    window = torch.hann_window(SIZE, device=pulses.device)
    source = torch.stft(pulses, SIZE, HOP, window=window / HOP, pad_mode="reflect", return_complex=True)[..., :hops]
    whole = source * torch.polar(harmonic.clamp(max=LOUDEST).exp(), torch.pi * turn.tanh())
    whole = whole + noise * level.clamp(max=LOUDEST).exp()
    whole = whole + torch.polar(free.clamp(max=LOUDEST).exp(), phase)
    # The inverse weighs by the squared window, of which the source's transform has no more than the plain one's scale.
    return torch.istft(F.pad(whole, (0, 1)), SIZE, HOP, window=window, length=hops * HOP)


RESOLUTIONS = ((512, 128), (1024, 256), (2048, 512))
"""Sizes and hops of the short-time spectra that sounds are compared by."""


def magnitudes(wave: Tensor, size: int, hop: int) -> Tensor:
    """(b, samples) to (b, size / 2 + 1, hops) strengths."""
    window = torch.hann_window(size, device=wave.device)
    found = torch.stft(wave, size, hop, window=window, pad_mode="reflect", return_complex=True)
    return (found.real.square() + found.imag.square()).clamp(min=1e-9).sqrt()


def spectral_loss(made: Tensor, wanted: Tensor) -> Tensor:
    """How far two sounds are apart: logarithms of strengths, and strengths against all there is, at three resolutions
    (Yamamoto, Song and Kim, "Parallel WaveGAN", ICASSP 2020).

    Args:
        made, wanted: (b, samples).
    """
    total = made.new_zeros(())
    for size, hop in RESOLUTIONS:
        ours, theirs = magnitudes(made, size, hop), magnitudes(wanted, size, hop)
        total = total + (torch.log(ours + 1e-3) - torch.log(theirs + 1e-3)).abs().mean()
        total = total + (ours - theirs).square().sum().sqrt() / theirs.square().sum().sqrt().clamp(min=1e-3)
    return total / len(RESOLUTIONS)


class SpectrumJudge(nn.Module):
    """Adversaries that look at spectra, one a resolution (Jang et al., "UnivNet", Interspeech 2021)."""

    def __init__(self, width: int = 24) -> None:
        super().__init__()
        self.judges = nn.ModuleList(self._judge(width) for _ in RESOLUTIONS)

    @staticmethod
    def _judge(width: int) -> nn.ModuleList:
        norm = nn.utils.parametrizations.weight_norm
        first = norm(nn.Conv2d(1, width, (7, 5), (2, 1), (3, 2)))
        inner = [norm(nn.Conv2d(width, width, (5, 3), (2, 2), (2, 1))) for _ in range(3)]
        return nn.ModuleList([first, *inner, norm(nn.Conv2d(width, 1, 3, 1, 1))])

    def forward(self, wave: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """(b, samples) to what each judge says, higher for more real, and what its layers saw."""
        said, seen = [], []
        for layers, (size, hop) in zip(self.judges, RESOLUTIONS, strict=True):
            x = torch.log(magnitudes(wave, size, hop) + 1e-3)[:, None]
            *inner, last = list(layers)  # type: ignore[call-overload]
            for layer in inner:
                x = F.leaky_relu(layer(x), 0.1)
                seen.append(x)
            said.append(last(x))
        return said, seen
