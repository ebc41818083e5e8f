"""Land that is made finer than its landforms, down to the metre."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.runtime.store import ModelStore
from procgen.terrain.base.land import Base
from procgen.terrain.base.levels import coarser_lock
from procgen.terrain.controls.shapes import Constraints, FlatArea, Lock, PathPoint, WorldArea
from procgen.terrain.generate import generate
from procgen.terrain.parameters import TerrainParameters
from procgen.terrain.representation import CELL, FloatArray, cell_means


@pytest.fixture(scope="module")
def store() -> ModelStore:
    return ModelStore()


def heights(store: ModelStore, **fields: object) -> FloatArray:
    asked = {"width_px": 64, "depth_px": 64, "seed": 4, "landform": "mountains", "keep_sea_floor": True, **fields}
    return generate(TerrainParameters(**asked), store).heights  # type: ignore[arg-type]


@pytest.mark.parametrize(("times", "spacing"), [(1, 8.0), (2, 1.0)])
def test_pixels_of_the_land_above_are_the_means_of_these(store: ModelStore, times: int, spacing: float) -> None:
    """One world at every spacing: from 64 m to 1 m."""
    origin = {"origin_x_px": 4096, "origin_z_px": -2048}
    fine = heights(store, refinements=times, metres_per_pixel=spacing, width_px=128, depth_px=128, **origin)
    above = heights(
        store,
        refinements=times - 1,
        metres_per_pixel=spacing * CELL,
        origin_x_px=4096 // CELL,
        origin_z_px=-2048 // CELL,
    )
    np.testing.assert_allclose(cell_means(fine), above[:16, :16], atol=1e-3 * float(np.ptp(above)) + 1e-2)


@settings(max_examples=6)
@given(x=st.integers(-5000, 5000), z=st.integers(-5000, 5000), right=st.integers(0, 60), down=st.integers(0, 60))
def test_a_tile_alone_equals_the_same_pixels_of_a_larger_map(
    store: ModelStore, x: int, z: int, right: int, down: int
) -> None:
    fine = {"refinements": 2, "metres_per_pixel": 1.0}
    whole = heights(store, width_px=128, depth_px=124, origin_x_px=x, origin_z_px=z, **fine)
    tile = heights(store, origin_x_px=x + right, origin_z_px=z + down, **fine)
    np.testing.assert_array_equal(tile, whole[down : down + 64, right : right + 64])


def test_threads_make_no_difference() -> None:
    one, two = (
        heights(ModelStore(threads=threads), refinements=1, metres_per_pixel=4.0, width_px=200, depth_px=200)
        for threads in (1, 2)
    )
    np.testing.assert_array_equal(one, two)


def test_levels_of_refined_land_are_its_means(store: ModelStore) -> None:
    fine = {"refinements": 1, "metres_per_pixel": 4.0}
    far = heights(store, level=3, **fine)
    near = heights(store, width_px=256, depth_px=256, **fine)
    np.testing.assert_allclose(cell_means(near), far[:32, :32], atol=1e-2 * float(np.ptp(far)))


def test_a_metre_is_steeper_than_landforms_shrunk_to_a_metre(store: ModelStore) -> None:
    """Relief is that of the landform, not of 256 pixels."""

    def mean_slope(**fields: object) -> float:
        return float(np.hypot(*np.gradient(heights(store, metres_per_pixel=1.0, **fields))).mean())

    assert mean_slope(refinements=2) > mean_slope(refinements=0)


def test_a_lock_is_kept_to_the_bit_in_any_tile_and_landforms_follow_it(store: ModelStore) -> None:
    fine = {"refinements": 1, "metres_per_pixel": 4.0}
    free = heights(store, width_px=192, depth_px=192, **fine)
    kept = heights(store, seed=5, origin_x_px=40, origin_z_px=24, width_px=96, depth_px=128, **fine)
    kept += np.float32(float(free.mean() - kept.mean()) + 30.0)
    lock = Lock(kept, np.ones(kept.shape, np.bool_), WorldArea(40, 24, 96, 128))
    whole = heights(store, width_px=192, depth_px=192, lock=lock, **fine)
    np.testing.assert_array_equal(whole[24:152, 40:136], kept)
    tile = heights(store, origin_x_px=100, origin_z_px=90, lock=lock, **fine)
    np.testing.assert_array_equal(tile, whole[90:154, 100:164])
    seam = np.abs(whole[24:152, 136] - whole[24:152, 135])
    assert seam.max() < 3.0 * np.abs(np.diff(free, axis=1)).max(), "no step where it ends"


def test_a_coarser_lock_holds_the_means_of_whole_blocks() -> None:
    mask = np.ones((20, 26), np.bool_)
    mask[0, 8] = False
    known = np.arange(20 * 26, dtype=np.float32).reshape(20, 26)
    lock = Lock(np.where(mask, known, np.float32(0.0)), mask, WorldArea(-5, 8, 26, 20))
    coarse = coarser_lock(lock)
    assert coarse is not None
    assert coarse.area == WorldArea(-1, 1, 4, 3)
    assert coarse.mask.tolist() == [[False, False, True, False], [False, True, True, False], [False] * 4]
    assert coarse.heights_m[1, 1] == known[8:16, 5:13].mean()
    assert coarser_lock(Lock(known[:6, :6], mask[1:7, 10:16], WorldArea(0, 0, 6, 6))) is None


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"refinements": 3}, "refinements"),
        ({"refinements": 2, "metres_per_pixel": 30.0}, "metres_per_pixel"),
        ({"refinements": 1, "model": "noise-fbm"}, "refinements"),
        ({"refinements": 1, "base": Base(np.ones((16, 16), np.float32), 30.0)}, "refinements"),
        (
            {"refinements": 1, "constraints": Constraints(flat_areas=(FlatArea(corners=(PathPoint(8.0, 8.0),)),))},
            "constraints",
        ),
    ],
)
def test_what_cannot_be_refined_is_named(store: ModelStore, fields: dict[str, object], wrong: str) -> None:
    with pytest.raises(InvalidFields) as caught:
        heights(store, **fields)
    assert wrong in [violation.field for violation in caught.value.violations]
