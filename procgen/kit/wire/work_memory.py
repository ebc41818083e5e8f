"""How much memory a call works with, told from its request: upper bounds, within a factor of about two.

Each domain's ``wire/memory.py`` has its own. Measured as the growth of a process while it makes one thing after
something small, less weights and what is kept for later calls (``python -m tests.benchmarks.bench_memory``). Sizes that
a domain refuses count as nothing: they are refused as soon as they are looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final

from google.protobuf.message import Message

from procgen.kit.wire.call import MemoryOf

MIB: Final = 1 << 20


def area(request: Message, names: tuple[str, str], least: float, most: float) -> int:
    """Pixels of a request; 0 where a side is not allowed."""
    sides = [int(getattr(request, name)) for name in names]
    return math.prod(sides) if all(least <= side <= most for side in sides) else 0


def smaller(
    request: Message, most_bytes: int, names: tuple[str, str], needed: MemoryOf[Any], sides: Iterable[int], advice: str
) -> str:
    """A sentence that says what to ask for instead: the largest of some sides that fits, with other advice."""
    less = type(request)()
    less.CopyFrom(request)
    for side in sides:
        for name in names:
            setattr(less, name, min(side, getattr(request, name)))
        if 0 < needed(less) <= most_bytes:
            said = " and ".join(f"{name} {getattr(less, name)}" for name in names)
            return f"Ask for at most {said}, {advice}."
    return f"Ask for smaller {names[0]} and {names[1]} and fewer outputs, {advice}."
