"""Fixtures that several test files share."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

import pytest
from hypothesis import settings

# Machines are noisy: a slow example is no failure.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")

_START_SECONDS = 60
_STOP_SECONDS = 20


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A ``procgen serve`` process and where it listens."""

    host: str
    port: int
    """gRPC."""
    web_port: int
    """gRPC-Web."""
    process: subprocess.Popen[str]


@contextmanager
def running_server(*flags: str) -> Iterator[RunningServer]:
    """Start ``procgen serve`` on free ports; end it with SIGTERM, which must leave it exit code 0."""
    command = [sys.executable, "-m", "procgen", "serve", "--port", "0", "--web-port", "0", "--json", *flags]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
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
        yield RunningServer(said["host"], said["port"], said["web_port"], process)
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


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    """A server for all tests that do not change it."""
    with running_server() as running:
        yield running
