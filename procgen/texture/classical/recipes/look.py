"""What a recipe draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from procgen.texture.classical.canvas import Canvas, Field
from procgen.texture.classical.ramps import Ramp


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What a recipe draws. Fields are (rows, columns) float32 where they are not single numbers."""

    tone: Field
    """Dark to bright, any scale: its ranks are coloured with the ramp."""
    height: Field
    """Pixels where a natural piece has 128."""
    roughness: Field | float
    metallic: Field | float = 0.0
    tints: tuple[tuple[Field, tuple[float, float, float]], ...] = ()
    """Colours painted over the ramp's: where, 0 to 1, and sRGB."""


Recipe = Callable[[Canvas, Ramp], Look]
