"""What a layout is asked for: parameters and their ranges."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from procgen.errors import InvalidFields, Violation
from procgen.runtime.ranges import number, range_violations, ranges_of

BONDS: MappingProxyType[str, str] = MappingProxyType(
    {
        "grid": "Rows and columns.",
        "running": "Each row half a piece further; an even number of rows.",
        "third": "Each row a third of a piece further; rows in threes.",
        "ashlar": "Each row begins anywhere, and pieces differ in length with the irregularity.",
        "planks": "Rows of long pieces whose ends lie anywhere, away from those of the row above.",
        "strips": "Rows of pieces without ends; columns don't count.",
        "herringbone": "Pieces at right angles, end against side; rows and columns count repeats of the pattern.",
        "basket": "Square blocks of parallel pieces, turned in turn; rows and columns count repeats of four blocks.",
        "hexagon": "Six-sided pieces; an even number of rows.",
        "scales": "Rows of overlapping pieces with round lower ends; an even number of rows.",
        "diamond": "A grid turned by 45 degrees; rows and columns count the diagonals of a piece.",
        "cobble": "Many-sided stones about as wide as high; an even number of rows.",
        "flagstones": "Rectangles of many sizes; rows and columns count stones of middle size.",
    }
)
"""Ways to lay pieces, with what each means."""

ROW_GROUP: MappingProxyType[str, int] = MappingProxyType(
    {"running": 2, "third": 3, "hexagon": 2, "scales": 2, "cobble": 2}
)
"""The number of rows has to be a multiple of this, for the tile to continue at its lower edge."""
USUAL_COUNTS: MappingProxyType[str, tuple[int, int]] = MappingProxyType(
    {
        "hexagon": (7, 8),
        "cobble": (5, 6),
        "diamond": (6, 6),
        "herringbone": (2, 2),
        "basket": (2, 2),
        "flagstones": (4, 4),
    }
)
"""Columns and rows over a natural piece of bonds whose pieces, or repeats, are about as wide as high. Hexagons are even
where rows are 0.87 of a column apart; at a half they would be squares that stand on a corner."""


@dataclass(frozen=True, slots=True)
class LayoutParameters:
    """How pieces are laid on a tile; whole numbers of them, so that it continues at its edges."""

    bond: str
    """One of :data:`BONDS`."""
    columns: int = number(1, 256, "Pieces in a row of the tile.", 4, whole=True)
    rows: int = number(1, 256, "Rows of the tile.", 8, whole=True)
    joint: float = number(0.0, 0.6, "Width of the joints, as a share of a piece's shorter side.", 0.1)
    irregularity: float = number(0.0, 1.0, "How far pieces differ in place, size and outline.", 0.0)
    roundness: float = number(0.0, 1.0, "How round the corners of rectangular pieces are.", 0.0)
    proportion: int = number(2, 6, "Length of a piece over its width, in herringbone and basket.", 2, whole=True)
    rotated: bool = False
    """By a quarter: rows stand upright, and ``columns`` counts pieces downwards."""
    mirrored: bool = False
    """Left and right exchanged, before the quarter turn."""
    shift_x: float = number(0.0, 1.0, "How far the layout is moved to the right, in tiles.", 0.0)
    shift_y: float = number(0.0, 1.0, "How far the layout is moved down, in tiles.", 0.0)


LAYOUT_RANGES: Final = ranges_of(LayoutParameters)


def violations(parameters: LayoutParameters, prefix: str = "layout.") -> list[Violation]:
    """Everything that is wrong with the parameters, in the order of the fields."""
    found = []
    if parameters.bond not in BONDS:
        found.append(Violation.of(f"{prefix}bond", parameters.bond, "one of " + ", ".join(BONDS)))
    found += range_violations(LAYOUT_RANGES, parameters, prefix)
    rows, group = parameters.rows, ROW_GROUP.get(parameters.bond, 1)
    if LAYOUT_RANGES["rows"].allows(rows) and rows % group:
        found.append(Violation.of(f"{prefix}rows", rows, f"a multiple of {group} with {parameters.bond}"))
    return found


def check(parameters: LayoutParameters) -> None:
    """Refuse parameters that are out of range.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = violations(parameters)
    if found:
        raise InvalidFields(found)
