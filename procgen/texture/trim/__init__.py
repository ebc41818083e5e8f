"""Trim sheets: strips of one material, one above the other, that go on along u: borders, mouldings, boards, rivets."""

from procgen.texture.trim.parameters import TRIM_KINDS, TRIM_RANGES, TrimParameters, trim_violations
from procgen.texture.trim.sheet import trimmed

__all__ = ["TRIM_KINDS", "TRIM_RANGES", "TrimParameters", "trim_violations", "trimmed"]
