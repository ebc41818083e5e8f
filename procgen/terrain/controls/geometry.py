"""Lines and areas on the world's grid. Every value depends on the place alone, not on the rectangle it is asked for in:
numpy's element by element float64 arithmetic gives equal bits for equal places.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.terrain.controls.shapes import PathPoint

Float64Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rectangle of places, ends included."""

    west: float
    north: float
    east: float
    south: float

    def grown(self, by_px: float) -> Bounds:
        return Bounds(self.west - by_px, self.north - by_px, self.east + by_px, self.south + by_px)

    def touches(self, other: Bounds) -> bool:
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.north <= other.south
            and other.north <= self.south
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """Places in rows and columns."""

    x_px: Float64Array
    """(columns,) rising."""
    z_px: Float64Array
    """(rows,) rising."""

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.z_px), len(self.x_px)

    def near(self, bounds: Bounds, reach_px: float) -> tuple[slice, slice]:
        """Rows and columns no farther than ``reach_px`` from a rectangle along either axis."""
        around = bounds.grown(reach_px)
        top, bottom = np.searchsorted(self.z_px, (around.north, around.south), side="left")
        left, right = np.searchsorted(self.x_px, (around.west, around.east), side="left")
        return (
            slice(int(top), min(int(bottom) + 1, len(self.z_px))),
            slice(int(left), min(int(right) + 1, len(self.x_px))),
        )

    def part(self, slices: tuple[slice, slice]) -> Grid:
        """Some of its rows and columns."""
        return Grid(self.x_px[slices[1]], self.z_px[slices[0]])


def pixel_grid(origin_x_px: int, origin_z_px: int, width_px: int, depth_px: int) -> Grid:
    """Centres of pixels."""
    return Grid(
        np.arange(width_px, dtype=np.float64) + (origin_x_px + 0.5),
        np.arange(depth_px, dtype=np.float64) + (origin_z_px + 0.5),
    )


def ease(t: Float64Array) -> Float64Array:
    """0 below 0, 1 above 1, a smooth rise between."""
    clipped = np.clip(t, 0.0, 1.0)
    return clipped * clipped * (3.0 - 2.0 * clipped)


@dataclass(frozen=True, slots=True)
class Polyline:
    """A line through points; a single point is a line of length 0."""

    x_px: Float64Array
    z_px: Float64Array
    along_px: Float64Array
    """Distance of each point from the first, along the line."""

    @classmethod
    def through(cls, points: Sequence[PathPoint], closed: bool = False) -> Polyline:
        """The line through points, back to the first one if ``closed``."""
        x = np.array([point.x_px for point in points], np.float64)
        z = np.array([point.z_px for point in points], np.float64)
        if closed or len(points) == 1:
            x, z = np.append(x, x[0]), np.append(z, z[0])
        # Lengths with math.hypot, one by one: numpy's may differ in the last bit from machine to machine.
        lengths = [math.hypot(dx, dz) for dx, dz in zip(np.diff(x), np.diff(z), strict=True)]
        return cls(x, z, np.concatenate([[0.0], np.cumsum(np.array(lengths, np.float64))]))

    @property
    def bounds(self) -> Bounds:
        return Bounds(float(self.x_px.min()), float(self.z_px.min()), float(self.x_px.max()), float(self.z_px.max()))

    @property
    def length_px(self) -> float:
        return float(self.along_px[-1])

    def at(self, along_px: Float64Array) -> tuple[Float64Array, Float64Array]:
        """Places at distances along the line: x and z."""
        return np.interp(along_px, self.along_px, self.x_px), np.interp(along_px, self.along_px, self.z_px)


@dataclass(frozen=True, slots=True)
class Nearest:
    """The point of a line that is nearest to each place of a grid."""

    distance_px: Float64Array
    """(rows, columns); infinite beyond the reach."""
    segment: npt.NDArray[np.int32]
    share: Float64Array
    """How far along the segment, 0 to 1."""

    def interpolate(self, values: Float64Array) -> Float64Array:
        """Values at the line's points, interpolated to the nearest points: (rows, columns)."""
        start = values[self.segment]
        return start + (values[self.segment + 1] - start) * self.share


def nearest(line: Polyline, grid: Grid, reach_px: float) -> Nearest:
    """For each place within the reach of a line, the line's nearest point; of equally near ones the first."""
    squared = np.full(grid.shape, np.inf)
    segment = np.zeros(grid.shape, np.int32)
    share = np.zeros(grid.shape)
    for index in range(len(line.x_px) - 1):
        x0, x1 = float(line.x_px[index]), float(line.x_px[index + 1])
        z0, z1 = float(line.z_px[index]), float(line.z_px[index + 1])
        window = grid.near(Bounds(min(x0, x1), min(z0, z1), max(x0, x1), max(z0, z1)), reach_px)
        part = grid.part(window)
        if 0 in part.shape:
            continue
        dx, dz = x1 - x0, z1 - z0
        from_x, from_z = (part.x_px - x0)[None, :], (part.z_px - z0)[:, None]
        length2 = dx * dx + dz * dz
        t = np.clip((from_x * dx + from_z * dz) / length2, 0.0, 1.0) if length2 > 0.0 else np.zeros(part.shape)
        away_x, away_z = from_x - t * dx, from_z - t * dz
        distance2 = away_x * away_x + away_z * away_z
        better = distance2 < squared[window]
        squared[window][better] = distance2[better]
        segment[window][better] = index
        share[window][better] = t[better]
    distance = np.sqrt(squared)
    distance[distance > reach_px] = np.inf
    return Nearest(distance, segment, share)


def inside_polygon(line: Polyline, grid: Grid) -> npt.NDArray[np.bool_]:
    """Whether each place lies inside a closed line, by the even-odd rule: (rows, columns)."""
    inside = np.zeros(grid.shape, np.bool_)
    for index in range(len(line.x_px) - 1):
        x0, x1 = float(line.x_px[index]), float(line.x_px[index + 1])
        z0, z1 = float(line.z_px[index]), float(line.z_px[index + 1])
        crossed = (grid.z_px < z0) != (grid.z_px < z1)
        if not crossed.any():
            continue
        edge_x = x0 + (grid.z_px[crossed] - z0) / (z1 - z0) * (x1 - x0)
        inside[crossed] ^= grid.x_px[None, :] < edge_x[:, None]
    return inside


def centroid(line: Polyline) -> tuple[float, float]:
    """Centre of the area of a closed line; the mean of its corners where that centre is not a sensible one."""
    x0, z0 = float(line.x_px[0]), float(line.z_px[0])
    x, z = line.x_px - x0, line.z_px - z0
    cross = x[:-1] * z[1:] - x[1:] * z[:-1]
    doubled = math.fsum(cross)
    if doubled != 0.0:
        centre_x = x0 + math.fsum((x[:-1] + x[1:]) * cross) / (3.0 * doubled)
        centre_z = z0 + math.fsum((z[:-1] + z[1:]) * cross) / (3.0 * doubled)
        # It lies far off where the outline crosses itself.
        if line.bounds.touches(Bounds(centre_x, centre_z, centre_x, centre_z)):
            return centre_x, centre_z
    corners = len(x) - 1
    return x0 + math.fsum(x[:-1]) / corners, z0 + math.fsum(z[:-1]) / corners
