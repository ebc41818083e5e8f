"""Writes the trained adapters as a GGUF file, as llama.cpp adds them to their base."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from gguf import GGUFWriter

from procgen.dialogue.language.writer import BASE, BASE_SHA256
from procgen.dialogue.recipe.writer.base import ARCHITECTURE
from procgen.models.llama import PRODUCTS, Adapter

_PLACES = {name: place for place, name in enumerate(PRODUCTS)}


def export_adapter(adapter: Adapter, path: Path) -> None:
    """Write the file, in half precision: the same bytes for the same adapters."""
    file = GGUFWriter(path, ARCHITECTURE)
    file.add_type("adapter")
    file.add_name("procgen dialogue writer")
    file.add_license("apache-2.0")
    file.add_description(f"Adapter of {BASE}, trained on procgen's dialogue corpus")
    file.add_string("procgen.base.sha256", BASE_SHA256)
    file.add_string("adapter.type", "lora")
    file.add_float32("adapter.lora.alpha", float(adapter.alpha))
    for name in sorted(adapter.down, key=_order):
        layer, _, product = name.partition("_")
        where = f"blk.{layer}.{product}.weight"
        file.add_tensor(f"{where}.lora_a", adapter.down[name].detach().numpy().astype(np.float16))
        file.add_tensor(f"{where}.lora_b", adapter.up[name].detach().numpy().astype(np.float16))
    file.write_header_to_file()
    file.write_kv_data_to_file()
    file.write_tensors_to_file()
    file.close()


def _order(name: str) -> tuple[int, int]:
    layer, _, product = name.partition("_")
    return int(layer), _PLACES[product]
