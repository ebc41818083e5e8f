from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.terrain.controls.shapes import LandformEntry, LandformMap, Lock, PathPoint, SeedMix, Stroke, WorldArea
from procgen.terrain.landforms import LANDFORM_NAMES, LANDFORMS
from procgen.terrain.parameters import RANGES, Sketch, TerrainParameters, resolve, violations

MODELS = ("diffusion", "noise-fbm")


def sketch(value: float = 10.0, weight: float = 1.0) -> Sketch:
    return Sketch(np.full((4, 5), value, np.float32), np.full((4, 5), weight, np.float32))


@pytest.mark.parametrize("name", [name for name, allowed in RANGES.items() if name not in ("seed",)])
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1e30, -1e30])
def test_every_number_out_of_range_is_named(name: str, bad: float) -> None:
    parameters = TerrainParameters(**{"width_px": 64, "depth_px": 64, name: bad})  # type: ignore[arg-type]
    assert [v.field for v in violations(parameters, MODELS)] == [name]


def test_all_wrong_fields_are_named_at_once() -> None:
    parameters = TerrainParameters(width_px=0, depth_px=9999, relief_m=-5.0, model="x", landform="y", wander=2.0)
    with pytest.raises(InvalidFields) as caught:
        resolve(parameters, MODELS)
    fields = [v.field for v in caught.value.violations]
    assert fields == ["width_px", "depth_px", "relief_m", "wander", "model", "landform"]
    assert caught.value.violations[0].value == "missing"
    assert "64 to 2049" in caught.value.message


@pytest.mark.parametrize(
    ("value", "weight", "field"), [(math.nan, 1.0, "sketch.heights_m[0]"), (0, 1.5, "sketch.weights[0]")]
)
def test_bad_sketches_are_named(value: float, weight: float, field: str) -> None:
    parameters = TerrainParameters(width_px=64, depth_px=64, sketch=sketch(value, weight))
    assert [v.field for v in violations(parameters, MODELS)] == [field]


def test_noise_takes_no_sketch() -> None:
    parameters = TerrainParameters(width_px=64, depth_px=64, model="noise-fbm", sketch=sketch())
    assert [v.field for v in violations(parameters, MODELS)] == ["sketch"]


@given(st.sampled_from(["", *LANDFORM_NAMES]), st.floats(0.1, 1000.0), st.floats(-1000, 1000))
def test_defaults_are_allowed_values(landform: str, spacing: float, sea: float) -> None:
    parameters = TerrainParameters(64, 64, landform=landform, metres_per_pixel=spacing, sea_level_m=sea)
    terrain = resolve(parameters, MODELS)
    assert RANGES["relief_m"].allows(terrain.relief_m)
    assert math.isfinite(terrain.frame.sea_level)
    assert terrain.model == "diffusion"


def test_resolved_numbers_are_float32() -> None:
    terrain = resolve(TerrainParameters(64, 64, metres_per_pixel=0.1, mean_height_m=0.3), MODELS)
    for value in (terrain.metres_per_pixel, terrain.mean_height_m, terrain.relief_m, terrain.wander):
        assert value == float(np.float32(value))


def test_the_frame_follows_a_sketch() -> None:
    heights = np.linspace(200.0, 1200.0, 20, dtype=np.float32).reshape(4, 5)
    terrain = resolve(TerrainParameters(64, 64, sketch=Sketch(heights, np.ones_like(heights))), MODELS)
    assert terrain.mean_height_m == pytest.approx(700.0)
    assert 900.0 < terrain.relief_m < 1300.0


def test_landforms_have_distinct_names_and_sane_statistics() -> None:
    assert len(set(LANDFORM_NAMES)) == len(LANDFORMS)
    assert all(0.0 < landform.relief_ratio < 0.5 for landform in LANDFORMS)


