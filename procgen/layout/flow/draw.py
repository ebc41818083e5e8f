"""A flow graph as a map: the plan fixes ways, walls and what must lie where, and the network draws all else.

Each floor is drawn by itself. What the plan leaves open are the insides of rooms, which hold what their kind of layout
has, and the solid mass, which stays solid: so nothing that is drawn joins rooms that the graph does not join.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.layout.classical.canvas import route
from procgen.layout.classical.draws import Draws
from procgen.layout.classical.join import SMALL_PIECE
from procgen.layout.flow.graph import Flow, FlowPassage
from procgen.layout.flow.place import Placed, Way
from procgen.layout.flow.plan import Cell, Floor, FlowMap, PlacedKey, PlacedPassage, PlacedRoom
from procgen.layout.kinds import ALLOWED, GROUND, IS_WALKABLE, SOLID, table_of
from procgen.layout.locks import cells_of, neighbours
from procgen.layout.mend import opening_costs
from procgen.layout.network import FloatArray, Network
from procgen.layout.parameters import LayoutParameters
from procgen.layout.regions import first_cell, labels, sizes
from procgen.layout.sample import Draw, draw, log_odds
from procgen.layout.symmetry import FREE, IS_GROUND
from procgen.layout.tiles import TILES, Tile, TileArray
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.masks import dilated

_BESIDE: Final[Mapping[str, frozenset[Tile]]] = {
    "dungeon": frozenset({Tile.ROCK, Tile.WALL}),
    "cave": frozenset({Tile.ROCK}),
    "interior": frozenset({Tile.WALL}),
}
"""What lies beside rooms and corridors, by kind of layout; what is farther off is the kind's solid mass."""
_WALLED: Final = frozenset({"chambers", "warren"})
"""Styles of dungeons whose rooms always have walls."""
_NEVER_DRAWN: Final = frozenset(
    {
        *(Tile.DOOR, Tile.LOCKED_DOOR, Tile.KEY, Tile.ENTRANCE, Tile.EXIT),
        *(Tile.WALL, Tile.WINDOW, Tile.GRASS, Tile.PAVEMENT, Tile.TREE, Tile.SHRUB),
    }
)
"""In rooms: what the plan alone places, and what stands around them or out of doors."""
_SECRET: Final[Mapping[str, Tile]] = {"dungeon": Tile.WALL, "cave": Tile.ROCK, "interior": Tile.WALL}
"""What a secret passage looks like."""
_GATES: Final[Mapping[str, Tile]] = {"door": Tile.DOOR, "locked": Tile.LOCKED_DOOR, "one_way": Tile.DOOR}
_FURNISHED: Final = 0.6
"""Density that the network is told of interiors: the walls between rooms make it think them empty."""
_ROUGH: Final = 7
"""Side of a cave from which two tiles of its edge may be rock, not one."""
_LEAST_OPEN: Final = 0.55
"""Share of a room that one can walk on at the least."""

Watch = Callable[[float, Callable[[], TileArray]], None]
"""Takes the share that is drawn, and how to get the floor that is being drawn so far."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnFlow:
    """A map after a flow graph."""

    tiles: TileArray
    """(depth, floors * width)."""
    flow: FlowMap
    bits_per_tile: float


@dataclass(slots=True, eq=False)
class _Held:
    """What the plan fixes on one floor."""

    fixed: npt.NDArray[np.int16]
    needed: dict[str, list[Cell]]
    """Of each room: tiles of it that one must get to."""


def draw_flow(
    network: Network,
    parameters: LayoutParameters,
    flow: Flow,
    placed: Placed,
    attempt: int,
    watch: Watch | None = None,
    checkpoint: Checkpoint = go_on,
) -> DrawnFlow:
    """Draw the floors of a plan.

    Args:
        network: of the generator.
        parameters: kind, style and seed of what is asked for.
        flow: the graph.
        placed: where its rooms and ways lie.
        attempt: another one, other tiles.
        watch: called as floors grow.
        checkpoint: called often.
    """
    kind = parameters.kind
    draws = Draws(parameters.seed, f"layout/flow/tiles/{attempt}")
    near = _steps_in(flow)
    held = [
        _Held(np.full((placed.depth, placed.width), FREE, np.int16), {r.id: [] for r in placed.rooms.values()})
        for _ in range(flow.floors)
    ]
    for room in placed.rooms.values():
        _lay_piece(room, held[room.floor])
    passages = _passages(flow, placed, held, near, kind)
    keys = _things(flow, placed, held, draws)
    floors, bits = [], []
    for number, floor in enumerate(held):
        rooms = [room for room in placed.rooms.values() if room.floor == number]
        if parameters.style in _WALLED:
            _wall(rooms, floor.fixed)
        asked = replace(
            parameters,
            width=placed.width,
            depth=placed.depth,
            fixed=floor.fixed,
            flow=None,
            density=_FURNISHED if kind == "interior" else None,
        )
        among = _among(rooms, floor.fixed, kind)

        def seen(share: float, tiles: Callable[[], TileArray], done: int = number) -> None:
            if watch is not None:
                watch((done + share) / len(held), tiles)

        (drawn,) = draw(network, [Draw(asked, attempt * len(held) + number, among)], watch=seen, checkpoint=checkpoint)
        bits.append(drawn.bits_per_tile)
        tiles = drawn.tiles.copy()
        odds = log_odds(drawn.logits)
        for room in rooms:
            checkpoint()
            _mend(tiles, odds, room, floor, kind)
        floors.append(tiles)
    width = placed.width
    return DrawnFlow(
        np.concatenate(floors, axis=1),
        FlowMap(
            tuple(Floor(number * width, 0, width, placed.depth) for number in range(flow.floors)),
            tuple(placed.rooms[room.id].shifted(room.floor * width, 0) for room in flow.rooms),
            tuple(
                replace(each, gate=_moved(each.gate, each.floor, width), far=_moved(each.far, each.far_floor, width))
                for each in passages
            ),
            tuple(replace(key, at=_moved(key.at, key.floor, width)) for key in keys),
        ),
        float(np.mean(bits)),
    )


def _moved(cell: Cell, floor: int, width: int) -> Cell:
    return cell[0] + floor * width, cell[1]


def _steps_in(flow: Flow) -> dict[str, int]:
    """How many passages lie between the entrance and each room."""
    start = next(room.id for room in flow.rooms if room.kind == "entrance")
    steps, waiting = {start: 0}, deque([start])
    while waiting:
        name = waiting.popleft()
        for passage in flow.passages:
            for one, other in ((passage.first, passage.second), (passage.second, passage.first)):
                if one == name and other not in steps:
                    steps[other] = steps[name] + 1
                    waiting.append(other)
    return steps


def _lay_piece(room: PlacedRoom, floor: _Held) -> None:
    """Fix what a room's own map has."""
    for y, row in enumerate(room.piece or ()):
        for x, tile in enumerate(row):
            if tile != FREE:
                floor.fixed[room.row + y, room.column + x] = tile


