"""The head that hair is grown on: a standard body, directions about the skull, the scalp and its hairline.

Styles are made once on this body; the templates that they give are bound to its vertices and so follow any other body.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.body.body import Body
from procgen.character.body.shape import plain_body
from procgen.character.mesh.rows import distinct

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_LOWEST_M = 0.62
"""Hair never hangs lower than this share of the stature: nothing below collides."""
_SPACING_M = 0.006
"""Collision points lie about this far apart."""


@dataclass(frozen=True, slots=True)
class Hairline:
    """Where hair grows, all in metres along the skull from the common hairline; positive takes hair away.

    Attributes:
        front: how far the hairline above the forehead has receded.
        temples: how far the corners have receded, on top.
        crown: radius of a bald place round the whorl.
        nape: how much higher the hair ends at the neck.
        sides: how much higher it ends at the sides (undercut, mohawk).
        sideburns: how much shorter they are.
        top_deg: elevation above which the head is bald (a horseshoe of hair remains); 90 is nowhere.
    """

    front: float = 0.0
    temples: float = 0.0
    crown: float = 0.0
    nape: float = 0.0
    sides: float = 0.0
    sideburns: float = 0.0
    top_deg: float = 90.0


_AZIMUTH_DEG = np.array([0, 14, 28, 38, 46, 53, 58, 63, 69, 75, 84, 94, 104, 112, 122, 134, 150, 180], np.float32)
_ELEVATION_DEG = np.array(
    [32.5, 33.5, 35, 33, 25, 9, -13, -27, -31, -12, -1, 0, -6, -17, -29, -41, -49, -50], np.float32
)
"""The hairline as seen from the skull's centre: forehead, temple's corner, sideburn before the ear, over it, nape."""
_RADIUS_M = 0.10
"""Turns angles at the skull's centre into lengths on the scalp."""
_AT_ONCE = 16
"""Places whose distances to all points of a body fit in a processor's cache."""


