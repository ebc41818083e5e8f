"""The server that a command asks, and what it says of calls that failed there."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import cast

import grpc

from procgen.client import local
from procgen.client.local import LocalServer
from procgen.errors import Failed


def local_server(*flags: str) -> AbstractContextManager[LocalServer]:
    """A server of the command's own, which keeps no results: what is timed or shown is made.

    Args:
        flags: more flags for ``procgen serve``.

    Raises:
        Failed: it did not start; says what it printed.
    """
    return local.local_server(*flags, *(() if "--cache" in flags else ("--cache", "none")))


def failed_call(error: grpc.RpcError) -> Failed:
    """What a command says of a call that failed."""
    call = cast(grpc.Call, error)  # what stubs raise is both, which the types don't say
    code, details = call.code().name, call.details()
    return Failed(f"the server answered {code}: {details}", "Run `procgen doctor`.")
