"""The recipe of the coarse network: from the plan to cells of 8 pixels, against an adversary alone.

A patch is few cells. But land is alike from one scale to the next, and the spacing is one of the features: so the cells
are those of 2, 4 and 8 pixels of all patches, and the finer ones have the context that the coarsest lack. In half of
the samples some cells are known, as of a sketch or a lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, Self

import numpy as np
import torch
import torch.nn.functional as F
from scipy.ndimage import gaussian_filter
from torch import Tensor

from procgen.kit.recipe.average import Averaged, capped
from procgen.kit.recipe.device import autocast, normal, placed, settled
from procgen.kit.recipe.loop import Figures, Moment, Report, run, update
from procgen.kit.recipe.shipped import load_shipped
from procgen.models.refiner import Refiner, RefinerConfig, RefinerCritic, noise_shapes
from procgen.terrain.coarse import (
    COARSE_FEATURES,
    FEATURE_MARGIN,
    KNOWN_CHANNELS,
    MARGIN,
    NOISE_CHANNELS,
    PLAN_AROUND,
    CoarseGround,
    coarse_features,
    known_pyramid,
)
from procgen.terrain.land_features import inner
from procgen.terrain.morphometry.grain import grain_of
from procgen.terrain.recipe.data import Patch, Picks, dihedral, frame_of, mixed, packs_of
from procgen.terrain.recipe.duel import Duel
from procgen.terrain.recipe.labels import DETAIL_LABELS, known_label
from procgen.terrain.recipe.refine import RefineConfig, RefineJudge, grains, smoothed
from procgen.terrain.representation import CELL, PLAN_CELL, ROUGHNESS_FLOOR, FloatArray, cell_means, upsample

SHAPE = RefinerConfig(
    COARSE_FEATURES,
    len(DETAIL_LABELS),
    widths=(160, 128, 96, 48),
    depth=2,
    noise=tuple(each + KNOWN_CHANNELS for each in NOISE_CHANNELS),  # type: ignore[arg-type]
)
_REDUCTIONS: Final = {8: 0.4, 4: 0.35, 2: 0.25}
"""Pixels along a side of a cell, and the share of samples."""
_ANY_SHARE = 0.15
_SHOWN = 3
_ROUGH_NOISE, _PLAN_NOISE = 0.15, 0.05
"""Most noise on the plan, whose makers are others when it serves: of the roughness' log, and in local scales."""
_FEATURE_EDGE = MARGIN * PLAN_CELL


@dataclass(frozen=True, slots=True, kw_only=True)
class CoarseConfig(RefineConfig):
    """How to train, and how long."""

    batch: int = 12
    cells: int = 4
    """Plan cells along a side of a sample."""
    known_weight: float = 4.0
    """Weight of the squared error of squares of 4 x 4 cells where they are known."""


@dataclass(frozen=True, slots=True)
class CoarseBatch:
    """Real cells and what is known of them."""

    residual: Tensor
    """(b, 1, H, W) in units of the roughness."""
    base: Tensor
    scale: Tensor
    """(b, 1, H, W) metres."""
    features: Tensor
    """(b, COARSE_FEATURES, h + 10, w + 10)."""
    label: Tensor
    """(b, h + 10, w + 10)."""
    known: list[Tensor]
    """(b, KNOWN_CHANNELS, …) at each resolution."""

    @property
    def seen(self) -> Tensor:
        """(b, KNOWN_CHANNELS, H, W): what is known of the cells themselves."""
        edge = (self.known[-1].shape[-1] - self.residual.shape[-1]) // 2
        return self.known[-1][..., edge:-edge, edge:-edge]


