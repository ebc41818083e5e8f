"""Interiors: a building's rooms by a squarified treemap, doors by a spanning tree, furniture by what a room is for.

Bruls, Huizing and van Wijk, "Squarified treemaps" (2000), as Marson and Musse applied it to floor plans ("Automatic
real-time generation of floor plans based on squarified treemaps algorithm", 2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from procgen.layout.classical.canvas import Box, Task, count_around
from procgen.layout.classical.furnish import Furnisher
from procgen.layout.kinds import IS_WALKABLE
from procgen.layout.locks import Cell, cells_of
from procgen.layout.tiles import Tile, TileArray

_ROOM_TILES: Final = 42.0
"""Usual size of a room."""
_USES: Final = {
    "house": ("bedroom", "bedroom", "kitchen", "parlour", "library", "store", "dining", "workshop"),
    "hall": ("store", "bedroom", "kitchen", "library", "workshop", "bedroom"),
    "inn": ("bedroom", "bedroom", "bedroom", "kitchen", "store"),
    "courtyard": ("bedroom", "library", "store", "parlour", "dining", "workshop", "bedroom"),
}


def interior(task: Task) -> TileArray:
    """A building in one of the styles of :data:`procgen.layout.kinds.STYLES`; denser is more fully furnished."""
    draws = task.draws
    tiles = task.blank(Tile.GRASS)
    margin = draws.between(1, max(1, min(task.width, task.depth) // 16))
    frame = Box(margin, margin, task.width - margin, task.depth - margin)
    rooms, uses = {"house": _house, "hall": _hall, "inn": _inn, "courtyard": _court}[task.style](task, frame)
    number = np.full(tiles.shape, -1, np.int32)
    for room in rooms:
        tiles[room.grown(1).index] = Tile.WALL
    for index, room in enumerate(rooms):
        tiles[room.index] = Tile.FLOOR
        number[room.index] = index
    if not rooms:
        return tiles
    for index, use in enumerate(uses):
        if use == "court":
            _garden(task, tiles, rooms[index])
    _doors(task, tiles, number, len(rooms), uses)
    _outside(task, tiles, number, uses)
    furnisher = Furnisher(tiles, draws)
    for room, use in zip(rooms, uses, strict=True):
        if use not in ("court", "corridor"):
            furnisher.room(room, use, task.density)
    return tiles


def squarified(areas: Sequence[float], box: Box) -> list[Box]:
    """Rectangles of given relative areas that tile a box, each as nearly square as can be, sides rounded.

    Where areas are smaller than a tile, some rectangles are empty or missing.

    Args:
        areas: positive, largest first.
        box: what they tile.
    """
    scale = box.area / sum(areas)
    rest, todo, result = box, [area * scale for area in areas], []
    while todo:
        side = min(rest.width, rest.depth)
        if side <= 0:
            break
        row = [todo.pop(0)]
        while todo and _worst([*row, todo[0]], side) <= _worst(row, side):
            row.append(todo.pop(0))
        total = sum(row)
        along_depth = rest.width >= rest.depth
        span = rest.depth if along_depth else rest.width
        across = rest.width if along_depth else rest.depth
        thick = min(max(1, round(total / span)), across) if todo else across
        at = 0.0
        for area in row:
            first, last = round(at / total * span), round((at + area) / total * span)
            at += area
            if along_depth:
                result.append(Box(rest.left, rest.top + first, rest.left + thick, rest.top + last))
            else:
                result.append(Box(rest.left + first, rest.top, rest.left + last, rest.top + thick))
        if along_depth:
            rest = Box(rest.left + thick, rest.top, rest.right, rest.bottom)
        else:
            rest = Box(rest.left, rest.top + thick, rest.right, rest.bottom)
    return result


def _worst(row: Sequence[float], side: float) -> float:
    total = sum(row)
    return max(max(side * side * area / total**2, total**2 / (side * side * area)) for area in row)


def _split(task: Task, walls: Box, rooms: list[Box], size: float = _ROOM_TILES) -> None:
    """Rooms between walls: the box's own edges are walls that neighbours share. Adds those that are wide enough."""
    draws = task.draws
    lines = Box(walls.left, walls.top, walls.right - 1, walls.bottom - 1)
    if lines.width < 3 or lines.depth < 3:
        return
    count = max(1, round(lines.area / size))
    areas = sorted((draws.uniform(0.5, 1.8) for _ in range(count)), reverse=True)
    parts = squarified(areas, lines)
    thin = [part for part in parts if min(part.width, part.depth) < 3]
    if thin and count > 1:
        _split(task, walls, rooms, size * 1.4)
        return
    rooms += [Box(part.left + 1, part.top + 1, part.right, part.bottom) for part in parts]


