from __future__ import annotations

import threading

from procgen.jobs.executor import Finished, Task
from procgen.jobs.local import LocalExecutor
from tests.jobs.executors import results


def test_tasks_come_back_each_once_and_what_is_raised_is_told() -> None:
    def work(payload: bytes) -> bytes:
        if payload == b"3":
            raise ValueError("no good")
        return payload * 2

    executor = LocalExecutor(work, 2)
    assert executor.slots == 2
    assert executor.finished(0.0) == []
    for number in range(20):
        executor.submit(Task(number, str(number).encode()))
    found = results(executor, 20)
    assert found.pop(3) == Finished(3, None, "ValueError: no good", died=False)
    assert {number: each.answer for number, each in found.items()} == {
        number: str(number).encode() * 2 for number in range(20) if number != 3
    }
    assert executor.finished(5.0) == [], "nothing is at work: it does not wait"
    executor.close()


def test_as_many_are_at_work_at_once_as_it_has_threads() -> None:
    together = threading.Barrier(3, timeout=60)
    executor = LocalExecutor(lambda payload: str(together.wait()).encode() and payload, 3)
    for number in range(3):
        executor.submit(Task(number, b"x"))
    assert {each.answer for each in results(executor, 3).values()} == {b"x"}
    executor.close()


def test_closing_begins_no_more() -> None:
    begun, go_on = threading.Event(), threading.Event()
    seen = []

    def work(payload: bytes) -> bytes:
        seen.append(payload)
        begun.set()
        go_on.wait(60)
        return payload

    executor = LocalExecutor(work, 1)
    for number in range(5):
        executor.submit(Task(number, bytes([number])))
    assert begun.wait(60)
    threading.Timer(0.05, go_on.set).start()
    executor.close()
    executor.close()
    assert seen == [b"\0"]
