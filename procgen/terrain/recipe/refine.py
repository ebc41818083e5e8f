"""The recipe of the detail network: one generator for every spacing from a hundred metres to one.

It learns against an adversary alone: real pixels and made ones under the same cells. Patches of coarse and of fine
land are mixed, so that scales are learned against each other; the spacing is one of the features.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

from procgen.kit.recipe.average import Averaged, capped
from procgen.kit.recipe.checkpoint import read_checkpoint
from procgen.kit.recipe.device import autocast, normal, placed, settled
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, run, update
from procgen.kit.recipe.shipped import load_shipped
from procgen.models.refiner import FACTOR, Refiner, RefinerConfig, RefinerCritic, noise_shapes
from procgen.terrain.detail import CELLS_MARGIN, FEATURE_MARGIN, FEATURES, MARGIN, detail_features, interpolated
from procgen.terrain.heightmap import slope_deg
from procgen.terrain.morphometry.grain import GRAIN_SPREAD, grain_of, turned
from procgen.terrain.morphometry.patterns import PATTERNS, pattern_shares
from procgen.terrain.recipe.data import Patch, Picks, dihedral, earth, mixed, packs_of
from procgen.terrain.recipe.duel import Duel, DuelConfig
from procgen.terrain.recipe.judges import divergence, ring_power
from procgen.terrain.recipe.labels import DETAIL_LABELS, known_label
from procgen.terrain.representation import CELL, FloatArray, cell_means

_ANY_SHARE = 0.15
_DISTURBED = 0.05
"""Most noise on cells, in local scales: those of serving are another network's."""
_LEAST_SLOPE = 1e-5
"""Metres a pixel."""
_SHOWN = 3
"""Channels of a field as the adversary sees it."""
SHAPE = RefinerConfig(FEATURES, len(DETAIL_LABELS))


@dataclass(frozen=True, slots=True, kw_only=True)
class RefineConfig(DuelConfig):
    """How to train, and how long."""

    budget_s: float = 36000.0
    batch: int = 8
    cells: int = 16
    """Along a side of a sample."""
    cooldown_from: float = 0.5
    generator_rate: float = 2e-4
    discriminator_rate: float = 8e-4
    """Four times the generator's: with less the adversary does not keep up, and its loss stays at that of a guess."""
    warmup_steps: int = 50
    average: float = 0.999
    damp_every: int = 3
    """Steps from one with penalties of the adversary's gradients to the next."""
    report_every_s: float = 300.0
    grain_weight: float = 0.2
    """Weight of the mean difference in grain between made and real fields."""


def smoothed_steps(heights: FloatArray, step_m: float, rounds: int = 30) -> FloatArray:
    """The smoothest land that rounds to what was measured: whole metres make terraces of plains.

    Args:
        heights: (h, w), rounded to ``step_m``.
        step_m: metres.
        rounds: of smoothing.
    """
    low, high = heights - np.float32(0.5 * step_m), heights + np.float32(0.5 * step_m)
    smooth = heights
    for _ in range(rounds):
        padded = np.pad(smooth, 1, mode="edge")
        mean = 0.25 * (padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:])
        smooth = np.clip(0.5 * smooth + 0.5 * mean, low, high)
    return np.asarray(smooth, np.float32)


def measured_step(heights: FloatArray) -> float:
    """The step that heights are rounded to, metres: a half or one, else nothing."""
    for step in (1.0, 0.5):
        if np.abs(heights / step - np.round(heights / step)).max() < 1e-3:
            return step
    return 0.0


@dataclass(frozen=True, slots=True)
class RefineBatch:
    """Real fields and what is known of them."""

    residual: Tensor
    """(b, 1, H, W) in local scales."""
    base: Tensor
    """(b, 1, H, W) metres: the cells' interpolation."""
    scale: Tensor
    """(b, 1, H, W) metres: the local scale."""
    features: Tensor
    """(b, FEATURES, h + 14, w + 14)."""
    label: Tensor
    """(b, h + 14, w + 14)."""


def _surrounded(patch: Patch, cells: int) -> FloatArray:
    """A patch without the steps of its measuring, and so many cells around of its mirror image, which is land too."""
    return np.pad(smoothed(patch), cells * CELL, mode="reflect")


