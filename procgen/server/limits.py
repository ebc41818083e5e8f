"""How long and how many clients may keep the server waiting, on either port.

Whoever can connect can leave connections open, send a byte a second or read nothing. So each wait for a client has an
end, and there is room for so many at once: once it is taken, whoever has kept the server waiting longest makes way.
A client that does something is never the one.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Final

_MOST_CONNECTIONS: Final = 2048
"""Of a port. A connection of the native port takes 15 KB of memory, one of the gRPC-Web port 25 KB."""
_LEAST_CONNECTIONS: Final = 16
_OWN_FILES: Final = 128
"""Open files that are kept for models, results and whatever libraries open."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one port; seconds and counts."""

    head_s: float = 6.0
    """For a connection to be set up, TLS included, and for the head of a request from its first byte on."""
    body_s: float = 6.0
    """For the rest of a request, which is at most a MiB."""
    idle_s: float = 120.0
    """For which a connection that made a call is kept for the next one."""
    stalled_s: float = 60.0
    """For which a client may read nothing of its answer."""
    first_call_s: float = 8.0
    """For a native connection to bring its first request, from when it was opened."""
    age_s: float = 600.0
    """After which a native connection is followed by a new one; calls under way end on the old one."""
    ping_s: float = 10.0
    """For a native client's library to answer a ping."""
    connections: int = _MOST_CONNECTIONS
    requests: int = 64
    """That may be on their way at once, beside those that began within ``patience_s``: each may fill a MiB."""
    requests_at_most: int = 1024
    """All of them."""
    patience_s: float = 0.5
    """Within which requests come from clients that are not slow."""

    def within_open_files(self) -> Limits:
        """The same with no more connections than this process may open files for two ports."""
        room = (_open_files() - _OWN_FILES) // 2
        return replace(self, connections=max(_LEAST_CONNECTIONS, min(self.connections, room)))


def _open_files() -> int:
    """How many files the process may have open, after asking for as many as it is allowed to ask for."""
    if os.name != "posix":
        return 2 * _MOST_CONNECTIONS + _OWN_FILES  # sockets are no files on Windows
    import resource  # noqa: PLC0415 - Windows has none

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * _MOST_CONNECTIONS + _OWN_FILES
    if now != resource.RLIM_INFINITY and now < wanted:
        now = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        with contextlib.suppress(ValueError, OSError):  # macOS allows less than it says
            resource.setrlimit(resource.RLIMIT_NOFILE, (now, most))
        now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return wanted if now == resource.RLIM_INFINITY else now


class Waits:
    """Waits for clients, each with an end; beyond a number of them the oldest ends at once.

    Args:
        most: how many there may be.
        few: how many there may be that are older than ``patience_s``; all if None.
        patience_s: within which a wait is not among those few.
    """

    def __init__(self, most: int, few: int | None = None, patience_s: float = 0.0) -> None:
        self._most = most
        self._few = most if few is None else few
        self._patience_s = patience_s
        self._since: dict[asyncio.Timeout, float] = {}
        """When each began; the oldest is the first."""

    def __len__(self) -> int:
        return len(self._since)

    def within(self, seconds: float) -> _Wait:
        """Wait inside an ``async with`` block.

        Raises:
            TimeoutError: ``seconds`` are over, or others need the room.
        """
        return _Wait(self, seconds)

    def _begin(self, wait: asyncio.Timeout) -> None:
        now = asyncio.get_running_loop().time()
        self._make_room(now)
        self._since[wait] = now

    def _end(self, wait: asyncio.Timeout) -> None:
        self._since.pop(wait, None)

    def _make_room(self, now: float) -> None:
        while len(self._since) >= self._few:
            oldest = next(iter(self._since))
            if len(self._since) < self._most and now - self._since[oldest] <= self._patience_s:
                return
            del self._since[oldest]
            oldest.reschedule(now)


class _Wait:
    """One wait for a client. Every call makes one, and a generator in its place would take as long as the rest."""

    def __init__(self, waits: Waits, seconds: float) -> None:
        self._waits = waits
        self._timeout = asyncio.timeout(seconds)

    async def __aenter__(self) -> asyncio.Timeout:
        wait = await self._timeout.__aenter__()
        self._waits._begin(wait)
        return wait

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._waits._end(self._timeout)
        await self._timeout.__aexit__(kind, error, traceback)
