"""The store of results that a server opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import structlog

from procgen.errors import ProcgenError
from procgen.jobs.content import ContentStore
from procgen.jobs.place import default_place
from procgen.v1 import system_pb2

NO_CACHE: Final = "none"
DEFAULT_CACHE_BYTES: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class Results:
    """A store of results, or why there is none."""

    store: ContentStore | None
    limit_bytes: int = 0
    """0 where there is no bound."""
    problem: str = ""
    """Why nothing is kept, and what mends it, where results should be kept."""

    @property
    def said(self) -> system_pb2.Cache:
        """For GetInfo."""
        return system_pb2.Cache(enabled=self.store is not None, limit_bytes=self.limit_bytes, problem=self.problem)

    def close(self) -> None:
        """Close the store; call when nothing is kept any more."""
        if self.store is not None:
            self.store.close()


def open_results(place: str, limit_bytes: int) -> Results:
    """Open the store of results.

    Args:
        place: a folder or an address; empty for the user's folder for caches; "none" for no store.
        limit_bytes: most bytes of all results together.

    Raises:
        ProcgenError: the place was named and can't be used. Where nobody named one, the server does without: it is
            logged, and said by :attr:`Results.problem`.
    """
    if place == NO_CACHE:
        return Results(None)
    try:
        store = ContentStore(place or default_place(), limit_bytes=limit_bytes)
    except ProcgenError as error:
        if place:
            raise
        remedy = f"{error.remedy} Or name a folder with --cache, or `--cache {NO_CACHE}` to keep nothing."
        structlog.get_logger("procgen.cache").warning("results are not kept", problem=error.message, remedy=remedy)
        return Results(None, problem=f"{error.message}. {remedy}")
    return Results(store, limit_bytes=store.limit_bytes or 0)
