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

from procgen.models.diffusion import Denoiser
from procgen.runtime.catalog import CATALOG_NAME
from procgen.runtime.store import file_sha256

INPUTS = ("noisy", "features", "sigma", "scalars", "label")
OUTPUT = "denoised"


def example(model: Denoiser, size: int, seed: int = 0) -> dict[str, torch.Tensor]:
    """Inputs of the right shapes for a field of ``size`` x ``size``."""
    config = model.config
    generator = torch.Generator().manual_seed(seed)
    tokens = size // config.patch
    return {
        "noisy": torch.randn(1, 1, size, size, generator=generator),
        "features": torch.randn(1, config.feature_channels, tokens, tokens, generator=generator),
        "sigma": torch.tensor([0.7]),
        "scalars": torch.randn(1, config.scalars, generator=generator),
        "label": torch.tensor([config.labels], dtype=torch.int64),
    }


def export_onnx(model: Denoiser, path: Path, *, size: int, fixed: bool) -> float:
    """Write the network as one ONNX file.

    Args:
        model: folded here if it is not yet.
        path: where to.
        size: field side to trace with.
        fixed: whether ``size`` is the only one it will be called with; otherwise rows and columns are free.

    Returns:
        Largest difference between network and graph on random inputs, relative to the output's standard deviation.

    Raises:
        ValueError: that difference is above 1e-3.
    """
    model = model.fold().float()
    inputs = example(model, size)
    dynamic: dict[str, Any] | None = None
    if not fixed:
        unit = model.config.patch * 2 ** (len(model.config.widths) - 1)
        rows = torch.export.Dim("token_rows", min=2, max=4096)
        columns = torch.export.Dim("token_columns", min=2, max=4096)
        per_token = unit // model.config.patch
        dynamic = {
            "noisy": {2: unit * rows, 3: unit * columns},
            "features": {2: per_token * rows, 3: per_token * columns},
            "sigma": None,
            "scalars": None,
            "label": None,
        }
    with warnings.catch_warnings():
        # The exporter warns of its own deprecated calls and of axes that share a name, as they are meant to here.
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            model,
            kwargs=inputs,
            input_names=list(INPUTS),
            output_names=[OUTPUT],
            dynamic_shapes=dynamic,
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
    worst = 0.0
    for side in (size,) if fixed else (size, size // 2):
        inputs = example(model, side, seed=1)
        with torch.no_grad():
            expected = model(**inputs).numpy()
        actual = session.run([OUTPUT], {name: tensor.numpy() for name, tensor in inputs.items()})[0]
        worst = max(worst, float(np.abs(actual - expected).max() / expected.std()))
    if not worst < 1e-3:
        raise ValueError(f"the exported graph differs from the network by {worst:.2g}")
    return worst


def signature(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Inputs and outputs of a graph, name to "type[shape]"."""
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])

    def describe(nodes: Any) -> dict[str, str]:
        return {node.name: f"{node.type[7:-1]}[{', '.join(map(str, node.shape))}]" for node in nodes}

    return describe(session.get_inputs()), describe(session.get_outputs())


def write_catalog_entry(folder: Path, entry: Mapping[str, Any]) -> None:
    """Add or replace a model in ``folder/catalog.json``.

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
