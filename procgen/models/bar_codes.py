"""Bars as codes, and pieces as rows of codes: the upper levels of a hierarchy over notes.

A bar's notes are read by a small trunk into one vector, which becomes the nearest row of a codebook (a VQ-VAE: van den
Oord et al. 2017; rows follow the mean of what they stand for, and those that nobody comes to begin anew, as in Razavi
et al. 2019 and Dhariwal et al. 2020); another small trunk writes the notes again from that row alone. A third network
tells, of the bars of a piece, each one's density and code from those before it (the prior of Jukebox, Dhariwal et al.
2020, over notes in place of sound).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from procgen.models.autoregressive import Block, DecoderConfig, rms
from procgen.models.music import Composer, ComposerConfig, Told, music_positions, trunk_config


@dataclass(frozen=True, slots=True)
class CoderConfig:
    """Sizes.

    Attributes:
        notes: of the trunks that read and write bars.
        codes: rows of the codebook.
        width: of its rows.
    """

    notes: ComposerConfig
    codes: int = 1024
    width: int = 32


class Codebook(nn.Module):
    """Rows that stand for vectors near them.

    Args:
        codes: rows.
        width: of each.
        follows: share of its mean that a row keeps in a step.
    """

    rows: Tensor
    weight: Tensor

    def __init__(self, codes: int, width: int, follows: float = 0.99) -> None:
        super().__init__()
        self.follows = follows
        self.register_buffer("rows", rms(torch.randn(codes, width)))
        self.register_buffer("weight", torch.ones(codes))

    def nearest(self, x: Tensor) -> Tensor:
        """(n,) of the rows nearest to (n, width)."""
        return torch.cdist(x.float(), self.rows).argmin(-1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Rows in place of (n, width), with gradients as if they were the same; which; how far on average."""
        chosen = self.nearest(x)
        row = self.rows[chosen]
        if self.training:
            self._follow(x.detach().float(), chosen)
        return x + (row - x).detach(), chosen, F.mse_loss(x.float(), row)

    @torch.no_grad()
    def _follow(self, x: Tensor, chosen: Tensor) -> None:
        count = torch.bincount(chosen, minlength=len(self.rows)).float()
        total = torch.zeros_like(self.rows).index_add_(0, chosen, x)
        self.weight.mul_(self.follows).add_(count, alpha=1.0 - self.follows)
        there = count > 0
        share = (1.0 - self.follows) * count[there] / self.weight[there].clamp(min=1e-6)
        self.rows[there] += share[:, None] * (total[there] / count[there, None] - self.rows[there])
        idle = torch.nonzero(self.weight < 0.02)[:, 0]
        if len(idle):
            self.rows[idle] = x[torch.randint(len(x), (len(idle),))]
            self.weight[idle] = 1.0


class BarCoder(nn.Module):
    """Reads a bar into a code and writes it from the code.

    Args:
        config: sizes.
    """

    def __init__(self, config: CoderConfig) -> None:
        super().__init__()
        self.config = config
        self.reader = Composer(config.notes)
        self.writer = Composer(config.notes)
        self.down = nn.Linear(config.notes.width, config.width)
        self.up = nn.Linear(config.width, config.notes.width)
        self.book = Codebook(config.codes, config.width)

    def vectors(self, notes: Tensor, bars: Tensor, is_bar: Tensor, quarters: Tensor, last: Tensor) -> Tensor:
        """(b, width) of bars (b, t): what was read up to the token `last` (b,)."""
        x = self.reader.trunk(self.reader.embed(notes, bars, is_bar), quarters)
        return rms(self.down(x[torch.arange(len(x)), last]))

    def losses(
        self, notes: Tensor, bars: Tensor, is_bar: Tensor, quarters: Tensor, counts: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Sum of cross-entropies in nats of a bar's notes from its code; how far codes are off; the codes.

        Args:
            notes: (b, t + 1, 4): a bar's token, its notes, the next bar's token.
            bars: (b, t + 1, 8).
            is_bar: (b, t + 1).
            quarters: (b, t + 1).
            counts: (b, t).
        """
        last = counts.sum(1) - 1  # the last note: the end says nothing more
        found = self.vectors(notes[:, :-1], bars[:, :-1], is_bar[:, :-1], quarters[:, :-1], last)
        row, codes, off = self.book(found)
        x = self.writer.embed(notes[:, :-1], bars[:, :-1], is_bar[:, :-1]) + self.up(row)[:, None]
        x = self.writer.trunk(x, quarters[:, :-1])
        told = self.writer.heads.losses(x[counts], notes[:, 1:][counts], is_bar[:, 1:][counts])
        return torch.stack(told).sum(), off, codes


@dataclass(frozen=True, slots=True)
class PriorConfig:
    """Sizes.

    Attributes:
        bar_sizes: values of each number of a bar's token.
        density: which of them is told here, with the code.
        codes: rows of the codebook.
    """

    bar_sizes: tuple[int, ...]
    density: int
    codes: int = 1024
    width: int = 192
    layers: int = 4
    heads: int = 3
    head: int = 64
    hidden: int = 512
    dropout: float = 0.2

    @property
    def trunk(self) -> DecoderConfig:
        """Sizes of the trunk."""
        return trunk_config(self.width, self.layers, self.heads, self.head, self.hidden)


class CodePrior(nn.Module):
    """Tells the bars of a piece: each one's density, and its code knowing the density.

    Args:
        config: sizes.
    """

    def __init__(self, config: PriorConfig) -> None:
        super().__init__()
        self.config = config
        self.bars = nn.ModuleList(nn.Embedding(size, config.width) for size in config.bar_sizes)
        self.codes = nn.Embedding(config.codes + 1, config.width)
        """The last one: before the first bar."""
        for table in [*self.bars, self.codes]:
            nn.init.normal_(table.weight, std=0.02)
        self.blocks = nn.ModuleList(Block(config.trunk) for _ in range(config.layers))
        self.last_gain = nn.Parameter(torch.ones(config.width))
        self.density = Told(config.width, config.bar_sizes[config.density])
        self.given = nn.Embedding(config.bar_sizes[config.density], config.width)
        self.code = Told(config.width, config.codes)
        nn.init.normal_(self.given.weight, std=0.02)

    def forward(self, bars: Tensor, codes: Tensor, quarters: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of densities and of codes, (b, t, …).

        Args:
            bars: (b, t, numbers) what bars say; the density of each is shown to those after it.
            codes: (b, t).
            quarters: (b, t) when they begin.
        """
        config = self.config
        before = F.pad(codes, (1, 0), value=config.codes)[:, :-1]
        dense = bars[..., config.density]
        x = self.codes(before) + self.bars[config.density](F.pad(dense, (1, 0))[:, :-1])
        x = x + sum(table(bars[..., number]) for number, table in enumerate(self.bars) if number != config.density)
        x = F.dropout(rms(x), config.dropout, self.training)
        cos, sin = music_positions(torch.arange(x.shape[1], device=x.device), quarters, config.head)
        cos, sin, first = cos[:, None], sin[:, None], x
        for block in self.blocks:
            x = F.dropout(block(x, first, cos, sin, None), config.dropout, self.training)
        known = rms(x) * self.last_gain
        return self.density(known), self.code(known + self.given(dense))
