"""Batches over both ports of real servers: sent, watched, fetched, and gone on with after a kill."""

from __future__ import annotations

import hashlib
import re
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message

from procgen.kit.wire.received import receive
from procgen.v1 import batch_pb2 as pb
from procgen.v1 import batch_pb2_grpc, system_pb2, terrain_pb2, terrain_pb2_grpc
from tests.client import (
    GET_INFO,
    TERRAIN,
    channel,
    detail_of,
    kept_results,
    put_blob,
    small_request,
    system_stub,
    terrain_stub,
    until_kept,
    web_call,
)
from tests.conftest import RunningServer, running_server
from tests.figures import figure, scaled

SERVICE = "/procgen.v1.BatchService/"
LINE = '{"domain": "terrain", "request": {"width_px": 64, "depth_px": 64, "model": "noise-fbm", "seed": %s}}\n'
UNARY: dict[str, tuple[type[Message], type[Message]]] = {
    "Submit": (pb.SubmitBatchRequest, pb.SubmitBatchResponse),
    "Cancel": (pb.CancelBatchRequest, pb.CancelBatchResponse),
    "List": (pb.ListBatchesRequest, pb.ListBatchesResponse),
    "Forget": (pb.ForgetBatchRequest, pb.ForgetBatchResponse),
}
STREAMS: dict[str, tuple[type[Message], type[Message]]] = {
    "Watch": (pb.WatchBatchRequest, pb.WatchBatchEvent),
    "Fetch": (pb.FetchBatchRequest, pb.FetchBatchEvent),
}


class Refused(Exception):
    """How a call ended on either port."""

    def __init__(self, code: int, detail: Any) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = grpc.StatusCode.OK if code == 0 else next(c for c in grpc.StatusCode if c.value[0] == code)
        self.detail = detail

    @property
    def fields(self) -> set[str]:
        return {violation.field for violation in self.detail.violations}


def native(server: RunningServer, name: str, **fields: Any) -> Any:
    """The answer of a call over gRPC; the events of a stream as a list."""
    streams = name in STREAMS
    request, answer = (STREAMS if streams else UNARY)[name]
    with channel(server) as opened:
        call = opened.unary_stream if streams else opened.unary_unary
        try:
            made = call(SERVICE + name, request.SerializeToString, answer.FromString)(request(**fields), timeout=60)
            return list(made) if streams else made
        except grpc.RpcError as error:
            raise Refused(error.code().value[0], detail_of(error)) from error


def web(server: RunningServer, name: str, **fields: Any) -> Any:
    """The same over gRPC-Web."""
    request, answer = (STREAMS | UNARY)[name]
    got = web_call(server, SERVICE + name, request(**fields))
    if got.code:
        raise Refused(got.code, got.detail)
    messages = [answer.FromString(data) for data in got.messages]
    return messages if name in STREAMS else messages[0]


PORTS: dict[str, Callable[..., Any]] = {"grpc": native, "grpc-web": web}


@pytest.fixture(params=PORTS)
def call(request: pytest.FixtureRequest) -> Callable[..., Any]:
    return PORTS[request.param]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where results are kept."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def keeping(folder: Path) -> Iterator[RunningServer]:
    """A server that keeps results."""
    with running_server("--cache", str(folder)) as running:
        yield running


def job(seed: int, **fields: Any) -> pb.BatchJob:
    return pb.BatchJob(terrain=small_request(seed=seed, model="noise-fbm", **fields))


def rows_of(events: list[pb.WatchBatchEvent]) -> list[pb.BatchRow]:
    return [event.row for event in events if event.HasField("row")]


@contextmanager
def native_watch(server: RunningServer, batch_id: str, after: int = 0) -> Iterator[Iterator[pb.WatchBatchEvent]]:
    with channel(server) as opened:
        stub = batch_pb2_grpc.BatchServiceStub(opened)
        events = stub.Watch(pb.WatchBatchRequest(batch_id=batch_id, after_cursor=after), timeout=120)
        yield events
        events.cancel()


