"""Maps of a photo: plausible, in range, and aligned with what is seen."""

from __future__ import annotations

import math

import numpy as np
import pytest

from procgen.errors import InvalidFields
from procgen.texture.classes import CLASS_NAMES, CLASSES
from procgen.texture.exemplar.estimate import PRIORS, estimate_maps
from tests.texture.classical.pictures import maps_of, surface


def test_each_class_has_a_prior() -> None:
    assert set(PRIORS) == set(CLASSES)


@pytest.mark.parametrize("material", [*CLASS_NAMES, None])
def test_maps_are_in_range(material: str | None) -> None:
    albedo = surface(material or "rock", rows=64, columns=96).albedo
    made = estimate_maps(albedo, material)
    assert made.albedo is albedo or np.array_equal(made.albedo, albedo)
    for name, field in maps_of(made).items():
        assert field.shape[:2] == (64, 96)
        assert field.dtype == np.float32
        assert np.isfinite(field).all()
        if name != "height":
            assert field.min() >= 0.0
            assert field.max() <= 1.0


@pytest.mark.parametrize("material", ["bark", "rock", "gravel", "tiles"])
@pytest.mark.parametrize("piece_px", [128.0, 256.0])
def test_slopes_are_usual_for_the_class(material: str, piece_px: float) -> None:
    height = estimate_maps(surface(material, rows=128, columns=128).albedo, material, piece_px=piece_px).height
    steps = [np.roll(height, -1, axis) - height for axis in (0, 1)]
    steepness = math.sqrt(sum(float(np.square(step, dtype=np.float64).mean()) for step in steps))
    assert steepness == pytest.approx(PRIORS[material].slope, rel=0.35)


def test_dark_joints_are_deep() -> None:
    tone = np.full((128, 128), 0.6, np.float32)
    tone[::16] = tone[1::16] = 0.2
    tone[:, ::32] = tone[:, 1::32] = 0.2
    height = estimate_maps(tone[..., None].repeat(3, axis=-1), "brick").height
    assert height[tone < 0.3].mean() < height[tone > 0.5].mean() - 0.5


def test_even_picture_is_an_even_surface() -> None:
    made = estimate_maps(np.full((64, 64, 3), 0.5, np.float32), "rock")
    np.testing.assert_allclose(made.height, 0.0, atol=1e-3)
    np.testing.assert_allclose(made.roughness, PRIORS["rock"].roughness, atol=1e-3)


def test_rolled_picture_gives_rolled_maps() -> None:
    albedo = surface("rock", rows=64, columns=64).albedo
    one, other = estimate_maps(albedo, "rock"), estimate_maps(np.roll(albedo, (17, 5), (0, 1)), "rock")
    for name, field in maps_of(one).items():
        np.testing.assert_allclose(maps_of(other)[name], np.roll(field, (17, 5), (0, 1)), atol=1e-4)


def test_rust_on_metal_is_no_metal() -> None:
    albedo = np.full((64, 64, 3), 0.6, np.float32)
    albedo[:, :32] = (0.55, 0.25, 0.1)
    made = estimate_maps(albedo, "rust")
    assert made.metallic[:, 8:24].max() < 0.1 < made.metallic[:, 40:56].min()
    assert made.roughness[:, 8:24].mean() > made.roughness[:, 40:56].mean()


def test_unknown_class_is_refused() -> None:
    with pytest.raises(InvalidFields, match="material"):
        estimate_maps(np.zeros((64, 64, 3), np.float32), "cheese")
