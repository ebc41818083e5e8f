"""Villages: roads that find their way over the land, and settlers who build along them.

Each settler takes a place at a road, builds a house with its front to it, and some till a field; as in Kelly and
McCabe, "A survey of procedural techniques for city generation" (2006), and Emilien et al., "Procedural generation of
villages on arbitrary terrains" (2012), in small. Drawn with the sea in the south and the main road from west to east;
the whole map is turned afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from procgen.layout.classical.canvas import Box, Field, Task, count_around, disc, spanning, way
from procgen.layout.classical.furnish import Furnisher
from procgen.layout.classical.houses import SMALLEST, stamp_house
from procgen.layout.kinds import IS_WALKABLE, table_of
from procgen.layout.locks import Cell, cells_of
from procgen.layout.regions import BoolArray
from procgen.layout.tiles import Tile, TileArray
from procgen.runtime.masks import dilated

_SIDES: Final = ((0, -1), (1, 0), (0, 1), (-1, 0))
_WATER: Final = table_of(frozenset({Tile.WATER, Tile.DEEP_WATER, Tile.BRIDGE}))
_STREET: Final = table_of(frozenset({Tile.ROAD, Tile.PLAZA, Tile.BRIDGE}))
_LIVE_IN: Final = ("bedroom", "kitchen", "parlour", "parlour", "store", "workshop", "bedroom")


@dataclass(slots=True, eq=False)
class _Village:
    task: Task
    tiles: TileArray
    uneven: Field
    rooms: list[Box] = field(default_factory=list)
    houses: list[Box] = field(default_factory=list)
    heart: Cell = (0, 0)
    """Where all want to live."""

    def road(self, start: Cell, end: Cell, tile: Tile = Tile.ROAD, wide: int = 1) -> None:
        """The easiest way between two places; it keeps to roads that are there, and bridges water."""
        cost = (4 + 5 * self.uneven).astype(np.int64)
        cost[_STREET[self.tiles] | (self.tiles == Tile.PATH)] = 1
        cost[_WATER[self.tiles]] = 24
        cost[self.tiles == Tile.DEEP_WATER] = 40
        cost[(self.tiles == Tile.WALL) | (self.tiles == Tile.FLOOR) | (self.tiles == Tile.WINDOW)] = -1
        for column, row in way(cost, start, end, greed=4):
            for y in range(row, min(row + wide, self.task.depth)):
                for x in range(column, min(column + wide, self.task.width)):
                    if _WATER[self.tiles[y, x]]:
                        self.tiles[y, x] = Tile.BRIDGE
                    elif self.tiles[y, x] in (Tile.GRASS, Tile.SAND, Tile.PATH, Tile.TREE):
                        self.tiles[y, x] = tile


def village(task: Task) -> TileArray:
    """A village in one of the styles of :data:`procgen.layout.kinds.STYLES`; denser has more houses."""
    uneven = np.clip(task.noise(12.0, 2) * 0.5 + 0.5, 0, 1)
    made = _Village(task, task.blank(Tile.GRASS), uneven)
    made.heart = (
        round(task.width * task.draws.uniform(0.4, 0.6)),
        round(task.depth * task.draws.uniform(0.4, 0.6)),
    )
    if task.style in ("roadside", "round", "scattered") and task.draws.chance(0.3):
        _pond(made)
    {
        "roadside": _roadside,
        "round": _round,
        "riverside": _riverside,
        "coastal": _coastal,
        "scattered": _scattered,
    }[task.style](made)
    _gates(made)
    _settle(made)
    _till(made)
    _plant(made)
    furnisher = Furnisher(made.tiles, task.draws)
    for room in made.rooms:
        furnisher.room(room, task.draws.choice(_LIVE_IN), 0.25)
    return made.tiles


def _pond(made: _Village) -> None:
    task, draws = made.task, made.task.draws
    least = min(task.width, task.depth)
    middle = draws.uniform(0.15, 0.85) * task.width, draws.uniform(0.15, 0.85) * task.depth
    y, x = np.mgrid[: task.depth, : task.width]
    away = np.hypot((x - middle[0]) / draws.uniform(0.8, 1.4), y - middle[1]) + task.noise(8.0, 2) * 1.2
    radius = draws.uniform(0.05, 0.1) * least
    made.tiles[away < radius + 1] = Tile.SAND if draws.chance(0.5) else Tile.GRASS
    made.tiles[away < radius] = Tile.WATER
    made.tiles[away < radius - 2] = Tile.DEEP_WATER


def _roadside(made: _Village) -> None:
    task, draws = made.task, made.task.draws
    start, end = (0, _height(task, 0.3, 0.7)), (task.width - 1, _height(task, 0.3, 0.7))
    made.road(start, made.heart, wide=2)
    made.road(made.heart, end, wide=2)
    for _ in range(draws.between(1, 3)):
        column = round(task.width * draws.uniform(0.2, 0.8))
        main = cells_of(made.tiles == Tile.ROAD)
        near = min(main, key=lambda cell: abs(cell[0] - column)) if main else made.heart
        last = 0 if draws.chance(0.5) else task.depth - 1
        if draws.chance(0.4):
            last = round(task.depth * (0.2 if last == 0 else 0.8))
        made.road(near, (round(column + task.width * draws.uniform(-0.1, 0.1)), last))
    if draws.chance(0.5):
        _green(made, made.heart, draws.uniform(2.0, 3.5))


def _round(made: _Village) -> None:
    task, draws = made.task, made.task.draws
    least = min(task.width, task.depth)
    radius = draws.uniform(0.05, 0.09) * least + 1
    spokes = draws.between(3, 5)
    turn = draws.uniform(0, 2 * np.pi)
    for number in range(spokes):
        angle = turn + 2 * np.pi * number / spokes + draws.uniform(-0.3, 0.3)
        made.road(made.heart, _edge(task, made.heart, angle), wide=2 if number < 2 else 1)
    for share in (0.2, 0.34)[: draws.between(1, 2)]:
        ring = radius + share * least
        y, x = np.mgrid[: task.depth, : task.width]
        away = np.hypot(x - made.heart[0], y - made.heart[1]) + task.noise(16.0, 1) * 1.2
        lane = (np.abs(away - ring) < 0.8) & (made.tiles == Tile.GRASS)
        part = np.arctan2(y - made.heart[1], x - made.heart[0])
        if draws.chance(0.4):
            lane &= np.cos(part - draws.uniform(0, 2 * np.pi)) > -0.6
        made.tiles[lane] = Tile.ROAD
    _green(made, made.heart, radius)


def _riverside(made: _Village) -> None:
    task, draws = made.task, made.task.draws
    wide = draws.between(3, max(3, min(6, task.depth // 10)))
    course = _course(task, _height(task, 0.35, 0.65), _height(task, 0.35, 0.65), 0.10)
    y = np.arange(task.depth)[:, None]
    away = np.abs(y - course[None, :])
    made.tiles[away < wide / 2 + 1.2] = Tile.SAND if draws.chance(0.3) else Tile.GRASS
    made.tiles[away < wide / 2] = Tile.WATER
    made.tiles[away < wide / 2 - 1.2] = Tile.DEEP_WATER
    bank = wide / 2 + draws.between(5, 8)
    side = 1 if draws.chance(0.5) else -1
    row_at = [round(min(max(course[column] + side * bank, 1), task.depth - 2)) for column in (0, task.width // 2, -1)]
    made.heart = (task.width // 2, row_at[1])
    made.road((0, row_at[0]), made.heart, wide=2)
    made.road(made.heart, (task.width - 1, row_at[2]), wide=2)
    for number in range(draws.between(1, 2)):
        column = round(task.width * draws.uniform(0.25, 0.75))
        if number == 0 and draws.chance(0.6):
            column = made.heart[0]
        far = (column, 0 if side > 0 else task.depth - 1)
        # Straight over the water, then as the land lies.
        near = round(course[column] - side * (wide / 2 + 2))
        on_road = min(cells_of(made.tiles == Tile.ROAD), key=lambda cell: abs(cell[0] - column), default=made.heart)
        landing = (column, min(max(near, 0), task.depth - 1))
        made.road(on_road, landing, wide=2 if draws.chance(0.5) else 1)
        made.road(landing, far)
    if draws.chance(0.6):
        _green(made, made.heart, draws.uniform(2.0, 3.5))


def _coastal(made: _Village) -> None:
    task, draws = made.task, made.task.draws
    shore = _course(task, _height(task, 0.6, 0.8), _height(task, 0.6, 0.8), 0.08)
    y = np.arange(task.depth)[:, None]
    out = y - shore[None, :]
    made.tiles[out > -draws.between(2, 4)] = Tile.SAND
    made.tiles[out > 0] = Tile.WATER
    made.tiles[out > draws.between(4, 7)] = Tile.DEEP_WATER
    back = draws.between(7, 10)
    rows = [round(min(max(shore[column] - back, 1), task.depth - 2)) for column in (0, task.width // 2, -1)]
    made.heart = (task.width // 2, rows[1])
    made.road((0, rows[0]), made.heart, wide=draws.between(1, 2))
    made.road(made.heart, (task.width - 1, rows[2]), wide=1)
    column = round(task.width * draws.uniform(0.3, 0.7))
    made.road(made.heart, (column, 0), wide=draws.between(1, 2))
    if draws.chance(0.6):
        _green(made, made.heart, draws.uniform(2.0, 3.5))
    spots = draws.shuffled(range(3, task.width - 3))
    piers: list[int] = []
    for column in spots:
        if len(piers) >= draws.between(1, 4) or any(abs(column - other) < 7 for other in piers):
            continue
        first = int(np.ceil(shore[column] + 1e-9))
        last = min(first + draws.between(4, 9), task.depth - 2)
        if last - first < 3:
            continue
        piers.append(column)
        made.tiles[first - 1 : last, column] = Tile.PIER
        if draws.chance(0.5):
            head = made.tiles[last - 1, column - 1 : column + 2]
            head[_WATER[head]] = Tile.PIER
        road = cells_of(made.tiles == Tile.ROAD)
        if road:
            near = min(road, key=lambda cell: abs(cell[0] - column) + abs(cell[1] - first))
            made.road(near, (column, max(first - 2, 0)), Tile.PATH)


def _scattered(made: _Village) -> None:
    """Farms far from one another, joined by lanes."""
    task, draws = made.task, made.task.draws
    spots: list[Cell] = []
    for _ in range(300):
        spot = (draws.between(4, task.width - 5), draws.between(4, task.depth - 5))
        if all(abs(spot[0] - x) + abs(spot[1] - y) > 16 - 5 * task.density for x, y in spots):
            spots.append(spot)
        if len(spots) >= 3 + 9 * task.density * task.cells / 4096:
            break
    spots = [spot for spot in spots if not _WATER[made.tiles[spot[1], spot[0]]]] or [made.heart]
    for i, j in spanning(spots, draws, 0.15):
        made.road(spots[i], spots[j])
    made.heart = draws.choice(spots)
    for _ in range(draws.between(1, 3)):
        made.road(draws.choice(spots), _edge(task, draws.choice(spots), draws.uniform(0, 2 * np.pi)))


def _height(task: Task, low: float, high: float) -> int:
    return round((task.depth - 1) * task.draws.uniform(low, high))


def _course(task: Task, start: int, end: int, sway: float) -> Field:
    """(width,) rows of a line from west to east."""
    line = np.linspace(start, end, task.width)
    return np.asarray(line + task.noise(max(task.width / 2.5, 12.0), 2)[task.depth // 2] * sway * task.depth)


def _edge(task: Task, middle: Cell, angle: float) -> Cell:
    """Where a ray leaves the map."""
    dx, dy = np.cos(angle), np.sin(angle)
    reach = min(
        (task.width - 1 - middle[0] if dx > 0 else middle[0]) / max(abs(dx), 1e-9),
        (task.depth - 1 - middle[1] if dy > 0 else middle[1]) / max(abs(dy), 1e-9),
    )
    column, row = round(middle[0] + dx * reach), round(middle[1] + dy * reach)
    return min(max(column, 0), task.width - 1), min(max(row, 0), task.depth - 1)


def _green(made: _Village, middle: Cell, radius: float) -> None:
    """A square with a well, a fountain or a great tree."""
    task, draws = made.task, made.task.draws
    if draws.chance(0.6):
        place = disc(task.width, task.depth, middle, radius)
    else:
        half = max(round(radius * 0.9), 1)
        place = np.zeros(made.tiles.shape, np.bool_)
        place[
            Box(middle[0] - half, middle[1] - half, middle[0] + half + 1, middle[1] + half + 1)
            .within(task.width, task.depth)
            .index
        ] = True
    place &= ~_WATER[made.tiles]
    made.tiles[place] = Tile.PLAZA
    if radius >= 2 and place[middle[1] - 1 : middle[1] + 2, middle[0] - 1 : middle[0] + 2].all():
        made.tiles[middle[1], middle[0]] = draws.choice((Tile.WATER, Tile.WATER, Tile.TREE, Tile.BOULDER))


def _gates(made: _Village) -> None:
    """Entrances where roads leave the map."""
    tiles, draws = made.tiles, made.task.draws
    edge = np.zeros(tiles.shape, np.bool_)
    edge[[0, -1]] = edge[:, [0, -1]] = True
    options = cells_of(edge & (tiles == Tile.ROAD)) or cells_of(edge & (tiles == Tile.GRASS))
    chosen: list[Cell] = []
    for cell in draws.shuffled(options):
        if all(abs(cell[0] - x) + abs(cell[1] - y) > 4 for x, y in chosen):
            tiles[cell[1], cell[0]] = Tile.EXIT if chosen and draws.chance(0.25) else Tile.ENTRANCE
            chosen.append(cell)
        if len(chosen) >= 4:
            break


def _settle(made: _Village) -> None:
    """Settlers come one after another, the first nearest the heart, and build where there is room at a road.

    When no room is left they lay lanes into open country, and go on along those.
    """
    task, tiles = made.task, made.tiles
    wanted = (0.02 + 0.34 * task.density) * task.cells
    free = tiles == Tile.GRASS
    built = _build_along(made, free, wanted, tiles == Tile.ROAD if task.style == "scattered" else _STREET[tiles])
    for _ in range(12):
        if built >= wanted and len(made.houses) >= 2:
            return
        lane = _lane(made, free)
        if not lane.any():
            return
        built += _build_along(made, free, wanted - built, lane)


def _lane(made: _Village, free: BoolArray) -> BoolArray:
    """A path from the streets to the middle of the widest open ground; where it runs."""
    draws, tiles = made.task.draws, made.tiles
    room = free.copy()
    room[[0, -1]] = room[:, [0, -1]] = False
    while (smaller := room & ~dilated(~room)).sum() > 12:
        room = smaller
    goals, streets = cells_of(room), cells_of(_STREET[tiles] | (tiles == Tile.PATH))
    lane = np.zeros(tiles.shape, np.bool_)
    if not goals or not streets:
        return lane
    goal = draws.choice(goals)
    start = min(streets, key=lambda cell: abs(cell[0] - goal[0]) + abs(cell[1] - goal[1]))
    before = tiles.copy()
    made.road(start, goal, Tile.PATH if draws.chance(0.6) else Tile.ROAD)
    lane[:] = tiles != before
    free &= ~lane
    return lane


def _build_along(made: _Village, free: BoolArray, wanted: float, street: BoolArray) -> int:
    """Houses along streets until enough ground is built upon; how much is."""
    task, draws, tiles = made.task, made.task.draws, made.tiles
    reach = 0.5 * (task.width + task.depth) / 2
    pull = draws.uniform(0.3, 1.2)
    ranked = sorted(
        (pull * (abs(x - made.heart[0]) + abs(y - made.heart[1])) / reach + draws.uniform(), x, y)
        for x, y in cells_of(street & (tiles != Tile.BRIDGE))
    )
    largest = max(SMALLEST + 1, min(8, min(task.width, task.depth) // 5))
    built, close = 0, task.density > 0.6
    for _, x, y in ranked + ranked:
        if built >= wanted and len(made.houses) >= 2:
            break
        dx, dy = draws.choice(_SIDES)
        if not (0 <= x + dx < task.width and 0 <= y + dy < task.depth) or street[y + dy, x + dx]:
            continue
        great = not made.houses or draws.chance(0.08)
        along = draws.between(SMALLEST + 1, largest + 3 * great)
        back = draws.between(SMALLEST, max(SMALLEST, largest - 1 + great))
        setback = draws.choice((1, 1, 2) if close else (1, 1, 2, 2, 3))
        shift = draws.between(1, along - 2)
        box = _beside((x, y), (dx, dy), along, back, setback, shift)
        if not box.grown(1).inside(task.width, task.depth) or not free[box.grown(1).index].all():
            continue
        door, rooms = stamp_house(draws, tiles, box, (-dx, -dy))
        # Neighbours leave a tile between them, and the first of them needs none of the other's.
        free[(box if close else box.grown(1)).index] = False
        made.rooms += rooms
        made.houses.append(box)
        built += box.area
        column, row = door[0] - dx, door[1] - dy
        while 0 <= column < task.width and 0 <= row < task.depth and tiles[row, column] == Tile.GRASS:
            tiles[row, column] = Tile.PATH
            free[row, column] = False
            column, row = column - dx, row - dy
            if abs(column - door[0]) + abs(row - door[1]) > setback + 4:
                break
    return built


def _beside(at: Cell, out: Cell, along: int, back: int, setback: int, shift: int) -> Box:
    """The house that a settler at a road would build on one side of it."""
    x, y = at
    dx, dy = out
    if dx:
        left = x + 1 + setback if dx > 0 else x - setback - back
        return Box(left, y - shift, left + back, y - shift + along)
    top = y + 1 + setback if dy > 0 else y - setback - back
    return Box(x - shift, top, x - shift + along, top + back)


def _till(made: _Village) -> None:
    """Fields at the outskirts, some fenced, and kitchen gardens behind houses."""
    task, draws, tiles = made.task, made.task.draws, made.tiles
    free = tiles == Tile.GRASS
    tries = round((10 + 30 * draws.uniform()) * task.cells / 4096) + 4
    for number in range(tries):
        if made.houses and number % 2 == 0:
            house = draws.choice(made.houses)
            wide, deep = draws.between(4, 7), draws.between(3, 6)
            x = house.middle[0] + draws.between(-9, 6)
            y = house.middle[1] + draws.between(-9, 6)
        else:
            wide, deep = draws.between(6, 13), draws.between(5, 10)
            x, y = draws.between(0, max(task.width - wide, 0)), draws.between(0, max(task.depth - deep, 0))
        box = Box(x, y, x + wide, y + deep)
        if not box.grown(1).inside(task.width, task.depth) or not free[box.grown(1).index].all():
            continue
        free[box.grown(1).index] = False
        fenced = draws.chance(0.5)
        if fenced:
            tiles[box.index] = Tile.FENCE
            tiles[box.grown(-1).index] = Tile.FIELD
            gates = [(c, r) for c in range(x + 1, box.right - 1) for r in (y, box.bottom - 1)]
            gates += [(c, r) for r in range(y + 1, box.bottom - 1) for c in (x, box.right - 1)]
            column, row = draws.choice(gates)
            tiles[row, column] = Tile.PATH
        else:
            tiles[box.index] = Tile.FIELD
        if draws.chance(0.15):
            # An orchard.
            inner = tiles[box.grown(-1).index][::2, ::2] if fenced else tiles[box.index][1:-1:2, 1:-1:2]
            inner[:] = Tile.TREE


def _plant(made: _Village) -> None:
    """Woods towards the edges, single trees and shrubs between the houses."""
    task, draws, tiles = made.task, made.task.draws, made.tiles
    y, x = np.mgrid[: task.depth, : task.width]
    out = np.maximum(np.abs(x / (task.width - 1) - 0.5), np.abs(y / (task.depth - 1) - 0.5)) * 2
    woods = task.noise(max(min(task.width, task.depth) / 4, 8.0), 2) * 0.8 + out * 1.1
    chance = draws.field(task.depth, task.width)
    line = draws.uniform(0.75, 1.7)
    grass = tiles == Tile.GRASS
    near_way = dilated((IS_WALKABLE[tiles] & ~grass) | (tiles == Tile.WALL))
    wild = grass & ~near_way
    tiles[wild & (woods > line) & (chance < 0.62)] = Tile.TREE
    tiles[wild & (woods > line - 0.25) & (chance > 0.88)] = Tile.SHRUB
    lone = np.zeros(tiles.shape, np.bool_)
    lone[draws.between(0, 1) :: 2, draws.between(0, 1) :: 2] = True
    airy = (count_around(~IS_WALKABLE[tiles]) == 0) & grass & lone
    tiles[airy & (chance < 0.10)] = Tile.TREE
    tiles[airy & (chance > 0.93)] = Tile.SHRUB
    tiles[airy & (chance > 0.5) & (chance < 0.51)] = Tile.BOULDER
