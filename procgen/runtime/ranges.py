"""Ranges of numbers that requests carry."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from procgen.errors import Violation

_RANGE: Final = "range"
_DEFAULT: Final = object()


@dataclass(frozen=True, slots=True)
class Range:
    """A numeric parameter's allowed values, ends included."""

    minimum: float
    maximum: float
    description: str
    default: float | None = None
    whole: bool = False

    def allows(self, value: float) -> bool:
        """Whether a number is allowed; an end that the wire's float32 rounds outwards counts as the end."""
        if not math.isfinite(value):
            return False
        if self.whole:
            return self.minimum <= value <= self.maximum and value == int(value)
        low, high = float(np.float32(self.minimum)), float(np.float32(self.maximum))
        return min(low, self.minimum) <= value <= max(high, self.maximum)

    def nearest(self, value: float) -> float:
        """The allowed number that is nearest to a finite one."""
        return min(max(value, self.minimum), self.maximum)

    @property
    def ends(self) -> str:
        """For people: "0 to 1"."""
        return f"{self.minimum:.10g} to {self.maximum:.10g}"

    def __str__(self) -> str:
        return f"{'a whole number' if self.whole else 'a number'} from {self.ends}"


def number(
    minimum: float,
    maximum: float,
    description: str,
    default: float | None = None,
    *,
    whole: bool = False,
    unset: object = _DEFAULT,
) -> Any:
    """A field of a dataclass of parameters, stated with its range.

    Args:
        minimum, maximum, description, default, whole: of its :class:`Range`.
        unset: what it is where nobody says it, if not the default; ``...`` where it must be said.
    """
    return within(Range(minimum, maximum, description, default, whole), unset)


def within(allowed: Range, unset: object = _DEFAULT) -> Any:
    """The same with a range that stands elsewhere."""
    value = allowed.default if unset is _DEFAULT else unset
    metadata = {_RANGE: allowed}
    return field(metadata=metadata) if value is ... else field(default=value, metadata=metadata)


def ranges_of(parameters: Any, *first: str) -> Mapping[str, Range]:
    """The ranges of a dataclass's numbers, in the order of the fields but for some that come first."""
    return _ranges(parameters, first)


@cache
def _ranges(parameters: Any, first: tuple[str, ...]) -> Mapping[str, Range]:
    found = {each.name: each.metadata[_RANGE] for each in fields(parameters) if _RANGE in each.metadata}
    return MappingProxyType({name: found[name] for name in (*first, *(name for name in found if name not in first))})


def range_violations(ranges: Mapping[str, Range], parameters: object, path: str = "") -> list[Violation]:
    """The numbers that are out of range, in the order of the ranges; those that are None are unset.

    Args:
        ranges: by the names of attributes.
        parameters: that have them.
        path: what the names of the fields start with.
    """
    values = {name: getattr(parameters, name) for name in ranges}
    return [
        Violation.of(f"{path}{name}", value, str(ranges[name]))
        for name, value in values.items()
        if value is not None and not ranges[name].allows(value)
    ]
