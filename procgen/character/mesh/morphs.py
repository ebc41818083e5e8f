"""Morph targets of the face: the 52 units of ARKit, 15 visemes for lip-sync, and how strong each must be.

The units are the basis's targets. Visemes (Oculus' set: sil PP FF TH DD kk CH SS nn RR aa E I O U) are sums of units;
their recipes are ours, after the mouth shapes that the set's documentation shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.body.body import Body
from procgen.character.body.macro import Macro, macro_weights
from procgen.character.mesh.part import Template
from procgen.runtime.interrupt import checkpoint_here

Floats = npt.NDArray[np.float32]
Target = tuple[npt.NDArray[np.int64], Floats]
"""Vertices, ascending, and their shifts (N, 3) in metres."""

UNIT = "arkit/"
VISEME = "viseme_"
_LEAST_M, _CARRIED_LEAST_M = 5e-5, 2e-4
"""Smaller shifts are left out."""
_CARRIED_M, _CARRIED_SHARE = 5e-4, 0.2
"""A template takes part in a target that moves this share of its vertices at least so far: brows, beards and lashes do,
hair whose fringe rests on the forehead does not."""

VISEMES: Mapping[str, Mapping[str, float]] = {
    "sil": {},
    "PP": {"mouthRollLower": 0.3, "mouthRollUpper": 0.3, "mouthPressLeft": 0.6, "mouthPressRight": 0.6},
    "FF": {"jawOpen": 0.04, "mouthRollLower": 0.55, "mouthUpperUpLeft": 0.35, "mouthUpperUpRight": 0.35},
    "TH": {
        "jawOpen": 0.16,
        "tongueOut": 0.45,
        "mouthLowerDownLeft": 0.2,
        "mouthLowerDownRight": 0.2,
        "mouthUpperUpLeft": 0.15,
        "mouthUpperUpRight": 0.15,
    },
    "DD": {
        "jawOpen": 0.13,
        "mouthLowerDownLeft": 0.25,
        "mouthLowerDownRight": 0.25,
        "mouthUpperUpLeft": 0.2,
        "mouthUpperUpRight": 0.2,
    },
    "kk": {"jawOpen": 0.2, "mouthStretchLeft": 0.2, "mouthStretchRight": 0.2},
    "CH": {"jawOpen": 0.08, "mouthFunnel": 0.5, "mouthPucker": 0.25},
    "SS": {
        "jawOpen": 0.04,
        "mouthStretchLeft": 0.35,
        "mouthStretchRight": 0.35,
        "mouthLowerDownLeft": 0.3,
        "mouthLowerDownRight": 0.3,
        "mouthUpperUpLeft": 0.15,
        "mouthUpperUpRight": 0.15,
    },
    "nn": {
        "jawOpen": 0.1,
        "mouthLowerDownLeft": 0.15,
        "mouthLowerDownRight": 0.15,
        "mouthUpperUpLeft": 0.1,
        "mouthUpperUpRight": 0.1,
    },
    "RR": {"jawOpen": 0.1, "mouthPucker": 0.35, "mouthFunnel": 0.3},
    "aa": {
        "jawOpen": 0.55,
        "mouthLowerDownLeft": 0.2,
        "mouthLowerDownRight": 0.2,
        "mouthUpperUpLeft": 0.1,
        "mouthUpperUpRight": 0.1,
    },
    "E": {
        "jawOpen": 0.26,
        "mouthStretchLeft": 0.35,
        "mouthStretchRight": 0.35,
        "mouthSmileLeft": 0.15,
        "mouthSmileRight": 0.15,
        "mouthLowerDownLeft": 0.2,
        "mouthLowerDownRight": 0.2,
    },
    "I": {
        "jawOpen": 0.15,
        "mouthSmileLeft": 0.3,
        "mouthSmileRight": 0.3,
        "mouthStretchLeft": 0.3,
        "mouthStretchRight": 0.3,
        "mouthLowerDownLeft": 0.2,
        "mouthLowerDownRight": 0.2,
        "mouthUpperUpLeft": 0.15,
        "mouthUpperUpRight": 0.15,
    },
    "O": {"jawOpen": 0.36, "mouthFunnel": 0.5, "mouthPucker": 0.3},
    "U": {"jawOpen": 0.1, "mouthPucker": 0.75, "mouthFunnel": 0.2},
}


@lru_cache(maxsize=2)
def face_targets(basis: Basis) -> Mapping[str, Target]:
    """All targets over the basis's vertices, in the order in which files list them: units, then visemes."""
    units: dict[str, Target] = {}
    for name in basis.target_names:
        if name.startswith(UNIT):
            vertex, shift = basis.target(name)
            units[name.removeprefix(UNIT)] = vertex.astype(np.int64), np.ascontiguousarray(shift)
    targets = dict(units)
    for viseme, recipe in VISEMES.items():
        total = np.zeros((len(basis.vertices), 3), np.float32)
        for unit, share in recipe.items():
            moved, by = units[unit]
            total[moved] += by * np.float32(share)
        targets[VISEME + viseme] = _sparse(total)
    return targets


