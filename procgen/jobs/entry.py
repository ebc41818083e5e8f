"""What a batch consists of, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from procgen.jobs.job import Job

Row: TypeAlias = Mapping[str, object]
"""A line of a manifest."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One job of a batch."""

    job: Job
    row: Row = field(default_factory=dict)
    """What its line in the manifest says besides, such as where it was asked for."""
    size: str = ""
    """Roughly how large it is, in any words: jobs of one method and one size are taken to last alike."""
    blobs: tuple[str, ...] = ()
    """SHA-256 of inputs that the request names and does not hold."""


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A job of a batch that can't be asked for at all; its line in the manifest tells why, and has no key."""

    row: Row
    code: str
    """As gRPC names it: "INVALID_ARGUMENT"."""
    reason: str
    """As :mod:`procgen.errors` names it: "INVALID_FIELDS"."""
    message: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a batch has come."""

    total: int | None
    """Jobs in all; None where that is not known beforehand."""
    done: int
    """Jobs whose results are there, those of earlier runs included."""
    failed: int
    kept: int
    """Of those done, how many were not made anew in this run, for the store or the same batch had their results."""
    earlier: int
    """Of those done, how many an earlier run had done."""
    seconds: float
    """Since this run began."""
    rate: float
    """Jobs a second, lately."""
    eta_s: float | None
    """Seconds until all is done; None where that can't be told."""
    message: str = ""
    """What it waits for, or goes without; empty where all is well."""

    @property
    def complete(self) -> bool:
        """Whether every job has come to an end, well or not."""
        return self.total is not None and self.done + self.failed >= self.total
