"""A small decoder for dialogue.

Pre-norm blocks of grouped-query attention with rotary positions and normalised queries and keys, and of SwiGLU (Shazeer
2020); token embeddings tied to the output. What makes it learn from few tokens on a processor are parameters that cost
next to no arithmetic: hashed embeddings of the last two and three tokens (Svenstrup et al. 2017; Clark et al. 2022),
token embeddings added to the values of attention (Zhou et al. 2024, "Value residual learning"), and each block's
learned share of the first layer's input.

`training.dialogue_graph` writes it as a graph for serving, which takes embeddings, not tokens: the tables are gathered
outside, where a row costs a copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from procgen.dialogue.model.script import NGRAM_BUCKETS, NGRAM_HASHES

ROTARY_BASE = 10_000.0
EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class DecoderConfig:
    """Sizes."""

    vocabulary: int = 6144
    width: int = 256
    layers: int = 6
    heads: int = 4
    key_heads: int = 1
    head: int = 64
    hidden: int = 704
    value_layers: tuple[int, ...] = (0, 3, 5)
    """Blocks whose values get a token embedding of their own."""


def rms(x: Tensor) -> Tensor:
    """Normalise the last axis to a root mean square of one."""
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + EPSILON)


def rotary(positions: Tensor, head: int) -> tuple[Tensor, Tensor]:
    """Cosines and sines, (…, head / 2), of rotary positions (Su et al. 2021)."""
    rates = ROTARY_BASE ** (-torch.arange(0, head, 2, dtype=torch.float32, device=positions.device) / head)
    angles = positions[..., None].float() * rates
    return angles.cos(), angles.sin()


def turn(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn the halves of the last axis by the positions' angles."""
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)


