from __future__ import annotations

import io
import json
from dataclasses import replace

import numpy as np
import pytest
import trimesh
from PIL import Image

from procgen.runtime.recipe import Recipe
from procgen.texture.exporters import EXPORTERS
from procgen.texture.finish import FINISHES
from procgen.texture.material import Material
from tests.terrain.exporters import gltf
from tests.texture.exporters import samples
from tests.tools import validate_glb


def parts(material: Material) -> tuple[gltf.Gltf, dict[str, dict[str, np.ndarray]], dict[str, np.ndarray]]:
    """The file, and by node name its attributes and its triangles."""
    file = gltf.Gltf(EXPORTERS["ball_glb"].encode(material))
    attributes, triangles = {}, {}
    for node in file.tree["nodes"]:
        (primitive,) = file.tree["meshes"][node["mesh"]]["primitives"]
        attributes[node["name"]] = {name: file.array(index) for name, index in primitive["attributes"].items()}
        triangles[node["name"]] = file.array(primitive["indices"]).reshape(-1, 3)
    return file, attributes, triangles


@pytest.fixture(autouse=True)
def four_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(gltf.WIDTHS, "VEC4", 4)


@pytest.mark.parametrize("opacity", [False, True])
@pytest.mark.parametrize("shape", [(64, 64), (96, 32)])
def test_the_khronos_validator_has_no_error_and_no_warning(shape: tuple[int, int], opacity: bool) -> None:
    issues = validate_glb(EXPORTERS["ball_glb"].encode(samples.material(*shape, opacity=opacity)))["issues"]
    assert (issues["numErrors"], issues["numWarnings"], issues["numHints"]) == (0, 0, 0), issues["messages"]


@pytest.mark.parametrize("name", ["fabric", "metal", "moss", "paper", "tiles"])
def test_finishes_are_extensions_that_the_validator_knows(name: str) -> None:
    material = replace(samples.material(32, 32), material=name, masks={})
    data = EXPORTERS["ball_glb"].encode(material)
    report = validate_glb(data)
    assert (report["issues"]["numErrors"], report["issues"]["numWarnings"], report["issues"]["numInfos"]) == (0, 0, 0)
    used = gltf.Gltf(data).tree["extensionsUsed"]
    finish = FINISHES[name]
    expected = {
        "KHR_materials_clearcoat": finish.clearcoat,
        "KHR_materials_sheen": finish.sheen,
        "KHR_materials_anisotropy": finish.anisotropy,
        "KHR_materials_specular": 1.0 - finish.specular,
    }
    assert used == sorted(extension for extension, amount in expected.items() if amount)
    assert used == report["info"]["extensionsUsed"]


@pytest.mark.parametrize("shape", [(64, 64), (96, 32)])
def test_texels_are_as_large_as_the_material_says(shape: tuple[int, int]) -> None:
    material = samples.material(*shape)
    _, attributes, _ = parts(material)
    width_m, height_m = material.metres_per_tile
    ball = attributes["ball"]
    equator = np.abs(ball["NORMAL"][:, 1]) < 1e-6
    radius = np.linalg.norm(ball["POSITION"][equator][:, [0, 2]], axis=-1)
    np.testing.assert_allclose(2 * np.pi * radius, np.ptp(ball["TEXCOORD_0"][:, 0]) * width_m, rtol=1e-5)
    np.testing.assert_allclose(np.pi * radius, np.ptp(ball["TEXCOORD_0"][:, 1]) * height_m, rtol=1e-5)
    assert np.ptp(ball["TEXCOORD_0"][:, 0]) == 4.0, "whole tiles: no seam at the back"
    ground = attributes["ground"]
    np.testing.assert_allclose(np.ptp(ground["POSITION"], axis=0), [3 * width_m, 0, 3 * height_m], rtol=1e-6)
    assert ball["POSITION"][:, 1].min() == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("part", ["ball", "ground"])
def test_tangents_follow_the_texture(part: str) -> None:
    """As MikkTSpace has it: the tangent to where u grows, and, with glTF's v downwards, the bitangent against v."""
    _, attributes, triangles = parts(samples.material())
    mesh = attributes[part]
    assert (mesh["TANGENT"][:, 3] == 1.0).all()
    tangent, normal = mesh["TANGENT"][:, :3].astype(float), mesh["NORMAL"].astype(float)
    np.testing.assert_allclose(np.linalg.norm(tangent, axis=-1), 1.0, atol=1e-6)
    np.testing.assert_allclose(np.sum(tangent * normal, axis=-1), 0.0, atol=1e-6)
    bitangent = np.cross(normal, tangent)
    checked = 0
    for corners in triangles[part][:: max(len(triangles[part]) // 300, 1)]:
        position, uv = mesh["POSITION"][corners].astype(float), mesh["TEXCOORD_0"][corners].astype(float)
        edges, steps = position[1:] - position[0], uv[1:] - uv[0]
        right, down = np.linalg.solve(steps, edges)
        if np.abs(mesh["NORMAL"][corners][:, 1]).max() > 0.99 and part == "ball":
            continue  # round the poles u says little
        right, down = right / np.linalg.norm(right), down / np.linalg.norm(down)
        assert (tangent[corners] @ right).min() > 0.99
        assert (bitangent[corners] @ -down).min() > 0.99
        checked += 1
    assert checked >= (100 if part == "ball" else 2)


def test_triangles_face_outwards_and_close_the_ball() -> None:
    _, attributes, triangles = parts(samples.material())
    for part, mesh in attributes.items():
        corners = mesh["POSITION"][triangles[part]].astype(float)
        facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        assert (np.sum(facing * mesh["NORMAL"][triangles[part]].mean(axis=1), axis=-1) > 0).all()
    scene = trimesh.load_scene(io.BytesIO(EXPORTERS["ball_glb"].encode(samples.material())), file_type="glb")
    ball = scene.geometry["ball"]
    ball.merge_vertices(merge_tex=True, merge_norm=True)
    assert ball.is_watertight


def test_pictures_and_recipe_are_inside() -> None:
    material = samples.material(opacity=True)
    file, _, _ = parts(material)
    (described,) = file.tree["materials"]
    surface = described["pbrMetallicRoughness"]
    assert described["occlusionTexture"]["index"] == surface["metallicRoughnessTexture"]["index"]
    assert described["alphaMode"] == "BLEND"
    slots = {
        "orm": surface["metallicRoughnessTexture"],
        "albedo": surface["baseColorTexture"],
        "normal": described["normalTexture"],
    }
    for name, slot in slots.items():
        texture = file.tree["textures"][slot["index"]]
        view = file.tree["bufferViews"][file.tree["images"][texture["source"]]["bufferView"]]
        data = file.binary[view["byteOffset"] : view["byteOffset"] + view["byteLength"]]
        assert data == EXPORTERS[f"{name}_png"].encode(material)
        assert Image.open(io.BytesIO(data)).size == (96, 64)
        assert file.tree["samplers"][texture["sampler"]]["wrapS"] == 10497
    for extras in (file.tree["asset"]["extras"], described["extras"]):
        assert Recipe.from_json(json.dumps(extras["recipe"])) == material.recipe
