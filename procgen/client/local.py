"""A server of our own for as long as a program needs one: the real one, as its own process."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import grpc

from procgen.errors import Failed

UNBOUNDED: Final = [("grpc.max_receive_message_length", -1)]
"""Of channels: results may be as large as they are, for who asked for them trusts the server."""
_STOP_S = 20.0
_TOKEN_FLAGS = ("PROCGEN_TOKEN_FILE", "PROCGEN_SERVE_TOKEN_FILE")


@dataclass(frozen=True, slots=True)
class LocalServer:
    """Where it listens."""

    host: str
    port: int
    web_port: int
    pid: int

    def channel(self) -> grpc.Channel:
        """A new connection, for ordinary client stubs."""
        return grpc.insecure_channel(f"{self.host}:{self.port}", UNBOUNDED)


@contextlib.contextmanager
def local_server(*flags: str) -> Iterator[LocalServer]:
    """Start ``procgen serve`` on free ports, and stop it at the end of the block.

    Args:
        flags: more flags for ``procgen serve``.

    Raises:
        Failed: it did not start; says what it printed.
    """
    command = [sys.executable, "-m", "procgen", "serve", "--port", "0", "--web-port", "0", "--json", *flags]
    command += ["--log-level", "warning"]
    # It is told no token, for its ports are new and known to nobody else, and our own calls carry none.
    environment = {name: value for name, value in os.environ.items() if name not in _TOKEN_FLAGS}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    try:
        first = process.stdout.readline()
        if not first:
            raise Failed(f"the server ended at once, with exit code {process.wait()}", "See what it printed above.")
        said = json.loads(first)
        yield LocalServer(said["host"], said["port"], said["web_port"], process.pid)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        process.stdout.close()
