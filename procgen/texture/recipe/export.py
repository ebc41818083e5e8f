"""From checkpoints of textures to what serving loads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import TensorProto, helper
from torch import Tensor, nn

from procgen.kit.recipe.checkpoint import read_checkpoint
from procgen.kit.recipe.export import write_catalog_entry
from procgen.kit.recipe.free_graph import write_graph
from procgen.models.gan import (
    CELL,
    COLOURS,
    MAPS,
    DetailConfig,
    DetailGenerator,
    GeneratorConfig,
    StyleEncoder,
    TextureGenerator,
    fold,
)
from procgen.texture.classes import FIRST_LABELS
from procgen.texture.gan import layout_row, pieces_row
from procgen.texture.layout import LayoutParameters
from procgen.texture.material import FloatArray
from procgen.texture.recipe.data import Example
from procgen.texture.spectrum import spectrum_of
from procgen.texture.waves import waves

_OPSET = 18
_CHUNK = 32
DOMAIN = "texture"


def load_base(checkpoint: Path) -> tuple[TextureGenerator, StyleEncoder]:
    """Averaged generator and encoder of a checkpoint of the base network."""
    state = read_checkpoint(checkpoint)
    shape: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in state["shape"].items()}
    config = GeneratorConfig(**shape)
    generator, encoder = TextureGenerator(config), StyleEncoder(config.style)
    nn.ModuleList([generator, encoder]).load_state_dict(state["average"])
    return generator.eval(), encoder.eval()


def load_detail(checkpoint: Path) -> DetailGenerator:
    """Averaged generator of a checkpoint of the detail network."""
    state = read_checkpoint(checkpoint)
    generator = DetailGenerator(DetailConfig(**state["shape"]))
    generator.load_state_dict(state["average"])
    return generator.eval()


def write_table(table: FloatArray, path: Path, output: str) -> None:
    """Write a table as an ONNX graph without inputs, stored in half precision."""
    constant = helper.make_tensor(
        "stored", TensorProto.FLOAT16, table.shape, table.astype(np.float16).tobytes(), raw=True
    )
    graph = helper.make_graph(
        [helper.make_node("Cast", ["stored"], [output], to=TensorProto.FLOAT)],
        "table",
        [],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, table.shape)],
        [constant],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=9)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())


@torch.no_grad()
def style_table(
    encoder: StyleEncoder,
    examples: Sequence[Example],
    layouts: Mapping[str, LayoutParameters],
    layout_maps: Mapping[str, FloatArray],
    weights: Sequence[float],
) -> FloatArray:
    """Rows of class, waves, layout, pieces, weight, spectrum and style, as :mod:`procgen.texture.gan` reads them."""
    pictures = [torch.from_numpy(example.maps[:3]) for example in examples]
    parts = [pictures[start : start + _CHUNK] for start in range(0, len(pictures), _CHUNK)]
    styles = np.concatenate([encoder(torch.stack(part)).numpy() for part in parts])
    rows = []
    for example, style, weight in zip(examples, styles, weights, strict=True):
        found, spectrum = waves(example.maps[:3]), spectrum_of(example.maps[:3])
        layout = [*layout_row(layouts.get(example.uid)), *pieces_row(layout_maps.get(example.uid)), weight]
        rows.append(np.concatenate([[float(example.label)], found.ravel(), layout, spectrum, style]))
    return np.stack(rows).astype(np.float32)


def export_texture(
    folder: Path,
    base: Path,
    detail: Path,
    examples: Sequence[Example],
    layouts: Mapping[str, LayoutParameters],
    layout_maps: Mapping[str, FloatArray],
    weights: Sequence[float],
    detail_classes: Sequence[int],
    *,
    generator: str,
    licence: str,
    default: bool,
) -> None:
    """Write the four networks of a generator and their catalog entries.

    Args:
        folder: where to.
        base: checkpoint of generator and encoder.
        detail: checkpoint of the detail network.
        examples: whose styles are to be drawn from.
        layouts: of those of them that are laid of pieces, by uid.
        layout_maps: (5, side, side) of the same.
        weights: how often each example's style is drawn, among those of its class.
        detail_classes: classes that the detail network saw; the others are any class to it.
        generator: name that requests use.
        licence: SPDX expression.
        default: whether it is the domain's default.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network, encoder = load_base(base)
    large = load_detail(detail)
    fold(network)
    fold(large)
    config, detail_config = network.config, large.config
    torch.manual_seed(0)

    def base_inputs(rows: int, columns: int, style_rows: int, style_columns: int) -> dict[str, Tensor]:
        return {
            "noise": torch.randn(1, config.noise_channels, rows, columns),
            "style": torch.randn(1, config.style + COLOURS, style_rows, style_columns),
            "structure": torch.randn(1, config.structure, rows * CELL, columns * CELL),
        }

    def detail_inputs(rows: int, columns: int, label_rows: int, label_columns: int) -> dict[str, Tensor]:
        return {
            "base": torch.randn(1, MAPS, rows * CELL, columns * CELL),
            "noise": torch.randn(1, detail_config.noise_channels, rows, columns),
            "label": torch.rand(1, detail_config.classes, label_rows, label_columns),
        }

    prefix = "texture" if default else generator.replace("-", "_")
    files = {role: f"{prefix}_{role}.onnx" for role in ("base", "detail", "encoder", "styles")}
    write_graph(
        network,
        folder / files["base"],
        base_inputs(6, 4, 6, 4),
        {
            "noise": {2: "rows", 3: "columns"},
            "style": {2: "style_rows", 3: "style_columns"},
            "structure": {2: "height", 3: "width"},
            "maps": {2: "height", 3: "width"},
        },
        "maps",
        base_inputs(5, 9, 1, 1),
    )
    write_graph(
        large,
        folder / files["detail"],
        detail_inputs(6, 4, 6, 4),
        {
            "base": {2: "height", 3: "width"},
            "noise": {2: "rows", 3: "columns"},
            "label": {2: "label_rows", 3: "label_columns"},
            "maps": {2: "large_height", 3: "large_width"},
        },
        "maps",
        detail_inputs(5, 9, 1, 1),
    )
    write_graph(
        encoder,
        folder / files["encoder"],
        {"albedo": torch.rand(1, 3, 128, 128) * 2.0 - 1.0},
        {"albedo": {2: "height", 3: "width"}},
        "style",
        {"albedo": torch.rand(1, 3, 160, 64) * 2.0 - 1.0},
    )
    # Half precision takes place on reading too, so that styles are the same everywhere.
    write_table(style_table(encoder, examples, layouts, layout_maps, weights), folder / files["styles"], "styles")
    used: npt.NDArray[np.int64] = np.asarray(sorted(detail_classes))
    properties: dict[str, dict[str, Any]] = {
        "base": {"noise_channels": config.noise_channels},
        "detail": {
            "noise_channels": detail_config.noise_channels,
            "classes": used.tolist(),
            "labels": list(FIRST_LABELS),
        },
        "encoder": {},
        "styles": {"labels": list(FIRST_LABELS)},
    }
    for role, file in files.items():
        write_catalog_entry(
            folder,
            {
                "name": Path(file).stem,
                "domain": DOMAIN,
                "generator": generator,
                "role": role,
                "family": "gan",
                "file": file,
                "licence": licence,
                "default": default,
                "card": "texture.md",
                "properties": properties[role],
            },
        )
