"""The Unity package's builders and components against a real server, on .NET 8 and on mono."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from google.protobuf import json_format
from PIL import Image

from procgen.v1 import (
    character_pb2,
    character_person_pb2,
    dialogue_pb2,
    speech_pb2,
    speech_pb2_grpc,
    terrain_pb2,
    texture_outputs_pb2,
    texture_pb2,
)
from tests.client import CHARACTER, TERRAIN, TEXTURE, channel, dialogue_stub
from tests.conftest import RunningServer
from tests.engines.creator_recipes import read_recipe
from tests.engines.csharp import RUNTIMES, Runtime
from tests.engines.unity_runtime import ask, compile_runtime
from tests.terrain.exporters.gltf import Gltf
from tests.terrain.exporters.test_water_glb import parts_of
from tests.tools import validate_glb

Floats = npt.NDArray[np.float32]

ONE_SENTENCE = re.compile(r"\w+: [A-Z][^\n]*[^.\n]\.")
MOST_STEPS = 32766
MIRRORED = np.array([-1, 1, 1], np.float32)
BRAM = Path(__file__).parents[2] / "docs/examples/bram.json"
SAID = [
    "Good morning! My name is Ilsa.",
    "What happened to the bridge?",
    "What is my name?",
    "I want to buy a sword.",
    "Please open the back door.",
]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compile_runtime(tmp_path_factory.mktemp("unity_runtime"))


@pytest.fixture(scope="module", params=RUNTIMES)
def runtime(request: pytest.FixtureRequest) -> Runtime:
    chosen: Runtime = request.param
    return chosen


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, runtime: Runtime) -> Path:
    return tmp_path_factory.mktemp(runtime)


def native(server: RunningServer, path: str, request: Any, event: Any) -> tuple[Any, dict[str, bytes]]:
    """The result of a call over grpcio, and its files by kind."""
    files: dict[int, bytes] = {}
    result = None
    with channel(server) as opened:
        for read in opened.unary_stream(path, type(request).SerializeToString, event.FromString)(request):
            if read.HasField("chunk"):
                files[read.chunk.artifact_index] = files.get(read.chunk.artifact_index, b"") + read.chunk.data
            elif read.HasField("result"):
                result = read.result
    assert result is not None
    return result, {artifact.kind: files[index] for index, artifact in enumerate(result.artifacts)}


def heights_of(server: RunningServer, **fields: Any) -> tuple[Any, Floats]:
    """Heights that the server makes, southern row first, as Unity has them."""
    request = terrain_pb2.TerrainRequest(seed=7, model="noise-fbm", **fields)
    result, files = native(server, TERRAIN, request, terrain_pb2.TerrainEvent)
    heights = np.frombuffer(files["heights_f32"], "<f4").reshape(result.depth_px, result.width_px)
    return result, heights[::-1]


def floats(folder: Path, name: str, *shape: int) -> Floats:
    return np.fromfile(folder / name, "<f4").reshape(shape)


@pytest.fixture(scope="module")
def terrain(program: Path, runtime: Runtime, folder: Path, server: RunningServer) -> dict[str, Any]:
    return ask(program, runtime, "Terrain", server.web_port, folder)


def test_heights_are_the_servers_with_the_south_first(
    terrain: dict[str, Any], folder: Path, server: RunningServer
) -> None:
    result, expected = heights_of(server, landform="alpine", width_px=65, depth_px=65, metres_per_pixel=30)
    relief = result.height_max_m - result.height_min_m
    np.testing.assert_allclose(
        floats(folder, "heights", 65, 65), expected, rtol=0, atol=relief / MOST_STEPS * 0.51 + 1e-4
    )
    assert np.abs(floats(folder, "heights", 65, 65) - expected[::-1]).max() > relief / 10, (
        "rows in the other order differ"
    )
    assert terrain["size"] == pytest.approx([1920, relief, 1920])
    assert terrain["y"] == pytest.approx(result.height_min_m)
    assert (terrain["collides"], terrain["owns"], terrain["log"]) == (True, True, [])


def test_heights_in_steps_are_whole_steps(terrain: dict[str, Any], folder: Path, server: RunningServer) -> None:
    result, expected = heights_of(server, landform="alpine", width_px=65, depth_px=65, metres_per_pixel=30)
    bottom, height, layers, doubled = terrain["stepped"]
    assert (height, layers) == (MOST_STEPS * 0.25, 0)
    assert bottom == np.floor(result.height_min_m * 4) / 4
    np.testing.assert_allclose(floats(folder, "stepped", 65, 65), np.floor(expected * 4 + 0.5) / 4, rtol=0, atol=1e-3)
    # 1/1024 m is too fine for the relief; it is doubled until that fits.
    relief = result.height_max_m - result.height_min_m
    assert relief <= doubled < 2.01 * relief
    assert doubled == MOST_STEPS / 2**7


def test_ground_is_painted_with_the_servers_weights(
    terrain: dict[str, Any], folder: Path, server: RunningServer
) -> None:
    outputs = [terrain_pb2.TERRAIN_OUTPUT_SPLAT0_PNG, terrain_pb2.TERRAIN_OUTPUT_SPLAT1_PNG]
    request = terrain_pb2.TerrainRequest(
        seed=7, model="noise-fbm", landform="alpine", width_px=65, depth_px=65, metres_per_pixel=30, outputs=outputs
    )
    _, files = native(server, TERRAIN, request, terrain_pb2.TerrainEvent)
    pictures = []
    for kind in ("splat0_png", "splat1_png"):
        (folder / kind).write_bytes(files[kind])
        pictures.append(np.asarray(Image.open(folder / kind), np.float32)[::-1])
    splats = np.concatenate(pictures, axis=2) / 255
    expected = (splats[1:, 1:] + splats[:-1, 1:] + splats[1:, :-1] + splats[:-1, :-1]) / 4
    found = floats(folder, "weights", 64, 64, 8)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    np.testing.assert_allclose(found.sum(axis=2), 1, atol=1e-5)
    assert (found.max(axis=(0, 1)) > 0.5).sum() >= 2, "several layers"
    assert terrain["layers"] == ["rock", "scree", "soil", "grass", "forest_floor", "sand", "snow", "mud"]


def test_other_sizes_are_refused_in_one_sentence(terrain: dict[str, Any]) -> None:
    assert ONE_SENTENCE.fullmatch(terrain["refused"])
    assert "65 x 64" in terrain["refused"]


def test_recipe_is_noted_as_the_command_line_reads_it(terrain: dict[str, Any]) -> None:
    recipe = json.loads(terrain["recipe"])
    assert recipe.keys() == {"code_version", "domain", "model_sha256", "request", "sha256"}
    assert (recipe["domain"], recipe["request"]["seed"]) == ("terrain", "7")


def test_water_lies_on_the_ground_where_the_server_puts_it(
    program: Path, runtime: Runtime, folder: Path, server: RunningServer
) -> None:
    told = ask(program, runtime, "Water", server.web_port, folder)
    request = terrain_pb2.TerrainRequest(
        seed=7,
        landform="hills",
        width_px=129,
        depth_px=129,
        metres_per_pixel=30,
        mean_height_m=100,
        relief_m=600,
        wander=0,
        keep_sea_floor=True,
        rivers={},
        outputs=[terrain_pb2.TERRAIN_OUTPUT_WATER_GLB],
    )
    _, files = native(server, TERRAIN, request, terrain_pb2.TerrainEvent)
    parts = parts_of(Gltf(files["water_glb"]))
    assert [part["name"] for part in told["parts"]] == list(parts)
    assert len(parts) >= 2
    for part in told["parts"]:
        attributes, triangles = parts[part["name"]]
        assert part["triangles"] == len(triangles)
        # From the south-western corner: x east, z north.
        x, y, z = attributes["POSITION"].T
        expected = np.stack([x, y, 128 * 30.0 - z], axis=1)
        np.testing.assert_allclose(floats(folder, f"water {part['name']}", -1, 3), expected, atol=0.01)
        flow = attributes["_FLOW"] * np.array([1.0, -1.0], np.float32)
        np.testing.assert_allclose(floats(folder, f"flow {part['name']}", -1, 2), flow, atol=1e-4)
    assert told["left"] == 0
    assert ONE_SENTENCE.fullmatch(told["missing"])


@pytest.fixture(scope="module")
def tiles(program: Path, runtime: Runtime, folder: Path, server: RunningServer) -> dict[str, Any]:
    return ask(program, runtime, "Tiles", server.web_port, folder)


def test_streamed_tiles_meet_exactly_and_are_the_servers(
    tiles: dict[str, Any], folder: Path, server: RunningServer
) -> None:
    # Columns from 64 west to 128 east, rows from 128 north to 64 south.
    _, whole = heights_of(server, width_px=193, depth_px=193, metres_per_pixel=8, origin_x_px=-64, origin_z_px=-128)
    for tile in tiles["tiles"]:
        column, row = (int(word) for word in tile["name"].split()[1:])
        assert (tile["x"], tile["z"], tile["step"]) == (column * 512, row * 512, 1 / 16)
        expected = whole[64 + 64 * row :, 64 + 64 * column :][:65, :65]
        np.testing.assert_array_equal(floats(folder, tile["name"], 65, 65), np.floor(expected * 16 + 0.5) / 16)
    centre, east, north = (floats(folder, f"Tile {name}", 65, 65) for name in ("0 0", "1 0", "0 1"))
    np.testing.assert_array_equal(centre[:, -1], east[:, 0])
    np.testing.assert_array_equal(centre[-1], north[0])
    assert tiles["height"] == pytest.approx(centre[32, 32] + 10, abs=1e-3)
    assert tiles["nowhere"]


def test_nearest_tile_comes_first_and_neighbours_know_each_other(tiles: dict[str, Any]) -> None:
    assert tiles["order"][0] == "0 0"
    assert sorted(tiles["order"]) == sorted(["0 0", "-1 0", "0 -1", "0 1", "1 0"])
    centre = next(tile for tile in tiles["tiles"] if tile["name"] == "Tile 0 0")
    names = {"left": "Tile -1 0", "top": "Tile 0 1", "right": "Tile 1 0", "bottom": "Tile 0 -1"}
    assert {side: centre[side] for side in names} == names
    opposite = {"left": "right", "top": "bottom", "right": "left", "bottom": "top"}
    for tile in tiles["tiles"]:
        for side, name in names.items():
            if tile["name"] == name:
                assert tile[opposite[side]] == "Tile 0 0"


def test_terrain_wears_the_biomes_materials(tiles: dict[str, Any]) -> None:
    for tile in tiles["tiles"]:
        assert tile["layers"] == ["rock", "scree", "soil", "grass", "forest_floor", "sand", "snow", "mud"]
        assert (tile["tile_m"] > 0, tile["mask"]) == (True, 64)


def test_terrain_waits_for_a_server_and_leaves_nothing_behind(tiles: dict[str, Any]) -> None:
    assert "procgen serve" in tiles["failure"]
    assert tiles["failures"] == 1
    assert tiles["left_data"] == 0, "tiles that are out of reach are gone, with their data"
    assert tiles["came_back"][0] == "0 0"
    assert (tiles["kept"], tiles["left"]) == (5, 0)
    assert tiles["log"] == []


@pytest.fixture(scope="module")
def materials(program: Path, runtime: Runtime, folder: Path, server: RunningServer) -> dict[str, Any]:
    return ask(program, runtime, "Materials", server.web_port, folder)


SHADERS: dict[str, tuple[str, dict[str, str], list[str]]] = {
    "builtin": (
        "Standard",
        {"albedo": "_MainTex", "normal": "_BumpMap", "metallic": "_MetallicGlossMap", "occlusion": "_OcclusionMap"},
        ["_NORMALMAP", "_METALLICGLOSSMAP"],
    ),
    "urp": (
        "Universal Render Pipeline/Lit",
        {"albedo": "_BaseMap", "normal": "_BumpMap", "metallic": "_MetallicGlossMap", "occlusion": "_OcclusionMap"},
        ["_NORMALMAP", "_METALLICSPECGLOSSMAP", "_OCCLUSIONMAP"],
    ),
    "hdrp": (
        "HDRP/Lit",
        {"albedo": "_BaseColorMap", "normal": "_NormalMap", "metallic": "_MaskMap", "occlusion": "_MaskMap"},
        ["_NORMALMAP", "_NORMALMAP_TANGENT_SPACE", "_MASKMAP"],
    ),
}


@pytest.mark.parametrize("pipeline", SHADERS)
@pytest.mark.parametrize("form", ["raw", "png"])
def test_pixels_are_where_the_pipelines_shader_reads_them(
    materials: dict[str, Any], folder: Path, server: RunningServer, pipeline: str, form: str
) -> None:
    kinds = ["ALBEDO_RGB8", "NORMAL_RGB8", "METALLIC_R8", "ROUGHNESS_R8", "AO_R8"]
    outputs = [texture_outputs_pb2.TextureOutput.Value(f"TEXTURE_OUTPUT_{kind}") for kind in kinds]
    request = texture_pb2.TextureRequest(seed=7, width_px=64, height_px=32, material="corrugated", outputs=outputs)
    result, files = native(server, TEXTURE, request, texture_pb2.TextureEvent)
    expected = {kind: np.frombuffer(raw, np.uint8).reshape(32, 64, -1)[::-1] for kind, raw in files.items()}
    assert all(np.ptp(expected[kind]) > 0 for kind in expected), "a map of one value proves nothing"
    shader, slots, keywords = SHADERS[pipeline]
    report = materials[f"{pipeline}-{form}"]
    assert (report["shader"], report["keywords"], report["name"]) == (shader, keywords, "corrugated")
    tile = np.array([64, 32]) * result.metres_per_pixel
    np.testing.assert_allclose(report["scale"], 1 / tile, rtol=1e-6)
    assert set(report["slots"]) == set(slots.values())
    for slot, facts in report["slots"].items():
        assert facts == {"width": 64, "height": 32, "srgb": slot == slots["albedo"], "mips": 7, "wrap": "Repeat"}

    def pixels(map_name: str) -> npt.NDArray[np.uint8]:
        return np.fromfile(folder / f"{pipeline}-{form}{slots[map_name]}", np.uint8).reshape(32, 64, 4)

    np.testing.assert_array_equal(pixels("albedo")[..., :3], expected["albedo_rgb8"])
    np.testing.assert_array_equal(pixels("normal"), np.dstack([expected["normal_rgb8"], np.full((32, 64), 255)]))
    np.testing.assert_array_equal(pixels("metallic")[..., :1], expected["metallic_r8"])
    # Rounded before or after it is turned round.
    np.testing.assert_allclose(
        pixels("metallic")[..., 3:].astype(int), 255 - expected["roughness_r8"].astype(int), atol=1
    )
    np.testing.assert_array_equal(pixels("occlusion")[..., 1:2], expected["ao_r8"])
    assert report["metallic"] == 1


def test_repeats_are_hidden_as_the_class_wants_it(materials: dict[str, Any]) -> None:
    for form in ("raw", "png"):
        blend, patches = materials[f"hidden-{form}"]
        assert (blend["blended"], patches["blended"]) == (1, 0)
        for hidden in (blend, patches):
            assert (hidden["shader"], hidden["same"], hidden["scaled"]) == ("procgen/Hex Tiling", True, True)
    assert ONE_SENTENCE.fullmatch(materials["not_urp"])
    assert "Standard" in materials["not_urp"]
    assert materials["component-sand"] == {"shader": "procgen/Hex Tiling", "materials": 1}
    assert materials["component-brick"] == {"shader": "Universal Render Pipeline/Lit", "materials": 1}
    assert (materials["left-sand"], materials["left-brick"]) == (0, 0)


def test_decals_are_seen_through(materials: dict[str, Any], folder: Path) -> None:
    keywords = {"builtin": "_ALPHABLEND_ON", "urp": "_SURFACE_TYPE_TRANSPARENT", "hdrp": "_SURFACE_TYPE_TRANSPARENT"}
    for pipeline, keyword in keywords.items():
        report = materials[f"{pipeline}-decal"]
        assert keyword in report["keywords"]
        assert report["queue"] == 3000
        albedo = np.fromfile(folder / f"{pipeline}-decal{SHADERS[pipeline][1]['albedo']}", np.uint8).reshape(-1, 4)
        assert (albedo[:, 3].min(), albedo[:, 3].max()) == (0, 255)
        assert materials[f"{pipeline}-raw"]["queue"] == 2000


def test_foliage_is_cut_out_and_drawn_from_both_sides(materials: dict[str, Any]) -> None:
    two_sided = {"builtin": set(), "urp": set(), "hdrp": {"_DOUBLESIDED_ON"}}
    for pipeline, keywords in two_sided.items():
        report = materials[f"{pipeline}-foliage"]
        assert {"_ALPHATEST_ON", *keywords} <= set(report["keywords"])
        assert report["queue"] == 2450
        assert report["scale"] == [1, 1], "coordinates are the atlas' own"
        assert report["floats"]["_AlphaCutoff" if pipeline == "hdrp" else "_Cutoff"] == 0.5


def test_finishes_are_the_pipelines_own(materials: dict[str, Any]) -> None:
    coated, brushed = materials["urp-coated"], materials["hdrp-brushed"]
    assert coated["shader"] == "Universal Render Pipeline/Complex Lit"
    assert "_CLEARCOAT" in coated["keywords"]
    assert coated["floats"]["_ClearCoatMask"] == 1
    assert coated["floats"]["_ClearCoatSmoothness"] == pytest.approx(0.95)
    assert "_MATERIAL_FEATURE_CLEAR_COAT" in materials["hdrp-coated"]["keywords"]
    assert materials["hdrp-coated"]["floats"]["_CoatMask"] == 1
    assert "_MATERIAL_FEATURE_ANISOTROPY" in brushed["keywords"]
    assert brushed["floats"]["_Anisotropy"] == pytest.approx(0.4)
    assert materials["builtin-coated"]["shader"] == "Standard"
    assert materials["urp-raw"]["shader"] == "Universal Render Pipeline/Lit"


def test_material_component_dresses_its_renderer_and_cleans_up(materials: dict[str, Any]) -> None:
    assert materials["on_renderer"]
    assert materials["textures"] == 3, "those of the material before are gone"
    assert materials["refused"] == f"ProcgenException: {materials['told']}"
    assert materials["destroyed"].startswith("OperationCanceledException")
    assert materials["after"] == 0
    assert ONE_SENTENCE.fullmatch(materials["unknown"])
    assert "HomeMadePipelineAsset" in materials["unknown"]
    assert "Settings: The text is no JSON" in materials["no_json"]
    assert materials["log"] == []


@pytest.fixture(scope="module")
def character(program: Path, runtime: Runtime, folder: Path, server: RunningServer) -> dict[str, Any]:
    return ask(program, runtime, "Character", server.web_port, folder)


class Glb:
    """A binary glTF, read by other means than the package's."""

    def __init__(self, data: bytes) -> None:
        length = int.from_bytes(data[12:16], "little")
        self.document: dict[str, Any] = json.loads(data[20 : 20 + length])
        self.binary = data[28 + length :]

    def _view(self, where: dict[str, Any], kind: str, width: int, count: int) -> npt.NDArray[Any]:
        view = self.document["bufferViews"][where["bufferView"]]
        start = view.get("byteOffset", 0) + where.get("byteOffset", 0)
        item = np.dtype(kind).itemsize
        stride = view.get("byteStride", item * width)
        return np.ndarray((count, width), kind, self.binary, start, (stride, item))

    def array(self, number: int) -> npt.NDArray[Any]:
        entry = self.document["accessors"][number]
        kinds = {5121: "u1", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
        width = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}[entry["type"]]
        kind, count = kinds[entry["componentType"]], entry["count"]
        found = np.zeros((count, width), kind)
        if "bufferView" in entry:
            found = self._view(entry, kind, width, count).copy()
        if sparse := entry.get("sparse"):
            at = self._view(sparse["indices"], kinds[sparse["indices"]["componentType"]], 1, sparse["count"])[:, 0]
            found[at] = self._view(sparse["values"], kind, width, sparse["count"])
        return found

    def parts(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each node with a mesh, by name."""
        for node in self.document["nodes"]:
            if "mesh" in node:
                yield node["name"], self.document["meshes"][node["mesh"]]

    def joined(self, mesh: dict[str, Any], attribute: str) -> npt.NDArray[Any]:
        return np.concatenate([self.array(part["attributes"][attribute]) for part in mesh["primitives"]])

    def joints(self) -> dict[str, Floats]:
        """Where the joints are at rest: the file's inverse bind matrices only move."""
        skin = self.document["skins"][0]
        matrices = self.array(skin["inverseBindMatrices"]).reshape(-1, 4, 4)
        names = [self.document["nodes"][joint]["name"] for joint in skin["joints"]]
        return dict(zip(names, -matrices[:, 3, :3], strict=True))


@pytest.fixture(scope="module")
def person(character: dict[str, Any], folder: Path) -> Glb:
    data = (folder / "person.glb").read_bytes()
    assert validate_glb(data)["issues"]["numErrors"] == 0
    return Glb(data)


def test_meshes_are_the_files_seen_in_a_mirror(character: dict[str, Any], person: Glb, folder: Path) -> None:
    meshes = dict(person.parts())
    assert [part["name"] for part in character["parts"]] == list(meshes)
    for part in character["parts"]:
        mesh, name = meshes[part["name"]], part["name"]
        places = floats(folder, f"{name}-places", -1, 3)
        np.testing.assert_array_equal(places, person.joined(mesh, "POSITION") * MIRRORED)
        normals = floats(folder, f"{name}-normals", -1, 3)
        np.testing.assert_array_equal(normals, person.joined(mesh, "NORMAL") * MIRRORED)
        uvs = person.joined(mesh, "TEXCOORD_0")
        np.testing.assert_allclose(
            floats(folder, f"{name}-uvs", -1, 2), np.stack([uvs[:, 0], 1 - uvs[:, 1]], 1), atol=1e-6
        )
        triangles = np.fromfile(folder / f"{name}-triangles", "<i4").reshape(-1, 3)
        firsts = np.cumsum([0, *(len(person.array(one["attributes"]["POSITION"])) for one in mesh["primitives"])])
        corners = [
            person.array(one["indices"]).reshape(-1, 3).astype(int) + first
            for one, first in zip(mesh["primitives"], firsts[:-1], strict=True)
        ]
        np.testing.assert_array_equal(triangles, np.concatenate(corners)[:, [0, 2, 1]])
        # Front faces are clockwise in Unity, whose cross product follows the left hand: both say "towards the normal".
        a, b, c = (places[triangles[:, corner]] for corner in range(3))
        outwards = (np.cross(b - a, c - a) * normals[triangles[:, 0]]).sum(axis=1)
        assert (outwards < 0).mean() < 0.15, name
        assert (outwards > 0).mean() > 0.7, name
        assert part["submeshes"] == part["materials"] == len(mesh["primitives"])


def test_bitangents_keep_their_direction(character: dict[str, Any], person: Glb, folder: Path) -> None:
    mesh = dict(person.parts())["Body"]
    tangents, normals = person.joined(mesh, "TANGENT"), person.joined(mesh, "NORMAL")
    expected = np.cross(normals, tangents[:, :3]) * tangents[:, 3:] * MIRRORED
    found = floats(folder, "Body-tangents", -1, 4)
    bitangents = np.cross(floats(folder, "Body-normals", -1, 3), found[:, :3]) * found[:, 3:]
    np.testing.assert_allclose(bitangents, expected, atol=1e-6)
    assert character["log"] == []


def test_skin_holds_the_mesh_at_rest(character: dict[str, Any], person: Glb) -> None:
    for part in character["parts"]:
        assert part["weights"] == pytest.approx([1, 1], abs=1e-5)
        assert part["joints"] == len(person.joints())
        assert part["strayed"] < 1e-5, "bone matrices times bind poses are the identity"
        assert part["inside"]
    for name, place in person.joints().items():
        np.testing.assert_allclose(character["joints"][name], place * MIRRORED, atol=1e-5, err_msg=name)


def test_blend_shapes_are_arkits_and_the_visemes(character: dict[str, Any], person: Glb, folder: Path) -> None:
    shapes = {shape for part in character["parts"] for shape in part["shapes"]}
    visemes = {shape for shape in shapes if shape.startswith("viseme_")}
    assert (len(shapes - visemes), len(visemes)) == (52, 15)
    assert {"jawOpen", "mouthSmileLeft", "eyeBlinkRight", "tongueOut", "viseme_aa"} <= shapes
    assert character["shape"]
    moving = 0
    for name, mesh in person.parts():
        names = mesh.get("extras", {}).get("targetNames", [])
        assert next(part for part in character["parts"] if part["name"] == name)["shapes"] == names
        if "jawOpen" in names:
            targets = [one["targets"][names.index("jawOpen")]["POSITION"] for one in mesh["primitives"]]
            expected = np.concatenate([person.array(target) for target in targets]) * MIRRORED
            np.testing.assert_array_equal(floats(folder, f"{name}-jaw", -1, 3), expected)
            moving += int(np.abs(expected).max() > 0.001)
    assert moving >= 2


def test_character_looks_along_z_and_has_its_left_at_minus_x(character: dict[str, Any], folder: Path) -> None:
    joints = character["joints"]
    assert character["left_hand"] == joints["LeftHand"][0] < -0.5
    assert joints["RightHand"][0] > 0.5
    assert joints["LeftToes"][2] > joints["LeftFoot"][2] + 0.05
    places = floats(folder, "Body-places", -1, 3)
    assert places[:, 1].min() == pytest.approx(0, abs=0.03)
    left, right, top = (character["sockets"][name] for name in ("hand_l", "hand_r", "head_top"))
    # Both hands hold things with the upper end forward.
    np.testing.assert_allclose([left[3:], right[3:]], [[0, 0, 1], [0, 0, 1]], atol=1e-5)
    assert left[0] < -0.5 < 0.5 < right[0]
    assert top[1] > joints["Head"][1]


def test_avatar_is_humanoid(character: dict[str, Any]) -> None:
    bones = character["bones"]
    assert character["human"]
    assert bones["Left Thumb Proximal"] == "LeftThumbMetacarpal"
    assert bones["Left Thumb Intermediate"] == "LeftThumbProximal"
    assert bones["Right Index Proximal"] == "RightIndexProximal"
    assert len(bones) == 55, "all that Unity has"
    assert set(bones.values()) == set(character["joints"]) - {"Root"}


def test_clips_move_bones_in_the_mirror(character: dict[str, Any], person: Glb) -> None:
    assert character["clips"] == 3
    animation = next(one for one in person.document["animations"] if one["name"] == "walk")
    names = {index: node["name"] for index, node in enumerate(person.document["nodes"])}
    leaves = {path.split("/")[-1]: path for path in (key.split(" m")[0].rsplit(" ", 1)[0] for key in character["walk"])}
    checked = 0
    for entry in animation["channels"]:
        sampler = animation["samplers"][entry["sampler"]]
        times, values = person.array(sampler["input"])[:, 0], person.array(sampler["output"])
        turns = entry["target"]["path"] == "rotation"
        signs = [1, -1, -1, 1] if turns else [-1, 1, 1]
        for axis, sign in enumerate(signs):
            path = leaves[names[entry["target"]["node"]]]
            property_ = ("localRotation." if turns else "localPosition.") + "xyzw"[axis]
            count, value = character["walk"][f"{path} {property_}"]
            assert count == len(times)
            assert value == pytest.approx(sign * np.interp(0.3, times, values[:, axis]), abs=1e-5)
            checked += 1
    assert checked > 100


def test_materials_of_the_file(character: dict[str, Any], person: Glb, folder: Path) -> None:
    materials = {entry["name"]: entry for entry in person.document["materials"]}
    assert set(character["materials"]) == set(materials)
    for name, entry in materials.items():
        found = character["materials"][name]
        queue = {"OPAQUE": 2000, "MASK": 2450, "BLEND": 3000}[entry.get("alphaMode", "OPAQUE")]
        assert found["queue"] == queue
        assert ("_NORMALMAP" in found["keywords"]) == ("normalTexture" in entry)
        linear = np.array(entry["pbrMetallicRoughness"].get("baseColorFactor", [1, 1, 1])[:3])
        srgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
        np.testing.assert_allclose(found["tint"], srgb, atol=1e-3)
    skin = materials["skin"]["pbrMetallicRoughness"]
    image = person.document["images"][person.document["textures"][skin["metallicRoughnessTexture"]["index"]]["source"]]
    view = person.document["bufferViews"][image["bufferView"]]
    start = view.get("byteOffset", 0)
    orm = np.asarray(Image.open(io.BytesIO(person.binary[start : start + view["byteLength"]])).convert("RGB"))[::-1]
    mask = np.fromfile(folder / "mask", np.uint8).reshape(*orm.shape[:2], 4)
    np.testing.assert_array_equal(mask[..., 1], orm[..., 0])
    np.testing.assert_array_equal(mask[..., 3], 255 - orm[..., 1])
    assert (mask[..., 0] == 0).all(), "skin's metallic factor is 0"
    assert np.ptp(orm[..., 1]) > 10


def test_bad_files_and_cancelling_leave_nothing_behind(character: dict[str, Any]) -> None:
    before, *after = character["meshes"]
    assert before > 5
    assert after == [0, 0, 0]
    for failure in ("damaged", "no_glb"):
        assert ONE_SENTENCE.fullmatch(character[failure])
    assert character["cancelled"].startswith(("OperationCanceledException", "TaskCanceledException"))
    assert character["after"] == 0


@pytest.fixture(scope="module")
def sliders(program: Path, runtime: Runtime, folder: Path, server: RunningServer) -> dict[str, Any]:
    return ask(program, runtime, "Sliders", server.web_port, folder / "sliders")


def test_sliders_make_the_mesh_that_the_server_makes(
    sliders: dict[str, Any], folder: Path, server: RunningServer
) -> None:
    moved = character_person_pb2.Person.FromString(base64.b64decode(sliders["person"]))
    assert sliders["sliders"] == pytest.approx([0.95, 0.9, 0.7])
    assert (moved.shape.weight, moved.shape.height) == pytest.approx((0.95, 0.9))
    request = character_pb2.CharacterRequest(person=moved)
    request.outputs.add(kind="slim", lod=2, texture_px=0, clips=False)
    _, files = native(server, CHARACTER, request, character_pb2.CharacterEvent)
    made = Glb(files["slim"])
    for name, mesh in made.parts():
        used = np.unique(np.fromfile(folder / f"sliders/{name}-triangles", "<i4"))
        places = floats(folder / "sliders", f"{name}-places", -1, 3)
        np.testing.assert_allclose(
            places[used], (made.joined(mesh, "POSITION") * MIRRORED)[used], atol=1e-5, err_msg=name
        )
    for part in sliders["parts"]:
        assert part["strayed"] < 1e-5, "bones moved along"
        assert part["inside"]
    for name, place in made.joints().items():
        np.testing.assert_allclose(sliders["joints"][name], place * MIRRORED, atol=1e-5, err_msg=name)


def test_sliders_report_what_happens(sliders: dict[str, Any]) -> None:
    assert (sliders["generated"], sliders["playing"]) == (1, "idle")
    assert 1 <= sliders["reshaped"] < 50, "of a hundred moves in a row, the server is asked for the last one"
    assert sliders["early"].startswith("InvalidOperationException: Generate the character first")
    assert "no_such_slider" in sliders["refused"]
    assert sliders["after_refusal"] == 0
    assert sliders["cancelled"].startswith("OperationCanceledException")
    assert sliders["back"] == pytest.approx(0.95), "sliders are where the figure is"


def test_the_last_wish_counts_and_nothing_is_left(sliders: dict[str, Any]) -> None:
    assert sliders["first"].startswith("OperationCanceledException")
    assert sliders["replaced"]
    assert sliders["stopped"].startswith("OperationCanceledException")
    assert (sliders["left"], sliders["log"]) == (0, [])


@pytest.fixture(scope="module")
def creator(program: Path, runtime: Runtime, folder: Path, server: RunningServer) -> dict[str, Any]:
    return ask(program, runtime, "Creator", server.web_port, folder / "creator")


def test_creator_begins_with_a_preset_and_has_the_servers_sliders(
    creator: dict[str, Any], server: RunningServer
) -> None:
    assert creator["unfurnished"].startswith("Give the UIDocument beside the creator panel settings")
    with channel(server) as opened:
        path = "/procgen.v1.CharacterService/GetCharacterInfo"
        asked = opened.unary_unary(path, lambda request: b"", character_pb2.GetCharacterInfoResponse.FromString)(None)
    assert creator["names"][4:] == [slider.name for slider in asked.sliders]
    shown = {slider for sliders in creator["regions"].values() for slider in sliders}
    assert len(shown) > 0.9 * len(creator["names"])
    assert all(creator["regions"].values())
    first = creator["first"]
    assert (first["words"], first["preset"]) == ("a lean ranger in a green cloak", "Ranger")
    assert read_recipe(first["text"], creator["names"]) == (0, first["words"], {})


def test_creators_moves_are_undone_and_kept_as_text(creator: dict[str, Any]) -> None:
    kept = read_recipe(creator["moved"]["text"], creator["names"])[2]
    assert kept == {"muscle": pytest.approx(31 / 31)}
    assert creator["moved"]["muscle"] == pytest.approx(kept["muscle"])
    assert creator["undone"]["text"] == creator["first"]["text"], "a drag is one step"
    assert creator["undone"]["shown"] == pytest.approx(creator["undone"]["drawn"])
    assert creator["redone"] == creator["moved"]["text"]
    assert creator["far"] == "", "what does not fit is no text"


def test_creator_leaves_what_is_pinned(creator: dict[str, Any]) -> None:
    random = creator["random"]
    assert random["nose_hump"] == pytest.approx(16 / 31)
    assert set(random) == {"muscle", *creator["regions"]["Nose"]}
    assert np.std(list(random.values())) > 0.1
    person = character_person_pb2.Person.FromString(base64.b64decode(creator["random_person"]))
    assert {name: person.shape.modifiers[name] for name in creator["regions"]["Nose"]} == pytest.approx(
        {name: random[name] for name in creator["regions"]["Nose"]}, abs=1e-6
    )
    another = creator["another"]
    assert another["sliders"] == ["nose_hump"]
    assert another["nose_hump"] == pytest.approx(16 / 31)
    assert another["person"] != another["before"]


def test_creator_takes_texts_and_says_what_is_wrong_with_others(creator: dict[str, Any]) -> None:
    assert creator["bad_letters"] == "The recipe has characters that none has."
    assert creator["no_recipe"] == "FormatException: A recipe begins with P1. and has at most 200 characters."
    assert creator["too_early"] == "FormatException: The recipe ends too early."
    assert creator["still"], "nothing has changed"
    taken = creator["taken"]
    assert taken == {"person": creator["another"]["before"], "muscle": pytest.approx(1), "seed": 0}


def test_creators_stage(creator: dict[str, Any]) -> None:
    face, bust, figure = creator["distances"]
    assert face < bust < figure
    assert creator["no_view"].startswith("ArgumentException: there is no view Feet: Face, Bust, Figure")
    assert creator["photo"].startswith("NotSupportedException")
    assert creator["camera"] == {"to_screen": True, "wide": pytest.approx(0.64)}
    assert creator["accepted"] == {"person": creator["taken"]["person"], "text": creator["redone"]}
    assert (creator["left"], creator["log"]) == (0, [])


@pytest.fixture(scope="module")
def dialogue(program: Path, runtime: Runtime, folder: Path, server: RunningServer) -> dict[str, Any]:
    own = folder / "dialogue"
    own.mkdir()
    shutil.copy(BRAM, own / "bram.json")
    (own / "said.txt").write_text("\n".join(SAID))
    return ask(program, runtime, "Dialogue", server.web_port, own)


def test_speaker_answers_as_a_native_client_is_answered(dialogue: dict[str, Any], server: RunningServer) -> None:
    request = json_format.ParseDict(json.loads(BRAM.read_text()), dialogue_pb2.ConverseRequest())
    request.situation.listener = "Ilsa"
    request.seed, request.model = 5, "phrases"
    turns: list[list[Any]] = []
    with dialogue_stub(server) as stub:
        for text in SAID:
            request.player_text = text
            turns.append(list(stub.Converse(request, timeout=120)))
            request.state = turns[-1][-1].result.state
    assert dialogue["lines"] == [turn[-1].result.line.text for turn in turns]
    assert dialogue["text"] == "".join(event.text for turn in turns for event in turn)
    assert dialogue["relation"] == turns[-1][-1].result.relation
    assert json.loads(dialogue["state"])["talk"] == turns[-1][-1].result.state
    called = [event.action for turn in turns for event in turn if event.HasField("action")]
    assert [action["name"] for action in dialogue["actions"]] == [action.name for action in called]
    assert called[0].choices["item"] == dialogue["actions"][0]["arguments"]["item"]


@pytest.fixture(scope="module")
def voice(program: Path, runtime: Runtime, folder: Path, server: RunningServer) -> dict[str, Any]:
    (folder / "voice").mkdir()
    return ask(program, runtime, "Voice", server.web_port, folder / "voice")


def samples_of(events: list[Any]) -> Floats:
    pcm = b"".join(event.sound.pcm_s16le for event in events)
    return np.frombuffer(pcm, "<i2").astype(np.float32) / 32768


def test_a_voice_is_heard_as_a_native_client_gets_it(
    voice: dict[str, Any], folder: Path, server: RunningServer
) -> None:
    request = speech_pb2.SpeechRequest(
        text="Bob, move away from the fire, and from the mill before it falls! Now.", mood="angry", strength=0.75,
        person={"sex": 1.0, "age_years": 60.0}, rate=1.0, loudness_lufs=-23.0, live=True,
    )  # fmt: skip
    with channel(server) as opened:
        events = list(speech_pb2_grpc.SpeechServiceStub(opened).GenerateSpeech(request))
    np.testing.assert_array_equal(floats(folder / "voice", "said", -1), samples_of(events))
    assert sum(event.WhichOneof("event") == "sound" for event in events) == 3, "the first sentence comes in two"
    assert voice["sentences"] == ["Bob, move away from the fire, and from the mill before it falls!", "Now."]
    assert voice["refused"].startswith("ProcgenException: text")
    assert len(voice["failures"]) == 1
    assert (voice["ended"], voice["log"]) == (1, [])


def test_lips_move_with_a_voice_and_rest_after_it(voice: dict[str, Any]) -> None:
    assert voice["most"]["viseme_PP"] > 0.6
    assert voice["most"]["viseme_FF"] > 0.6
    assert voice["most"]["browDownLeft"] > 0.3
    assert voice["at_rest"]


def test_a_speaker_answers_aloud_and_can_be_cut_off(voice: dict[str, Any], folder: Path, server: RunningServer) -> None:
    known = {"text": "the bridge is out since the flood"}
    request = dialogue_pb2.ConverseRequest(
        persona={"name": "Bram", "role": "smith", "sex": "male", "knows": [known]},
        speak={"strength": 0.75, "loudness_lufs": -23.0},
    )
    with dialogue_stub(server) as stub:
        for request.player_text in ("What happened to the bridge?", "Where is the river?"):
            events = list(stub.Converse(request))
            request.state = events[-1].result.state
    assert voice["silent"]
    assert " ".join(voice["answered"]) == voice["line"] == events[-1].result.line.text
    np.testing.assert_array_equal(floats(folder / "voice", "answered", -1), samples_of(events))
    assert voice["barked"]


def test_several_hear_and_answer(dialogue: dict[str, Any]) -> None:
    lines = [line.split("|") for line in dialogue["together"]]
    assert lines
    assert {speaker for _, speaker, _ in lines} <= {"Bram", "Oda"}
    assert all(component in ("", speaker) for component, speaker, _ in lines)  # Bram's name is in his file
    assert any("bridge is out" in text for _, _, text in lines)
    assert dialogue["both_know"] == ["Ilsa", "Ilsa"]


def test_saved_talk_goes_on_where_it_was(dialogue: dict[str, Any]) -> None:
    assert dialogue["again"] == dialogue["lines"][2:]
    assert dialogue["same_state"]
    assert dialogue["anew"] == dialogue["lines"][:1]
    for bad in ("no JSON", "{}", "[]", '{"version": 1, "talk": 7}'):
        assert dialogue[f"load {bad}"].startswith("FormatException: ")


def test_what_is_stopped_says_nothing_more(dialogue: dict[str, Any]) -> None:
    for ended in ("disabled", "off", "stopped", "destroyed"):
        assert dialogue[ended].startswith("OperationCanceledException")
    assert dialogue["late_text"] == ""
    assert dialogue["still_same"], "an answer that is stopped is not remembered"


def test_what_is_called_out_is_not_said_twice(dialogue: dict[str, Any]) -> None:
    first, second, sale = dialogue["barks"]
    assert first != second
    assert "brass key" in sale.lower() or "12 crowns" in sale.lower(), "what it is, or what it costs"
    assert (dialogue["taken"], dialogue["ada"]) == ("Ada smith 9", "Ada")


def test_missing_server_is_told_once_in_one_sentence(dialogue: dict[str, Any]) -> None:
    assert ONE_SENTENCE.fullmatch(dialogue["no_server"])
    assert dialogue["failures"] == [dialogue["no_server"].removeprefix("ProcgenException: ")]
    assert dialogue["log"] == []


def test_token_that_cannot_be_read_is_told_in_one_sentence(dialogue: dict[str, Any]) -> None:
    assert len(dialogue["unreadable"]) == 3, "a folder, a file that is not there, what is no path"
    for sentence in dialogue["unreadable"]:
        assert ONE_SENTENCE.fullmatch(sentence)
        assert "token can't be read" in sentence


def test_gltfast_is_used_where_the_project_has_it(tmp_path: Path, server: RunningServer) -> None:
    program = compile_runtime(tmp_path, ["com.unity.cloud.gltfast"])
    report = ask(program, "net8", "Optional", server.web_port, tmp_path)
    assert report["live"], "vertices that move need the package's own loader"
    # The stand-in makes no bones: what matters is who was asked, and that what it made goes with the failure.
    assert "can't make a humanoid" in report["other"]
    assert report["gltfast"] == [1, 0]
