"""A bound on the negative log-likelihood of real terrain under the coarse network, from its ONNX file.

The variational bound of a diffusion model (Ho et al. 2020) in the limit of many small steps (Kingma et al. 2021,
"Variational Diffusion Models"), in the form of growing noise. With y = x + s e at noise level s and the network's
estimate D(y) of x, minus log p(x) is at most the sum of

- the prior: KL(N(x, b²) || N(0, b²)) = |x|² / (2 b²), at the highest level b;
- the steps down: the integral of |x - D(y)|² / s² over log s, from the lowest level a to b, in expectation over e;
- the end: minus log N(x; D(y), v) at level a, with v fitted on the train split.

The integral is estimated without bias, by a random level in each of 16 equal strata.

It holds for any network; poor estimates only make it looser. It bounds the model that goes down the levels step by
step. What is served was distilled to one call at one level: that sampler maps noise to a field, has no density that
could be written down, and so no likelihood of its own; the same weights do.

Bounded are residuals of coarse cells given the plan of real land; the unit is the spread that the guide expects. Plan
and detail network are implicit (noise to sample) and have no likelihood. Baselines,
both fitted on the train split: ``baseline``, a stationary normal field, which is what noise with the right spectrum is
(normal laws of the cosine transform's coefficients, one variance each), and ``white``, cells by themselves.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.fft import dctn

from procgen.kit.ruler.intervals import FloatArray, mean_interval
from procgen.kit.ruler.metrics import bits_per_dimension, normal_nats
from procgen.kit.ruler.rows import Rows
from procgen.runtime.model_file import LoadedModel
from procgen.runtime.store import ModelStore
from procgen.terrain.cascade import COARSE_LATTICE
from procgen.terrain.parameters import DIFFUSION
from procgen.terrain.recipe.data import Batch, CoarseSampler, Patch

LOWEST: Final = 0.2
"""Below it, estimates are hardly better than the noise. Chosen on the validation split."""
HIGHEST: Final = 15.0
"""What the networks are served at."""
STRATA: Final = 16
_FITTED: Final = 96
"""Train windows that variances are fitted on..."""
_FITTED_CALLS: Final = 16
"""...and those that the network is called for."""
_SMOOTHING: Final = 8.0
"""Windows' weight with which a coefficient's variance is drawn to that of its ring of frequencies."""


def stratified_levels(rng: np.random.Generator, lowest: float) -> FloatArray:
    """(STRATA,) a level of each stratum, even on a logarithmic scale."""
    places = (np.arange(STRATA) + rng.random(STRATA)) / STRATA
    return np.asarray(lowest * np.exp(places * np.log(HIGHEST / lowest)))


def bound_nats(
    clean: FloatArray, end: FloatArray, errors: FloatArray, levels: FloatArray, variance: float, lowest: float
) -> FloatArray:
    """(n,) upper bounds on minus log p, nats, in expectation over noise and levels.

    Args:
        clean: (n, d) what is to be told.
        end: (n,) squared error of the estimate at the lowest level, summed over the d dimensions.
        errors: (n, k) the same at the levels.
        levels: (n, k) of :func:`stratified_levels`.
        variance: of the end's normal law.
        lowest: level.
    """
    prior = 0.5 * np.square(clean).sum(axis=1) / HIGHEST**2
    steps = (errors / np.square(levels)).mean(axis=1) * np.log(HIGHEST / lowest)
    last = 0.5 * (end / variance + clean.shape[1] * np.log(2.0 * np.pi * variance))
    return np.asarray(prior + steps + last)


class StationaryNormal:
    """A normal field whose coefficients of the cosine transform are independent.

    Args:
        train: (n, side, side).
    """

    def __init__(self, train: FloatArray) -> None:
        power = np.square(dctn(train, axes=(1, 2), norm="ortho")).mean(axis=0)
        side = train.shape[1]
        ring = np.hypot(*np.meshgrid(np.arange(side), np.arange(side), indexing="ij")).round().astype(int)
        smooth = (np.bincount(ring.ravel(), power.ravel()) / np.bincount(ring.ravel()))[ring]
        self._variances = (len(train) * power + _SMOOTHING * smooth) / (len(train) + _SMOOTHING) + 1e-12

    def nats(self, fields: FloatArray) -> FloatArray:
        """(n,) of (n, side, side); the transform turns and mirrors, so densities stay as they are."""
        told = dctn(fields, axes=(1, 2), norm="ortho").reshape(len(fields), -1)
        return normal_nats(told, self._variances.ravel())


class _Untold(CoarseSampler):
    """Without cells that are known beforehand, as a sketch's: these would be told for nothing."""

    def known(
        self, cells: npt.NDArray[np.float32], rng: np.random.Generator
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        return np.zeros_like(cells), np.zeros_like(cells)


def _batch(patches: list[Patch], count: int, seed: int) -> Batch:
    """Windows as the network learned from them, but with nothing known beforehand."""
    return _Untold(patches, COARSE_LATTICE.window).batch(count, np.random.default_rng([seed, 3]))


def _errors(network: LoadedModel, batch: Batch, levels: FloatArray, rng: np.random.Generator) -> FloatArray:
    """(n, k) squared errors of the estimates at levels (n, k), summed."""
    found = np.empty(levels.shape)
    for row in range(len(levels)):
        clean = batch.clean[row : row + 1]
        fixed: dict[str, npt.NDArray[np.generic]] = {
            "features": batch.features[row : row + 1],
            "scalars": batch.scalars[row : row + 1],
            "label": batch.label[row : row + 1],
        }
        for column, level in enumerate(levels[row]):
            noisy = clean + np.float32(level) * rng.standard_normal(clean.shape, np.float32)
            estimate = network.run({**fixed, "noisy": noisy, "sigma": np.array([level], np.float32)})
            found[row, column] = np.square(estimate.reshape(clean.shape) - clean, dtype=np.float64).sum()
    return found


def likelihood_rows(train: list[Patch], held: list[Patch], models: tuple[Path, ...], seed: int, windows: int) -> Rows:
    """Bits for a cell of held-out windows.

    Args:
        train: patches that variances are fitted on.
        held: patches of a held-out split.
        models: folders with more models.
        seed: of windows and noise.
        windows: how many.

    Returns:
        ``nll_coarse_bits_per_cell``.
    """
    store = ModelStore(models, threads=1)
    network, rng = store.part("terrain", DIFFUSION, "coarse"), np.random.default_rng([seed, 4])
    fitted, told = _batch(train, _FITTED, seed), _batch(held, windows, seed)
    clean = told.clean[:, 0].astype(np.float64)
    width = clean[0].size
    variance = float(_errors(network, fitted, np.full((_FITTED_CALLS, 1), LOWEST), rng).mean()) / width
    flat, known = clean.reshape(windows, -1), fitted.clean[:, 0].astype(np.float64)
    levels = np.stack([stratified_levels(rng, LOWEST) for _ in range(windows)])
    end = _errors(network, told, np.full((windows, 1), LOWEST), rng)[:, 0]
    ours = bound_nats(flat, end, _errors(network, told, levels, rng), levels, variance, LOWEST)
    others = {
        "baseline": StationaryNormal(known).nats(clean),
        "white": normal_nats(flat, np.array([np.square(known).mean()])),
    }
    row: dict[str, float] = {}
    for column, nats in {"ours": ours, **others}.items():
        bits = np.array([bits_per_dimension(each, width) for each in nats])
        row |= mean_interval(bits, seed=seed).cells(column)
    return {"nll_coarse_bits_per_cell": row}
