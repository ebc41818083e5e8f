from __future__ import annotations

import io
import json
import struct
from typing import Any

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from PIL import Image

from procgen.runtime.recipe import Recipe
from procgen.terrain.exporters import glb
from procgen.terrain.heightmap import Heightmap, normals
from tests.terrain import maps
from tests.tools import validate_glb

COMPONENTS = {5125: np.dtype("<u4"), 5126: np.dtype("<f4")}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3}


class Gltf:
    """A glTF file read after the specification 2.0, section 4.4 ("Binary glTF Layout")."""

    def __init__(self, data: bytes) -> None:
        magic, version, length = struct.unpack_from("<4sII", data)
        assert (magic, version, length) == (b"glTF", 2, len(data))
        json_bytes, json_kind = struct.unpack_from("<I4s", data, 12)
        assert json_kind == b"JSON"
        assert json_bytes % 4 == 0
        self.tree: dict[str, Any] = json.loads(data[20 : 20 + json_bytes])
        binary_bytes, binary_kind = struct.unpack_from("<I4s", data, 20 + json_bytes)
        assert binary_kind == b"BIN\0"
        self.binary = data[28 + json_bytes :]
        assert len(self.binary) == binary_bytes == self.tree["buffers"][0]["byteLength"]

    @property
    def primitive(self) -> dict[str, Any]:
        (mesh,) = self.tree["meshes"]
        (primitive,) = mesh["primitives"]
        assert primitive["mode"] == 4, "triangles"
        return dict(primitive)

    def array(self, accessor_index: int) -> np.ndarray:
        accessor = self.tree["accessors"][accessor_index]
        view = self.tree["bufferViews"][accessor["bufferView"]]
        kind, width = COMPONENTS[accessor["componentType"]], WIDTHS[accessor["type"]]
        start = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
        values = np.frombuffer(self.binary, kind, accessor["count"] * width, start).reshape(-1, width)
        np.testing.assert_array_equal(values.min(axis=0), np.array(accessor["min"], kind))
        np.testing.assert_array_equal(values.max(axis=0), np.array(accessor["max"], kind))
        return values

    def attribute(self, name: str) -> np.ndarray:
        return self.array(self.primitive["attributes"][name])

    @property
    def triangles(self) -> np.ndarray:
        return self.array(self.primitive["indices"]).reshape(-1, 3)


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
