"""What a job of a batch costs beside its own work: ``python -m tests.benchmarks.bench_batch``.

Prints the overhead by the clock (workers' time less the jobs' own seconds; bar 1 ms), and the driver's processor time
a job, which does not depend on what else the machine does: in all, and of its parts one by one. ``--jobs N`` sets how
many jobs a run has, ``--runs N`` how many runs there are, ``--engine ray`` has Ray do them on this computer (bar 2 ms);
it judges nothing.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from procgen.batches.delivery import Delivery
from procgen.cli.bench_batch import JOBS, overhead
from procgen.jobs.content import ContentStore
from procgen.jobs.entry import Entry
from procgen.jobs.executor import Executor, Worker
from procgen.jobs.frames import Outcome, pack_group, pack_outcomes, unpack_group, unpack_outcomes
from procgen.jobs.manifest import Manifest
from procgen.jobs.pool import ProcessPool
from procgen.jobs.ray_engine import RayExecutor
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.keys import Keys
from procgen.kit.wire.registry import Services
from procgen.runtime.store import ModelStore
from procgen.served import all_services
from tests.faults.batches import made, mixed

T = TypeVar("T")
ENGINES: dict[str, Callable[[Worker, int], Executor]] = {
    "local": ProcessPool,
    "ray": lambda worker, processes: RayExecutor(worker, workers=processes),
}


def told(name: str, action: Callable[[T], object], items: Iterable[T]) -> None:
    """Median processor time of an action in this thread."""
    seconds = []
    for item in items:
        began = time.thread_time()
        action(item)
        seconds.append(time.thread_time() - began)
    print(f"  {name:24} {statistics.median(seconds) * 1e3:7.3f} ms")


def parts(domains: Services, domain: str, count: int) -> None:
    """What each step costs the driver, for jobs of a domain."""
    keys = Keys()
    jobs = [(path, message) for name, path, message in mixed(6 * count) if name == domain][:count]
    job_of = [keys.job(domains.method(path), message) for path, message in jobs]
    entries = [
        Entry(job, {"line": 1, "index": index, "domain": domain, "label": ""}) for index, job in enumerate(job_of)
    ]
    rows = [
        {"number": number, "key": entry.job.key, "method": entry.job.method, **entry.row, "error": None}
        for number, entry in enumerate(entries, 1)
    ]
    products = [made(domains, keys, job) for job in job_of]
    datas = [product.to_bytes() for product in products]
    print(f"{domain}, {statistics.median(map(len, datas)):g} bytes a result:")
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        store = ContentStore(place / "store", limit_bytes=1 << 30)
        manifest = Manifest(place / "manifest.jsonl", resume=False)
        delivery = Delivery(place / "out", lambda name: b"")
        told("key", lambda each: keys.job(domains.method(each[0]), each[1]), jobs)
        told("not in the store", lambda job: store.get(job.key), job_of)
        told("to a worker", lambda job: unpack_group(pack_group([job])), job_of)
        told("back", lambda data: unpack_outcomes(pack_outcomes([Outcome(0.1, data)])), datas)
        told("into the store", lambda each: store.put(each[0].key, each[1]), zip(job_of, datas, strict=True))
        told("its files", lambda each: delivery.deliver(*each), zip(entries, products, strict=True))
        told("its row", manifest.append, rows)
        manifest.close()
        store.close()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--jobs", type=int, default=JOBS)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--engine", choices=list(ENGINES), default="local")
    wanted = arguments.parse_args()
    with overhead(jobs=wanted.jobs, engine=ENGINES[wanted.engine]) as measure:
        measure(-1)
        seconds, processor = [], []
        for run in range(wanted.runs):
            began = time.process_time()
            seconds.append(measure(run))
            processor.append((time.process_time() - began) / wanted.jobs)
    print(f"overhead a job: median {statistics.median(seconds) * 1e3:.3f} ms of {wanted.runs} runs")
    print(f"driver's processor time a job: median {statistics.median(processor) * 1e3:.3f} ms, of which")
    domains = all_services(ModelStore(threads=1), BlobStore())
    for domain in ("dialogue", "terrain", "character", "texture"):
        parts(domains, domain, 40)


if __name__ == "__main__":
    main()
