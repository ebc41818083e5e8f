"""The ground of worlds, and their water."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.runtime.store import ModelStore
from procgen.world.checks import problems
from procgen.world.ground_height import ground_at
from procgen.world.land import make_land
from procgen.world.parameters import WorldParameters
from procgen.world.place import Land, Place
from procgen.world.plan import make_plan
from tests.world.small_world import MODEL, SMALL, plain_land, small_land, store

VOLCANO = WorldParameters(text="a fishing village under a volcano", seed=7, side_m=256.0)


@pytest.fixture(scope="module")
def volcano() -> Land:
    """By the packaged networks."""
    return make_land(VOLCANO, store())


def test_a_fishing_village_under_a_volcano_has_sea_and_a_cone(volcano: Land) -> None:
    plan = make_plan(VOLCANO)
    assert plan.volcano_m is not None
    x, z, foot, height = plan.volcano_m
    rows, columns = volcano.heights_m.shape
    spacing = volcano.metres_per_pixel
    far = np.hypot(np.arange(columns) * spacing - x, np.arange(rows)[:, None] * spacing - z)
    # Means of rings fall from the rim outwards.
    steps = foot * np.arange(0.3, 1.0, 0.15)
    rings = [float(volcano.heights_m[(far >= at) & (far < at + 0.15 * foot)].mean()) for at in steps]
    assert rings == sorted(rings, reverse=True)
    assert volcano.heights_m[far < 0.4 * foot].max() > 0.6 * height
    sea = volcano.water & (volcano.water_m == 0.0)
    assert 0.1 < sea.mean() < 0.5
    assert not sea[round(plan.site_z_m / spacing), round(plan.site_x_m / spacing)]


def test_land_of_a_metre_has_the_forms_of_coarser_land_and_smaller_ones_between(volcano: Land) -> None:
    """One landscape at every spacing: what is finer is made in it."""
    coarse = make_land(replace(VOLCANO, metres_per_pixel=4.0), store())
    assert (volcano.metres_per_pixel, coarse.metres_per_pixel) == (1.0, 4.0)
    dry = ~(coarse.water | volcano.water[::4, ::4])
    off = (volcano.heights_m[::4, ::4] - coarse.heights_m)[dry]
    assert np.abs(off).mean() < 0.02 * float(np.ptp(coarse.heights_m))
    # Interpolated ground would lie on the straight lines between every fourth height.
    between, dry = volcano.heights_m[2:-2:4], ~volcano.water[2:-2:4]
    straight = 0.5 * (volcano.heights_m[:-4:4] + volcano.heights_m[4::4])
    assert np.median(np.abs(between - straight)[dry]) > 0.02


def test_the_plan_has_a_crater_within_a_rim() -> None:
    plan = make_plan(replace(VOLCANO, side_m=1000.0))
    assert plan.volcano_m is not None
    x, z, foot, _ = plan.volcano_m
    middle = (np.arange(plan.sketch_m.shape[0]) + 0.5) * 1000.0 / plan.sketch_m.shape[0]
    far = np.hypot(middle - x, middle[:, None] - z)
    rim = plan.sketch_m[(far > 0.17 * foot) & (far < 0.23 * foot)]
    assert plan.sketch_m[far < 0.08 * foot].max() < rim.min()
    assert plan.sketch_m[(far > 0.4 * foot) & (far < 0.5 * foot)].max() < rim.min()


def test_a_crater_stays_a_hollow() -> None:
    asked = replace(VOLCANO, side_m=1000.0, metres_per_pixel=8.0)
    land, plan = make_land(asked, store()), make_plan(asked)
    assert plan.volcano_m is not None
    x, z, foot, height = plan.volcano_m
    rows, columns = land.heights_m.shape
    far = np.hypot(np.arange(columns) * 8.0 - x, np.arange(rows)[:, None] * 8.0 - z)
    rim = land.heights_m[(far > 0.17 * foot) & (far < 0.25 * foot)]
    assert rim.min() - land.heights_m[far < 0.1 * foot].min() > 0.05 * height


def test_land_is_the_same_again_whatever_the_threads(volcano: Land) -> None:
    again = make_land(VOLCANO, ModelStore(threads=2))
    for name in ("heights_m", "water_m", "slope_deg", "biome", "moisture"):
        assert getattr(again, name).tobytes() == getattr(volcano, name).tobytes()
    assert again.recipe.sha256 == volcano.recipe.sha256


def test_water_lies_above_its_ground_and_rivers_run_down() -> None:
    land = small_land()
    assert not problems(Place("x", land, None, ()))
    assert len(land.rivers) == 1
    level = land.rivers[0][:, 1]
    assert (np.diff(level) <= 1e-4).all()
    assert level[-1] == pytest.approx(0.0, abs=0.3)


def test_a_lake_is_level_and_where_the_plan_has_it() -> None:
    parameters = replace(SMALL, text="a hamlet by a lake in the hills", seed=11)
    land, plan = make_land(parameters, store(), model=MODEL), make_plan(parameters)
    assert plan.lake_m is not None
    x, z, radius = plan.lake_m
    levels = np.unique(land.water_m[land.water])
    assert len(levels) == 1
    row, column = np.nonzero(land.water)
    far = np.hypot(column * 2.0 - x, row * 2.0 - z)
    assert far.max() < 1.3 * radius
    assert land.water.sum() * 4.0 > 0.5 * np.pi * radius**2
    # No ground beside it is lower: nothing runs out.
    near = np.zeros_like(land.water)
    near[1:-1, 1:-1] = land.water[:-2, 1:-1] | land.water[2:, 1:-1] | land.water[1:-1, :-2] | land.water[1:-1, 2:]
    assert (land.heights_m[near & ~land.water] >= levels[0]).all()


def test_other_parts_seeds_leave_the_terrain_alone() -> None:
    again = make_land(replace(SMALL, part_seeds={"settlement": 3, "props": 4}), store(), model=MODEL)
    assert again.heights_m.tobytes() == small_land().heights_m.tobytes()
    other = make_land(replace(SMALL, part_seeds={"terrain": 3}), store(), model=MODEL)
    assert other.heights_m.tobytes() != small_land().heights_m.tobytes()


@pytest.mark.parametrize(("side", "spacing", "points"), [(250.0, 8.0, 32), (251.0, 1.0, 252), (250.0, 3.0, 84)])
def test_sizes(side: float, spacing: float, points: int) -> None:
    land = make_land(replace(SMALL, side_m=side, metres_per_pixel=spacing), store(), model=MODEL)
    assert land.heights_m.shape == land.water_m.shape == land.biome.shape == (points, points)
    assert not problems(Place("x", land, None, ()))


def test_climates_grow_different_biomes() -> None:
    def commonest(climate: str) -> int:
        land = make_land(replace(SMALL, climate=climate, side_m=250.0, metres_per_pixel=3.0), store(), model=MODEL)
        dry = land.biome[~land.water]
        return int(np.bincount(dry).argmax())

    assert len({commonest(climate) for climate in ("temperate", "desert", "polar", "tropical")}) == 4


def test_every_bad_parameter_is_named() -> None:
    wrong = WorldParameters(
        text="x" * 2000, side_m=1.0, props=-1, landform="moon", climate="wet", settlement="metropolis"
    )
    with pytest.raises(InvalidFields) as caught:
        make_plan(wrong)
    named = {violation.field for violation in caught.value.violations}
    assert named == {"text", "side_m", "props", "landform", "climate", "settlement"}


HEIGHTS = np.array([[0.0, 4.0, 1.0], [2.0, 10.0, 3.0], [5.0, 6.0, 7.0]], np.float32)


@given(st.floats(0.0, 4.0), st.floats(0.0, 4.0))
def test_ground_height_is_that_of_the_meshs_triangles(x: float, z: float) -> None:
    land = plain_land(HEIGHTS)
    column, row = min(int(x / 2.0), 1), min(int(z / 2.0), 1)
    corners = {
        (dx, dz): np.array([column + dx, float(HEIGHTS[row + dz, column + dx]), row + dz])
        for dx in (0, 1)
        for dz in (0, 1)
    }
    u, v = x / 2.0 - column, z / 2.0 - row
    triangle = [(0, 0), (0, 1), (1, 0)] if u + v <= 1.0 else [(1, 0), (0, 1), (1, 1)]
    a, b, c = (corners[key] for key in triangle)
    normal = np.cross(b - a, c - a)
    wanted = a[1] - (normal[0] * (x / 2.0 - a[0]) + normal[2] * (z / 2.0 - a[2])) / normal[1]
    assert float(ground_at(land, x, z)) == pytest.approx(wanted, abs=1e-9)
