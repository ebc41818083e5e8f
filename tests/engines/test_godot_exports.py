"""Exported files in the real editor: what Godot makes of levels of detail, collision maps and its own resources."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from procgen.runtime.recipe import Recipe
from procgen.terrain.exporters import ExportOptions, collision, lod_glb, terrain3d
from procgen.terrain.exporters.layers import encode_splat_exr
from procgen.terrain.heightmap import Heightmap
from tests.engines.godot_probe import complaints
from tests.terrain import maps
from tests.terrain.exporters.gltf import Gltf
from tests.tools import godot

PROJECT = Path(__file__).parent / "exports_project"
NO_ADDON = "ERROR: Cannot get class 'Terrain3DRegion'."
TOLERANCE_M = 4.0
PLACES_M = [[7.0, 9.0], [100.0, 3.0], [250.5, 301.25], [479.0, 479.0], [33.3, 444.4]]
# Every bit set is no number as a float, and textures 15 and 31 come close: all must come through.
CONTROL = np.arange(64 * 64, dtype=np.uint32).reshape(64, 64) * np.uint32(1048573) | np.uint32(0xF8000000)
WEIGHTS = np.random.default_rng(3).dirichlet(np.ones(8), (64, 64)).astype(np.float32)


@pytest.fixture(scope="module")
def heightmap() -> Heightmap:
    return maps.of(maps.hills(129, 129, 250.0), metres_per_pixel=3.75)


@pytest.fixture(scope="module")
def region() -> Heightmap:
    return maps.of(maps.hills(64, 64, 900.0, base_m=-50.0), metres_per_pixel=2.5)


@pytest.fixture(scope="module")
def report(heightmap: Heightmap, region: Heightmap, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the editor probe saw; that the editor missed nothing but the addon is checked on the way."""
    folder = tmp_path_factory.mktemp("godot_exports") / "project"
    shutil.copytree(PROJECT, folder)
    options = ExportOptions(collision_tolerance_m=TOLERANCE_M)
    facts = collision.grid_facts(heightmap, options)
    for name, data in (
        ("tile-lod.glb", lod_glb.encode(heightmap, options)),
        ("tile-collision.glb", collision.mesh_glb(heightmap, options)),
        ("tile-collision.f32", collision.grid_f32(heightmap, options)),
        ("control.res", terrain3d.control_res(CONTROL, region.recipe.to_json())),
        ("splat.exr", encode_splat_exr(WEIGHTS, 4, region.recipe)),
        ("terrain3d_00_00.res", terrain3d.region_res(region, control=CONTROL)),
    ):
        (folder / name).write_bytes(data)
    done = godot(["--path", folder, "--import"])
    assert (done.returncode, complaints(done.stdout)) == (0, []), done.stdout
    grid = {
        "file": "res://tile-collision.f32",
        "width": facts["grid_width"],
        "depth": facts["grid_depth"],
        "metres": facts["grid_metres"],
        "places": PLACES_M,
    }
    arguments = {
        "lod": "res://tile-lod.glb",
        "collision": "res://tile-collision.glb",
        "image": "res://control.res",
        "splat": str(folder / "splat.exr"),
        "region": "res://terrain3d_00_00.res",
        "grid": grid,
    }
    (folder.parent / "arguments.json").write_text(json.dumps(arguments))
    done = godot(["--path", folder, "--editor", "--", folder.parent / "arguments.json"])
    assert (done.returncode, complaints(done.stdout)) == (0, [NO_ADDON]), done.stdout
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("{"))
    found: dict[str, Any] = json.loads(line)
    return found


def test_every_level_of_detail_is_a_node_with_its_triangles(heightmap: Heightmap, report: dict[str, Any]) -> None:
    levels = {Path(node["path"]).name: node for node in report["lod"]}
    assert list(levels) == [f"terrain_LOD{level}" for level in range(5)]
    assert {str(Path(node["path"]).parent) for node in report["lod"]} == {"terrain"}
    for level, node in enumerate(levels.values()):
        side = 128 // 2**level
        assert node["triangles"] == 2 * side * side + 8 * side
        assert node["low"][0] == node["low"][2] == 0.0
        np.testing.assert_allclose([node["high"][0], node["high"][2]], 480.0)
        assert node["extras"]["lod"] == level
        lowest = heightmap.height_min_m - node["extras"]["skirt_m"]
        assert lowest - 1e-3 <= node["low"][1] < node["high"][1] <= heightmap.height_max_m + 1e-3


