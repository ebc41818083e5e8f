"""The standard body that accessories are made on: its regions, and hulls of its sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.body.body import Body
from procgen.character.body.shape import plain_body
from procgen.character.wardrobe.accessories.wrap import Wrap

Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

UP, FRONT, LEFT = np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0]), np.array([1.0, 0.0, 0.0])
TRUNK = ("Hips", "Spine", "Chest", "UpperChest", "LeftShoulder", "RightShoulder")
_DIRECTIONS = 96


@dataclass(frozen=True, eq=False)
class Figure:
    """A standing body with what is measured on it.

    Attributes:
        body: all sliders in the middle.
        vertices: (19158, 3).
        leading: (13380,) number of the joint that moves each body vertex most.
    """

    body: Body
    vertices: Doubles
    leading: Ints
    _regions: dict[tuple[str, ...], Ints] = field(default_factory=dict)

    @property
    def basis(self) -> Basis:
        """Of the body."""
        return self.body.basis

    def joint(self, name: str) -> Doubles:
        """Place of a joint, (3,)."""
        place: Doubles = self.body.joints[self.basis.joint_names.index(name)].astype(np.float64)
        return place

    def region(self, *joints: str) -> Ints:
        """Body vertices that these joints move most; a name that ends in "*" stands for all joints that begin so."""
        found = self._regions.get(joints)
        if found is None:
            names = self.basis.joint_names
            wanted = [
                number
                for number, name in enumerate(names)
                if any(name.startswith(each[:-1]) if each.endswith("*") else name == each for each in joints)
            ]
            found = self._regions[joints] = np.flatnonzero(np.isin(self.leading, wanted))
        return found

    @cached_property
    def ears(self) -> Ints:
        """Vertices of both ears: those that the sliders of the ears move nearly whole."""
        found = []
        for side in "lr":
            vertex, shift = self.basis.target(f"ears/{side}-ear-trans-up")
            length = np.linalg.norm(shift, axis=1)
            found.append(vertex[length > 0.8 * length.max()].astype(np.int64))
        ears: Ints = np.unique(np.concatenate(found))
        return ears

    @cached_property
    def head(self) -> Ints:
        """Vertices of the head without ears and the inside of the mouth."""
        inside = self.vertices[:, 2] < self.joint("Jaw")[2] + 0.06
        mouth = inside & (np.abs(self.vertices[:, 0]) < 0.03) & (self.vertices[:, 1] < self.joint("Jaw")[1])
        found = np.setdiff1d(self.region("Head", "Jaw"), self.ears)
        outside: Ints = found[~mouth[found]]
        return outside

    def sparse(self, skin: Ints, cell: float) -> Ints:
        """The vertices thinned out: the first in each cube of side ``cell`` metres, so that all places count alike."""
        cubes = np.floor(self.vertices[skin] / cell).astype(np.int64)
        _, first = np.unique(cubes, axis=0, return_index=True)
        found: Ints = skin[np.sort(first)]
        return found

    def section(self, skin: Ints, origin: Doubles, normal: Doubles) -> Doubles:
        """Points (N, 3) where edges among the vertices ``skin`` pass the plane."""
        among = np.zeros(len(self.vertices), bool)
        among[skin] = True
        faces = self.basis.faces[self.basis.body_faces]
        faces = faces[among[faces].all(axis=1)]
        edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 3]], faces[:, [3, 0]]])
        height = (self.vertices - origin) @ normal
        a, b = height[edges[:, 0]], height[edges[:, 1]]
        crossing = (a < 0) != (b < 0)
        edges, a, b = edges[crossing], a[crossing], b[crossing]
        share = (a / (a - b))[:, None]
        points: Doubles = self.vertices[edges[:, 0]] * (1 - share) + self.vertices[edges[:, 1]] * share
        return points

    def loop(
        self,
        skin: Ints,
        origin: Doubles,
        normal: Doubles,
        front: Doubles,
        ease: float,
        columns: int = 48,
        centre: Doubles | None = None,
    ) -> Doubles:
        """The hull of a section, widened: what a taut strap follows.

        Args:
            skin: vertices that count.
            origin, normal: of the plane.
            front: direction (3,) of column 0.5; column 0.25 lies towards normal x front.
            ease: metres off the skin.
            columns: number of points, evenly by angle.
            centre: what the angles are measured about; None is the middle of the section.

        Returns:
            (columns, 3).

        Raises:
            ValueError: the plane misses the skin.
        """
        points = self.section(skin, origin, normal)
        if len(points) < 3:
            raise ValueError("the plane misses the body there")
        normal = normal / np.linalg.norm(normal)
        ahead = front - normal * (front @ normal)
        ahead = ahead / np.linalg.norm(ahead)
        side = np.cross(normal, ahead)
        flat = np.stack([(points - origin) @ side, (points - origin) @ ahead], axis=1)
        if centre is None:
            middle = (flat.min(axis=0) + flat.max(axis=0)) / 2
        else:
            middle = np.array([(centre - origin) @ side, (centre - origin) @ ahead])
        out = radial_hull(flat - middle, ease, turns(columns))
        out += middle
        result: Doubles = origin + out[:, :1] * side + out[:, 1:] * ahead
        return result

    def wrap(
        self,
        skin: Ints,
        start: Doubles,
        end: Doubles,
        front: Doubles,
        ease: Sequence[float],
        columns: int = 48,
        smooth: int = 2,
    ) -> Wrap:
        """A surface round a limb or the trunk, from ``start`` to ``end`` along its axis, one row for each ease."""
        axis = (end - start) / np.linalg.norm(end - start)
        rows = [
            self.loop(skin, start + (end - start) * share, axis, front, each, columns)
            for share, each in zip(np.linspace(0, 1, len(ease)), ease, strict=True)
        ]
        points = np.stack(rows)
        for _ in range(smooth):
            points[1:-1] = (points[:-2] + 2 * points[1:-1] + points[2:]) / 4
        return Wrap.of(points)


def turns(columns: int) -> Doubles:
    """Angles (columns,), evenly round a whole turn from 0."""
    result: Doubles = np.arange(columns, dtype=np.float64) * (2 * np.pi / columns)
    return result


def radial_hull(points: Doubles, ease: float, angles: Doubles) -> Doubles:
    """The convex hull of points (N, 2) about the origin, widened by ``ease``, at angles from -second axis (A, 2).

    From the support function h: the hull reaches as far towards a as the least of h(b) / cos(b - a).
    """
    ways = turns(_DIRECTIONS)
    support = (points @ np.stack([np.sin(ways), -np.cos(ways)])).max(axis=0) + ease
    facing = np.cos(ways[:, None] - angles)
    radius = np.where(facing > 0.02, support[:, None] / np.maximum(facing, 0.02), np.inf).min(axis=0)
    result: Doubles = radius[:, None] * np.stack([np.sin(angles), -np.cos(angles)], axis=1)
    return result


@lru_cache(maxsize=2)
def standard_figure(basis: Basis) -> Figure:
    """The standard body of a basis."""
    body = plain_body(basis)
    leading = basis.skin_joint[np.arange(BODY_VERTICES), basis.skin_weight[:BODY_VERTICES].argmax(axis=1)]
    return Figure(body, body.vertices.astype(np.float64), leading.astype(np.int64))
