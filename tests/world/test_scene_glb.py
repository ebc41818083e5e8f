"""A whole world as one file, as other readers see it."""

from __future__ import annotations

import dataclasses
import io
import itertools
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import trimesh
from PIL import Image

from procgen.errors import Cancelled
from procgen.formats.gltf import LIGHTS, read_glb
from procgen.world.cover.grown import Cover, CoverLayer, Woods
from procgen.world.cover.pattern import plants_of, plants_of_ground
from procgen.world.ground_height import height_at
from procgen.world.ground_mesh import TOLERANCE_M, built_on, ground_mesh
from procgen.world.ground_paint import splat_of
from procgen.world.land import side_m
from procgen.world.looks import ATLAS_PX
from procgen.world.materials import Materials
from procgen.world.meshes import turned_y
from procgen.world.parts import Callbacks
from procgen.world.place import Place
from procgen.world.prop_models import shape_of
from procgen.world.scene_glb import built_glb, scene_glb
from procgen.world.scenery import site_of
from procgen.world.surfaces import fresh_mesh, grid_triangles, sea_mesh
from tests.tools import ToolMissing, cache_folder, validate_glb
from tests.world.conftest import plain_material
from tests.world.small_place import SEA_M, SPACING_M, small_place

_READER = Path(__file__).parent / "read_instances.mjs"


@pytest.fixture(scope="module")
def glb(place: Place, plain_materials: Materials, people: dict[str, bytes]) -> bytes:
    return scene_glb(place, plain_materials, people)


@pytest.fixture(scope="module")
def tree(glb: bytes) -> dict[str, Any]:
    return read_glb(glb)[0]


def _children(tree: dict[str, Any], name: str) -> list[dict[str, Any]]:
    (group,) = (node for node in tree["nodes"] if node.get("name") == name)
    return [tree["nodes"][child] for child in group["children"]]


def test_the_validator_finds_nothing(glb: bytes, place: Place, plain_materials: Materials) -> None:
    alone = validate_glb(scene_glb(place, plain_materials, {}))["issues"]
    assert (alone["numErrors"], alone["numWarnings"]) == (0, 0), alone["messages"][:3]
    # It does not know MSFT_lod, and so takes what that names for unused.
    assert {(each["code"], each["pointer"].split("/")[1]) for each in alone["messages"]} == {
        ("UNSUPPORTED_EXTENSION", "extensionsUsed"), ("UNUSED_OBJECT", "nodes")
    }  # fmt: skip
    whole = validate_glb(glb)
    issues = whole["issues"]
    assert (issues["numErrors"], issues["numWarnings"]) == (0, 0), issues["messages"][:3]
    # People bring sockets, which are empty.
    assert {each["code"] for each in issues["messages"]} <= {"NODE_EMPTY", "UNUSED_OBJECT", "UNSUPPORTED_EXTENSION"}
    assert whole["info"]["animationCount"] == 2


def test_nothing_shines_where_nobody_lives_any_more(place: Place, plain_materials: Materials) -> None:
    left = dataclasses.replace(place, deserted=True)
    lit, dark = (read_glb(built_glb(each, plain_materials))[0] for each in (place, left))
    shining = [{each["name"] for each in tree["materials"] if "emissiveFactor" in each} for tree in (lit, dark)]
    assert shining == [{"glass", "ember"}, set()]
    assert LIGHTS in lit["extensions"]
    assert "extensions" not in dark
    assert LIGHTS not in dark.get("extensionsUsed", ())
    # All else stands as before.
    meshes = [[node["name"] for node in tree["nodes"] if "mesh" in node] for tree in (lit, dark)]
    assert meshes[0] == meshes[1]
    issues = validate_glb(built_glb(left, plain_materials))["issues"]
    assert (issues["numErrors"], issues["numWarnings"]) == (0, 0), issues["messages"][:3]


def _atlas(data: bytes) -> npt.NDArray[np.float64]:
    """The picture of a person's skin and clothes, (side, side, 3)."""
    own, buffer = read_glb(data)
    (opaque,) = (each for each in own["materials"] if each["name"] == "opaque")
    texture = own["textures"][opaque["pbrMetallicRoughness"]["baseColorTexture"]["index"]]
    view = own["bufferViews"][own["images"][texture["source"]]["bufferView"]]
    picture = Image.open(io.BytesIO(buffer[view["byteOffset"] : view["byteOffset"] + view["byteLength"]]))
    return np.asarray(picture.convert("RGB"), np.float64)


