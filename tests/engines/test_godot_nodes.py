"""Nodes of the addon in a running game of the real Godot: streamed terrain, materials, and nodes that go too early."""

from __future__ import annotations

import io
import itertools
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import numpy as np
import numpy.typing as npt
import pytest
from google.protobuf import json_format
from PIL import Image

from procgen.runtime.recipe import Recipe
from procgen.v1 import terrain_pb2 as pb
from procgen.v1 import terrain_pb2_grpc
from tests.conftest import RunningServer, running_server
from tests.engines.godot_probe import report_of

Floats = npt.NDArray[np.float32]

TILE_PX, METRES, FAR_LEVEL = 64, 4.0, 2
SIDE = TILE_PX * METRES
NEAR_M, VIEW_M, HYSTERESIS = 300.0, 1500.0, 1.2
WORLD: dict[str, Any] = {"model": "noise-fbm", "relief_m": 300.0, "mean_height_m": 60.0}
SETTINGS: dict[str, Any] = {
    "terrain_seed": 11,
    "metres_per_pixel": METRES,
    "tile_px": TILE_PX,
    "far_level": FAR_LEVEL,
    "near_distance_m": NEAR_M,
    "view_distance_m": VIEW_M,
    "collision_distance_m": 50.0,
    "settings": WORLD,
}
# Two tiles on, along the row of tile 0; then far away.
PLACES = [[30.0, 40.0], [30.0 + 2 * SIDE, 40.0], [-5000.0, 3000.0]]


def probe(project: Path, what: str, *, screen: bool = False, **arguments: Any) -> dict[str, Any]:
    """What a function of nodes_probe.gd reports; fails if Godot complains about anything, leaks among it."""
    asked = {"probe": what, **arguments}
    return report_of(project, ["--script", "res://nodes_probe.gd"], asked, screen=screen)


class Tile:
    """A near tile, or a piece of a far one, as the engine has it."""

    def __init__(self, name: str, told: dict[str, Any]) -> None:
        self.column, self.row, self.level, self.piece = (int(part) for part in name.split("_")[1:])
        self.x, self.z, self.visible, self.solid = told["x"], told["z"], told["visible"], told["solid"]
        side = TILE_PX if self.level == 0 else TILE_PX // 4
        points = (side + 1) ** 2
        # Behind the grid's points are those of the skirt.
        self.heights = np.frombuffer(bytes.fromhex(told["heights"]), np.float32)[:points].reshape(side + 1, side + 1)
        self.normals = np.frombuffer(bytes.fromhex(told["normals"]), np.float32)[: points * 3].reshape(
            side + 1, side + 1, 3
        )
        self.recipe = told["recipe"]

    def distance(self, place: list[float]) -> float:
        """From a place to the nearest of the tile's."""
        away = [max(low - at, 0.0, at - low - SIDE) for at, low in zip(place, (self.x, self.z), strict=True)]
        return float(np.hypot(away[0], away[1]))


@pytest.fixture(scope="module")
def streamed(godot_project: Path) -> dict[str, Any]:
    """What was seen of a terrain whose server was killed and started again."""
    with running_server() as server, ThreadPoolExecutor(1) as executor:
        settings = {**SETTINGS, "web_port": server.web_port}
        arguments: dict[str, Any] = {"settings": settings, "places": PLACES, "server_pid": server.process.pid}
        running = executor.submit(lambda: probe(godot_project, "streamed", **arguments))
        server.process.wait(100)
        with running_server("--web-port", str(server.web_port)):
            return running.result()


@pytest.fixture(scope="module")
def stays(streamed: dict[str, Any]) -> list[list[Tile]]:
    """The tiles at each place."""
    return [[Tile(name, told) for name, told in stay["tiles"].items()] for stay in streamed["stays"]]


