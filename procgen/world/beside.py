"""Work beside other work, in a thread of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, ParamSpec, TypeVar

from procgen.runtime.work_pool import WorkPool

P = ParamSpec("P")
T = TypeVar("T")


class Beside:
    """Does work in one other thread, in the order in which it is given, or at once where only one may be busy.

    Leaving the block waits for that work and raises what went wrong with it; where the block itself fails, what has not
    begun yet is dropped.
    """

    def __init__(self, threads: int) -> None:
        self._pool = WorkPool(1) if threads > 1 else None
        self._given: list[Future[Any]] = []
        self._waiting: deque[Callable[[], None]] = deque()

    def do(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """What the work is going to give."""
        given: Future[T] = Future()

        def done() -> None:
            try:
                given.set_result(work(*args, **kwargs))
            except BaseException as error:
                given.set_exception(error)
                raise

        self._given.append(given)
        if self._pool is None:
            done()
        else:
            self._waiting.append(done)
            self._pool.submit(self._next)
        return given

    def help(self, until: Future[Any] | None = None) -> None:
        """Do here what the other thread has not begun yet, the last first, or until something is there; raises what
        goes wrong with it.
        """
        while (until is None or not until.done()) and (work := self._taken(self._waiting.pop)) is not None:
            work()

    def _next(self) -> None:
        work = self._taken(self._waiting.popleft)
        if work is not None:
            work()

    @staticmethod
    def _taken(take: Callable[[], Callable[[], None]]) -> Callable[[], None] | None:
        try:
            return take()
        except IndexError:
            return None

    def __enter__(self) -> Beside:
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: object, _trace: object) -> None:
        if kind is not None:
            self._waiting.clear()
        if self._pool is not None:
            self._pool.shutdown()
        if kind is None:
            for given in self._given:
                given.result()