def _cut(task: Task, walls: Box) -> list[Box]:
    """A footprint as one to three boxes that share walls: a block, an L, a T or a U."""
    draws = task.draws
    form = draws.uniform()
    if form < 0.35 or min(walls.width, walls.depth) < 18:
        return [walls]
    split = walls.left + round(walls.width * draws.uniform(0.35, 0.65))
    first, second = (
        Box(walls.left, walls.top, split + 1, walls.bottom),
        Box(split, walls.top, walls.right, walls.bottom),
    )
    shorter = round(walls.depth * draws.uniform(0.2, 0.45))
    if form < 0.6:
        return [first, Box(second.left, second.top + shorter, second.right, second.bottom)]
    if form < 0.8:
        return [first, Box(second.left, second.top + shorter, second.right, second.bottom - shorter // 2)]
    third = walls.left + round(walls.width * 0.3)
    fourth = walls.left + round(walls.width * 0.7)
    return [
        Box(walls.left, walls.top, third + 1, walls.bottom),
        Box(third, walls.top + shorter, fourth + 1, walls.bottom),
        Box(fourth, walls.top, walls.right, walls.bottom),
    ]


def _house(task: Task, frame: Box) -> tuple[list[Box], list[str]]:
    rooms: list[Box] = []
    size = _ROOM_TILES * task.draws.uniform(0.75, 1.5)
    for part in _cut(task, frame):
        _split(task, part, rooms, size)
    return rooms, [task.draws.choice(_USES["house"]) for _ in rooms]


def _hall(task: Task, frame: Box) -> tuple[list[Box], list[str]]:
    draws = task.draws
    wide = round(frame.width * draws.uniform(0.35, 0.55))
    left = frame.left + round((frame.width - wide) * draws.uniform(0.25, 0.75))
    inset = round(frame.depth * draws.uniform(0.0, 0.18))
    rooms = [Box(left + 1, frame.top + 1, left + wide - 1, frame.bottom - 1)]
    _split(task, Box(frame.left, frame.top + inset, left + 1, frame.bottom), rooms)
    _split(task, Box(left + wide - 1, frame.top + inset, frame.right, frame.bottom), rooms)
    return rooms, ["dining", *(draws.choice(_USES["hall"]) for _ in rooms[1:])]


def _inn(task: Task, frame: Box) -> tuple[list[Box], list[str]]:
    """A common room, and bedrooms on both sides of corridors."""
    draws = task.draws
    wide = max(6, round(frame.width * draws.uniform(0.3, 0.45)))
    rooms = [Box(frame.left + 1, frame.top + 1, frame.left + wide - 1, frame.bottom - 1)]
    uses = ["dining"]
    bar = round(rooms[0].depth * draws.uniform(0.22, 0.35))
    if rooms[0].depth - bar > 6 and bar >= 3:
        whole = rooms[0]
        rooms = [Box(whole.left, whole.top + bar + 1, whole.right, whole.bottom)]
        kitchen: list[Box] = []
        _split(task, Box(frame.left, frame.top, frame.left + wide, whole.top + bar + 1), kitchen, 60.0)
        rooms += kitchen
        uses += ["kitchen" if number == 0 else "store" for number in range(len(kitchen))]
    wing = Box(frame.left + wide - 1, frame.top, frame.right, frame.bottom)
    deep = draws.between(4, 6)
    band = 2 * deep + 4 + draws.between(0, 1)
    bands = max(1, round((wing.depth - 1) / band))
    for index in range(bands):
        top = wing.top + round(index * (wing.depth - 1) / bands)
        bottom = wing.top + round((index + 1) * (wing.depth - 1) / bands)
        middle = (top + bottom) // 2
        gang = Box(wing.left + 1, middle, wing.right - 1, middle + (2 if bottom - top > 9 else 1))
        rooms.append(gang)
        uses.append("corridor")
        for first, last in ((top, gang.top - 1), (gang.bottom, bottom)):
            if last - first < 3:
                continue
            count = max(1, (wing.width - 1) // draws.between(5, 7))
            for number in range(count):
                left = wing.left + round(number * (wing.width - 1) / count)
                right = wing.left + round((number + 1) * (wing.width - 1) / count)
                if right - left >= 3:
                    rooms.append(Box(left + 1, first + 1, right, last))
                    uses.append(draws.choice(_USES["inn"]))
    return rooms, uses


def _court(task: Task, frame: Box) -> tuple[list[Box], list[str]]:
    """Four wings around a garden."""
    draws = task.draws
    deep_x = max(4, min(round(frame.width * draws.uniform(0.2, 0.32)), 14))
    deep_y = max(4, min(round(frame.depth * draws.uniform(0.2, 0.32)), 14))
    court = Box(frame.left + deep_x, frame.top + deep_y, frame.right - deep_x, frame.bottom - deep_y)
    if court.width < 3 or court.depth < 3:
        return _house(task, frame)
    rooms, uses = [court], ["court"]
    inner = court.grown(1)
    wings = [
        Box(frame.left, frame.top, frame.right, inner.top + 1),
        Box(frame.left, inner.bottom - 1, frame.right, frame.bottom),
        Box(frame.left, inner.top, inner.left + 1, inner.bottom),
        Box(inner.right - 1, inner.top, frame.right, inner.bottom),
    ]
    for wing in wings:
        _split(task, wing, rooms, _ROOM_TILES * draws.uniform(0.8, 1.2))
    return rooms, uses + [draws.choice(_USES["courtyard"]) for _ in rooms[1:]]


def _garden(task: Task, tiles: TileArray, court: Box) -> None:
    draws = task.draws
    tiles[court.index] = Tile.GRASS
    middle_x, middle_y = court.middle
    if draws.chance(0.7):
        tiles[court.top : court.bottom, middle_x] = Tile.PAVEMENT
        tiles[middle_y, court.left : court.right] = Tile.PAVEMENT
    if draws.chance(0.5):
        tiles[court.index][[0, -1]] = Tile.PAVEMENT
        tiles[court.index][:, [0, -1]] = Tile.PAVEMENT
    spots = np.zeros(tiles.shape, np.bool_)
    spots[court.grown(-1).index] = True
    spots[1::2] = False
    spots[:, draws.between(0, 1) :: 2] = False
    chance = draws.field(task.depth, task.width)
    spots &= tiles == Tile.GRASS
    tiles[spots & (chance < 0.3)] = Tile.TREE
    tiles[spots & (chance > 0.7)] = Tile.SHRUB


def _doors(task: Task, tiles: TileArray, number: np.ndarray, count: int, uses: Sequence[str]) -> None:
    """Doors between neighbours: a spanning tree that likes corridors, halls and courts, and a few more."""
    draws = task.draws
    spots: dict[tuple[int, int], list[Cell]] = {}
    for dx, dy in ((1, 0), (0, 1)):
        before, after = number[: tiles.shape[0] - 2 * dy, : tiles.shape[1] - 2 * dx], number[2 * dy :, 2 * dx :]
        wall = tiles[dy : tiles.shape[0] - dy, dx : tiles.shape[1] - dx] == Tile.WALL
        for column, row in cells_of((before >= 0) & (after >= 0) & (before != after) & wall):
            a, b = int(before[row, column]), int(after[row, column])
            spots.setdefault((min(a, b), max(a, b)), []).append((column + dx, row + dy))
    open_to = {"corridor": 0.0, "court": 0.3, "dining": 0.35}
    pairs = sorted(
        (min(open_to.get(uses[a], 1.0), open_to.get(uses[b], 1.0)) + draws.uniform(0, 0.6), a, b) for a, b in spots
    )
    group = list(range(count))

    def root(node: int) -> int:
        while group[node] != node:
            node = group[node]
        return node

    for _, a, b in pairs:
        first, second = root(a), root(b)
        if first == second and not draws.chance(0.12):
            continue
        group[max(first, second)] = min(first, second)
        cells = spots[a, b]
        # Not in a corner, if there is a choice.
        column, row = draws.choice(cells[1:-1] if len(cells) > 2 else cells)
        tiles[row, column] = Tile.DOOR


def _outside(task: Task, tiles: TileArray, number: np.ndarray, uses: Sequence[str]) -> None:
    """The front door with a way to the street, a back door, windows, and what grows around the house."""
    draws = task.draws
    depth, width = tiles.shape
    outer: list[tuple[Cell, Cell, int]] = []
    wall, grass = (tiles == Tile.WALL)[1:-1, 1:-1], np.pad(tiles == Tile.GRASS, 1)[1:-1, 1:-1]
    kept = np.array([use != "court" for use in uses], np.bool_)
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        inside = number[1 - dy : depth - 1 - dy, 1 - dx : width - 1 - dx]
        beyond = (slice(1 + dy, depth - 1 + dy), slice(1 + dx, width - 1 + dx))
        for column, row in cells_of(wall & (inside >= 0) & kept[inside] & (number[beyond] < 0) & grass[beyond]):
            outer.append(((column + 1, row + 1), (dx, dy), int(inside[row, column])))
    fronts = [entry for entry in outer if uses[entry[2]] in ("dining", "corridor", "parlour")] or outer
    fronts = [entry for entry in fronts if _flanked(tiles, entry[0], entry[1])]
    if fronts:
        (x, y), (dx, dy), _ = draws.choice(fronts)
        tiles[y, x] = Tile.ENTRANCE
        column, row = x + dx, y + dy
        while 0 <= column < width and 0 <= row < depth and tiles[row, column] == Tile.GRASS:
            tiles[row, column] = Tile.PAVEMENT
            column, row = column + dx, row + dy
        backs = [e for e in outer if _flanked(tiles, e[0], e[1]) and abs(e[0][0] - x) + abs(e[0][1] - y) > width // 2]
        if backs and draws.chance(0.6):
            column, row = draws.choice(backs)[0]
            tiles[row, column] = Tile.EXIT
    step = draws.between(2, 4)
    for (x, y), (dx, dy), _ in outer:
        along = x if dy else y
        if along % step == 0 and tiles[y, x] == Tile.WALL and _flanked(tiles, (x, y), (dx, dy)):
            tiles[y, x] = Tile.WINDOW
    grass = (tiles == Tile.GRASS) & (number < 0)
    chance = draws.field(depth, width)
    lone = np.zeros(tiles.shape, np.bool_)
    lone[::2, draws.between(0, 1) :: 2] = True
    airy = grass & lone & (count_around(~IS_WALKABLE[tiles]) == 0)
    tiles[airy & (chance < 0.25)] = Tile.TREE
    tiles[airy & (chance > 0.8)] = Tile.SHRUB


def _flanked(tiles: TileArray, cell: Cell, out: Cell) -> bool:
    """Whether walls stand on both sides of a place in the outer wall."""
    (x, y), (dx, dy) = cell, out
    return bool(tiles[y + dx, x + dy] == Tile.WALL and tiles[y - dx, x - dy] == Tile.WALL)
