"""The transformer of Llama, frozen, with low-rank adapters beside its products, so that published weights learn more.

Each layer normalises by root mean square, attends with rotary places and fewer keys than queries, then goes through a
gated product (Touvron et al. 2023). An adapter adds to each product W x the product of two small ones, B A x, and
they alone are trained (Hu et al. 2021). Names of products are those of GGUF files, and rotary places turn neighbouring
numbers, as GGUF files have them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

PRODUCTS: Final = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
"""Of a layer."""
_AT_ONCE: Final = 64
"""Rows of logits."""


@dataclass(frozen=True, slots=True)
class LlamaConfig:
    """Sizes.

    Attributes:
        tokens: rows of the table.
        width, heads, key_heads, layers, inner: of the layers.
        rotary_base: slowest turn of the places.
        epsilon: of the norms.
    """

    tokens: int
    width: int
    heads: int
    key_heads: int
    layers: int
    inner: int
    rotary_base: float
    epsilon: float

    def sizes(self, product: str) -> tuple[int, int]:
        """What goes in and what comes out of a product."""
        keys = self.width // self.heads * self.key_heads
        return {
            "attn_q": (self.width, self.width),
            "attn_k": (self.width, keys),
            "attn_v": (self.width, keys),
            "attn_output": (self.width, self.width),
            "ffn_gate": (self.width, self.inner),
            "ffn_up": (self.width, self.inner),
            "ffn_down": (self.inner, self.width),
        }[product]


class Adapter(nn.Module):
    """Low-rank products of all layers; they add nothing before they have learned.

    Args:
        config: of the network.
        rank: of each product.
        alpha: they count ``alpha / rank`` times.
    """

    def __init__(self, config: LlamaConfig, rank: int, alpha: float) -> None:
        super().__init__()
        self.rank, self.alpha = rank, alpha
        self.down, self.up = nn.ParameterDict(), nn.ParameterDict()
        for layer in range(config.layers):
            for product in PRODUCTS:
                taken, given = config.sizes(product)
                name = f"{layer}_{product}"
                self.down[name] = nn.Parameter(torch.randn(rank, taken) / math.sqrt(taken))
                self.up[name] = nn.Parameter(torch.zeros(given, rank))

    def added(self, name: str, x: Tensor) -> Tensor:
        """What is added to a product of x, (…, in) to (…, out)."""
        scale = self.alpha / self.rank
        return F.linear(F.linear(x, self.down[name].to(x.dtype)), self.up[name].to(x.dtype)) * scale


class Llama(nn.Module):
    """The frozen network.

    Args:
        config: sizes.
        weights: by the names of GGUF files.
        dtype: that it computes in.
    """

    def __init__(self, config: LlamaConfig, weights: Mapping[str, Tensor], dtype: torch.dtype) -> None:
        super().__init__()
        self.config, self.dtype = config, dtype
        self._weights = {name: value.to(torch.float32 if "norm" in name else dtype) for name, value in weights.items()}

    def forward(
        self, tokens: Tensor, shared: int, sizes: Sequence[int], wanted: Tensor, adapter: Adapter | None
    ) -> Tensor:
        """What stands before logits, of one row: texts that go on from one beginning, without seeing each other.

        Args:
            tokens: int64 (n,): the beginning, then how each text goes on.
            shared: tokens of the beginning.
            sizes: tokens of what follows, of each text; with the beginning they make n.
            wanted: int64 (m,), after which tokens it is wanted.
            adapter: that adds to the products.

        Returns:
            (m, width), for `logits` and `losses`.
        """
        x = self._weights["token_embd.weight"][tokens]
        places = torch.cat([torch.arange(shared), *(torch.arange(shared, shared + size) for size in sizes)])
        turn = self._turns(places)
        seen = [_seen(shared, size) for size in sizes]
        for i in range(self.config.layers):
            x = x + self._attend(i, self._normed(x, f"blk.{i}.attn_norm.weight"), turn, shared, seen, adapter)
            y = self._normed(x, f"blk.{i}.ffn_norm.weight")
            gated = F.silu(self._product(i, "ffn_gate", y, adapter)) * self._product(i, "ffn_up", y, adapter)
            x = x + self._product(i, "ffn_down", gated, adapter)
        return self._normed(x[wanted], "output_norm.weight")

    @property
    def _table(self) -> Tensor:
        return self._weights.get("output.weight", self._weights["token_embd.weight"])

    def logits(self, hidden: Tensor) -> Tensor:
        """Of each token: float32 (m, tokens)."""
        return F.linear(hidden, self._table).float()

    def losses(self, hidden: Tensor, targets: Tensor) -> Tensor:
        """Nats of the tokens that do follow: float32 (m,). Few logits are kept at once."""
        return cast(Tensor, _Losses.apply(hidden, self._table, targets))  # type: ignore[no-untyped-call]

    def _product(self, layer: int, name: str, x: Tensor, adapter: Adapter | None) -> Tensor:
        y = F.linear(x, self._weights[f"blk.{layer}.{name}.weight"])
        return y if adapter is None else y + adapter.added(f"{layer}_{name}", x)

    def _normed(self, x: Tensor, name: str) -> Tensor:
        wide = x.float()
        wide = wide * torch.rsqrt(wide.square().mean(-1, keepdim=True) + self.config.epsilon)
        return (wide * self._weights[name]).to(self.dtype)

    def _turns(self, places: Tensor) -> tuple[Tensor, Tensor]:
        size = self.config.width // self.config.heads
        rates = self.config.rotary_base ** (-torch.arange(0, size, 2, dtype=torch.float32) / size)
        angles = places.float()[:, None] * rates
        return angles.cos(), angles.sin()

    def _attend(
        self,
        layer: int,
        x: Tensor,
        turn: tuple[Tensor, Tensor],
        shared: int,
        seen: Sequence[Tensor],
        adapter: Adapter | None,
    ) -> Tensor:
        config = self.config
        query = _turned(_split(self._product(layer, "attn_q", x, adapter), config.heads), turn)
        key = _turned(_split(self._product(layer, "attn_k", x, adapter), config.key_heads), turn)
        value = _split(self._product(layer, "attn_v", x, adapter), config.key_heads)
        group = config.heads // config.key_heads
        key, value = key.repeat_interleave(group, 0), value.repeat_interleave(group, 0)
        sizes = [shared, *map(len, seen)]
        # Each text by itself, so that nothing is computed between texts that do not see each other.
        (first, *queries), (start, *keys), (told, *values) = (
            each.split(sizes, 1)  # type: ignore[no-untyped-call]
            for each in (query, key, value)
        )
        mixed = [F.scaled_dot_product_attention(first, start, told, is_causal=True)]
        for q, k, v, mask in zip(queries, keys, values, seen, strict=True):
            mixed.append(
                F.scaled_dot_product_attention(q, torch.cat([start, k], 1), torch.cat([told, v], 1), attn_mask=mask)
            )
        return self._product(layer, "attn_output", torch.cat(mixed, 1).transpose(0, 1).flatten(1), adapter)


class _Losses(torch.autograd.Function):
    """Cross entropy of a product, by parts: its gradient is worked out with it, while the logits are there."""

    @staticmethod
    def forward(ctx: Any, hidden: Tensor, table: Tensor, targets: Tensor) -> Tensor:
        losses, slopes = [], []
        parts = hidden.split(_AT_ONCE), targets.split(_AT_ONCE)  # type: ignore[no-untyped-call]
        for part, wanted in zip(*parts, strict=True):
            logits = F.linear(part, table).float()
            rows = torch.arange(len(wanted))
            total = logits.logsumexp(-1)
            losses.append(total - logits[rows, wanted])
            if ctx.needs_input_grad[0]:
                shares = logits.sub_(total[:, None]).exp_()
                shares[rows, wanted] -= 1.0
                slopes.append(shares.to(table.dtype) @ table)
        if slopes:
            ctx.save_for_backward(torch.cat(slopes))
        return torch.cat(losses)

    @staticmethod
    def backward(ctx: Any, *given: Any) -> tuple[Tensor, None, None]:
        (slopes,) = ctx.saved_tensors
        return (slopes * given[0][:, None]).to(slopes.dtype), None, None


def _seen(shared: int, size: int) -> Tensor:
    """Which tokens each token of a text sees, of the beginning and of its own: bool (size, shared + size)."""
    return torch.ones(size, shared + size, dtype=torch.bool).tril(shared)


def _split(x: Tensor, heads: int) -> Tensor:
    """(n, heads * size) to (heads, n, size)."""
    return x.reshape(len(x), heads, -1).transpose(0, 1)


def _turned(x: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
    cos, sin = turn
    even, odd = x[..., 0::2].float(), x[..., 1::2].float()
    return torch.stack([even * cos - odd * sin, even * sin + odd * cos], -1).flatten(-2).to(x.dtype)
