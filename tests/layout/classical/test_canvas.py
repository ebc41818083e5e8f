"""What the generators draw with."""

from __future__ import annotations

from itertools import pairwise

import networkx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.layout.classical.canvas import BLOCKABLE, count_around, may_block, smooth_noise, spanning, way
from procgen.layout.classical.draws import Draws
from procgen.layout.regions import labels


@settings(max_examples=30)
@given(st.integers(2, 14), st.integers(2, 14), st.integers(0, 2**32))
def test_a_way_is_as_cheap_as_the_cheapest_that_networkx_finds(width: int, depth: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    cost = generator.integers(1, 9, (depth, width))
    cost[generator.random((depth, width)) < 0.2] = -1
    cost[0, 0] = cost[-1, -1] = 1
    graph = networkx.DiGraph()
    graph.add_nodes_from([(0, 0), (width - 1, depth - 1)])
    for row in range(depth):
        for column in range(width):
            for x, y in ((column + 1, row), (column - 1, row), (column, row + 1), (column, row - 1)):
                if 0 <= x < width and 0 <= y < depth and cost[row, column] >= 0 and cost[y, x] >= 0:
                    graph.add_edge((column, row), (x, y), weight=int(cost[y, x]))
    path = way(cost, (0, 0), (width - 1, depth - 1))
    try:
        least = networkx.shortest_path_length(graph, (0, 0), (width - 1, depth - 1), "weight")
    except networkx.NetworkXNoPath:
        assert path == []
        return
    assert path[0] == (0, 0)
    assert path[-1] == (width - 1, depth - 1)
    assert all(abs(a[0] - b[0]) + abs(a[1] - b[1]) == 1 for a, b in pairwise(path))
    assert sum(int(cost[row, column]) for column, row in path[1:]) == least


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_an_obstacle_that_may_stand_never_cuts_a_map_in_two(seed: int) -> None:
    walkable = np.random.default_rng(seed).random((9, 9)) < 0.7
    before = labels(walkable)[1]
    for row in range(9):
        for column in range(9):
            if walkable[row, column] and may_block(walkable, column, row):
                less = walkable.copy()
                less[row, column] = False
                assert labels(less)[1] == before


def test_a_corridor_may_not_be_blocked_and_a_corner_may() -> None:
    assert not BLOCKABLE[0b00010001]  # north and south
    assert BLOCKABLE[0b00000111]  # north, north-east, east
    assert not BLOCKABLE[0b00000101]  # north and east, but not the tile between them


def test_neighbours_are_counted_and_what_lies_beyond_the_edge_with_them() -> None:
    mask = np.zeros((5, 5), np.bool_)
    mask[2, 2] = True
    assert count_around(mask)[1, 1] == 1
    assert count_around(mask)[2, 2] == 0
    assert count_around(mask)[0, 0] == 5


def test_a_spanning_network_joins_all_and_its_tree_is_the_shortest() -> None:
    draws = Draws(5, "test")
    points = [(draws.between(0, 60), draws.between(0, 60)) for _ in range(15)]
    pairs = spanning(points, draws, 0.0)
    graph = networkx.Graph()
    for i in range(15):
        for j in range(i):
            graph.add_edge(i, j, weight=abs(points[i][0] - points[j][0]) + abs(points[i][1] - points[j][1]))
    least = networkx.minimum_spanning_tree(graph).size("weight")
    assert len(pairs) == 14
    assert sum(graph[i][j]["weight"] for i, j in pairs) == least
    assert len(spanning(points, draws, 1.0)) > 14


def test_draws_are_even_and_independent_of_how_they_are_asked_for() -> None:
    numbers = [Draws(7, "a").uniform() for _ in range(1)] + [Draws(8, "a").uniform(), Draws(7, "b").uniform()]
    assert len(set(numbers)) == 3
    draws = Draws(2**64 - 1, "a")
    values = np.array([draws.uniform() for _ in range(5000)])
    assert values.min() >= 0.0
    assert values.max() < 1.0
    assert abs(values.mean() - 0.5) < 0.02
    counts = np.bincount([draws.between(3, 6) for _ in range(4000)])
    assert counts[:3].sum() == 0
    assert (np.abs(counts[3:] - 1000) < 150).all()
    assert sorted(draws.shuffled(range(20))) == list(range(20))


def test_noise_is_smooth_and_of_the_size_asked_for() -> None:
    field = smooth_noise(3, 50, 30, 16.0, 2)
    assert field.shape == (30, 50)
    assert 0.5 < np.std([smooth_noise(seed, 40, 40, 10.0, 2) for seed in range(8)]) < 1.6
    assert np.abs(np.diff(field)).max() < 0.6
    assert np.isfinite(smooth_noise(3, 20, 20, 0.5, 4)).all()
