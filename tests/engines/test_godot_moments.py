"""What goes on in a world between frames, in the real Godot: a blend of scenarios holds no frame up, and after some
minutes everybody is where their day and their trip say, however long the frames were.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from procgen.world.manifest import traffic_files
from procgen.world.parameters import WorldParameters
from procgen.world.parts import Callbacks
from procgen.world.place import Place
from procgen.world.traffic import generate
from tests.engines.demo import copy_visited
from tests.engines.godot_probe import report_of

LASTS_S = 90.0
TRAFFIC = WorldParameters(seed=4, vehicles=7, walkers=12, traffic_hour=8.0, fit_traffic=True)
SCENARIOS = [
    {"hour": 12, "weather": "fair"},
    {"hour": 18, "weather": "heavy_rain", "wind_m_s": 9.0},
    {"hour": 6, "weather": "fog"},
    {"hour": 23, "weather": "snow"},
]
FRAMES = 20
LONGEST_MS = 33.0


@pytest.fixture(scope="module")
def report(place: Place, village: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = shutil.copytree(village, tmp_path_factory.mktemp("moments") / "world")
    with pytest.MonkeyPatch.context() as patch:
        # So that what is asked for is not past its end, where it begins again.
        patch.setattr(generate, "SECONDS", LASTS_S + 5.0)
        scene = generate.make_traffic(place, TRAFFIC, {"hour": 8, "weather": "fair"}, share=1.0)
    for file in traffic_files(place, scene, Callbacks()):
        path = folder / file.path
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(file.data)
    project = copy_visited(tmp_path_factory.mktemp("godot_moments") / "project")
    asked = {
        "scenarios": SCENARIOS, "frames": FRAMES, "from": 8.0 * 3600.0, "lasts_s": LASTS_S, "steps_s": [0.25, 0.1],
    }  # fmt: skip
    script = ["--script", "res://world_moments.gd"]
    return report_of(project, script, asked, before=["--world", str(folder)], timeout=600)


def test_a_blend_holds_no_frame_up(report: dict[str, Any]) -> None:
    assert set(report["problems"]) == {""}
    assert len(report["blending_ms"]) == FRAMES * len(SCENARIOS)
    # Processor time of the main thread: how long a frame waits for others is not the world's.
    assert max(report["applied_ms"]) < LONGEST_MS
    assert 0.0 < max(report["blending_ms"]) < LONGEST_MS


def test_everybody_is_where_they_should_be_to_the_millimetre(report: dict[str, Any], place: Place) -> None:
    apart = report["apart_mm"]
    people, vehicles, walkers = apart["counts"]
    assert people == len(place.people)
    assert vehicles > 0
    assert walkers > 0
    assert apart["moved"] > 10_000.0, "somebody went somewhere meanwhile"
    # In frames of a quarter of a second and of a tenth as at once.
    assert max(apart["stepped"]) < 1.0
    assert apart["again"] < 1.0, "where vehicles stop for people, too"
