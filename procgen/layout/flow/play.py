"""Whether a flow graph can be played through: every room is reached, and nowhere is one caught."""

from __future__ import annotations

from collections import deque

from procgen.errors import Violation
from procgen.layout.flow.graph import Flow, FlowPassage

State = tuple[str, frozenset[str]]
"""Where one is, and the keys that one has. Keys stay with whoever found them."""


def unplayable(flow: Flow, field: str = "flow") -> list[Violation]:
    """What keeps a graph from being played, from the entrance on: a room that nothing leads to, a key that lies behind
    its own lock, a one-way passage after which there is no way on.
    """
    start = next(room.id for room in flow.rooms if room.kind == "entrance")
    joined = _reached(flow, start, frozenset(passage.key for passage in flow.passages), both_ways=True)
    alone = [room.id for room in flow.rooms if room.id not in joined]
    if alone:
        allowed = "rooms that passages join to the entrance"
        return [Violation.of(f"{field}.rooms", f"unreachable: {', '.join(alone)}", allowed)]
    forward = _reached(flow, start, frozenset(passage.key for passage in flow.passages), both_ways=False)
    shut = [room.id for room in flow.rooms if room.id not in forward]
    if shut:
        allowed = f"rooms that one gets to from {start!r} in the direction of the one-way passages"
        return [Violation.of(f"{field}.passages", f"no way in to {', '.join(shut)}", allowed)]
    after, came_from = _states(flow, start)
    entered = {room for room, _ in after}
    locked = [room.id for room in flow.rooms if room.id not in entered]
    if locked:
        have = frozenset().union(*(keys for _, keys in after))
        missing = sorted({p.key for p in flow.passages if p.key and p.key not in have})
        where = ", ".join(f"{key!r} in {next(r.id for r in flow.rooms if key in r.keys)!r}" for key in missing)
        return [
            Violation.of(
                f"{field}.passages",
                f"keys behind their own locks: {where}",
                "each key in a room that one gets to before what it opens",
            )
        ]
    return _traps(flow, field, start, after, came_from)


def _traps(
    flow: Flow, field: str, start: str, after: list[State], came_from: dict[State, list[State]]
) -> list[Violation]:
    exits = {room.id for room in flow.rooms if room.kind == "exit"}
    goals = exits or {start}
    fine = {state for state in after if state[0] in goals}
    waiting = deque(fine)
    while waiting:
        for before in came_from.get(waiting.popleft(), ()):
            if before not in fine:
                fine.add(before)
                waiting.append(before)
    caught = next((state for state in after if state not in fine), None)
    if caught is None:
        return []
    way = "an exit" if exits else f"the entrance {start!r}, as there is no exit,"
    return [
        Violation.of(
            f"{field}.passages",
            f"one is caught in {caught[0]!r} after a one-way passage",
            f"passages that leave a way to {way} wherever one is",
        )
    ]


def _ways(flow: Flow) -> dict[str, list[tuple[str, FlowPassage]]]:
    ways: dict[str, list[tuple[str, FlowPassage]]] = {room.id: [] for room in flow.rooms}
    for passage in flow.passages:
        ways[passage.first].append((passage.second, passage))
        if passage.kind != "one_way":
            ways[passage.second].append((passage.first, passage))
    return ways


def _reached(flow: Flow, start: str, keys: frozenset[str], *, both_ways: bool) -> set[str]:
    ways = _ways(flow)
    if both_ways:
        for passage in flow.passages:
            ways[passage.second].append((passage.first, passage))
    seen, waiting = {start}, [start]
    while waiting:
        for room, passage in ways[waiting.pop()]:
            if room not in seen and (not passage.key or passage.key in keys):
                seen.add(room)
                waiting.append(room)
    return seen


def _states(flow: Flow, start: str) -> tuple[list[State], dict[State, list[State]]]:
    """All states that one may come to, in the order found, and those that each is come to from."""
    ways = _ways(flow)
    first = (start, frozenset(flow.by_id[start].keys))
    seen, order = {first}, [first]
    came_from: dict[State, list[State]] = {}
    for state in order:
        room, keys = state
        for other, passage in ways[room]:
            if passage.key and passage.key not in keys:
                continue
            following = (other, keys | frozenset(flow.by_id[other].keys))
            came_from.setdefault(following, []).append(state)
            if following not in seen:
                seen.add(following)
                order.append(following)
    return order, came_from
