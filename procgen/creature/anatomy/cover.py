"""What the skin hangs on and what grows on it: weights of bones, and shares of zones, by the flesh that is nearest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from procgen.creature.anatomy.flesh import Floats, Ints, Limb

_SOFT: Final = 0.028
"""Over which bones share the skin, as a share of the unit."""
_SHARP: Final = 0.009
"""Over which zones go over into each other, likewise."""
_REACH: Final = 0.16
_MOST: Final = 4
"""Bones a vertex."""


def covered(
    vertices: Floats, limbs: Sequence[Limb], bones: Sequence[str], zones: Sequence[str], unit_m: float
) -> tuple[Ints, Floats, Floats]:
    """For vertices (V, 3): numbers of four bones (V, 4), their weights (V, 4), shares of zones (V, Z).

    Args:
        vertices: of the skin.
        limbs: under it.
        bones, zones: all names, in their order.
        unit_m: size of the animal.
    """
    by_bone = np.full((len(vertices), len(bones)), np.float32(_REACH * unit_m))
    by_zone = np.full((len(vertices), len(zones)), np.float32(_REACH * unit_m))
    for limb in limbs:
        low, high = limb.box(_REACH * unit_m)
        near = np.flatnonzero(((vertices > low) & (vertices < high)).all(axis=1))
        distance = limb.distance(vertices[near])
        for table, column in ((by_bone, bones.index(limb.bone)), (by_zone, zones.index(limb.zone))):
            table[near, column] = np.minimum(table[near, column], distance)
    weights = _shares(by_bone, _SOFT * unit_m)
    joints = np.argsort(-weights, axis=1, kind="stable")[:, :_MOST]
    kept = np.take_along_axis(weights, joints, axis=1)
    kept[kept < 0.02] = 0.0
    return joints, kept / kept.sum(axis=1, keepdims=True), _shares(by_zone, _SHARP * unit_m)


def _shares(distances: Floats, over: float) -> Floats:
    nearness = np.exp(-(distances - distances.min(axis=1, keepdims=True)) / over)
    return np.asarray(nearness / nearness.sum(axis=1, keepdims=True), np.float32)
