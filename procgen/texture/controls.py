"""What steers a material, beside numbers: exemplars, mixtures, relatives."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from procgen.errors import Violation
from procgen.runtime.ranges import Range
from procgen.texture.classes import CLASS_NAMES
from procgen.texture.material import FloatArray

ByteArray = npt.NDArray[np.uint8]

SEED = Range(0, 2.0**64 - 1, "Any 64-bit number.", 0, whole=True)
SHARE = Range(0.0, 1.0, "How much of the second material there is.", 0.5)
STRENGTH = Range(0.0, 1.0, "How far a variation goes: 0 nowhere, 1 to another material of the class.", 0.0)
MASK_SIDE = Range(1, 256, "Columns or rows of a mask.", whole=True)


@dataclass(frozen=True, slots=True, eq=False)
class Exemplar:
    """A photo to follow."""

    albedo: FloatArray = field(repr=False)
    """(rows, columns, 3) sRGB-encoded, 0 to 1; its shorter side shows a usual piece of the class."""
    sha256: str
    """Of the file that it came in."""
    corners: tuple[float, ...] = ()
    """Of the part of the photo that ``albedo`` shows, rectified; none for all of it."""


@dataclass(frozen=True, slots=True, eq=False)
class MaterialMix:
    """A second material that the first goes over into."""

    material: str = ""
    """Its class; the request's own if empty."""
    style_seed: int | None = None
    """Its style; the request's own if None."""
    share: float = 0.5
    """0 to 1; a factor on the mask, where there is one."""
    mask: ByteArray | None = None
    """(rows, columns) 0 to 255: where it is; everywhere if None."""


@dataclass(frozen=True, slots=True)
class StyleVariation:
    """A near relative of a style."""

    other_seed: int
    strength: float


def mix_violations(mix: MaterialMix) -> list[Violation]:
    """Everything that is wrong with a mixture."""
    found = []
    if mix.material and mix.material not in CLASS_NAMES:
        found.append(Violation.of("mix.material", repr(mix.material), "empty or one of " + ", ".join(CLASS_NAMES)))
    if not SHARE.allows(mix.share):
        found.append(Violation.of("mix.share", mix.share, str(SHARE)))
    if mix.mask is not None:
        for name, side in zip(("height", "width"), mix.mask.shape, strict=True):
            if not MASK_SIDE.allows(side):
                found.append(Violation.of(f"mix.mask.{name}", side, str(MASK_SIDE)))
    return found


def variation_violations(variation: StyleVariation) -> list[Violation]:
    """Everything that is wrong with a variation."""
    if STRENGTH.allows(variation.strength):
        return []
    return [Violation.of("variation.strength", variation.strength, str(STRENGTH))]
