from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.terrain.representation import CELL
from procgen.terrain.rivers import Rectangle, RiverNetwork, RiverParameters, river_area, rivers_for
from procgen.terrain.rivers.network import CARVE_REACH_CELLS, Nodes

from .worlds import World, bits

BLOCK_PX = 1024
_VALUES = ("x", "z", "ground_m", "bed_m", "water_m", "width_m", "discharge_m3_per_s", "rank", "ends", "sea", "lake")


def _by_cell(nodes: Nodes) -> dict[tuple[int, int], int]:
    return {(int(row), int(column)): k for k, (row, column) in enumerate(zip(nodes.row, nodes.column, strict=True))}


def _cell(nodes: Nodes, k: int) -> tuple[int, int]:
    return int(nodes.row[k]), int(nodes.column[k])


def _follow(networks: list[RiverNetwork]) -> dict[tuple[int, int], tuple[int, int] | None]:
    """Where each river cell of several networks flows to, None for an end; what no network knows is left out."""
    onward: dict[tuple[int, int], tuple[int, int] | None] = {}
    for network in networks:
        nodes = network.nodes
        for k in range(len(nodes.row)):
            if nodes.ends[k]:
                onward[_cell(nodes, k)] = None
            elif nodes.receiver[k] >= 0:
                onward[_cell(nodes, k)] = _cell(nodes, int(nodes.receiver[k]))
    return onward


@pytest.mark.parametrize(("seed", "model", "mean_m"), [(1, "noise-fbm", 400.0), (2, "noise-warped", 0.0)])
def test_rivers_run_down_across_sixteen_blocks_to_the_sea_a_lake_or_out(seed: int, model: str, mean_m: float) -> None:
    world = World(seed, model, mean_m)
    first = 2**30 - 4 * BLOCK_PX
    blocks = [
        world.rivers(Rectangle(first + i * BLOCK_PX, j * BLOCK_PX, BLOCK_PX, BLOCK_PX))
        for j in range(4)
        for i in range(4)
    ]
    onward = _follow(blocks)
    bed: dict[tuple[int, int], float] = {}
    rank: dict[tuple[int, int], int] = {}
    for block in blocks:
        nodes = block.nodes
        for k in range(len(nodes.row)):
            # Blocks overlap by the reach of carving: they must agree there.
            assert bed.setdefault(_cell(nodes, k), float(nodes.bed_m[k])) == nodes.bed_m[k]
            assert rank.setdefault(_cell(nodes, k), int(nodes.rank[k])) == nodes.rank[k]
            if nodes.ends[k]:
                assert nodes.sea[k] or nodes.lake[k]
    reach = CARVE_REACH_CELLS
    low_z, high_z = -reach, 4 * BLOCK_PX // CELL + reach
    low_x, high_x = first // CELL - reach, first // CELL + 4 * BLOCK_PX // CELL + reach
    ends = 0
    for start in bed:
        at, steps = start, 0
        while (to := onward.get(at)) is not None:
            assert rank[to] < rank[at]
            assert bed[to] <= bed[at]
            at, steps = to, steps + 1
            assert steps < len(bed)
        if at in onward:
            ends += 1
        else:  # it leaves the sixteen blocks, over their outer edge
            assert at[0] in (low_z, high_z - 1) or at[1] in (low_x, high_x - 1)
    assert ends > 0
    assert len(bed) > 1000


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 2**63),
    x=st.integers(-(2**30), 2**30 - 900),
    z=st.integers(-(2**30), 2**30 - 900),
    sizes=st.tuples(st.integers(64, 300), st.integers(64, 300)),
    inset=st.tuples(st.integers(0, 400), st.integers(0, 400)),
)
def test_networks_agree_on_every_cell_and_curve_that_both_know(
    seed: int, x: int, z: int, sizes: tuple[int, int], inset: tuple[int, int]
) -> None:
    world = World(seed)
    large = world.rivers(Rectangle(x, z, 700, 700))
    small = world.rivers(Rectangle(x + inset[0], z + inset[1], *sizes))
    cells = _by_cell(large.nodes)
    for k in range(len(small.nodes.row)):
        other = cells[_cell(small.nodes, k)]
        for name in _VALUES:
            assert getattr(small.nodes, name)[k] == getattr(large.nodes, name)[other], name
    known = {
        bits(points): (bits(bed), bits(water), bits(width))
        for points, bed, water, width in zip(
            large.curves.points, large.curves.bed_m, large.curves.water_m, large.curves.width_m, strict=True
        )
    }
    for k, points in enumerate(small.curves.points):
        here = bits(small.curves.bed_m[k]), bits(small.curves.water_m[k]), bits(small.curves.width_m[k])
        assert known[bits(points)] == here


