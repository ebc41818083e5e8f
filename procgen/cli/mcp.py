"""``procgen mcp``."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated, Any

import typer

from procgen.client import connect
from procgen.errors import Failed
from procgen.server.auth import read_token


def mcp(
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for results, the only place that is written to. [default: nothing is written]"),
    ] = None,
    address: Annotated[
        str, typer.Option(help="Host and port of a running server. [default: one of its own is started]")
    ] = "",
    token_file: Annotated[Path | None, typer.Option(help="File with the token of that server.", dir_okay=False)] = None,
) -> None:
    """Serve agents over stdin and stdout, by the Model Context Protocol.

    Each domain is a tool, with previews as pictures and files as resources. Needs the `mcp` extra.

    Example: `procgen mcp --out results`
    """
    try:
        stdio: Any = importlib.import_module("procgen.agents.stdio")
    except ModuleNotFoundError as error:
        if error.name not in ("mcp", "mcp_types"):
            raise
        raise Failed(
            "the Model Context Protocol is not installed", "Run `pip install 'procgen-server[mcp]'`."
        ) from None
    token = "" if token_file is None else read_token(token_file)
    with connect(address, token=token) if address else connect(start=True) as server:
        stdio.serve(server, out)
