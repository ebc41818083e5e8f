"""What tests of executors share."""

from __future__ import annotations

import time

from procgen.jobs.executor import Executor, Finished

PATIENCE_S = 120.0


def results(executor: Executor, count: int) -> dict[int, Finished]:
    """So many tasks, by their numbers; each once."""
    found: dict[int, Finished] = {}
    began = time.monotonic()
    while len(found) < count:
        for finished in executor.finished(1.0):
            assert finished.number not in found
            found[finished.number] = finished
        assert time.monotonic() - began < PATIENCE_S, f"only {sorted(found)} came to an end"
    return found
