"""Which sliders make a face, in the order of the learned model's rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.body.shape import modifier_range

_REGIONS = ("cheek_", "chin_", "ear_", "eye_", "eyebrows_", "forehead_", "head_", "mouth_", "nose_")
_NECK = ("neck_double",)
"""Of the neck's sliders only the double chin is a face's; the rest is the body's or posture."""
_POSTURE = ("head_angle_out", "head_trans_forward", "head_trans_out", "head_trans_up")
"""They move or tilt the whole head: posture, not identity."""
_SIDEWAYS = ("mouth_trans_out", "nose_trans_out")
"""Symmetric by name only: they move mouth and nose to the left or right."""
_NOT_FACE = ("asym_breast", "asym_trunk")


def identity_sliders(basis: Basis) -> tuple[str, ...]:
    """Sliders that move both sides alike."""
    return tuple(
        name
        for name in sorted(basis.modifiers)
        if (name.startswith(_REGIONS) or name in _NECK) and name not in _POSTURE + _SIDEWAYS
    )


def asymmetry_sliders(basis: Basis) -> tuple[str, ...]:
    """Sliders that make the sides differ; 0 is symmetric."""
    return tuple(
        name
        for name in sorted(basis.modifiers)
        if (name.startswith("asym_") and not name.startswith(_NOT_FACE)) or name in _SIDEWAYS
    )


def face_sliders(basis: Basis) -> tuple[str, ...]:
    """All of them: identity, then asymmetry."""
    return identity_sliders(basis) + asymmetry_sliders(basis)


def slider_bounds(sliders: Sequence[str], basis: Basis) -> npt.NDArray[np.float64]:
    """(2, S) least and greatest values."""
    return np.array([modifier_range(name, basis) for name in sliders]).T


def to_row(face: Mapping[str, float], sliders: Sequence[str]) -> npt.NDArray[np.float64]:
    """(S,) values of a face; sliders that are missing are 0. Raises KeyError for a name that is none of the sliders."""
    unknown = sorted(set(face) - set(sliders))
    if unknown:
        raise KeyError(f"no sliders of the face: {', '.join(unknown)}")
    return np.array([float(face.get(name, 0.0)) for name in sliders])


def to_face(row: npt.NDArray[np.floating], sliders: Sequence[str]) -> dict[str, float]:
    """The face of a row (S,): slider to value."""
    return {name: float(value) for name, value in zip(sliders, row, strict=True)}
