"""Implicit generators: noise and conditions in, a sample out, in one pass and without a likelihood.

They are trained with the energy score (Gneiting and Raftery, "Strictly Proper Scoring Rules, Prediction, and
Estimation", JASA 2007, eq. 21), as in engression (Shen and Meinshausen, JRSS B 2024): no adversary and no noise levels,
at the price that it only works for few dimensions, such as the sixteen plan cells of a patch.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class ImplicitConfig:
    """Shape of an :class:`ImplicitField`."""

    noise_channels: int
    channels: int
    """Fields that come out."""
    scalars: int
    labels: int
    width: int = 64
    layers: int = 4
    """3 x 3 convolutions without padding: each takes one cell from every edge."""
    embedding: int = 96


class ImplicitField(nn.Module):
    """A translation-equivariant generator of fields; bounded reach and no padding make any two windows agree."""

    def __init__(self, config: ImplicitConfig) -> None:
        super().__init__()
        self.config = config
        self.embed = nn.Sequential(
            nn.Linear(4 * config.scalars + config.labels + 1, config.embedding),
            nn.SiLU(),
            nn.Linear(config.embedding, config.embedding),
            nn.SiLU(),
        )
        widths = [config.noise_channels] + [config.width] * config.layers
        self.convolutions = nn.ModuleList(nn.Conv2d(a, b, 3) for a, b in itertools.pairwise(widths))
        self.film = nn.ModuleList(nn.Linear(config.embedding, 2 * config.width) for _ in range(config.layers))
        self.head = nn.Conv2d(config.width, config.channels, 1)
        self.bias = nn.Linear(config.embedding, config.channels)

    @property
    def margin(self) -> int:
        """Cells of noise that each edge consumes."""
        return self.config.layers

    def forward(self, noise: Tensor, scalars: Tensor, label: Tensor) -> Tensor:
        """(b, noise_channels, h + 2 margin, w + 2 margin), (b, k), (b,) int64 -> (b, channels, h, w)."""
        waves = torch.cat([scalars, torch.sin(scalars), torch.cos(scalars), torch.sin(2.0 * scalars)], dim=1)
        emb = self.embed(torch.cat([waves, F.one_hot(label, self.config.labels + 1).to(scalars.dtype)], dim=1))
        x = noise
        for index, (convolution, film) in enumerate(zip(self.convolutions, self.film, strict=True)):
            gain, shift = film(emb)[:, :, None, None].chunk(2, dim=1)
            y = F.silu(convolution(x) * (1.0 + gain) + shift)
            x = y + x[:, :, 1:-1, 1:-1] if index else y
        made: Tensor = self.head(x) + self.bias(emb)[:, :, None, None]
        return made


def energy_score(samples: Tensor, observed: Tensor) -> Tensor:
    """Energy score, strictly proper: lowest in expectation for samples of the observations' own distribution.

    Args:
        samples: (m, b, d), m of at least two.
        observed: (b, d).

    Returns:
        (b,), divided by the square root of d.
    """
    m, _, d = samples.shape
    to_observed = torch.linalg.vector_norm(samples - observed, dim=-1).mean(dim=0)
    between = sum(
        torch.linalg.vector_norm(samples[i] - samples[j] + 1e-9, dim=-1) for i in range(m) for j in range(i + 1, m)
    )
    score: Tensor = (to_observed - between / (m * (m - 1))) / d**0.5
    return score
