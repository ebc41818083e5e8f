from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.texture.maps import (
    decode_normals,
    directx,
    encode_normals,
    height_from_normals,
    height_of_foreign_normals,
    normals,
)
from procgen.texture.maps.normals import slopes_of_height, slopes_of_normals
from procgen.texture.maps.torus import gaussian
from tests.texture.maps.surfaces import relief, seeds, sides


def test_normals_lean_away_from_what_rises() -> None:
    ramp = np.zeros((9, 9), np.float32)
    ramp[4, 4] = 1.0
    facing = normals(ramp)
    assert facing[4, 3, 0] < 0.0 < facing[4, 5, 0]  # left of the bump x points left, right of it right
    assert facing[3, 4, 1] > 0.0 > facing[5, 4, 1]  # above the bump y points up in the picture
    np.testing.assert_allclose(facing[0, 0], (0.0, 0.0, 1.0))


def test_a_slope_of_one_leans_by_45_degrees() -> None:
    height = np.abs(np.arange(16, dtype=np.float32) - 8.0)[None, :] * np.ones((4, 1), np.float32)
    np.testing.assert_allclose(normals(height)[2, 4], (2**-0.5, 0.0, 2**-0.5), atol=1e-6)


@given(seed=seeds, rows=sides, columns=sides, size_px=st.sampled_from([0.0, 0.1, 3.0]))
def test_slopes_of_normals_are_those_of_their_height(seed: int, rows: int, columns: int, size_px: float) -> None:
    height = relief(seed, rows, columns, size_px)
    slopes = slopes_of_height(height)
    assert slopes.shape == (2, rows, columns)
    near = np.hypot(*slopes) < 9.0
    np.testing.assert_allclose(slopes_of_normals(normals(height), 10.0)[:, near], slopes[:, near], rtol=1e-4, atol=1e-5)
    assert np.abs(slopes_of_normals(normals(height), 0.5)).max() <= 0.5


@given(seed=seeds, rows=sides, columns=sides, size_px=st.sampled_from([0.0, 0.1, 3.0, 100.0]))
def test_normals_are_unit_and_move_with_the_height(seed: int, rows: int, columns: int, size_px: float) -> None:
    height = relief(seed, rows, columns, size_px)
    facing = normals(height)
    assert facing.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(facing, axis=-1), 1.0, atol=1e-5)
    shift = rows // 2, columns // 3
    np.testing.assert_array_equal(normals(np.roll(height, shift, (0, 1))), np.roll(facing, shift, (0, 1)))


@given(
    seed=seeds, rows=sides, columns=sides, size_px=st.sampled_from([0.0, 0.5, 3.0, 30.0]), bits=st.sampled_from([8, 16])
)
def test_encoded_normals_keep_length_and_direction(
    seed: int, rows: int, columns: int, size_px: float, bits: int
) -> None:
    facing = normals(relief(seed, rows, columns, size_px))
    codes = encode_normals(facing, bits)
    assert codes.dtype == (np.uint8 if bits == 8 else np.uint16)
    step = 1.0 / (2**bits - 1)
    read = codes.astype(np.float64) * 2.0 * step - 1.0
    assert np.abs(np.linalg.norm(read, axis=-1) - 1.0).max() <= step * (1.0 + 1e-4)
    assert np.abs(read - facing).max() <= 3.1 * step
    np.testing.assert_allclose(decode_normals(codes), read, atol=1e-6)


def test_every_direction_can_be_encoded() -> None:
    random = np.random.default_rng(0).normal(size=(300, 300, 3))
    random[..., 2] = np.abs(random[..., 2])
    facing = (random / np.linalg.norm(random, axis=-1, keepdims=True)).astype(np.float32)
    read = encode_normals(facing).astype(np.float64) * 2.0 / 255.0 - 1.0
    assert np.abs(np.linalg.norm(read, axis=-1) - 1.0).max() <= 1.0 / 255.0 * (1.0 + 1e-4)


def test_other_bits_are_refused() -> None:
    with pytest.raises(ValueError, match="8 or 16"):
        encode_normals(normals(np.zeros((4, 4), np.float32)), 10)


def test_directx_turns_y_alone() -> None:
    facing = normals(relief(3, 20, 30))
    turned = directx(facing)
    np.testing.assert_array_equal(turned[..., (0, 2)], facing[..., (0, 2)])
    np.testing.assert_array_equal(turned[..., 1], -facing[..., 1])
    np.testing.assert_array_equal(directx(turned), facing)


@given(seed=seeds, rows=sides, columns=sides, size_px=st.sampled_from([0.1, 2.0, 6.0]))
def test_height_comes_back_from_its_normals(seed: int, rows: int, columns: int, size_px: float) -> None:
    facing = normals(relief(seed, rows, columns, size_px))
    solved = height_from_normals(facing)
    np.testing.assert_allclose(normals(solved), facing, atol=2e-4)
    assert abs(float(solved.mean())) < 1e-3 * size_px


def test_smooth_heights_come_back_themselves() -> None:
    height = gaussian(relief(5, 96, 64, 10.0), 2.0)
    np.testing.assert_allclose(height_from_normals(normals(height)), height - height.mean(), atol=1e-3)


def test_noise_in_normals_from_elsewhere_is_damped() -> None:
    height = gaussian(relief(7, 128, 128, 3.0), 1.5)
    noisy = normals(height) + np.random.default_rng(1).normal(0.0, 0.05, (128, 128, 3)).astype(np.float32)

    def wrong(solved: np.ndarray) -> float:
        return float(np.std(solved - height))

    assert wrong(height_of_foreign_normals(noisy)) < 0.7 * wrong(height_from_normals(noisy))
    assert wrong(height_of_foreign_normals(normals(height))) < 0.05 * float(height.std())


def test_normals_that_lie_flat_give_finite_heights() -> None:
    flat = np.zeros((8, 8, 3), np.float32)
    flat[..., 0] = 1.0
    assert np.isfinite(height_from_normals(flat)).all()
