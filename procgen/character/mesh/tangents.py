"""Tangents for normal maps: per vertex, with the handedness in the fourth number.

Computed as MikkTSpace does (Mikkelsen, "Simulation of Wrinkled Surfaces Revisited", 2008, appendix): the direction in
which u grows on each triangle, made square to the vertex normal, weighted with the angle at the corner.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class TangentFrame:
    """What tangents need of texture coordinates and triangles, prepared once.

    Attributes:
        triangles: (T, 3).
        gradient: (2, T) factors of the two edges whose sum points along u.
        sign: (V,) +1 or -1: handedness of the texture at each vertex.
    """

    triangles: npt.NDArray[np.int64]
    gradient: Floats
    sign: Floats

    @classmethod
    def of(cls, triangles: npt.NDArray[np.integer], uv: Floats) -> TangentFrame:
        """Prepare a surface."""
        corners = np.asarray(triangles, np.int64)
        first, second = uv[corners[:, 1]] - uv[corners[:, 0]], uv[corners[:, 2]] - uv[corners[:, 0]]
        # Texture coordinates run downwards, the bitangent upwards: hence the minus.
        turn = -(first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0])
        side = np.where(turn < 0, -1.0, 1.0).astype(np.float32)
        votes = np.zeros(len(uv), np.float32)
        for corner in range(3):
            votes += np.bincount(corners[:, corner], turn, len(uv)).astype(np.float32)
        gradient = np.stack([-second[:, 1], first[:, 1]]) * side
        return cls(corners, gradient.astype(np.float32), np.where(votes < 0, -1.0, 1.0).astype(np.float32))

    def tangents(self, vertices: Floats, normals: Floats) -> Floats:
        """(V, 4) unit tangents for glTF: bitangent = cross(normal, tangent) * w."""
        places = np.ascontiguousarray(vertices.T)
        corners = [places.take(self.triangles[:, corner], axis=1) for corner in range(3)]
        edges = (corners[1] - corners[0], corners[2] - corners[0], corners[2] - corners[1])
        along = _unit(self.gradient[0] * edges[0] + self.gradient[1] * edges[1])
        squares = [(edge * edge).sum(axis=0) for edge in edges]
        lengths = np.sqrt(np.maximum(squares, np.float32(1e-20)))
        dots = (
            (edges[0] * edges[1]).sum(axis=0),
            -(edges[0] * edges[2]).sum(axis=0),
            (edges[1] * edges[2]).sum(axis=0),
        )
        sides = ((0, 1), (0, 2), (1, 2))
        up = np.ascontiguousarray(normals.T)
        total = np.zeros((3, len(vertices)), np.float32)
        for corner in range(3):
            cosine = dots[corner] / (lengths[sides[corner][0]] * lengths[sides[corner][1]])
            angle = np.arccos(np.clip(cosine, -1, 1))
            at = self.triangles[:, corner]
            normal = up.take(at, axis=1)
            flat = _unit(along - normal * (normal * along).sum(axis=0)) * angle
            for axis in range(3):
                total[axis] += np.bincount(at, flat[axis], len(vertices)).astype(np.float32)
        total -= up * (up * total).sum(axis=0)
        length = np.sqrt((total * total).sum(axis=0))
        lost = length < 1e-8
        if lost.any():
            # Where triangles cancel out, any direction in the plane will do.
            axis = np.eye(3, dtype=np.float32)[np.argmin(np.abs(up[:, lost]), axis=0)].T
            total[:, lost] = axis - up[:, lost] * (up[:, lost] * axis).sum(axis=0)
        return np.ascontiguousarray(np.concatenate([_unit(total), self.sign[None]]).T)


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.sqrt((vectors * vectors).sum(axis=0)), np.float32(1e-12)), np.float32)
