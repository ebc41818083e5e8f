"""Walls, gates, yards, and points of interest."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from procgen.world.barriers import KINDS, build_barriers, build_gate
from procgen.world.checks import distance_from_line, problems
from procgen.world.land import make_land
from procgen.world.meshes import Model, open_edges
from procgen.world.parameters import WorldParameters
from procgen.world.place import Barrier, Gate, Place, Settlement
from procgen.world.points import points_of
from procgen.world.settlement import make_settlement
from tests.world.small_world import MODEL, store


@lru_cache(maxsize=4)
def place_of(text: str) -> Place:
    parameters = WorldParameters(text=text, seed=4, side_m=380.0, metres_per_pixel=2.0)
    land, settlement = make_settlement(make_land(parameters, store(), model=MODEL), parameters, store())
    assert settlement is not None
    return Place(settlement.name, land, settlement, ())


def settled(place: Place) -> Settlement:
    assert place.settlement is not None
    return place.settlement


@pytest.mark.parametrize("kind", KINDS)
def test_barriers_are_solids_that_reach_into_the_ground(kind: str) -> None:
    slope = np.array([(0.0, 10.0, 0.0), (2.0, 10.4, 0.5), (4.0, 10.2, 2.0)], np.float32)
    model = build_barriers("a", [Barrier(kind, slope, 1.2, 0.4)])
    # Leaves of hedges are single cards.
    assert open_edges(Model("a", {slot: mesh for slot, mesh in model.meshes.items() if slot != "leaves"})) == 0
    low, high = model.bounds_m()
    assert low[1] < 10.1
    assert 10.9 < high[1] < 13.0
    assert -1.0 < low[0] < high[0] < 5.0


def test_hedges_are_leafy_on_all_sides() -> None:
    high, thick, length = 1.35, 0.7, 8.0
    line = np.array([(x, 0.0, 0.0) for x in np.arange(0.0, length + 1.0, 2.0)], np.float32)
    model = build_barriers("a", [Barrier("hedge", line, high, thick)])
    leaves = model.meshes["leaves"]
    cards = leaves.positions.reshape(-1, 4, 3).astype(np.float64)
    assert leaves.uv_m.min() >= 0.0
    assert leaves.uv_m.max() <= 1.0
    middles = cards.mean(axis=1)
    # Near the body, along all of it, and as dense on either side as on top.
    assert np.abs(middles[:, 2]).max() < thick / 2 + 0.2
    assert middles[:, 1].max() < 1.15 * high + 0.2
    counts = np.histogram(middles[:, 0], bins=8, range=(0.0, length))[0]
    assert counts.min() > 25
    area = np.linalg.norm(np.cross(cards[:, 1] - cards[:, 0], cards[:, 3] - cards[:, 0]), axis=1)
    on_top = middles[:, 1] > 0.9 * high
    for covered, over in (
        (~on_top & (middles[:, 2] > 0), 0.9 * high * length),
        (~on_top & (middles[:, 2] < 0), 0.9 * high * length),
        (on_top, thick * length),
    ):
        # Pictures of leaves have gaps.
        assert area[covered].sum() > 0.9 * over
    # Cards lie along the body: seen from aside, most of them are broad.
    normal = np.cross(cards[:, 1] - cards[:, 0], cards[:, 3] - cards[:, 0])[~on_top] / area[~on_top][:, None]
    assert np.median(np.abs(normal[:, 2])) > 0.5


@pytest.mark.parametrize("kind", ["wall", "palisade"])
def test_gates_leave_their_width_free(kind: str) -> None:
    model = build_gate("gate", Gate(kind, 0.0, 0.0, 0.0, 0.0, 6.0))
    assert open_edges(model) == 0
    for mesh in model.meshes.values():
        corners = mesh.positions[mesh.triangles]
        low, high = corners.min(axis=1), corners.max(axis=1)
        # Nothing reaches into the way below the height of a loaded cart.
        inside = (low[:, 0] < 2.8) & (high[:, 0] > -2.8) & (low[:, 1] < 2.4) & (high[:, 1] > 0.3)
        assert not inside.any()


def test_a_town_is_walled_in_with_gates_on_its_roads() -> None:
    place = place_of("a walled town")
    settlement = settled(place)
    walls = [each for each in settlement.barriers if each.kind == "wall"]
    assert walls
    assert settlement.gates
    assert problems(place) == []
    for gate in settlement.gates:
        x, z = np.array([gate.x_m]), np.array([gate.z_m])
        ways = [road for road in settlement.roads if road.kind in ("road", "street")]
        assert min(float(distance_from_line(road, x, z)[0]) for road in ways) < gate.width_m / 2 + 1.6
    # All houses lie within: their mean is as far from each side as a middle is.
    points = np.concatenate([wall.points_m[:, ::2] for wall in walls])
    for building in settlement.buildings:
        assert points[:, 0].min() < building.x_m < points[:, 0].max()
        assert points[:, 1].min() < building.z_m < points[:, 1].max()


def test_most_houses_of_a_village_have_yards_with_things_in_them() -> None:
    place = place_of("a village")
    settlement = settled(place)
    houses = [building.name for building in settlement.buildings if building.use == "house"]
    fenced = {barrier.of for barrier in settlement.barriers if barrier.of}
    assert len(fenced & set(houses)) >= 0.5 * len(houses)
    assert len(settlement.fixtures) >= 2 * len(fenced)
    assert len({barrier.kind for barrier in settlement.barriers}) >= 2
    assert problems(place) == []


def test_a_wall_across_a_street_is_found_out() -> None:
    place = place_of("a village")
    settlement = settled(place)
    road = next(road for road in settlement.roads if road.kind == "road")
    across = road.points_m[4:6].copy()
    wrong = replace(settlement, barriers=(Barrier("wall", across, 4.0, 1.0),))
    assert any("bars a road" in problem for problem in problems(replace(place, settlement=wrong)))
    floating = across + np.array((0.0, 2.0, 0.0), np.float32)
    wrong = replace(settlement, barriers=(Barrier("fence", floating, 1.0, 0.1),))
    assert any("off the ground" in problem for problem in problems(replace(place, settlement=wrong)))


def test_points_of_interest_begin_with_where_a_player_does(place: Place) -> None:
    points = points_of(place)
    assert points[0]["kind"] == "spawn"
    kinds = {point["kind"] for point in points}
    assert kinds >= {"door", "pier", "bridge", "summit"}
    side = (place.land.heights_m.shape[0] - 1) * place.land.metres_per_pixel
    assert all(0.0 <= point["x_m"] <= side and 0.0 <= point["z_m"] <= side for point in points)
    nobody = replace(place, settlement=None, people=())
    assert [point["kind"] for point in points_of(nobody)] == ["spawn", "summit"]


def test_two_who_know_one_another_are_a_quest(place: Place) -> None:
    one, other = place.people
    one = replace(one, relations=(("rival of", other.id),))
    (quest,) = (point for point in points_of(replace(place, people=(one, other))) if point["kind"] == "quest")
    assert quest["people"] == [one.id, other.id]
    assert one.name in quest["name"]
    assert other.name in quest["name"]
