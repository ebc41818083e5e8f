"""A gated PixelCNN over tile maps (van den Oord et al. 2016), laid out so that it samples along diagonals.

A cell sees the cells before it in the order of u = x + 2 y: to the left in its own row, and in the rows above as far to
the right as one column a row (a little farther in the first layer, whose window is wide). All cells of one diagonal are
independent given earlier ones, so a map of 64 by 64 takes 190 steps instead of 4,096.

What a designer has fixed is seen from everywhere, ahead of the scan as well: a second, un-causal branch reads the map
of fixed tiles, the distances to the edges, a coarse plan and the conditions (kind, style, density, locks, symmetry,
size). Its features enter the causal branch at its beginning, and at its end: where a river begins is a matter of a few
cells of a map, which would be learned slowly through all layers. What is not given is zero; in training each is dropped
now and then, so that the network knows the distribution without it too.

Weights are matrices, also those of convolutions, as :class:`torch.optim.Muon` wants them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

EPSILON = 1e-5


@dataclass(frozen=True, slots=True)
class PixelCNNConfig:
    """Sizes."""

    tiles: int = 32
    planes: int = 31
    """Numbers that each cell knows of its place and of a plan."""
    conditions: int = 39
    width: int = 96
    hidden: int = 48
    context: int = 48
    """Channels of the un-causal branch."""
    embedding: int = 10
    window_rows: int = 5
    window_reach: int = 6
    """The first layer sees so many rows, its own included, and so many columns to either side."""
    dilations: tuple[int, ...] = (1, 2, 1, 4, 1, 2, 1, 8, 1)
    context_dilations: tuple[int, ...] = (1, 2, 4, 8)


class Matrix(nn.Module):
    """A convolution whose weights are a matrix, (to, from * rows * columns).

    Args:
        source, to: channels.
        shape: rows and columns of the window.
        dilation: between its cells.
        mask: (rows, columns) which of them count; all if None.
        pad: columns to the left, to the right, rows above, below.
    """

    mask: Tensor

    def __init__(
        self,
        source: int,
        to: int,
        shape: tuple[int, int] = (1, 1),
        *,
        dilation: int = 1,
        mask: Tensor | None = None,
        pad: tuple[int, int, int, int] = (0, 0, 0, 0),
    ) -> None:
        super().__init__()
        self.kernel = (to, source, *shape)
        self.dilation, self.pad = dilation, pad
        counted = torch.ones(shape) if mask is None else mask.float()
        spread = 1.0 / math.sqrt(source * float(counted.sum()))
        self.register_buffer("mask", counted.expand(source, *shape).reshape(1, -1), persistent=False)
        self.weight = nn.Parameter(torch.randn(to, source * shape[0] * shape[1]) * spread * self.mask)
        self.bias = nn.Parameter(torch.zeros(to))

    def forward(self, x: Tensor) -> Tensor:
        """(b, from, h, w) to (b, to, h, w)."""
        kernel = (self.weight * self.mask).view(self.kernel)
        return F.conv2d(F.pad(x, self.pad), kernel, self.bias, dilation=self.dilation)

    def cleared(self) -> Matrix:
        """Itself, giving nothing at first."""
        nn.init.zeros_(self.weight)
        return self


def window_mask(rows: int, reach: int) -> Tensor:
    """(rows, 2 reach + 1) which cells of the first layer's window come before the middle one of the last row."""
    dy = torch.arange(1 - rows, 1)[:, None]
    dx = torch.arange(-reach, reach + 1)[None, :]
    return dx + 2 * dy < 0


def normed(x: Tensor) -> Tensor:
    """Each cell's channels with mean zero and variance one."""
    return F.layer_norm(x.permute(0, 2, 3, 1), x.shape[1:2], eps=EPSILON).permute(0, 3, 1, 2)


class Layer(nn.Module):
    """One residual layer: narrow, look around, gate, widen."""

    def __init__(self, width: int, hidden: int, dilation: int) -> None:
        super().__init__()
        d = dilation
        # Above left, above, above right, left, itself; the cell to the right comes later.
        mask = torch.tensor([[1, 1, 1], [1, 1, 0]])
        self.narrow = Matrix(width, hidden)
        self.around = Matrix(hidden, 2 * hidden, (2, 3), dilation=d, mask=mask, pad=(d, d, d, 0))
        self.widen = Matrix(hidden, width).cleared()

    def forward(self, x: Tensor) -> Tensor:
        """(b, width, h, w) to the same shape."""
        value, gate = self.around(F.relu(self.narrow(normed(x)))).chunk(2, 1)
        wide: Tensor = self.widen(value * torch.sigmoid(gate))
        return x + wide


