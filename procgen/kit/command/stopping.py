"""Ctrl-C and SIGTERM as something that is looked at, for commands that have other programs to end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """An event that the first Ctrl-C or SIGTERM sets; the next one ends the program at once.

    Unlike an exception it comes at no bad moment: between a program's start and its being noted, say.
    """
    stop = threading.Event()
    before: dict[int, Any] = {}

    def stopped(number: int, _frame: object) -> None:
        signal.signal(number, before[number])
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        before[number] = signal.signal(number, stopped)
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
