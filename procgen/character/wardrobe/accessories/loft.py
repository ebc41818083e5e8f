"""Shapes raised on a closed loop: crowns, brims, helmets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from procgen.character.wardrobe.accessories.solids import Piece, grid
from procgen.character.wardrobe.accessories.wrap import Wrap

Doubles = npt.NDArray[np.float64]
Step = tuple[float, float, float]
"""Scale about the loop's middle, metres out along the loop's normals, metres up."""


def raised(loop: Doubles, up: Doubles, steps: Sequence[Step]) -> Doubles:
    """Rings (R, C, 3) over a flat loop (C, 3) that goes round ``up`` as :meth:`Figure.loop` makes it."""
    middle = loop.mean(axis=0)
    tangent = np.roll(loop, -1, axis=0) - np.roll(loop, 1, axis=0)
    out = np.cross(up, tangent)
    out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)
    return np.stack([middle + (loop - middle) * scale + out * away + up * height for scale, away, height in steps])


def dome(height: float, power: float, count: int, end: float = 0.0) -> list[Step]:
    """Steps of a dome from the loop to its top: power 2 is an ellipsoid, less is more pointed."""
    share = np.linspace(0, 1, count) ** 0.8
    scale = np.maximum((1 - share**power) ** (1 / power), end)
    scale[-1] = 0.0
    return [(float(s), 0.0, float(h)) for s, h in zip(scale, share * height, strict=True)]


def closed_sheet(rings: Doubles, slot: int) -> Piece:
    """A surface from rings that go outward-facing, from the inside over the rim up to the top, as one piece."""
    return grid(rings, slot, closed=True).flipped()


def surface(rings: Doubles) -> Wrap:
    """The same rings as a surface to lay bands and patches on."""
    return Wrap.of(rings)
