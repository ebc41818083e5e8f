from __future__ import annotations

import io
import json
import tracemalloc

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from PIL import Image

from procgen.errors import Cancelled
from procgen.runtime.recipe import Recipe
from procgen.terrain.exporters import EXPORTERS, ExportOptions, glb
from procgen.terrain.heightmap import Heightmap, normals
from tests.terrain import maps
from tests.terrain.exporters.gltf import Gltf
from tests.tools import validate_glb


@settings(max_examples=40)
@given(maps.heightmaps())
def test_a_vertex_for_each_pixel_north_west_at_the_origin(heightmap: Heightmap) -> None:
    depth, width = heightmap.heights.shape
    grid = Gltf(glb.encode(heightmap)).attribute("POSITION").reshape(depth, width, 3)
    x, z = np.arange(width) * heightmap.metres_per_pixel, np.arange(depth) * heightmap.metres_per_pixel
    np.testing.assert_array_equal(grid[..., 0], np.broadcast_to(x.astype(np.float32), (depth, width)))
    np.testing.assert_array_equal(grid[..., 1], heightmap.heights)
    np.testing.assert_array_equal(grid[..., 2], np.broadcast_to(z.astype(np.float32)[:, None], (depth, width)))


@settings(max_examples=40)
@given(maps.heightmaps())
def test_normals_and_texture_coordinates(heightmap: Heightmap) -> None:
    depth, width = heightmap.heights.shape
    mesh = Gltf(glb.encode(heightmap))
    expected = normals(heightmap.heights, heightmap.metres_per_pixel).reshape(-1, 3)
    np.testing.assert_allclose(mesh.attribute("NORMAL"), expected, atol=1e-6)
    uv = mesh.attribute("TEXCOORD_0").reshape(depth, width, 2)
    np.testing.assert_allclose(uv[..., 0], np.broadcast_to(np.linspace(0, 1, width), (depth, width)), atol=1e-6)
    np.testing.assert_allclose(
        uv[..., 1], np.broadcast_to(np.linspace(0, 1, depth)[:, None], (depth, width)), atol=1e-6
    )


@pytest.mark.parametrize(("depth", "width"), [(2, 2), (5, 3), (2, 9)])
def test_triangles_face_up_and_cover_the_ground_once(depth: int, width: int) -> None:
    mesh = Gltf(glb.encode(maps.of(maps.hills(depth, width, 80.0), metres_per_pixel=2.0)))
    corners = mesh.attribute("POSITION")[mesh.triangles].astype(np.float64)  # (n, 3 corners, 3)
    upwards = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 1]
    np.testing.assert_allclose(upwards, 4.0)  # each is half of a square of 2 m by 2 m
    assert len(upwards) == 2 * (depth - 1) * (width - 1)
    centres = {tuple(centre) for centre in corners.mean(axis=1)[:, [0, 2]].round(6)}
    assert len(centres) == len(upwards)


@settings(max_examples=40)
@given(maps.heightmaps())
def test_metadata_come_back_from_asset_and_scene(heightmap: Heightmap) -> None:
    tree = Gltf(glb.encode(heightmap)).tree
    for extras in (tree["asset"]["extras"], tree["scenes"][0]["extras"]):
        assert Recipe.from_json(json.dumps(extras["recipe"])) == heightmap.recipe
        assert extras["seed"] == heightmap.recipe.request["seed"]
        assert extras["metres_per_pixel"] == heightmap.metres_per_pixel
        assert extras["height_min_m"] == heightmap.height_min_m
        assert extras["height_max_m"] == heightmap.height_max_m
        assert extras["sea_level_m"] == heightmap.sea_level_m
        assert (extras["depth_px"], extras["width_px"]) == heightmap.heights.shape


