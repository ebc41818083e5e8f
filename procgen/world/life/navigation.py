"""A mesh of the ground on which one can walk, for what engines send about by themselves.

Squares of ground that are free become rectangles, as large as they may be. Where the corner of one lies on the side of
another, that has a point there too, so that neighbours share whole sides, which is how engines find that one gets from
one to the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from procgen.world.bridges import spans
from procgen.world.chance import Float64Array
from procgen.world.checks import distance_from_line
from procgen.world.ground_height import ground_at
from procgen.world.land import side_m, water_height
from procgen.world.life.open_air import OpenAir
from procgen.world.place import BoolArray, Place

CELL_M: Final = 1.0
MARGIN_M: Final = 25.0
"""Beyond what the settlement takes."""
_LONGEST: Final = 8
"""Cells along a side, so that the mesh follows the ground."""


@dataclass(frozen=True, slots=True, eq=False)
class NavigationMesh:
    """Ground to walk on.

    Attributes:
        points_m: (n, 3) to the millimetre.
        polygons: convex, each a list of points in order; seen from above they go round clockwise, x east and z south.
        links: pairs of places, (n, 2, 3), between which one can go: onto bridges and piers, and along them.
    """

    points_m: Float64Array
    polygons: tuple[tuple[int, ...], ...]
    links: Float64Array


def navigation_mesh(place: Place) -> NavigationMesh:
    """The mesh of a settlement and what lies about it; without one, nothing.

    Args:
        place: the world.
    """
    settlement = place.settlement
    if settlement is None:
        return NavigationMesh(np.zeros((0, 3)), (), np.zeros((0, 2, 3)))
    corner, free = _free_cells(place)
    rectangles = _rectangles(free)
    numbers: dict[tuple[int, int], int] = {}
    for top, left, bottom, right in rectangles:
        for at in ((top, left), (top, right), (bottom, right), (bottom, left)):
            numbers.setdefault(at, len(numbers))
    polygons = tuple(_outline(rectangle, numbers) for rectangle in rectangles)
    places = np.array(list(numbers), np.float64).reshape(-1, 2)
    x, z = corner[0] + places[:, 1] * CELL_M, corner[1] + places[:, 0] * CELL_M
    points = np.round(np.column_stack([x, ground_at(place.land, x, z), z]), 3)
    decks = [span[[0, -1]] for road in (*settlement.roads, *settlement.piers) for span in spans(road)]
    return NavigationMesh(points, polygons, np.round(np.array(decks, np.float64).reshape(-1, 2, 3), 3))


def navigation_record(mesh: NavigationMesh) -> dict[str, Any]:
    """As ``life/navigation.json`` has it."""
    return {
        "cell_m": CELL_M,
        "points_m": mesh.points_m.tolist(),
        "polygons": [list(polygon) for polygon in mesh.polygons],
        "links_m": mesh.links.tolist(),
    }


def _free_cells(place: Place) -> tuple[Float64Array, BoolArray]:
    """The north-western corner, x and z, and (rows, columns) whether cells are free."""
    settlement = place.settlement
    assert settlement is not None
    doors = np.array([(each.x_m, each.z_m) for each in settlement.buildings]).reshape(-1, 2)
    about = np.concatenate([doors, [(settlement.x_m, settlement.z_m)]])
    low = np.floor(np.maximum(about.min(axis=0) - MARGIN_M, 2.0))
    high = np.ceil(np.minimum(about.max(axis=0) + MARGIN_M, np.array(side_m(place.land)) - 2.0))
    columns, rows = (int(value) for value in (high - low) / CELL_M)
    across, down = np.meshgrid(np.arange(2 * columns + 1), np.arange(2 * rows + 1))
    points = low + np.column_stack([across.ravel(), down.ravel()]) * (0.5 * CELL_M)
    standing = OpenAir(place).free(points)
    for road in settlement.roads:
        # What is built of roads is free, whatever leans over it.
        standing |= distance_from_line(road, *points.T) < road.width_m / 2.0 - 0.3
    standing &= np.isnan(water_height(place.land, *points.T))
    grid = standing.reshape(2 * rows + 1, 2 * columns + 1)
    free = grid[:-2:2, :-2:2].copy()
    for row in range(3):
        for column in range(3):
            free &= grid[row : row + 2 * rows : 2, column : column + 2 * columns : 2]
    return low, free


def _rectangles(free: BoolArray) -> list[tuple[int, int, int, int]]:
    """Rows and columns (top, left, bottom, right) of rectangles that cover all free cells, each as large as may be."""
    left_over = free.copy()
    rows = len(free)
    found = []
    for row, column in np.argwhere(free):
        if not left_over[row, column]:
            continue
        line = left_over[row, column : column + _LONGEST]
        wide = len(line) if line.all() else int(np.argmin(line))
        tall = 1
        while tall < _LONGEST and row + tall < rows and left_over[row + tall, column : column + wide].all():
            tall += 1
        left_over[row : row + tall, column : column + wide] = False
        found.append((int(row), int(column), int(row + tall), int(column + wide)))
    return found


def _outline(rectangle: tuple[int, int, int, int], numbers: dict[tuple[int, int], int]) -> tuple[int, ...]:
    """All points of the mesh that lie on a rectangle's sides, in order."""
    top, left, bottom, right = rectangle
    round_ = [
        *((top, column) for column in range(left, right)),
        *((row, right) for row in range(top, bottom)),
        *((bottom, column) for column in range(right, left, -1)),
        *((row, left) for row in range(bottom, top, -1)),
    ]
    return tuple(numbers[at] for at in round_ if at in numbers)
