"""Procedural materials: every class, any size, no seams."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import Cancelled, InvalidFields
from procgen.texture.classes import CLASS_NAMES, CLASSES
from procgen.texture.classical.canvas import Canvas
from procgen.texture.classical.noise_material import NoiseParameters, noise_surface
from procgen.texture.classical.ramps import RAMPS, STOPS, paint, tone_ramp
from procgen.texture.classical.recipes import RECIPES
from procgen.texture.classical.torus import equalise
from tests.texture.classical.pictures import maps_of, surface, wrap_step

REGULAR = {
    *("bamboo", "chainmail", "corrugated", "logs", "office_ceiling", "planks", "road", "roof_tiles", "solar_panel"),
    *("tiles", "wood_floor"),
}
"""Few and steep edges: the tile's is on one of them or not, and a ratio says little."""

every_class = pytest.mark.parametrize("material", CLASS_NAMES)


def test_each_class_has_a_recipe_and_ramps() -> None:
    assert set(RECIPES) == set(RAMPS) == set(CLASSES)
    assert all(ramp.shape == (len(STOPS), 3) for ramps in RAMPS.values() for ramp in ramps)


@every_class
def test_maps_have_their_shapes_and_ranges(material: str) -> None:
    made = surface(material, rows=64, columns=96)
    assert made.albedo.shape == (64, 96, 3)
    for name, field in maps_of(made).items():
        assert field.shape[:2] == (64, 96)
        assert field.dtype == np.float32
        assert np.isfinite(field).all()
        if name != "height":
            assert field.min() >= 0.0
            assert field.max() <= 1.0


@every_class
def test_moved_points_give_the_rolled_picture(material: str) -> None:
    """Nothing knows where the tile's edge is: so there is no seam."""
    here = Canvas(96, 64, 128, 4, 4)
    there = Canvas(96, 64, 128, 4, 4)
    object.__setattr__(there, "points", there.points.moved(0.25, 0.5))
    ramp = RAMPS[material][0]
    for name in ("tone", "height", "roughness", "metallic"):
        one, other = (np.asarray(getattr(RECIPES[material](canvas, ramp), name)) for canvas in (here, there))
        if one.ndim:
            one = np.roll(one, (-48, -16), (0, 1))
        # But for single pixels on hard edges, which rounding may take either way.
        assert np.quantile(np.abs(one - other), 0.995) < 1e-2, name


@pytest.mark.parametrize("material", sorted(set(CLASS_NAMES) - REGULAR))
def test_no_seam(material: str) -> None:
    wraps: dict[str, list[float]] = {}
    for seed in range(5):
        for name, field in maps_of(surface(material, seed)).items():
            for axis in (0, 1):
                wrap, within = wrap_step(field, axis)
                wraps.setdefault(name, []).append((wrap + 1e-4) / (float(np.mean(within)) + 1e-4))
    assert all(np.median(ratios) == pytest.approx(1.0, abs=0.5) for ratios in wraps.values()), wraps


@every_class
def test_slopes_are_those_of_a_surface(material: str) -> None:
    height = surface(material, seed=2, rows=128, columns=128).height.astype(np.float64)
    steps = np.concatenate([(np.roll(height, -1, axis) - height).ravel() for axis in (0, 1)])
    assert math.sqrt(float(np.square(steps).mean())) < 1.0


@given(
    st.sampled_from(CLASS_NAMES),
    st.integers(0, 2**64 - 1),
    st.sampled_from((32, 64, 96)),
    st.sampled_from((32, 64, 160)),
    st.sampled_from((16, 128, 512)),
)
@settings(max_examples=30, deadline=None)
def test_any_size_works_and_the_same_seed_gives_the_same_bytes(
    material: str, seed: int, rows: int, columns: int, piece_px: int
) -> None:
    parameters = NoiseParameters(material, seed, rows, columns, piece_px=piece_px)
    first, again = noise_surface(parameters), noise_surface(parameters)
    for name, field in maps_of(first).items():
        assert field.tobytes() == maps_of(again)[name].tobytes(), name


def test_variations_share_colours_and_differ_in_place() -> None:
    one, other = (noise_surface(NoiseParameters("rock", seed, 96, 96, style_seed=7)).albedo for seed in (1, 2))
    assert not np.array_equal(one, other)
    np.testing.assert_allclose(one.mean(axis=(0, 1)), other.mean(axis=(0, 1)), atol=0.01)


def test_finer_pixels_show_the_same_things() -> None:
    """A piece of twice the pixels, averaged, is the coarse one but for detail that is too fine for that."""
    coarse = noise_surface(NoiseParameters("brick", 3, 128, 128, piece_px=128)).height
    fine = noise_surface(NoiseParameters("brick", 3, 256, 256, piece_px=256)).height
    mean = fine.reshape(128, 2, 128, 2).mean(axis=(1, 3)) / 2.0
    assert np.corrcoef(coarse.ravel(), mean.ravel())[0, 1] > 0.9


def test_palette_is_used() -> None:
    palette = ((0.1, 0.0, 0.0), (0.9, 0.2, 0.1))
    albedo = noise_surface(NoiseParameters("sand", 1, 64, 64, palette=palette)).albedo
    np.testing.assert_allclose(albedo.reshape(-1, 3).min(axis=0), palette[0], atol=0.02)
    np.testing.assert_allclose(albedo.reshape(-1, 3).max(axis=0), palette[1], atol=0.02)


def test_a_painted_field_has_the_ramp() -> None:
    ramp = RAMPS["brick"][0]
    field = equalise(np.random.default_rng(1).normal(size=(128, 128)).astype(np.float32))
    read = tone_ramp(paint(field, ramp))
    np.testing.assert_allclose(read, ramp, atol=0.03)


def test_all_bad_fields_are_named() -> None:
    bad: dict[str, Any] = {"material": "cheese", "seed": -1, "rows": 31, "columns": 10**6, "piece_px": 0}
    with pytest.raises(InvalidFields) as caught:
        NoiseParameters(**bad, style_seed=1 << 64, palette=((2.0, 0.0, 0.0),))
    assert {v.field for v in caught.value.violations} == {*bad, "style_seed", "palette"}


def test_checkpoint_stops_the_work() -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        noise_surface(NoiseParameters("rock", 1, 64, 64), stop)