@dataclass(frozen=True, slots=True)
class CoarseWindow:
    """Real cells as the network learns them, of (h, w) plan cells."""

    residual: FloatArray
    """(8h, 8w)."""
    ground: CoarseGround
    features: FloatArray
    cells: FloatArray
    """With five plan cells around, metres."""

    @classmethod
    def of(
        cls,
        cells: FloatArray,
        metres_per_pixel: float,
        floor_m: float,
        grain: FloatArray,
        rng: np.random.Generator | None = None,
    ) -> Self:
        """Take the plan of cells.

        Args:
            cells: (8h + 160, 8w + 160) metres above the sea.
            metres_per_pixel: of the pixels that cells have 8 x 8 of.
            floor_m: what is added to the roughness, metres.
            grain: of all cells of the land.
            rng: disturbs the plan; it is exact without.
        """
        plan = cell_means(cells, PLAN_CELL)
        inner_cells = inner(cells, 2 * PLAN_CELL)
        off = inner_cells - upsample(plan, PLAN_CELL)
        rough = np.log(np.sqrt(cell_means(off * off, PLAN_CELL)) + np.float32(floor_m))
        plan = inner(plan, 2)
        if rng is not None:
            amount = rng.random() ** 2
            shape = plan.shape
            plan = plan + np.float32(_PLAN_NOISE * amount) * np.exp(rough) * rng.standard_normal(shape).astype(
                np.float32
            )
            rough = rough + np.float32(_ROUGH_NOISE * amount) * rng.standard_normal(shape).astype(np.float32)
        ground = CoarseGround.of(plan, rough)
        features = coarse_features(plan, inner(rough, FEATURE_MARGIN), metres_per_pixel, grain)
        known_cells = inner(inner_cells, FEATURE_MARGIN * PLAN_CELL)
        residual = (inner(known_cells, _FEATURE_EDGE) - inner(ground.base, _FEATURE_EDGE)) / inner(
            ground.scale, _FEATURE_EDGE
        )
        return cls(np.clip(residual, -8.0, 8.0).astype(np.float32), ground, features, known_cells)


_AROUND = (PLAN_AROUND + 2) * PLAN_CELL
"""Cells around those that are made, of which a window takes its plan."""


