"""The sliders that fits and edits may move: which, how far, and how they are read and set by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from procgen.character.body.basis import Basis
from procgen.character.body.bones import BONES
from procgen.character.body.macro import ADULT_YEARS, MAX_YEARS, MIN_YEARS, Macro
from procgen.character.body.shape import ADULT_ONLY, Shape, modifier_range

MACROS: Mapping[str, float] = {"muscle": 0.25, "weight": 0.5, "height": 0.2, "proportions": 0.15}
"""Macro sliders that a fit may move, and how far from their start is ordinary."""
OTHER_MACROS = ("sex", "age_years", "bust", "firmness")
_LIMBS = ("upperarm", "lowerarm", "upperleg", "lowerleg")
_GIRTHS = ("ankle", "calf", "hips", "knee", "neck", "thigh", "upperarm", "waist", "wrist", "bust", "underbust")
_LENGTHS = ("lowerarm_length", "upperarm_length", "lowerleg_height", "upperleg_height", "neck_height")
_DISTANCES = ("shoulder_dist", "napetowaist_dist", "waisttohip_dist", "frontchest_dist")
SLIDERS: Mapping[str, float] = {
    # Sliders that bulge in one place move less willingly than those that shape a whole limb or the whole trunk.
    **{f"measure_{name}_circ": 0.12 for name in _GIRTHS},
    **{f"measure_{name}": 0.2 for name in _DISTANCES},
    **{f"measure_{name}": 0.3 for name in _LENGTHS},
    **{f"{limb}_fat": 0.35 for limb in _LIMBS},
    **{f"{limb}_{what}": 0.25 for limb in _LIMBS for what in ("muscle", "scale_depth", "scale_horiz")},
    **{f"{part}_scale_{axis}": 0.35 for part in ("torso", "hip") for axis in ("depth", "horiz")},
    **{f"{part}_scale_vert": 0.25 for part in ("torso", "hip")},
    "torso_vshape": 0.25,
    "stomach_tone": 0.25,
    "stomach_navel_up": 0.4,
    "buttocks_volume": 0.25,
    "neck_scale_depth": 0.25,
    "neck_scale_horiz": 0.25,
    **{f"head_scale_{axis}": 0.5 for axis in ("depth", "horiz", "vert")},
    "hand_scale": 0.5,
    "hand_fingers_length": 0.25,
    "hand_fingers_diameter": 0.2,
    **{f"foot_scale{axis}": 0.5 for axis in ("", "_depth", "_horiz", "_vert")},
    **dict.fromkeys(BONES, 0.35),
}
"""Modelling sliders that a fit may move, and how far is ordinary."""


_ADULTS_MEASURES = ("stomach_navel_up",)
"""What only measures of the survey ask for, which below 18 years measured nobody."""


def free_sliders(start: Shape, locked: Iterable[str] = ()) -> dict[str, float]:
    """The sliders that a fit may move, with how far is ordinary: all but the locked, and below 18 the adults' ones."""
    held = set(locked)
    adult = start.macro.age_years >= ADULT_YEARS
    adults = (*ADULT_ONLY, *_ADULTS_MEASURES)
    allowed = {**MACROS, **{name: s for name, s in SLIDERS.items() if adult or not name.startswith(adults)}}
    return {name: s for name, s in allowed.items() if name not in held}


def slider_value(shape: Shape, name: str) -> float:
    """A macro field's or slider's value."""
    if name in MACROS or name in OTHER_MACROS:
        return float(getattr(shape.macro, name))
    return float(shape.modifiers.get(name, 0.0))


def with_sliders(shape: Shape, values: Mapping[str, float]) -> Shape:
    """The shape with some macro fields and sliders set; sliders at 0 are left out unless they were there."""
    macro, modifiers = shape.macro, dict(shape.modifiers)
    for name, value in values.items():
        if name in MACROS or name in OTHER_MACROS:
            macro = with_macro(macro, name, value)
        elif value != 0 or name in modifiers:
            modifiers[name] = value
    return Shape(macro, modifiers)


def with_macro(macro: Macro, name: str, value: float) -> Macro:
    """The macro sliders with one field set."""
    changed: dict[str, Any] = {name: value}
    return replace(macro, **changed)


def slider_range(name: str, basis: Basis) -> tuple[float, float]:
    """Least and greatest value of a macro field or slider. Raises KeyError for a name that is neither."""
    if name == "age_years":
        return MIN_YEARS, MAX_YEARS
    return (0.0, 1.0) if name in MACROS or name in OTHER_MACROS else modifier_range(name, basis)
