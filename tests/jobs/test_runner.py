from __future__ import annotations

import errno
import hashlib
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.errors import Failed, NoRoom
from procgen.jobs.entry import Entry, Tally, Unplanned
from procgen.jobs.executor import Finished, Task
from procgen.jobs.frames import Outcome, Problem, pack_outcomes, unpack_group
from procgen.jobs.job import Job, Product
from procgen.jobs.local import LocalExecutor
from procgen.jobs.manifest import read_manifest
from procgen.jobs.runner import run

METHOD = "/test.Service/Make"
GOOD, BAD, FLAKY, POISON, RAISING = b"good", b"bad", b"flaky", b"poison", b"raising"
"""What happens to a job: made, refused, refused once, death of its worker, an error of its worker."""


def job(kind: bytes, which: int) -> Job:
    request = b"%s %d" % (kind, which)
    return Job(hashlib.sha256(request).hexdigest(), METHOD, request)


def product_of(request: bytes) -> Product:
    return Product((b"made of " + request, b"result"))


def entries(*jobs: Job) -> list[Entry]:
    return [Entry(each, {"line": line}, size="small") for line, each in enumerate(jobs)]


class Killed(BaseException):
    """The driver is gone: nothing may catch this."""


class Nobody(LocalExecutor):
    """Does nothing, and must not be asked to."""

    def __init__(self) -> None:
        super().__init__(lambda payload: pytest.fail("a task"), 1)


@dataclass
class Fates:
    """An executor of a bad world: what it does with a task is drawn; a poisonous job always kills.

    Args:
        draw: what befalls the next task: "done", "died", "raised", "damaged", "short".
        slots: tasks at the same time.
    """

    draw: Callable[[], str]
    slots: int = 2
    waiting: list[Task] = field(default_factory=list)
    flaky: set[str] = field(default_factory=set)
    made: Counter[str] = field(default_factory=Counter)
    """How often each job was made and its answer came back."""
    innocent: Counter[str] = field(default_factory=Counter)
    """How often a job went wrong alone for no reason of its own."""
    groups: list[list[bytes]] = field(default_factory=list)
    seconds: float = 0.01

    def submit(self, task: Task) -> None:
        self.waiting.append(task)
        assert len(self.waiting) <= 2 * self.slots, "it looks too far ahead"

    def finished(self, timeout_s: float) -> list[Finished]:
        return [self._do(self.waiting.pop(0))] if self.waiting else []

    def _do(self, task: Task) -> Finished:
        jobs, _ = unpack_group(task.payload)
        kinds = [each.request.split()[0] for each in jobs]
        self.groups.append([each.request for each in jobs])
        if POISON in kinds:
            return Finished(task.number, None, "SIGKILL", died=True)
        fate = self.draw()
        if fate != "done" and len(jobs) == 1:
            if self.innocent[jobs[0].key] >= (1 if kinds == [FLAKY] else 2):
                fate = "done"
            else:
                self.innocent[jobs[0].key] += 1
        if fate == "died":
            return Finished(task.number, None, "SIGKILL", died=True)
        if RAISING in kinds or fate == "raised":
            return Finished(task.number, None, "ValueError: a bug")
        if fate == "damaged":
            return Finished(task.number, b"\1\2\3")
        if fate == "short":
            return Finished(task.number, pack_outcomes([]))
        return Finished(task.number, pack_outcomes([self._make(each) for each in jobs]))

    def _make(self, job: Job) -> Outcome:
        kind = job.request.split()[0]
        if kind == BAD:
            return Outcome(self.seconds, problem=Problem("INVALID_ARGUMENT", "INVALID_FIELDS", "bad", again=False))
        if kind == FLAKY and job.key not in self.flaky:
            self.flaky.add(job.key)
            return Outcome(self.seconds, problem=Problem("INTERNAL", "INTERNAL", "flaky", again=True))
        self.made[job.key] += 1
        return Outcome(self.seconds, product_of(job.request).to_bytes())

    def close(self) -> None:
        self.waiting.clear()


