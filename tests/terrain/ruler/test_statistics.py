from __future__ import annotations

import numpy as np
import pytest

from procgen.terrain.ruler.statistics import (
    Surface,
    distances,
    kl_divergence,
    map_statistics,
    pool,
    spectral_exponent,
    statistics,
)
from tests.terrain.ruler.fields import fractal


@pytest.mark.parametrize("beta", [2.0, 3.0, 3.7])
def test_the_spectral_exponent_of_a_known_fractal(beta: float) -> None:
    assert np.mean([spectral_exponent(fractal(beta, seed)) for seed in range(4)]) == pytest.approx(beta, abs=0.15)


def test_kl_is_zero_for_equal_and_positive_for_others() -> None:
    p = np.array([0.5, 0.3, 0.2])
    assert kl_divergence(p, p) == pytest.approx(0.0)
    assert kl_divergence(p, p[::-1]) > 0.1


@pytest.mark.parametrize("cells", ["all", "land"])
def test_a_plane_has_one_slope_and_even_heights(cells: str) -> None:
    plane = np.tile(np.arange(256, dtype=np.float32), (256, 1)) + 1.0
    result = statistics([Surface(plane, 1.0)], cells)
    assert result.slopes.argmax() in (44, 45)
    assert result.slopes.max() > 0.99
    np.testing.assert_allclose(result.hypsometry, 1 / 50, atol=0.004)
    assert result.integrals[0] == pytest.approx(0.5, abs=0.01)


def test_the_sea_counts_among_all_cells_and_not_as_land() -> None:
    land = 100.0 + 10.0 * fractal(3.0, 1)
    half = land.copy()
    half[:, 128:] = 0.0
    whole, part = Surface(land[:128, :128], 0.1), Surface(half, 0.1)
    assert kl_divergence(statistics([whole], "land").slopes, statistics([part], "land").slopes) < 0.05
    assert statistics([part]).slopes[0] == pytest.approx(0.5, abs=0.02)
    with pytest.raises(ValueError, match="no map has land"):
        statistics([Surface(np.zeros((64, 64), np.float32), 30.0)], "land")


def test_a_level_map_has_no_spectral_exponent_and_spoils_no_mean() -> None:
    level = map_statistics(Surface(np.zeros((128, 128), np.float32), 30.0))
    rough = map_statistics(Surface(500.0 + fractal(3.0, 2, 128), 30.0))
    assert np.isnan(level.beta)
    assert pool([level, rough]).beta == rough.beta


def test_distances_to_itself_are_zero() -> None:
    result = statistics([Surface(500.0 + 100.0 * fractal(3.0, seed), 30.0) for seed in range(3)])
    own = distances(result, result)
    assert own["slope_kl"] == own["hypsometry_kl"] == own["hi_w1"] == 0.0
