"""Looks into a store that calls share."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from procgen.server.lookups import Lookups

_LONG_S = 20.0


class Shelf:
    """A store that answers once it may, and notes what it is asked."""

    def __init__(self) -> None:
        self.visits: list[list[str]] = []
        self.gate = threading.Event()
        self.problem: Exception | None = None

    def lacks(self, keys: Sequence[str]) -> list[bool]:
        self.visits.append(list(keys))
        assert self.gate.wait(_LONG_S)
        if self.problem is not None:
            raise self.problem
        return [key.startswith("new") for key in keys]


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


async def test_who_asks_during_a_visit_shares_the_next(threads: ThreadPoolExecutor) -> None:
    shelf = Shelf()
    lookups = Lookups(shelf.lacks, threads)
    keys = ["new-0", "old-1", "new-2", "old-3"]
    answers = [lookups.lacks(key) for key in keys]
    shelf.gate.set()
    assert await asyncio.gather(*answers) == [True, False, True, False]
    assert shelf.visits == [keys[:1], keys[1:]]
    assert not await lookups.lacks("old-4")
    assert shelf.visits[-1] == ["old-4"], "there is nothing to wait for"


async def test_what_nobody_wants_to_know_any_more_is_not_looked_up(threads: ThreadPoolExecutor) -> None:
    shelf = Shelf()
    lookups = Lookups(shelf.lacks, threads)
    first, given_up, last = (lookups.lacks(key) for key in ("new-0", "new-1", "old-2"))
    given_up.cancel()
    first.cancel()
    shelf.gate.set()
    assert await last is False
    assert shelf.visits == [["new-0"], ["old-2"]]


async def test_a_visit_that_fails_fails_for_those_who_share_it_alone(threads: ThreadPoolExecutor) -> None:
    shelf = Shelf()
    lookups = Lookups(shelf.lacks, threads)
    shelf.problem = OSError("the disk is gone")
    answers = [lookups.lacks(key) for key in ("new-0", "new-1", "new-2")]
    shelf.gate.set()
    assert all(isinstance(each, OSError) for each in await asyncio.gather(*answers, return_exceptions=True))
    shelf.problem = None
    assert await lookups.lacks("new-3")


async def test_equal_keys_are_answered_each(threads: ThreadPoolExecutor) -> None:
    shelf = Shelf()
    shelf.gate.set()
    lookups = Lookups(shelf.lacks, threads)
    assert await asyncio.gather(*(lookups.lacks("new") for _ in range(5))) == [True] * 5