def test_curves_follow_one_another_downstream() -> None:
    network = World(3).rivers(Rectangle(0, 0, 1024, 1024))
    curves = network.curves
    assert (curves.bed_m[:, 1] <= curves.bed_m[:, 0]).all()
    assert (curves.bed_m < curves.water_m).all()
    starts = {bits(point) for point in curves.points[:, 0]}
    inner = np.abs(curves.points[:, -1] / 256.0 - 512.0).max(axis=1) < 500.0
    last = [point for point in curves.points[:, -1][inner] if bits(point) not in starts]
    nodes = network.nodes
    still = {(int(x), int(z)) for x, z in zip(nodes.x[nodes.ends], nodes.z[nodes.ends], strict=True)}
    assert {(int(x), int(z)) for x, z in last} <= still
    assert len(last) > 3


def test_tributaries_join_in_the_direction_of_the_flow() -> None:
    curves = World(4).rivers(Rectangle(0, 0, 2048, 2048)).curves
    out = (curves.points[:, -1] - curves.points[:, -2]).astype(float)
    out /= np.hypot(*out.T)[:, None]
    by_end: dict[bytes, list[int]] = {}
    for k, point in enumerate(curves.points[:, -1]):
        by_end.setdefault(bits(point), []).append(k)
    joins = [group for group in by_end.values() if len(group) > 1]
    assert len(joins) > 50
    # Lines are drawn in straight pieces, whose last is not quite the direction in which they end.
    cosines = [float(out[k] @ out[group[0]]) for group in joins for k in group[1:]]
    assert np.mean(cosines) > 0.9
    assert np.quantile(cosines, 0.1) > 0.7


def test_rivers_grow_with_their_catchment_as_hydraulic_geometry_says() -> None:
    nodes = World(5).rivers(Rectangle(0, 0, 2048, 2048)).nodes
    # Leopold and Maddock: width is proportional to the square root of the discharge.
    assert np.ptp(nodes.width_m / np.sqrt(nodes.discharge_m3_per_s)) < 1e-6 * nodes.width_m.max()
    assert nodes.discharge_m3_per_s.max() > 5.0 * nodes.discharge_m3_per_s.min()


def test_a_larger_threshold_has_fewer_rivers_and_all_of_them_are_among_the_others() -> None:
    area = Rectangle(0, 0, 1024, 1024)
    many = World(6).rivers(area, RiverParameters(catchment_km2=1.0)).nodes
    few = World(6).rivers(area, RiverParameters(catchment_km2=8.0)).nodes
    assert 0 < len(few.row) < 0.7 * len(many.row)
    assert set(_by_cell(few)) <= set(_by_cell(many))


def test_the_coarse_field_is_asked_for_once() -> None:
    asked = []

    def cells(*area: int) -> np.ndarray:
        asked.append(area)
        return World(7).cells(*area)

    area = Rectangle(-77, 13, 100, 65)
    rivers_for(area, cells, seed=7, metres_per_pixel=30.0, sea_level_m=0.0)
    assert asked == [river_area(area)]


def test_flat_land_and_open_sea_have_no_trouble() -> None:
    area = Rectangle(0, 0, 256, 256)
    for height in (-5.0, 0.0, 3.0):

        def cells(_row: int, _column: int, rows: int, columns: int, height: float = height) -> np.ndarray:
            return np.full((rows, columns), height, np.float32)

        network = rivers_for(area, cells, seed=0, metres_per_pixel=30.0, sea_level_m=0.0)
        assert np.isfinite(network.curves.bed_m).all()
        if height <= 0.0:
            assert len(network.curves.bed_m) == 0


@pytest.mark.parametrize("spacing", [0.1, 2.0, 1000.0])
def test_rivers_scale_with_the_grid(spacing: float) -> None:
    """Ground of the same shape has the same rivers, whatever the size of a pixel."""
    scale = spacing / 30.0
    world, area = World(3), Rectangle(0, 0, 1024, 1024)

    def cells(*rectangle: int) -> np.ndarray:
        return np.asarray(world.cells(*rectangle) * np.float32(scale), np.float32)

    usual = world.rivers(area).nodes
    scaled = rivers_for(area, cells, seed=3, metres_per_pixel=spacing, sea_level_m=0.0).nodes
    shared = set(_by_cell(usual)) & set(_by_cell(scaled))
    assert len(shared) > 0.95 * max(len(usual.row), len(scaled.row))
    assert scaled.width_m.min() >= 1.29 * spacing
    flowing = scaled.receiver >= 0
    assert (scaled.bed_m[scaled.receiver[flowing]] <= scaled.bed_m[flowing]).all()


def test_a_rectangle_without_area_is_refused() -> None:
    with pytest.raises(ValueError, match="positive sides"):
        Rectangle(0, 0, 0, 5)


def test_bad_parameters_are_all_named() -> None:
    with pytest.raises(InvalidFields) as raised:
        World(0).rivers(
            Rectangle(0, 0, 64, 64), RiverParameters(catchment_km2=-1.0, width_scale=float("nan"), wandering=2.0)
        )
    assert [v.field for v in raised.value.violations] == [
        "rivers.catchment_km2",
        "rivers.width_scale",
        "rivers.wandering",
    ]
