"""The decoder of `models.autoregressive` as an ONNX graph for serving, written node by node.

Fewer and larger nodes than a traced graph has: gains are folded into the matrices, queries and keys come from one
product, and products are of int8 weights (a scale for each output) and uint8 activations (a scale for each row, so that
no row's result depends on its neighbours in the batch).

Inputs (P earlier positions, which may be shared by the whole batch, t new ones):

- ``embedding`` (b, t, width): sums of looked-up rows; ``values`` (b, t, layers with values * key_heads * head).
- ``cos``, ``sin`` (t, head / 2): of the new positions.
- ``past_0``, ``past_1``, … (2 each layer, keys first): (b or 1, key_heads, P, head).
- ``mask`` (b or 1, 1, heads / key_heads * t, P + t): added to the scores; queries by head of the group, then by
  position.
- ``sizes`` (2,): P and t; ``wanted`` (n,): flat positions, of b * t, whose logits are wanted.

Outputs: ``logits`` (n, vocabulary); ``new`` (2 * layers, b, key_heads, t, head), keys and values of the new positions.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import TensorProto, helper

from procgen.dialogue.language.tables import unpack_nibbles
from procgen.kit.recipe.graph import Graph
from procgen.kit.recipe.shipped import checked, graph_tensors
from procgen.models.autoregressive import EPSILON, Decoder

FloatArray = npt.NDArray[np.float32]
MICROSOFT = "com.microsoft"
ROW_LEVELS = 127
WEIGHT_LEVELS = 63
"""Seven bits, so that no pair of products of 8 by 8 bits overflows 16 bits on processors without VNNI."""
_OPSET = 17


class _Graph(Graph):
    """With the layers of the network."""

    def norm(self, x: str, scale: str, out: str) -> str:
        return self.node("SimplifiedLayerNormalization", [x, scale], [out], axis=-1, epsilon=EPSILON, stash_type=1)

    def rounded(self, x: str) -> tuple[str, str]:
        """Rows of ``x`` as levels of uint8 around 128, and each row's largest magnitude."""
        largest = self.node("ReduceMax", [self.node("Abs", [x], [f"{x}_abs"])], [f"{x}_max"], axes=[-1], keepdims=1)
        even = self.node("Mul", [x, self.node("Div", ["levels", largest], [f"{x}_inverse"])], [f"{x}_even"])
        return self.node("QuantizeLinear", [even, "one", "middle"], [f"{x}_levels"]), largest

    def product(self, x: tuple[str, str], matrix: FloatArray, out: str, *, any_scale: bool = False) -> str:
        """``x @ matrix.T`` of rounded rows; each row times a factor of its own, where `any_scale` allows."""
        levels, largest = x
        scale = np.maximum(np.abs(matrix).max(1) / WEIGHT_LEVELS, 1e-12).astype(np.float32)
        weight = self.constant(f"{out}_weight", np.rint(matrix / scale[:, None]).astype(np.int8).T)
        scales = self.constant(f"{out}_scale", scale / np.float32(ROW_LEVELS))
        inputs = [levels, weight, "one", scales, "middle", "none"]
        if any_scale:
            return self.node("MatMulIntegerToFloat", inputs, [out], MICROSOFT)
        product = self.node("MatMulIntegerToFloat", inputs, [f"{out}_even"], MICROSOFT)
        return self.node("Mul", [product, largest], [out])


