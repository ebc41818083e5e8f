from __future__ import annotations

import numpy as np
import pytest

from procgen.kit.ruler.intervals import (
    Interval,
    mean_interval,
    mean_of,
    ratio_interval,
    recentred,
    resampled_interval,
    share_interval,
)


def test_the_interval_of_a_mean_is_that_of_the_normal_law() -> None:
    values = np.random.default_rng(0).standard_normal(2000)
    found = mean_interval(values, seed=1, draws=1500)
    error = 1.96 * values.std() / np.sqrt(len(values))
    assert found.value == pytest.approx(values.mean())
    assert found.high - found.value == pytest.approx(error, rel=0.1)
    assert found.value - found.low == pytest.approx(error, rel=0.1)


def test_the_interval_holds_the_mean_as_often_as_it_says() -> None:
    rng = np.random.default_rng(1)
    held = 0
    for seed in range(200):
        found = mean_interval(rng.exponential(2.0, 200), seed=seed, draws=200)
        held += found.low <= 2.0 <= found.high
    assert 178 <= held <= 199


def test_rows_of_a_group_are_drawn_together() -> None:
    """Copies tell nothing new: the interval is that of the rows without them."""
    values = np.random.default_rng(2).standard_normal(150)
    alone = mean_interval(values, seed=3, draws=1500)
    copied = mean_interval(np.repeat(values, 20), seed=3, draws=1500, groups=np.repeat(np.arange(150), 20))
    naive = mean_interval(np.repeat(values, 20), seed=3, draws=1500)
    assert copied.high - copied.low == pytest.approx(alone.high - alone.low, rel=0.1)
    assert naive.high - naive.low < 0.3 * (alone.high - alone.low)


def test_any_figure_has_an_interval() -> None:
    values = np.random.default_rng(3).standard_normal(1000)
    found = resampled_interval(lambda rows: float(np.median(values[rows])), len(values), seed=0, draws=400)
    # The median's standard error is sqrt(pi / 2) times the mean's.
    assert found.high - found.low == pytest.approx(2 * 1.96 * np.sqrt(np.pi / 2 / 1000), rel=0.3)
    assert found.low < found.value < found.high
    assert found == resampled_interval(lambda rows: float(np.median(values[rows])), len(values), seed=0, draws=400)
    assert set(found.cells("ours")) == {"ours", "ours_low", "ours_high"}


def test_a_ratio_of_sums() -> None:
    rng = np.random.default_rng(4)
    bytes_of = rng.integers(50, 150, 400).astype(np.float64)
    bits = 2.0 * bytes_of + rng.standard_normal(400)
    found = ratio_interval(bits, bytes_of, seed=0)
    assert found.value == pytest.approx(bits.sum() / bytes_of.sum())
    assert found.low < 2.0 < found.high
    assert found.high - found.low < 0.01


def test_a_mean_of_independent_figures_is_surer_than_each() -> None:
    found = mean_of([Interval(1.0, 0.0, 2.0), Interval(3.0, 2.0, 4.0)])
    assert found.value == 2.0
    assert found.high - found.value == pytest.approx(np.sqrt(2.0) / 2.0)


def test_the_bias_of_drawing_is_taken_off() -> None:
    drawn = np.random.default_rng(5).normal(7.0, 1.0, 20_000)
    found = recentred(5.0, drawn)
    assert (found.low + found.high) / 2.0 == pytest.approx(5.0, abs=0.05)
    assert found.about(9.0).value == 9.0
    assert found.about(9.0).high - found.about(9.0).low == pytest.approx(found.high - found.low)
    assert found.times(1000.0).high == pytest.approx(1000.0 * found.high)


def test_a_share_is_the_mean_of_what_was_counted() -> None:
    assert share_interval(3, 4, seed=5) == mean_interval(np.array([1.0, 1.0, 1.0, 0.0]), seed=5)
    assert share_interval(0, 0, seed=5) == Interval(0.0, 0.0, 0.0)
    assert share_interval(7, 7, seed=5) == Interval(1.0, 1.0, 1.0)
