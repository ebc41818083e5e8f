from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.errors import InvalidFields
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
