"""What ``procgen bench`` times of a domain."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import grpc
from google.protobuf.message import Message

Measure: TypeAlias = Callable[[int], float]
"""Takes the number of the run; gives the seconds that it took."""


def timed(call: Callable[[int], object]) -> Measure:
    """Measures a whole call."""

    def measure(run: int) -> float:
        began = time.perf_counter()
        call(run)
        return time.perf_counter() - began

    return measure


def seconds_until(ask: Callable[[], Iterable[Any]], wanted: Callable[[Any], bool]) -> float:
    """Seconds from a call to the first of its events that is wanted. The others are taken too: a call that is cancelled
    goes on for a while, beside the next run.
    """
    began = time.perf_counter()
    events = iter(ask())
    next(event for event in events if wanted(event))
    seconds = time.perf_counter() - began
    for _ in events:
        pass
    return seconds


@dataclass(frozen=True, slots=True)
class Bench:
    """One figure; its name says the unit: it ends in "_ms", "_s", in "_per_s" for how many a second, or
    in "_rtf" for seconds a second of sound.

    Attributes:
        measure: for rates, of the seconds for one.
        share: how often it is measured, of the runs that are asked for; once at least.
    """

    measure: Measure
    share: float = 1.0


Figures: TypeAlias = Mapping[str, Bench]


@dataclass(frozen=True, slots=True)
class Client:
    """What figures from a client's side are measured with.

    Attributes:
        channel: to the server, over gRPC.
        web: makes a call to the method at a path through the port for pages; the raw answer.
        web_stream: the same of a method that streams: each message of the answer when it is there.
        threads: of model calls; 0 takes all processors.
    """

    channel: grpc.Channel
    web: Callable[[str, Message], bytes]
    web_stream: Callable[[str, Message], Iterable[bytes]]
    threads: int = 0


@dataclass(frozen=True, slots=True)
class Benches:
    """The figures of a domain.

    Attributes:
        served: of a server that keeps nothing.
        kept: of one that keeps its results, if any.
        alone: of this machine with nothing beside; each takes the number of processors, 0 for all.
        jobs: small jobs for batches, made from a seed, by the domain that recipes name.
    """

    served: Callable[[Client], Figures]
    kept: Callable[[Client], Figures] | None = None
    alone: tuple[Callable[[int], AbstractContextManager[Figures]], ...] = ()
    jobs: Mapping[str, Callable[[int], Message]] = field(default_factory=dict)
