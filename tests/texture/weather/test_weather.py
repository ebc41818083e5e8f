from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.texture.material import Surface
from procgen.texture.weather import LAYERS, WEATHER_RANGES, WeatherParameters, weather
from tests.texture.maps.surfaces import in_range, rough, same

METRES_PER_PIXEL = 0.008

layers = st.sampled_from(LAYERS)


def test_no_weather_changes_nothing() -> None:
    surface = rough()
    result, masks = weather(surface, WeatherParameters(seed=5), METRES_PER_PIXEL)
    assert result is surface
    assert masks == {}


@settings(max_examples=25)
@given(layer=layers, amounts=st.tuples(st.floats(0.01, 1.0), st.floats(0.01, 1.0)), seed=st.integers(0, 2**64 - 1))
def test_more_of_a_layer_covers_more(layer: str, amounts: tuple[float, float], seed: int) -> None:
    less, more = (
        weather(rough(), WeatherParameters(**{layer: amount, "seed": seed}), METRES_PER_PIXEL)  # type: ignore[arg-type]
        for amount in sorted(amounts)
    )
    assert list(less[1]) == [layer]
    assert (more[1][layer] >= less[1][layer]).all()
    for surface, masks in (less, more):
        assert in_range(surface)
        assert float(masks[layer].min()) >= 0.0
        assert float(masks[layer].max()) <= 1.0


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_starts_small_and_leaves_the_rest_alone(layer: str) -> None:
    surface = rough(rows=128, columns=96)
    result, masks = weather(surface, WeatherParameters(**{layer: 0.1}), METRES_PER_PIXEL)  # type: ignore[arg-type]
    assert float(masks[layer].mean()) < 0.2
    if layer != "puddles":  # around a puddle the ground is wet
        np.testing.assert_allclose(result.albedo[masks[layer] == 0.0], surface.albedo[masks[layer] == 0.0], atol=1e-6)
        np.testing.assert_array_equal(result.roughness[masks[layer] == 0.0], surface.roughness[masks[layer] == 0.0])


@pytest.mark.parametrize("layer", ["moss", "wetness", "snow"])
def test_all_of_a_layer_covers_everything(layer: str) -> None:
    _, masks = weather(rough(), WeatherParameters(**{layer: 1.0}), METRES_PER_PIXEL)  # type: ignore[arg-type]
    np.testing.assert_array_equal(masks[layer], 1.0)


def everything(seed: int = 3) -> WeatherParameters:
    return WeatherParameters(0.4, 0.4, 0.4, 0.4, 0.3, 0.2, seed=seed)


def test_the_same_seed_gives_the_same_bytes_with_any_threads() -> None:
    surface = rough(rows=160, columns=512)
    first, masks = weather(surface, everything(), METRES_PER_PIXEL)
    again, again_masks = weather(surface, everything(), METRES_PER_PIXEL, threads=3)
    other, _ = weather(surface, everything(4), METRES_PER_PIXEL)
    assert same(first, again)
    assert not same(first, other)
    assert list(masks) == list(LAYERS)
    assert all(masks[layer].tobytes() == again_masks[layer].tobytes() for layer in LAYERS)


@pytest.mark.parametrize("layer", LAYERS)
def test_layers_have_no_seam(layer: str) -> None:
    """The step across the border is like the steps inside, over many seeds."""
    border, inside = 0.0, 0.0
    for seed in range(12):
        parameters = WeatherParameters(**{layer: 0.5, "seed": seed})  # type: ignore[arg-type]
        mask = weather(rough(seed), parameters, METRES_PER_PIXEL)[1][layer]
        border += float(np.abs(mask[0] - mask[-1]).mean() + np.abs(mask[:, 0] - mask[:, -1]).mean())
        inside += float(np.abs(np.diff(mask, axis=0)).mean() + np.abs(np.diff(mask, axis=1)).mean())
    assert 0.75 < border / inside < 1.3


def test_masks_do_not_depend_on_other_layers() -> None:
    alone = weather(rough(), WeatherParameters(moss=0.4), METRES_PER_PIXEL)[1]["moss"]
    among = weather(rough(), replace(everything(0), moss=0.4), METRES_PER_PIXEL)[1]["moss"]
    np.testing.assert_array_equal(alone, among)


