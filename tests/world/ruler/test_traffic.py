"""Figures of traffic: what touches is counted, and held against it unless somebody was asked to step out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from procgen.world.parameters import WorldParameters
from procgen.world.ruler.traffic import TrafficEvaluation, evaluate_traffic
from procgen.world.traffic import generate
from procgen.world.traffic.record import Scene
from procgen.world.traffic.simulate import Happening
from tests.world.traffic.crossroads import crossroads

HOUR = {"hour": 8, "weather": "fair", "crowd": "busy"}
ASKED = WorldParameters(seed=5, vehicles=3, traffic_hour=8.0)


@pytest.fixture(scope="module")
def scene() -> Scene:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generate, "SECONDS", 4.0)
        return generate.make_traffic(crossroads(), ASKED, HOUR, share=1.0)


def evaluated(scene: Scene) -> TrafficEvaluation:
    return evaluate_traffic({5: scene}.__getitem__, 1, 5, lambda _: None, densities_km=(8.0,))


def one_in_the_other(scene: Scene) -> Scene:
    """The second vehicle drives in the first."""
    traffic, gone = scene.traffic, scene.traffic.gone_m.copy()
    gone[:, 1] = gone[:, 0] + 0.5
    trips = (traffic.trips[0], traffic.trips[0], *traffic.trips[2:])
    return replace(scene, traffic=replace(traffic, gone_m=gone, trips=trips))


def met(found: TrafficEvaluation) -> dict[str, bool]:
    return {bar.metric: bar.met for bar in found.bars}


def test_whoever_touches_is_counted_and_told(scene: Scene) -> None:
    sound, wrong = evaluated(scene), evaluated(one_in_the_other(scene))
    assert sound.metrics["traffic_vehicles"]["ours"] == 3.0
    assert sound.metrics["traffic_speed_mean_m_s"]["ours"] > 0.0
    assert (sound.found, met(sound)["traffic_collisions"]) == ((), True)
    assert wrong.found == ("seed 5: vehicle 0 and vehicle 1 touch at step 0",)
    assert wrong.metrics["traffic_collisions"]["ours"] == 1.0
    assert not met(wrong)["traffic_collisions"]


def test_where_people_are_asked_to_step_out_hits_are_counted_and_held_against_nobody(scene: Scene) -> None:
    wrong = one_in_the_other(scene)
    strays = (Happening("jaywalking", 0, 0, -1, 0, 0.0, 0.0, 0.0, 0.0),)
    found = evaluated(replace(wrong, traffic=replace(wrong.traffic, happened=strays)))
    assert found.metrics["traffic_collisions"]["ours"] == 1.0
    assert "traffic_collisions" not in met(found)


def test_without_vehicles_there_is_no_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "SECONDS", 4.0)
    none = generate.make_traffic(crossroads(), replace(ASKED, vehicles=0), HOUR)
    metrics = evaluated(none).metrics
    assert metrics["traffic_vehicles"]["ours"] == 0.0
    assert "traffic_speed_mean_m_s" not in metrics
