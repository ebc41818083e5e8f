"""Distillation: a network whose few large steps land where its teacher's many small ones do.

Progressive distillation (Salimans and Ho, ICLR 2022) in one round and for fixed levels: the student starts as a copy
of its teacher; from a noised training field at one of its levels the teacher takes several small steps to the next, and
the student learns the velocity that gets there in one. After the last level the target is the clean field.
"""

from __future__ import annotations

import itertools
import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from procgen.models.diffusion import Denoiser
from procgen.training.loop import Averaged, Report, batch_tensors, load_averaged, save_checkpoint
from procgen.training.terrain_data import Batch


@dataclass(frozen=True, slots=True)
class DistilConfig:
    """How to distil."""

    budget_s: float
    levels: tuple[float, ...]
    """The student's noise levels, falling."""
    substeps: int = 4
    """Teacher calls for each of the student's."""
    last_level: float = 0.02
    """Noise level at which the teacher's estimate is taken for the clean field."""
    learning_rate: float = 2e-3
    seed: int = 11
    report_every_s: float = 60.0


def teacher_levels(config: DistilConfig, index: int) -> tuple[float, ...]:
    """The teacher's levels from the student's level ``index`` to the next, both included, evenly spaced in log."""
    end = config.levels[index + 1] if index + 1 < len(config.levels) else config.last_level
    return tuple(float(level) for level in np.geomspace(config.levels[index], end, config.substeps + 1))


@torch.no_grad()
def teacher_target(
    teacher: Denoiser, x: Tensor, rest: tuple[Tensor, ...], levels: tuple[float, ...], last: bool
) -> Tensor:
    """What the student should call the clean field at ``levels[0]``.

    The teacher goes along the angle of the noise level with the two-step Adams-Bashforth rule; the result is turned
    into the estimate with which one Euler step of :func:`procgen.terrain.solver.sample` gets to the same place.

    Args:
        teacher: the network to imitate.
        x: (b, 1, h, w) noisy fields at ``levels[0]``.
        rest: features, scalars and labels.
        levels: from :func:`teacher_levels`.
        last: whether the end is the clean field.

    Returns:
        (b, 1, h, w).
    """
    features, scalars, label = rest
    y = x / math.hypot(1.0, levels[0])
    previous: tuple[Tensor, float] | None = None
    for sigma, following in itertools.pairwise(levels):
        velocity = _velocity(teacher, y, sigma, features, scalars, label)
        angle = math.atan(sigma) - math.atan(following)
        step = velocity
        if previous is not None:
            step = velocity + 0.5 * angle * (velocity - previous[0]) / previous[1]
        y = y + angle * step
        previous = (velocity, angle)
    sigma, scale = levels[0], math.hypot(1.0, levels[0])
    if last:
        # One more call at the last level gives the clean field itself.
        end = levels[-1]
        noisy = y * math.hypot(1.0, end)
        return _denoised(teacher, noisy, end, features, scalars, label)
    total = math.atan(sigma) - math.atan(levels[-1])
    mean_velocity = (y - x / scale) / total
    return x / scale**2 + (sigma / scale) * mean_velocity


def _denoised(model: Denoiser, x: Tensor, sigma: float, features: Tensor, scalars: Tensor, label: Tensor) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        result: Tensor = model(x, features, torch.full((len(x),), sigma), scalars, label)
    return result


def _velocity(model: Denoiser, y: Tensor, sigma: float, features: Tensor, scalars: Tensor, label: Tensor) -> Tensor:
    scale = math.hypot(1.0, sigma)
    x = y * scale
    return (_denoised(model, x, sigma, features, scalars, label) - x / scale**2) * (scale / sigma)


def distil_error(
    student: Denoiser, teacher: Denoiser, config: DistilConfig, batch: Batch, index: int, seed: int
) -> Tensor:
    """Mean squared error of the student's velocity at its level ``index``, on one batch; differentiable."""
    clean, features, scalars, label = batch_tensors(batch)
    sigma = config.levels[index]
    noise = torch.randn(clean.shape, generator=torch.Generator().manual_seed(seed))
    x = clean + sigma * noise
    last = index + 1 == len(config.levels)
    target = teacher_target(teacher, x, (features, scalars, label), teacher_levels(config, index), last)
    weight = (sigma**2 + 1.0) / sigma**2
    return weight * ((_denoised(student, x, sigma, features, scalars, label) - target) ** 2).mean()


def distil(
    checkpoint: Path,
    config: DistilConfig,
    samples: Callable[[int], Iterator[Batch]],
    held_out: list[Batch],
    folder: Path,
    *,
    report: Callable[[Report], None] = lambda _: None,
) -> Path:
    """Distil a trained denoiser within a time budget.

    Args:
        checkpoint: the teacher's.
        config: levels, budget and schedule.
        samples: from a step number to the batches from that step on.
        held_out: validation batches, fixed.
        folder: where ``distilled.pt`` and ``distil.jsonl`` go.
        report: called about once a minute, with errors of the student against its teacher.

    Returns:
        The path of the student's checkpoint with the lowest validation error.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "distilled.pt"
    teacher = load_averaged(checkpoint).fold().requires_grad_(False)
    student = load_averaged(checkpoint)
    average = Averaged(student)
    optimiser = torch.optim.Adam(student.parameters(), lr=config.learning_rate, betas=(0.9, 0.99))
    lowest = math.inf
    began = last_report = time.monotonic()
    recent: list[float] = []

    def validate() -> float:
        with torch.no_grad():
            errors = [
                distil_error(average.model, teacher, config, batch, index, 20_000 + number)
                for number, batch in enumerate(held_out)
                for index in range(len(config.levels))
            ]
        return float(torch.stack(errors).mean())

    with (folder / "distil.jsonl").open("w", encoding="utf-8") as log:
        for step, batch in enumerate(samples(0)):
            now = time.monotonic()
            share = (now - began) / config.budget_s
            if recent and (share >= 1.0 or now - last_report > config.report_every_s):
                held = validate()
                line = Report(
                    step, round(now - began, 1), float(np.mean(recent)), held, optimiser.param_groups[0]["lr"]
                )
                recent.clear()
                report(line)
                log.write(json.dumps(asdict(line)) + "\n")
                log.flush()
                if held < lowest:
                    lowest = held
                    state = {"config": asdict(student.config), "averaged": average.model.state_dict()}
                    save_checkpoint(path, {**state, "levels": list(config.levels)})
                last_report = time.monotonic()
            if share >= 1.0 and step:
                break
            for group in optimiser.param_groups:
                cooling = 0.5 + 0.5 * math.cos(math.pi * min(share, 1.0))
                group["lr"] = config.learning_rate * min((step + 1) / 30, cooling)
            index = int(np.random.default_rng([config.seed, step]).integers(len(config.levels)))
            error = distil_error(student, teacher, config, batch, index, step)
            optimiser.zero_grad(set_to_none=True)
            error.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
            optimiser.step()
            student.normalise_weights()
            average.update(student, step)
            recent.append(float(error.detach()))
    return path
