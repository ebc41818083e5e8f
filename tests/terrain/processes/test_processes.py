"""What all processes promise: a place is what it is, alone or in a larger map, and says so in sound numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from procgen.terrain.landforms import LANDFORM_NAMES, landform
from procgen.terrain.lattice import Rectangle
from procgen.terrain.parameters import TerrainParameters, resolve
from procgen.terrain.processes import PROCESSES
from procgen.terrain.processes.field import Grid
from procgen.terrain.processes.process import Brief, Geology
from procgen.terrain.processes.shaped import Processes
from procgen.terrain.representation import CELL, FloatArray, cell_means

GEOLOGY = Geology(age=0.4, rock=0.6, ice=0.7, wind_deg=300.0, wind_spread=0.0, sand=0.8)
FAR = 2**30


def brief(name: str, seed: int = 5, **changed: float) -> Brief:
    """Of a landform at its typical relief, 30 m a pixel."""
    return Brief(seed, landform(name).relief_ratio * 256 * 30.0, 30.0, replace(GEOLOGY, **changed))


def made(name: str, grid: Grid, seed: int = 5, **changed: float) -> FloatArray:
    return PROCESSES[name].heights(grid, brief(name, seed, **changed))


@pytest.mark.parametrize("name", PROCESSES)
@pytest.mark.parametrize(("row", "column"), [(-77, 100), (-FAR, FAR - 300)])
def test_a_part_alone_equals_the_part_of_a_whole(name: str, row: int, column: int) -> None:
    for step in (1, 4):
        whole = made(name, Grid.of(row, column, 110, 130, step))
        assert whole.dtype == np.float32
        assert whole.shape == (110, 130)
        assert np.isfinite(whole).all()
        for top, left, rows, columns in ((0, 0, 33, 50), (13, 57, 97, 73), (50, 1, 41, 129)):
            part = made(name, Grid.of(row + top, column + left, rows, columns, step))
            np.testing.assert_array_equal(part, whole[top : top + rows, left : left + columns])


@pytest.mark.parametrize("name", PROCESSES)
def test_seeds_and_places_differ_and_calls_agree(name: str) -> None:
    grid, far = Grid.of(0, 0, 64, 200), Grid.of(5000, 9000, 64, 200)
    first = made(name, grid)
    np.testing.assert_array_equal(first, made(name, grid))
    for other in (made(name, grid, seed=6), made(name, far), made(name, grid, seed=2**64 - 1)):
        assert np.abs(first - other).max() > 0.02 * brief(name).relief_m


@pytest.mark.parametrize("name", PROCESSES)
def test_relief_is_about_what_is_asked(name: str) -> None:
    reliefs = [np.ptp(np.percentile(made(name, Grid.of(900 * s, 0, 256, 256, 1), seed=s), (1, 99))) for s in range(4)]
    assert 0.4 < np.mean(reliefs) / brief(name).relief_m < 2.0
    twice = PROCESSES[name].heights(Grid.of(0, 0, 128, 128), replace(brief(name), relief_m=2.0 * brief(name).relief_m))
    assert np.ptp(twice) > 1.2 * np.ptp(made(name, Grid.of(0, 0, 128, 128)))


@pytest.mark.parametrize("name", sorted(set(PROCESSES) - {"delta"}))
def test_no_seam_runs_along_lattices(name: str) -> None:
    """Steps from pixel to pixel in the rows and columns where cells of any lattice meet are as elsewhere.

    The coast of deltas lies along one of them.
    """
    heights = made(name, Grid.of(0, 0, 420, 420)).astype(np.float64)
    for axis in (0, 1):
        steps = np.abs(np.diff(heights, axis=axis)).mean(axis=1 - axis)
        assert steps.max() < 8.0 * np.median(steps) + 0.01 * brief(name).relief_m


@pytest.mark.parametrize("name", PROCESSES)
def test_cells_are_means_of_pixels(name: str) -> None:
    terrain = resolve(TerrainParameters(64, 64, seed=4, landform=name, wander=0.0), ("diffusion",))
    processes = Processes(terrain)
    area = Rectangle(-3, 8, 24, 24)
    cells, pixels = processes.cells(area), processes.pixels(area.finer(CELL))
    assert cells is not None
    assert pixels is not None
    assert (cells.share == 1.0).all()
    error = float(np.sqrt(np.mean((cells.shape_m - cell_means(pixels.shape_m)) ** 2)))
    assert error < 0.03 * terrain.relief_m


def test_landforms_that_no_network_knew_have_a_process_and_a_stand_in() -> None:
    for name in LANDFORM_NAMES[21:]:
        assert name in PROCESSES
        assert landform(name).stand_in in LANDFORM_NAMES[:21]
    assert set(PROCESSES) <= set(LANDFORM_NAMES)


@pytest.mark.parametrize(
    ("field", "low", "high", "names"),
    [
        ("age", 0.0, 1.0, ("lunar_craters", "volcanic", "caldera", "canyon", "mesa", "ridge_valley", "karst")),
        ("rock", 0.0, 1.0, ("canyon", "mesa", "badlands", "ridge_valley")),
        ("ice", 0.0, 1.0, ("fjord_coast", "cirques", "drumlins")),
        ("wind_deg", 0.0, 90.0, ("dunes", "oasis", "drumlins")),
        ("wind_spread", 0.0, 1.0, ("dunes", "oasis")),
        ("sand", 0.1, 1.0, ("dunes", "oasis")),
    ],
)
def test_geology_acts_where_it_should(field: str, low: float, high: float, names: tuple[str, ...]) -> None:
    grid = Grid.of(0, 0, 128, 256)
    for name in names:
        first, second = (made(name, grid, 5, **{field: value}) for value in (low, high))
        difference = np.subtract(first, second)
        assert float(np.sqrt(np.mean(difference**2))) > 0.02 * brief(name).relief_m, name
