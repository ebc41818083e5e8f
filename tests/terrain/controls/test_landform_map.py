from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.terrain.controls.landform_map import FIGURE_STEP_PX, landform_at, mean_and_relief_at
from procgen.terrain.controls.shapes import LandformEntry, LandformMap, WorldArea
from tests.terrain.controls.worlds import ORIGINS, resolved

ENTRIES = (LandformEntry("plains"), LandformEntry("alpine"), LandformEntry("", 50.0, 60.0))


def mapped(roughness: float | None = None, area: WorldArea | None = None, **fields: object) -> LandformMap:
    indices = np.array([[0, 1, 1, 0], [0, 1, 2, 2]], np.uint8)
    return LandformMap(ENTRIES, indices, area or WorldArea(0, 0, 2048, 1024), roughness)


@settings(max_examples=30, deadline=None)
@given(st.data(), ORIGINS, ORIGINS)
def test_every_place_is_what_it_is_whoever_asks(data: st.DataObject, x: int, z: int) -> None:
    terrain = resolved(landform_map=mapped(area=WorldArea(x, z, 900, 700)), landform="hills", seed=2**63 + 1)
    columns = x + np.arange(-300, 1200, 17) + 0.5
    rows = z + np.arange(-300, 1000, 23) + 0.5
    grid = landform_at(terrain, columns[None, :], rows[:, None])
    figures = mean_and_relief_at(terrain, columns[None, :], rows[:, None])
    row, column = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.integers(0, len(columns) - 1))
    place = columns[column : column + 1], rows[row : row + 1]
    assert landform_at(terrain, *place)[0] == grid[row, column]
    for alone, all_of_it in zip(mean_and_relief_at(terrain, *place), figures, strict=True):
        assert alone.dtype == np.float32
        assert alone[0] == all_of_it[row, column]


def test_straight_borders_are_the_cells_of_the_map() -> None:
    terrain = resolved(landform_map=mapped(0.0), landform="hills")
    x, z = (np.arange(-1, 5) + 0.5) * 512.0, (np.arange(-1, 3) + 0.5) * 512.0
    expected = [
        ["hills"] * 6,
        ["hills", "plains", "alpine", "alpine", "plains", "hills"],
        ["hills", "plains", "alpine", "", "", "hills"],
        ["hills"] * 6,
    ]
    assert landform_at(terrain, x[None, :], z[:, None]).tolist() == expected


def test_rough_borders_wander_but_stay_within_half_a_cell() -> None:
    x, z = np.arange(0.5, 2048.0, 4.0)[None, :], np.arange(0.5, 1024.0, 4.0)[:, None]
    straight = landform_at(resolved(landform_map=mapped(0.0)), x, z)
    rough = landform_at(resolved(landform_map=mapped(1.0)), x, z)
    changed = float((straight != rough).mean())
    assert 0.02 < changed < 0.4
    assert landform_at(resolved(landform_map=mapped(1.0)), np.array([256.0]), np.array([512.0])).size == 1
    other = landform_at(resolved(landform_map=mapped(1.0), seed=9), x, z)
    assert not np.array_equal(rough, other), "borders hang on the seed"


def test_without_a_map_the_landform_is_everywhere() -> None:
    terrain = resolved(landform="dunes", mean_height_m=5.0, relief_m=7.0)
    x = np.array([-(2.0**30), 0.0, 2.0**30])
    assert (landform_at(terrain, x, x) == "dunes").all()
    mean, relief = mean_and_relief_at(terrain, x, x)
    assert mean.tolist() == [5.0] * 3
    assert relief.tolist() == [7.0] * 3


def test_figures_change_smoothly_from_landform_to_landform() -> None:
    terrain = resolved(landform_map=mapped(), landform="hills")
    x = np.arange(-400.0, 2500.0)
    mean, relief = mean_and_relief_at(terrain, x, np.full(x.shape, 300.0))
    plains, alpine = terrain.landform_map.palette[:2] if terrain.landform_map else ((), ())
    assert mean[400 + 256] == np.float32(plains.mean_height_m)
    assert relief[400 + 1000] == np.float32(alpine.relief_m)
    assert relief[0] == np.float32(terrain.relief_m)
    span = float(np.ptp(relief))
    assert float(np.abs(np.diff(relief)).max()) < span / FIGURE_STEP_PX
    assert float(np.abs(np.diff(relief, 2)).max()) < 2.5 * span / FIGURE_STEP_PX**2
