"""A region's folder by Unity's components: tiles come and go around whoever walks there, and a server makes those that
are missing. By one runtime each: where the two differ is looked for elsewhere."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from procgen.runtime.store import ModelStore
from procgen.v1 import world_pb2
from procgen.world.command.region import is_whole
from procgen.world.parameters import WorldParameters
from procgen.world.region.folder import region_files, tile_folder
from tests.conftest import RunningServer
from tests.engines.unity_runtime import ask, compile_runtime

REGION = WorldParameters(
    text="a fishing village at a river", seed=5, side_m=256.0, metres_per_pixel=4.0, region_tiles=2
)
SMALL: dict[str, Any] = {"people": 1, "lines": 1, "props": 5, "animals": 1, "cover": 0.05}
"""As the program asks for."""
WEST, EAST = [0, 1], [1, 1]
"""Tiles of the southern row."""
SEA_M = 6.5


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compile_runtime(tmp_path_factory.mktemp("unity_runtime"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unity_region")
    for file in region_files(REGION, ModelStore(threads=1)):
        path = folder / "region" / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    return folder


@pytest.fixture(scope="module")
def made(program: Path, server: RunningServer, folder: Path) -> dict[str, Any]:
    return ask(program, "net8", "RegionMade", server.web_port, folder)


@pytest.fixture(scope="module")
def walked(program: Path, made: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The southern row is there by then; nobody is asked for more."""
    assert made["made"] == ""
    return ask(program, "mono", "RegionWalk", 1, folder)


@pytest.fixture(scope="module")
def faults(program: Path, made: dict[str, Any], folder: Path) -> dict[str, Any]:
    assert made["made"] == ""
    shutil.copytree(folder / "region", folder / "spoiled")
    for name, size in (("0_1/built.glb", 2000), ("1_1/ground/heights.npy", 900)):
        file = folder / "spoiled/tiles" / name
        file.write_bytes(file.read_bytes()[:size])
    # A sea, which the region has not.
    said = json.loads((folder / "spoiled/region.json").read_text())
    said["sea_level_m"] = SEA_M
    (folder / "spoiled/region.json").write_text(json.dumps(said))
    return ask(program, "mono", "RegionFaults", 1, folder)


def test_a_server_that_is_not_there_is_told_once_and_asked_again(made: dict[str, Any]) -> None:
    assert made["early"] == "ProcgenException: The region is not open: call OpenAsync first."
    assert made["nobody"] == 'No procgen server answers at 127.0.0.1:1; start one with "procgen serve".'
    assert made["nobody_told"] == [["failed", *EAST, made["nobody"]]]
    # It was called twice, and told of once.
    assert made["hung_up"].endswith("went away before its answer was complete.")
    assert made["hung_up_told"] == [["failed", *EAST, made["hung_up"]]]
    assert made["log"] == []


def test_what_the_server_refuses_is_told_by_field_and_asked_for_when_that_changes(made: dict[str, Any]) -> None:
    assert "props" in made["refused"]
    assert "5000" in made["refused"]
    assert made["refused_told"] == [["failed", *EAST, made["refused"]]]
    assert made["problems"] == {"1 1": made["refused"]}
    assert made["no_problems"] == 0


def test_who_comes_near_has_a_tile_made(made: dict[str, Any], folder: Path) -> None:
    assert made["made"] == made["beside"] == ""
    assert made["made_told"] == [["made", *EAST, ""], ["loaded", *EAST, ""]]
    assert made["tiles"] == [EAST]
    assert made["beside_told"] == [["made", *WEST, ""], ["loaded", *WEST, ""]]
    assert sorted(path.name for path in (folder / "region/tiles").iterdir()) == ["0_1", "1_1"]
    for column, row in (WEST, EAST):
        request = world_pb2.WorldRequest(
            text=REGION.text, seed=REGION.seed, side_m=REGION.side_m, metres_per_pixel=REGION.metres_per_pixel,
            region_tiles=REGION.region_tiles, column=column, row=row, **SMALL,
        )  # fmt: skip
        # By recipe and checksums, what the command would have made there.
        assert is_whole(folder / "region" / tile_folder(column, row), request)


def test_neighbours_meet_exactly_and_share_their_pictures(made: dict[str, Any]) -> None:
    assert made["relief"] > 1.0, "a level border proves nothing"
    assert made["apart"] == 0.0
    assert made["neighbours"] == [True, False, False, False]
    # No strip hangs where the two meet; each has three other borders.
    assert sorted(made["borders"]) == ["Border 0 1"] * 3 + ["Border 1 1"] * 3
    assert made["layers"] == 16
    assert made["pictures"] < made["layers"]
    assert made["left"] == [0, 0, 0, 0, 0]


