"""Lanes, ways through junctions and loops, of roads made by hand and of a world's."""

from __future__ import annotations

import numpy as np

from procgen.world.life.open_air import OpenAir
from procgen.world.traffic.graph import road_graph
from procgen.world.traffic.network import Network, _network, make_network
from procgen.world.traffic.sweeps import sweeps
from procgen.world.traffic.vehicles import KINDS
from tests.world.small_world import settlement_of, small_place
from tests.world.traffic.crossroads import SIDE_M, crossroads, everywhere, network, road


def test_roads_that_cross_and_touch_are_joined() -> None:
    graph = road_graph(
        [road("road", 5.0, (2.0, 160.0), (318.0, 160.0)), road("road", 5.0, (160.0, 2.0), (160.0, 318.0))],
        SIDE_M,
        SIDE_M,
    )
    assert sorted(node.kind for node in graph.nodes) == ["exit"] * 4 + ["junction"]
    assert len(graph.stretches) == 4


def test_what_lies_on_another_road_is_not_there_twice() -> None:
    first = road("road", 5.0, (2.0, 160.0), (318.0, 160.0))
    along = road("road", 5.0, (2.0, 161.0), (150.0, 160.5), (160.0, 300.0))
    graph = road_graph([first, along], SIDE_M, SIDE_M)
    assert len(graph.stretches) == 3
    assert sum(node.kind == "junction" for node in graph.nodes) == 1


def test_traffic_keeps_right_and_every_lane_leads_on() -> None:
    found = network()
    for number in found.lanes:
        lane, other = found.segments[number], found.segments[found.segments[number].opposite]
        assert other.opposite == number
        ahead = lane.heading(end=False)
        to_other = other.points_m[-1, ::2] - lane.points_m[0, ::2]
        # The left of (x, z) is (z, -x).
        assert to_other @ np.array([ahead[1], -ahead[0]]) > 1.5
        leaves = found.graph.nodes[lane.node].kind == "exit"
        assert bool(lane.ways) is not leaves
    assert len(found.entries) == 4
    assert [segment.kind for segment in found.segments].count("loop") == 1


def test_ways_follow_one_another_without_a_gap() -> None:
    for found in (network(), _of_a_world()):
        for segment in found.segments:
            for way in segment.ways:
                assert np.linalg.norm(segment.points_m[-1] - found.segments[way].points_m[0]) < 0.002


def test_lanes_lie_on_the_roads_of_a_world() -> None:
    settlement = settlement_of(small_place())
    middles = np.concatenate([each.points_m[:, ::2] for each in settlement.roads if each.kind in ("road", "street")])
    for number in (found := _of_a_world()).lanes:
        points = found.segments[number].points_m[:, ::2]
        gap = np.hypot(points[:, None, 0] - middles[None, :, 0], points[:, None, 1] - middles[None, :, 1]).min(axis=1)
        assert gap.max() < 3.2


def _of_a_world() -> Network:
    place = small_place()
    return make_network(settlement_of(place).roads, place.land, OpenAir(place).free)


def test_where_no_vehicle_can_turn_none_goes() -> None:
    dead_end = [road("street", 4.0, (100.0, 100.0), (200.0, 100.0))]
    land = crossroads().land
    assert make_network(dead_end, land, lambda places: np.zeros(len(places), np.bool_)).segments == ()
    assert make_network(dead_end, land, everywhere).segments != ()


def test_junctions_have_room_for_what_long_vehicles_sweep_over() -> None:
    """Where two narrow roads meet at a sharp angle, the nose of a bus that turns comes over the lane beside."""
    found = 0
    for x in (40.0, 70.0, 100.0):
        roads = [road("road", 5.0, (2.0, 160.0), (318.0, 160.0)), road("road", 5.0, (160.0, 160.0), (x, 302.0))]
        land, kinds = crossroads().land, (KINDS["car"], KINDS["bus"])
        bare, made = _network(roads, land, everywhere, {}), make_network(roads, land, everywhere, kinds)
        found += len(sweeps(bare.segments, bare.clears, kinds).clears)
        left = sweeps(made.segments, made.clears, kinds)
        assert (left.clears, left.mouths) == ({}, frozenset())
        assert made.clears.keys() == made.meets.keys() >= bare.clears.keys()
    assert found > 0
