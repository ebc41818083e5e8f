"""How groups of jobs and their outcomes travel: as bytes behind their sizes, read without running anything."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from procgen.jobs.job import Job, key_allowed

_SIZE: Final = struct.Struct("<Q")
_PARTS_OF_A_JOB: Final = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a job has no result."""

    code: str
    """As gRPC names it: "INVALID_ARGUMENT"."""
    reason: str
    """As :mod:`procgen.errors` names it: "INVALID_FIELDS"."""
    message: str
    again: bool
    """Whether it may go better another time."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one job of a group ended."""

    seconds: float
    """That it took."""
    product: bytes = b""
    """As :meth:`procgen.jobs.job.Product.to_bytes` gives it; empty where there is a problem."""
    problem: Problem | None = None


def pack(parts: Iterable[bytes]) -> bytes:
    """Pieces of bytes as one."""
    return b"".join([piece for part in parts for piece in (_SIZE.pack(len(part)), part)])


def unpack(data: bytes) -> list[bytes]:
    """The pieces again. Raises ValueError if the bytes are not those of :func:`pack`."""
    parts, position = [], 0
    while position < len(data):
        start = position + _SIZE.size
        if start > len(data):
            raise ValueError(f"{len(data)} bytes end within a size")
        end = start + _SIZE.unpack_from(data, position)[0]
        if end > len(data):
            raise ValueError(f"{len(data)} bytes end within a piece")
        parts.append(data[start:end])
        position = end
    return parts


def pack_group(jobs: Sequence[Job], blobs: Sequence[bytes] = ()) -> bytes:
    """A task's payload: inputs that several jobs may name, and the jobs."""
    of_jobs = [part for job in jobs for part in (job.key.encode(), job.method.encode(), job.request)]
    return pack([_SIZE.pack(len(blobs)), *blobs, *of_jobs])


def unpack_group(data: bytes) -> tuple[list[Job], list[bytes]]:
    """The jobs and the inputs of a payload. Raises ValueError if it is none."""
    head, *parts = unpack(data)
    count: int = _SIZE.unpack(head)[0] if len(head) == _SIZE.size else len(parts) + 1
    blobs, rest = parts[:count], parts[count:]
    if count > len(parts) or len(rest) % _PARTS_OF_A_JOB:
        raise ValueError(f"a group of {len(parts)} pieces, {count} of them inputs")
    jobs = [Job(key.decode("ascii"), method.decode(), rest[place + 2])
            for place in range(0, len(rest), _PARTS_OF_A_JOB)
            for key, method in [rest[place : place + 2]]]  # fmt: skip
    if not all(key_allowed(job.key) for job in jobs):
        raise ValueError("a job's key is none")
    return jobs, blobs


def pack_outcomes(outcomes: Iterable[Outcome]) -> bytes:
    """A task's answer."""
    parts = []
    for outcome in outcomes:
        problem = outcome.problem
        told = [] if problem is None else [problem.code, problem.reason, problem.message, problem.again]
        parts += [json.dumps([outcome.seconds, *told]).encode(), outcome.product]
    return pack(parts)


def unpack_outcomes(data: bytes) -> list[Outcome]:
    """The outcomes of an answer, in the order of the jobs. Raises ValueError if it is none."""
    parts = unpack(data)
    if len(parts) % 2:
        raise ValueError(f"an answer of {len(parts)} pieces")
    return [_outcome(json.loads(parts[place]), parts[place + 1]) for place in range(0, len(parts), 2)]


def _outcome(head: object, product: bytes) -> Outcome:
    match head:
        case [int() | float() as seconds]:
            return Outcome(float(seconds), product)
        case [int() | float() as seconds, str() as code, str() as reason, str() as message, bool() as again]:
            return Outcome(float(seconds), problem=Problem(code, reason, message, again))
        case _:
            raise ValueError("an outcome without its head")