def _passages(flow: Flow, placed: Placed, held: list[_Held], near: Mapping[str, int], kind: str) -> list[PlacedPassage]:
    """Fix the ways of all passages."""
    ways: dict[FlowPassage, list[Way]] = {}
    for way in placed.ways:
        ways.setdefault(way.passage, []).append(way)
    found = []
    for passage in flow.passages:
        first, second = placed.rooms[passage.first], placed.rooms[passage.second]
        own = ways[passage]
        if passage.kind == "stairs":
            for way, room in zip(own, (first, second), strict=True):
                floor = held[room.floor]
                _fix(floor, way.cells, GROUND[kind])
                _fix(floor, way.cells[-1:], Tile.EXIT)
                _need(floor, room, way.cells[0], kind)
            gate, far = own[0].cells[-1], own[1].cells[-1]
        else:
            floor, cells = held[first.floor], own[0].cells
            _fix(floor, cells, GROUND[kind])
            # One-way passages shut where one enters them, others on the side from which one comes.
            forward = passage.kind == "one_way" or near[passage.first] <= near[passage.second]
            gate = far = cells[0] if forward else cells[-1]
            tile = _SECRET[kind] if passage.kind == "secret" else _GATES.get(passage.kind, GROUND[kind])
            _fix(floor, [gate], tile)
            _need(floor, first, cells[0], kind)
            _need(floor, second, cells[-1], kind)
        found.append(
            PlacedPassage(
                passage.first, passage.second, passage.kind, passage.key, first.floor, gate, far, second.floor
            )
        )
    return found


def _fix(floor: _Held, cells: list[Cell], tile: Tile) -> None:
    for x, y in cells:
        floor.fixed[y, x] = tile


def _need(floor: _Held, room: PlacedRoom, gate: Cell, kind: str) -> None:
    inner = room.inner(gate)
    if floor.fixed[inner[1], inner[0]] == FREE:
        _fix(floor, [inner], GROUND[kind])
    floor.needed[room.id].append(inner)


def _things(flow: Flow, placed: Placed, held: list[_Held], draws: Draws) -> list[PlacedKey]:
    """Place what lies in rooms: where one comes in and goes on, keys, chests."""
    keys = []
    for room in flow.rooms:
        where = placed.rooms[room.id]
        floor = held[room.floor]
        for key in room.keys:
            at = _spot(where, floor, draws, at_wall=False)
            _lay(floor, where, at, Tile.KEY)
            keys.append(PlacedKey(key, room.id, room.floor, at))
        if room.kind in ("entrance", "exit"):
            at = _spot(where, floor, draws, at_wall=True)
            _lay(floor, where, at, Tile.ENTRANCE if room.kind == "entrance" else Tile.EXIT)
        if room.kind in ("treasure", "shop", "secret"):
            corners = [cell for cell in _corners(where) if floor.fixed[cell[1], cell[0]] == FREE]
            for x, y in draws.shuffled(corners)[: 1 if room.kind == "secret" else 2]:
                floor.fixed[y, x] = Tile.CHEST
    return keys


