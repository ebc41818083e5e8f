"""Who is next, and what the scheduler's threads promise."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from procgen.errors import Busy, Cancelled, TooMuchMemory
from procgen.runtime.heap import GivingBack
from procgen.server.lanes import MOST_OVERTAKEN, Kind, Lanes, Task
from procgen.server.scheduler import Scheduler
from tests.figures import scaled

_PATIENCE_S = 120.0
LANES = ("terrain", "texture", "character", "dialogue")
lanes_of = st.sampled_from(LANES)


def nothing() -> None:
    return None


@contextmanager
def scheduler(**how: Any) -> Iterator[Scheduler]:
    made = Scheduler(**how)
    try:
        yield made
    finally:
        made.close()


class Gate:
    """Work that stands still until it may go on."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.may_end = threading.Event()

    def __call__(self) -> None:
        self.begun.release()
        assert self.may_end.wait(_PATIENCE_S)

    def await_begun(self, count: int = 1) -> None:
        for _ in range(count):
            assert self.begun.acquire(timeout=_PATIENCE_S), "it was not begun"


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, "it did not come to it"
        time.sleep(0.002)


def idle(of: Scheduler) -> bool:
    return not any(each.waiting or each.at_work for each in of.load())


# --- lanes ------------------------------------------------------------------------------------------------------------


class LanesMachine(RuleBasedStateMachine):
    """Lanes beside a model of them: nothing is lost, lanes are first in, first out, and nobody starves."""

    tasks: Bundle[Task] = Bundle("tasks")

    def __init__(self) -> None:
        super().__init__()
        self.lanes = Lanes()
        self.model: dict[str, list[Task]] = {}

    @rule(target=tasks, lane=lanes_of, memory=st.integers(0, 100))
    def add(self, lane: str, memory: int) -> Task:
        task = Task(nothing, Kind.LONG, lane, memory)
        self.lanes.add(task)
        self.model.setdefault(lane, []).append(task)
        return task

    @rule(task=consumes(tasks))
    def remove(self, task: Task) -> None:
        waits = task in self.model.get(task.lane, [])
        assert self.lanes.remove(task) == waits
        if waits:
            self.model[task.lane].remove(task)

    @rule(room=st.integers(0, 120))
    def take(self, room: int) -> None:
        heads = [tasks[0] for tasks in self.model.values() if tasks]
        taken = self.lanes.take(room)
        if taken is None:
            # Nothing fits, or what does not fit has been overtaken as often as it may be.
            assert not heads or any(head.memory_bytes > room for head in heads)
            return
        assert taken.memory_bytes <= room
        assert taken in heads, "within a lane, the first comes first"
        self.model[taken.lane].pop(0)

    @invariant()
    def nothing_is_lost(self) -> None:
        left = [task for tasks in self.model.values() for task in tasks]
        assert len(self.lanes) == len(left)
        assert set(self.lanes) == set(left)
        assert all(self.lanes.waiting(lane) == len(self.model.get(lane, [])) for lane in LANES)
        # As often as lanes that are before it in turn may yet go past.
        assert all(task.overtaken < MOST_OVERTAKEN + len(LANES) for task in left)


TestLanes = LanesMachine.TestCase
TestLanes.settings = settings(max_examples=scaled(30, 500), stateful_step_count=40, deadline=None)


@given(st.lists(lanes_of, min_size=1, max_size=60))
def test_lanes_take_turns(arrivals: list[str]) -> None:
    lanes = Lanes()
    for lane in arrivals:
        lanes.add(Task(nothing, Kind.LONG, lane))
    left = Counter(arrivals)
    served: list[str] = []
    while (task := lanes.take(0)) is not None:
        # Between two turns of a lane, each other one that waits has exactly one.
        if task.lane in served:
            since = served[len(served) - 1 - served[::-1].index(task.lane) + 1 :]
            assert len(set(since)) == len(since)
            assert all(lane in since for lane, count in left.items() if count and lane != task.lane)
        served.append(task.lane)
        left[task.lane] -= 1
    assert Counter(served) == Counter(arrivals)


