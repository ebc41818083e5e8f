"""Towers: keeps, watchtowers, lighthouses. A room on each storey, and stairs from one to the next."""

from __future__ import annotations

from collections.abc import Sequence

from procgen.world.buildings.facade import Door, Storey, Windows, raise_walls
from procgen.world.buildings.furnish import furnish, hang_lamp
from procgen.world.buildings.roofs import battlements, spire
from procgen.world.buildings.rooms import ceil, climb, door_clear, flight_of, landing, lay_floor
from procgen.world.buildings.trim import foundation, steps
from procgen.world.buildings.walls import FRONT, Opening
from procgen.world.buildings.work import Block, Room, Work
from procgen.world.meshes import WHITE, rgb

_STOREY_M = 2.9


def keep(work: Work) -> None:
    """A square tower of thick walls: a guard room, a hall, chambers, and battlements."""
    work.thick = max(work.thick, 0.7)
    floors = (
        ("hearth", "table", "barrel", "chest", "crates"),
        ("seat", "board", "board", "cupboard"),
        ("bed", "desk", "chest", "shelf", "bed", "rug"),
        ("bed", "chest", "bed", "table"),
    )
    _tower(work, work.whole, floors, door=(1.3, 2.3))
    s, block = work.sculptor, work.whole
    top = work.base + work.height
    for x in (block.x0 - 0.02, block.x1 - 1.58):
        for z in (block.z0 - 0.02, block.z1 - 1.58):
            corner = Block(x, x + 1.6, z, z + 1.6)
            s.box("wall", (corner.x0, top - 1.2, corner.z0), (corner.x1, top + 1.6, corner.z1), work.wall)
            spire(work, Block(x + 0.1, x + 1.5, z + 0.1, z + 1.5), top + 1.6, 1.5)
    s.column("wood", [(0.0, top, 0.0), (0.0, top + 4.5, 0.0)], [0.08, 0.04], 8, work.timber)
    s.box("paint", (0.03, top + 3.4, -0.02), (1.5, top + 4.3, 0.02), work.shutter)


def tower(work: Work) -> None:
    """A watchtower."""
    if work.style.name == "modules":
        _mast(work)
        return
    work.thick = max(work.thick, 0.4) if work.style.name in ("stone", "adobe", "brick") else 0.2
    _tower(work, work.whole, (("barrel", "chest"), ("bed", "chest"), ("chest",)), door=(0.95, 2.05))
    work.spot("lookout", 0.0, work.base + work.height + 0.3, 0.0)


def lighthouse(work: Work) -> None:
    """A tall white tower with a lamp at its top."""
    work.wall, work.thick = rgb(0xF4F1EA), max(work.thick, 0.4)
    block, s = work.whole, work.sculptor
    _tower(work, block, (("bed", "chest", "barrel"), ("desk", "shelf"), ("sacks",), ("barrel",)), door=(0.95, 2.05))
    top = work.base + work.height
    s.column("glass", [(0.0, top + 0.2, 0.0), (0.0, top + 2.0, 0.0)], [1.1, 1.1], 10, WHITE)
    s.blob("ember", (0.0, top + 1.0, 0.0), (0.4, 0.5, 0.4), WHITE, WHITE, work.dice.many(6), detail=1)
    s.column("paint", [(0.0, top + 2.0, 0.0), (0.0, top + 2.9, 0.0)], [1.5, 0.1], 10, work.shutter)
    # A band of paint round the walls.
    low, high = top * 0.5, top * 0.5 + 1.4
    for x in (block.x0, block.x1):
        s.box("paint", (x - 0.02, low, block.z0 - 0.02), (x + 0.02, high, block.z1 + 0.02), work.shutter)
    for z in (block.z0, block.z1):
        s.box("paint", (block.x0 + 0.02, low, z - 0.02), (block.x1 - 0.02, high, z + 0.02), work.shutter)


