"""The trunk of `models.autoregressive` as nodes of an ONNX graph for serving.

Fewer and larger nodes than a traced graph has: gains are folded into the matrices, queries and keys come from one
product, and products are of int8 weights (a scale for each output) and uint8 activations (a scale for each row, so that
no row's result depends on its neighbours in the batch).

Inputs (P earlier positions, which may be shared by the whole batch, t new ones):

- ``embedding`` (b, t, width): sums of looked-up rows; ``values`` (b, t, layers with values * key_heads * head), where
  there are such layers.
- ``cos``, ``sin`` (t, head / 2): of the new positions.
- ``past_0``, ``past_1``, … (2 each layer, keys first): (b or 1, key_heads, P, head).
- ``mask`` (b or 1, 1, heads / key_heads * t, P + t): added to the scores; queries by head of the group, then by
  position.
- ``sizes`` (2,): P and t; ``wanted`` (n,): flat positions, of b * t, whose activations are read.

Output: ``new`` (2 * layers, b, key_heads, t, head), keys and values of the new positions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import TensorProto, helper

from procgen.kit.recipe.graph import Graph
from procgen.models.autoregressive import EPSILON, DecoderConfig

FloatArray = npt.NDArray[np.float32]
MICROSOFT = "com.microsoft"
ROW_LEVELS = 127
WEIGHT_LEVELS = 63
"""Seven bits, so that no pair of products of 8 by 8 bits overflows 16 bits on processors without VNNI."""
_OPSET = 17


def tensor_info(name: str, shape: Sequence[Any], kind: int = TensorProto.FLOAT) -> Any:
    """An input or output of a graph."""
    return helper.make_tensor_value_info(name, kind, shape)


class TrunkGraph(Graph):
    """With the layers of the network."""

    def norm(self, x: str, scale: str, out: str) -> str:
        """``x`` with a root mean square of one along its last axis, times ``scale``."""
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

    def trunk(self, config: DecoderConfig, state: Mapping[str, FloatArray]) -> str:
        """The blocks; returns the name of the activations of the wanted positions, (n, width), not normalised.

        Args:
            config: sizes.
            state: of the model; its ``blocks`` are read.
        """
        width, head, heads, kv = config.width, config.head, config.heads, config.key_heads
        group, both = heads // kv, heads + kv
        ones = self.constant("ones", np.ones(width, np.float32))
        ones_head = self.constant("ones_head", np.ones(head, np.float32))
        zero = self.constant("zero", np.zeros(1, np.int64))
        self.constant("levels", np.array(ROW_LEVELS, np.float32))
        self.constant("one", np.array(1, np.float32))
        self.constant("middle", np.array(128, np.uint8))
        self.constant("none", np.array(0, np.int8))
        by_head = self.constant("by_head", np.array([0, 0, both, head], np.int64))
        halves = self.constant("halves", np.array([heads, kv], np.int64))
        grouped = self.constant("grouped", np.array([0, kv, -1, head], np.int64))
        apart = self.constant("apart", np.array([0, heads, -1, head], np.int64))
        joined = self.constant("joined", np.array([0, 0, heads * head], np.int64))
        flat = self.constant("flat", np.array([-1, width], np.int64))
        to_values = self.constant("to_values", np.array([0, 0, kv, head], np.int64))

        first = self.norm("embedding", ones, "first")
        extras = [f"extra_{layer}" for layer in config.value_layers]
        if extras:
            sizes = self.constant("extra_sizes", np.full(len(extras), kv * head, np.int64))
            self.node("Split", ["values", sizes], extras, axis=-1)
        x, news = first, []
        for layer in range(config.layers):
            name, own = f"l{layer}_", f"blocks.{layer}."
            weights = {key.removeprefix(own): a for key, a in state.items() if key.startswith(own)}
            if np.any(weights["first_share"]):
                share = self.constant(f"{name}share", weights["first_share"])
                x = self.node("Add", [x, self.node("Mul", [first, share], [f"{name}shared"])], [f"{name}x"])
            inner = self.rounded(self.norm(x, self.constant(f"{name}gain", weights["attention_gain"]), f"{name}inner"))
            query_key = np.concatenate([weights["query.weight"], weights["key.weight"]])
            self.product(inner, query_key, f"{name}qk", any_scale=True)  # normalised below
            value = self.product(inner, weights["value.weight"], f"{name}v")
            if layer in config.value_layers:
                value = self.node("Add", [value, f"extra_{layer}"], [f"{name}v_more"])
            self.node("Reshape", [value, to_values], [f"{name}v_heads"])
            new_value = self.node("Transpose", [f"{name}v_heads"], [f"{name}value"], perm=[0, 2, 1, 3])

            # Scores are q · k * sharpness / sqrt(head) * 8 / sqrt(head); the factors stand with the queries.
            factors = np.ones((both, 1), np.float32)
            factors[:heads] = weights["sharpness"].reshape(heads, 1) * (8.0 / head)
            self.node("Reshape", [f"{name}qk", by_head], [f"{name}qk_heads"])
            self.norm(f"{name}qk_heads", ones_head, f"{name}qk_even")
            self.node("Mul", [f"{name}qk_even", self.constant(f"{name}factors", factors)], [f"{name}qk_sharp"])
            self.node("Transpose", [f"{name}qk_sharp"], [f"{name}qk_first"], perm=[0, 2, 1, 3])
            self.node(
                "RotaryEmbedding",
                [f"{name}qk_first", zero, "cos", "sin"],
                [f"{name}qk_turned"],
                MICROSOFT,
                interleaved=0,
            )
            self.node("Split", [f"{name}qk_turned", halves], [f"{name}q", f"{name}key"], axis=1)
            query, new_key = f"{name}q", f"{name}key"
            if group > 1:
                query = self.node("Reshape", [query, grouped], [f"{name}q_grouped"])
            past_key, past_value = f"past_{2 * layer}", f"past_{2 * layer + 1}"
            self.node("FusedMatMul", [query, past_key], [f"{name}s_past"], MICROSOFT, transB=1)
            self.node("FusedMatMul", [query, new_key], [f"{name}s_new"], MICROSOFT, transB=1)
            self.node("Concat", [f"{name}s_past", f"{name}s_new"], [f"{name}s"], axis=-1)
            self.node("Add", [f"{name}s", "mask"], [f"{name}s_masked"])
            self.node("Softmax", [f"{name}s_masked"], [f"{name}w"], axis=-1)
            self.node("Split", [f"{name}w", "sizes"], [f"{name}w_past", f"{name}w_new"], axis=-1)
            self.node("MatMul", [f"{name}w_past", past_value], [f"{name}m_past"])
            self.node("MatMul", [f"{name}w_new", new_value], [f"{name}m_new"])
            mixed = self.node("Add", [f"{name}m_past", f"{name}m_new"], [f"{name}m"])
            mixed = self.node("Reshape", [mixed, apart], [f"{name}m_heads"])
            mixed = self.node("Transpose", [mixed], [f"{name}m_last"], perm=[0, 2, 1, 3])
            mixed = self.node("Reshape", [mixed, joined], [f"{name}m_joined"])
            self.product(self.rounded(mixed), weights["out.weight"], f"{name}out")

            gain = self.constant(f"{name}mlp_gain", weights["mlp_gain"])
            self.node(
                "SkipSimplifiedLayerNormalization", [x, f"{name}out", gain], [f"{name}mlp_in", "", "", f"{name}x_mid"],
                MICROSOFT, epsilon=EPSILON,
            )  # fmt: skip
            inner = self.rounded(f"{name}mlp_in")
            gate = self.product(inner, weights["gate.weight"], f"{name}gate")
            # Each row of `hidden` is rounded by its own size; the factor of `up` that it lacks joins that size.
            up = self.product(inner, weights["up.weight"], f"{name}up", any_scale=True)
            self.node("QuickGelu", [gate], [f"{name}silu"], MICROSOFT, alpha=1.0)
            self.node("Mul", [f"{name}silu", up], [f"{name}hidden"])
            hidden, size = self.rounded(f"{name}hidden")
            size = self.node("Mul", [size, inner[1]], [f"{name}size"])
            self.product((hidden, size), weights["down.weight"], f"{name}down")
            x = self.node("Add", [f"{name}x_mid", f"{name}down"], [f"{name}x_next"])
            news += [self.node("Unsqueeze", [a, zero], [f"{a}_one"]) for a in (new_key, new_value)]

        self.node("Concat", news, ["new"], axis=0)
        rows = self.node("Reshape", [x, flat], ["rows"])
        return self.node("Gather", [rows, "wanted"], ["wanted_rows"], axis=0)

    def whole(self, config: DecoderConfig, output: Any) -> Any:
        """The model, with one output beside the new keys and values."""
        kv, head, width = config.key_heads, config.head, config.width
        values = [tensor_info("values", ["batch", "new", len(config.value_layers) * kv * head])]
        inputs = [
            tensor_info("embedding", ["batch", "new", width]),
            *(values if config.value_layers else []),
            tensor_info("cos", ["new", head // 2]),
            tensor_info("sin", ["new", head // 2]),
            tensor_info("mask", ["shared", 1, "queries", "positions"]),
            tensor_info("sizes", [2], TensorProto.INT64),
            tensor_info("wanted", ["wanted"], TensorProto.INT64),
            *(tensor_info(f"past_{i}", ["shared", kv, "past", head]) for i in range(2 * config.layers)),
        ]
        outputs = [output, tensor_info("new", [2 * config.layers, "batch", kv, "new", head])]
        graph = helper.make_graph(self.nodes, "decoder", inputs, outputs, self.constants)
        return helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(MICROSOFT, 1)], ir_version=8
        )


def state_of(model: Any) -> dict[str, FloatArray]:
    """A network's weights."""
    return {name: value.detach().float().numpy() for name, value in model.state_dict().items()}


