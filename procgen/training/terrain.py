"""The terrain recipe: a coarse denoiser for landforms and a detail denoiser for what a cell holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from procgen.models.diffusion import UNetConfig
from procgen.terrain.conditions import COARSE_FEATURES, COARSE_SCALARS, DETAIL_SCALARS
from procgen.terrain.landforms import LANDFORMS
from procgen.terrain.parameters import DIFFUSION
from procgen.terrain.representation import GUIDE_CHANNELS, GUIDE_STEP
from procgen.training.export import export_onnx, write_catalog_entry
from procgen.training.levels import best_levels, spectrum
from procgen.training.loop import LoopConfig, Report, load_averaged, train
from procgen.training.terrain_data import Batch, CoarseSampler, DetailSampler, TerrainPack, batches


@dataclass(frozen=True, slots=True)
class TerrainRecipe:
    """One of the two terrain networks."""

    unet: UNetConfig
    loop: LoopConfig
    sampler: type[CoarseSampler] | type[DetailSampler]
    calls: int
    """Network calls when sampling; eight in all."""


RECIPES: dict[str, TerrainRecipe] = {
    "terrain_coarse": TerrainRecipe(
        UNetConfig(
            feature_channels=COARSE_FEATURES,
            scalars=COARSE_SCALARS,
            labels=len(LANDFORMS),
            widths=(48, 96, 128),
            blocks=(2, 2, 2),
            attention=True,
        ),
        # The lowest frequencies of a 32 x 32 field survive a lot of noise: the levels must reach above 40.
        LoopConfig(budget_s=5100, batch=16, log_sigma_mean=0.1, log_sigma_std=1.7),
        CoarseSampler,
        calls=5,
    ),
    "terrain_detail": TerrainRecipe(
        UNetConfig(
            feature_channels=GUIDE_CHANNELS,
            scalars=DETAIL_SCALARS,
            labels=len(LANDFORMS),
            patch=GUIDE_STEP,
            widths=(48, 96, 128),
            blocks=(1, 2, 2),
        ),
        LoopConfig(budget_s=5100, batch=8, log_sigma_mean=-0.4, log_sigma_std=1.4),
        DetailSampler,
        calls=3,
    ),
}


def held_out_batches(sampler: CoarseSampler | DetailSampler, size: int, count: int) -> list[Batch]:
    """The same validation batches at every call."""
    return [sampler.batch(size, np.random.default_rng([77, i])) for i in range(count)]


def train_terrain(
    name: str,
    data: Path,
    folder: Path,
    *,
    budget_s: float | None = None,
    learning_rate: float | None = None,
    resume: bool = False,
    report: Callable[[Report], None] = lambda _: None,
) -> Path:
    """Train ``terrain_coarse`` or ``terrain_detail``; returns the path of the best checkpoint.

    Args:
        name: a key of :data:`RECIPES`.
        data: the pack (format: :mod:`procgen.training.terrain_data`).
        folder: for checkpoints and the log.
        budget_s: seconds of training, over all resumed runs.
        learning_rate: in place of the recipe's.
        resume: go on from the last checkpoint.
        report: called about once a minute.

    Raises:
        KeyError: no such recipe.
        FileNotFoundError: the data folder lacks a file.
    """
    recipe = RECIPES[name]
    pack = TerrainPack(data)
    loop = recipe.loop
    loop = replace(loop, budget_s=budget_s or loop.budget_s, learning_rate=learning_rate or loop.learning_rate)
    sampler = recipe.sampler(pack.patches("train"))
    held_out = held_out_batches(recipe.sampler(pack.patches("validation")), loop.batch, 128 // loop.batch)
    return train(
        recipe.unet,
        loop,
        lambda start: batches(sampler, loop.batch, loop.seed, start),
        held_out,
        folder,
        resume=resume,
        report=report,
    )


def sampling_levels(name: str, data: Path) -> tuple[float, ...]:
    """Noise levels for the recipe's number of calls, from the spectrum of the training data."""
    recipe = RECIPES[name]
    sampler = recipe.sampler(TerrainPack(data).patches("train"))
    return best_levels(spectrum(sampler.batch(256, np.random.default_rng(5)).clean[:, 0]), recipe.calls)


def export_terrain(
    name: str, checkpoint: Path, folder: Path, *, data: Path, generator: str, licence: str, default: bool
) -> float:
    """Export a checkpoint into a model folder that ``--models`` takes.

    Args:
        name: a key of :data:`RECIPES`.
        checkpoint: made by :func:`train_terrain`.
        folder: the model folder; its catalog gets or updates the entry.
        data: the pack that it was trained on; its spectrum decides the noise levels.
        generator: what requests will call the pair of networks.
        licence: SPDX expression of the weights.
        default: whether the generator is the one used when a request names none.

    Returns:
        Relative difference between the network and the exported graph.
    """
    role = name.removeprefix("terrain_")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{_entry_name(generator, role)}.onnx"
    coarse = role == "coarse"
    difference = export_onnx(load_averaged(checkpoint), file, size=32 if coarse else 256, fixed=coarse)
    write_catalog_entry(
        folder,
        {
            "name": file.stem,
            "domain": "terrain",
            "generator": generator,
            "role": role,
            "family": "diffusion",
            "file": file.name,
            "licence": licence,
            "default": default,
            "card": "terrain.md",
            "properties": {"noise_levels": [round(level, 4) for level in sampling_levels(name, data)]},
        },
    )
    return difference


def _entry_name(generator: str, role: str) -> str:
    return f"terrain_{role}" if generator == DIFFUSION else f"{generator}_terrain_{role}"
