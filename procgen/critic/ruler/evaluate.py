"""Whether a critic helps: does it tell real from spoilt, and is the best of four of its choosing better than any one.

Best of four: for each request four candidates are made. The *chosen* set has the one of lowest energy of each request,
the *random* set one at random. Both are compared with held-out real things by the domain's own metric, which the critic
never saw: FID by the terrain encoder, KID by an ImageNet network, the energy distance of bodies. The interval is that
of the difference, by drawing requests with replacement.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.critic.pictures import FloatArray

Values = npt.NDArray[np.float64]
Metric = Callable[[npt.NDArray[np.intp], npt.NDArray[np.intp]], float]
"""Requests and the candidate of each, to a distance from held-out real things; less is better."""
RESAMPLES: Final = 400
_RANDOM_SETS: Final = 8


def auroc(low: FloatArray, high: FloatArray) -> float:
    """Probability that one of ``low`` (n,) has a lower energy than one of ``high`` (m,); ties count half.

    The area under the receiver operating characteristic, as the Mann-Whitney statistic.
    """
    both = np.concatenate([low, high])
    order = np.argsort(both, kind="stable")
    ranks = np.empty(len(both))
    ranks[order] = np.arange(1, len(both) + 1)
    # Equal values share their mean rank.
    _, inverse, counts = np.unique(both, return_inverse=True, return_counts=True)
    mean_rank = np.bincount(inverse, ranks) / counts
    ranks = mean_rank[inverse]
    rank_sum = ranks[len(low) :].sum()
    return float((rank_sum - len(high) * (len(high) + 1) / 2.0) / (len(low) * len(high)))


def auroc_interval(low: FloatArray, high: FloatArray, seed: int, times: int = 200) -> tuple[float, float]:
    """95 % by bootstrap."""
    rng = np.random.default_rng(seed)
    found = [
        auroc(low[rng.integers(len(low), size=len(low))], high[rng.integers(len(high), size=len(high))])
        for _ in range(times)
    ]
    return float(np.quantile(found, 0.025)), float(np.quantile(found, 0.975))


@dataclass(frozen=True, slots=True)
class Gain:
    """What choosing brings, by a metric where less is better."""

    random: float
    """Mean over several random sets."""
    chosen: float
    low: float
    high: float
    """95 % interval of random less chosen; the critic helps where it lies above zero."""

    @property
    def helps(self) -> bool:
        return self.low > 0.0


def best_of_gain(energies: FloatArray, metric: Metric, seed: int, resamples: int = RESAMPLES) -> Gain:
    """The gain of choosing by energies (requests, candidates)."""
    rng = np.random.default_rng(seed)
    requests, candidates = energies.shape
    best = energies.argmin(1)
    all_requests = np.arange(requests)

    def random_choice() -> npt.NDArray[np.intp]:
        return np.asarray(rng.integers(candidates, size=requests), np.intp)

    random = float(np.mean([metric(all_requests, random_choice()) for _ in range(_RANDOM_SETS)]))
    differences = []
    for _ in range(resamples):
        drawn = np.asarray(rng.integers(requests, size=requests), np.intp)
        differences.append(metric(drawn, random_choice()[drawn]) - metric(drawn, best[drawn]))
    low, high = np.quantile(differences, (0.025, 0.975))
    return Gain(random, metric(all_requests, best), float(low), float(high))


def of_features(
    real: npt.NDArray[Any], made: npt.NDArray[Any], distance: Callable[[npt.NDArray[Any], npt.NDArray[Any]], float]
) -> Metric:
    """A metric on features: real (n, D), made (requests, candidates, D)."""
    return lambda requests, candidates: distance(real, made[requests, candidates])
