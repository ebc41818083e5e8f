"""An order-agnostic NADE over columns with finitely many states (Uria, Murray and Larochelle, ICML 2014).

Every known cell and every unknown one adds a learned vector; residual layers follow; a softmax a column tells of the
unknown ones. With its output weights at zero, where training begins, the model is that of independent columns.

Vectors and output weights of ordered columns are sums of a free part and of smooth functions of the state's place (the
cosines of a discrete cosine transform, the slow ones largest), so that neighbouring states learn from one another.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

_FREQUENCIES = 16
_FREE = 0.2
"""Weight of what a state of an ordered column does not share with its neighbours."""


@dataclass(frozen=True, slots=True)
class NadeConfig:
    """The network's shape."""

    states: tuple[int, ...]
    """Of each column."""
    ranks: tuple[tuple[float, ...], ...]
    """Of each column, the places from 0 to 1 of its ordered states (its first ones); empty where there is no order."""
    hidden: int = 128
    layers: int = 2
    dropout: float = 0.1

    @property
    def starts(self) -> tuple[int, ...]:
        """Where each column's states begin among all of them, and how many there are."""
        ends = [0]
        for count in self.states:
            ends.append(ends[-1] + count)
        return tuple(ends)


def _basis(count: int, rows: int, ranks: Sequence[float]) -> Tensor:
    """(rows, functions): a free part for each of ``rows`` states, then the cosines over those that have ranks."""
    free = torch.eye(rows)
    if len(ranks) < 3:
        return free
    frequencies = torch.arange(1, min(_FREQUENCIES, count) + 1, dtype=torch.float32)
    smooth = torch.zeros(rows, len(frequencies))
    places = torch.tensor(ranks, dtype=torch.float32)
    smooth[: len(ranks)] = 2.0 * torch.cos(math.pi * places[:, None] * frequencies) / frequencies
    return torch.cat([_FREE * free, smooth], 1)


def _beside(blocks: Sequence[Tensor]) -> Tensor:
    """A matrix of the blocks along its diagonal."""
    whole: Tensor = torch.block_diag(*blocks)  # type: ignore[no-untyped-call]
    return whole


class _Residual(nn.Module):
    def __init__(self, hidden: int, dropout: float) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(hidden)
        self.inner = nn.Linear(hidden, 2 * hidden)
        self.outer = nn.Linear(2 * hidden, hidden)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.outer(self.dropout(F.silu(self.inner(self.norm(x)))))
        return x + y


class Nade(nn.Module):
    """Codes (rows, columns), each the place of its state among those of all columns with one more a column for unknown,
    to logits (rows, states of all columns).

    Args:
        config: its shape.
        marginals: the logarithm of each state's share of the training rows, of all columns one after the other.
    """

    in_basis: Tensor
    out_basis: Tensor

    def __init__(self, config: NadeConfig, marginals: Tensor) -> None:
        super().__init__()
        self.config = config
        pairs = list(zip(config.states, config.ranks, strict=True))
        self.register_buffer("in_basis", _beside([_basis(n, n + 1, ranks) for n, ranks in pairs]))
        self.register_buffer("out_basis", _beside([_basis(n, n, ranks) for n, ranks in pairs]))
        scale = 1.0 / math.sqrt(len(config.states))
        self.embed = nn.Parameter(scale * torch.randn(self.in_basis.shape[1], config.hidden))
        self.bias = nn.Parameter(torch.zeros(config.hidden))
        self.blocks = nn.ModuleList(_Residual(config.hidden, config.dropout) for _ in range(config.layers))
        self.norm = nn.LayerNorm(config.hidden)
        self.dropout = nn.Dropout(config.dropout)
        self.out = nn.Parameter(torch.zeros(self.out_basis.shape[1], config.hidden))
        self.out_bias = nn.Parameter(marginals.clone())

    def forward(self, codes: Tensor) -> Tensor:
        x = F.embedding(codes, self.in_basis @ self.embed).sum(1) + self.bias
        for block in self.blocks:
            x = block(x)
        return F.linear(self.dropout(self.norm(x)), self.out_basis @ self.out, self.out_bias)

    def inputs(self, codes: Tensor, known: Tensor) -> Tensor:
        """What :meth:`forward` takes, of states (rows, columns) and which of them are known."""
        unknown = torch.tensor(self.config.states, device=codes.device)
        starts = torch.tensor(self.config.starts[:-1], device=codes.device) + torch.arange(
            len(self.config.states), device=codes.device
        )
        return torch.where(known, codes, unknown) + starts

    def row_losses(self, codes: Tensor, known: Tensor) -> Tensor:
        """(rows,) unbiased estimates of the negative log-likelihood in nats, averaged over all orders: the mean over
        what is unknown, times the number of columns. At least one cell of each row must be unknown.
        """
        logits = self(self.inputs(codes, known))
        starts = self.config.starts
        losses = torch.stack(
            [
                F.cross_entropy(logits[:, first:last], codes[:, column], reduction="none")
                for column, (first, last) in enumerate(itertools.pairwise(starts))
            ],
            1,
        )
        unknown = (~known).float()
        return len(starts[1:]) * (losses * unknown).sum(1) / unknown.sum(1)


class Folded(nn.Module):
    """The network for serving: vectors and output weights worked out."""

    def __init__(self, model: Nade) -> None:
        super().__init__()
        self.embed = nn.Parameter((model.in_basis @ model.embed).detach())
        self.out = nn.Parameter((model.out_basis @ model.out).detach())
        self.bias, self.out_bias = model.bias, model.out_bias
        self.blocks, self.norm = model.blocks, model.norm

    def forward(self, codes: Tensor) -> Tensor:
        x = F.embedding(codes, self.embed).sum(1) + self.bias
        for block in self.blocks:
            x = block(x)
        return F.linear(self.norm(x), self.out, self.out_bias)


def random_known(rows: int, columns: int, generator: torch.Generator, *, even: bool = False) -> Tensor:
    """(rows, columns) what is known at a step drawn evenly from 0 to ``columns`` - 1 of an order drawn evenly.

    Args:
        rows, columns: how many.
        generator: draws.
        even: whether the steps are spread evenly over the rows rather than drawn.
    """
    steps = torch.arange(rows) % columns if even else torch.randint(columns, (rows,), generator=generator)
    places = torch.rand(rows, columns, generator=generator).argsort(1).argsort(1)
    return places < steps[:, None]