class Memory:
    """A store."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.puts: Counter[str] = Counter()

    def get(self, key: str) -> bytes | None:
        return self.kept.get(key)

    def put(self, key: str, data: bytes) -> None:
        self.puts[key] += 1
        self.kept[key] = data


class Folder:
    """Delivers to a folder, a file for each job."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.delivered: Counter[str] = Counter()
        folder.mkdir(exist_ok=True)

    def __call__(self, entry: Entry, product: Product) -> Mapping[str, object]:
        self.delivered[entry.job.key] += 1
        (self.folder / entry.job.key).write_bytes(product.events[0])
        return {"file": entry.job.key}

    def intact(self, row: Mapping[str, object]) -> bool:
        return (self.folder / str(row["file"])).exists()


def rows_of(path: Path) -> dict[int, dict[str, Any]]:
    """Rows by number, each once."""
    found = list(read_manifest(path))
    assert path.read_bytes().count(b"\n") == len(found), "a line is no row"
    numbers = [row["number"] for row in found]
    assert len(numbers) == len(set(numbers)), "a job has two rows"
    return {row["number"]: row for row in found}


def check(path: Path, wanted: list[Entry], folder: Path | None = None) -> None:
    """Each job has one row that says the truth; what can be made was made."""
    rows = rows_of(path)
    assert sorted(rows) == list(range(1, len(wanted) + 1)), "jobs are lost"
    for number, entry in enumerate(wanted, 1):
        row = rows[number]
        kind = entry.job.request.split()[0]
        assert (row["key"], row["method"], row["line"]) == (entry.job.key, METHOD, entry.row["line"])
        if kind in (GOOD, FLAKY):
            data = product_of(entry.job.request).to_bytes()
            assert row["error"] is None, row
            assert (row["sha256"], row["size_bytes"]) == (hashlib.sha256(data).hexdigest(), len(data))
            if folder is not None:
                assert (folder / row["file"]).read_bytes() == product_of(entry.job.request).events[0]
        else:
            told = {BAD: "INVALID_FIELDS", POISON: "WORKER_DIED", RAISING: "WORKER_FAILED"}
            assert row["error"]["reason"] == told[kind], row


KINDS = st.sampled_from([GOOD, GOOD, GOOD, GOOD, FLAKY, BAD, POISON, RAISING])
JOBS = st.lists(st.builds(job, KINDS, st.integers(0, 30)), max_size=40)
FATES = st.lists(st.sampled_from(["done", "died", "raised", "damaged", "short"]), max_size=40)


def drawn(fates: list[str]) -> Callable[[], str]:
    """What was drawn, then "done" for ever."""
    coming: Iterator[str] = iter(fates)
    return lambda: next(coming, "done")


@given(jobs=JOBS, fates=FATES, group_s=st.sampled_from([0.0, 0.03, 0.5]), with_store=st.booleans())
def test_whatever_is_lost_each_job_has_one_row_and_what_can_be_made_is_made_once(
    tmp_path_factory: pytest.TempPathFactory, jobs: list[Job], fates: list[str], group_s: float, with_store: bool
) -> None:
    place = tmp_path_factory.mktemp("run")
    executor = Fates(drawn(fates))
    store = Memory() if with_store else None
    folder = Folder(place / "out")
    wanted = entries(*jobs)
    told: list[Mapping[str, object]] = []
    tally = run(
        wanted,
        executor,
        manifest=place / "manifest.jsonl",
        total=len(wanted),
        store=store,
        deliver=folder,
        group_s=group_s,
        on_row=told.append,
    )
    check(place / "manifest.jsonl", wanted, place / "out")
    assert told == list(read_manifest(place / "manifest.jsonl"))
    made = {each.key for each in jobs if each.request.split()[0] in (GOOD, FLAKY)}
    assert set(folder.delivered) == made
    assert set(executor.made) == made
    assert set(folder.delivered.values()) <= {1}, "something was delivered twice"
    assert set(executor.made.values()) <= {1}, "something was made twice that had come back"
    if store is not None:
        assert set(store.kept) == made
    failed = sum(each.request.split()[0] in (BAD, POISON, RAISING) for each in jobs)
    assert (tally.done, tally.failed) == (len(jobs) - failed, failed)
    assert tally.complete
    assert tally.kept == tally.done - len(made)


