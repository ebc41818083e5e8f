"""Processes in a world: with the networks, sketches, locks, maps of landforms, levels and other seeds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from procgen.errors import InvalidFields
from procgen.runtime.store import ModelStore
from procgen.terrain.controls.shapes import LandformEntry, LandformMap, Lock, SeedMix, WorldArea
from procgen.terrain.generate import generate
from procgen.terrain.landforms import LANDFORM_NAMES, landform
from procgen.terrain.parameters import Sketch, TerrainParameters
from procgen.terrain.representation import FloatArray, cell_means
from procgen.terrain.rivers import RiverParameters
from tests.figures import scaled
from tests.terrain.test_landforms import store_with

MAKERS = ("dunes", "canyon", "fjord_coast", "meander_plain", "alluvial_fan", "lunar_craters", "atoll")


@pytest.fixture(scope="module")
def store() -> ModelStore:
    return ModelStore()


def heights(store: ModelStore, **fields: object) -> FloatArray:
    parameters = TerrainParameters(**{"width_px": 64, "depth_px": 64, "seed": 3, **fields})  # type: ignore[arg-type]
    return generate(parameters, store).heights


@pytest.mark.parametrize("name", MAKERS[: scaled(4, 7)])
@pytest.mark.parametrize(("x", "z"), [(-100, 37), (2**30 - 400, -(2**30))])
def test_a_tile_alone_equals_the_same_place_of_a_larger_map(store: ModelStore, name: str, x: int, z: int) -> None:
    whole = heights(store, landform=name, width_px=233, depth_px=190, origin_x_px=x, origin_z_px=z)
    for left, top in ((0, 0), (101, 77), (169, 126)):
        tile = heights(store, landform=name, origin_x_px=x + left, origin_z_px=z + top)
        np.testing.assert_array_equal(tile, whole[top : top + 64, left : left + 64])


@pytest.mark.parametrize("name", ["canyon", "dunes"])
def test_far_levels_are_means_of_near_ones(store: ModelStore, name: str) -> None:
    near = heights(store, landform=name, width_px=512, depth_px=512, wander=0.0)
    far = heights(store, landform=name, level=3, wander=0.0)
    relief = landform(name).relief_ratio * 256 * 30.0
    assert float(np.sqrt(np.mean((cell_means(near) - far) ** 2))) < 0.03 * relief


def test_the_mean_is_kept_and_drifts_where_it_may(store: ModelStore) -> None:
    asked = {"landform": "dunes", "mean_height_m": 500.0, "width_px": 256, "depth_px": 256}
    assert heights(store, **asked, wander=0.0).mean() == pytest.approx(500.0, abs=15.0)
    still, drifting = (
        [heights(store, **asked, wander=wander, origin_x_px=3000 * i).mean() for i in range(4)] for wander in (0.0, 1.0)
    )
    assert np.std(drifting) > 2.0 * np.std(still)


def test_a_sketch_overrides_the_process(store: ModelStore) -> None:
    drawn = np.linspace(0.0, 400.0, 32, dtype=np.float32)[None, :].repeat(32, axis=0)
    asked = {"landform": "dunes", "width_px": 256, "depth_px": 256, "wander": 0.0}
    made = heights(store, **asked, sketch=Sketch(drawn, np.ones_like(drawn)))
    hills = heights(store, **{**asked, "landform": "hills"}, sketch=Sketch(drawn, np.ones_like(drawn)))
    wide = np.repeat(np.repeat(drawn, 8, axis=0), 8, axis=1)
    likeness = [np.corrcoef(each.ravel(), wide.ravel())[0, 1] for each in (made, hills)]
    assert likeness[0] > likeness[1] - 0.05, "as well as where there is no process"
    half = np.ones_like(drawn)
    half[:, 8:] = 0.0
    free = heights(store, **asked, sketch=Sketch(drawn, half), mean_height_m=180.0)
    plain = heights(store, **asked, mean_height_m=180.0, relief_m=free_relief(drawn[:, :8]))
    assert np.abs(free[:, 200:] - plain[:, 200:]).max() < 1e-3, "far from what is drawn it is the world's own"


def free_relief(drawn: FloatArray) -> float:
    """The relief that follows from a sketch where none is given."""
    low, high = np.percentile(drawn, (1.0, 99.0))
    return 1.15 * float(high - low)


def test_a_lock_is_kept_bit_for_bit_and_joined(store: ModelStore) -> None:
    asked = {"landform": "canyon", "width_px": 128, "depth_px": 128}
    kept = heights(store, landform="mountains", mean_height_m=1700.0)
    made = heights(store, **asked, lock=Lock(kept, np.ones(kept.shape, np.bool_), WorldArea(0, 0, 64, 64)))
    np.testing.assert_array_equal(made[:64, :64], kept)
    far = heights(store, **asked)
    assert np.abs(made - far).max() > 0.0


def test_a_map_of_landforms_goes_from_one_to_the_other(store: ModelStore) -> None:
    relief, mean = 60.0, 300.0
    entries = tuple(LandformEntry(name, mean, relief) for name in ("dunes", "hills"))
    area = WorldArea(-512, -512, 4096, 1280)
    mapped = LandformMap(entries, np.array([[0, 1, 1, 1]], np.uint8), area, 0.0)
    asked = {"width_px": 1408, "depth_px": 256, "wander": 0.0, "mean_height_m": mean, "relief_m": relief}
    both = heights(store, **asked, landform_map=mapped)
    dunes, hills = (heights(store, **asked, landform=name) for name in ("dunes", "hills"))
    np.testing.assert_allclose(both[:, :300], dunes[:, :300], atol=0.5)
    # The networks look around: over some 700 pixels they know that there are dunes.
    assert np.abs(both[:, 1300:] - dunes[:, 1300:]).max() > 10.0
    np.testing.assert_allclose(both[:, 1300:], hills[:, 1300:], atol=0.5)
    steps = np.abs(np.diff(both, axis=1)).max(axis=0)
    assert steps[450:574].max() < 1.2 * steps[:300].max(), "no wall where they meet"


def test_two_worlds_are_mixed(store: ModelStore) -> None:
    asked = {"landform": "dunes", "wander": 0.0}
    one, other = heights(store, **asked, seed=3), heights(store, **asked, seed=8)
    whole = heights(store, **asked, seed=3, variation=SeedMix(8, 1.0))
    np.testing.assert_array_equal(whole, other)
    little = heights(store, **asked, seed=3, variation=SeedMix(8, 0.1))
    assert 0.0 < np.abs(little - one).max() < 0.5 * np.abs(other - one).max()


def test_geology_changes_nothing_where_no_process_is_at_work(store: ModelStore) -> None:
    worn = {"age": 1.0, "rock": 0.0, "ice": 0.0, "wind_deg": 10.0, "wind_spread": 1.0, "sand": 0.0}
    np.testing.assert_array_equal(heights(store, landform="hills"), heights(store, landform="hills", **worn))
    assert np.abs(heights(store, landform="dunes") - heights(store, landform="dunes", **worn)).max() > 5.0


def test_geology_stands_in_the_recipe_where_it_is_given(store: ModelStore) -> None:
    plain = generate(TerrainParameters(64, 64, landform="canyon"), store).recipe
    worn = generate(TerrainParameters(64, 64, landform="canyon", age=0.9), store).recipe
    assert "age" not in plain.request
    assert worn.request["age"] == pytest.approx(0.9)


def test_networks_take_a_new_landform_for_another(store: ModelStore, tmp_path: Path) -> None:
    """The packaged ones know none of the new names."""
    for name in LANDFORM_NAMES[21:]:
        assert np.isfinite(heights(store, landform=name)).all()

    def without(names: Sequence[str]) -> list[str]:
        return [name for name in names if name != "arid_mountains"]

    own = store_with(tmp_path / "own", without)
    assert np.isfinite(heights(own, landform="drumlins", model="own")).all()
    with pytest.raises(InvalidFields) as refused:
        heights(own, landform="canyon", model="own")
    (wrong,) = refused.value.violations
    assert wrong.field == "landform"
    assert "drumlins" in wrong.allowed
    assert "canyon" not in wrong.allowed


def test_a_tile_of_a_map_of_landforms_equals_the_same_place_of_a_larger_one(store: ModelStore) -> None:
    """Near and far from the border, and where no process has a say."""
    entries = tuple(LandformEntry(name, 300.0, 200.0) for name in ("mesa", "hills"))
    mapped = LandformMap(entries, np.array([[0, 1]], np.uint8), WorldArea(-700, -700, 1400, 1400), 0.5)
    whole = heights(store, width_px=900, depth_px=100, origin_x_px=-450, origin_z_px=-20, landform_map=mapped)
    for left in (0, 390, 836):
        tile = heights(store, origin_x_px=-450 + left, origin_z_px=0, landform_map=mapped)
        np.testing.assert_array_equal(tile, whole[20:84, left : left + 64])


def test_rivers_and_layers_are_made_of_it_as_well(store: ModelStore) -> None:
    asked = TerrainParameters(192, 192, seed=3, landform="badlands", rivers=RiverParameters())
    made = generate(asked, store, layers=["river", "slope"])
    assert np.isfinite(made.heights).all()
    assert made.rivers is not None
    assert (made.rivers.river_width_m > 0.0).any()
