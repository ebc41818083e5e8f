"""From the ONNX graphs that ship back to torch: the weights that a new run goes on from.

Exports keep the names of a network's parameters, with exceptions that are undone here. Large tensors may be stored in
half precision under ``NAME_half``. Some lose their names, since the exporter works them out anew: matrices that it
turns, for MatMul takes them the other way round, and vectors that it reshapes. The tracing exporter's nodes bear the
path of their module, which tells whose they were; with the other one only their order is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime as ort
import torch
from onnx import numpy_helper
from torch import Tensor, nn

Array = npt.NDArray[Any]
_HALF = "_half"
_RENAMED = "onnx::"
"""What the tracing exporter calls constants of its own making..."""
_TURNED = re.compile(r"t(_\d+)?")
"""...and the other one matrices that it turned."""


def graph_tensors(path: Path) -> dict[str, Array]:
    """The stored tensors of a graph by name, in the precision that they are stored in."""
    stored = onnx.load(str(path)).graph.initializer
    return {tensor.name.removesuffix(_HALF): numpy_helper.to_array(tensor) for tensor in stored}


def shipped_weights(path: Path, network: nn.Module) -> dict[str, Tensor]:
    """The state of a network, as a graph that was exported from it holds it.

    What was folded before the export stays folded: the network must be one whose forward pass takes it so.

    Args:
        path: the ONNX file.
        network: of the exported shape, not folded; it is only looked at.

    Returns:
        All that ``network.state_dict()`` has, in its shapes and types. What the graph holds beyond that (what folding
        worked out, constants) is left out.

    Raises:
        ValueError: the graph lacks some, or has them in other shapes; all of them are named.
    """
    graph = onnx.load(str(path)).graph
    tensors = graph_tensors(path)
    wanted = network.state_dict()
    prefix = _prefix(tensors, wanted)
    found = {}
    for name in wanted:
        # A number is put behind names that something else in the graph has as well.
        alike = [own for own in tensors if re.fullmatch(rf"{re.escape(prefix + name)}(_\d+)?", own)]
        if len(alike) == 1:
            found[name] = tensors[alike[0]]
    lacking = {name: tuple(value.shape) for name, value in wanted.items() if name not in found}
    found |= _by_module(graph.node, tensors, lacking)
    lacking = {name: shape for name, shape in lacking.items() if name not in found}
    found |= _by_order(graph.node, tensors, lacking)
    return checked(path.name, network, found)


def checked(source: str, network: nn.Module, found: Mapping[str, Array]) -> dict[str, Tensor]:
    """Weights that were read as the state of a network.

    Args:
        source: where they were read, for the error.
        network: is only looked at.
        found: by the state's names.

    Raises:
        ValueError: some are missing or of other shapes; all of them are named.
    """
    state = network.state_dict()
    wrong = [f"{name} is not there" for name in state if name not in found]
    wrong += [f"{name} is not part of it" for name in found if name not in state]
    wrong += [
        f"{name} is {list(found[name].shape)}, not {list(value.shape)}"
        for name, value in state.items()
        if name in found and found[name].shape != tuple(value.shape)
    ]
    if wrong:
        raise ValueError(f"{source} does not hold the weights of this {type(network).__name__}: {'; '.join(wrong)}")
    return {name: torch.from_numpy(found[name].copy()).to(value) for name, value in state.items()}


def load_shipped(path: Path, network: nn.Module) -> None:
    """Give a network the weights of a graph that was exported from it; see :func:`shipped_weights`."""
    network.load_state_dict(shipped_weights(path, network))


@torch.no_grad()
def difference(path: Path, network: nn.Module, inputs: Mapping[str, Tensor]) -> float:
    """Largest difference between a network and a graph, relative to the standard deviation of what the graph makes.

    About 1e-3 where the graph holds factors that were worked out beforehand and then rounded.

    Args:
        path: the ONNX file, of one output.
        network: in the mode that it was exported in.
        inputs: by the graph's names, in the order of the network's arguments.
    """
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    expected = session.run(None, {name: tensor.numpy() for name, tensor in inputs.items()})[0]
    return float(np.abs(network(*inputs.values()).numpy() - expected).max() / expected.std())


def _prefix(tensors: Mapping[str, Array], wanted: Iterable[str]) -> str:
    """What stands before the names, where the network was exported inside of another one."""
    names = list(wanted)
    before = {found.removesuffix(name) for name in names for found in tensors if found.endswith(f".{name}")}
    return max(["", *sorted(before)], key=lambda prefix: sum(prefix + name in tensors for name in names))


def _by_module(
    nodes: Iterable[onnx.NodeProto], tensors: Mapping[str, Array], lacking: Mapping[str, tuple[int, ...]]
) -> dict[str, Array]:
    """Parameters by the path of the module whose node takes them, where only one fits."""
    found = {}
    for node, name in _taken(nodes, tensors):
        if not name.startswith(_RENAMED):
            continue
        values = tensors[name].T if node.op_type == "MatMul" else tensors[name]
        scopes = node.name.split("/")[1:-1]
        # Inside of a Sequential a scope repeats the names above it.
        for module in {".".join(scopes), *scopes[-1:]}:
            likely = [
                own
                for own, shape in lacking.items()
                if own.rpartition(".")[0] == module and _without_ones(shape) == _without_ones(values.shape)
            ]
            if len(likely) == 1:
                found[likely[0]] = values.reshape(lacking[likely[0]])
    return found


def _by_order(
    nodes: Iterable[onnx.NodeProto], tensors: Mapping[str, Array], lacking: Mapping[str, tuple[int, ...]]
) -> dict[str, Array]:
    """Matrices in the order in which they are used, if that fits the order in which the network has them: all of them
    or none. Only :func:`difference` can tell whether both orders are the same where shapes are.
    """
    turned = {name: tensors[name].T for _, name in _taken(nodes, tensors) if _TURNED.fullmatch(name)}
    matrices = [name for name, shape in lacking.items() if len(shape) == 2]
    if [lacking[name] for name in matrices] != [values.shape for values in turned.values()]:
        return {}
    return dict(zip(matrices, turned.values(), strict=True))


def _taken(nodes: Iterable[onnx.NodeProto], tensors: Mapping[str, Array]) -> Iterator[tuple[onnx.NodeProto, str]]:
    """Tensors of numbers with a fraction, with the nodes that take them."""
    for node in nodes:
        for name in node.input:
            if name in tensors and tensors[name].dtype.kind == "f":
                yield node, name


def _without_ones(shape: Sequence[int]) -> tuple[int, ...]:
    return tuple(length for length in shape if length != 1)
