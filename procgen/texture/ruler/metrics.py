"""Distances between sets of pictures, in the features of :mod:`procgen.texture.ruler.features`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.kit.ruler.encoder_metrics import cubic_kernel, precision_recall, squared_distances
from procgen.kit.ruler.intervals import Interval, recentred
from procgen.kit.ruler.likeness import drawn_weights, pair_mean

Features = npt.NDArray[np.float32]

SUBSET = 100
SUBSETS = 100
NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class Kid:
    """Kernel distance, times a thousand."""

    value: float
    """Of all pictures at once: the estimator has no bias, and all of them give it the least spread."""
    spread: float
    """Standard deviation over subsets of 100 (or all but one, where there are fewer)."""


def kid_x1000(real: Features, model: Features, seed: int = 0) -> Kid:
    """Squared maximum mean discrepancy with the cubic kernel (Binkowski et al. 2018), times 1000.

    Args:
        real: (n, features), at least three pictures.
        model: (m, features), at least three pictures.
        seed: of the choice of subsets.
    """
    a, b = real.astype(np.float64), model.astype(np.float64)
    of_real, of_model, across = cubic_kernel(a, a), cubic_kernel(b, b), cubic_kernel(a, b)

    def within(kernel: npt.NDArray[np.float64]) -> float:
        return float(kernel.sum() - np.trace(kernel)) / (len(kernel) * (len(kernel) - 1))

    rng = np.random.default_rng(seed)
    size = min(SUBSET, len(real) - 1, len(model) - 1)
    found = []
    for _ in range(SUBSETS):
        rows = rng.choice(len(real), size, replace=False)
        columns = rng.choice(len(model), size, replace=False)
        same = within(of_real[np.ix_(rows, rows)]) + within(of_model[np.ix_(columns, columns)])
        found.append(same - 2.0 * float(across[np.ix_(rows, columns)].mean()))
    value = within(of_real) + within(of_model) - 2.0 * float(across.mean())
    return Kid(1e3 * value, 1e3 * float(np.std(found)))


def kid(features_a: Features, features_b: Features, seed: int = 0) -> tuple[float, float]:
    """:func:`kid_x1000` as value and standard deviation."""
    found = kid_x1000(features_a, features_b, seed)
    return found.value, found.spread


def precision_and_recall(real: Features, model: Features, seed: int = 0, draws: int = 5) -> tuple[float, float]:
    """Kynkäänniemi et al. 2019, k = 3, of equal numbers: means over random choices from the larger set.

    Args:
        real: (n, features).
        model: (m, features).
        seed: of the choices.
        draws: how many.

    Returns:
        Share of the model's pictures that look real, and share of the real ones that the model could make.
    """
    rng = np.random.default_rng(seed)
    count = min(len(real), len(model))
    found = [
        precision_recall(
            real[np.sort(rng.choice(len(real), count, replace=False))],
            model[np.sort(rng.choice(len(model), count, replace=False))],
            NEIGHBOURS,
        )
        for _ in range(draws if len(real) != len(model) else 1)
    ]
    precision, recall = np.mean(found, axis=0)
    return float(precision), float(recall)


def mean_pair_distance(points: Features) -> float:
    """Mean Euclidean distance of all pairs of (n, features); NaN for fewer than two."""
    if len(points) < 2:
        return float("nan")
    flat = points.astype(np.float64)
    squared = np.square(flat).sum(1)[:, None] + np.square(flat).sum(1)[None] - 2.0 * (flat @ flat.T)
    upper = np.triu_indices(len(flat), 1)
    return float(np.sqrt(np.maximum(squared[upper], 0.0)).mean())


def diversity_ratio(
    real: Features, real_classes: Sequence[str], model: Features, model_classes: Sequence[str], fewest: int = 4
) -> float:
    """Mean distance of two pictures of one class, over the same of real pictures.

    Classes weigh by the model's numbers; they count where there are ``fewest`` real pictures and two of the model's.

    Returns:
        NaN where no class has enough.
    """
    of_real, of_model = np.asarray(real_classes), np.asarray(model_classes)
    own = wanted = 0.0
    for name in sorted(set(model_classes)):
        there, here = of_real == name, of_model == name
        if there.sum() >= fewest and here.sum() >= 2:
            own += float(here.sum()) * mean_pair_distance(model[here])
            wanted += float(here.sum()) * mean_pair_distance(real[there])
    return own / wanted if wanted else float("nan")


def diversity_with_interval(
    real: Features,
    real_classes: Sequence[str],
    model: Features,
    model_classes: Sequence[str],
    seed: int = 0,
    fewest: int = 4,
    draws: int = 200,
) -> Interval:
    """:func:`diversity_ratio`; a bootstrap sample draws the model's pictures of each class by themselves."""
    of_real, of_model = np.asarray(real_classes), np.asarray(model_classes)
    classes = []
    wanted = 0.0
    for name in sorted(set(model_classes)):
        there, here = of_real == name, of_model == name
        if there.sum() >= fewest and here.sum() >= 2:
            classes.append(np.sqrt(squared_distances(model[here], model[here])))
            wanted += float(here.sum()) * mean_pair_distance(real[there])
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(draws):
        own = 0.0
        for apart in classes:
            own += len(apart) * pair_mean(apart, drawn_weights(len(apart), rng))
        drawn.append(own / wanted if wanted else float("nan"))
    return recentred(diversity_ratio(real, real_classes, model, model_classes, fewest), drawn)


def frechet_with_interval(real: Features, model: Features, seed: int = 0, draws: int = 60) -> Interval:
    """FID (Heusel et al. 2017) of few pictures in many features.

    With fewer pictures than features the covariances are products of thin matrices, ``A = X'X`` and ``B = Y'Y``, and
    Tr sqrt(A B) is the sum of the singular values of ``X Y'``, which has a row and a column for each picture. A
    bootstrap sample picks rows and columns. FID falls with the number of pictures: compare equal numbers alone.

    Args:
        real: (n, features).
        model: (m, features).
        seed: of the bootstrap.
        draws: bootstrap samples; without any the ends are the value.
    """
    # Far from the origin the differences below would lose digits.
    x = real.astype(np.float64) - real.mean(axis=0, dtype=np.float64)
    y = model.astype(np.float64) - real.mean(axis=0, dtype=np.float64)
    products = x @ y.T
    x_squares, y_squares = np.square(x).sum(1), np.square(y).sum(1)

    def distance(rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]) -> float:
        chosen = products[np.ix_(rows, columns)]
        centred = chosen - chosen.mean(0, keepdims=True) - chosen.mean(1, keepdims=True) + chosen.mean()
        n, m = len(rows), len(columns)
        cross = np.linalg.svd(centred, compute_uv=False).sum() / np.sqrt((n - 1.0) * (m - 1.0))
        x_mean, y_mean = x[rows].mean(0), y[columns].mean(0)
        spread = (x_squares[rows].sum() - n * x_mean @ x_mean) / (n - 1.0)
        spread += (y_squares[columns].sum() - m * y_mean @ y_mean) / (m - 1.0)
        return float(np.square(x_mean - y_mean).sum() + spread - 2.0 * cross)

    rng = np.random.default_rng(seed)
    value = distance(np.arange(len(x)), np.arange(len(y)))
    if not draws:
        return Interval(value, value, value)
    drawn = np.array([distance(rng.integers(0, len(x), len(x)), rng.integers(0, len(y), len(y))) for _ in range(draws)])
    return recentred(value, drawn)
