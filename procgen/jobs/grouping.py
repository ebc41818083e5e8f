"""How many jobs make a task: enough that the way to a worker does not count, few enough that little is lost with it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from procgen.jobs.entry import Entry

_NEW_SHARE: Final = 0.3
"""Of the newest measurement in a mean. One that is lower counts more: the first job of a worker loads models too."""
_LOWER_SHARE: Final = 0.7
_MOST_JOBS: Final = 512
_LEAST_S: Final = 0.05
"""Of work of a task, at the end of a batch too."""
_MOST_REQUEST_BYTES: Final = 4 << 20
_MOST_ANSWER_BYTES: Final = 32 << 20
"""Of a group, as far as that is known."""


@dataclass(slots=True)
class Trial:
    """A job that is to be made, and how often that went wrong."""

    number: int
    entry: Entry
    raised: int = 0
    died: int = 0
    alone: bool = False
    """Whether it must not take others with it."""

    @property
    def kind(self) -> tuple[str, str]:
        """What jobs that last alike have in common."""
        return self.entry.job.method, self.entry.size


@dataclass(slots=True)
class _Cost:
    seconds: float
    size_bytes: float


@dataclass(slots=True)
class Grouping:
    """Jobs that wait, and what their kinds were measured to take.

    Attributes:
        group_s: work of a task, in seconds; 0 for one job a task.
        request_bytes: of the jobs that wait.
    """

    group_s: float
    request_bytes: int = 0
    _waiting: deque[Trial] = field(default_factory=deque)
    _costs: dict[tuple[str, str], _Cost] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, trial: Trial) -> None:
        """Let a job wait."""
        self._waiting.append(trial)
        self.request_bytes += len(trial.entry.job.request)

    def again(self, trials: list[Trial]) -> None:
        """Let jobs wait that something went wrong with: they go first, each alone."""
        for trial in trials:
            trial.alone = True
            self.request_bytes += len(trial.entry.job.request)
        self._waiting.extendleft(reversed(trials))

    def measured(self, trial: Trial, seconds: float, size_bytes: int) -> None:
        """Learn from a job that was made."""
        cost = self._costs.get(trial.kind)
        if cost is None:
            self._costs[trial.kind] = _Cost(seconds, size_bytes)
        else:
            cost.seconds += (_LOWER_SHARE if seconds < cost.seconds else _NEW_SHARE) * (seconds - cost.seconds)
            cost.size_bytes += _NEW_SHARE * (size_bytes - cost.size_bytes)

    @property
    def full(self) -> bool:
        """Whether those that wait make more than a task."""
        return self._first(self.group_s) < len(self._waiting)

    def take(self, slots: int, *, all_known: bool) -> list[Trial]:
        """The next task's jobs.

        Args:
            slots: tasks that are done at the same time.
            all_known: whether no more jobs will come; the last tasks are smaller, so that all slots end together.
        """
        group_s = self.group_s
        if all_known:
            group_s = min(group_s, max(self._waiting_s() / (2 * slots), _LEAST_S))
        taken = [self._waiting.popleft() for _ in range(self._first(group_s))]
        self.request_bytes -= sum(len(trial.entry.job.request) for trial in taken)
        return taken

    def _first(self, group_s: float) -> int:
        """How many of those that wait first make a task."""
        seconds, requests, answers = 0.0, 0, 0.0
        for count, trial in enumerate(self._waiting):
            cost = self._costs.get(trial.kind)
            requests += len(trial.entry.job.request)
            if cost is None or trial.alone:
                # One of a kind that nobody has measured goes alone, for it may take an hour.
                return max(count, 1)
            answers += cost.size_bytes
            seconds += cost.seconds
            over = seconds > group_s or requests > _MOST_REQUEST_BYTES or answers > _MOST_ANSWER_BYTES
            if over or count >= _MOST_JOBS:
                return max(count, 1)
        return len(self._waiting)

    def _waiting_s(self) -> float:
        known = [self._costs.get(trial.kind) for trial in self._waiting]
        return sum(cost.seconds for cost in known if cost is not None)
