from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import torch

from procgen.dialogue.recipe.writer.base import load_base
from procgen.dialogue.recipe.writer.export import export_adapter
from procgen.dialogue.recipe.writer.file import read_gguf, write_gguf
from procgen.errors import Failed
from procgen.models.llama import PRODUCTS, Adapter, LlamaConfig


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "some.gguf"
    tensors = {"a": np.arange(6, dtype=np.float16).reshape(2, 3), "b": np.float16([[1.5]])}
    write_gguf(path, {"general.name": "né", "count": 7, "share": 0.5}, tensors)
    read = read_gguf(path)
    assert dict(read.head) == {"general.name": "né", "count": 7, "share": 0.5}
    for name, tensor in tensors.items():
        assert np.array_equal(read.tensors[name], tensor)
    first = path.read_bytes()
    write_gguf(path, {"general.name": "né", "count": 7, "share": 0.5}, tensors)
    assert path.read_bytes() == first


@pytest.mark.parametrize(
    ("kind", "block", "expected"),
    [
        (2, struct.pack("<e", 0.5) + bytes([0x1F] * 16), [0.5 * (15 - 8)] * 16 + [0.5 * (1 - 8)] * 16),
        (3, struct.pack("<ee", 0.5, -1.0) + bytes([0x31] * 16), [0.5 - 1] * 16 + [1.5 - 1] * 16),
        (8, struct.pack("<e", 0.25) + struct.pack("<32b", *range(-16, 16)), [0.25 * i for i in range(-16, 16)]),
    ],
)
def test_quantised_kinds(tmp_path: Path, kind: int, block: bytes, expected: list[float]) -> None:
    path = tmp_path / "quantised.gguf"
    top = b"GGUF" + struct.pack("<IQQ", 3, 1, 0) + struct.pack("<Q", 1) + b"w" + struct.pack("<IQIQ", 1, 32, kind, 0)
    path.write_bytes(top + bytes(-len(top) % 32) + block)
    assert read_gguf(path).tensors["w"].tolist() == expected


def test_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.gguf"
    path.write_bytes(b"hello")
    with pytest.raises(Failed, match="not a GGUF file"):
        read_gguf(path)
    write_gguf(path, {"general.architecture": "mamba"}, {})
    with pytest.raises(Failed, match="is a mamba"):
        load_base(path)
    top = b"GGUF" + struct.pack("<IQQ", 3, 1, 0) + struct.pack("<Q", 1) + b"w" + struct.pack("<IQIQ", 1, 32, 14, 0)
    path.write_bytes(top + bytes(-len(top) % 32) + bytes(210))
    with pytest.raises(Failed, match="tensor w is of kind 14"):
        read_gguf(path)


def test_an_adapter_is_written_as_llama_cpp_names_it(tmp_path: Path) -> None:
    config = LlamaConfig(50, 32, 4, 2, 2, 48, 1e4, 1e-5)
    torch.manual_seed(1)
    adapter = Adapter(config, 4, 8.0)
    for up in adapter.up.values():
        torch.nn.init.normal_(up)
    export_adapter(adapter, tmp_path / "a.gguf")
    read = read_gguf(tmp_path / "a.gguf")
    assert read.head["general.type"] == "adapter"
    assert read.head["adapter.type"] == "lora"
    assert read.head["adapter.lora.alpha"] == 8.0
    assert len(read.tensors) == 2 * len(PRODUCTS) * config.layers
    for product in PRODUCTS:
        taken, given = config.sizes(product)
        assert read.tensors[f"blk.1.{product}.weight.lora_a"].shape == (4, taken)
        assert read.tensors[f"blk.1.{product}.weight.lora_b"].shape == (given, 4)
    down = adapter.down["1_ffn_up"].detach().numpy()
    assert np.allclose(read.tensors["blk.1.ffn_up.weight.lora_a"], down, atol=1e-3)
