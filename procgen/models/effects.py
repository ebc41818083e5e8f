"""A conditional variational autoencoder of sounds in frames (Kingma and Welling 2014; Sohn, Lee and Yan 2015).

One latent vector is a whole sound: frames are evenly spread over it however long it is, and its length is one of the
numbers that are told. Levels of bands have a likelihood with a spread of their own for each band and frame, so that
what can't be foretold from the latents, the grain of a sound, is drawn rather than averaged away; its gradients are
weighted so that what is far off still learns (Seitzer et al. 2022, "On the pitfalls of heteroscedastic uncertainty
estimation").
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

LEAST_SPREAD, MOST_SPREAD = -3.0, 0.5
"""Bounds of the logarithm of spreads, in units of levels."""


@dataclass(frozen=True, slots=True)
class EffectsConfig:
    """Sizes.

    Attributes:
        bands: of a frame: it has a level, a share of tones and a place of the tone for each, a pitch and a voicing.
        classes: of sounds; 0 is none of the named ones.
        frames: of a sound.
        latents: of a sound.
        width: channels between layers.
        stages: halvings between frames and the coarsest layer.
        label: numbers that a class becomes.
    """

    bands: int
    classes: int
    frames: int = 128
    latents: int = 48
    width: int = 96
    stages: int = 4
    label: int = 16

    @property
    def channels(self) -> int:
        """Numbers of a frame."""
        return 3 * self.bands + 2

    @property
    def coarse(self) -> int:
        """Frames of the coarsest layer."""
        return self.frames >> self.stages


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """What a latent is heard as.

    Attributes:
        values: (b, channels, frames): levels, logits of tones, places of tones, pitch, logits of voicing.
        spread: (b, bands, frames) logarithms of how far levels are off.
        length: (b,) logarithm of seconds, base 2.
    """

    values: Tensor
    spread: Tensor
    length: Tensor


class _Block(nn.Module):
    """Two convolutions over frames beside a straight way; what kind of sound it is scales and shifts every channel."""

    def __init__(self, width: int, condition: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(8, width)
        self.said = nn.Linear(condition, 2 * width)
        self.first = nn.Conv1d(width, width, 3, padding=1)
        self.second = nn.Conv1d(width, width, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.said.weight)
        nn.init.zeros_(self.said.bias)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        scale, shift = self.said(condition)[:, :, None].chunk(2, 1)
        h = self.norm(x) * (1.0 + scale) + shift
        moved: Tensor = self.second(F.silu(self.first(F.silu(h))))
        return x + moved


class EffectsEncoder(nn.Module):
    """From a sound to where its latents are: their means and logarithms of variances."""

    def __init__(self, config: EffectsConfig) -> None:
        super().__init__()
        self.label = nn.Linear(config.classes, config.label)
        # Two frames at a time: most of the work would be at the finest layer.
        self.begin = nn.Conv1d(config.channels, config.width, 4, stride=2, padding=1)
        self.blocks = nn.ModuleList(_Block(config.width, config.label + 1) for _ in range(config.stages - 1))
        self.down = nn.ModuleList(nn.Conv1d(config.width, config.width, 2, stride=2) for _ in range(config.stages - 1))
        self.last = nn.Linear(config.width * config.coarse + config.label + 1, 2 * config.latents)

    def forward(self, values: Tensor, length: Tensor, classes: Tensor) -> tuple[Tensor, Tensor]:
        """Means and logarithms of variances, (b, latents) each.

        Args:
            values: (b, channels, frames) as of :class:`Drawn`, but shares rather than logits.
            length: (b,) logarithm of seconds, base 2.
            classes: (b, classes) shares of the classes.
        """
        condition = torch.cat([self.label(classes), length[:, None]], 1)
        x = self.begin(values)
        for block, down in zip(self.blocks, self.down, strict=True):
            x = down(block(x, condition))
        mean, variance = self.last(torch.cat([x.flatten(1), condition], 1)).chunk(2, 1)
        return mean, variance.clamp(-8.0, 2.0)


class EffectsDecoder(nn.Module):
    """From latents to a sound."""

    def __init__(self, config: EffectsConfig) -> None:
        super().__init__()
        self.config = config
        condition = config.label + config.latents
        self.label = nn.Linear(config.classes, config.label)
        self.begin = nn.Linear(condition, config.width * config.coarse)
        self.blocks = nn.ModuleList(_Block(config.width, condition) for _ in range(config.stages))
        self.last = nn.Conv1d(config.width, 2 * (config.channels + config.bands), 3, padding=1)
        self.length = nn.Linear(condition, 1)

    def forward(self, latents: Tensor, classes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The parts of :class:`Drawn`.

        Args:
            latents: (b, latents).
            classes: (b, classes) shares of the classes.
        """
        condition = torch.cat([self.label(classes), latents], 1)
        x = self.begin(condition).view(-1, self.config.width, self.config.coarse)
        x = self.blocks[0](x, condition)
        for block in self.blocks[1:]:
            x = block(F.interpolate(x, scale_factor=2.0, mode="nearest"), condition)
        pairs = self.last(F.silu(x))
        told = pairs.view(-1, 2, pairs.shape[1] // 2, pairs.shape[2]).permute(0, 2, 3, 1).flatten(2)
        values, spread = told.split([self.config.channels, self.config.bands], 1)
        return values, spread.clamp(LEAST_SPREAD, MOST_SPREAD), self.length(condition)[:, 0]


class EffectsVae(nn.Module):
    """Both halves."""

    def __init__(self, config: EffectsConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = EffectsEncoder(config)
        self.decoder = EffectsDecoder(config)

    def told(self, latents: Tensor, classes: Tensor) -> Drawn:
        """What latents are heard as."""
        return Drawn(*self.decoder(latents, classes))


@dataclass(frozen=True, slots=True, eq=False)
class Losses:
    """How far a sound is off, means over all numbers that are heard.

    Attributes:
        level: of levels, negative logarithm of likelihood...
        plain: ...and as their mean distance, in units of levels.
        tonal, offset, pitch, voiced, length: of what these are called.
    """

    level: Tensor
    plain: Tensor
    tonal: Tensor
    offset: Tensor
    pitch: Tensor
    voiced: Tensor
    length: Tensor

    @property
    def all(self) -> Tensor:
        """Weighed by what is heard of each."""
        return self.level + 2.0 * self.tonal + self.offset + 0.5 * self.pitch + 0.5 * self.voiced + 0.5 * self.length


def losses(told: Drawn, values: Tensor, length: Tensor, bands: int) -> Losses:
    """How far from a sound it is.

    Args:
        told: by the decoder.
        values: (b, channels, frames) of the sound, shares rather than logits.
        length: (b,) of the sound.
        bands: of a frame.
    """
    sizes = [bands, bands, bands, 1, 1]
    level, tonal, offset, pitch, voiced = torch.split(values, sizes, 1)
    said = torch.split(told.values, sizes, 1)
    # Levels are (dB + 40) / 20: the floor is -2, and what is 60 dB down is hardly heard.
    heard = torch.sigmoid((level + 1.0) * 2.5) + 0.05
    off = said[0] - level
    variance = torch.exp(2.0 * told.spread)
    likely = (0.5 * off.square() / variance + told.spread) * variance.detach().sqrt()
    loud = torch.sigmoid((level.amax(1, keepdim=True) + 1.0) * 2.5)

    def mean(each: Tensor, weight: Tensor) -> Tensor:
        return (each * weight).sum() / weight.sum().clamp(min=1e-3)

    return Losses(
        level=mean(likely, heard),
        plain=mean(off.abs(), heard),
        tonal=mean((torch.sigmoid(said[1]) - tonal).abs(), heard),
        offset=mean((said[2] - offset).abs(), heard * tonal),
        pitch=mean((said[3] - pitch).abs(), loud * voiced),
        voiced=mean(F.binary_cross_entropy_with_logits(said[4], voiced, reduction="none"), loud),
        length=(told.length - length).abs().mean(),
    )


def divergence(mean: Tensor, variance: Tensor) -> Tensor:
    """(b, latents) Kullback-Leibler divergence from a standard normal, by latents.

    Args:
        mean, variance: (b, latents), the second as logarithms.
    """
    return 0.5 * (mean.square() + variance.exp() - variance - 1.0)
