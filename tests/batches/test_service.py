"""Batches in a server's own process: each job once, equal to a direct call, whatever is in the way."""

from __future__ import annotations

import asyncio
import hashlib
import json
import math
import re
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from procgen.batches import batches
from procgen.batches import jobs as batch_jobs
from procgen.batches import service as batch_service_module
from procgen.batches.ledger import Ledger, Wanted
from procgen.batches.lines import MOST_TOLD
from procgen.batches.service import BatchService
from procgen.errors import Busy, Cancelled, Failed, InvalidFields, NoRoom
from procgen.jobs.content import ContentStore
from procgen.jobs.job import Product
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.call import Call, Method
from procgen.kit.wire.keys import Keys
from procgen.kit.wire.products import product
from procgen.kit.wire.registry import Services, event_type
from procgen.runtime.store import ModelStore
from procgen.served import REQUESTS, all_services
from procgen.server.batching import batch_service
from procgen.server.metrics import Metrics
from procgen.server.results import Results
from procgen.server.scheduler import Scheduler
from procgen.v1 import batch_pb2 as pb
from procgen.v1 import common_pb2, dialogue_pb2, texture_pb2
from tests.client import small_lines, small_request, small_scene, small_texture

ENDED = (pb.BATCH_STATE_DONE, pb.BATCH_STATE_CANCELLED)
WAIT_S = 60.0


def terrain(seed: int, **fields: Any) -> pb.BatchJob:
    """A job of milliseconds."""
    return pb.BatchJob(terrain=small_request(seed=seed, model="noise-fbm", **fields))


class Counted(Metrics):
    def __init__(self) -> None:
        self.jobs: list[str] = []

    def job(self, outcome: str) -> None:
        self.jobs.append(outcome)


@dataclass
class Server:
    """What a server has of batches, without its ports."""

    service: BatchService
    store: ContentStore
    domains: Services
    metrics: Counted

    def submit(self, **fields: Any) -> pb.SubmitBatchResponse:
        return self.service.submit(pb.SubmitBatchRequest(**fields), Call("test"))

    def status(self, batch_id: str) -> pb.BatchStatus:
        listed = self.service.list_batches(pb.ListBatchesRequest(), Call("test")).batches
        return next(status for status in listed if status.batch_id == batch_id)

    def until(self, batch_id: str, reached: Callable[[pb.BatchStatus], bool]) -> pb.BatchStatus:
        give_up = time.monotonic() + WAIT_S
        while not reached(status := self.status(batch_id)):
            assert time.monotonic() < give_up, status
            time.sleep(0.01)
        return status

    def until_ended(self, batch_id: str) -> pb.BatchStatus:
        return self.until(batch_id, lambda status: status.state in ENDED)

    def watched(self, batch_id: str, after: int = 0) -> list[pb.WatchBatchEvent]:
        return gathered(self.service.watch(pb.WatchBatchRequest(batch_id=batch_id, after_cursor=after), Call("test")))

    def rows(self, batch_id: str) -> list[pb.BatchRow]:
        return [event.row for event in self.watched(batch_id) if event.HasField("row")]

    def fetched(self, batch_id: str, key: str) -> list[pb.FetchBatchEvent]:
        return gathered(self.service.fetch(pb.FetchBatchRequest(batch_id=batch_id, key=key), Call("fetch")))


def gathered(events: AsyncIterator[Any]) -> list[Any]:
    async def gather() -> list[Any]:
        return [event async for event in events]

    return asyncio.run(asyncio.wait_for(gather(), WAIT_S))


@pytest.fixture(scope="module")
def domains() -> Services:
    return all_services(ModelStore(()), BlobStore())


@contextmanager
def serving(folder: Path, domains: Services, limit_bytes: int = 64 << 20) -> Iterator[Server]:
    store, scheduler, metrics = ContentStore(folder, limit_bytes=limit_bytes), Scheduler(2), Counted()
    service = batch_service(Results(store, limit_bytes), domains, scheduler, metrics)
    service.start()
    try:
        yield Server(service, store, domains, metrics)
    finally:
        service.close(10.0)
        scheduler.close()
        store.close()


