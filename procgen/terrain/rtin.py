"""Right-triangulated irregular networks: fewer triangles where the ground is smooth.

Source: W. Evans, D. Kirkpatrick, G. Townsend, "Right-Triangulated Irregular Networks", Algorithmica 30, 2001. A right
triangle is halved at the middle of its long side, together with its neighbour across that side, where leaving the
middle out would cost too much. Here each step of the hierarchy is one array expression.

On a grid of 2^n + 1 the middles come in two kinds for each half step h = 1, 2, 4 …: centres of squares of side 2h,
split along a diagonal that alternates like a chessboard, and middles of the squares' sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint
from procgen.terrain.representation import FloatArray

_SHRINK_BETWEEN = (0.5, 0.95)
_ROUNDS = 24

Place = tuple[slice, slice]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Triangles over some of a map's pixels."""

    rows: npt.NDArray[np.intp]
    """(n,) row of each vertex."""
    columns: npt.NDArray[np.intp]
    """(n,) column of each vertex."""
    triangles: npt.NDArray[np.uint32]
    """(m, 3) numbers of vertices, anticlockwise seen from above."""
    error_m: float
    """Greatest vertical distance from the map at its pixels."""


def _half_steps(side_px: int) -> list[int]:
    return [1 << bit for bit in range((side_px - 1).bit_length() - 1)]


def _side_middles(side_px: int, half: int) -> Iterator[tuple[Place, Place, Place]]:
    """Middles of the sides of the squares of 2 * half, each with the side's two ends."""
    step = 2 * half
    corner, middle = slice(0, side_px, step), slice(half, side_px, step)
    before, after = slice(0, side_px - 1, step), slice(step, side_px, step)
    yield (corner, middle), (corner, before), (corner, after)
    yield (middle, corner), (before, corner), (after, corner)


def _centres(side_px: int, half: int) -> Iterator[tuple[Place, Place, Place]]:
    """Centres of the squares of 2 * half, each with the ends of the diagonal that splits the square."""
    step = 2 * half
    count = (side_px - 1) // step
    for row in range(min(2, count)):
        for column in range(min(2, count)):
            # North-west to south-east where row + column is even, north-east to south-west elsewhere.
            west, east = (0, step) if (row + column) % 2 == 0 else (step, 0)
            centre = (_every_second(row, half, step, count), _every_second(column, half, step, count))
            north = (_every_second(row, 0, step, count), _every_second(column, west, step, count))
            south = (_every_second(row, step, step, count), _every_second(column, east, step, count))
            yield centre, north, south


