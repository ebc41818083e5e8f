"""From a checkpoint to what serving loads: an ONNX graph, checked against the network, and its catalog entry."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
import torch
from torch import Tensor, nn

from procgen.models.implicit import ImplicitField
from procgen.runtime.catalog import CATALOG_NAME, read_catalog
from procgen.runtime.model_file import file_sha256
from procgen.runtime.trust import add_trust


def field_example(model: ImplicitField, size: int, seed: int = 0) -> dict[str, Tensor]:
    """Inputs of an implicit generator that makes a field of ``size`` x ``size``."""
    config = model.config
    generator = torch.Generator().manual_seed(seed)
    side = size + 2 * model.margin
    return {
        "noise": torch.randn(1, config.noise_channels, side, side, generator=generator),
        "scalars": torch.randn(1, config.scalars, generator=generator),
        "label": torch.tensor([config.labels], dtype=torch.int64),
    }


def export_onnx(
    model: nn.Module,
    path: Path,
    inputs: dict[str, Tensor],
    check: dict[str, Tensor],
    output: str,
    *,
    more: tuple[str, ...] = (),
    free: Mapping[str, Mapping[int, Any]] | None = None,
) -> float:
    """Write a network as one ONNX file.

    Args:
        model: ready for inference.
        path: where to.
        inputs: to trace with, in the order of the network's arguments.
        check: others of the same shapes.
        output: what to call the result.
        more: what to call further results.
        free: by input, the axes of any length, each with its :class:`torch.export.Dim`; all shapes are fixed without.

    Returns:
        Largest difference between network and graph on ``check``, relative to the output's standard deviation.

    Raises:
        ValueError: that difference is above 1e-3.
    """
    model = model.float().eval()
    with warnings.catch_warnings():
        # The exporter warns of its own deprecated calls.
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            model,
            kwargs=inputs,
            input_names=list(inputs),
            output_names=[output, *more],
            dynamic_shapes=None if free is None else dict(free),
            dynamo=True,
            optimize=True,
            verbose=False,
        )
    assert program is not None
    graph = program.model_proto
    del graph.metadata_props[:]
    for node in graph.graph.node:
        del node.metadata_props[:]  # tracebacks with paths of the machine that trained
        node.doc_string = ""
    values: list[Any] = [*graph.graph.value_info, *graph.graph.input, *graph.graph.output, *graph.graph.initializer]
    for value in values:
        del value.metadata_props[:]
    del graph.graph.metadata_props[:]
    onnx.checker.check_model(graph)
    path.write_bytes(graph.SerializeToString())

    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    with torch.no_grad():
        made = model(**check)
    expected = (made[0] if more else made).numpy()
    actual = session.run([output], {name: tensor.numpy() for name, tensor in check.items()})[0]
    worst = float(np.abs(actual - expected).max() / expected.std())
    if not worst < 1e-3:
        raise ValueError(f"the exported graph differs from the network by {worst:.2g}")
    return worst


def suffix(generator: str, *, default: bool) -> str:
    """What the names of a model's files end with before their dot: nothing for the default of its domain."""
    return "" if default else f"_{generator.replace('-', '_')}"


def signature(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Inputs and outputs of a graph, name to "type[shape]"."""
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])

    def describe(nodes: Any) -> dict[str, str]:
        return {node.name: f"{node.type[7:-1]}[{', '.join(map(str, node.shape))}]" for node in nodes}

    return describe(session.get_inputs()), describe(session.get_outputs())


def write_catalog_entry(folder: Path, entry: Mapping[str, Any]) -> None:
    """Add or replace a model in ``folder/catalog.json``, and trust it: the user made it.

    Args:
        folder: holds the model's file.
        entry: name, domain, generator, role, family, file, licence, default, card, properties; the checksum and the
            signature are worked out here.
    """
    path = folder / CATALOG_NAME
    catalog: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {"models": []}
    file = folder / entry["file"]
    inputs, outputs = signature(file)
    record = {**entry, "sha256": file_sha256(file), "inputs": inputs, "outputs": outputs}
    others = [model for model in catalog["models"] if model["name"] != entry["name"]]
    catalog["models"] = sorted([*others, record], key=lambda model: str(model["name"]))
    path.write_text(json.dumps(catalog, indent=2) + "\n", "utf-8")
    add_trust(made for made in read_catalog(folder) if made.name == entry["name"])