def _tower(work: Work, block: Block, floors: Sequence[Sequence[str]], *, door: tuple[float, float]) -> None:
    count = max(min(int(work.height / _STOREY_M), len(floors)), 1)
    each = work.height / count
    storeys = [Storey(work.base + each * k, work.base + each * (k + 1)) for k in range(count)]
    top = work.base + work.height
    at = work.door_within(block.width / 2 - work.thick - door[0] / 2 - 0.2)
    entry = Door(FRONT, Opening("door", at, 0.0, *door))
    work.has_shutters = False
    foundation(work, block)
    windows = Windows(share=0.7, size=(0.5, 1.0), sill=1.1, bay_m=max(block.width / 2.2, 2.0))
    raise_walls(work, block, storeys, top, [entry], windows=windows)
    battlements(work, block, top, 0.4 if block.width > 7 else 0.28)
    steps(work, at, block.z1, door[0] + 0.5)
    inner = block.within(work.thick)
    lay_floor(work, inner, work.base, stone=True)
    below: list[Block] = [door_clear(block, entry, work.thick)]
    arrived: list[Block] = []
    hole: Block | None = None
    for k, storey in enumerate(storeys):
        if k:
            lay_floor(work, inner, storey.y, hole=hole)
        room = Room(inner, storey.y, [*(below if k == 0 else []), *arrived], [] if hole is None else [hole])
        arrived, hole = [], None
        if k + 1 < count:
            flight = flight_of(inner, storeys[k + 1].y - storey.y, rightwards=True)
            if flight is not None:
                room.taken.append(flight.hole)
                room.clear.append(landing(flight, below=True))
                climb(work, flight, storey.y, storeys[k + 1].y, above=k > 0, goes_on=k + 2 < count)
                arrived, hole = [landing(flight, below=False)], flight.hole
        furnish(work, room, floors[k])
        hang_lamp(work, room, storey.top - 0.2)
    ceil(work, inner, top - 0.18)


def _mast(work: Work) -> None:
    """A mast of steel with dishes, on a small room with its machines."""
    block, s = work.whole, work.sculptor
    foundation(work, block)
    storey = Storey(work.base, work.base + 2.8)
    at = work.door_within(block.width / 2 - work.thick - 0.7)
    entry = Door(FRONT, Opening("door", at, 0.0, 0.95, 2.05))
    raise_walls(work, block, [storey], storey.top, [entry])
    s.box("wall", (block.x0, storey.top - 0.02, block.z0), (block.x1, storey.top + 0.2, block.z1), work.wall)
    inner = block.within(work.thick)
    lay_floor(work, inner, work.base, stone=True)
    room = Room(inner, work.base, [door_clear(block, entry, work.thick)])
    furnish(work, room, ("desk", "shelf", "crates"))
    hang_lamp(work, room, storey.top - 0.1)
    ceil(work, inner, storey.top - 0.02 - 0.16)
    steps(work, at, block.z1, 1.4)
    top, foot = work.base + work.height + 5.0, storey.top + 0.18
    steel = rgb(0xB8BEC2)
    for x in (-0.8, 0.8):
        for z in (-0.8, 0.8):
            s.beam("paint", (x, foot, z), (x * 0.15, top, z * 0.15), 0.1, 0.1, steel)
    y, k = foot + 0.6, 1.0
    while y < top - 0.8:
        reach = 0.8 * (1.0 - 0.85 * (y - foot) / (top - foot))
        s.beam("paint", (-reach, y, -reach * k), (reach, y + 0.7, reach * k), 0.05, 0.05, steel)
        s.beam("paint", (reach * k, y, -reach), (-reach * k, y + 0.7, reach), 0.05, 0.05, steel)
        y, k = y + 0.9, -k
    s.column("paint", [(0.0, top - 1.6, 0.9), (0.0, top - 1.3, 0.9)], [0.9, 0.1], 12, WHITE)
    s.blob("ember", (0.0, top + 0.1, 0.0), (0.12, 0.12, 0.12), WHITE, WHITE, work.dice.many(6), detail=0)