def test_texture_lies_north_up_on_the_map() -> None:
    heights = np.full((64, 128), 300.0)
    heights[:32, :64] = -20.0  # a sea in the north-west
    file = Gltf(glb.encode(maps.of(heights)))
    view = file.tree["bufferViews"][file.tree["images"][0]["bufferView"]]
    png = file.binary[view["byteOffset"] : view["byteOffset"] + view["byteLength"]]
    picture = np.asarray(Image.open(io.BytesIO(png)), np.float32)
    assert picture.shape == (64, 128, 3)
    blue = picture[..., 2] - picture[..., 0]
    assert blue[:24, :56].min() > 20.0
    assert max(blue[40:].max(), blue[:, 72:].max()) < 0.0


@settings(max_examples=20)
@given(maps.heightmaps())
def test_trimesh_reads_the_same_mesh(heightmap: Heightmap) -> None:
    scene = trimesh.load_scene(io.BytesIO(glb.encode(heightmap)), file_type="glb", process=False)
    (mesh,) = scene.geometry.values()
    depth, width = heightmap.heights.shape
    far = [(width - 1) * heightmap.metres_per_pixel, heightmap.height_max_m, (depth - 1) * heightmap.metres_per_pixel]
    assert len(mesh.vertices) == depth * width
    assert len(mesh.faces) == 2 * (depth - 1) * (width - 1)
    np.testing.assert_allclose(mesh.bounds, [[0.0, heightmap.height_min_m, 0.0], far], rtol=1e-6)
    assert scene.metadata["seed"] == heightmap.recipe.request["seed"]


@pytest.mark.parametrize(
    "heights",
    [
        pytest.param(maps.hills(65, 33, 900.0, base_m=-200.0), id="hills and sea"),
        pytest.param(np.zeros((2, 2)), id="flat, smallest"),
        pytest.param(maps.hills(40, 300, 5000.0), id="steep, uneven sides"),
    ],
)
def test_the_khronos_validator_has_nothing_to_say(heights: np.ndarray) -> None:
    issues = validate_glb(glb.encode(maps.of(heights)))["issues"]
    assert issues["messages"] == []
    assert issues["numErrors"] == issues["numWarnings"] == 0


def test_with_the_neighbours_pixels_normals_at_the_edges_are_those_of_the_larger_map() -> None:
    heights = maps.hills(40, 52, 900.0)
    inner = maps.of(heights[1:-1, 1:-1])
    mesh = Gltf(glb.encode(inner, ExportOptions(surround_m=heights)))
    expected = normals(heights, 30.0)[1:-1, 1:-1].reshape(-1, 3)
    np.testing.assert_array_equal(mesh.attribute("NORMAL"), expected)


def test_rows_beyond_one_band_are_all_there() -> None:
    heightmap = maps.of(maps.hills(200, 150, 900.0))
    mesh = Gltf(glb.encode(heightmap))
    np.testing.assert_array_equal(mesh.attribute("NORMAL"), normals(heightmap.heights, 30.0).reshape(-1, 3))
    assert len(np.unique(np.sort(mesh.triangles, axis=1), axis=0)) == 2 * 199 * 149
    assert mesh.triangles.max() == 200 * 150 - 1


class Stopwatch:
    """A checkpoint that can stop the work, and knows how often it was asked."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.calls = 0
        self._stop_after = stop_after

    def __call__(self) -> None:
        self.calls += 1
        if self._stop_after is not None and self.calls > self._stop_after:
            raise Cancelled


def test_a_large_map_can_be_stopped_in_the_middle() -> None:
    heightmap = maps.of(maps.hills(513, 513, 900.0))
    whole = Stopwatch()
    EXPORTERS["glb"].encode(heightmap, ExportOptions(checkpoint=whole))
    assert whole.calls >= 3 * 513 // 64, "asked after each band of normals, positions and triangles"
    for calls in (0, 1, whole.calls // 2, whole.calls - 1):
        with pytest.raises(Cancelled):
            EXPORTERS["glb"].encode(heightmap, ExportOptions(checkpoint=Stopwatch(calls)))


def test_little_more_memory_is_taken_than_the_file() -> None:
    heightmap = maps.of(maps.hills(1025, 1025, 900.0))
    tracemalloc.start()
    size = len(glb.encode(heightmap))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1.8 * size
