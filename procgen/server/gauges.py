"""What is read for Prometheus at each scrape: queues, models, kept results."""

from __future__ import annotations

from collections.abc import Mapping

from procgen.batches.service import BatchService
from procgen.errors import ProcgenError
from procgen.jobs.content import ContentStore
from procgen.runtime.store import ModelStore
from procgen.server.metrics import Metrics
from procgen.server.model_states import ModelStates
from procgen.server.scheduler import Scheduler

_Numbers = Mapping[tuple[str, ...], float]


def watch_scheduler(metrics: Metrics, scheduler: Scheduler) -> None:
    """Tell how many tasks wait and work, and what they take."""

    def waiting() -> _Numbers:
        return {(load.kind.value, load.lane): load.waiting for load in scheduler.load()}

    def at_work() -> _Numbers:
        return {(load.kind.value, load.lane): load.at_work for load in scheduler.load()}

    metrics.gauge("procgen_queue_length", "Tasks that wait for a worker.", ("kind", "lane"), waiting)
    metrics.gauge("procgen_tasks_at_work", "Tasks that workers are at.", ("kind", "lane"), at_work)
    metrics.gauge("procgen_workers", "Workers for long tasks.", (), lambda: {(): scheduler.workers})
    metrics.gauge(
        "procgen_work_bytes", "Estimated memory of the tasks at work.", (), lambda: {(): scheduler.taken_bytes}
    )
    metrics.gauge(
        "procgen_work_limit_bytes", "Memory that tasks may take together.", (), lambda: {(): scheduler.work_bytes}
    )


def watch_models(metrics: Metrics, store: ModelStore, states: ModelStates) -> None:
    """Tell which models can be used, and how large those in memory are."""

    def state() -> _Numbers:
        return {(name, state.value): 1 for name, state in states.all().items()}

    metrics.gauge("procgen_model_state", "1 for the state that a model is in.", ("model", "state"), state)
    metrics.gauge("procgen_models_bytes", "Size of the models in memory.", (), lambda: {(): store.loaded_bytes()})
    metrics.gauge(
        "procgen_model_generation",
        "How often reading the catalogs again changed them.",
        (),
        lambda: {(): store.generation},
    )


def watch_batches(metrics: Metrics, batches: BatchService) -> None:
    """Tell how many batches there are."""
    metrics.gauge("procgen_batches", "Batches by what they do.", ("state",), batches.counts)


def watch_results(metrics: Metrics, results: ContentStore | None) -> None:
    """Tell whether results are kept, and how much.

    How much is not told while the store can't be read, nor of a bucket.
    """
    metrics.gauge("procgen_cache_enabled", "1 where results are kept, else 0.", (), lambda: {(): results is not None})
    if results is None or results.limit_bytes is None:
        return

    def kept() -> _Numbers:
        try:
            stats = results.stats()
        except ProcgenError:
            return {}
        sums = stats.sums
        return {("bytes",): sums.bytes, ("objects",): sums.objects, ("pinned_bytes",): sums.pinned_bytes}

    metrics.gauge("procgen_cache_size", "What is kept of results.", ("what",), kept)
