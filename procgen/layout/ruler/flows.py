"""Flow graphs drawn from seeds, as designers might ask for them: of 5 to 30 rooms, with all kinds of passages."""

from __future__ import annotations

import json
from typing import Any, Final

from procgen.errors import InvalidFields
from procgen.layout.classical.draws import Draws
from procgen.layout.flow.graph import MOST_AT_A_ROOM, Flow, read_flow

LEAST_ROOMS, MOST_ROOMS = 5, 30
_PLAIN: Final = ("plain", "plain", "plain", "shop", "treasure", "puzzle", "hub", "rest")
_SIZES: Final = ("", "", "small", "medium", "large")
_KEYS: Final = ("bronze", "silver", "gold", "skull")
_MOST_LINKS: Final = 5


def random_flow(number: int, seed: int) -> Flow:
    """A graph that can be played through: a tree of rooms on one to three floors with a few loops; locks whose keys lie
    elsewhere, one-way passages, secret rooms, an exit, often a boss before it.

    Args:
        number: of the graph; sizes come in turn, from :data:`LEAST_ROOMS` to :data:`MOST_ROOMS`.
        seed: of all.
    """
    rooms = LEAST_ROOMS + number % (MOST_ROOMS - LEAST_ROOMS + 1)
    draws = Draws(seed, f"layout/ruler/flow/{number}")
    while True:
        said = _drawn(rooms, draws)
        try:
            return read_flow(json.dumps(said))
        except InvalidFields:
            # A key behind its lock, or a trap: what no designer would mean.
            continue


def _drawn(count: int, draws: Draws) -> dict[str, Any]:
    floors = 1 + (count >= 9 and draws.chance(0.5)) + (count >= 18 and draws.chance(0.4))
    rooms: list[dict[str, Any]] = []
    passages: list[dict[str, Any]] = []
    degree: list[int] = []

    def joins(first: int, second: int, kind: str) -> None:
        passages.append({"from": rooms[first]["id"], "to": rooms[second]["id"], "kind": kind})
        degree[first] += 1
        degree[second] += 1

    for number in range(count):
        room: dict[str, Any] = {"id": f"r{number}", "kind": draws.choice(_PLAIN)}
        size = draws.choice(_SIZES)
        if size:
            room["size"] = size
        if draws.chance(0.05):
            room["size"] = [draws.between(4, 12), draws.between(4, 12)]
        rooms.append(room)
        degree.append(0)
        if number == 0:
            room["kind"] = "entrance"
            continue
        # Rather a chain than a star.
        near = [other for other in range(number) if degree[other] < _MOST_LINKS and rooms[other]["kind"] != "secret"]
        parent = draws.choice(near[-4:] if draws.chance(0.6) else near)
        floor = rooms[parent].get("floor", 0)
        steps = [other for other in (floor - 1, floor + 1) if 0 <= other < floors]
        if steps and draws.chance(0.15):
            room["floor"] = draws.choice(steps)
            joins(parent, number, "stairs")
            continue
        room["floor"] = floor
        if number > 2 and number < count - 2 and draws.chance(0.08):
            room["kind"] = "secret"
            joins(parent, number, "secret")
        else:
            joins(parent, number, draws.choice(("open", "door", "door", "door")))
    last = rooms[-1]
    last["kind"] = "exit"
    passage = next(each for each in passages if each["to"] == last["id"])
    if draws.chance(0.6):
        before = next(room for room in rooms if room["id"] == passage["from"])
        if before["kind"] not in ("entrance", "secret"):
            before["kind"] = "boss"
    _loops(count, rooms, degree, draws, joins, passages)
    _locks(rooms, passages, draws)
    return {"rooms": rooms, "passages": passages}


def _loops(count: int, rooms: Any, degree: Any, draws: Draws, joins: Any, passages: Any) -> None:
    """A passage more for each six rooms or so, between rooms that are near each other in the graph."""
    there = {frozenset((each["from"], each["to"])) for each in passages}
    for _ in range(draws.between(0, count // 6)):
        first = draws.between(0, count - 2)
        second = min(first + draws.between(2, 5), count - 1)
        pair = frozenset((rooms[first]["id"], rooms[second]["id"]))
        plain = rooms[first]["kind"] != "secret" and rooms[second]["kind"] != "secret"
        same = rooms[first].get("floor", 0) == rooms[second].get("floor", 0)
        if pair not in there and len(pair) == 2 and plain and same and max(degree[first], degree[second]) < MOST_AT_A_ROOM:
            there.add(pair)
            joins(first, second, draws.choice(("open", "door", "one_way", "one_way", "secret")))


def _locks(rooms: Any, passages: Any, draws: Draws) -> None:
    """Up to four locked doors whose keys lie in other rooms, one of them in a room of the kind key."""
    able = [each for each in passages if each["kind"] in ("door", "open")]
    for key, passage in zip(_KEYS[: draws.between(0, min(4, len(rooms) // 4))], draws.shuffled(able), strict=False):
        room = draws.choice([room for room in rooms if room["kind"] != "exit"])
        passage |= {"kind": "locked", "key": key}
        room.setdefault("keys", []).append(key)
        if room["kind"] == "plain":
            room["kind"] = "key"