@dataclass(frozen=True, eq=False)
class Head:
    """The standard body with what growing hair needs.

    Attributes:
        basis: of the body.
        body: average of everybody, in its rest pose.
        centre: (3,) middle of the skull; azimuth and elevation are seen from here.
    """

    basis: Basis
    body: Body
    centre: Floats

    @classmethod
    def of(cls, basis: Basis) -> Head:
        """Measure the standard head: its middle lies 22 mm above the eyes, halfway between forehead and occiput."""
        body = plain_body(basis)
        joint = dict(zip(basis.joint_names, body.joints, strict=True))
        height = (joint["LeftEye"][1] + joint["RightEye"][1]) / 2 + 0.022
        points = body.vertices[:BODY_VERTICES]
        level = points[(np.abs(points[:, 1] - height) < 0.015) & (np.abs(points[:, 0]) < 0.03)]
        middle = (level[:, 2].min() + level[:, 2].max()) / 2
        return cls(basis, body, np.array([0.0, height, middle], np.float32))

    @cached_property
    def ears(self) -> Ints:
        """Vertices of both ears: those that go nearly the whole way when the ears are moved up."""
        found = []
        for side in "lr":
            vertex, shift = self.basis.target(f"ears/{side}-ear-trans-up")
            length = np.linalg.norm(shift, axis=1)
            found.append(vertex[length > length.max() * 0.85].astype(np.int64))
        return np.unique(np.concatenate(found))

    def joint(self, name: str) -> Floats:
        """Place of a joint, (3,)."""
        return np.asarray(self.body.joints[self.basis.joint_names.index(name)])

    def angles(self, points: Floats) -> tuple[Floats, Floats]:
        """Azimuth (0 front, positive left, ±180 back) and elevation in degrees of (N, 3) points."""
        away = points - self.centre
        azimuth = np.degrees(np.arctan2(away[:, 0], away[:, 2]))
        elevation = np.degrees(np.arctan2(away[:, 1], np.hypot(away[:, 0], away[:, 2])))
        return azimuth.astype(np.float32), elevation.astype(np.float32)

    @cached_property
    def whorl(self) -> Floats:
        """(3,) the point of the crown that hair turns about: on the scalp, 25 degrees behind the top."""
        direction = np.array([0.10, np.cos(np.radians(25)), -np.sin(np.radians(25))], np.float32)
        away = self.scalp_points - self.centre
        best = np.argmax((away * direction).sum(axis=1) / np.linalg.norm(away, axis=1))
        return np.asarray(self.scalp_points[best], np.float32)

    def inside(self, points: Floats, line: Hairline) -> Floats:
        """How far (N, 3) scalp points lie inside the hair, in metres along the skull; negative is bare skin."""
        azimuth, elevation = self.angles(points)
        turn = np.abs(azimuth)
        limit = np.interp(turn, _AZIMUTH_DEG, _ELEVATION_DEG) * np.float32(np.pi / 180 * _RADIUS_M)
        limit += line.front * _bump(turn, 0, 55) + line.temples * _bump(turn, 40, 26)
        limit += line.sides * _bump(turn, 100, 60) + line.nape * _bump(turn, 180, 60)
        limit += line.sideburns * _bump(turn, 66, 12)
        depth = elevation * np.float32(np.pi / 180 * _RADIUS_M) - limit
        if line.crown > 0:
            depth = np.minimum(depth, np.linalg.norm(points - self.whorl, axis=1) - line.crown)
        if line.top_deg < 90:
            depth = np.minimum(depth, (line.top_deg - elevation) * np.float32(np.pi / 180 * _RADIUS_M))
        return depth.astype(np.float32)

    @cached_property
    def _scalp_faces(self) -> Ints:
        quads = self.basis.faces[self.basis.body_faces]
        points = self.body.vertices
        azimuth, elevation = self.angles(points)
        limit = np.interp(np.abs(azimuth), _AZIMUTH_DEG, _ELEVATION_DEG) - 14
        joint = self.basis.joint_names.index("Head")
        near = np.linalg.norm(points - self.centre, axis=1) < 0.16
        wanted = (elevation > limit) & near
        wanted &= ((self.basis.skin_joint == joint) * self.basis.skin_weight).sum(axis=1) > 0.02
        wanted[self.ears] = False  # the skin between ear and hair remains: it is cut by the hairline
        wanted[BODY_VERTICES:] = False
        return np.asarray(quads[wanted[quads].all(axis=1)])

    @cached_property
    def scalp(self) -> Scalp:
        """The scalp's surface and a margin round it, each quad cut into four."""
        return Scalp.cut(self.body, self._scalp_faces)

    @cached_property
    def coarse_scalp(self) -> Scalp:
        """The same with the body's own quads."""
        return Scalp.whole(self.body, self._scalp_faces)

    @property
    def scalp_points(self) -> Floats:
        """(V, 3) points of :attr:`scalp`."""
        return self.scalp.points

    @cached_property
    def solid(self) -> Solid:
        """What hair collides with: head, ears, neck, trunk and upper arms."""
        lowest = self.body.stature_m * _LOWEST_M
        points, normals = self.body.vertices[:BODY_VERTICES], self.body.normals[:BODY_VERTICES]
        wanted = np.flatnonzero(points[:, 1] > lowest)
        cell = np.floor(points[wanted] / _SPACING_M).astype(np.int64)
        _, first = np.unique(cell[:, 0] + (cell[:, 1] << 20) + (cell[:, 2] << 40), return_index=True)
        chosen = np.sort(wanted[first])
        arm = [number for number, name in enumerate(self.basis.joint_names) if "Arm" in name or "Hand" in name]
        trunk = (np.isin(self.basis.skin_joint[chosen], arm) * self.basis.skin_weight[chosen]).sum(axis=1) < 0.3
        return Solid(chosen, points[chosen], normals[chosen], trunk)

    @cached_property
    def earless(self) -> Solid:
        """The same without the ears: hair that is drawn back passes behind them."""
        solid = self.solid
        kept = ~np.isin(solid.vertex, self.ears)
        return Solid(solid.vertex[kept], solid.points[kept], solid.normals[kept], solid.trunk[kept])


def _bump(turn: Floats, middle: float, width: float) -> Floats:
    """1 at ``middle`` degrees, falling smoothly to 0 within ``width``."""
    away = np.clip(np.abs(turn - middle) / width, 0, 1)
    return np.asarray(1 - away * away * (3 - 2 * away), np.float32)


