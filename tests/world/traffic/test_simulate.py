"""Vehicles and walkers who move: nobody touches anybody, nobody stands for ever, equal seeds are equal."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.world.traffic.collisions import Collision, collisions
from procgen.world.traffic.diagram import fundamental_diagram
from procgen.world.traffic.drive import Behaviour, Driving
from procgen.world.traffic.simulate import Traffic
from procgen.world.traffic.vehicles import KINDS
from procgen.world.traffic.walk import Walking
from tests.world.traffic.crossroads import driven, network, pavement


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
