"""Finds out what a store of results lacks, for many calls by one visit to a thread.

A visit costs several times what a look into a folder does, above all while work holds Python's lock. A server that is
overrun with new requests would spend its time on visits, so calls that ask while one is under way share the next.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future


class Lookups:
    """For the event loop.

    Args:
        lacks: says of each key whether nothing is kept by it; called in a thread.
        threads: where.
    """

    def __init__(self, lacks: Callable[[Sequence[str]], Sequence[bool]], threads: Executor) -> None:
        self._lacks = lacks
        self._threads = threads
        self._asked: dict[asyncio.Future[bool], str] = {}
        self._under_way = False

    def lacks(self, key: str) -> asyncio.Future[bool]:
        """Whether the store lacks a result, once that is known. Cancel it where nobody wants to know any more."""
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._asked[answer] = key
        answer.add_done_callback(self._forget)
        if not self._under_way:
            self._visit()
        return answer

    def _forget(self, answer: asyncio.Future[bool]) -> None:
        self._asked.pop(answer, None)

    def _visit(self) -> None:
        loop = asyncio.get_running_loop()
        asked, self._asked = self._asked, {}
        self._under_way = True

        def seen(done: Future[Sequence[bool]]) -> None:
            with contextlib.suppress(RuntimeError):  # the loop closed meanwhile
                loop.call_soon_threadsafe(self._seen, list(asked), done)

        self._threads.submit(self._lacks, list(asked.values())).add_done_callback(seen)

    def _seen(self, asked: list[asyncio.Future[bool]], done: Future[Sequence[bool]]) -> None:
        self._under_way = False
        if self._asked:
            self._visit()
        if done.cancelled():
            for answer in asked:
                answer.cancel()
            return
        error = done.exception()
        for index, answer in enumerate(asked):
            if answer.done():
                continue
            if error is not None:
                answer.set_exception(error)
            else:
                answer.set_result(done.result()[index])
