"""The mesh of the ground: convex, joined side by side, free of what stands in the way."""

from __future__ import annotations

from collections import Counter

import numpy as np

from procgen.world.footprints import rectangle_distance
from procgen.world.life.navigation import navigation_mesh, navigation_record
from tests.world.small_world import settlement_of, small_place


def test_neighbours_share_whole_sides() -> None:
    mesh = navigation_mesh(small_place())
    sides = Counter(frozenset((polygon[k - 1], polygon[k])) for polygon in mesh.polygons for k in range(len(polygon)))
    assert set(sides.values()) == {1, 2}
    assert sum(count == 2 for count in sides.values()) > len(mesh.polygons)


def test_nothing_stands_on_it() -> None:
    place = small_place()
    mesh = navigation_mesh(place)
    middles = np.array([mesh.points_m[list(polygon)].mean(axis=0) for polygon in mesh.polygons])
    for building in settlement_of(place).buildings:
        assert rectangle_distance(building, middles[:, 0], middles[:, 2]).min() > 0.2
    assert len(mesh.links) >= len(settlement_of(place).piers)


def test_polygons_go_round_one_way() -> None:
    mesh = navigation_mesh(small_place())
    for polygon in mesh.polygons:
        x, _, z = mesh.points_m[list(polygon)].T
        area = 0.5 * float(np.sum(x * np.roll(z, -1) - np.roll(x, -1) * z))
        assert area > 0.9
    assert set(navigation_record(mesh)) == {"cell_m", "points_m", "polygons", "links_m"}
