"""Traffic of a world, played by the real Godot: everybody is where the server says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from procgen.world.chance import Float64Array
from procgen.world.manifest import traffic_files
from procgen.world.materials import Materials
from procgen.world.parameters import WorldParameters
from procgen.world.parts import Callbacks
from procgen.world.place import Place
from procgen.world.traffic import generate
from procgen.world.traffic.bodies import touch
from procgen.world.traffic.collisions import boxes_of
from procgen.world.traffic.models import LAMPS
from procgen.world.traffic.record import Scene, scene_record
from procgen.world.traffic.signals import Phase, Signal
from procgen.world.traffic.simulate import Traffic
from procgen.world.traffic.vehicles import Body
from tests.engines.demo import copy_visited
from tests.engines.godot_probe import report_of
from tests.world.small_folder import write_folder

SECONDS = [0.0, 3.3, 10.0, 17.7]
ASKED = WorldParameters(seed=4, vehicles=7, walkers=12, traffic_hour=10.0, fit_traffic=True)


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """What was simulated, and what Godot says of it."""

    scene: Scene
    report: dict[str, Any]


@pytest.fixture(scope="module")
def played(
    place: Place,
    plain_materials: Materials,
    tmp_path_factory: pytest.TempPathFactory,
) -> Played:
    folder = tmp_path_factory.mktemp("busy_world")
    place = replace(place, people=(), talk=())
    write_folder(place, plain_materials, {}, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generate, "SECONDS", 20.0)
        scene = generate.make_traffic(place, ASKED, {"hour": 10, "weather": "fair"}, share=1.0)
    scene = replace(scene, traffic=replace(scene.traffic, signals=(_lights(scene),)))
    for file in traffic_files(place, scene, Callbacks()):
        path = folder / file.path
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(file.data)
    project = copy_visited(Path(tmp_path_factory.mktemp("godot_traffic")) / "project")
    script = ["--script", "res://world_traffic.gd"]
    # Drawn for real: without a screen Godot forgets where instances are.
    before = ["--world", str(folder)]
    asked = [list(at) for at in _asked(scene.traffic)]
    report = report_of(project, script, {"seconds": SECONDS, "lights": asked}, before=before, screen=True, timeout=600)
    return Played(scene, report)


def _lights(scene: Scene) -> Signal:
    """Lights at both ends of the village's road, which has no junction, and at a crossing: to be looked at."""
    one, other = scene.traffic.network.lanes[:2]
    assert scene.pavement is not None
    lane = scene.pavement.crossings[0].lanes[0][0]
    phases = (Phase((one,), 6.0, 3.0, 1.0), Phase((other,), 5.0, 3.2, 2.2))
    return Signal(0, 3.4, phases, ((0, lane),) if lane in (one, other) else ())


def _asked(traffic: Traffic) -> list[tuple[int, int, float]]:
    """Lights and lanes, and seconds at which they are looked at."""
    return [
        (number, lane, second)
        for number, signal in enumerate(traffic.signals)
        for phase in signal.phases
        for lane in phase.lanes
        for second in np.arange(0.05, 2.0 * signal.cycle_s, 3.7).round(2).tolist()
    ]


def test_lights_show_what_the_server_says(played: Played) -> None:
    traffic, report = played.scene.traffic, played.report["lights"]
    assert traffic.signals
    assert report["shown"] == [traffic.signals[number].shows(lane, at)[0] for number, lane, at in _asked(traffic)]
    posts = scene_record(played.scene)["signal_heads"]
    assert report["posts"] == len(posts)
    assert report["lamps"] == sum(len(LAMPS[post["model"]]) for post in posts)


