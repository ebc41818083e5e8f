"""``procgen serve``."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from pathlib import Path

import structlog
import typer

from procgen import __version__
from procgen.cli.output import json_object, line
from procgen.server.app import DEFAULT_PORT, DEFAULT_WEB_PORT, Addresses, ServerConfig, serve_until_signal


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


def _port(value: int) -> int:
    if not 0 <= value <= 65535:
        raise typer.BadParameter(f"{value} is not a port; allowed is 0 (a free one) to 65535")
    return value


def serve(
    host: str = typer.Option("127.0.0.1", help="Address to listen on; keep it on loopback."),
    port: int = typer.Option(DEFAULT_PORT, callback=_port, help="Port of native gRPC; 0 takes a free one."),
    web_port: int = typer.Option(DEFAULT_WEB_PORT, callback=_port, help="Port of gRPC-Web; 0 takes a free one."),
    models: list[Path] = typer.Option([], help="Folder with more models and their catalog.json; repeatable."),
    threads: int = typer.Option(0, min=0, max=256, help="Threads of each model call; 0 takes all processors."),
    memory_mib: int = typer.Option(512, min=16, max=1 << 20, help="Bound on the weights kept in memory, MiB."),
    allow_origin: list[str] = typer.Option([], help="Origin whose web pages may call the server; repeatable."),
    grace_s: float = typer.Option(10.0, min=0.0, max=3600.0, help="Seconds that running calls get after SIGTERM."),
    log_level: str = typer.Option("info", help="debug, info, warning or error."),
    json: bool = typer.Option(False, "--json", help="Say the addresses as one JSON object on stdout."),
) -> None:
    """Serve until SIGTERM or Ctrl-C.

    The first line on stdout says where. Example: `procgen serve --port 0 --web-port 0 --json`
    """
    if log_level.lower() not in ("debug", "info", "warning", "error"):
        raise typer.BadParameter(f"{log_level!r} is not a log level; allowed are debug, info, warning, error")
    configure_log(log_level, as_json=json)

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
                f"procgen {__version__} serves gRPC on {addresses.host}:{addresses.port} "
                f"and gRPC-Web on {addresses.host}:{addresses.web_port}; Ctrl-C stops it"
            )

    config = ServerConfig(
        host=host,
        port=port,
        web_port=web_port,
        models=tuple(models),
        threads=threads,
        memory_bytes=memory_mib << 20,
        origins=tuple(allow_origin),
        grace_s=grace_s,
    )
    asyncio.run(serve_until_signal(config, ready))
