"""A network as one ONNX file of free sizes, its large weights in half precision."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

_OPSET = 18
_TOLERANCE = 1e-3


def write_graph(
    network: nn.Module,
    path: Path,
    inputs: dict[str, Tensor],
    free: Mapping[str, Mapping[int, str]],
    output: str,
    check: dict[str, Tensor],
) -> float:
    """Write a network as one ONNX file whose sizes are free.

    Args:
        network: ready for inference.
        path: where to.
        inputs: to trace with, in the order of the network's arguments.
        free: which axes of inputs and output have any length, with a name each.
        output: what to call the result.
        check: inputs of other lengths.

    Returns:
        Largest difference between network and graph on ``check``, relative to the output's standard deviation.

    Raises:
        ValueError: that difference is above 1e-3.
    """
    network = _rounded(network.float().eval())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # The tracing exporter, for the other one ties free lengths to the branch that an example took.
        torch.onnx.export(
            network,
            tuple(inputs.values()),
            str(path),
            input_names=list(inputs),
            output_names=[output],
            dynamic_axes={name: dict(axes) for name, axes in free.items()},
            opset_version=_OPSET,
            dynamo=False,
        )
    graph = onnx.load(str(path))
    for node in graph.graph.node:
        node.doc_string = ""
    _store_halved(graph)
    onnx.checker.check_model(graph)
    path.write_bytes(graph.SerializeToString())
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    with torch.no_grad():
        expected = network(*check.values()).numpy()
    actual = session.run([output], {name: tensor.numpy() for name, tensor in check.items()})[0]
    worst = float(np.abs(actual - expected).max() / expected.std())
    if not worst < _TOLERANCE:
        raise ValueError(f"the exported graph differs from the network by {worst:.2g}")
    return worst


_HALVED_FROM = 256
"""Tensors of fewer numbers stay as they are."""


@torch.no_grad()
def _rounded(network: nn.Module) -> nn.Module:
    """The network with its weights rounded to half precision, which is how they are stored."""
    for tensor in [*network.parameters(), *network.buffers()]:
        if tensor.numel() >= _HALVED_FROM:
            tensor.copy_(tensor.half().float())
    return network


def _store_halved(model: onnx.ModelProto) -> None:
    """Store large weights in half precision; ONNX Runtime widens them once, when it loads the graph."""
    graph = model.graph
    casts = []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < _HALVED_FROM:
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}_half"))
        casts.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
