from __future__ import annotations

import heapq
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.terrain.representation import FloatArray
from procgen.terrain.rivers.drainage import (
    BREACH_CELLS,
    FLOOR_MARGIN_CELLS,
    HEIGHT_STEPS,
    NO_LAKE,
    NOWHERE,
    SUPPORT_CELLS,
    Drainage,
    drain,
)

from .worlds import METRES_PER_PIXEL, World

_KNOWN = SUPPORT_CELLS - FLOOR_MARGIN_CELLS


def _drain(cells: FloatArray, row: int = 0, column: int = 0, sea_level_m: float = 0.0) -> Drainage:
    return drain(cells, row, column, seed=5, metres_per_pixel=METRES_PER_PIXEL, sea_level_m=sea_level_m)


def _rough(kind: str, seed: int, side: int) -> FloatArray:
    """Hostile ground: no structure, terraces with many equal heights, a plain, one bowl, a plane."""
    random = np.random.default_rng(seed)
    z, x = np.mgrid[0:side, 0:side]
    fields = {
        "white": random.random((side, side)) * 2000.0 - 200.0,
        "terraces": np.round(World(seed).cells(0, 0, side, side) / 200.0) * 200.0,
        "plain": np.full((side, side), 3.0),
        "bowl": 50.0 + 0.5 * ((z - side / 2) ** 2 + (x - side / 2) ** 2),
        "plane": 100.0 + 12.5 * x + 5.0 * z,
        "mountains": World(seed, mean_m=3000.0).cells(seed * 1000, -seed, 4 * side, 4 * side)[::4, ::4],
    }
    return fields[kind].astype(np.float32)


_KINDS = ("white", "terraces", "plain", "bowl", "plane", "mountains")


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("seed", [1, 2])
def test_water_never_flows_in_a_circle_and_never_rises(kind: str, seed: int) -> None:
    drainage = _drain(_rough(kind, seed, 90))
    flowing = np.nonzero(drainage.receiver != NOWHERE)[0]
    into = drainage.receiver[flowing]
    assert (drainage.rank[into] < drainage.rank[flowing]).all()
    assert (drainage.potential[into] <= drainage.potential[flowing]).all()
    land = ~drainage.sea
    assert (drainage.potential[land] <= np.rint(drainage.floor_m[land] * HEIGHT_STEPS)).all()


@pytest.mark.parametrize("kind", _KINDS)
def test_water_flows_to_neighbours_and_no_two_flows_cross(kind: str) -> None:
    drainage = _drain(_rough(kind, 3, 90))
    columns = drainage.shape[1]
    flowing = np.nonzero(drainage.receiver != NOWHERE)[0]
    into = drainage.receiver[flowing]
    dz, dx = into // columns - flowing // columns, into % columns - flowing % columns
    assert (np.abs(dz) <= 1).all()
    assert (np.abs(dx) <= 1).all()
    diagonal = (dz != 0) & (dx != 0)
    # A diagonal step crosses the middle of four cells; two of them through one middle must be the same line.
    middle = 2 * flowing[diagonal] + dz[diagonal] * columns + dx[diagonal]
    slant = dz[diagonal] * dx[diagonal]
    for sign in (-1, 1):
        assert not np.isin(middle[slant == sign], middle[slant == -sign]).any()


def _cheapest_way_out(drainage: Drainage, pit: int) -> float:
    """Dijkstra (1959) from a pit to lower ground within the square that may be searched; infinite if there is none."""
    columns = drainage.shape[1]
    height = np.rint(drainage.floor_m * HEIGHT_STEPS) / HEIGHT_STEPS
    queue, done = [(0.0, pit)], set()
    while queue:
        cost, cell = heapq.heappop(queue)
        if cell in done:
            continue
        done.add(cell)
        if height[cell] < height[pit]:
            return cost
        for dz in (-1, 0, 1):
            for dx in (-1, 0, 1):
                row, column = cell // columns + dz, cell % columns + dx
                if max(abs(row - pit // columns), abs(column - pit % columns)) > BREACH_CELLS or (dz == dx == 0):
                    continue
                onward = row * columns + column
                excess = max(height[onward] - height[pit], 0.0)
                if excess <= 8.0 * METRES_PER_PIXEL:
                    heapq.heappush(queue, (cost + math.hypot(dz, dx) * (excess + 0.1 * METRES_PER_PIXEL), onward))
    return math.inf


@pytest.mark.parametrize("seed", [1, 4])
def test_the_flow_ends_only_in_the_sea_and_in_depressions_without_a_way_out(seed: int) -> None:
    drainage = _drain(_rough("mountains", seed, 180))
    rows, columns = drainage.shape
    inner = np.zeros((rows, columns), bool)
    inner[_KNOWN:-_KNOWN, _KNOWN:-_KNOWN] = True
    ends = np.nonzero((drainage.receiver == NOWHERE) & inner.reshape(-1) & ~drainage.sea)[0]
    assert len(ends) > 0
    for pit in ends[:12]:
        assert _cheapest_way_out(drainage, int(pit)) == math.inf
        assert drainage.lake[pit] > NO_LAKE


def test_a_ridge_across_a_valley_is_breached_where_it_is_lowest() -> None:
    z, x = np.mgrid[0:80, 0:80]
    heights = 2000.0 - 4.0 * z + 30.0 * np.abs(x - 40)
    heights[40:43] += 60.0 + 2.0 * np.abs(x[40:43] - 44)
    drainage = _drain(heights.astype(np.float32))
    columns = drainage.shape[1]
    at = (30 - FLOOR_MARGIN_CELLS) * columns + 40 - FLOOR_MARGIN_CELLS
    while drainage.receiver[at] != NOWHERE and at // columns < 60:
        at = int(drainage.receiver[at])
    assert at // columns >= 60


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 2**20),
    row=st.integers(-(2**27), 2**27),
    column=st.integers(-(2**27), 2**27),
    cut=st.tuples(*[st.integers(0, 30)] * 4),
)
def test_the_flow_is_the_same_from_any_area_that_holds_its_support(
    seed: int, row: int, column: int, cut: tuple[int, int, int, int]
) -> None:
    side = 130
    cells = World(seed).cells(row, column, side, side)
    top, bottom, left, right = cut
    large = _drain(cells, row, column)
    small = _drain(cells[top : side - bottom, left : side - right], row + top, column + left)
    for name in ("receiver", "rank", "potential", "sea", "lake", "floor_x", "floor_z", "floor_m"):
        a = getattr(large, name).reshape(large.shape)[top : large.shape[0] - bottom, left : large.shape[1] - right]
        b = getattr(small, name).reshape(small.shape)
        if name == "receiver":  # as steps, since flat indices differ
            a = _steps(a, large.shape[1], top, left)
            b = _steps(b, small.shape[1], 0, 0)
        inner = (slice(_KNOWN, -_KNOWN), slice(_KNOWN, -_KNOWN))
        assert np.array_equal(a[inner], b[inner]), name


def _steps(receiver: np.ndarray, columns: int, top: int, left: int) -> np.ndarray:
    z, x = np.mgrid[0 : receiver.shape[0], 0 : receiver.shape[1]]
    step = (receiver // columns - z - top) * 10 + (receiver % columns - x - left)
    return np.where(receiver == NOWHERE, 99, step)
