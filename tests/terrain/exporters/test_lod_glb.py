from __future__ import annotations

import itertools
import json

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import Cancelled, InvalidFields
from procgen.runtime.recipe import Recipe
from procgen.terrain.exporters import ENGINE_EXPORTERS, ExportOptions, lod_glb
from procgen.terrain.heightmap import Heightmap, normals
from tests.terrain import maps
from tests.terrain.exporters.gltf import Gltf
from tests.tools import validate_glb

SIZES = [(65, 65), (33, 65), (50, 77), (2, 2), (3, 200)]


def levels_of(file: Gltf) -> list[str]:
    return [node["name"] for node in file.tree["nodes"][1:]]


def kept(side: int, level: int) -> list[int]:
    return sorted({*range(0, side, 2**level), side - 1})


def neighbours(levels: int = 5) -> tuple[Gltf, Gltf, Gltf]:
    """Three tiles of one world: north-west, the one east of it and the one south of it; 65 pixels, borders shared."""
    world = maps.hills(131, 131, 1500.0)
    files = []
    for row, column in ((0, 0), (0, 64), (64, 0)):
        ringed = world[row : row + 67, column : column + 67]
        options = ExportOptions(surround_m=ringed, lod_levels=levels)
        files.append(Gltf(lod_glb.encode(maps.of(ringed[1:-1, 1:-1]), options)))
    north_west, east, south = files
    return north_west, east, south


@pytest.mark.parametrize(("depth", "width"), SIZES)
def test_each_level_has_every_second_vertex_of_the_one_before(depth: int, width: int) -> None:
    heightmap = maps.of(maps.hills(depth, width, 700.0))
    file = Gltf(lod_glb.encode(heightmap))
    names = levels_of(file)
    assert names == [f"terrain_LOD{level}" for level in range(len(names))]
    assert file.tree["nodes"][0] == {"name": "terrain", "children": [*range(1, len(names) + 1)]}
    assert file.tree["scenes"][0]["nodes"] == [0]
    full = normals(heightmap.heights, 30.0)
    for level, name in enumerate(names):
        attributes, triangles, extras = file.mesh(name)
        rows, columns = kept(depth, level), kept(width, level)
        count = len(rows) * len(columns)
        surface = attributes["POSITION"][:count].reshape(len(rows), len(columns), 3)
        chosen = np.ix_(rows, columns)
        np.testing.assert_array_equal(surface[..., 1], heightmap.heights[chosen])
        np.testing.assert_array_equal(surface[0, :, 0], np.array(columns) * np.float32(30.0))
        np.testing.assert_array_equal(surface[:, 0, 2], np.array(rows) * np.float32(30.0))
        np.testing.assert_array_equal(attributes["NORMAL"][:count].reshape(*surface.shape), full[chosen])
        ring = 2 * (len(rows) + len(columns)) - 4
        assert len(attributes["POSITION"]) == count + ring
        assert len(triangles) == 2 * (len(rows) - 1) * (len(columns) - 1) + 2 * ring
        assert (extras["lod"], extras["step_px"]) == (level, 2**level)


@settings(max_examples=25, deadline=None)
@given(maps.heightmaps(st.integers(2, 40)))
def test_the_stated_error_is_that_of_the_surface(heightmap: Heightmap) -> None:
    depth, width = heightmap.heights.shape
    file = Gltf(lod_glb.encode(heightmap))
    for level, name in enumerate(levels_of(file)):
        rows, columns = kept(depth, level), kept(width, level)
        worst = 0.0
        for (top, bottom), (west, east) in itertools.product(itertools.pairwise(rows), itertools.pairwise(columns)):
            corners = heightmap.heights[np.ix_([top, bottom], [west, east])].astype(float)
            z, x = np.mgrid[top : bottom + 1, west : east + 1]
            v, u = (z - top) / (bottom - top), (x - west) / (east - west)
            north = corners[0, 0] + u * (corners[0, 1] - corners[0, 0]) + v * (corners[1, 0] - corners[0, 0])
            south = (
                corners[1, 1] + (1 - u) * (corners[1, 0] - corners[1, 1]) + (1 - v) * (corners[0, 1] - corners[1, 1])
            )
            surface = np.where(u + v <= 1, north, south)
            worst = max(worst, np.abs(surface - heightmap.heights[top : bottom + 1, west : east + 1]).max())
        assert file.mesh(name)[2]["error_m"] == pytest.approx(worst, rel=1e-3, abs=0.02)


@pytest.mark.parametrize(("depth", "width"), SIZES)
def test_surface_faces_up_and_skirts_face_outwards(depth: int, width: int) -> None:
    file = Gltf(lod_glb.encode(maps.of(maps.hills(depth, width, 300.0))))
    for level, name in enumerate(levels_of(file)):
        attributes, triangles, extras = file.mesh(name)
        corners = attributes["POSITION"][triangles].astype(np.float64)
        across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        rows, columns = kept(depth, level), kept(width, level)
        surface = 2 * (len(rows) - 1) * (len(columns) - 1)
        assert (across[:surface, 1] > 0.0).all()
        area = across[:surface, 1].sum() / 2.0
        assert area == pytest.approx((depth - 1) * (width - 1) * 900.0), "covers the ground once"
        sides, centres = across[surface:], corners[surface:].mean(axis=1)
        np.testing.assert_allclose(sides[:, 1], 0.0, atol=1e-3)
        middle = np.array([(width - 1) * 15.0, 0.0, (depth - 1) * 15.0])
        assert ((sides * (centres - middle)).sum(axis=1) > 0.0).all()
        # Each of the four walls is the border's length long and the skirt's depth high.
        walls = np.linalg.norm(sides, axis=1).sum() / 2.0
        assert walls == pytest.approx(2.0 * (depth + width - 2) * 30.0 * extras["skirt_m"], rel=1e-3)