def test_a_batch_brings_what_direct_calls_bring(keeping: RunningServer, call: Callable[..., Any]) -> None:
    name = f"round-{call.__name__}"
    seeds = [1, 2, 3] if call is native else [4, 5, 6]
    answer = call(keeping, "Submit", batch_id=name, jobs=[job(seed, outputs=[1, 4]) for seed in seeds])
    assert (answer.is_new, answer.status.total) == (True, 3)
    events = call(keeping, "Watch", batch_id=name)
    assert events[-1].result.status.done == 3
    rows = {row.job_index: row for row in rows_of(events)}
    for index, seed in enumerate(seeds):
        fetched = receive(call(keeping, "Fetch", batch_id=name, key=rows[index].key))
        with terrain_stub(keeping) as stub:
            request = small_request(seed=seed, model="noise-fbm", outputs=[1, 4])
            made = receive(stub.Generate(request, timeout=60))
        assert fetched.files == made.files
        assert fetched.result.terrain.recipe == made.result.recipe
        assert list(fetched.result.artifacts) == list(made.result.artifacts)
        for artifact, data in zip(fetched.result.artifacts, fetched.files, strict=True):
            assert artifact.sha256 == hashlib.sha256(data).hexdigest()
    listed = {status.batch_id: status for status in call(keeping, "List").batches}
    assert listed[name].state == pb.BATCH_STATE_DONE
    assert call(keeping, "Submit", batch_id=name, jobs=[job(seed, outputs=[1, 4]) for seed in seeds]).is_new is False
    assert not call(keeping, "Cancel", batch_id=name).cancelled
    assert call(keeping, "Forget", batch_id=name).size_bytes == listed[name].size_bytes
    assert name not in {status.batch_id for status in call(keeping, "List").batches}


def test_what_an_interactive_call_made_is_known_to_batches_and_the_other_way(
    keeping: RunningServer, folder: Path
) -> None:
    request = small_request(seed=77, model="noise-fbm")
    before = len(kept_results(folder))
    with terrain_stub(keeping) as stub:
        made = receive(stub.Generate(request, timeout=60))
        until_kept(folder, before + 1)  # just after it was sent
        native(keeping, "Submit", batch_id="known", jobs=[pb.BatchJob(terrain=request), job(78)])
        rows = {row.job_index: row for row in rows_of(native(keeping, "Watch", batch_id="known"))}
        assert rows[0].is_kept
        assert not rows[1].is_kept
        assert receive(native(keeping, "Fetch", batch_id="known", key=rows[0].key)).files == made.files
        began = time.perf_counter()
        receive(stub.Generate(small_request(seed=78, model="noise-fbm"), timeout=60))
        assert time.perf_counter() - began < 60.0


def test_lines_in_a_blob_may_be_many(keeping: RunningServer) -> None:
    with channel(keeping) as opened:
        name = put_blob(opened, (LINE % '"100..299"').encode() * 2)
    answer = native(keeping, "Submit", batch_id="blob", lines_sha256=name)
    assert answer.status.total == 400
    result = native(keeping, "Watch", batch_id="blob")[-1].result
    assert (result.status.done, result.status.failed) == (400, 0)


def test_a_client_that_was_cut_off_goes_on_where_it_was(keeping: RunningServer) -> None:
    jobs = [job(seed, outputs=[1, 4, 5]) for seed in range(500, 540)]
    native(keeping, "Submit", batch_id="cut", jobs=jobs)
    seen: list[pb.BatchRow] = []
    while len(seen) < 40:
        with native_watch(keeping, "cut", after=len(seen)) as events:
            for event in events:
                if event.HasField("row"):
                    seen.append(event.row)
                    if len(seen) % 7 == 0:
                        break  # the connection is lost
    assert [row.cursor for row in seen] == list(range(1, 41))
    assert sorted(row.job_index for row in seen) == list(range(40))


def test_a_watch_is_ended_by_cancel_and_the_batch_is_not(keeping: RunningServer) -> None:
    native(keeping, "Submit", batch_id="watched", jobs=[job(seed, outputs=[1, 4, 5]) for seed in range(600, 700)])
    with channel(keeping) as opened, system_stub(keeping) as system:
        stub = batch_pb2_grpc.BatchServiceStub(opened)
        events = stub.Watch(pb.WatchBatchRequest(batch_id="watched", request_id="my-watch"), timeout=60)
        next(events)
        assert system.Cancel(system_pb2.CancelRequest(request_id="my-watch")).cancelled
        with pytest.raises(grpc.RpcError) as ended:
            list(events)
        assert ended.value.code() == grpc.StatusCode.CANCELLED
    assert native(keeping, "Cancel", batch_id="watched").cancelled
    assert native(keeping, "Watch", batch_id="watched")[-1].result.status.state == pb.BATCH_STATE_CANCELLED


