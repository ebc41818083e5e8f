"""Calls that others wait for, since they ask for the same."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Final

from procgen.jobs.job import Product
from procgen.kit.wire.call import Call

STALLED_S: Final = 5.0
"""How long another's call may show nothing before one does not wait for it any more."""
_POLL_S: Final = 0.05


class Flight:
    """A call that is looked for or made, for others that ask for the same.

    Attributes:
        followers: calls that wait for it.
        stopped: whether it came to no end for reasons of its own, so that the others should try.
    """

    def __init__(self) -> None:
        self.followers = 0
        self.stopped = False
        self._product: Product | None = None
        self._ended = asyncio.Event()
        self._moved = 0.0

    def move(self) -> None:
        """It is at work, and has shown something."""
        self._moved = time.monotonic()

    def end(self, product: Product | None) -> None:
        """Give the others its result, None where there is none for them. Later ones don't count."""
        if not self._ended.is_set():
            self._product = product
            self._ended.set()

    async def followed(self, call: Call) -> Product | None:
        """Its result; None where it has none or where it is not worth waiting for. Raises as the call's checkpoint."""
        self.followers += 1
        ending = asyncio.ensure_future(self._ended.wait())
        try:
            while not await until(ending, call, STALLED_S):
                if self._moved and time.monotonic() - self._moved > STALLED_S:
                    return None
            return self._product
        finally:
            ending.cancel()
            self.followers -= 1


async def until(future: asyncio.Future[Any], call: Call, most_s: float) -> bool:
    """Whether a future was done within so many seconds. Raises as the call's checkpoint."""
    ends = time.monotonic() + most_s
    while not future.done() and (left := ends - time.monotonic()) > 0.0:
        call.checkpoint()
        remaining = call.remaining_s
        await asyncio.wait([future], timeout=min(_POLL_S, left, left if remaining is None else remaining))
    call.checkpoint()
    return future.done()