@given(jobs=JOBS, fates=FATES, deaths=st.lists(st.integers(1, 25), max_size=4), torn=st.integers(0, 80))
def test_a_driver_that_is_killed_at_any_moment_goes_on_from_its_manifest(
    tmp_path_factory: pytest.TempPathFactory, jobs: list[Job], fates: list[str], deaths: list[int], torn: int
) -> None:
    place = tmp_path_factory.mktemp("run")
    manifest = place / "manifest.jsonl"
    wanted = entries(*jobs)
    executor = Fates(drawn(fates))
    folder = Folder(place / "out")
    for lives in (*deaths, None):
        left = lives

        def on_row(row: Mapping[str, object]) -> None:
            nonlocal left
            if left is not None:
                left -= 1
                if left <= 0:
                    raise Killed

        executor.close()
        try:
            run(wanted, executor, manifest=manifest, deliver=folder, intact=folder.intact, resume=True, on_row=on_row)
        except Killed:
            with manifest.open("ab") as file:
                file.write(json.dumps(rows_of(manifest).get(1, {})).encode()[:torn])
    check(manifest, wanted, place / "out")
    good = {each.key for each in jobs if each.request.split()[0] in (GOOD, FLAKY)}
    assert set(folder.delivered) == good


def test_a_resumed_batch_makes_what_is_missing_damaged_or_failed_and_nothing_else(tmp_path: Path) -> None:
    wanted = entries(*(job(GOOD, which) for which in range(20)), job(FLAKY, 1), job(GOOD, 3))
    manifest = tmp_path / "manifest.jsonl"
    folder = Folder(tmp_path / "out")
    run(wanted, Fates(drawn([])), manifest=manifest, deliver=folder, retries=0)
    assert rows_of(manifest)[21]["error"]["reason"] == "INTERNAL"
    assert rows_of(manifest)[22]["equal_to"] == 4
    (tmp_path / "out" / wanted[3].job.key).unlink()  # the file of two rows
    (tmp_path / "out" / wanted[7].job.key).unlink()
    folder.delivered.clear()
    executor = Fates(drawn([]), flaky={wanted[20].job.key})
    changed = [*wanted[:10], Entry(job(GOOD, 100), {"line": 10}), *wanted[11:]]
    tally = run(changed, executor, manifest=manifest, deliver=folder, intact=folder.intact, resume=True)
    check(manifest, changed, tmp_path / "out")
    assert set(folder.delivered) == {changed[at].job.key for at in (3, 7, 10, 20)}
    assert (tally.done, tally.failed, tally.earlier, tally.kept) == (22, 0, 17, 18)
    again = run(changed, Nobody(), manifest=manifest, deliver=folder, intact=folder.intact, resume=True)
    assert (again.done, again.earlier) == (22, 22)


def test_what_a_store_has_is_delivered_and_not_made(tmp_path: Path) -> None:
    wanted = entries(*(job(GOOD, which) for which in range(100)))
    store = Memory()
    for entry in wanted[::2]:
        store.put(entry.job.key, product_of(entry.job.request).to_bytes())
    executor = Fates(drawn([]))
    tally = run(wanted, executor, manifest=tmp_path / "manifest.jsonl", store=store, deliver=Folder(tmp_path / "out"))
    check(tmp_path / "manifest.jsonl", wanted, tmp_path / "out")
    assert set(executor.made) == {entry.job.key for entry in wanted[1::2]}
    assert (tally.total, tally.done, tally.kept) == (100, 100, 50)
    assert [rows_of(tmp_path / "manifest.jsonl")[number]["kept"] for number in (1, 2)] == [True, False]


def test_one_that_is_there_is_not_gone_on_with_unless_told_so(tmp_path: Path) -> None:
    run(entries(job(GOOD, 1)), Fates(drawn([])), manifest=tmp_path / "manifest.jsonl")
    with pytest.raises(Failed, match="is there already"):
        run(entries(job(GOOD, 1)), Nobody(), manifest=tmp_path / "manifest.jsonl")


def test_groups_take_about_as_long_as_they_should_and_kinds_that_nobody_measured_go_alone(tmp_path: Path) -> None:
    executor = Fates(drawn([]), seconds=0.01)
    wanted = entries(*(job(GOOD, which) for which in range(1000)))
    run(wanted, executor, manifest=tmp_path / "manifest.jsonl", group_s=0.5)
    sizes = [len(group) for group in executor.groups]
    assert sizes[0] == 1
    assert max(sizes) in (49, 50)
    assert len(sizes) < 60
    assert sizes[-1] < 25, "all slots end together"


