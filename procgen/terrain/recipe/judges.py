"""How close a stage's samples are to real ground of a held-out split, when it is given the real stage above."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import torch

from procgen.kit.recipe.device import autocast, normal, placed
from procgen.models.diffusion import Denoiser
from procgen.models.implicit import ImplicitField
from procgen.terrain.conditions import coarse_scalars
from procgen.terrain.landforms import landform_label
from procgen.terrain.recipe.data import Patch, frame_of
from procgen.terrain.representation import (
    PLAN_CELL,
    FloatArray,
    cell_means,
    coarse_guide,
    known_features,
    plan_base,
    roughness,
)
from procgen.terrain.solver import sample


def _denoise(model: Denoiser, rest: tuple[torch.Tensor, ...]) -> Callable[[FloatArray, float], FloatArray]:
    """The network under features, scalars and labels ``rest``, as the solver calls it: (b, 1, h, w) and a level."""
    features, scalars, label = rest

    def denoise(noisy: FloatArray, sigma: float) -> FloatArray:
        level = torch.full((len(noisy),), sigma, device=features.device)
        made: FloatArray = model(placed(noisy), features, level, scalars, label).float().cpu().numpy()
        return made

    return denoise


_GRADIENT_BINS = np.geomspace(0.01, 3.0, 41)
_HEIGHT_BINS = 50


def divergence(real: npt.NDArray[np.float64], made: npt.NDArray[np.float64]) -> float:
    """Kullback and Leibler's divergence of a made histogram from a real one, nats."""
    p, q = real + 1e-6, made + 1e-6
    return float(np.sum(p * np.log(p / q)))


def ring_power(field: FloatArray) -> npt.NDArray[np.float64]:
    """(rings,) the power of a square field's frequencies, summed over each ring of whole cycles; windowed by Hann."""
    side = field.shape[0]
    window = np.hanning(side)[:, None] * np.hanning(side)
    frequency = np.fft.fftfreq(side) * side
    radius = np.hypot(frequency[:, None], frequency[None]).round().astype(int).ravel()
    power = np.abs(np.fft.fft2((field - field.mean()) * window)) ** 2
    return np.asarray(np.bincount(radius, power.ravel()), np.float64)


class CoarseJudge:
    """Compares gradients, hypsometry and spectrum of coarse cells; see :meth:`__call__`.

    Args:
        patches: real patches of one split.
        levels: noise levels to call the network at.
        draws: samples for each patch.
        plan: makes the plans; the patches' own if None.
    """

    def __init__(
        self, patches: list[Patch], levels: tuple[float, ...], draws: int = 2, plan: ImplicitField | None = None
    ) -> None:
        self.plan = plan
        self.levels = levels
        self.draws = draws
        self.cases: list[tuple[FloatArray, float, FloatArray, int]] = []
        self.real = []
        for patch in patches:
            frame = frame_of(patch.heights, patch.metres_per_pixel)
            cells = cell_means((patch.heights - np.float32(frame.mean_m)) / np.float32(frame.scale_m))
            plan_heights = cell_means(cells, PLAN_CELL)
            real_plan = np.stack([plan_heights, roughness(cells - plan_base(plan_heights))])
            label = landform_label(patch.landform)
            self.cases.append((real_plan, frame.sea_level, coarse_scalars(frame, 0.0), label))
            self.real.append(cells)

    @torch.no_grad()
    def fields(self, model: Denoiser, seed: int = 0) -> list[FloatArray]:
        """Samples of all cases, (32, 32) frame units each."""
        made = []
        zeros = np.zeros_like(self.real[0])
        scalars = placed(np.stack([scalars for *_, scalars, _ in self.cases]))
        labels = placed(np.array([label for *_, label in self.cases]))
        for draw in range(self.draws):
            plans = [plan for plan, *_ in self.cases]
            if self.plan is not None:
                side = plans[0].shape[-1] + 2 * self.plan.margin
                channels = self.plan.config.noise_channels
                numbers = normal((len(plans), channels, side, side), 1000 * seed + draw)
                plans = list(self.plan(numbers, scalars, labels).float().cpu().numpy())
            guides = [coarse_guide(plan[0], plan[1], sea) for plan, (_, sea, *_) in zip(plans, self.cases, strict=True)]
            features = np.stack([known_features(guide, zeros, zeros) for guide in guides])
            denoise = _denoise(model, (placed(features), scalars, labels))
            noise = np.random.default_rng([seed, draw]).standard_normal((len(self.cases), 1, *zeros.shape))
            residual = sample(noise.astype(np.float32), self.levels, denoise)[:, 0]
            made += [g.base + g.local_scale * r for g, r in zip(guides, residual, strict=True)]
        return made

    @staticmethod
    def _figures(fields: list[FloatArray]) -> tuple[npt.NDArray[np.float64], ...]:
        gradients = np.concatenate([np.hypot(*np.gradient(f)).ravel() for f in fields])
        slopes = np.histogram(np.clip(gradients, _GRADIENT_BINS[0], _GRADIENT_BINS[-1] * 0.999), _GRADIENT_BINS)[0]
        scaled = [(f - f.min()) / np.ptp(f) for f in fields]
        heights = sum(np.histogram(s, _HEIGHT_BINS, (0.0, 1.0))[0] for s in scaled)
        power = np.mean([ring_power(f) for f in fields], axis=0)
        spectrum = np.log(power[3 : fields[0].shape[0] // 2] + 1e-12)
        return slopes / slopes.sum(), np.asarray(heights / np.sum(heights), np.float64), spectrum

    def figures(self, model: Denoiser) -> tuple[float, float, float]:
        """(KL of gradients, KL of hypsometry, RMS difference of the log spectrum), real against made."""
        with autocast():
            made = self._figures(self.fields(model))
        real = self._figures(self.real)
        slopes, heights = (divergence(real[index], made[index]) for index in (0, 1))
        return slopes, heights, float(np.sqrt(np.mean((real[2] - made[2]) ** 2)))

    def __call__(self, model: Denoiser) -> float:
        """Both KL plus a tenth of the spectrum's difference; 0 is perfect."""
        slopes, heights, power = self.figures(model)
        return slopes + heights + 0.1 * power