@pytest.fixture
def server(tmp_path: Path, domains: Services) -> Iterator[Server]:
    with serving(tmp_path, domains) as running:
        yield running


def direct(domains: Services, job: pb.BatchJob) -> bytes:
    """What the job's own call makes, as it is kept."""
    domain = job.WhichOneof("request")
    assert domain is not None
    method = domains.method(REQUESTS[domain][0])
    sent: list[Any] = []
    last = method.handler(getattr(job, domain), Call("direct"), sent.append)  # type: ignore[call-arg]
    return product([*sent, *last]).to_bytes()  # type: ignore[misc]


def refused(submit: Callable[[], object]) -> dict[str, tuple[str, str]]:
    with pytest.raises(InvalidFields) as error:
        submit()
    return {each.field: (each.value, each.allowed) for each in error.value.violations}


EVERY_DOMAIN = [
    terrain(1),
    pb.BatchJob(texture=small_texture(model="noise", outputs=[1])),
    pb.BatchJob(dialogue=small_lines(model="phrases")),
    pb.BatchJob(dialogue_scene=small_scene()),
]


def test_results_are_those_of_direct_calls(server: Server) -> None:
    server.submit(batch_id="all", jobs=EVERY_DOMAIN)
    assert server.until_ended("all").failed == 0, server.rows("all")
    rows = {row.job_index: row for row in server.rows("all")}
    assert set(rows) == set(range(len(EVERY_DOMAIN)))
    for index, job in enumerate(EVERY_DOMAIN):
        assert server.store.get(rows[index].key) == direct(server.domains, job)
    assert server.metrics.jobs == ["done"] * len(EVERY_DOMAIN)


def test_fetch_brings_files_and_the_result_under_its_domain(server: Server) -> None:
    server.submit(batch_id="all", jobs=EVERY_DOMAIN)
    server.until_ended("all")
    for row in server.rows("all"):
        job = EVERY_DOMAIN[row.job_index]
        domain = job.WhichOneof("request")
        assert domain is not None
        events = server.fetched("all", row.key)
        last = events[-1].result
        assert (last.key, last.method, last.request_id) == (row.key, row.method, "fetch")
        assert last.WhichOneof("made") == domain
        made = Product.from_bytes(direct(server.domains, job))
        expected: Any = [event_type(row.method).FromString(data) for data in made.events]
        assert getattr(last, domain) == expected[-1].result
        assert last.artifacts == expected[-1].result.artifacts
        assert row.recipe_sha256 == expected[-1].result.recipe.sha256
        assert row.size_bytes == len(made.to_bytes())
        chunks = [event.chunk for event in expected if event.WhichOneof("event") == "chunk"]
        assert [event.chunk for event in events[:-1]] == chunks


def test_every_domain_of_batch_files_can_be_a_message() -> None:
    fields = {field.name: field.message_type.full_name for field in pb.BatchJob.DESCRIPTOR.fields}
    assert fields.pop("other") == "procgen.v1.OtherRequest"
    assert fields == {domain: kind.DESCRIPTOR.full_name for domain, (_, kind) in REQUESTS.items()}
    results: Any = {field.name: field.message_type for field in pb.FetchBatchResult.DESCRIPTOR.oneofs[0].fields}
    for domain, (path, _) in REQUESTS.items():
        assert results[domain] is event_type(path).DESCRIPTOR.fields_by_name["result"].message_type


def test_a_job_as_bytes_is_the_same_job(server: Server) -> None:
    job = pb.BatchJob(other={"domain": "terrain", "request": terrain(1).terrain.SerializeToString()})
    assert server.submit(batch_id="bytes", jobs=[job, terrain(1)]).status.total == 2
    server.until_ended("bytes")
    first, second = server.rows("bytes")
    assert first.key == second.key


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"domain": "nothing", "request": b""}, "jobs[0].other.domain"),
        ({"domain": "terrain", "request": b"\xff"}, "jobs[0].other.request"),
    ],
)
def test_bytes_that_are_no_request_are_named(server: Server, other: dict[str, Any], field: str) -> None:
    assert set(refused(lambda: server.submit(jobs=[pb.BatchJob(other=other)]))) == {field}


