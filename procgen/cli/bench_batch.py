"""What ``procgen bench`` times of batches: how much a job costs beside its own work.

Jobs are small (two lines, a map of 64 pixels), so that what surrounds them shows: planning, the way to a worker process
and back, the store, the files and the manifest. As many workers as processors, which were warm before.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from procgen.batches.delivery import Delivery
from procgen.batches.work import WORKER, worker_settings
from procgen.domains import DOMAINS
from procgen.errors import Failed
from procgen.jobs.content import ContentStore
from procgen.jobs.entry import Entry, Row
from procgen.jobs.executor import Executor, Worker
from procgen.jobs.pool import ProcessPool
from procgen.jobs.runner import run
from procgen.kit.command.benches import Measure
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.keys import Keys
from procgen.kit.wire.registry import Services
from procgen.runtime.store import ModelStore, default_threads
from procgen.served import REQUESTS, all_services

JOBS: Final = 800
"""Of a run."""
_STORE_BYTES: Final = 1 << 30


def _entries(services: Services, run_number: int, count: int) -> Iterator[Entry]:
    """Jobs that no other run has, in turn of all kinds that domains have for this."""
    keys = Keys()
    kinds = [
        (recipe, services.method(REQUESTS[recipe][0]), make)
        for domain in DOMAINS
        if domain.bench
        for recipe, make in domain.load_bench().jobs.items()
    ]
    for index in range(count):
        seed = (run_number * count + index) % 2**32
        recipe, method, make = kinds[index % len(kinds)]
        yield Entry(keys.job(method, make(seed)), {"line": 1, "index": index, "domain": recipe, "label": str(seed)})


@contextmanager
def overhead(
    processes: int = 0, jobs: int = JOBS, engine: Callable[[Worker, int], Executor] = ProcessPool
) -> Iterator[Measure]:
    """Workers that do batches. Within the block: a measure, by run, of the seconds that a job costs beside its work:
    the workers' time from begin to end of a batch, less what the jobs themselves took, for each job.
    """
    domains = all_services(ModelStore(threads=1), BlobStore())
    pool = engine(Worker(WORKER, worker_settings()), processes or default_threads())
    with tempfile.TemporaryDirectory(prefix="procgen-bench-") as scratch:
        place = Path(scratch)
        store = ContentStore(place / "store", limit_bytes=_STORE_BYTES)

        def measure(number: int) -> float:
            seconds = 0.0

            def on_row(row: Row) -> None:
                nonlocal seconds
                if row["error"] is not None:
                    raise Failed(f"a job of the benchmark failed: {row['error']}", "Run `procgen doctor`.")
                seconds += float(str(row["seconds"]))

            out = place / f"out-{number}"
            tally = run(
                _entries(domains, number, jobs),
                pool,
                manifest=out / "manifest.jsonl",
                total=jobs,
                store=store,
                deliver=Delivery(out, lambda name: b"").deliver,
                on_row=on_row,
            )
            return (tally.seconds * pool.slots - seconds) / jobs

        try:
            yield measure
        finally:
            pool.close()
            store.close()