def _every_second(first: int, shift: int, step: int, count: int) -> slice:
    """One place in every second square of a row of squares, from square ``first`` on."""
    start = first * step + shift
    last = start + 2 * step * ((count - 1 - first) // 2)
    return slice(start, last + 1, 2 * step)


def _shifted(place: slice, shift: int, side_px: int) -> tuple[slice, slice] | None:
    """The places whose neighbour ``shift`` pixels on is inside, and those neighbours; None if there are none."""
    places = range(side_px)[place]
    first = places[0] if places[0] + shift >= 0 else places[0] + places.step
    last = places[-1] if places[-1] + shift < side_px else places[-1] - places.step
    if first > last:
        return None
    return slice(first, last + 1, places.step), slice(first + shift, last + shift + 1, places.step)


def _raise_to_neighbours(cost: FloatArray, place: Place, shifts: list[tuple[int, int]]) -> None:
    side = cost.shape[0]
    for down, right in shifts:
        rows, columns = _shifted(place[0], down, side), _shifted(place[1], right, side)
        if rows is not None and columns is not None:
            here, there = (rows[0], columns[0]), (rows[1], columns[1])
            np.maximum(cost[here], cost[there], out=cost[here])


def _costs(heights: FloatArray, needed: BoolArray | None, checkpoint: Checkpoint) -> FloatArray:
    """What leaving a vertex out costs, metres.

    That is its own distance from the middle of its long side, or the greatest cost of those that could not be there
    without it. Vertices of the border, and those that are needed, are beyond price.
    """
    side = heights.shape[0]
    cost = np.zeros_like(heights)

    def own(middle: Place, one: Place, other: Place) -> None:
        cost[middle] = np.abs(heights[middle] - (heights[one] + heights[other]) * np.float32(0.5))
        if needed is not None:
            np.copyto(cost[middle], np.float32(np.inf), where=needed[middle])

    for half in _half_steps(side):
        for middle, one, other in _side_middles(side, half):
            checkpoint()
            own(middle, one, other)
        for border in (cost[0], cost[-1], cost[:, 0], cost[:, -1]):
            border[half :: 2 * half] = np.inf
        if half > 1:
            # On either side of a side lean the centres of the two smaller squares next to its middle.
            quarter = half // 2
            diagonal = [(down, right) for down in (-quarter, quarter) for right in (-quarter, quarter)]
            for middle, _, _ in _side_middles(side, half):
                checkpoint()
                _raise_to_neighbours(cost, middle, diagonal)
        for middle, one, other in _centres(side, half):
            checkpoint()
            own(middle, one, other)
            _raise_to_neighbours(cost, middle, [(-half, 0), (half, 0), (0, -half), (0, half)])
    return cost


def _distance_m(heights: FloatArray, active: BoolArray, checkpoint: Checkpoint) -> float:
    """How far the surface of the active vertices lies from the map, at most."""
    side = heights.shape[0]
    surface = heights.copy()
    for half in reversed(_half_steps(side)):
        for middles in (_centres(side, half), _side_middles(side, half)):
            for middle, one, other in middles:
                checkpoint()
                straight = (surface[one] + surface[other]) * np.float32(0.5)
                surface[middle] = np.where(active[middle], heights[middle], straight)
    surface -= heights
    return float(np.abs(surface, out=surface).max())


def _triangles(active: BoolArray, checkpoint: Checkpoint) -> npt.NDArray[np.int32]:
    """(n, 3) numbers of pixels, anticlockwise seen from above."""
    side = active.shape[0]
    south_west, last = side * (side - 1), side * side - 1
    chosen = active.ravel()
    # Each as the two ends of its long side and its right angle.
    start, end, corner = np.array([[0, last], [last, 0], [side - 1, south_west]], np.int32)
    done = []
    for _ in range(2 * (side - 1).bit_length() - 2):
        checkpoint()
        middle = (start + end) // 2
        split = chosen[middle]
        checkpoint()
        whole = ~split
        done.append(np.stack([start[whole], end[whole], corner[whole]], axis=-1))
        checkpoint()
        start, end, corner, middle = start[split], end[split], corner[split], middle[split]
        start, end, corner = (np.concatenate(pair) for pair in ((corner, end), (start, corner), (middle, middle)))
    done.append(np.stack([start, end, corner], axis=-1))
    return np.concatenate(done)


def network(
    heights: FloatArray, tolerance_m: float, checkpoint: Checkpoint, needed: BoolArray | None = None
) -> Network:
    """Triangulate a map with as few triangles as the hierarchy allows.

    All pixels of the border are vertices, so that the networks of neighbouring tiles meet exactly.

    Args:
        heights: (2^n + 1, 2^n + 1) metres, n at least 1.
        tolerance_m: how far the surface may lie from the map at its pixels, metres, 0 or more.
        checkpoint: called often.
        needed: of the same shape: pixels that must be vertices, besides those of the border.

    Returns:
        A network whose ``error_m`` is at most ``tolerance_m``.
    """
    cost = _costs(heights, needed, checkpoint)
    # Costs of steps on the way down add up, so that the surface can lie farther off than any single one says.
    threshold = tolerance_m
    for _ in range(_ROUNDS):
        checkpoint()
        error = _distance_m(heights, cost > threshold, checkpoint)
        if error <= tolerance_m:
            break
        low, high = _SHRINK_BETWEEN
        threshold *= min(max(tolerance_m / error, low), high)
    else:
        threshold = 0.0
        error = _distance_m(heights, cost > threshold, checkpoint)
    checkpoint()
    corners = _triangles(cost > threshold, checkpoint)
    used = np.zeros(heights.size, np.bool_)
    used[corners] = True
    checkpoint()
    numbers = np.flatnonzero(used)
    checkpoint()
    renumbered = np.zeros(heights.size, np.uint32)
    renumbered[numbers] = np.arange(len(numbers), dtype=np.uint32)
    rows, columns = np.divmod(numbers, heights.shape[1])
    return Network(rows, columns, renumbered[corners], error)
