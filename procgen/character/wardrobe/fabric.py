"""What can be chosen about cloth, whatever is sewn of it: how it is woven, and what is woven or printed in it.

Neither changes a mesh: both are pictures of the main material, see :mod:`procgen.character.motifs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from procgen.character.mesh.part import PLAIN, UNPATTERNED, Colour, Slot

WEAVES: Final = (PLAIN, "linen", "wool", "twill", "knit", "velvet", "silk", "quilted", "fur")
PATTERNS: Final = (
    UNPATTERNED, "stripes", "hoops", "pinstripes", "check", "windowpane", "tartan", "houndstooth", "herringbone",
    "chevrons", "lozenges", "argyle", "dots", "waves", "hemp_leaf", "lattice", "ikat", "zigzag", "marks", "meander",
    "damask", "blossoms", "lilies", "crosses", "stars", "crescents", "suns", "camouflage", "hexagons", "circuit",
)  # fmt: skip
"""Lilies to suns are charges of heraldry, strewn over the field."""
WEAVE, PATTERN = "weave", "pattern"
"""Names of the options; the second is that of the pattern's colour, too."""
_PALE: Final = 0.45
"""Mean of a colour from which the usual colour of its pattern is darker, not lighter."""


def woven(slot: Slot, options: Mapping[str, float | str], colours: Mapping[str, Colour]) -> Slot:
    """The main material of a piece as its options want it.

    Args:
        slot: in its colour.
        options: of the piece; those that are missing have their defaults.
        colours: of the piece, of which "pattern" is the pattern's.
    """
    pattern = str(options.get(PATTERN, UNPATTERNED))
    second = colours.get(PATTERN, beside(slot.colour)) if pattern != UNPATTERNED else None
    return replace(slot, weave=str(options.get(WEAVE, slot.weave)), pattern=pattern, second=second)


def beside(colour: Colour) -> Colour:
    """What a pattern on a colour has where nobody says: the same, lighter or darker."""
    share, end = (0.45, 0.0) if sum(colour) / 3 > _PALE else (0.5, 0.95)
    red, green, blue = (part + (end - part) * share for part in colour)
    return red, green, blue
