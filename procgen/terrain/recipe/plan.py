"""The recipe of the terrain plan: heights and roughness of plan cells, learned with the energy score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from procgen.kit.recipe.average import Averaged, capped
from procgen.kit.recipe.checkpoint import read_checkpoint
from procgen.kit.recipe.device import normal, placed, settled
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, Schedule, run, update
from procgen.kit.recipe.shipped import load_shipped
from procgen.models.implicit import ImplicitConfig, ImplicitField, energy_score
from procgen.terrain.conditions import PLAN_SCALARS, plan_scalars
from procgen.terrain.landforms import FIRST_LABELS
from procgen.terrain.recipe.data import CellSampler, CoarseSample, mixed, packs_of
from procgen.terrain.representation import PLAN_CHANNELS, PLAN_NOISE

PLAN_CONFIG = ImplicitConfig(PLAN_NOISE, PLAN_CHANNELS, PLAN_SCALARS, len(FIRST_LABELS) - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLoop(Schedule):
    """How to train, and how long."""

    budget_s: float = 600.0
    warmup_steps: int = 100
    pool: int = 12288
    """Real plans, drawn once: drawing takes longer than learning."""
    batch: int = 96
    draws: int = 5
    """Samples for each real plan in the energy score."""
    learning_rate: float = 2e-3
    average: float = 0.998
    seed: int = 3
    report_every_s: float = 30.0


@dataclass(frozen=True, slots=True)
class PlanBatch:
    """Real plans with their conditions."""

    fields: Tensor
    """(b, 2, 4, 4): heights in frame units, log roughness."""
    scalars: Tensor
    label: Tensor


def plan_batch(sampler: CellSampler, size: int, rng: np.random.Generator) -> PlanBatch:
    """Draw real plans."""
    return plan_batch_of([sampler.sample(rng) for _ in range(size)])


def plan_batch_of(drawn: Sequence[CoarseSample]) -> PlanBatch:
    """The plans of places that were drawn."""
    return PlanBatch(
        placed(np.stack([np.stack([s.plan, s.log_roughness]) for s in drawn])),
        placed(np.stack([plan_scalars(s.frame, s.looseness) for s in drawn])),
        placed(np.array([s.label for s in drawn], np.int64)),
    )


def _differences(field: Tensor) -> Tensor:
    """Between neighbours, along columns and rows: (…, h, w) -> (…, n)."""
    return torch.cat(
        [(field[..., 1:] - field[..., :-1]).flatten(-2), (field[..., 1:, :] - field[..., :-1, :]).flatten(-2)], -1
    )


def _views(fields: Tensor) -> list[Tensor]:
    """What the score looks at: (…, 2, 4, 4) to vectors; each view makes one more aspect of the distribution count."""
    heights, rough = fields[..., 0, :, :], fields[..., 1, :, :]
    flat, flat_rough = heights.flatten(-2), rough.flatten(-2)
    differences, rough_differences = _differences(heights), _differences(rough)
    # Sorted, so that the tails count: how steep the steepest is, how suddenly plains end.
    steep, sudden = (each.abs().sort(-1).values for each in (differences, rough_differences))
    sorted_rough = flat_rough.sort(-1).values
    return [
        torch.cat([flat, 0.7 * flat_rough], -1),
        flat,
        flat_rough,
        flat.sort(-1).values,
        sorted_rough,
        differences,
        rough_differences,
        torch.cat([steep, sorted_rough], -1),
        sudden,
        torch.stack([flat.mean(-1), flat.std(-1), flat_rough.mean(-1), flat_rough.std(-1)], -1),
    ]


def plan_score(model: ImplicitField, batch: PlanBatch, draws: int, generator: torch.Generator) -> Tensor:
    """Mean energy score over the views of a batch."""
    size, _, rows, columns = batch.fields.shape
    margin = model.margin
    noise = normal((draws * size, model.config.noise_channels, rows + 2 * margin, columns + 2 * margin), generator)
    made = model(noise, batch.scalars.repeat(draws, 1), batch.label.repeat(draws))
    made = made.reshape(draws, size, *made.shape[1:])
    scores = [energy_score(ours, real) for ours, real in zip(_views(made), _views(batch.fields), strict=True)]
    return torch.stack(scores).mean()


def load_plan(path: Path) -> ImplicitField:
    """The averaged generator that a run kept."""
    state = read_checkpoint(path)
    model = ImplicitField(ImplicitConfig(**state["config"]))
    model.load_state_dict(state["averaged"])
    return model.eval()


def train_plan(
    data: Path,
    fine: Path | None,
    folder: Path,
    loop: PlanLoop | None = None,
    *,
    resume: bool = False,
    shipped: Path | None = None,
    report: Report = lambda _: None,
) -> Path:
    """Train the plan generator; returns the path of the one with the lowest validation score.

    Args:
        data: the pack (format: :mod:`procgen.terrain.recipe.data`).
        fine: a pack of land from one to sixty metres, in the same format.
        folder: of the run, see :func:`procgen.kit.recipe.loop.run`.
        loop: budget and schedule.
        resume: go on from the last checkpoint, or where there is none from ``shipped``.
        shipped: an exported plan network.
        report: gets a line twice a minute.
    """
    loop = loop or PlanLoop()
    torch.manual_seed(loop.seed)
    packs = packs_of(data, fine)
    sampler, held_sampler = (CellSampler(mixed(packs, split)) for split in ("train", "validation"))
    held = plan_batch(held_sampler, 768, np.random.default_rng(99))
    pool = plan_batch(sampler, loop.pool, np.random.default_rng(loop.seed))
    model = settled(ImplicitField(PLAN_CONFIG))
    average = Averaged(model, capped(loop.average, 9))
    optimiser = torch.optim.AdamW(model.parameters(), lr=loop.learning_rate, weight_decay=1e-3)

    def step(now: Moment) -> Figures:
        chosen = placed(np.random.default_rng([loop.seed, now.step]).integers(loop.pool, size=loop.batch))
        batch = PlanBatch(pool.fields[chosen], pool.scalars[chosen], pool.label[chosen])
        loss = plan_score(model, batch, loop.draws, torch.Generator().manual_seed(now.step))
        loss.backward()  # type: ignore[no-untyped-call]
        update(optimiser, clip=1.0)
        return {"score": float(loss.detach())}

    @torch.no_grad()
    def validate() -> Figures:
        return {ERROR: float(plan_score(average.network, held, 8, torch.Generator().manual_seed(1)))}

    return run(
        step,
        validate,
        {"model": model, "average": average, "optimiser": optimiser},
        loop,
        folder,
        kept=lambda: {"config": asdict(PLAN_CONFIG), "averaged": average.network.state_dict()},
        resume=resume,
        shipped=partial(load_shipped, shipped, model) if shipped else None,
        report=report,
    )
