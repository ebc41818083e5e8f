"""Small networks with weights of our choosing, for what must hold whatever the weights are."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from procgen.runtime.catalog import ModelEntry
from procgen.runtime.model_file import LoadedModel, open_model
from procgen.table.nade import BLOCK_ROWS, INPUT, OUTPUT
from procgen.table.schema import Column, Schema
from procgen.table.table import Table

SMALL = Schema(
    (
        Column("colour", "category", ("blue", "green", "red")),
        Column("grade", "ordinal", ("low", "high"), missing=True),
        Column("dice", "integer", (1, 2, 4)),
        Column("size", "real", (0.0,), (1.0, 2.0, 4.0), decimals=2),
        Column("count", "integer", (), (10.0, 11.0, 20.0)),
    )
)
"""Every kind of column; 3 * 3 * 3 * 3 * 2 = 162 rows of states."""


def network(schema: Schema, seed: int = 0, strength: float = 1.5, hidden: int = 16) -> bytes:
    """An ONNX file as the recipe exports one, of one hidden layer with normal weights."""
    rng = np.random.default_rng(seed)
    states, columns = schema.starts[-1], len(schema.columns)
    weights = {
        "embed": rng.standard_normal((states + columns, hidden)),
        "out": strength * rng.standard_normal((hidden, states)) / np.sqrt(hidden),
        "bias": rng.standard_normal(states),
        "axis": np.array([1], np.int64),
    }
    nodes = [
        helper.make_node("Gather", ["embed", INPUT], ["rows"]),
        helper.make_node("ReduceSum", ["rows", "axis"], ["sum"], keepdims=0),
        helper.make_node("Tanh", ["sum"], ["hidden"]),
        helper.make_node("MatMul", ["hidden", "out"], ["product"]),
        helper.make_node("Add", ["product", "bias"], [OUTPUT]),
    ]
    graph = helper.make_graph(
        nodes,
        "nade",
        [helper.make_tensor_value_info(INPUT, TensorProto.INT64, [BLOCK_ROWS, columns])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [BLOCK_ROWS, states])],
        [
            numpy_helper.from_array(value if name == "axis" else value.astype(np.float32), name)
            for name, value in weights.items()
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def loaded(schema: Schema, seed: int = 0, strength: float = 1.5) -> LoadedModel:
    """The network, ready to run."""
    data = network(schema, seed, strength)
    entry = ModelEntry(
        name="table_small",
        domain="table",
        generator="small",
        role="nade",
        family="order-agnostic NADE",
        path=Path("table_small.onnx"),
        sha256=hashlib.sha256(data).hexdigest(),
        licence="MIT",
        inputs={},
        outputs={},
        default=False,
        card="table_small.md",
        properties={"columns": schema.record(), "title": "Small"},
    )
    return open_model(entry, data)


def small_table(seed: int = 0, strength: float = 1.5) -> Table:
    """A table over :data:`SMALL`."""
    return Table(loaded(SMALL, seed, strength))
