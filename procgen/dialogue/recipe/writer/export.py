"""Writes the trained adapters as a GGUF file, as llama.cpp adds them to their base."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from procgen.dialogue.language.writer import BASE, BASE_SHA256
from procgen.dialogue.recipe.writer.base import ARCHITECTURE
from procgen.dialogue.recipe.writer.file import Half, write_gguf
from procgen.models.llama import PRODUCTS, Adapter

_PLACES = {name: place for place, name in enumerate(PRODUCTS)}


def export_adapter(adapter: Adapter, path: Path) -> None:
    """Write the file, in half precision: the same bytes for the same adapters."""
    head: dict[str, str | int | float] = {
        "general.architecture": ARCHITECTURE,
        "general.type": "adapter",
        "general.name": "procgen dialogue writer",
        "general.license": "apache-2.0",
        "general.description": f"Adapter of {BASE}, trained on procgen's dialogue corpus",
        "procgen.base.sha256": BASE_SHA256,
        "adapter.type": "lora",
        "adapter.lora.alpha": float(adapter.alpha),
    }
    tensors: dict[str, Half] = {}
    for name in sorted(adapter.down, key=_order):
        layer, _, product = name.partition("_")
        where = f"blk.{layer}.{product}.weight"
        tensors[f"{where}.lora_a"] = adapter.down[name].detach().numpy().astype(np.float16)
        tensors[f"{where}.lora_b"] = adapter.up[name].detach().numpy().astype(np.float16)
    write_gguf(path, head, tensors)


def _order(name: str) -> tuple[int, int]:
    layer, _, product = name.partition("_")
    return int(layer), _PLACES[product]
