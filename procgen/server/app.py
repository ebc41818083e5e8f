"""The server's life: start, serve, drain, stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from procgen.errors import Cancelled
from procgen.runtime.store import DEFAULT_MEMORY_BYTES, ModelStore
from procgen.server import grpc_port
from procgen.server.dispatcher import Dispatcher
from procgen.server.health import Health
from procgen.server.web_port import WebServer
from procgen.services.blobs import BlobService, BlobStore
from procgen.services.character_info import character_domain
from procgen.services.character_service import CharacterService
from procgen.services.dialogue_info import dialogue_domains
from procgen.services.dialogue_models import NO_CHOICE, Choice, Models
from procgen.services.dialogue_service import DialogueService
from procgen.services.system_service import SystemService
from procgen.services.terrain_service import TerrainService, terrain_domain
from procgen.services.texture_info import texture_domains
from procgen.services.texture_service import TextureService

DEFAULT_PORT: Final = 50051
DEFAULT_WEB_PORT: Final = 50052
_WARM_PAUSE_S: Final = 0.05


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
    origins: tuple[str, ...] = ()
    dialogue_model: Choice = NO_CHOICE
    """A language model that the user chose."""
    grace_s: float = 10.0
    """How long running calls may go on after SIGTERM."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a server listens."""

    host: str
    port: int
    web_port: int


def _warm(store: ModelStore, characters: CharacterService, stopping: threading.Event) -> None:
    """Load the default models before anybody asks, and what persons are drawn and measured with.

    Once somebody asks for characters, what their pictures need is made too: half a gigabyte, which others are spared.
    All goes in steps, until it is stopped; what is wrong with a model is said when it is asked for.
    """
    for entry in store.entries.values():
        if entry.default:
            with contextlib.suppress(Exception):
                store.load(entry.name)

    def go_on() -> None:
        if stopping.is_set():
            raise Cancelled

    with contextlib.suppress(Exception):
        go_on()
        characters.warm_up_people()
        characters.wanted.wait()
        characters.warm_up_pictures(go_on, _WARM_PAUSE_S)


@contextlib.asynccontextmanager
async def running(config: ServerConfig) -> AsyncIterator[Addresses]:
    """A server that serves inside the ``async with`` block and drains at its end.

    Raises:
        Failed: a port is taken or a catalog can't be read.
    """
    log = structlog.get_logger("procgen.server")
    store = ModelStore(config.models, threads=config.threads, memory_bytes=config.memory_bytes)
    dispatcher = Dispatcher()
    health = Health()
    blobs = BlobStore()
    characters = CharacterService(store)
    dialogue = Models(store, config.dialogue_model)
    domains = [terrain_domain(store), *texture_domains(store), character_domain(), *dialogue_domains(dialogue)]
    services = (
        SystemService(store, domains, dispatcher.queued_calls, dispatcher.cancel),
        BlobService(blobs),
        TerrainService(store),
        TextureService(store, blobs),
        characters,
        DialogueService(dialogue),
        health,
    )
    for service in services:
        dispatcher.add(service.methods())
    health.services |= {path.split("/")[1] for path in dispatcher.methods}

    grpc_server, port = await grpc_port.start(dispatcher, config.host, config.port)
    web = WebServer(dispatcher, (config.host,), config.origins)
    try:
        web_port = await web.start(config.host, config.web_port)
        health.serving = True
        stopping = threading.Event()
        warming = asyncio.get_running_loop().run_in_executor(None, _warm, store, characters, stopping)
        log.info("serving", host=config.host, port=port, web_port=web_port, threads=store.threads)
        try:
            yield Addresses(config.host, port, web_port)
        finally:
            health.serving = False
            stopping.set()
            characters.wanted.set()  # nobody does; it wakes who waits for it
            log.info("draining", grace_s=config.grace_s)
            await warming
            await dispatcher.drain(config.grace_s)
    finally:
        await asyncio.gather(grpc_server.stop(1.0), web.stop())
        dispatcher.close()
        log.info("stopped")


async def serve_until_signal(config: ServerConfig, ready: Callable[[Addresses], None]) -> None:
    """Serve until SIGTERM or Ctrl-C, then drain.

    Args:
        config: how to serve.
        ready: called once both ports listen.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows' event loop has no signal handlers
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    async with running(config) as addresses:
        ready(addresses)
        await stop.wait()
