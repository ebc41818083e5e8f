"""The decoder's ONNX graph, node by node."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from procgen.character.body.decoder import HERITAGES, INPUT, MACRO_FIELDS, OUTPUT

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_OPSET = 18


@dataclass(frozen=True, slots=True)
class Factors:
    """The basis in factors.

    Attributes:
        base: (V, 3) base mesh in metres.
        macro, macro_shapes: (products, K) and (K, V * 3).
        below, above: (sliders, codes) of all regions side by side, for sliders below 0 and above.
        adult_only: (sliders,) 1 for sliders without effect below 18 years.
        blocks: (codes of the region, N * 3) each.
        vertices: (N,) of each region.
    """

    base: Floats
    macro: Floats
    macro_shapes: Floats
    below: Floats
    above: Floats
    adult_only: Floats
    blocks: list[Floats]
    vertices: list[Ints]


class _Graph:
    """Collects nodes and constants. Every method returns the name of what it makes."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def _name(self) -> str:
        return f"t{len(self.nodes) + len(self.constants)}"

    def constant(self, value: npt.NDArray[np.generic]) -> str:
        name = self._name()
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def number(self, value: float) -> str:
        return self.constant(np.array(value, np.float32))

    def half(self, value: Floats) -> str:
        """A constant stored in 16 bits and used in 32."""
        return self.node("Cast", self.constant(value.astype(np.float16)), to=TensorProto.FLOAT)

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        name = self._name()
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def split(self, value: str, sizes: list[int]) -> list[str]:
        names = [f"{self._name()}_{part}" for part in range(len(sizes))]
        lengths = self.constant(np.array(sizes, np.int64))
        self.nodes.append(helper.make_node("Split", [value, lengths], names, axis=1))
        return names

    def ramp(self, value: str, start: float, end: float) -> str:
        """0 up to ``start``, 1 from ``end``, linear between."""
        risen = self.node("Div", self.node("Sub", value, self.number(start)), self.number(end - start))
        return self.node("Clip", risen, self.number(0.0), self.number(1.0))

    def rest(self, *shares: str) -> str:
        """What the shares leave of 1."""
        left = self.number(1.0)
        for share in shares:
            left = self.node("Sub", left, share)
        return left

    def ends(self, value: str) -> tuple[str, str]:
        """How far a slider of 0..1 lies towards either end from its middle, each 0..1."""
        twice = self.node("Sub", self.node("Mul", value, self.number(2.0)), self.number(1.0))
        return self.node("Relu", self.node("Neg", twice)), self.node("Relu", twice)

    def thirds(self, value: str) -> str:
        """Shares (B, 3) of a slider's low end, middle and high end."""
        low, high = self.ends(value)
        return self.node("Concat", low, self.rest(low, high), high, axis=1)

    def outer(self, first: str, second: str, size: int) -> str:
        """All products of two rows of shares, flattened with the second's changing fastest; ``size`` of them."""
        one, two = self.constant(np.array([2], np.int64)), self.constant(np.array([1], np.int64))
        product = self.node("Mul", self.node("Unsqueeze", first, one), self.node("Unsqueeze", second, two))
        return self.node("Reshape", product, self.constant(np.array([-1, size], np.int64)))


