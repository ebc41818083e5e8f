from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.kit.ruler.encoder_metrics import frechet_distance, kernel_distance
from procgen.texture.ruler.metrics import (
    diversity_ratio,
    diversity_with_interval,
    frechet_with_interval,
    kid,
    kid_x1000,
    mean_pair_distance,
    precision_and_recall,
)
from procgen.texture.ruler.probe import fit_probe


def cloud(count: int, seed: int, width: int = 32, centre: float = 0.0, spread: float = 1.0) -> np.ndarray:
    return np.random.default_rng(seed).normal(centre, spread, (count, width)).astype(np.float32)


def test_kid_is_zero_on_average_for_one_distribution_and_grows_with_distance() -> None:
    same = [kid_x1000(cloud(120, seed), cloud(90, 100 + seed)).value for seed in range(12)]
    spread = np.std(same)
    assert abs(np.mean(same)) < 3.0 * spread / np.sqrt(len(same))
    near, far = (kid_x1000(cloud(120, 0), cloud(90, 1, centre=by)).value for by in (0.3, 0.6))
    assert 5.0 * spread < near < far


def test_kid_of_the_whole_is_the_mean_of_subsets() -> None:
    a, b = cloud(300, 0), cloud(300, 1, centre=0.3)
    value, spread = kid(a, b)
    # The estimator has no bias, so subsets of 100 scatter around the value of all.
    assert spread > 0.0
    assert value == pytest.approx(1e3 * kernel_distance(a[:, None], b[:, None]))
    assert abs(kid(a[:150], b[150:])[0] - value) < 3.0 * spread


def test_fid_of_thin_matrices_is_that_of_covariances() -> None:
    a, b = cloud(200, 0, 16), cloud(150, 1, 16, 0.5, 1.5)
    found = frechet_with_interval(a, b)
    assert found.value == pytest.approx(frechet_distance(a[:, None], b[:, None]), rel=1e-6)
    assert found.low < found.value < found.high
    # As the judge uses it: more features than pictures.
    few = frechet_with_interval(cloud(20, 0, 64), cloud(20, 1, 64), draws=2)
    assert few.value == pytest.approx(frechet_distance(cloud(20, 0, 64)[:, None], cloud(20, 1, 64)[:, None]), rel=1e-5)


def test_a_generator_of_one_picture_is_precise_and_recalls_nothing() -> None:
    real = cloud(100, 0)
    assert precision_and_recall(real, cloud(100, 1))[1] > 0.6
    precision, recall = precision_and_recall(real, np.zeros((100, 32), np.float32) + cloud(100, 2) * np.float32(1e-3))
    assert precision == 1.0
    assert recall < 0.1


@given(st.floats(0.1, 2.0))
def test_diversity_scales_with_the_spread_within_classes(spread: float) -> None:
    classes = ["a", "b"] * 10
    offset = np.where(np.arange(20)[:, None] % 2, 50.0, 0.0).astype(np.float32)
    real = cloud(20, 0)
    model = real * np.float32(spread) + offset
    # However far classes lie apart: only distances within one count.
    assert diversity_ratio(real, classes, model, classes) == pytest.approx(spread, rel=1e-3)


def test_diversity_of_too_few_is_no_number() -> None:
    assert np.isnan(diversity_ratio(cloud(3, 0), ["a"] * 3, cloud(9, 1), ["a"] * 9))
    assert np.isnan(mean_pair_distance(cloud(1, 0)))


def test_the_probe_learns_what_is_linear_and_nothing_else() -> None:
    names = ("moss", "rock", "sand")
    classes = [names[i % 3] for i in range(90)]
    centre = np.array([[4.0 * (i % 3 == k) for k in range(3)] + [0.0] * 5 for i in range(90)], np.float32)
    probe = fit_probe(cloud(90, 0, 8) + centre, classes)
    unseen = cloud(90, 1, 8) + centre
    assert probe.classes == names
    assert probe.right(unseen, classes).mean() > 0.9
    assert np.allclose(probe.probabilities(unseen).sum(axis=1), 1.0)
    assert probe.right(cloud(90, 2, 8), classes).mean() < 0.6
    # A class that it does not know is never right.
    assert not probe.right(unseen[:1], ["snow"]).any()


def test_diversity_has_an_interval_about_it() -> None:
    names = ["brick", "grass"] * 30
    real, model = cloud(60, 3, 16), 0.5 * cloud(60, 4, 16)
    found = diversity_with_interval(real, names, model, names, seed=0, draws=60)
    assert found.value == pytest.approx(diversity_ratio(real, names, model, names))
    assert found.low < 0.5 < found.high
