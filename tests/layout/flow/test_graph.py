"""Flow graphs as text: what is read, and what is refused, by the name of the field."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from procgen.errors import InvalidFields
from procgen.layout.flow.graph import MOST_CHARACTERS, floors_of, read_flow
from tests.layout.flow.graphs import CRYPT, flow_of, said

Graph = dict[str, Any]


def test_the_example_is_read_whole() -> None:
    text = CRYPT.read_text(encoding="utf-8")
    flow = read_flow(text)
    asked = json.loads(text)
    assert [room.id for room in flow.rooms] == [room["id"] for room in asked["rooms"]]
    assert flow.floors == floors_of(text) == 2
    assert flow.by_id["library"].tiles == (8, 6)
    assert flow.by_id["crypt"].keys == ("bronze",)
    assert (flow.by_id["library"].kind, flow.passages[1].kind) == ("plain", "door")


def test_its_text_reads_as_the_same_graph() -> None:
    graph = said()
    graph["rooms"][2]["piece"] = ["floor,free,free,water"] * 5
    flow = flow_of(graph)
    assert flow.by_id["crypt"].exact == (4, 5)
    assert read_flow(flow.text()) == flow


def room(number: int, **changes: Any) -> Callable[[Graph], None]:
    return lambda graph: graph["rooms"][number].update(changes)


def passage(number: int, **changes: Any) -> Callable[[Graph], None]:
    return lambda graph: graph["passages"][number].update(changes)


def more(name: str, **entry: Any) -> Callable[[Graph], None]:
    return lambda graph: graph[name].append(entry)


@pytest.mark.parametrize(
    ("change", "field", "value", "allowed"),
    [
        (room(1, kind="boos"), "flow.rooms[1].kind", "boos", "boss"),
        (room(1, id="a room"), "flow.rooms[1].id", "a room", "letters, digits"),
        (room(1, id="gate"), "flow.rooms", "'gate' 2 times", "once"),
        (room(1, size="vast"), "flow.rooms[1].size", "vast", "small, medium, large"),
        (room(1, size=[2, 9]), "flow.rooms[1].size", "[2, 9]", "from 4 to 20"),
        (room(1, floor=9), "flow.rooms[1].floor", "9", "0 to 3"),
        (room(1, floor=True), "flow.rooms[1].floor", "true", "0 to 3"),
        (room(1, colour="red"), "flow.rooms[1].colour", "red", "id, kind, size, floor, keys, piece"),
        (room(1, piece="../throne.csv"), "flow.rooms[1].piece", "throne.csv", "rows of names of tiles"),
        (room(1, piece=["floor,floor,floor,floor"] * 4), "flow.rooms[1].size", "medium", "none beside a piece"),
        (room(2, piece=["floor,floor"] * 2), "flow.rooms[2].piece", "2 by 2", "4 to 20"),
        (room(2, piece=["floor,floor,door,floor"] * 4), "flow.rooms[2].piece", "door", "follow from the graph"),
        (room(2, piece=["floor,wall,free,free"] * 4), "flow.rooms[2].piece", "2 places", "one"),
        (room(2, piece=["floor,lava,free,free"] * 4), "flow.rooms[2].piece", "lava", "rows of names"),
        (room(1, kind="entrance"), "flow.rooms", "'gate' and 'hall'", "one room of the kind entrance"),
        (room(0, kind="plain"), "flow.rooms", "none", "one room of the kind entrance"),
        (room(2, keys=[]), "flow.rooms[2].keys", "none", "a key"),
        (room(1, keys=["bronze"]), "flow.rooms[1].keys[0]", "'bronze'", "one place"),
        (room(1, keys=["tin"]), "flow.rooms[1].keys[0]", "'tin'", "a locked passage names"),
        (passage(1, to="attic"), "flow.passages[1].to", "'attic'", "gate, hall"),
        (passage(1, to="hall"), "flow.passages[1].to", "'hall'", "another room"),
        (passage(1, kind="window"), "flow.passages[1].kind", "window", "one_way"),
        (passage(1, key="bronze"), "flow.passages[1].key", "bronze", "not locked"),
        (passage(5, key="iron"), "flow.passages[5].key", "'iron'", "bronze"),
        (passage(3, kind="door"), "flow.passages[3].kind", "'door'", "secret room"),
        (passage(4, kind="door"), "flow.passages[4].kind", "floors 0 and 1", "stairs"),
        (room(4, floor=2), "flow.passages[4]", "floors 0 and 2", "next to each other"),
        (passage(1, kind="stairs"), "flow.passages[1]", "floors 0 and 0", "next to each other"),
        (more("passages", **{"from": "hall", "to": "gate"}), "flow.passages[6]", "again", "passages[0]"),
        (more("rooms", id="cell"), "flow.rooms", "unreachable: cell", "join"),
        (lambda graph: graph.pop("passages"), "flow.passages", "0 of them", "1 to 128"),
        (lambda graph: graph.update(rooms=7), "flow.rooms", "7", "a list of 2 to 64"),
        (lambda graph: graph["rooms"].append(7), "flow.rooms[6]", "7", "an object"),
        (lambda graph: graph.update(doors=[]), "flow.doors", "[]", "rooms, passages"),
    ],
)
def test_what_is_wrong_is_named(change: Callable[[Graph], None], field: str, value: str, allowed: str) -> None:
    graph = said()
    change(graph)
    with pytest.raises(InvalidFields) as caught:
        flow_of(graph)
    assert any(v.field == field and value in v.value and allowed in v.allowed for v in caught.value.violations), [
        *map(str, caught.value.violations)
    ]


def test_all_that_is_wrong_is_named_at_once() -> None:
    graph = said()
    room(1, kind="boos")(graph)
    passage(1, kind="window")(graph)
    with pytest.raises(InvalidFields) as caught:
        flow_of(graph)
    assert {each.field for each in caught.value.violations} == {"flow.rooms[1].kind", "flow.passages[1].kind"}


def test_more_passages_than_can_be_drawn_without_crossing_are_refused() -> None:
    rooms = [{"id": f"r{n}", "kind": "plain" if n else "entrance"} for n in range(5)]
    passages = [{"from": f"r{a}", "to": f"r{b}"} for a in range(5) for b in range(a)]
    with pytest.raises(InvalidFields, match="10 on floor 0, allowed is at most 9 between 5 rooms"):
        flow_of({"rooms": rooms, "passages": passages})


def test_a_key_behind_its_own_lock_is_refused() -> None:
    graph = said()
    graph["rooms"][2].update(kind="plain", keys=[])
    graph["rooms"][5]["keys"] = ["bronze"]
    with pytest.raises(InvalidFields, match="behind their own locks: 'bronze' in 'out'"):
        flow_of(graph)


def test_two_keys_behind_each_others_locks_are_refused() -> None:
    graph = said()
    graph["rooms"][2]["keys"] = ["iron"]
    graph["rooms"].append({"id": "pit", "keys": ["bronze"]})
    graph["passages"][1] |= {"kind": "locked", "key": "bronze"}
    graph["passages"].append({"from": "hall", "to": "pit", "kind": "locked", "key": "iron"})
    graph["passages"][2]["kind"] = "one_way"
    with pytest.raises(InvalidFields, match="behind their own locks"):
        flow_of(graph)


def test_a_room_that_one_way_passages_only_leave_is_refused() -> None:
    graph = said()
    graph["passages"][1] = {"from": "crypt", "to": "hall", "kind": "one_way"}
    with pytest.raises(InvalidFields, match="no way in to crypt"):
        flow_of(graph)


def test_a_trap_is_refused() -> None:
    """A drop into a room without a way on."""
    graph = said()
    graph["rooms"].append({"id": "pit"})
    graph["passages"].append({"from": "hall", "to": "pit", "kind": "one_way"})
    with pytest.raises(InvalidFields, match="caught in 'pit'"):
        flow_of(graph)


def test_a_trap_for_those_without_the_key_is_refused() -> None:
    graph = said()
    graph["rooms"].append({"id": "pit"})
    graph["passages"].append({"from": "hall", "to": "pit", "kind": "one_way"})
    graph["passages"].append({"from": "pit", "to": "gate", "kind": "locked", "key": "bronze"})
    with pytest.raises(InvalidFields, match="caught in 'pit'"):
        flow_of(graph)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", '{"rooms": ' + "[" * 5000, "x" * (MOST_CHARACTERS + 1), '{"rooms":NaN}']
)
def test_what_is_no_graph_is_refused(text: str) -> None:
    with pytest.raises(InvalidFields) as caught:
        read_flow(text)
    assert all(each.field.startswith("flow") for each in caught.value.violations)
    assert floors_of(text) == 1
