"""The training loop that all recipes share: time budget, checkpoints, resumption, weight averaging, validation."""

from __future__ import annotations

import copy
import json
import math
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from procgen.models.diffusion import Denoiser, UNetConfig
from procgen.terrain.recipe.data import Batch


@dataclass(frozen=True, slots=True)
class LoopConfig:
    """How long and how fast to train."""

    budget_s: float
    batch: int
    learning_rate: float = 1e-2
    warmup_steps: int = 60
    cooldown_from: float = 0.35
    """Share of the budget after which the learning rate falls towards zero, along a half cosine."""
    log_sigma_mean: float = 0.0
    log_sigma_std: float = 1.6
    seed: int = 1
    report_every_s: float = 60.0
    checkpoint_every_s: float = 120.0


@dataclass(frozen=True, slots=True)
class Report:
    """One line of the training log."""

    step: int
    seconds: float
    train_error: float
    validation_error: float | None
    learning_rate: float


class Journal:
    """The log of a run, a JSON object a line; each is also handed to a callback.

    Args:
        path: appended to.
        report: called with each line.
    """

    def __init__(self, path: Path, report: Callable[[Report], None]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a", encoding="utf-8")
        self._report = report

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, line: Report, **more: float) -> None:
        """Log one line, with more figures for the file alone."""
        self._report(line)
        self._file.write(json.dumps({**asdict(line), **more}) + "\n")
        self._file.flush()


def parse_budget(text: str) -> float:
    """Seconds in ``90m``, ``2h``, ``45s`` or a bare number of seconds. Raises ValueError otherwise."""
    unit = {"s": 1.0, "m": 60.0, "h": 3600.0}.get(text[-1:])
    seconds = float(text[:-1]) * unit if unit else float(text)
    if not (0.0 < seconds < 1e7):
        raise ValueError(text)
    return seconds


def batch_tensors(batch: Batch) -> tuple[torch.Tensor, ...]:
    """The batch as torch tensors: clean, features, scalars, label."""
    return (
        torch.from_numpy(batch.clean).to(memory_format=torch.channels_last),
        torch.from_numpy(batch.features).to(memory_format=torch.channels_last),
        torch.from_numpy(batch.scalars),
        torch.from_numpy(batch.label),
    )


