"""What executors are tested with: workers that give back, raise, or kill their process."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil


def make(settings: str) -> Callable[[bytes], bytes]:
    """A worker that reverses bytes after the prefix of its settings; some words have it do other things."""
    prefix = json.loads(settings).get("prefix", "").encode()

    def do(payload: bytes) -> bytes:
        word, _, rest = payload.partition(b" ")
        if word == b"raise":
            raise ValueError(f"no good: {rest.decode()}")
        if word == b"die":
            os.kill(os.getpid(), signal.SIGKILL)
        if word == b"die-once":  # the rest names a file that tells that it happened
            path = Path(rest.decode())
            if not path.exists():
                path.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        if word == b"sleep":
            time.sleep(float(rest))
        if word == b"large":
            return str(freed_mib()).encode()
        if word == b"pid":
            return str(os.getpid()).encode()
        if word == b"print":
            print("that nobody reads")
        if word == b"getenv":
            return os.environ.get(rest.decode(), "").encode()
        return prefix + payload[::-1]

    return do


def freed_mib() -> float:
    """How much a process shrinks when large arrays go, between which small ones live on."""
    np.ones(16 << 20, np.uint8)  # glibc's bound rises with it, where it may
    large, lives_on = [], []
    for _ in range(20):
        large.append(np.ones(8 << 20, np.uint8))
        # Too large for holes that imports left, which would take it from between the large ones.
        lives_on.append(np.ones(1 << 20, np.uint8))
    full = psutil.Process().memory_info().rss
    del large
    return float(full - psutil.Process().memory_info().rss) / 2**20


def end(_settings: str) -> Callable[[bytes], bytes]:
    """No worker: its process ends."""
    os._exit(7)
