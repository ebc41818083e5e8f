"""Noise of a texture's spectrum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.runtime.philox import gaussian_field
from procgen.texture.spectrum import NUMBERS, coloured_noise, spectrum_of

SIDE = 128


def white(seed: int, rows: int = SIDE, columns: int = SIDE) -> np.ndarray:
    return gaussian_field(seed, "test/spectrum", 0, 0, columns, rows)


def streaks(seed: int) -> np.ndarray:
    """(3, SIDE, SIDE): long from left to right."""
    frequency = np.fft.fftfreq(SIDE) * SIDE
    keep = np.exp(-0.5 * (frequency / 3.0) ** 2)[None, :] * np.exp(-0.5 * (frequency / 30.0) ** 2)[:, None]
    grey = np.real(np.fft.ifft2(np.fft.fft2(white(seed)) * keep))
    return np.repeat((0.3 * grey / grey.std())[None], 3, axis=0).astype(np.float32)


def length_px(picture: np.ndarray, axis: int) -> float:
    """Over how many pixels it changes by its own size, about."""
    return float(picture.std() / (np.roll(picture, 1, axis) - picture).std())


@given(st.integers(0, 2**64 - 1), st.sampled_from([(128, 128), (64, 192), (256, 128)]))
def test_noise_has_the_direction_and_the_scale_of_its_texture(seed: int, size: tuple[int, int]) -> None:
    texture = streaks(seed)
    noise = coloured_noise(spectrum_of(texture), white(seed ^ 1, *size), SIDE)
    assert noise.shape == size
    assert abs(float(noise.mean())) < 1e-5
    for axis in (0, 1):
        assert length_px(noise, axis) == pytest.approx(length_px(texture[0], axis), rel=0.3)


@given(st.integers(0, 2**64 - 1))
def test_it_has_a_variance_of_one_on_average(seed: int) -> None:
    flat = np.zeros(NUMBERS, np.float32)
    made = [coloured_noise(flat, white((seed + k) % 2**64), SIDE).var() for k in range(2)]
    assert np.mean(made) == pytest.approx(1.0, abs=0.1)


@given(st.integers(0, 2**32), st.integers(-SIDE, SIDE), st.integers(-SIDE, SIDE))
def test_moved_noise_gives_the_same_moved(seed: int, down: int, across: int) -> None:
    spectrum, base = spectrum_of(streaks(seed)), white(seed)
    moved = coloured_noise(spectrum, np.roll(base, (down, across), (0, 1)), SIDE)
    np.testing.assert_allclose(moved, np.roll(coloured_noise(spectrum, base, SIDE), (down, across), (0, 1)), atol=1e-4)


def test_a_picture_of_one_colour_has_a_spectrum_too() -> None:
    spectrum = spectrum_of(np.full((3, SIDE, SIDE), 0.25, np.float32))
    assert np.isfinite(coloured_noise(spectrum, white(1), SIDE)).all()
