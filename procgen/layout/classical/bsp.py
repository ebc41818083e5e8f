"""Dungeons: halves of halves with rooms in them, scattered rooms with winding ways, mazes, and fallen halls.

- chambers: binary space partition; each split joins its two halves by a corridor.
- warren: rooms of many shapes, thrown until no more fit, joined by the shortest tree and some loops.
- catacombs: a maze (depth-first) around rooms, its dead ends shortened.
- ruins: drunkard's walks through halls whose walls have fallen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.layout.classical.canvas import Box, Task, count_around, disc, may_block, spanning, way
from procgen.layout.kinds import IS_WALKABLE, table_of
from procgen.layout.locks import Cell, cells_of
from procgen.layout.regions import BoolArray
from procgen.layout.tiles import Tile, TileArray
from procgen.runtime.masks import dilated

_SIDES: Final = ((0, -1), (0, 1), (-1, 0), (1, 0))
_FAR: Final = 1 << 30
_WALL_OR_DOOR: Final = table_of(frozenset({Tile.WALL, Tile.DOOR}))
_WALL_OR_ROCK: Final = table_of(frozenset({Tile.WALL, Tile.ROCK}))
_FLOOR_OR_ROCK: Final = table_of(frozenset({Tile.FLOOR, Tile.ROCK}))


@dataclass(frozen=True, slots=True, eq=False)
class _Room:
    box: Box
    """Of the floor."""
    floor: BoolArray
    """(depth, width) of the box."""


def dungeon(task: Task) -> TileArray:
    """A dungeon in one of the styles of :data:`procgen.layout.kinds.STYLES`; denser has more and larger rooms."""
    tiles = task.blank(Tile.ROCK)
    rooms = {"chambers": _chambers, "warren": _warren, "catacombs": _catacombs, "ruins": _ruins}[task.style](
        task, tiles
    )
    tiles[0][IS_WALKABLE[tiles[0]]] = Tile.ROCK
    tiles[-1][IS_WALKABLE[tiles[-1]]] = Tile.ROCK
    tiles[:, 0][IS_WALKABLE[tiles[:, 0]]] = Tile.ROCK
    tiles[:, -1][IS_WALKABLE[tiles[:, -1]]] = Tile.ROCK
    for number, room in enumerate(task.draws.shuffled(rooms)):
        _furnish(task, tiles, room, number)
    _ways(task, tiles, rooms)
    return tiles


def _shape(task: Task, box: Box) -> BoolArray:
    """The floor of a room within a box: a rectangle, a cross, an L, or round."""
    draws = task.draws
    floor = np.ones((box.depth, box.width), np.bool_)
    kind = draws.uniform()
    if min(box.depth, box.width) < 5 or kind < 0.62:
        return floor
    if kind < 0.76:
        return disc(
            box.width, box.depth, ((box.width - 1) / 2, (box.depth - 1) / 2), box.depth / 2, box.width / box.depth
        )
    cut_x, cut_y = draws.between(1, (box.width - 3) // 2), draws.between(1, (box.depth - 3) // 2)
    corners = [(slice(None, cut_y), slice(None, cut_x)), (slice(None, cut_y), slice(-cut_x, None))]
    corners += [(slice(-cut_y, None), slice(None, cut_x)), (slice(-cut_y, None), slice(-cut_x, None))]
    for corner in corners if kind < 0.9 else [draws.choice(corners)]:
        floor[corner] = False
    return floor


def _build(tiles: TileArray, room: _Room) -> None:
    """Floor, and a wall around it."""
    whole = np.zeros(tiles.shape, np.bool_)
    whole[room.box.index] = room.floor
    wall = dilated(whole) & ~whole & (tiles == Tile.ROCK)
    tiles[whole] = Tile.FLOOR
    tiles[wall] = Tile.WALL


def _halves(task: Task, box: Box, least: int, joins: list[tuple[int, int]], leaves: list[Box]) -> list[int]:
    """Splits a box until its parts are small; notes which leaves each split joins. Returns the leaves within."""
    draws = task.draws
    large = max(box.width, box.depth) >= 2 * least + 2
    if not large or (max(box.width, box.depth) < 3 * least and draws.chance(0.12)):
        leaves.append(box)
        return [len(leaves) - 1]
    across = box.width > box.depth * 1.2 or (box.width * 1.2 > box.depth and draws.chance(0.5))
    span = box.width if across else box.depth
    if span < 2 * least:
        across, span = not across, box.depth if across else box.width
    cut = draws.between(least, span - least)
    if across:
        parts = Box(box.left, box.top, box.left + cut, box.bottom), Box(box.left + cut, box.top, box.right, box.bottom)
    else:
        parts = Box(box.left, box.top, box.right, box.top + cut), Box(box.left, box.top + cut, box.right, box.bottom)
    first, second = (_halves(task, part, least, joins, leaves) for part in parts)
    pairs = [(i, j) for i in first for j in second]
    joins.append(min(pairs, key=lambda pair: _gap(leaves[pair[0]], leaves[pair[1]])))
    if draws.chance(0.25):
        joins.append(draws.choice(sorted(pairs, key=lambda pair: _gap(leaves[pair[0]], leaves[pair[1]]))[:3]))
    return first + second


def _gap(a: Box, b: Box) -> int:
    return abs(a.middle[0] - b.middle[0]) + abs(a.middle[1] - b.middle[1])


def _chambers(task: Task, tiles: TileArray) -> list[_Room]:
    draws = task.draws
    least = min(round(12 - 4 * task.density + draws.uniform(-1, 1)), min(task.width, task.depth) // 2 - 1)
    joins: list[tuple[int, int]] = []
    leaves: list[Box] = []
    _halves(task, Box(1, 1, task.width - 1, task.depth - 1), max(least, 6), joins, leaves)
    rooms = []
    full = 0.42 + 0.5 * task.density
    for leaf in leaves:
        # The leaf leaves a tile of wall on every side, so two rooms never share one.
        wide = min(max(3, round((leaf.width - 2) * draws.uniform(full - 0.15, full + 0.15))), leaf.width - 2)
        deep = min(max(3, round((leaf.depth - 2) * draws.uniform(full - 0.15, full + 0.15))), leaf.depth - 2)
        left = leaf.left + 1 + draws.between(0, leaf.width - 2 - wide)
        top = leaf.top + 1 + draws.between(0, leaf.depth - 2 - deep)
        box = Box(left, top, left + wide, top + deep)
        rooms.append(_Room(box, _shape(task, box)))
        _build(tiles, rooms[-1])
    for i, j in joins:
        _corridor(task, tiles, rooms[i], rooms[j], straight=True)
    return rooms


def _warren(task: Task, tiles: TileArray) -> list[_Room]:
    draws = task.draws
    rooms: list[_Room] = []
    taken = np.zeros(tiles.shape, np.bool_)
    wanted, got = (0.09 + 0.46 * task.density) * task.cells, 0
    most = max(5, min(task.width, task.depth) // 5)
    for _ in range(500):
        wide, deep = draws.between(3, most), draws.between(3, most)
        left, top = draws.between(2, task.width - wide - 2), draws.between(2, task.depth - deep - 2)
        box = Box(left, top, left + wide, top + deep)
        gap = 2 if draws.chance(1 - 0.8 * task.density) else 1
        if taken[box.grown(gap).within(task.width, task.depth).index].any():
            continue
        taken[box.index] = True
        rooms.append(_Room(box, _shape(task, box)))
        _build(tiles, rooms[-1])
        got += int(rooms[-1].floor.sum())
        if got >= wanted and len(rooms) >= 2:
            break
    for i, j in spanning([room.box.middle for room in rooms], draws, 0.25):
        _corridor(task, tiles, rooms[i], rooms[j], straight=False)
    return rooms


def _doorways(tiles: TileArray, room: _Room, goal: Cell) -> list[Cell]:
    """The wall of a room that a door may pierce nearest to a goal, and the tile before it: floor within, rock without.

    Empty if there is none.
    """
    depth, width = tiles.shape
    box = room.box
    # The room with its walls and a tile more: the margins that rooms keep have it lie on the map.
    near = tiles[box.top - 2 : box.bottom + 2, box.left - 2 : box.right + 2]
    wall = _WALL_OR_DOOR[near[1:-1, 1:-1]]
    solid = _WALL_OR_ROCK[near]
    open_to = _FLOOR_OR_ROCK[near]
    floor = np.zeros(near.shape, np.bool_)
    floor[2:-2, 2:-2] = near[2:-2, 2:-2] == Tile.FLOOR
    best: tuple[int, Cell, Cell] | None = None
    for dx, dy in _SIDES:
        spot = (
            wall & _moved(floor, -dx, -dy) & _moved(open_to, dx, dy) & _moved(solid, dy, dx) & _moved(solid, -dy, -dx)
        )
        rows, columns = np.nonzero(spot)
        if not rows.size:
            continue
        x, y = columns + box.left - 1 + dx, rows + box.top - 1 + dy
        # An existing door saves another.
        away = np.abs(x - goal[0]) + np.abs(y - goal[1]) - 4 * (tiles[y - dy, x - dx] == Tile.DOOR)
        away[(x < 2) | (y < 2) | (x > width - 3) | (y > depth - 3)] = _FAR
        at = int(away.argmin())
        if away[at] < (best[0] if best else _FAR):
            column, row = int(x[at]), int(y[at])
            best = int(away[at]), (column - dx, row - dy), (column, row)
    return [best[1], best[2]] if best else []


def _moved(near: BoolArray, dx: int, dy: int) -> BoolArray:
    """What lies beside each tile but those of the margin of one."""
    return near[1 + dy : near.shape[0] - 1 + dy, 1 + dx : near.shape[1] - 1 + dx]


def _corridor(task: Task, tiles: TileArray, a: _Room, b: _Room, *, straight: bool) -> None:
    """A way through the rock between doors of two rooms."""
    draws = task.draws
    first, second = _doorways(tiles, a, b.box.middle), _doorways(tiles, b, a.box.middle)
    if not first or not second:
        return
    cells = _bend(tiles, first[1], second[1], draws.chance(0.5)) if straight else []
    if not cells:
        cost = np.full(tiles.shape, -1, np.int64)
        rock = tiles == Tile.ROCK
        cost[rock] = 3 if straight else 3 + (5 * draws.field(*tiles.shape)[rock]).astype(np.int64)
        cost[tiles == Tile.FLOOR] = 1
        cost[[0, -1]] = cost[:, [0, -1]] = -1
        cells = way(cost, first[1], second[1], greed=3)
    for column, row in cells:
        if tiles[row, column] == Tile.ROCK:
            tiles[row, column] = Tile.FLOOR
    if cells:
        for column, row in (first[0], second[0]):
            tiles[row, column] = Tile.DOOR if draws.chance(0.8) else Tile.FLOOR


def _bend(tiles: TileArray, start: Cell, end: Cell, flip: bool) -> list[Cell]:
    """A corridor with one bend or two through rock or other corridors; empty if something is in the way."""
    (x0, y0), (x1, y1) = start, end
    middle_x, middle_y = (x0 + x1) // 2, (y0 + y1) // 2
    corners = [
        [(x0, y0), (x1, y0), (x1, y1)],
        [(x0, y0), (x0, y1), (x1, y1)],
        [(x0, y0), (middle_x, y0), (middle_x, y1), (x1, y1)],
        [(x0, y0), (x0, middle_y), (x1, middle_y), (x1, y1)],
    ]
    for points in corners[::-1] if flip else corners:
        cells = [start]
        for x, y in points[1:]:
            while cells[-1] != (x, y):
                column, row = cells[-1]
                cells.append((column + (x > column) - (x < column), row + (y > row) - (y < row)))
        if all(tiles[row, column] in (Tile.ROCK, Tile.FLOOR) for column, row in cells):
            return cells
    return []


def _catacombs(task: Task, tiles: TileArray) -> list[_Room]:
    draws = task.draws
    wide, deep = (task.width - 1) // 2, (task.depth - 1) // 2
    free = np.ones((deep, wide), np.bool_)
    rooms = []
    for _ in range(round((6 + 24 * task.density) * task.cells / 4096) + 2):
        w, d = draws.between(2, 4), draws.between(2, 4)
        x, y = draws.between(0, wide - w), draws.between(0, deep - d)
        if x + w > wide or y + d > deep or not free[y : y + d, x : x + w].all():
            continue
        free[y : y + d, x : x + w] = False
        box = Box(2 * x + 1, 2 * y + 1, 2 * (x + w), 2 * (y + d))
        rooms.append(_Room(box, np.ones((box.depth, box.width), np.bool_)))
        _build(tiles, rooms[-1])
    # Where no maze grows: hollows of rock make a maze of parts.
    mass = task.noise(max(wide, deep) / 2.0, 1)[:deep, :wide]
    free &= mass < np.quantile(mass, 0.35 + 0.6 * task.density)
    open_cells = cells_of(free)
    carved = _maze(task, tiles, free, open_cells)
    _open_rooms(task, tiles, rooms)
    _shorten(task, tiles, carved, round(3 + 9 * (1 - task.density)))
    return rooms


def _maze(task: Task, tiles: TileArray, free: BoolArray, starts: list[Cell]) -> BoolArray:
    """Depth-first mazes over all free cells of the half-size grid."""
    draws = task.draws
    depth, width = free.shape
    carved = np.zeros(tiles.shape, np.bool_)
    done = (~free).tolist()
    wind = draws.uniform(0.2, 0.9)
    for start in starts:
        if done[start[1]][start[0]]:
            continue
        done[start[1]][start[0]] = True
        tiles[2 * start[1] + 1, 2 * start[0] + 1] = Tile.FLOOR
        carved[2 * start[1] + 1, 2 * start[0] + 1] = True
        stack, last = [start], (0, 0)
        while stack:
            x, y = stack[-1]
            ways = [
                (dx, dy)
                for dx, dy in _SIDES
                if 0 <= x + dx < width and 0 <= y + dy < depth and not done[y + dy][x + dx]
            ]
            if not ways:
                stack.pop()
                continue
            step = last if last in ways and not draws.chance(wind) else draws.choice(ways)
            last = step
            x2, y2 = x + step[0], y + step[1]
            done[y2][x2] = True
            for column, row in ((x + x2 + 1, y + y2 + 1), (2 * x2 + 1, 2 * y2 + 1)):
                tiles[row, column] = Tile.FLOOR
                carved[row, column] = True
            stack.append((x2, y2))
    return carved


def _open_rooms(task: Task, tiles: TileArray, rooms: list[_Room]) -> None:
    """Doors from rooms into the maze around them, or into one another."""
    draws = task.draws
    depth, width = tiles.shape
    for room in rooms:
        options = []
        box = room.box
        for column in range(box.left, box.right, 2):
            options += [(column, box.top - 1, 0, -1), (column, box.bottom, 0, 1)]
        for row in range(box.top, box.bottom, 2):
            options += [(box.left - 1, row, -1, 0), (box.right, row, 1, 0)]
        doors = 0
        for column, row, dx, dy in draws.shuffled(options):
            x, y = column + dx, row + dy
            if 0 < x < width - 1 and 0 < y < depth - 1 and IS_WALKABLE[tiles[y, x]]:
                tiles[row, column] = Tile.DOOR if draws.chance(0.75) else Tile.FLOOR
                doors += 1
                if doors >= draws.between(1, 3):
                    break


def _shorten(task: Task, tiles: TileArray, carved: BoolArray, rounds: int) -> None:
    """Takes the tips of dead ends away, and opens some of them into loops."""
    draws = task.draws
    for _ in range(rounds):
        walk = np.pad(IS_WALKABLE[tiles], 1)
        ways = walk[:-2, 1:-1].astype(np.int8) + walk[2:, 1:-1] + walk[1:-1, :-2] + walk[1:-1, 2:]
        tips = carved & (tiles == Tile.FLOOR) & (ways <= 1)
        if not tips.any():
            return
        tips &= draws.field(*tiles.shape) < 0.9
        tiles[tips] = Tile.ROCK
    loops = cells_of(carved & (tiles == Tile.FLOOR))
    for column, row in draws.shuffled(loops)[: len(loops) // 40]:
        dx, dy = draws.choice(_SIDES)
        x, y = column + 2 * dx, row + 2 * dy
        if 0 < x < task.width - 1 and 0 < y < task.depth - 1 and tiles[y, x] == Tile.FLOOR:
            middle = tiles[row + dy, column + dx]
            if middle == Tile.ROCK:
                tiles[row + dy, column + dx] = Tile.FLOOR


def _ruins(task: Task, tiles: TileArray) -> list[_Room]:
    draws = task.draws
    rooms: list[_Room] = []
    most = max(6, min(task.width, task.depth) // 4)
    for _ in range(round(3 + (5 + 9 * task.density) * task.cells / 4096)):
        wide, deep = draws.between(5, most), draws.between(5, most)
        left, top = draws.between(2, task.width - wide - 2), draws.between(2, task.depth - deep - 2)
        box = Box(left, top, left + wide, top + deep)
        rooms.append(_Room(box, _shape(task, box)))
        _build(tiles, rooms[-1])
    wanted = (0.17 + 0.38 * task.density) * task.cells
    x, y = rooms[0].box.middle
    # Looking them up in the enumeration would take longer than the walk.
    rock, floor, wall, rubble = int(Tile.ROCK), int(Tile.FLOOR), int(Tile.WALL), int(Tile.RUBBLE)
    for count in range(14 * task.cells):
        if count % 64 == 0 and IS_WALKABLE[tiles].sum() >= wanted:
            break
        if count % 400 == 0:
            x, y = draws.choice(rooms).box.middle
        dx, dy = _SIDES[int(draws.uniform() * 4)]
        x, y = min(max(x + dx, 2), task.width - 3), min(max(y + dy, 2), task.depth - 3)
        tile = tiles[y, x]
        if tile == rock:
            tiles[y, x] = floor
        elif tile == wall:
            tiles[y, x] = rubble
    # Fallen walls: those that stand in the open crumble.
    lone = (tiles == Tile.WALL) & (count_around(IS_WALKABLE[tiles]) >= 6)
    tiles[lone] = Tile.RUBBLE
    middles = [room.box.middle for room in rooms]
    for column, row in middles:
        tiles[row, column] = Tile.FLOOR
    cost = np.where(IS_WALKABLE[tiles], 1, np.where(tiles == Tile.WALL, 9, 4))
    for i, j in spanning(middles, draws, 0.1):
        for column, row in way(cost, middles[i], middles[j], greed=2):
            if tiles[row, column] == Tile.WALL:
                tiles[row, column] = Tile.DOOR
            elif tiles[row, column] == Tile.ROCK:
                tiles[row, column] = Tile.FLOOR
    return rooms


def _furnish(task: Task, tiles: TileArray, room: _Room, number: int) -> None:
    """Pillars, a pool, rubble, or a chest."""
    draws = task.draws
    box = room.box
    kind = draws.uniform()
    if min(box.width, box.depth) >= 6 and kind < 0.3:
        step = draws.between(2, 3)
        for row in range(box.top + 1, box.bottom - 1, step):
            for column in range(box.left + 1, box.right - 1, step):
                if (tiles[row - 1 : row + 2, column - 1 : column + 2] == Tile.FLOOR).all():
                    tiles[row, column] = Tile.WALL
    elif min(box.width, box.depth) >= 6 and kind < 0.5:
        inner = box.grown(-draws.between(1, 2))
        pool = disc(task.width, task.depth, box.middle, inner.depth / 2, inner.width / max(inner.depth, 1))
        pool &= count_around(tiles != Tile.FLOOR) == 0
        tiles[pool] = Tile.WATER
        if inner.width >= 4 and draws.chance(0.4):
            row = box.middle[1]
            line = tiles[row, inner.left : inner.right]
            line[line == Tile.WATER] = Tile.BRIDGE
    elif kind < 0.7:
        part = tiles[box.index]
        part[(part == Tile.FLOOR) & (draws.field(box.depth, box.width) < 0.12)] = Tile.RUBBLE
    if number % 3 == 0:
        walkable = IS_WALKABLE[tiles]
        corners = [
            (box.left, box.top),
            (box.right - 1, box.top),
            (box.left, box.bottom - 1),
            (box.right - 1, box.bottom - 1),
        ]
        for column, row in draws.shuffled(corners):
            beside_door = any(
                tiles[row + dy, column + dx] == Tile.DOOR
                for dx, dy in _SIDES
                if 0 <= row + dy < task.depth and 0 <= column + dx < task.width
            )
            if tiles[row, column] == Tile.FLOOR and not beside_door and may_block(walkable, column, row):
                tiles[row, column] = Tile.CHEST
                break


def _ways(task: Task, tiles: TileArray, rooms: list[_Room]) -> None:
    """Where one comes in, and the stairs onward: in rooms far apart."""
    draws = task.draws
    options = [room for room in rooms if (tiles[room.box.index] == Tile.FLOOR).any()]
    if not options:
        return
    start = draws.choice(options)
    end = max(options, key=lambda room: _gap(room.box, start.box))
    for room, tile in ((start, Tile.ENTRANCE), (end, Tile.EXIT)):
        cells = cells_of(tiles[room.box.index] == Tile.FLOOR)
        if cells:
            edge = [(x, y) for x, y in cells if x in (0, room.box.width - 1) or y in (0, room.box.depth - 1)]
            column, row = draws.choice(edge or cells)
            tiles[room.box.top + row, room.box.left + column] = tile
