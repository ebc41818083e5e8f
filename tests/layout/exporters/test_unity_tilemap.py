"""What the Unity package reads: tests/engines has the package itself read it."""

from __future__ import annotations

import json

import numpy as np

from procgen.layout.exporters import EXPORTERS, tileset
from procgen.runtime.recipe import Recipe
from tests.layout.maps import village


def test_rows_begin_in_the_south_and_the_recipe_is_whole() -> None:
    layout = village()
    said = json.loads(EXPORTERS["unity_tilemap_json"].encode(layout))
    assert (said["format"], said["version"]) == ("procgen-tilemap", 1)
    tiles = np.array(said["tiles"]).reshape(said["depth"], said["width"])
    np.testing.assert_array_equal(tiles[::-1], layout.tiles)
    recipe = said["recipe"]
    assert Recipe(recipe["domain"], json.loads(recipe["request_json"]), recipe["model_sha256"]) == layout.recipe
    assert recipe["sha256"] == layout.recipe.sha256
    assert (said["image"], said["image_columns"], said["tile_px"]) == (tileset.FILE_NAME, 8, 16)
