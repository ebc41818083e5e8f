"""Cities: streets first, then blocks, lots, buildings with shared walls, yards and squares.

Streets grow as halves of halves or as a grid, as borders of Voronoi cells, or as rings and rays (the patterns of Parish
and Mueller, "Procedural modeling of cities", 2001); blocks are divided into lots by halving.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.layout.classical.canvas import Box, Task, count_around
from procgen.layout.classical.furnish import Furnisher
from procgen.layout.kinds import IS_WALKABLE
from procgen.layout.locks import Cell, cells_of
from procgen.layout.regions import BoolArray, LabelArray, labels
from procgen.layout.tiles import Tile, TileArray
from procgen.runtime.masks import dilated

_USES: Final = ("store", "workshop", "parlour", "bedroom", "kitchen", "library")
_SMALLEST_LOT: Final = 20
"""Tiles."""


def city(task: Task) -> TileArray:
    """City blocks in one of the styles of :data:`procgen.layout.kinds.STYLES`; denser is more built up."""
    streets = {"grid": _grid, "organic": _organic, "radial": _radial, "canal": _for_canal}[task.style](task)
    tiles = task.blank(Tile.GRASS)
    water = np.zeros(tiles.shape, np.bool_)
    if task.style == "canal":
        water, streets = _canal(task, streets)
    pavement = dilated(streets | water) & ~streets & ~water
    tiles[pavement] = Tile.PAVEMENT
    tiles[streets] = Tile.ROAD
    tiles[water] = Tile.WATER
    tiles[water & ~dilated(~water)] = Tile.DEEP_WATER
    tiles[streets & dilated(water, corners=False) & _on_canal(task, water)] = Tile.BRIDGE
    lots = np.zeros(tiles.shape, np.int32)
    block, count = labels(~(streets | pavement | water))
    if task.style == "radial":
        _square(task, tiles, block)
    for number in range(count):
        _divide(task, tiles, block == number, lots)
    _build(task, tiles, lots)
    _green(task, tiles)
    _gates(task, tiles)
    return tiles


def _on_canal(task: Task, water: BoolArray) -> BoolArray:
    return np.full(water.shape, task.style == "canal")


def _spacing(task: Task) -> float:
    """From street to street, tiles."""
    return (15 + 3 * task.density) * task.draws.uniform(0.8, 1.25)


def _cuts(task: Task, span: int, spacing: float) -> list[int]:
    count = max(1, round(span / spacing))
    offset = task.draws.uniform(0.2, 0.8)
    cuts = [round((index + offset) * span / count + task.draws.uniform(-2, 2)) for index in range(count)]
    return [cut for cut in cuts if 1 < cut < span - 2]


def _grid(task: Task) -> BoolArray:
    draws = task.draws
    streets = np.zeros((task.depth, task.width), np.bool_)
    spacing = _spacing(task)
    if draws.chance(0.45):
        for cut in _cuts(task, task.width, spacing):
            streets[:, cut : cut + draws.choice((1, 2, 2, 3))] = True
        for cut in _cuts(task, task.depth, spacing * draws.uniform(0.8, 1.3)):
            streets[cut : cut + draws.choice((1, 2, 2, 3)), :] = True
        return streets
    _halve(task, streets, Box(0, 0, task.width, task.depth), spacing, 3)
    return streets


def _halve(task: Task, streets: BoolArray, box: Box, spacing: float, wide: int) -> None:
    """A street through the middle of a quarter, lesser ones through its halves."""
    draws = task.draws
    if max(box.width, box.depth) < spacing * 1.25 or min(box.width, box.depth) < 6:
        return
    across = box.width * draws.uniform(0.8, 1.25) > box.depth
    span = box.width if across else box.depth
    cut = round(span * draws.uniform(0.35, 0.65))
    if across:
        left = box.left + cut
        streets[box.top : box.bottom, left : left + wide] = True
        halves = Box(box.left, box.top, left, box.bottom), Box(left + wide, box.top, box.right, box.bottom)
    else:
        top = box.top + cut
        streets[top : top + wide, box.left : box.right] = True
        halves = Box(box.left, box.top, box.right, top), Box(box.left, top + wide, box.right, box.bottom)
    for half in halves:
        _halve(task, streets, half, spacing, max(1, wide - draws.between(0, 1)))


def _cells(task: Task, spacing: float) -> LabelArray:
    """(depth, width) to which of some scattered points each tile is nearest, distances bent by noise."""
    draws = task.draws
    columns, rows = max(1, round(task.width / spacing)), max(1, round(task.depth / spacing))
    y, x = np.mgrid[: task.depth, : task.width].astype(np.float64)
    x += task.noise(14.0, 1) * 1.6
    y += task.noise(14.0, 1) * 1.6
    nearest = np.full((task.depth, task.width), np.inf)
    cell = np.zeros((task.depth, task.width), np.int32)
    for number in range(columns * rows):
        column = (number % columns + draws.uniform(0.1, 0.9)) * task.width / columns
        row = (number // columns + draws.uniform(0.1, 0.9)) * task.depth / rows
        away = (x - column) ** 2 + (y - row) ** 2
        cell[away < nearest] = number
        nearest = np.minimum(nearest, away)
    return cell


def _organic(task: Task) -> BoolArray:
    cell = _cells(task, _spacing(task) * 1.05)
    streets = np.zeros(cell.shape, np.bool_)
    streets[:, 1:] |= cell[:, 1:] != cell[:, :-1]
    streets[1:] |= cell[1:] != cell[:-1]
    # The borders of one quarter with the rest are the main streets.
    wide = cell % 3 == 0
    main = streets & dilated(wide)
    streets[:, 1:] |= main[:, :-1]
    streets[1:] |= main[:-1]
    if not streets.any():
        streets[:, task.width // 2] = True
    return streets


def _radial(task: Task) -> BoolArray:
    draws = task.draws
    middle = task.width * draws.uniform(0.35, 0.65), task.depth * draws.uniform(0.35, 0.65)
    y, x = np.mgrid[: task.depth, : task.width].astype(np.float64)
    x, y = x - middle[0] + task.noise(20.0, 1), y - middle[1] + task.noise(20.0, 1)
    away, angle = np.hypot(x, y), np.arctan2(y, x)
    spacing = _spacing(task)
    streets = np.abs((away - spacing * 0.55) % spacing - spacing / 2) < 1.0
    streets &= away > spacing * 0.5
    rays = draws.between(4, 7)
    turn = draws.uniform(0, 2 * np.pi)
    for ring, count in ((0, rays), (2, 2 * rays)):
        step = 2 * np.pi / count
        off = np.abs((angle - turn) % step - step / 2)
        ray = (off * np.maximum(away, 1) < 1.05) & (away > ring * spacing)
        streets |= ray
    return np.asarray(streets)


def _for_canal(task: Task) -> BoolArray:
    return _organic(task) if task.draws.chance(0.5) else _grid(task)


def _canal(task: Task, streets: BoolArray) -> tuple[BoolArray, BoolArray]:
    """Water through the town, with quays; streets cross it by bridges, and give way where they would run along it."""
    draws = task.draws
    y, x = np.mgrid[: task.depth, : task.width]
    water = np.zeros(streets.shape, np.bool_)
    for index in range(draws.between(1, 2)):
        wide = draws.uniform(1.4, 2.3)
        if index == 0:
            line = (
                task.depth * draws.uniform(0.3, 0.7) + task.noise(task.width / 2.2, 1)[0][None, :] * 0.08 * task.depth
            )
            water |= np.abs(y - line) < wide
        else:
            line = task.width * draws.uniform(0.25, 0.75) + task.noise(task.depth / 2.2, 1)[:, :1] * 0.06 * task.width
            water |= (np.abs(x - line) < wide) & (y < task.depth * draws.uniform(0.4, 1.0))
    quay = dilated(dilated(dilated(water))) & ~water
    label, count = labels(streets & water)
    crossing = np.zeros(streets.shape, np.bool_)
    if count:
        tall = np.bincount(label[label >= 0], minlength=count) <= 14
        crossing = (label >= 0) & tall[label]
    return water & ~crossing, (streets & ~quay & ~water) | crossing | (streets & quay & ~water)


def _square(task: Task, tiles: TileArray, block: LabelArray) -> None:
    """The innermost block of a round town is a square."""
    sizes = np.bincount(block[block >= 0]) if (block >= 0).any() else np.zeros(0)
    y, x = np.mgrid[: task.depth, : task.width]
    best, least = -1, np.inf
    for number in range(len(sizes)):
        here = block == number
        away = float(np.hypot(x[here].mean() - task.width / 2, y[here].mean() - task.depth / 2))
        if away < least and sizes[number] < 0.06 * task.cells:
            best, least = number, away
    if best >= 0:
        _plaza(task, tiles, block == best)
        block[block == best] = -1


def _plaza(task: Task, tiles: TileArray, mask: BoolArray) -> None:
    tiles[mask] = Tile.PLAZA
    inner = mask & ~dilated(~mask)
    inner &= ~dilated(~inner)
    cells = cells_of(inner)
    if cells:
        column = round(float(np.mean([x for x, _ in cells])))
        row = round(float(np.mean([y for _, y in cells])))
        if inner[row, column]:
            tiles[row, column] = task.draws.choice((Tile.WATER, Tile.TREE, Tile.WATER))
            if len(cells) > 40:
                tiles[row - 1 : row + 2, column - 1 : column + 2] = tiles[row, column]


def _park(task: Task, tiles: TileArray, mask: BoolArray) -> None:
    chance = task.draws.field(task.depth, task.width)
    tiles[mask] = Tile.GRASS
    tiles[mask & (chance < 0.22)] = Tile.TREE
    tiles[mask & (chance > 0.9)] = Tile.SHRUB
    rows, columns = np.nonzero(mask)
    middle_x, middle_y = round(float(columns.mean())), round(float(rows.mean()))
    cross = np.zeros_like(mask)
    cross[middle_y] = cross[:, middle_x] = True
    tiles[mask & cross] = Tile.PATH


def _divide(task: Task, tiles: TileArray, mask: BoolArray, lots: LabelArray) -> None:
    """A block: a square, a park, or lots around a yard."""
    draws = task.draws
    area = int(mask.sum())
    if area < _SMALLEST_LOT:
        tiles[mask] = Tile.PAVEMENT
        return
    fate = draws.uniform()
    vacant = 0.04 + 0.4 * (1 - task.density) ** 1.3
    if fate < vacant * 0.4 and area < 500:
        _plaza(task, tiles, mask)
        return
    if fate < vacant:
        _park(task, tiles, mask)
        return
    deep = draws.between(5, 6) + round(2 * task.density)
    inner = mask.copy()
    for _ in range(deep):
        inner &= ~dilated(~inner)
        inner[[0, -1]] = inner[:, [0, -1]] = False
    rows, columns = np.nonzero(mask)
    box = Box(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    parts: list[Box] = []
    _lots(task, box, draws.between(5, 7), parts)
    gaps = 0.45 * (1 - task.density)
    for part in parts:
        here = mask[part.index] & ~inner[part.index]
        if here.sum() < max(_SMALLEST_LOT, 0.35 * part.area) or draws.chance(gaps):
            continue
        lots[part.index][here] = int(lots.max()) + 1


def _lots(task: Task, box: Box, least: int, parts: list[Box]) -> None:
    draws = task.draws
    if max(box.width, box.depth) < 2 * least + draws.between(0, 4):
        parts.append(box)
        return
    across = box.width >= box.depth
    span = box.width if across else box.depth
    cut = draws.between(least, span - least)
    if across:
        halves = Box(box.left, box.top, box.left + cut, box.bottom), Box(box.left + cut, box.top, box.right, box.bottom)
    else:
        halves = Box(box.left, box.top, box.right, box.top + cut), Box(box.left, box.top + cut, box.right, box.bottom)
    for half in halves:
        _lots(task, half, least, parts)


def _lesser_beside(lots: LabelArray) -> BoolArray:
    """Tiles of lots with a neighbour, of eight, of a lesser number: their walls, so that neighbours share one."""
    padded = np.pad(lots, 1)
    result = np.zeros(lots.shape, np.bool_)
    depth, width = lots.shape
    for dy in (0, 1, 2):
        for dx in (0, 1, 2):
            result |= padded[dy : dy + depth, dx : dx + width] < lots
    return result


def _build(task: Task, tiles: TileArray, lots: LabelArray) -> None:
    """Walls, floors, a door to the street for each building, windows, and a little furniture."""
    draws = task.draws
    for _ in range(3):
        wall = _lesser_beside(lots)
        inside = np.bincount(lots[~wall].ravel(), minlength=int(lots.max()) + 1)
        tiny = inside < 4
        tiny[0] = False
        if not tiny[lots].any():
            break
        lots[tiny[lots]] = 0
    built = lots > 0
    floor = built & ~wall
    tiles[built] = Tile.WALL
    tiles[floor] = Tile.FLOOR
    doors: dict[int, list[Cell]] = {}
    windows: list[Cell] = []
    padded = np.pad(tiles, 1, constant_values=Tile.WALL)
    number = np.pad(lots, 1)
    depth, width = tiles.shape
    solid = padded == Tile.WALL
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        within = _shift(padded, -dx, -dy, depth, width) == Tile.FLOOR
        ground = np.isin(_shift(padded, dx, dy, depth, width), (Tile.PAVEMENT, Tile.PLAZA, Tile.GRASS))
        street = ground & (_shift(padded, dx, dy, depth, width) != Tile.GRASS)
        flanked = _shift(solid, dy, dx, depth, width) & _shift(solid, -dy, -dx, depth, width)
        spot = (tiles == Tile.WALL) & within & flanked & ground
        owner = _shift(number, -dx, -dy, depth, width)
        for column, row in cells_of(spot):
            doors.setdefault(int(owner[row, column]), []).append((column, row))
            if street[row, column]:
                # Doors to the street count thrice.
                doors[int(owner[row, column])] += [(column, row)] * 3
            windows.append((column, row))
    for _, options in sorted(doors.items()):
        column, row = draws.choice(options)
        tiles[row, column] = Tile.DOOR
    step = draws.between(2, 3)
    for column, row in windows:
        beside = tiles[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2]
        if (column + row) % step == 0 and tiles[row, column] == Tile.WALL and not (beside == Tile.DOOR).any():
            tiles[row, column] = Tile.WINDOW
    furnisher = Furnisher(tiles, draws)
    rows, columns = np.nonzero(floor)
    owner = lots[rows, columns]
    for lot in range(1, int(lots.max()) + 1):
        here = owner == lot
        if here.sum() >= 9 and draws.chance(0.7):
            box = Box(
                int(columns[here].min()), int(rows[here].min()), int(columns[here].max()) + 1, int(rows[here].max()) + 1
            )
            furnisher.room(box, draws.choice(_USES), 0.15)


def _shift(padded: np.ndarray, dx: int, dy: int, depth: int, width: int) -> np.ndarray:
    """What lies (dx, dy) beside each tile, from an array with a margin of one."""
    return padded[1 + dy : 1 + dy + depth, 1 + dx : 1 + dx + width]


def _green(task: Task, tiles: TileArray) -> None:
    """Yards get trees and paths, wide pavements some trees."""
    draws = task.draws
    chance = draws.field(task.depth, task.width)
    lone = np.zeros(tiles.shape, np.bool_)
    lone[draws.between(0, 1) :: 2, draws.between(0, 1) :: 2] = True
    airy = lone & (count_around(~IS_WALKABLE[tiles]) == 0)
    tiles[airy & (tiles == Tile.GRASS) & (chance < 0.25)] = Tile.TREE
    tiles[airy & (tiles == Tile.GRASS) & (chance > 0.85)] = Tile.SHRUB
    tiles[airy & (tiles == Tile.PAVEMENT) & (chance < 0.10)] = Tile.TREE


def _gates(task: Task, tiles: TileArray) -> None:
    draws = task.draws
    edge = np.zeros(tiles.shape, np.bool_)
    edge[[0, -1]] = edge[:, [0, -1]] = True
    options = cells_of(edge & (tiles == Tile.ROAD)) or cells_of(edge & (tiles == Tile.PAVEMENT))
    chosen: list[Cell] = []
    for cell in draws.shuffled(options):
        if all(abs(cell[0] - x) + abs(cell[1] - y) > 8 for x, y in chosen):
            tiles[cell[1], cell[0]] = Tile.EXIT if chosen and draws.chance(0.4) else Tile.ENTRANCE
            chosen.append(cell)
        if len(chosen) >= 4:
            break
