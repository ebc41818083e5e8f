"""What ``procgen doctor`` finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from procgen.runtime.store import ModelStore


@dataclass(frozen=True, slots=True)
class Check:
    """One finding."""

    name: str
    ok: bool
    says: str
    hint: str = ""


Inspect: TypeAlias = Callable[[ModelStore], Check]
"""Tries something small of a domain. Raises ProcgenError."""
