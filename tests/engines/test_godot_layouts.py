"""Layouts in the real Godot: scenes as files, and what the addon makes of a server's answer."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from procgen.kit.wire.received import receive
from procgen.layout.exporters import EXPORTERS, tileset
from procgen.layout.features import Features, features_of
from procgen.layout.generate import generate
from procgen.layout.kinds import IS_WALKABLE
from procgen.layout.layout import Layout
from procgen.layout.parameters import LayoutParameters
from procgen.layout.pieces import GROUND_PIECES, PIECES, SOLID_PIECES, WALL_HEIGHT_M, piece
from procgen.layout.placing import places_of
from procgen.layout.tiles import TILES, Tile, TileArray
from procgen.layout.wire.outputs import output_number
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.v1 import layout_pb2
from tests.client import LAYOUT, channel, small_layout
from tests.conftest import RunningServer
from tests.engines.godot_probe import report_of
from tests.layout.flow.graphs import flow_of, said
from tests.layout.maps import village
from tests.tools import godot

LIBRARY = ["wall", "floor", "door", "no such tile"]
OUTPUTS = [output_number("tiles_u8"), output_number("tiles_png")]
FREE = 255


@pytest.fixture(scope="module")
def flow_layout() -> Layout:
    """A layout of two floors after a flow graph."""
    return generate(LayoutParameters("dungeon", 0, 0, 4, flow=flow_of(said())), ModelStore())


@pytest.fixture(scope="module")
def report(
    server: RunningServer, godot_project: Path, flow_layout: Layout, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What the engine saw; that it complained about nothing is checked on the way."""
    project = tmp_path_factory.mktemp("godot_layouts") / "project"
    shutil.copytree(godot_project, project)
    layout = village()
    (project / tileset.FILE_NAME).write_bytes(EXPORTERS["tiles_png"].encode(layout))
    scenes = {"tile_map": "godot_tscn", "grid_map": "godot_gridmap_tscn"}
    for name, kind in scenes.items():
        (project / f"{name}.tscn").write_bytes(EXPORTERS[kind].encode(layout))
    flows = {f"{name}_flow": EXPORTERS[kind].encode(flow_layout) for name, kind in scenes.items()}
    for name, data in flows.items():
        (project / f"{name}.tscn").write_bytes(data)
    done = godot(["--path", project, "--import"])
    assert done.returncode == 0, done.stdout
    asked = {
        **{name: f"res://{name}.tscn" for name in scenes},
        "flows": [f"res://{name}.tscn" for name in flows],
        "web_port": server.web_port,
        "library": LIBRARY,
        "request": {
            "message": "LayoutRequest",
            "seed": "7",
            "kind": "dungeon",
            "model": "bsp",
            "width": 24,
            "depth": 16,
            "metres_per_tile": 1.5,
            "outputs": OUTPUTS,
        },
    }
    return report_of(project, ["--script", "res://layout_probe.gd"], asked)


@pytest.fixture(scope="module")
def native(server: RunningServer) -> TileArray:
    """The same request's tiles by grpcio."""
    with channel(server) as opened:
        call = opened.unary_stream(
            LAYOUT,
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=layout_pb2.LayoutEvent.FromString,
        )
        received = receive(call(small_layout(metres_per_tile=1.5, outputs=OUTPUTS)))
    return np.frombuffer(received.file("tiles_u8"), np.uint8).reshape(16, 24)


def check_tiles(found: dict[str, Any], tiles: TileArray) -> None:
    assert found["position"] == [0, 0]
    assert found["size"] == [tiles.shape[1], tiles.shape[0]]
    assert found["names"] == [Tile(tile).name.lower() for tile in tiles.ravel()]
    assert found["walkable"] == IS_WALKABLE[tiles].ravel().tolist()
    blocked = ~IS_WALKABLE[tiles] | (tiles == Tile.LOCKED_DOOR)
    assert found["blocked"] == blocked.ravel().tolist()


def markers(features: Features) -> list[tuple[str, int, int]]:
    doors = [("door", door.column, door.row) for door in features.doors]
    others = (("key", features.keys), ("entrance", features.entrances), ("exit", features.exits))
    return doors + [(kind, *cell) for kind, cells in others for cell in cells]


def test_a_tile_map_has_its_tiles_and_stops_who_walks_into_walls(report: dict[str, Any]) -> None:
    found = report["tile_map"]
    check_tiles(found, village().tiles)
    assert found["nearest"]
    assert Recipe.from_json(found["recipe"]) == village().recipe
    seen = [(each["group"], (each["place"][0] - 8) / 16, (each["place"][1] - 8) / 16) for each in found["markers"]]
    assert seen == markers(features_of(village().tiles))


