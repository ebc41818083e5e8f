from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from gguf import GGUFReader, GGUFWriter

from procgen.dialogue.recipe.writer.base import load_base
from procgen.dialogue.recipe.writer.export import export_adapter
from procgen.errors import Failed
from procgen.models.llama import PRODUCTS, Adapter, LlamaConfig


def test_other_files_are_refused_as_a_base(tmp_path: Path) -> None:
    path = tmp_path / "other.gguf"
    path.write_bytes(b"hello, this is something else")
    with pytest.raises(Failed, match="not a GGUF file"):
        load_base(path)
    file = GGUFWriter(path, "mamba")
    file.write_header_to_file()
    file.write_kv_data_to_file()
    file.write_tensors_to_file()
    file.close()
    with pytest.raises(Failed, match="is a mamba"):
        load_base(path)


def test_an_adapter_is_written_as_llama_cpp_names_it(tmp_path: Path) -> None:
    config = LlamaConfig(50, 32, 4, 2, 2, 48, 1e4, 1e-5)
    torch.manual_seed(1)
    adapter = Adapter(config, 4, 8.0)
    for up in adapter.up.values():
        torch.nn.init.normal_(up)
    first, second = tmp_path / "a.gguf", tmp_path / "b.gguf"
    export_adapter(adapter, first)
    export_adapter(adapter, second)
    assert first.read_bytes() == second.read_bytes()
    read = GGUFReader(first)
    head = {key: field.contents() for key, field in read.fields.items()}
    assert head["general.type"] == "adapter"
    assert head["adapter.type"] == "lora"
    assert head["adapter.lora.alpha"] == 8.0
    tensors = {tensor.name: np.asarray(tensor.data) for tensor in read.tensors}
    assert len(tensors) == 2 * len(PRODUCTS) * config.layers
    for product in PRODUCTS:
        taken, given = config.sizes(product)
        assert tensors[f"blk.1.{product}.weight.lora_a"].shape == (4, taken)
        assert tensors[f"blk.1.{product}.weight.lora_b"].shape == (given, 4)
    down = adapter.down["1_ffn_up"].detach().numpy()
    assert np.allclose(tensors["blk.1.ffn_up.weight.lora_a"], down, atol=1e-3)
