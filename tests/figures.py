"""Figures that tests measure: printed at the end of a run, beside the bar that they are held to.

Times are told and not asserted, for machines are noisy; counts are asserted by the tests themselves.
``PROCGEN_TEST_LONG=1 bash tests/run tests/faults tests/security`` measures them at full size.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TypeVar

LONG = os.environ.get("PROCGEN_TEST_LONG") == "1"
"""Whether tests run at full size, for minutes each."""
T = TypeVar("T")


def scaled(fast: T, full: T) -> T:
    """A size: in every run, and in long ones."""
    return full if LONG else fast


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    unit: str
    bar: str


MEASURED: list[Figure] = []


def figure(name: str, value: float, unit: str = "", bar: str = "") -> None:
    """Note a measured figure, such as ``figure("cache hit of 1 MiB, median", 1.9, "ms", "<= 3")``."""
    MEASURED.append(Figure(name, value, unit, bar))
