"""Where groups of jobs run: in this process, in processes of this computer, or on a Ray cluster.

An executor knows nothing of jobs: it hands bytes to a worker function, and hands its answer back. Only bytes and texts
travel, so nothing that came from outside is ever unpickled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Worker:
    """What runs at the other end."""

    function: str
    """``"package.module:name"`` of a callable that takes ``settings`` once in each process, and returns a callable that
    takes a task's bytes and returns its answer's bytes."""
    settings: str
    """JSON."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do."""

    number: int
    """Unique within the executor."""
    payload: bytes


@dataclass(frozen=True, slots=True)
class Finished:
    """A task that came to an end."""

    number: int
    answer: bytes | None
    """None where it was lost."""
    problem: str = ""
    """Why there is no answer: the worker died, its computer went away, or its function raised."""
    died: bool = False
    """Whether a worker died of it or with it, rather than having said what is wrong."""


class Executor(Protocol):
    """Does tasks in any order, each at least once; what was lost with a worker or a computer is reported, once."""

    @property
    def slots(self) -> int:
        """Tasks that it does at the same time. It is worth having a few more submitted, so that none waits."""

    def submit(self, task: Task) -> None:
        """Have a task done. Returns at once."""

    def finished(self, timeout_s: float) -> list[Finished]:
        """What came to an end since the last call; waits for something up to ``timeout_s`` seconds."""

    def close(self) -> None:
        """End the workers, at once; what is still at work is given up. Safe to call twice."""