def test_a_long_batch_is_taken_as_it_is_needed(tmp_path: Path) -> None:
    taken = done = most_ahead = 0

    def coming() -> Iterator[Entry]:
        nonlocal taken
        for which in range(20_000):
            taken += 1
            yield Entry(job(GOOD, which), {"line": which})

    def on_row(_: object) -> None:
        nonlocal done, most_ahead
        done += 1
        most_ahead = max(most_ahead, taken - done)

    run(coming(), Fates(drawn([]), seconds=0.001), manifest=tmp_path / "manifest.jsonl", on_row=on_row)
    assert done == 20_000
    assert most_ahead < 8_000


def test_what_can_not_be_planned_is_listed_and_tried_again(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.jsonl"
    bad = Unplanned({"line": 1}, "INVALID_ARGUMENT", "INVALID_FIELDS", "size: got 3")
    first, last = entries(job(GOOD, 1), job(GOOD, 2))
    tally = run([first, bad, last], Fates(drawn([])), manifest=manifest)
    assert (tally.done, tally.failed) == (2, 1)
    assert rows_of(manifest)[2] == {
        "number": 2,
        "key": "",
        "method": "",
        "line": 1,
        "error": {"code": "INVALID_ARGUMENT", "reason": "INVALID_FIELDS", "message": "size: got 3"},
    }
    run([first, entries(job(GOOD, 3))[0], last], Fates(drawn([])), manifest=manifest, resume=True)
    assert [rows_of(manifest)[number]["error"] for number in (1, 2, 3)] == [None] * 3


def test_inputs_travel_with_the_jobs_that_name_them(tmp_path: Path) -> None:
    seen: list[tuple[int, list[bytes]]] = []

    def work(payload: bytes) -> bytes:
        jobs, blobs = unpack_group(payload)
        seen.append((len(jobs), blobs))
        return pack_outcomes(Outcome(0.001, product_of(each.request).to_bytes()) for each in jobs)

    wanted = [Entry(job(GOOD, which), {"line": which}, blobs=("a", "b") if which % 2 else ("a",)) for which in range(9)]
    executor = LocalExecutor(work, 1)
    run(wanted, executor, manifest=tmp_path / "manifest.jsonl", blob=lambda name: name.encode() * 3)
    executor.close()
    check(tmp_path / "manifest.jsonl", wanted)
    assert sum(count for count, _ in seen) == 9
    assert all(blobs in ([b"aaa"], [b"aaa", b"bbb"]) for _, blobs in seen)


def test_it_stops_when_told_and_goes_on_later(tmp_path: Path) -> None:
    stop = threading.Event()
    manifest = tmp_path / "manifest.jsonl"
    wanted = entries(*(job(GOOD, which) for which in range(500)))
    rows = []

    def on_row(row: Mapping[str, object]) -> None:
        rows.append(row)
        if len(rows) == 100:
            stop.set()

    tally = run(wanted, Fates(drawn([]), seconds=0.05), manifest=manifest, total=500, on_row=on_row, stop=stop)
    assert not tally.complete
    assert 100 <= tally.done == len(rows_of(manifest)) < 500
    tally = run(wanted, Fates(drawn([]), seconds=0.05), manifest=manifest, total=500, resume=True)
    assert tally.complete
    check(manifest, wanted)


class FullFolder(Folder):
    """There is no room for the next deliveries."""

    def __init__(self, folder: Path, refusals: int) -> None:
        super().__init__(folder)
        self.refusals = refusals

    def __call__(self, entry: Entry, product: Product) -> Mapping[str, object]:
        if self.refusals:
            self.refusals -= 1
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().__call__(entry, product)


def test_a_full_disk_is_waited_for(tmp_path: Path) -> None:
    told: list[Tally] = []
    wanted = entries(*(job(GOOD, which) for which in range(30)))
    folder = FullFolder(tmp_path / "out", 8)
    run(wanted, Fates(drawn([])), manifest=tmp_path / "manifest.jsonl", deliver=folder, progress=told.append)
    check(tmp_path / "manifest.jsonl", wanted, tmp_path / "out")
    assert any("waits: " in tally.message and "No space" in tally.message for tally in told)
    assert told[-1].message == ""


def test_a_disk_that_stays_full_ends_the_batch_which_can_go_on_later(tmp_path: Path) -> None:
    wanted = entries(*(job(GOOD, which) for which in range(30)))
    manifest = tmp_path / "manifest.jsonl"
    began = time.monotonic()
    with pytest.raises(NoRoom, match=r"No space.*can go on"):
        run(
            wanted,
            Fates(drawn([])),
            manifest=manifest,
            deliver=FullFolder(tmp_path / "out", 10**9),
            patience_s=0.3,
        )
    assert time.monotonic() - began < 60, "the other threads wait no longer"
    folder = Folder(tmp_path / "out")
    run(wanted, Fates(drawn([])), manifest=manifest, deliver=folder, intact=folder.intact, resume=True)
    check(manifest, wanted, tmp_path / "out")


def test_a_folder_that_can_not_be_written_ends_the_batch(tmp_path: Path) -> None:
    def deliver(entry: Entry, product: Product) -> Mapping[str, object]:
        raise Failed("out can't be written", "") from OSError(errno.EROFS, "Read-only file system")

    with pytest.raises(Failed, match="the batch stopped: out can't be written") as raised:
        run(entries(job(GOOD, 1)), Fates(drawn([])), manifest=tmp_path / "m", deliver=deliver, patience_s=0.1)
    assert not isinstance(raised.value, NoRoom)


class FullStore(Memory):
    def put(self, key: str, data: bytes) -> None:
        raise NoRoom("the store is full", 5000)


def test_a_full_store_is_gone_without_where_results_are_delivered(tmp_path: Path) -> None:
    wanted = entries(*(job(GOOD, which) for which in range(30)))
    tally = run(
        wanted,
        Fates(drawn([])),
        manifest=tmp_path / "manifest.jsonl",
        store=FullStore(),
        deliver=Folder(tmp_path / "out"),
    )
    check(tmp_path / "manifest.jsonl", wanted, tmp_path / "out")
    assert tally.message == "goes on without the store: the store is full"


def test_a_full_store_ends_a_batch_whose_results_have_no_other_place(tmp_path: Path) -> None:
    wanted = entries(job(GOOD, 1))
    with pytest.raises(NoRoom, match="the store is full"):
        run(wanted, Fates(drawn([])), manifest=tmp_path / "manifest.jsonl", store=FullStore(), patience_s=0.1)
    assert rows_of(tmp_path / "manifest.jsonl") == {}


def test_a_result_that_can_not_be_delivered_fails_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "out")

    def deliver(entry: Entry, product: Product) -> Mapping[str, object]:
        if entry.row["line"] == 3:
            raise ValueError("a strange product")
        if entry.row["line"] == 5:
            raise OSError(errno.ENAMETOOLONG, "File name too long")
        return folder(entry, product)

    wanted = entries(*(job(GOOD, which) for which in range(10)))
    tally = run(wanted, Fates(drawn([])), manifest=tmp_path / "manifest.jsonl", deliver=deliver)
    assert (tally.done, tally.failed) == (8, 2)
    rows = rows_of(tmp_path / "manifest.jsonl")
    assert rows[4]["error"] == {
        "code": "INTERNAL",
        "reason": "NOT_DELIVERED",
        "message": "ValueError: a strange product",
    }
    assert "File name too long" in rows[6]["error"]["message"]