def _forward(model: Denoiser, batch: Batch, sigma: torch.Tensor, noise_seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    clean, features, scalars, label = batch_tensors(batch)
    noise = torch.randn(clean.shape, generator=torch.Generator().manual_seed(noise_seed))
    with torch.autocast("cpu", torch.bfloat16):
        return model.loss(clean, features, sigma, scalars, label, noise)


def validation_error(model: Denoiser, held_out: list[Batch], config: LoopConfig) -> float:
    """Mean weighted denoising error over fixed batches, noise levels and noises."""
    errors = []
    with torch.no_grad():
        for i, batch in enumerate(held_out):
            # Stratified noise levels: quantiles of the training distribution.
            u = (torch.arange(len(batch.clean)) + 0.5) / len(batch.clean)
            sigma = torch.exp(config.log_sigma_mean + config.log_sigma_std * torch.erfinv(2 * u - 1) * math.sqrt(2))
            errors.append(_forward(model, batch, sigma.float(), 10_000 + i)[1].mean())
    return float(torch.stack(errors).mean())


class Averaged:
    """Exponential moving average of the weights, short at first and then over about 6 % of the steps so far
    (the power-function profile of Karras et al. 2024, section 3.1, with a relative width near 0.1).
    """

    def __init__(self, model: Denoiser) -> None:
        self.model = copy.deepcopy(model).requires_grad_(False)

    @torch.no_grad()
    def update(self, model: Denoiser, step: int) -> None:
        decay = (1.0 - 1.0 / (step + 1)) ** 17.0
        for mean, new in zip(self.model.parameters(), model.parameters(), strict=True):
            mean.lerp_(new, 1.0 - decay)


def save_checkpoint(path: Path, state: dict[str, Any]) -> None:
    """Write beside, then rename: a run that is cut off leaves the last whole checkpoint."""
    part = path.with_suffix(".part")
    torch.save(state, part)
    os.replace(part, path)


def load_averaged(path: Path) -> Denoiser:
    """The averaged network of a checkpoint, not yet folded."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    model = Denoiser(UNetConfig(**state["config"]))
    model.load_state_dict(state["averaged"])
    return model


def train(
    unet: UNetConfig,
    config: LoopConfig,
    samples: Callable[[int], Iterator[Batch]],
    held_out: list[Batch],
    folder: Path,
    *,
    resume: bool = False,
    report: Callable[[Report], None] = lambda _: None,
) -> Path:
    """Train one denoiser within a time budget.

    Args:
        unet: the network's shape.
        config: budget and schedule; the budget counts the time of earlier, resumed runs too.
        samples: from a step number to the batches from that step on.
        held_out: validation batches, fixed.
        folder: where ``checkpoint.pt``, ``best.pt`` (lowest validation error) and ``log.jsonl`` go.
        resume: go on from ``folder/checkpoint.pt`` if it is there.
        report: called about once a minute.

    Returns:
        The path of the best checkpoint.
    """
    folder.mkdir(parents=True, exist_ok=True)
    latest, best = folder / "checkpoint.pt", folder / "best.pt"
    torch.manual_seed(config.seed)
    model = Denoiser(unet).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    average = Averaged(model)
    optimiser = torch.optim.Adam(model.parameters(), lr=config.learning_rate, betas=(0.9, 0.99))
    step, spent, lowest = 0, 0.0, math.inf
    if resume and latest.exists():
        state = torch.load(latest, map_location="cpu", weights_only=True)
        model.load_state_dict(state["model"])
        average.model.load_state_dict(state["averaged"])
        optimiser.load_state_dict(state["optimiser"])
        step, spent, lowest = state["step"], state["spent_s"], state["lowest"]

    def snapshot() -> dict[str, Any]:
        return {
            "config": asdict(unet),
            "model": model.state_dict(),
            "averaged": average.model.state_dict(),
            "optimiser": optimiser.state_dict(),
            "step": step,
            "spent_s": spent + time.monotonic() - began,
            "lowest": lowest,
        }

    began = last_report = last_checkpoint = time.monotonic()
    recent: list[float] = []
    with Journal(folder / "log.jsonl", report) as log:
        for batch in samples(step):
            elapsed = spent + time.monotonic() - began
            share = elapsed / config.budget_s
            if share >= 1.0:
                break
            cooling = max(share - config.cooldown_from, 0.0) / (1.0 - config.cooldown_from)
            rate = config.learning_rate * min((step + 1) / config.warmup_steps, 0.5 + 0.5 * math.cos(math.pi * cooling))
            for group in optimiser.param_groups:
                group["lr"] = rate
            rng = np.random.default_rng([config.seed, step, 1])
            sigma = np.exp(config.log_sigma_mean + config.log_sigma_std * rng.standard_normal(len(batch.clean)))
            loss, error = _forward(model, batch, torch.from_numpy(sigma.astype(np.float32)), step)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimiser.step()
            model.normalise_weights()
            average.update(model, step)
            recent.append(float(error.mean()))
            step += 1
            now = time.monotonic()
            if now - last_report > config.report_every_s:
                held = validation_error(average.model, held_out, config)
                log.write(Report(step, round(elapsed, 1), float(np.mean(recent)), held, rate))
                recent.clear()
                last_report = now
                if held < lowest:
                    lowest = held
                    save_checkpoint(best, snapshot())
            if now - last_checkpoint > config.checkpoint_every_s:
                last_checkpoint = now
                save_checkpoint(latest, snapshot())
        save_checkpoint(latest, snapshot())
        if validation_error(average.model, held_out, config) < lowest or not best.exists():
            save_checkpoint(best, snapshot())
    return best
