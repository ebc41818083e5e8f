"""Measures of critics against closed forms."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest

from procgen.critic.ruler.evaluate import auroc, auroc_interval, best_of_gain, of_features

RNG = np.random.default_rng(2)


def test_auroc_of_two_normals_is_the_normal_integral() -> None:
    low, high = RNG.normal(0.0, 1.0, 40_000), RNG.normal(1.5, 2.0, 40_000)
    expected = 0.5 * (1.0 + math.erf(1.5 / math.sqrt(1.0 + 4.0) / math.sqrt(2.0)))
    found = auroc(low.astype(np.float32), high.astype(np.float32))
    assert found == pytest.approx(expected, abs=0.005)


def test_auroc_counts_ties_half_and_turns_round() -> None:
    low, high = np.array([1, 2, 2, 3], np.float32), np.array([2, 4], np.float32)
    pairs = [1.0 if h > one else 0.5 if h == one else 0.0 for h in high for one in low]
    assert auroc(low, high) == pytest.approx(np.mean(pairs))
    assert auroc(high, low) == pytest.approx(1.0 - np.mean(pairs))


def test_interval_holds_the_truth() -> None:
    low, high = RNG.normal(0.0, 1.0, 300), RNG.normal(1.0, 1.0, 300)
    expected = 0.5 * (1.0 + math.erf(0.5))
    a, b = auroc_interval(low.astype(np.float32), high.astype(np.float32), 1)
    assert a < expected < b


def _means(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> float:
    return float(np.abs(a.mean(0) - b.mean(0)).sum())


def test_a_critic_that_knows_helps_and_one_that_guesses_does_not() -> None:
    real = RNG.normal(0.0, 1.0, (400, 1))
    made = RNG.normal(1.0, 1.0, (200, 4, 1))
    metric = of_features(real, made, _means)
    knows = best_of_gain(np.abs(made[..., 0]).astype(np.float32), metric, 1, 100)
    assert knows.helps
    assert knows.chosen < knows.random
    guesses = best_of_gain(RNG.normal(size=(200, 4)).astype(np.float32), metric, 1, 100)
    assert not guesses.helps
    worst = best_of_gain(-made[..., 0].astype(np.float32), metric, 1, 100)
    assert worst.high < 0.0
