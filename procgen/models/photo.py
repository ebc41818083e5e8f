"""From one photo of a surface to what it is made of.

A convolutional network of several resolutions with shortcuts (Ronneberger, Fischer and Brox, "U-Net", MICCAI 2015), as
Deschaintre et al., "Single-image SVBRDF capture with a rendering-aware deep network" (SIGGRAPH 2018), have it for this
task. Like theirs it passes means of the whole picture to every place at the coarsest resolution: how bright the light
is, and how much of it mirrors, can't be seen in a part. The rest is convolutions, so that a photo may be of any size.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

MAPS = 7
"""Channels of the result: colour (3), slopes to the right and down, roughness, metallic."""
FACTOR = 32
"""Sides of a photo are multiples of it."""
SLOPE_UNIT = 0.5
"""Slope that the last layer calls 1."""
_GROUP = 16
"""Channels that are normalised together (Wu and He, "Group normalization", ECCV 2018)."""
_LOGIT_EDGE = 0.02
"""Colours are kept this far from 0 and 1 where their logarithmic odds are taken."""


@dataclass(frozen=True, slots=True)
class PhotoConfig:
    """Shape of a :class:`PhotoNetwork`."""

    widths: tuple[int, int, int, int, int] = (32, 64, 96, 160, 256)
    """Channels at 1/2, 1/4, 1/8, 1/16 and 1/32 of the photo's resolution."""
    blocks: tuple[int, int, int, int, int] = (1, 2, 1, 1, 1)
    """Pairs of convolutions at each, on the way down and on the way up."""


class _Block(nn.Module):
    """Two 3 x 3 convolutions whose result is added to what came in; it begins as the identity."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(width // _GROUP, width)
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        made: Tensor = self.second(F.silu(self.first(self.norm(x))))
        return x + made


def _blocks(width: int, count: int) -> nn.Sequential:
    return nn.Sequential(*(_Block(width) for _ in range(count)))


class _Whole(nn.Module):
    """Adds to every place what the whole picture says."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(2 * width, width, 1)
        self.second = nn.Conv2d(width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=(2, 3), keepdim=True)
        spread = (x - mean).square().mean(dim=(2, 3), keepdim=True).add(1e-6).sqrt()
        said: Tensor = self.second(F.silu(self.first(torch.cat([mean, spread], dim=1))))
        return x + said


class PhotoNetwork(nn.Module):
    """Photos (b, 3, h, w), sRGB-encoded, 0 to 1, to maps (b, 7, h, w): see :data:`MAPS`.

    Colours are sRGB-encoded, 0 to 1: the photo's own, moved on the scale of logarithmic odds, so that the network has
    only the light to take away. Slopes are rise over run; roughness and metallic are linear, 0 to 1.
    """

    def __init__(self, config: PhotoConfig) -> None:
        super().__init__()
        self.config = config
        widths = config.widths
        self.into = nn.Conv2d(12, widths[0], 3, padding=1)
        self.encode = nn.ModuleList(_blocks(*each) for each in zip(widths, config.blocks, strict=True))
        pairs = list(itertools.pairwise(widths))
        self.down = nn.ModuleList(nn.Conv2d(fine, coarse, 2, stride=2) for fine, coarse in pairs)
        self.whole = nn.ModuleList(_Whole(width) for width in widths)
        self.middle = _blocks(widths[-1], config.blocks[-1])
        self.up = nn.ModuleList(nn.Conv2d(coarse, fine, 1) for fine, coarse in pairs)
        self.decode = nn.ModuleList(_blocks(*each) for each in list(zip(widths, config.blocks, strict=True))[:-1])
        self.out = nn.Conv2d(widths[0], 4 * MAPS, 3, padding=1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)  # type: ignore[arg-type]

    def forward(self, photo: Tensor) -> Tensor:
        x = self.into(F.pixel_unshuffle(photo * 2.0 - 1.0, 2))
        kept = []
        for level, (block, whole) in enumerate(zip(self.encode, self.whole, strict=True)):
            x = whole(block(x))
            if level < len(self.down):
                kept.append(x)
                x = self.down[level](x)
        x = self.middle(x)
        for level in reversed(range(len(self.down))):
            x = F.interpolate(self.up[level](x), scale_factor=2.0, mode="nearest") + kept[level]
            x = self.decode[level](x)
        made = F.pixel_shuffle(self.out(F.silu(x)), 2).float()
        edged = photo.float().clamp(_LOGIT_EDGE, 1.0 - _LOGIT_EDGE)
        odds = torch.log(edged / (1.0 - edged))
        colour = torch.sigmoid(odds + made[:, :3])
        # Most surfaces are rough, and no metal.
        rough, metal = torch.sigmoid(made[:, 5:6] + 1.0), torch.sigmoid(made[:, 6:7] - 3.0)
        return torch.cat([colour, SLOPE_UNIT * made[:, 3:5], rough, metal], dim=1)
