"""Simple solids with flat faces, of which the pieces of a block-out are put together. Metres, y up."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Solid:
    """Triangles of one material, each corner with its face's normal."""

    material: str
    positions: FloatArray
    """(3 n, 3): three corners a triangle, anticlockwise seen from outside."""
    normals: FloatArray
    """(3 n, 3) unit vectors."""


def _faces(material: str, triangles: Sequence[Sequence[Sequence[float]]]) -> Solid:
    corners = np.array(triangles, np.float64)
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    length = np.linalg.norm(normals, axis=1)
    flat = length > 1e-12
    corners, normals = corners[flat], normals[flat] / length[flat, None]
    return Solid(
        material,
        corners.reshape(-1, 3).astype(np.float32),
        np.repeat(normals, 3, axis=0).astype(np.float32),
    )


def box(
    material: str, low: tuple[float, float, float], high: tuple[float, float, float], *, bottom: bool = True
) -> Solid:
    """A box between two corners; its lower face can be left away where it stands on something."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    quads = [
        ((x0, y1, z0), (x0, y1, z1), (x1, y1, z1), (x1, y1, z0)),
        ((x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)),
        ((x1, y0, z0), (x0, y0, z0), (x0, y1, z0), (x1, y1, z0)),
        ((x1, y0, z1), (x1, y0, z0), (x1, y1, z0), (x1, y1, z1)),
        ((x0, y0, z0), (x0, y0, z1), (x0, y1, z1), (x0, y1, z0)),
    ]
    if bottom:
        quads.append(((x0, y0, z0), (x1, y0, z0), (x1, y0, z1), (x0, y0, z1)))
    return _faces(material, [half for a, b, c, d in quads for half in ((a, b, c), (a, c, d))])


def lathe(
    material: str,
    profile: Sequence[tuple[float, float]],
    sides: int,
    centre: tuple[float, float] = (0.0, 0.0),
) -> Solid:
    """A profile turned about a vertical axis.

    Args:
        material: of it.
        profile: (radius, height) from below; a radius of 0 closes an end, another leaves it open.
        sides: at least 3.
        centre: (x, z) of the axis.
    """
    turns = [2.0 * math.pi * side / sides for side in range(sides + 1)]

    def at(radius: float, y: float, side: int) -> tuple[float, float, float]:
        return centre[0] + radius * math.sin(turns[side]), y, centre[1] + radius * math.cos(turns[side])

    triangles = []
    for (r0, y0), (r1, y1) in itertools.pairwise(profile):
        for side in range(sides):
            a, b = at(r0, y0, side), at(r0, y0, side + 1)
            c, d = at(r1, y1, side + 1), at(r1, y1, side)
            triangles += [(a, b, c), (a, c, d)]
    return _faces(material, triangles)


def joined(solids: Sequence[Solid]) -> tuple[Solid, ...]:
    """One solid for each material, in the order in which they first come."""
    materials = dict.fromkeys(solid.material for solid in solids)
    result = []
    for material in materials:
        own = [solid for solid in solids if solid.material == material]
        result.append(
            Solid(
                material,
                np.concatenate([solid.positions for solid in own]),
                np.concatenate([solid.normals for solid in own]),
            )
        )
    return tuple(result)
