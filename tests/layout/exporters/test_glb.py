"""Block-outs as glTF, checked by Khronos' validator and read by a reader of our tests."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.layout.exporters import EXPORTERS
from procgen.layout.pieces import PIECES
from procgen.layout.placing import places_of
from procgen.layout.tiles import Tile
from procgen.runtime.recipe import Recipe
from tests.layout.maps import of, village
from tests.terrain.exporters.gltf import Gltf
from tests.tools import validate_glb


def test_the_validator_finds_nothing_wrong() -> None:
    report = validate_glb(EXPORTERS["glb"].encode(village()))
    assert report["issues"]["messages"] == []
    assert report["info"]["materialCount"] > 20


@pytest.mark.parametrize("side", [1.0, 2.0])
def test_nodes_share_meshes_and_stand_in_the_middle_of_their_tiles(side: float) -> None:
    layout = of(village().tiles, metres_per_tile=side)
    tree = Gltf(EXPORTERS["glb"].encode(layout)).tree
    root = tree["nodes"][0]
    assert root["name"] == "layout"
    names = [mesh["name"] for mesh in tree["meshes"]]
    assert len(set(names)) == len(names)
    assert set(names) <= set(PIECES)
    places = places_of(layout.tiles, layout.kind)
    assert [nodes_below["name"] for nodes_below in (tree["nodes"][child] for child in root["children"])] == names
    for child in root["children"]:
        parent = tree["nodes"][child]
        where = places[parent["name"]]
        standing = [tree["nodes"][number] for number in parent["children"]]
        assert {node["mesh"] for node in standing} == {names.index(parent["name"])}
        found = np.array([node["translation"] for node in standing])
        expected = np.stack([where.columns + 0.5, np.zeros(len(where.rows)), where.rows + 0.5], axis=1) * side
        np.testing.assert_allclose(found, expected)
        for node, turn in zip(standing, where.turns, strict=True):
            x, y, z, w = node.get("rotation", (0.0, 0.0, 0.0, 1.0))
            angle = 2.0 * np.degrees(np.arctan2(y, w))
            assert (x, z) == (0.0, 0.0)
            np.testing.assert_allclose(angle % 360.0, 90.0 * turn % 360.0, atol=1e-6)


def test_recipe_and_rooms_are_the_scene_s_extras() -> None:
    layout = village()
    extras = Gltf(EXPORTERS["glb"].encode(layout)).tree["scenes"][0]["extras"]
    assert extras["recipe"]["sha256"] == layout.recipe.sha256
    assert Recipe("layout", extras["recipe"]["request"]) == layout.recipe
    assert [room["tiles"] for room in extras["rooms"]] == [10, 9, 9]


def test_rock_that_nobody_sees_is_left_out() -> None:
    tiles = np.full((40, 40), Tile.ROCK, np.uint8)
    tiles[18:22, 18:22] = Tile.FLOOR
    tree = Gltf(EXPORTERS["glb"].encode(of(tiles, "cave"))).tree
    assert sum("mesh" in node for node in tree["nodes"]) == 6 * 6
