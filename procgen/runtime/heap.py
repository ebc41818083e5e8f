"""Keeps a process small that makes large arrays in many threads for days.

What a long call used stays with the C library's allocator in pieces between what lives on. In a server that makes all
kinds of content they grow for hours, by hundreds of megabytes. Two things help with glibc, where both are needed:
large arrays lie apart from all others (:func:`lay_out`), and pages that hold nothing are given back now and then
(:class:`GivingBack`). And what such a process has made ahead is not looked through for garbage again and again
(:func:`keep`), which would stop all its threads for a tenth of a second.
"""

from __future__ import annotations

import ctypes
import gc
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
_LAID_OUT: Final = threading.Event()


def lay_out() -> None:
    """Have the C library's allocator keep large arrays apart, for the life of the process; see :data:`APART_BYTES`.

    glibc's own bound rises with the largest array that was freed, to 32 MiB, unless it is set.
    """
    _LAID_OUT.set()
    if _OPTION is not None:
        for option, value in ((_MMAP_THRESHOLD, APART_BYTES), (_TRIM_THRESHOLD, TOP_BYTES), (_ARENA_MAX, HEAPS)):
            _OPTION(option, value)


def keep() -> None:
    """Take what there is now for good: the garbage collector no longer looks through it. For the end of a warming up.

    It does nothing where the process is not laid out: others may want all of it collected one day. What is kept goes
    as before once nobody refers to it; only cycles of it stay.
    """
    if _LAID_OUT.is_set():
        gc.freeze()


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
