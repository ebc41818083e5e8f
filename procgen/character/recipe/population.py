"""The recipe of the body population: a Gaussian core in closed form, and a conditional VAE on what it leaves.

``DIR`` holds ``ansur2.csv.xz`` (format: :func:`procgen.character.recipe.population_core.read_survey`). Rows are split
by a hash of their number into train, validation and test; the test rows take no part here.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from procgen.character.population.axes import AXES
from procgen.character.population.marginals import context
from procgen.character.population.measures import MASS, MEASURES, STATURE
from procgen.character.recipe.population_core import FREE, GaussianCore, Survey, fit_core, jittered, part, read_survey
from procgen.kit.recipe.average import Averaged
from procgen.kit.recipe.checkpoint import read_checkpoint
from procgen.kit.recipe.device import placed, settled
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, Schedule, run, update
from procgen.kit.recipe.shipped import load_shipped
from procgen.models.vae import ConditionalVae, VaeConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationConfig(Schedule):
    """How long and how to train."""

    budget_s: float = 240.0
    warmup_steps: int = 100
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


FILE = "character_population"
"""Stem of the exported files."""


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
        self.contexts = [placed(context(p.sex.astype(np.float64), p.age_years)) for p in self.people]
        self.share = [len(p) / len(survey) for p in self.people]

    def values(self, sex: int, rows: np.ndarray[Any, np.dtype[np.intp]], rng: np.random.Generator) -> Tensor:
        """(n, D) residual scores, with the rounding undone anew at each call."""
        people = self.people[sex][rows]
        measures = jittered(people.measures, rng)
        return placed(self.core.residuals(measures, sex, people.age_years).astype(np.float32))


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
    shipped: Path | None = None,
    report: Report = lambda _: None,
) -> Path:
    """Train on the survey in ``data``.

    Args:
        data: folder with the survey.
        out: of the run, see :func:`procgen.kit.recipe.loop.run`.
        config: budget and schedule.
        resume: go on from the last checkpoint, or where there is none from ``shipped``.
        shipped: folder of exported networks; the core is fitted anew.
        report: gets a line every few seconds.

    Returns:
        The path of what has the highest validation bound.

    Raises:
        FileNotFoundError: there is no survey.
        ValueError: it is not a survey.
    """
    config = config or PopulationConfig()
    survey = read_survey(data)
    train_people, validation_people = part(survey, "train"), part(survey, "validation")
    torch.manual_seed(config.seed)
    core = fit_core(train_people, validation_people, config.seed)
    rows, held_out = Rows(train_people, core), Rows(validation_people, core)
    model = settled(ConditionalVae(config.model, *core_tensors(core)))
    optimiser = torch.optim.AdamW(
        [
            {"params": [p for p in model.parameters() if p.ndim > 1], "weight_decay": config.weight_decay},
            # Biases and spreads of the scale have no reason to be near zero.
            {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
        ],
        lr=config.learning_rate,
    )
    average = Averaged(model, lambda updates: min(config.averaging, (1 + updates) / (10 + updates)))
    checks = [torch.arange(len(MEASURES)), torch.tensor(sorted((STATURE, MASS)))]
    model.train()

    def step(now: Moment) -> Figures:
        rng = np.random.default_rng([config.seed, now.step])
        generator = torch.Generator().manual_seed(config.seed * 1_000_003 + now.step)
        subset = draw_subset(rng, config.subset_share)
        bounds = []
        for sex in (0, 1):
            people = len(rows.people[sex])
            size = min(max(round(config.batch * rows.share[sex]), 1), people)
            chosen = rng.choice(people, size, replace=False)
            values = rows.values(sex, chosen, rng)
            bound = model.bound(values, rows.contexts[sex][chosen], sex, subset, generator)
            bounds.append(rows.share[sex] * bound.total(config.beta).mean())
        loss = -(bounds[0] + bounds[1])
        loss.backward()  # type: ignore[no-untyped-call]
        update(optimiser, clip=5.0)
        return {"nats": float(loss.detach())}

    def validate() -> Figures:
        whole, two = held_out_bound(average.network, held_out, checks)
        return {ERROR: -whole, "of_stature_and_mass": -two}

    def load_networks(folder: Path) -> None:
        load_shipped(folder / f"{FILE}.onnx", model.decoder)
        load_shipped(folder / f"{FILE}_encoder.onnx", model.encoder)

    return run(
        step,
        validate,
        {"model": model, "average": average, "optimiser": optimiser},
        config,
        out,
        kept=lambda: {
            "config": asdict(config.model),
            "age_years": [float(train_people.age_years.min()), float(train_people.age_years.max())],
            "core": {name: torch.from_numpy(array) for name, array in asdict(core).items()},
            "averaged": average.network.state_dict(),
        },
        resume=resume,
        shipped=partial(load_networks, shipped) if shipped else None,
        report=report,
    )


@dataclass(frozen=True, slots=True)
class Trained:
    """What a checkpoint holds, ready for inference."""

    model: ConditionalVae
    """Of averaged weights."""
    core: GaussianCore
    age_years: tuple[float, float]
    """Least and largest age of the people it was trained on."""


def load(path: Path) -> Trained:
    """Read what a run kept."""
    state = read_checkpoint(path)
    core = GaussianCore(**{name: tensor.numpy() for name, tensor in state["core"].items()})
    model = ConditionalVae(VaeConfig(**state["config"]), *core_tensors(core))
    model.load_state_dict(state["averaged"])
    low, high = state["age_years"]
    return Trained(model.eval().requires_grad_(False), core, (low, high))
