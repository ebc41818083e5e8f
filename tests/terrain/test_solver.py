from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.runtime.philox import gaussian_field
from procgen.terrain.representation import FloatArray
from procgen.terrain.solver import Window, ramp, sample, window_starts, windows


@given(st.integers(1, 400), st.integers(8, 64), st.integers(0, 7), st.integers(0, 4))
def test_windows_cover_every_cell_and_overlap(length: int, window: int, overlap: int, slack: int) -> None:
    starts = window_starts(length, window, overlap, slack)
    sizes = [length] if length <= window + slack else [window] * len(starts)
    covered = np.zeros(length, int)
    for start, size in zip(starts, sizes, strict=True):
        assert 0 <= start <= length - size
        covered[start : start + size] += 1
    assert (covered > 0).all()
    for left, right in itertools.pairwise(starts):
        assert left < right <= left + window - overlap + 1


@given(st.integers(1, 60), st.integers(1, 60))
def test_windows_lie_inside_the_field(rows: int, columns: int) -> None:
    for part in windows(rows, columns, 16, 4, 2):
        assert part.row + part.rows <= rows
        assert part.column + part.columns <= columns
        assert (ramp(part, 4) > 0.0).all()


def geometric(count: int, greatest: float, smallest: float) -> list[float]:
    return [float(level) for level in np.geomspace(greatest, smallest, count)]


def gaussian_denoiser(mean: float, std: float) -> object:
    """The exact denoiser where the data are independent normal numbers."""

    def denoise(noisy: FloatArray, sigma: float, _part: Window) -> FloatArray:
        share = std**2 / (std**2 + sigma**2)
        return np.asarray(mean + share * (noisy - mean), np.float32)

    return denoise


@pytest.mark.parametrize("overlap", [0, 8])
def test_samples_have_the_distribution_that_the_denoiser_knows(overlap: int) -> None:
    noise = gaussian_field(3, "solver", 0, 0, 200, 200)
    parts = windows(200, 200, 64, overlap)
    denoise = gaussian_denoiser(0.3, 0.5)
    steps = list(sample(noise, geometric(12, 20.0, 0.02), parts, overlap, denoise))  # type: ignore[arg-type]
    assert [step.index for step in steps] == list(range(12))
    result = steps[-1].denoised
    assert abs(float(result.mean()) - 0.3) < 0.02
    assert abs(float(result.std()) - 0.5) < 0.03


def test_more_levels_come_closer_to_the_exact_solution() -> None:
    noise = gaussian_field(4, "solver", 0, 0, 64, 64)
    part = [Window(0, 0, 64, 64)]
    denoise = gaussian_denoiser(0.0, 0.3)

    def error(count: int) -> float:
        *_, last = sample(noise, geometric(count, 20.0, 0.02), part, 0, denoise)  # type: ignore[arg-type]
        exact = noise * 20.0 * 0.3 / np.hypot(0.3, 20.0)  # the flow of normal data is a scaling
        return float(np.abs(last.denoised - exact).max())

    assert error(32) < error(8) < error(4)


def test_one_step_is_exact_for_normal_data_of_unit_variance() -> None:
    noise = gaussian_field(5, "solver", 0, 0, 32, 32)
    part = [Window(0, 0, 32, 32)]
    *_, last = sample(noise, [50.0, 1e-3], part, 0, gaussian_denoiser(0.0, 1.0))  # type: ignore[arg-type]
    np.testing.assert_allclose(last.denoised, noise, rtol=1e-3, atol=1e-5)