_MATRICES = {"v": "value", "out": "out", "gate": "gate", "up": "up", "down": "down"}
"""Names in the graph and in the state."""


def trunk_state(stored: Mapping[str, npt.NDArray[Any]], config: DecoderConfig) -> dict[str, FloatArray]:
    """The blocks' weights as a graph's tensors hold them, rounded to seven bits: a little worse than what was exported.

    Args:
        stored: by the graph's names; see :func:`procgen.kit.recipe.shipped.graph_tensors`.
        config: sizes.

    Raises:
        KeyError: some are missing.
    """

    def matrix(name: str) -> FloatArray:
        weight = stored[f"{name}_weight"].T.astype(np.float32)
        return np.asarray(weight * (stored[f"{name}_scale"] * np.float32(ROW_LEVELS))[:, None])

    found: dict[str, FloatArray] = {}
    for layer in range(config.layers):
        name, own = f"l{layer}_", f"blocks.{layer}."
        both = matrix(f"{name}qk")
        found[f"{own}query.weight"], found[f"{own}key.weight"] = np.split(both, [config.heads * config.head])
        found |= {f"{own}{part}.weight": matrix(name + short) for short, part in _MATRICES.items()}
        found[f"{own}first_share"] = stored.get(f"{name}share", np.zeros(config.width, np.float32))
        found[f"{own}attention_gain"], found[f"{own}mlp_gain"] = stored[f"{name}gain"], stored[f"{name}mlp_gain"]
        sharpness = stored[f"{name}factors"][: config.heads] * np.float32(config.head / 8.0)
        found[f"{own}sharpness"] = sharpness.reshape(config.heads, 1, 1)
    return found
