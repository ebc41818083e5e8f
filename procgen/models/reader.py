"""A reader of what is said to an NPC: acts, and for each fact how well it answers each kind of question.

The layers of a published BERT (:mod:`procgen.models.bert`). The lower ones read each text by itself, so that facts are
read once and kept (MacAvaney et al. 2020, "Efficient document re-ranking for transformers by precomputing term
representations"). Above them the pieces of each fact look at themselves and at the turn, and the last layer gathers
what was found in the fact's first piece. How near the two are as the published encoder tells it, by the cosine of the
means of their pieces (Reimers and Gurevych 2019, "Sentence-BERT"), is added to that.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from procgen.models.bert import BertConfig, Embeddings, Layer

_NEAR, _MIDDLE = 8.0, 0.35
"""What nearness counts at first, and which is neither near nor far; chosen on the validation split."""


@dataclass(frozen=True, slots=True)
class ReaderConfig:
    """Sizes.

    Attributes:
        body: of the layers.
        apart: layers that read each text by itself.
        features: numbers that are told of a turn and a fact besides their words.
        acts, asks: what is told.
    """

    body: BertConfig = field(default_factory=lambda: BertConfig(30522))
    apart: int = 4
    features: int = 16
    acts: int = 48
    asks: int = 15


class Encoder(nn.Module):
    """Texts by themselves."""

    def __init__(self, config: ReaderConfig) -> None:
        super().__init__()
        self.embeddings = Embeddings(config.body)
        self.layers = nn.ModuleList(Layer(config.body) for _ in range(config.apart))

    def forward(self, vectors: Tensor, kinds: Tensor, there: Tensor) -> Tensor:
        """(b, n, width) of the vectors of pieces, (b, n, width); which text each is of, (b, n); and there, (b, n)."""
        x = self.embeddings(vectors, kinds)
        for layer in self.layers:
            x = layer(x, there)
        return cast(Tensor, x)


class Answerer(nn.Module):
    """What was read of a turn and of facts, to acts and to how well each fact answers."""

    def __init__(self, config: ReaderConfig) -> None:
        super().__init__()
        width, drop = config.body.width, config.body.dropout
        self.layers = nn.ModuleList(Layer(config.body) for _ in range(config.body.layers - config.apart))
        self.told = nn.Linear(config.features, width)
        self.judge = nn.Sequential(nn.Linear(3 * width, width), nn.GELU(), nn.Dropout(drop))
        self.about, self.answers = nn.Linear(width, 1), nn.Linear(width, 1 + config.asks)
        self.nothing = nn.Sequential(nn.Linear(3 * width, width), nn.GELU(), nn.Dropout(drop), nn.Linear(width, 1))
        self.acts = nn.Sequential(nn.Linear(3 * width, width), nn.GELU(), nn.Dropout(drop))
        self.kinds, self.false = nn.Linear(width, config.acts), nn.Linear(width, 1)
        self.near, self.middle = nn.Parameter(torch.full((2,), _NEAR)), nn.Parameter(torch.full((2,), _MIDDLE))

    def gists(self, states: Tensor, there: Tensor) -> Tensor:
        """What texts come to by themselves, (b, width), of unit length; arguments as the encoder gives and takes."""
        for layer in self.layers:
            states = layer(states, there)
        return F.normalize(_mean(states, there), dim=-1)

    def forward(
        self,
        turns: Tensor,
        now: Tensor,
        there: Tensor,
        facts: Tensor,
        known: Tensor,
        gists: Tensor,
        told: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Judge.

        Args:
            turns: (b, m, width), read by the encoder.
            now: (b, m), 1 for pieces that the player says now.
            there: (b, m), 1 where a piece is.
            facts: (n, k, width), read by the encoder; known: (n, k), 1 where a piece is.
            gists: (n, width), of the facts.
            told: (b, n, features).

        Returns:
            Logits: of acts, (b, acts), one of which is right, and behind them whether something is taken for granted
            that is not so, (b, acts + 1); whether the turn is about a fact, (b, n); and of each kind of question, that
            nothing answers or which fact does, (b, asks, 1 + n). Then the gists of what the player says, (b, width).
        """
        own: Tensor = facts[None]  # (1, n, k, width), then (b, n, k, width)
        last = len(self.layers) - 1
        for i, layer in enumerate(self.layers):
            own = layer(own, known[None], turns[:, None], there[:, None], 1 if i == last else None)
            turns = layer(turns, there)
        of_facts = own[..., 0, :]  # (b, n, width)
        mean = _mean(turns, now)
        gist = F.normalize(mean, dim=-1)
        near = ((gist @ gists.T)[..., None] - self.middle) * self.near  # (b, n, 2)
        judged = self.judge(torch.cat([of_facts, self.told(told), mean[:, None].expand_as(of_facts)], -1))
        about = self.about(judged)[..., 0] + near[..., 0]
        matter = (about.softmax(-1)[..., None] * of_facts).sum(1)
        seen = torch.cat([turns[:, 0], mean, matter], -1)
        shared, apart = self.answers(judged).split([1, self.answers.out_features - 1], -1)
        of_asks = (shared + apart + near[..., 1:]).transpose(1, 2)  # (b, asks, n)
        nothing = self.nothing(seen)[:, None].expand(-1, of_asks.shape[1], -1)
        acts = self.acts(seen)
        of_acts = torch.cat([self.kinds(acts), self.false(acts)], -1)
        return of_acts, about, torch.cat([nothing, of_asks], -1), gist


def _mean(states: Tensor, there: Tensor) -> Tensor:
    return (states * there[..., None]).sum(1) / there.sum(1)[:, None]


class Reader(nn.Module):
    """Table of pieces, encoder and answerer."""

    def __init__(self, config: ReaderConfig) -> None:
        super().__init__()
        self.config = config
        self.pieces: Tensor
        self.register_buffer("pieces", torch.zeros(config.body.pieces, config.body.width))
        self.encoder = Encoder(config)
        self.answerer = Answerer(config)
