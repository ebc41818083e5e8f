"""A generator that makes a field eight times finer, and its adversary.

The generator has no padding anywhere: what it makes at a place hangs on what lies around that place alone, never on
where its window begins. So windows of a world meet without being blended, and no lattice of windows or tokens shows.
Noise enters at every resolution and each resolution adds to the field, as in Karras et al., "Analyzing and Improving
the Image Quality of StyleGAN" (CVPR 2020, section 4.1); residual blocks without normalisation follow Huang et al., "The
GAN is dead; long live the GAN!" (NeurIPS 2024).
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

LEVELS = 4
"""Resolutions: cells, and three times twice as fine."""
FACTOR = 1 << (LEVELS - 1)
"""Pixels along a side of a cell."""


@dataclass(frozen=True, slots=True)
class RefinerConfig:
    """Shape of a :class:`Refiner`."""

    features: int
    """Channels of what is known of each cell."""
    labels: int
    """Classes of places."""
    widths: tuple[int, int, int, int] = (128, 96, 48, 16)
    """Channels at 1/8, 1/4, 1/2 and full resolution; ONNX Runtime fills them up to whole sixteens."""
    depth: int = 3
    """Convolutions of 3 x 3 at each resolution."""
    noise: tuple[int, int, int, int] = (8, 1, 1, 1)
    """Channels of noise at each resolution, and of whatever else is known of the field itself."""
    embedding: int = 16
    """Numbers that stand for a label."""

    @property
    def margin(self) -> int:
        """Cells at each edge of the features that the generator consumes."""
        return 2 * self.depth + 1

    @property
    def noise_margins(self) -> tuple[int, ...]:
        """Samples at each edge of the noise that it consumes, at each resolution."""
        return (self.margin, *(2 * self.depth,) * (LEVELS - 1))


def noise_shapes(config: RefinerConfig, rows: int, columns: int) -> list[tuple[int, int, int]]:
    """(channels, rows, columns) of the noise at each resolution, for a field of so many cells with their margins."""
    return [
        (channels, (rows << level) + 2 * margin, (columns << level) + 2 * margin)
        for level, (channels, margin) in enumerate(zip(config.noise, config.noise_margins, strict=True))
    ]


def _inner(x: Tensor, edge: int) -> Tensor:
    return x[:, :, edge:-edge, edge:-edge] if edge else x


def _like(x: Tensor, other: Tensor) -> Tensor:
    """The middle of x, of the size of another."""
    return _inner(x, (x.shape[2] - other.shape[2]) // 2)


def _twice(x: Tensor) -> Tensor:
    """Twice as fine, without the outermost row, which lacks a neighbour: (h, w) -> (2h - 2, 2w - 2)."""
    return _inner(F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False), 1)


class _Layer(nn.Module):
    """A 3 x 3 convolution and noise, added to what came in; takes one sample from every edge."""

    def __init__(self, width: int, noise: int, share: float) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(width, width, 3)
        self.noise = nn.Conv2d(noise, width, 1, bias=False)
        nn.init.normal_(self.convolution.weight, std=1.0 / math.sqrt(9 * width))
        nn.init.zeros_(self.convolution.bias)  # type: ignore[arg-type]
        nn.init.normal_(self.noise.weight, std=0.3 / math.sqrt(noise))
        self.share = share

    def forward(self, x: Tensor, noise: Tensor) -> Tensor:
        made = self.convolution(x)
        added = F.leaky_relu(made + self.noise(_like(noise, made)), 0.2)
        return _inner(x, 1) + self.share * added


class _Level(nn.ModuleList):
    """All layers of one resolution."""

    def forward(self, x: Tensor, noise: Tensor) -> Tensor:
        for layer in self:
            x = layer(x, noise)
        return x


def _head(width: int) -> nn.Conv2d:
    head = nn.Conv2d(width, 1, 1)
    nn.init.normal_(head.weight, std=0.3 / math.sqrt(width))
    nn.init.zeros_(head.bias)  # type: ignore[arg-type]
    return head


class Refiner(nn.Module):
    """Features of cells, labels and noise to a field of 8 x 8 pixels a cell."""

    def __init__(self, config: RefinerConfig) -> None:
        super().__init__()
        self.config = config
        self.embed = nn.Embedding(config.labels, config.embedding)
        nn.init.normal_(self.embed.weight, std=0.3)
        first, widths = config.features + config.embedding + config.noise[0], config.widths
        self.enter = nn.Conv2d(first, widths[0], 1)
        share = 1.0 / math.sqrt(config.depth)
        self.levels = nn.ModuleList(
            _Level([_Layer(width, noise, share) for _ in range(config.depth)])
            for width, noise in zip(widths, config.noise, strict=True)
        )
        self.down = nn.ModuleList(nn.Conv2d(a, b, 1) for a, b in itertools.pairwise(widths))
        self.heads = nn.ModuleList(_head(width) for width in widths)

    def forward(
        self, features: Tensor, label: Tensor, noise0: Tensor, noise1: Tensor, noise2: Tensor, noise3: Tensor
    ) -> Tensor:
        """Make a field.

        Args:
            features: (b, f, h + 2m, w + 2m) with the margin of the configuration.
            label: (b, h + 2m, w + 2m) int64.
            noise0, noise1, noise2, noise3: of :func:`noise_shapes`.

        Returns:
            (b, 1, 8h, 8w).
        """
        embedded = self.embed(label).permute(0, 3, 1, 2)
        x = self.enter(torch.cat([features, embedded.to(features.dtype), noise0], dim=1))
        made: Tensor | None = None
        for level, noise in enumerate((noise0, noise1, noise2, noise3)):
            if level:
                x = _twice(self.down[level - 1](x))
                made = _twice(made) if made is not None else None
            x = self.levels[level](x, noise)
            added = self.heads[level](x)
            made = added if made is None else _like(made, added) + added
        assert made is not None
        # Whole cells are left.
        return _inner(made, self.config.depth + 1)


class RefinerCritic(nn.Module):
    """Tells real fields from made ones, at every place and on four scales, under the same features.

    Args:
        features, labels: as of the generator.
        channels: of the field as it is shown.
    """

    def __init__(self, features: int, labels: int, channels: int) -> None:
        super().__init__()
        widths = (64, 96, 128, 160)
        self.embed = nn.Embedding(labels, 16)
        # Squares of 2 x 2 pixels become channels: nothing is lost, and convolutions at full resolution cost most.
        self.enter = nn.Conv2d(4 * channels, widths[0], 3, padding=1)
        self.known = nn.Conv2d(features + 16, widths[2], 1)
        # What holds of the whole field, such as its grain, is judged among pixels.
        self.overall = nn.Linear(features + 16, widths[0])
        nn.init.zeros_(self.overall.weight)
        nn.init.zeros_(self.overall.bias)
        self.first = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1) for width in widths)
        self.second = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1) for width in widths)
        self.down = nn.ModuleList(nn.Conv2d(a, b, 1) for a, b in itertools.pairwise(widths))
        self.heads = nn.ModuleList(nn.Conv2d(width, 1, 1) for width in widths)

    def forward(self, field: Tensor, features: Tensor, label: Tensor) -> Tensor:
        """(b, c, 8h, 8w), (b, f, h, w), (b, h, w) -> (b, n) logits, each scale's mean over squares of two cells."""
        embedded = self.embed(label).permute(0, 3, 1, 2).to(features.dtype)
        told = torch.cat([features, embedded], dim=1)
        known = self.known(told)
        x = F.leaky_relu(self.enter(F.pixel_unshuffle(field, 2)), 0.2)
        x = x + self.overall(told.mean(dim=(2, 3)))[:, :, None, None]
        logits = []
        for level, (first, second, head) in enumerate(zip(self.first, self.second, self.heads, strict=True)):
            if level:
                x = self.down[level - 1](F.avg_pool2d(x, 2))
            if level == LEVELS - 2:
                x = x + known
            x = x + F.leaky_relu(second(F.leaky_relu(first(x), 0.2)), 0.2)
            logit, pooled = head(x), FACTOR >> level
            logits.append((F.avg_pool2d(logit, pooled) if pooled > 1 else logit).flatten(1))
        return torch.cat(logits, dim=1).float()