def test_vehicles_stop_for_a_player_and_go_on_when_the_way_is_free(played: Played) -> None:
    traffic, held = played.scene.traffic, played.report["held"]
    number, behind = held["vehicle"], held["behind"]
    assert number >= 0
    # Eight seconds somebody stands there, nine more are over then.
    assert behind[31] > 1.0
    assert behind[-1] < behind[33] + 0.5
    spot = np.array(held["place"])
    for frame in held["frames"][:32]:
        for body, own in zip(frame[number], traffic.kinds[number].bodies, strict=True):
            assert _apart(body, own, spot) > 0.3
    gone = [frame[number][0][:2] for frame in held["frames"][31:] if frame[number]]
    assert np.hypot(*(np.array(gone[-1]) - gone[0])) > 3.0


def test_nobody_drives_into_whoever_is_held_up(played: Played) -> None:
    traffic = played.scene.traffic
    for frame in played.report["held"]["frames"]:
        shapes = [
            (who, *_rectangle(body, own))
            for who, bodies in enumerate(frame)
            for body, own in zip(bodies, traffic.kinds[who].bodies, strict=True)
        ]
        for index, (who, middle, ahead, half) in enumerate(shapes):
            for other, *theirs in shapes[:index]:
                assert who == other or not touch(middle, ahead, half, *theirs)


def _rectangle(body: list[float], own: Body) -> tuple[Float64Array, Float64Array, Float64Array]:
    """Its middle, whither it looks, and half its length and width."""
    ahead = np.array(body[2:]) / np.hypot(body[2], body[3])
    reach = 0.5 * (own.front_m + own.rear_m) - 0.5 * (own.nose_m + own.tail_m)
    half = np.array([0.5 * (own.tail_m - own.nose_m), 0.5 * own.width_m])
    return np.array(body[:2]) + reach * ahead, ahead, half


def _apart(body: list[float], own: Body, spot: Float64Array) -> float:
    """Metres between a body and a place."""
    middle, ahead, half = _rectangle(body, own)
    off = spot - middle
    beyond = np.maximum(np.abs([off @ ahead, ahead[0] * off[1] - ahead[1] * off[0]]) - half, 0.0)
    return float(np.hypot(*beyond))


def test_it_is_what_the_server_says(played: Played) -> None:
    traffic, report = played.scene.traffic, played.report
    assert report["has_traffic"]
    assert report["hour"] == 10.0
    assert report["length_s"] == pytest.approx(20.0)
    assert report["counts"] == [len(traffic.kinds), traffic.walkers_m.shape[1]]
    assert len(traffic.kinds) >= 4


def test_everybody_is_where_the_server_says(played: Played) -> None:
    traffic = played.scene.traffic
    boxes = boxes_of(traffic)
    for second, found in zip(SECONDS, played.report["places"], strict=True):
        step = second / 0.2
        if step != int(step):
            continue
        for number, kind in enumerate(traffic.kinds):
            bodies = found["vehicles"][number]
            away = not np.isfinite(traffic.gone_m[int(step), number])
            assert (bodies == []) is bool(away)
            for body, own, at in zip(bodies, kind.bodies, np.flatnonzero(boxes.vehicle == number), strict=False):
                reach = 0.5 * (own.front_m + own.rear_m) - 0.5 * (own.nose_m + own.tail_m)
                ahead = np.array([body[3], body[4]]) / np.hypot(body[3], body[4])
                middle = np.array([body[0], body[2]]) + reach * ahead
                assert middle == pytest.approx(boxes.middle_m[int(step), at], abs=0.05)
        for place_m, walker in zip(found["walkers"], traffic.walkers_m[int(step)], strict=True):
            assert place_m == pytest.approx(walker.tolist(), abs=0.01)


def test_wheels_turn_and_a_kind_is_drawn_at_once(played: Played) -> None:
    kinds = [kind.name for kind in played.scene.traffic.kinds]
    shown = played.report["played"]
    assert shown["second"] > 0.0
    if any(name in ("cart", "wagon") for name in kinds):
        assert shown["turned"] > 0
    assert shown["walkers"] == played.scene.traffic.walkers_m.shape[1]
    assert shown["surfaces"] <= 150


def test_at_its_end_it_stands_and_says_so_once(played: Played) -> None:
    assert played.report["ended"] == [1, pytest.approx(20.0)]
