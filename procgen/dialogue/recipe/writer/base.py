"""The published network that the writer goes on from, out of its GGUF file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import torch

from procgen.dialogue.recipe.writer.file import read_gguf
from procgen.errors import Failed
from procgen.models.llama import Llama, LlamaConfig

ARCHITECTURE: Final = "llama"


def load_base(path: Path) -> Llama:
    """The network, in bfloat16: products are a multiple as fast in it, and four bits a weight have no more to tell.

    Raises:
        Failed: it is another network.
    """
    read = read_gguf(path)
    head = read.head
    if head.get("general.architecture") != ARCHITECTURE:
        raise Failed(f"{path.name} is a {head.get('general.architecture')}", f"A {ARCHITECTURE} is wanted.")
    config = LlamaConfig(
        tokens=len(read.tensors["token_embd.weight"]),
        width=head["llama.embedding_length"],
        heads=head["llama.attention.head_count"],
        key_heads=head["llama.attention.head_count_kv"],
        layers=head["llama.block_count"],
        inner=head["llama.feed_forward_length"],
        rotary_base=head["llama.rope.freq_base"],
        epsilon=head["llama.attention.layer_norm_rms_epsilon"],
    )
    weights = {name: torch.from_numpy(value.copy()) for name, value in read.tensors.items()}
    return Llama(config, weights, torch.bfloat16)
