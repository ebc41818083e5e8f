"""What stands in rooms: along their walls or in their middle, where doors, stairs and people have room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from procgen.world.buildings.furniture import PIECES
from procgen.world.buildings.rooms import is_free, is_within, overlaps, stays_passable
from procgen.world.buildings.work import Block, Room, Work

_WALK_M: Final = 0.75
"""Before a piece, so that one gets at it."""
_STEPS: Final = 9
_AHEAD: Final = ((0.0, 1.0), (-1.0, 0.0), (0.0, -1.0), (1.0, 0.0))
"""Whither what stands at each wall looks, x and z."""


def furnish(work: Work, room: Room, pieces: Sequence[str]) -> None:
    """Put pieces along the walls of a room, as far as there is room.

    Args:
        work: gains them.
        room: what is taken of it is noted.
        pieces: names of :data:`procgen.world.buildings.furniture.PIECES`, the most important first.
    """
    for name in pieces:
        _place(work, room, name)


def _place(work: Work, room: Room, name: str) -> None:
    """Put a piece along a wall, if there is room for it."""
    piece, floor = PIECES[name], room.floor
    order = sorted(range(4), key=lambda side: float(work.dice.many(1)[0]) + side * 1e-9)
    first = int(work.dice.between(0.0, _STEPS))
    for side in order:
        length = floor.width if side in (0, 2) else floor.depth
        spare = length - piece.wide_m
        if spare < 0.0:
            continue
        for step in range(_STEPS):
            # Corners first, or any place: by chance.
            at = ((first + step * 4) % _STEPS) / (_STEPS - 1) * spare
            spot = _rectangle(floor, side, at, piece.wide_m, piece.deep_m)
            before = _rectangle(floor, side, at, piece.wide_m, piece.deep_m + _WALK_M)
            if not is_free(room, spot):
                continue
            if name == "rug" or (
                not any(overlaps(before, other, -1e-6) for other in room.taken)
                and is_within(room, before)
                and stays_passable(room, spot, _front_of(spot, side, piece.deep_m))
            ):
                _put(work, room, name, side, spot)
                return


def _rectangle(floor: Block, side: int, at: float, wide: float, deep: float) -> Block:
    if side == 0:
        return Block(floor.x0 + at, floor.x0 + at + wide, floor.z0, floor.z0 + deep)
    if side == 2:
        return Block(floor.x0 + at, floor.x0 + at + wide, floor.z1 - deep, floor.z1)
    if side == 1:
        return Block(floor.x1 - deep, floor.x1, floor.z0 + at, floor.z0 + at + wide)
    return Block(floor.x0, floor.x0 + deep, floor.z0 + at, floor.z0 + at + wide)


def stand_in_the_middle(work: Work, room: Room, name: str) -> None:
    """Put a piece away from the walls, in a row with others, where there is room to walk round it."""
    piece, floor = PIECES[name], room.floor
    wide, deep = piece.wide_m + _WALK_M, piece.deep_m + _WALK_M * 0.8
    columns, rows = int((floor.width - _WALK_M) / wide), int((floor.depth - _WALK_M) / deep)
    for number in range(columns * rows):
        column, row = number % columns, number // columns
        x = floor.middle[0] + (column - (columns - 1) / 2) * wide
        z = floor.middle[1] + (row - (rows - 1) / 2) * deep
        spot = Block(x - piece.wide_m / 2, x + piece.wide_m / 2, z - piece.deep_m / 2, z + piece.deep_m / 2)
        if is_free(room, spot) and stays_passable(room, spot, _front_of(spot, 0, piece.deep_m)):
            _put(work, room, name, 0, spot)
            return


def _front_of(spot: Block, side: int, deep: float) -> tuple[float, float]:
    """Where one stands before a piece."""
    x, z = spot.middle
    fx, fz = _AHEAD[side]
    reach = deep / 2 + 0.4
    return x + fx * reach, z + fz * reach


def put(work: Work, room: Room, name: str, side: int, at: float) -> bool:
    """Put one piece at a place along a wall, if it is free.

    Args:
        work: gains it.
        room: what is taken of it is noted.
        name: of :data:`procgen.world.buildings.furniture.PIECES`.
        side: wall that it stands at: 0 the back's (at low z), 1 right, 2 the front's, 3 left.
        at: metres along the wall.

    Returns:
        Whether it stands there now.
    """
    piece = PIECES[name]
    spot = _rectangle(room.floor, side, at, piece.wide_m, piece.deep_m)
    if not is_free(room, spot) or not stays_passable(room, spot, _front_of(spot, side, piece.deep_m)):
        return False
    _put(work, room, name, side, spot)
    return True


def _put(work: Work, room: Room, name: str, side: int, spot: Block) -> None:
    piece, (x, z) = PIECES[name], spot.middle
    turn = (0.0, 270.0, 180.0, 90.0)[side]
    bx, bz = ((x, spot.z0), (spot.x1, z), (x, spot.z1), (spot.x0, z))[side]
    work.inner.push((bx, room.y, bz), turn)
    piece.build(work.inner, work.dice)
    work.inner.pop()
    front = _front_of(spot, side, piece.deep_m)
    if name != "rug":
        room.taken.append(spot)
        room.fronts.append(front)
    if piece.spot:
        # Who stands before it looks the other way than it does.
        work.spot(piece.spot, front[0], room.y, front[1], (turn + 180.0) % 360.0)
    if name in ("hearth", "forge"):
        fx, fz = _AHEAD[side]
        work.spot("lamp", bx + fx * 0.9, room.y + 0.8, bz + fz * 0.9)


def hang_lamp(work: Work, room: Room, ceiling: float) -> None:
    """A lantern below the ceiling in the middle of a room."""
    x, z = room.floor.middle
    s, y = work.inner, ceiling - 0.55
    s.box("paint", (x - 0.012, y + 0.2, z - 0.012), (x + 0.012, ceiling, z + 0.012), (0.17, 0.17, 0.18))
    s.box("ember", (x - 0.07, y, z - 0.07), (x + 0.07, y + 0.18, z + 0.07))
    s.box("paint", (x - 0.09, y + 0.18, z - 0.09), (x + 0.09, y + 0.21, z + 0.09), (0.17, 0.17, 0.18))
    work.spot("lamp", x, y - 0.12, z)
