"""A network that plans how a line is spoken: how long each sound lasts, and how pitch and effort move through it.

Blocks of convolutions over sounds, as in :mod:`procgen.models.voice`: whose voice it is, and with what feeling, scales
and shifts every channel. What the sounds and words are is told by the packaged text network.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from procgen.models.voice import Block, VoiceConfig

POINTS = 3
"""Of a sound at which pitch and effort are told: in the middle of its thirds."""


@dataclass(frozen=True, slots=True)
class ProsodyConfig:
    """Sizes.

    Attributes:
        speakers: whose weights say whose voice it is.
        manner: numbers that say how a line is delivered.
        features: numbers that tell a sound.
        width, layers: of the blocks.
    """

    speakers: int
    manner: int
    features: int = 192
    width: int = 128
    layers: int = 6


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """What is planned of a line.

    Attributes:
        length: (b, n) logarithm of frames.
        octaves: (b, POINTS, n) pitch over the voice's middle.
        voiced: (b, POINTS, n) logits of whether there is pitch.
        effort: (b, POINTS, n).
    """

    length: Tensor
    octaves: Tensor
    voiced: Tensor
    effort: Tensor


class ProsodyNetwork(nn.Module):
    """From sounds, voice and delivery to durations, pitch and effort."""

    def __init__(self, config: ProsodyConfig) -> None:
        super().__init__()
        self.config = config
        blocks = VoiceConfig(config.speakers, width=config.width, hidden=3 * config.width, layers=config.layers)
        self.who = nn.Linear(config.speakers + config.manner, blocks.embedding)
        self.begin = nn.Conv1d(config.features, config.width, 5, padding=2)
        self.blocks = nn.ModuleList(Block(blocks) for _ in range(config.layers))
        self.norm = nn.LayerNorm(config.width)
        self.head = nn.Linear(config.width, 1 + 3 * POINTS)

    def forward(self, prosodic: Tensor, voice: Tensor, manner: Tensor) -> Planned:
        """A plan.

        Args:
            prosodic: (b, features, n) of the packaged text network.
            voice: (b, speakers) how much of each speaker.
            manner: (b, manner) of the delivery.
        """
        who = self.who(torch.cat([voice, manner], 1))
        x = self.begin(prosodic)
        for block in self.blocks:
            x = block(x, who)
        found = self.head(self.norm(x.transpose(1, 2))).transpose(1, 2)
        length, octaves, voiced, effort = torch.split(found, [1, POINTS, POINTS, POINTS], 1)
        return Planned(length[:, 0], octaves, voiced, effort)
