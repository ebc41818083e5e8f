"""Adversarial fine-tuning of plan and coarse network together.

Each was trained under the real stage above it. Together they must make places that look real as a whole: a second
discriminator sees the finished coarse cells and the conditions of the request, but not the plan, and an energy score
compares their heights and gradients with those of real places of the same conditions. In between, the coarse
network goes on with its own duel under real plans and sketches, and the plan with its energy score, so that neither
forgets what it is for.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from procgen.kit.recipe.average import Averaged, capped
from procgen.kit.recipe.checkpoint import BEST, CHECKPOINT, read_checkpoint, save_checkpoint
from procgen.kit.recipe.device import normal, placed, settled
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, Schedule, run, update
from procgen.models.implicit import energy_score
from procgen.terrain.recipe.adversarial import (
    AdversarialConfig,
    Duel,
    discriminator_of,
    generate_once,
    ground_tensors,
)
from procgen.terrain.recipe.data import CellSampler, CoarseSampler, TerrainPack
from procgen.terrain.recipe.denoiser import batch_tensors, load_averaged
from procgen.terrain.recipe.hollows import Excess
from procgen.terrain.recipe.judges import CoarseJudge
from procgen.terrain.recipe.plan import PlanBatch, load_plan, plan_batch_of, plan_score
from procgen.terrain.representation import BASE_GRADIENT_GAIN, COARSE_PATCH, PLAN_CELL, SEA_RANGE, plan_base, upsample

_CALM = 0.5
"""Share of the rates of before: both networks have learned already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JointConfig(Schedule):
    """How to fine-tune, and how long."""

    floor: float = 0.05
    report_every_s: float = 120.0
    adversarial: AdversarialConfig
    batch: int = 16
    draws: int = 2
    """Made places for each real one, in the batch of whole places."""
    plan_rate: float = 2e-4
    score_weight: float = 1.0
    """Weight of the plan's energy score."""
    cells_weight: float = 4.0
    """Weight of the energy score of whole places."""
    keep_weight: float = 2.0
    """Weight of the squared error with which the coarse cells keep the plan's heights."""
    alone_steps: int = 100
    """In which the discriminator of whole places learns alone, but no more than `adversarial` says."""
    average: float = 0.996


