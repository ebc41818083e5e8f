"""The published network that the writer goes on from, out of its GGUF file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from gguf import GGUFReader
from gguf.quants import dequantize

from procgen.errors import Failed
from procgen.models.llama import Llama, LlamaConfig

ARCHITECTURE: Final = "llama"


def load_base(path: Path) -> Llama:
    """The network, in bfloat16: products are a multiple as fast in it, and four bits a weight have no more to tell.

    Raises:
        Failed: it is no GGUF file, or another network.
    """
    try:
        file = GGUFReader(path)
    except ValueError as error:
        raise Failed(f"{path} is not a GGUF file: {error}", "Name a GGUF file.") from error
    head: dict[str, Any] = {key: field.contents() for key, field in file.fields.items()}
    if head.get("general.architecture") != ARCHITECTURE:
        raise Failed(f"{path.name} is a {head.get('general.architecture')}", f"A {ARCHITECTURE} is wanted.")
    weights = {
        tensor.name: torch.from_numpy(
            np.array(dequantize(tensor.data, tensor.tensor_type), np.float32).reshape(tensor.shape[::-1].tolist())
        )
        for tensor in file.tensors
    }
    config = LlamaConfig(
        tokens=len(weights["token_embd.weight"]),
        width=head["llama.embedding_length"],
        heads=head["llama.attention.head_count"],
        key_heads=head["llama.attention.head_count_kv"],
        layers=head["llama.block_count"],
        inner=head["llama.feed_forward_length"],
        rotary_base=head["llama.rope.freq_base"],
        epsilon=head["llama.attention.layer_norm_rms_epsilon"],
    )
    return Llama(config, weights, torch.bfloat16)
