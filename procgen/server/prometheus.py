"""What a server counts, kept for Prometheus. Names and labels stand in docs/operations.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from procgen.server.metrics import Metrics, Read

_CALL_S: Final = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
_WAIT_S: Final = (0.001, 0.01, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)


class PrometheusMetrics(Metrics):
    """Counts and measures, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        # Memory, processor time, open files of the process; Linux alone tells of them.
        ProcessCollector(registry=self._registry)
        self._calls = self._counter("procgen_calls", "Calls that ended.", "method", "transport", "code")
        self._seconds = Histogram(
            "procgen_call_seconds",
            "Seconds from a request to its last answer.",
            ("method",),
            buckets=_CALL_S,
            registry=self._registry,
        )
        self._waits = Histogram(
            "procgen_queue_wait_seconds",
            "Seconds that heavy calls waited before they were worked on.",
            ("lane",),
            buckets=_WAIT_S,
            registry=self._registry,
        )
        self._received = self._counter("procgen_received_bytes", "Bytes of requests.", "transport")
        self._sent = self._counter("procgen_sent_bytes", "Bytes of answers, before they are compressed.", "transport")
        self._refusals = self._counter("procgen_refused", "Calls that were turned away.", "reason", "lane")
        self._cache = self._counter("procgen_cache", "Lookups and writes of kept results.", "what")
        self._jobs = self._counter("procgen_batch_jobs", "Jobs of batches that ended.", "outcome")
        self._reloads = self._counter("procgen_model_reloads", "Times that the catalogs were read again.", "outcome")

    def _counter(self, name: str, help_text: str, *labels: str) -> Counter:
        return Counter(name, help_text, labels, registry=self._registry)

    def call(
        self, method: str, transport: str, code: str, seconds: float, received_bytes: int = 0, sent_bytes: int = 0
    ) -> None:
        self._calls.labels(method, transport, code).inc()
        self._seconds.labels(method).observe(seconds)
        self._received.labels(transport).inc(received_bytes)
        self._sent.labels(transport).inc(sent_bytes)

    def waited(self, lane: str, seconds: float) -> None:
        self._waits.labels(lane).observe(seconds)

    def refused(self, reason: str, lane: str = "") -> None:
        self._refusals.labels(reason, lane).inc()

    def cache(self, what: str) -> None:
        self._cache.labels(what).inc()

    def job(self, outcome: str) -> None:
        self._jobs.labels(outcome).inc()

    def reload(self, outcome: str) -> None:
        self._reloads.labels(outcome).inc()

    def gauge(self, name: str, help_text: str, labels: Sequence[str], read: Read) -> None:
        self._registry.register(_Pulled(name, help_text, labels, read))

    def page(self) -> tuple[str, bytes]:
        return CONTENT_TYPE_LATEST, generate_latest(self._registry)


class _Pulled(Collector):
    """Numbers that are read when they are asked for."""

    def __init__(self, name: str, help_text: str, labels: Sequence[str], read: Read) -> None:
        self._name, self._help, self._labels, self._read = name, help_text, labels, read

    def describe(self) -> Iterable[Metric]:
        return [GaugeMetricFamily(self._name, self._help, labels=self._labels)]

    def collect(self) -> Iterable[Metric]:
        family = GaugeMetricFamily(self._name, self._help, labels=self._labels)
        for values, number in self._read().items():
            family.add_metric(values, number)
        return [family]
