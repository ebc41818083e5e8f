"""The diffusion teachers of the terrain recipe: one network, many noise levels."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from procgen.kit.recipe.average import Averaged, lengthening
from procgen.kit.recipe.checkpoint import read_checkpoint
from procgen.kit.recipe.device import autocast, normal, placed, settled
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, Schedule, run, update
from procgen.models.diffusion import Denoiser, UNetConfig
from procgen.terrain.recipe.data import Batch


@dataclass(frozen=True, slots=True, kw_only=True)
class TeacherConfig(Schedule):
    """How to train, and how long."""

    batch: int
    learning_rate: float = 1e-2
    warmup_steps: int = 60
    cooldown_from: float = 0.35
    log_sigma_mean: float = 0.0
    log_sigma_std: float = 1.6
    seed: int = 1


def batch_tensors(batch: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The batch as torch tensors: clean, features, scalars, label."""
    return placed(batch.clean), placed(batch.features), placed(batch.scalars), placed(batch.label)


def _forward(model: Denoiser, batch: Batch, sigma: Tensor, noise_seed: int) -> tuple[Tensor, Tensor]:
    clean, features, scalars, label = batch_tensors(batch)
    noise = normal(clean.shape, noise_seed)
    with autocast():
        return model.loss(clean, features, sigma.float().to(clean.device), scalars, label, noise)


@torch.no_grad()
def validation_error(model: Denoiser, held_out: list[Batch], config: TeacherConfig) -> float:
    """Mean weighted denoising error over fixed batches, noise levels and noises."""
    errors = []
    for i, batch in enumerate(held_out):
        # Stratified noise levels: quantiles of the training distribution.
        u = (torch.arange(len(batch.clean)) + 0.5) / len(batch.clean)
        sigma = torch.exp(config.log_sigma_mean + config.log_sigma_std * torch.erfinv(2 * u - 1) * math.sqrt(2))
        errors.append(_forward(model, batch, sigma, 10_000 + i)[1].mean())
    return float(torch.stack(errors).mean())


def load_averaged(path: Path) -> Denoiser:
    """The averaged network that a run kept, not yet folded."""
    state = read_checkpoint(path)
    model = Denoiser(UNetConfig(**state["config"]))
    model.load_state_dict(state["averaged"])
    return model


def train_teacher(
    unet: UNetConfig,
    config: TeacherConfig,
    draw: Callable[[int], Batch],
    held_out: list[Batch],
    folder: Path,
    *,
    resume: bool = False,
    report: Report = lambda _: None,
) -> Path:
    """Train one denoiser within a time budget.

    Args:
        unet: the network's shape.
        config: budget and schedule.
        draw: from the number of a step to its batch.
        held_out: validation batches, fixed.
        folder: of the run, see :func:`procgen.kit.recipe.loop.run`.
        resume: go on from the last checkpoint.
        report: gets a line about once a minute.

    Returns:
        The path of the best network.
    """
    torch.manual_seed(config.seed)
    model = settled(Denoiser(unet))
    average = Averaged(model, lengthening(17.0))
    optimiser = torch.optim.Adam(model.parameters(), lr=config.learning_rate, betas=(0.9, 0.99))

    def step(now: Moment) -> Figures:
        batch = draw(now.step)
        rng = np.random.default_rng([config.seed, now.step, 1])
        sigma = np.exp(config.log_sigma_mean + config.log_sigma_std * rng.standard_normal(len(batch.clean)))
        loss, error = _forward(model, batch, torch.from_numpy(sigma), now.step)
        loss.backward()  # type: ignore[no-untyped-call]
        update(optimiser, clip=5.0)
        model.normalise_weights()
        return {"error": float(error.mean())}

    return run(
        step,
        lambda: {ERROR: validation_error(average.network, held_out, config)},
        {"model": model, "average": average, "optimiser": optimiser},
        config,
        folder,
        kept=lambda: {"config": asdict(unet), "averaged": average.network.state_dict()},
        resume=resume,
        report=report,
    )
