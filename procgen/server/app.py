"""The server's life: start, serve, drain, stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import scipy
import structlog

from procgen.errors import Cancelled, ProcgenError
from procgen.kit.domain import Domain
from procgen.kit.wire.blobs import BlobService, BlobStore
from procgen.kit.wire.keys import Keys
from procgen.kit.wire.registry import Services
from procgen.kit.wire.side import Service
from procgen.runtime.heap import keep, lay_out
from procgen.runtime.machine_memory import work_bytes
from procgen.runtime.priority import give_way
from procgen.runtime.store import DEFAULT_MEMORY_BYTES, Changes, ModelStore
from procgen.runtime.trust import Trust
from procgen.served import all_services
from procgen.server import grpc_port
from procgen.server.auth import TokenCheck
from procgen.server.batching import batch_service
from procgen.server.dispatcher import Dispatcher
from procgen.server.gauges import watch_batches, watch_models, watch_results, watch_scheduler
from procgen.server.health import Health
from procgen.server.limits import Limits
from procgen.server.metrics import Metrics
from procgen.server.model_states import ModelStates
from procgen.server.reloading import Reloading
from procgen.server.remembered import Remembered
from procgen.server.results import DEFAULT_CACHE_BYTES, NO_CACHE, open_results
from procgen.server.scheduler import WORKERS, Scheduler
from procgen.server.site import Site
from procgen.server.system_service import SystemService
from procgen.server.tls import Tls, check_reach
from procgen.server.traces import Tracer
from procgen.server.web_origin import Visitors
from procgen.server.web_port import WebServer

DEFAULT_PORT: Final = 50051
DEFAULT_WEB_PORT: Final = 50052
DEFAULT_GRACE_S: Final = 8.0
"""With what is still to be sent after it, a server ends within 10 s."""
_WARM_PAUSE_S: Final = 0.05
_SCIPY: Final = ("fft", "ndimage", "sparse", "spatial")
"""Its parts that many domains compute with. They are loaded where they are first used: a quarter of a second in all."""
_LAST_SPANS_S: Final = 2.0
"""For spans that are not sent yet when the server stops."""


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """How to serve."""

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    web_port: int = DEFAULT_WEB_PORT
    """0 takes a free port, for either."""
    models: tuple[Path, ...] = ()
    threads: int = 0
    """Per model call; 0 for all processors."""
    memory_bytes: int = DEFAULT_MEMORY_BYTES
    workers: int = WORKERS
    """Long calls that work at once."""
    work_bytes: int = 0
    """What calls may take together; 0 for half of what the machine has available."""
    origins: tuple[str, ...] = ()
    """Of web pages that may call, as :func:`procgen.server.web_origin.parse_origin` gives them."""
    token: str | None = None
    """What calls must carry; nothing if None."""
    tls: Tls | None = None
    """Encrypts both ports; nothing is if None."""
    cache: str = NO_CACHE
    """Where results are kept, as :func:`procgen.server.results.open_results` takes it."""
    cache_bytes: int = DEFAULT_CACHE_BYTES
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What domains have set for all calls, by name; see :class:`procgen.kit.domain.Setting`."""
    background: bool = False
    """Whether work is done at low priority, so that an editor or a game on the same machine stays smooth."""
    warm_up: bool = True
    """Whether models are loaded, and what domains have is made ahead, before anybody asks."""
    trust: Trust | None = None
    """Which models of ``models`` may be used; the user's list if None."""
    metrics: bool = False
    """Whether the web port tells Prometheus what the server counts."""
    otlp_endpoint: str = ""
    """A collector that spans of calls are sent to, as :func:`procgen.server.otlp.traces_address` takes it; empty for
    none."""
    grace_s: float = DEFAULT_GRACE_S
    """How long running calls may go on after SIGTERM."""
    site: Site | None = None
    """Pages that the gRPC-Web port shows; none if None. The server closes it."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a server listens, and what can be asked of it besides calls."""

    host: str
    port: int
    web_port: int
    reload_models: Callable[[], Changes]
    """Reads the catalogs again; see :meth:`procgen.server.reloading.Reloading.reload`. Blocks."""


def _load_defaults(store: ModelStore, stopping: threading.Event, background: bool) -> None:
    """Load scipy and the default models before anybody asks, until it is stopped; what is wrong with a model is said
    when it is asked for.

    The threads of a model have the priority of the thread that loads it.
    """
    if background:
        give_way()
    for part in _SCIPY if not stopping.is_set() else ():
        getattr(scipy, part)  # which loads it
    for entry in store.entries.values():
        if entry.default and not stopping.is_set():
            with contextlib.suppress(Exception):
                store.load(entry.name)
    keep()


def _warm_up(
    services: Services, domain: Domain, scheduler: Scheduler, stopping: threading.Event, background: bool
) -> None:
    """Make ahead what a domain has for it, in steps, until it is stopped; calls that are at work go first."""

    def go_on() -> None:
        while scheduler.is_busy and not stopping.is_set():
            stopping.wait(_WARM_PAUSE_S)
        if stopping.is_set():
            raise Cancelled

    warm = domain.load_wire().warm
    if warm is None:
        return
    if background:
        give_way()
    with contextlib.suppress(Exception):
        go_on()
        warm(services.service_of(domain), go_on, _WARM_PAUSE_S)
    keep()


