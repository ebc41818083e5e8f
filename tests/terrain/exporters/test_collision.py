from __future__ import annotations

import json

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.runtime.recipe import Recipe
from procgen.terrain.exporters import ENGINE_EXPORTERS, ExportOptions, collision, sidecar
from procgen.terrain.heightmap import Heightmap
from tests.terrain import maps
from tests.terrain.exporters.gltf import Gltf
from tests.tools import validate_glb

SQUARE = st.sampled_from([3, 5, 9, 17, 33])


def heights_of_surface(positions: np.ndarray, triangles: np.ndarray, side: int) -> np.ndarray:
    """Height of a mesh over every pixel, by going through its triangles one by one; spacing 1, (side, side)."""
    surface = np.full((side, side), np.nan)
    for corners in positions[triangles].astype(np.float64):
        x, y, z = corners.T
        rows, columns = (slice(int(axis.min()), int(axis.max()) + 1) for axis in (z, x))
        pz, px = np.mgrid[rows, columns]
        area = (x[1] - x[0]) * (z[2] - z[0]) - (x[2] - x[0]) * (z[1] - z[0])
        second = ((px - x[0]) * (z[2] - z[0]) - (x[2] - x[0]) * (pz - z[0])) / area
        third = ((x[1] - x[0]) * (pz - z[0]) - (px - x[0]) * (z[1] - z[0])) / area
        inside = (second > -1e-9) & (third > -1e-9) & (second + third < 1 + 1e-9)
        height = y[0] + second * (y[1] - y[0]) + third * (y[2] - y[0])
        target = surface[rows, columns]
        np.testing.assert_allclose(target[inside & ~np.isnan(target)], height[inside & ~np.isnan(target)], atol=0.05)
        target[inside] = height[inside]
    return surface


def mesh_of(heightmap: Heightmap, tolerance_m: float) -> tuple[np.ndarray, np.ndarray, dict[str, float]]:
    data = collision.mesh_glb(heightmap, ExportOptions(collision_tolerance_m=tolerance_m))
    attributes, triangles, extras = Gltf(data).mesh("terrain_collision")
    return attributes["POSITION"], triangles, extras


@settings(max_examples=40, deadline=None)
@given(SQUARE, st.integers(0, 2**32), st.sampled_from([0.0, 0.5, 10.0, 1e4]), st.booleans())
def test_mesh_lies_within_the_tolerance_and_has_no_holes(side: int, seed: int, tolerance: float, smooth: bool) -> None:
    random = np.random.default_rng(seed)
    heights = maps.hills(side, side, 40.0) if smooth else 40.0 * random.random((side, side))
    heightmap = maps.of(np.asarray(heights), metres_per_pixel=1.0)
    positions, triangles, extras = mesh_of(heightmap, tolerance)
    surface = heights_of_surface(positions, triangles, side)
    assert not np.isnan(surface).any()
    worst = np.abs(surface - heightmap.heights).max()
    assert extras["error_m"] <= tolerance == extras["tolerance_m"]
    assert worst == pytest.approx(extras["error_m"], abs=1e-4)
    corners = positions[triangles].astype(np.float64)
    upwards = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 1]
    assert (upwards > 0.0).all()
    assert upwards.sum() / 2.0 == pytest.approx((side - 1) ** 2)
    # A vertex within another triangle's side would be a crack: inside, each side has two triangles.
    sides = np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), axis=1)
    _, uses = np.unique(sides, axis=0, return_counts=True)
    assert set(uses.tolist()) <= {1, 2}
    assert (uses == 1).sum() == 4 * (side - 1), "the border alone, pixel by pixel"


def test_smooth_ground_needs_few_triangles() -> None:
    plane = np.add.outer(np.arange(129.0), 2.0 * np.arange(129.0))
    _, triangles, extras = mesh_of(maps.of(plane), 0.01)
    # The border keeps its 512 pixels; inside, triangles double in size from row to row.
    assert len(triangles) < 0.1 * 2 * 128 * 128
    assert extras["error_m"] == 0.0
    hills = maps.of(maps.hills(129, 129, 400.0))
    counts = [len(mesh_of(hills, tolerance)[1]) for tolerance in (0.0, 1.0, 5.0, 25.0)]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] < 0.35 * counts[0]


