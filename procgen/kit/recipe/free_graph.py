"""A network as one ONNX file of free sizes, its large weights in half precision, or its matrices in eight bits."""

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
_TOLERANCE_EIGHT = 0.05
_LEVELS = 127
_PRODUCTS = ("MatMul", "Gemm")


def write_graph(
    network: nn.Module,
    path: Path,
    inputs: dict[str, Tensor],
    free: Mapping[str, Mapping[int, str]],
    output: str,
    check: dict[str, Tensor],
    *,
    eight_bits: bool = False,
) -> float:
    """Write a network as one ONNX file whose sizes are free.

    Args:
        network: ready for inference.
        path: where to.
        inputs: to trace with, in the order of the network's arguments.
        free: which axes of inputs and output have any length, with a name each.
        output: what to call the result.
        check: inputs of other lengths.
        eight_bits: whether matrices are rounded to 255 levels a column, rather than large weights to half precision.

    Returns:
        Largest difference between network and graph on ``check``, relative to the output's standard deviation.

    Raises:
        ValueError: that difference is above 1e-3; of eight bits, that the mean difference is above a twentieth.
    """
    network = network.float().eval()
    if not eight_bits:
        network = _rounded(network)
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
    if eight_bits:
        _name_directly(graph.graph)
        _store_in_eight_bits(graph)
    else:
        _store_halved(graph)
    onnx.checker.check_model(graph)
    path.write_bytes(graph.SerializeToString())
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    with torch.no_grad():
        expected = network(*check.values()).numpy()
    actual = session.run([output], {name: tensor.numpy() for name, tensor in check.items()})[0]
    differences = np.abs(actual - expected) / expected.std()
    worst = float(differences.max())
    if not (float(differences.mean()) < _TOLERANCE_EIGHT if eight_bits else worst < _TOLERANCE):
        raise ValueError(f"the exported graph differs from the network by {worst:.2g}")
    return worst


def _store_in_eight_bits(model: onnx.ModelProto) -> None:
    """Store matrices in eight bits, with a scale a column; ONNX Runtime widens them once, when it loads the graph.

    They are multiplied as float32. Products of eight bits by eight run over on processors without VNNI, where two of
    them are added in sixteen bits, so that what is read would hang on the processor.
    """
    graph = model.graph
    products = [node for node in graph.node if node.op_type in _PRODUCTS]
    multiplied = {node.input[1]: _inner_axis(node) for node in products}
    widened = []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if tensor.name not in multiplied or values.dtype != np.float32 or values.ndim != 2:
            continue
        name = tensor.name
        largest = np.abs(values).max(multiplied[tensor.name], keepdims=True)
        scale = np.maximum(largest, 1e-12).astype(np.float32) / _LEVELS
        levels = np.rint(values / scale).astype(np.int8)
        tensor.CopyFrom(numpy_helper.from_array(levels, f"{name}_levels"))
        graph.initializer.append(numpy_helper.from_array(scale, f"{name}_scale"))
        widened.append(helper.make_node("Cast", [f"{name}_levels"], [f"{name}_wide"], to=TensorProto.FLOAT))
        widened.append(helper.make_node("Mul", [f"{name}_wide", f"{name}_scale"], [name]))
    nodes = [*widened, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def _inner_axis(node: onnx.NodeProto) -> int:
    """The axis of a product's second matrix that is summed over."""
    return next((each.i for each in node.attribute if each.name == "transB"), 0)


def _name_directly(graph: onnx.GraphProto) -> None:
    """Take away the second names of weights that are used twice, for rounding finds weights by their first."""
    weights = {tensor.name for tensor in graph.initializer}
    second = {n.output[0]: n.input[0] for n in graph.node if n.op_type == "Identity" and n.input[0] in weights}
    for node in graph.node:
        for i, name in enumerate(node.input):
            node.input[i] = second.get(name, name)
    kept = [node for node in graph.node if node.output[0] not in second]
    del graph.node[:]
    graph.node.extend(kept)


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
