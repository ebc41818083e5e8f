from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import Cancelled
from procgen.runtime.store import ModelStore
from procgen.terrain.cascade import DETAIL_LATTICE, Networks, World
from procgen.terrain.generate import Callbacks, generate, load_networks
from procgen.terrain.landforms import LANDFORM_NAMES
from procgen.terrain.lattice import Rectangle
from procgen.terrain.parameters import ResolvedTerrain, Sketch, TerrainParameters, resolve
from procgen.terrain.representation import CELL, FloatArray, cell_means


@pytest.fixture(scope="module")
def store() -> ModelStore:
    return ModelStore()


def resolved(**fields: object) -> ResolvedTerrain:
    return resolve(TerrainParameters(**{"width_px": 64, "depth_px": 64, **fields}), ("diffusion",))  # type: ignore[arg-type]


def heights(store: ModelStore, **fields: object) -> FloatArray:
    parameters = TerrainParameters(**{"width_px": 64, "depth_px": 64, "seed": 3, **fields})  # type: ignore[arg-type]
    return generate(parameters, store).heights


WORLD = {"landform": "mountains", "wander": 0.6}


@settings(max_examples=12)
@given(st.data())
def test_a_tile_alone_equals_the_same_cells_of_a_larger_map(store: ModelStore, data: st.DataObject) -> None:
    origin = data.draw(st.sampled_from([0, -(2**30), 2**30, -777]))
    x, z = origin + data.draw(st.integers(-300, 300)), origin + data.draw(st.integers(-300, 300))
    width, depth = data.draw(st.integers(70, 300)), data.draw(st.integers(70, 300))
    x, z = (min(max(place, -(2**30)), 2**30) for place in (x, z))
    left, top = data.draw(st.integers(0, width - 64)), data.draw(st.integers(0, depth - 64))
    whole = heights(store, width_px=width, depth_px=depth, origin_x_px=x, origin_z_px=z, **WORLD)
    if x + left > 2**30 or z + top > 2**30:
        left = top = 0
    tile = heights(store, origin_x_px=x + left, origin_z_px=z + top, **WORLD)
    np.testing.assert_array_equal(tile, whole[top : top + 64, left : left + 64])


@pytest.mark.parametrize("threads", [1, 2])
def test_tiles_in_any_order_and_with_any_threads_make_up_the_map(threads: int) -> None:
    whole = heights(ModelStore(threads=3 - threads), width_px=384, depth_px=256, origin_x_px=-100, **WORLD)
    made = np.full_like(whole, np.nan)
    store = ModelStore(threads=threads)
    places = [(row, column) for row in range(0, 256, 128) for column in range(0, 384, 128)]
    np.random.default_rng(0).shuffle(places)
    for row, column in places:
        tile = heights(store, width_px=128, depth_px=128, origin_x_px=column - 100, origin_z_px=row, **WORLD)
        made[row : row + 128, column : column + 128] = tile
    np.testing.assert_array_equal(made, whole)


def test_pixels_keep_the_means_of_their_cells(store: ModelStore) -> None:
    """What levels of detail rest on."""
    terrain = resolved(seed=8, landform="mountains", wander=0.0)
    world = World(terrain, Networks(*load_networks(store, "diffusion")))
    area = Rectangle(0, 0, 256, 256)
    cells = world.cells(area.coarser(CELL))
    error = cell_means(world.heights(area)) - cells
    assert float(np.sqrt(np.mean(error**2))) < 0.02 * terrain.relief_m


@pytest.mark.parametrize(("width", "depth"), [(64, 64), (65, 200), (257, 129), (300, 64), (513, 290)])
def test_every_size_is_made_as_asked(store: ModelStore, width: int, depth: int) -> None:
    result = heights(store, width_px=width, depth_px=depth, origin_x_px=-37, origin_z_px=1001)
    assert result.shape == (depth, width)
    assert result.dtype == np.float32
    assert np.isfinite(result).all()


@pytest.mark.parametrize("landform", ["", *LANDFORM_NAMES])
def test_every_landform_has_relief_and_few_spikes(store: ModelStore, landform: str) -> None:
    terrain = resolved(landform=landform)
    result = heights(store, landform=landform, width_px=128, depth_px=128, keep_sea_floor=True)
    assert 0.02 * terrain.relief_m < float(np.ptp(result)) < 4.0 * terrain.relief_m
    steps = np.abs(np.diff(result, axis=0))
    assert float(steps.max()) < terrain.relief_m, "one pixel does not jump by the whole relief"


@pytest.mark.parametrize("landform", ["alpine_glacial", "alpine", "plains", "hills"])
def test_land_flatter_than_any_that_was_learned_from_is_flat(store: ModelStore, landform: str) -> None:
    made = heights(store, landform=landform, relief_m=1.0, width_px=256, depth_px=256, wander=0.0)
    assert 0.2 < float(np.ptp(made)) < 10.0


def test_mean_and_relief_are_what_was_asked(store: ModelStore) -> None:
    reliefs, means = [], []
    for seed in range(6):
        result = heights(
            store,
            seed=seed,
            width_px=256,
            depth_px=256,
            landform="mountains",
            mean_height_m=3000.0,
            relief_m=800.0,
            wander=0.0,
        )
        low, high = np.percentile(result, (1, 99))
        reliefs.append(high - low)
        means.append(result.mean())
    assert abs(np.mean(means) - 3000.0) < 80.0
    assert 0.7 < np.mean(reliefs) / 800.0 < 1.3