@given(st.integers(1, 50), st.lists(lanes_of, min_size=0, max_size=80))
def test_what_needs_much_memory_is_not_overtaken_for_ever(needed: int, others: list[str]) -> None:
    lanes = Lanes()
    large = Task(nothing, Kind.LONG, "large", needed)
    lanes.add(large)
    for lane in others:
        lanes.add(Task(nothing, Kind.LONG, lane))
    overtook = 0
    while lanes.take(needed - 1) is not None:
        overtook += 1
    assert overtook == min(len(others), MOST_OVERTAKEN)
    assert lanes.take(needed) is large or overtook < MOST_OVERTAKEN


def test_a_flood_of_one_lane_leaves_others_their_turn() -> None:
    lanes = Lanes()
    for _ in range(60):
        lanes.add(Task(nothing, Kind.LONG, "terrain"))
    lanes.take(0)
    late = Task(nothing, Kind.LONG, "dialogue")
    lanes.add(late)
    assert late in {lanes.take(0), lanes.take(0)}


# --- threads ----------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(lanes_of, st.booleans(), st.integers(0, 40), st.booleans()), max_size=40))
def test_every_task_is_done_once_or_taken_back_and_memory_stays_within_its_bound(
    plan: list[tuple[str, bool, int, bool]],
) -> None:
    ran: Counter[int] = Counter()
    taken = most = 0
    lock = threading.Lock()

    def work(number: int, memory: int) -> int:
        nonlocal taken, most
        with lock:
            taken += memory
            most = max(most, taken)
            ran[number] += 1
        with lock:
            taken -= memory
        return number

    with scheduler(workers=2, work_bytes=50) as made:
        tasks, withdrawn = [], set()
        for number, (lane, quick, memory, cancelled) in enumerate(plan):
            task = made.submit(
                lambda number=number, memory=memory: work(number, memory), lane=lane, quick=quick, memory_bytes=memory
            )
            tasks.append(task)
            task.future.add_done_callback(lambda _, release=made.release, task=task: release(task))
            if cancelled and task.future.cancel():
                withdrawn.add(number)
        wait([task.future for task in tasks], _PATIENCE_S)
        until(lambda: idle(made) and made.taken_bytes == 0)
    assert most <= 50
    assert set(ran) == set(range(len(plan))) - withdrawn
    assert all(count == 1 for count in ran.values())
    assert all(task.future.result() == number for number, task in enumerate(tasks) if number not in withdrawn)


def test_long_tasks_keep_to_their_workers_and_a_quick_one_does_not_wait_for_them() -> None:
    gate = Gate()
    with scheduler(workers=2) as made:
        long = [made.submit(gate, lane="terrain") for _ in range(60)]
        gate.await_begun(2)
        assert made.submit(lambda: "quick", lane="character", quick=True).future.result(_PATIENCE_S) == "quick"
        loads = {each.lane: each for each in made.load()}
        assert (loads["terrain"].at_work, loads["terrain"].waiting) == (2, 58)
        gate.may_end.set()
        wait([task.future for task in long], _PATIENCE_S)


def test_a_lane_that_is_full_says_when_to_come_again_and_others_are_not() -> None:
    gate = Gate()
    with scheduler(workers=1, queued=4) as made:
        made.submit(lambda: time.sleep(0.05), lane="terrain").future.result(_PATIENCE_S)
        until(lambda: idle(made))
        made.submit(gate, lane="terrain")
        gate.await_begun()
        for _ in range(4):
            made.submit(nothing, lane="terrain")
        with pytest.raises(Busy) as caught:
            made.submit(nothing, lane="terrain")
        # Four tasks of some 50 ms each wait for one worker.
        assert 100 <= caught.value.retry_after_ms <= 60_000
        with pytest.raises(Busy) as foreseen:
            made.refuse_if_full("terrain")
        assert str(foreseen.value) == str(caught.value)
        made.refuse_if_full("terrain", quick=True)
        made.refuse_if_full("texture")
        assert made.submit(nothing, lane="texture", quick=True).future.result(_PATIENCE_S) is None
        others = [made.submit(nothing, lane="texture") for _ in range(4)]
        gate.may_end.set()
        wait([task.future for task in others], _PATIENCE_S)


