"""Tasks of batches on the server's workers: few at a time, and ended without loss."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from procgen.jobs.executor import Finished, Task
from procgen.server.batch_executor import BatchExecutor
from procgen.server.scheduler import Scheduler

WAIT_S = 120.0


@pytest.fixture
def scheduler() -> Iterator[Scheduler]:
    made = Scheduler(2, work_bytes=1000)
    yield made
    made.close()


class Gate:
    """Work that waits until it is let go."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.begun: list[bytes] = []

    def __call__(self, payload: bytes) -> bytes:
        self.begun.append(payload)
        assert self.open.wait(WAIT_S)
        return payload[::-1]


def executor(scheduler: Scheduler, work: Callable[[bytes], bytes], memory_bytes: int = 0) -> BatchExecutor:
    return BatchExecutor(scheduler, work, lambda _: memory_bytes)


def finished(made: BatchExecutor, count: int) -> dict[int, Finished]:
    found: dict[int, Finished] = {}
    give_up = time.monotonic() + WAIT_S
    while len(found) < count:
        assert time.monotonic() < give_up
        found |= {each.number: each for each in made.finished(0.05)}
    return found


def until(reached: Callable[[], bool]) -> None:
    give_up = time.monotonic() + WAIT_S
    while not reached():
        assert time.monotonic() < give_up
        time.sleep(0.005)


def test_all_tasks_are_done(scheduler: Scheduler) -> None:
    made = executor(scheduler, lambda payload: payload[::-1])
    for number in range(50):
        made.submit(Task(number, b"task %d" % number))
    found = finished(made, 50)
    assert {number: each.answer for number, each in found.items()} == {
        number: (b"task %d" % number)[::-1] for number in range(50)
    }
    assert made.finished(0.0) == []
    made.close()


def test_no_more_than_can_be_at_work_are_handed_out(scheduler: Scheduler) -> None:
    gate = Gate()
    made = executor(scheduler, gate)
    for number in range(10):
        made.submit(Task(number, b"%d" % number))
    until(lambda: len(gate.begun) == made.slots)
    waiting = {load.kind.value: load.waiting + load.at_work for load in scheduler.load()}
    assert waiting["batch"] == made.slots == 2
    gate.open.set()
    assert len(finished(made, 10)) == 10
    made.close()


def test_finishing_hands_over_what_is_at_work_and_begins_nothing(scheduler: Scheduler) -> None:
    gate = Gate()
    made = executor(scheduler, gate)
    for number in range(10):
        made.submit(Task(number, b"%d" % number))
    until(lambda: len(gate.begun) == 2)
    ended: list[str] = []
    made.finish(lambda: ended.append(threading.current_thread().name))
    assert made.finished(0.05) == []
    assert not ended, "two tasks are at work"
    gate.open.set()
    found = finished(made, 2)
    assert {each.answer for each in found.values()} == {b"0", b"1"}
    assert not ended, "what was handed over may still have to be put away"
    until(lambda: made.finished(0.01) == [] and bool(ended))
    made.finished(0.0)
    assert ended == [threading.current_thread().name]
    assert sorted(gate.begun) == [b"0", b"1"]
    made.close()


def test_what_goes_wrong_is_told(scheduler: Scheduler) -> None:
    def work(payload: bytes) -> bytes:
        raise ValueError(f"{payload!r} is not liked")

    made = executor(scheduler, work)
    made.submit(Task(1, b"x"))
    [found] = finished(made, 1).values()
    assert (found.answer, found.problem) == (None, "ValueError: b'x' is not liked")
    assert not found.died
    made.close()


def test_a_task_that_takes_too_much_memory_is_told_and_others_go_on(scheduler: Scheduler) -> None:
    made = BatchExecutor(scheduler, lambda payload: payload, len)
    made.submit(Task(1, bytes(2000)))
    made.submit(Task(2, bytes(10)))
    found = finished(made, 2)
    assert "memory" in found[1].problem
    assert found[2].answer == bytes(10)
    made.close()


def test_a_closed_scheduler_leaves_tasks_undone(scheduler: Scheduler) -> None:
    made = executor(scheduler, lambda payload: payload)
    scheduler.close()
    made.submit(Task(1, b"x"))
    assert made.finished(0.05) == []
    ended: list[int] = []
    made.finish(lambda: ended.append(1))
    assert made.finished(0.0) == []
    assert ended == [1]
