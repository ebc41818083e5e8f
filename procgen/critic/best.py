"""Best of several: make some, keep the one that the critic finds most plausible.

The one that is kept is an ordinary result of its own seed, with that seed's recipe: who has the recipe needs no critic.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from procgen.critic.energy import Verdict
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.ranges import Range

MOST: Final = 16
BEST_OF: Final = Range(1, MOST, "Candidates, of which the most plausible one is kept.", 1, whole=True)
T = TypeVar("T")


def candidate_seed(seed: int, number: int) -> int:
    """The seed of candidate ``number``; that of candidate 0 is the request's own."""
    if number == 0:
        return seed
    digest = hashlib.sha256(f"candidate {number} of {seed}".encode()).digest()
    return int.from_bytes(digest[:8], "little")


@dataclass(frozen=True, slots=True)
class Best(Generic[T]):
    """The candidate that was kept."""

    thing: T
    number: int
    seed: int
    verdict: Verdict | None
    """None where there was no choice."""


def best_of(
    seed: int,
    count: int,
    make: Callable[[int, int], T],
    judge: Callable[[T], Verdict],
    checkpoint: Checkpoint = go_on,
) -> Best[T]:
    """The candidate of lowest energy; of equals, the first.

    Args:
        seed: the request's.
        count: how many candidates, 1 to :data:`MOST`.
        make: (seed, number of the candidate) to a thing.
        judge: not asked where there is one candidate.
        checkpoint: called between candidates.
    """
    best: Best[T] | None = None
    for number in range(count):
        checkpoint()
        own = candidate_seed(seed, number)
        thing = make(own, number)
        if count == 1:
            return Best(thing, number, own, None)
        verdict = judge(thing)
        if best is None or best.verdict is None or verdict.energy < best.verdict.energy:
            best = Best(thing, number, own, verdict)
    if best is None:
        raise ValueError(f"no candidates: {count}")
    return best
