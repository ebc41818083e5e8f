"""Both ports in this process, with limits and methods of a test's own."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from procgen.kit.wire.call import Method
from procgen.server import grpc_port
from procgen.server.auth import TokenCheck
from procgen.server.dispatcher import Dispatcher
from procgen.server.limits import Limits
from procgen.server.tls import Tls
from procgen.server.web_origin import Visitors
from procgen.server.web_port import WebServer


@dataclass(frozen=True)
class Ports:
    native: int
    web: int


@contextlib.asynccontextmanager
async def ports(
    methods: Sequence[Method], limits: Limits, *, tls: Tls | None = None, token: str | None = None
) -> AsyncIterator[Ports]:
    dispatcher = Dispatcher()
    dispatcher.add(list(methods))
    tokens = TokenCheck(token)
    native, port = await grpc_port.start(dispatcher, tokens, "127.0.0.1", 0, tls=tls, limits=limits)
    web = WebServer(dispatcher, Visitors("127.0.0.1", ()), tokens, tls=tls, limits=limits)
    try:
        yield Ports(port, await web.start("127.0.0.1", 0))
    finally:
        await dispatcher.drain(0.1)
        await native.stop(0.1)
        await web.stop()
        dispatcher.close()