def test_people_are_painted_and_take_few_draws(people: dict[str, bytes], tree: dict[str, Any]) -> None:
    for data in people.values():
        own, _ = read_glb(data)
        names = [each["name"] for each in own["materials"]]
        assert set(names) <= {"opaque", "cut", "glass"}
        assert len(names) == len(set(names)) <= 3
        assert sum(len(mesh["primitives"]) for mesh in own["meshes"]) == len(names), "a draw call for each"
        atlas = _atlas(data)
        assert atlas.shape[:2] == (ATLAS_PX, ATLAS_PX)
        # Cloth is woven: within small squares that are of one colour, threads differ.
        squares = atlas[:, :, 1].reshape(ATLAS_PX // 8, 8, ATLAS_PX // 8, 8).transpose(0, 2, 1, 3).reshape(-1, 64)
        assert (squares.std(axis=1) > 0.7).mean() > 0.2
    first, second = map(_atlas, people.values())
    assert np.abs(first - second).mean() > 1.0, "each has a skin and clothes of their own"
    # The whole scene holds them, too.
    assert sum("baseColorTexture" in each["pbrMetallicRoughness"] for each in tree["materials"]) >= 4


def test_what_engines_load_is_what_stands_there(tree: dict[str, Any], place: Place, plain_materials: Materials) -> None:
    data = built_glb(place, plain_materials)
    assert data == built_glb(place, plain_materials)
    issues = validate_glb(data)["issues"]
    assert (issues["numErrors"], issues["numWarnings"]) == (0, 0), issues["messages"][:3]
    own = read_glb(data)[0]
    names = [node["name"] for node in _children(own, place.name)]
    assert names == [
        node["name"]
        for node in _children(tree, place.name)
        if node["name"] not in ("Terrain", "Woods", "Cover", "People", "Creatures")
    ]
    for name in names:
        assert [node["name"] for node in _children(own, name)] == [node["name"] for node in _children(tree, name)]
    assert "skins" not in own
    assert "ground" not in {each["name"] for each in own["materials"]}


def test_nothing_is_nothing_to_load(place: Place, plain_materials: Materials) -> None:
    land = dataclasses.replace(place.land, water_m=np.full_like(place.land.water_m, np.nan), sea_level_m=-100.0)
    assert built_glb(Place("Nowhere", land, None, ()), plain_materials) == b""


def test_everything_is_there_by_its_name(tree: dict[str, Any], place: Place) -> None:
    assert place.settlement is not None
    assert [node["name"] for node in _children(tree, place.name)] == [
        "Terrain",
        "Water",
        "Buildings",
        "Bridges",
        "Piers",
        "Props",
        "People",
    ]
    assert [node["name"] for node in _children(tree, "Buildings")] == [each.name for each in place.settlement.buildings]
    assert len(_children(tree, "Bridges")) == 1
    assert len(_children(tree, "Piers")) == 1
    assert [node["name"] for node in _children(tree, "Water")] == ["Sea", "Fresh water"]
    assert [node["extras"]["kind"] for node in _children(tree, "Props")] == [prop.kind for prop in place.props]
    shapes = [f"{prop.kind} {shape_of(prop) + 1}" for prop in place.props]
    assert [node["name"] for node in _children(tree, "Props")] == shapes, "engines look for shapes by name"
    assert [node["extras"]["id"] for node in _children(tree, "People")] == ["person-01", "person-02"]
    assert tree["asset"]["extras"]["recipes"] == {"terrain": place.land.recipe.sha256}


def test_things_stand_where_the_place_says(tree: dict[str, Any], place: Place) -> None:
    assert place.settlement is not None
    for node, prop in zip(_children(tree, "Props"), place.props, strict=True):
        assert node["translation"] == pytest.approx([prop.x_m, prop.y_m, prop.z_m], abs=1e-3)
        assert node.get("scale", [1.0] * 3)[0] == pytest.approx(prop.scale)
    for node, building in zip(_children(tree, "Buildings"), place.settlement.buildings, strict=True):
        x, y, z, w = node.get("rotation", (0.0, 0.0, 0.0, 1.0))
        turn = trimesh.transformations.quaternion_matrix([w, x, y, z])[:3, :3]
        assert np.allclose(turn, turned_y(building.turn_deg), atol=1e-5)
        assert node["translation"] == pytest.approx([building.x_m, building.floor_m, building.z_m], abs=1e-3)
        # The front is at +z before the turn, and the door before the front.
        front = turn @ (0.0, 0.0, 1.0)
        to_door = np.array((building.door_x_m - building.x_m, 0.0, building.door_z_m - building.z_m))
        assert float(front @ to_door) == pytest.approx(building.depth_m / 2 + 1.2, abs=0.01)


def test_props_of_one_shape_are_instances(place: Place) -> None:
    moved = [dataclasses.replace(prop, x_m=prop.x_m + 31.0, turn_deg=20.0, scale=0.8) for prop in place.props]
    # Where a prop stands decides its shape.
    same = [prop for prop, first in zip(moved, place.props, strict=True) if shape_of(prop) == shape_of(first)]
    assert len(same) > 20
    doubled = Place(place.name, place.land, None, (*place.props, *same), ())
    glb = scene_glb(doubled, _without_pictures(place), {})
    assert validate_glb(glb)["issues"]["numErrors"] == 0
    twice, buffer = read_glb(glb)
    nodes = _children(twice, "Props")
    assert len(nodes) == len(place.props)
    assert sorted(twice["extensionsUsed"]) == ["EXT_mesh_gpu_instancing", "MSFT_lod"]
    assert "extensionsRequired" not in twice
    many = [node for node in nodes if "EXT_mesh_gpu_instancing" in node.get("extensions", {})]
    assert len(many) == len(same)
    for node, prop in zip(many, same, strict=True):
        told = node["extensions"]["EXT_mesh_gpu_instancing"]["attributes"]
        places, turns, scales = (_read(twice, buffer, told[name]) for name in ("TRANSLATION", "ROTATION", "SCALE"))
        assert np.allclose(places[0], 0.0, atol=1e-3), "the first is where the node is"
        where = np.array(node["translation"]) + places[1]
        assert where == pytest.approx([prop.x_m, prop.y_m, prop.z_m], abs=2e-3)
        turned = trimesh.transformations.quaternion_matrix([turns[1, 3], *turns[1, :3]])[:3, :3]
        assert np.allclose(turned, turned_y(prop.turn_deg), atol=1e-5)
        assert np.allclose(scales[1], prop.scale)


def _read(tree: dict[str, Any], buffer: bytes, number: int) -> npt.NDArray[np.float32]:
    accessor = tree["accessors"][number]
    view = tree["bufferViews"][accessor["bufferView"]]
    width = {"VEC3": 3, "VEC4": 4}[accessor["type"]]
    start = view.get("byteOffset", 0)
    return np.frombuffer(buffer, "<f4", width * accessor["count"], start).reshape(-1, width)


def test_woods_are_instances(place: Place) -> None:
    numbers = np.arange(6, dtype=np.float32)
    kinds, shapes = np.array([0, 0, 1, 1, 1, 0], np.uint8), np.array([0, 1, 0, 0, 2, 0], np.uint8)
    woods = Woods(("oak", "birch"), kinds, shapes, 10 * numbers, numbers, 5 * numbers, numbers, 1 + 0 * numbers)
    wooded = dataclasses.replace(place, cover=Cover(1, (), woods), people=())
    tree, buffer = read_glb(scene_glb(wooded, _without_pictures(place), {}))
    nodes = _children(tree, "Woods")
    assert [(node["extras"]["kind"], node["extras"]["count"]) for node in nodes] == [
        ("oak", 2), ("oak", 1), ("birch", 2), ("birch", 1)
    ]  # fmt: skip
    told = nodes[0]["extensions"]["EXT_mesh_gpu_instancing"]["attributes"]["TRANSLATION"]
    assert _read(tree, buffer, told)[1] == pytest.approx([50.0, 5.0, 25.0])


def _grown(place: Place) -> Place:
    """With a wood and a meadow, and few props."""
    numbers = np.arange(60, dtype=np.float32)
    kinds, shapes = (numbers % 2).astype(np.uint8), (numbers // 2 % 3).astype(np.uint8)
    woods = Woods(("oak", "birch"), kinds, shapes, 3 * numbers, numbers, 2 * numbers, numbers, 1 + 0 * numbers)
    meadow = CoverLayer("meadow_grass", 5.0, np.full((32, 32), 200, np.uint8))
    return dataclasses.replace(
        place, props=place.props[:9], cover=Cover(3, (meadow,), woods), people=(), settlement=None
    )


def test_another_reader_draws_as_many_as_there_are(place: Place) -> None:
    grown = _grown(place)
    glb = scene_glb(grown, _without_pictures(place), {})
    tree, _ = read_glb(glb)
    folder, node = cache_folder() / "tools/vrm", shutil.which("node")
    if not folder.is_dir() or node is None:
        raise ToolMissing("three.js")
    done = subprocess.run([node, str(_READER), str(folder)], input=glb, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    drawn = json.loads(done.stdout)["instances"]
    counts = {name: each["count"] for name, each in drawn.items()}
    for group in ("Woods", "Cover"):
        for told in _children(tree, group):
            assert counts.pop(told["name"]) == told["extras"]["count"]
    assert not counts, "no prop stands there twice"
    assert grown.cover is not None
    last = [number for number in range(60) if number % 2 == 0 and number // 2 % 3 == 0][-1]
    assert drawn["woods oak 1"]["last"] == pytest.approx([3.0 * last, last, 2.0 * last], abs=1e-3)


def test_cover_is_thinned_evenly_and_says_so(place: Place) -> None:
    grown = _grown(place)
    assert grown.cover is not None
    (layer,) = grown.cover.layers
    side = side_m(grown.land)
    whole = plants_of_ground(layer, side, 3)
    cells = [plants_of(layer, side, column, row, 3) for row in range(13) for column in range(13)]
    assert np.array_equal(whole[0], np.concatenate([x for x, _ in cells])), "as engines place them"
    assert np.array_equal(whole[1], np.concatenate([z for _, z in cells]))
    (node,) = _children(read_glb(scene_glb(grown, _without_pictures(place), {}))[0], "Cover")
    assert node["extras"]["in_nature"] == pytest.approx(len(whole[0]), rel=0.02)
    assert node["extras"]["count"] == pytest.approx(100_000, rel=0.05)
    thin = plants_of_ground(layer, side, 3, 0.1)
    assert len(thin[0]) == pytest.approx(0.1 * len(whole[0]), rel=0.05)
    halves = [np.count_nonzero(thin[axis] < side[axis] / 2) / len(thin[0]) for axis in (0, 1)]
    assert halves == pytest.approx([0.5, 0.5], abs=0.02)


def test_levels_of_detail_are_simpler_and_stand_at_the_same_places(place: Place) -> None:
    tree, _ = read_glb(scene_glb(_grown(place), _without_pictures(place), {}))

    def triangles(node: dict[str, Any]) -> int:
        primitives = tree["meshes"][node["mesh"]]["primitives"]
        return sum(tree["accessors"][each["indices"]]["count"] for each in primitives) // 3

    levelled = [node for node in tree["nodes"] if "MSFT_lod" in node.get("extensions", {})]
    assert len(levelled) > 6
    reached = {child for node in tree["nodes"] for child in node.get("children", [])}
    for node in levelled:
        coarser = node["extensions"]["MSFT_lod"]["ids"]
        counts = [triangles(node), *(triangles(tree["nodes"][each]) for each in coarser)]
        assert all(less < more for more, less in itertools.pairwise(counts))
        assert len(node["extras"]["MSFT_screencoverage"]) == len(counts)
        assert not reached & {*coarser}, "no scene shows two levels at once"
        for each in coarser:
            other = tree["nodes"][each]
            assert other["translation"] == node["translation"]
            key = "EXT_mesh_gpu_instancing"
            assert other.get("extensions", {}).get(key) == node["extensions"].get(key)


def test_what_one_walks_on_is_a_scene_of_its_own(tree: dict[str, Any], glb: bytes, place: Place) -> None:
    assert [scene["name"] for scene in tree["scenes"]] == [place.name, "Navigation"]
    (number,) = tree["scenes"][1]["nodes"]
    assert tree["nodes"][number]["extras"]["purpose"] == "navigation"
    ground = trimesh.load(io.BytesIO(glb), file_type="glb").geometry["Navigation"]
    assert ground.face_normals[:, 1].min() > 0.3, "it faces upwards"
    above = ground.vertices[:, 1] - height_at(
        place.land.heights_m, SPACING_M, ground.vertices[:, 0], ground.vertices[:, 2]
    )
    assert np.abs(above).max() < 0.01
    assert {node["extras"].get("collision") for node in _children(tree, "Buildings")} == {"mesh"}


def test_names_are_unique_and_materials_few(tree: dict[str, Any]) -> None:
    names = [node["name"] for node in tree["nodes"]]
    assert len(names) == len(set(names))
    looks = [json.dumps({**each, "name": ""}, sort_keys=True) for each in tree["materials"]]
    assert len(looks) == len(set(looks))
    assert len(tree["materials"]) <= 40


def _without_pictures(place: Place) -> Materials:
    return Materials(7, "grassland", "timber", {"grass": plain_material("grass", 1)}, {}, splat_of(place))


def test_an_independent_reader_sees_the_ground_where_it_is(glb: bytes, place: Place) -> None:
    scene = trimesh.load(io.BytesIO(glb), file_type="glb")
    assert isinstance(scene, trimesh.Scene)
    ground = scene.geometry["Terrain"]
    low, high = ground.bounds
    side = (place.land.heights_m.shape[0] - 1) * SPACING_M
    assert low[[0, 2]] == pytest.approx([0.0, 0.0])
    assert high[[0, 2]] == pytest.approx([side, side])
    assert high[1] == pytest.approx(float(place.land.heights_m.max()), abs=TOLERANCE_M)


def test_people_keep_their_skeletons_and_breathe(tree: dict[str, Any]) -> None:
    assert len(tree["skins"]) == 2
    assert [each["name"] for each in tree["animations"]] == ["person-01 idle", "person-02 idle"]
    joints = [set(skin["joints"]) for skin in tree["skins"]]
    assert not joints[0] & joints[1]
    for animation in tree["animations"]:
        assert all("node" in channel["target"] for channel in animation["channels"])
    skinned = [node for node in tree["nodes"] if "skin" in node]
    assert [node["name"] for node in skinned] == ["person-01 figure", "person-02 figure"]
    # What is skinned follows its joints and stands at the top; the joints stand below the person.
    top = set(tree["scenes"][0]["nodes"])
    assert all(tree["nodes"].index(node) in top for node in skinned)
    assert not any("targets" in primitive for mesh in tree["meshes"] for primitive in mesh["primitives"])


def test_the_same_world_gives_the_same_bytes(place: Place, plain_materials: Materials) -> None:
    assert scene_glb(place, plain_materials, {}) == scene_glb(small_place(), plain_materials, {})


def test_a_world_where_nobody_lives_is_whole_too(plain_materials: Materials) -> None:
    empty = small_place("desert", settled=False)
    glb = scene_glb(empty, plain_materials, {})
    assert validate_glb(glb)["issues"]["numErrors"] == 0
    names = [node["name"] for node in _children(read_glb(glb)[0], "Nowhere")]
    assert names == ["Terrain", "Water", "Props"]


def test_the_work_can_be_stopped(place: Place, plain_materials: Materials) -> None:
    calls = 0

    def stop() -> None:
        nonlocal calls
        calls += 1
        if calls == 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        scene_glb(place, plain_materials, {}, Callbacks(checkpoint=stop))


def test_plinths_reach_below_the_lowest_ground(place: Place) -> None:
    assert place.settlement is not None
    for building in place.settlement.buildings:
        site = site_of(building, place.land)
        across = np.linspace(-building.width_m / 2, building.width_m / 2, 21)
        along = np.linspace(-building.depth_m / 2, building.depth_m / 2, 21)
        local = np.stack([*np.meshgrid(across, along), np.zeros((21, 21))]).reshape(3, -1)[[0, 2, 1]]
        places = turned_y(building.turn_deg) @ local
        ground = height_at(place.land.heights_m, SPACING_M, building.x_m + places[0], building.z_m + places[2])
        # Foundations go 0.35 m deeper than the lowest place that was looked at.
        assert building.floor_m - site.drop_m - 0.35 < float(ground.min())


_PLACE = small_place()


def test_the_ground_lies_within_its_tolerance_and_faces_up() -> None:
    mesh = ground_mesh(_PLACE)
    land = _PLACE.land
    a, b, c = np.moveaxis(mesh.positions[mesh.triangles].astype(np.float64), 1, 0)
    facing = np.cross(b - a, c - a)
    up = facing[:, 1] > 1e-9
    assert np.all(up | (np.abs(facing[:, 1]) < 1e-9)), "the rest is the wall, which stands"
    side = (land.heights_m.shape[0] - 1) * SPACING_M
    assert float(facing[up, 1].sum()) / 2.0 == pytest.approx(side * side), "no gap, and nothing twice"
    off = np.abs(_heights_of(mesh.positions, mesh.triangles[up]) - land.heights_m)
    assert off.max() <= TOLERANCE_M + 1e-3
    assert off[built_on(_PLACE)].max() < 1e-3, "exact below what stands"
    assert len(mesh.positions) < land.heights_m.size
    assert np.allclose(np.sum(mesh.normals.astype(np.float64) ** 2, axis=1), 1.0, atol=1e-4)


def _heights_of(positions: npt.NDArray[np.float32], triangles: npt.NDArray[np.uint32]) -> npt.NDArray[np.float64]:
    """Heights of a surface at the grid points of the small place, by the triangles that these lie in."""
    heights = np.full(_PLACE.land.heights_m.shape, np.nan)
    for one, two, three in positions[triangles].astype(np.float64):
        corners = np.stack([one, two, three])
        low = np.ceil(corners[:, [0, 2]].min(axis=0) / SPACING_M - 1e-6).astype(int)
        high = np.floor(corners[:, [0, 2]].max(axis=0) / SPACING_M + 1e-6).astype(int)
        x, z = np.meshgrid(*(np.arange(low[k], high[k] + 1) * SPACING_M for k in range(2)))
        edges = np.stack([two - one, three - one])[:, [0, 2]]
        share = np.stack([x - one[0], z - one[2]], axis=-1) @ np.linalg.inv(edges)
        within = (share.min(axis=-1) > -1e-6) & (share.sum(axis=-1) < 1.0 + 1e-6)
        part = heights[low[1] : high[1] + 1, low[0] : high[0] + 1]
        part[within] = (one[1] + share @ np.array([two[1] - one[1], three[1] - one[1]]))[within]
    return heights


def test_grids_are_split_from_north_east_to_south_west() -> None:
    assert grid_triangles(np.array([[True, False]])).tolist() == [[0, 3, 1], [1, 3, 4]]


def test_water_covers_what_is_wet_and_shows_nowhere_above_dry_ground() -> None:
    land = _PLACE.land
    sea, fresh = sea_mesh(land), fresh_mesh(land)
    assert sea is not None
    assert fresh is not None
    assert np.all(sea.positions[:, 1] == np.float32(SEA_M))
    ground = height_at(land.heights_m, SPACING_M, fresh.positions[:, 0], fresh.positions[:, 2])
    column = np.rint(fresh.positions[:, 0] / SPACING_M).astype(int)
    row = np.rint(fresh.positions[:, 2] / SPACING_M).astype(int)
    wet = land.water[row, column] & (np.abs(land.water_m[row, column] - SEA_M) > 0.05)
    assert np.allclose(fresh.positions[wet, 1], land.water_m[row, column][wet])
    dry = ~land.water[row, column]
    assert np.all(fresh.positions[dry, 1] < ground[dry])
    # Each wet point that is no sea has a vertex.
    expected = land.water & (np.abs(np.nan_to_num(land.water_m) - SEA_M) > 0.05)
    assert int(wet.sum()) == int(expected.sum())