def test_the_sea_is_flat_unless_its_floor_is_kept(store: ModelStore) -> None:
    fields = {"landform": "island", "width_px": 256, "depth_px": 256, "sea_level_m": 12.5}
    flat = heights(store, **fields)
    floor = heights(store, keep_sea_floor=True, **fields)
    assert float(flat.min()) == 12.5
    assert float(floor.min()) < 12.0
    assert np.array_equal(np.maximum(floor, np.float32(12.5)), flat)


def test_a_sea_level_moves_everything_with_it(store: ModelStore) -> None:
    low = heights(store, landform="coast", keep_sea_floor=True)
    high = heights(store, landform="coast", keep_sea_floor=True, sea_level_m=512.0)
    np.testing.assert_allclose(high, low + 512.0, atol=1e-3)


def test_seeds_and_places_differ(store: ModelStore) -> None:
    first = heights(store)
    for other in (heights(store, seed=4), heights(store, origin_x_px=4096), heights(store, origin_z_px=-4096)):
        assert abs(float(np.corrcoef(first.ravel(), other.ravel())[0, 1])) < 0.95
        assert not np.array_equal(first, other)


def ramp_sketch(weight: float = 1.0) -> Sketch:
    rising = np.repeat(np.linspace(100.0, 1100.0, 12, dtype=np.float32)[None], 10, axis=0)
    return Sketch(rising, np.full_like(rising, weight))


def test_the_terrain_follows_a_sketch(store: ModelStore) -> None:
    correlations = []
    for seed in range(3):
        result = heights(store, seed=seed, width_px=256, depth_px=256, sketch=ramp_sketch(), landform="mountains")
        columns = result.mean(axis=0)
        correlations.append(np.corrcoef(columns, np.arange(256))[0, 1])
    assert min(correlations) > 0.9


@pytest.mark.parametrize("landform", ["hills", "alpine"])
def test_a_hill_far_above_the_relief_is_not_cut_down(store: ModelStore, landform: str) -> None:
    """Around the hill the sketch holds the ground to what it was."""
    fields = {"landform": landform, "width_px": 256, "depth_px": 256, "metres_per_pixel": 20.0, "wander": 0.0}
    plain = resolved(**fields)
    fields |= {"mean_height_m": plain.mean_height_m, "relief_m": plain.relief_m}
    before = cell_means(heights(store, **fields))
    z, x = np.mgrid[:32, :32]
    share = np.clip(1.0 - np.hypot(x - 8.0, z - 8.0) / 5.0, 0.0, 1.0)
    hill = np.asarray(2.0 * plain.relief_m * share * share * (3.0 - 2.0 * share), np.float32)
    weights = np.maximum(hill / hill.max(), np.float32(0.25))
    risen = cell_means(heights(store, **fields, sketch=Sketch(before + hill, weights))) - before
    summit, rest = weights > 0.7, hill == 0.0
    assert 0.75 < risen[summit].mean() / hill[summit].mean() < 1.25
    assert np.sqrt(np.square(risen[rest]).mean()) < 0.1 * plain.relief_m


def test_a_sketch_of_no_weight_says_nothing(store: ModelStore) -> None:
    fields = {"mean_height_m": 600.0, "relief_m": 500.0}
    assert np.array_equal(heights(store, sketch=ramp_sketch(0.0), **fields), heights(store, **fields))


def test_reports_rise_and_carry_the_heights(store: ModelStore) -> None:
    seen: list[tuple[str, float]] = []
    pictures = []

    def report(stage: str, share: float, so_far: object) -> None:
        seen.append((stage, share))
        assert callable(so_far)
        pictures.append(so_far())

    result = generate(TerrainParameters(100, 70), store, Callbacks(report=report)).heights
    shares = [share for _, share in seen]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    assert all(picture.shape == (70, 100) for picture in pictures)
    np.testing.assert_array_equal(np.maximum(pictures[-1], 0.0), result)


def test_what_is_shown_meanwhile_has_no_walls_where_windows_wait_for_others(store: ModelStore) -> None:
    """Where a window waits for its neighbour, the draft fills the rest: between both, as far as windows agree."""
    pictures = []
    parameters = TerrainParameters(256, 256, mean_height_m=900.0, relief_m=500.0)
    generate(parameters, store, Callbacks(report=lambda _stage, _share, so_far: pictures.append(so_far())))
    draft, *partly, last = pictures
    low, high = np.minimum(draft, last), np.maximum(draft, last)
    assert len(partly) >= 3
    for picture in partly:
        assert np.maximum(low - picture, picture - high).max() < 0.15 * 500.0


@pytest.mark.parametrize("after", [0, 3, 6])
def test_work_stops_at_the_next_call_of_a_network(store: ModelStore, after: int) -> None:
    calls = 0

    def checkpoint() -> None:
        nonlocal calls
        calls += 1
        if calls > after:
            raise Cancelled

    with pytest.raises(Cancelled):
        generate(TerrainParameters(64, 64), store, Callbacks(checkpoint=checkpoint))
    assert calls == after + 1


def test_no_seam_where_windows_meet(store: ModelStore) -> None:
    """Steps across the lines where windows meet are as large as elsewhere, on average over many of them."""
    result = heights(store, width_px=1024, depth_px=512, landform="mountains", wander=0.0)
    steps = np.abs(np.diff(result.astype(np.float64), axis=1)).mean(axis=0)
    place = (np.arange(1, 1024) - DETAIL_LATTICE.offset) % DETAIL_LATTICE.stride
    inside_overlap = place < DETAIL_LATTICE.overlap
    assert 0.9 < steps[inside_overlap].mean() / steps[~inside_overlap].mean() < 1.1
