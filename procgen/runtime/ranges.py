"""Ranges of numbers that requests carry."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np


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

    def __str__(self) -> str:
        kind = "a whole number" if self.whole else "a number"
        return f"{kind} from {self.minimum:.10g} to {self.maximum:.10g}"
