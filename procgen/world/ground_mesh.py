"""The ground of a world as a mesh whose vertices lie where its forms, and what stands on it, ask for them."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from procgen.terrain.heightmap import normals
from procgen.terrain.rtin import network
from procgen.world.footprints import rectangle_distance
from procgen.world.keep import beside_road
from procgen.world.meshes import Mesh
from procgen.world.parts import Callbacks
from procgen.world.place import BoolArray, Place

TOLERANCE_M: Final = 0.25
"""How far the mesh may lie from the ground where nothing stands."""
_BESIDE_M: Final = 1.5
"""Around houses and beside roads, every height of the ground is a vertex."""
_AROUND_PX: Final = 1
"""Around plants, things and people, likewise, and on either side of a shore."""
_SKIRT_M: Final = 10.0
"""The ground ends in a wall so high."""


def ground_mesh(place: Place, callbacks: Callbacks | None = None) -> Mesh:
    """The ground with a wall around it.

    Every height is a vertex below and beside what stands there, along shores and on the border. Elsewhere there are as
    many as keep the mesh within :data:`TOLERANCE_M` of the ground (:mod:`procgen.terrain.rtin`).

    Args:
        place: what there is.
        callbacks: how to stop the work.

    Returns:
        Its texture coordinates are shares of the whole, 0 to 1 from west to east and from north to south, not metres.
    """
    callbacks = callbacks or Callbacks()
    land = place.land
    heights = land.heights_m.astype(np.float32)
    rows, columns = heights.shape
    side = 1 + (1 << (max(rows, columns, 3) - 2).bit_length())
    beyond = ((0, side - rows), (0, side - columns))
    needed = np.pad(built_on(place), beyond)
    # No triangle reaches across a line whose pixels are all vertices.
    needed[rows - 1, :columns] = needed[:rows, columns - 1] = True
    found = network(np.pad(heights, beyond, mode="edge"), TOLERANCE_M, callbacks.checkpoint, needed)
    corner = np.stack([found.rows, found.columns])[:, found.triangles]
    inside = (corner[0].max(axis=1) < rows) & (corner[1].max(axis=1) < columns)
    holes = ground_holes(place)
    if holes.any():
        # Where one goes down, heights are all vertices: so are those around them.
        inside[inside] = ~holes[corner[0][inside], corner[1][inside]].any(axis=1)
    triangles = found.triangles[inside]
    used = np.zeros(len(found.rows), np.bool_)
    used[triangles] = True
    number = np.cumsum(used) - 1
    row, column = found.rows[used], found.columns[used]
    callbacks.checkpoint()
    spacing = np.float32(land.metres_per_pixel)
    positions = np.stack([column * spacing, heights[row, column], row * spacing], axis=1).astype(np.float32)
    facing = normals(heights, land.metres_per_pixel)[row, column]
    uv = np.stack([column / (columns - 1), row / (rows - 1)], axis=1).astype(np.float32)
    at = np.full((rows, columns), -1)
    at[row, column] = np.arange(len(row))
    border = np.concatenate([at[0, :-1], at[:-1, -1], at[-1, :0:-1], at[:0:-1, 0]])
    below = positions[border]
    below[:, 1] = float(heights.min()) - _SKIRT_M
    low = len(positions) + np.arange(len(border))
    after, low_after = np.roll(border, -1), np.roll(low, -1)
    wall = np.stack([border, after, low, after, low_after, low], axis=-1).reshape(-1, 3)
    whole = np.concatenate([positions, below])
    return Mesh(
        whole,
        np.concatenate([facing, facing[border]]).astype(np.float32),
        np.concatenate([uv, uv[border]]),
        np.full((len(whole), 3), 255, np.uint8),
        np.concatenate([number[triangles], wall]).astype(np.uint32),
    )


def ground_holes(place: Place) -> BoolArray:
    """(rows, columns) heights around which the ground has a hole, since a way leads down there."""
    found = np.zeros(place.land.heights_m.shape, np.bool_)
    for under in () if place.settlement is None else place.settlement.underground:
        found[under.holes[:, 0], under.holes[:, 1]] = True
    return found


def built_on(place: Place) -> BoolArray:
    """Grid points below and beside houses, roads, plants, things and people, and along shores: (rows, columns)."""
    land = place.land
    near = np.zeros(land.heights_m.shape, np.bool_)
    for x_m, z_m in [*((each.x_m, each.z_m) for each in place.props), *((each.x_m, each.z_m) for each in place.people)]:
        row, column = int(z_m / land.metres_per_pixel), int(x_m / land.metres_per_pixel)
        near[row : row + 2, column : column + 2] = True
    wet = land.water
    near[:-1] |= wet[:-1] ^ wet[1:]
    near[:, :-1] |= wet[:, :-1] ^ wet[:, 1:]
    for _ in range(_AROUND_PX):
        near = _grown(near)
    if place.settlement is not None:
        for road in place.settlement.roads:
            near |= beside_road(road, land, _BESIDE_M)
        for building in place.settlement.buildings:
            reach_m = math.hypot(building.width_m, building.depth_m) / 2.0 + _BESIDE_M
            top, bottom = _between(building.z_m, reach_m, land.metres_per_pixel)
            left, right = _between(building.x_m, reach_m, land.metres_per_pixel)
            part = near[top:bottom, left:right]
            x = (left + np.arange(part.shape[1], dtype=np.float64)) * land.metres_per_pixel
            z = (top + np.arange(part.shape[0], dtype=np.float64)) * land.metres_per_pixel
            part |= rectangle_distance(building, x, z[:, None]) <= _BESIDE_M
    return near


def _between(middle_m: float, reach_m: float, spacing_m: float) -> tuple[int, int]:
    """The first grid point within reach of a place, and the one after the last."""
    return max(math.floor((middle_m - reach_m) / spacing_m), 0), math.ceil((middle_m + reach_m) / spacing_m) + 1


def _grown(mask: BoolArray) -> BoolArray:
    """The mask with all eight neighbours of its points."""
    wide = np.pad(mask, 1)
    down = wide[:-2] | wide[1:-1] | wide[2:]
    return np.asarray(down[:, :-2] | down[:, 1:-1] | down[:, 2:], np.bool_)
