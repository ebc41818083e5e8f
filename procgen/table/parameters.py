"""What rows of a table are asked for with: parameters and their ranges."""

from __future__ import annotations

from typing import Final

from procgen.errors import Violation
from procgen.runtime.ranges import Range

RANGES: Final[dict[str, Range]] = {
    "seed": Range(0, 2.0**64 - 1, "Which rows; any 64-bit number.", 0, whole=True),
    "count": Range(1, 100_000, "How many rows.", 10, whole=True),
    "orders": Range(1, 64, "Orders that a likelihood is averaged over.", 1, whole=True),
}


def count_violations(seed: int, count: int) -> list[Violation]:
    """What is wrong with a seed and a count."""
    wrong = []
    if not 0 <= seed < 1 << 64:
        wrong.append(Violation.of("seed", seed, "a whole number from 0 to 18446744073709551615"))
    if not RANGES["count"].allows(count):
        wrong.append(Violation.of("count", count, str(RANGES["count"])))
    return wrong
