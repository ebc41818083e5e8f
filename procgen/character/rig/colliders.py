"""Capsules round the limbs, for hits and ragdolls."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.mesh.model import Capsule, Skeleton
from procgen.character.rig.sockets import dominant_vertices

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_INSIDE = 0.9
"""Share of the limb's vertices that lie within its capsule's radius."""
_SAMPLES = 60
"""Vertices of a limb that are looked at."""


@dataclass(frozen=True, slots=True)
class _Limb:
    """Joints whose skin a capsule holds; the first carries it. It runs from there ``to`` a joint, or along an axis."""

    joints: tuple[str, ...]
    to: str = ""
    axis: tuple[float, float, float] = (0.0, 1.0, 0.0)


def _limbs() -> list[_Limb]:
    across = (1.0, 0.0, 0.0)
    limbs = [
        _Limb(("Hips",), axis=across),
        _Limb(("Spine",), axis=across),
        _Limb(("Chest",), axis=across),
        _Limb(("UpperChest",), axis=across),
        _Limb(("Neck",)),
        _Limb(("Head", "Jaw")),
    ]
    for side in ("Left", "Right"):
        fingers = tuple(f"{side}{finger}Proximal" for finger in ("Index", "Middle", "Ring", "Little"))
        limbs += [
            _Limb((f"{side}UpperArm",), f"{side}LowerArm"),
            _Limb((f"{side}LowerArm",), f"{side}Hand"),
            _Limb((f"{side}Hand", *fingers), f"{side}MiddleIntermediate"),
            _Limb((f"{side}UpperLeg",), f"{side}LowerLeg"),
            _Limb((f"{side}LowerLeg",), f"{side}Foot"),
            _Limb((f"{side}Foot", f"{side}Toes"), axis=(0.0, 0.0, 1.0)),
        ]
    return limbs


_LIMBS = tuple(_limbs())


@lru_cache(maxsize=2)
def _samples(basis: Basis) -> tuple[Ints, Ints, Ints]:
    """Some vertices of each limb, one limb after the other; the limb of each; where each limb begins."""
    owned = dominant_vertices(basis)
    number = {name: index for index, name in enumerate(basis.joint_names)}
    chosen = []
    for limb in _LIMBS:
        mine = np.sort(np.concatenate([owned[number[joint]] for joint in limb.joints]))
        chosen.append(mine[:: max(1, len(mine) // _SAMPLES)])
    count = np.array([len(part) for part in chosen])
    return np.concatenate(chosen), np.repeat(np.arange(len(_LIMBS)), count), np.cumsum(count) - count


def fit_colliders(skeleton: Skeleton, vertices: Floats, basis: Basis) -> tuple[Capsule, ...]:
    """One capsule a limb, fitted to a body in T-pose.

    Args:
        skeleton: joints in T-pose.
        vertices: (E, 3) in T-pose; the first are the body's, as in the basis.
        basis: weights.
    """
    chosen, owner, begin = _samples(basis)
    count = np.diff(np.append(begin, len(owner)))
    skin = vertices[chosen]
    start = skeleton.places[[skeleton.number(limb.joints[0]) for limb in _LIMBS]]
    axis = np.array([limb.axis for limb in _LIMBS], np.float32)
    led = np.array([bool(limb.to) for limb in _LIMBS])
    ends = skeleton.places[[skeleton.number(limb.to or limb.joints[0]) for limb in _LIMBS]]
    axis[led] = (ends - start)[led]
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    mean = np.add.reduceat(skin, begin, axis=0) / count[:, None].astype(np.float32)
    middle = np.where(led[:, None], start, mean)
    along = ((skin - start[owner]) * axis[owner]).sum(axis=1)
    low, high = np.minimum.reduceat(along, begin), np.maximum.reduceat(along, begin)
    across = skin - middle[owner]
    across -= (across * axis[owner]).sum(axis=1, keepdims=True) * axis[owner]
    reach = np.sqrt((across * across).sum(axis=1))
    ranked = reach[np.lexsort((reach, owner))]
    radius = ranked[begin + (_INSIDE * count).astype(np.int64)]
    height = np.maximum(high - low, 2 * radius)
    offset = middle - start
    centre = offset + ((low + high) / 2 - (offset * axis).sum(axis=1))[:, None] * axis
    rows = np.round(np.concatenate([centre, axis, radius[:, None], height[:, None]], axis=1).astype(np.float64), 5)
    return tuple(
        Capsule(limb.joints[0], (x, y, z), (u, v, w), r, h)
        for limb, (x, y, z, u, v, w, r, h) in zip(_LIMBS, rows.tolist(), strict=True)
    )
