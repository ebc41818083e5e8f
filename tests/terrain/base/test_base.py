"""Land that a world is made of: cells that keep their means, tiles that meet, and the world's own land around."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.runtime.store import ModelStore
from procgen.terrain.base import Base
from procgen.terrain.base.axes import Axis, cell_shares, interval_means
from procgen.terrain.base.join import REACH_CELLS
from procgen.terrain.base.keep import Targets, kept_means
from procgen.terrain.cascade import Networks, World
from procgen.terrain.controls.shapes import PathPoint, Stroke
from procgen.terrain.generate import generate, load_networks, request_record
from procgen.terrain.lattice import Rectangle
from procgen.terrain.parameters import ResolvedTerrain, Sketch, TerrainParameters, resolve
from procgen.terrain.representation import CELL, FloatArray
from tests.terrain.maps import hills

LAND = hills(48, 56, 600.0)
RELIEF_M = float(np.percentile(LAND, 99) - np.percentile(LAND, 1))


@pytest.fixture(scope="module")
def networks() -> Networks:
    return Networks(*load_networks(ModelStore(threads=1), "diffusion"))


def resolved(spacing_m: float, x_px: float = 0.0, z_px: float = 0.0, **more: object) -> ResolvedTerrain:
    fields = {"metres_per_pixel": spacing_m, "base": Base(LAND, 30.0, x_px, z_px), "seed": 3, **more}
    return resolve(TerrainParameters(64, 64, **fields), ("diffusion",))  # type: ignore[arg-type]


def share(low: float, high: float, count: int) -> FloatArray:
    """How much of each of so many units lies between two places."""
    at = np.arange(count)
    return np.clip(np.minimum(at + 1, high) - np.maximum(at, low), 0.0, None)


def means_of(heights: FloatArray, cell_px: float, off: tuple[float, float], cells: tuple[int, int]) -> FloatArray:
    """Means of pixels over cells that begin at a place, by shares of pixels, worked out one by one."""
    made = np.zeros(cells)
    for row in range(cells[0]):
        for column in range(cells[1]):
            down = share(off[0] + row * cell_px, off[0] + (row + 1) * cell_px, heights.shape[0])
            across = share(off[1] + column * cell_px, off[1] + (column + 1) * cell_px, heights.shape[1])
            made[row, column] = down @ heights.astype(np.float64) @ across / (down.sum() * across.sum())
    return made


@pytest.mark.parametrize(
    ("spacing_m", "x_px", "z_px", "worst"),
    [
        (3.75, 0.0, 0.0, 1e-4),
        (6.0, 0.0, 0.0, 1e-4),
        (4.1, 3.3, -2.7, 1e-3),
        (1.0, 0.0, 0.0, 5e-3),
        (2.3, 11.0, 0.4, 5e-3),
        (20.0, 0.7, 0.2, 1e-2),
        (30.0, 0.0, 0.0, 1e-5),
    ],
)
def test_cells_keep_their_means_at_any_factor(
    networks: Networks, spacing_m: float, x_px: float, z_px: float, worst: float
) -> None:
    """Asked were 1 % of the relief; at factors of at most 8, and whole pixels, they are kept to rounding."""
    terrain = resolved(spacing_m, x_px, z_px)
    cell_px = 30.0 / spacing_m
    first = (4, 5)
    top, left = int(z_px + first[0] * cell_px) - 1, int(x_px + first[1] * cell_px) - 1
    side = int(8 * cell_px) + 4
    heights = World(terrain, networks).heights(Rectangle(top, left, side, side))
    off = z_px + first[0] * cell_px - top, x_px + first[1] * cell_px - left
    made = means_of(heights, cell_px, off, (7, 7))
    error = np.abs(made - LAND[4:11, 5:12]).max() / RELIEF_M
    assert error < worst
    assert heights.std() > 0.0


@pytest.mark.parametrize("spacing_m", [3.75, 1.7])
@settings(max_examples=4)
@given(st.data())
def test_a_tile_alone_equals_its_part_of_a_larger_map(
    networks: Networks, spacing_m: float, data: st.DataObject
) -> None:
    """Inside of the base, across its edge and beyond."""
    x, z = data.draw(st.integers(-260, 500)), data.draw(st.integers(-260, 500))
    left, top = data.draw(st.integers(0, 120)), data.draw(st.integers(0, 120))
    terrain = resolved(spacing_m, x_px=3.5)
    whole = World(terrain, networks).heights(Rectangle(z, x, 190, 190))
    part = World(terrain, networks).heights(Rectangle(z + top, x + left, 64, 70))
    np.testing.assert_array_equal(part, whole[top : top + 64, left : left + 70])


def test_the_worlds_own_land_joins_the_base_without_a_step(networks: Networks) -> None:
    terrain = resolved(3.75, landform="hills")
    world = World(terrain, networks)
    around = Rectangle(-REACH_CELLS, -REACH_CELLS, 48 + 2 * REACH_CELLS, 56 + 2 * REACH_CELLS)
    cells = world.cells(around)
    inside = (slice(REACH_CELLS, REACH_CELLS + 48), slice(REACH_CELLS, REACH_CELLS + 56))
    np.testing.assert_allclose(cells[inside], LAND, atol=1e-2)
    steps = np.abs(np.diff(cells, axis=0))
    border = steps[REACH_CELLS - 1, inside[1]].mean()
    elsewhere = np.concatenate([steps[: REACH_CELLS - 1, inside[1]], steps[REACH_CELLS:, inside[1]]])
    assert border < 2.0 * np.percentile(elsewhere.mean(axis=1), 90)


def test_far_from_the_base_the_world_is_its_own(networks: Networks) -> None:
    """With the same figures it is what it would be without a base."""
    far = Rectangle(4000, 4000, 64, 64)
    based = resolved(3.75, landform="hills", wander=0.4, mean_height_m=300.0, relief_m=80.0)
    free = resolved(3.75, landform="hills", wander=0.4, mean_height_m=300.0, relief_m=80.0, base=None)
    made, own = (World(each, networks).heights(far) for each in (based, free))
    assert np.abs(made - own).max() < 0.02 * 80.0


def test_figures_follow_the_base() -> None:
    half = np.concatenate([np.zeros((64, 64)), hills(64, 64, 900.0, 500.0)], axis=1).astype(np.float32)
    terrain = resolved(3.75, base=Base(half, 30.0))
    assert terrain.base is not None
    flat, rough = terrain.base.figures(100.0, 200.0), terrain.base.figures(900.0, 200.0)
    assert flat == (pytest.approx(0.0, abs=1e-6), pytest.approx(1.0))
    assert rough[0] > 600.0
    assert rough[1] > 200.0


def test_a_recipe_names_the_bytes_and_where_they_lie() -> None:
    record = request_record(resolved(3.75, base=Base(LAND, 30.0, -8.0, 16.5, "ab" * 32)))
    assert record["base"] == {
        "sha256": "ab" * 32,
        "width": 56,
        "depth": 48,
        "metres_per_cell": 30.0,
        "x_px": -8.0,
        "z_px": 16.5,
    }
    assert "base" not in request_record(resolved(3.75, base=None))


def _violations(**more: object) -> str:
    with pytest.raises(InvalidFields) as caught:
        resolved(**{"spacing_m": 3.75, **more})  # type: ignore[arg-type]
    return str(caught.value)


def test_everything_wrong_with_a_base_is_named() -> None:
    holes = LAND.copy()
    holes[2, 3] = np.nan
    assert "base heights[115]: got nan" in _violations(base=Base(holes, 30.0))
    assert "base.width: got 8" in _violations(base=Base(LAND[:, :8], 30.0))
    assert "base.metres_per_cell: got 0.0" in _violations(base=Base(LAND, 0.0))
    assert "metres_per_pixel: got 60.0, allowed is 0.05859 to 30" in _violations(spacing_m=60.0)
    assert "sketch: got given with a base" in _violations(sketch=Sketch(LAND, np.ones_like(LAND)))
    ridge = Stroke("ridge", (PathPoint(1.0, 1.0), PathPoint(50.0, 50.0)))
    assert "strokes[0].kind: got ridge, allowed is river" in _violations(strokes=(ridge,))
    with pytest.raises(InvalidFields, match="base: got given with model"):
        resolve(TerrainParameters(64, 64, base=Base(LAND, 30.0), model="noise-fbm"), ("diffusion", "noise-fbm"))


def test_a_base_is_made_through_the_door() -> None:
    parameters = TerrainParameters(96, 64, seed=5, base=Base(LAND, 30.0), metres_per_pixel=3.75, origin_x_px=80)
    made = generate(parameters, ModelStore(threads=1), layers=("slope",))
    means = made.heights.astype(np.float64).reshape(8, CELL, 12, CELL).mean(axis=(1, 3))
    np.testing.assert_allclose(means, LAND[:8, 10:22], atol=1e-3 * RELIEF_M)
    assert made.layers["slope"].shape == (64, 96)


Made = Callable[[Rectangle], FloatArray]


def _noise(seed: int) -> Made:
    field = np.random.default_rng(seed).normal(size=(160, 160)).cumsum(axis=1).astype(np.float32)
    return lambda area: field[area.row + 20 : area.row + 20 + area.rows, area.column + 20 :][:, : area.columns]


@settings(max_examples=25)
@given(st.one_of(st.integers(1, 9), st.floats(2.5, 9.0)), st.floats(-4.0, 4.0), st.integers(0, 2**32))
def test_any_field_is_lifted_to_any_means(step: float, origin: float, seed: int) -> None:
    """To rounding where cells are whole pixels; nearly so where pixels lie in two cells."""
    if step == int(step):
        origin = float(round(origin))
    wanted = np.random.default_rng(seed).normal(size=(12, 12)).astype(np.float32) * 10
    axis = Axis(origin, float(step), 12)
    targets = Targets(
        axis, axis, lambda row, column, rows, columns: wanted[row : row + rows, column : column + columns]
    )
    low, count = axis.pixels(0, 12)
    whole = Rectangle(low, low, count, count)
    before = means_of(_noise(seed)(whole), step, (origin - low, origin - low), (12, 12)) - wanted
    made = kept_means(targets, whole, _noise(seed))
    left = means_of(made, step, (origin - low, origin - low), (12, 12)) - wanted
    if step == int(step):
        assert np.abs(left).max() < 2e-3
    else:
        assert left.std() < 0.1 * before.std()
    part = Rectangle(low + count // 3, low + count // 4, count // 3 + 1, count // 2)
    np.testing.assert_array_equal(kept_means(targets, part, _noise(seed)), made[part.within(whole)])


@given(st.floats(0.3, 40.0), st.floats(-100.0, 100.0), st.integers(-200, 200))
def test_shares_of_cells_add_up(step: float, origin: float, first: int) -> None:
    axis = Axis(origin, step, 50)
    for _, weights in (interval_means(axis, first, 9, CELL), cell_shares(axis, 10, 9, -5000, 10000)):
        np.testing.assert_allclose(weights.sum(axis=0), 1.0, atol=1e-6)