def test_a_grid_map_has_its_pieces_turned_as_they_stand(report: dict[str, Any]) -> None:
    found, layout = report["grid_map"], village()
    places = places_of(layout.tiles, layout.kind)
    assert found["cell_size"] == [2.0, WALL_HEIGHT_M, 2.0]
    assert Recipe.from_json(found["recipe"]) == layout.recipe
    # Where a piece's front, south, comes to look after so many quarter turns.
    fronts = [(0, 1), (1, 0), (0, -1), (-1, 0)]
    for part, is_ground in (("Ground", True), ("Things", False)):
        expected = [
            [int(column), 0, int(row), name, *fronts[turn]]
            for name, where in places.items()
            if (name in GROUND_PIECES) == is_ground
            for column, row, turn in zip(where.columns, where.rows, where.turns, strict=True)
        ]
        assert sorted(found[part]) == sorted(expected)
    seen = [(each["group"], each["place"][0] / 2 - 0.5, each["place"][2] / 2 - 0.5) for each in found["markers"]]
    assert seen == markers(features_of(layout.tiles))


def test_a_flow_graph_is_marked_in_both_scenes(report: dict[str, Any], flow_layout: Layout) -> None:
    flow = flow_layout.flow
    assert flow is not None
    width = flow.floors[0].width
    for name, across in (("tile_map_flow", 16.0), ("grid_map_flow", flow_layout.metres_per_tile)):
        found = report[f"res://{name}.tscn"]
        rooms = [mark for mark in found["marks"] if mark["group"] == "flow_room"]
        assert [(mark["name"], mark["kind"], mark["floor"]) for mark in rooms] == [
            (room.id, room.kind, room.floor) for room in flow.rooms
        ]
        for mark, room in zip(rooms, flow.rooms, strict=True):
            stacked = name == "grid_map_flow"
            column = room.column - (room.floor * width if stacked else 0)
            assert mark["place"][0] == pytest.approx((column + room.width / 2) * across)
            assert mark["place"][-1] == pytest.approx((room.row + room.depth / 2) * across)
            if stacked:
                assert mark["place"][1] == room.floor * WALL_HEIGHT_M
            assert mark["tiles"] == [room.column, room.row]
        (lock,) = (mark for mark in found["marks"] if mark.get("key") == "bronze")
        assert (lock["from"], lock["to"], lock["kind"]) == ("hall", "out", "locked")
    heights = report["res://grid_map_flow.tscn"]["heights"]
    assert set(heights) == {"0", "1"}
    assert all(column < width for column in heights.values())


def test_meshes_of_the_library_are_the_pieces_and_face_outwards(report: dict[str, Any]) -> None:
    meshes = report["grid_map"]["meshes"]
    assert set(meshes) == set(places_of(village().tiles, "village"))
    for name, mesh in meshes.items():
        solids = piece(name, 2.0)
        corners = np.concatenate([solid.positions for solid in solids])
        assert mesh["triangles"] == mesh["outward"] == len(corners) // 3
        np.testing.assert_allclose(mesh["low"], corners.min(axis=0), atol=1e-4)
        np.testing.assert_allclose(mesh["high"], corners.max(axis=0), atol=1e-4)
        assert mesh["shapes"] == (name in SOLID_PIECES or name in GROUND_PIECES)


def test_what_blocks_the_way_is_solid(report: dict[str, Any]) -> None:
    layout = village()
    walkable = IS_WALKABLE[layout.tiles] & (layout.tiles != Tile.LOCKED_DOOR)
    seen = np.zeros(layout.tiles.shape, bool)
    for column, row in report["grid_map"]["solid"]:
        seen[row, column] = True
    ground = np.zeros(layout.tiles.shape, bool)
    for name, where in places_of(layout.tiles, layout.kind).items():
        ground[where.rows, where.columns] |= name in PIECES and name in GROUND_PIECES
    np.testing.assert_array_equal(seen[ground], ~walkable[ground])


def test_the_addon_builds_what_the_server_sent(report: dict[str, Any], native: TileArray) -> None:
    built = report["built"]
    assert built["status"]["code"] == "OK"
    check_tiles(built["tile_map"], native)
    assert Recipe.from_json(built["recipe"]).sha256 == built["result"]["recipe"]["sha256"]
    counted = Counter(Tile(tile).name.lower() for tile in native.ravel())
    assert built["items"] == {name: counted[name] for name in LIBRARY if counted[name]}
    assert built["cell_m"] == 1.5


def test_an_erased_cell_is_free_in_the_next_request(report: dict[str, Any], native: TileArray) -> None:
    expected = native.astype(int)
    expected[2, 3] = FREE
    assert report["built"]["fixed"] == expected.ravel().tolist()


def test_the_addon_knows_which_tiles_are_solid() -> None:
    source = Path(__file__).parents[2] / "engine_bridges/godot/addons/procgen/layout/layout_builder.gd"
    listed = source.read_text().split("const SOLID")[1].split("]\n")[1 - 1]
    names = {line.strip().removeprefix("ProcgenV1.LayoutTile.").rstrip(",") for line in listed.splitlines()[1:]}
    assert {Tile[name] for name in names if name in Tile.__members__} == {
        Tile(tile) for tile in range(TILES) if not IS_WALKABLE[tile]
    }
