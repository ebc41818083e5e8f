"""Capsules round the limbs, for hits and ragdolls."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.mesh.model import Capsule, Skeleton
from procgen.character.mesh.rows import by_axis
from procgen.character.rig.sockets import dominant_vertices

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_INSIDE = 0.9
"""Share of the limb's vertices that lie within its capsule's radius."""
_SAMPLES = 80
"""Vertices of a limb that are looked at: evenly chosen ones, and the outermost along each axis."""


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


@dataclass(frozen=True, eq=False)
class _Samples:
    """What is looked at on any body, for the L limbs.

    Attributes:
        vertices: (L * _SAMPLES,) some of each limb's.
        start, end: (L,) joints where limbs begin, and where those that run to a joint end.
        led: (L,) whether a limb runs to a joint.
        axis: (3, L) of those that don't.
        inner: the place among a limb's samples, ranked by their distance, of that which lies on the capsule.
    """

    vertices: Ints
    start: Ints
    end: Ints
    led: npt.NDArray[np.bool_]
    axis: Floats
    inner: int


@lru_cache(maxsize=2)
def _samples(basis: Basis) -> _Samples:
    owned = dominant_vertices(basis)
    number = {name: index for index, name in enumerate(basis.joint_names)}
    chosen = []
    for limb in _LIMBS:
        mine = np.sort(np.concatenate([owned[number[joint]] for joint in limb.joints]))
        places = basis.vertices[mine]
        outermost = np.concatenate([places.argmin(axis=0), places.argmax(axis=0)])
        even = np.linspace(0, len(mine) - 1, _SAMPLES - len(outermost)).astype(np.int64)
        chosen.append(mine[np.concatenate([even, outermost])])
    return _Samples(
        np.concatenate(chosen),
        np.array([number[limb.joints[0]] for limb in _LIMBS]),
        np.array([number[limb.to or limb.joints[0]] for limb in _LIMBS]),
        np.array([bool(limb.to) for limb in _LIMBS]),
        np.array([limb.axis for limb in _LIMBS], np.float32).T,
        int(_INSIDE * _SAMPLES),
    )


def fit_colliders(skeleton: Skeleton, vertices: Floats, basis: Basis) -> tuple[Capsule, ...]:
    """One capsule a limb, fitted to a body in T-pose.

    Args:
        skeleton: joints in T-pose.
        vertices: (E, 3) in T-pose; the first are the body's, as in the basis.
        basis: weights.
    """
    samples = _samples(basis)
    start, end = (skeleton.places.take(joints, axis=0).T for joints in (samples.start, samples.end))  # (3, L)
    axis = np.where(samples.led, end - start, samples.axis)
    axis /= np.sqrt((axis * axis).sum(axis=0))
    # All from where the limb starts: (3, L, _SAMPLES).
    skin = by_axis(vertices.take(samples.vertices, axis=0)).reshape(3, -1, _SAMPLES)
    skin -= start[..., None]
    middle = np.where(samples.led, np.float32(0), skin.mean(axis=2))
    along = (skin * axis[..., None]).sum(axis=0)
    low, high = along.min(axis=1), along.max(axis=1)
    offset = (middle * axis).sum(axis=0)
    across = skin - middle[..., None]
    squared = (across * across).sum(axis=0) - (along - offset[:, None]) ** 2
    radius = np.sqrt(np.maximum(np.partition(squared, samples.inner, axis=1)[:, samples.inner], 0))
    height = np.maximum(high - low, 2 * radius)
    centre = middle + ((low + high) / 2 - offset) * axis
    rows = np.round(np.concatenate([centre, axis, radius[None], height[None]]).T.astype(np.float64), 5)
    return tuple(
        Capsule(limb.joints[0], (x, y, z), (u, v, w), r, h)
        for limb, (x, y, z, u, v, w, r, h) in zip(_LIMBS, rows.tolist(), strict=True)
    )
