from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from procgen.errors import InvalidFields
from procgen.texture.colour import (
    COLOUR_RANGES,
    Colour,
    ColourParameters,
    adjust,
    from_oklab,
    match_colours,
    moments,
    oklab,
    recolour,
)
from tests.texture.maps.surfaces import in_range, rough

colours = st.tuples(*[st.floats(0.0, 1.0, width=32)] * 3)


def test_oklab_of_known_colours() -> None:
    # From the author's article: white has L 1 and no colour; the primaries to three digits.
    known = np.array([(1.0, 1.0, 1.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)], np.float32)
    expected = [(1.0, 0.0, 0.0), (0.628, 0.225, 0.126), (0.866, -0.234, 0.179), (0.452, -0.032, -0.312)]
    np.testing.assert_allclose(oklab(known), expected, atol=1e-3)


@given(arrays.arrays(np.float32, (5, 4, 3), elements=st.floats(0.0, 1.0, width=32)))
def test_oklab_and_back(srgb: np.ndarray) -> None:
    np.testing.assert_allclose(from_oklab(oklab(srgb)), srgb, atol=3e-3)


@given(st.tuples(st.floats(0.0, 1.0), st.floats(-0.5, 0.5), st.floats(-0.5, 0.5)))
def test_impossible_colours_lose_colour_not_lightness(lab: tuple[float, float, float]) -> None:
    shown = from_oklab(np.array([lab], np.float32))
    assert 0.0 <= float(shown.min()) <= float(shown.max()) <= 1.0
    assert float(oklab(shown)[0, 0]) == pytest.approx(lab[0], abs=0.35)


@settings(max_examples=30)
@given(st.lists(colours, min_size=1, max_size=6))
def test_any_palette_gives_a_valid_picture(palette: list[Colour]) -> None:
    made = recolour(rough().albedo, palette)
    assert made.dtype == np.float32
    assert 0.0 <= float(made.min()) <= float(made.max()) <= 1.0


def test_one_colour_becomes_the_mean_and_grain_stays() -> None:
    albedo = rough(rows=128, columns=128).albedo
    asked = (0.2, 0.35, 0.5)
    made = recolour(albedo, [asked])
    np.testing.assert_allclose(oklab(made).mean(axis=(0, 1)), oklab(np.array(asked, np.float32)), atol=0.02)
    before, after = oklab(albedo)[..., 0].ravel(), oklab(made)[..., 0].ravel()
    assert np.corrcoef(before, after)[0, 1] > 0.98


def test_two_materials_take_two_colours_by_lightness() -> None:
    albedo = rough(rows=64, columns=64).albedo * np.float32(0.4)
    albedo[:32] += np.float32(0.5)
    made = recolour(albedo, [(0.9, 0.8, 0.3), (0.1, 0.15, 0.4)])
    assert made[:32, :, 0].mean() > made[:32, :, 2].mean() + 0.3
    assert made[32:, :, 2].mean() > made[32:, :, 0].mean() + 0.15
    np.testing.assert_array_equal(made, recolour(albedo, [(0.1, 0.15, 0.4), (0.9, 0.8, 0.3)]))


def test_strength_goes_from_nothing_to_all() -> None:
    albedo = rough().albedo
    asked = [(0.1, 0.5, 0.2)]
    assert recolour(albedo, asked, 0.0) is albedo
    half, whole = recolour(albedo, asked, 0.5), recolour(albedo, asked, 1.0)
    distance = [float(np.abs(oklab(each) - oklab(albedo)).mean()) for each in (half, whole)]
    assert distance[0] == pytest.approx(distance[1] / 2, rel=0.05)


def test_colours_match_another_picture() -> None:
    albedo = rough(1, 128, 128).albedo
    other = np.clip(rough(2, 128, 128).albedo * np.array([0.5, 0.9, 1.1], np.float32) + np.float32(0.1), 0.0, 1.0)
    mean, covariance = moments(other)
    got_mean, got_covariance = moments(match_colours(albedo, mean, covariance))
    np.testing.assert_allclose(got_mean, mean, atol=2e-3)
    np.testing.assert_allclose(got_covariance, covariance, atol=3e-4)
    np.testing.assert_allclose(match_colours(other, mean, covariance), other, atol=5e-3)


def test_a_picture_of_one_colour_can_be_matched() -> None:
    flat = np.full((8, 8, 3), 0.4, np.float32)
    mean, covariance = moments(rough().albedo)
    assert np.isfinite(match_colours(flat, mean, covariance)).all()


def test_neutral_parameters_keep_every_array() -> None:
    surface = rough()
    same = adjust(surface, ColourParameters())
    assert same.albedo is surface.albedo
    assert same.height is surface.height
    assert same.roughness is surface.roughness


def test_each_control_does_what_it_says() -> None:
    surface = rough()
    grey = oklab(adjust(surface, ColourParameters(saturation=0.0)).albedo)
    assert np.abs(grey[..., 1:]).max() < 5e-3
    turned, before = oklab(adjust(surface, ColourParameters(hue_deg=90.0)).albedo), oklab(surface.albedo)
    hue = np.arctan2(turned[..., 2].mean(), turned[..., 1].mean()) - np.arctan2(
        before[..., 2].mean(), before[..., 1].mean()
    )
    assert math.degrees(hue) % 360.0 == pytest.approx(90.0, abs=3.0)
    assert adjust(surface, ColourParameters(brightness=0.3)).albedo.mean() > surface.albedo.mean() + 0.05
    spread = oklab(adjust(surface, ColourParameters(contrast=1.5)).albedo)[..., 0].std()
    assert spread == pytest.approx(1.5 * before[..., 0].std(), rel=0.05)
    np.testing.assert_array_equal(adjust(surface, ColourParameters(height_contrast=2.0)).height, surface.height * 2)
    rougher = adjust(surface, ColourParameters(roughness_shift=0.5))
    assert in_range(rougher)
    assert (rougher.roughness >= surface.roughness).all()


def test_threads_change_no_bit() -> None:
    surface = rough(rows=300, columns=700)
    asked = ColourParameters(palette=((0.1, 0.2, 0.3), (0.7, 0.6, 0.5)), hue_deg=10.0)
    np.testing.assert_array_equal(adjust(surface, asked, threads=3).albedo, adjust(surface, asked).albedo)


def test_all_bad_fields_are_named_at_once() -> None:
    bad = ColourParameters(palette=((0.0, 0.0, 0.0),) * 6 + ((0.0, 2.0, 0.0),), hue_deg=400.0, saturation=math.inf)
    with pytest.raises(InvalidFields) as caught:
        adjust(rough(), bad)
    assert [wrong.field for wrong in caught.value.violations] == ["hue_deg", "saturation", "palette", "palette[6]"]
    with pytest.raises(InvalidFields):
        recolour(rough().albedo, [])


def test_every_number_has_a_range_with_its_default() -> None:
    for name, allowed in COLOUR_RANGES.items():
        assert allowed.default == getattr(ColourParameters(), name)
