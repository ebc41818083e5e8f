"""Maps for Tiled, read by pytiled-parser, which is not ours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import pytiled_parser
from hypothesis import given

from procgen.layout.exporters import EXPORTERS, tileset
from procgen.layout.features import features_of
from procgen.layout.kinds import IS_WALKABLE
from procgen.layout.tiles import TILES, Tile, TileArray
from procgen.runtime.recipe import Recipe
from tests.layout.maps import any_tiles, few, of, village

KINDS = ("tmj", "tmx")


def parsed(folder: Path, kind: str, layout: object) -> pytiled_parser.TiledMap:
    (folder / tileset.FILE_NAME).write_bytes(EXPORTERS["tiles_png"].encode(layout))  # type: ignore[arg-type]
    path = folder / f"map.{kind}"
    path.write_bytes(EXPORTERS[kind].encode(layout))  # type: ignore[arg-type]
    return pytiled_parser.parse_map(path)


@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_map_is_there(tmp_path: Path, kind: str) -> None:
    layout = village()
    found = parsed(tmp_path, kind, layout)
    assert found.version == "1.10"
    assert (found.map_size.width, found.map_size.height) == (24, 18)
    assert (found.tile_size.width, found.tile_size.height) == (16, 16)
    assert not found.infinite
    assert found.properties is not None
    assert Recipe.from_json(str(found.properties["procgen_recipe"])) == layout.recipe
    assert found.properties["procgen_metres_per_tile"] == 2.0
    tiles, objects = found.layers
    assert isinstance(tiles, pytiled_parser.TileLayer)
    np.testing.assert_array_equal(np.array(tiles.data) - 1, layout.tiles)
    (tile_set,) = found.tilesets.values()
    assert tile_set.image == Path(tileset.FILE_NAME)
    assert (tile_set.image_width, tile_set.image_height, tile_set.columns, tile_set.tile_count) == (128, 64, 8, TILES)
    assert tile_set.tiles is not None
    for number, tile in tile_set.tiles.items():
        assert tile.class_ == Tile(number).name.lower()
        assert tile.properties == {"walkable": bool(IS_WALKABLE[number])}
    assert isinstance(objects, pytiled_parser.ObjectLayer)
    features = features_of(layout.tiles)
    by_class: dict[str, list[tuple[int, int, int, int]]] = {}
    for each in objects.tiled_objects:
        box = (each.coordinates.x, each.coordinates.y, each.size.width, each.size.height)
        by_class.setdefault(each.class_, []).append(tuple(round(side / 16) for side in box))  # type: ignore[arg-type]
    assert by_class == {
        "room": [(room.column, room.row, room.width, room.depth) for room in features.rooms],
        "door": [(door.column, door.row, 1, 1) for door in features.doors],
        "key": [(*cell, 1, 1) for cell in features.keys],
        "entrance": [(*cell, 1, 1) for cell in features.entrances],
        "exit": [(*cell, 1, 1) for cell in features.exits],
    }
    doors = [each for each in objects.tiled_objects if each.class_ == "door"]
    said = [{"locked": d.locked, "passage": "north_south" if d.north_south else "west_east"} for d in features.doors]
    assert [each.properties for each in doors] == said
    assert len({each.id for each in objects.tiled_objects}) == len(objects.tiled_objects) < found.next_object_id


@pytest.mark.parametrize("kind", KINDS)
@given(tiles=any_tiles())
@few
def test_any_map_comes_through(tmp_path_factory: pytest.TempPathFactory, kind: str, tiles: TileArray) -> None:
    found = parsed(tmp_path_factory.mktemp("tiled"), kind, of(tiles))
    layer = found.layers[0]
    assert isinstance(layer, pytiled_parser.TileLayer)
    np.testing.assert_array_equal(np.array(layer.data) - 1, tiles)


def test_names_with_signs_of_xml_do_not_break_it(tmp_path: Path) -> None:
    layout = village()
    recipe = Recipe("layout", {"kind": "village", "style": "<\"&'>", "seed": "1"})
    object.__setattr__(layout, "recipe", recipe)
    for kind in KINDS:
        found = parsed(tmp_path, kind, layout)
        assert found.properties is not None
        assert Recipe.from_json(str(found.properties["procgen_recipe"])) == recipe
