"""Borders between tiles of a region in the real Godot: the ground looks as if there were none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from procgen.kit.command.pictures import read_picture
from tests.engines.godot_probe import report_of
from tests.engines.region_folder import LEVEL_M, write_region

TILE_M = 200.0
WAVE_M, WAVE_HIGH_M = 10.0, 0.6
"""Ridges along the border: on top of one, slopes to both sides are opposite ones."""
EYE_M = 12.0
SIZE_PX = (640, 480)
REACH_PX = 3
LEAST_SEEN = 2.0
"""A step that stands out: patterns that broke off made one of 11, slopes that were those of one side one of 4."""
NOON = {"hour": 9.0, "weather": "clear"}


@pytest.fixture(scope="module")
def bare_region(grown_village: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four tiles of bare snow in waves, with a ridge on the border between west and east."""
    folder: Path = tmp_path_factory.mktemp("godot_borders") / "region"
    folder.mkdir()
    write_region(grown_village, folder, aside=2)
    ground = folder / "tile/ground/heights.npy"
    heights = np.load(ground)
    x_m = np.linspace(0.0, TILE_M, heights.shape[1])
    waves = LEVEL_M + WAVE_HIGH_M * np.cos(2.0 * np.pi / WAVE_M * x_m)
    np.save(ground, np.tile(waves.astype(np.float32), (len(heights), 1)))
    _replace(folder / "tile/materials/materials.json", lambda said: said.update(ground=[]))
    snow = np.zeros((4, 4, 4), np.uint8)
    snow[..., 2] = 255
    for half, picture in enumerate((np.zeros_like(snow), snow)):
        splat = folder / f"tile/materials/splat_{half}.png"
        splat.unlink()
        Image.fromarray(picture).save(splat)
    for name in ("cover/cover.json", "settlement.json", "people.json", "creatures.json", "built.glb"):
        (folder / "tile" / name).unlink(missing_ok=True)
    _replace(folder / "tile/props.json", lambda said: said.update(props=[]))
    return folder


def _replace(file: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """A file of JSON with something else in it, in the place of a link to the one of all tests."""
    said = json.loads(file.read_text())
    change(said)
    file.unlink()
    file.write_text(json.dumps(said))


def steps(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """By how much pixels of each column differ from those beside them, over what is usual in the picture."""
    bright = picture[..., :3].astype(np.float64).mean(axis=2)
    apart = np.abs(np.diff(bright, axis=1)).mean(axis=0)
    found: npt.NDArray[np.float64] = apart / np.median(apart)
    return found


def test_nothing_shows_where_one_tile_ends(godot_project: Path, bare_region: Path, tmp_path: Path) -> None:
    views = [
        {"name": name, "at": [x, 40.0, EYE_M], "to": [x, 38.0, 0.0], "path": str(tmp_path / f"{name}.png")}
        for name, x in (("border", 0.0), ("within", 5.0 * WAVE_M))
    ]
    arguments = {
        "region": str(bare_region),
        "properties": {"load_m": 60.0, "unload_m": 90.0, "most_tiles": 4},
        "views": views,
        "walk": [],
        "size": SIZE_PX,
        "scenario": NOON,
    }
    report = report_of(godot_project, ["--script", "res://region_cost_probe.gd"], arguments, screen=True)
    assert report["problem"] == ""
    assert report["views"]["border"]["tiles"] == 4
    border, within = (steps(read_picture((tmp_path / f"{view['name']}.png").read_bytes())) for view in views)
    middle = slice(len(border) // 2 - REACH_PX, len(border) // 2 + REACH_PX)
    assert within[middle].max() < LEAST_SEEN, "a ridge alone is no step"
    assert border[middle].max() < LEAST_SEEN
