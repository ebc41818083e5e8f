"""From a checkpoint to what serving loads: two graphs, and where the sounds lie that were learned from."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch

from procgen.kit.recipe.export import export_onnx, suffix, write_catalog_entry
from procgen.models.effects import EffectsVae
from procgen.runtime.model_file import file_sha256
from procgen.sound.learned.frames import BANDS
from procgen.sound.learned.network import DOMAIN, GENERATOR
from procgen.sound.recipe.rows import Rows
from procgen.sound.recipe.train import batch_of, load_effects

_CARD: Final = "sound.md"


def export_effects(
    checkpoint: Path,
    folder: Path,
    rows: Rows,
    *,
    generator: str = GENERATOR,
    licence: str,
    default: bool,
    usual: Sequence[str] = (),
) -> float:
    """Write the files of a checkpoint and their catalog entries.

    Args:
        checkpoint: made by :func:`procgen.sound.recipe.train.train_effects`.
        folder: where to.
        rows: the clips that were learned from, at their own speed: their latents go with the graphs.
        generator: what requests call the model.
        licence: SPDX expression of the weights.
        default: whether it is the default of its domain; then the files bear its name alone.
        usual: classes that it makes where a request names no model.

    Returns:
        Largest difference between networks and graphs.

    Raises:
        ValueError: that is more than rounding explains.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model, classes = load_effects(checkpoint)
    config = model.config
    end = suffix(generator, default=default)
    tables = folder / f"sound_effects{end}.npz"
    tables.write_bytes(_tables(model, rows))
    one, other = (
        {"latents": torch.randn(1, config.latents), "classes": torch.eye(config.classes)[at : at + 1]} for at in (0, 1)
    )
    file = f"sound_effects{end}.onnx"
    worst = export_onnx(model.decoder, folder / file, one, other, "values", more=("spread", "length"))
    shared = {"domain": DOMAIN, "generator": generator, "family": "vae", "licence": licence, "card": _CARD}
    write_catalog_entry(
        folder,
        {
            **shared,
            "name": file.removesuffix(".onnx"),
            "role": "decoder",
            "file": file,
            "default": default,
            "properties": {
                "labels": list(classes),
                "usual": list(usual),
                "tables": tables.name,
                "tables_sha256": file_sha256(tables),
            },
        },
    )
    told = batch_of(rows.some(np.arange(2)), config.classes)
    one, other = (
        {"values": told.values[at, None], "length": told.lengths[at, None], "classes": told.classes[at, None]}
        for at in (0, 1)
    )
    file = f"sound_effects_encoder{end}.onnx"
    worst = max(worst, export_onnx(model.encoder, folder / file, one, other, "mean", more=("variance",)))
    write_catalog_entry(
        folder,
        {
            **shared,
            "name": file.removesuffix(".onnx"),
            "role": "encoder",
            "file": file,
            "default": False,
            "properties": {},
        },
    )
    return worst


@torch.no_grad()
def _tables(model: EffectsVae, rows: Rows) -> bytes:
    told = batch_of(rows, model.config.classes)
    mean, variance = model.encoder(told.values, told.lengths, told.classes)
    drawn = model.told(mean, told.classes)
    off = (told.values[:, :BANDS] - drawn.values[:, :BANDS]) / drawn.spread.exp()
    heard = told.values[:, :BANDS] > -1.0
    packed = io.BytesIO()
    arrays: dict[str, npt.NDArray[Any]] = {
        "place": mean.numpy().astype(np.float16),
        "spread": (0.5 * variance).exp().numpy().astype(np.float16),
        "class": rows.classes.astype(np.int16),
        "grain": np.array([_alike(off, heard, axis) for axis in (1, 2)], np.float32),
    }
    np.savez_compressed(packed, **arrays)  # type: ignore[arg-type]
    return packed.getvalue()


def _alike(off: torch.Tensor, heard: torch.Tensor, axis: int) -> float:
    """How alike neighbours along an axis are, 0 to 1: the correlation of what is heard."""
    size = off.shape[axis]
    a, b = off.narrow(axis, 0, size - 1), off.narrow(axis, 1, size - 1)
    both = heard.narrow(axis, 0, size - 1) & heard.narrow(axis, 1, size - 1)
    x, y = a[both] - a[both].mean(), b[both] - b[both].mean()
    return float(((x * y).mean() / (x.std() * y.std())).clamp(0.0, 0.98))
