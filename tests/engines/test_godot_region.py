"""A region's folder in the real Godot: tiles come and go around whoever walks there."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.engines.godot_probe import report_of
from tests.engines.region_folder import LEVEL_M, write_region

TILE_M = 200.0
LOAD_M = 30.0
UNLOAD_M = 70.0
WALK = ((-200.0, 0.0), (-125.0, 0.0), (-60.0, 0.0), (0.0, 0.0), (-125.0, 0.0), (-200.0, 0.0))
"""From the middle of the western tile to that of the middle one, and back."""
LINE = ((-130.0, 0.0), (-70.0, 0.0))
"""Across the border between the two."""
STEP_M = (LINE[1][0] - LINE[0][0]) / 160
STEEP = 3.0
"""Steeper than any ground of the tile."""


def spoiled(region: Path, folder: Path, change: Callable[[dict[str, Any]], object]) -> str:
    """A folder with another region.json."""
    folder.mkdir()
    said = json.loads((region / "region.json").read_text())
    change(said)
    (folder / "region.json").write_text(json.dumps(said))
    for name in ("tile", "tiles", "far"):
        (folder / name).symlink_to(region / name, target_is_directory=True)
    return str(folder)


@pytest.fixture(scope="module")
def region(grown_village: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("godot_region") / "region"
    folder.mkdir()
    write_region(grown_village, folder)
    return folder


WRONG: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "kind": (lambda said: said.update(kind="world"), 'region.json says kind "world": it must be "region".'),
    "version": (lambda said: said.update(version=2), "is of version 2.0: this addon reads version 1."),
    "side": (lambda said: said.pop("tile_m"), "says tile_m <null>: it must be a number above 0."),
    "none": (lambda said: said.update(tiles=[]), "lists no tiles."),
    "origin": (
        lambda said: said["tiles"][2].update(origin_m=[1.0]),
        "says [1.0] of tiles[2].origin_m: it must be two numbers.",
    ),
    "outside": (
        lambda said: said["tiles"][1].update(folder="../elsewhere"),
        "says ../elsewhere of tiles[1].folder: it must be a folder below its own.",
    ),
    "twice": (
        lambda said: said["tiles"].append(said["tiles"][4]),
        "lists the tile of column 1 and row 1 twice.",
    ),
    "far": (lambda said: said["far"].update(heights="no.npy"), "/no.npy is missing."),
    "coarse": (lambda said: said["far"].update(metres_per_pixel=90.0), "that is no square of 600.0 m."),
    # These can be opened, and the tile can't.
    "gone": (lambda said: said["tiles"][4].update(folder="tiles/none"), "tiles/none/manifest.json is missing."),
    "small": (
        lambda said: said.update(tile_m=150.0),
        "manifest.json says ground.width_m 200.0: a tile of this region has 150.0 m.",
    ),
}


@pytest.fixture(scope="module")
def report(godot_project: Path, region: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    spoils = tmp_path_factory.mktemp("godot_regions")
    wrong = [spoiled(region, spoils / name, change) for name, (change, _) in WRONG.items()]
    arguments = {
        "region": str(region),
        "properties": {"load_m": LOAD_M, "unload_m": UNLOAD_M, "most_tiles": 3, "lives": True},
        "walk": WALK,
        "line": LINE,
        "wrong": [*wrong, str(spoils / "nowhere"), ""],
    }
    return report_of(godot_project, ["--script", "res://region_probe.gd"], arguments)


def test_tiles_come_and_go_around_the_walker(report: dict[str, Any]) -> None:
    west, middle = [0, 1], [1, 1]
    stops = [sorted(stop["tiles"]) for stop in report["walk"]["stops"]]
    # Away from the western tile by 40 m it stays, by 100 m it goes.
    assert stops == [[west], [west, middle], [west, middle], [middle], [west, middle], [west]]
    assert report["walk"]["events"] == [
        ["+", *west],
        ["+", *middle],
        ["-", *west],
        ["+", *west],
        ["-", *middle],
    ]


def test_land_from_afar_gives_way_to_tiles_alone(report: dict[str, Any]) -> None:
    for stop in report["walk"]["stops"]:
        assert sorted(stop["far"]) == sorted(stop["tiles"])


def test_what_goes_leaves_no_memory_behind(report: dict[str, Any]) -> None:
    (nodes, orphans, resources, engine_mb), after = report["walk"]["memory"]
    assert nodes > 300
    assert after[0] == nodes
    assert after[1] == orphans
    assert after[2] == resources
    # A tile is some 45 MB.
    assert after[3] == pytest.approx(engine_mb, abs=4.0)
    assert report["closed"] == {"tiles": 0, "children": 0}
    assert report["shared"] == 0


def test_the_ground_goes_on_across_a_border(report: dict[str, Any]) -> None:
    said, felt = zip(*report["line"], strict=True)
    assert felt == pytest.approx(said, abs=0.02)
    for before, after in pairwise(felt):
        assert abs(after - before) < STEEP * STEP_M
    assert felt[80] == pytest.approx(LEVEL_M, abs=0.01), "the border"


def test_the_scenario_is_that_of_all_tiles(report: dict[str, Any]) -> None:
    # What the first tile's manifest says, once.
    assert report["scenario"] == [20.0, "mist"]
    lit = report["lit"]
    assert lit["hour"] == 0.0
    assert set(lit["told"]) == {0.9}
    assert lit["later"]
    assert all(later == [0.9, True] for later in lit["later"])


def test_a_place_is_ready_before_somebody_is_taken_there(report: dict[str, Any]) -> None:
    teleport = report["teleport"]
    assert teleport["problem"] == ""
    assert [0, 1] in teleport["ready"]
    assert [2, 1] in teleport["ready"], "where the walker still is"
    assert teleport["came_later"] == []


@pytest.mark.parametrize("number", range(len(WRONG)), ids=[*WRONG])
def test_what_is_wrong_with_a_folder_is_said(report: dict[str, Any], number: int) -> None:
    name, (_, sentence) = [*WRONG.items()][number]
    answer = report["wrong"][number]
    assert answer["said"].endswith(sentence)
    assert answer["failures"] == [answer["said"]]
    if name == "gone":
        assert answer["warnings"][0].startswith("1 of 9 tiles have no world yet")
    elif name not in ("far", "coarse", "small"):
        assert answer["warnings"] == [answer["said"]]


def test_a_folder_without_a_region_is_refused(report: dict[str, Any]) -> None:
    nowhere, nothing = report["wrong"][len(WRONG) :]
    assert nowhere["said"].endswith("nowhere/region.json is missing.")
    assert nothing["said"] == "No folder is set: choose the one with region.json."
    assert nothing["warnings"] == [nothing["said"]]


def test_a_scene_has_the_node_alone_and_opens_it_again(report: dict[str, Any]) -> None:
    assert report["saved"] == 1
    assert report["reloaded"] == {"tiles": [[0, 1]], "name": "Region"}
