"""The last: a smooth form round a foot and its leg, over which shoes are built.

Each horizontal slice of the left foot and leg is replaced by its convex hull, widened by an ease; a toe box is added to
the slices of the forefoot, so that toes don't show. Shoemakers' terms: the feather line is where upper and sole meet,
the throat is the opening over the instep, the collar (top line) is the upper edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES
from procgen.character.body.body import Body

Doubles = npt.NDArray[np.float64]

STEP_M = 0.0015
"""Distance of slices."""
TOP_M = 0.47
_ANGLES = 96
_TOE_END_M = 0.008
"""The toe box slopes down from so far behind the tips of the toes."""


@dataclass(frozen=True, slots=True)
class Toe:
    """The shape of the toe box.

    Attributes:
        length_m: how far it reaches beyond the toes.
        height_m: of the box over the feather line, two centimetres behind its tip.
        point: 1.4 pointed, 2 round, 3.5 square.
        width: factor to the foot's own width.
    """

    length_m: float = 0.012
    height_m: float = 0.042
    point: float = 2.1
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Ease:
    """How far the last stands off the skin, metres: round the foot, at the ankle, and at the shaft's top.

    The shaft widens from ``ankle`` to ``shaft`` between the ankle and the calf.
    """

    foot: float = 0.006
    ankle: float = 0.006
    shaft: float = 0.01


@dataclass(frozen=True, eq=False)
class Last:
    """A left foot's last.

    Attributes:
        origin: (2,) x and z of the ankle axis at the floor.
        forward: (2,) unit vector from heel to toes in x and z.
        ball_m, tip_m, heel_m: along the foot from the ankle axis: ball joint, tip of the toe box, back of the heel.
        ankle_m: height of the ankle bones.
        centre: (N, 2) axis of each slice, across and along the foot.
        radius: (N, 96) distance from the axis to the surface, by angle from the heel (0) outward (a quarter turn) to
            the front (a half turn).
    """

    origin: Doubles
    forward: Doubles
    ball_m: float
    tip_m: float
    heel_m: float
    ankle_m: float
    centre: Doubles
    radius: Doubles
    step_m: float = STEP_M

    def to_body(self, across: Doubles, height: Doubles, along: Doubles) -> Doubles:
        """Foot coordinates (outward, up, forward) to body coordinates (..., 3)."""
        side = np.array([self.forward[1], -self.forward[0]])
        x = self.origin[0] + across * side[0] + along * self.forward[0]
        z = self.origin[1] + across * side[1] + along * self.forward[1]
        return np.stack([x, height + 0 * x, z], axis=-1)

    def from_body(self, points: Doubles) -> Doubles:
        """Body coordinates (..., 3) to foot coordinates (outward, up, forward)."""
        x, z = points[..., 0] - self.origin[0], points[..., 2] - self.origin[1]
        across = x * self.forward[1] - z * self.forward[0]
        return np.stack([across, points[..., 1], x * self.forward[0] + z * self.forward[1]], axis=-1)

    def at(self, angle: Doubles, height: Doubles) -> Doubles:
        """The surface in foot coordinates (..., 3) at angles (radians) and heights; bilinear."""
        row = np.clip(height / self.step_m, 0, len(self.radius) - 1.001)
        column = (angle / (2 * np.pi) * _ANGLES) % _ANGLES
        r, c = row.astype(np.int64), column.astype(np.int64)
        fr, fc = row - r, column - c
        n = (c + 1) % _ANGLES
        radius = (self.radius[r, c] * (1 - fc) + self.radius[r, n] * fc) * (1 - fr) + (
            self.radius[r + 1, c] * (1 - fc) + self.radius[r + 1, n] * fc
        ) * fr
        middle = self.centre[r] * (1 - fr[..., None]) + self.centre[r + 1] * fr[..., None]
        across = middle[..., 0] + radius * np.sin(angle)
        along = middle[..., 1] - radius * np.cos(angle)
        return np.stack([across, np.broadcast_to(height, across.shape), along], axis=-1)


def smoothstep(x: Doubles | float, start: float, end: float) -> Doubles:
    """0 before ``start``, 1 after ``end``, a smooth cubic between."""
    t = np.clip((np.asarray(x, np.float64) - start) / (end - start), 0.0, 1.0)
    return t * t * (3 - 2 * t)


_HEIGHTS = np.arange(int(TOP_M / STEP_M)) * STEP_M


@lru_cache(maxsize=2)
def _slices(body: Body) -> tuple[Doubles, ...]:
    """Points (N, 2) in x and z where the left leg's edges pass each of the last's heights, or lie just off the floor.

    Found once for a body: all shoes are built round the same.
    """
    heights = np.maximum(_HEIGHTS, 0.011)
    basis = body.basis
    vertices = body.vertices.astype(np.float64)
    left = np.zeros(len(vertices), bool)
    left[:BODY_VERTICES] = (vertices[:BODY_VERTICES, 0] > 0.02) & (vertices[:BODY_VERTICES, 1] < heights[-1] + 0.08)
    leg = [
        n
        for n, name in enumerate(basis.joint_names)
        if name.startswith("Left") and name.endswith(("Leg", "Foot", "Toes"))
    ]
    left &= np.isin(basis.skin_joint[:, 0], leg)
    faces = basis.faces[basis.body_faces]
    faces = faces[left[faces].all(axis=1)]
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 3]], faces[:, [3, 0]]])
    edges = edges[edges[:, 0] < edges[:, 1]]
    a, b = vertices[edges[:, 0]], vertices[edges[:, 1]]
    found = []
    for height in heights:
        crosses = (a[:, 1] - height) * (b[:, 1] - height) < 0
        first, second = a[crosses], b[crosses]
        share = (height - first[:, 1]) / (second[:, 1] - first[:, 1])
        found.append((first + share[:, None] * (second - first))[:, [0, 2]])
    return tuple(found)


def _toe_box(toe: Toe, ball: float, tip: float, sides: Doubles, peak: float, height: float) -> Doubles:
    """Points (N, 2) across and along of the toe box at a height. ``sides``: inner and outer edge at the ball."""
    full = 1 - (toe.length_m + _TOE_END_M) / (tip - ball)
    share = np.linspace(0, 1, 40)
    along = ball + share * (tip - ball)
    half = (sides[1] - sides[0]) / 2 * toe.width * (1 - share**toe.point) ** (1 / min(toe.point, 2.2))
    middle = (sides[0] + sides[1]) / 2 + share * (peak - (sides[0] + sides[1]) / 2)
    crown = toe.height_m * (1 - 0.18 * np.clip(share / full, 0, 1) ** 2) + 0.010 * (1 - share) ** 2
    crown *= (1 - (np.clip(share - full, 0, None) / (1 - full)) ** 2) ** 0.62
    inside = crown > height
    narrow = (1 - np.clip(height / np.maximum(crown, 1e-6), 0, 1) ** 2.6) ** (1 / 2.6)
    across = np.concatenate([(middle - half * narrow)[inside], (middle + half * narrow)[inside]])
    return np.stack([across, np.tile(along[inside], 2)], axis=1)


def make_last(body: Body, toe: Toe, ease: Ease) -> Last:
    """Measure a body's left foot and leg and form the last of a shoe round them."""
    place = dict(zip(body.basis.joint_names, body.joints.astype(np.float64), strict=True))
    heights, slices = _HEIGHTS, _slices(body)
    floor = slices[int(0.012 / STEP_M)]
    back, front = floor[:, 1].min(), floor[:, 1].max()
    heel = floor[floor[:, 1] < back + 0.03].mean(axis=0)
    ball_points = floor[np.abs(floor[:, 1] - back - 0.72 * (front - back)) < 0.015]
    ball_middle = np.array([(ball_points[:, 0].min() + ball_points[:, 0].max()) / 2, ball_points[:, 1].mean()])
    forward = (ball_middle - heel) / np.linalg.norm(ball_middle - heel)
    ankle = place["LeftFoot"][[0, 2]]
    origin = heel + forward * float((ankle - heel) @ forward)
    side = np.array([forward[1], -forward[0]])
    local = [np.stack([(p - origin) @ side, (p - origin) @ forward], axis=1) for p in slices]
    foot = np.concatenate(local[: int(0.03 / STEP_M)])
    toes = float(foot[:, 1].max())
    heel_m = float(foot[:, 1].min())
    ball = heel_m + 0.70 * (toes - heel_m)
    tip = toes + toe.length_m
    wide = foot[np.abs(foot[:, 1] - ball) < 0.012]
    sides = np.array([wide[:, 0].min(), wide[:, 0].max()])
    ends = foot[foot[:, 1] > toes - 0.006]
    peak = 0.65 * float(ends[:, 0].mean()) + 0.35 * float(sides.mean())

    angles = np.arange(_ANGLES) * (2 * np.pi / _ANGLES)
    directions = np.stack([np.sin(angles), -np.cos(angles)], axis=1)
    spread = np.cos(angles[:, None] - angles)
    centre = np.zeros((len(heights), 2))
    radius = np.zeros((len(heights), _ANGLES))
    for number, height in enumerate(heights):
        points = local[number]
        middle = np.array([0.0, 0.0])
        if height > 0.1:
            leg = (points.min(axis=0) + points.max(axis=0)) / 2
            middle = leg * float(smoothstep(height, 0.1, 0.14))
        box = _toe_box(toe, ball, tip, sides, peak, max(float(height), 0.0))
        add = ease.foot + (ease.ankle - ease.foot) * float(smoothstep(height, 0.04, 0.09))
        add += (ease.shaft - ease.ankle) * float(smoothstep(height, 0.14, 0.30))
        support = ((points - middle) @ directions.T).max(axis=0) + add
        if len(box):
            support = np.maximum(support, ((box - middle) @ directions.T).max(axis=0))
        # The hull's radius from its support function: the least of h(b) / cos(b - a) over the directions that face a.
        quotient = np.where(spread > 0.02, support[:, None] / np.maximum(spread, 0.02), np.inf)
        radius[number] = quotient.min(axis=0)
        centre[number] = middle
    radius = _smoothed(radius)
    return Last(origin, forward, ball, tip, heel_m - ease.foot, float(place["LeftFoot"][1]), centre, radius)


def _smoothed(radius: Doubles) -> Doubles:
    """The radii, smoothed a little round the last and, above the instep, along it."""
    for _ in range(2):
        radius = (np.roll(radius, 1, axis=1) + 2 * radius + np.roll(radius, -1, axis=1)) / 4
    smooth = radius.copy()
    for _ in range(12):
        inner = (smooth[:-2] + 2 * smooth[1:-1] + smooth[2:]) / 4
        smooth = np.concatenate([smooth[:1], inner, smooth[-1:]])
    share = smoothstep(np.arange(len(radius), dtype=np.float64) * STEP_M, 0.05, 0.09)[:, None]
    return radius * (1 - share) + smooth * share
