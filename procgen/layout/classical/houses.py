"""Single houses: walls, a door on the street, windows, a partition in large ones, furniture."""

from __future__ import annotations

from typing import Final

from procgen.layout.classical.canvas import Box
from procgen.layout.classical.draws import Draws
from procgen.layout.locks import Cell
from procgen.layout.tiles import Tile, TileArray

SMALLEST: Final = 4
"""Side of a house, walls included."""


def stamp_house(draws: Draws, tiles: TileArray, box: Box, front: Cell) -> tuple[Cell, list[Box]]:
    """Builds a house.

    Args:
        draws: for the door's place and windows.
        tiles: (rows, columns), changed.
        box: the house with its walls, at least :data:`SMALLEST` a side.
        front: (dx, dy) of the side with the door.

    Returns:
        (column, row) of the door, and the rooms within.
    """
    tiles[box.index] = Tile.WALL
    inner = box.grown(-1)
    tiles[inner.index] = Tile.FLOOR
    door = _door(draws, box, front)
    rooms = _partition(draws, tiles, inner, door)
    tiles[door[1], door[0]] = Tile.DOOR
    _windows(draws, tiles, box, door)
    return door, rooms


def _door(draws: Draws, box: Box, front: Cell) -> Cell:
    dx, dy = front
    if dx:
        row = draws.between(box.top + 1, box.bottom - 2) if draws.chance(0.5) else box.middle[1]
        return (box.right - 1 if dx > 0 else box.left), min(row, box.bottom - 2)
    column = draws.between(box.left + 1, box.right - 2) if draws.chance(0.5) else box.middle[0]
    return min(column, box.right - 2), (box.bottom - 1 if dy > 0 else box.top)


def _partition(draws: Draws, tiles: TileArray, inner: Box, door: Cell) -> list[Box]:
    """Divides a large house by a wall with a door; the wall never ends at the front door."""
    if max(inner.width, inner.depth) < 6 or min(inner.width, inner.depth) < 3 or draws.chance(0.25):
        return [inner]
    if inner.width >= inner.depth:
        options = [x for x in range(inner.left + 2, inner.right - 2) if x != door[0]]
        if not options:
            return [inner]
        at = draws.choice(options)
        tiles[inner.top : inner.bottom, at] = Tile.WALL
        tiles[draws.between(inner.top, inner.bottom - 1), at] = Tile.DOOR
        return [Box(inner.left, inner.top, at, inner.bottom), Box(at + 1, inner.top, inner.right, inner.bottom)]
    options = [y for y in range(inner.top + 2, inner.bottom - 2) if y != door[1]]
    if not options:
        return [inner]
    at = draws.choice(options)
    tiles[at, inner.left : inner.right] = Tile.WALL
    tiles[at, draws.between(inner.left, inner.right - 1)] = Tile.DOOR
    return [Box(inner.left, inner.top, inner.right, at), Box(inner.left, at + 1, inner.right, inner.bottom)]


def _windows(draws: Draws, tiles: TileArray, box: Box, door: Cell) -> None:
    step = draws.between(2, 3)
    start = draws.between(0, 1)
    spots = []
    for column in range(box.left + 1 + start, box.right - 1, step):
        spots += [(column, box.top, 0, 1), (column, box.bottom - 1, 0, -1)]
    for row in range(box.top + 1 + start, box.bottom - 1, step):
        spots += [(box.left, row, 1, 0), (box.right - 1, row, -1, 0)]
    for column, row, dx, dy in spots:
        near_door = abs(column - door[0]) + abs(row - door[1]) <= 1
        if not near_door and tiles[row + dy, column + dx] == Tile.FLOOR:
            tiles[row, column] = Tile.WINDOW
