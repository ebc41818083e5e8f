"""Small ONNX graphs and folders of models, made for tests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from procgen.runtime.catalog import packaged_assets


def graph_model(nodes: Sequence[onnx.NodeProto], initializers: Sequence[TensorProto] = (), domain: str = "") -> bytes:
    """A model of one input x and one output y, of any length each, with these nodes."""
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["count"]) for name in "xy"]
    graph = helper.make_graph(list(nodes), "test", ends[:1], ends[1:], list(initializers))
    opsets = [helper.make_opsetid("", 17), *([helper.make_opsetid(domain, 1)] if domain else [])]
    made: bytes = helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString()
    return made


def adding(value: float) -> bytes:
    """y = x + value."""
    return graph_model(
        [helper.make_node("Add", ["x", "w"], ["y"])], [numpy_helper.from_array(np.array([value], np.float32), "w")]
    )


def external_weights(location: str, **more: str) -> bytes:
    """y = x + w, where w lies in another file."""
    weights = numpy_helper.from_array(np.zeros(4, np.float32), "w")
    weights.ClearField("raw_data")
    weights.data_location = TensorProto.EXTERNAL
    for key, value in {"location": location, "offset": "0", "length": "16", **more}.items():
        weights.external_data.add(key=key, value=value)
    return graph_model([helper.make_node("Add", ["x", "w"], ["y"])], [weights])


def folder_of(folder: Path, data: bytes, **record: Any) -> Path:
    """A folder with one model, as its catalog describes it."""
    folder.mkdir(parents=True, exist_ok=True)
    said = {
        "name": "mine",
        "domain": "test",
        "generator": "mine",
        "role": "all",
        "family": "test",
        "file": "mine.onnx",
        "licence": "MIT",
        "default": False,
        "card": "mine.md",
        "sha256": hashlib.sha256(data).hexdigest(),
        "inputs": {"x": "float[count]"},
        "outputs": {"y": "float[count]"},
        **record,
    }
    (folder / said["file"]).write_bytes(data)
    (folder / "catalog.json").write_text(json.dumps({"models": [said]}))
    return folder


def packaged_copy(folder: Path, generator: str, files: Sequence[str], changed: dict[str, bytes] | None = None) -> Path:
    """Some packaged models under another generator's name, for a folder of ``--models``.

    Args:
        folder: is made.
        generator: its name, which stands before the models' names too.
        files: names of packaged models.
        changed: content of model files by name of the model, instead of the packaged one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    records = json.loads((packaged_assets() / "catalog.json").read_text())["models"]
    kept = []
    for record in records:
        if record["name"] in files:
            data = (changed or {}).get(record["name"]) or (packaged_assets() / record["file"]).read_bytes()
            (folder / record["file"]).write_bytes(data)
            record |= {"sha256": hashlib.sha256(data).hexdigest(), "default": False, "generator": generator}
            kept.append({**record, "name": f"{generator}_{record['name']}"})
    (folder / "catalog.json").write_text(json.dumps({"models": kept}))
    return folder


def scaled(data: bytes, factor: float) -> bytes:
    """A model whose first output is so many times what it was; NaN makes all of it NaN."""
    model = onnx.load_from_string(data)
    output = model.graph.output[0].name
    for node in model.graph.node:
        for index, name in enumerate(node.output):
            if name == output:
                node.output[index] = "before_scaling"
    model.graph.initializer.append(numpy_helper.from_array(np.array(factor, np.float32), "scaling"))
    model.graph.node.append(helper.make_node("Mul", ["before_scaling", "scaling"], [output]))
    made: bytes = model.SerializeToString()
    return made