class Block(nn.Module):
    """One layer.

    Args:
        config: sizes.
    """

    def __init__(self, config: DecoderConfig) -> None:
        super().__init__()
        self.config = config
        width, head = config.width, config.head
        self.query = nn.Linear(width, config.heads * head, bias=False)
        self.key = nn.Linear(width, config.key_heads * head, bias=False)
        self.value = nn.Linear(width, config.key_heads * head, bias=False)
        self.out = nn.Linear(config.heads * head, width, bias=False)
        self.gate = nn.Linear(width, config.hidden, bias=False)
        self.up = nn.Linear(width, config.hidden, bias=False)
        self.down = nn.Linear(config.hidden, width, bias=False)
        self.first_share = nn.Parameter(torch.zeros(width))
        self.attention_gain = nn.Parameter(torch.ones(width))
        self.mlp_gain = nn.Parameter(torch.ones(width))
        self.sharpness = nn.Parameter(torch.full((config.heads, 1, 1), 8.0))
        for linear in (self.query, self.key, self.value, self.gate, self.up):
            nn.init.normal_(linear.weight, std=width**-0.5)
        for linear in (self.out, self.down):
            nn.init.zeros_(linear.weight)

    def keys_values(self, x: Tensor, cos: Tensor, sin: Tensor, extra: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
        """Queries (b, heads, t, head), keys and values (b, key_heads, t, head)."""
        batch, length, _ = x.shape
        config = self.config
        query = self.query(x).view(batch, length, config.heads, config.head).transpose(1, 2)
        key = self.key(x).view(batch, length, config.key_heads, config.head).transpose(1, 2)
        value = self.value(x)
        if extra is not None:
            value = value + extra
        value = value.view(batch, length, config.key_heads, config.head).transpose(1, 2)
        return turn(rms(query), cos, sin), turn(rms(key), cos, sin), value

    def forward(
        self, x: Tensor, first: Tensor, cos: Tensor, sin: Tensor, extra: Tensor | None, seen: Tensor | None = None
    ) -> Tensor:
        """The next layer's input.

        Args:
            x: (b, t, width).
            first: the first layer's input, (b, t, width).
            cos: of rotary positions, (t, head / 2) or (b, 1, t, head / 2).
            sin: likewise.
            extra: added to the values, (b, t, key_heads * head).
            seen: (b, 1, t, t), which places each one sees; those before it and itself where left out.
        """
        config = self.config
        x = x + self.first_share * first
        query, key, value = self.keys_values(rms(x) * self.attention_gain, cos, sin, extra)
        # The scale of normalised dot products is learned.
        query = query * (self.sharpness / config.head**0.5)
        group = config.heads // config.key_heads
        key, value = (a.repeat_interleave(group, 1) if group > 1 else a for a in (key, value))
        mixed = F.scaled_dot_product_attention(
            query,
            key.to(query.dtype),
            value.to(query.dtype),
            attn_mask=seen,
            is_causal=seen is None,
            scale=config.head**-0.5 * 8,
        )
        x = x + self.out(mixed.transpose(1, 2).flatten(2))
        inner = rms(x) * self.mlp_gain
        found: Tensor = x + self.down(F.silu(self.gate(inner)) * self.up(inner))
        return found


class Tables(nn.Module):
    """Everything that is looked up by tokens.

    Args:
        config: sizes.
    """

    def __init__(self, config: DecoderConfig) -> None:
        super().__init__()
        width = config.width
        self.token = nn.Embedding(config.vocabulary, width)
        self.ngrams = nn.ModuleList(nn.Embedding(NGRAM_BUCKETS, width // 2) for _ in range(4))
        self.values = nn.ModuleList(
            nn.Embedding(config.vocabulary, config.key_heads * config.head) for _ in config.value_layers
        )
        nn.init.normal_(self.token.weight, std=0.02)
        for table in self.ngrams:
            nn.init.normal_(table.weight, std=0.005)  # type: ignore[arg-type]
        for table in self.values:
            nn.init.normal_(table.weight, std=0.02)  # type: ignore[arg-type]

    def forward(
        self, ids: Tensor, hidden: Tensor | None = None, earlier: tuple[Tensor, Tensor] | None = None
    ) -> tuple[Tensor, Tensor]:
        """For tokens (b, t): embeddings (b, t, width), and values' (layers, b, t, key_heads * head). In rows that are
        `hidden`, (b,), n-grams count nothing. `earlier` are the tokens before the last and the last ones, (b, t) each,
        where they are not those that stand before.
        """
        before, last = earlier or (F.pad(ids, (2, 0))[:, :-2], F.pad(ids, (1, 0))[:, :-1])
        rows = [before * first + last * second + ids * third for first, second, third in NGRAM_HASHES]
        grams = [table(row % NGRAM_BUCKETS) for table, row in zip(self.ngrams, rows, strict=True)]
        more = torch.cat([grams[0], grams[1]], -1) + torch.cat([grams[2], grams[3]], -1)
        if hidden is not None:
            more = more.masked_fill(hidden[:, None, None], 0.0)
        return self.token(ids) + more, torch.stack([table(ids) for table in self.values])


class Decoder(nn.Module):
    """The model.

    Args:
        config: sizes.
    """

    def __init__(self, config: DecoderConfig) -> None:
        super().__init__()
        self.config = config
        self.tables = Tables(config)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.last_gain = nn.Parameter(torch.ones(config.width))
        self.scale = nn.Parameter(torch.tensor(1.0))

    def extra(self, layer: int, values: Tensor) -> Tensor | None:
        """The token values of a block, if it has some."""
        return values[self.config.value_layers.index(layer)] if layer in self.config.value_layers else None

    def forward(self, ids: Tensor, hidden: Tensor | None = None) -> Tensor:
        """Normalised activations (b, t, width) for tokens (b, t), from which `logits` reads the next ones. Rows that
        are `hidden`, (b,), do without n-grams.
        """
        cos, sin = rotary(torch.arange(ids.shape[1], device=ids.device), self.config.head)
        x, values = self.tables(ids, hidden)
        return self._through(x, values, cos, sin, None)

    def branching(self, ids: Tensor, earlier: tuple[Tensor, Tensor], positions: Tensor, seen: Tensor) -> Tensor:
        """As `forward`, of rows in which texts branch off from one another.

        Args:
            ids: (b, t).
            earlier: the tokens before the last and the last ones of each, (b, t) each.
            positions: how far each stands from where its row begins, (b, t).
            seen: (b, t, t), which places each one sees.
        """
        cos, sin = rotary(positions[:, None], self.config.head)
        x, values = self.tables(ids, None, earlier)
        return self._through(x, values, cos, sin, seen[:, None])

    def _through(self, x: Tensor, values: Tensor, cos: Tensor, sin: Tensor, seen: Tensor | None) -> Tensor:
        x = rms(x)
        first = x
        for layer, block in enumerate(self.blocks):
            x = block(x, first, cos, sin, self.extra(layer, values), seen)
        return rms(x) * self.last_gain

    def logits(self, x: Tensor) -> Tensor:
        """(…, vocabulary)."""
        return F.linear(x, self.tables.token.weight) * self.scale

    def loss(self, ids: Tensor, counts: Tensor, hidden: Tensor | None = None) -> Tensor:
        """Mean cross-entropy in nats of the tokens that count.

        Args:
            ids: (b, t + 1).
            counts: (b, t), whether the token to be told counts.
            hidden: (b,), rows without n-grams; none where left out.
        """
        return self.loss_of(self(ids[:, :-1], hidden).flatten(0, 1), ids[:, 1:].flatten(), counts.flatten())

    def loss_of(self, x: Tensor, target: Tensor, counts: Tensor) -> Tensor:
        """As `loss`, of activations (n, width), the tokens after them (n,), and whether these count (n,)."""
        told = (target, counts)
        losses: Tensor = _Told.apply(x, self.tables.token.weight, self.scale, *told)  # type: ignore[no-untyped-call]
        return losses


class _Told(torch.autograd.Function):
    """Mean cross-entropy of a linear read-out, with its gradients found in the same pass over a few hundred tokens at a
    time, so that logits stay in the processor's cache.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, scale: Tensor, target: Tensor, counts: Tensor) -> Tensor:
        n = int(counts.sum())
        half = weight.to(torch.bfloat16)
        x = x.to(torch.bfloat16)
        x_grad, weight_grad = torch.empty_like(x), torch.zeros_like(weight, dtype=torch.float32)
        total, scale_grad = x.new_zeros((), dtype=torch.float32), x.new_zeros((), dtype=torch.float32)
        for start in range(0, len(x), 512):
            part, told = x[start : start + 512], counts[start : start + 512]
            logits = (part @ half.T).float()
            scaled = logits * scale
            logsum = torch.logsumexp(scaled, -1)
            index = target[start : start + 512, None]
            total += ((logsum - scaled.gather(1, index)[:, 0]) * told).sum()
            slope = scaled.sub_(logsum[:, None]).exp_()
            slope.scatter_add_(1, index, slope.new_full((1, 1), -1.0).expand_as(index))
            slope *= (told / n)[:, None]
            scale_grad += (slope * logits).sum()
            half_slope = (slope * scale).to(torch.bfloat16)
            x_grad[start : start + 512] = half_slope @ half
            weight_grad += half_slope.T @ part
        ctx.save_for_backward(x_grad, weight_grad, scale_grad)
        return total / n

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        x_grad, weight_grad, scale_grad = ctx.saved_tensors
        return x_grad * grad, weight_grad * grad, scale_grad * grad, None, None
