"""Closes connections of the native port that are opened and not used.

gRPC's core ends connections that are not set up in time, but one that is set up may send the head of its first call a
byte at a time for hours. The core's own bounds would do harm: the one on idle connections cuts them off at once, and a
call that is on its way just then is lost; the one on their age meets clients that call all the time. So the port's
sockets are looked at from here: who has sent no whole request some seconds after it came is shown out. Who has sent one
is left alone from then on.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import socket
import stat
import time
from pathlib import Path
from typing import Final

_OPEN_FILES: Final = next((path for path in (Path("/proc/self/fd"), Path("/dev/fd")) if path.is_dir()), None)
"""Where the system lists this process's open files; Windows does not."""
_PAUSE_S: Final = 0.5

_File = tuple[int, int]
"""Number of an open file, and of what it stands for: numbers are given again."""


class Newcomers:
    """Watches the connections of a port of this process.

    Args:
        port: the port.
        seconds: within which a connection must have sent its first request.
    """

    def __init__(self, port: int, seconds: float) -> None:
        self._port = port
        self._seconds = seconds
        self._peers: dict[_File, str] = {}
        """The other end of all connections; empty for files that are none."""
        self._since: dict[_File, float] = {}
        self._known: dict[str, None] = {}

    def arrived(self, peer: str) -> None:
        """A whole request came from there; ``peer`` as gRPC writes it, such as "ipv4:127.0.0.1:50000"."""
        self._known[peer] = None

    async def watch(self) -> None:
        """Look again and again, until cancelled."""
        while _OPEN_FILES is not None:
            await asyncio.sleep(_PAUSE_S)
            await asyncio.to_thread(self.look)

    def look(self) -> None:
        """Close whoever is late."""
        known = list(self._known)
        now = time.monotonic()
        try:
            files = _open_sockets()
        except OSError:
            return  # no file is left to read the list with: it is looked at again soon, and nobody is forgotten
        for file in self._peers.keys() - files:
            del self._peers[file]
            self._since.pop(file, None)
        for file in files - self._peers.keys():
            self._peers[file] = self._peer(file[0])
            self._since[file] = now
        here = set(self._peers.values())
        for peer in known:
            if peer not in here:
                self._known.pop(peer, None)
        for file, since in list(self._since.items()):
            peer = self._peers[file]
            if not peer or peer in self._known or (now - since > self._seconds and self._close(file[0], peer)):
                del self._since[file]

    def _peer(self, number: int) -> str:
        """The other end of a connection of our port, as gRPC writes it; empty if it is none."""
        with contextlib.suppress(OSError):
            link = socket.socket(fileno=number)
            try:
                if link.family in (socket.AF_INET, socket.AF_INET6) and link.getsockname()[1] == self._port:
                    host, port = link.getpeername()[:2]
                    host = str(host).removeprefix("::ffff:")
                    return f"ipv6:%5B{host}%5D:{port}" if ":" in host else f"ipv4:{host}:{port}"
            finally:
                link.detach()  # it is gRPC's to close
        return ""

    def _close(self, number: int, peer: str) -> bool:
        """Whether it is done with; if not, no file is left for the copy."""
        # A number may mean another file by now; the copy can't, once it is known what it is.
        try:
            copy = os.dup(number)
        except OSError as error:
            return error.errno not in (errno.EMFILE, errno.ENFILE)
        with contextlib.suppress(OSError), socket.socket(fileno=copy) as link:
            if self._peer(link.fileno()) == peer:
                link.shutdown(socket.SHUT_RDWR)
        return True


def _open_sockets() -> set[_File]:
    assert _OPEN_FILES is not None
    found = set()
    for name in os.listdir(_OPEN_FILES):
        with contextlib.suppress(OSError):
            told = os.fstat(int(name))
            if stat.S_ISSOCK(told.st_mode):
                found.add((int(name), told.st_ino))
    return found
