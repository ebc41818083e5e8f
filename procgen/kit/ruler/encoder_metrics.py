"""Distances between sets of encoder features: FID, KID, precision and recall.

Crops of one map resemble one another. Where that would bias a figure, pairs of crops of one map are left out.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from procgen.kit.ruler.metrics import gaussian_frechet

Features = npt.NDArray[np.float32]


class Encoded(Protocol):
    """What an encoder says of a set of maps."""

    @property
    def crops(self) -> Features:
        """(maps, crops, features)."""

    @property
    def level(self) -> npt.NDArray[np.bool_]:
        """(maps, crops): those that are level nearly everywhere, and all alike."""


def _moments(crops: Features) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    flat = crops.reshape(-1, crops.shape[-1]).astype(np.float64)
    return flat.mean(axis=0), np.cov(flat, rowvar=False)


def frechet_distance(real: Features, model: Features) -> float:
    """Fréchet distance between normal distributions with the sets' means and covariances (Heusel et al. 2017, FID).

    It falls with the number of maps, so it is comparable only between equal numbers.

    Args:
        real: (maps, crops, features).
        model: (maps, crops, features).
    """
    return gaussian_frechet(*_moments(real), *_moments(model))


def cubic_kernel(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(n, m): KID's kernel of each of (n, features) with each of (m, features)."""
    affine = a @ b.T / a.shape[1] + 1.0
    return np.asarray(affine * affine * affine)  # several times faster than a power


def kernel_distance(real: Features, model: Features) -> float:
    """Squared maximum mean discrepancy with the cubic kernel (Binkowski et al. 2018, KID), without bias.

    Within a set, only pairs of crops of different maps count. Zero on average for equal distributions, and below zero
    half of the time; it does not depend on the number of maps.

    Args:
        real: (maps, crops, features), at least two maps.
        model: (maps, crops, features), at least two maps.
    """

    def within(crops: Features) -> float:
        maps, each, width = crops.shape
        kernel = cubic_kernel(*2 * (crops.reshape(-1, width).astype(np.float64),)).reshape(maps, each, maps, each)
        own = np.einsum("aiaj->", kernel)
        return float((kernel.sum() - own) / (maps * (maps - 1) * each**2))

    a, b = (crops.reshape(-1, crops.shape[-1]).astype(np.float64) for crops in (real, model))
    return within(real) + within(model) - 2.0 * float(cubic_kernel(a, b).mean())


def squared_distances(a: Features, b: Features) -> npt.NDArray[np.float64]:
    """(n, m): of each of (n, features) to each of (m, features)."""
    a64, b64 = a.astype(np.float64), b.astype(np.float64)
    squared = np.square(a64).sum(1)[:, None] + np.square(b64).sum(1)[None] - 2.0 * (a64 @ b64.T)
    return np.asarray(np.maximum(squared, 0.0))


def within_reach(support: Features, points: Features, neighbours: int = 3) -> npt.NDArray[np.bool_]:
    """(n,) which points (n, d) lie within the union of balls that reach to each support point's k-th neighbour."""
    own = np.sort(squared_distances(support, support), axis=1)
    radius = own[:, min(neighbours, len(support) - 1)]  # column 0 is the point itself
    return np.asarray((squared_distances(points, support) <= radius[None]).any(axis=1))


def precision_recall(real: Features, model: Features, neighbours: int = 3) -> tuple[float, float]:
    """Share of the model's maps that look real, and share of the real maps that the model could make.

    Kynkäänniemi et al. 2019, "Improved Precision and Recall Metric for Assessing Generative Models".

    Args:
        real: (maps, features), one vector a map.
        model: (maps, features); as many maps, for the figures depend on the number.
        neighbours: k.
    """
    precision, recall = within_reach(real, model, neighbours).mean(), within_reach(model, real, neighbours).mean()
    return float(precision), float(recall)