def _lay(floor: _Held, room: PlacedRoom, at: Cell, tile: Tile) -> None:
    _fix(floor, [at], tile)
    floor.needed[room.id].append(at)


def _corners(room: PlacedRoom) -> list[Cell]:
    east, south = room.column + room.width - 1, room.row + room.depth - 1
    return [(room.column, room.row), (east, room.row), (room.column, south), (east, south)]


def _spot(room: PlacedRoom, floor: _Held, draws: Draws, *, at_wall: bool) -> Cell:
    """A free tile of a room, as far from its passages as can be."""
    corners = _corners(room)
    taken = floor.needed[room.id]
    free = [cell for cell in room.cells if cell not in corners and cell not in taken and _bare(floor.fixed, cell)]
    edge = [
        (x, y)
        for x, y in free
        if x in (room.column, room.column + room.width - 1) or y in (room.row, room.row + room.depth - 1)
    ]
    options = edge if at_wall and edge else [cell for cell in free if cell not in edge] or free

    def away(cell: Cell) -> float:
        apart = min((abs(cell[0] - x) + abs(cell[1] - y) for x, y in taken), default=0)
        return apart + draws.uniform()

    return max(options, key=away)


def _bare(fixed: npt.NDArray[np.int16], cell: Cell) -> bool:
    """Whether something can lie there: on what is drawn yet, or on the ground of a room's own map."""
    tile = int(fixed[cell[1], cell[0]])
    return tile == FREE or bool(IS_GROUND[tile])


def _among(rooms: list[PlacedRoom], fixed: npt.NDArray[np.int16], kind: str) -> npt.NDArray[np.bool_]:
    """(depth, width, TILES) what may be drawn where."""
    among = np.zeros((*fixed.shape, TILES), np.bool_)
    among[..., SOLID[kind]] = True
    beside = IS_WALKABLE[np.where(fixed == FREE, 0, fixed)] & (fixed != FREE)
    for room in rooms:
        beside[room.index] = True
    among[dilated(beside)] = table_of(_BESIDE[kind])
    inside = ALLOWED[kind] & ~table_of(_NEVER_DRAWN)
    middle = inside & ~table_of(frozenset({Tile.ROCK, Tile.DEEP_WATER}))
    for room in rooms:
        among[room.index] = inside if kind == "cave" else middle
        across, along = (2 if side >= _ROUGH else 1 for side in (room.width, room.depth))
        among[
            room.row + along : room.row + room.depth - along, room.column + across : room.column + room.width - across
        ] = middle
    return among


def _wall(rooms: list[PlacedRoom], fixed: npt.NDArray[np.int16]) -> None:
    """Fix walls around rooms."""
    for room in rooms:
        inside = np.zeros(fixed.shape, np.bool_)
        inside[room.index] = True
        fixed[dilated(inside) & ~inside & (fixed == FREE)] = Tile.WALL


def _mend(tiles: TileArray, odds: FloatArray, room: PlacedRoom, floor: _Held, kind: str) -> None:
    """Make one piece of a room that has all that one must get to, by the likeliest changes."""
    inside, fixed, chance = tiles[room.index], floor.fixed[room.index], odds[room.index]
    free = fixed == FREE
    if float(IS_WALKABLE[inside].mean()) < _LEAST_OPEN:
        middle = np.zeros_like(free)
        middle[1:-1, 1:-1] = True
        inside[free & middle & ~IS_WALKABLE[inside]] = GROUND[kind]
    needed = [(x - room.column, y - room.row) for x, y in floor.needed[room.id]]
    start = needed[0]
    dear = opening_costs(chance, inside, chance[..., GROUND[kind]])
    while True:
        label, count = labels(IS_WALKABLE[inside])
        home = label[start[1], start[0]]
        size = sizes(label, count)
        wanted = {int(label[y, x]) for x, y in needed} | {n for n in range(count) if size[n] >= SMALL_PIECE}
        wanted |= {int(n) for n in np.unique(label[~free]) if n >= 0}
        apart = sorted(wanted - {int(home)})
        if not apart:
            break
        cost = np.where(label >= 0, 0, np.where(free, dear, -1))
        flat = label.ravel().tolist()
        path = route(cost.ravel().tolist(), room.width, [first_cell(label, apart[0])], lambda at: flat[at] == home)  # noqa: B023 called here
        for x, y in path:
            if not IS_WALKABLE[inside[y, x]]:
                wet = inside[y, x] in (Tile.WATER, Tile.DEEP_WATER)
                inside[y, x] = Tile.BRIDGE if wet else GROUND[kind]
    label, _ = labels(IS_WALKABLE[inside])
    for x, y in cells_of((label >= 0) & (label != label[start[1], start[0]])):
        around = [Tile(inside[j, i]) for i, j in neighbours((x, y), room.width, room.depth)]
        inside[y, x] = next((tile for tile in around if not IS_WALKABLE[tile] and tile != Tile.CHEST), SOLID[kind])
