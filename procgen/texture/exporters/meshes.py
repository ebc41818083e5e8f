"""What a material is shown on: a ball, a piece of ground, cards."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.texture.material import FloatArray, Material

_TILES_AROUND = 4
_SEGMENTS, _RINGS = 96, 48
_GROUND_TILES = 3


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """Triangles with all that a normal map needs."""

    positions: FloatArray
    """(n, 3) metres."""
    normals: FloatArray
    """(n, 3)."""
    tangents: FloatArray
    """(n, 4): to where u grows, and 1: the picture's up is the cross product of normal and tangent."""
    uv: FloatArray
    """(n, 2), beyond 1 where the tile repeats."""
    triangles: npt.NDArray[np.uint32]
    """(m, 3), anticlockwise seen from outside."""


def _grid_triangles(rows: int, columns: int) -> npt.NDArray[np.uint32]:
    """Two for each cell of a grid of vertices, for u to the right and v down the picture."""
    first = (np.arange(rows)[:, None] * (columns + 1) + np.arange(columns)).reshape(-1)
    below = first + columns + 1
    pairs = np.stack([first, below, first + 1, first + 1, below, below + 1], axis=-1)
    return pairs.reshape(-1, 3).astype(np.uint32)


def ball(width_m: float, height_m: float) -> Mesh:
    """A sphere on the ground, so many whole tiles round the equator, where texels are as long as they are wide."""
    radius = _TILES_AROUND * width_m / (2 * math.pi)
    tiles_down = math.pi * radius / height_m
    around, down = np.meshgrid(np.linspace(0, 1, _SEGMENTS + 1), np.linspace(0, 1, _RINGS + 1))
    turn, fall = around.ravel() * 2 * math.pi, down.ravel() * math.pi
    # At the back's seam and at the poles sines of whole turns must come out as the same numbers.
    level = np.where((down.ravel() == 0) | (down.ravel() == 1), 0.0, np.sin(fall))
    x, z = np.sin(np.where(turn == 2 * math.pi, 0.0, turn)), np.cos(turn)
    normals = np.stack([x * level, np.cos(fall), z * level], axis=-1)
    tangents = np.stack([z, np.zeros_like(x), -x, np.ones_like(x)], axis=-1)
    triangles = _grid_triangles(_RINGS, _SEGMENTS)
    corners = normals[triangles]
    # At the poles half of the triangles have no area.
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=-1)
    return Mesh(
        (normals * radius + [0.0, radius, 0.0]).astype(np.float32),
        normals.astype(np.float32),
        tangents.astype(np.float32),
        np.stack([around.ravel() * _TILES_AROUND, down.ravel() * tiles_down], axis=-1).astype(np.float32),
        triangles[area > 1e-9],
    )


def ground(width_m: float, height_m: float) -> Mesh:
    """A square of tiles on the ground."""
    u, v = np.meshgrid([0.0, _GROUND_TILES], [0.0, _GROUND_TILES])
    x, z = (u.ravel() - _GROUND_TILES / 2) * width_m, (v.ravel() - _GROUND_TILES / 2) * height_m
    count = len(x)
    return Mesh(
        np.stack([x, np.zeros(count), z], axis=-1).astype(np.float32),
        np.tile(np.array([0, 1, 0], np.float32), (count, 1)),
        np.tile(np.array([1, 0, 0, 1], np.float32), (count, 1)),
        np.stack([u.ravel(), v.ravel()], axis=-1).astype(np.float32),
        _grid_triangles(1, 1),
    )


def cards(material: Material) -> dict[str, Mesh]:
    """A rectangle for each region of foliage, by its name, all in a row along x, on the ground and facing z."""
    rows, columns = material.surface.shape
    shown, left = {}, 0.0
    for region in material.regions:
        u, v = np.meshgrid([region.x_px, region.x_px + region.width_px], [region.y_px, region.y_px + region.height_px])
        across = (u.ravel() - region.x_px) / region.width_px
        up = 1.0 - (v.ravel() - region.y_px) / region.height_px
        shown[region.name] = Mesh(
            np.stack([left + across * region.width_m, up * region.height_m, np.zeros(4)], axis=-1).astype(np.float32),
            np.tile(np.array([0, 0, 1], np.float32), (4, 1)),
            np.tile(np.array([1, 0, 0, 1], np.float32), (4, 1)),
            np.stack([u.ravel() / columns, v.ravel() / rows], axis=-1).astype(np.float32),
            _grid_triangles(1, 1),
        )
        left += region.width_m
    return shown
