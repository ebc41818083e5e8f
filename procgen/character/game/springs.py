"""What hangs and swings: chains of joints through skirts, cloaks, long hair and beards, for springs of engines.

A garment that hangs is seen as a tube round an upright line. Sectors of it that have cloth get a chain of joints from
where it hangs free down to its hem; its vertices are moved by the two chains beside them, more so the lower they are.
Where nobody simulates them, chains stand still below the joint that they hang on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.character.mesh.model import Character, Part, Skeleton, Spring, Surface
from procgen.character.mesh.topology import quantised_weights

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

PREFIX: Final = "Spring"
"""What the names of all such joints start with."""
_SECTORS: Final = 8
_LEAST_VERTICES: Final = 12
"""That a sector has, if it gets a chain."""
_LEAST_M: Final = 0.06
"""What hangs less far does not swing."""
_FREE: Final = 0.35
"""Share of the way down at which joints of chains have all the influence that they get."""
_SIDE: Final = 0.4
"""A chain whose root lies further to the side than this share of the widest hangs on a leg."""


@dataclass(frozen=True, slots=True)
class _Hang:
    """How something hangs.

    Attributes:
        top: joint at whose height it begins to hang free.
        on: joint that chains hang on; "" for a leg or the hips.
        bones: of a chain.
        share: of the weight that chains may have.
        stiffness, drag, gravity: as VRM's springs have them.
        radius_m: of a joint, where it meets the body.
        against: joints whose capsules it does not enter.
        only_behind: whether it hangs behind the body alone.
    """

    top: str
    on: str
    bones: int
    share: float
    stiffness: float
    drag: float
    gravity: float
    radius_m: float
    against: tuple[str, ...]
    only_behind: bool = False


_LEGS: Final = ("LeftUpperLeg", "RightUpperLeg", "LeftLowerLeg", "RightLowerLeg")
_TRUNK: Final = ("Hips", "Spine", "Chest", "UpperChest")
_SKIRT: Final = _Hang("Hips", "", 3, 0.7, 1.2, 0.4, 0.25, 0.02, _LEGS)
_CLOAK: Final = _Hang("Chest", "UpperChest", 4, 0.85, 0.7, 0.45, 0.4, 0.02, (*_TRUNK, *_LEGS), only_behind=True)
_LOCKS: Final = _Hang("Head", "Head", 3, 0.9, 0.9, 0.4, 0.2, 0.015, ("Neck", "UpperChest", "Chest"))
_BEARD: Final = _Hang("Neck", "Head", 2, 0.7, 1.5, 0.5, 0.15, 0.01, ("UpperChest",))
HANGS: Final[Mapping[str, _Hang]] = {
    **dict.fromkeys(("gown", "robe", "dress", "skirt", "coat", "longcoat", "surcoat", "tunic", "hauberk"), _SKIRT),
    "cloak": _CLOAK,
    **dict.fromkeys(("long_straight", "shoulder_wavy", "ponytail", "braids", "dreadlocks"), _LOCKS),
    **dict.fromkeys(("full_long", "braided"), _BEARD),
}
"""How pieces hang, by the kinds of what is worn and grown."""


@dataclass(frozen=True, eq=False)
class _Chains:
    """Chains of one piece: joints (C, B + 1, 3) from the root to the tail, their angles (C,), numbers of the first."""

    angles: Floats
    places: Floats
    first: int


def sprung(character: Character) -> Character:
    """The character with chains in all that hangs; the same where nothing does.

    New joints come after the others. Clips know nothing of them.
    """
    skeleton, springs = character.skeleton, []
    parts = []
    for part in character.parts:
        hang = HANGS.get(part.name)
        found = None if hang is None else _chains(part, hang, skeleton)
        if hang is None or found is None:
            parts.append(part)
            continue
        skeleton, own = _grown(part.name, hang, found, skeleton)
        springs += own
        surfaces = tuple(_hung(surface, hang, found, skeleton) for surface in part.surfaces)
        parts.append(replace(part, surfaces=surfaces))
    if not springs:
        return character
    return replace(character, parts=tuple(parts), skeleton=skeleton, springs=tuple(springs))


def _span(part: Part, hang: _Hang, skeleton: Skeleton) -> tuple[float, float]:
    low = min(float(surface.vertices[:, 1].min()) for surface in part.surfaces)
    return float(skeleton.place(hang.top)[1]), low


def _angles(vertices: Floats, middle: Floats) -> Floats:
    """(V,) round the upright line through the middle: 0 ahead, a quarter of a turn to the left."""
    return np.asarray(np.arctan2(vertices[:, 0] - middle[0], vertices[:, 2] - middle[2]))


def _chains(part: Part, hang: _Hang, skeleton: Skeleton) -> _Chains | None:
    top, low = _span(part, hang, skeleton)
    if top - low < _LEAST_M:
        return None
    middle = skeleton.place(hang.top)
    vertices = np.concatenate([surface.vertices for surface in part.surfaces])
    down = (top - vertices[:, 1]) / (top - low)
    angle = _angles(vertices, middle)
    angles, chains = [], []
    for sector in range(_SECTORS):
        towards = 2 * np.pi * sector / _SECTORS
        apart = np.abs((angle - towards + np.pi) % (2 * np.pi) - np.pi)
        mine = (apart <= np.pi / _SECTORS) & (down > 0)
        if hang.only_behind and np.cos(towards) > 0.1:
            continue
        if (mine & (down > 0.25)).sum() < _LEAST_VERTICES:
            continue
        lowest = float(down[mine].max())
        places: list[Floats] = []
        for share in np.linspace(0, lowest, hang.bones + 1):
            near = mine & (np.abs(down - share) <= lowest / hang.bones / 2)
            place = vertices[near].mean(axis=0) if near.any() else places[-1] if places else vertices[mine].mean(axis=0)
            places.append(np.array([place[0], top - share * (top - low), place[2]], np.float32))
        angles.append(towards)
        chains.append(places)
    if not chains:
        return None
    return _Chains(np.array(angles, np.float32), np.array(chains, np.float32), len(skeleton.names))


def _grown(name: str, hang: _Hang, chains: _Chains, skeleton: Skeleton) -> tuple[Skeleton, list[Spring]]:
    """The skeleton with the chains, and these as springs."""
    names, parents, springs = list(skeleton.names), list(skeleton.parents), []
    widest = float(np.abs(chains.places[:, 0, 0]).max())
    for number, places in enumerate(chains.places):
        on = hang.on or _leg(float(places[0, 0]), widest)
        own = [f"{PREFIX}_{name}_{number}_{joint}" for joint in range(len(places))]
        for joint, each in enumerate(own):
            parents.append(len(names) - 1 if joint else skeleton.number(on))
            names.append(each)
        springs.append(Spring(tuple(own), hang.radius_m, hang.stiffness, hang.drag, hang.gravity, hang.against))
    places = np.concatenate([skeleton.places, chains.places.reshape(-1, 3)])
    return Skeleton(tuple(names), tuple(parents), places.astype(np.float32)), springs


def _leg(x_m: float, widest_m: float) -> str:
    if abs(x_m) < _SIDE * widest_m:
        return "Hips"
    return "LeftUpperLeg" if x_m > 0 else "RightUpperLeg"


def _hung(surface: Surface, hang: _Hang, chains: _Chains, skeleton: Skeleton) -> Surface:
    """A surface that its chains move."""
    middle = skeleton.place(hang.top)
    top = float(chains.places[0, 0, 1])
    low = float(chains.places[..., 1].min())
    vertices, topology = surface.vertices, surface.topology
    down = np.clip((top - vertices[:, 1]) / (top - low), 0, 1)
    ease = np.clip(down / _FREE, 0, 1)
    share = hang.share * ease * ease * (3 - 2 * ease)
    apart = np.abs((_angles(vertices, middle)[:, None] - chains.angles + np.pi) % (2 * np.pi) - np.pi)
    if hang.only_behind:
        share = np.where(apart.min(axis=1) < 2 * np.pi / _SECTORS, share, 0)
    joints, weights = [topology.joints.astype(np.int64)], [topology.weights / 65535 * (1 - share)[:, None]]
    for chain, beside in _nearest(apart):
        bones = hang.bones
        bone = np.clip(down * bones - 0.5, 0, bones - 1)
        upper = np.minimum(bone.astype(np.int64), max(bones - 2, 0))
        first = chains.first + chain * (bones + 1)
        for step in range(min(2, bones)):
            near = np.clip(1 - np.abs(bone - upper - step), 0, 1)
            joints.append((first + upper + step)[:, None])
            weights.append((share * beside * near)[:, None])
    joint, weight = np.concatenate(joints, axis=1), np.concatenate(weights, axis=1)
    strongest = np.argsort(-weight, axis=1, kind="stable")[:, :4]
    made = quantised_weights(
        np.take_along_axis(joint, strongest, 1), np.take_along_axis(weight, strongest, 1).astype(np.float32)
    )
    return replace(surface, topology=replace(topology, joints=made[0], weights=made[1], prepared={}))


def _nearest(apart: Floats) -> Sequence[tuple[Ints, Floats]]:
    """Of angles (V, C) to chains, the two nearest and their shares."""
    order = np.argsort(apart, axis=1, kind="stable")
    if apart.shape[1] == 1:
        return [(order[:, 0], np.ones(len(apart), np.float32))]
    near, far = (np.take_along_axis(apart, order[:, k : k + 1], 1)[:, 0] for k in (0, 1))
    share = far / np.maximum(near + far, 1e-6)
    return [(order[:, 0], share), (order[:, 1], 1 - share)]
