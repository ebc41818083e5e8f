"""Biomes: fields of height, moisture and warmth, rivers that run downhill, and paths that cross by bridges."""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.layout.classical.canvas import Field, Task, route, way
from procgen.layout.locks import Cell, cells_of
from procgen.layout.regions import BoolArray
from procgen.layout.tiles import Tile, TileArray
from procgen.runtime.masks import dilated

_WATERS: Final = (Tile.WATER, Tile.DEEP_WATER)


def biomes(task: Task) -> TileArray:
    """Land in one of the styles of :data:`procgen.layout.kinds.STYLES`; denser has more trees."""
    draws = task.draws
    height, wet = _ground(task)
    cold = (
        height * 0.7 + task.noise(30.0, 1) * 0.25 + (np.linspace(0.5, -0.5, task.depth)[:, None] * draws.uniform(-1, 1))
    )
    sea = {"coast": -0.25, "highland": -1.6, "wetland": -0.75, "valley": -9.0}[task.style]
    tiles = task.blank(Tile.GRASS)
    tiles[(wet > 0.75) & (height < 0.4)] = Tile.MARSH
    tiles[height < sea + 0.3] = Tile.SAND if task.style in ("coast", "valley") else Tile.MARSH
    snow_line = {"coast": 1.5, "highland": 0.75, "wetland": 3.0, "valley": 0.95}[task.style]
    tiles[cold > snow_line] = Tile.SNOW
    steep = np.hypot(*np.gradient(height)) if min(height.shape) > 1 else np.zeros_like(height)
    rock_line = {"coast": 1.2, "highland": 0.9, "wetland": 2.5, "valley": 0.8}[task.style]
    crags = (height > rock_line) & (steep > np.quantile(steep, 0.72)) & (task.noise(5.0, 1) > -0.35)
    tiles[crags] = Tile.ROCK
    _plants(task, tiles, wet, height)
    water = height < sea
    tiles[water] = Tile.WATER
    tiles[water & (height < sea - 0.35) & ~dilated(~water)] = Tile.DEEP_WATER
    rivers = {"coast": (0, 2), "highland": (1, 2), "wetland": (1, 3), "valley": (1, 1)}[task.style]
    for _ in range(draws.between(*rivers)):
        _river(task, tiles, height)
    _paths(task, tiles)
    return tiles


def _ground(task: Task) -> tuple[Field, Field]:
    """Height and moisture, of about unit variance."""
    draws = task.draws
    span = float(max(task.width, task.depth))
    rough = task.noise(span * draws.uniform(0.28, 0.45), 4) * 0.8
    y, x = np.mgrid[: task.depth, : task.width]
    angle = draws.uniform(0, 2 * np.pi)
    across = ((x - task.width / 2) * np.cos(angle) + (y - task.depth / 2) * np.sin(angle)) / span
    wet = task.noise(span * 0.3, 3)
    if task.style == "coast":
        form = draws.between(0, 2)
        if form == 0:
            return rough * 0.7 + across * 3.0 + draws.uniform(-0.2, 0.6), wet
        inland = np.hypot((x - task.width / 2) / task.width, (y - task.depth / 2) / task.depth) * 2.4
        if form == 1:  # an island
            return rough * 0.7 + 1.0 - inland, wet
        return rough * 0.7 - 0.7 + inland, wet  # a bay
    if task.style == "highland":
        return rough + 0.6 + 0.5 * np.abs(task.noise(span * 0.25, 2)), wet * 0.8 - 0.2
    if task.style == "wetland":
        return rough * 0.8 - 0.15, wet * 0.8 + 0.55
    bent = across + 0.12 * task.noise(span * 0.5, 1)
    return rough * 0.45 + np.abs(bent) * 5.0 - 1.0, wet * 0.8


def _plants(task: Task, tiles: TileArray, wet: Field, height: Field) -> None:
    """Woods where it is moist, thickets at their edges, boulders below the crags."""
    draws = task.draws
    woods = task.noise(max(task.width, task.depth) / 5, 2) * 0.8 + wet * 0.5
    cover = 0.05 + 0.75 * task.density
    line = np.quantile(woods, 1 - cover)
    chance = draws.field(task.depth, task.width)
    grass, snow = tiles == Tile.GRASS, tiles == Tile.SNOW
    thick = 0.30 + 0.42 * task.density
    tiles[grass & (woods > line) & (chance < thick)] = Tile.TREE
    tiles[snow & (woods > line + 0.3) & (chance < thick * 0.7)] = Tile.TREE
    edge = np.abs(woods - line) < 0.22
    tiles[grass & edge & (chance > 0.80 - 0.15 * task.density)] = Tile.SHRUB
    tiles[grass & (chance > 0.985)] = Tile.TREE
    stony = dilated(dilated(tiles == Tile.ROCK)) & ((tiles == Tile.GRASS) | (tiles == Tile.SNOW))
    tiles[stony & (chance > 0.86)] = Tile.BOULDER
    reeds = (tiles == Tile.MARSH) & (chance < 0.05 + 0.18 * task.density)
    tiles[reeds] = Tile.SHRUB
    shore = (tiles == Tile.SAND) & (chance > 0.975)
    tiles[shore] = Tile.BOULDER


