"""Fixtures that several test files share."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest
from hypothesis import settings

from tests.figures import LONG, MEASURED, Figure, scaled

# Machines are noisy: a slow example is no failure. What is tried depends on a test's code alone, so that a run says
# something of the change it ran on; the long mode tries other examples each time, and three times as many.
settings.register_profile("tests", deadline=None, derandomize=not LONG, max_examples=scaled(30, 100))
settings.load_profile("tests")

# Threads that wait for one another keep processors busy: beside another process, training took seven times as long on
# two of them. Tests of results that must not depend on threads set numbers of their own.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# What an earlier run kept must not answer for the code of this one; tests of the cache name a folder of their own.
os.environ["PROCGEN_SERVE_CACHE"] = "none"

# Servers that commands and engines start for themselves get few calls, too.
os.environ["PROCGEN_SERVE_WARM_UP"] = "false"

# What tests train is trusted, but not for good, and what the user of this computer trusts is not for tests.
_SETTINGS = tempfile.TemporaryDirectory(prefix="procgen-tests-", ignore_cleanup_errors=True)
os.environ["PROCGEN_TRUSTED_MODELS"] = os.path.join(_SETTINGS.name, "trusted_models.json")

_FIRST = ("tests/test_source.py", "tests/engines/", "tests/faults/", "tests/test_package.py")

_START_SECONDS = 180
_STOP_SECONDS = 180


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A ``procgen serve`` process and where it listens."""

    host: str
    port: int
    """gRPC."""
    web_port: int
    """gRPC-Web."""
    process: subprocess.Popen[str]
    log: list[str]
    """Lines of its log so far."""


@contextmanager
def running_server(
    *flags: str,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    before: Sequence[str] = (),
    warm_up: bool = False,
) -> Iterator[RunningServer]:
    """Start ``procgen serve`` on free ports; end it with SIGTERM, which must leave it exit code 0.

    Args:
        flags: of the command.
        env: variables beside those of this process.
        cwd: its working folder; this process's if not given.
        before: a command that starts it.
        warm_up: whether it loads models before anybody asks: more work than to start it. Tests of what it needs, of
            memory and of times, want it.
    """
    command = [*before, sys.executable, "-m", "procgen", "serve", "--port", "0", "--web-port", "0", "--json", *flags]
    command += ["--warm-up" if warm_up else "--no-warm-up"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="backslashreplace",  # gRPC's core logs what peers say, byte for byte
        env={**os.environ, **(env or {})},
        cwd=cwd,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    log: list[str] = []
    # An unread pipe would fill up and stop the server in the middle of a log line.
    reader = threading.Thread(target=_drain, args=(process.stderr, log.append), daemon=True)
    reader.start()
    kill_if_silent = threading.Timer(_START_SECONDS, process.kill)
    kill_if_silent.start()
    first_line = process.stdout.readline()
    kill_if_silent.cancel()
    try:
        if not first_line:
            process.wait()
            reader.join()
            pytest.fail(f"procgen serve ended or said nothing for {_START_SECONDS} s; its log:\n{''.join(log)}")
        said = json.loads(first_line)
        yield RunningServer(said["host"], said["port"], said["web_port"], process, log)
        # A test may have stopped the server itself.
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            exit_code = process.wait(_STOP_SECONDS)
            reader.join()
            assert exit_code == 0, f"procgen serve ended with {exit_code} after SIGTERM; its log:\n{''.join(log)}"
    finally:
        process.kill()
        process.wait()
        reader.join()
        process.stdout.close()
        process.stderr.close()


def _drain(stream: IO[str], take: Callable[[str], object]) -> None:
    for line in stream:
        take(line)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """All that is collected stays: to look through it again and again for what can go takes a process seconds."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest in one piece comes first, so that processes that share the tests end together."""
    items.sort(key=lambda item: not item.nodeid.startswith(_FIRST))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Of a process that shares the tests with others, and whose figures the first one prints."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["figures"] = [(each.name, float(each.value), each.unit, each.bar) for each in MEASURED]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    MEASURED.extend(Figure(*each) for each in getattr(node, "workeroutput", {}).get("figures", ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if MEASURED:
        terminalreporter.section("figures" + (" at full size" if LONG else ""))
    for each in MEASURED:
        bar = f"   (bar {each.bar})" if each.bar else ""
        terminalreporter.write_line(f"{each.name}: {each.value:g} {each.unit}{bar}".rstrip())
    if not LONG:
        terminalreporter.write_line("sizes are small; in full: PROCGEN_TEST_LONG=1 bash tests/run [FOLDER ...]")


@pytest.fixture(scope="session")
def folder_of_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For what :func:`tests.kept.made_once` makes: one for all processes that share the tests of a run."""
    own = tmp_path_factory.getbasetemp()
    return (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "made_once"


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    """A server for all tests that do not change it."""
    with running_server() as running:
        yield running
