"""From a checkpoint of the body population to the three files that serving loads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from procgen.character.population.core import pack_table
from procgen.character.population.posterior import ROWS
from procgen.character.recipe.population import FILE, load
from procgen.character.recipe.population_core import GaussianCore
from procgen.kit.recipe.export import export_onnx, suffix, write_catalog_entry
from procgen.models.vae import CONTEXT, ConditionalVae

_OPSET = 17


def _examples(model: ConditionalVae, seed: int) -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor]]:
    """Inputs of decoder and encoder, of the shapes that serving uses."""
    generator = torch.Generator().manual_seed(seed)
    config = model.config

    def noise(rows: int, width: int) -> torch.Tensor:
        return torch.randn(rows, width, generator=generator)

    decoder = {"latent": noise(ROWS, config.latents), "context": noise(ROWS, CONTEXT)}
    mask = (noise(1, config.values) > 0.0).float()
    encoder = {"values": mask * noise(1, config.values), "mask": mask, "surprise": noise(1, 1)}
    return decoder, {**encoder, "context": noise(1, CONTEXT)}


def core_graph(core: GaussianCore) -> Any:
    """An ONNX graph without inputs; its output is what :class:`procgen.character.population.core.CoreTable` reads."""
    residual = core.covariance - core.loadings @ core.loadings.transpose(0, 2, 1)
    table = pack_table(core.marginals, core.age, core.loadings, residual)
    node = helper.make_node("Constant", [], ["table"], value=numpy_helper.from_array(table.astype(np.float64)))
    output = helper.make_tensor_value_info("table", TensorProto.DOUBLE, table.shape)
    graph = helper.make_graph([node], "core", [], [output])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=8)
    onnx.checker.check_model(model)
    return model


def export(checkpoint: Path, folder: Path, *, generator: str, licence: str, default: bool) -> None:
    """Write the networks of a checkpoint and their catalog entries.

    Args:
        checkpoint: made by :func:`procgen.character.recipe.population.train`.
        folder: where to.
        generator: what requests call the population.
        licence: SPDX expression of the weights.
        default: whether it is the default of its domain; then the files bear its name alone.

    Raises:
        ValueError: a graph differs from its network.
    """
    folder.mkdir(parents=True, exist_ok=True)
    trained = load(checkpoint)
    model, core = trained.model, trained.core
    stem = f"{FILE}{suffix(generator, default=default)}"
    properties: dict[str, dict[str, Any]] = {
        "population": {"age_years": list(trained.age_years)},
        "encoder": {"spread": float(model.encoder.spread)},
        "core": {},
    }
    files = {role: f"{stem}.onnx" if role == "population" else f"{stem}_{role}.onnx" for role in properties}
    (decoder, encoder), (decoder_check, encoder_check) = _examples(model, 0), _examples(model, 1)
    export_onnx(model.decoder, folder / files["population"], decoder, decoder_check, "shift_and_log_scale")
    export_onnx(model.encoder, folder / files["encoder"], encoder, encoder_check, "step_and_log_stretch")
    (folder / files["core"]).write_bytes(core_graph(core).SerializeToString())
    for role, file in files.items():
        write_catalog_entry(
            folder,
            {
                "name": file.removesuffix(".onnx"),
                "domain": "character",
                "generator": generator,
                "role": role,
                "family": "vae" if role != "core" else "table",
                "file": file,
                "licence": licence,
                "default": default,
                "card": "character.md",
                "properties": properties[role],
            },
        )
