"""Intervals that chance leaves a figure, by the bootstrap (Efron 1979)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

ENDS = ("_low", "_high")
"""What the columns of an interval's ends add to the name of its figure's."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and where 95 % of the bootstrap samples lie."""

    value: float
    low: float
    high: float

    def cells(self, name: str) -> dict[str, float]:
        """For a row of metrics: NAME, NAME_low, NAME_high."""
        return {name: self.value, f"{name}_low": self.low, f"{name}_high": self.high}

    def about(self, value: float) -> Interval:
        """The same width about another estimate of the figure, such as a mean over several choices of real data."""
        return Interval(value, value + self.low - self.value, value + self.high - self.value)

    def times(self, factor: float) -> Interval:
        """In another unit; the factor is positive."""
        return Interval(factor * self.value, factor * self.low, factor * self.high)


def recentred(value: float, drawn: FloatArray | Sequence[float]) -> Interval:
    """A figure with the interval of bootstrap samples, moved by the bias that drawing with replacement brings.

    Args:
        value: of all rows.
        drawn: (draws,) of bootstrap samples.
    """
    low, high = value + np.quantile(drawn, (0.025, 0.975)) - np.mean(drawn)
    return Interval(float(value), float(low), float(high))


def mean_of(intervals: Sequence[Interval]) -> Interval:
    """The mean of figures that are independent of one another: half widths add up as standard errors do."""
    value = float(np.mean([each.value for each in intervals]))
    below = float(np.sqrt(np.sum([(each.value - each.low) ** 2 for each in intervals]))) / len(intervals)
    above = float(np.sqrt(np.sum([(each.high - each.value) ** 2 for each in intervals]))) / len(intervals)
    return Interval(value, value - below, value + above)


def mean_interval(values: FloatArray, *, seed: int, groups: IntArray | None = None, draws: int = 1000) -> Interval:
    """A mean with its interval.

    Args:
        values: (n,) one a row.
        seed: of the draws.
        groups: (n,) equal where rows belong together, which are then drawn together.
        draws: bootstrap samples.
    """
    return ratio_interval(values, np.ones(len(values)), seed=seed, groups=groups, draws=draws)


def share_interval(some: int, whole: int, *, seed: int) -> Interval:
    """How many of how many, such as right answers, as a share with its interval; 0 of 0 is none of one."""
    return mean_interval((np.arange(max(whole, 1)) < some).astype(np.float64), seed=seed)


def ratio_interval(
    above: FloatArray, below: FloatArray, *, seed: int, groups: IntArray | None = None, draws: int = 1000
) -> Interval:
    """A sum over another, such as bits over bytes, with its interval.

    Args:
        above: (n,) one a row.
        below: (n,) one a row.
        seed: of the draws.
        groups: (n,) equal where rows belong together, which are then drawn together.
        draws: bootstrap samples.
    """
    own = np.arange(len(above)) if groups is None else np.unique(groups, return_inverse=True)[1]
    sums, counts = np.bincount(own, above), np.bincount(own, below)
    rng = np.random.default_rng(seed)
    means = np.empty(draws)
    for draw in range(draws):
        drawn = rng.integers(0, len(sums), len(sums))
        means[draw] = sums[drawn].sum() / counts[drawn].sum()
    low, high = np.quantile(means, (0.025, 0.975))
    return Interval(float(above.sum() / below.sum()), float(low), float(high))


def resampled_interval(figure: Callable[[IntArray], float], rows: int, *, seed: int, draws: int = 200) -> Interval:
    """Any figure of a set of rows, with its interval.

    Args:
        figure: of the rows with these numbers.
        rows: how many there are.
        seed: of the draws.
        draws: bootstrap samples.
    """
    rng = np.random.default_rng(seed)
    drawn = [figure(rng.integers(0, rows, rows)) for _ in range(draws)]
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Interval(figure(np.arange(rows)), float(low), float(high))
