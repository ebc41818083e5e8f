"""What a portrait shows, and what its rays hit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

import numpy as np
import numpy.typing as npt
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Picture = npt.NDArray[np.uint8]

_ALPHA_LAYERS = 24
"""How many transparent surfaces a ray passes at most: hair is many cards deep."""
_SHADOW_LAYERS = 4
"""The same for rays towards lights, which matter less."""
_SKIP_M = 2e-5
"""How far behind a transparent hit a ray goes on."""
_CUT_BETWEEN = (0.12, 0.88)
"""Each ray stops at what covers more than a threshold of its own between these: strands get soft edges."""
_OPEN_RAYS = 10
"""Rays from each vertex that say how much of the sky it sees."""
_OPEN_LIFT_M = 1.5e-3
_OPEN_THROUGH_CUT = 0.45
"""Share of the sky that gets through a layer of strands."""


@dataclass(frozen=True, eq=False)
class Look:
    """How a mesh reflects light.

    Attributes:
        colour: linear RGB factor.
        albedo: (H, W, 3 or 4) uint8, sRGB with alpha; None is plain.
        orm: (H, W, 3) uint8, occlusion, roughness, metallic; None takes the factors alone.
        normal: (H, W, 3) uint8 in tangent space, +Y up; None is smooth.
        metallic, roughness: factors.
        skin: light bleeds round its shadows.
        hair: highlights stretch across the strands, which run along v.
        alpha: whether the alpha channel cuts.
        opacity: below 1 the surface is glass, of which only the highlight is seen.
    """

    colour: tuple[float, float, float] = (1.0, 1.0, 1.0)
    albedo: Picture | None = None
    orm: Picture | None = None
    normal: Picture | None = None
    metallic: float = 0.0
    roughness: float = 0.7
    skin: bool = False
    hair: bool = False
    alpha: bool = False
    opacity: float = 1.0


@dataclass(frozen=True, eq=False)
class Piece:
    """A mesh and its look: vertices (V, 3) in metres, unit normals, uv (v down), triangles (T, 3).

    ``colours`` (V, 3), linear RGB, multiply the look's.
    """

    vertices: Floats
    normals: Floats
    uv: Floats
    triangles: npt.NDArray[np.integer]
    look: Look = field(default_factory=Look)
    colours: Floats | None = None


@dataclass(frozen=True, eq=False)
class Hits:
    """Where rays met the scene.

    Attributes:
        ray: (M,) which rays met anything.
        piece: (M,) number of the piece.
        triangle: (M,) number of the triangle, over all pieces.
        corners: (M, 3) its vertices, over all pieces.
        weights: (M, 3) barycentric weights.
        distance: (M,) metres along the ray.
    """

    ray: Ints
    piece: Ints
    triangle: Ints
    corners: Ints
    weights: Floats
    distance: Floats

    def of(self, chosen: npt.NDArray[np.bool_]) -> Hits:
        """Some of the hits, by a mask (M,)."""
        return Hits(*(getattr(self, each.name)[chosen] for each in fields(self)))


class Scene:
    """Pieces, ready for rays."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = [piece for piece in pieces if len(piece.triangles)]
        first = np.cumsum([0, *(len(piece.vertices) for piece in self.pieces)])
        self.first = first[:-1]
        self.vertices = np.concatenate([piece.vertices for piece in self.pieces]).astype(np.float32)
        self.normals = np.concatenate([piece.normals for piece in self.pieces]).astype(np.float32)
        self.uv = np.concatenate([piece.uv for piece in self.pieces]).astype(np.float32)
        self.triangles = np.concatenate(
            [np.asarray(piece.triangles, np.int64) + start for piece, start in zip(self.pieces, first, strict=False)]
        )
        self.piece = np.repeat(np.arange(len(self.pieces)), [len(piece.triangles) for piece in self.pieces])
        self.tangents, self.handed = _tangents(self.vertices, self.uv, self.triangles)
        self._cuts = np.array([piece.look.alpha for piece in self.pieces])
        self._clear = np.array([piece.look.opacity < 1.0 for piece in self.pieces])
        self._all = _embree(self.vertices, self.triangles)
        cut = self._cuts[self.piece]
        self._solid = _embree(self.vertices, self.triangles[~self._clear[self.piece] & ~cut])
        self._cut_triangles = np.flatnonzero(cut)
        self._cut = _embree(self.vertices, self.triangles[cut]) if cut.any() else None
        self._open = np.full(len(self.vertices), np.nan, np.float32)

    def trace(self, origins: Floats, directions: Floats, *, glass: bool = False) -> Hits:
        """The nearest surface of each ray; cut-away parts, and glass unless asked for, are passed."""
        found: list[tuple[Ints, Ints, Floats, Floats]] = []
        waiting = np.arange(len(origins))
        start = origins
        gone = np.zeros(len(origins), np.float32)
        for _ in range(_ALPHA_LAYERS):
            hit = self._all.run(start, directions[waiting], query="INTERSECT", output=True)
            met = hit["primID"] >= 0
            waiting, start, triangle = waiting[met], start[met], hit["primID"][met].astype(np.int64)
            if not len(waiting):
                break
            u, v, far = hit["u"][met], hit["v"][met], hit["tfar"][met]
            weights = np.stack([1 - u - v, u, v], axis=1)
            stops = self._stops(triangle, weights, waiting, glass=glass)
            found.append((waiting[stops], triangle[stops], weights[stops], gone[waiting[stops]] + far[stops]))
            passed = ~stops
            gone[waiting] += far + np.float32(_SKIP_M)
            waiting = waiting[passed]
            start = start[passed] + directions[waiting] * (far[passed, None] + np.float32(_SKIP_M))
            if not len(waiting):
                break
        ray = np.concatenate([part[0] for part in found]) if found else np.zeros(0, np.int64)
        order = np.argsort(ray, kind="stable")
        triangle = np.concatenate([part[1] for part in found])[order] if found else ray
        return Hits(
            ray[order],
            self.piece[triangle],
            triangle,
            self.triangles[triangle],
            np.concatenate([part[2] for part in found])[order] if found else np.zeros((0, 3), np.float32),
            np.concatenate([part[3] for part in found])[order] if found else np.zeros(0, np.float32),
        )

    def occluded(self, origins: Floats, directions: Floats) -> npt.NDArray[np.bool_]:
        """Whether anything lies in the way of each ray; glass does not, nor do parts that are cut away."""
        blocked = np.asarray(np.asarray(self._solid.run(origins, directions, query="OCCLUDED")) != -1, bool)
        if self._cut is None:
            return blocked
        waiting = np.flatnonzero(~blocked)
        start = origins[waiting]
        for _ in range(_SHADOW_LAYERS):
            if not len(waiting):
                break
            hit = self._cut.run(start, directions[waiting], query="INTERSECT", output=True)
            met = hit["primID"] >= 0
            waiting, start = waiting[met], start[met]
            weights = np.stack([1 - hit["u"][met] - hit["v"][met], hit["u"][met], hit["v"][met]], axis=1)
            stops = self._stops(self._cut_triangles[hit["primID"][met]], weights, waiting, glass=True)
            blocked[waiting[stops]] = True
            far = hit["tfar"][met][~stops, None] + np.float32(_SKIP_M)
            waiting = waiting[~stops]
            start = start[~stops] + directions[waiting] * far
        return blocked

    def openness(self, hits: Hits) -> Floats:
        """Share of the sky that is seen at the hits, (M, 1), between those of the corners; each is found once."""
        corners = np.unique(hits.corners)
        new = corners[np.isnan(self._open[corners])]
        if len(new):
            self._open[new] = self._seen(new)
        return np.asarray(mixed(self._open[:, None], hits.corners, hits.weights), np.float32)

    def _seen(self, vertex: Ints) -> Floats:
        """Share of the sky that vertices see, (V,): rays by the cosine, another turn of them for each vertex."""
        normal = self.normals[vertex]
        helper = np.where(np.abs(normal[:, 1:2]) < 0.9, np.array([[0, 1, 0]]), np.array([[1, 0, 0]]))
        side = np.cross(normal, helper)
        side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-6)
        other = np.cross(normal, side)
        start = (self.vertices[vertex] + normal * np.float32(_OPEN_LIFT_M)).astype(np.float32)
        total = np.zeros(len(vertex), np.float32)
        # The golden ratio and its like (Roberts, "The Unreasonable Effectiveness of Quasirandom Sequences", 2018).
        turned = (vertex * 0.6180339887498949) % 1.0
        for number in range(_OPEN_RAYS):
            radius = np.sqrt((number + 0.5) / _OPEN_RAYS)
            angle = 2 * np.pi * ((number * 0.7548776662466927 + turned) % 1.0)[:, None]
            towards = radius * (side * np.cos(angle) + other * np.sin(angle)) + normal * np.sqrt(1 - radius**2)
            towards = towards.astype(np.float32)
            seen = (np.asarray(self._solid.run(start, towards, query="OCCLUDED")) == -1).astype(np.float32)
            if self._cut is not None:
                through = np.asarray(self._cut.run(start, towards, query="OCCLUDED")) != -1
                seen[through] *= _OPEN_THROUGH_CUT
            total += seen
        return np.asarray(total / np.float32(_OPEN_RAYS), np.float32)

    def interpolate(self, values: Floats, hits: Hits) -> Floats:
        """Per-vertex values (V, K) at the hits."""
        return np.asarray(mixed(values, hits.corners, hits.weights), np.float32)

    def _stops(self, triangle: Ints, weights: Floats, ray: Ints, *, glass: bool) -> npt.NDArray[np.bool_]:
        piece = self.piece[triangle]
        stops = np.ones(len(triangle), bool)
        if not glass:
            stops &= ~self._clear[piece]
        for number in np.flatnonzero(self._cuts):
            mine = np.flatnonzero(piece == number)
            albedo = self.pieces[number].look.albedo
            if len(mine) and albedo is not None and albedo.shape[2] == 4:
                uv = mixed(self.uv, self.triangles[triangle[mine]], weights[mine])
                low, high = _CUT_BETWEEN
                # Neighbouring rays, and a ray at its next layer, have thresholds far apart.
                own = (ray[mine] * 0.6180339887498949 + triangle[mine] * 0.7548776662466927) % 1.0
                stops[mine] &= fetch(albedo[..., 3:], uv)[:, 0] > low + (high - low) * own
        return stops