BAD: list[tuple[str, str, dict[str, Any], set[str]]] = [
    ("bad json", "Submit", {"lines": "{"}, {"lines:1: "}),
    ("unknown fields", "Submit", {"lines": '{"domain": "terrain", "request": {"oops": 1}}'}, {"lines:1: "}),
    ("nan", "Submit", {"jobs": [job(1, metres_per_pixel=float("nan"))]}, {"jobs[0].terrain.metres_per_pixel"}),
    (
        "nan in json",
        "Submit",
        {
            "lines": '{"domain": "terrain", "request": {"width_px": 64, "depth_px": 64, "metresPerPixel": "NaN"}}',
        },
        {"lines:1: "},
    ),
    ("ten million jobs", "Submit", {"lines": LINE % '{"range": [1, 10000000]}'}, {"lines"}),
    ("an id that is a path", "Submit", {"batch_id": "../../etc", "jobs": [job(1)]}, {"batch_id"}),
    ("no id", "Watch", {}, {"batch_id"}),
    ("an unknown id", "Watch", {"batch_id": "nobody"}, {"batch_id"}),
    ("bad ids", "Watch", {"batch_id": "a/b", "request_id": "c d"}, {"batch_id", "request_id"}),
    ("no key", "Fetch", {"batch_id": "nobody"}, {"key"}),
    ("a key that is a path", "Fetch", {"batch_id": "nobody", "key": "../" + "0" * 61}, {"key"}),
    ("an unknown batch", "Fetch", {"batch_id": "nobody", "key": "0" * 64}, {"batch_id"}),
    ("an unknown id to cancel", "Cancel", {"batch_id": "nobody"}, {"batch_id"}),
    ("a path to cancel", "Cancel", {"batch_id": "/etc/passwd"}, {"batch_id"}),
    ("an unknown id to forget", "Forget", {"batch_id": "nobody"}, {"batch_id"}),
]