def test_collision_mesh_has_the_triangles_of_the_file(heightmap: Heightmap, report: dict[str, Any]) -> None:
    options = ExportOptions(collision_tolerance_m=TOLERANCE_M)
    _, triangles, _ = Gltf(collision.mesh_glb(heightmap, options)).mesh("terrain_collision")
    (node,) = report["collision"]
    assert node["triangles"] == len(triangles) < 0.5 * 2 * 128 * 128


def ground_m(heightmap: Heightmap, x_m: float, z_m: float) -> tuple[float, float]:
    """Lowest and highest corner of the quad under a place."""
    column, row = int(x_m / heightmap.metres_per_pixel), int(z_m / heightmap.metres_per_pixel)
    corners = heightmap.heights[row : row + 2, column : column + 2]
    return float(corners.min()), float(corners.max())


@pytest.mark.parametrize("kind", ["ground_m", "mesh_ground_m"])
def test_what_one_walks_on_is_within_the_tolerance(heightmap: Heightmap, report: dict[str, Any], kind: str) -> None:
    for (x_m, z_m), found in zip(PLACES_M, report[kind], strict=True):
        low, high = ground_m(heightmap, x_m, z_m)
        assert low - TOLERANCE_M - 0.05 <= found <= high + TOLERANCE_M + 0.05


def check_image(image: dict[str, Any], data: bytes) -> None:
    assert (image["width"], image["height"], image["is_float"]) == (64, 64, True)
    assert image["sha256"] == hashlib.sha256(data).hexdigest()


def test_control_map_comes_bit_for_bit_with_its_recipe(region: Heightmap, report: dict[str, Any]) -> None:
    check_image(report["image"], CONTROL.tobytes())
    assert Recipe.from_json(report["image"]["recipe"]) == region.recipe


def test_splat_weights_are_the_colours_of_a_picture(report: dict[str, Any]) -> None:
    colours = np.array(report["splat"]).reshape(64, 64, 4)
    # Half a step of a 16-bit float below 1, and Godot cuts where we round.
    np.testing.assert_allclose(colours, WEIGHTS[..., 4:], atol=2.0**-11)


def test_terrain3d_region_is_read_as_it_was_meant(region: Heightmap, report: dict[str, Any]) -> None:
    found = report["region"]
    assert (found["class"], found["region_size"], found["vertex_spacing"]) == ("Terrain3DRegion", 64, 2.5)
    assert found["version"] == pytest.approx(0.93)
    np.testing.assert_array_equal(np.float32(found["height_range"]), [region.height_min_m, region.height_max_m])
    check_image(found["height_map"], region.heights.tobytes())
    check_image(found["control_map"], CONTROL.tobytes())
    assert Recipe.from_json(json.loads(json.dumps(found["recipe"]))) == region.recipe


@pytest.mark.parametrize("levels", [(0, 3), (4, 1), (2, 2)])
def test_no_gap_is_seen_between_tiles_of_different_levels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, levels: tuple[int, int]
) -> None:
    with_skirts = gap_pixels(tmp_path / "skirts", levels)
    assert with_skirts == 0
    monkeypatch.setattr(lod_glb, "skirt_m", lambda *_: 0.0)
    without = gap_pixels(tmp_path / "none", levels)
    assert (without > 100) == (levels[0] != levels[1]), "the picture would show a gap"


def gap_pixels(folder: Path, levels: tuple[int, int]) -> int:
    """Pixels of the background in a picture that the ground of two tiles fills."""
    shutil.copytree(PROJECT, folder)
    world = maps.hills(65, 129, 900.0)
    tiles = []
    for name, part, level, place in (("west", np.s_[:65], levels[0], 0.0), ("east", np.s_[64:], levels[1], 64 * 30.0)):
        (folder / f"{name}.glb").write_bytes(lod_glb.encode(maps.of(world[:, part])))
        node = f"terrain_LOD{level}"
        tiles.append({"file": str(folder / f"{name}.glb"), "node": node, "place": [place, 0.0, 0.0]})
    middle = [64 * 30.0, 500.0, 32 * 30.0]
    arguments = {
        "tiles": tiles,
        "eye": [middle[0] - 500.0, 2100.0, middle[2] + 80.0],
        "at": middle,
        "picture": str(folder / "border.png"),
    }
    (folder / "arguments.json").write_text(json.dumps(arguments))
    done = godot(
        ["--path", folder, "--script", "res://border_picture.gd", "--", folder / "arguments.json"], screen=True
    )
    assert (done.returncode, complaints(done.stdout)) == (0, []), done.stdout
    picture = np.asarray(Image.open(folder / "border.png").convert("RGB"))
    return int((picture == (255, 0, 255)).all(axis=-1).sum())
