from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.texture.weather.noise import fractal_noise, grain
from tests.texture.maps.surfaces import seeds, sides


@given(seed=seeds, rows=sides, columns=sides, smoothness=st.sampled_from([1.0, 2.0, 3.0]))
def test_noise_has_mean_zero_and_unit_spread(seed: int, rows: int, columns: int, smoothness: float) -> None:
    field = fractal_noise(seed, "tests", (rows, columns), 8.0, smoothness)
    assert field.shape == (rows, columns)
    assert field.dtype == np.float32
    assert abs(float(field.mean())) < 1e-4
    assert float(field.std()) == pytest.approx(1.0, abs=1e-3)
    np.testing.assert_array_equal(field, fractal_noise(seed, "tests", (rows, columns), 8.0, smoothness))


@pytest.mark.parametrize("shape", [(1024, 96), (544, 1056)])
def test_large_fields_have_no_seam(shape: tuple[int, int]) -> None:
    field = fractal_noise(3, "tests", shape, 30.0)
    for axis in (0, 1):
        border = np.abs(np.take(field, 0, axis) - np.take(field, -1, axis)).mean()
        assert 0.7 < border / np.abs(np.diff(field, axis=axis)).mean() < 1.4


def test_streams_and_seeds_are_independent() -> None:
    fields = [fractal_noise(seed, stream, (64, 64), 6.0) for seed in (1, 2) for stream in ("a", "b")]
    together = np.abs(np.corrcoef([field.ravel() for field in fields]) - np.eye(4))
    assert together.max() < 0.25


def test_grain_fills_any_shape() -> None:
    for shape in ((3, 7), (1024, 32), (521, 1042)):
        assert grain(1, "tests", shape).shape == shape
    assert float(grain(1, "tests", (256, 256)).std()) == pytest.approx(1.0, abs=0.05)
