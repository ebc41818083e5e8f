"""Tiles of a region that a server makes while somebody walks there, in the real Godot."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from procgen.runtime.store import ModelStore
from procgen.v1 import world_pb2
from procgen.world.command.region import is_whole
from procgen.world.parameters import WorldParameters
from procgen.world.region.folder import region_files, tile_folder
from tests.conftest import RunningServer
from tests.engines.godot_probe import report_of

REGION = WorldParameters(
    text="a fishing village at a river", seed=5, side_m=256.0, metres_per_pixel=4.0, region_tiles=2
)
TILE = (1, 1)
SETTINGS = {"people": 1, "lines": 1, "props": 5, "animals": 1, "cover": 0.0}


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("godot_region_made")
    for file in region_files(REGION, ModelStore(threads=1)):
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_bytes(file.data)
    return folder


@pytest.fixture(scope="module")
def report(godot_project: Path, server: RunningServer, region: Path) -> dict[str, Any]:
    arguments = {
        "region": str(region),
        # The middle of the south-eastern tile.
        "place": (128.0, 128.0),
        "nobody": _free_port(),
        "web_port": server.web_port,
        "settings": SETTINGS,
        "wrong": {"props": 100_000},
    }
    return report_of(godot_project, ["--script", "res://region_made_probe.gd"], arguments)


def test_who_comes_near_has_a_tile_made(report: dict[str, Any], region: Path) -> None:
    assert [event[:3] for event in report["made"]["events"]] == [["made", *TILE], ["loaded", *TILE]]
    assert report["made"]["problems"] == []
    assert report["made"]["said"] == ""
    request = world_pb2.WorldRequest(
        text=REGION.text, seed=REGION.seed, side_m=REGION.side_m, metres_per_pixel=REGION.metres_per_pixel,
        region_tiles=REGION.region_tiles, column=TILE[0], row=TILE[1], **SETTINGS,
    )  # fmt: skip
    # By recipe and checksums, what the command would have made there.
    assert is_whole(region / tile_folder(*TILE), request)
    assert [path.name for path in (region / "tiles").iterdir()] == ["1_1"]


def test_what_is_there_is_not_asked_for(report: dict[str, Any]) -> None:
    assert [event[:3] for event in report["again"]["events"]] == [["loaded", *TILE]]


def test_a_server_that_is_not_there_is_told_and_asked_again_later(report: dict[str, Any]) -> None:
    (event,) = report["nobody"]["events"]
    assert event[:3] == ["failed", *TILE]
    assert "127.0.0.1" in event[3]
    assert report["nobody"]["problems"] == []
    assert report["nobody"]["said"] == event[3]
    # That tiles are missing is no fault where they are asked for.
    assert report["nobody"]["warnings"] == []


def test_what_the_server_refuses_is_told_by_field(report: dict[str, Any]) -> None:
    (event,) = report["wrong"]["events"]
    assert event[:3] == ["failed", *TILE]
    assert "props" in event[3]
    assert "5000" in event[3].replace(",", "")
    assert report["wrong"]["problems"] == [event[3]]
    assert report["wrong"]["said"] == event[3]