def known_part(cells: FloatArray, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """A copy of cells, sharp or low-passed, and weights of what is known: nothing, blotches, one side, or everything.

    Args:
        cells: (n, n).
        rng: chooses.
    """
    if rng.random() < 0.5:
        return np.zeros_like(cells), np.zeros_like(cells)
    low, side = cells, cells.shape[0]
    if rng.random() < 0.7:
        low = gaussian_filter(cells, float(np.exp(rng.uniform(np.log(0.7), np.log(5.0)))), mode="nearest")
    weight, kind = np.ones_like(cells), rng.random()
    if kind < 0.4:
        blotches = gaussian_filter(rng.standard_normal(cells.shape), 4.0, mode="wrap")
        weight = (blotches > np.quantile(blotches, rng.uniform(0.1, 0.9))).astype(np.float32)
    elif kind < 0.7:
        edge = int(rng.integers(side // 4, 3 * side // 4))
        weight = dihedral(
            np.repeat((np.arange(side) < edge).astype(np.float32), side).reshape(side, side), int(rng.integers(8))
        )
    if rng.random() < 0.3:
        weight = weight * np.float32(rng.random())
    return np.asarray(low, np.float32), np.asarray(weight, np.float32)


class CoarseSampler:
    """Windows anywhere in patches, at several sizes of cells, turned and mirrored.

    Args:
        patches: are drawn by their weights.
        cells: plan cells along a side of a window.
    """

    def __init__(self, patches: list[Patch], cells: int) -> None:
        self.cells = cells
        self.patches = patches
        self.floors = [ROUGHNESS_FLOOR * frame_of(p.heights, p.metres_per_pixel).scale_m for p in self.patches]
        self.heights = [smoothed(patch) for patch in self.patches]
        self._picks = Picks(np.array([patch.weight for patch in patches]))
        self._reductions = Picks(np.array(list(_REDUCTIONS.values())))

    def batch(self, size: int, rng: np.random.Generator) -> CoarseBatch:
        """Draw real windows."""
        around = self.cells * PLAN_CELL + 2 * _AROUND
        windows: list[CoarseWindow] = []
        known: list[list[FloatArray]] = []
        labels = np.empty((size, self.cells + 2 * MARGIN, self.cells + 2 * MARGIN), np.int64)
        for number in range(size):
            index = self._picks(rng)
            patch, reduction = self.patches[index], list(_REDUCTIONS)[self._reductions(rng)]
            # Beyond a patch's edge lies its mirror image, which is land too.
            own = cell_means(self.heights[index], reduction)
            cells = np.pad(own, _AROUND + PLAN_CELL // 2, mode="reflect")
            row, column = rng.integers(0, cells.shape[0] - around + 1, 2)
            code = int(rng.integers(8))
            land = dihedral(cells[row : row + around, column : column + around], code)
            spacing = patch.metres_per_pixel * reduction / CELL
            window = CoarseWindow.of(land, spacing, self.floors[index], grain_of(dihedral(own, code)), rng)
            windows.append(window)
            known.append(known_pyramid(window.ground, *known_part(window.cells, rng)))
            name = "" if rng.random() < _ANY_SHARE else known_label(patch.landform)
            labels[number] = DETAIL_LABELS.index(name)
        return CoarseBatch(
            placed(np.stack([each.residual[None] for each in windows])),
            placed(np.stack([inner(each.ground.base, _FEATURE_EDGE)[None] for each in windows])),
            placed(np.stack([inner(each.ground.scale, _FEATURE_EDGE)[None] for each in windows])),
            placed(np.stack([each.features for each in windows])),
            placed(labels),
            [placed(np.stack(level)) for level in zip(*known, strict=True)],
        )


def shown(residual: Tensor, batch: CoarseBatch) -> Tensor:
    """Cells as the adversary sees them: what was added, the slopes of the whole, and what is known."""
    heights = batch.base + batch.scale * residual
    south = F.pad(heights[..., 1:, :] - heights[..., :-1, :], (0, 0, 0, 1)) / batch.scale
    east = F.pad(heights[..., 1:] - heights[..., :-1], (0, 1)) / batch.scale
    return torch.cat([torch.asinh(residual), torch.asinh(2.0 * south), torch.asinh(2.0 * east), batch.seen], dim=1)


def made_cells(network: Refiner, features: Tensor, label: Tensor, known: Sequence[Tensor], seed: int) -> Tensor:
    """What the generator makes: (b, 1, H, W)."""
    size, _, rows, _ = features.shape
    side = rows - 2 * MARGIN
    drawn = [
        torch.cat([normal((size, channels, *shape), seed * 4 + level), of_level], dim=1)
        for level, (channels, (_, *shape), of_level) in enumerate(
            zip(NOISE_CHANNELS, noise_shapes(network.config, side, side), known, strict=True)
        )
    ]
    with autocast():
        made: Tensor = network(features, label, *drawn)
    return made.float()


@dataclass(frozen=True, slots=True)
class CoarseCase:
    """A patch whose cells made ones are compared with; nothing of them is known."""

    window: CoarseWindow
    real: FloatArray
    """(32, 32) metres."""
    metres_per_pixel: float
    """Of the cells."""
    label: int

    @classmethod
    def of(cls, patch: Patch) -> Self:
        """Of a patch."""
        cells = cell_means(smoothed(patch))
        floor = ROUGHNESS_FLOOR * frame_of(patch.heights, patch.metres_per_pixel).scale_m
        window = CoarseWindow.of(np.pad(cells, _AROUND, mode="reflect"), patch.metres_per_pixel, floor, grain_of(cells))
        label = DETAIL_LABELS.index(known_label(patch.landform))
        return cls(window, cells, patch.metres_per_pixel * CELL, label)

    def made(self, network: Refiner, seed: int) -> FloatArray:
        """(32, 32) metres."""
        window = self.window
        nothing = known_pyramid(window.ground, *(np.zeros_like(window.cells) for _ in range(2)))
        label = np.full((1, *window.features.shape[1:]), self.label, np.int64)
        known = [placed(level[None]) for level in nothing]
        residual = made_cells(network, placed(window.features[None]), placed(label), known, seed)[0, 0].cpu().numpy()
        base, added = window.ground.made(residual)
        return np.asarray(base + added, np.float32)


def train_coarse(
    data: Path,
    fine: Path | None,
    folder: Path,
    config: CoarseConfig | None = None,
    *,
    budget_s: float | None = None,
    resume: bool = False,
    shipped: Path | None = None,
    report: Report = lambda _: None,
) -> Path:
    """Train the coarse network; returns the path of the one that the validation splits like best.

    Args:
        data: the pack (format: :mod:`procgen.terrain.recipe.data`).
        fine: a pack of land from one to sixty metres, in the same format.
        folder: of the run, see :func:`procgen.kit.recipe.loop.run`.
        config: rates and schedule.
        budget_s: seconds over all resumed runs, in place of the configuration's.
        resume: go on from the last checkpoint, or where there is none from ``shipped``.
        shipped: an exported coarse network.
        report: gets a line every five minutes.
    """
    config = config or CoarseConfig()
    if budget_s is not None:
        config = replace(config, budget_s=budget_s)
    torch.manual_seed(config.seed)
    packs = packs_of(data, fine)
    sampler = CoarseSampler(mixed(packs, "train"), config.cells)
    judge = RefineJudge([pack.patches("validation") for pack in packs], CoarseCase.of)
    network = settled(Refiner(SHAPE))
    average = Averaged(network, capped(config.average, 20))
    duel = Duel(RefinerCritic(COARSE_FEATURES, len(DETAIL_LABELS), _SHOWN + KNOWN_CHANNELS), config)
    optimiser = torch.optim.Adam(network.parameters(), lr=config.generator_rate, betas=(0.0, 0.99))

    def step(now: Moment) -> Figures:
        batch = sampler.batch(config.batch, np.random.default_rng([config.seed, now.step]))
        edge = (..., slice(MARGIN, -MARGIN), slice(MARGIN, -MARGIN))
        conditions = (batch.features[edge], batch.label[edge])
        made = made_cells(network, batch.features, batch.label, batch.known, now.step)
        real, fake = shown(batch.residual, batch), shown(made, batch)
        damped = float(config.damp_every if now.step % config.damp_every == 0 else 0)
        critic_loss = duel.teach(real, fake, conditions, damped)
        loss = duel.loss(real, fake, conditions)
        drift = F.avg_pool2d(made - batch.residual, PLAN_CELL).square().mean()
        off = F.avg_pool2d(batch.seen[:, 1:] * (made - batch.residual), 4).square().mean()
        level = batch.base.mean(dim=(2, 3), keepdim=True)
        own, theirs = (grains(batch.base - level + batch.scale * field) for field in (made, batch.residual))
        grain = F.l1_loss(own, theirs)
        weighed = config.mean_weight * drift + config.known_weight * off + config.grain_weight * grain
        (loss + weighed).backward()  # type: ignore[no-untyped-call]
        update(optimiser, clip=5.0)
        return {
            "error": float(loss.detach()),
            "critic": critic_loss,
            "drift": float(drift.detach()),
            "known": float(off.detach()),
            "grain_off": float(grain.detach()),
        }

    return run(
        step,
        lambda: judge(average.network),
        {
            "network": network,
            "average": average,
            "critic": duel.critic,
            "optimiser": optimiser,
            "of_critic": duel.optimiser,
        },
        config,
        folder,
        kept=lambda: {"config": asdict(SHAPE), "averaged": average.network.state_dict()},
        resume=resume,
        shipped=partial(load_shipped, shipped, network) if shipped else None,
        report=report,
    )
