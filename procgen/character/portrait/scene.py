"""What a portrait shows, and what its rays hit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

import numpy as np
import numpy.typing as npt
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh

from procgen.character.vectors import cross

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
COLOUR, _ALL = slice(0, 3), slice(None)
"""Channels of a picture."""


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
        self.flat, self.tangents, self.handed = _frames(self.vertices, self.uv, self.triangles)
        """Of each triangle (T, 3): its normal and where u grows, neither normalised; and (T, 1) -1 where its picture is
        mirrored, else 1."""
        self.strands = np.array([piece.look.alpha for piece in self.pieces])
        """Which pieces are cut by their pictures."""
        cut, clear = (
            np.array(flags)[self.piece] for flags in (self.strands, [each.look.opacity < 1.0 for each in self.pieces])
        )
        self._solid = _Surfaces.of(self, ~cut & ~clear)
        self._cut = _Surfaces.of(self, cut & ~clear)
        self._clear = _Surfaces.of(self, clear)
        self._covers = {
            number: np.ascontiguousarray(piece.look.albedo[..., 3:])
            for number, piece in enumerate(self.pieces)
            if piece.look.alpha and piece.look.albedo is not None and piece.look.albedo.shape[2] == 4
        }
        self._open = np.full(len(self.vertices), np.nan, np.float32)

    def trace(self, origins: Floats, directions: Floats, number: Ints | None = None) -> Hits:
        """The nearest surface of each ray (N, 3); cut-away parts and glass are passed.

        Args:
            origins, directions: of the rays; directions of length 1.
            number: (N,) of each ray, which decides how much a cut part must cover to stop it; 0 to N - 1 if None.
        """
        number = np.arange(len(origins)) if number is None else number
        triangle = np.full(len(origins), -1)
        weights = np.zeros((len(origins), 3), np.float32)
        far = np.full(len(origins), np.inf, np.float32)
        if self._solid is not None:
            met, triangle[met], weights[met], far[met] = self._solid.met(origins, directions, None)
        if self._cut is not None:
            waiting, start, gone = np.arange(len(origins)), origins, np.zeros(len(origins), np.float32)
            for _ in range(_ALPHA_LAYERS):
                met, hit, share, on = self._cut.met(start, directions[waiting], far[waiting] - gone)
                waiting, start, gone = waiting[met], start[met], gone[met]
                stops = self._stops(hit, share, number[waiting])
                stopped = waiting[stops]
                triangle[stopped], weights[stopped], far[stopped] = hit[stops], share[stops], (gone + on)[stops]
                waiting, on = waiting[~stops], on[~stops] + np.float32(_SKIP_M)
                if not len(waiting):
                    break
                start = start[~stops] + directions[waiting] * on[:, None]
                gone = gone[~stops] + on
        ray = np.flatnonzero(triangle >= 0)
        return self._hits(ray, triangle[ray], weights[ray], far[ray])

    def clear(self, origins: Floats, directions: Floats, behind: Hits) -> Hits:
        """The nearest glass of each ray, where it lies before what was met."""
        none = np.zeros(0, np.int64)
        if self._clear is None:
            return self._hits(none, none, np.zeros((0, 3), np.float32), np.zeros(0, np.float32))
        far = np.full(len(origins), np.inf, np.float32)
        far[behind.ray] = behind.distance
        return self._hits(*self._clear.met(origins, directions, far))

    def _hits(self, ray: Ints, triangle: Ints, weights: Floats, distance: Floats) -> Hits:
        return Hits(ray, self.piece[triangle], triangle, self.triangles[triangle], weights, distance)

    def occluded(self, origins: Floats, directions: Floats) -> npt.NDArray[np.bool_]:
        """Whether anything lies in the way of each ray; glass does not, nor do parts that are cut away."""
        blocked = np.zeros(len(origins), np.bool_) if self._solid is None else self._solid.hide(origins, directions)
        if self._cut is None:
            return blocked
        waiting = np.flatnonzero(~blocked)
        start = origins[waiting]
        for _ in range(_SHADOW_LAYERS):
            if not len(waiting):
                break
            met, triangle, weights, on = self._cut.met(start, directions[waiting], None)
            waiting, start = waiting[met], start[met]
            stops = self._stops(triangle, weights, waiting)
            blocked[waiting[stops]] = True
            waiting = waiting[~stops]
            start = start[~stops] + directions[waiting] * (on[~stops, None] + np.float32(_SKIP_M))
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
            seen = np.ones(len(vertex), np.float32)
            if self._solid is not None:
                seen[self._solid.hide(start, towards)] = 0
            if self._cut is not None:
                seen[self._cut.hide(start, towards)] *= _OPEN_THROUGH_CUT
            total += seen
        return np.asarray(total / np.float32(_OPEN_RAYS), np.float32)

    def interpolate(self, values: Floats, hits: Hits) -> Floats:
        """Per-vertex values (V, K) at the hits."""
        return np.asarray(mixed(values, hits.corners, hits.weights), np.float32)

    def _stops(self, triangle: Ints, weights: Floats, number: Ints) -> npt.NDArray[np.bool_]:
        """Whether the pictures of cut pieces cover enough where rays (by number) meet them."""
        piece = self.piece[triangle]
        stops = np.ones(len(triangle), bool)
        for each in np.flatnonzero(self.strands).tolist():
            mine = np.flatnonzero(piece == each)
            if len(mine) and each in self._covers:
                hit = triangle.take(mine)
                uv = mixed(self.uv, self.triangles.take(hit, axis=0), weights.take(mine, axis=0))
                low, high = _CUT_BETWEEN
                # Neighbouring rays, and a ray at its next layer, have thresholds far apart.
                own = number.take(mine) * 0.6180339887498949 + hit * 0.7548776662466927
                own -= np.floor(own)
                stops[mine] = fetch(self._covers[each], uv)[:, 0] > low + (high - low) * own
        return stops


@dataclass(frozen=True, eq=False)
class _Surfaces:
    """Some triangles of a scene, ready for rays.

    Attributes:
        rays: Embree's scene.
        triangles: (T,) which they are.
    """

    rays: rtcore_scene.EmbreeScene
    triangles: Ints

    @classmethod
    def of(cls, scene: Scene, chosen: npt.NDArray[np.bool_]) -> _Surfaces | None:
        """Those of a mask; None if there is none."""
        triangles = np.flatnonzero(chosen)
        if not len(triangles):
            return None
        rays = rtcore_scene.EmbreeScene()
        TriangleMesh(rays, scene.vertices, scene.triangles[triangles].astype(np.int32))
        return cls(rays, triangles)

    def met(self, origins: Floats, directions: Floats, most: Floats | None) -> tuple[Ints, Ints, Floats, Floats]:
        """Of rays (N, 3), the nearest triangle within ``most`` (N,) metres.

        Returns:
            Which rays (M,) meet any, which triangles (M,), barycentric weights (M, 3) and distances (M,).
        """
        hit = self.rays.run(origins, directions, dists=most, query="INTERSECT", output=True)
        ray = np.flatnonzero(hit["primID"] >= 0)
        u, v, far = (hit[name].take(ray) for name in ("u", "v", "tfar"))
        triangle = self.triangles.take(hit["primID"].take(ray))
        return ray, triangle, np.stack([1 - u - v, u, v], axis=1), far

    def hide(self, origins: Floats, directions: Floats) -> npt.NDArray[np.bool_]:
        """Whether rays (N, 3) meet any triangle."""
        return np.asarray(np.asarray(self.rays.run(origins, directions, query="OCCLUDED")) != -1)


def mixed(values: Floats, corners: Ints, weights: Floats) -> Floats:
    """Values (V, K) of three corners each (M, 3), in shares (M, 3): (M, K)."""
    total = values.take(corners[:, 0], axis=0) * weights[:, :1]
    for k in (1, 2):
        total += values.take(corners[:, k], axis=0) * weights[:, k, None]
    return total


def fetch(picture: Picture, uv: Floats, channels: slice = _ALL) -> Floats:
    """Bilinear look-up with repeat; (N, C) in 0..1.

    Args:
        picture: (H, W, C or more).
        uv: (N, 2).
        channels: of the picture.
    """
    height, width, depth = picture.shape
    texels = picture.reshape(-1, depth)
    x = uv[:, 0] * width - 0.5
    y = uv[:, 1] * height - 0.5
    left, top = np.floor(x), np.floor(y)
    fx, fy = (x - left)[:, None], (y - top)[:, None]
    x0, x1 = _repeated(left, width)
    y0, y1 = (line * width for line in _repeated(top, height))

    def line(start: Ints) -> Floats:
        one, other = (texels.take(start + column, axis=0)[:, channels] for column in (x0, x1))
        return np.asarray(one * (1 - fx) + other * fx)

    return np.asarray((line(y0) * (1 - fy) + line(y1) * fy) / np.float32(255), np.float32)


def _repeated(first: Floats, count: int) -> tuple[Ints, Ints]:
    """Whole numbers (N,), and those after them, within 0 to ``count`` - 1 by repeating it."""
    one = first.astype(np.int64)
    if (count & (count - 1)) == 0:
        return one & (count - 1), (one + 1) & (count - 1)
    return one % count, (one + 1) % count


def _frames(vertices: Floats, uv: Floats, triangles: Ints) -> tuple[Floats, Floats, Floats]:
    """Of each triangle its normal and where u grows, (T, 3), not normalised; and its hand (T, 1)."""
    a, b, c = (vertices.take(triangles[:, corner], axis=0) for corner in range(3))
    first, second = b - a, c - a
    at, bt, ct = (uv.take(triangles[:, corner], axis=0) for corner in range(3))
    (du1, dv1), (du2, dv2) = (bt - at).T, (ct - at).T
    turn = du1 * dv2 - dv1 * du2
    along = (first * dv2[:, None] - second * dv1[:, None]) * np.sign(turn)[:, None]
    flat = np.stack(cross(first.T, second.T), axis=1)
    return flat, np.asarray(along, np.float32), np.where(turn > 0, -1, 1).astype(np.float32)[:, None]
