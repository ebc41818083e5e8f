"""How many pixels of the base network make a tile, and how wide the tile is in the world.

The networks know a class at one scale: 128 pixels of the base are as wide as ``CLASSES[name].metres``. A tile of so
many pixels is a base of fewer pixels, enlarged by the detail network two or four times, and beyond that resampled.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from procgen.runtime.ranges import Range

CELL_PX = 8
"""A base is made of whole cells of so many pixels."""
NATURAL_PX = 128
"""Pixels of the base across a natural piece of a class."""
DETAILS = (1, 2, 4)
"""How many times the detail network enlarges."""
SCANNED = (1, 2, 4, 8)
"""Pixels along a pixel of the base that scans have: they show a natural piece in 1024."""
SCALES = (1, 2, 4, 8, 16)
"""Pixels of the tile along a pixel of the base; beyond the last detail the tile is resampled."""
STEP_PX = 32
SIDE = Range(32, 4096, f"Pixels along a side, a multiple of {STEP_PX}.", None, whole=True)
SIDE_ALLOWED = f"a multiple of {STEP_PX} from {SIDE.minimum:.0f} to {SIDE.maximum:.0f}"
_OFF_SCALE = math.sqrt(2.0) * 1.0001
"""Features may be so many times larger or smaller than they are in the world, for scales go in steps of two."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From the base to the tile."""

    base_rows: int
    base_columns: int
    detail: int
    """Times that the detail network enlarges, one of :data:`DETAILS`."""
    zoom: int
    """Times that the result is resampled."""

    @property
    def cells(self) -> tuple[int, int]:
        """Rows and columns of cells of the base."""
        return self.base_rows // CELL_PX, self.base_columns // CELL_PX


def side_allowed(side_px: int) -> bool:
    """Whether a tile may have such a side."""
    return SIDE.allows(side_px) and side_px % STEP_PX == 0


def scale_of(width_px: int, height_px: int, scale: int) -> Scale:
    """The base under a tile, ``scale`` pixels of which lie along one of the base's."""
    detail = min(scale, DETAILS[-1])
    return Scale(height_px // scale, width_px // scale, detail, scale // detail)


def possible_scales(width_px: int, height_px: int) -> tuple[int, ...]:
    """Scales at which the base has whole cells."""
    return tuple(scale for scale in SCALES if not (width_px % (scale * CELL_PX) or height_px % (scale * CELL_PX)))


def usual_scale(width_px: int, height_px: int, details: tuple[int, ...] = DETAILS) -> int:
    """The scale where nobody says anything: as much detail as leaves at least one natural piece."""
    fitting = [detail for detail in details if min(width_px, height_px) >= detail * NATURAL_PX]
    return max(fitting, default=1)


def natural_metres(width_px: int, scale: int, class_metres: float) -> float:
    """Width of a tile whose features are as large as they are in the world."""
    return width_px / scale / NATURAL_PX * class_metres


def scale_for(width_px: int, height_px: int, class_metres: float, metres_per_tile: float) -> int | None:
    """The scale at which features come nearest to their size in the world; None where none comes within a factor of
    the square root of two.
    """
    off = {
        scale: abs(math.log2(natural_metres(width_px, scale, class_metres) / metres_per_tile))
        for scale in possible_scales(width_px, height_px)
    }
    best = min(off, key=lambda scale: (off[scale], scale))
    return best if off[best] <= math.log2(_OFF_SCALE) else None


def metres_allowed(width_px: int, height_px: int, class_metres: float) -> tuple[float, float]:
    """Narrowest and widest tile, metres, that :func:`scale_for` has a scale for."""
    scales = possible_scales(width_px, height_px)
    low = natural_metres(width_px, max(scales), class_metres) / math.sqrt(2.0)
    return low, natural_metres(width_px, min(scales), class_metres) * math.sqrt(2.0)
