"""The server's batches: where they lie, and what works them off."""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Final

from procgen.batches.batches import Batches
from procgen.batches.jobs import Reader
from procgen.batches.service import BatchService
from procgen.batches.work import work_with
from procgen.errors import Failed
from procgen.jobs.frames import unpack_group
from procgen.jobs.place import default_place, folder_of
from procgen.kit.wire.call import Call
from procgen.kit.wire.keys import Keys
from procgen.kit.wire.registry import Services
from procgen.server.batch_executor import BatchExecutor
from procgen.server.metrics import Metrics
from procgen.server.results import Results
from procgen.server.scheduler import Scheduler

_FOLDER: Final = "batches"
_CALL_NAME: Final = "batch"


def batches_folder(place: str | Path) -> Path:
    """Where the batches lie of a server that keeps its results at a place.

    In the folder itself; where that is the address of a bucket, in a folder of this computer, one for each address.
    """
    folder = folder_of(place)
    if folder is not None:
        return folder / _FOLDER
    return default_place() / f"{_FOLDER}-{hashlib.sha256(str(place).encode()).hexdigest()[:12]}"


def batch_service(results: Results, domains: Services, scheduler: Scheduler, metrics: Metrics) -> BatchService:
    """The service of batches; nothing of it is at work before its ``start``.

    Args:
        results: the server's store of results.
        domains: make what batches ask for.
        scheduler: has the workers.
        metrics: told of jobs that ended.
    """
    calls: weakref.WeakSet[Call] = weakref.WeakSet()

    def new_call() -> Call:
        call = Call(_CALL_NAME, shown=False)
        calls.add(call)
        return call

    def give_up() -> None:
        for call in list(calls):
            call.cancel()

    work = work_with(domains, new_call)

    def executor() -> BatchExecutor:
        return BatchExecutor(scheduler, work, _memory_of(domains))

    store = results.store
    keys = Keys()

    def open_batches() -> Batches:
        assert store is not None
        folder = batches_folder(store.place)
        return Batches(folder, store, results.limit_bytes, domains.method, keys, executor, give_up, metrics.job)

    def without() -> Failed:
        return Failed(
            f"this server keeps no results, so it takes no batches{': ' if results.problem else ''}{results.problem}",
            "Start it with --cache and a folder.",
        )

    service = BatchService(
        Reader(domains.method, domains.parts.blobs, scheduler.work_bytes), store, without, open_batches
    )
    domains.parts.store.listen(service.models_changed)
    return service


def _memory_of(domains: Services) -> Callable[[bytes], int]:
    def memory_of(payload: bytes) -> int:
        """What the largest job of a group takes: they are done one after another."""
        jobs, _ = unpack_group(payload)
        needed = [0]
        for job in jobs:
            method = domains.method(job.method)
            if method.memory_bytes is not None:
                needed.append(method.memory_bytes(method.request_type.FromString(job.request)))
        return max(needed)

    return memory_of
