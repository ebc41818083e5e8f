"""A world that sounds by Unity's components, against a real server: who walks through it hears what its files say.

On mono alone, which is nearest to Unity's own runtime: the server's part of it takes seconds.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from procgen.formats.gltf import block_of, write_glb
from procgen.world.materials import Materials
from procgen.world.place import Place
from tests.conftest import RunningServer
from tests.engines.unity_runtime import ask, compile_runtime
from tests.engines.world_sound import part_lands, wooded_at
from tests.world.small_folder import write_land

SURFACES = {"rock": "stone", "scree": "gravel", "soil": "dirt", "grass": "grass", "forest_floor": "leaves"}
SURFACES |= {kind: kind for kind in ("sand", "snow", "mud")}
WALKED = [(20.0, 30.0), (60.0, 60.0), (95.0, 60.0), (40.0, 90.0), (85.0, 85.0), (90.0, 20.0)]
"""Metres east and south of the north-western corner."""


@pytest.fixture(scope="module")
def world(place: Place, plain_materials: Materials, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unity_world")
    write_land(place, plain_materials, folder / "world")
    part_lands(folder / "world", 55.0)
    heights = np.load(folder / "world/ground/heights.npy")
    ground = json.loads((folder / "world/ground/ground.json").read_text())
    at = np.rint(np.array(WALKED) / ground["metres_per_pixel"]).astype(int)
    walked = [(x, heights[row, column], -z) for (x, z), (column, row) in zip(WALKED, at, strict=True)]
    np.array(walked, "<f4").tofile(folder / "walked")
    return folder


@pytest.fixture(scope="module")
def heard(server: RunningServer, world: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    program = compile_runtime(tmp_path_factory.mktemp("unity_runtime"))
    return ask(program, "mono", "WorldSound", server.web_port, world)


def test_a_place_sounds_as_its_files_say(heard: dict[str, Any], world: Path) -> None:
    told = json.loads((world / "world/settlement.json").read_text())
    main, *others = heard["places"]
    assert (main["hour"], main["weather"]) == (20.0, "fog")
    assert main["settlement"] != "none"
    assert all(other["settlement"] == "none" and other["weather"] == "fog" for other in others)
    kinds = [thing["kind"] for thing in heard["things"]]
    assert {"brook", "shore"} & set(kinds)
    smithies = [each for each in told["buildings"] if each["use"] == "smithy"]
    assert [(each["x"], -each["z"]) for each in heard["things"] if each["kind"] == "smithy"] == [
        pytest.approx((each["x_m"], each["z_m"]), abs=0.01) for each in smithies
    ]
    assert heard["log"] == []


def test_steps_are_those_of_the_ground(heard: dict[str, Any], world: Path) -> None:
    ground = json.loads((world / "world/ground/ground.json").read_text())
    splat = json.loads((world / "world/materials/materials.json").read_text())["splat"]
    pictures = [np.asarray(Image.open(world / "world/materials" / name)) for name in splat["files"]]
    layers = np.concatenate(pictures, axis=2)
    heights, water = (np.load(world / f"world/ground/{name}.npy") for name in ("heights", "water"))
    for (x, z), found in zip(WALKED, heard["trodden"], strict=True):
        cell = round(z / ground["metres_per_pixel"]), round(x / ground["metres_per_pixel"])
        if water[cell] > heights[cell] + 0.05:
            assert found == "water"
            continue
        row = round(z / ((ground["rows"] - 1) * ground["metres_per_pixel"]) * (layers.shape[0] - 1))
        column = round(x / ((ground["columns"] - 1) * ground["metres_per_pixel"]) * (layers.shape[1] - 1))
        assert found == SURFACES[splat["layers"][layers[row, column].argmax()]]
    assert 4 <= heard["steps"] <= 11, "eight metres at a run or a walk"
    assert heard["on_stage"] == "planks"


def test_the_land_that_is_walked_is_heard(heard: dict[str, Any], world: Path) -> None:
    lands = [each["biome"] for each in heard["places"]]
    assert set(lands) == {"grassland", "temperate_forest"}
    shares = np.reshape(heard["shares"], (len(WALKED), 2))
    wooded = [wooded_at(world / "world", x, z) for x, z in WALKED]
    assert np.ptp(wooded) > 0.5, "the same everywhere proves nothing"
    np.testing.assert_allclose(shares[:, lands.index("temperate_forest")], wooded, atol=1e-5)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, atol=1e-5)
    assert all(each["beds"] >= 1 for each in heard["places"])
    assert heard["beds_play"] == 0, "beds of a land that is far away are silent"
    assert max(heard["followed"], default=0.0) <= 150.0
    assert heard["stays"]


def test_houses_ring_and_dull_what_is_outdoors(heard: dict[str, Any], world: Path) -> None:
    buildings = json.loads((world / "world/settlement.json").read_text())["buildings"]
    assert len(heard["rooms"]) == len(buildings)
    for room, building in zip(heard["rooms"], buildings, strict=True):
        assert (room["x"], -room["z"]) == pytest.approx((building["x_m"], building["z_m"]), abs=0.01)
        assert 0.1 <= room["decay"] <= 3.0
        assert room["nearest"] < room["farthest"]
    assert heard["indoors"]["is"]
    assert heard["indoors"]["open_hz"] > 20_000
    assert heard["indoors"]["dull_hz"] < 1_000


def test_music_follows_danger(heard: dict[str, Any]) -> None:
    assert heard["pieces"][1] == "battle"
    assert heard["changes"] == ["battle", "battle"], "by way of the bar that leads there"
    assert heard["loudest"] <= 0.4 + 1e-6


def test_what_went_wrong_is_told_and_nothing_is_left(heard: dict[str, Any]) -> None:
    assert heard["astray"] == "ProcgenException: A Procgen World Sound lies below a Procgen World."
    assert heard["left"] == 0


def test_the_hour_of_a_world_is_set_where_it_changes_and_once_a_lamp(
    world: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("unity_hour")
    shutil.copytree(world / "world", folder / "world")
    tree = {"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}]}
    lantern = {"name": "lantern 1", "translation": [20.0, 5.0, 30.0]}
    # And a house of glass.
    corners = np.array([(0, 0, 0), (1, 0, 0), (0, 1, 0)], np.float32)
    accessor = {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}
    tree |= {
        "nodes": [lantern, {"name": "Buildings", "children": [2]}, {"name": "house", "mesh": 0}],
        "scenes": [{"nodes": [0, 1]}],
        "meshes": [{"name": "house", "primitives": [{"attributes": {"POSITION": 0, "NORMAL": 0}, "material": 0}]}],
        "materials": [{"name": "glass"}],
        "accessors": [{**accessor, "min": [0, 0, 0], "max": [1, 1, 0]}],
    }
    (folder / "world/world.glb").write_bytes(write_glb(tree, [block_of(corners.tobytes())]))
    shutil.copytree(folder / "world", folder / "deserted")
    manifest = json.loads((folder / "deserted/manifest.json").read_text())
    manifest["description"]["deserted"] = True
    (folder / "deserted/manifest.json").write_text(json.dumps(manifest))
    told = ask(compile_runtime(folder), "mono", "WorldScenario", 1, folder)
    assert [(each["lamps"], each["lit"]) for each in told["opened"]] == [(1, 1)] * 2
    assert told["opened"][0]["y"] == told["opened"][1]["y"] > 5.0
    assert told["wetter"] > 0.01
    assert told["left_alone"]
    assert told["dry_again"]
    assert told["out_at_noon"]
    assert told["left"] == 0
    assert told["world"] == {"lamps": 1, "shines": True}
    assert told["deserted"] == {"lamps": 0, "shines": False}
    assert told["log"] == []
