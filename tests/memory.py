"""How much memory a process takes for something; a heap moves by itself, so that one look proves little."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil

TIMES = 4


def least_grown_mib(process: psutil.Process, work: Callable[[], object], *, allowed: float) -> float:
    """MiB that a process holds more after some work than before it, the least of up to :data:`TIMES` times.

    What piles up does so each time; what else happens in a heap does not.

    Args:
        process: whose memory is looked at.
        work: done again until it took no more than is allowed.
        allowed: MiB.
    """
    return _least(lambda: _grown(process, work), allowed)


def least_peak_mib(process: psutil.Process, work: Callable[[], object], *, allowed: float) -> float:
    """As :func:`least_grown_mib`, of what the process held more at the worst moment of the work."""
    return _least(lambda: _peak(process, work), allowed)


def _least(measure: Callable[[], float], allowed: float) -> float:
    least = measure()
    for _ in range(TIMES - 1):
        if least <= allowed:
            break
        least = min(least, measure())
    return least


def _grown(process: psutil.Process, work: Callable[[], object]) -> float:
    before = process.memory_info().rss
    work()
    return float(process.memory_info().rss - before) / 2**20


def _peak(process: psutil.Process, work: Callable[[], object]) -> float:
    before = process.memory_info().rss
    with _watched(process) as held:
        work()
    return float(max(held) - before) / 2**20


@contextmanager
def _watched(process: psutil.Process) -> Iterator[list[int]]:
    """Bytes that a process holds, a hundred times a second."""
    held = [process.memory_info().rss]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.01):
            held.append(process.memory_info().rss)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield held
    finally:
        over.set()
        thread.join()
        held.append(process.memory_info().rss)