def carried_targets(template: Template, basis: Basis) -> dict[str, Target]:
    """The targets that move a template (a brow, a beard, a collar), by what it is bound to."""
    checkpoint_here()
    targets: dict[str, Target] = {}
    # Draped vertices, counted on after the basis's own, are moved by no target.
    bound = np.minimum(template.bind_vertex, len(basis.vertices))
    reached = np.flatnonzero((_moving(basis)[bound] & (template.bind_weight > 0)).any(axis=1))
    if len(reached) < _CARRIED_SHARE * len(bound):
        return targets
    bound, weight = bound[reached].T, template.bind_weight[reached].T[..., None]
    total = np.zeros((len(basis.vertices) + 1, 3), np.float32)
    for name, (vertex, shift) in face_targets(basis).items():
        total[vertex] = shift
        moved = total[bound[0]] * weight[0]
        for number in range(1, len(bound)):
            moved += total[bound[number]] * weight[number]
        total[vertex] = 0
        length = np.maximum.reduce(np.abs(moved.T))
        if np.count_nonzero(length >= _CARRIED_M) / len(template.bind_vertex) >= _CARRIED_SHARE:
            kept = length > _CARRIED_LEAST_M
            targets[name] = reached[kept], moved[kept]
    return targets


@lru_cache(maxsize=2)
def _moving(basis: Basis) -> npt.NDArray[np.bool_]:
    """Which of the basis's vertices (V + 1,) any target moves; after them stands one that none does."""
    moving = np.zeros(len(basis.vertices) + 1, np.bool_)
    for vertex, _ in face_targets(basis).values():
        moving[vertex] = True
    return moving


def _sparse(total: Floats) -> Target:
    moved = np.flatnonzero(np.abs(total).max(axis=1) > _LEAST_M)
    return moved, total[moved]


@dataclass(frozen=True, slots=True)
class _Lids:
    """Two vertices of an eye's lids, and how far the blink brings the upper one down on the average face."""

    upper: int
    lower: int
    travel: float
    overlap: float


@lru_cache(maxsize=2)
def _average_face(basis: Basis) -> tuple[float, dict[str, _Lids]]:
    """Distance of the eyes and the lids of the face that the units were made on."""
    face = basis.evaluate(macro_weights(Macro(), basis))
    lids = {}
    for side in ("Left", "Right"):
        vertex, shift = face_targets(basis)[f"eyeBlink{side}"]
        skin = vertex < BODY_VERTICES
        vertex, shift = vertex[skin], shift[skin]
        first = int(np.argmin(shift[:, 1]))
        closed = face[vertex[first]] + shift[first]
        still = np.linalg.norm(shift, axis=1) < 0.25 * np.linalg.norm(shift[first])
        lower = int(vertex[still][np.argmin(np.linalg.norm(face[vertex[still]] - closed, axis=1))])
        upper, travel = int(vertex[first]), float(-shift[first, 1])
        lids[f"eyeBlink{side}"] = _Lids(upper, lower, travel, travel - float(face[upper, 1] - face[lower, 1]))
    return _eye_distance(basis.joints(face), basis), lids


def _eye_distance(joints: Floats, basis: Basis) -> float:
    left, right = (basis.joint_names.index(name) for name in ("LeftEye", "RightEye"))
    return float(np.linalg.norm(joints[left] - joints[right]))


def target_gains(body: Body) -> dict[str, float]:
    """What each target's shifts are multiplied with so that it fits a face.

    Targets follow the distance of the eyes, so that a child's mouth opens no wider than an adult's of its size would;
    a blink goes exactly as far as this face's lids are apart.
    """
    distance, lids = _average_face(body.basis)
    size = float(np.clip(_eye_distance(body.joints, body.basis) / distance, 0.5, 1.5))
    gains = dict.fromkeys(face_targets(body.basis), size)
    for name, lid in lids.items():
        gap = float(body.vertices[lid.upper, 1] - body.vertices[lid.lower, 1])
        gains[name] = float(np.clip((gap + lid.overlap * size) / lid.travel, 0.4, 1.6))
    return gains
