"""Where cloth ends: fields for hems, sleeves, necklines and openings, negative on the cloth, metres from the edge."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import scipy

from procgen.character.wardrobe.anatomy import Anatomy, smoothstep

Floats = npt.NDArray[np.float32]

_HALVINGS = 12
_NOWHERE_M = 10.0
"""Distance from a line that the surface does not have."""
_SAMPLES = 24
"""Of each piece of a line across a triangle, which is at most a few centimetres long."""


def above(anatomy: Anatomy, height: float, dip_front: float = 0.0, dip_side: float = 0.0) -> Floats:
    """Cloth above a height; the hem hangs lower by ``dip_front`` in front and behind, and is higher by ``dip_side``."""
    front = np.abs(np.cos(anatomy.trunk_angle))
    edge = height - dip_front * front**2 + dip_side * (1 - front) ** 2
    return np.where(anatomy.is_arm, -1.0, edge - anatomy.place[:, 1]).astype(np.float32)


def below(anatomy: Anatomy, height: float, dip_front: float = 0.0) -> Floats:
    """Cloth below a height, which is lower by ``dip_front`` in the middle of the front."""
    front = np.cos(anatomy.trunk_angle)
    edge = height - dip_front * np.maximum(front, 0) ** 2
    return np.where(anatomy.is_arm, 1.0, anatomy.place[:, 1] - edge).astype(np.float32)


def sleeve(anatomy: Anatomy, length: float) -> Floats:
    """Cloth up to a length along the arm, in metres from the shoulder joint; 0 leaves the arm bare."""
    place = np.concatenate([anatomy.side[:, None], anatomy.place[:, 1:]], axis=1)
    down = np.array([0.66, -0.75, 0.0])
    tilt = float(smoothstep(np.array(length), 0.0, 0.13))
    normal = (1 - tilt) * np.array([1.0, 0.12, 0.0]) + tilt * down
    normal /= np.linalg.norm(normal)
    near = (place - (anatomy.shoulder + down * length)) @ normal
    share = float(smoothstep(np.array(length), 0.10, 0.16))
    edge = (1 - share) * near + share * (anatomy.arm - length)
    return np.where(anatomy.is_arm, edge, -0.1 - np.maximum(0, 0.15 - anatomy.side)).astype(np.float32)


def trouser(anatomy: Anatomy, length: float) -> Floats:
    """Cloth down to a length along the leg, in metres from the hip joint."""
    return (anatomy.leg - length).astype(np.float32)


def neckline(anatomy: Anatomy, width: float, front: float, back: float, power: float = 2.0) -> Floats:
    """An opening round the neck.

    Args:
        anatomy: of the surface.
        width: half of it, metres from the middle at the neck's side.
        front, back: how far below the pit of the neck it reaches, and below the nape.
        power: 1 makes a V, 2 a round opening, 4 a square one.
    """

    def opening(place: Floats) -> Floats:
        share = smoothstep(place[:, 2] - anatomy.shoulder[2], -0.06, 0.05)
        base = anatomy.neck + 0.035 * (1 - share)
        depth = np.maximum(back + (front - back) * share, 0.004)
        fall = np.maximum(base - place[:, 1], 0) / depth
        round_ = ((np.abs(place[:, 0]) / width) ** power + fall**power) ** (1 / power)
        return np.asarray(1 - round_, np.float32)

    inside = opening(anatomy.place)
    far = _distance(anatomy, opening, inside)
    return np.where((inside > 0) & ~anatomy.is_arm, far, -far).astype(np.float32)


def _distance(anatomy: Anatomy, form: Callable[[Floats], Floats], at_vertices: Floats) -> Floats:
    """How far (V,) each vertex lies from the line on the surface where a form of places (N, 3) is 0.

    A form itself rises by other amounts here and there: cut along it, and along what is so much more than it, edges are
    ragged. The line is found exactly on the edges of the mesh.
    """
    faces = anatomy.cage.refined.faces
    triangles = np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
    sides = np.stack([triangles, np.roll(triangles, -1, axis=1)], axis=-1)
    positive = at_vertices > 0
    crosses = positive[sides[..., 0]] != positive[sides[..., 1]]
    if not crosses.any():
        return np.full(len(at_vertices), _NOWHERE_M, np.float32)
    low, high = anatomy.place[np.sort(sides[crosses], axis=1)].transpose(1, 0, 2).astype(np.float32)
    starts_inside = form(low) > 0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        same = ((form(middle) > 0) == starts_inside)[:, None]
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    # Two sides of a triangle that is crossed are: the line goes straight from one to the other.
    ends = ((low + high) / 2).reshape(-1, 2, 3)
    along = np.linspace(0, 1, _SAMPLES)[:, None, None]
    line = (ends[:, 0] + along * (ends[:, 1] - ends[:, 0])).reshape(-1, 3)
    return np.asarray(scipy.spatial.cKDTree(line).query(anatomy.place)[0], np.float32)


def collar_top(anatomy: Anatomy, height: float) -> Floats:
    """Cloth up to a height on the neck, metres above the pit of the neck; the back stands higher."""
    z = anatomy.place[:, 2] - anatomy.shoulder[2]
    edge = anatomy.neck + height + 0.03 * smoothstep(z, 0.06, -0.06)
    return np.where(anatomy.is_arm, -1.0, anatomy.place[:, 1] - edge).astype(np.float32)


def open_front(anatomy: Anatomy, gap: float, top_gap: float, turn: float) -> Floats:
    """An opening down the front: ``gap`` metres to each side below the height ``turn``, wider to ``top_gap`` above."""
    rise = smoothstep(anatomy.place[:, 1], turn, max(anatomy.neck, turn + 0.01))
    half = gap + (top_gap - gap) * rise
    front = anatomy.place[:, 2] > anatomy.axis_z - 0.02
    return np.where(front & ~anatomy.is_arm, half - anatomy.side, -1.0).astype(np.float32)