class RefineSampler:
    """Windows anywhere in patches, turned and mirrored.

    Args:
        patches: are drawn by their weights.
        cells: along a side of a window.
    """

    def __init__(self, patches: list[Patch], cells: int) -> None:
        self.cells = cells
        self.patches = patches
        self.heights = [_surrounded(patch, CELLS_MARGIN + 1) for patch in self.patches]
        self.grains = [_grain(heights, CELLS_MARGIN + 1) for heights in self.heights]
        self._picks = Picks(np.array([patch.weight for patch in patches]))

    def batch(self, size: int, rng: np.random.Generator) -> RefineBatch:
        """Draw real windows."""
        around = (self.cells + 2 * CELLS_MARGIN) * CELL
        parts: list[tuple[FloatArray, ...]] = []
        labels = np.empty((size, self.cells + 2 * MARGIN, self.cells + 2 * MARGIN), np.int64)
        for number in range(size):
            index = self._picks(rng)
            patch, land = self.patches[index], self.heights[index]
            row, column = rng.integers(0, land.shape[0] - around + 1, 2)
            code = int(rng.integers(8))
            window = dihedral(land[row : row + around, column : column + around], code)
            grain = turned(self.grains[index]) if code & 1 else self.grains[index]
            parts.append(window_parts(window, patch.metres_per_pixel, grain, rng))
            name = "" if rng.random() < _ANY_SHARE else known_label(patch.landform)
            labels[number] = DETAIL_LABELS.index(name)
        residual, base, scale, features = (np.stack(each) for each in zip(*parts, strict=True))
        return RefineBatch(
            placed(residual[:, None]), placed(base[:, None]), placed(scale[:, None]), placed(features), placed(labels)
        )


def smoothed(patch: Patch) -> FloatArray:
    """A patch without the steps of its measuring."""
    step = measured_step(patch.surface)
    return smoothed_steps(patch.heights, step) if step else patch.heights


def _grain(surrounded: FloatArray, cells: int) -> FloatArray:
    """The grain of a patch, without what lies around it."""
    edge = cells * CELL
    return grain_of(surrounded[edge:-edge, edge:-edge])


