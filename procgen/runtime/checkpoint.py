"""How long work can be stopped."""

from __future__ import annotations

from collections.abc import Callable

Checkpoint = Callable[[], None]
"""Called every few ten milliseconds; raises to stop the work."""


def go_on() -> None:
    """A checkpoint that never stops anything."""
