"""What a structure says: a form that is worked out, and of which scans its parts are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from procgen.texture.classical.canvas import Canvas, Field

Colour: TypeAlias = tuple[float, float, float]
"""sRGB-encoded, 0 to 1."""
_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Where pixels lie in the pieces that they are of. All (rows, columns) float32."""

    along: Field = field(repr=False)
    """Natural pieces of the scan from the middle, along its grain."""
    across: Field = field(repr=False)
    """And across."""
    turned: Field = field(repr=False)
    """Angle of the piece, radians: 0 where its grain lies from left to right."""
    finer: float = 1.0
    """How much smaller than in nature the scan is shown."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What some of a form is made of. Fields are (rows, columns) float32 where they are not single numbers."""

    material: str
    """Class whose scans are its surface; one of the structure's."""
    where: Field | None = None
    """How much of it shows, 0 to 1, over the parts before; None for all."""
    colour: Colour | None = None
    """Mean colour that the scan takes; its own if None."""
    tone: Field | float = 1.0
    """Factor on its light."""
    relief: Field | float = 1.0
    """Factor on the scan's relief; what lies over it does not take it away."""
    roughness: float | None = None
    """Its mean; the scan's own if None."""
    metallic: float | None = None
    """The scan's own if None."""
    hues: bool = False
    """Whether the scan's colours vary about that mean, or its light alone."""
    pieces: tuple[Field, Field] | None = None
    """Two numbers of each piece, 0 to 1: which part of the scan it shows. None where it goes on everywhere."""
    frame: Frame | None = None
    """How the scan lies in each piece, such as its grain along a chip of wood; as it lies in the tile if None."""


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A form and its parts, the lowest first."""

    height: Field = field(repr=False)
    """Pixels where a natural piece has 128."""
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """How a class is built."""

    draw: Callable[[Canvas], Form]
    materials: tuple[str, ...]
    """Classes whose scans it takes."""
    over_scans: bool = False
    """Whether it is made where there are packaged scans of the class itself, which show its surface alone."""


def one_of(canvas: Canvas, name: str, kinds: Sequence[_Kind]) -> _Kind:
    """What the style has of some kinds, all as likely."""
    return kinds[min(int(canvas.style(name, 0.0, 1.0) * len(kinds)), len(kinds) - 1)]