class TorchGuide:
    """:func:`procgen.terrain.representation.coarse_guide` on batches, differentiable.

    Args:
        side: plan cells along a side.
    """

    def __init__(self, side: int) -> None:
        unit = np.eye(side, dtype=np.float32)
        # Both interpolations are linear and separable: a matrix each, read off the numpy functions.
        rows = [plan_base(np.repeat(unit[i][:, None], side, axis=1))[:, 0] for i in range(side)]
        padded = [np.pad(np.repeat(unit[i][:, None], side, axis=1), 2, mode="edge") for i in range(side)]
        self.base = placed(np.stack(rows, axis=1))
        self.spread = placed(np.stack([upsample(p, PLAN_CELL)[:, 0] for p in padded], axis=1))

    def __call__(self, plan: Tensor, sea_level: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(b, 2, h, w), (b,) -> base (b, 1, 8h, 8w), local scale, features (b, 4, 4h, 4w)."""
        base = self.base @ plan[:, 0] @ self.base.T
        log_scale = self.spread @ plan[:, 1] @ self.spread.T
        tokens = F.avg_pool2d(base[:, None], COARSE_PATCH)[:, 0]
        gy, gx = torch.gradient(tokens, dim=(1, 2))
        features = torch.stack(
            [
                torch.clamp(tokens - sea_level[:, None, None], -SEA_RANGE, SEA_RANGE) / 2.0,
                BASE_GRADIENT_GAIN * gy,
                BASE_GRADIENT_GAIN * gx,
                F.avg_pool2d(log_scale[:, None], COARSE_PATCH)[:, 0] + 1.0,
            ],
            dim=1,
        )
        return base[:, None], torch.exp(log_scale)[:, None], features


@dataclass(frozen=True, slots=True)
class _Places:
    """Real places: their cells, plans and conditions."""

    cells: Tensor
    plan: PlanBatch
    sea_level: Tensor


def _places(sampler: CellSampler, size: int, rng: np.random.Generator) -> _Places:
    drawn = [sampler.sample(rng) for _ in range(size)]
    return _Places(
        placed(np.stack([s.cells for s in drawn])[:, None]),
        plan_batch_of(drawn),
        placed(np.array([s.frame.sea_level for s in drawn], np.float32)),
    )


def _cell_views(cells: Tensor) -> list[Tensor]:
    """What the energy score of whole places looks at: (…, 32, 32) to vectors.

    Quantiles of the heights, the same between lowest and highest (the hypsometric curve), and quantiles of the log
    gradient: the discriminator is slow to notice how often ground is low and flat.
    """
    heights = cells.flatten(-2).sort(-1).values[..., 8::32]
    span = (heights[..., -1:] - heights[..., :1]).clamp_min(1e-3)
    gy, gx = torch.gradient(cells, dim=(-2, -1))
    gradient = torch.log(torch.sqrt(gx * gx + gy * gy + 1e-6) + 0.01).flatten(-2).sort(-1).values[..., 8::32]
    return [heights, 3.0 * (heights - heights[..., :1]) / span, gradient]


def _nothing_seen(cells: Tensor) -> Tensor:
    """No features: the discriminator of whole places sees the cells alone."""
    return cells.new_zeros((len(cells), 0, cells.shape[2] // COARSE_PATCH, cells.shape[3] // COARSE_PATCH))


def fine_tune(
    plan_checkpoint: Path,
    coarse_folder: Path,
    data: Path,
    folder: Path,
    config: JointConfig,
    *,
    resume: bool = False,
    report: Report = lambda _: None,
) -> tuple[Path, Path]:
    """Fine-tune within a time budget.

    Args:
        plan_checkpoint: of :func:`procgen.terrain.recipe.plan.train_plan`.
        coarse_folder: of the coarse network's distillation; its last state counts, with the discriminator of then.
        data: the pack.
        folder: of the run, see :func:`procgen.kit.recipe.loop.run`, and for ``plan.pt`` and ``coarse.pt``.
        config: budget and weights.
        resume: go on from the last checkpoint.
        report: gets a line every two minutes.

    Returns:
        Paths of the plan and the coarse network with the best figures on the validation split.
    """
    pack = TerrainPack(data)
    settings = config.adversarial
    torch.manual_seed(settings.seed)
    sampler, sketched = CellSampler(pack.patches("train")), CoarseSampler(pack.patches("train"))
    coarse, plan = load_averaged(coarse_folder / BEST), settled(load_plan(plan_checkpoint).train())
    shape = coarse.config
    own = Duel(discriminator_of(shape), replace(settings, discriminator_rate=_CALM * settings.discriminator_rate))
    # It begins here, and is to be quick.
    whole = Duel(discriminator_of(shape, guided=False), settings, paced=False)
    state = read_checkpoint(coarse_folder / CHECKPOINT)["parts"]
    coarse.load_state_dict(state["average"]["network"])
    own.critic.load_state_dict(state["critic"])
    coarse = settled(coarse)
    decay = capped(config.average, 20)
    average_coarse, average_plan = Averaged(coarse, decay), Averaged(plan, decay)
    of_coarse = torch.optim.Adam(coarse.parameters(), lr=_CALM * settings.generator_rate, betas=(0.0, 0.99))
    of_plan = torch.optim.Adam(plan.parameters(), lr=_CALM * config.plan_rate, betas=(0.0, 0.99))
    guide = TorchGuide(sampler.cells // PLAN_CELL)
    judge = CoarseJudge(pack.patches("validation"), (settings.level,), plan=average_plan.network)
    whole_excess, own_excess = Excess(settings.hollow_depth), Excess(settings.hollow_depth)

    def step(now: Moment) -> Figures:
        rng = np.random.default_rng([settings.seed, 7, now.step])
        places = _places(sampler, config.batch // config.draws, rng)
        scalars, label = (t.repeat(config.draws, *[1] * (t.ndim - 1)) for t in (places.plan.scalars, places.plan.label))
        sea_level, real = places.sea_level.repeat(config.draws), places.cells.repeat(config.draws, 1, 1, 1)
        generator = torch.Generator().manual_seed(now.step)
        side = sampler.cells // PLAN_CELL + 2 * plan.margin
        numbers = normal((config.batch, plan.config.noise_channels, side, side), generator)
        warm = now.step < config.alone_steps and now.share < settings.alone_share
        with torch.set_grad_enabled(not warm):
            fields = plan(numbers, scalars, label)
            base, scale, features = guide(fields, sea_level)
            free = features.new_zeros((config.batch, 2 * COARSE_PATCH**2, *features.shape[2:]))
            rest = (torch.cat([features, free], dim=1), scalars, label)
            cells = base + scale * generate_once(coarse, normal(real.shape, generator), settings.level, rest)
        seen = (_nothing_seen(cells), scalars, label)
        critic_loss = whole.teach(real, cells, seen)
        if warm:
            return {}
        loss = whole.loss(real, cells, seen)
        drawn = cells[:, 0].reshape(config.draws, -1, *cells.shape[2:])
        views = zip(_cell_views(drawn), _cell_views(places.cells[:, 0]), strict=True)
        spread = torch.stack([energy_score(ours, theirs).mean() for ours, theirs in views]).sum()
        kept = (F.avg_pool2d(cells, PLAN_CELL)[:, 0] - fields[:, 0]).square().mean()
        score = plan_score(plan, places.plan, 4, generator)
        # The coarse network's own game goes on beside it.
        batch = sketched.batch(config.batch, rng)
        clean, known, own_scalars, own_label = batch_tensors(batch)
        own_noise = normal(clean.shape, generator)
        made = generate_once(coarse, own_noise, settings.level, (known, own_scalars, own_label))
        b = settings.border
        inner = (clean[..., b:-b, b:-b], made[..., b:-b, b:-b])
        inner_known = known[..., b // COARSE_PATCH : -b // COARSE_PATCH, b // COARSE_PATCH : -b // COARSE_PATCH]
        conditions = (inner_known, own_scalars, own_label)
        own.teach(*inner, conditions)
        own_loss = own.loss(*inner, conditions)
        drift = F.avg_pool2d(made - clean, settings.cell).square().mean()
        own_base, own_scale, own_sea = ground_tensors(batch)
        hollow = whole_excess(cells[:, 0], real[:, 0], sea_level)
        made_ground, real_ground = (own_base + own_scale * x[:, 0] for x in (made, clean))
        hollow = hollow + own_excess(made_ground, real_ground, own_sea)
        total = loss + own_loss + settings.mean_weight * drift + settings.hollow_weight * hollow
        total = total + config.keep_weight * kept + config.score_weight * score + config.cells_weight * spread
        total.backward()
        update(of_coarse, clip=5.0)
        update(of_plan, clip=5.0)
        coarse.normalise_weights()
        return {"error": float(loss.detach()), "critic": critic_loss}

    best = run(
        step,
        lambda: {ERROR: judge(average_coarse.network)},
        {
            "coarse": coarse,
            "plan": plan,
            "average_coarse": average_coarse,
            "average_plan": average_plan,
            "own": own.critic,
            "whole": whole.critic,
            "of_coarse": of_coarse,
            "of_plan": of_plan,
            "of_own": own.optimiser,
            "of_whole": whole.optimiser,
            "whole_excess": whole_excess,
            "own_excess": own_excess,
        },
        config,
        folder,
        kept=lambda: {
            "plan": {"config": asdict(plan.config), "averaged": average_plan.network.state_dict()},
            "coarse": {
                "config": asdict(shape),
                "averaged": average_coarse.network.state_dict(),
                "levels": [settings.level],
            },
        },
        resume=resume,
        report=report,
    )
    for name, made_together in read_checkpoint(best).items():
        save_checkpoint(folder / f"{name}.pt", made_together)
    return folder / "plan.pt", folder / "coarse.pt"
