"""Stops model calls that are under way.

Between checkpoints work may be inside ONNX Runtime for some hundred milliseconds. A piece of work runs under an
:class:`Interrupt`; model calls find it by a context variable, which pools of threads carry on
(:class:`procgen.runtime.work_pool.WorkPool`), and whoever ends the work ends them. Long steps of arithmetic find it
there too, by :func:`checkpoint_here`.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from contextvars import ContextVar

import onnxruntime as ort

from procgen.runtime.checkpoint import Checkpoint

_current: ContextVar[Interrupt | None] = ContextVar("interrupt", default=None)


class Interrupt:
    """Of one piece of work; safe to use from any thread.

    Args:
        checkpoint: of the work; says by what it raises why the work was stopped.
    """

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.checkpoint = checkpoint
        self._lock = threading.Lock()
        self._running: set[ort.RunOptions] = set()
        self._stopped = False

    def stop(self) -> None:
        """End all model calls of the work, now and from now on; each ends before its graph's next node."""
        with self._lock:
            self._stopped = True
            for options in self._running:
                options.terminate = True

    @contextlib.contextmanager
    def around(self) -> Iterator[None]:
        """Model calls inside the block, in this thread and those of its :class:`WorkPool`, can be stopped."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)

    @contextlib.contextmanager
    def _ending(self, options: ort.RunOptions) -> Iterator[None]:
        with self._lock:
            stopped = self._stopped
            self._running.add(options)
        try:
            if stopped:
                self.checkpoint()
            yield
        except Exception:
            if self._stopped:
                self.checkpoint()  # ONNX Runtime's exception says less than the reason that it was stopped for
            raise
        finally:
            with self._lock:
                self._running.discard(options)


def interruptible(options: ort.RunOptions) -> contextlib.AbstractContextManager[None]:
    """A block in which a model is called with these options; it ends when the work that it belongs to is stopped.

    Raises:
        Cancelled, DeadlinePassed: as the work's checkpoint does, where it was stopped.
    """
    current = _current.get()
    return contextlib.nullcontext() if current is None else current._ending(options)


def checkpoint_here() -> None:
    """A checkpoint of the work that this thread does, for steps deep inside it; without an interrupt, work goes on.

    Raises:
        Cancelled, DeadlinePassed: nobody waits for the result any more.
    """
    current = _current.get()
    if current is not None:
        current.checkpoint()
