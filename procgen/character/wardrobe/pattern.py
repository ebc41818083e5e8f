"""Sewing patterns: the trunk-and-limbs surface parted along seams and laid flat, for texture coordinates in metres."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.mesh.cut import Piece
from procgen.character.mesh.rows import distinct
from procgen.character.mesh.unfold import unfold
from procgen.character.wardrobe.anatomy import Anatomy, anatomy_of

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_GAP_M = 0.37
"""Between parts of a pattern, which then do not start at the same place of a tile."""


@lru_cache(maxsize=12)
def pattern_of(basis: Basis, name: str, coarse: bool = False) -> Piece:
    """The surface as one piece with its seams parted.

    Args:
        basis: of the bodies.
        name: "top" parts front, back and sleeves and ends below the crotch; "legs" has four quarters, each the front
            or back of a leg with its half of the pelvis; "suit" is "top" down to the crotch, and legs below.
        coarse: with the tights' own quads instead of the refined ones, for garments that cover everything.
    """
    anatomy = anatomy_of(basis)
    faces = anatomy.cage.coarse if coarse else anatomy.cage.refined.faces
    faces = faces[anatomy.leg[faces].min(axis=1) < anatomy.leg_m + 0.03]
    if name != "suit":
        height = anatomy.place[faces][:, :, 1]
        low, high = anatomy.crotch - 0.08, anatomy.waist + 0.1
        faces = faces[height.max(axis=1) > low if name == "top" else height.min(axis=1) < high]
        arm = anatomy.is_arm[faces].all(axis=1)
        faces = faces[~arm] if name == "legs" else faces
    chart = _charts(anatomy, faces, name)
    # Sleeves are opened along the inner side of the arm: there the two sides of the seam get vertices of their own.
    angle = anatomy.arm_angle[faces]
    half = np.where(np.sin(angle).mean(axis=1) > 0, 1, -1)
    half = np.where((chart >= 6)[:, None] & (np.abs(angle) > np.pi / 2), half[:, None], 0)
    keys, inverse = distinct(np.stack([np.repeat(chart, 4), faces.ravel(), half.ravel()], axis=1))
    corners = inverse.reshape(faces.shape)
    weld = keys[:, 1]
    start = _first_layout(anatomy, keys[:, 0], weld, keys[:, 2])
    # Each quad along its shorter diagonal.
    place = anatomy.place[faces]
    short = np.linalg.norm(place[:, 0] - place[:, 2], axis=1) <= np.linalg.norm(place[:, 1] - place[:, 3], axis=1)
    a, b, c, d = corners.T
    triangles = np.concatenate(
        [
            np.where(short[:, None], np.stack([a, b, c], axis=1), np.stack([a, b, d], axis=1)),
            np.where(short[:, None], np.stack([a, c, d], axis=1), np.stack([b, c, d], axis=1)),
        ]
    )
    uv = unfold(anatomy.place[weld].astype(np.float64), triangles, start, rounds=8, solver_steps=30)
    source = np.repeat(weld[:, None], 4, axis=1)
    share = np.zeros(source.shape, np.float32)
    share[:, 0] = 1
    return Piece(source, share, weld, uv.astype(np.float32), triangles)


def _charts(anatomy: Anatomy, faces: Ints, name: str) -> Ints:
    """Number of the part that each face (F,) belongs to: 0 and 1 front and back, 2 to 5 legs, 6 and 7 sleeves."""
    centre = anatomy.place[faces].mean(axis=1)
    left = centre[:, 0] > 0
    is_arm = anatomy.is_arm[faces].all(axis=1) & (centre[:, 1] > anatomy.waist - 0.1)
    front = centre[:, 2] > seam_depth(centre[:, 1], anatomy)
    leg_front = np.sin(anatomy.leg_angle[faces]).mean(axis=1) > 0
    chart = np.where(front, 0, 1)
    if name == "legs":
        chart = np.where(left, 2, 4) + np.where(np.where(centre[:, 1] < anatomy.hip, leg_front, front), 0, 1)
    elif name == "suit":
        below = centre[:, 1] < anatomy.crotch + 0.02
        chart = np.where(below, np.where(left, 2, 4) + np.where(leg_front, 0, 1), chart)
    return np.where(is_arm, np.where(left, 6, 7), chart).astype(np.int64)


def seam_depth(height: Floats, anatomy: Anatomy) -> Floats:
    """Depth z (…,) of the side seam by height: it follows the trunk's axis, and the shoulder's ridge above."""
    ridge = float(anatomy.shoulder[2]) - 0.012
    share = np.clip((height - anatomy.waist) / (anatomy.neck - anatomy.waist), 0, 1)
    return np.asarray(anatomy.axis_z + (ridge - anatomy.axis_z) * share, np.float32)


def _first_layout(anatomy: Anatomy, chart: Ints, vertex: Ints, half: Ints) -> npt.NDArray[np.float64]:
    """A layout without folds to start from: shadows of the parts on planes, sleeves unrolled about their axes."""
    place = anatomy.place[vertex].astype(np.float64)
    front = np.isin(chart, (0, 2, 4))
    u = np.where(front, place[:, 0], -place[:, 0])
    v = np.where(front, -place[:, 1] + 0.6 * place[:, 2], -place[:, 1] - 0.6 * place[:, 2])
    angle = anatomy.arm_angle[vertex].astype(np.float64)
    angle = np.where(half * angle < 0, angle + half * 2 * np.pi, angle)
    sleeve = chart >= 6
    u = np.where(sleeve, angle * 0.055 * np.where(chart == 6, 1, -1), u)
    v = np.where(sleeve, anatomy.arm[vertex], v)
    return np.stack([u + chart * _GAP_M, v + chart * _GAP_M], axis=1)
