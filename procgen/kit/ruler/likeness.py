"""How like real things made ones are, in features, with intervals: what every domain measures alike.

FID, KID, precision and recall, diversity, the inception score and the divergence of classes by a classifier of our own,
and the nearness to the train split. Columns: ``ours``; ``real``, the floor, which is real things of the train split in
the place of ours (for what is no distance, the held-out ones' own value); ``baseline``. Ends of 95 % bootstrap
intervals stand in COLUMN_low and COLUMN_high.

Drawing with replacement gives a set equal rows. Pairs of a row with itself are left out, what bias is left is taken off
(:func:`procgen.kit.ruler.intervals.recentred`), and precision and recall keep the support and draw the points alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from procgen.kit.ruler.encoder_metrics import cubic_kernel, frechet_distance, squared_distances, within_reach
from procgen.kit.ruler.intervals import FloatArray, Interval, mean_interval, recentred
from procgen.kit.ruler.memorisation import closer_p_value
from procgen.kit.ruler.metrics import discrete_kl, inception_interval
from procgen.kit.ruler.rows import Rows

Features = npt.NDArray[np.float32]
Classify = Callable[[Features], FloatArray]
"""(n, d) features to (n, classes) probabilities."""

_PSEUDO = 0.5
"""Added to the sum of each class, so that the divergence is finite."""
_NEIGHBOURS = 3


def _drawn(count: int, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    return np.asarray(rng.integers(0, count, count), np.intp)


def drawn_weights(count: int, rng: np.random.Generator) -> FloatArray:
    """How often a bootstrap sample has each of two or more rows; one of a single row, without pairs, is drawn again."""
    while True:
        weights = np.bincount(_drawn(count, rng), minlength=count).astype(np.float64)
        if np.count_nonzero(weights) > 1:
            return weights


def fid_interval(real: Features, model: Features, *, seed: int, draws: int = 60) -> Interval:
    """:func:`procgen.kit.ruler.encoder_metrics.frechet_distance` of (n, crops, d) and (m, crops, d); sets are drawn by
    their first axis.
    """
    rng = np.random.default_rng(seed)
    drawn = [
        frechet_distance(real[_drawn(len(real), rng)], model[_drawn(len(model), rng)]) for _ in range(draws)
    ]  # fmt: skip
    return recentred(frechet_distance(real, model), drawn)


def _map_kernel(a: Features, b: Features) -> FloatArray:
    """(n, m): the mean of KID's kernel over the pairs of crops of two maps."""
    (n, c, width), (m, k, _) = a.shape, b.shape
    found = cubic_kernel(a.reshape(-1, width).astype(np.float64), b.reshape(-1, width).astype(np.float64))
    return np.asarray(found.reshape(n, c, m, k).mean((1, 3)))


def kid_interval(real: Features, model: Features, *, seed: int, draws: int = 200) -> Interval:
    """:func:`procgen.kit.ruler.encoder_metrics.kernel_distance` of (n, crops, d) and (m, crops, d)."""
    of_real, of_model, across = _map_kernel(real, real), _map_kernel(model, model), _map_kernel(real, model)

    def distance(a: FloatArray, b: FloatArray) -> float:
        return pair_mean(of_real, a) + pair_mean(of_model, b) - 2.0 * float(a @ across @ b) / (len(a) * len(b))

    rng = np.random.default_rng(seed)
    drawn = [distance(drawn_weights(len(real), rng), drawn_weights(len(model), rng)) for _ in range(draws)]
    return recentred(distance(np.ones(len(real)), np.ones(len(model))), drawn)


def pair_mean(values: FloatArray, weights: FloatArray) -> float:
    """Mean of (n, n) over pairs of different rows that occur as often as ``weights`` (n,) says."""
    squares = np.square(weights)
    total = float(weights @ values @ weights - squares @ np.diag(values))
    return total / float(weights.sum() ** 2 - squares.sum())


def precision_recall_intervals(real: Features, model: Features, *, seed: int) -> tuple[Interval, Interval]:
    """:func:`procgen.kit.ruler.encoder_metrics.precision_recall` of (n, d) and (m, d), for given supports."""
    found = (within_reach(real, model, _NEIGHBOURS), within_reach(model, real, _NEIGHBOURS))
    precision, recall = (mean_interval(each.astype(np.float64), seed=seed) for each in found)
    return precision, recall


def diversity_interval(real: Features, model: Features, *, seed: int, draws: int = 200) -> Interval:
    """Mean distance of two things of the model over that of two real ones; (m, d) and (n, d)."""
    of_real, of_model = (np.sqrt(squared_distances(each, each)) for each in (real, model))
    rng = np.random.default_rng(seed)
    drawn = [
        pair_mean(of_model, drawn_weights(len(model), rng)) / pair_mean(of_real, drawn_weights(len(real), rng))
        for _ in range(draws)
    ]
    return recentred(pair_mean(of_model, np.ones(len(model))) / pair_mean(of_real, np.ones(len(real))), drawn)