def test_the_delay_grows_with_the_queue_and_the_time_of_its_tasks() -> None:
    gate = Gate()
    with scheduler(workers=1, queued=20) as made:
        for lane, seconds in (("slow", 0.5), ("fast", 0.001)):
            made.submit(lambda seconds=seconds: time.sleep(seconds), lane=lane).future.result(_PATIENCE_S)
        made.submit(gate, lane="slow")
        gate.await_begun()
        delays = []
        for _ in range(10):
            made.submit(nothing, lane="slow")
            made.submit(nothing, lane="fast")
            delays.append((made.retry_after_ms("slow"), made.retry_after_ms("fast")))
        gate.may_end.set()
    assert [slow for slow, _ in delays] == sorted(slow for slow, _ in delays)
    assert delays[-1][0] > delays[0][0]
    assert all(slow >= fast >= 50 for slow, fast in delays)


def test_a_withdrawn_task_frees_its_place_at_once() -> None:
    gate = Gate()
    with scheduler(workers=1, queued=2) as made:
        made.submit(gate, lane="a")
        gate.await_begun()
        waiting = [made.submit(nothing, lane="a") for _ in range(2)]
        with pytest.raises(Busy):
            made.submit(nothing, lane="a")
        assert waiting[0].future.cancel()
        third = made.submit(nothing, lane="a")
        gate.may_end.set()
        wait([waiting[1].future, third.future], _PATIENCE_S)
        assert third.future.done()


def test_batches_wait_for_interactive_tasks_and_take_one_worker_while_there_are_some() -> None:
    interactive, batch = Gate(), Gate()
    order: list[str] = []
    with scheduler(workers=2) as made:
        made.submit(interactive, lane="terrain")
        interactive.await_begun()
        batches = [made.submit_batch(batch) for _ in range(4)]
        batch.await_begun()
        loads = {each.kind: each for each in made.load()}
        assert (loads[Kind.BATCH].at_work, loads[Kind.BATCH].waiting) == (1, 3)
        # Three come while one task of the batch is at work: all of them go before its next one.
        later = [made.submit(lambda: order.append("interactive"), lane="texture") for _ in range(3)]
        batches += [made.submit_batch(lambda: order.append("batch"))]
        interactive.may_end.set()
        wait([task.future for task in later], _PATIENCE_S)
        assert order == ["interactive"] * 3
        batch.may_end.set()
        wait(batches, _PATIENCE_S)
        assert order == ["interactive"] * 3 + ["batch"]


def test_batches_take_all_workers_while_nobody_is_there() -> None:
    batch = Gate()
    with scheduler(workers=2) as made:
        for _ in range(3):
            made.submit_batch(batch)
        batch.await_begun(2)
        batch.may_end.set()


def test_a_batch_in_the_queue_does_not_hold_up_what_waits_for_memory() -> None:
    gate = Gate()
    with scheduler(workers=2, work_bytes=100) as made:
        first = made.submit(gate, lane="a", memory_bytes=80)
        gate.await_begun()
        large = made.submit(lambda: "large", lane="b", memory_bytes=90)
        batch = made.submit_batch(nothing)
        time.sleep(0.05)
        assert not large.future.running()
        assert not batch.running()
        gate.may_end.set()
        made.release(first)
        assert large.future.result(_PATIENCE_S) == "large"
        made.release(large)
        batch.result(_PATIENCE_S)
        until(lambda: made.taken_bytes == 0)


