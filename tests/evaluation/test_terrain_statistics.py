from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from procgen.evaluation.terrain import evaluate
from procgen.evaluation.terrain_statistics import Surface, distances, kl_divergence, spectral_exponent, statistics
from procgen.runtime.philox import gaussian_field
from procgen.runtime.store import ModelStore
from tests.training.packs import write_pack


def fractal(beta: float, seed: int) -> np.ndarray:
    side = 256
    frequency = np.fft.fftfreq(side) * side
    radius = np.hypot(frequency[:, None], frequency[None, :])
    radius[0, 0] = 1.0
    spectrum = np.fft.fft2(gaussian_field(seed, "fractal", 0, 0, side, side)) * radius ** (-beta / 2.0)
    return np.real(np.fft.ifft2(spectrum)).astype(np.float32)


@pytest.mark.parametrize("beta", [2.0, 3.0, 3.7])
def test_the_spectral_exponent_of_a_known_fractal(beta: float) -> None:
    assert np.mean([spectral_exponent(fractal(beta, seed)) for seed in range(4)]) == pytest.approx(beta, abs=0.15)


def test_kl_is_zero_for_equal_and_positive_for_others() -> None:
    p = np.array([0.5, 0.3, 0.2])
    assert kl_divergence(p, p) == pytest.approx(0.0)
    assert kl_divergence(p, p[::-1]) > 0.1


def test_a_plane_has_one_slope_and_even_heights() -> None:
    plane = np.tile(np.arange(256, dtype=np.float32), (256, 1)) + 1.0
    result = statistics([Surface(plane, 1.0)])
    assert result.slopes.argmax() in (44, 45)
    assert result.slopes.max() > 0.99
    np.testing.assert_allclose(result.hypsometry, 1 / 50, atol=0.004)
    assert result.integrals[0] == pytest.approx(0.5, abs=0.01)


def test_the_sea_takes_no_part() -> None:
    land = 100.0 + 10.0 * fractal(3.0, 1)
    half = land.copy()
    half[:, 128:] = 0.0
    whole, part = statistics([Surface(land[:128, :128], 30.0)]), statistics([Surface(half, 30.0)])
    assert kl_divergence(whole.slopes, part.slopes) < 0.05
    with pytest.raises(ValueError, match="no map has land"):
        statistics([Surface(np.zeros((64, 64), np.float32), 30.0)])


def test_distances_to_itself_are_zero() -> None:
    result = statistics([Surface(500.0 + 100.0 * fractal(3.0, seed), 30.0) for seed in range(3)])
    own = distances(result, result)
    assert own["slope_kl"] == own["hypsometry_kl"] == own["hi_w1"] == 0.0


def test_evaluate_compares_all_generators_with_real_data(tmp_path: Path) -> None:
    metrics = evaluate(write_pack(tmp_path / "pack"), ModelStore(), split="test", per_patch=1)
    assert set(metrics) == {"slope_kl", "hypsometry_kl", "hi_w1", "beta"}
    for row in metrics.values():
        assert {"ours", "real", "baseline", "noise_fbm", "noise_ridged", "noise_warped"} == set(row)
        assert all(np.isfinite(value) for value in row.values())
    # The pack of this test is made by noise-fbm itself, which must therefore come out best.
    assert metrics["slope_kl"]["noise_fbm"] == min(
        metrics["slope_kl"][name] for name in ("noise_fbm", "noise_ridged", "noise_warped")
    )
    assert metrics["slope_kl"]["baseline"] == metrics["slope_kl"]["noise_fbm"]
