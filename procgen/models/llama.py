"""The transformer of Llama, frozen, with low-rank adapters beside its products, so that published weights learn more.

Each layer normalises by root mean square, attends with rotary places and fewer keys than queries, then goes through a
gated product (Touvron et al. 2023). An adapter adds to each product W x the product of two small ones, B A x, and
they alone are trained (Hu et al. 2021). Names of products are those of GGUF files, and rotary places turn neighbouring
numbers, as GGUF files have them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

PRODUCTS: Final = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
"""Of a layer."""


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

    def forward(self, tokens: Tensor, places: Tensor, seen: Tensor, wanted: Tensor, adapter: Adapter | None) -> Tensor:
        """Logits.

        Args:
            tokens: int64 (n,), of one row.
            places: int64 (n,), of each token in its text: several texts may go on from one beginning.
            seen: bool (n, n), which tokens each token sees.
            wanted: int64 (m,), after which tokens logits are wanted.
            adapter: that adds to the products.

        Returns:
            float32 (m, tokens).
        """
        config, weights = self.config, self._weights
        x = weights["token_embd.weight"][tokens]
        turn = self._turns(places)
        for i in range(config.layers):
            x = x + self._attend(i, self._normed(x, f"blk.{i}.attn_norm.weight"), turn, seen, adapter)
            y = self._normed(x, f"blk.{i}.ffn_norm.weight")
            gated = F.silu(self._product(i, "ffn_gate", y, adapter)) * self._product(i, "ffn_up", y, adapter)
            x = x + self._product(i, "ffn_down", gated, adapter)
        last = self._normed(x[wanted], "output_norm.weight")
        return F.linear(last, weights.get("output.weight", weights["token_embd.weight"])).float()

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
        self, layer: int, x: Tensor, turn: tuple[Tensor, Tensor], seen: Tensor, adapter: Adapter | None
    ) -> Tensor:
        config = self.config
        query = _turned(_split(self._product(layer, "attn_q", x, adapter), config.heads), turn)
        key = _turned(_split(self._product(layer, "attn_k", x, adapter), config.key_heads), turn)
        value = _split(self._product(layer, "attn_v", x, adapter), config.key_heads)
        shared = config.heads // config.key_heads
        key, value = key.repeat_interleave(shared, 0), value.repeat_interleave(shared, 0)
        mixed = F.scaled_dot_product_attention(query[None], key[None], value[None], attn_mask=seen)[0]
        return self._product(layer, "attn_output", mixed.transpose(0, 1).flatten(1), adapter)


def _split(x: Tensor, heads: int) -> Tensor:
    """(n, heads * size) to (heads, n, size)."""
    return x.reshape(len(x), heads, -1).transpose(0, 1)


def _turned(x: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
    cos, sin = turn
    even, odd = x[..., 0::2].float(), x[..., 1::2].float()
    return cast(Tensor, torch.stack([even * cos - odd * sin, even * sin + odd * cos], -1).flatten(-2).to(x.dtype))