def test_meshes_of_neighbouring_tiles_meet_exactly() -> None:
    world = maps.hills(65, 129, 900.0)
    options = ExportOptions(collision_tolerance_m=20.0)
    rims = []
    for part, x in ((np.s_[:65], 64 * 30.0), (np.s_[64:], 0.0)):
        attributes, _, _ = Gltf(collision.mesh_glb(maps.of(world[:, part]), options)).mesh("terrain_collision")
        on_rim = attributes["POSITION"][attributes["POSITION"][:, 0] == np.float32(x)]
        rims.append(on_rim[np.argsort(on_rim[:, 2]), 1:].tobytes())
    assert rims[0] == rims[1]
    assert len(rims[0]) == 65 * 8


@pytest.mark.parametrize(("depth", "width", "fields"), [(64, 65, ["depth_px"]), (65, 33, ["width_px", "depth_px"])])
def test_sizes_that_cannot_be_halved_are_named(depth: int, width: int, fields: list[str]) -> None:
    with pytest.raises(InvalidFields) as caught:
        collision.mesh_glb(maps.of(np.zeros((depth, width))))
    assert [violation.field for violation in caught.value.violations] == fields


def test_the_khronos_validator_has_nothing_to_say_about_the_mesh() -> None:
    for heights in (maps.hills(65, 65, 900.0), np.zeros((3, 3))):
        issues = validate_glb(collision.mesh_glb(maps.of(heights)))["issues"]
        assert issues["messages"] == []


def test_trimesh_finds_the_mesh_whole() -> None:
    data = collision.mesh_glb(maps.of(maps.hills(65, 65, 900.0)), ExportOptions(collision_tolerance_m=10.0))
    scene = trimesh.load_scene(trimesh.util.wrap_as_stream(data), file_type="glb", process=False)
    (mesh,) = scene.geometry.values()
    assert mesh.is_winding_consistent
    assert mesh.body_count == 1
    assert scene.metadata["seed"] == str(maps.LARGEST_SEED)


@settings(max_examples=40, deadline=None)
@given(maps.heightmaps(st.sampled_from([2, 5, 9, 13, 33])), st.sampled_from([0.0, 1.0, 100.0, 1e5]))
def test_grid_is_the_coarsest_that_keeps_to_the_tolerance(heightmap: Heightmap, tolerance: float) -> None:
    options = ExportOptions(collision_tolerance_m=tolerance)
    facts = json.loads(sidecar(heightmap, "x", "collision_f32", options))
    step = facts["step_px"]
    grid = np.frombuffer(collision.grid_f32(heightmap, options), "<f4").reshape(
        facts["grid_depth"], facts["grid_width"]
    )
    np.testing.assert_array_equal(grid, heightmap.heights[::step, ::step])
    np.testing.assert_array_equal(grid[-1, -1], heightmap.heights[-1, -1])
    assert facts["grid_metres"] == heightmap.metres_per_pixel * step
    assert facts["error_m"] <= tolerance
    assert Recipe.from_json(json.dumps(facts["recipe"])) == heightmap.recipe
    # How far the triangles lie from the pixels, each by itself.
    depth, width = heightmap.heights.shape
    worst = 0.0
    for z in range(depth):
        for x in range(width):
            row, column = min(z // step, grid.shape[0] - 2), min(x // step, grid.shape[1] - 2)
            v, u = z / step - row, x / step - column
            (nw, ne), (sw, se) = grid[row : row + 2, column : column + 2].astype(float)
            ground = (
                nw + u * (ne - nw) + v * (sw - nw) if u + v <= 1 else se + (1 - u) * (sw - se) + (1 - v) * (ne - se)
            )
            worst = max(worst, abs(ground - float(heightmap.heights[z, x])))
    assert facts["error_m"] == pytest.approx(worst, rel=1e-3, abs=0.02)


def test_a_grid_of_smooth_ground_is_coarse_and_of_rough_ground_is_not() -> None:
    bowl = np.add.outer(np.linspace(-1, 1, 257) ** 2, np.linspace(-1, 1, 257) ** 2) * 50.0
    step, error = collision.grid_step_px(maps.of(bowl, metres_per_pixel=2.0))
    assert step >= 8
    assert 0.0 < error <= 0.2
    rough = maps.of(100.0 * np.random.default_rng(1).random((257, 257)))
    assert collision.grid_step_px(rough) == (1, 0.0)


def test_kinds_are_registered_with_their_sizes() -> None:
    assert ENGINE_EXPORTERS["collision_glb"].size_violations(100, 100)
    assert not ENGINE_EXPORTERS["collision_glb"].size_violations(129, 129)
    assert not ENGINE_EXPORTERS["collision_f32"].size_violations(100, 90)
    assert ENGINE_EXPORTERS["collision_f32"].has_sidecar
    assert not ENGINE_EXPORTERS["collision_glb"].has_sidecar
