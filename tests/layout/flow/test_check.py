"""The check of maps after flow graphs: it passes what is as asked, and nothing else."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from procgen.layout.flow.check import flow_problems
from procgen.layout.flow.draw import DrawnFlow
from procgen.layout.flow.graph import Flow
from procgen.layout.generate import make_flow
from procgen.layout.kinds import ALLOWED, IS_WALKABLE
from procgen.layout.network import Network, load_network
from procgen.layout.parameters import FLOW_KINDS, LayoutParameters
from procgen.layout.rules import misplaced_doors
from procgen.layout.tiles import Tile, TileArray
from procgen.runtime.store import ModelStore
from tests.layout.flow.graphs import flow_of, said

FLOW = flow_of(said())
Change = Callable[[TileArray, dict[str, Any]], None]


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network(ModelStore(), "pixelcnn")


@pytest.fixture(scope="module", params=FLOW_KINDS)
def made(request: pytest.FixtureRequest, network: Network) -> tuple[str, DrawnFlow]:
    kind: str = request.param
    return kind, make_flow(network, LayoutParameters(kind, 0, 0, 11, flow=FLOW), FLOW)


def test_a_map_is_as_asked(made: tuple[str, DrawnFlow]) -> None:
    kind, drawn = made
    assert flow_problems(drawn.tiles, drawn.flow.said(), FLOW) == ()
    assert ALLOWED[kind][drawn.tiles].all()
    assert not misplaced_doors(drawn.tiles).any()
    assert {Tile(n) for n in np.unique(drawn.tiles)} >= {
        Tile.ENTRANCE,
        Tile.EXIT,
        Tile.KEY,
        Tile.DOOR,
        Tile.LOCKED_DOOR,
    }


def test_rooms_are_mostly_open(made: tuple[str, DrawnFlow]) -> None:
    for room in made[1].flow.rooms:
        inside = made[1].tiles[room.row : room.row + room.depth, room.column : room.column + room.width]
        assert IS_WALKABLE[inside].mean() > 0.3, room


def gate(said: dict[str, Any], kind: str) -> tuple[int, int]:
    each = next(each for each in said["passages"] if each["kind"] == kind)
    return each["y"], each["x"]


def breach(tiles: TileArray, said: dict[str, Any]) -> None:
    """A way out of the entrance to the next room, through all that lies between."""
    rooms = {room["id"]: room for room in said["rooms"]}
    first, second = rooms["gate"], rooms["out"]
    y, x = first["y"] + 1, first["x"] + 1
    goal_y, goal_x = second["y"] + 1, second["x"] + 1
    tiles[min(y, goal_y) : max(y, goal_y) + 1, x] = Tile.FLOOR
    tiles[goal_y, min(x, goal_x) : max(x, goal_x) + 1] = Tile.FLOOR


def put(kind: str, tile: Tile) -> Change:
    def change(tiles: TileArray, said: dict[str, Any]) -> None:
        tiles[gate(said, kind)] = tile

    return change


def moved_key(tiles: TileArray, said: dict[str, Any]) -> None:
    out = next(room for room in said["rooms"] if room["id"] == "out")
    tiles[tiles == Tile.KEY] = Tile.FLOOR
    tiles[out["y"] + 2, out["x"] + 2] = Tile.KEY
    said["keys"][0] |= {"x": out["x"] + 2, "y": out["y"] + 2}


def turned(tiles: TileArray, said: dict[str, Any]) -> None:
    each = next(each for each in said["passages"] if each["kind"] == "one_way")
    each["from"], each["to"] = each["to"], each["from"]


def moved_stairs(tiles: TileArray, said: dict[str, Any]) -> None:
    next(each for each in said["passages"] if each["kind"] == "stairs")["to_x"] += 1


def second_entrance(tiles: TileArray, said: dict[str, Any]) -> None:
    hall = next(room for room in said["rooms"] if room["id"] == "hall")
    tiles[hall["y"] + 1, hall["x"] + 1] = Tile.ENTRANCE


def pocket(tiles: TileArray, said: dict[str, Any]) -> None:
    tiles[0, 0] = Tile.FLOOR


def smaller(tiles: TileArray, said: dict[str, Any]) -> None:
    next(room for room in said["rooms"] if room["id"] == "loft")["width"] -= 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (breach, ("joined without a passage", "a gate that does not stand", "joins")),
        (put("locked", Tile.DOOR), ("is locked and has DOOR",)),
        (put("locked", Tile.ROCK), ("is locked and has ROCK",)),
        (put("door", Tile.FLOOR), ("is door and has FLOOR",)),
        (put("open", Tile.DOOR), ("is not open: DOOR",)),
        (put("secret", Tile.FLOOR), ("is not hidden: FLOOR",)),
        (put("stairs", Tile.FLOOR), ("no stairs there",)),
        (moved_key, ("lies outside crypt", "nobody gets to out")),
        (turned, ("other passages than asked for",)),
        (moved_stairs, ("do not stand above each other",)),
        (second_entrance, ("entrances at",)),
        (pocket, ("belong to no room",)),
        (smaller, ("loft is 4 by 7",)),
    ],
)
def test_what_is_not_as_asked_is_told(made: tuple[str, DrawnFlow], change: Change, told: tuple[str, ...]) -> None:
    tiles, claimed = made[1].tiles.copy(), copy.deepcopy(made[1].flow.said())
    change(tiles, claimed)
    found = flow_problems(tiles, claimed, FLOW)
    assert any(part in problem for part in told for problem in found), found


def test_a_trap_is_told(made: tuple[str, DrawnFlow]) -> None:
    """The map of a graph that no reader lets through: its one way out leads to where it comes from alone."""
    graph = said()
    graph["passages"][1], graph["passages"][2] = (
        {"from": "gate", "to": "crypt", "kind": "one_way"},
        {"from": "crypt", "to": "hall", "kind": "door"},
    )
    flow: Flow = flow_of(graph)
    trap = replace(
        flow,
        passages=tuple(
            replace(each, first="hall", second="crypt", kind="one_way") if each.kind == "door" else each
            for each in flow.passages
        ),
    )
    network = load_network(ModelStore(), "pixelcnn")
    drawn = make_flow(network, LayoutParameters("dungeon", 0, 0, 2, flow=flow), flow)
    claimed = drawn.flow.said()
    for each in claimed["passages"]:
        if each["kind"] == "door":
            each |= {"from": "hall", "to": "crypt", "kind": "one_way"}
    assert "one can be caught" in flow_problems(drawn.tiles, claimed, trap)


def test_a_room_that_was_drawn_stays_so(network: Network) -> None:
    graph = said()
    del graph["rooms"][1]["size"]
    rows = ["wall,floor,floor,floor,wall", "floor,free,free,rubble,floor", "floor,rubble,free,free,floor"]
    graph["rooms"][1]["piece"] = [*rows, "floor,floor,rubble,floor,floor", "wall,wall,floor,wall,wall"]
    flow = flow_of(graph)
    drawn = make_flow(network, LayoutParameters("dungeon", 0, 0, 3, flow=flow), flow)
    claimed = drawn.flow.said()
    assert flow_problems(drawn.tiles, claimed, flow) == ()
    hall = claimed["rooms"][1]
    assert drawn.tiles[hall["y"], hall["x"]] == Tile.WALL
    drawn.tiles[hall["y"] + 3, hall["x"] + 2] = Tile.FLOOR
    assert f"hall is not as drawn at ({hall['x'] + 2}, {hall['y'] + 3})" in flow_problems(drawn.tiles, claimed, flow)
