"""From a checkpoint of the decoder to the graph that serving loads: matrices in eight bits, sizes free."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from procgen.kit.recipe.export import suffix, write_catalog_entry
from procgen.models.voice import VoiceDecoder
from procgen.speech.acoustic import DOMAIN, REACH, SAMPLE_RATE_HZ, Acoustic
from procgen.speech.recipe.rows import Row
from procgen.speech.recipe.teachers import SPEAKERS
from procgen.speech.recipe.train import load_decoder

GENERATOR: Final = "chorus"
READS: Final = "hibari"
"""Whose graphs of sounds and of prosody go with ours."""
INPUTS: Final = ("features", "f0_hz", "effort", "voice")
OUTPUTS: Final = ("harmonic", "turn", "noise", "free", "phase")
_OPSET: Final = 17
_WORST: Final = 0.15
"""Mean difference of the logarithm of harmonics, where they count, that rounding to eight bits may cause."""
_COUNTS: Final = -6.0
"""Logarithm of harmonics below which nothing is heard."""


def export_decoder(
    checkpoint: Path,
    folder: Path,
    rows: Sequence[Row],
    acoustic: Acoustic,
    *,
    generator: str = GENERATOR,
    licence: str,
    default: bool,
) -> float:
    """Write the graph of a checkpoint and its catalog entry.

    Args:
        checkpoint: made by :func:`procgen.speech.recipe.train.train_decoder`.
        folder: where to.
        rows: some lines, to compare with the network.
        acoustic: the network that it was planned with, whose middle pitch and throat stand in the entry.
        generator: what settings call the model.
        licence: SPDX expression of the weights.
        default: whether it is the default of its domain; then the file bears its name alone.

    Returns:
        What :func:`deviation` finds.

    Raises:
        ValueError: that is more than rounding explains.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = load_decoder(checkpoint)
    name = f"speech_spectrum{suffix(generator, default=default)}"
    path = folder / f"{name}.onnx"
    write_graph(model, path)
    found = deviation(model, path, rows)
    if not found < _WORST:
        raise ValueError(f"the exported graph differs from the network by {found:.2g}")
    write_catalog_entry(
        folder,
        {
            "name": name,
            "domain": DOMAIN,
            "generator": generator,
            "role": "spectrum",
            "family": "vocoder",
            "file": path.name,
            "licence": licence,
            "default": default,
            "card": "speech.md",
            "properties": {
                "sample_rate_hz": SAMPLE_RATE_HZ,
                "f0_hz": acoustic.f0_hz,
                "tract_cm": acoustic.tract_cm,
                # Each convolution sees half its kernel to either side.
                REACH: (model.config.layers + 1) * (model.config.kernel // 2),
                "reads": READS,
                "speakers": [asdict(each) for each in SPEAKERS],
            },
        },
    )
    return found


def write_graph(model: VoiceDecoder, path: Path) -> None:
    """Write a network as one ONNX file whose sizes are free and whose matrices have eight bits."""
    config = model.config
    frames = 5
    example = (
        torch.randn(1, config.features, frames),
        torch.full((1, 2 * frames), 120.0),
        torch.zeros(1, 2 * frames),
        torch.eye(config.speakers)[:1],
    )
    whole = path.with_suffix(".whole.onnx")
    free = {name: {2: "hops"} for name in OUTPUTS}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # The tracing exporter, for the other one ties free lengths to those of an example.
        torch.onnx.export(
            model.float().eval(),
            example,
            str(whole),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes={"features": {2: "frames"}, "f0_hz": {1: "hops"}, "effort": {1: "hops"}, **free},
            opset_version=_OPSET,
            dynamo=False,
        )
    try:
        quantize_dynamic(whole, path, op_types_to_quantize=["MatMul"], weight_type=QuantType.QInt8)
    finally:
        whole.unlink()
    graph = onnx.load(str(path))
    for node in graph.graph.node:
        node.doc_string = ""
    del graph.metadata_props[:]
    onnx.checker.check_model(graph)
    path.write_bytes(graph.SerializeToString(deterministic=True))


@torch.no_grad()
def deviation(model: VoiceDecoder, path: Path, rows: Sequence[Row]) -> float:
    """Mean absolute difference of the logarithm of harmonics that count between a network and its graph."""
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found = []
    for row in rows:
        said = row.said
        values = (row.features[None], said.f0_hz[None], said.effort[None], said.weights[None])
        ours = model(*(torch.from_numpy(np.ascontiguousarray(each)) for each in values))[0].numpy()
        told = session.run(["harmonic"], dict(zip(INPUTS, values, strict=True)))[0]
        found.append(np.abs(told - ours)[ours > _COUNTS].mean())
    return float(np.mean(found))