def window_parts(
    window: FloatArray, metres_per_pixel: float, grain: FloatArray, rng: np.random.Generator | None = None
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Real land as the network learns it.

    Args:
        window: (8h + 224, 8w + 224) metres above the sea.
        metres_per_pixel: of the window.
        grain: of the land that it is of.
        rng: disturbs the cells; they are exact without.

    Returns:
        Residual, base and local scale, (8h, 8w) each; features, (FEATURES, h + 14, w + 14).
    """
    cells = cell_means(window)
    told = detail_features(cells, metres_per_pixel, grain)
    if rng is not None:
        amount = np.float32(_DISTURBED * rng.random() ** 2)
        spread = np.exp(np.pad(told.log_scale, FEATURE_MARGIN, mode="edge"))
        cells = cells + amount * spread * rng.standard_normal(cells.shape).astype(np.float32)
        told = detail_features(cells, metres_per_pixel, grain)
    base, scale = interpolated(cells, told.log_scale)
    edge = CELLS_MARGIN * CELL
    residual = np.clip((window[edge:-edge, edge:-edge] - base) / scale, -40.0, 40.0)
    return residual, base, scale, told.features


def shown(residual: Tensor, batch: RefineBatch) -> Tensor:
    """A field as the adversary sees it: what was added, and the slopes of the whole; (b, 3, H, W)."""
    heights = batch.base + batch.scale * residual
    south = F.pad(heights[..., 1:, :] - heights[..., :-1, :], (0, 0, 0, 1)) / batch.scale
    east = F.pad(heights[..., 1:] - heights[..., :-1], (0, 1)) / batch.scale
    # Cliffs and speckle are many scales high; the adversary shall not be blinded by them.
    return torch.cat([torch.asinh(0.5 * residual), torch.asinh(2.0 * south), torch.asinh(2.0 * east)], dim=1)


def grains(heights: Tensor) -> Tensor:
    """:func:`procgen.terrain.morphometry.grain.grain_of` of each of (b, 1, H, W) maps, without bounds; (b, GRAIN)."""
    south = 0.5 * (heights[..., 2:, 1:-1] - heights[..., :-2, 1:-1])
    east = 0.5 * (heights[..., 1:-1, 2:] - heights[..., 1:-1, :-2])
    slope = (south.square() + east.square() + _LEAST_SLOPE**2).sqrt()  # a root has no gradient at nothing
    along = heights[..., 1:-1, 2:] + heights[..., 1:-1, :-2] - 2.0 * heights[..., 1:-1, 1:-1]
    across = heights[..., 2:, 1:-1] + heights[..., :-2, 1:-1] - 2.0 * heights[..., 1:-1, 1:-1]
    half = F.avg_pool2d(heights, 2)
    sides = half[..., :-2, 1:-1] + half[..., 2:, 1:-1] + half[..., 1:-1, :-2] + half[..., 1:-1, 2:]
    parts = (slope, along + across, sides - 4.0 * half[..., 1:-1, 1:-1], along, across)
    level, one, two, rows, columns = (part.abs().mean(dim=(1, 2, 3)) for part in parts)
    least = 1e-3 * level + 1e-9
    told = torch.stack(
        [(one + least) / (level + least), (two + least) / (one + least), (rows + least) / (columns + least)]
    )
    spread = torch.as_tensor(GRAIN_SPREAD, dtype=told.dtype, device=told.device)
    return told.log().T / spread


def made_residual(network: Refiner, features: Tensor, label: Tensor, seed: int) -> Tensor:
    """What the generator makes: features and labels as of :class:`RefineBatch` to (b, 1, H, W)."""
    size, _, rows, _ = features.shape
    cells = rows - 2 * MARGIN
    shapes = noise_shapes(network.config, cells, cells)
    noise = [normal((size, *shape), seed * 4 + level) for level, shape in enumerate(shapes)]
    with autocast():
        made: Tensor = network(features, label, *noise)
    return made.float()


class Case(Protocol):
    """A place that a network's land is compared with."""

    @property
    def real(self) -> FloatArray:
        """Heights, metres."""

    @property
    def metres_per_pixel(self) -> float:
        """Of these."""

    def made(self, network: Refiner, seed: int) -> FloatArray:
        """Heights that the network makes of what is above."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A patch that made pixels are compared with."""

    real: FloatArray
    """(256, 256) metres."""
    base: FloatArray
    scale: FloatArray
    features: FloatArray
    metres_per_pixel: float
    label: int

    @classmethod
    def of(cls, patch: Patch) -> Self:
        land = _surrounded(patch, CELLS_MARGIN)
        residual, base, scale, features = window_parts(land, patch.metres_per_pixel, _grain(land, CELLS_MARGIN))
        label = DETAIL_LABELS.index(known_label(patch.landform))
        return cls(base + scale * residual, base, scale, features, patch.metres_per_pixel, label)

    def made(self, network: Refiner, seed: int) -> FloatArray:
        """(256, 256) metres."""
        label = np.full((1, *self.features.shape[1:]), self.label, np.int64)
        residual = made_residual(network, placed(self.features[None]), placed(label), seed)[0, 0].cpu().numpy()
        return np.asarray(self.base + self.scale * residual, np.float32)


class RefineJudge:
    """How far made pixels are from real ones of a held-out split, on their real cells.

    Slopes, spectrum, and local binary patterns at three scales: means over packs.

    Args:
        packs: patches of each pack; those of the Moon are left out.
        case: what is made of a patch.
    """

    def __init__(self, packs: Sequence[list[Patch]], case: Callable[[Patch], Case] | None = None) -> None:
        case = case or _Case.of
        self.cases = [[case(patch) for patch in earth(patches)] for patches in packs]
        self.real = [_figures([(case.real, case.metres_per_pixel) for case in cases]) for cases in self.cases]

    @torch.no_grad()
    def maps(self, network: Refiner) -> list[list[FloatArray]]:
        """Heights of every case, (256, 256) metres."""
        return [[case.made(network, number) for number, case in enumerate(cases)] for cases in self.cases]

    def figures(self, network: Refiner) -> dict[str, float]:
        """Means over packs: KL of slopes, RMS difference of the log spectrum, mean KL of patterns, mean of grain."""
        told: list[tuple[float, ...]] = []
        for cases, maps, real in zip(self.cases, self.maps(network), self.real, strict=True):
            made = _figures([(ground, case.metres_per_pixel) for case, ground in zip(cases, maps, strict=True)])
            patterns = [divergence(a, b) for a, b in zip(real[2], made[2], strict=True)]
            told.append(
                (
                    divergence(real[0], made[0]),
                    float(np.sqrt(np.mean((real[1] - made[1]) ** 2))),
                    float(np.mean(patterns)),
                    float(
                        np.mean(
                            [np.abs(grain_of(a) - grain_of(c.real)).mean() for a, c in zip(maps, cases, strict=True)]
                        )
                    ),
                )
            )
        return dict(zip(("slopes", "spectrum", "patterns", "grain"), map(float, np.mean(told, axis=0)), strict=True))

    def __call__(self, network: Refiner) -> dict[str, float]:
        """The figures, and their sum with a tenth of the spectrum's and a twentieth of the grain's."""
        found = self.figures(network)
        error = found["slopes"] + found["patterns"] + 0.1 * found["spectrum"] + 0.05 * found["grain"]
        return {ERROR: error, **found}


def _figures(
    maps: list[tuple[FloatArray, float]],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], list[npt.NDArray[np.float64]]]:
    slopes, power = np.zeros(60), []
    patterns = [np.zeros(PATTERNS) for _ in range(3)]
    for heights, spacing in maps:
        slopes += np.histogram(np.minimum(slope_deg(heights, spacing), 59.5), 60, (0.0, 60.0))[0]
        side = heights.shape[0]
        power.append(np.log(ring_power(heights)[side // 16 : side // 2] + 1e-9))
        for number, reach in enumerate((1, 2, 4)):
            patterns[number] += pattern_shares(heights[None], reach)[0] / len(maps)
    return slopes / slopes.sum(), np.mean(power, axis=0), patterns


def load_refiner(path: Path) -> Refiner:
    """The averaged generator that a run kept."""
    state = read_checkpoint(path)
    network = Refiner(RefinerConfig(**state["config"]))
    network.load_state_dict(state["averaged"])
    return network.eval()


def refiner_example(network: Refiner, cells: int, seed: int = 0) -> dict[str, Tensor]:
    """Inputs of a generator, of the right shapes for a field of ``cells`` x ``cells``."""
    config = network.config
    generator = torch.Generator().manual_seed(seed)
    side = cells + 2 * config.margin
    noise = noise_shapes(config, cells, cells)
    return {
        "features": torch.randn(1, config.features, side, side, generator=generator),
        "label": torch.randint(config.labels, (1, side, side), generator=generator),
        **{f"noise{level}": torch.randn(1, *shape, generator=generator) for level, shape in enumerate(noise)},
    }


def train_refiner(
    data: Path,
    fine: Path | None,
    folder: Path,
    config: RefineConfig | None = None,
    *,
    budget_s: float | None = None,
    resume: bool = False,
    shipped: Path | None = None,
    report: Report = lambda _: None,
) -> Path:
    """Train the detail network; returns the path of the one that the validation splits like best.

    Args:
        data: the pack (format: :mod:`procgen.terrain.recipe.data`).
        fine: a pack of land from one to sixty metres, in the same format.
        folder: of the run, see :func:`procgen.kit.recipe.loop.run`.
        config: rates and schedule.
        budget_s: seconds over all resumed runs, in place of the configuration's.
        resume: go on from the last checkpoint, or where there is none from ``shipped``.
        shipped: an exported detail network.
        report: gets a line every five minutes.
    """
    config = config or RefineConfig()
    if budget_s is not None:
        config = replace(config, budget_s=budget_s)
    torch.manual_seed(config.seed)
    packs = packs_of(data, fine)
    sampler = RefineSampler(mixed(packs, "train"), config.cells)
    judge = RefineJudge([pack.patches("validation") for pack in packs])
    network = settled(Refiner(SHAPE))
    average = Averaged(network, capped(config.average, 20))
    duel = Duel(RefinerCritic(FEATURES, len(DETAIL_LABELS), _SHOWN), config)
    optimiser = torch.optim.Adam(network.parameters(), lr=config.generator_rate, betas=(0.0, 0.99))

    def step(now: Moment) -> Figures:
        batch = sampler.batch(config.batch, np.random.default_rng([config.seed, now.step]))
        inner = (batch.features[..., MARGIN:-MARGIN, MARGIN:-MARGIN], batch.label[..., MARGIN:-MARGIN, MARGIN:-MARGIN])
        made = made_residual(network, batch.features, batch.label, now.step)
        real, fake = shown(batch.residual, batch), shown(made, batch)
        damped = float(config.damp_every if now.step % config.damp_every == 0 else 0)
        critic_loss = duel.teach(real, fake, inner, damped)
        loss = duel.loss(real, fake, inner)
        drift = F.avg_pool2d(made - batch.residual, FACTOR).square().mean()
        level = batch.base.mean(dim=(2, 3), keepdim=True)
        own, theirs = (grains(batch.base - level + batch.scale * field) for field in (made, batch.residual))
        grain = F.l1_loss(own, theirs)
        (loss + config.mean_weight * drift + config.grain_weight * grain).backward()  # type: ignore[no-untyped-call]
        update(optimiser, clip=5.0)
        return {
            "error": float(loss.detach()),
            "critic": critic_loss,
            "drift": float(drift.detach()),
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
