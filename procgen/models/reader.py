"""A reader of what is said to an NPC: acts, and for each fact how well it answers each kind of question.

Texts are read apart by one encoder, so that facts are read once and kept: a transformer of a few layers (pre-norm,
Vaswani et al. 2017; Xiong et al. 2020) over vectors of words. Then each fact's words look at the words of the turn, as
in late interaction (Khattab and Zaharia 2020), through one layer of attention.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

_FAR = -1e4
"""Added to the scores of what is not there."""


@dataclass(frozen=True, slots=True)
class ReaderConfig:
    """Sizes.

    Attributes:
        words, letters: rows of the tables; row 0 of each is nothing.
        vector: dimensions of a word.
        width, heads, layers: of the encoder.
        kinds: of texts (what the player says now, the answer before, …).
        positions: most words of a text.
        features: numbers that are told of a turn and a fact besides their words.
        acts, asks, parts: what is told.
        dropout: while training.
    """

    words: int
    letters: int
    vector: int = 192
    width: int = 256
    heads: int = 4
    layers: int = 3
    kinds: int = 4
    positions: int = 64
    features: int = 16
    acts: int = 48
    asks: int = 15
    parts: int = 9
    dropout: float = 0.1


class Attention(nn.Module):
    """Heads that look from some words at others."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, others: Tensor, there: Tensor) -> Tensor:
        """Look.

        Args:
            x: (b, n, width); others: (b, m, width); there: (b, m), 1 where a word is.
        """
        b, n, width = x.shape
        m = others.shape[1]
        size = width // self.heads
        query = self.query(x).reshape(b, n, self.heads, size).transpose(1, 2)  # (b, h, n, size)
        key, value = self.key_value(others).reshape(b, m, 2, self.heads, size).permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(-1, -2) * size**-0.5 + (1.0 - there)[:, None, None, :] * _FAR
        mixed = (scores.softmax(-1) @ value).transpose(1, 2).reshape(b, n, width)
        return cast(Tensor, self.out(mixed))


class Layer(nn.Module):
    """Attention and two products, each on what was normalised, each added."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.before, self.between = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.inner, self.outer = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, there: Tensor, others: Tensor | None = None) -> Tensor:
        """(b, n, width); looks at `others` (b, m, width), at itself where none are given. `there` is of what it looks
        at.
        """
        normal = self.before(x)
        x = x + self.drop(self.attention(normal, normal if others is None else others, there))
        return cast(Tensor, x + self.drop(self.outer(F.gelu(self.inner(self.between(x))))))


class Encoder(nn.Module):
    """Vectors of words to what they mean where they stand, and which parts of a fact they belong to."""

    def __init__(self, config: ReaderConfig) -> None:
        super().__init__()
        self.project = nn.Linear(config.vector, config.width)
        self.kind = nn.Embedding(config.kinds, config.width)
        self.place = nn.Embedding(config.positions, config.width)
        self.layers = nn.ModuleList(
            Layer(config.width, config.heads, config.dropout) for _ in range(config.layers)
        )  # fmt: skip
        self.last = nn.LayerNorm(config.width)
        self.parts = nn.Linear(config.width, config.parts)
        nn.init.normal_(self.place.weight, std=0.02)
        nn.init.normal_(self.kind.weight, std=0.02)

    def forward(self, vectors: Tensor, kinds: Tensor, there: Tensor) -> tuple[Tensor, Tensor]:
        """Read.

        Args:
            vectors: (b, n, vector); kinds: (b, n), of the text that each word is of; there: (b, n).

        Returns:
            (b, n, width), and logits (b, n, parts).
        """
        places = torch.arange(vectors.shape[1], device=vectors.device)
        x = self.project(vectors) + self.kind(kinds) + self.place(places)
        for layer in self.layers:
            x = layer(x, there)
        x = self.last(x)
        return x, self.parts(x)


class Answerer(nn.Module):
    """What was read of a turn and of facts, to acts and to how well each fact answers."""

    def __init__(self, config: ReaderConfig) -> None:
        super().__init__()
        width = config.width
        self.look = nn.Linear(width, 1)
        self.acts = nn.Sequential(nn.Dropout(config.dropout), nn.Linear(2 * width, config.acts))
        self.shared = nn.Embedding(4, width)
        self.cross = Layer(width, config.heads, config.dropout)
        self.told = nn.Linear(config.features, width)
        self.judge = nn.Sequential(
            nn.Linear(4 * width, width), nn.GELU(), nn.Dropout(config.dropout), nn.Linear(width, config.asks + 1)
        )  # fmt: skip
        self.straight = nn.Linear(config.features, config.asks + 1)
        nn.init.normal_(self.shared.weight, std=0.02)

    def forward(
        self, turns: Tensor, now: Tensor, there: Tensor, facts: Tensor, known: Tensor, shared: Tensor, told: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Judge pairs of a turn and a fact.

        Args:
            turns: (b, m, width), read.
            now: (b, m), 1 for words that the player says now.
            there: (b, m), 1 where a word is.
            facts: (b, n, k, width), read; known: (b, n, k), 1 where a word is.
            shared: (b, n, k), whether a fact's word stands in what is said now (1), in what was said before (2), in
                both (3), or in neither.
            told: (b, n, features).

        Returns:
            Logits of acts, (b, acts); of facts, (b, n, 1 + asks): whether the turn is about it at all, and whether it
            answers a question of each kind.
        """
        b, _, width = turns.shape
        n, k = facts.shape[1], facts.shape[2]
        weight = (self.look(turns)[..., 0] + (1.0 - now) * _FAR).softmax(-1)
        gist = (weight[..., None] * turns).sum(1)
        most = (turns + (1.0 - now)[..., None] * _FAR).amax(1)
        acts = self.acts(torch.cat([gist, most], -1))
        # Each word of a fact looks at the turn by itself, so that all facts can do so in one row.
        x = (facts + self.shared(shared)).reshape(b, n * k, width)
        x = self.cross(x, there, turns).reshape(b, n, k, width)
        mean = (x * known[..., None]).sum(2) / known.sum(2).clamp(min=1.0)[..., None]
        peak = (x + (1.0 - known)[..., None] * _FAR).amax(2)
        seen = torch.cat([mean, peak, self.told(told), gist[:, None].expand(b, n, width)], -1)
        return acts, self.judge(seen) + self.straight(told)


class Reader(nn.Module):
    """Tables of words, encoder and answerer."""

    def __init__(self, config: ReaderConfig) -> None:
        super().__init__()
        self.config = config
        self.words: Tensor
        self.register_buffer("words", torch.zeros(config.words, config.vector))
        self.letters = nn.Embedding(config.letters, config.vector)
        nn.init.normal_(self.letters.weight, std=0.1)
        self.encoder = Encoder(config)
        self.answerer = Answerer(config)

    def look_up(self, ids: Tensor, grams: Tensor) -> Tensor:
        """Vectors (…, vector) of words (…) and their letters (…, g), see `dialogue.reading.words`."""
        known = self.words[ids]
        mean = self.letters(grams).sum(-2) / (grams > 0).sum(-1).clamp(min=1)[..., None]
        return torch.where((ids == 0)[..., None], mean, known)
