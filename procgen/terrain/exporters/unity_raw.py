"""Unity's RAW height maps."""

from __future__ import annotations

from procgen.errors import InvalidFields, Violation
from procgen.terrain.exporters._quantise import quantise, scale_of
from procgen.terrain.exporters.options import DEFAULTS, ExportOptions
from procgen.terrain.heightmap import Heightmap

SIDES_PX = tuple((1 << n) + 1 for n in range(5, 13))
"""Sides that a Unity terrain can have."""

_SIDES_TEXT = ", ".join(map(str, SIDES_PX))


def fitting_side_px(width_px: int, depth_px: int) -> int:
    """The side that a Unity terrain of about that size has: the smallest that holds it, or else the greatest.

    Args:
        width_px: columns that are wanted, at least 1.
        depth_px: rows, likewise.

    Returns:
        One of :data:`SIDES_PX`.
    """
    wanted = max(width_px, depth_px)
    return next((side for side in SIDES_PX if side >= wanted), SIDES_PX[-1])


def size_violations(width_px: int, depth_px: int) -> list[Violation]:
    """What Unity would not take about a size; empty if it would. To be asked before the terrain is made."""
    fits = fitting_side_px(width_px, depth_px)
    allowed = f"for unity_raw: one of {_SIDES_TEXT}, and width_px equal to depth_px; {fits} fits"
    sides = {"width_px": width_px, "depth_px": depth_px}
    wrong = [Violation.of(name, side, allowed) for name, side in sides.items() if side not in SIDES_PX]
    if not wrong and width_px != depth_px:
        wrong = [Violation.of(name, side, allowed) for name, side in sides.items()]
    return wrong


def encode(heightmap: Heightmap, options: ExportOptions = DEFAULTS) -> bytes:
    """Write the heights as Unity's terrain importer reads them.

    Args:
        heightmap: (side, side) metres, side one of :data:`SIDES_PX`.
        options: ``height_range``.

    Returns:
        side * side uint16, little-endian, the southern row first, each row from the west: 0 is the lower end of
        the range and 65535 the upper, all 0 where the map is flat; each height is kept to half a step.

    Raises:
        InvalidFields: the map is not square or its side is not 2^n + 1; names ``width_px`` and ``depth_px``; or
            it has heights outside the range; names ``height_range``.
    """
    depth_px, width_px = heightmap.heights.shape
    violations = size_violations(width_px, depth_px)
    if violations:
        raise InvalidFields(violations)
    return quantise(heightmap, scale_of(heightmap, options))[::-1].astype("<u2", copy=False).tobytes()
