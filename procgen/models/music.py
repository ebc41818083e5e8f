"""Networks that compose: an autoregressive transformer over notes, each told by four numbers.

A row of tokens is a bar's token, its notes, the next bar's token and so on (see
:mod:`procgen.music.compose.events`). The trunk is that of :mod:`procgen.models.autoregressive`; half of its rotary
positions count tokens, half of them quarters, so that "a bar ago at this beat" is one angle. What a note is, is told
in turn: its start from the trunk alone, its player knowing the start, its pitch knowing both, its length knowing all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from procgen.models.autoregressive import Block, DecoderConfig, rms

_BEATS: tuple[float, float] = (1.0, 256.0)
"""Shortest and longest wave of the rotary positions that count quarters."""
_TOKENS = 10_000.0


@dataclass(frozen=True, slots=True)
class ComposerConfig:
    """Sizes.

    Attributes:
        sizes: values that each number of a note has: start (the last one is a bar's end), player, pitch, length.
        bar_sizes: values that each number of a bar has.
        width, layers, heads, head, hidden: of the trunk.
        dropout: share of embeddings, and of what each block adds, that is hidden while training.
        unseen: share of notes that are hidden whole while training: others are told without them.
    """

    sizes: tuple[int, ...]
    bar_sizes: tuple[int, ...]
    width: int = 256
    layers: int = 6
    heads: int = 4
    head: int = 64
    hidden: int = 704
    dropout: float = 0.1
    unseen: float = 0.0

    @property
    def trunk(self) -> DecoderConfig:
        """Sizes of the trunk."""
        return trunk_config(self.width, self.layers, self.heads, self.head, self.hidden)


def trunk_config(width: int, layers: int, heads: int, head: int, hidden: int) -> DecoderConfig:
    """Sizes of a trunk that reads embeddings of music: one key head, and no tables of its own."""
    return DecoderConfig(
        vocabulary=1, width=width, layers=layers, heads=heads, key_heads=1, head=head, hidden=hidden, value_layers=()
    )


def music_positions(index: Tensor, quarters: Tensor, head: int) -> tuple[Tensor, Tensor]:
    """Cosines and sines of rotary positions, (…, head / 2): by token in the first half, by quarters in the second."""
    half = head // 4
    steps = torch.arange(half, dtype=torch.float32, device=index.device) / half
    by_token = (index[..., None].float() * _TOKENS**-steps).expand(*quarters.shape, half)
    waves = _BEATS[0] * (_BEATS[1] / _BEATS[0]) ** steps
    by_quarter = quarters[..., None].float() * (2.0 * math.pi / waves)
    angles = torch.cat([by_token, by_quarter], -1)
    return angles.cos(), angles.sin()


class Told(nn.Module):
    """One number of a note, from what is known of it.

    Args:
        width: of what is known.
        values: that it can have.
    """

    def __init__(self, width: int, values: int) -> None:
        super().__init__()
        self.gate = nn.Linear(width, width, bias=False)
        self.up = nn.Linear(width, width, bias=False)
        self.down = nn.Linear(width, width, bias=False)
        self.out = nn.Linear(width, values)
        nn.init.zeros_(self.down.weight)
        nn.init.normal_(self.out.weight, std=0.02)
        nn.init.zeros_(self.out.bias)

    def forward(self, known: Tensor) -> Tensor:
        """Logits (…, values) from (…, width)."""
        even = rms(known)
        known = known + self.down(F.silu(self.gate(even)) * self.up(even))
        logits: Tensor = self.out(rms(known))
        return logits


class Heads(nn.Module):
    """A note's numbers one after the other.

    Args:
        config: sizes.
    """

    def __init__(self, config: ComposerConfig) -> None:
        super().__init__()
        self.told = nn.ModuleList(Told(config.width, size) for size in config.sizes)
        self.given = nn.ModuleList(nn.Embedding(size, config.width) for size in config.sizes[:-1])
        for table in self.given:
            nn.init.normal_(table.weight, std=0.02)  # type: ignore[arg-type]

    def forward(self, x: Tensor, notes: Tensor) -> list[Tensor]:
        """Logits of each number, (n, values), from activations (n, width), where the notes (n, 4) are."""
        known, logits = x, []
        for number, told in enumerate(self.told):
            logits.append(told(known))
            if number < len(self.given):
                known = known + self.given[number](notes[:, number])
        return logits

    def losses(self, x: Tensor, notes: Tensor, ends: Tensor) -> list[Tensor]:
        """Sums of cross-entropies in nats of each number of notes (n, 4), from activations (n, width) before them.

        Args:
            x: activations.
            notes: to be told.
            ends: (n,) which are a bar's end, of which the start alone counts.
        """
        start, *rest = self(x, notes)
        known = ~ends
        return [
            F.cross_entropy(start.float(), notes[:, 0], reduction="sum"),
            *(
                F.cross_entropy(one.float()[known], notes[known, number], reduction="sum")
                for number, one in enumerate(rest, 1)
            ),
        ]


class NoteTables(nn.Module):
    """Embeddings of notes and of bars' tokens.

    Args:
        config: sizes.
    """

    def __init__(self, config: ComposerConfig) -> None:
        super().__init__()
        width = config.width
        self.numbers = nn.ModuleList(nn.Embedding(size, width) for size in config.sizes)
        self.classes = nn.Embedding(12, width)
        self.at = nn.Embedding(config.sizes[1] * config.sizes[2], width)
        self.bars = nn.ModuleList(nn.Embedding(size, width) for size in config.bar_sizes)
        for table in self.modules():
            if isinstance(table, nn.Embedding):
                nn.init.normal_(table.weight, std=0.02)
        self.pitches = config.sizes[2]

    def notes(self, notes: Tensor) -> Tensor:
        """(…, width) of notes (…, 4)."""
        found = sum(table(notes[..., number]) for number, table in enumerate(self.numbers))
        pitch = notes[..., 2]
        whole: Tensor = found + self.classes(pitch % 12) + self.at(notes[..., 1] * self.pitches + pitch)
        return whole

    def begins(self, bars: Tensor) -> Tensor:
        """(…, width) of bars' tokens (…, 8)."""
        whole: Tensor = sum(table(bars[..., number]) for number, table in enumerate(self.bars))
        return whole


class Composer(nn.Module):
    """The model.

    Args:
        config: sizes.
    """

    def __init__(self, config: ComposerConfig) -> None:
        super().__init__()
        self.config = config
        self.tables = NoteTables(config)
        self.blocks = nn.ModuleList(Block(config.trunk) for _ in range(config.layers))
        self.last_gain = nn.Parameter(torch.ones(config.width))
        self.heads = Heads(config)

    def embed(self, notes: Tensor, bars: Tensor, is_bar: Tensor) -> Tensor:
        """(b, t, width) of tokens, each a note (b, t, 4) or, where `is_bar` (b, t), a bar (b, t, 8)."""
        found = rms(torch.where(is_bar[..., None], self.tables.begins(bars), self.tables.notes(notes)))
        if self.training and self.config.unseen:
            unseen = torch.rand(is_bar.shape, device=is_bar.device) < self.config.unseen
            found = found.masked_fill((unseen & ~is_bar)[..., None], 0.0)
        return F.dropout(found, self.config.dropout, self.training)

    def trunk(self, x: Tensor, quarters: Tensor) -> Tensor:
        """Activations (b, t, width) after each token, from embeddings at times (b, t) in quarters."""
        cos, sin = music_positions(torch.arange(x.shape[1], device=x.device), quarters, self.config.head)
        cos, sin = cos[:, None], sin[:, None]
        first = x
        for block in self.blocks:
            x = x + F.dropout(block(x, first, cos, sin, None) - x, self.config.dropout, self.training)
        return rms(x) * self.last_gain

    def losses(self, notes: Tensor, bars: Tensor, is_bar: Tensor, quarters: Tensor, counts: Tensor) -> list[Tensor]:
        """Sums of cross-entropies in nats of each number of the tokens that count.

        Args:
            notes: (b, t + 1, 4); a bar's token says that the bar before it is at its end by its first number.
            bars: (b, t + 1, 8).
            is_bar: (b, t + 1).
            quarters: (b, t + 1) when tokens are.
            counts: (b, t) whether the token after is to be told.
        """
        x = self.embed(notes[:, :-1], bars[:, :-1], is_bar[:, :-1])
        x = self.trunk(x, quarters[:, :-1])
        return self.heads.losses(x[counts], notes[:, 1:][counts], is_bar[:, 1:][counts])
