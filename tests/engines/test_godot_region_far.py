"""The land of a region from afar in the real Godot: as bright and of the colour that its tiles have near by."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from procgen.kit.command.pictures import read_picture
from tests.engines.godot_probe import report_of
from tests.engines.region_folder import LEVEL_M, write_region

GROUND = (112, 100, 84)
"""sRGB of the ground, near by and from afar."""
SIZE_PX = (480, 360)
FAR_ROWS, NEAR_ROWS = slice(170, 240), slice(285, 350)
"""Of the picture: the border lies between them, at about 260."""
MOST_APART = 6.0
"""Of 255, of the mean of a channel: they are 1 apart. Made linear where the renderer lights the screen's colours, they
were 107 apart."""


@pytest.fixture(scope="module")
def plain_region(grown_village: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four level tiles of bare rock of one colour, which is that of the picture from afar, too."""
    folder: Path = tmp_path_factory.mktemp("godot_far") / "region"
    folder.mkdir()
    write_region(grown_village, folder, aside=2)
    tile = folder / "tile"
    heights = np.load(tile / "ground/heights.npy")
    np.save(tile / "ground/heights.npy", np.full_like(heights, LEVEL_M))
    far = np.load(folder / "far/heights.npy")
    np.save(folder / "far/heights.npy", np.full_like(far, LEVEL_M))
    for name, size in (("tile/materials/rock_albedo.png", 64), ("far/ground.png", 64)):
        (folder / name).unlink()
        Image.new("RGB", (size, size), GROUND).save(folder / name)
    rock = np.zeros((4, 4, 4), np.uint8)
    rock[..., 0] = 255
    for half, picture in enumerate((rock, np.zeros_like(rock))):
        splat = tile / f"materials/splat_{half}.png"
        splat.unlink()
        Image.fromarray(picture).save(splat)
    for name in ("cover/cover.json", "settlement.json", "people.json", "creatures.json", "built.glb"):
        (tile / name).unlink(missing_ok=True)
    props = json.loads((tile / "props.json").read_text())
    (tile / "props.json").unlink()
    (tile / "props.json").write_text(json.dumps({**props, "props": []}))
    return folder


def test_land_from_afar_has_the_colour_of_the_ground_near_by(
    godot_project: Path, plain_region: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "border.png"
    arguments = {
        "region": str(plain_region),
        "properties": {"load_m": 5.0, "unload_m": 10.0, "most_tiles": 1},
        "views": [{"name": "border", "at": [-30.0, 50.0, 30.0], "to": [30.0, 50.0, 0.0], "path": str(picture)}],
        "walk": [],
        "size": SIZE_PX,
        "scenario": {"hour": 11.0, "weather": "fair"},
    }
    report = report_of(godot_project, ["--script", "res://region_cost_probe.gd"], arguments, screen=True)
    assert report["problem"] == ""
    assert report["views"]["border"]["tiles"] == 1
    pixels = read_picture(picture.read_bytes())[..., :3].astype(np.float64)
    far, near = (pixels[rows].mean(axis=(0, 1)) for rows in (FAR_ROWS, NEAR_ROWS))
    assert np.abs(far - near).max() < MOST_APART, (far, near)