class Context(nn.Module):
    """The un-causal branch: fixed tiles, places and conditions to features of each cell."""

    def __init__(self, config: PixelCNNConfig) -> None:
        super().__init__()
        self.tiles = config.tiles
        c = config.context
        self.enter = Matrix(config.tiles + config.planes, c, (3, 3), pad=(1, 1, 1, 1))
        self.told_first = nn.Linear(config.conditions, 2 * c)
        self.told_last = nn.Linear(2 * c, 2 * c)
        self.layers = nn.ModuleList(
            Matrix(c, c, (3, 3), dilation=d, pad=(d, d, d, d)) for d in config.context_dilations
        )
        self.leave = Matrix(c, config.width)
        self.favour = Matrix(c + config.planes, config.tiles).cleared()
        self.told_directly = nn.Linear(config.conditions, config.width)

    def forward(self, fixed: Tensor, planes: Tensor, conditions: Tensor) -> tuple[Tensor, Tensor]:
        """See :meth:`PixelCNN.forward`; what enters the causal branch, (b, width, h, w), and what is added to its
        logits, (b, tiles, h, w).
        """
        # Free cells, numbered as one tile more, have no channel of their own.
        known = F.one_hot(fixed, self.tiles + 1)[..., : self.tiles].permute(0, 3, 1, 2).to(planes.dtype)
        planes = planes.expand(len(fixed), -1, -1, -1)
        x = self.enter(torch.cat([known, planes], 1))
        told = self.told_last(F.relu(self.told_first(conditions)))
        scale, shift = told[:, :, None, None].chunk(2, 1)
        x = F.relu(x * (1.0 + scale) + shift)
        for layer in self.layers:
            x = x + F.relu(layer(x))
        direct: Tensor = self.told_directly(conditions)
        left: Tensor = self.leave(x)
        return left + direct[:, :, None, None], self.favour(torch.cat([x, planes], 1))


class PixelCNN(nn.Module):
    """The network.

    Args:
        config: sizes.
    """

    def __init__(self, config: PixelCNNConfig) -> None:
        super().__init__()
        self.config = config
        self.context = Context(config)
        self.embedding = nn.Embedding(config.tiles + 1, config.embedding)
        rows, reach = config.window_rows, config.window_reach
        self.window = Matrix(
            config.embedding,
            config.width,
            (rows, 2 * reach + 1),
            mask=window_mask(rows, reach),
        )
        self.layers = nn.ModuleList(Layer(config.width, config.hidden, d) for d in config.dilations)
        self.gather = Matrix(config.width, config.width)
        self.head = Matrix(config.width, config.tiles).cleared()

    def forward(self, tiles: Tensor, fixed: Tensor, planes: Tensor, conditions: Tensor) -> Tensor:
        """How likely each tile is at each cell, given the cells before it.

        Args:
            tiles: (b, h, w) int64.
            fixed: (b, h, w) int64; where a cell is free, the number of tiles.
            planes: (b, planes, h, w), or 1 for all; of :func:`procgen.layout.conditions.planes`.
            conditions: (b, conditions), of :func:`procgen.layout.conditions.vector`.

        Returns:
            (b, tiles, h, w) logits.
        """
        rows, reach = self.config.window_rows, self.config.window_reach
        # Outside of the map is one tile more, too.
        around = F.pad(tiles, (reach, reach, rows - 1, 0), value=self.config.tiles)
        x = self.window(self.embedding(around).permute(0, 3, 1, 2))
        entering, favoured = self.context(fixed, planes, conditions)
        x = x + entering
        for layer in self.layers:
            x = layer(x)
        logits: Tensor = self.head(F.relu(self.gather(normed(x)))) + favoured
        return logits

    def nats(self, tiles: Tensor, fixed: Tensor, planes: Tensor, conditions: Tensor) -> Tensor:
        """(b, h, w) negative log-likelihood of each tile, in nats."""
        return F.cross_entropy(self(tiles, fixed, planes, conditions).float(), tiles, reduction="none")
