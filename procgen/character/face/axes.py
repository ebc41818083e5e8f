"""The named axes of faces, and what each does to the sliders.

An axis is one number per face, standard normal over the population. Its loadings say by how much one standard deviation
moves each slider; sliders with one end are cut at 0. What the axes leave over is each slider's own: ``own_spread``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ASYMMETRY = "asymmetry"
"""The axis that scales the asymmetry sliders; it has no loadings."""
ASYMMETRY_RATE = 0.35
"""Natural logarithm of the factor that one standard deviation of asymmetry gives."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A direction in which faces differ.

    Attributes:
        name: what requests call it.
        low, high: what its two ends look like.
        loadings: slider to change for one standard deviation.
    """

    name: str
    low: str
    high: str
    loadings: Mapping[str, float]


AXES = (
    Axis(
        "face_length",
        "short face",
        "long face",
        {"head_scale_vert": 0.20, "chin_height": 0.13, "head_rectangular": 0.12, "nose_scale_vert": 0.10},
    ),
    Axis(
        "face_width",
        "narrow face",
        "wide face",
        {"head_scale_horiz": 0.26, "head_round": 0.12, "head_oval": -0.10, "cheek_volume": 0.08},
    ),
    Axis("skull", "short skull", "long skull", {"head_scale_depth": 0.24, "head_back_scale_depth": 0.16}),
    Axis(
        "jaw",
        "narrow, tapering jaw",
        "broad, square jaw",
        {
            "chin_bones": 0.17,
            "chin_width": 0.22,
            "head_square": 0.18,
            "chin_triangle": -0.16,
            "head_invertedtriangular": -0.16,
        },
    ),
    Axis(
        "chin",
        "receding chin",
        "prominent chin",
        {"chin_prominent": 0.22, "chin_prognathism": 0.16, "chin_jaw_drop": 0.12, "chin_cleft": 0.15},
    ),
    Axis(
        "cheekbones",
        "flat cheekbones",
        "strong cheekbones",
        {"cheek_bones": 0.32, "cheek_trans_up": 0.22, "cheek_inner": 0.22},
    ),
    Axis("fullness", "lean face", "full face", {"head_fat": 0.22, "cheek_volume": 0.20, "neck_double": 0.16}),
    Axis(
        "forehead",
        "low, sloping forehead",
        "high, upright forehead",
        {"forehead_scale_vert": 0.06, "forehead_trans_forward": 0.20, "forehead_temple": 0.20, "forehead_nubian": 0.03},
    ),
    Axis("brow_ridge", "smooth brow", "heavy brow", {"eyebrows_trans_forward": 0.16, "eye_trans_up": 0.10}),
    Axis("brow_height", "low brows", "high, arched brows", {"eyebrows_trans_up": 0.30, "eyebrows_angle_up": 0.24}),
    Axis(
        "eye_size",
        "small, narrow eyes",
        "large, open eyes",
        {"eye_scale": 0.26, "eye_height1": 0.22, "eye_height2": 0.30, "eye_height3": 0.24},
    ),
    Axis(
        "eye_tilt",
        "eyes rising outwards",
        "eyes falling outwards",
        {"eye_corner2_up": 0.40, "eye_corner1_up": -0.22, "eye_eyefold_angle_up": 0.15},
    ),
    Axis(
        "eye_spacing",
        "close-set eyes",
        "wide-set eyes",
        {"eye_trans_out": 0.30, "eye_push1_out": 0.18, "eye_push2_out": 0.10},
    ),
    Axis(
        "eyelids",
        "deep, open lids",
        "hooded lids",
        {"eye_eyefold_up": -0.32, "eye_eyefold_convex": 0.28, "eye_epicanthus_out": -0.22},
    ),
    Axis(
        "nose_size",
        "small nose",
        "large nose",
        {"nose_scale_depth": 0.22, "nose_scale_vert": 0.20, "nose_trans_forward": 0.18, "nose_volume": 0.14},
    ),
    Axis(
        "nose_width",
        "narrow nose",
        "broad nose",
        {
            "nose_scale_horiz": 0.16,
            "nose_width1": 0.24,
            "nose_width2": 0.22,
            "nose_width3": 0.24,
            "nose_nostrils_width": 0.12,
            "nose_flaring": 0.20,
            "nose_point_width": 0.20,
        },
    ),
    Axis(
        "nose_profile",
        "snub nose",
        "aquiline nose",
        {
            "nose_hump": 0.26,
            "nose_curve_convex": 0.26,
            "nose_base_up": -0.24,
            "nose_point_up": -0.10,
            "nose_septumangle": -0.20,
            "nose_greek": 0.14,
        },
    ),
    Axis(
        "mouth_width",
        "small mouth",
        "wide mouth",
        {"mouth_scale_horiz": 0.32, "mouth_lowerlip_width": 0.16, "mouth_upperlip_width": 0.16},
    ),
    Axis(
        "lip_fullness",
        "thin lips",
        "full lips",
        {
            "mouth_lowerlip_volume": 0.28,
            "mouth_upperlip_volume": 0.28,
            "mouth_lowerlip_height": 0.20,
            "mouth_upperlip_height": 0.24,
            "mouth_scale_vert": 0.16,
        },
    ),
    Axis(
        "mouth_curve",
        "straight, drooping mouth",
        "curved, rising mouth",
        {"mouth_angles_up": 0.26, "mouth_cupidsbow": 0.28, "mouth_upperlip_middle_up": 0.16},
    ),
    Axis(
        "mouth_projection",
        "mouth set back",
        "mouth set forwards",
        {"mouth_trans_forward": 0.18, "mouth_scale_depth": 0.20, "mouth_philtrum_volume": 0.16},
    ),
    Axis("ear_size", "small ears", "large ears", {"ear_scale": 0.20, "ear_scale_vert": 0.16, "ear_lobe": 0.22}),
    Axis("ear_protrusion", "flat ears", "standing ears", {"ear_wing": 0.24, "ear_flap": 0.12}),
    Axis(
        "masculinity",
        "feminine features",
        "masculine features",
        {
            "chin_bones": 0.10,
            "chin_width": 0.12,
            "chin_height": 0.07,
            "head_square": 0.09,
            "eyebrows_trans_forward": 0.10,
            "eyebrows_trans_up": -0.16,
            "forehead_trans_forward": -0.10,
            "eye_scale": -0.12,
            "eye_height2": -0.12,
            "nose_scale_depth": 0.10,
            "nose_scale_horiz": 0.10,
            "mouth_upperlip_volume": -0.12,
            "mouth_lowerlip_volume": -0.10,
            "cheek_inner": -0.10,
        },
    ),
    Axis(
        "age_features",
        "youthful features",
        "aged features",
        {
            "head_age": 0.30,
            "eye_bag": 0.28,
            "eye_bag_height": -0.14,
            "mouth_laugh_lines_out": 0.26,
            "mouth_angles_up": -0.08,
            "neck_double": 0.08,
        },
    ),
    Axis(ASYMMETRY, "even halves", "uneven halves", {}),
)

NAMES = tuple(axis.name for axis in AXES)

_OWN_SHIFT_M = 0.9e-3
_OWN_MAX = 0.14
_LOADING = 0.7
"""All loadings are times this: the strength at which most of a crowd looks like people one meets."""
_ASYMMETRY_SHIFT_M = 0.9e-3


def loading_matrix(sliders: Sequence[str]) -> Floats:
    """(A, S) change of each slider for one standard deviation of each axis. Raises KeyError for an unknown slider."""
    place = {name: number for number, name in enumerate(sliders)}
    matrix = np.zeros((len(AXES), len(sliders)))
    for row, axis in zip(matrix, AXES, strict=True):
        for slider, loading in axis.loadings.items():
            row[place[slider]] = _LOADING * loading
    return matrix


def own_spread(reach_m: Floats, identity: int) -> Floats:
    """(S,) standard deviation of each slider beside the axes, so that it moves no vertex by much.

    Args:
        reach_m: (S,) how far one unit of each slider moves the vertex that it moves most.
        identity: how many of the sliders, the first ones, are symmetric; the rest get the smaller asymmetry. With
            0.9 mm each, the halves of a face differ by 1 to 3 mm as those of real faces do (Farkas and Cheung 1981).
    """
    shift = np.full(len(reach_m), _ASYMMETRY_SHIFT_M)
    shift[:identity] = _OWN_SHIFT_M
    shift /= np.maximum(reach_m, 1e-6)
    spread: Floats = np.minimum(_OWN_MAX, shift)
    return spread
