"""A studio that runs as a program, and what a page in Chromium does with it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import tools

_VISITS = Path(__file__).parent / "in_studio.js"


@dataclass(frozen=True, slots=True)
class Studio:
    """A ``procgen studio`` and its folders."""

    address: str
    out: Path
    history: Path

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2].partition("/")[0])

    def visit(self, name: str, **asked: Any) -> dict[str, Any]:
        """What a visit of ``in_studio.js`` tells."""
        told: dict[str, Any] = tools.node(
            _VISITS, {"address": self.address, "visit": name, **asked}, tool="connect", timeout=580
        )
        return told


@contextlib.contextmanager
def running_studio(folder: Path, *flags: str) -> Iterator[Studio]:
    """Start a studio on free ports with everything below a folder; it must end well."""
    out, history = folder / "project", folder / "history.sqlite"
    command = [sys.executable, "-m", "procgen", "studio", "--no-open", "--port", "0", "--web-port", "0"]
    process = subprocess.Popen(
        [*command, "--out", str(out), "--history", str(history), "--cache", str(folder / "cache"), *flags],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=dict(os.environ),
    )
    assert process.stdout is not None
    give_up = threading.Timer(120, process.kill)
    give_up.start()
    first = process.stdout.readline()
    give_up.cancel()
    found = re.search(r"http://\S+/studio/", first)
    try:
        if found is None:
            pytest.fail(f"procgen studio said {first!r} {process.stdout.read()}")
        # An unread pipe would fill up.
        reader = threading.Thread(target=process.stdout.read, daemon=True)
        reader.start()
        yield Studio(found[0], out, history)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
        if found is not None:
            reader.join()
        process.stdout.close()