def test_at_equal_level_neighbours_have_equal_bytes_along_their_border() -> None:
    north_west, east, south = neighbours()
    for level in range(5):
        side = 64 // 2**level + 1
        for name in ("POSITION", "NORMAL"):
            grids = [
                file.mesh(f"terrain_LOD{level}")[0][name][: side * side].reshape(side, side, 3)
                for file in (north_west, east, south)
            ]
            here, right, below = grids
            # Places along the border, heights and normals; across it each tile counts from its own corner.
            parts = np.s_[:, 1:] if name == "POSITION" else np.s_[:, :]
            assert here[:, -1][parts].tobytes() == right[:, 0][parts].tobytes()
            parts = np.s_[:, :2] if name == "POSITION" else np.s_[:, :]
            assert here[-1][parts].tobytes() == below[0][parts].tobytes()


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 60), st.integers(1, 8), st.integers(0, 2**32), st.sampled_from([0.0, 1.0, 4000.0]))
def test_skirts_close_the_border_between_any_two_levels(side: int, levels: int, seed: int, relief: float) -> None:
    random = np.random.default_rng(seed)
    world = (100.0 + relief * random.random((side, 2 * side - 1))).astype(np.float32)
    west, east = (maps.of(world[:, part]) for part in (np.s_[:side], np.s_[side - 1 :]))
    files = [Gltf(lod_glb.encode(tile, ExportOptions(lod_levels=levels))) for tile in (west, east)]
    edges: list[list[tuple[np.ndarray, float]]] = []
    for file, column in zip(files, (-1, 0), strict=True):
        edges.append([])
        for level, name in enumerate(levels_of(file)):
            attributes, _, extras = file.mesh(name)
            count = len(kept(side, level))
            grid = attributes["POSITION"][: count * count].reshape(count, count, 3)[:, column].astype(np.float64)
            z = np.linspace(0.0, (side - 1) * 30.0, 7 * side)
            edges[-1].append((np.interp(z, grid[:, 2], grid[:, 1]), extras["skirt_m"]))
    for (one, one_skirt), (other, other_skirt) in itertools.product(*edges):
        assert (one - one_skirt <= other).all()
        assert (other - other_skirt <= one).all()


def test_skirts_are_no_deeper_than_the_widest_crack_asks_for() -> None:
    flat = Gltf(lod_glb.encode(maps.of(np.full((65, 65), 250.0))))
    assert flat.mesh("terrain_LOD0")[2]["skirt_m"] == pytest.approx(1.5)
    hilly = Gltf(lod_glb.encode(maps.of(maps.hills(65, 65, 1500.0))))
    errors = [hilly.mesh(name)[2]["error_m"] for name in levels_of(hilly)]
    assert hilly.mesh("terrain_LOD0")[2]["skirt_m"] <= 2.1 * max(errors) + 1.5


def test_as_many_levels_as_asked_or_as_the_map_has() -> None:
    heightmap = maps.of(maps.hills(65, 65, 700.0))
    for levels, expected in ((1, 1), (3, 3), (8, 7)):
        file = Gltf(lod_glb.encode(heightmap, ExportOptions(lod_levels=levels)))
        assert len(levels_of(file)) == expected == file.tree["asset"]["extras"]["lod_levels"]
    for levels in (0, 9):
        with pytest.raises(InvalidFields) as caught:
            ExportOptions(lod_levels=levels)
        assert [violation.field for violation in caught.value.violations] == ["lod_levels"]


def test_the_recipe_comes_back() -> None:
    heightmap = maps.of(maps.hills(33, 33, 700.0))
    tree = Gltf(ENGINE_EXPORTERS["lod_glb"].encode(heightmap)).tree
    for extras in (tree["asset"]["extras"], tree["scenes"][0]["extras"]):
        assert Recipe.from_json(json.dumps(extras["recipe"])) == heightmap.recipe


def test_trimesh_reads_every_level() -> None:
    data = lod_glb.encode(maps.of(maps.hills(65, 33, 700.0)))
    scene = trimesh.load_scene(trimesh.util.wrap_as_stream(data), file_type="glb", process=False)
    faces = {name: len(mesh.faces) for name, mesh in scene.geometry.items()}
    assert faces["terrain_LOD0"] == 2 * 64 * 32 + 4 * (64 + 32)
    assert faces["terrain_LOD4"] == 2 * 4 * 2 + 4 * (4 + 2)


@pytest.mark.parametrize(("depth", "width"), SIZES)
def test_the_khronos_validator_finds_no_fault(depth: int, width: int) -> None:
    issues = validate_glb(lod_glb.encode(maps.of(maps.hills(depth, width, 700.0))))["issues"]
    assert issues["numErrors"] == issues["numWarnings"] == 0
    # Texture coordinates are for the engine's own materials: ours has no texture.
    assert {message["code"] for message in issues["messages"]} == {"UNUSED_OBJECT"}
    assert all("TEXCOORD_0" in message["pointer"] for message in issues["messages"])


def test_the_work_can_be_stopped() -> None:
    calls = itertools.count()

    def stop_at(last: int) -> ExportOptions:
        def checkpoint() -> None:
            if next(calls) == last:
                raise Cancelled

        return ExportOptions(checkpoint=checkpoint)

    heightmap = maps.of(maps.hills(257, 257, 700.0))
    lod_glb.encode(heightmap, stop_at(-1))
    total = next(calls)
    assert total > 20
    for share in (0.0, 0.5, 0.95):
        calls = itertools.count()
        with pytest.raises(Cancelled):
            lod_glb.encode(heightmap, stop_at(int(share * total)))