def test_progress_tells_rate_and_time_left(tmp_path: Path) -> None:
    told: list[Tally] = []

    def work(payload: bytes) -> bytes:
        jobs, _ = unpack_group(payload)
        time.sleep(0.05)
        return pack_outcomes(Outcome(0.05, product_of(each.request).to_bytes()) for each in jobs)

    executor = LocalExecutor(work, 1)
    wanted = entries(*(job(GOOD, which) for which in range(12)))
    last = run(wanted, executor, manifest=tmp_path / "m", total=12, group_s=0.0, progress=told.append)
    executor.close()
    assert replace(told[-1], seconds=last.seconds, rate=last.rate) == last
    assert (last.total, last.done, last.eta_s) == (12, 12, 0.0)
    middle = [tally for tally in told if 0 < tally.done < 12]
    assert middle
    assert all(tally.rate > 0.0 and tally.eta_s is not None and tally.eta_s > 0.0 for tally in middle)
    assert [tally.done for tally in told] == sorted(tally.done for tally in told)


def test_an_executor_that_gives_up_ends_the_batch(tmp_path: Path) -> None:
    class Broken(Fates):
        def finished(self, timeout_s: float) -> list[Finished]:
            raise Failed("workers can't start", "")

    with pytest.raises(Failed, match="can't start"):
        run(entries(job(GOOD, 1)), Broken(drawn([])), manifest=tmp_path / "manifest.jsonl")
