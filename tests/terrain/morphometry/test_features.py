from __future__ import annotations

import numpy as np
import pytest

from procgen.terrain.morphometry.features import (
    BLURS_PX,
    CROP,
    FAMILIES,
    WIDTH,
    block_means,
    crop_features,
    land_crops,
    map_features,
)
from procgen.terrain.morphometry.patterns import PATTERNS, pattern_shares
from tests.terrain.ruler.fields import fractal, land


def _family(heights: np.ndarray, name: str, spacing: float = 30.0) -> np.ndarray:
    return crop_features(heights[None], spacing)[0, FAMILIES[name]]


@pytest.mark.parametrize("turned", [lambda h: np.rot90(h, 1, (1, 2)), lambda h: h[:, ::-1], lambda h: h.swapaxes(1, 2)])
def test_turns_mirrors_and_heights_above_the_sea_do_not_matter(turned) -> None:
    # Whole metres, so that ties stay ties.
    heights = np.round(np.stack([land(seed, CROP) for seed in range(2)]))
    features = crop_features(heights, 30.0)
    assert features.shape == (2, WIDTH)
    np.testing.assert_allclose(crop_features(np.ascontiguousarray(turned(heights)), 30.0), features, atol=2e-3)
    np.testing.assert_allclose(crop_features(heights + 4096.0, 30.0), features, atol=2e-3)


def test_only_the_mean_slope_sees_a_stretch() -> None:
    heights = land(5, CROP)
    one, other = crop_features(heights[None], 30.0)[0], crop_features(2.0 * heights[None], 30.0)[0]
    changed = np.flatnonzero(np.abs(one - other) > 0.02)
    assert set(changed) == {FAMILIES[f"slopes_{scale}px"].start for scale in (1, 2, 4)}
    np.testing.assert_allclose((other - one)[changed], np.log(2.0), atol=0.02)


def test_patterns_are_the_orbits_of_the_square_and_their_shares_sum_to_one() -> None:
    # Burnside: (256 + 2 * 4 + 16 + 2 * 32 + 2 * 32) / 8 patterns of eight neighbours under turns and mirrors.
    assert PATTERNS == 51
    shares = pattern_shares(np.stack([fractal(3.0, 1, 64), fractal(2.0, 2, 64)]), 2)
    assert shares.shape == (2, 51)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    assert np.count_nonzero(pattern_shares(np.zeros((1, 16, 16), np.float32), 1)) == 1


def test_a_straight_ridge_is_a_line_and_a_dome_is_none() -> None:
    z, x = np.mgrid[-64:64, -64:64].astype(np.float32) + 0.5
    ridge, dome, saddle = -0.02 * x**2, -0.02 * (x**2 + z**2), 0.02 * (x**2 - z**2)

    def parts(heights: np.ndarray) -> tuple[int, int]:
        curvature = _family(heights, "curvature_2px")
        return int(curvature[:10].argmax()), int(curvature[20:29].argmax())

    # The ratio of the lesser to the greater in ten bins from -1 to 1; the shape index in nine.
    assert parts(ridge)[0] in (4, 5)
    assert parts(dome) == (9, 8)
    assert parts(-dome) == (9, 0)
    assert parts(saddle) == (0, 4)
    # A ridge's shape index is a half, between a saddle's and a dome's.
    assert parts(ridge)[1] == 6


def test_directions_agree_on_a_slope_and_not_in_noise() -> None:
    plane = np.tile(np.arange(CROP, dtype=np.float32), (CROP, 1))
    assert _family(plane, "coherence_1px").min() == pytest.approx(1.0)
    noise = fractal(0.0, 3, CROP)
    assert _family(noise, "coherence_1px")[-2] < 0.5
    assert _family(noise, "coherence_1px")[-1] < 0.1


def test_block_means_are_those_of_every_place() -> None:
    field = fractal(2.0, 4, 64)
    means = block_means(field[None], 4)
    assert means.shape == (1, 61, 61)
    assert means[0, 10, 20] == pytest.approx(field[10:14, 20:24].mean(), rel=1e-4)


def test_a_map_is_cut_into_crops_on_the_grid_of_the_data_without_those_that_are_level() -> None:
    heights = land(6)
    heights[:CROP, :CROP] = 0.0
    crops = land_crops(heights, 0.5, 0.0)
    assert crops.shape == (3, CROP, CROP)
    np.testing.assert_array_equal(crops * 2.0, np.round(crops * 2.0))
    np.testing.assert_allclose(crops[0], heights[:CROP, CROP:], atol=0.26)
    assert land_crops(heights, 0.5, 3.0).shape == crops.shape
    assert map_features(heights, 30.0, 0.5).shape == (len(BLURS_PX), 3, WIDTH)
    assert map_features(np.zeros_like(heights), 30.0, 0.5).shape == (len(BLURS_PX), 0, WIDTH)


def test_small_crops_are_refused() -> None:
    with pytest.raises(ValueError, match="64 x 64"):
        crop_features(np.zeros((1, 32, 128), np.float32), 30.0)
