"""The named axes: what each stands for, as a composite of measures.

A composite is a weighted sum of scores (:mod:`procgen.character.population.marginals`). Training takes them in this
order and takes from each what the earlier ones, sex and age already tell (Gram-Schmidt under the covariance of each
sex), so within a sex the axes are uncorrelated, of mean 0 and variance 1: "hands" is how much larger a person's hands
are than those of others of the same size, fatness, proportions and frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Axis:
    """One named axis."""

    name: str
    label: str
    low: str
    high: str
    weights: Mapping[str, float]
    """Measure to weight in the composite."""


def _all(weight: float, *names: str) -> dict[str, float]:
    return dict.fromkeys(names, weight)


AXES: Final[tuple[Axis, ...]] = (
    Axis("size", "Size of the body", "short", "tall", _all(1.0, "stature")),
    Axis(
        "adiposity",
        "Fatness",
        "lean",
        "fat",
        _all(
            1.0,
            "mass",
            "waist_circumference",
            "waist_depth",
            "abdominal_extension_depth_sitting",
            "hip_breadth_sitting",
            "buttock_circumference",
            "thigh_circumference",
            "chest_circumference",
        ),
    ),
    Axis(
        "limb_length",
        "Length of the limbs against the trunk",
        "long trunk",
        "long limbs",
        {
            **_all(1.0, "crotch_height", "trochanterion_height", "knee_height_midpatella", "span", "sleeve_outseam"),
            **_all(-2.5, "sitting_height"),
        },
    ),
    Axis(
        "shoulders",
        "Shoulders against hips",
        "narrow shoulders, broad hips",
        "broad shoulders, narrow hips",
        {
            **_all(1.0, "biacromial_breadth", "bideltoid_breadth", "shoulder_circumference"),
            **_all(-1.0, "bicristal_breadth", "hip_breadth", "hip_breadth_sitting"),
        },
    ),
    Axis(
        "muscularity",
        "Muscles of arms, neck and chest against the waist",
        "slight",
        "muscular",
        {
            **_all(
                1.0,
                "biceps_circumference_flexed",
                "forearm_circumference_flexed",
                "neck_circumference",
                "calf_circumference",
            ),
            **_all(-1.0, "waist_circumference", "abdominal_extension_depth_sitting"),
        },
    ),
    Axis(
        "lower_body",
        "Fat on thighs and buttocks against the belly",
        "full belly",
        "full thighs",
        {
            **_all(1.0, "thigh_circumference", "lower_thigh_circumference", "buttock_depth", "thigh_clearance"),
            **_all(-2.0, "waist_depth", "waist_circumference"),
        },
    ),
    Axis(
        "frame",
        "Thickness of the bones",
        "fine",
        "robust",
        _all(1.0, "wrist_circumference", "ankle_circumference", "bimalleolar_breadth", "heel_ankle_circumference"),
    ),
    Axis(
        "head",
        "Size of the head",
        "small",
        "large",
        _all(1.0, "head_circumference", "head_length", "head_breadth", "bitragion_chin_arc", "tragion_top_of_head"),
    ),
    Axis("hands", "Size of the hands", "small", "large", _all(1.0, "hand_length", "palm_length", "hand_circumference")),
    Axis("feet", "Size of the feet", "small", "large", _all(1.0, "foot_length", "ball_of_foot_length", "foot_breadth")),
)

AXIS_NAMES: Final = tuple(axis.name for axis in AXES)
AXIS_INDEX: Final[dict[str, int]] = {name: number for number, name in enumerate(AXIS_NAMES)}
AXIS_LIMIT: Final = 4.0
"""Standard deviations; an axis goes from minus to plus this."""
