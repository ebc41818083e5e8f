"""Common figures against closed forms."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.kit.ruler.encoder_metrics import frechet_distance
from procgen.kit.ruler.metrics import (
    bits_per_dimension,
    discrete_kl,
    gaussian_frechet,
    inception_interval,
    inception_score,
    symmetric_root,
)


def law(size: int, seed: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """A mean and a covariance."""
    rng = np.random.default_rng(seed)
    factor = rng.standard_normal((size, size + 2))
    return rng.standard_normal(size), factor @ factor.T / size


@given(st.floats(-5, 5), st.floats(0.1, 4), st.floats(-5, 5), st.floats(0.1, 4))
def test_normal_laws_of_one_dimension(m: float, s: float, n: float, t: float) -> None:
    one, other = (np.array([m]), np.array([[s * s]])), (np.array([n]), np.array([[t * t]]))
    assert gaussian_frechet(*one, *other) == pytest.approx((m - n) ** 2 + (s - t) ** 2, abs=1e-6)


def test_normal_laws_that_commute_add_up_over_dimensions() -> None:
    turn = np.linalg.qr(np.random.default_rng(1).standard_normal((4, 4)))[0]
    a, b = np.array([1.0, 4.0, 9.0, 0.25]), np.array([4.0, 1.0, 0.01, 0.25])
    mean, other = np.zeros(4), np.full(4, 0.5)
    found = gaussian_frechet(mean, turn * a @ turn.T, other, turn * b @ turn.T)
    assert found == pytest.approx(1.0 + np.square(np.sqrt(a) - np.sqrt(b)).sum(), rel=1e-9)


def test_the_distance_of_samples_is_that_of_their_laws() -> None:
    one, other = law(5, 5), law(5, 6)
    rng = np.random.default_rng(7)
    real, made = (rng.multivariate_normal(*each, 60_000)[:, None] for each in (one, other))
    assert frechet_distance(real, made) == pytest.approx(gaussian_frechet(*one, *other), rel=0.03)
    assert gaussian_frechet(*one, *other) == pytest.approx(gaussian_frechet(*other, *one), rel=1e-9)


def test_the_root_is_one() -> None:
    _, covariance = law(6, 8)
    root = symmetric_root(covariance)
    assert root @ root == pytest.approx(covariance)


def test_divergence_over_states() -> None:
    p, q = np.array([1.0, 1.0]), np.array([3.0, 1.0])
    assert discrete_kl(p, q) == pytest.approx(0.5 * math.log(0.5 / 0.75) + 0.5 * math.log(0.5 / 0.25))
    assert discrete_kl(p, p) == 0.0
    assert discrete_kl(np.array([1.0, 1.0]), np.array([1.0, 0.0])) == math.inf
    assert discrete_kl(np.array([1.0, 0.0]), np.array([1.0, 1.0])) == pytest.approx(math.log(2.0))


def test_likelihoods_in_bits() -> None:
    # Eight sides of equal chance are three bits a throw.
    assert bits_per_dimension(5 * math.log(8), 5) == pytest.approx(3.0)


def test_inception_scores_of_known_classes() -> None:
    assert inception_score(np.tile(np.eye(5), (4, 1))) == pytest.approx(5.0)
    assert inception_score(np.full((20, 5), 0.2)) == pytest.approx(1.0)
    assert inception_score(np.tile(np.eye(5)[:1], (20, 1))) == pytest.approx(1.0)
    # Two classes of unequal share, always told rightly: the exponential of the shares' entropy.
    told = np.eye(2)[np.repeat([0, 1], [30, 10])]
    assert inception_score(told) == pytest.approx(math.exp(-0.75 * math.log(0.75) - 0.25 * math.log(0.25)))


def test_inception_scores_have_intervals() -> None:
    rng = np.random.default_rng(9)
    told = rng.dirichlet([0.3] * 6, 400)
    found = inception_interval(told, seed=0)
    assert found.low < found.value < found.high
    assert found == inception_interval(told, seed=0)
    wide = inception_interval(told[:50], seed=0)
    assert wide.high - wide.low > 1.5 * (found.high - found.low)