@pytest.mark.parametrize(
    "control",
    [
        {"strokes": (Stroke("ridge", (PathPoint(0.0, 0.0),)),)},
        {"variation": SeedMix(4, 0.5)},
        {"landform_map": LandformMap((LandformEntry("hills"),), np.zeros((1, 1), np.uint8))},
    ],
)
def test_noise_takes_no_learned_controls(control: dict[str, Any]) -> None:
    (name,) = control
    parameters = TerrainParameters(width_px=64, depth_px=64, model="noise-fbm", **control)
    assert [v.field for v in violations(parameters, MODELS)] == [name]
    assert not violations(TerrainParameters(width_px=64, depth_px=64, **control), MODELS)


def test_what_lies_over_the_request_is_given_its_place() -> None:
    heights = np.zeros((70, 64), np.float32)
    terrain = resolve(
        TerrainParameters(
            64,
            70,
            origin_x_px=-9,
            origin_z_px=7,
            sketch=sketch(),
            lock=Lock(heights, np.ones(heights.shape, bool)),
            landform_map=LandformMap((LandformEntry("hills"),), np.zeros((1, 1), np.uint8)),
        ),
        MODELS,
    )
    area = WorldArea(-9, 7, 64, 70)
    for control in (terrain.sketch, terrain.lock, terrain.landform_map):
        assert control is not None
        assert control.area == area


def test_a_mixture_of_none_of_the_other_seed_is_the_seed() -> None:
    terrain = resolve(TerrainParameters(64, 64, seed=5, variation=SeedMix(9, 0.0)), MODELS)
    assert (terrain.other_seed, terrain.share) == (5, 0.0)
    terrain = resolve(TerrainParameters(64, 64, seed=5, variation=SeedMix(9, 1.0)), MODELS)
    assert (terrain.other_seed, terrain.share) == (9, 1.0)


def test_landforms_of_a_map_are_typical_unless_the_request_says_otherwise() -> None:
    entries = (LandformEntry("plains"), LandformEntry("alpine", relief_m=77.0), LandformEntry(""))
    landforms = LandformMap(entries, np.array([[0, 1]], np.uint8))
    free = resolve(TerrainParameters(64, 64, landform_map=landforms, sea_level_m=10.0), MODELS)
    assert free.landform_map is not None
    plains, alpine, _ = free.landform_map.palette
    alone = resolve(TerrainParameters(64, 64, landform="plains", sea_level_m=10.0), MODELS)
    assert (plains.mean_height_m, plains.relief_m) == (alone.mean_height_m, alone.relief_m)
    assert alpine.relief_m == 77.0
    assert free.relief_m == pytest.approx((alone.relief_m + 77.0) / 2.0)
    held = resolve(TerrainParameters(64, 64, landform_map=landforms, mean_height_m=300.0, relief_m=200.0), MODELS)
    assert held.landform_map is not None
    assert [entry.relief_m for entry in held.landform_map.palette] == [200.0, 77.0, 200.0]
    assert {entry.mean_height_m for entry in held.landform_map.palette} == {300.0}


def test_the_frame_of_a_stretched_terrain_holds_its_sketch() -> None:
    heights = np.linspace(200.0, 1200.0, 20, dtype=np.float32).reshape(4, 5)
    drawn = Sketch(heights, np.ones_like(heights))
    terrain = resolve(TerrainParameters(64, 64, sketch=drawn, vertical_scale=2.0, sea_level_m=100.0), MODELS)
    assert terrain.mean_height_m == pytest.approx(400.0)
    assert 450.0 < terrain.relief_m < 650.0


@given(st.floats(-12000.0, 20000.0), st.floats(1.0, 20000.0), st.sampled_from(LANDFORM_NAMES))
def test_what_follows_from_other_numbers_is_allowed(sea: float, relief: float, landform: str) -> None:
    terrain = resolve(TerrainParameters(64, 64, landform=landform, sea_level_m=sea, relief_m=relief), MODELS)
    assert RANGES["mean_height_m"].allows(terrain.mean_height_m)
