"""Trees of valleys on hashed lattices: local, endless, and with ridges where two valleys' sides meet.

A node in each cell of a jittered lattice sends its water to the neighbour that is steepest below it, on ground that is
given. Land is then the lower envelope of the valleys' sides: at each place the least of floor plus side, over all
stretches of valley nearby. Sides meet in lines, which are the ridges. A finer tree takes the envelope of a coarser one
for its ground, so that small valleys run into large ones, as in the dendritic patterns of Gaillard et al. (2019,
"Dendry: A procedural model for dendritic patterns"); only the finest have to be looked at for pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from procgen.terrain.processes.field import Float64Array, Grid, axis_cells, cell_numbers
from procgen.terrain.representation import FloatArray

Profile = Callable[[FloatArray], FloatArray]
"""From the distance to a valley's line, pixels, to the height above its floor, metres."""
GroundAt = Callable[[Float64Array, Float64Array], FloatArray]
"""From columns and rows of places of any shape to metres."""

_JITTER = 0.8


@dataclass(frozen=True, slots=True)
class Valleys:
    """Stretches of valley, one from each cell of a lattice: from its node to the node that takes its water."""

    size_px: float
    row: int
    column: int
    """The first cell."""
    stretch: FloatArray
    """(7, rows, columns): the node from its cell's corner, x and z; the way to the next node, x and z, both pixels;
    one over that way's squared length, 0 where the node is a sink; floor at the node and its rise to the next, metres.
    """

    def envelope(self, grid: Grid, side: Profile) -> FloatArray:
        """Land over these valleys.

        Args:
            grid: (rows, columns) places, all at least one cell inside.
            side: the valleys' cross-profile.

        Returns:
            (rows, columns) metres.
        """
        column, across = axis_cells(grid.x_px, self.size_px)
        row, down = axis_cells(grid.z_px, self.size_px)
        size = np.float32(self.size_px)
        lowest: FloatArray | None = None
        for dz in (-1, 0, 1):
            strip = self.stretch[:, row + dz - self.row]
            z = ((down - np.float32(dz)) * size)[:, None]
            for dx in (-1, 0, 1):
                here = strip[:, :, column + dx - self.column]
                x = ((across - np.float32(dx)) * size)[None, :]
                land = _land(x, z, here, side)
                lowest = land if lowest is None else np.minimum(lowest, land, out=lowest)
        assert lowest is not None
        return lowest

    def envelope_at(self, x_px: Float64Array, z_px: Float64Array, side: Profile) -> FloatArray:
        """The same at single places of any shape."""
        column, across = axis_cells(x_px, self.size_px)
        row, down = axis_cells(z_px, self.size_px)
        size = np.float32(self.size_px)
        lowest = np.full(x_px.shape, np.inf, np.float32)
        for dz in (-1, 0, 1):
            for dx in (-1, 0, 1):
                here = self.stretch[:, row + dz - self.row, column + dx - self.column]
                x, z = (across - np.float32(dx)) * size, (down - np.float32(dz)) * size
                lowest = np.minimum(lowest, _land(x, z, here, side))
        return lowest


def _land(x: FloatArray, z: FloatArray, stretch: FloatArray, side: Profile) -> FloatArray:
    """Floor plus side of one stretch of valley."""
    node_x, node_z, way_x, way_z, inverse, floor, rise = stretch
    x, z = x - node_x, z - node_z
    along = x * way_x
    along += z * way_z
    along *= inverse
    np.clip(along, np.float32(0.0), np.float32(1.0), out=along)
    x -= along * way_x
    z -= along * way_z
    x *= x
    z *= z
    x += z
    land = side(np.sqrt(x, out=x))
    along *= rise
    land += along
    land += floor
    return land


def _nodes(
    seed: int, stream: str, size_px: float, row: int, column: int, rows: int, columns: int
) -> tuple[FloatArray, FloatArray]:
    """Where nodes lie in their cells, pixels from the corner: x and z, (rows, columns)."""
    numbers = cell_numbers(seed, stream, row, column, rows, columns)
    loose, size = np.float32(_JITTER), np.float32(size_px)
    x, z = ((np.float32(0.5) + (numbers[axis] - np.float32(0.5)) * loose) * size for axis in (0, 1))
    return x, z


def valleys(seed: int, stream: str, grid: Grid, size_px: float, ground: GroundAt, margin_px: float = 0.0) -> Valleys:
    """The valleys of all cells that can matter to a grid.

    Args:
        seed: the world.
        stream: which tree.
        grid: the places that will be asked for.
        size_px: spacing of the nodes.
        ground: that water runs down on; asked for places up to four cells and the margin outside of the grid.
        margin_px: how far outside of the grid places will be asked for.
    """
    first_column = int(np.floor((grid.x_px[0] - margin_px) / size_px)) - 1
    last_column = int(np.floor((grid.x_px[-1] + margin_px) / size_px)) + 1
    first_row = int(np.floor((grid.z_px[0] - margin_px) / size_px)) - 1
    last_row = int(np.floor((grid.z_px[-1] + margin_px) / size_px)) + 1
    rows, columns = last_row - first_row + 1, last_column - first_column + 1
    x, z = _nodes(seed, stream, size_px, first_row - 1, first_column - 1, rows + 2, columns + 2)
    corner_x = (np.arange(first_column - 1, last_column + 2, dtype=np.float64) * size_px)[None, :]
    corner_z = (np.arange(first_row - 1, last_row + 2, dtype=np.float64) * size_px)[:, None]
    heights = ground(corner_x + x, corner_z + z)
    inner = (slice(1, -1), slice(1, -1))
    best = np.zeros((rows, columns), np.float32)
    way_x, way_z, rise = np.zeros_like(best), np.zeros_like(best), np.zeros_like(best)
    size = np.float32(size_px)
    for dz in (-1, 0, 1):
        for dx in (-1, 0, 1):
            if dx == dz == 0:
                continue
            other = (slice(1 + dz, rows + 1 + dz), slice(1 + dx, columns + 1 + dx))
            to_x = x[other] - x[inner] + np.float32(dx) * size
            to_z = z[other] - z[inner] + np.float32(dz) * size
            up = heights[other] - heights[inner]
            steep = -up / np.sqrt(to_x * to_x + to_z * to_z)
            better = steep > best
            best = np.where(better, steep, best)
            way_x, way_z = np.where(better, to_x, way_x), np.where(better, to_z, way_z)
            rise = np.where(better, up, rise)
    squared = way_x * way_x + way_z * way_z
    inverse = np.divide(np.float32(1.0), squared, out=np.zeros_like(squared), where=squared > 0.0)
    stretch = np.stack([x[inner], z[inner], way_x, way_z, inverse, heights[inner], rise])
    return Valleys(size_px, first_row, first_column, np.ascontiguousarray(stretch, np.float32))
