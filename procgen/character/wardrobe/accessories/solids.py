"""Small solids that shoes and accessories are put together from: grids, tubes, boxes, turned and extruded shapes.

All are triangulated counter-clockwise seen from outside, closed unless they say otherwise, with bevelled edges instead
of split normals, and with metric texture coordinates (metres; the binding divides by the tile).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Piece:
    """A mesh of one material.

    Attributes:
        vertices: (V, 3) metres.
        triangles: (T, 3).
        uv: (V, 2) metres, v down.
        slot: number of its material in the kind's slots.
    """

    vertices: Doubles
    triangles: Ints
    uv: Doubles
    slot: int = 0

    def moved(self, shift: Sequence[float] | Doubles) -> Piece:
        """The piece, shifted by (3,) metres."""
        return replace(self, vertices=self.vertices + np.asarray(shift, np.float64))

    def turned(self, matrix: Doubles) -> Piece:
        """The piece under a rotation or scaling (3, 3); one that mirrors turns the triangles over."""
        triangles = self.triangles if np.linalg.det(matrix) > 0 else self.triangles[:, ::-1]
        return replace(self, vertices=self.vertices @ matrix.T, triangles=triangles)

    def flipped(self) -> Piece:
        """The piece with its triangles turned over."""
        return replace(self, triangles=self.triangles[:, ::-1])

    def mirrored(self) -> Piece:
        """The piece on the other side of the body (x becomes -x)."""
        return self.turned(np.diag([-1.0, 1.0, 1.0]))


def joined(pieces: Sequence[Piece]) -> tuple[Doubles, Ints, Doubles, Ints]:
    """Vertices, triangles, texture coordinates and the slot of each triangle of all pieces together."""
    starts = np.cumsum([0] + [len(piece.vertices) for piece in pieces])
    return (
        np.concatenate([piece.vertices for piece in pieces]),
        np.concatenate([piece.triangles + start for piece, start in zip(pieces, starts[:-1], strict=True)]),
        np.concatenate([piece.uv for piece in pieces]),
        np.concatenate([np.full(len(piece.triangles), piece.slot) for piece in pieces]),
    )


def grid_triangles(rows: int, columns: int) -> Ints:
    """Triangles (2 (rows - 1)(columns - 1), 3) of a grid whose normal is (along columns) x (along rows)."""
    first = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    right, up, both = first + 1, first + columns, first + columns + 1
    return np.stack([np.stack([first, right, both], axis=1), np.stack([first, both, up], axis=1)], axis=1).reshape(
        -1, 3
    )


def grid(points: Doubles, slot: int = 0, closed: bool = False) -> Piece:
    """A surface from a grid of points (R, C, 3); ``closed`` joins the last column to the first by a texture seam.

    The normal is (direction of growing column) x (direction of growing row). Texture coordinates run along the mean
    lengths of rows and the own length of each column.
    """
    if closed:
        points = np.concatenate([points, points[:, :1]], axis=1)
    rows, columns = points.shape[:2]
    across = np.linalg.norm(np.diff(points, axis=1), axis=2).mean(axis=0)
    along = np.linalg.norm(np.diff(points, axis=0), axis=2)
    u = np.concatenate([[0.0], np.cumsum(across)])
    v = np.concatenate([np.zeros((1, columns)), np.cumsum(along, axis=0)])
    uv = np.stack([np.broadcast_to(u, (rows, columns)), -v], axis=2)
    return Piece(points.reshape(-1, 3).astype(np.float64), grid_triangles(rows, columns), uv.reshape(-1, 2), slot)


def frames(path: Doubles, closed: bool = False) -> tuple[Doubles, Doubles, Doubles]:
    """Tangents, normals and binormals (N, 3) along a path (N, 3), carried without twist.

    By double reflection (Wang, Jüttler, Zheng and Liu, "Computation of Rotation Minimizing Frames", 2008).
    """
    tangent = np.roll(path, -1, axis=0) - np.roll(path, 1, axis=0) if closed else np.gradient(path, axis=0)
    tangent = tangent / np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-12)
    axis = np.eye(3)[int(np.argmin(np.abs(tangent[0])))]
    normal = np.cross(tangent[0], axis)
    normals = [normal / np.linalg.norm(normal)]
    for number in range(len(path) - 1):
        step = path[number + 1] - path[number]
        size = max(float(step @ step), 1e-18)
        reflected = normals[-1] - (2 / size) * (step @ normals[-1]) * step
        turned = tangent[number] - (2 / size) * (step @ tangent[number]) * step
        bend = tangent[number + 1] - turned
        size = max(float(bend @ bend), 1e-18)
        normal = reflected - (2 / size) * (bend @ reflected) * bend
        normals.append(normal / np.linalg.norm(normal))
    n = np.array(normals)
    return tangent, n, np.cross(tangent, n)


def tube(path: Doubles, radius: float | Doubles, sides: int = 6, slot: int = 0, closed: bool = False) -> Piece:
    """A round cord along a path (N, 3), with a pointed cap at each end, or a ring if ``closed``."""
    _, normal, binormal = frames(path, closed)
    angle = np.arange(sides) * (2 * np.pi / sides)
    size = np.broadcast_to(np.asarray(radius, np.float64), (len(path),))
    circle = np.cos(angle)[None, :, None] * normal[:, None] + np.sin(angle)[None, :, None] * binormal[:, None]
    rings = path[:, None] + size[:, None, None] * circle
    if closed:
        return grid(np.concatenate([rings, _untwisted(rings)[None]]), slot, closed=True)
    ends = [np.broadcast_to(path[end], (1, sides, 3)) for end in (0, -1)]
    return grid(np.concatenate([ends[0], rings, ends[1]]), slot, closed=True)


def _untwisted(rings: Doubles) -> Doubles:
    """The first ring, rotated to fit best behind the last: closes a ring whose frames came back turned."""
    first, last = rings[0], rings[-1]
    cost = [float(((np.roll(first, turn, axis=0) - last) ** 2).sum()) for turn in range(len(first))]
    return np.roll(first, int(np.argmin(cost)), axis=0)


def lathe(profile: Doubles, sides: int = 24, slot: int = 0) -> Piece:
    """A turned solid about the y axis from a profile (N, 2) of radius and height, from the lower to the upper end.

    Closed where both ends lie on the axis.
    """
    angle = np.arange(sides) * (2 * np.pi / sides)
    ring = np.stack([np.sin(angle), np.zeros(sides), np.cos(angle)], axis=1)
    points = profile[:, 0, None, None] * ring + profile[:, 1, None, None] * np.array([0.0, 1.0, 0.0])
    return grid(points, slot, closed=True)


def rounded_outline(width: float, height: float, corner: float, steps: int = 4) -> Doubles:
    """A rectangle (N, 2) with round corners about the origin, counter-clockwise."""
    corner = min(corner, width / 2, height / 2)
    angle = np.linspace(0, np.pi / 2, steps + 1)
    out = []
    for number, (x, y) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        turn = angle + number * np.pi / 2
        centre = np.array([x * (width / 2 - corner), y * (height / 2 - corner)])
        out.append(centre + corner * np.stack([np.cos(turn), np.sin(turn)], axis=1))
    return np.concatenate(out)


def slab(outline: Doubles, depth: float, bevel: float, slot: int = 0, dome: float = 0.0) -> Piece:
    """An outline (N, 2) in x and y, counter-clockwise, made ``depth`` thick along z about 0, with bevelled edges.

    Args:
        outline: star-shaped about its centroid.
        depth: whole thickness.
        bevel: width of the bevel, also along z.
        slot: of its material.
        dome: how far the middle of both faces bulges beyond the rim.
    """
    centre = outline.mean(axis=0)
    out = outline - centre
    size = np.linalg.norm(out, axis=1, keepdims=True)
    inner = out * np.maximum(1 - bevel / size, 0.05)
    half = depth / 2

    def ring(flat: Doubles, z: float) -> Doubles:
        return np.concatenate([flat + centre, np.full((len(flat), 1), z)], axis=1)

    middle = np.zeros_like(out)
    rings = [
        ring(middle, -half - dome),
        ring(inner * 0.55, -half - dome * 0.7),
        ring(inner, -half),
        ring(out, -half + bevel),
        ring(out, half - bevel),
        ring(inner, half),
        ring(inner * 0.55, half + dome * 0.7),
        ring(middle, half + dome),
    ]
    return grid(np.stack(rings), slot, closed=True)


def box(size: Sequence[float], bevel: float, slot: int = 0, corner: float = 0.0, dome: float = 0.0) -> Piece:
    """A box (x, y, z sizes) about the origin with bevelled edges; ``corner`` rounds its outline in x and y."""
    outline = rounded_outline(size[0], size[1], max(corner, bevel))
    return slab(outline, size[2], bevel, slot, dome)


def thick(points: Doubles, normals: Doubles, thickness: float, slot: int = 0, closed: bool = False) -> Piece:
    """A sheet (R, C, 3) made solid along its normals, from the sheet out by ``thickness``, with rounded rims.

    ``closed`` says that columns go round.
    """
    outer = points + normals * thickness
    middle = points + normals * (thickness / 2)

    def beyond(row: int, inward: int) -> Doubles:
        step = middle[row] - middle[inward]
        size = np.maximum(np.linalg.norm(step, axis=-1, keepdims=True), 1e-9)
        rim: Doubles = middle[row] + step / size * (0.35 * thickness)
        return rim[None]

    sheet = np.concatenate([points, beyond(-1, -2), outer[::-1], beyond(0, 1), points[:1]])
    if closed:
        return outward(grid(sheet, slot, closed=True))
    fold = np.concatenate([middle, sheet[len(points)][None], middle[::-1], sheet[-2][None], middle[:1]])
    return outward(grid(np.concatenate([fold[:, :1], sheet, fold[:, -1:]], axis=1), slot))


def outward(piece: Piece) -> Piece:
    """A closed piece with its triangles turned to face outside."""
    a, b, c = (piece.vertices[piece.triangles[:, k]] - piece.vertices.mean(axis=0) for k in range(3))
    return piece if float((np.cross(a, b) * c).sum()) > 0 else piece.flipped()
