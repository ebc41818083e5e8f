"""Boats of a small bay with a pier: where they are, who gives way, and what files say of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from procgen.world.ground_height import ground_at
from procgen.world.land import water_height
from procgen.world.meshes import open_edges
from procgen.world.parameters import WorldParameters
from procgen.world.place import Place
from procgen.world.traffic import generate
from procgen.world.traffic.boats import Boats, make_boats, out_at
from procgen.world.traffic.collisions import Boxes, boxes_of, collisions
from procgen.world.traffic.models import SHAPES, body_model, wheel_model
from procgen.world.traffic.record import Scene, scene_record, tracks_bytes
from procgen.world.traffic.vehicles import BOATS
from tests.world.small_place import small_place

SECONDS = 240.0
ASKED = WorldParameters(seed=3, vehicles=2, walkers=3, traffic_hour=10.0, fit_traffic=True)
FAIR = {"hour": 10, "weather": "fair", "crowd": "busy"}


@pytest.fixture(scope="module")
def bay() -> Place:
    return small_place()


@pytest.fixture(scope="module")
def boats(bay: Place) -> Boats:
    return make_boats(bay, 3, SECONDS, 1.0)


@pytest.fixture(scope="module")
def scene(bay: Place) -> Scene:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generate, "SECONDS", SECONDS)
        return generate.make_traffic(bay, ASKED, FAIR, share=1.0)


def afloat(scene: Scene) -> Boxes:
    """Where the boats of a scene are; they are its last vehicles."""
    boxes = boxes_of(scene.traffic)
    mine = [scene.traffic.kinds[number].name in BOATS for number in boxes.vehicle]
    return Boxes(boxes.middle_m[:, mine], boxes.ahead[:, mine], boxes.half_m[mine], boxes.vehicle[mine])


def test_boats_stay_on_deep_water_and_touch_nobody(bay: Place, scene: Scene) -> None:
    found = afloat(scene)
    assert found.middle_m.shape[1] >= 3
    assert collisions(scene.traffic) == []
    side = np.stack([-found.ahead[..., 1], found.ahead[..., 0]], axis=-1)
    for long, wide in ((1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)):
        corner = found.middle_m + found.ahead * long * found.half_m[:, :1] + side * wide * found.half_m[:, 1:]
        x, z = corner[..., 0].ravel(), corner[..., 1].ravel()
        assert (water_height(bay.land, x, z) - ground_at(bay.land, x, z) > 0.35).all(), "the keel is 0.32 m deep"
    assert bay.settlement is not None
    (pier,) = bay.settlement.piers
    end = pier.points_m[-1, ::2]
    assert np.hypot(*(found.middle_m - end).T).min() < 2.0, "one lies at the pier"
    assert found.middle_m[..., 1].min() > end[1] - 20.0
    apart = np.hypot(*(found.middle_m[:, :, None] - found.middle_m[:, None]).transpose(3, 0, 1, 2))
    apart[:, np.arange(apart.shape[1]), np.arange(apart.shape[1])] = np.inf
    assert apart.min() > 5.0


def test_boats_go_out_as_fast_as_they_can_and_come_to_rest(boats: Boats) -> None:
    for number, kind in enumerate(boats.kinds):
        gone = boats.gone_m[:, number]
        speed = np.diff(gone) / 0.2
        assert speed.min() > -1e-6
        assert 0.5 * kind.driver.speed_m_s < speed.max() < 1.01 * kind.driver.speed_m_s
        assert np.abs(np.diff(speed)).max() / 0.2 < 1.0
        assert (speed < 0.02).sum() * 0.2 > 30.0
        assert gone[-1] - gone[0] > 40.0


def test_equal_seeds_are_equal_and_others_are_not(bay: Place, boats: Boats) -> None:
    again, other = make_boats(bay, 3, SECONDS, 1.0), make_boats(bay, 4, SECONDS, 1.0)
    assert np.array_equal(again.gone_m, boats.gone_m)
    assert [segment.points_m.tolist() for segment in again.segments] == [
        segment.points_m.tolist() for segment in boats.segments
    ]
    assert other.gone_m.shape != boats.gone_m.shape or not np.array_equal(other.gone_m, boats.gone_m)


def test_nobody_puts_out_in_a_storm_and_few_at_night(bay: Place) -> None:
    assert out_at(10.0, {"weather": "heavy_rain"}) == 0.0
    assert out_at(2.0, FAIR) < 0.2
    assert out_at(10.0, FAIR) > 0.9
    moored = make_boats(bay, 3, 20.0, 0.0)
    assert len(moored.kinds) >= 3
    assert (np.ptp(moored.gone_m, axis=0) == 0.0).all()


def test_without_a_pier_there_are_no_boats(bay: Place) -> None:
    assert bay.settlement is not None
    assert make_boats(replace(bay, settlement=replace(bay.settlement, piers=())), 3, 20.0, 1.0).kinds == ()
    assert make_boats(small_place(settled=False), 3, 20.0, 1.0).kinds == ()


def test_files_say_where_boats_are(scene: Scene) -> None:
    record = scene_record(scene)
    mine = [each for each in record["vehicles"] if each["kind"] in BOATS]
    assert mine
    for vehicle in mine:
        (trip,) = vehicle["trips"]
        ways = [record["ways"][number] for number in trip["segments"]]
        assert {(way["kind"], way["road"]) for way in ways} == {("water", "water")}
        assert ways[0]["points_m"][0] == ways[0]["points_m"][-1], "a ring"
    assert {name for name, kind in record["kinds"].items() if kind["floats"]} == {each["kind"] for each in mine}
    _, told = tracks_bytes(scene.traffic)
    assert told["vehicles"]["shape"] == [round(SECONDS / 0.2) + 1, len(record["vehicles"])]


def test_models_of_boats_are_closed_and_fit_their_bodies() -> None:
    for kind in BOATS.values():
        (body,) = kind.bodies
        for shape in range(SHAPES):
            model = body_model(kind.name, 0, shape)
            low, high = model.bounds_m()
            assert open_edges(model) == 0, model.name
            assert -0.4 < low[1] < -0.2
            assert high[0] - low[0] < body.width_m + 0.2
            assert abs(high[2] - 0.5 * kind.length_m) < 0.1
    oars = wheel_model("rowing_boat", 0.5)
    low, high = oars.bounds_m()
    assert open_edges(oars) == 0
    assert high[0] - low[0] == pytest.approx(4.1, abs=0.1)
    assert low[1] < -0.5 + 0.02, "blades reach the water"
