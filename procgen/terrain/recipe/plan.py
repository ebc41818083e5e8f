"""The recipe of the terrain plan: heights and roughness of plan cells, learned with the energy score."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from procgen.kit.recipe.loop import Journal, Report, save_checkpoint
from procgen.models.implicit import ImplicitConfig, ImplicitField, energy_score
from procgen.terrain.conditions import COARSE_SCALARS, coarse_scalars
from procgen.terrain.landforms import LANDFORMS
from procgen.terrain.recipe.data import CellSampler, TerrainPack
from procgen.terrain.representation import PLAN_CHANNELS, PLAN_NOISE

PLAN_CONFIG = ImplicitConfig(PLAN_NOISE, PLAN_CHANNELS, COARSE_SCALARS, len(LANDFORMS))


@dataclass(frozen=True, slots=True)
class PlanLoop:
    """How long and how fast to train."""

    budget_s: float = 600.0
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
    drawn = [sampler.sample(rng) for _ in range(size)]
    return PlanBatch(
        torch.from_numpy(np.stack([np.stack([s.plan, s.log_roughness]) for s in drawn])),
        torch.from_numpy(np.stack([coarse_scalars(s.frame, s.looseness) for s in drawn])),
        torch.tensor([s.label for s in drawn], dtype=torch.int64),
    )


def _views(fields: Tensor) -> list[Tensor]:
    """What the score looks at: (…, 2, 4, 4) to vectors; each view makes one more aspect of the distribution count."""
    heights, rough = fields[..., 0, :, :], fields[..., 1, :, :]
    flat, flat_rough = heights.flatten(-2), rough.flatten(-2)
    differences = torch.cat(
        [(heights[..., 1:] - heights[..., :-1]).flatten(-2), (heights[..., 1:, :] - heights[..., :-1, :]).flatten(-2)],
        -1,
    )
    return [
        torch.cat([flat, 0.7 * flat_rough], -1),
        flat,
        flat_rough,
        flat.sort(-1).values,
        flat_rough.sort(-1).values,
        differences,
        torch.stack([flat.mean(-1), flat.std(-1), flat_rough.mean(-1), flat_rough.std(-1)], -1),
    ]


def plan_score(model: ImplicitField, batch: PlanBatch, draws: int, generator: torch.Generator) -> Tensor:
    """Mean energy score over the views of a batch."""
    size, _, rows, columns = batch.fields.shape
    margin = model.margin
    noise = torch.randn(
        (draws * size, model.config.noise_channels, rows + 2 * margin, columns + 2 * margin), generator=generator
    )
    made = model(noise, batch.scalars.repeat(draws, 1), batch.label.repeat(draws))
    made = made.reshape(draws, size, *made.shape[1:])
    scores = [energy_score(ours, real) for ours, real in zip(_views(made), _views(batch.fields), strict=True)]
    return torch.stack(scores).mean()


def load_plan(path: Path) -> ImplicitField:
    """The averaged generator of a checkpoint."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    model = ImplicitField(ImplicitConfig(**state["config"]))
    model.load_state_dict(state["averaged"])
    return model.eval()


def train_plan(
    data: Path, folder: Path, loop: PlanLoop | None = None, *, report: Callable[[Report], None] = lambda _: None
) -> Path:
    """Train the plan generator; returns the path of the checkpoint with the lowest validation score.

    Args:
        data: the pack (format: :mod:`procgen.terrain.recipe.data`).
        folder: for ``best.pt`` and ``log.jsonl``.
        loop: budget and schedule.
        report: called twice a minute.
    """
    loop = loop or PlanLoop()
    folder.mkdir(parents=True, exist_ok=True)
    best = folder / "best.pt"
    torch.manual_seed(loop.seed)
    pack = TerrainPack(data)
    sampler, held_sampler = CellSampler(pack.patches("train")), CellSampler(pack.patches("validation"))
    held = plan_batch(held_sampler, 768, np.random.default_rng(99))
    pool = plan_batch(sampler, loop.pool, np.random.default_rng(loop.seed))
    model = ImplicitField(PLAN_CONFIG)
    average = copy.deepcopy(model).requires_grad_(False)
    optimiser = torch.optim.AdamW(model.parameters(), lr=loop.learning_rate, weight_decay=1e-3)
    lowest, step, recent = math.inf, 0, list[float]()
    began = last_report = time.monotonic()
    with Journal(folder / "log.jsonl", report) as log:
        while True:
            share = (time.monotonic() - began) / loop.budget_s
            if (share >= 1.0 or time.monotonic() - last_report > loop.report_every_s) and recent:
                with torch.no_grad():
                    score = float(plan_score(average, held, 8, torch.Generator().manual_seed(1)))
                seconds = round(time.monotonic() - began, 1)
                log.write(Report(step, seconds, float(np.mean(recent)), score, optimiser.param_groups[0]["lr"]))
                recent.clear()
                if score < lowest:
                    lowest = score
                    save_checkpoint(best, {"config": asdict(PLAN_CONFIG), "averaged": average.state_dict()})
                last_report = time.monotonic()
            if share >= 1.0:
                break
            for group in optimiser.param_groups:
                group["lr"] = loop.learning_rate * min(
                    (step + 1) / 100, 0.5 + 0.5 * math.cos(math.pi * min(share, 1.0))
                )
            chosen = torch.from_numpy(np.random.default_rng([loop.seed, step]).integers(loop.pool, size=loop.batch))
            batch = PlanBatch(pool.fields[chosen], pool.scalars[chosen], pool.label[chosen])
            loss = plan_score(model, batch, loop.draws, torch.Generator().manual_seed(step))
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            with torch.no_grad():
                decay = min(loop.average, (step + 1) / (step + 10))
                for mean, new in zip(average.parameters(), model.parameters(), strict=True):
                    mean.lerp_(new, 1.0 - decay)
            recent.append(float(loss.detach()))
            step += 1
    return best
