"""``procgen doctor``: is everything there that procgen needs?"""

from __future__ import annotations

import importlib.metadata
import platform
import socket
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import onnxruntime as ort
import typer

from procgen import __version__
from procgen.domains import DOMAINS
from procgen.errors import Failed, ProcgenError
from procgen.kit.command.checks import Check
from procgen.kit.command.output import json_object, line
from procgen.runtime.store import ModelStore, State, default_threads
from procgen.server.app import DEFAULT_PORT, DEFAULT_WEB_PORT


def _python() -> Check:
    return Check("python", sys.version_info >= (3, 11), f"{platform.python_version()} on {platform.platform()}")


def _packages() -> Check:
    names = ("numpy", "onnxruntime", "grpcio", "protobuf", "openexr", "pillow", "embreex")
    return Check("packages", True, ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names))


def _processors() -> Check:
    providers = ", ".join(name.removesuffix("ExecutionProvider") for name in ort.get_available_providers())
    return Check("processors", True, f"{default_threads()} threads; ONNX Runtime offers {providers}")


def _port(port: int, flag: str) -> Check:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            hint = f"A procgen server may run already; else use {flag} with another port (0 takes a free one)."
            return Check(f"port {port}", False, "taken", hint)
    return Check(f"port {port}", True, "free")


def _models(store: ModelStore) -> Check:
    statuses = [store.verify(name) for name in store.entries]
    problems = [status.problem for status in statuses if status.problem]
    strangers = all(status.state is State.UNTRUSTED for status in statuses if status.problem)
    mending = (
        "If you trust who made them, run `procgen models trust`." if strangers else "Install procgen-server again."
    )
    says = "; ".join(problems) or f"{len(store.entries)} models match their checksums"
    return Check("models", not problems, says, mending if problems else "")


def doctor(
    models: Annotated[list[Path] | None, typer.Option(help="Folder with more models; repeatable.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Check the installation, the models and the default ports, and make something small.

    Example: `procgen doctor`
    """
    checks = [
        _python(),
        _packages(),
        _processors(),
        _port(DEFAULT_PORT, "--port"),
        _port(DEFAULT_WEB_PORT, "--web-port"),
    ]
    try:
        store = ModelStore(tuple(models or ()))
        inspections = [inspect for domain in DOMAINS if domain.doctor for inspect in domain.load_doctor()]
        checks += [inspect(store) for inspect in (_models, *inspections)]
    except ProcgenError as error:
        checks.append(Check("models", False, error.message, error.remedy))
    bad = [check for check in checks if not check.ok]
    if json:
        json_object({"version": __version__, "ok": not bad, "checks": [asdict(check) for check in checks]})
    else:
        line(f"procgen {__version__}")
        for check in checks:
            line(f"{'ok ' if check.ok else 'BAD'} {check.name:12} {check.says}")
            if check.hint:
                line(f"    {check.hint}")
    if bad:
        raise Failed(f"{len(bad)} of {len(checks)} checks failed: " + ", ".join(check.name for check in bad))
