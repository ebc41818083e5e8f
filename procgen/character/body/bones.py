"""Sliders that say where an adult's landmarks lie: hm08 has none for them, and people differ in them.

The survey's observers mark bones under the skin: the tip of the shoulder, the rim of the pelvis, the ankle's knob. On
hm08 a landmark is the same vertex on everybody, and no slider of MakeHuman's moves the heel's breadth, the ankle's
height or the tip of the shoulder by itself, so that each would follow from the rest of the body, as in people it does
not. Each slider here carries one landmark, with the skin about it, some way along one axis; how far the skin goes along
falls off smoothly to nothing (Wendland 1995, "Piecewise polynomial, positive definite and compactly supported radial
functions of minimal degree"). The joints of the limbs stay; hips, spine and head,
which are means of skin, go at most 4 mm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Protocol

import numpy as np
import numpy.typing as npt

from procgen.character.body.flat_chest import HERITAGES, SEXES, Floats, Steps, Targets
from procgen.character.body.landmark_vertices import LANDMARKS

Ints = npt.NDArray[np.int64]
Way = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Bone:
    """What the upper end of a slider does on the right; the left is its mirror image.

    Attributes:
        moves: landmark to how far it goes, in metres: left, up, forward.
        radius_m: how far from the landmark the skin still goes along.
    """

    moves: Mapping[str, Way]
    radius_m: float


_SMALL_M, _LARGE_M, _WIDE_M = 0.07, 0.09, 0.12
"""Feet and hands; joints; the trunk, whose skin goes along far about."""
_SHOULDER_M = 0.16

BONES: Mapping[str, Bone] = MappingProxyType(
    {
        "bones_heel_breadth": Bone({"heel_outside": (-0.005, 0, 0), "heel_inside": (0.005, 0, 0)}, _SMALL_M),
        "bones_ankle_up": Bone({"lateral_malleolus": (0, 0.01, 0), "medial_malleolus": (0, 0.01, 0)}, _SMALL_M),
        "bones_ankle_breadth": Bone({"lateral_malleolus": (-0.005, 0, 0), "medial_malleolus": (0.005, 0, 0)}, _SMALL_M),
        "bones_ball_forward": Bone({"ball_inside": (0, 0, 0.01)}, _SMALL_M),
        "bones_knee_up": Bone({"patella": (0, 0.01, 0)}, _LARGE_M),
        "bones_hip_up": Bone({"trochanterion": (0, 0.015, 0)}, _LARGE_M),
        "bones_crest_up": Bone({"iliocristale": (0, 0.02, 0)}, _WIDE_M),
        "bones_rib_up": Bone({"tenth_rib": (0, 0.02, 0)}, _WIDE_M),
        "bones_crotch_forward": Bone({"crotch": (0, 0, 0.015)}, _LARGE_M),
        "bones_seat_up": Bone({"seat": (0, 0.015, 0)}, _LARGE_M),
        "bones_throat_up": Bone({"suprasternale": (0, 0.015, 0)}, _WIDE_M),
        "bones_neck_out": Bone({"neck_shoulder": (-0.012, 0, 0)}, _LARGE_M),
        "bones_shoulder_out": Bone({"acromion": (-0.015, 0, 0)}, _WIDE_M),
        "bones_shoulder_up": Bone({"acromion": (0, 0.015, 0)}, _SHOULDER_M),
        "bones_hand_breadth": Bone({"metacarpale_2": (0, 0, 0.006), "metacarpale_5": (0, 0, -0.006)}, _SMALL_M),
    }
)


class Mirrored(Targets, Protocol):
    """What is read of a basis, which is made with what is derived here."""

    @property
    def mirror(self) -> Ints: ...


def derive(basis: Mirrored, step_m: float, body_vertices: int) -> dict[str, Steps]:
    """The target of each slider's upper end, by slider: vertices, ascending, and their shifts (3, N) in steps."""
    places = _average(basis)[:body_vertices]
    mirror = basis.mirror[:body_vertices]
    sliders = {}
    for name, bone in BONES.items():
        right = np.zeros_like(places)
        left = np.zeros_like(places)
        for landmark, way in bone.moves.items():
            vertex = LANDMARKS[landmark]
            reach = np.linalg.norm(places - places[vertex], axis=1) / bone.radius_m
            moved = _falloff(reach)[:, None] * np.asarray(way, np.float32)
            right += moved
            if mirror[vertex] != vertex:
                left[mirror] += moved * np.array([-1, 1, 1], np.float32)
        steps = np.round((right + left) / step_m).astype(np.int16).T
        found = np.any(steps != 0, axis=0)
        sliders[name] = (np.flatnonzero(found).astype(np.uint16), np.ascontiguousarray(steps[:, found]))
    return sliders


def _falloff(reach: Floats) -> Floats:
    """1 at the landmark, 0 from a reach of 1 on, with a continuous slope."""
    inside = np.clip(1 - reach, 0, 1)
    share: Floats = (inside**4 * (4 * reach + 1)).astype(np.float32)
    return share


def _average(basis: Targets) -> Floats:
    """The vertices of a body between woman and man, 25 years old, of average build."""
    places = basis.vertices.copy()
    for sex, heritage in product(SEXES, HERITAGES):
        _add(places, basis, f"macrodetails/{heritage}-{sex}-young", 0.5 / len(HERITAGES))
    for sex in SEXES:
        _add(places, basis, f"macrodetails/universal-{sex}-young-averagemuscle-averageweight", 0.5)
    return places


def _add(places: Floats, basis: Targets, name: str, share: float) -> None:
    if name in basis.target_names:
        vertex, shift = basis.target(name)
        places[vertex] += np.float32(share) * shift