def decoder_graph(model: Decoder) -> Any:
    """The graph of a decoder."""
    config = model.config
    state = {name: value.detach().float().numpy() for name, value in model.state_dict().items()}
    width, head, heads, kv = config.width, config.head, config.heads, config.key_heads
    group, both = heads // kv, heads + kv
    g = _Graph()
    ones, ones_head = g.constant("ones", np.ones(width, np.float32)), g.constant("ones_head", np.ones(head, np.float32))
    zero = g.constant("zero", np.zeros(1, np.int64))
    g.constant("levels", np.array(ROW_LEVELS, np.float32))
    g.constant("one", np.array(1, np.float32))
    g.constant("middle", np.array(128, np.uint8))
    g.constant("none", np.array(0, np.int8))
    by_head = g.constant("by_head", np.array([0, 0, both, head], np.int64))
    halves = g.constant("halves", np.array([heads, kv], np.int64))
    grouped = g.constant("grouped", np.array([0, kv, -1, head], np.int64))
    apart = g.constant("apart", np.array([0, heads, -1, head], np.int64))
    joined = g.constant("joined", np.array([0, 0, heads * head], np.int64))
    flat = g.constant("flat", np.array([-1, width], np.int64))
    to_values = g.constant("to_values", np.array([0, 0, kv, head], np.int64))

    first = g.norm("embedding", ones, "first")
    extras = [f"extra_{layer}" for layer in config.value_layers]
    g.node("Split", ["values", g.constant("extra_sizes", np.full(len(extras), kv * head, np.int64))], extras, axis=-1)
    x, news = first, []
    for layer in range(config.layers):
        name, own = f"l{layer}_", f"blocks.{layer}."
        weights = {key.removeprefix(own): a for key, a in state.items() if key.startswith(own)}
        if np.any(weights["first_share"]):
            share = g.constant(f"{name}share", weights["first_share"])
            x = g.node("Add", [x, g.node("Mul", [first, share], [f"{name}shared"])], [f"{name}x"])
        inner = g.rounded(g.norm(x, g.constant(f"{name}gain", weights["attention_gain"]), f"{name}inner"))
        query_key = np.concatenate([weights["query.weight"], weights["key.weight"]])
        g.product(inner, query_key, f"{name}qk", any_scale=True)  # normalised below
        value = g.product(inner, weights["value.weight"], f"{name}v")
        if layer in config.value_layers:
            value = g.node("Add", [value, f"extra_{layer}"], [f"{name}v_more"])
        g.node("Reshape", [value, to_values], [f"{name}v_heads"])
        new_value = g.node("Transpose", [f"{name}v_heads"], [f"{name}value"], perm=[0, 2, 1, 3])

        # Scores are q · k * sharpness / sqrt(head) * 8 / sqrt(head); the factors stand with the queries.
        factors = np.ones((both, 1), np.float32)
        factors[:heads] = weights["sharpness"].reshape(heads, 1) * (8.0 / head)
        g.node("Reshape", [f"{name}qk", by_head], [f"{name}qk_heads"])
        g.norm(f"{name}qk_heads", ones_head, f"{name}qk_even")
        g.node("Mul", [f"{name}qk_even", g.constant(f"{name}factors", factors)], [f"{name}qk_sharp"])
        g.node("Transpose", [f"{name}qk_sharp"], [f"{name}qk_first"], perm=[0, 2, 1, 3])
        g.node(
            "RotaryEmbedding", [f"{name}qk_first", zero, "cos", "sin"], [f"{name}qk_turned"], MICROSOFT, interleaved=0
        )
        g.node("Split", [f"{name}qk_turned", halves], [f"{name}q", f"{name}key"], axis=1)
        query, new_key = f"{name}q", f"{name}key"
        if group > 1:
            query = g.node("Reshape", [query, grouped], [f"{name}q_grouped"])
        past_key, past_value = f"past_{2 * layer}", f"past_{2 * layer + 1}"
        g.node("FusedMatMul", [query, past_key], [f"{name}s_past"], MICROSOFT, transB=1)
        g.node("FusedMatMul", [query, new_key], [f"{name}s_new"], MICROSOFT, transB=1)
        g.node("Concat", [f"{name}s_past", f"{name}s_new"], [f"{name}s"], axis=-1)
        g.node("Add", [f"{name}s", "mask"], [f"{name}s_masked"])
        g.node("Softmax", [f"{name}s_masked"], [f"{name}w"], axis=-1)
        g.node("Split", [f"{name}w", "sizes"], [f"{name}w_past", f"{name}w_new"], axis=-1)
        g.node("MatMul", [f"{name}w_past", past_value], [f"{name}m_past"])
        g.node("MatMul", [f"{name}w_new", new_value], [f"{name}m_new"])
        mixed = g.node("Add", [f"{name}m_past", f"{name}m_new"], [f"{name}m"])
        mixed = g.node("Reshape", [mixed, apart], [f"{name}m_heads"])
        mixed = g.node("Transpose", [mixed], [f"{name}m_last"], perm=[0, 2, 1, 3])
        mixed = g.node("Reshape", [mixed, joined], [f"{name}m_joined"])
        g.product(g.rounded(mixed), weights["out.weight"], f"{name}out")

        gain = g.constant(f"{name}mlp_gain", weights["mlp_gain"])
        g.node(
            "SkipSimplifiedLayerNormalization", [x, f"{name}out", gain], [f"{name}mlp_in", "", "", f"{name}x_mid"],
            MICROSOFT, epsilon=EPSILON,
        )  # fmt: skip
        inner = g.rounded(f"{name}mlp_in")
        gate = g.product(inner, weights["gate.weight"], f"{name}gate")
        # Each row of `hidden` is rounded by its own size; the factor of `up` that it lacks joins that size.
        up = g.product(inner, weights["up.weight"], f"{name}up", any_scale=True)
        g.node("QuickGelu", [gate], [f"{name}silu"], MICROSOFT, alpha=1.0)
        g.node("Mul", [f"{name}silu", up], [f"{name}hidden"])
        hidden, size = g.rounded(f"{name}hidden")
        size = g.node("Mul", [size, inner[1]], [f"{name}size"])
        g.product((hidden, size), weights["down.weight"], f"{name}down")
        x = g.node("Add", [f"{name}x_mid", f"{name}down"], [f"{name}x_next"])
        news += [g.node("Unsqueeze", [a, zero], [f"{a}_one"]) for a in (new_key, new_value)]

    g.node("Concat", news, ["new"], axis=0)
    rows = g.node("Reshape", [x, flat], ["rows"])
    rows = g.node("Gather", [rows, "wanted"], ["wanted_rows"], axis=0)
    last = g.norm(rows, g.constant("last_gain", state["last_gain"] * state["scale"]), "last")
    g.product(g.rounded(last), state["tables.token.weight"], "logits")

    def tensor(name: str, shape: list[Any], kind: int = TensorProto.FLOAT) -> Any:
        return helper.make_tensor_value_info(name, kind, shape)

    inputs = [
        tensor("embedding", ["batch", "new", width]),
        tensor("values", ["batch", "new", len(extras) * kv * head]),
        tensor("cos", ["new", head // 2]),
        tensor("sin", ["new", head // 2]),
        tensor("mask", ["shared", 1, "queries", "positions"]),
        tensor("sizes", [2], TensorProto.INT64),
        tensor("wanted", ["wanted"], TensorProto.INT64),
        *(tensor(f"past_{i}", ["shared", kv, "past", head]) for i in range(2 * config.layers)),
    ]
    outputs = [
        tensor("logits", ["wanted", config.vocabulary]),
        tensor("new", [2 * config.layers, "batch", kv, "new", head]),
    ]
    graph = helper.make_graph(g.nodes, "decoder", inputs, outputs, g.constants)
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(MICROSOFT, 1)], ir_version=8
    )


_MATRICES = {"v": "value", "out": "out", "gate": "gate", "up": "up", "down": "down"}
"""Names in the graph and in the state."""


def load_graph(path: Path, tables: Mapping[str, npt.NDArray[Any]], model: Decoder) -> None:
    """Give a decoder the weights of its graph and of the arrays of the tables' file.

    These were rounded to 4, 7 and 8 bits: it is a beginning, a little worse than what was exported.

    Raises:
        ValueError: they are of another shape.
    """
    config, stored = model.config, graph_tensors(path)

    def matrix(name: str) -> FloatArray:
        weight = stored[f"{name}_weight"].T.astype(np.float32)
        return np.asarray(weight * (stored[f"{name}_scale"] * np.float32(ROW_LEVELS))[:, None])

    def rows(levels: npt.NDArray[Any], scale: npt.NDArray[Any]) -> FloatArray:
        return np.asarray(levels.astype(np.float32) * scale.astype(np.float32)[:, None])

    found: dict[str, FloatArray] = {
        "tables.token.weight": rows(tables["token"], tables["token_scale"]),
        "last_gain": stored["last_gain"],
        "scale": np.array(1.0, np.float32),  # it stands with the gain
    }
    grams = rows(unpack_nibbles(tables["ngram"]), tables["ngram_scale"])
    for number, part in enumerate(np.split(grams, len(model.tables.ngrams))):
        found[f"tables.ngrams.{number}.weight"] = part
    for number, part in enumerate(np.split(tables["value"], len(config.value_layers), axis=1)):
        found[f"tables.values.{number}.weight"] = rows(part, tables["value_scale"][:, number])
    for layer in range(config.layers):
        name, own = f"l{layer}_", f"blocks.{layer}."
        both = matrix(f"{name}qk")
        found[f"{own}query.weight"], found[f"{own}key.weight"] = np.split(both, [config.heads * config.head])
        found |= {f"{own}{part}.weight": matrix(name + short) for short, part in _MATRICES.items()}
        found[f"{own}first_share"] = stored.get(f"{name}share", np.zeros(config.width, np.float32))
        found[f"{own}attention_gain"], found[f"{own}mlp_gain"] = stored[f"{name}gain"], stored[f"{name}mlp_gain"]
        sharpness = stored[f"{name}factors"][: config.heads] * np.float32(config.head / 8.0)
        found[f"{own}sharpness"] = sharpness.reshape(config.heads, 1, 1)
    model.load_state_dict(checked(path.name, model, found))
