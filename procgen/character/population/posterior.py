"""How known values condition the core, and the random numbers of people."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.character.population.axes import AXIS_INDEX, AXIS_NAMES
from procgen.character.population.core import Core
from procgen.character.population.marginals import FloatArray
from procgen.character.population.measures import INDEX, MEASURES
from procgen.runtime.philox import gaussian_field

PROPOSALS = 32
CHUNK = 16
"""People of one call of the decoder. Always as many: on another number of rows a matrix product may round otherwise,
and a person must not depend on how many others are asked for."""
ROWS: Final = CHUNK * PROPOSALS
"""Rows of the decoder's input."""


def lower_factor(covariance: FloatArray) -> FloatArray:
    """The Cholesky factor (n, n) of a covariance; n may be 0."""
    return np.asarray(np.linalg.cholesky(covariance), np.float64)


@dataclass(frozen=True, slots=True)
class Proposal:
    """How the Gaussian's posterior of the K + 1 latents is moved and stretched; see :mod:`procgen.models.vae`."""

    step: FloatArray
    """(K + 1,) in units of the posterior's Cholesky factor."""
    log_stretch: FloatArray
    """(K + 1,)"""
    spread: float
    """What the last latent adds to the logarithm of the other stretches, times itself."""


class Given:
    """The known values and what the Gaussian core makes of them.

    Args:
        core: of the sex and age.
        conditions: values of measures and axes.
    """

    def __init__(self, core: Core, conditions: Mapping[str, float]) -> None:
        count, latents = core.loadings.shape
        self.core = core
        self.known = np.array(sorted(INDEX[name] for name in conditions if name in INDEX), np.intp)
        self.rest = np.setdiff1d(np.arange(count), self.known)
        self.fixed = np.array(sorted(AXIS_INDEX[name] for name in conditions if name in AXIS_INDEX), np.intp)
        # The last latent, of the spread, has no loadings.
        self.free = np.setdiff1d(np.arange(latents + 1), self.fixed)
        self.values = np.array([conditions[MEASURES[at].name] for at in self.known])
        self.axes = np.array([conditions[AXIS_NAMES[at]] for at in self.fixed])
        self.loadings = np.concatenate([core.loadings, np.zeros((count, 1))], axis=1)
        scored = np.zeros(count)
        for at, value in zip(self.known, self.values, strict=True):
            scored[at] = core.to_score(MEASURES[at].name, float(value))
        self.scored = scored
        """(D,) residual scores, 0 where unknown."""
        centred = scored[self.known] - self.loadings[np.ix_(self.known, self.fixed)] @ self.axes
        inner = self.loadings[np.ix_(self.known, self.free)]
        residual = core.residual[np.ix_(self.known, self.known)]
        self.residual_factor = lower_factor(residual)
        factor = lower_factor(inner @ inner.T + residual)
        half = np.linalg.solve(factor, inner)
        white = np.linalg.solve(factor, centred)
        self.mean = half.T @ white
        """(free,) posterior mean of the latents that are free, in the Gaussian."""
        self.factor = lower_factor((1.0 + 1e-6) * np.eye(len(self.free)) - half.T @ half)
        number = len(self.known)
        self.surprise = (float(white @ white) - number) / math.sqrt(2.0 * number) if number else 0.0


def person_noise(seed: int, purpose: str, first: int, width: int) -> FloatArray:
    """(CHUNK, width) standard normal numbers that belong to the people from number ``first`` on."""
    return gaussian_field(seed, f"character/population/{purpose}", 0, first, width, CHUNK).astype(np.float64)


def chosen(weight: FloatArray, seed: int, first: int) -> npt.NDArray[np.intp]:
    """(CHUNK,) which of the proposals of each person, by log weights (CHUNK, proposals)."""
    share = np.exp(weight - weight.max(axis=1, keepdims=True))
    sums = np.cumsum(share, axis=1)
    # A normal number's place in its distribution is an even chance.
    normal = person_noise(seed, "choice", first, 1)[:, 0]
    chance = np.array([0.5 * math.erfc(-number / math.sqrt(2.0)) for number in normal])
    below = (sums < (chance * sums[:, -1])[:, None]).sum(axis=1)
    return np.asarray(np.minimum(below, weight.shape[1] - 1), np.intp)