@pytest.mark.parametrize(("name", "fields", "expected"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_what_is_wrong_is_named(
    keeping: RunningServer, call: Callable[..., Any], name: str, fields: dict[str, Any], expected: set[str]
) -> None:
    with pytest.raises(Refused) as refused:
        call(keeping, name, **fields)
    assert refused.value.code == grpc.StatusCode.INVALID_ARGUMENT
    # What places in lines are called is for those who read lines to say.
    assert {re.sub(r"(?<=^lines:\d: ).*", "", field) for field in refused.value.fields} == expected
    assert all(each.value and each.allowed for each in refused.value.detail.violations)


def test_a_million_lines_are_refused_and_not_read(keeping: RunningServer) -> None:
    with channel(keeping) as opened:
        name = put_blob(opened, b'{"domain": 1}\n' * 1_000_000)
    with pytest.raises(Refused) as refused:
        native(keeping, "Submit", lines_sha256=name)
    assert refused.value.fields == {"lines_sha256"}
    assert "1000000 lines" in refused.value.detail.violations[0].value


def test_a_cursor_beyond_the_end_is_refused(keeping: RunningServer, call: Callable[..., Any]) -> None:
    name = f"cursor-{call.__name__}"
    call(keeping, "Submit", batch_id=name, jobs=[job(1)])
    call(keeping, "Watch", batch_id=name)
    with pytest.raises(Refused) as refused:
        call(keeping, "Watch", batch_id=name, after_cursor=2)
    assert refused.value.fields == {"after_cursor"}


def test_without_a_store_it_is_said_what_to_do(server: RunningServer, call: Callable[..., Any]) -> None:
    for name, fields in (("Submit", {"jobs": [job(1)]}), ("List", {}), ("Watch", {"batch_id": "one"})):
        with pytest.raises(Refused) as refused:
            call(server, name, **fields)
        assert refused.value.code == grpc.StatusCode.FAILED_PRECONDITION
        assert "--cache" in refused.value.detail.remedy


def test_interactive_calls_go_on_beside_a_batch(keeping: RunningServer) -> None:
    seeds = iter(range(2000, 3000))

    def took_ms(stub: terrain_pb2_grpc.TerrainServiceStub) -> float:
        began = time.perf_counter()
        request = small_request(seed=next(seeds), model="noise-fbm")
        assert receive(stub.Generate(request, timeout=60)).result.width_px == 64
        return (time.perf_counter() - began) * 1000.0

    with terrain_stub(keeping) as stub:
        alone = [took_ms(stub) for _ in range(30)]
        native(keeping, "Submit", batch_id="beside", jobs=[job(seed, outputs=[1, 4, 5]) for seed in range(1000, 1400)])
        beside = [took_ms(stub) for _ in range(30)]
    figure("interactive call alone, median", statistics.median(alone), "ms")
    figure("interactive call beside a batch, median", statistics.median(beside), "ms", "one task of the batch more")
    figure("interactive call beside a batch, slowest of 30", max(beside), "ms")
    with channel(keeping) as opened:
        info = opened.unary_unary(GET_INFO, None, system_pb2.GetInfoResponse.FromString)
        assert info(b"", timeout=60).api_version == "v1"
    native(keeping, "Cancel", batch_id="beside")


def killed(server: RunningServer) -> None:
    server.process.kill()
    server.process.wait()


def test_a_killed_server_finishes_its_batches_once_each_after_its_restart(tmp_path: Path) -> None:
    total, kills = scaled((60, 2), (2000, 20))
    jobs = [job(seed, outputs=[1, 4, 5]) for seed in range(total)]
    rows: list[pb.BatchRow] = []
    for kill_after in [3, *[total // (2 * kills)] * (kills - 1)]:
        with running_server("--cache", str(tmp_path)) as server:
            answer = native(server, "Submit", batch_id="night", jobs=jobs)
            assert answer.is_new == (not rows)
            with native_watch(server, "night", after=len(rows)) as events:
                wanted = len(rows) + kill_after
                for event in events:
                    if event.HasField("row"):
                        rows.append(event.row)
                    if len(rows) >= wanted:
                        break
            killed(server)
    with running_server("--cache", str(tmp_path)) as server:
        # Nobody asks it to: a restarted server goes on by itself.
        give_up = time.monotonic() + 300.0
        while native(server, "List").batches[0].state != pb.BATCH_STATE_DONE:
            assert time.monotonic() < give_up
            time.sleep(0.1)
        status = native(server, "List").batches[0]
        assert (status.total, status.done, status.failed) == (total, total, 0)
        rows += rows_of(native(server, "Watch", batch_id="night", after_cursor=len(rows)))
        assert [row.cursor for row in rows] == list(range(1, total + 1)), "none is told twice, none is lost"
        assert sorted(row.job_index for row in rows) == list(range(total))
        figure(f"server: {total} jobs, {kills} SIGKILLs: jobs lost, or told twice", 0, "", "0")
        for row in rows[:: total // 12]:
            fetched = receive(native(server, "Fetch", batch_id="night", key=row.key))
            request = small_request(seed=row.job_index, model="noise-fbm", outputs=[1, 4, 5])
            assert fetched.files == made_by(server, request)


def made_by(server: RunningServer, request: terrain_pb2.TerrainRequest) -> tuple[bytes, ...]:
    """What a server without a batch makes."""
    answer = web_call(server, TERRAIN, request)
    assert answer.code == 0
    return receive([terrain_pb2.TerrainEvent.FromString(data) for data in answer.messages]).files


def test_a_server_that_is_told_to_end_leaves_the_rest_for_its_next_start(tmp_path: Path) -> None:
    with running_server("--cache", str(tmp_path)) as server:
        native(server, "Submit", batch_id="one", jobs=[job(seed, outputs=[1, 4, 5]) for seed in range(150)])
        with native_watch(server, "one") as events:
            for event in events:
                if event.HasField("row"):
                    break
            server.process.terminate()
            with pytest.raises(grpc.RpcError) as ended:
                list(events)
            assert ended.value.code() in (grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.UNAVAILABLE)
        assert server.process.wait(60) == 0
    with running_server("--cache", str(tmp_path)) as server:
        before = native(server, "List").batches[0]
        assert before.done < 150
        result = native(server, "Watch", batch_id="one")[-1].result
        assert (result.status.done, result.status.failed) == (150, 0)
        rows = rows_of(native(server, "Watch", batch_id="one"))
        assert not any(row.is_kept for row in rows), "what was at work was kept with its row"


def test_a_folder_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    (folder / "batches").write_text("in the way")
    with running_server("--cache", str(folder)) as server:
        with pytest.raises(Refused) as refused:
            native(server, "Submit", jobs=[job(1)])
        assert refused.value.code == grpc.StatusCode.FAILED_PRECONDITION
        assert "batches" in str(refused.value.detail) or refused.value.detail.remedy
        (folder / "batches").unlink()
        answer = native(server, "Submit", batch_id="one", jobs=[job(1)])
        assert answer.is_new, "it recovers by itself"
        assert native(server, "Watch", batch_id="one")[-1].result.status.done == 1
