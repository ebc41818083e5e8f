"""Agents on stdin and stdout."""

from __future__ import annotations

from pathlib import Path

import anyio
from mcp.server.stdio import stdio_server

from procgen.agents.folder import ResultFolder
from procgen.agents.front import Front
from procgen.client import Server


def serve(server: Server, out: Path | None) -> None:
    """Answer until stdin ends.

    Args:
        server: that makes everything.
        out: where results go; nothing is written without.
    """
    protocol = Front(server, None if out is None else ResultFolder.at(out)).protocol()

    async def answer() -> None:
        async with stdio_server() as (read, write):
            await protocol.run(read, write, protocol.create_initialization_options())

    anyio.run(answer)
