"""The terrain recipe: a coarse denoiser for landforms and a detail denoiser for what a cell holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from procgen.models.diffusion import UNetConfig
from procgen.terrain.conditions import COARSE_FEATURES, COARSE_SCALARS, DETAIL_SCALARS
from procgen.terrain.landforms import LANDFORMS
from procgen.terrain.parameters import DIFFUSION
from procgen.terrain.representation import GUIDE_CHANNELS, GUIDE_STEP
from procgen.training.distil import DistilConfig, distil
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
    smallest_level: float
    """The network is hardly trained below it: levels end here, and distillation takes its estimate here for clean."""
    distilled_levels: tuple[float, ...] | None = None
    """Noise levels to distil for; none where the spectrum's levels do as well."""


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
        smallest_level=0.02,
        # Five plain steps keep the spectrum but lose the skew of real heights; distilled, they keep both.
        distilled_levels=(30.0, 7.0, 2.0, 0.55, 0.12),
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
        smallest_level=0.03,
        # Three plain steps leave grain where there should be ridges.
        distilled_levels=(15.0, 2.0, 0.4),
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


def distil_terrain(
    name: str,
    checkpoint: Path,
    data: Path,
    folder: Path,
    *,
    budget_s: float,
    report: Callable[[Report], None] = lambda _: None,
) -> Path:
    """Distil a trained network for its recipe's few levels; returns the path of the student's checkpoint.

    Args:
        name: a key of :data:`RECIPES` whose recipe has ``distilled_levels``.
        checkpoint: the teacher's, made by :func:`train_terrain`.
        data: the pack.
        folder: for the student's checkpoint and log.
        budget_s: seconds.
        report: called about once a minute.
    """
    recipe = RECIPES[name]
    assert recipe.distilled_levels is not None
    pack = TerrainPack(data)
    size = recipe.loop.batch
    config = DistilConfig(budget_s=budget_s, levels=recipe.distilled_levels, last_level=recipe.smallest_level)
    sampler = recipe.sampler(pack.patches("train"))
    held_out = held_out_batches(recipe.sampler(pack.patches("validation")), size, 2)
    return distil(
        checkpoint, config, lambda start: batches(sampler, size, config.seed, start), held_out, folder, report=report
    )


def sampling_levels(name: str, checkpoint: Path, data: Path) -> tuple[float, ...]:
    """Noise levels to call a network at: those it was distilled for, else the best for the spectrum of the data."""
    levels = torch.load(checkpoint, map_location="cpu", weights_only=True).get("levels")
    if levels is not None:
        return tuple(levels)
    recipe = RECIPES[name]
    fields = recipe.sampler(TerrainPack(data).patches("train")).batch(256, np.random.default_rng(5)).clean[:, 0]
    return best_levels(spectrum(fields), recipe.calls, recipe.smallest_level)


def export_terrain(
    name: str, checkpoint: Path, folder: Path, *, data: Path, generator: str, licence: str, default: bool
) -> float:
    """Export a checkpoint into a model folder that ``--models`` takes.

    Args:
        name: a key of :data:`RECIPES`.
        checkpoint: made by :func:`train_terrain` or :func:`distil_terrain`.
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
            "properties": {"noise_levels": [round(level, 4) for level in sampling_levels(name, checkpoint, data)]},
        },
    )
    return difference


def _entry_name(generator: str, role: str) -> str:
    return f"terrain_{role}" if generator == DIFFUSION else f"{generator}_terrain_{role}"