def test_the_ground_is_that_of_the_tile_or_of_the_land_from_afar(made: dict[str, Any], folder: Path) -> None:
    # The middle of the tile.
    heights = np.load(folder / "region/tiles/1_1/ground/heights.npy")
    row, column = (side // 2 for side in heights.shape)
    assert made["near"] == pytest.approx(heights[row, column], abs=0.02)
    far = np.load(folder / "region/far/heights.npy")
    assert made["afar"] == pytest.approx(float(far[-len(far) // 4, -len(far) // 4]), abs=0.5)
    assert made["nowhere"]


def test_tiles_come_and_go_around_the_walker(walked: dict[str, Any]) -> None:
    # In the west, 5 m before the border, 15 m behind it, in the east, and back: tiles come at 10 m and go at 20 m.
    stops = [sorted(stop["tiles"]) for stop in walked["stops"]]
    assert stops == [[WEST], [WEST, EAST], [WEST, EAST], [EAST], [WEST, EAST]]
    assert walked["told"] == [
        ["loaded", *WEST, ""],
        ["loaded", *EAST, ""],
        ["unloaded", *WEST, ""],
        ["loaded", *WEST, ""],
    ]
    # Land from afar gives way to tiles, and to nothing else.
    assert [sorted(stop["hidden"]) for stop in walked["stops"]] == stops
    assert [stop["borders"] for stop in walked["stops"]] == [4, 6, 6, 4, 6]
    assert walked["longest_ms"] > 0
    assert walked["log"] == []


def test_a_tile_is_a_whole_world(walked: dict[str, Any], folder: Path) -> None:
    manifest = json.loads((folder / "region/tiles/0_1/manifest.json").read_text())
    world = walked["world"]
    assert world["name"] == manifest["name"]
    assert world["people"] == manifest["counts"]["people"]
    assert world["at"] == [-REGION.side_m, 0.0]
    assert world["parts"] == ["Cover", "Ground", "People", "Scenery"]
    assert world["drawn"]
    assert world["all"], "what was hidden while it was built is seen"


def test_a_place_is_ready_before_somebody_is_taken_there(walked: dict[str, Any]) -> None:
    assert walked["ready"] == ""
    assert sorted(walked["ready_tiles"]) == [WEST, EAST], "where the walker still is, too"
    assert walked["came_later"] == 0


def test_land_from_afar_lies_as_the_region_says(walked: dict[str, Any]) -> None:
    far = walked["far"]
    assert far["off"] == pytest.approx(0.0, abs=1e-4)
    assert far["up"] == 2 * far["cells"] ** 2, "all of it is seen from above"
    # A skirt hangs below by more than half a cell, so that no gap shows the sky beside coarser levels.
    assert far["skirt"] > 0.5 * REGION.side_m / far["cells"]
    assert far["levels"] == 3
    assert far["coarsest"] < (far["cells"] + 1) ** 2 / 4
    # Beyond the border it goes on where it ends.
    assert far["edge"] > 2 * far["cells"]
    assert far["edge_off"] == pytest.approx(0.0, abs=1e-3)


def test_the_sea_lies_where_the_land_from_afar_is_lower(faults: dict[str, Any], folder: Path) -> None:
    heights = np.load(folder / "region/far/heights.npy")
    half = len(heights) // 2
    parts = {
        f"Square {column} {row}": heights[row * half : (row + 1) * half + 1, column * half : (column + 1) * half + 1]
        for column in (0, 1)
        for row in (0, 1)
    }
    seas = set(faults["seas"])
    assert {name for name, part in parts.items() if part.min() < SEA_M - 0.5} <= seas
    assert seas & set(parts) <= {name for name, part in parts.items() if part.min() < SEA_M}
    assert faults["sea_y"] == pytest.approx(SEA_M)


def test_one_hour_is_that_of_all_tiles(walked: dict[str, Any], folder: Path) -> None:
    scenario = json.loads((folder / "region/tiles/0_1/manifest.json").read_text())["scenario"]
    other = json.loads((folder / "region/tiles/1_1/manifest.json").read_text())["scenario"]
    assert walked["hour"] in (scenario["hour"], other["hour"])
    # Snow lies on tiles that stand, and on those that come later; and on none when there is no scenario any more.
    assert len(walked["white"]) == 2
    assert min(walked["white"]) > 0.5
    assert walked["white_later"] == walked["white"]
    assert walked["white_after"] == [0.0, 0.0]


def test_what_goes_leaves_no_memory_behind(walked: dict[str, Any]) -> None:
    before, after = walked["memory"]
    assert before[0] > 10, "the land from afar"
    assert after == before
    # Switched off while a tile came; and destroyed.
    assert walked["off"] == 0
    assert walked["on_again"] == [["loaded", *WEST, ""]]
    assert walked["left"] == 0


def test_tiles_that_cannot_be_opened_are_told_once_and_keep_nobody_waiting(faults: dict[str, Any]) -> None:
    problems = faults["problems"]
    assert {tile: sentence.split("/tiles/", 1)[1] for tile, sentence in problems.items()} == {
        "0 0": "0_0/manifest.json is missing; generate the world with all its parts.",
        "1 0": "1_0/manifest.json is missing; generate the world with all its parts.",
        "0 1": "0_1 can't be opened: The file is no glTF that can be read (ArgumentOutOfRangeException);"
        " ask for it again.",
        "1 1": "1_1/ground/heights.npy is no whole grid of 32-bit floats; generate it anew.",
    }
    # The nearest first.
    assert faults["told"][0] == ["failed", *EAST, problems["1 1"]]
    assert sorted(event[3] for event in faults["told"]) == sorted(problems.values())
    assert all(sentence in faults["said"] for sentence in problems.values())
    assert faults["again"] == faults["said"]
    # The land from afar is seen instead, and nothing of them is left.
    assert (faults["tiles"], faults["hidden"], faults["children"]) == ([], [], 1)


def test_tiles_that_were_mended_come_by_themselves(faults: dict[str, Any]) -> None:
    assert sorted(faults["mended_told"]) == [["loaded", *WEST, ""], ["loaded", *EAST, ""]]
    assert faults["mended"] == 2, "those that are missing still are, and are told of no more"
    assert faults["log"] == []


WRONG: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "kind": (lambda said: said.update(kind="world"), 'region.json says kind "world": it must be "region".'),
    "version": (lambda said: said.update(version=2), "is of version 2: this package reads version 1."),
    "side": (lambda said: said.pop("tile_m"), "says tile_m nothing: it must be a number above 0."),
    "none": (lambda said: said.update(tiles=[]), "lists no tiles."),
    "origin": (
        lambda said: said["tiles"][2].update(origin_m=[1.0]),
        "says [1] of tiles[2].origin_m: it must be two numbers.",
    ),
    "astray": (
        lambda said: said["tiles"][2].update(origin_m=[900.0, 0.0]),
        "says [900,0] of tiles[2].origin_m: that lies outside of the region.",
    ),
    "outside": (
        lambda said: said["tiles"][1].update(folder="../elsewhere"),
        'says "../elsewhere" of tiles[1].folder: it must be a folder below its own.',
    ),
    "rooted": (
        lambda said: said["tiles"][1].update(folder="/tmp"),
        'says "/tmp" of tiles[1].folder: it must be a folder below its own.',
    ),
    "twice": (lambda said: said["tiles"].append(said["tiles"][3]), "lists the tile of column 1 and row 1 twice."),
    "far": (
        lambda said: said["far"].update(heights="no.npy"),
        "/no.npy is missing; generate the region anew.",
    ),
    "coarse": (lambda said: said["far"].update(metres_per_pixel=90.0), "90 m apart; generate it anew."),
    "picture": (
        lambda said: said["far"].update(picture="far/heights.npy"),
        "The picture far can't be read; ask for PNG.",
    ),
}


def test_what_is_wrong_with_a_folder_is_said(program: Path, folder: Path, tmp_path: Path) -> None:
    folders = []
    for name, (change, _) in WRONG.items():
        (tmp_path / name).mkdir()
        said = json.loads((folder / "region/region.json").read_text())
        change(said)
        (tmp_path / name / "region.json").write_text(json.dumps(said))
        (tmp_path / name / "far").symlink_to(folder / "region/far", target_is_directory=True)
        folders.append(str(tmp_path / name))
    (tmp_path / "folders").write_text("\n".join([*folders, str(tmp_path / "nowhere"), ""]))
    told = ask(program, "mono", "RegionWrong", 1, tmp_path)
    *wrong, nowhere = told["said"]
    for (name, (_, sentence)), answer in zip(WRONG.items(), wrong, strict=True):
        assert answer["said"].endswith(sentence), name
        assert answer["failures"] == [answer["said"].removeprefix("ProcgenException: ")]
    assert nowhere["said"].endswith("nowhere/region.json is missing; generate the region anew.")
    assert told["left"] == 0
    assert told["log"] == []
