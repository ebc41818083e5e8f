"""``procgen serve``."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer

from procgen import __version__
from procgen.kit.command.flags import TrustModels
from procgen.kit.command.output import json_object, line
from procgen.kit.wire.side import NO_SETTINGS
from procgen.runtime.trust import EVERY_MODEL
from procgen.server.app import (
    DEFAULT_GRACE_S,
    DEFAULT_PORT,
    DEFAULT_WEB_PORT,
    Addresses,
    ServerConfig,
    serve_until_signal,
)
from procgen.server.auth import read_token
from procgen.server.results import DEFAULT_CACHE_BYTES
from procgen.server.scheduler import WORKERS
from procgen.server.tls import netloc, read_tls
from procgen.server.web_origin import parse_origin


def configure_log(level: str, *, as_json: bool) -> None:
    """Send the structured log to stderr: JSON lines, or coloured ones on a terminal."""
    renderer = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty() and not as_json
        else structlog.processors.JSONRenderer(sort_keys=True)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def port_number(value: int) -> int:
    """A port as a flag takes it. Raises BadParameter."""
    if not 0 <= value <= 65535:
        raise typer.BadParameter(f"{value} is not a port; allowed is 0 (a free one) to 65535")
    return value


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; one that other computers reach needs TLS and a token.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(callback=port_number, help="Port of native gRPC; 0 takes a free one.")
    ] = DEFAULT_PORT,
    web_port: Annotated[
        int, typer.Option(callback=port_number, help="Port of gRPC-Web; 0 takes a free one.")
    ] = DEFAULT_WEB_PORT,
    models: Annotated[list[Path] | None, typer.Option(help="Folder with more models; repeatable.")] = None,
    threads: Annotated[int, typer.Option(min=0, max=256, help="Threads per model call; 0 takes all processors.")] = 0,
    memory_mib: Annotated[int, typer.Option(min=16, max=1 << 20, help="Bound on the weights in memory, MiB.")] = 512,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Long calls that work at once.")] = WORKERS,
    work_mib: Annotated[
        int,
        typer.Option(
            min=0, max=1 << 24, help="Bound on the memory that calls work with, MiB; 0 takes half of what is available."
        ),
    ] = 0,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(help="Origin whose web pages may call, such as http://localhost:8080; repeatable."),
    ] = None,
    token_file: Annotated[
        Path | None,
        typer.Option(
            envvar="PROCGEN_TOKEN_FILE",
            help="File with a token; calls must then carry `authorization: Bearer TOKEN`, on both ports.",
        ),
    ] = None,
    cache: Annotated[
        str | None,
        typer.Option(
            help="Folder or address of a bucket where results are kept, so that the same request is answered at once; "
            "`none` keeps nothing; the user's folder for caches if not given."
        ),
    ] = None,
    cache_mib: Annotated[int, typer.Option(min=1, max=1 << 24, help="Bound on all kept results, MiB.")] = (
        DEFAULT_CACHE_BYTES >> 20
    ),
    tls_cert: Annotated[
        Path | None, typer.Option(envvar="PROCGEN_TLS_CERT", help="PEM file: certificate, then those vouching for it.")
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(envvar="PROCGEN_TLS_KEY", help="PEM file: the certificate's key, without a password.")
    ] = None,
    trust_models: TrustModels = False,
    metrics: Annotated[
        bool, typer.Option("--metrics", help="Tell Prometheus what is counted: GET /metrics on the web port.")
    ] = False,
    otlp_endpoint: Annotated[
        str,
        typer.Option(
            help="OpenTelemetry collector that a span of each call is sent to, such as http://127.0.0.1:4318; "
            "needs the extra `otel`."
        ),
    ] = "",
    background: Annotated[
        bool, typer.Option("--background", help="Work at low priority: an editor or a game beside it stays smooth.")
    ] = False,
    warm_up: Annotated[
        bool,
        typer.Option(
            "--warm-up/--no-warm-up",
            help="Load models before anybody asks, for some seconds of a processor: first calls don't wait for them.",
        ),
    ] = True,
    grace_s: Annotated[
        float, typer.Option(min=0.0, max=3600.0, help="Seconds for running calls after SIGTERM.")
    ] = DEFAULT_GRACE_S,
    log_level: Annotated[str, typer.Option(help="debug, info, warning or error.")] = "info",
    json: Annotated[bool, typer.Option("--json", help="Say the addresses as one JSON object on stdout.")] = False,
    settings: Mapping[str, Any] = NO_SETTINGS,
) -> None:
    """Serve until SIGTERM or Ctrl-C.

    The first line on stdout says where. Example: `procgen serve --port 0 --web-port 0 --json`
    """
    if log_level.lower() not in ("debug", "info", "warning", "error"):
        raise typer.BadParameter(f"{log_level!r} is not a log level; allowed are debug, info, warning, error")

    def ready(addresses: Addresses) -> None:
        if json:
            json_object(
                {
                    "host": addresses.host,
                    "port": addresses.port,
                    "web_port": addresses.web_port,
                    "pid": os.getpid(),
                    "version": __version__,
                }
            )
        else:
            line(
                f"procgen {__version__} serves gRPC on {netloc(addresses.host, addresses.port)} "
                f"and gRPC-Web on {netloc(addresses.host, addresses.web_port)}; Ctrl-C stops it"
            )

    config = ServerConfig(
        host=host,
        port=port,
        web_port=web_port,
        models=tuple(models or ()),
        threads=threads,
        memory_bytes=memory_mib << 20,
        workers=workers,
        work_bytes=work_mib << 20,
        origins=tuple(map(parse_origin, allow_origin or ())),
        token=None if token_file is None else read_token(token_file),
        tls=read_tls(tls_cert, tls_key),
        cache=cache or "",
        cache_bytes=cache_mib << 20,
        settings=settings,
        background=background,
        warm_up=warm_up,
        trust=EVERY_MODEL if trust_models else None,
        metrics=metrics,
        otlp_endpoint=otlp_endpoint,
        grace_s=grace_s,
    )
    configure_log(log_level, as_json=json)
    asyncio.run(serve_until_signal(config, ready))