def mixed(values: Floats, corners: Ints, weights: Floats) -> Floats:
    """Values (V, K) of three corners each (M, 3), in shares (M, 3): (M, K)."""
    total = values.take(corners[:, 0], axis=0) * weights[:, :1]
    for k in (1, 2):
        total += values.take(corners[:, k], axis=0) * weights[:, k, None]
    return total


def fetch(picture: Picture, uv: Floats) -> Floats:
    """Bilinear look-up with repeat; (N, C) in 0..1."""
    height, width = picture.shape[:2]
    x = uv[:, 0] * width - 0.5
    y = uv[:, 1] * height - 0.5
    left, top = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    fx, fy = (x - left)[:, None].astype(np.float32), (y - top)[:, None].astype(np.float32)
    x0, x1, y0, y1 = left % width, (left + 1) % width, top % height, (top + 1) % height
    upper = picture[y0, x0] * (1 - fx) + picture[y0, x1] * fx
    lower = picture[y1, x0] * (1 - fx) + picture[y1, x1] * fx
    return np.asarray((upper * (1 - fy) + lower * fy) / np.float32(255), np.float32)


def _embree(vertices: Floats, triangles: Ints) -> rtcore_scene.EmbreeScene:
    scene = rtcore_scene.EmbreeScene()
    TriangleMesh(scene, vertices, triangles.astype(np.int32))
    return scene


def _tangents(vertices: Floats, uv: Floats, triangles: Ints) -> tuple[Floats, Floats]:
    """Where u grows on each triangle, (T, 3), not normalised; and -1 where the picture is mirrored, else 1, (T, 1)."""
    a, b, c = (triangles[:, corner] for corner in range(3))
    first, second = vertices[b] - vertices[a], vertices[c] - vertices[a]
    (du1, dv1), (du2, dv2) = (uv[b] - uv[a]).T, (uv[c] - uv[a]).T
    turn = du1 * dv2 - dv1 * du2
    along = (first * dv2[:, None] - second * dv1[:, None]) * np.sign(turn)[:, None]
    return np.asarray(along, np.float32), np.where(turn > 0, -1, 1).astype(np.float32)[:, None]
