"""The recipe of the body population: a Gaussian core in closed form, and a conditional VAE on what it leaves.

``DIR`` holds ``ansur2.csv.xz`` (format: :func:`procgen.character.recipe.population_core.read_survey`). Rows are split
by a hash of their number into train, validation and test; the test rows take no part here.
"""

from __future__ import annotations

import copy
import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from procgen.character.population.axes import AXES
from procgen.character.population.marginals import context
from procgen.character.population.measures import MASS, MEASURES, STATURE
from procgen.character.recipe.population_core import FREE, GaussianCore, Survey, fit_core, jittered, part, read_survey
from procgen.kit.recipe.loop import save_checkpoint
from procgen.models.vae import ConditionalVae, VaeConfig


@dataclass(frozen=True, slots=True)
class PopulationConfig:
    """How long and how to train."""

    budget_s: float = 240.0
    batch: int = 512
    learning_rate: float = 1e-3
    weight_decay: float = 1.0
    beta: float = 1.0
    subset_share: float = 0.4
    """Share of steps on random subsets of known values."""
    averaging: float = 0.995
    seed: int = 1
    report_every_s: float = 10.0
    checkpoint_every_s: float = 30.0
    model: VaeConfig = field(default_factory=lambda: VaeConfig(values=len(MEASURES), loaded=len(AXES) + FREE))


Report = Callable[[str], None]


def draw_subset(rng: np.random.Generator, share: float) -> Tensor:
    """Indices of the values that are known in a step: all, or with probability ``share`` some.

    Half of the subsets hold stature and mass; their sizes are even on a logarithmic scale, since a user gives few.
    """
    count = len(MEASURES)
    if rng.random() >= share:
        return torch.arange(count)
    size = int(math.exp(rng.uniform(0.0, math.log(count))))
    chosen = set(rng.choice(count, size, replace=False).tolist())
    if rng.random() < 0.5:
        chosen |= {STATURE, MASS}
    return torch.tensor(sorted(chosen))


class Rows:
    """The people of one split by sex, as the model sees them.

    Args:
        survey: who.
        core: what turns measures into residual scores.
    """

    def __init__(self, survey: Survey, core: GaussianCore) -> None:
        self.core = core
        self.people = [survey[survey.sex == sex] for sex in (0, 1)]
        self.contexts = [torch.from_numpy(context(p.sex.astype(np.float64), p.age_years)) for p in self.people]
        self.share = [len(p) / len(survey) for p in self.people]

    def values(self, sex: int, rows: np.ndarray[Any, np.dtype[np.intp]], rng: np.random.Generator) -> Tensor:
        """(n, D) residual scores, with the rounding undone anew at each call."""
        people = self.people[sex][rows]
        measures = jittered(people.measures, rng)
        return torch.from_numpy(self.core.residuals(measures, sex, people.age_years).astype(np.float32))


def held_out_bound(model: ConditionalVae, rows: Rows, subsets: list[Tensor]) -> list[float]:
    """Mean evidence lower bound for each subset of known values, nats a person; the noise is the same at each call."""
    found = []
    with torch.no_grad():
        for number, subset in enumerate(subsets):
            total = 0.0
            for sex in (0, 1):
                rng = np.random.default_rng([number, sex])
                generator = torch.Generator().manual_seed(2 * number + sex)
                values = rows.values(sex, np.arange(len(rows.people[sex])), rng)
                bound = model.bound(values, rows.contexts[sex], sex, subset, generator)
                total += rows.share[sex] * float(bound.total().mean())
            found.append(total)
    return found


def core_tensors(core: GaussianCore) -> tuple[Tensor, Tensor]:
    """Loadings and covariance for the model, float32."""
    return torch.from_numpy(core.loadings.astype(np.float32)), torch.from_numpy(core.covariance.astype(np.float32))


