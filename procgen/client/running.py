"""Calls that are under way: watched, awaited or cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from typing import Any, Generic, TypeVar

import grpc

from procgen.client.failure import CallFailed
from procgen.client.made import Made
from procgen.kit.wire.received import Receiving
from procgen.v1 import common_pb2

T = TypeVar("T")
ResultT = TypeVar("ResultT")


class Watched(Generic[T]):
    """What a server sends piece by piece, to be read by ``for`` or, with asyncio, by ``async for``."""

    def __init__(self, call: Any, pieces: Callable[[Any], Iterator[T]]) -> None:
        self._call = call
        self._pieces = self._guarded(pieces(call))

    def _guarded(self, pieces: Iterator[T]) -> Iterator[T]:
        try:
            yield from pieces
        except grpc.RpcError as error:
            raise CallFailed.of(error) from None

    def cancel(self) -> None:
        """Stop it; whoever reads it gets ``CallFailed`` with the code CANCELLED."""
        self._call.cancel()

    def __iter__(self) -> Iterator[T]:
        return self._pieces

    def __aiter__(self) -> AsyncIterator[T]:
        return self

    async def __anext__(self) -> T:
        done = object()
        piece: Any = await self._beside(lambda: next(self._pieces, done))
        if piece is done:
            raise StopAsyncIteration
        found: T = piece
        return found

    async def _beside(self, work: Callable[[], ResultT]) -> ResultT:
        """Wait in a thread; a task that is cancelled cancels the call, so that the thread ends, too."""
        try:
            return await asyncio.to_thread(work)
        except asyncio.CancelledError:
            self.cancel()
            raise


class Running(Watched[common_pb2.Progress], Generic[ResultT]):
    """A call that makes something.

    Iterate it to watch how far it has come (``stage``, ``fraction``, ``preview_png``); ``result`` or ``await``
    gives what it made.
    """

    def __init__(self, call: Any) -> None:
        self._made: Made[Any] | None = None
        super().__init__(call, self._received)

    def _received(self, events: Iterator[Any]) -> Iterator[common_pb2.Progress]:
        receiving: Receiving[Any] = Receiving()
        for event in events:
            if event.WhichOneof("event") == "progress":
                yield event.progress
            else:
                receiving.take(event)
        whole = receiving.whole()
        self._made = Made(whole.result, whole.files)

    def result(self) -> ResultT:
        """What it made, as soon as it is there.

        Raises:
            CallFailed: the server refused, the call was cancelled, or there is no server.
            ValueError: what came breaks the contract.
        """
        for _ in self._pieces:
            pass
        if self._made is None:
            raise CallFailed("CANCELLED", "the call has failed or was cancelled before.")
        made: Any = self._made
        found: ResultT = made
        return found

    def __await__(self) -> Generator[Any, None, ResultT]:
        return self._beside(self.result).__await__()
