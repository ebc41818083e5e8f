"""A process that starts writers of a store, for tests that kill them: ``python -m tests.faults.store_writer FOLDER``.

For each line with a number on stdin it forks a writer, which puts and pins without end, and says the writer's process
id. A writer that was killed is reaped when the next line comes. It forks itself, for a new Python takes 30 times as
long as what is to be interrupted.
"""

from __future__ import annotations

import hashlib
import os
import random
import sys
import traceback
from pathlib import Path

from procgen.jobs.content import ContentStore

LIMIT_BYTES = 64 << 20
_SMALL_BYTES = 300
PIN = "kept"


def key_of(number: int, count: int) -> str:
    return hashlib.sha256(f"{number}/{count}".encode()).hexdigest()


def size_of(key: str) -> int:
    drawn = random.Random(key)
    return drawn.choice((drawn.randrange(_SMALL_BYTES), drawn.randrange(50_000), drawn.randrange(8 << 20)))


def payload_of(key: str) -> bytes:
    """What belongs to a key; made in less time than it takes to write it, for kills are to hit writes."""
    size = size_of(key)
    return (key.encode() * (size // len(key) + 1))[:size]


def write(folder: Path, number: int) -> None:
    """Put and pin; note what has been done in a log, each line by one call of the system."""
    log = os.open(folder.with_name("done.log"), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    store = ContentStore(folder, limit_bytes=LIMIT_BYTES)
    for count in range(1 << 40):
        key = key_of(number, count)
        small = size_of(key) < _SMALL_BYTES
        if small:
            store.pin(PIN, [key])
        store.put(key, payload_of(key))
        if small:
            os.write(log, f"{key}\n".encode())


def main() -> None:
    folder = Path(sys.argv[1])
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                write(folder, int(line))
            except BaseException:
                traceback.print_exc()
                os._exit(1)
        print(pid, flush=True)
        reap()


def reap() -> None:
    """Let killed ones go; one that ended by itself has said why on stderr."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return


if __name__ == "__main__":
    main()
