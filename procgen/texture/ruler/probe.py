"""A classifier that no generator has seen: logistic regression on the judge's features, fitted on the train split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from procgen.texture.ruler.metrics import Features

_PENALTY = 10.0
"""Half of it times the squared weights is added to the sum of the pictures' losses."""
_ITERATIONS = 40

DoubleArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Probe:
    """A linear classifier of features."""

    classes: tuple[str, ...]
    mean: Features
    """(features,) subtracted first, ..."""
    spread: Features
    """(features,) ... and divided by."""
    weights: Features
    """(features + 1, classes), the last row added."""

    def probabilities(self, points: Features) -> DoubleArray:
        """(n, classes) of (n, features)."""
        scaled = (points - self.mean) / self.spread
        logits = (scaled @ self.weights[:-1] + self.weights[-1]).astype(np.float64)
        logits -= logits.max(axis=1, keepdims=True)
        exponentials = np.exp(logits)
        return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True))

    def right(self, points: Features, classes: Sequence[str]) -> npt.NDArray[np.bool_]:
        """(n,) whether the likeliest class is the one named."""
        found = self.probabilities(points).argmax(axis=1)
        return np.array([self.classes[index] == name for index, name in zip(found, classes, strict=True)], bool)


def fit_probe(points: Features, classes: Sequence[str]) -> Probe:
    """Multinomial logistic regression with a quadratic penalty, by L-BFGS from zero: always the same.

    Args:
        points: (n, features).
        classes: (n,) their names.
    """
    names = tuple(sorted(set(classes)))
    label = np.array([names.index(name) for name in classes])
    mean = points.mean(axis=0)
    # Channels that never vary would be divided by zero.
    spread = points.std(axis=0) + np.float32(1e-6)
    scaled = ((points - mean) / spread).astype(np.float32)
    count, width = scaled.shape
    wanted = np.eye(len(names), dtype=np.float32)[label]

    def loss(flat: DoubleArray) -> tuple[float, DoubleArray]:
        weights = flat.reshape(width + 1, len(names)).astype(np.float32)
        logits = scaled @ weights[:-1] + weights[-1]
        logits -= logits.max(axis=1, keepdims=True)
        exponentials = np.exp(logits)
        likely = exponentials / exponentials.sum(axis=1, keepdims=True)
        entropy = -np.log(np.maximum(likely[np.arange(count), label], 1e-30)).sum(dtype=np.float64)
        penalty = 0.5 * _PENALTY * np.square(weights[:-1], dtype=np.float64).sum()
        error = likely - wanted
        gradient = np.concatenate([scaled.T @ error + _PENALTY * weights[:-1], error.sum(axis=0, keepdims=True)])
        return float(entropy + penalty), gradient.ravel().astype(np.float64)

    start = np.zeros((width + 1) * len(names))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _ITERATIONS})
    weights = found.x.reshape(width + 1, len(names)).astype(np.float32)
    return Probe(names, mean.astype(np.float32), spread.astype(np.float32), weights)
