"""Rules that every character keeps: who may be asked for, how minors' bodies look, and that all are dressed.

* Ages are 6 to 90 years.
* Below 18 the sliders of adult bodies have no effect (:data:`procgen.character.body.shape.ADULT_ONLY`), whatever they
  are set to, and the chest is flat (:mod:`procgen.character.body.flat_chest`).
* Everybody's chest and pelvis are covered; what people below 18 wear is child-safe, piece by piece.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.body.flat_chest import carried_boy, chest_region
from procgen.character.body.macro import ADULT_YEARS, MAX_YEARS, MIN_YEARS, Macro, age_shares
from procgen.character.body.shape import ADULT_ONLY, Shape, modifier_range
from procgen.errors import Violation

__all__ = [
    "ALWAYS_COVERED",
    "MAX_YEARS",
    "MIN_YEARS",
    "Wearable",
    "adult_only",
    "chest_relief_m",
    "dress_problems",
    "enforce",
    "is_minor",
    "problems",
    "shape_problems",
]

ALWAYS_COVERED = ("chest", "pelvis")
"""Regions that everybody covers, by the names of :data:`procgen.character.wardrobe.kind.REGIONS`."""
HERITAGES = ("african", "asian", "caucasian")
_MACROS = ("sex", "muscle", "weight", "height", "proportions", "bust", "firmness")


class Wearable(Protocol):
    """What the rules must know of something worn."""

    @property
    def name(self) -> str:
        """What it is."""

    @property
    def child_safe(self) -> bool:
        """Whether people below 18 may wear it."""

    @property
    def covers(self) -> frozenset[str]:
        """Regions of the body that it covers."""


def is_minor(shape: Shape) -> bool:
    """Whether the person is below 18."""
    return shape.macro.age_years < ADULT_YEARS


def enforce(shape: Shape) -> Shape:
    """The shape without settings that the person's age forbids. The body is the same: they have no effect on it.

    Minors lose sliders of adult bodies, and bust and firmness stand in the middle; adults stay as they are.
    """
    if not is_minor(shape):
        return shape
    middle = Macro()
    macro = replace(shape.macro, bust=middle.bust, firmness=middle.firmness)
    kept = {name: value for name, value in shape.modifiers.items() if not name.startswith(ADULT_ONLY)}
    return Shape(macro, kept)


def shape_problems(shape: Shape, basis: Basis) -> list[Violation]:
    """Every field of a shape that can't be accepted: numbers that are none, out of range, or of unknown sliders."""
    found = []
    macro = shape.macro
    if not MIN_YEARS <= macro.age_years <= MAX_YEARS:
        found.append(Violation.of("age_years", macro.age_years, f"{MIN_YEARS:g} to {MAX_YEARS:g}"))
    for name in _MACROS:
        value = getattr(macro, name)
        if not 0 <= value <= 1:
            found.append(Violation.of(name, value, "0 to 1"))
    for name, share in sorted(macro.heritage.items()):
        if name not in HERITAGES:
            found.append(Violation.of("heritage", name, ", ".join(HERITAGES)))
        elif not (share >= 0 and math.isfinite(share)):
            found.append(Violation.of(f"heritage.{name}", share, "a number, not negative"))
    if not any(share > 0 for share in macro.heritage.values()):
        found.append(Violation.of("heritage", dict(macro.heritage), "at least one share above 0"))
    for name, value in sorted(shape.modifiers.items()):
        try:
            least, most = modifier_range(name, basis)
        except KeyError:
            found.append(Violation.of("modifiers", name, "a slider of the body"))
            continue
        if not least <= value <= most:
            found.append(Violation.of(f"modifiers.{name}", value, f"{least:g} to {most:g}"))
    return found


def dress_problems(shape: Shape, worn: Sequence[Wearable]) -> list[Violation]:
    """What is wrong with what a person wears: regions that must be covered and are bare, and for minors each piece."""
    covered: set[str] = set().union(*(piece.covers for piece in worn))
    found = [
        Violation.of(
            "outfit", "nothing" if not worn else ", ".join(piece.name for piece in worn), f"covers the {region}"
        )
        for region in ALWAYS_COVERED
        if region not in covered
    ]
    if is_minor(shape):
        found += [
            Violation.of("outfit", piece.name, f"child-safe pieces below {ADULT_YEARS:g} years")
            for piece in worn
            if not piece.child_safe
        ]
    return found


def problems(shape: Shape, worn: Sequence[Wearable], basis: Basis) -> list[Violation]:
    """Everything that forbids a character; none if it may be made."""
    return shape_problems(shape, basis) + dress_problems(shape, worn)


def adult_only(names: Iterable[str]) -> tuple[str, ...]:
    """Those of the sliders that have no effect below 18 years."""
    return tuple(name for name in names if name.startswith(ADULT_ONLY))


def chest_relief_m(vertices: npt.NDArray[np.float32], age_years: float, basis: Basis) -> float:
    """How far a chest stands out in front of a flat one, in metres: the measure by which minors' chests are checked.

    The flat chest is that of the average boy of the age, carried over by the affine map that fits best round the chest.

    Args:
        vertices: (19158, 3), in the rest pose.
        age_years: of the person.
        basis: of the vertices.
    """
    region, share = chest_region(basis)
    core = (share >= 1) & (region < BODY_VERTICES)
    own = vertices[region]
    flat = carried_boy(own, age_shares(age_years), basis, border=(share < 1) & (region < BODY_VERTICES))
    return float((own - flat)[core, 2].max())
