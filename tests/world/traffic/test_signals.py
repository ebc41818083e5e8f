"""Traffic lights: what they show when, that vehicles and people keep to it, and where there are none."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from procgen.world.parameters import WorldParameters
from procgen.world.traffic import generate
from procgen.world.traffic.collisions import collisions
from procgen.world.traffic.drive import Behaviour
from procgen.world.traffic.following import STEP_S
from procgen.world.traffic.models import LAMPS, lamp_model, signal_model
from procgen.world.traffic.record import scene_record
from procgen.world.traffic.signals import AMBER, GREEN, RED, Signal, crossing_s, heads, make_signals
from procgen.world.traffic.simulate import Traffic, simulate
from procgen.world.traffic.vehicles import KINDS
from tests.world.traffic.crossroads import crossroads, network, pavement

HOUR = {"hour": 8, "weather": "fair", "crowd": "busy"}


@pytest.fixture(scope="module")
def signals() -> tuple[Signal, ...]:
    return make_signals(network(), pavement(), "modern", 3)


@pytest.fixture(scope="module")
def traffic(signals: tuple[Signal, ...]) -> Traffic:
    kinds = [KINDS["car"]] * 16 + [KINDS["bus"]] * 2 + [KINDS["bicycle"]] * 4
    return simulate(network(), pavement(), kinds, 40, Behaviour(), 3, 120.0, signals=signals)


def test_lanes_that_are_green_together_face_one_another_and_the_others_wait(signals: tuple[Signal, ...]) -> None:
    assert [len(signal.phases) for signal in signals] == [2, 2]
    for signal in signals:
        lanes = [lane for phase in signal.phases for lane in phase.lanes]
        assert sorted(lanes) == [lane for lane in network().lanes if network().segments[lane].node == signal.node]
        for phase in signal.phases:
            for one in phase.lanes:
                for other in phase.lanes:
                    ahead, theirs = (network().segments[each].heading(end=True) for each in (one, other))
                    assert one == other or float(ahead @ theirs) < -0.9
        for second in np.arange(0.0, 2.0 * signal.cycle_s, STEP_S):
            shown = {lane: signal.shows(lane, float(second))[0] for lane in lanes}
            going = [phase for phase in signal.phases if any(shown[lane] != RED for lane in phase.lanes)]
            assert len(going) <= 1


def test_each_light_goes_from_green_over_amber_to_red_and_says_for_how_long(signals: tuple[Signal, ...]) -> None:
    for signal in signals:
        for phase in signal.phases:
            shown = [signal.shows(phase.lanes[0], k * STEP_S) for k in range(round(signal.cycle_s / STEP_S) + 1)]
            assert shown[0][0] == shown[-1][0]
            colours = [colour for colour, _ in shown[:-1]]
            assert colours.count(GREEN) * STEP_S == pytest.approx(phase.green_s)
            assert colours.count(AMBER) * STEP_S == pytest.approx(phase.amber_s)
            assert phase.amber_s >= 3.0
            assert phase.all_red_s > 1.0
            for (colour, left), (following, _) in pairwise(shown):
                assert following == (colour if left > STEP_S + 1e-6 else {GREEN: AMBER, AMBER: RED, RED: GREEN}[colour])


def test_nobody_drives_on_at_red(traffic: Traffic, signals: tuple[Signal, ...]) -> None:
    lights = {lane: signal for signal in signals for phase in signal.phases for lane in phase.lanes}
    seen = []
    for number, trips in enumerate(traffic.trips):
        for trip in trips:
            ends = np.cumsum([traffic.segments[each].length_m for each in trip.segments])
            for segment, end in zip(trip.segments, ends, strict=True):
                after = np.flatnonzero(traffic.gone_m[trip.first :, number] >= end)
                if segment in lights and len(after):
                    seen.append(lights[segment].shows(segment, (trip.first + int(after[0]) - 1) * STEP_S)[0])
    assert seen.count(GREEN) > 20
    assert RED not in seen


def test_people_begin_to_cross_while_the_lane_is_red_for_long_enough(
    traffic: Traffic, signals: tuple[Signal, ...]
) -> None:
    lit = {crossing: (signal, lane) for signal in signals for crossing, lane in signal.crossings}
    assert lit
    ground = pavement()
    begun = 0
    state = ground.state[ground.at(traffic.walkers_m[..., 0], traffic.walkers_m[..., 1])]
    for who in range(state.shape[1]):
        for step in np.flatnonzero((state[1:, who] >= 0) & (state[:-1, who] == -1)):
            crossing = int(state[step + 1, who])
            if crossing in lit:
                signal, lane = lit[crossing]
                # Who walks decides when vehicles have moved.
                shown, left = signal.shows(lane, (step + 1) * STEP_S)
                assert shown == RED
                assert left > crossing_s(ground.crossings[crossing])
                begun += 1
    assert begun > 0


def test_nobody_touches_anybody_and_nobody_waits_for_ever(traffic: Traffic) -> None:
    assert collisions(traffic) == []
    assert max(traffic.longest_stand_s, traffic.longest_wait_s, traffic.longest_stuck_s) < 100.0


def test_places_of_today_have_lights_unless_they_are_asked_not_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "SECONDS", 2.0)
    asked = WorldParameters(seed=5, vehicles=4, walkers=4)
    with_lights = scene_record(generate.make_traffic(crossroads(), asked, HOUR))
    without = scene_record(generate.make_traffic(crossroads(), replace(asked, no_signals=True), HOUR))
    village = scene_record(generate.make_traffic(crossroads("village"), asked, HOUR))
    assert with_lights["rules"]["signals"]
    assert [len(signal["phases"]) for signal in with_lights["signals"]] == [2, 2]
    for record in (without, village):
        assert (record["signals"], record["signal_heads"], record["rules"]["signals"]) == ([], [], False)


def test_posts_stand_beside_the_lanes_and_look_at_who_comes(signals: tuple[Signal, ...]) -> None:
    found = heads(network(), pavement(), signals)
    assert {head.model for head in found} == set(LAMPS)
    for head in found:
        place = np.array([head.x_m, head.z_m])
        for lane in network().lanes:
            segment = network().segments[lane]
            gap = np.hypot(*(segment.points_m[:, ::2] - place).T).min()
            assert gap > network().width_m(segment.stretch) / 4.0 + 0.1
        if head.model == "signal":
            ahead = network().segments[head.lane].heading(end=True)
            looks = np.array([np.sin(np.radians(head.turn_deg)), np.cos(np.radians(head.turn_deg))])
            assert float(looks @ ahead) == pytest.approx(-1.0)
    for name, lamps in LAMPS.items():
        low, high = signal_model(name).bounds_m()
        assert all(low[1] < lamp < high[1] for lamp, _ in lamps.values())
    assert lamp_model().triangle_count > 0