def test_messages_lines_and_a_blob_of_lines_are_one_batch_in_this_order(server: Server) -> None:
    line = '{"domain": "terrain", "request": {"width_px": 64, "depth_px": 64, "model": "noise-fbm", "seed": %s}}\n'
    blob = ("# more of them\n\n" + line % '{"range": [20, 24]}').encode()
    name = sent_ahead(server, blob)
    lines = line % "10" + line % '{"grid": [11, 12]}'
    answer = server.submit(batch_id="mixed", jobs=[terrain(1), terrain(2)], lines=lines, lines_sha256=name)
    assert (answer.status.total, answer.is_new) == (10, True)
    server.until_ended("mixed")
    made = {row.job_index: row.key for row in server.rows("mixed")}
    keys = Keys()
    method = server.domains.method(REQUESTS["terrain"][0])
    seeds = [1, 2, 10, 11, 12, 20, 21, 22, 23, 24]
    expected = [keys.key(method, small_request(seed=seed, model="noise-fbm")) for seed in seeds]
    assert [made[index] for index in range(10)] == expected


def sent_ahead(server: Server, data: bytes) -> str:
    name = hashlib.sha256(data).hexdigest()
    _, complete = server.domains.parts.blobs.put(name, len(data), 0, data)
    assert complete
    return name


def test_a_batch_that_is_sent_again_is_the_same_batch(server: Server) -> None:
    jobs = [terrain(seed) for seed in range(5)]
    first = server.submit(batch_id="one", jobs=jobs)
    assert first.is_new
    again = server.submit(batch_id="one", jobs=jobs)
    assert not again.is_new
    ended = server.until_ended("one")
    assert server.submit(batch_id="one", jobs=jobs).status == ended
    assert server.metrics.jobs == ["done"] * 5
    found = refused(lambda: server.submit(batch_id="one", jobs=jobs[:4]))
    assert found["batch_id"][0] == "one"


