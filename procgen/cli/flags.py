"""Checks of flags that no message could carry."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from procgen.errors import Violation

_GREATEST_CARRIED = 2**31


def number_violations(numbers: Iterable[tuple[str, int, int, int]]) -> list[Violation]:
    """What no message could carry, of flags with their value and the least and greatest that are allowed. What is
    merely too small or too large is the request's to refuse.
    """
    return [
        Violation.of(flag, value, f"a whole number from {least} to {greatest}")
        for flag, value, least, greatest in numbers
        if not (min(least, 0) <= value <= max(greatest, _GREATEST_CARRIED))
    ]


def name_violations(flag: str, names: Iterable[str], allowed: Collection[str]) -> list[Violation]:
    """Names that are none of the allowed ones."""
    return [Violation.of(flag, name, "one of " + ", ".join(allowed)) for name in names if name not in allowed]
