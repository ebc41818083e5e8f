"""What can be said about rivers: parameters, their ranges and defaults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from procgen.errors import InvalidFields, Violation
from procgen.runtime.ranges import number, range_violations, ranges_of
from procgen.terrain.representation import CELL

_DEFAULT_CATCHMENT_CELLS = 40.0


@dataclass(frozen=True, slots=True)
class RiverParameters:
    """How rivers are made; ``None`` takes the default that depends on the spacing."""

    catchment_km2: float | None = number(
        1e-9, 1e6, "Land that a stream must drain to count as a river; by default that of 40 coarse cells."
    )
    runoff_mm_per_year: float = number(1.0, 10000.0, "Water that leaves the land: rain less evaporation.", 600.0)
    width_scale: float = number(0.1, 10.0, "Widths, times this; at most 32 px wide.", 1.0)
    incision: float = number(0.0, 4.0, "Depth of the channels below their banks, times this.", 1.0)
    valley_width: float = number(0.0, 4.0, "Width of the even ground beside the channels, times this.", 1.0)
    wandering: float = number(0.0, 1.0, "How far rivers wander on even ground, and how much they meander.", 0.5)
    coast: float = number(0.0, 1.0, "How far shores become beaches or cliffs, by the slope of the land behind.", 1.0)

    def catchment_cells(self, metres_per_pixel: float) -> float:
        """The threshold in coarse cells, 1 or more."""
        if self.catchment_km2 is None:
            return _DEFAULT_CATCHMENT_CELLS
        return max(self.catchment_km2 * 1e6 / (CELL * metres_per_pixel) ** 2, 1.0)


RIVER_RANGES: Final = ranges_of(RiverParameters)


def violations(parameters: RiverParameters) -> list[Violation]:
    """Everything that is wrong with the parameters, in the order of the fields."""
    return range_violations(RIVER_RANGES, parameters, "rivers.")


def check(parameters: RiverParameters) -> None:
    """Refuse parameters that are out of range.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = violations(parameters)
    if found:
        raise InvalidFields(found)
