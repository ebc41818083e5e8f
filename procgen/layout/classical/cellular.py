"""Caves: cellular automata, worms, chambers, and lakes in them.

The automaton is that of Johnson, Yannakakis and Togelius ("Cellular automata for real-time generation of infinite cave
levels", PCG workshop 2010): random rock, then majority votes of the neighbourhood.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from procgen.layout.classical.canvas import Task, count_around, disc, spanning, way
from procgen.layout.kinds import IS_WALKABLE
from procgen.layout.locks import Cell, cells_of
from procgen.layout.regions import BoolArray, labels, sizes
from procgen.layout.tiles import Tile, TileArray
from procgen.runtime.masks import dilated

_VOTES: Final = 5
"""Rounds of the automaton."""


def cave(task: Task) -> TileArray:
    """A cave in one of the styles of :data:`procgen.layout.kinds.STYLES`; denser is more hollow."""
    hollow = {"caverns": _automaton, "grotto": _automaton, "tunnels": _worms, "lair": _chambers}[task.style](task)
    hollow[[0, -1]] = hollow[:, [0, -1]] = False
    tiles = task.blank(Tile.ROCK)
    tiles[hollow] = Tile.FLOOR
    if task.style == "grotto":
        _flood(task, tiles, hollow, 0.55)
    elif task.draws.chance(0.3):
        _flood(task, tiles, hollow, 0.12)
    _litter(task, tiles)
    _ways_in(task, tiles)
    return tiles


def _automaton(task: Task) -> BoolArray:
    # The share of rock at the start decides how much stays open; slow noise makes halls here and narrows there.
    uneven = task.noise(max(task.width, task.depth) / 2.5, 1) * 0.045
    rock = task.draws.field(task.depth, task.width) < 0.555 - 0.17 * task.density + uneven
    for _ in range(_VOTES):
        around = count_around(rock)
        rock = (around >= 5) | (rock & (around >= 4))
    hollow = ~rock
    label, count = labels(hollow)
    if count:
        # Tiny hollows are no part of a cave; a dense one keeps more of the lesser ones.
        size = sizes(label, count)
        least = size.max() * (0.15 if task.density < 0.5 else 0.03)
        hollow &= (size >= least)[label]
    return hollow if hollow.sum() > 0.05 * task.cells else hollow | _worms(task)


def _worms(task: Task) -> BoolArray:
    """Winding tunnels: smooth random walks whose width breathes, from knots that they share."""
    draws = task.draws
    hollow = np.zeros((task.depth, task.width), np.bool_)
    wanted = (0.13 + 0.36 * task.density) * task.cells
    knots = [
        (draws.uniform(0.15, 0.85) * task.width, draws.uniform(0.15, 0.85) * task.depth)
        for _ in range(draws.between(2, 4))
    ]
    for _ in range(200):
        x, y = draws.choice(knots)
        heading, bend, radius = draws.uniform(0, 2 * math.pi), 0.0, draws.uniform(0.8, 1.6)
        for step in range(draws.between(12, max(16, (task.width + task.depth) // 3))):
            bend = 0.8 * bend + draws.uniform(-0.25, 0.25)
            heading += bend
            x, y = x + math.cos(heading), y + math.sin(heading)
            if not (2 < x < task.width - 3 and 2 < y < task.depth - 3):
                heading += math.pi / 2
                x, y = min(max(x, 2), task.width - 3), min(max(y, 2), task.depth - 3)
            wide = radius + 0.5 * math.sin(step / 4)
            reach = math.ceil(wide)
            left, top = max(int(x) - reach, 0), max(int(y) - reach, 0)
            part = hollow[top : int(y) + reach + 1, left : int(x) + reach + 1]
            part |= disc(part.shape[1], part.shape[0], (x - left, y - top), wide)
        knots.append((x, y))
        if draws.chance(0.25):
            hollow |= disc(task.width, task.depth, (x, y), draws.uniform(2.0, 4.0), draws.uniform(0.8, 1.4))
        if hollow.sum() >= wanted:
            break
    return hollow


def _chambers(task: Task) -> BoolArray:
    """Round halls with uneven walls, one of them great, and passages between."""
    draws = task.draws
    rough = task.noise(7.0, 2)
    y, x = np.mgrid[: task.depth, : task.width]
    least = min(task.width, task.depth)
    hollow = np.zeros((task.depth, task.width), np.bool_)
    middles: list[Cell] = []
    wanted = (0.12 + 0.46 * task.density) * task.cells
    for number in range(160):
        # Smaller ones fill what the large ones left.
        large = max(3.5, 0.1 * least * (1 - number / 200))
        radius = draws.uniform(0.14, 0.2) * least if number == 0 else draws.uniform(2.0, large)
        column = draws.uniform(radius + 2, max(task.width - radius - 2, radius + 2))
        row = draws.uniform(radius + 2, max(task.depth - radius - 2, radius + 2))
        stretch = draws.uniform(0.7, 1.5)
        away = np.hypot((x - column) / stretch, (y - row) * stretch)
        room = away + rough * 0.18 * radius < radius
        if number and (dilated(room) & hollow).any() and not draws.chance(0.25 * task.density):
            continue
        hollow |= room
        middles.append((min(int(column), task.width - 2), min(int(row), task.depth - 2)))
        if hollow.sum() >= wanted:
            break
    cost = (4 + 6 * task.draws.field(task.depth, task.width)).astype(np.int64)
    cost[hollow] = 1
    for i, j in spanning(middles, draws, 0.2):
        path = way(cost, middles[i], middles[j], greed=4)
        wide = draws.chance(0.4)
        for column, row in path:
            hollow[row, column] = True
            cost[row, column] = 1
            if wide:
                hollow[row : row + 2, column : column + 2] = True
    return hollow


def _flood(task: Task, tiles: TileArray, hollow: BoolArray, share: float) -> None:
    """Lakes in the low places, sand on their shores, bridges where they would cut the cave in two."""
    low = task.noise(min(task.width, task.depth) / 3.5, 2)
    inside = low[hollow]
    if not inside.size:
        return
    water = hollow & (low < np.quantile(inside, share))
    tiles[water] = Tile.WATER
    deep = water & (low < np.quantile(inside, share * 0.55))
    tiles[deep & ~dilated(hollow & ~water)] = Tile.DEEP_WATER
    shore = dilated(water) & (tiles == Tile.FLOOR) & (task.noise(9.0, 1) > -0.2)
    tiles[shore] = Tile.SAND


def _litter(task: Task, tiles: TileArray) -> None:
    """Boulders along the walls, rubble, and a chest in a dead end or two."""
    draws = task.draws
    floor = (tiles == Tile.FLOOR) | (tiles == Tile.SAND)
    rock = count_around(tiles == Tile.ROCK)
    chance = draws.field(task.depth, task.width)
    tiles[floor & (rock >= 2) & (rock <= 4) & (chance < 0.06)] = Tile.RUBBLE
    open_ground = count_around(~IS_WALKABLE[tiles]) == 0
    # At most one in each patch of two by two, so that none bars a way.
    lone = np.zeros_like(floor)
    lone[draws.between(0, 1) :: 2, draws.between(0, 1) :: 2] = True
    tiles[floor & open_ground & lone & (chance > 0.93)] = Tile.BOULDER
    ends = cells_of((tiles == Tile.FLOOR) & (rock == 7))
    for column, row in draws.shuffled(ends)[: 1 + task.cells // 1500]:
        tiles[row, column] = Tile.CHEST


def _ways_in(task: Task, tiles: TileArray) -> None:
    """A passage from the edge, and stairs down far from it."""
    draws = task.draws
    floor = cells_of(tiles == Tile.FLOOR)
    if not floor:
        return
    side = draws.between(0, 3)
    at = draws.uniform(0.2, 0.8)
    edge = [
        (int(at * task.width), 0),
        (int(at * task.width), task.depth - 1),
        (0, int(at * task.depth)),
        (task.width - 1, int(at * task.depth)),
    ][side]
    near = min(floor, key=lambda cell: abs(cell[0] - edge[0]) + abs(cell[1] - edge[1]))
    cost = np.where(IS_WALKABLE[tiles], 1, 4) + (3 * draws.field(task.depth, task.width)).astype(np.int64)
    for column, row in way(cost, edge, near, greed=3):
        if not IS_WALKABLE[tiles[row, column]]:
            tiles[row, column] = Tile.FLOOR
    tiles[edge[1], edge[0]] = Tile.ENTRANCE
    far = sorted(floor, key=lambda cell: -abs(cell[0] - edge[0]) - abs(cell[1] - edge[1]))
    column, row = draws.choice(far[: max(1, len(far) // 12)])
    tiles[row, column] = Tile.EXIT