def _river(task: Task, tiles: TileArray, height: Field) -> None:
    """A river from high ground, always the lowest way, to the sea, a lake or the edge; it widens as it goes."""
    draws = task.draws
    depth, width = tiles.shape
    if min(width, depth) < 8:
        return
    high = cells_of((height > np.quantile(height, 0.8)) & ~np.isin(tiles, _WATERS))
    rim = np.zeros(tiles.shape, np.bool_)
    rim[[0, -1]] = rim[:, [0, -1]] = True
    if task.style == "valley":
        # In by one end of the valley, out by the other.
        high = sorted(cells_of(rim), key=lambda cell: height[cell[1], cell[0]])[: (width + depth) // 10]
    if not high:
        return
    start = draws.choice(high)
    low = height - height.min()
    bends = np.clip(task.noise(8.0, 2) * 0.8, -1, 1) + 1
    cost = (1 + 60 * low / max(float(low.max()), 1e-6) + 34 * bends**2 + 8 * draws.field(depth, width)).astype(np.int64)
    # It leaves by the edge, and does not run along it.
    cost[dilated(dilated(rim))] += 60
    mouth = max(high, key=lambda cell: abs(cell[0] - start[0]) + abs(cell[1] - start[1]))
    flat = tiles.ravel().tolist()
    far = (width + depth) / 4

    def arrived(at: int) -> bool:
        x, y = at % width, at // width
        if task.style == "valley":
            return (x, y) == mouth
        edge = x in (0, width - 1) or y in (0, depth - 1)
        distant = abs(x - start[0]) + abs(y - start[1]) > far
        return flat[at] in _WATERS or (edge and distant)

    course = route(cost.ravel().tolist(), width, [start], arrived)
    widest = draws.choice((2, 3) if task.style == "valley" else (1, 2, 2, 3))
    for number, (column, row) in enumerate(course):
        wide = 1 + (widest * number) // max(len(course), 1)
        left, top = column - (wide - 1) // 2, row - (wide - 1) // 2
        part = tiles[max(top, 0) : top + wide, max(left, 0) : left + wide]
        part[part != Tile.DEEP_WATER] = Tile.WATER


def _paths(task: Task, tiles: TileArray) -> None:
    """Ways between places on the edge, over passes and bridges, that share what they can."""
    draws = task.draws
    ends = _ends(task, tiles)
    if len(ends) < 2:
        return
    dear = np.full(len(Tile), 12, np.int64)
    for tile, price in (
        (Tile.GRASS, 5),
        (Tile.SAND, 6),
        (Tile.SNOW, 8),
        (Tile.MARSH, 9),
        (Tile.SHRUB, 8),
        (Tile.TREE, 10),
        (Tile.BOULDER, 12),
        (Tile.ROCK, 26),
        (Tile.WATER, 30),
        (Tile.DEEP_WATER, 60),
        (Tile.PATH, 2),
        (Tile.BRIDGE, 2),
    ):
        dear[tile] = price
    uneven = (np.clip(task.noise(8.0, 2), -1, 1) * 2 + 2).astype(np.int64)
    along = np.zeros(tiles.shape, np.int64)
    along[[0, -1]] = along[:, [0, -1]] = 8
    for end in ends[1:]:
        cost = dear[tiles] + uneven + along
        for column, row in way(cost, draws.choice(ends[:1]), end, greed=5):
            water = tiles[row, column] in (*_WATERS, Tile.BRIDGE)
            tiles[row, column] = Tile.BRIDGE if water else Tile.PATH
    for number, (column, row) in enumerate(ends):
        tiles[row, column] = Tile.EXIT if number and draws.chance(0.5) else Tile.ENTRANCE


def _ends(task: Task, tiles: TileArray) -> list[Cell]:
    dry: BoolArray = ~np.isin(tiles, (*_WATERS, Tile.ROCK))
    edge = np.zeros_like(dry)
    edge[[0, -1]] = edge[:, [0, -1]] = True
    options = cells_of(dry & edge)
    chosen: list[Cell] = []
    for cell in task.draws.shuffled(options):
        if all(abs(cell[0] - x) + abs(cell[1] - y) > (task.width + task.depth) / 4 for x, y in chosen):
            chosen.append(cell)
        if len(chosen) == task.draws.between(2, 4):
            break
    if not chosen and options:
        chosen = options[:1]
    return chosen
