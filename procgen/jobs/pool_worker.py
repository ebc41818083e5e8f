"""A worker process of :class:`procgen.jobs.pool.ProcessPool`: ``python -m procgen.jobs.pool_worker``.

It reads frames from its standard input and writes frames to its standard output: first what it is to be, then tasks.
Where its input ends, its driver has ended, and so does it, at once and in the middle of a task.
"""

from __future__ import annotations

import importlib
import json
import os
import queue
import struct
import sys
import threading
from collections.abc import Callable
from typing import IO, Final

from procgen.runtime.heap import GivingBack, lay_out
from procgen.runtime.priority import give_way

SIZE: Final = struct.Struct("<Q")
READY, REFUSED, DONE, RAISED = b"r", b"f", b"d", b"x"
"""What a frame that a worker writes begins with: it may be given tasks, it can't start and why, an answer, an error."""


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame; None where the stream ends."""
    head = stream.read(SIZE.size)
    if len(head) < SIZE.size:
        return None
    (size,) = SIZE.unpack(head)
    data = stream.read(size)
    return data if len(data) == size else None


def write_frame(stream: IO[bytes], *parts: bytes) -> None:
    """Write parts as one frame. Raises OSError where nobody reads any more."""
    stream.write(SIZE.pack(sum(map(len, parts))))
    for part in parts:
        stream.write(part)
    stream.flush()


def make(function: str, settings: str) -> Callable[[bytes], bytes]:
    """The function that does tasks, as :class:`procgen.jobs.executor.Worker` names it."""
    module, _, name = function.partition(":")
    made: Callable[[bytes], bytes] = getattr(importlib.import_module(module), name)(settings)
    return made


def _take(stream: IO[bytes], inbox: queue.SimpleQueue[bytes]) -> None:
    while (frame := read_frame(stream)) is not None:
        inbox.put(frame)
    os._exit(0)


def main() -> None:
    """Work until the driver ends."""
    lay_out()
    tasks = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # What anything prints must not get between the frames.
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    inbox: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_take, args=(tasks, inbox), daemon=True).start()
    wanted = json.loads(inbox.get())
    if wanted["background"]:
        give_way()
    try:
        work = make(wanted["function"], wanted["settings"])
    except Exception as error:
        write_frame(answers, REFUSED, f"{type(error).__name__}: {error}".encode())
        sys.exit(1)
    write_frame(answers, READY)
    giving_back = GivingBack()
    while True:
        task = inbox.get()
        try:
            answer = work(task)
        except Exception as error:
            write_frame(answers, RAISED, f"{type(error).__name__}: {error}".encode())
        else:
            write_frame(answers, DONE, answer)
        giving_back.after_work()


if __name__ == "__main__":
    main()
