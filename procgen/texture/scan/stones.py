"""Pieces of a scan that can be laid anew, as its index has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

SQUARE_BONDS: Final = ("grid", "running", "third", "ashlar", "planks", "herringbone", "basket")
"""Bonds whose pieces are rectangles of one shape: others would stretch some to smears."""
FOUND_PX: Final = 512
"""Side of a scan in which pieces are sought."""

Box: TypeAlias = tuple[int, int, int, int]
"""Top, left, height and width of a piece without its joints, pixels of FOUND_PX."""


@dataclass(frozen=True, slots=True)
class Stones:
    """Pieces of a scan."""

    boxes: tuple[Box, ...]
    joint_px: tuple[float, float]
    """Usual width of joints between pieces above each other and beside each other, pixels of FOUND_PX."""


def stones_record(stones: Stones | None) -> dict[str, Any] | None:
    """For an index of scans."""
    return None if stones is None else {"boxes": [list(box) for box in stones.boxes], "joint_px": list(stones.joint_px)}


def stones_of(record: Mapping[str, Any] | None) -> Stones | None:
    """The inverse of :func:`stones_record`. Raises KeyError, TypeError, ValueError for what it did not give."""
    if record is None:
        return None
    below, beside = record["joint_px"]
    boxes = tuple((int(top), int(left), int(height), int(width)) for top, left, height, width in record["boxes"])
    return Stones(boxes, (float(below), float(beside)))
