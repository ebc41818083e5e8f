"""Levels of detail, and the world's rivers on finished ground."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.runtime.store import ModelStore
from procgen.terrain import land
from procgen.terrain.controls.shapes import Constraints, Edges, FlatArea, Lock, PathPoint, WorldArea
from procgen.terrain.generate import Callbacks, generate
from procgen.terrain.heightmap import Heightmap, pixel_means
from procgen.terrain.parameters import TerrainParameters, resolve, violations
from procgen.terrain.rivers import Carved, RiverParameters

WORLD = {"landform": "mountains", "seed": 3}


@pytest.fixture(scope="module")
def store() -> ModelStore:
    return ModelStore()


def made(store: ModelStore, width: int, depth: int, x: int = 0, z: int = 0, **more: object) -> Heightmap:
    parameters = TerrainParameters(width, depth, origin_x_px=x, origin_z_px=z, **{**WORLD, **more})  # type: ignore[arg-type]
    return generate(parameters, store)


@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize("model", ["diffusion", "noise-fbm"])
def test_levels_of_pixels_are_exact_means(store: ModelStore, level: int, model: str) -> None:
    factor = 2**level
    finest = made(store, 96 * factor, 64 * factor, -8 * factor, 24 * factor, model=model)
    coarse = made(store, 96, 64, -8, 24, level=level, model=model)
    np.testing.assert_array_equal(coarse.heights, pixel_means(finest.heights, factor))
    assert coarse.metres_per_pixel == finest.metres_per_pixel * factor


def test_levels_of_pixels_are_made_strip_by_strip(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    more = {"level": 1, "rivers": RiverParameters()}
    whole = made(store, 70, 100, -40, 0, **more)
    monkeypatch.setattr(land, "STRIP_PIXELS", 140 * 2 * 33)
    strips = made(store, 70, 100, -40, 0, **more)
    np.testing.assert_array_equal(strips.heights, whole.heights)
    assert strips.rivers is not None
    assert whole.rivers is not None
    for each in fields(Carved):
        np.testing.assert_array_equal(getattr(strips.rivers, each.name), getattr(whole.rivers, each.name))


@pytest.mark.parametrize("landform", ["mountains", "plains"])
def test_cells_are_close_to_the_means_of_their_pixels(store: ModelStore, landform: str) -> None:
    finest = made(store, 512, 512, -64, 128, landform=landform)
    cells = made(store, 64, 64, -8, 16, landform=landform, level=3)
    relief = resolve(TerrainParameters(64, 64, landform=landform), ("diffusion",)).relief_m
    error = pixel_means(finest.heights, 8) - cells.heights
    # Hollows of pixels are filled in part, and ways cut out of them by up to a twelfth of the relief; cells know none.
    assert float(np.sqrt(np.mean(error**2))) < 0.025 * relief
    assert float(np.abs(error).max()) < 0.2 * relief


@pytest.mark.parametrize("level", [4, 5])
def test_coarser_levels_are_means_of_level_3(store: ModelStore, level: int) -> None:
    factor = 2 ** (level - 3)
    finer = made(store, 64 * factor, 80 * factor, -100 * factor, 7 * factor, level=3, vertical_scale=2.0)
    coarse = made(store, 64, 80, -100, 7, level=level, vertical_scale=2.0)
    np.testing.assert_array_equal(coarse.heights, pixel_means(finer.heights, factor))


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 5), st.integers(0, 26), st.integers(0, 16), st.sampled_from([0, -777, 2**25 - 256]))
def test_a_tile_alone_equals_the_crop_at_every_level(
    store: ModelStore, level: int, left: int, top: int, origin: int
) -> None:
    whole = made(store, 90, 80, origin, -origin, level=level).heights
    tile = made(store, 64, 64, origin + left, -origin + top, level=level).heights
    np.testing.assert_array_equal(tile, whole[top : top + 64, left : left + 64])


def test_strips_of_cells_make_up_the_map(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = made(store, 64, 64, level=4).heights
    monkeypatch.setattr(land, "_STRIP_CELLS", 128 * 2 * 5)
    np.testing.assert_array_equal(made(store, 64, 64, level=4).heights, whole)


def test_reports_rise_over_all_strips(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(land, "STRIP_PIXELS", 128 * 2 * 20)
    monkeypatch.setattr(land, "_STRIP_CELLS", 64 * 20)
    for level in (1, 3):
        shares: list[float] = []

        def report(_stage: str, share: float, heights: object, shares: list[float] = shares) -> None:
            assert heights is None
            shares.append(share)

        generate(TerrainParameters(64, 64, level=level), store, Callbacks(report))
        assert shares == sorted(shares)
        assert len(shares) >= 4
        assert shares[-1] == pytest.approx(1.0)


def test_controls_stay_where_they_are_at_every_level(store: ModelStore) -> None:
    level_ground = FlatArea((PathPoint(512.0, 512.0),), radius_px=300.0, height_m=900.0, falloff_px=40.0)
    for level in (0, 1, 2, 3, 4):
        constraints = Constraints(flat_areas=(level_ground,))
        side = 1024 // 2**level
        x = side // 2 - 32
        heights = made(store, 64, 64, x, x, level=level, constraints=constraints).heights
        middle = heights[24:40, 24:40]
        if level < 3:
            np.testing.assert_allclose(middle, 900.0, atol=1e-3)
        else:
            assert abs(float(middle.mean()) - 900.0) < 60.0


def test_levels_that_cannot_be_are_named() -> None:
    def wrong(**more: object) -> list[str]:
        parameters = TerrainParameters(64, 64, **more)  # type: ignore[arg-type]
        return [violation.field for violation in violations(parameters, ("diffusion", "noise-fbm"))]

    assert wrong(level=6) == ["level"]
    assert wrong(level=-1) == ["level"]
    assert wrong(level=3, model="noise-fbm") == ["level"]
    assert wrong(level=2, model="noise-fbm") == []
    assert wrong(level=5, origin_x_px=2**25, origin_z_px=-(2**25)) == []
    assert wrong(level=5, origin_x_px=2**25 + 1, origin_z_px=-(2**25) - 1) == ["origin_x_px", "origin_z_px"]
    assert wrong(level=1, edges=Edges(2, north_m=np.zeros((2, 64), np.float32))) == ["edges"]


def test_what_lies_over_the_request_lies_over_all_of_a_coarse_one() -> None:
    heights = np.zeros((5, 4), np.float32)
    lock = Lock(heights, np.ones(heights.shape, bool))
    terrain = resolve(TerrainParameters(64, 70, origin_x_px=-9, origin_z_px=7, level=2, lock=lock), ("diffusion",))
    assert terrain.lock is not None
    assert terrain.lock.area == WorldArea(-36, 28, 4, 5)
    assert TerrainParameters(64, 70, origin_x_px=-9, level=2).area == WorldArea(-36, 0, 256, 280)


def test_rivers_stretch_with_the_ground_and_vanish_where_it_was_moved(store: ModelStore) -> None:
    area = (192, 192, 300, 64)
    plain = made(store, *area, rivers=RiverParameters())
    tall = made(store, *area, rivers=RiverParameters(), vertical_scale=3.0)
    assert plain.rivers is not None
    assert tall.rivers is not None
    river = np.isfinite(plain.rivers.water_level_m)
    assert river.any(), "another place is needed where there is a river"
    np.testing.assert_allclose(tall.rivers.water_level_m[river], 3.0 * plain.rivers.water_level_m[river], rtol=1e-5)
    np.testing.assert_array_equal(tall.rivers.river_width_m, plain.rivers.river_width_m)
    plateau = FlatArea((PathPoint(396.0, 160.0),), radius_px=400.0, height_m=9000.0, falloff_px=0.0)
    dry = made(store, *area, rivers=RiverParameters(), constraints=Constraints(flat_areas=(plateau,)))
    assert dry.rivers is not None
    # Where the plateau happens to lie as high as the river did, it stays.
    assert (dry.rivers.river_width_m > 0.0).sum() < 0.05 * (plain.rivers.river_width_m > 0.0).sum()
    assert np.nanmax(dry.rivers.water_level_m - dry.heights, initial=0.0) < 20.0


def test_a_level_out_of_range_is_refused_before_anything_is_made(store: ModelStore) -> None:
    with pytest.raises(InvalidFields, match="level"):
        made(store, 64, 64, level=9)