def test_all_that_can_be_seen_is_there_and_nothing_twice(stays: list[list[Tile]]) -> None:
    for place, tiles in zip(PLACES, stays, strict=True):
        seen = [tile for tile in tiles if tile.visible]
        corners = [(round(tile.x / SIDE), round(tile.z / SIDE)) for tile in seen]
        assert len(corners) == len(set(corners)), "two tiles at one place"
        columns, rows = ([round((at + step) // SIDE) for step in (-VIEW_M, VIEW_M)] for at in place)
        for column, row in itertools.product(range(columns[0], columns[1] + 1), range(rows[0], rows[1] + 1)):
            away = [
                max(low - at, 0.0, at - low - SIDE) for at, low in zip(place, (column * SIDE, row * SIDE), strict=True)
            ]
            if np.hypot(away[0], away[1]) <= VIEW_M:
                assert (column, row) in corners, "a hole"
        assert {tile.level for tile in seen if tile.distance(place) <= NEAR_M} == {0}, "the finest is near"
        assert FAR_LEVEL in {tile.level for tile in seen}


def test_tiles_behind_are_gone(stays: list[list[Tile]]) -> None:
    for place, tiles in zip(PLACES, stays, strict=True):
        near = {(tile.column, tile.row) for tile in tiles if tile.level == 0}
        assert max(tile.distance(place) for tile in tiles if tile.level == 0) <= NEAR_M * HYSTERESIS
        assert near
    before, after = ({(tile.column, tile.row) for tile in tiles if tile.level == 0} for tiles in stays[:2])
    assert before - after, "some are behind now"
    assert before & after, "some are still in sight"


def test_neighbours_share_their_border_to_the_bit(stays: list[list[Tile]]) -> None:
    compared = {0: 0, FAR_LEVEL: 0}
    for tiles in stays:
        by_corner = {(tile.level, round(tile.x / SIDE), round(tile.z / SIDE)): tile for tile in tiles}
        for (level, column, row), tile in by_corner.items():
            east, south = by_corner.get((level, column + 1, row)), by_corner.get((level, column, row + 1))
            for name in ("heights", "normals"):
                mine = getattr(tile, name)
                if east:
                    assert mine[:, -1].tobytes() == getattr(east, name)[:, 0].tobytes()
                if south:
                    assert mine[-1].tobytes() == getattr(south, name)[0].tobytes()
            compared[level] += (east is not None) + (south is not None)
    assert min(compared.values()) > 20


def test_heights_are_the_server_s(server: RunningServer, stays: list[list[Tile]]) -> None:
    tiles = {(tile.column, tile.row, tile.level, tile.piece): tile for tile in stays[0]}
    with grpc.insecure_channel(f"{server.host}:{server.port}") as channel:
        stub = terrain_pb2_grpc.TerrainServiceStub(channel)

        def heights(**where: Any) -> Floats:
            request = pb.TerrainRequest(
                seed=11,
                metres_per_pixel=METRES,
                keep_sea_floor=True,
                outputs=[pb.TERRAIN_OUTPUT_HEIGHTS_F32],
                **WORLD,
                **where,
            )
            data = b"".join(event.chunk.data for event in stub.Generate(request, timeout=60))
            return np.frombuffer(data, np.float32).reshape(where["depth_px"], where["width_px"])

        size = {"width_px": TILE_PX + 1, "depth_px": TILE_PX + 1}
        fine = np.maximum(heights(origin_x_px=-TILE_PX, origin_z_px=0, **size), np.float32(0.0))
        assert tiles[-1, 0, 0, 0].heights.tobytes() == fine.tobytes()
        recipe = Recipe.from_json(tiles[-1, 0, 0, 0].recipe)
        assert (recipe.request["seed"], recipe.request["model"]) == ("11", "noise-fbm")
        # A coarse point lies between the middles of four coarse pixels, five eighths of the way to the last one.
        size = {"width_px": TILE_PX + 2, "depth_px": TILE_PX + 2}
        coarse = heights(origin_x_px=-1, origin_z_px=-1, level=FAR_LEVEL, **size).astype(np.float64)
        columns = coarse[:, :-1] * 0.375 + coarse[:, 1:] * 0.625
        expected = columns[:-1] * 0.375 + columns[1:] * 0.625
        part = TILE_PX // 4
        found = tiles[0, 0, FAR_LEVEL, 5].heights
        np.testing.assert_allclose(
            found, np.maximum(expected, 0.0)[part : 2 * part + 1, part : 2 * part + 1], atol=1e-3
        )


def test_one_stands_on_what_one_sees(streamed: dict[str, Any], stays: list[list[Tile]]) -> None:
    for place, stay, tiles in zip(PLACES, streamed["stays"], stays, strict=True):
        assert stay["ground_m"] == pytest.approx(stay["height_m"], abs=0.6)
        [below] = [tile for tile in tiles if tile.level == 0 and tile.distance(place) == 0.0]
        column, row = (place[0] - below.x) / METRES, (place[1] - below.z) / METRES
        corners = below.heights[int(row) : int(row) + 2, int(column) : int(column) + 2]
        east, south = column % 1, row % 1
        weights = np.outer([1 - south, south], [1 - east, east])
        assert stay["height_m"] == pytest.approx(float((corners * weights).sum()), abs=1e-3)
        assert all(tile.solid == (tile.distance(place) <= 50.0) for tile in tiles if tile.level == 0)
        assert (stay["is_ready"], stay["is_ready_far_away"], stay["has_far_height"]) == (True, False, False)


def test_no_frame_gets_more_than_one_tile(streamed: dict[str, Any]) -> None:
    assert streamed["most_at_once"] == 1


def test_the_terrain_goes_on_when_the_server_does(streamed: dict[str, Any]) -> None:
    assert streamed["failures_before"] == 0
    assert set(streamed["failures"]) == {"UNAVAILABLE"}
    assert streamed["after"] == 0, "nothing is heard of a terrain that is gone"


def test_layers_lie_where_the_server_paints_them(server: RunningServer, godot_project: Path, tmp_path: Path) -> None:
    world = {**WORLD, "mean_height_m": 900.0}
    settings = {**SETTINGS, "near_distance_m": 10.0, "view_distance_m": 10.0, "settings": world}
    settings["web_port"] = server.web_port
    picture = tmp_path / "painted.png"
    report = probe(godot_project, "painted", screen=True, settings=settings, side_m=SIDE, picture=str(picture))
    request = json_format.ParseDict(dict(Recipe.from_json(report["recipe"]).request), pb.TerrainRequest())
    request.outputs[:] = [pb.TERRAIN_OUTPUT_SPLAT0_PNG]
    with grpc.insecure_channel(f"{server.host}:{server.port}") as channel:
        events = terrain_pb2_grpc.TerrainServiceStub(channel).Generate(request, timeout=60)
        splat = b"".join(event.chunk.data for event in events)
    # Two pixels more than the tile on each side; the last point lies on the picture's edge.
    weights = np.asarray(Image.open(io.BytesIO(splat)))[2 : 2 + TILE_PX, 2 : 2 + TILE_PX].astype(int)
    pixels = np.asarray(Image.open(picture).convert("RGB")).astype(int)
    rows = np.arange(TILE_PX) * pixels.shape[0] // TILE_PX
    # The tile is as high as the picture, and in its middle.
    photograph = pixels[rows][:, (pixels.shape[1] - pixels.shape[0]) // 2 + rows]
    for layer in (0, 1):
        certain = weights[..., layer] > 200
        assert certain.sum() > 20, "the tile has such ground"
        others = np.delete(photograph[certain], layer, axis=-1).max(axis=-1)
        assert (photograph[certain][:, layer] > others).mean() > 0.97
    # Elsewhere it is neither.
    neither = weights[..., :2].sum(axis=-1) < 20
    assert neither.sum() > 20
    spread = photograph[neither].max(axis=-1) - photograph[neither].min(axis=-1)
    assert np.quantile(spread, 0.9) < 120


def test_a_misspelt_setting_is_named(godot_project: Path) -> None:
    report = probe(godot_project, "misspelt_terrain", settings={"relif_m": 3.0})
    [told] = report["told"]
    assert told["code"] == "INVALID_ARGUMENT"
    assert told["message"] == "settings.relif_m: there is no such field."
    assert not report["streaming"]


@pytest.fixture(scope="module")
def surfaces(server: RunningServer, godot_project: Path) -> dict[str, Any]:
    """What became of materials."""
    return probe(godot_project, "surfaces", web_port=server.web_port)


def test_a_material_is_put_on_the_node_above(surfaces: dict[str, Any]) -> None:
    made = surfaces["described"]
    assert surfaces["is_on_wall"]
    assert (made["name"], made["triplanar"], made["normal_enabled"], made["ao_enabled"]) == ("brick", True, True, True)
    np.testing.assert_allclose(made["uv1_scale"], 0.5)
    assert [image["size"] for image in made["images"].values()] == [[256, 256]] * 3
    recipe = Recipe.from_json(made["recipe"]).request
    assert (recipe["material"], recipe["weather"]["moss"]) == ("brick", 0.5)


def test_a_material_is_put_on_another_node_with_its_repeats_hidden(surfaces: dict[str, Any]) -> None:
    assert surfaces["status"]["code"] == "OK"
    assert surfaces["box_kept"] == "ORMMaterial3D", "bricks would be cut"
    assert surfaces["box"] == "ShaderMaterial"
    assert Recipe.from_json(surfaces["box_recipe"]).request["material"] == "sand"


def test_what_is_wrong_with_a_material_is_said(surfaces: dict[str, Any]) -> None:
    assert "weather.mos: there is no such field." in surfaces["misspelt"]["message"]
    assert surfaces["refused"]["code"] == "INVALID_ARGUMENT"
    assert "unobtainium" in surfaces["refused"]["message"]


def test_nodes_go_in_the_middle_of_their_work(server: RunningServer, godot_project: Path) -> None:
    ends = probe(godot_project, "freed", web_port=server.web_port)["ends"]
    assert ends.pop() == "OK"
    # Whoever waited goes on; a short call may have ended before.
    assert len(ends) == 9
    assert set(ends[:6]) == {"CANCELLED"}
    assert set(ends) <= {"CANCELLED", "OK"}
