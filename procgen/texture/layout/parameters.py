"""What a layout is asked for: parameters and their ranges."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from procgen.errors import InvalidFields, Violation
from procgen.runtime.ranges import Range

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

LAYOUT_RANGES: MappingProxyType[str, Range] = MappingProxyType(
    {
        "columns": Range(1, 256, "Pieces in a row of the tile.", 4, whole=True),
        "rows": Range(1, 256, "Rows of the tile.", 8, whole=True),
        "joint": Range(0.0, 0.6, "Width of the joints, as a share of a piece's shorter side.", 0.1),
        "irregularity": Range(0.0, 1.0, "How far pieces differ in place, size and outline.", 0.0),
        "roundness": Range(0.0, 1.0, "How round the corners of rectangular pieces are.", 0.0),
        "proportion": Range(2, 6, "Length of a piece over its width, in herringbone and basket.", 2, whole=True),
        "shift_x": Range(0.0, 1.0, "How far the layout is moved to the right, in tiles.", 0.0),
        "shift_y": Range(0.0, 1.0, "How far the layout is moved down, in tiles.", 0.0),
    }
)


@dataclass(frozen=True, slots=True)
class LayoutParameters:
    """How pieces are laid on a tile; whole numbers of them, so that it continues at its edges."""

    bond: str
    """One of :data:`BONDS`."""
    columns: int = 4
    rows: int = 8
    joint: float = 0.1
    irregularity: float = 0.0
    roundness: float = 0.0
    proportion: int = 2
    rotated: bool = False
    """By a quarter: rows stand upright, and ``columns`` counts pieces downwards."""
    mirrored: bool = False
    """Left and right exchanged, before the quarter turn."""
    shift_x: float = 0.0
    shift_y: float = 0.0


def violations(parameters: LayoutParameters, prefix: str = "layout.") -> list[Violation]:
    """Everything that is wrong with the parameters, in the order of the fields."""
    found = []
    if parameters.bond not in BONDS:
        found.append(Violation.of(f"{prefix}bond", parameters.bond, "one of " + ", ".join(BONDS)))
    for name, allowed in LAYOUT_RANGES.items():
        value = getattr(parameters, name)
        if not allowed.allows(value):
            found.append(Violation.of(f"{prefix}{name}", value, str(allowed)))
        elif name == "rows" and value % ROW_GROUP.get(parameters.bond, 1):
            group = ROW_GROUP[parameters.bond]
            found.append(Violation.of(f"{prefix}rows", value, f"a multiple of {group} with {parameters.bond}"))
    return found


def check(parameters: LayoutParameters) -> None:
    """Refuse parameters that are out of range.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = violations(parameters)
    if found:
        raise InvalidFields(found)
