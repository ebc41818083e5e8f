"""Keeps a process small that makes large arrays in many threads for days.

What a long call used stays with the C library's allocator in pieces between what lives on. In a server that makes all
kinds of content they grow for hours, by hundreds of megabytes. Two things help with glibc, where both are needed:
large arrays lie apart from all others (:func:`lay_out`), and pages that hold nothing are given back now and then
(:class:`GivingBack`).
"""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Final

EVERY_S: Final = 10.0
"""How often memory is given back at most: it takes some ten milliseconds."""
APART_BYTES: Final = 4 << 20
"""Arrays from this size lie in a mapping of their own, which goes with them. NumPy asks for huge pages for these; in a
heap its wish would outlive them, and there a small piece would take 2 MiB. Smaller ones are faster in a heap."""
HEAPS: Final = 2
"""Shared by all threads. With one for each, what one thread left free is not there for the others; a single one makes
them wait for each other."""
TOP_BYTES: Final = 16 << 20
"""What a heap may keep free at its end, against asking for it again and again."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""As glibc's malloc.h numbers them."""


def _found(name: str) -> Any:
    """A function of the C library; None outside of Linux, and with C libraries that lack it."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None


_TRIM: Final = _found("malloc_trim")
_OPTION: Final = _found("mallopt")


def lay_out() -> None:
    """Have the C library's allocator keep large arrays apart, for the life of the process; see :data:`APART_BYTES`.

    glibc's own bound rises with the largest array that was freed, to 32 MiB, unless it is set.
    """
    if _OPTION is not None:
        for option, value in ((_MMAP_THRESHOLD, APART_BYTES), (_TRIM_THRESHOLD, TOP_BYTES), (_ARENA_MAX, HEAPS)):
            _OPTION(option, value)


def give_back() -> None:
    """Give the pages back that hold nothing, of all threads' heaps."""
    if _TRIM is not None:
        _TRIM(0)


class GivingBack:
    """Gives back now and then. Safe to use from any thread.

    Args:
        every_s: seconds from one time to the next, at least.
        clock: seconds, for tests.
        give_back: does it, for tests.
    """

    def __init__(
        self,
        every_s: float = EVERY_S,
        clock: Callable[[], float] = time.monotonic,
        give_back: Callable[[], object] = give_back,
    ) -> None:
        self._every_s = every_s
        self._clock = clock
        self._give_back = give_back
        self._lock = threading.Lock()
        self._next_at = clock() + every_s

    def after_work(self) -> None:
        """A piece of work has ended: give back if it is time; whoever comes meanwhile does not wait."""
        if self._clock() < self._next_at or not self._lock.acquire(blocking=False):
            return
        try:
            if self._clock() >= self._next_at:
                self._give_back()
                self._next_at = self._clock() + self._every_s
        finally:
            self._lock.release()
