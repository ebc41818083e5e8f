"""Eyeballs: a finer mesh than the basis has, with the bulge of the cornea, following the eyes of any body.

There is no second, clear shell for the cornea: glTF's blending would fade its highlight with its opacity, and engines
sort it badly against lashes. Instead the one opaque ball bulges as a cornea does and is glossy, so that highlights sit
where they should; depth, rim and veins are painted (:mod:`eye_textures`).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.body import Body
from procgen.character.mesh.part import Slot, Template
from procgen.character.skin.layout import standard_body
from procgen.character.vectors import cross, dot

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

SLOT = Slot("eye", "eyes", colour=(1.0, 1.0, 1.0), roughness=1.0)
"""Roughness is a factor on the texture's."""
LIMBUS_DEGREES = 24.0
"""Half angle of cornea and iris, seen from the eye's middle."""
EDGE_DEGREES = 105.0
"""Where the ball ends, behind the lids."""
LIMBUS_SHARE = 0.45
"""Share of the texture's radius that the cornea takes."""
RADIUS_M = 0.0146
"""A little less than the basis' eyes, whose flat faces lie as deep."""
_BULGE_M = 0.0007
_SPOKES = 24
_RINGS_DEGREES = (4.0, 9.0, 14.0, 19.0, 24.0, 28.5, 34.0, 41.0, 51.0, 63.0, 77.0, 91.0, 105.0)
_SIDES = (("helper-l-eye", "LeftEye"), ("helper-r-eye", "RightEye"))


def share_of_radius(degrees: Floats) -> Floats:
    """Distance from the texture's middle, 0 to 1, at an angle from the gaze: linear up to the limbus, then again."""
    return np.interp(degrees, (0.0, LIMBUS_DEGREES, EDGE_DEGREES), (0.0, LIMBUS_SHARE, 1.0)).astype(np.float32)


def _ball() -> tuple[Floats, Floats, npt.NDArray[np.int32]]:
    """Directions (V, 3) about +z, places in a square texture (V, 2), and triangles, counter-clockwise from outside."""
    degrees = [0.0]
    turns = [0.0]
    for ring in _RINGS_DEGREES:
        degrees += [ring] * _SPOKES
        turns += list(np.arange(_SPOKES) * 2 * np.pi / _SPOKES)
    tilt, turn = np.radians(np.array(degrees)), np.array(turns)
    directions = np.stack([np.sin(tilt) * np.cos(turn), np.sin(tilt) * np.sin(turn), np.cos(tilt)], axis=1)
    reach = share_of_radius(np.array(degrees, np.float32)) * 0.5 * 0.98
    places = np.stack([0.5 + reach * np.cos(turn), 0.5 - reach * np.sin(turn)], axis=1)
    triangles = [(0, 1 + k, 1 + (k + 1) % _SPOKES) for k in range(_SPOKES)]
    for ring in range(len(_RINGS_DEGREES) - 1):
        inner, outer = 1 + ring * _SPOKES, 1 + (ring + 1) * _SPOKES
        for k in range(_SPOKES):
            after = (k + 1) % _SPOKES
            triangles += [
                (inner + k, outer + k, outer + after),
                (inner + k, outer + after, inner + after),
            ]
    return directions.astype(np.float32), places.astype(np.float32), np.array(triangles, np.int32)


def _radius(directions: Floats) -> Floats:
    """Of the ball, metres: a sphere with the cornea on it."""
    degrees = np.degrees(np.arccos(np.clip(directions[:, 2], -1, 1)))
    t = np.clip(degrees / (LIMBUS_DEGREES * 1.12), 0.0, 1.0)
    return np.asarray(RADIUS_M + _BULGE_M * (1 - t * t) ** 2, np.float32)


def _bind(body: Body, group: str, directions: Floats) -> tuple[Ints, Floats, Floats]:
    """Bind a ball to the quads of the basis' eye that its rays pass through.

    Returns:
        (V, 4) vertices, (V, 4) weights, and (V,) lifts along the interpolated normals that reach the ball's radius.
    """
    faces = body.basis.faces[body.basis.group_faces(group)]
    vertices = body.vertices.astype(np.float64)
    corners = np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
    centre = vertices[np.unique(faces)].mean(axis=0)
    one, two, three = (np.ascontiguousarray((vertices[corners[:, k]] - centre).T) for k in range(3))
    second, third = two - one, three - one
    across = cross(second, third)
    facing = np.stack(across, axis=1)
    height, area = dot(one, across), dot(across, across)
    bound = np.zeros((len(directions), 4), np.int64)
    weight = np.zeros((len(directions), 4))
    lift = np.zeros(len(directions))
    for number, (way, radius) in enumerate(zip(directions.astype(np.float64), _radius(directions), strict=True)):
        slant = facing @ way
        distance = height / np.where(np.abs(slant) < 1e-15, 1e-15, slant)
        point = distance * way[:, None] - one
        b = dot(cross(point, third), across) / area
        c = dot(cross(second, point), across) / area
        worst = np.where(distance > 0, np.minimum(np.minimum(b, c), 1 - b - c), -np.inf)
        best = int(np.argmax(worst))
        bound[number, :3] = corners[best]
        bound[number, 3] = corners[best, 0]
        shares = np.clip([1 - b[best] - c[best], b[best], c[best]], 0, 1)
        weight[number, :3] = shares / shares.sum()
        place = weight[number] @ (vertices[bound[number]] - centre)
        normal = weight[number] @ body.normals[bound[number]]
        normal /= np.linalg.norm(normal)
        # |place + lift normal| = radius
        half = place @ normal
        lift[number] = -half + np.sqrt(max(half * half - place @ place + radius * radius, 0.0))
    return bound, weight.astype(np.float32), lift.astype(np.float32)


@lru_cache(maxsize=1)
def eyes_template() -> Template:
    """Both eyeballs as one piece; the texture's left half is the left eye.

    Its slot takes the textures of :func:`procgen.character.skin.eye_textures.bake_eyes`.
    """
    body = standard_body()
    directions, square, triangles = _ball()
    count = len(directions)
    parts = [_bind(body, group, directions) for group, _ in _SIDES]
    joint = np.zeros((2 * count, 4), np.uint8)
    for side, (_, name) in enumerate(_SIDES):
        joint[side * count : (side + 1) * count, 0] = body.basis.joint_names.index(name)
    weight = np.zeros((2 * count, 4), np.float32)
    weight[:, 0] = 1.0
    return Template(
        name="eyes",
        triangles=np.concatenate([triangles, triangles + count]),
        uv=np.concatenate([(square + np.array([side, 0.0])) * [0.5, 1.0] for side in (0, 1)]).astype(np.float32),
        bind_vertex=np.concatenate([part[0] for part in parts]).astype(np.int32),
        bind_weight=np.concatenate([part[1] for part in parts]),
        lift=np.concatenate([part[2] for part in parts]),
        offset=np.zeros((2 * count, 3), np.float32),
        scale_pair=None,
        scale_rest_m=1.0,
        skin_joint=joint,
        skin_weight=weight,
        slots=(SLOT,),
        triangle_slot=np.zeros(2 * len(triangles), np.uint8),
    )
