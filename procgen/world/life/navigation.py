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
from procgen.world.place import BoolArray, Land, Place
from procgen.world.underground.ways import Ways, in_world, ways_below

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
        links: pairs of places, (n, 2, 3), between which one can go: onto bridges and piers and along them, and by
            the doors of what leads below the ground.
    """

    points_m: Float64Array
    polygons: tuple[tuple[int, ...], ...]
    links: Float64Array


def navigation_mesh(place: Place) -> NavigationMesh:
    """The mesh of a settlement, of what lies about it and of caves and mines below; without one, nothing.

    Args:
        place: the world.
    """
    settlement = place.settlement
    if settlement is None:
        return NavigationMesh(np.zeros((0, 3)), (), np.zeros((0, 2, 3)))
    corner, free = _free_cells(place)
    places, polygons = _meshed(free)
    x, z = corner[0] + places[:, 1] * CELL_M, corner[1] + places[:, 0] * CELL_M
    points = [np.column_stack([x, ground_at(place.land, x, z), z])]
    decks = [span[[0, -1]] for road in (*settlement.roads, *settlement.piers) for span in spans(road)]
    links = [np.array(decks, np.float64).reshape(-1, 2, 3)]
    for under, building in settlement.below():
        found, outlines, ends = _below(ways_below(under, building, place.land.metres_per_pixel))
        first = sum(map(len, points))
        points.append(in_world(building, found))
        polygons += tuple(tuple(first + number for number in outline) for outline in outlines)
        links.append(in_world(building, ends.reshape(-1, 3)).reshape(-1, 2, 3))
        links[-1][0, 0] = _nearest_free(place.land, corner, free, links[-1][0, 1])
    return NavigationMesh(
        np.round(np.concatenate(points), 3), polygons, np.asarray(np.round(np.concatenate(links), 3), np.float64)
    )


def _meshed(free: BoolArray) -> tuple[Float64Array, tuple[tuple[int, ...], ...]]:
    """Rows and columns of the corners of free cells that are points of a mesh, (n, 2), and its polygons."""
    rectangles = _rectangles(free)
    numbers: dict[tuple[int, int], int] = {}
    for top, left, bottom, right in rectangles:
        for at in ((top, left), (top, right), (bottom, right), (bottom, left)):
            numbers.setdefault(at, len(numbers))
    polygons = tuple(_outline(rectangle, numbers) for rectangle in rectangles)
    return np.array(list(numbers), np.float64).reshape(-1, 2), polygons


def _below(ways: Ways) -> tuple[Float64Array, list[tuple[int, ...]], Float64Array]:
    """Points, polygons and links of rooms and of the way down to them, in the frame of the building above."""
    places, outlines = _meshed(ways.free)
    x, z = (ways.corner[axis] + places[:, 1 - axis] * ways.cell_m for axis in (0, 1))
    first = len(places)
    points = np.concatenate([np.column_stack([x, np.full(first, ways.floor_y), z]), ways.strip.reshape(-1, 3)])
    polygons = [*outlines]
    for near in range(first, len(points) - 2, 2):
        polygons.append((near + 2, near + 3, near + 1, near))
    inside, end, beyond = ways.joins
    return points, polygons, np.array([(inside, inside), (end, beyond)])


def _nearest_free(land: Land, corner: Float64Array, free: BoolArray, place: Float64Array) -> Float64Array:
    """The middle of the free cell that is nearest to a place; the place itself where none is free."""
    cells = np.argwhere(free)
    if not len(cells):
        return place
    x, z = (corner[axis] + (cells[:, 1 - axis] + 0.5) * CELL_M for axis in (0, 1))
    best = int(np.argmin(np.hypot(x - place[0], z - place[2])))
    return np.array((x[best], float(ground_at(land, x[best], z[best])), z[best]))


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