def test_memory_is_held_until_the_work_ended_and_the_result_was_handed_out() -> None:
    gate = Gate()
    with scheduler(workers=2, work_bytes=100) as made:
        task = made.submit(gate, lane="a", memory_bytes=60)
        gate.await_begun()
        made.release(task)
        made.release(task)
        assert made.taken_bytes == 60, "the work goes on"
        gate.may_end.set()
        until(lambda: made.taken_bytes == 0)
        other = made.submit(nothing, lane="a", memory_bytes=60)
        other.future.result(_PATIENCE_S)
        until(lambda: idle(made))
        assert made.taken_bytes == 60, "the result is still there"
        waiting = made.submit(nothing, lane="a", memory_bytes=60)
        time.sleep(0.05)
        assert not waiting.future.done()
        made.release(other)
        waiting.future.result(_PATIENCE_S)
        made.release(waiting)
        withdrawn = made.submit(gate, lane="a", memory_bytes=10)
        withdrawn.future.cancel()
        made.release(withdrawn)
        until(lambda: made.taken_bytes == 0 and idle(made))


def test_more_memory_than_there_will_ever_be_is_refused_at_once() -> None:
    with scheduler(work_bytes=64 << 20) as made:
        with pytest.raises(TooMuchMemory, match="needs about 65 MiB of memory, work may take 64 MiB"):
            made.submit(nothing, lane="a", memory_bytes=65 << 20)
        with pytest.raises(TooMuchMemory):
            made.submit_batch(nothing, memory_bytes=65 << 20)


def test_what_a_task_raises_is_its_future_s_and_the_worker_goes_on() -> None:
    class Odd(BaseException):
        pass

    def fail(error: BaseException) -> None:
        raise error

    with scheduler(workers=1) as made:
        for error in (ValueError("v"), Odd("o"), Cancelled()):
            task = made.submit(lambda error=error: fail(error), lane="a")
            assert task.future.exception(_PATIENCE_S) is error
        assert error.__traceback__ is None, "what was being worked on would be kept with it"
        assert made.submit(lambda: 5, lane="a").future.result(_PATIENCE_S) == 5


def test_closing_takes_back_what_waits_and_waits_for_what_is_at_work() -> None:
    gate = Gate()
    made = Scheduler(workers=1)
    running = made.submit(gate, lane="a")
    gate.await_begun()
    waiting: list[Future[Any]] = [made.submit(nothing, lane="a").future, made.submit_batch(nothing)]
    closing = threading.Thread(target=made.close)
    closing.start()
    until(lambda: all(future.cancelled() for future in waiting))
    assert closing.is_alive()
    gate.may_end.set()
    closing.join(_PATIENCE_S)
    assert not closing.is_alive()
    assert running.future.done()
    with pytest.raises(Busy):
        made.submit(nothing, lane="a")
    with pytest.raises(Busy):
        made.refuse_if_full("a")
    with pytest.raises(Busy):
        made.submit_batch(nothing)


def test_a_worker_that_waits_keeps_nothing_of_what_it_did() -> None:
    import weakref

    class Large:
        pass

    with scheduler(workers=1) as made:
        result = Large()
        kept = weakref.ref(result)
        task = made.submit(lambda result=result: result, lane="a")
        task.future.result(_PATIENCE_S)
        made.release(task)
        until(lambda: idle(made))
        del task, result
        until(lambda: kept() is None)


def test_workers_give_memory_back_after_their_tasks_also_after_failed_ones() -> None:
    given = threading.Semaphore(0)

    def fails() -> None:
        raise ValueError("it fails")

    with scheduler(giving_back=GivingBack(0.0, give_back=given.release)) as busy:
        busy.submit(nothing, lane="terrain")
        assert given.acquire(timeout=_PATIENCE_S)
        busy.submit(fails, lane="terrain")
        assert given.acquire(timeout=_PATIENCE_S)
        busy.submit_batch(nothing)
        assert given.acquire(timeout=_PATIENCE_S)
