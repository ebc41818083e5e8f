"""Files of a layout after a flow graph: what they say of its rooms, passages and keys."""

from __future__ import annotations

import io
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import pytiled_parser
from PIL import Image

from procgen.layout.exporters import EXPORTERS
from procgen.layout.flow.plan import FlowMap
from procgen.layout.generate import generate
from procgen.layout.layout import Layout
from procgen.layout.parameters import LayoutParameters
from procgen.layout.pieces import WALL_HEIGHT_M
from procgen.layout.preview import PREVIEW_PX, picture_rgb, preview_rgb
from procgen.runtime.store import ModelStore
from tests.layout.exporters.test_tiled import parsed
from tests.layout.flow.graphs import flow_of, said

MARKS = {"flow_room": 6, "flow_passage": 7, "flow_key": 1}
"""Of the graph: stairs are marked on both floors."""


@pytest.fixture(scope="module")
def layout() -> Layout:
    return generate(LayoutParameters("dungeon", 0, 0, 4, flow=flow_of(said())), ModelStore())


@pytest.fixture
def flow(layout: Layout) -> FlowMap:
    assert layout.flow is not None
    return layout.flow


def test_sidecars_say_where_all_is(layout: Layout, flow: FlowMap) -> None:
    file = json.loads(EXPORTERS["npy"].sidecar(layout))
    assert file["flow"] == flow.said()
    assert [room["id"] for room in file["flow"]["rooms"]] == [room["id"] for room in said()["rooms"]]
    assert [floor["x"] for floor in file["flow"]["floors"]] == [0, layout.tiles.shape[1] // 2]
    assert json.loads(EXPORTERS["unity_tilemap_json"].encode(layout))["flow"] == file["flow"]


@pytest.mark.parametrize("kind", ["tmj", "tmx"])
def test_tiled_has_an_object_for_each(tmp_path: Path, layout: Layout, flow: FlowMap, kind: str) -> None:
    objects = parsed(tmp_path, kind, layout).layers[1]
    assert isinstance(objects, pytiled_parser.ObjectLayer)
    of_flow = [each for each in objects.tiled_objects if each.class_.startswith("flow_")]
    assert Counter(each.class_ for each in of_flow) == MARKS
    hall = next(each for each in of_flow if each.name == "hall")
    room = flow.rooms[1]
    assert (hall.coordinates.x, hall.coordinates.y) == (16 * room.column, 16 * room.row)
    assert (hall.size.width, hall.size.height) == (16 * room.width, 16 * room.depth)
    assert hall.properties == {"kind": "hub", "floor": 0}
    lock = next(each for each in of_flow if (each.properties or {}).get("kind") == "locked")
    assert lock.properties == {"kind": "locked", "from": "hall", "to": "out", "floor": 0, "key": "bronze"}


@pytest.mark.parametrize(("kind", "marker"), [("godot_tscn", "Marker2D"), ("godot_gridmap_tscn", "Marker3D")])
def test_godot_has_a_marker_for_each(layout: Layout, kind: str, marker: str) -> None:
    lines = EXPORTERS[kind].encode(layout).decode().splitlines()
    for group, count in MARKS.items():
        assert sum(f'type="{marker}"' in line and f'groups=["{group}"]' in line for line in lines) == count
    assert 'metadata/name = "loft"' in lines


def test_floors_lie_above_one_another_in_three_dimensions(layout: Layout, flow: FlowMap) -> None:
    data = EXPORTERS["glb"].encode(layout)
    tree = json.loads(data[20 : 20 + int.from_bytes(data[12:16], "little")])
    width = flow.floors[0].width * layout.metres_per_tile
    standing = [node["translation"] for node in tree["nodes"] if "mesh" in node]
    assert {y for _, y, _ in standing} == {0.0, WALL_HEIGHT_M}
    assert all(0.0 < x < width for x, _, _ in standing)
    loft = next(node for node in tree["nodes"] if node["name"] == "flow_room loft")
    assert (loft["translation"][1], loft["extras"]["width_m"], loft["extras"]["depth_m"]) == (WALL_HEIGHT_M, 10.0, 14.0)


def test_the_picture_shows_names(layout: Layout, flow: FlowMap) -> None:
    shown = np.asarray(Image.open(io.BytesIO(EXPORTERS["png"].encode(layout))))
    plain = picture_rgb(layout.tiles)
    assert shown.shape == plain.shape
    for room in flow.rooms:
        rows, columns = (
            slice(16 * room.row, 16 * (room.row + 2)),
            slice(16 * room.column, 16 * (room.column + room.width)),
        )
        assert (shown[rows, columns] != plain[rows, columns]).any(), room.id


def test_previews_of_many_floors_stay_small() -> None:
    assert max(preview_rgb(np.zeros((128, 512), np.uint8)).shape) <= PREVIEW_PX
