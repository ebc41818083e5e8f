"""Draws of documented simulations."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np


def pick(rng: np.random.Generator, weights: Mapping[str, float]) -> str:
    """One of the names, by weight."""
    names = [name for name, weight in weights.items() if weight > 0.0]
    shares = np.array([weights[name] for name in names])
    return names[
        int(np.searchsorted(np.cumsum(shares), rng.random() * shares.sum(), side="right").clip(0, len(names) - 1))
    ]


def count(rng: np.random.Generator, mean: float, most: int) -> int:
    """A Poisson number, at most so many."""
    return int(min(rng.poisson(max(mean, 0.0)), most))
