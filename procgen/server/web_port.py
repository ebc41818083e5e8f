"""The gRPC-Web port: HTTP/1.1 on asyncio, for engines and browsers.

Protocol: PROTOCOL-WEB.md of the gRPC project. A request is a POST whose body is one length-prefixed message; the
answer's body is length-prefixed messages and, last, a frame with bit 7 set that holds the trailers.
"""

from __future__ import annotations

import asyncio

from procgen.server.auth import TokenCheck
from procgen.server.dispatcher import Dispatcher
from procgen.server.grpc_port import port_taken
from procgen.server.limits import Limits, Waits
from procgen.server.site import Site
from procgen.server.tls import Tls
from procgen.server.web_connection import Connection
from procgen.server.web_origin import Visitors

_BUFFER_BYTES = 1 << 16
_LAST_ANSWERS_S = 1.0
_LAST_BYTES_S = 2.0
"""For what is still to be sent when a connection is closed; then its client has gone, or does not read."""


class WebServer:
    """Accepts connections and answers one call after another on each.

    Args:
        dispatcher: runs the calls.
        visitors: who may call.
        tokens: what calls must carry.
        tls: encrypts what is sent; nothing is if None.
        limits: for clients that keep the server waiting.
        site: pages that are shown; none if None.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        visitors: Visitors,
        tokens: TokenCheck,
        *,
        tls: Tls | None = None,
        limits: Limits | None = None,
        site: Site | None = None,
    ) -> None:
        self._dispatcher = dispatcher
        self._visitors = visitors
        self._tokens = tokens
        self._tls = tls
        self._limits = limits or Limits()
        self._site = site
        # A connection either waits for its client or has a call at work, of which the dispatcher lets in so many.
        self._waits = Waits(self._limits.connections)
        self._requests = Waits(self._limits.requests_at_most, self._limits.requests, self._limits.patience_s)
        self._connections: dict[asyncio.Task[None], Connection] = {}
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen; returns the port taken. Raises Failed if it can't be had."""
        try:
            self._server = await asyncio.start_server(self._accept, host, port, limit=_BUFFER_BYTES)
        except OSError as error:
            raise port_taken("gRPC-Web", host, port, "--web-port") from error
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Close the port and all connections; answers that are being written get a moment for their end."""
        if self._server is not None:
            self._server.close()
        busy = []
        for task, connection in self._connections.items():
            if connection.busy:
                connection.last = True
                busy.append(task)
            else:
                task.cancel()
        if busy:
            await asyncio.wait(busy, timeout=_LAST_ANSWERS_S)
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connection = Connection(
            self._dispatcher,
            self._visitors,
            self._tokens,
            reader,
            writer,
            limits=self._limits,
            waits=self._waits,
            requests=self._requests,
            site=self._site,
        )
        self._connections[task] = connection
        try:
            if self._tls is not None:
                await self._encrypt(writer, self._tls)
            await connection.serve()
        except (asyncio.CancelledError, OSError, TimeoutError):
            pass  # the server stops, or the client has no TLS or is slow with it
        finally:
            del self._connections[task]
            writer.close()
            # What nobody reads, or an end of TLS that nobody returns, would keep the connection open.
            asyncio.get_running_loop().call_later(_LAST_BYTES_S, writer.transport.abort)

    async def _encrypt(self, writer: asyncio.StreamWriter, tls: Tls) -> None:
        """Do the handshake of TLS. Not left to the listening socket, where nothing bounds how many are under way."""
        async with self._waits.within(self._limits.head_s):
            await writer.start_tls(tls.web, ssl_handshake_timeout=self._limits.head_s)