def test_puddles_are_level_smooth_and_in_low_places() -> None:
    surface = rough(rows=96, columns=96)
    flooded, masks = weather(surface, WeatherParameters(puddles=0.5), METRES_PER_PIXEL)
    water = masks["puddles"] == 1.0
    assert 0.1 < water.mean() < 0.7
    assert len(np.unique(flooded.height[water])) == 1
    assert float(flooded.height.min()) == flooded.height[water][0]
    np.testing.assert_allclose(flooded.roughness[water], 0.05, atol=1e-6)
    assert surface.height[water].mean() < surface.height[~water].mean()


def test_wet_ground_is_darker_and_shinier_but_metal_keeps_its_colour() -> None:
    surface = rough()
    wet, _ = weather(surface, WeatherParameters(wetness=1.0), METRES_PER_PIXEL)
    stone = surface.metallic == 0.0
    assert (wet.albedo[stone] < surface.albedo[stone]).all()
    assert (wet.roughness < surface.roughness).all()
    np.testing.assert_array_equal(wet.albedo[~stone], surface.albedo[~stone])


def test_snow_is_white_and_smooths_the_relief() -> None:
    surface = rough(size_px=2.0)
    snowy, _ = weather(surface, WeatherParameters(snow=1.0), METRES_PER_PIXEL)
    assert float(snowy.albedo.min()) > 0.7
    assert (snowy.height >= surface.height - 0.3).all()
    assert float(np.abs(np.diff(snowy.height)).mean()) < 0.8 * float(np.abs(np.diff(surface.height)).mean())


def stepped() -> Surface:
    """A raised square on flat ground."""
    surface = rough(size_px=0.0, rows=128, columns=128)
    height = np.zeros_like(surface.height)
    height[32:96, 32:96] = 4.0
    return replace(surface, height=height)


def test_wear_takes_edges_and_dirt_takes_their_feet() -> None:
    surface = stepped()
    masks = weather(surface, WeatherParameters(wear=0.3, dirt=0.3), METRES_PER_PIXEL)[1]
    edge, foot = (slice(32, 34), slice(36, 92)), (slice(29, 31), slice(36, 92))
    middle = (slice(55, 73), slice(55, 73))
    assert masks["wear"][edge].mean() > max(masks["wear"][foot].mean(), masks["wear"][middle].mean()) + 0.2
    assert masks["dirt"][foot].mean() > max(masks["dirt"][edge].mean(), masks["dirt"][middle].mean()) + 0.2


def test_colours_are_those_asked_for() -> None:
    asked = WeatherParameters(wear=1.0, wear_colour=(0.9, 0.1, 0.1), wear_metallic=1.0)
    worn, masks = weather(rough(), asked, METRES_PER_PIXEL)
    bare = masks["wear"] == 1.0
    assert bare.any()
    assert (worn.albedo[bare, 0] > worn.albedo[bare, 1] + 0.4).all()
    np.testing.assert_allclose(worn.metallic[bare], 1.0)
    violet = weather(rough(), WeatherParameters(moss=1.0, moss_colour=(0.5, 0.1, 0.5)), METRES_PER_PIXEL)[0].albedo
    assert (violet.mean(axis=(0, 1))[[0, 2]] > 1.8 * violet.mean(axis=(0, 1))[1]).all()


def test_flat_and_small_surfaces_work() -> None:
    for rows, columns in ((2, 3), (32, 32), (33, 70)):
        shape = rows, columns
        flat = Surface(
            np.full((*shape, 3), 0.5, np.float32), *(np.full(shape, value, np.float32) for value in (0.0, 0.5, 0.0))
        )
        assert in_range(weather(flat, everything(), METRES_PER_PIXEL)[0])


def test_opacity_is_kept() -> None:
    opacity = np.linspace(0.0, 1.0, 64 * 64, dtype=np.float32).reshape(64, 64)
    result, _ = weather(replace(rough(), opacity=opacity), everything(), METRES_PER_PIXEL)
    assert result.opacity is opacity


def test_all_bad_fields_are_named_at_once() -> None:
    bad = WeatherParameters(wear=2.0, moss=math.nan, seed=-1, dirt_colour=(0.0, 2.0, 0.0))
    with pytest.raises(InvalidFields) as caught:
        weather(rough(), bad, METRES_PER_PIXEL)
    assert [wrong.field for wrong in caught.value.violations] == ["wear", "moss", "seed", "dirt_colour"]


def test_every_number_has_a_range_that_allows_its_default() -> None:
    default = WeatherParameters()
    for name, allowed in WEATHER_RANGES.items():
        assert allowed.default == getattr(default, name)
        assert allowed.allows(getattr(default, name))
