"""A network as one ONNX file of free sizes, its large weights in half precision, or its matrices in eight bits."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

_OPSET = 18
_TOLERANCE = 1e-3
_TOLERANCE_EIGHT = 0.1


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
        eight_bits: whether weights of matrices are rounded to 256 levels a column, and what is multiplied by them to
            256 levels, when it is; both are multiplied as whole numbers.

    Returns:
        Largest difference between network and graph on ``check``, relative to the output's standard deviation.

    Raises:
        ValueError: that difference is above 1e-3; of eight bits, that the mean difference is above a tenth.
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
        graph = _in_eight_bits(graph)
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


def _in_eight_bits(graph: onnx.ModelProto) -> onnx.ModelProto:
    _name_directly(graph.graph)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "eight.onnx"
        quantize_dynamic(
            graph, path, op_types_to_quantize=["MatMul"], weight_type=QuantType.QInt8, per_channel=True
        )  # fmt: skip
        made = onnx.load(str(path))
    del made.metadata_props[:]
    return made


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
