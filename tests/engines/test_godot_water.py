"""Water of a terrain in the real Godot: what comes of its file, and what is seen of it in both kinds of renderers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from procgen.terrain.exporters import water_glb
from procgen.terrain.heightmap import Heightmap
from tests.conftest import RunningServer
from tests.engines.godot_probe import report_of
from tests.engines.test_godot_nodes import probe
from tests.terrain.exporters.gltf import Gltf
from tests.terrain.exporters.test_water_glb import (
    METRES_PER_PIXEL,
    SIDE,
    WET_PLACE,
    WET_WORLD,
    parts_of,
    water_map,
)
from tests.tools import Screen

MIDDLE = (SIDE - 1) / 2.0 * METRES_PER_PIXEL


@pytest.fixture(scope="module")
def heightmap() -> Heightmap:
    return water_map(WET_WORLD, *WET_PLACE)


def seen(project: Path, folder: Path, heightmap: Heightmap, screen: Screen, **more: Any) -> tuple[dict[str, Any], Any]:
    """What the probe reports, and the pictures without and with water from right above, as whole numbers."""
    (folder / "heights.f32").write_bytes(heightmap.heights.astype("<f4").tobytes())
    (folder / "water.glb").write_bytes(water_glb.encode(heightmap, heightmap.layers))
    pictures = [str(folder / f"{name}.png") for name in ("dry", "wet")]
    above = 1.35 * 2.0 * MIDDLE
    arguments = {
        "probe": "water",
        "heights": str(folder / "heights.f32"),
        "water": str(folder / "water.glb"),
        "width": SIDE,
        "depth": SIDE,
        "metres": METRES_PER_PIXEL,
        "eye": [MIDDLE, above, MIDDLE + 1.0],
        "at": [MIDDLE, 0.0, MIDDLE],
        "pictures": pictures,
        **more,
    }
    report = report_of(project, ["--script", "res://water_probe.gd"], arguments, screen=screen)
    return report, [np.asarray(Image.open(path).convert("RGB"), int) for path in pictures]


@pytest.mark.parametrize("screen", ["opengl3", "forward_plus"])
def test_rivers_lakes_and_sea_are_seen_where_they_are(
    godot_project: Path, tmp_path: Path, heightmap: Heightmap, screen: Screen
) -> None:
    report, (dry, wet) = seen(godot_project, tmp_path, heightmap, screen)
    assert report.pop("problem") == ""
    parts = parts_of(Gltf(water_glb.encode(heightmap, heightmap.layers)))
    assert set(report) == {name.capitalize() for name in parts}
    for name, (attributes, triangles) in parts.items():
        told = report[name.capitalize()]
        assert told["triangles"] == len(triangles)
        assert told["vertices"] == told["flows"] == told["colours"]
        assert told["fastest"] == pytest.approx(float(np.hypot(*attributes["_FLOW"].T).max()), rel=1e-3)
    # The sea: much of the picture has become blue; and most of it has not changed at all.
    changed = np.abs(wet - dry).sum(axis=-1) > 12
    covered = (heightmap.layers["sea"] > 0).mean() + (heightmap.layers["lake"] > 0).mean()
    share = changed.mean()
    assert 0.2 * covered < share < 1.0
    bluer = (wet[..., 2] - wet[..., 0]) - (dry[..., 2] - dry[..., 0])
    assert (bluer[changed] > 0).mean() > 0.9


def test_a_tile_shows_its_own_water_alone(godot_project: Path, tmp_path: Path, heightmap: Heightmap) -> None:
    side = 2.0 * MIDDLE
    _, (dry, whole) = seen(godot_project, tmp_path, heightmap, "opengl3")
    _, (_, left) = seen(godot_project, tmp_path, heightmap, "opengl3", crop=[0.0, 0.0, side / 2.0, side])
    half = dry.shape[1] // 2
    margin = dry.shape[1] // 50
    assert (np.abs(left - dry)[:, half + margin :].sum(axis=-1) > 12).sum() == 0
    assert (np.abs(whole - dry)[:, half + margin :].sum(axis=-1) > 12).sum() > 100
    assert (np.abs(left - whole)[:, : half - margin].sum(axis=-1) > 40).mean() < 0.01


def test_a_streamed_terrain_has_water_on_its_near_tiles(server: RunningServer, godot_project: Path) -> None:
    settings = {
        "terrain_seed": 3,
        "metres_per_pixel": 30.0,
        "tile_px": 64,
        "far_level": 3,
        "near_distance_m": 1000.0,
        "view_distance_m": 1000.0,
        "water": True,
        "settings": {"landform": "fjord_coast", "mean_height_m": 20.0, "wander": 0.0, "rivers": {}},
        "web_port": server.web_port,
    }
    report = probe(godot_project, "watered", settings=settings, place=[500.0, 500.0])
    assert report["tiles"] > 1
    assert report["surfaces"] > 0
    assert set(report["names"]) <= {"Rivers", "Lakes", "Sea"}
    assert report["lowest_m"] < 0.0, json.dumps(report)
