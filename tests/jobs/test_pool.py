from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from procgen.errors import Failed
from procgen.jobs.executor import Finished, Task, Worker
from procgen.jobs.pool import ProcessPool
from tests.jobs.executors import PATIENCE_S, results

WORKER = Worker("tests.jobs.workers:make", '{"prefix": "<"}')


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPool]:
    opened = ProcessPool(WORKER, 2)
    yield opened
    opened.close()


def test_tasks_come_back_each_once(pool: ProcessPool) -> None:
    assert pool.slots == 2
    payloads = {number: os.urandom(number * 100_000) for number in range(20)}
    for number, payload in payloads.items():
        pool.submit(Task(number, payload))
    found = results(pool, 20)
    assert {number: finished.answer for number, finished in found.items()} == {
        number: b"<" + payload[::-1] for number, payload in payloads.items()
    }
    assert pool.finished(0.0) == []


def test_what_a_worker_raises_is_told_and_it_lives_on(pool: ProcessPool) -> None:
    pids = set(pool.pids)
    pool.submit(Task(1, b"raise the flag"))
    assert results(pool, 1)[1] == Finished(1, None, "ValueError: no good: the flag", died=False)
    assert pids <= set(pool.pids)


def test_what_a_worker_prints_does_not_get_between_answers(pool: ProcessPool) -> None:
    pool.submit(Task(1, b"print something"))
    assert results(pool, 1)[1].answer == b"<gnihtemos tnirp"


def test_a_worker_keeps_nothing_of_large_arrays(pool: ProcessPool) -> None:
    """A night of ten thousand jobs would grow by what glibc keeps between arrays that are gone."""
    pool.submit(Task(1, b"large"))
    answer = results(pool, 1)[1].answer
    assert answer is not None
    assert float(answer) > 150.0


def test_a_task_that_kills_its_workers_takes_no_others_with_it(pool: ProcessPool) -> None:
    for number in range(30):
        pool.submit(Task(number, b"die" if number % 10 == 3 else b"abc"))
    found = results(pool, 30)
    for number, finished in found.items():
        if number % 10 == 3:
            assert finished == Finished(number, None, "its worker ended by SIGKILL", died=True)
        else:
            assert finished.answer == b"<cba"


def test_workers_that_are_killed_are_replaced_and_every_task_comes_to_an_end(pool: ProcessPool) -> None:
    over = threading.Event()
    chance = random.Random(5)

    def kill() -> None:
        while not over.wait(chance.uniform(0.2, 0.8)):
            if pids := pool.pids:
                with contextlib.suppress(ProcessLookupError):  # it has just ended
                    os.kill(chance.choice(pids), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    waiting = set(range(60))
    for number in waiting:
        pool.submit(Task(number, b"sleep 0.02"))
    began = time.monotonic()
    while waiting and time.monotonic() - began < PATIENCE_S:
        for finished in pool.finished(1.0):
            waiting.remove(finished.number)
            assert finished.answer is not None or finished.died
    over.set()
    killer.join()
    assert not waiting
    pool.submit(Task(100, b"abc"))
    assert results(pool, 1)[100].answer in (b"<cba", None)


def test_closing_ends_workers_in_the_middle_of_tasks() -> None:
    pool = ProcessPool(WORKER, 2)
    pool.submit(Task(1, b"pid"))
    results(pool, 1)
    pids = pool.pids
    pool.submit(Task(2, b"sleep 600"))
    pool.close()
    pool.close()
    assert not any(map(psutil.pid_exists, pids))


@pytest.mark.parametrize(
    ("function", "words"),
    [
        ("tests.jobs.workers:absent", "AttributeError"),
        ("tests.jobs.no_module:make", "ModuleNotFoundError"),
        ("tests.jobs.workers:end", "while they start, they end by exit code 7"),
    ],
)
def test_workers_that_can_not_start_are_told_of(function: str, words: str) -> None:
    pool = ProcessPool(Worker(function, "{}"), 1)
    pool.submit(Task(1, b"abc"))
    with pytest.raises(Failed, match=f"can't start: {words}"):
        results(pool, 1)
    pool.close()


DRIVER = """
import sys, time
from procgen.jobs.executor import Task, Worker
from procgen.jobs.pool import ProcessPool
pool = ProcessPool(Worker("tests.jobs.workers:make", "{}"), 2)
pool.submit(Task(1, b"pid"))
pool.submit(Task(2, b"pid"))
while len(pool.pids) < 2 or not pool.finished(1.0):
    pass
pool.submit(Task(3, b"sleep 600"))
print(*pool.pids, flush=True)
time.sleep(600)
"""


def test_workers_end_with_a_driver_that_is_killed() -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", DRIVER], stdout=subprocess.PIPE, text=True, cwd=root) as driver:
        assert driver.stdout is not None
        pids = [int(pid) for pid in driver.stdout.readline().split()]
        assert len(pids) == 2
        assert all(map(psutil.pid_exists, pids))
        driver.kill()
    began = time.monotonic()
    while any(map(_runs, pids)):
        assert time.monotonic() - began < 60, "they live on"
        time.sleep(0.02)


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_workers_give_way_where_they_should_and_compute_with_one_thread() -> None:
    pool = ProcessPool(WORKER, 1, background=True)
    pool.submit(Task(1, b"getenv OMP_NUM_THREADS"))
    assert results(pool, 1)[1].answer == b"1"
    assert [psutil.Process(pid).nice() for pid in pool.pids] == [10]
    pool.close()