def class_kl_interval(real: FloatArray, model: FloatArray, *, seed: int, draws: int = 400) -> Interval:
    """KL(real || model) in nats of the classes that a classifier sees in two sets.

    Args:
        real: (n, classes) probabilities.
        model: (m, classes) probabilities.
        seed: of the draws.
        draws: bootstrap samples.
    """

    def divergence(a: FloatArray, b: FloatArray) -> float:
        return discrete_kl(a.sum(axis=0) + _PSEUDO, b.sum(axis=0) + _PSEUDO)

    rng = np.random.default_rng(seed)
    drawn = [divergence(real[_drawn(len(real), rng)], model[_drawn(len(model), rng)]) for _ in range(draws)]
    return recentred(divergence(real, model), drawn)


def nearness_interval(model: FloatArray, held: FloatArray, *, seed: int, draws: int = 400) -> Interval:
    """Mean distance to the nearest train thing, of the model's over that of held-out real ones: below 1 where the model
    keeps closer to what it learned from than real things do. NaN values, of things that resemble nothing, are left out.

    Raises:
        ValueError: held-out things are all train things too, as in tables of few different rows.
    """
    own, others = model[np.isfinite(model)], held[np.isfinite(held)]
    if not others.any():
        raise ValueError("nothing that was held out differs from what was learned from")
    rng = np.random.default_rng(seed)
    pairs = [(own[_drawn(len(own), rng)].mean(), others[_drawn(len(others), rng)].mean()) for _ in range(draws)]
    low, high = np.quantile([above / below for above, below in pairs if below > 0.0], (0.025, 0.975))
    return Interval(float(own.mean() / others.mean()), float(low), float(high))


class Clusters:
    """A classifier where data has no classes of its own: a mixture of normal laws of one spread about k-means' centres
    (MacQueen 1967; k-means++ starts) of the train split's features, standardised.

    Args:
        train: (n, d).
        count: of clusters.
    """

    def __init__(self, train: Features, count: int = 10) -> None:
        from sklearn.cluster import KMeans  # noqa: PLC0415 a second to load

        self._mean, self._spread = train.mean(axis=0), train.std(axis=0) + np.float32(1e-6)
        scaled = self._scaled(train)
        found = KMeans(count, n_init=3, random_state=0, algorithm="lloyd").fit(scaled)
        self._centres = np.asarray(found.cluster_centers_, np.float32)
        self._variance = float(found.inertia_) / scaled.size

    def _scaled(self, points: Features) -> Features:
        return np.asarray((points - self._mean) / self._spread, np.float32)

    def __call__(self, points: Features) -> FloatArray:
        """(n, clusters) probabilities of (n, d)."""
        logs = -0.5 * squared_distances(self._scaled(points), self._centres) / self._variance
        likely = np.exp(logs - logs.max(axis=1, keepdims=True))
        return np.asarray(likely / likely.sum(axis=1, keepdims=True))


class MainDirections:
    """The train split's first principal components, in which few things suffice for a covariance.

    Args:
        train: (n, d).
        count: of components, at most.
    """

    def __init__(self, train: Features, count: int = 24) -> None:
        self._mean = train.mean(axis=0)
        axes = np.linalg.svd(train - self._mean, full_matrices=False)[2]
        self._basis = axes[:count].T

    def __call__(self, points: Features) -> Features:
        """(n, components) of (n, d)."""
        return np.asarray((points - self._mean) @ self._basis, np.float32)


def likeness_rows(
    held: Features,
    columns: Mapping[str, Features],
    train: Features,
    classify: Classify,
    *,
    seed: int,
) -> Rows:
    """All figures of sets of features.

    Args:
        held: (n, d) of held-out real things.
        columns: ``ours``, ``real`` and ``baseline``, (m, d) each; ``real`` is of train things.
        train: (t, d), those that nearness is measured to.
        classify: learned from the train split.
        seed: of all draws.

    Returns:
        ``fid``, ``kid_x1000``, ``precision``, ``recall``, ``diversity_ratio``, ``inception_score``, ``class_kl``,
        ``nearest_ratio`` (if held-out things differ from train things at all) and ``nearest_p_value``; sets are cut to
        equal numbers, for some figures depend on these.
    """
    count = min(len(held), *(len(each) for each in columns.values()))
    wanted = held[:count]
    likely = classify(wanted)
    near = nearest(wanted, train)
    rows: Rows = {}
    for name, every in columns.items():
        points = every[:count]
        own = classify(points)
        precision, recall = precision_recall_intervals(wanted, points, seed=seed)
        found = {
            "fid": fid_interval(wanted[:, None], points[:, None], seed=seed),
            "kid_x1000": kid_interval(wanted[:, None], points[:, None], seed=seed).times(1000.0),
            "precision": precision,
            "recall": recall,
            "diversity_ratio": diversity_interval(wanted, points, seed=seed),
            "inception_score": inception_interval(likely if name == "real" else own, seed=seed),
            "class_kl": class_kl_interval(likely, own, seed=seed),
        }
        if name != "real":
            distance = nearest(points, train)
            if near[np.isfinite(near)].any():
                found["nearest_ratio"] = nearness_interval(distance, near, seed=seed)
            rows.setdefault("nearest_p_value", {"real": 0.5})[name] = closer_p_value(distance, near)
        for metric, interval in found.items():
            rows.setdefault(metric, {}).update(interval.cells(name))
    if "nearest_ratio" in rows:
        rows["nearest_ratio"]["real"] = 1.0
    return rows


def nearest(points: Features, train: Features) -> FloatArray:
    """(n,) distance of each of (n, d) to the nearest of (t, d)."""
    return np.asarray(np.sqrt(squared_distances(points, train).min(axis=1)))