def test_a_server_that_sees_the_same_id_from_many_threads_takes_one(server: Server) -> None:
    answers: list[bool] = []
    jobs = [terrain(seed) for seed in range(3)]
    threads = [
        threading.Thread(target=lambda: answers.append(server.submit(batch_id="one", jobs=jobs).is_new))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 7 + [True]


def test_batches_without_a_name_get_one_each(server: Server) -> None:
    names = {server.submit(jobs=[terrain(1)]).status.batch_id for _ in range(3)}
    assert len(names) == 3
    for name in names:
        assert server.until_ended(name).done == 1


def test_equal_jobs_are_made_once_and_told_each(server: Server) -> None:
    server.submit(batch_id="equal", jobs=[terrain(1)] * 7 + [terrain(2)])
    status = server.until_ended("equal")
    assert (status.total, status.done, status.kept) == (8, 8, 6)
    rows = server.rows("equal")
    assert sorted(row.job_index for row in rows) == list(range(8))
    assert len({row.key for row in rows}) == 2
    assert len({row.recipe_sha256 for row in rows}) == 2
    assert all(row.recipe_sha256 and row.size_bytes for row in rows)


def test_what_was_made_before_is_not_made_again(server: Server) -> None:
    jobs = [terrain(seed) for seed in range(4)]
    server.submit(batch_id="first", jobs=jobs)
    server.until_ended("first")
    server.submit(batch_id="second", jobs=[*jobs, terrain(9)])
    status = server.until_ended("second")
    assert (status.done, status.kept) == (5, 4)
    recipes = {row.job_index: row.recipe_sha256 for row in server.rows("first")}
    assert {row.job_index: row.recipe_sha256 for row in server.rows("second") if row.is_kept} == recipes


def test_watch_goes_on_from_where_a_client_was(server: Server) -> None:
    server.submit(batch_id="one", jobs=[terrain(seed) for seed in range(6)])
    events = server.watched("one")
    assert events[-1].result.status.state == pb.BATCH_STATE_DONE
    assert [event.WhichOneof("event") for event in events].count("result") == 1
    rows = [event.row for event in events if event.HasField("row")]
    assert [row.cursor for row in rows] == [1, 2, 3, 4, 5, 6]
    fractions = [event.progress.fraction for event in events if event.HasField("progress")]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    for after in range(7):
        again = server.watched("one", after)
        assert [event.row for event in again if event.HasField("row")] == rows[after:]
        assert again[-1].result.status.done == 6
    assert refused(lambda: server.watched("one", 7))["after_cursor"][1].startswith("0 to 6")
    assert refused(lambda: server.watched("one", 2**64 - 1))["after_cursor"][0] == str(2**64 - 1)


def test_a_job_that_fails_is_told_and_stops_no_other(server: Server) -> None:
    # That a full stop makes what must be said longer than a line may be shows when it is written.
    bounds = {"must_say": ["One two three four five"], "most_characters": 23}
    lines = pb.BatchJob(dialogue=small_lines(model="phrases", bounds=bounds))
    server.submit(batch_id="some", jobs=[terrain(1), lines, terrain(2)])
    status = server.until_ended("some")
    assert (status.done, status.failed, status.state) == (2, 1, pb.BATCH_STATE_DONE)
    [failed] = [row for row in server.rows("some") if row.problem]
    assert failed.job_index == 1
    assert failed.reason == "INVALID_FIELDS"
    assert "because so much must be said" in failed.problem
    assert sorted(server.metrics.jobs) == ["done", "done", "failed"]
    found = refused(lambda: server.fetched("some", failed.key))
    assert found["key"][0] == failed.key


def test_cancel_keeps_what_is_done_and_does_no_more(server: Server) -> None:
    server.submit(batch_id="long", jobs=[terrain(seed, outputs=[1, 4, 5]) for seed in range(400)])
    server.until("long", lambda status: status.done >= 3)
    answer = server.service.cancel(pb.CancelBatchRequest(batch_id="long"), Call("test"))
    assert answer.cancelled
    status = server.until_ended("long")
    assert status.state == pb.BATCH_STATE_CANCELLED
    assert 3 <= status.done < 400
    rows = server.rows("long")
    assert len(rows) == status.done
    assert all(server.store.has(row.key) for row in rows)
    assert server.fetched("long", rows[0].key)[-1].HasField("result")
    again = server.service.cancel(pb.CancelBatchRequest(batch_id="long"), Call("test"))
    assert not again.cancelled
    assert again.status == status


def test_a_batch_that_waits_is_cancelled_at_once(server: Server) -> None:
    server.submit(batch_id="first", jobs=[terrain(seed, outputs=[1, 4, 5]) for seed in range(400)])
    server.submit(batch_id="second", jobs=[terrain(1)])
    assert server.status("second").state == pb.BATCH_STATE_WAITING
    answer = server.service.cancel(pb.CancelBatchRequest(batch_id="second"), Call("test"))
    assert answer.cancelled
    assert answer.status.state == pb.BATCH_STATE_CANCELLED
    server.service.cancel(pb.CancelBatchRequest(batch_id="first"), Call("test"))


def test_forgetting_gives_results_up(server: Server) -> None:
    server.submit(batch_id="one", jobs=[terrain(seed) for seed in range(3)])
    status = server.until_ended("one")
    [key, *_] = [row.key for row in server.rows("one")]
    assert server.store.stats().sums.pinned_objects == 3
    server.store.prune()
    assert server.store.has(key), "a batch holds its results"
    answer = server.service.forget(pb.ForgetBatchRequest(batch_id="one"), Call("test"))
    assert answer.size_bytes == status.size_bytes
    assert server.store.stats().sums.pinned_objects == 0
    server.store.prune()
    assert not server.store.has(key)
    for call in (
        lambda: server.service.forget(pb.ForgetBatchRequest(batch_id="one"), Call("test")),
        lambda: server.service.cancel(pb.CancelBatchRequest(batch_id="one"), Call("test")),
        lambda: server.watched("one"),
        lambda: server.fetched("one", key),
    ):
        assert refused(call)["batch_id"][0] == "one"


def test_a_batch_at_work_is_not_forgotten(server: Server) -> None:
    server.submit(batch_id="one", jobs=[terrain(seed, outputs=[1, 4]) for seed in range(200)])
    found = refused(lambda: server.service.forget(pb.ForgetBatchRequest(batch_id="one"), Call("test")))
    assert "cancel" in found["batch_id"][1]
    server.service.cancel(pb.CancelBatchRequest(batch_id="one"), Call("test"))


def test_a_result_that_is_gone_is_missed_honestly(server: Server) -> None:
    server.submit(batch_id="one", jobs=[terrain(1)])
    server.until_ended("one")
    [row] = server.rows("one")
    server.store.prune(pinned=True)
    with pytest.raises(Failed, match="no longer kept"):
        server.fetched("one", row.key)


def test_fetches_wait_for_the_memory_of_others(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.submit(batch_id="one", jobs=[terrain(1), terrain(2)])
    server.until_ended("one")
    first, second = server.rows("one")
    monkeypatch.setattr(batch_service_module, "FETCHED_BYTES", first.size_bytes + second.size_bytes - 1)

    async def scenario() -> None:
        fetching = [
            server.service.fetch(pb.FetchBatchRequest(batch_id="one", key=row.key), Call(row.key))
            for row in (first, second)
        ]
        await anext(fetching[0])
        waiting = asyncio.ensure_future(anext(fetching[1]))
        done, _ = await asyncio.wait([waiting], timeout=0.5)
        assert not done
        await fetching[0].aclose()  # type: ignore[attr-defined]
        await waiting
        await fetching[1].aclose()  # type: ignore[attr-defined]

    asyncio.run(asyncio.wait_for(scenario(), WAIT_S))
    assert server.fetched("one", first.key)


def test_a_server_goes_on_with_what_another_left(tmp_path: Path, domains: Services) -> None:
    jobs = [terrain(seed, outputs=[1, 4, 5]) for seed in range(60)]
    with serving(tmp_path, domains) as server:
        server.submit(batch_id="one", jobs=jobs)
        server.until("one", lambda status: status.done >= 5)
    with serving(tmp_path, domains) as server:
        assert server.status("one").done < 60
        assert server.until_ended("one").done == 60
        rows = server.rows("one")
    assert sorted(row.job_index for row in rows) == list(range(60))
    assert [row.cursor for row in rows] == list(range(1, 61))
    assert not any(row.is_kept for row in rows), "nothing was made twice, nor lost"


def test_a_full_store_pauses_a_batch_which_then_goes_on_by_itself(
    tmp_path: Path, domains: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_AGAIN_S", 0.2)
    monkeypatch.setattr(batches, "_PATIENCE_S", 0.2)
    with serving(tmp_path, domains, limit_bytes=1 << 20) as server:
        ballast = "b" * 64
        server.store.pin("ballast", [ballast])
        server.store.put(ballast, bytes((1 << 20) - 70_000))
        server.submit(batch_id="one", jobs=[terrain(seed) for seed in range(20)])
        paused = server.until("one", lambda status: status.state == pb.BATCH_STATE_PAUSED)
        assert "the store may hold" in paused.problem
        assert 0 < paused.done < 20
        assert paused.failed == 0
        server.store.unpin("ballast")
        status = server.until_ended("one")
        assert (status.done, status.failed, status.problem) == (20, 0, "")


def test_no_batch_is_taken_where_batches_hold_all_room(tmp_path: Path, domains: Services) -> None:
    with serving(tmp_path, domains, limit_bytes=200_000) as server:
        server.store.pin("ballast", ["b" * 64])
        server.store.put("b" * 64, bytes(200_000 - 100))
        with pytest.raises(NoRoom, match="cache") as full:
            server.submit(batch_id="one", jobs=[terrain(1)])
        assert full.value.retry_after_ms > 0
        server.store.unpin("ballast")
        server.submit(batch_id="one", jobs=[terrain(1)])
        assert server.until_ended("one").done == 1


def test_exchanged_models_give_later_jobs_other_keys(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    # The keys that workers and the batch work out differ once, as while models are exchanged.
    turned: list[str] = []
    true_key = Keys.key

    def key(self: Keys, method: Any, request: Any) -> str | None:
        found = true_key(self, method, request)
        if threading.current_thread().name == "batches" or found is None:
            return found
        if len(turned) == 0 and threading.current_thread().name.startswith("work"):
            turned.append(found)
            return "0" * 64
        return found

    monkeypatch.setattr(Keys, "key", key)
    server.submit(batch_id="one", jobs=[terrain(seed) for seed in range(30)])
    status = server.until_ended("one")
    assert turned
    assert (status.done, status.failed) == (30, 0)


def test_old_batches_make_room_for_new_ones(tmp_path: Path, domains: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "KEPT_BATCHES", 3)
    with serving(tmp_path, domains) as server:
        for name in ("a", "b", "c", "d"):
            server.submit(batch_id=name, jobs=[terrain(1)])
            server.until_ended(name)
        listed = server.service.list_batches(pb.ListBatchesRequest(), Call("test")).batches
        assert [status.batch_id for status in listed] == ["d", "c", "b"]
        assert all(status.expires_unix_ms > status.ended_unix_ms > 0 for status in listed)
        monkeypatch.setattr(batches, "KEPT_S", 0.0)
        server.service._batches._wake.set()  # type: ignore[union-attr]
        give_up = time.monotonic() + WAIT_S
        while server.service.list_batches(pb.ListBatchesRequest(), Call("test")).batches:
            assert time.monotonic() < give_up
            time.sleep(0.01)
        assert server.store.stats().sums.pinned_objects == 0


def test_too_many_open_batches_are_refused(tmp_path: Path, domains: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "OPEN_BATCHES", 2)
    with serving(tmp_path, domains) as server:
        for name in ("a", "b"):
            server.submit(batch_id=name, jobs=[terrain(seed, outputs=[1, 4]) for seed in range(300)])
        with pytest.raises(Busy) as busy:
            server.submit(batch_id="c", jobs=[terrain(1)])
        assert busy.value.retry_after_ms > 0
        for name in ("b", "a"):
            server.service.cancel(pb.CancelBatchRequest(batch_id=name), Call("test"))
            server.until_ended(name)
        server.submit(batch_id="c", jobs=[terrain(1)])
        assert server.until_ended("c").done == 1


def test_without_a_store_the_flag_is_named(domains: Services) -> None:
    scheduler = Scheduler(1)
    service = batch_service(Results(None), domains, scheduler, Metrics())
    service.start()
    with pytest.raises(Failed, match="keeps no results") as refused_:
        service.submit(pb.SubmitBatchRequest(jobs=[terrain(1)]), Call("test"))
    assert "--cache" in refused_.value.remedy
    lengths = set()
    for _ in range(3):
        with pytest.raises(Failed) as again:
            service.list_batches(pb.ListBatchesRequest(), Call("test"))
        lengths.add(len(again.traceback))
    assert len(lengths) == 1, "what is refused again and again keeps nothing of the times before"
    service.close(1.0)
    scheduler.close()


def test_a_second_server_on_the_folder_takes_over_once_the_first_has_gone(tmp_path: Path, domains: Services) -> None:
    with serving(tmp_path, domains) as first:
        first.submit(batch_id="one", jobs=[terrain(1)])
        first.until_ended("one")
        with serving(tmp_path, domains) as second:
            with pytest.raises(Failed, match="another server"):
                second.submit(batch_id="two", jobs=[terrain(1)])
            first.service.close(10.0)
            assert second.submit(batch_id="two", jobs=[terrain(1)]).is_new
            assert second.until_ended("two").kept == 1


def test_exemplars_stay_with_the_batch_that_names_them(tmp_path: Path, domains: Services) -> None:
    photo = (Path(__file__).parents[2] / "docs/examples/photo.jpg").read_bytes()
    with serving(tmp_path, domains) as server:
        name = sent_ahead(server, photo)
        job = pb.BatchJob(texture=texture_pb2.TextureRequest(seed=3, width_px=64, height_px=64, outputs=[1]))
        job.texture.exemplar.sha256 = name
        before = pb.BatchJob(terrain=small_request(model="noise-fbm"))
        server.submit(batch_id="photo", jobs=[before, job])
        expected = direct(domains, job)
        # As after ten minutes, or a restart.
        forgotten = all_services(domains.parts.store, BlobStore())
        server.until_ended("photo")
        [row] = [row for row in server.rows("photo") if row.job_index == 1]
        assert server.store.get(row.key) == expected
    with serving(tmp_path / "other", forgotten) as server:
        found = refused(lambda: server.submit(batch_id="photo", jobs=[job]))
        assert found["jobs[0].texture.exemplar.sha256"][0] == name


LINE = '{"domain": "terrain", "request": {"width_px": 64, "depth_px": 64, "seed": %s}}'
BAD: list[tuple[str, dict[str, Any], set[str]]] = [
    ("nothing", {}, {"jobs"}),
    ("blank lines", {"lines": "\n\n# nothing\n"}, {"lines"}),
    ("an empty job", {"jobs": [terrain(1), pb.BatchJob()]}, {"jobs[1]"}),
    ("bad json", {"lines": LINE % "1" + '\n{"domain": \n'}, {"lines:2: "}),
    ("no object", {"lines": "[1, 2]"}, {"lines:1: "}),
    ("no domain", {"lines": "{}"}, {"lines:1: "}),
    ("unknown domain", {"lines": '{"domain": "weather", "request": {}}'}, {"lines:1: "}),
    ("unknown key", {"lines": '{"domain": "terrain", "request": {}, "out": "x"}'}, {"lines:1: "}),
    ("unknown field", {"lines": '{"domain": "terrain", "request": {"widht_px": 64}}'}, {"lines:1: "}),
    ("a number as text", {"lines": LINE % '"many"'}, {"lines:1: "}),
    (
        "fields of a message",
        {"jobs": [terrain(1), terrain(2, wander=7.0)]},
        {"jobs[1].terrain.wander"},
    ),
    ("nan in a message", {"jobs": [terrain(1, metres_per_pixel=math.nan)]}, {"jobs[0].terrain.metres_per_pixel"}),
    ("too many by a sweep", {"lines": LINE % '{"range": [1, 10000000]}'}, {"lines"}),
    ("too many by many sweeps", {"lines": (LINE % json.dumps({"grid": list(range(400))}) + "\n") * 251}, {"lines"}),
    ("far too many by a sweep", {"lines": LINE % '{"range": [1, 1000000000000]}'}, {"lines:1: "}),
    ("too many lines", {"lines": "\n" * (2 * batch_jobs.JOBS + 1)}, {"lines"}),
    (
        "too many messages",
        {"jobs": [pb.BatchJob(dialogue=dialogue_pb2.LinesRequest())] * (batch_jobs.JOBS + 1)},
        {"jobs"},
    ),
    ("no blob name", {"lines_sha256": "../../etc/passwd"}, {"lines_sha256"}),
    ("no such blob", {"lines_sha256": "0" * 64}, {"lines_sha256"}),
    ("no id", {"batch_id": "../x", "jobs": [terrain(1)]}, {"batch_id"}),
    ("long id", {"batch_id": "x" * 65, "jobs": [terrain(1)]}, {"batch_id"}),
]


@pytest.mark.parametrize(("fields", "expected"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_bad_batches_are_refused_as_a_whole(server: Server, fields: dict[str, Any], expected: set[str]) -> None:
    found = refused(lambda: server.submit(**fields))
    # What places in lines are called is for those who read lines to say.
    assert {re.sub(r"(?<=^lines:\d: ).*", "", field) for field in found} == expected
    assert all(value and allowed for value, allowed in found.values())
    assert not server.service.list_batches(pb.ListBatchesRequest(), Call("test")).batches


def test_faults_of_many_jobs_are_told_up_to_a_bound(server: Server) -> None:
    found = refused(lambda: server.submit(jobs=[terrain(1, wander=7.0)] * 3))
    assert set(found) == {f"jobs[{index}].terrain.wander" for index in range(3)}
    found = refused(lambda: server.submit(jobs=[terrain(1, wander=7.0)] * 500))
    assert len(found) == MOST_TOLD + 1
    lines = '{"domain": "terrain", "request": {"width_px": 1, "depth_px": 64}}\n' * 500
    found = refused(lambda: server.submit(lines=lines))
    assert len(found) == MOST_TOLD + 1
    assert "lines:40: width_px" in found


def test_requests_that_are_too_large_together_are_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_jobs, "REQUESTS_BYTES", 100)
    assert "MiB" in refused(lambda: server.submit(jobs=[terrain(seed) for seed in range(50)]))["jobs"][1]


def test_a_job_that_takes_more_memory_than_there_may_be_is_refused(domains: Services) -> None:
    def hungry(path: str) -> Method:
        return replace(
            domains.method(path), memory_bytes=lambda _: 9 << 30, less=lambda _, most: f"Ask for {most} bytes."
        )

    reader = batch_jobs.Reader(hungry, domains.parts.blobs, work_bytes=1 << 30)
    found = refused(lambda: reader.read(pb.SubmitBatchRequest(jobs=[terrain(1)]), lambda: None))
    assert "9216 MiB" in found["jobs[0].terrain.request"][1]
    assert f"Ask for {1 << 30} bytes." in found["jobs[0].terrain.request"][1]


def test_a_job_whose_result_can_not_be_kept_is_refused(domains: Services) -> None:
    def unknown(path: str) -> Method:
        return replace(domains.method(path), models=lambda _: None)

    reader = batch_jobs.Reader(unknown, domains.parts.blobs)
    found = refused(lambda: reader.read(pb.SubmitBatchRequest(jobs=[terrain(1)]), lambda: None))
    assert set(found) == {"jobs[0].terrain.model"}


def test_a_method_that_is_gone_fails_its_jobs_alone(tmp_path: Path, domains: Services) -> None:
    """As where a later version of the server goes on with a batch."""
    ledger = Ledger(tmp_path / "batches")
    request = terrain(1).terrain.SerializeToString()
    method = REQUESTS["terrain"][0]
    wanted = [
        Wanted(0, method, request),
        Wanted(1, "/procgen.v1.GoneService/Make", request),
        Wanted(2, method, request),
    ]
    ledger.add("old", "fingerprint", wanted, [])
    ledger.close()
    with serving(tmp_path, domains) as server:
        status = server.until_ended("old")
        assert (status.done, status.failed) == (2, 1)
        [failed] = [row for row in server.rows("old") if row.problem]
        assert (failed.job_index, failed.reason, failed.key) == (1, "NOT_SERVED", "")


def test_a_call_that_is_cancelled_stops_reading(server: Server) -> None:
    call = Call("test")
    call.cancel()
    with pytest.raises(Cancelled):
        server.service.submit(pb.SubmitBatchRequest(jobs=[terrain(1)]), call)


def test_progress_says_how_many(server: Server) -> None:
    server.submit(batch_id="one", jobs=[terrain(1), terrain(2)])
    last = [event.progress for event in server.watched("one") if event.HasField("progress")][-1]
    assert last == common_pb2.Progress(stage="2 of 2 jobs", fraction=1.0)


def test_watchers_are_bounded_and_told_of_the_end(server: Server) -> None:
    async def scenario() -> None:
        server.submit(batch_id="long", jobs=[terrain(seed, outputs=[1, 4, 5]) for seed in range(500)])
        request = pb.WatchBatchRequest(batch_id="long")
        watching = [server.service.watch(request, Call(f"watch-{number}")) for number in range(64)]
        for events in watching:
            await anext(events)
        with pytest.raises(Busy):
            await anext(server.service.watch(request, Call("one more")))
        await watching.pop().aclose()  # type: ignore[attr-defined]
        one_more = server.service.watch(request, Call("one more"))
        await anext(one_more)
        server.service.end_watching()
        with pytest.raises(Busy, match="shutting down"):
            async for _ in one_more:
                pass
        for events in watching:
            await events.aclose()  # type: ignore[attr-defined]

    asyncio.run(asyncio.wait_for(scenario(), WAIT_S))