def build_graph(factors: Factors, adult_years: float, ages: tuple[float, ...]) -> ModelProto:
    """The model: "parameters" (count, parameters) to "vertices" (count, V, 3)."""
    graph = _Graph()
    sliders = len(factors.adult_only)
    fields = graph.split(INPUT, [*([1] * len(MACRO_FIELDS)), len(HERITAGES), sliders])
    macro = dict(zip(MACRO_FIELDS, fields, strict=False))
    heritage, moved = fields[-2:]
    age = macro["age_years"]
    adult = graph.node("Cast", graph.node("GreaterOrEqual", age, graph.number(adult_years)), to=TensorProto.FLOAT)
    products = _products(graph, macro, heritage, age, adult, ages)
    codes = graph.node("MatMul", products, graph.half(factors.macro))
    whole = graph.node("MatMul", codes, graph.half(factors.macro_shapes))

    minor = graph.rest(adult)
    allowed = graph.rest(graph.node("Mul", minor, graph.constant(factors.adult_only[None])))
    active = graph.node("Mul", moved, allowed)
    below = graph.node("MatMul", graph.node("Relu", graph.node("Neg", active)), graph.half(factors.below))
    above = graph.node("MatMul", graph.node("Relu", active), graph.half(factors.above))
    parts = graph.split(graph.node("Add", below, above), [len(block) for block in factors.blocks])
    regional = graph.node(
        "Concat",
        *(graph.node("MatMul", part, graph.half(block)) for part, block in zip(parts, factors.blocks, strict=True)),
        axis=1,
    )
    # Added along the first axis: the index then is the same for the whole batch.
    scattered = graph.node(
        "ScatterND",
        graph.node("Transpose", whole, perm=[1, 0]),
        _places(graph, np.concatenate(factors.vertices)),
        graph.node("Transpose", regional, perm=[1, 0]),
        reduction="add",
    )
    rows = graph.node("Transpose", scattered, perm=[1, 0])
    placed = graph.node("Add", rows, graph.constant(factors.base.reshape(1, -1)))
    count = len(factors.base)
    graph.nodes.append(
        helper.make_node("Reshape", [placed, graph.constant(np.array([-1, count, 3], np.int64))], [OUTPUT])
    )
    parameters = len(MACRO_FIELDS) + len(HERITAGES) + sliders
    body = helper.make_graph(
        graph.nodes,
        "character_decoder",
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["count", parameters])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["count", count, 3])],
        graph.constants,
    )
    return helper.make_model(body, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=9)


def _places(graph: _Graph, vertices: Ints) -> str:
    """Numbers (N * 3, 1) of the coordinates of vertices, worked out from 16 bits a vertex when the model is loaded."""
    number = graph.node("Cast", graph.constant(vertices[:, None].astype(np.uint16)), to=TensorProto.INT64)
    first = graph.node("Mul", number, graph.constant(np.array([[3]], np.int64)))
    each = graph.node("Add", first, graph.constant(np.arange(3, dtype=np.int64)[None]))
    return graph.node("Reshape", each, graph.constant(np.array([-1, 1], np.int64)))


def _products(
    graph: _Graph, macro: dict[str, str], heritage: str, age: str, adult: str, ages: tuple[float, ...]
) -> str:
    """All products of the macro shares, in the order of ``character_decoder.macro_columns``."""
    sex = graph.node("Concat", graph.rest(macro["sex"]), macro["sex"], axis=1)
    ramps = [graph.ramp(age, start, end) for start, end in pairwise(ages)]
    steps = [
        graph.rest(ramps[0]),
        *(graph.node("Sub", a, b) for a, b in pairwise(ramps)),
        ramps[-1],
    ]
    by_age = graph.node("Concat", *steps, axis=1)
    total = graph.node("ReduceSum", heritage, graph.constant(np.array([1], np.int64)), keepdims=1)
    kin = graph.node("Div", heritage, total)
    sex_age = graph.outer(sex, by_age, 2 * len(ages))
    builds = graph.outer(graph.thirds(macro["muscle"]), graph.thirds(macro["weight"]), 9)
    kinds = 18 * len(ages)
    kind = graph.outer(sex_age, builds, kinds)
    minor = graph.rest(adult)
    bust = graph.node("Mul", macro["bust"], adult)
    firmness = graph.node(
        "Add", graph.node("Mul", macro["firmness"], adult), graph.node("Mul", minor, graph.number(0.5))
    )
    heights = graph.node("Concat", *graph.ends(macro["height"]), axis=1)
    proportions = graph.node("Concat", *graph.ends(macro["proportions"]), axis=1)
    cups = graph.outer(graph.thirds(bust), graph.thirds(firmness), 9)
    return graph.node(
        "Concat",
        graph.outer(kin, sex_age, len(HERITAGES) * 2 * len(ages)),
        kind,
        graph.node("Mul", kind, minor),
        graph.outer(kind, heights, 2 * kinds),
        graph.outer(kind, proportions, 2 * kinds),
        graph.outer(kind, cups, 9 * kinds),
        axis=1,
    )
