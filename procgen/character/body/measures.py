"""The measures of ANSUR II that the mesh has, by name, and how they are put together."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from procgen.character.body.ansur import MASS
from procgen.character.body.landmarks import MIDLINE_BACK, MIDLINE_CHEST, MIDLINE_FRONT, MIDLINE_SEAT
from procgen.character.body.terms import Ahead, Extent, Girth, Height, Path, Term

Class = Literal[
    "segment", "height", "large girth", "small girth", "breadth", "depth", "bare head", "head", "hand", "foot"
]

NOISE_M: MappingProxyType[Class, float] = MappingProxyType(
    {
        "segment": 0.005,
        "height": 0.004,
        "large girth": 0.009,
        "small girth": 0.004,
        "breadth": 0.004,
        "depth": 0.005,
        "bare head": 0.001,
        "head": 0.002,
        "hand": 0.001,
        "foot": 0.002,
    }
)
"""Largest difference that two skilled observers may have, by class of measure: ISO 20685-1:2018, table 1, which rests
on the observer errors of the survey of 1988 (Gordon et al., NATICK/TR-89/044). "head" is over hair."""
NOISE_MASS_KG = 0.3
"""Observer error of the mass in the same survey."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure.

    Attributes:
        name: as :mod:`procgen.character.body.ansur` gives it.
        parts: (share, term) to be added up.
        kind: its class, which gives its noise.
        bony: set by bones: gaining or losing mass leaves it as it is.
    """

    name: str
    parts: tuple[tuple[float, Term], ...]
    kind: Class
    bony: bool

    @property
    def noise_m(self) -> float:
        """Observer error in metres."""
        return NOISE_M[self.kind]


def _v(numbers: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(f"v{number}" for number in numbers)


def _bone(name: str, kind: Class, *parts: Term | tuple[float, Term]) -> Measure:
    return Measure(name, tuple(part if isinstance(part, tuple) else (1.0, part) for part in parts), kind, True)


def _soft(name: str, kind: Class, *parts: Term | tuple[float, Term]) -> Measure:
    return Measure(name, tuple(part if isinstance(part, tuple) else (1.0, part) for part in parts), kind, False)


def _length(*stops: str) -> Path:
    return Path(stops)


_UPPER_ARM = _length("acromion", "radiale")
_FOREARM = _length("radiale", "stylion")
_HAND = _length("stylion", "dactylion")
_SHOULDERS = _length("acromion", "left_acromion")
_STATURE = Height("top")
_SEAT = Height("seat")
"""What is sat on, below the buttocks."""
_THIGH = _length("trochanterion", "femoral_epicondyle")
_SHANK = _length("femoral_epicondyle", "lateral_malleolus")
_SEAT_BACK = Ahead("trochanterion", "v4215")
"""How far the buttocks lie behind the hip joint."""

MEASURES: tuple[Measure, ...] = (
    _bone("stature", "height", _STATURE),
    # heights, standing
    _bone("acromial_height", "height", Height("acromion")),
    _bone("axilla_height", "height", Height("axilla")),
    _bone("buttock_height", "height", Height("v4215")),
    _bone("cervicale_height", "height", Height("cervicale")),
    _soft("chest_height", "height", Height("bustpoint")),
    _soft("crotch_height", "height", Height("crotch")),
    _bone("iliocristale_height", "height", Height("iliocristale")),
    _bone("knee_height_midpatella", "height", Height("patella")),
    _bone("lateral_femoral_epicondyle_height", "height", Height("femoral_epicondyle")),
    _bone("lateral_malleolus_height", "height", Height("lateral_malleolus")),
    _bone("suprasternale_height", "height", Height("suprasternale")),
    _bone("tenth_rib_height", "height", Height("tenth_rib")),
    _bone("tibial_height", "height", Height("tibiale")),
    _bone("trochanterion_height", "height", Height("trochanterion")),
    _soft("waist_height_omphalion", "height", Height("waist_front")),
    _bone("wrist_height", "height", Height("acromion"), (-1.0, _UPPER_ARM), (-1.0, _FOREARM)),
    # heights, sitting
    _bone("sitting_height", "height", _STATURE, (-1.0, _SEAT)),
    _bone("eye_height_sitting", "height", Height("sellion"), (-1.0, _SEAT)),
    _bone("elbow_rest_height", "height", Height("acromion"), (-1.0, _SEAT), (-1.0, _UPPER_ARM)),
    _bone("knee_height_sitting", "height", Height("patella"), (0.5, Extent("lower_thigh", "z"))),
    _bone("popliteal_height", "height", Height("tibiale")),
    _bone("overhead_fingertip_reach_sitting", "height", Height("acromion"), (-1.0, _SEAT), _UPPER_ARM, _FOREARM, _HAND),
    # girths
    _soft("ankle_circumference", "small girth", Girth("ankle")),
    _soft("biceps_circumference_flexed", "small girth", Girth("biceps")),
    _soft("buttock_circumference", "large girth", Girth("buttock")),
    _soft("calf_circumference", "small girth", Girth("calf")),
    _soft("chest_circumference", "large girth", Girth("chest")),
    _soft("forearm_circumference_flexed", "small girth", Girth("forearm")),
    _soft("lower_thigh_circumference", "small girth", Girth("lower_thigh")),
    _soft("neck_circumference", "small girth", Girth("neck")),
    _soft("neck_base_circumference", "small girth", Girth("collar")),
    _soft("shoulder_circumference", "large girth", Girth("shoulder")),
    _soft("thigh_circumference", "small girth", Girth("thigh")),
    _soft("waist_circumference", "large girth", Girth("waist")),
    _soft("wrist_circumference", "small girth", Girth("wrist")),
    _soft(
        "vertical_trunk_circumference",
        "large girth",
        _length("shoulder_middle", "bustpoint", "v4115", "crotch", "v4215", "v3974", "shoulder_middle"),
    ),
    _soft("crotch_length_omphalion", "large girth", Path(_v(MIDLINE_FRONT)), Path(_v(MIDLINE_SEAT))),
    _soft("crotch_length_posterior_omphalion", "segment", Path(_v(MIDLINE_SEAT))),
    # breadths and depths
    _bone("biacromial_breadth", "breadth", _SHOULDERS),
    _soft("bideltoid_breadth", "breadth", Extent("shoulder", "x")),
    # The calliper presses through the flesh to the bone, which goes with the joints below it.
    _soft("bicristal_breadth", "breadth", (0.5, Extent("iliac", "x")), (0.5, _length("hip_joint", "left_hip_joint"))),
    _soft("chest_breadth", "breadth", Extent("chest", "x")),
    _soft("hip_breadth", "breadth", Extent("hip", "x")),
    _soft("hip_breadth_sitting", "breadth", Extent("hip", "x")),
    _soft("waist_breadth", "breadth", Extent("waist", "x")),
    _soft("chest_depth", "depth", Extent("chest", "z")),
    _soft("waist_depth", "depth", Extent("waist", "z")),
    _soft("buttock_depth", "depth", Extent("buttock", "z")),
    _soft("abdominal_extension_depth_sitting", "depth", Extent("abdomen", "z")),
    _soft("thigh_clearance", "depth", Extent("thigh", "z")),
    # lengths
    _bone("acromion_radiale_length", "segment", _UPPER_ARM),
    _bone("radiale_stylion_length", "segment", _FOREARM),
    _bone("shoulder_elbow_length", "segment", _UPPER_ARM),
    _bone("forearm_hand_length", "segment", _FOREARM, _HAND),
    _bone("forearm_center_of_grip_length", "segment", _FOREARM, _length("wrist_palm", "finger_base")),
    _bone("sleeve_outseam", "segment", _UPPER_ARM, _FOREARM),
    _bone("sleeve_length_spine_wrist", "segment", _length("cervicale", "acromion", "radiale", "stylion")),
    _bone("span", "segment", _SHOULDERS, (2.0, _UPPER_ARM), (2.0, _FOREARM), (2.0, _HAND)),
    _bone("thumbtip_reach", "segment", _UPPER_ARM, _FOREARM, _length("stylion", "thumbtip"), (0.5, _SHOULDERS)),
    _bone("shoulder_length", "segment", _length("neck_shoulder", "acromion")),
    _bone("waist_back_length", "segment", Path(_v(MIDLINE_BACK))),
    _soft("waist_front_length_sitting", "segment", Path(_v(MIDLINE_CHEST))),
    _soft("buttock_knee_length", "segment", _THIGH, _SEAT_BACK),
    _soft("buttock_popliteal_length", "segment", _THIGH, _SEAT_BACK),
    _soft("functional_leg_length", "segment", _THIGH, _SHANK, Height("lateral_malleolus"), _SEAT_BACK),
    # head
    _bone("head_breadth", "head", _length("euryon", "left_euryon")),
    _bone("head_circumference", "head", Girth("head")),
    _bone("head_length", "head", _length("glabella", "opisthocranion")),
    _bone("tragion_top_of_head", "head", _STATURE, (-1.0, Height("tragion"))),
    _bone("bizygomatic_breadth", "bare head", _length("zygion", "left_zygion")),
    _bone("menton_sellion_length", "bare head", _length("sellion", "menton")),
    _bone("bitragion_chin_arc", "bare head", _length("tragion", "menton", "left_tragion")),
    _bone("bitragion_submandibular_arc", "bare head", _length("tragion", "submandibular", "left_tragion")),
    _bone("ear_length", "bare head", Extent("ear", "y")),
    _bone("ear_breadth", "bare head", Extent("ear", "z")),
    _bone("ear_protrusion", "bare head", Extent("ear", "x")),
    # hands and feet
    _bone("hand_length", "hand", _HAND),
    _bone("hand_breadth", "hand", _length("metacarpale_2", "metacarpale_5")),
    _bone("hand_circumference", "hand", Girth("palm")),
    _bone("palm_length", "hand", _length("wrist_palm", "finger_base")),
    _bone("foot_length", "foot", Extent("foot", "z")),
    _bone("foot_breadth", "foot", _length("ball_inside", "ball_outside")),
    _bone("ball_of_foot_circumference", "foot", Girth("ball")),
    _bone("ball_of_foot_length", "foot", Ahead("ball_inside", "heel")),
    _bone("bimalleolar_breadth", "foot", _length("lateral_malleolus", "medial_malleolus")),
    _bone("heel_breadth", "foot", _length("heel_outside", "heel_inside")),
    _bone("heel_ankle_circumference", "foot", Girth("heel_ankle")),
)
"""All but the mass. Not on the mesh: forearm-forearm breadth (a posture), interscye I and II (folds of skin) and the
distance of the pupils (the face's part of the program sets it)."""

BY_NAME = MappingProxyType({measure.name: measure for measure in MEASURES})
NAMES: tuple[str, ...] = (*BY_NAME, MASS)


def noise(name: str) -> float:
    """Observer error of a measure, in metres or kg. Raises KeyError for a name that the mesh can't be measured for."""
    return NOISE_MASS_KG if name == MASS else BY_NAME[name].noise_m
