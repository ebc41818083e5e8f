"""A village at night in the real Godot: windows and lanterns are lit where somebody lives, and nothing else is."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from procgen.kit.command.pictures import read_picture
from procgen.world.materials import Materials
from procgen.world.place import Place
from tests.engines.godot_probe import report_of
from tests.engines.region_folder import write_region
from tests.world.small_folder import write_folder

MIDNIGHT = {"hour": 0.0, "weather": "fair"}
SIZE_PX = (480, 320)
BRIGHT, WARM = 170, 30
"""Of 255: so red is a lit window, and so much more red than blue. Stars are white, things in moonlight dark."""


def shining(project: Path, village: Path, folder: Path) -> float:
    """The share of a picture of a village at midnight that lamps and windows light."""
    folder.mkdir()
    write_region(village, folder / "region", aside=1)
    picture = folder / "night.png"
    arguments = {
        "region": str(folder / "region"),
        "properties": {"load_m": 60.0, "unload_m": 90.0, "most_tiles": 1},
        "views": [{"name": "night", "at": [-22.0, 6.0, 5.0], "to": [-44.0, -6.0, 4.0], "path": str(picture)}],
        "walk": [],
        "size": SIZE_PX,
        "scenario": MIDNIGHT,
    }
    report = report_of(project, ["--script", "res://region_cost_probe.gd"], arguments, screen=True)
    assert report["problem"] == ""
    pixels = read_picture(picture.read_bytes())[..., :3].astype(np.int64)
    return float(((pixels[..., 0] > BRIGHT) & (pixels[..., 0] - pixels[..., 2] > WARM)).mean())


@pytest.fixture(scope="module")
def deserted_village(place: Place, plain_materials: Materials, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("godot_deserted") / "village"
    write_folder(dataclasses.replace(place, deserted=True, people=(), talk=()), plain_materials, {}, folder)
    return folder


def test_no_window_is_lit_where_nobody_lives(
    godot_project: Path, village: Path, deserted_village: Path, tmp_path: Path
) -> None:
    assert shining(godot_project, village, tmp_path / "lived_in") > 0.003
    assert shining(godot_project, deserted_village, tmp_path / "left") == 0.0
