"""Flow graphs drawn from seeds, as designers might ask for them: of 5 to 30 rooms, with all kinds of passages; and
whether layouts after them are as asked.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from procgen.errors import InvalidFields
from procgen.layout.classical.draws import Draws
from procgen.layout.exporters import EXPORTERS
from procgen.layout.flow.check import flow_problems
from procgen.layout.flow.graph import MOST_AT_A_ROOM, Flow, read_flow
from procgen.layout.generate import make_flow, request_record
from procgen.layout.layout import Layout
from procgen.layout.network import DOMAIN, Network
from procgen.layout.parameters import FLOW_KINDS, LayoutParameters
from procgen.runtime.recipe import Recipe

LEAST_ROOMS, MOST_ROOMS = 5, 30
_PLAIN: Final = ("plain", "plain", "plain", "shop", "treasure", "puzzle", "hub", "rest")
_SIZES: Final = ("", "", "small", "medium", "large")
_KEYS: Final = ("bronze", "silver", "gold", "skull")
_MOST_LINKS: Final = 5


@dataclass(frozen=True, slots=True)
class FlowTrial:
    """What came of one graph."""

    problems: tuple[str, ...]
    """What is not as asked, told from the files; that it could not be made at all, among them."""
    cpu_s: float
    """Seconds of processor time."""


def flow_trials(network: Network, count: int, seed: int, progress: Callable[[float], None]) -> list[FlowTrial]:
    """Lay out graphs of 5 to 30 rooms, kinds of layouts in turn and sizes open, and check the files that come of them.

    Args:
        network: of the generator.
        count: of graphs.
        seed: of all.
        progress: takes the share that is done.
    """
    trials = []
    for number in range(count):
        flow = random_flow(number, seed)
        kind = FLOW_KINDS[number % len(FLOW_KINDS)]
        asked = LayoutParameters(kind, 0, 0, number, flow=flow)
        began = time.process_time()
        found: tuple[str, ...]
        try:
            drawn = make_flow(network, asked, flow)
        except InvalidFields as error:
            found = tuple(map(str, error.violations))
        else:
            recipe = Recipe(DOMAIN, request_record(asked), network.digests)
            layout = Layout(drawn.tiles, kind, "", recipe, drawn.bits_per_tile, flow=drawn.flow)
            file = EXPORTERS["npy"]
            tiles = np.load(io.BytesIO(file.encode(layout)), allow_pickle=False)
            found = flow_problems(tiles, json.loads(file.sidecar(layout))["flow"], flow)
        trials.append(FlowTrial(found, time.process_time() - began))
        progress((number + 1) / count)
    return trials


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
        if (
            pair not in there
            and len(pair) == 2
            and plain
            and same
            and max(degree[first], degree[second]) < MOST_AT_A_ROOM
        ):
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
