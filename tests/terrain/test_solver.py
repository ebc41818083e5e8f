from __future__ import annotations

from collections.abc import Callable

import numpy as np

from procgen.runtime.philox import gaussian_field
from procgen.terrain.representation import FloatArray
from procgen.terrain.solver import sample


def geometric(count: int, greatest: float, smallest: float) -> list[float]:
    return [float(level) for level in np.geomspace(greatest, smallest, count)]


def gaussian_denoiser(mean: float, std: float) -> Callable[[FloatArray, float], FloatArray]:
    """The exact denoiser where the data are independent normal numbers."""

    def denoise(noisy: FloatArray, sigma: float) -> FloatArray:
        share = std**2 / (std**2 + sigma**2)
        return np.asarray(mean + share * (noisy - mean), np.float32)

    return denoise


def test_samples_have_the_distribution_that_the_denoiser_knows() -> None:
    noise = gaussian_field(3, "solver", 0, 0, 200, 200)
    result = sample(noise, geometric(12, 20.0, 0.02), gaussian_denoiser(0.3, 0.5))
    assert abs(float(result.mean()) - 0.3) < 0.02
    assert abs(float(result.std()) - 0.5) < 0.03


def test_more_levels_come_closer_to_the_exact_solution() -> None:
    noise = gaussian_field(4, "solver", 0, 0, 64, 64)

    def error(count: int) -> float:
        result = sample(noise, geometric(count, 20.0, 0.02), gaussian_denoiser(0.0, 0.3))
        exact = noise * 20.0 * 0.3 / np.hypot(0.3, 20.0)  # the flow of normal data is a scaling
        return float(np.abs(result - exact).max())

    assert error(32) < error(8) < error(4)


def test_one_step_is_exact_for_normal_data_of_unit_variance() -> None:
    noise = gaussian_field(5, "solver", 0, 0, 32, 32)
    result = sample(noise, [50.0, 1e-3], gaussian_denoiser(0.0, 1.0))
    np.testing.assert_allclose(result, noise, rtol=1e-3, atol=1e-5)


def test_one_level_is_one_call() -> None:
    calls = []

    def denoise(noisy: FloatArray, sigma: float) -> FloatArray:
        calls.append(sigma)
        return noisy / np.float32(sigma)

    noise = gaussian_field(6, "solver", 0, 0, 8, 8)
    np.testing.assert_allclose(sample(noise, [15.0], denoise), noise, rtol=1e-6)
    assert calls == [15.0]
