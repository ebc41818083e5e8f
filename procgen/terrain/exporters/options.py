"""What a caller may say about an export beside the height map itself."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.terrain.heightmap import Heightmap
from procgen.terrain.representation import FloatArray


@dataclass(frozen=True, slots=True)
class HeightRange:
    """The heights that the ends of a whole-number scale stand for."""

    low_m: float
    high_m: float

    @classmethod
    def of(cls, heightmap: Heightmap) -> HeightRange:
        """The map's own range."""
        return cls(heightmap.height_min_m, heightmap.height_max_m)


@dataclass(frozen=True, slots=True, eq=False)
class ExportOptions:
    """Each exporter heeds what concerns it.

    Raises:
        InvalidFields: names each value that can't be accepted.
    """

    height_range: HeightRange | None = None
    """Scale of the 16-bit formats; by default the map's own range. Tiles that share one meet exactly."""
    surround_m: FloatArray | None = field(default=None, repr=False)
    """(depth + 2, width + 2) metres: the map with a ring of its neighbours' pixels, so that normals at its edges are
    those that the neighbours have there."""
    lod_levels: int = 5
    """Levels of detail in a mesh, the full one included: 1 to 8. Fewer are made of a map that is too small."""
    collision_tolerance_m: float | None = None
    """How far, at the map's pixels, the collision surface may lie from the ground; by default a tenth of
    ``metres_per_pixel``."""
    checkpoint: Checkpoint = field(default=go_on, repr=False)

    def __post_init__(self) -> None:
        found = []
        scale = self.height_range
        if scale is not None and not (
            math.isfinite(scale.low_m) and math.isfinite(scale.high_m) and scale.low_m <= scale.high_m
        ):
            found.append(Violation.of("height_range", f"{scale.low_m} to {scale.high_m}", "two heights, lower first"))
        if not 1 <= self.lod_levels <= 8:
            found.append(Violation.of("lod_levels", self.lod_levels, "a whole number from 1 to 8"))
        tolerance = self.collision_tolerance_m
        if tolerance is not None and not (math.isfinite(tolerance) and tolerance >= 0.0):
            found.append(Violation.of("collision_tolerance_m", tolerance, "a number of metres, 0 or more"))
        if found:
            raise InvalidFields(found)


DEFAULTS = ExportOptions()
"""What an exporter does when nothing is said."""
