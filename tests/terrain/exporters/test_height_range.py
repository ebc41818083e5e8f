"""Tiles that are quantised on one scale meet exactly."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.terrain.exporters import EXPORTERS, ExportOptions, HeightRange, png16, r16, sidecar, unity_raw
from procgen.terrain.heightmap import Heightmap
from tests.terrain import maps
from tests.terrain.test_png16 import read, texts


def on_scale(low: float, high: float) -> ExportOptions:
    return ExportOptions(height_range=HeightRange(low, high))


@example(maps.of(np.zeros((2, 2))), 5e-324, 0.0)
@example(maps.of(np.zeros((2, 2))), 0.0, 5e-324)
@given(maps.heightmaps(), st.floats(0.0, 500.0), st.floats(0.0, 500.0))
def test_heights_come_back_on_the_scale_that_is_written_beside_them(
    heightmap: Heightmap, below: float, above: float
) -> None:
    options = on_scale(heightmap.height_min_m - below, heightmap.height_max_m + above)
    described = json.loads(sidecar(heightmap, "x.r16", "r16", options))
    low, high = described["height_min_m"], described["height_max_m"]
    raw = np.frombuffer(r16.encode(heightmap, options), "<u2").reshape(heightmap.heights.shape)
    picture, _ = read(png16.encode(heightmap, options))
    np.testing.assert_array_equal(picture, raw)
    found = texts(png16.encode(heightmap, options))
    assert (float(found["procgen:height_min_m"]), float(found["procgen:height_max_m"])) == (low, high)
    error = np.abs(low + raw / 65535.0 * (high - low) - heightmap.heights.astype(np.float64))
    assert error.max() <= (high - low) / 65535.0 / 2.0 + 1e-11 * (1.0 + abs(low))


@pytest.mark.parametrize("kind", ["png16", "r16", "unity_raw"])
def test_borders_of_tiles_are_equal_on_one_scale_and_not_on_their_own(kind: str) -> None:
    world = maps.hills(33, 65, 800.0)
    tiles = [maps.of(world[:, :33]), maps.of(world[:, 32:])]
    options = on_scale(math.floor(world.min()), math.ceil(world.max()))

    def values(tile: Heightmap, chosen: ExportOptions) -> np.ndarray:
        data = EXPORTERS[kind].encode(tile, chosen)
        return read(data)[0] if kind == "png16" else np.frombuffer(data, "<u2").reshape(33, 33)

    west, east = (values(tile, options) for tile in tiles)
    np.testing.assert_array_equal(west[:, -1], east[:, 0])
    west, east = (values(tile, ExportOptions()) for tile in tiles)
    assert (west[:, -1] != east[:, 0]).any()


@pytest.mark.parametrize(("low", "high"), [(0.0, 100.0), (150.0, 2000.0)])
def test_heights_outside_the_scale_are_refused(low: float, high: float) -> None:
    heightmap = maps.of(maps.hills(33, 33, 500.0))
    for encode in (png16.encode, r16.encode, unity_raw.encode):
        with pytest.raises(InvalidFields) as caught:
            encode(heightmap, on_scale(low, high))
        assert [violation.field for violation in caught.value.violations] == ["height_range"]


@pytest.mark.parametrize(("low", "high"), [(2.0, 1.0), (math.nan, 1.0), (0.0, math.inf)])
def test_scales_that_are_none_are_refused(low: float, high: float) -> None:
    with pytest.raises(InvalidFields) as caught:
        ExportOptions(height_range=HeightRange(low, high), lod_levels=0, collision_tolerance_m=-1.0)
    assert [violation.field for violation in caught.value.violations] == [
        "height_range",
        "lod_levels",
        "collision_tolerance_m",
    ]


def test_unity_has_a_side_for_every_size() -> None:
    assert [unity_raw.fitting_side_px(*size) for size in ((1, 1), (33, 20), (34, 9), (512, 513), (1, 2049))] == [
        33,
        33,
        65,
        513,
        2049,
    ]
    assert unity_raw.fitting_side_px(9999, 1) == 4097
    (violation, _) = unity_raw.size_violations(1000, 1000)
    assert "1025 fits" in violation.allowed
