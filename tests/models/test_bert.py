"""The encoder that published weights are loaded into."""

from __future__ import annotations

import torch
from torch import nn

from procgen.models.bert import BertConfig, Embeddings, Layer, load_embeddings, load_layers

CONFIG = BertConfig(10, width=16, heads=4, layers=2, inner=24, places=8, segments=3, dropout=0.0)


def published() -> dict[str, torch.Tensor]:
    """Weights as files name them, two segments in them."""
    torch.manual_seed(0)
    width, inner = CONFIG.width, CONFIG.inner
    shapes = {
        "attention.self.query": (width, width), "attention.self.key": (width, width),
        "attention.self.value": (width, width), "attention.output.dense": (width, width),
        "intermediate.dense": (inner, width), "output.dense": (width, inner),
    }  # fmt: skip
    found = {
        "embeddings.position_embeddings.weight": torch.randn(20, width),
        "embeddings.token_type_embeddings.weight": torch.randn(2, width),
        "embeddings.LayerNorm.weight": torch.ones(width),
        "embeddings.LayerNorm.bias": torch.zeros(width),
    }
    for i in range(CONFIG.layers):
        for name, shape in shapes.items():
            found[f"encoder.layer.{i}.{name}.weight"] = torch.randn(shape) * 0.2
            found[f"encoder.layer.{i}.{name}.bias"] = torch.randn(shape[0]) * 0.2
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            found[f"encoder.layer.{i}.{name}.weight"] = torch.rand(width) + 0.5
            found[f"encoder.layer.{i}.{name}.bias"] = torch.randn(width) * 0.2
    return found


def made() -> tuple[Embeddings, nn.ModuleList]:
    embeddings, layers = Embeddings(CONFIG), nn.ModuleList(Layer(CONFIG) for _ in range(CONFIG.layers))
    weights = published()
    load_embeddings(embeddings, weights)
    load_layers(layers, weights)
    return embeddings, layers


def test_a_layer_is_what_torch_makes_of_the_same_weights() -> None:
    """torch's own encoder layer is the independent one."""
    weights = published()
    _, layers = made()
    for i, layer in enumerate(layers):
        own = {name.removeprefix(f"encoder.layer.{i}."): value for name, value in weights.items()}
        theirs = nn.TransformerEncoderLayer(
            CONFIG.width, CONFIG.heads, CONFIG.inner, 0.0, "gelu", batch_first=True, layer_norm_eps=1e-12
        )
        parts = ("query", "key", "value")
        state = {
            f"self_attn.in_proj_{end}": torch.cat([own[f"attention.self.{part}.{end}"] for part in parts])
            for end in ("weight", "bias")
        }
        names = {
            "self_attn.out_proj": "attention.output.dense", "linear1": "intermediate.dense", "linear2": "output.dense",
            "norm1": "attention.output.LayerNorm", "norm2": "output.LayerNorm",
        }  # fmt: skip
        state |= {f"{a}.{end}": own[f"{b}.{end}"] for a, b in names.items() for end in ("weight", "bias")}
        theirs.load_state_dict({name.replace("in_proj.", "in_proj_"): value for name, value in state.items()})
        x, there = torch.randn(3, 5, CONFIG.width), torch.ones(3, 5)
        there[1, 3:] = 0.0
        with torch.no_grad():
            expected = theirs.eval().forward(x, src_key_padding_mask=there < 0.5)
            assert torch.allclose(layer(x, there)[0], expected[0], atol=1e-5)
            assert torch.allclose(layer(x, there)[1, :3], expected[1, :3], atol=1e-5)


def test_looking_beside_is_looking_at_both_texts_as_one() -> None:
    _, (layer, _) = made()
    own, beside = torch.randn(2, 3, 4, CONFIG.width), torch.randn(2, 1, 5, CONFIG.width)
    with torch.no_grad():
        found = layer(own, torch.ones(2, 3, 4), beside, torch.ones(2, 1, 5))
        whole = layer(torch.cat([own, beside.expand(2, 3, 5, CONFIG.width)], -2), torch.ones(2, 3, 9))
        first = layer(own, torch.ones(2, 3, 4), beside, torch.ones(2, 1, 5), 1)
    assert torch.allclose(found, whole[..., :4, :], atol=1e-5)
    assert torch.allclose(first, found[..., :1, :], atol=1e-5)


def test_more_segments_than_the_file_has_begin_as_those() -> None:
    embeddings, _ = made()
    rows = embeddings.segments.weight
    assert torch.equal(rows[2], rows[0])
    assert not torch.equal(rows[1], rows[0])
