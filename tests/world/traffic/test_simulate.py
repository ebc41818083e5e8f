"""Vehicles and walkers who move: nobody touches anybody, nobody stands for ever, equal seeds are equal."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from procgen.world.traffic.collisions import Collision, collisions
from procgen.world.traffic.diagram import fundamental_diagram
from procgen.world.traffic.drive import Behaviour, Driving
from procgen.world.traffic.network import Network, make_network
from procgen.world.traffic.simulate import Traffic
from procgen.world.traffic.vehicles import KINDS
from procgen.world.traffic.walk import Walking
from tests.world.traffic.crossroads import crossroads, driven, everywhere, network, pavement, road


@pytest.fixture(scope="module")
def traffic() -> Traffic:
    return driven(22, 40, 60.0)


def test_nobody_touches_anybody_and_nobody_stands_for_ever(traffic: Traffic) -> None:
    assert collisions(traffic) == []
    assert max(traffic.longest_stand_s, traffic.longest_wait_s, traffic.longest_stuck_s) < 60.0


def test_everybody_gets_on(traffic: Traffic) -> None:
    moved = np.nansum(np.clip(np.diff(traffic.gone_m, axis=0), 0.0, None), axis=0)
    assert np.median(moved) > 100.0
    walked = np.hypot(*np.diff(traffic.walkers_m, axis=0).transpose(2, 0, 1)).sum(axis=0)
    assert np.median(walked) > 30.0


def test_equal_seeds_give_equal_positions(traffic: Traffic) -> None:
    again = driven(22, 40, 60.0)
    assert np.array_equal(traffic.gone_m, again.gone_m, equal_nan=True)
    assert np.array_equal(traffic.walkers_m, again.walkers_m)
    other = driven(22, 40, 10.0, seed=4)
    assert not np.array_equal(traffic.walkers_m[:51], other.walkers_m)


def test_walkers_cross_and_keep_off_the_lanes_elsewhere(traffic: Traffic) -> None:
    places = traffic.walkers_m.reshape(-1, 2)
    state = pavement().state[pavement().at(*places.T)]
    assert (state >= 0).any()
    assert (state > -2).all()


def test_nobody_waits_in_a_junction_and_crossings_take_turns() -> None:
    driving = Driving(network(), [KINDS["car"]] * 44, Behaviour(), 3)
    walking = Walking(pavement(), 90, 0.5, 4.5, 3)
    driving.clear = walking.kept_clear()
    longest, waits = 0.0, 0.0
    for _ in range(400):
        driving.bars = walking.bars(driving)
        driving.advance()
        walking.advance(driving)
        for vehicle in driving.vehicles:
            if any(driving.segments[segment].kind == "turn" for segment, _, _ in driving.parts(vehicle)):
                longest = max(longest, vehicle.stands_s)
        waits = max(waits, float(walking.waits_s.max()))
    # Who walks on the first crossing beyond may hold one up there, but not for long.
    assert longest < 5.0
    assert 4.0 < waits < 45.0


def test_whoever_finds_no_room_takes_another_way() -> None:
    found = network()
    lane = next(each for each in found.lanes if len(found.segments[each].ways) > 1 and found.segments[each].road)
    full = found.segments[lane].ways[0]
    beyond = found.segments[full].ways[0]
    driving = Driving(found, [KINDS["car"]] * 3, Behaviour(), 3)
    waits, stands, away = driving.vehicles
    driving.put(waits, lane, found.segments[lane].length_m - 1.2)
    waits.route = [full]
    driving.put(stands, beyond, 4.5)
    stands.broken_until_s = 1e6
    away.segment, away.returns_s = -1, 1e6
    for _ in range(150):
        driving.advance()
        if waits.segment != lane:
            break
    assert waits.segment != full
    assert waits.segment in found.segments[lane].ways
    assert driving.now_s > 8.0


def test_of_two_who_came_at_once_one_goes_first() -> None:
    found = network()
    # The one of the smaller number lacks the right of way, so that each might wait for the other.
    pairs = [(one, other) for one, other in found.clears if found.right_of.get((_lane(one), _lane(other)))]
    turn, theirs = next(pair for pair in pairs if _lane(pair[0]) != _lane(pair[1]))
    driving = Driving(found, [KINDS["car"]] * 2, Behaviour(), 3)
    for vehicle, way in zip(driving.vehicles, (turn, theirs), strict=True):
        lane = _lane(way)
        driving.put(vehicle, lane, found.segments[lane].length_m - 1.2)
        vehicle.route, vehicle.waits_s = [way], 60.0
    first, second = driving.vehicles
    for _ in range(150):
        driving.advance()
    # The first trip of each is that from where it was put at first.
    assert turn in first.trips[1].segments
    assert theirs in second.trips[1].segments


def _lane(turn: int) -> int:
    """The lane that a way through a junction begins at."""
    return next(lane for lane in network().lanes if turn in network().segments[lane].ways)


@lru_cache(maxsize=1)
def block() -> Network:
    """Streets round a block."""
    lines = (((2.0, 140.0), (318.0, 140.0)), ((2.0, 190.0), (318.0, 190.0)))
    streets = [road("street", 5.0, *line) for line in lines]
    streets += [road("street", 5.0, *((z, x) for x, z in line)) for line in lines]
    return make_network(streets, crossroads().land, everywhere)


def test_a_ring_of_full_lanes_turns_on() -> None:
    found = block()
    inner = [lane for lane in found.lanes if all(found.graph.nodes[node].kind == "junction" for node in _ends(lane))]
    follows = {
        lane: [turn for turn in found.segments[lane].ways if found.segments[turn].ways[0] in inner] for lane in inner
    }
    ring = [inner[0]]
    while len(ring) < 4:
        ring.append(found.segments[follows[ring[-1]][0]].ways[0])
    turns = [follows[lane][0] for lane in ring]
    assert found.segments[turns[-1]].ways == [ring[0]]
    places = [
        (lane, at) for lane in range(4) for at in np.arange(found.segments[ring[lane]].length_m - 1.2, 4.5, -5.95)
    ]
    driving = Driving(found, [KINDS["car"]] * len(places), Behaviour(), 3)
    for vehicle, (lane, at) in zip(driving.vehicles, places, strict=True):
        driving.put(vehicle, ring[lane], float(at))
        vehicle.route = [each for k in range(4) for each in (turns[(lane + k) % 4], ring[(lane + k + 1) % 4])]
    before = [vehicle.gone_m for vehicle in driving.vehicles]
    with pytest.MonkeyPatch.context() as patch:
        # They could as well leave it.
        patch.setattr(Driving, "_divert", lambda *_: None)
        for _ in range(300):
            driving.advance()
    assert len(places) > 16
    assert min(vehicle.gone_m - at for vehicle, at in zip(driving.vehicles, before, strict=True)) > 4.0


def _ends(lane: int) -> tuple[int, int]:
    return block().segments[lane].start, block().segments[lane].node


def test_on_a_crossing_only_those_who_cross_keep_to_its_right_half() -> None:
    walking = Walking(pavement(), 1, 0.5, 4.5, 3)
    crossing = pavement().crossings[0]
    across = np.array([crossing.across_x, crossing.across_z])
    along = np.array([-crossing.across_z, crossing.across_x])
    walking.place[0] = np.array([crossing.x_m, crossing.z_m]) - 0.5 * along
    # A little to and fro across the street: each way has another right half.
    for way in (along + 0.1 * across, along - 0.1 * across):
        wanted = way[None].copy()
        walking._keep_right(wanted, np.array([0], np.int32))
        assert np.array_equal(wanted[0], way)
    wanted = across[None].copy()
    walking._keep_right(wanted, np.array([0], np.int32))
    assert float(wanted[0] @ along) > 0.3


def test_whoever_steps_to_and_fro_turns_round() -> None:
    walking = Walking(pavement(), 1, 0.5, 4.5, 3)
    home, nobody = walking.place.copy(), np.zeros(1, np.bool_)
    for step in range(40):
        walking.place = home + (0.2 if step % 2 else -0.2)
        walking._note(home - (0.2 if step % 2 else -0.2), nobody)
        if walking.blocked_s[0] > 4.0:
            break
    assert 25 < step < 35
    assert walking.longest_s > 5.0


def test_a_collision_would_be_found() -> None:
    made = driven(2, 0, 2.0)
    first = made.trips[0]
    gone = made.gone_m.copy()
    gone[:, 1] = gone[:, 0] + 1.0
    wrong = type(made)(
        **{name: getattr(made, name) for name in made.__slots__} | {"gone_m": gone, "trips": (first, first)}
    )
    assert collisions(wrong) == [Collision(0, "vehicle 0", "vehicle 1")]


@pytest.mark.parametrize("event", ["breakdown", "fallen_tree"])
def test_what_stands_in_the_way_is_driven_round(event: str) -> None:
    made = driven(14, 0, 110.0, events=(event,))
    assert [each.kind for each in made.happened] == [event]
    assert len(made.segments) == len(made.network.segments) + 1
    detour = len(made.segments) - 1
    assert sum(detour in trip.segments for trips in made.trips for trip in trips) >= 1
    assert collisions(made) == []


def test_whoever_steps_out_is_seen() -> None:
    made = driven(8, 30, 45.0, events=("jaywalking",))
    assert [each.kind for each in made.happened][:1] == ["jaywalking"]
    state = pavement().state[pavement().at(*made.walkers_m[:, made.happened[0].walker].T)]
    assert (state == -2).any()


def test_flow_on_a_ring_is_the_models() -> None:
    for point in fundamental_diagram((20.0, 70.0)):
        assert point.flow_h == pytest.approx(point.theory_h, rel=0.03)
