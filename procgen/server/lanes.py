"""Who is next: tasks that wait in lanes, one lane a domain."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Final

MOST_OVERTAKEN: Final = 8
"""How often others go past a task that there is no memory for; after that they wait until there is."""


class Kind(enum.Enum):
    """What a task may wait for."""

    LONG = "long"
    """An interactive call that works for tenths of seconds or more."""
    QUICK = "quick"
    """An interactive call that works for milliseconds: it has a worker that takes nothing else."""
    BATCH = "batch"
    """Nobody looks on; waits for all others."""


@dataclass(slots=True, eq=False, weakref_slot=True)
class Task:
    """Something to do.

    Attributes:
        work: does it.
        kind, lane: where it waits.
        memory_bytes: that it takes.
        future: of its result; cancelling it takes the task back while it waits.
        overtaken: how often others went past it since it could not begin for want of memory.
        began, ended: whether its work did.
        released: whether its result was handed out, or nobody wants it.
    """

    work: Callable[[], Any]
    kind: Kind
    lane: str
    memory_bytes: int = 0
    future: Future[Any] = field(default_factory=Future)
    overtaken: int = 0
    began: bool = False
    ended: bool = False
    released: bool = False


class Lanes:
    """Tasks of one kind that wait. Lanes take turns; within a lane, the first comes first. Not for several threads."""

    def __init__(self) -> None:
        self._lanes: dict[str, dict[Task, None]] = {}
        """In the order of their turns; none is empty."""

    def __len__(self) -> int:
        return sum(map(len, self._lanes.values()))

    def __iter__(self) -> Iterator[Task]:
        for lane in self._lanes.values():
            yield from lane

    def waiting(self, lane: str) -> int:
        """How many tasks of a lane wait."""
        return len(self._lanes.get(lane, ()))

    def add(self, task: Task) -> None:
        self._lanes.setdefault(task.lane, {})[task] = None

    def remove(self, task: Task) -> bool:
        """Take a task back; false if it does not wait."""
        tasks = self._lanes.get(task.lane, {})
        if task not in tasks:
            return False
        del tasks[task]
        if not tasks:
            del self._lanes[task.lane]
        return True

    def take(self, room_bytes: int) -> Task | None:
        """The next task, which waits no longer; None if there is none, or no memory.

        A lane whose first task does not fit keeps its turn while others go past, but not for ever.
        """
        passed: list[Task] = []
        for lane, tasks in self._lanes.items():
            task = next(iter(tasks))
            if task.memory_bytes <= room_bytes:
                for each in passed:
                    each.overtaken += 1
                del self._lanes[lane], tasks[task]
                if tasks:
                    self._lanes[lane] = tasks  # last in turn
                return task
            if task.overtaken >= MOST_OVERTAKEN:
                return None
            passed.append(task)
        return None
