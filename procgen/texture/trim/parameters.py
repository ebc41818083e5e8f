"""What a trim sheet is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.errors import Violation
from procgen.runtime.ranges import Range, number, range_violations, ranges_of
from procgen.texture.trim.profiles import PROFILES

TRIM_KINDS: Final = tuple(PROFILES)
USUAL_KINDS: Final = ("plain", "boards", "panels", "moulding", "grooves", "rivets", "plain", "rounded")
USUAL_HEIGHTS: Final = (8.0, 8.0, 4.0, 4.0, 2.0, 2.0, 2.0, 2.0)
"""Of the usual strips, in 32nds of the sheet: powers of two, so that borders stay borders in smaller mip levels."""
MOST_STRIPS: Final = 16
LEAST_ROWS: Final = 8
"""Of a strip."""
_STEP_PX: Final = 4
"""Borders lie between the blocks of compressed textures."""
HEIGHT: Final = Range(0.01, 64.0, "Heights of the strips, in any unit: together they are the sheet; by kind if none.")


@dataclass(frozen=True, slots=True)
class TrimParameters:
    """The strips of a sheet, from its upper edge down."""

    kinds: tuple[str, ...] = USUAL_KINDS
    """Each one of :data:`TRIM_KINDS`; the usual strips if empty."""
    heights: tuple[float, ...] = ()
    """Of each, in any unit; as usual for its kind if empty."""
    seed: int = number(0, 2.0**64 - 1, "Where strips are cut and how they differ; any 64-bit number.", 0, whole=True)
    bevel: float = number(0.0, 0.4, "How far edges are rounded, over half the height of a strip.", 0.12)
    wear: float = number(0.0, 1.0, "How far edges of strips are rubbed bare.", 0.4)

    @property
    def strips(self) -> tuple[str, ...]:
        """Their kinds, with the usual ones where none is said."""
        return self.kinds or USUAL_KINDS

    @property
    def names(self) -> tuple[str, ...]:
        """Of the strips: their kinds, numbered where one comes again."""
        kinds = self.strips
        return tuple(
            kind if kinds.count(kind) == 1 else f"{kind}_{kinds[: index + 1].count(kind)}"
            for index, kind in enumerate(kinds)
        )

    def borders(self, rows: int) -> list[int]:
        """First row of each strip, and the end of the last, for a sheet of that many rows."""
        kinds = self.strips
        usual = USUAL_HEIGHTS if kinds == USUAL_KINDS else tuple(PROFILES[kind].height for kind in kinds)
        ends = np.cumsum(np.array(self.heights or usual, np.float64))
        step = _STEP_PX if rows >= MOST_STRIPS * LEAST_ROWS else 1
        return [0, *(round(float(end / ends[-1]) * rows / step) * step for end in ends)]


TRIM_RANGES: Final = ranges_of(TrimParameters, "bevel", "wear")


def trim_violations(parameters: TrimParameters, rows: int) -> list[Violation]:
    """Everything that is wrong with the parameters, for a sheet of that many rows (0 if that is not known)."""
    found = []
    kinds, heights = parameters.strips, parameters.heights
    if len(kinds) > MOST_STRIPS:
        found.append(Violation.of("kinds", f"{len(kinds)} strips", f"at most {MOST_STRIPS}"))
    for index, kind in enumerate(kinds):
        if kind not in PROFILES:
            found.append(Violation.of(f"kinds[{index}]", repr(kind), "one of " + ", ".join(TRIM_KINDS)))
    if heights and len(heights) != len(kinds):
        found.append(
            Violation.of("heights", f"{len(heights)} numbers", f"one for each of {len(kinds)} strips, or none")
        )
    for index, height in enumerate(heights):
        if not HEIGHT.allows(height):
            found.append(Violation.of(f"heights[{index}]", height, str(HEIGHT)))
    if not found and rows:
        borders = parameters.borders(rows)
        thinnest = int(np.diff(borders).min())
        if thinnest < LEAST_ROWS:
            allowed = f"strips of at least {LEAST_ROWS} rows: fewer strips, or a higher sheet than {rows} pixels"
            found.append(Violation.of("heights" if heights else "kinds", f"a strip of {thinnest} rows", allowed))
    return found + range_violations(TRIM_RANGES, parameters)