async def _warming(services: Services, scheduler: Scheduler, stopping: threading.Event, background: bool) -> None:
    await asyncio.to_thread(_load_defaults, services.parts.store, stopping, background)
    await asyncio.gather(
        *(
            asyncio.to_thread(_warm_up, services, domain, scheduler, stopping, background)
            for domain in services.declared
        )
    )


def _observers(config: ServerConfig) -> tuple[Metrics, Tracer]:
    """Who counts and who traces; what they need is read only where they are wanted. Raises Failed, InvalidFields."""
    metrics, tracer = Metrics(), Tracer()
    if config.metrics:
        from procgen.server.prometheus import PrometheusMetrics  # noqa: PLC0415

        metrics = PrometheusMetrics()
    if config.otlp_endpoint:
        from procgen.server.otlp import open_tracer  # noqa: PLC0415

        tracer = open_tracer(config.otlp_endpoint)
    return metrics, tracer


@contextlib.asynccontextmanager
async def running(config: ServerConfig) -> AsyncIterator[Addresses]:
    """A server that serves inside the ``async with`` block and drains at its end.

    Raises:
        Failed: a port is taken, other computers could reach the server and it has neither TLS nor a token, a catalog
            can't be read, or results can't be kept where they should be.
    """
    check_reach(config.host, tls=config.tls is not None, token=config.token is not None)
    limits = Limits().within_open_files()
    log = structlog.get_logger("procgen.server")
    store = ModelStore(config.models, threads=config.threads, memory_bytes=config.memory_bytes, trust=config.trust)
    dispatcher = Dispatcher(
        Scheduler(config.workers, work_bytes=config.work_bytes or work_bytes(), background=config.background)
    )
    metrics, tracer = _observers(config)
    dispatcher.metrics, dispatcher.tracer = metrics, tracer
    blobs = BlobStore()
    domains = all_services(store, blobs, config.settings)
    states = ModelStates(store)
    health = Health(states, domains.needed_models, lambda: tuple(store.entries))
    reloading = Reloading(store, health, metrics)
    results = open_results(config.cache, config.cache_bytes)
    if results.store is not None:
        dispatcher.remembered = Remembered(results.store, Keys(), metrics)
        dispatcher.remembered.warm_up()
    watch_results(metrics, results.store)
    watch_scheduler(metrics, dispatcher.scheduler)
    watch_models(metrics, store, states)
    batches = batch_service(results, domains, dispatcher.scheduler, metrics)
    watch_batches(metrics, batches)
    services: tuple[Service, ...] = (
        SystemService(
            store,
            domains.described,
            domains.packages,
            dispatcher.scheduler.queued,
            dispatcher.cancel,
            reloading.reload,
            results.said,
        ),
        BlobService(blobs),
        *domains.services(),
        batches,
        health,
    )
    for service in services:
        dispatcher.add(service.methods())
    health.services |= {path.split("/")[1] for path in dispatcher.methods}

    tokens = TokenCheck(config.token)
    grpc_server, port = await grpc_port.start(
        dispatcher, tokens, config.host, config.port, tls=config.tls, limits=limits
    )
    visitors = Visitors(config.host, config.origins, own_pages=config.site is not None)
    web = WebServer(dispatcher, visitors, tokens, tls=config.tls, limits=limits, site=config.site)
    try:
        web_port = await web.start(config.host, config.web_port)
        health.serving = True
        stopping = threading.Event()
        if not config.warm_up:
            stopping.set()
        warming = asyncio.ensure_future(_warming(domains, dispatcher.scheduler, stopping, config.background))
        await asyncio.to_thread(batches.start)
        log.info("serving", host=config.host, port=port, web_port=web_port, threads=store.threads)
        try:
            yield Addresses(config.host, port, web_port, reloading.reload)
        finally:
            health.serving = False
            stopping.set()
            log.info("draining", grace_s=config.grace_s)
            batches.end_watching()
            # The warming up ends meanwhile: calls are refused from now on, not from when it has.
            closing = asyncio.to_thread(batches.close, config.grace_s)
            await asyncio.gather(dispatcher.drain(config.grace_s), closing, warming)
    finally:
        await asyncio.gather(grpc_server.stop(1.0), web.stop())
        dispatcher.close()
        results.close()
        if config.site is not None:
            config.site.close()
        await asyncio.to_thread(tracer.close, _LAST_SPANS_S)
        log.info("stopped")


async def serve_until_signal(config: ServerConfig, ready: Callable[[Addresses], None]) -> None:
    """Serve until SIGTERM or Ctrl-C, then drain. SIGHUP has the model catalogs read again. The process is taken to be
    the server's own: signals are caught, and its memory is laid out (:func:`procgen.runtime.heap.lay_out`).

    Args:
        config: how to serve.
        ready: called once both ports listen.
    """
    lay_out()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows' event loop has no signal handlers
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    async with running(config) as addresses:

        def reload() -> None:
            with contextlib.suppress(ProcgenError):  # the log says it
                addresses.reload_models()

        if hasattr(signal, "SIGHUP"):
            loop.add_signal_handler(signal.SIGHUP, loop.run_in_executor, None, reload)
        ready(addresses)
        await stop.wait()