def train(
    data: Path,
    out: Path,
    config: PopulationConfig | None = None,
    *,
    resume: bool = False,
    report: Report = lambda _: None,
) -> Path:
    """Train on the survey in ``data``.

    Args:
        data: folder with the survey.
        out: folder for ``checkpoint.pt``, ``best.pt`` (the highest validation bound) and ``log.jsonl``.
        config: budget and schedule; the budget counts the time of earlier, resumed runs too.
        resume: go on from ``out/checkpoint.pt`` if it is there.
        report: gets a line every few seconds.

    Returns:
        The path of the best checkpoint.

    Raises:
        FileNotFoundError: there is no survey.
        ValueError: it is not a survey.
    """
    config = config or PopulationConfig()
    survey = read_survey(data)
    train_people, validation_people = part(survey, "train"), part(survey, "validation")
    out.mkdir(parents=True, exist_ok=True)
    latest, best = out / "checkpoint.pt", out / "best.pt"
    torch.manual_seed(config.seed)
    core = fit_core(train_people, validation_people, config.seed)
    rows, held_out = Rows(train_people, core), Rows(validation_people, core)
    model = ConditionalVae(config.model, *core_tensors(core))
    optimiser = torch.optim.AdamW(
        [
            {"params": [p for p in model.parameters() if p.ndim > 1], "weight_decay": config.weight_decay},
            # Biases and spreads of the scale have no reason to be near zero.
            {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
        ]
    )
    averaged = copy.deepcopy(model).requires_grad_(False).eval()
    checks = [torch.arange(len(MEASURES)), torch.tensor(sorted((STATURE, MASS)))]
    step, spent, highest = 0, 0.0, -math.inf
    if resume and latest.exists():
        state = torch.load(latest, map_location="cpu", weights_only=True)
        model.load_state_dict(state["model"])
        averaged.load_state_dict(state["averaged"])
        optimiser.load_state_dict(state["optimiser"])
        step, spent, highest = state["step"], state["spent_s"], state["highest"]

    def snapshot() -> dict[str, Any]:
        return {
            "config": asdict(config.model),
            "age_years": [float(train_people.age_years.min()), float(train_people.age_years.max())],
            "core": {name: torch.from_numpy(array) for name, array in asdict(core).items()},
            "model": model.state_dict(),
            "averaged": averaged.state_dict(),
            "optimiser": optimiser.state_dict(),
            "step": step,
            "spent_s": spent + time.monotonic() - began,
            "highest": highest,
        }

    began = reported = saved = time.monotonic()
    start_bound = held_out_bound(averaged, held_out, checks)
    report(f"step {step}: validation bound {start_bound[0]:.3f}, of stature and mass {start_bound[1]:.3f} nats")
    with (out / "log.jsonl").open("a", encoding="utf-8") as log:
        while (share := (spent + time.monotonic() - began) / config.budget_s) < 1.0 or step == 0:
            rng = np.random.default_rng([config.seed, step])
            generator = torch.Generator().manual_seed(config.seed * 1_000_003 + step)
            rate = config.learning_rate * min(1.0, (step + 1) / 100) * 0.5 * (1.0 + math.cos(math.pi * min(share, 1.0)))
            for group in optimiser.param_groups:
                group["lr"] = rate
            subset = draw_subset(rng, config.subset_share)
            model.train()
            loss = torch.zeros(())
            for sex in (0, 1):
                people = len(rows.people[sex])
                size = min(max(round(config.batch * rows.share[sex]), 1), people)
                chosen = rng.choice(people, size, replace=False)
                bound = model.bound(
                    rows.values(sex, chosen, rng), rows.contexts[sex][chosen], sex, subset, generator
                ).total(config.beta)
                loss = loss - rows.share[sex] * bound.mean()
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimiser.step()
            step += 1
            decay = min(config.averaging, (1 + step) / (10 + step))
            with torch.no_grad():
                for mean, new in zip(averaged.parameters(), model.parameters(), strict=True):
                    mean.lerp_(new, 1.0 - decay)
            now = time.monotonic()
            if now - reported > config.report_every_s or share >= 1.0:
                reported = now
                bounds = held_out_bound(averaged, held_out, checks)
                line = {"step": step, "seconds": round(spent + now - began, 1), "validation_bounds": bounds}
                log.write(json.dumps({**line, "learning_rate": rate}) + "\n")
                log.flush()
                report(f"step {step}, {line['seconds']} s: validation bound {bounds[0]:.3f}, {bounds[1]:.3f} nats")
                if bounds[0] > highest:
                    highest = bounds[0]
                    save_checkpoint(best, snapshot())
            if now - saved > config.checkpoint_every_s:
                saved = now
                save_checkpoint(latest, snapshot())
        bounds = held_out_bound(averaged, held_out, checks)
        report(f"step {step}: validation bound {bounds[0]:.3f}, of stature and mass {bounds[1]:.3f} nats")
        if bounds[0] > highest:
            highest = bounds[0]
            save_checkpoint(best, snapshot())
        save_checkpoint(latest, snapshot())
    return best


@dataclass(frozen=True, slots=True)
class Trained:
    """What a checkpoint holds, ready for inference."""

    model: ConditionalVae
    """Of averaged weights."""
    core: GaussianCore
    age_years: tuple[float, float]
    """Least and largest age of the people it was trained on."""


def load(path: Path) -> Trained:
    """Read a checkpoint."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    core = GaussianCore(**{name: tensor.numpy() for name, tensor in state["core"].items()})
    model = ConditionalVae(VaeConfig(**state["config"]), *core_tensors(core))
    model.load_state_dict(state["averaged"])
    low, high = state["age_years"]
    return Trained(model.eval().requires_grad_(False), core, (low, high))
