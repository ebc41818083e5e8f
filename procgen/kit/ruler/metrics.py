"""Figures that no domain owns: divergences, the Fréchet distance of normal laws, inception scores, likelihoods.

What compares sets of features stands on these: :mod:`procgen.kit.ruler.encoder_metrics` (FID, KID, precision and
recall of maps), :mod:`procgen.texture.ruler.metrics` (the same of few pictures in many features) and
:mod:`procgen.kit.ruler.likeness` (their intervals, for every domain). Intervals come from
:mod:`procgen.kit.ruler.intervals`.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from procgen.kit.ruler.intervals import Interval, recentred

FloatArray = npt.NDArray[np.float64]


def symmetric_root(matrix: FloatArray) -> FloatArray:
    """Square root of a symmetric matrix without negative eigenvalues but for rounding."""
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T)


def gaussian_frechet(mean: FloatArray, covariance: FloatArray, mean_b: FloatArray, covariance_b: FloatArray) -> float:
    """Squared Fréchet distance of two normal laws (Dowson and Landau 1982): |m - m'|² + Tr(C + C' - 2 sqrt(C C'))."""
    root = symmetric_root(covariance)
    # Tr sqrt(A B) = Tr sqrt(sqrt(A) B sqrt(A)), and the latter is symmetric.
    cross = np.sqrt(np.maximum(np.linalg.eigvalsh(root @ covariance_b @ root), 0.0)).sum()
    spread = np.trace(covariance) + np.trace(covariance_b) - 2.0 * cross
    return float(np.square(mean - mean_b).sum() + spread)


def discrete_kl(p: FloatArray, q: FloatArray) -> float:
    """Kullback-Leibler divergence in nats of one distribution over states from another; infinite where ``q`` lacks what
    ``p`` has. Both are made to sum to 1.
    """
    p, q = p.ravel() / p.sum(), q.ravel() / q.sum()
    some = p > 0.0
    if (q[some] == 0.0).any():
        return math.inf
    return float((p[some] * np.log(p[some] / q[some])).sum())


def bits_per_dimension(nats: float, dimensions: int) -> float:
    """Of a negative log-likelihood in nats of so many dimensions, bytes or tiles."""
    return nats / (dimensions * math.log(2.0))


def normal_nats(values: FloatArray, variances: FloatArray) -> FloatArray:
    """(n,) negative log-densities in nats of rows (n, d) under independent normal laws of mean zero.

    Args:
        values: (n, d).
        variances: (d,) or (1,).
    """
    return np.asarray(0.5 * (np.square(values) / variances + np.log(2.0 * np.pi * variances)).sum(axis=1))


def inception_score(probabilities: FloatArray) -> float:
    """The exponential of the mean divergence of a picture's classes from all pictures' (Salimans et al. 2016).

    Args:
        probabilities: (n, classes) of a classifier.

    Returns:
        1, where all pictures look alike or none looks like a class, to the number of classes.
    """
    share = probabilities.mean(axis=0, keepdims=True)
    ratio = np.log(np.maximum(probabilities, 1e-12)) - np.log(np.maximum(share, 1e-12))
    return float(np.exp((probabilities * ratio).sum(axis=1).mean()))


def inception_interval(probabilities: FloatArray, *, seed: int, draws: int = 200) -> Interval:
    """:func:`inception_score` with the interval that chance leaves it, moved by the bias that drawing with replacement
    brings.
    """
    rng = np.random.default_rng(seed)
    value = inception_score(probabilities)
    count = len(probabilities)
    drawn = np.array([inception_score(probabilities[rng.integers(0, count, count)]) for _ in range(draws)])
    return recentred(value, drawn)