@dataclass(frozen=True, eq=False)
class Scalp:
    """The scalp, as it is or with its quads cut into four so that it is rounder.

    Attributes:
        points, normals: (V, 3) on the standard body.
        vertex, weight: (V, 4) body vertices that each point is the weighted mean of.
        rounding: (V,) metres that a point is lifted by beyond that mean, so that the surface bulges between the coarse
            vertices (a quarter of what the edges' normals span: the sagitta of the arc).
        quads: (F, 4).
    """

    points: Floats
    normals: Floats
    vertex: npt.NDArray[np.int32]
    weight: Floats
    rounding: Floats
    quads: Ints

    @classmethod
    def whole(cls, body: Body, quads: Ints) -> Scalp:
        """Take ``quads`` of the body as they are."""
        corners = np.unique(quads)
        vertex = np.tile(corners[:, None], 4).astype(np.int32)
        weight = np.tile(np.array([1, 0, 0, 0], np.float32), (len(corners), 1))
        flat = np.zeros(len(corners), np.float32)
        points, normals = body.vertices[corners], body.normals[corners]
        return cls(points, normals, vertex, weight, flat, np.searchsorted(corners, quads))

    @classmethod
    def cut(cls, body: Body, quads: Ints) -> Scalp:
        """Cut each of ``quads`` of the body into four."""
        corners = np.unique(quads)
        edges = np.sort(np.stack([quads, np.roll(quads, -1, axis=1)], axis=-1).reshape(-1, 2), axis=1)
        edge, edge_number = distinct(edges)
        edge_number = edge_number.reshape(-1, 4)
        count, middles = len(corners), len(edge)
        own = np.searchsorted(corners, quads)
        vertex = np.concatenate([np.tile(corners[:, None], 4), edge[:, [0, 1, 0, 1]], quads]).astype(np.int32)
        weight = np.full(vertex.shape, 0.25, np.float32)
        span = (body.normals[edge[:, 1]] - body.normals[edge[:, 0]]) * (
            body.vertices[edge[:, 1]] - body.vertices[edge[:, 0]]
        )
        sagitta = span.sum(axis=1) / 8
        rounding = np.concatenate([np.zeros(count), sagitta, sagitta[edge_number].sum(axis=1) / 2]).astype(np.float32)
        faces = []
        centre = count + middles + np.arange(len(quads))
        for corner in range(4):
            after, before = count + edge_number[:, corner], count + edge_number[:, corner - 1]
            faces.append(np.stack([own[:, corner], after, centre, before], axis=1))
        normals = (body.normals[vertex] * weight[..., None]).sum(axis=1)
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        points = (body.vertices[vertex] * weight[..., None]).sum(axis=1) + normals * rounding[:, None]
        return cls(points, normals, vertex, weight, rounding, np.concatenate(faces))


@dataclass(frozen=True, eq=False)
class Solid:
    """A body as points with normals, for collisions.

    Attributes:
        vertex: (N,) body vertex of each point.
        points, normals: (N, 3).
        trunk: (N,) whether it belongs to head, neck or trunk (and not to an arm).
    """

    vertex: Ints
    points: Floats
    normals: Floats
    trunk: npt.NDArray[np.bool_]

    def nearest(self, places: Floats, trunk_only: bool = False) -> Ints:
        """Numbers of the points next to (M, 3) places."""
        allowed, points, half = self._of_trunk if trunk_only else self._everywhere
        found = np.empty(len(places), np.int64)
        # No matrix product: its rounding may depend on the number of threads. No tree: hair that has been made keeps
        # its bytes, and a tree finds another of two points that are as near to float32.
        for start in range(0, len(places), _AT_ONCE):
            part = places[start : start + _AT_ONCE]
            along = part[:, :1] * points[0]
            along += part[:, 1:2] * points[1]
            along += part[:, 2:] * points[2]
            np.subtract(half, along, out=along)
            found[start : start + _AT_ONCE] = np.argmin(along, axis=1)
        return allowed[found]

    @cached_property
    def _everywhere(self) -> tuple[Ints, Floats, Floats]:
        return self._searched(np.arange(len(self.points)))

    @cached_property
    def _of_trunk(self) -> tuple[Ints, Floats, Floats]:
        return self._searched(np.flatnonzero(self.trunk))

    def _searched(self, allowed: Ints) -> tuple[Ints, Floats, Floats]:
        """Numbers of points, the points by axis, and half their squared lengths."""
        points = np.ascontiguousarray(self.points[allowed].T)
        return allowed, points, (points * points).sum(axis=0) / 2

    def height(self, places: Floats) -> tuple[Floats, Floats]:
        """Height of (M, 3) places above the body (negative inside), and the body's normals there."""
        nearest = self.nearest(places)
        normals = self.normals[nearest]
        return ((places - self.points[nearest]) * normals).sum(axis=1), normals


_HEADS: dict[int, Head] = {}


def standard_head(basis: Basis) -> Head:
    """The standard head of a basis, measured once."""
    found = _HEADS.get(id(basis))
    if found is None:
        found = _HEADS[id(basis)] = Head.of(basis)
    return found
