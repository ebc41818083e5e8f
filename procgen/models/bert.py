"""BERT's encoder, so that published weights can be loaded, and go on to be trained.

A transformer that reads in both directions (Devlin et al. 2019): the embeddings of pieces, places and segments, then
layers of attention and two products, each added to what went in and normalised after that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class BertConfig:
    """Sizes.

    Attributes:
        pieces: rows of the table of word pieces.
        width, heads, layers, inner: of the layers.
        places: most pieces of a text.
        segments: kinds of text.
        dropout: while training.
    """

    pieces: int
    width: int = 384
    heads: int = 12
    layers: int = 6
    inner: int = 1536
    places: int = 128
    segments: int = 2
    dropout: float = 0.1


class Attention(nn.Module):
    """Heads that look from some pieces of a text at all of it, and at another text beside it where one is given."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.query, self.key, self.value, self.out = (nn.Linear(config.width, config.width) for _ in range(4))
        self.drop = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, own: Tensor, there: Tensor, beside: Tensor | None, beside_there: Tensor) -> Tensor:
        """Look.

        Args:
            x: (…, q, width).
            own: (…, n, width); there: (…, n), 1 where a piece is.
            beside: (…, m, width), whose leading sizes only need to broadcast; beside_there: (…, m).
        """
        query = self._split(self.query(x)) * (x.shape[-1] // self.heads) ** -0.5
        key, value = self._split(self.key(own)), self._split(self.value(own))
        scores = query @ key.transpose(-1, -2) + _far(there)  # (…, heads, q, n)
        if beside is None:
            mixed = self.drop(scores.softmax(-1)) @ value
        else:
            size = own.shape[-2]
            other = query @ self._split(self.key(beside)).transpose(-1, -2) + _far(beside_there)
            both = torch.cat([scores.expand(*other.shape[:-1], size), other], -1)
            weights = self.drop(both.softmax(-1))
            mixed = weights[..., :size] @ value + weights[..., size:] @ self._split(self.value(beside))
        return cast(Tensor, self.out(mixed.transpose(-2, -3).flatten(-2)))

    def _split(self, y: Tensor) -> Tensor:
        """(…, n, width) to (…, heads, n, size)."""
        return y.reshape(*y.shape[:-1], self.heads, y.shape[-1] // self.heads).transpose(-2, -3)


def _far(there: Tensor) -> Tensor:
    """What is added to scores of pieces that are not there, (…, 1, 1, n)."""
    return ((1.0 - there) * -1e4)[..., None, None, :]


class Layer(nn.Module):
    """Attention and two products, each added and then normalised."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.attention = Attention(config)
        self.after_attention = nn.LayerNorm(config.width, eps=1e-12)
        self.inner, self.outer = nn.Linear(config.width, config.inner), nn.Linear(config.inner, config.width)
        self.after = nn.LayerNorm(config.width, eps=1e-12)
        self.drop = nn.Dropout(config.dropout)

    def forward(
        self,
        own: Tensor,
        there: Tensor,
        beside: Tensor | None = None,
        beside_there: Tensor | None = None,
        most: int | None = None,
    ) -> Tensor:
        """(…, n, width), or of the first `most` pieces alone; arguments as of `Attention`."""
        x = own if most is None else own[..., :most, :]
        looked = self.attention(x, own, there, beside, there if beside_there is None else beside_there)
        x = self.after_attention(x + self.drop(looked))
        return cast(Tensor, self.after(x + self.drop(self.outer(F.gelu(self.inner(x))))))


class Embeddings(nn.Module):
    """What stands for a piece where it stands; the vectors of pieces are looked up outside."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.places, self.segments = (
            nn.Embedding(count, config.width) for count in (config.places, config.segments)
        )  # fmt: skip
        self.normal = nn.LayerNorm(config.width, eps=1e-12)
        self.drop = nn.Dropout(config.dropout)

    def forward(self, vectors: Tensor, segments: Tensor) -> Tensor:
        """(b, n, width) of the vectors of pieces, (b, n, width), and their segments, (b, n)."""
        places = torch.arange(vectors.shape[1], device=vectors.device)
        return cast(Tensor, self.drop(self.normal(vectors + self.places(places) + self.segments(segments))))


_NAMES = {
    "attention.self.query": "attention.query",
    "attention.self.key": "attention.key",
    "attention.self.value": "attention.value",
    "attention.output.dense": "attention.out",
    "attention.output.LayerNorm": "after_attention",
    "intermediate.dense": "inner",
    "output.dense": "outer",
    "output.LayerNorm": "after",
}
"""Parts of a layer as published files name them, and ours."""


def load_layers(layers: Iterable[nn.Module], published: Mapping[str, Tensor]) -> None:
    """Take the weights of layers from tensors that are named as Hugging Face's `BertModel` names them.

    Raises:
        KeyError: one is missing.
    """
    for i, layer in enumerate(layers):
        state = {
            f"{ours}.{part}": published[f"encoder.layer.{i}.{theirs}.{part}"]
            for theirs, ours in _NAMES.items()
            for part in ("weight", "bias")
        }
        layer.load_state_dict(state)


def load_embeddings(embeddings: Embeddings, published: Mapping[str, Tensor]) -> None:
    """The same of what is added to the vectors of pieces. Segments beyond those of the file begin as those.

    Raises:
        KeyError: a tensor is missing.
    """
    with torch.no_grad():
        embeddings.places.weight.copy_(
            published["embeddings.position_embeddings.weight"][: len(embeddings.places.weight)]
        )  # fmt: skip
        known = published["embeddings.token_type_embeddings.weight"]
        embeddings.segments.weight.copy_(known[[i % len(known) for i in range(len(embeddings.segments.weight))]])
        embeddings.normal.weight.copy_(published["embeddings.LayerNorm.weight"])
        embeddings.normal.bias.copy_(published["embeddings.LayerNorm.bias"])
