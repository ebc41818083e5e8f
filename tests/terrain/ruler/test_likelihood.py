"""The bound of diffusion networks against the likelihood of normal data, which is known."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.kit.ruler.metrics import normal_nats
from procgen.terrain.ruler.likelihood import HIGHEST, StationaryNormal, bound_nats, stratified_levels


@pytest.mark.parametrize(("spread", "knowing", "above"), [(1.0, 1.0, 0.01), (0.5, 1.0, 0.01), (1.0, 0.5, 0.5)])
def test_the_bound_of_normal_data(spread: float, knowing: float, above: float) -> None:
    """The best estimate y t² / (t² + s²) makes it all but exact; a worse one makes it looser, never lower."""
    rng = np.random.default_rng(0)
    rows, width, lowest = 400, 200, 0.1
    clean = spread * rng.standard_normal((rows, width))

    def errors(levels: np.ndarray) -> np.ndarray:
        found = np.empty(levels.shape)
        for column in range(levels.shape[1]):
            level = levels[:, column : column + 1]
            noisy = clean + level * rng.standard_normal(clean.shape)
            estimate = knowing * noisy * spread**2 / (spread**2 + level**2)
            found[:, column] = np.square(estimate - clean).sum(axis=1)
        return found

    levels = np.stack([stratified_levels(rng, lowest) for _ in range(rows)])
    assert levels.min() >= lowest
    assert levels.max() <= HIGHEST
    end = errors(np.full((rows, 1), lowest))[:, 0]
    variance = float(end.mean()) / width
    found = bound_nats(clean, end, errors(levels), levels, variance, lowest) / width
    exact = 0.5 * np.log(2.0 * np.pi * np.e * spread**2)
    assert found.mean() > exact - 0.01
    assert found.mean() < exact + above if knowing == 1.0 else found.mean() > exact + above


def test_a_stationary_field_of_white_noise_is_white_noise() -> None:
    rng = np.random.default_rng(1)
    train, held = (2.0 * rng.standard_normal((200, 16, 16)) for _ in "ab")
    plain = normal_nats(held.reshape(200, -1), np.array([4.0]))
    assert StationaryNormal(train).nats(held).mean() == pytest.approx(plain.mean(), rel=0.01)


def test_a_stationary_field_knows_what_goes_together() -> None:
    rng = np.random.default_rng(2)
    smooth = np.cumsum(rng.standard_normal((100, 16, 16)), axis=2)
    told = StationaryNormal(smooth[:50]).nats(smooth[50:]).mean()
    assert told < normal_nats(smooth[50:].reshape(50, -1), np.array([smooth[:50].var()])).mean() - 50.0


def test_normal_densities_are_scipys() -> None:
    from scipy.stats import norm

    values = np.random.default_rng(3).standard_normal((5, 4))
    variances = np.array([0.5, 1.0, 2.0, 9.0])
    expected = -norm(0.0, np.sqrt(variances)).logpdf(values).sum(axis=1)
    assert normal_nats(values, variances) == pytest.approx(expected)
