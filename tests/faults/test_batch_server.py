"""The server's batches where results can't be written: they pause, say why, and go on by themselves; calls go on."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import grpc
import pytest

from procgen.kit.wire.received import receive
from procgen.v1 import batch_pb2 as pb
from procgen.v1 import batch_pb2_grpc
from tests.client import channel, detail_of, small_request, terrain_stub
from tests.conftest import RunningServer, running_server
from tests.faults.test_store import change, own_mounts
from tests.figures import figure

JOBS = 70
WAIT_S = 90.0


def job(seed: int) -> pb.BatchJob:
    """Some 60 kB that don't shrink."""
    return pb.BatchJob(terrain=small_request(seed=seed, model="noise-fbm", width_px=128, depth_px=128))


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as outer:
        inner = Path(outer) / "cache"
        inner.mkdir()
        yield inner


def until(stub: batch_pb2_grpc.BatchServiceStub, reached: Callable[[pb.BatchStatus], bool]) -> pb.BatchStatus:
    give_up = time.monotonic() + WAIT_S
    while True:
        status = next(each for each in stub.List(pb.ListBatchesRequest(), timeout=60).batches if each.batch_id == "one")
        if reached(status):
            return status
        assert time.monotonic() < give_up, status
        time.sleep(0.1)


def paused_and_gone_on(
    server: RunningServer,
    narrow: Callable[[], object],
    widen: Callable[[], object],
    code: grpc.StatusCode,
    says: str,
    others: int,
) -> None:
    """Take a batch through bad times, in which another one of so many jobs is refused."""
    with channel(server) as opened, terrain_stub(server) as terrain:
        stub = batch_pb2_grpc.BatchServiceStub(opened)
        stub.Submit(pb.SubmitBatchRequest(batch_id="one", jobs=[job(seed) for seed in range(JOBS)]), timeout=60)
        until(stub, lambda status: status.done >= 3)
        narrow()
        paused = until(stub, lambda status: status.state == pb.BATCH_STATE_PAUSED)
        assert says in paused.problem
        assert 3 <= paused.done < JOBS
        assert paused.failed == 0
        # Others are served, and another batch is refused as a whole.
        assert receive(terrain.Generate(small_request(seed=10**6, model="noise-fbm"), timeout=60)).files
        request = {"width_px": 64, "depth_px": 64, "seed": f"1..{others}"}
        lines = json.dumps({"domain": "terrain", "request": request})
        with pytest.raises(grpc.RpcError) as refused:
            stub.Submit(pb.SubmitBatchRequest(batch_id="two", lines=lines), timeout=60)
        assert refused.value.code() == code
        assert detail_of(refused.value).remedy
        widen()
        ended = until(stub, lambda status: status.state == pb.BATCH_STATE_DONE)
        assert (ended.done, ended.failed) == (JOBS, 0)
        rows = [
            event.row for event in stub.Watch(pb.WatchBatchRequest(batch_id="one"), timeout=60) if event.HasField("row")
        ]
        assert [row.cursor for row in rows] == list(range(1, JOBS + 1))
        assert sorted(row.job_index for row in rows) == list(range(JOBS))
        assert [status.batch_id for status in stub.List(pb.ListBatchesRequest(), timeout=60).batches] == ["one"]


def test_a_full_disk_pauses_a_batch_until_there_is_room(folder: Path) -> None:
    """On a file system of 3 MiB where this user may mount one."""
    figure("batches of a server: full file system tried", float(bool(own_mounts())))
    if not own_mounts():
        return
    mounting = (*own_mounts(), "sh", "-c", f'mount -t tmpfs -o size=3m tmpfs {folder} && exec "$@"', "sh")
    with running_server("--cache", str(folder), before=mounting) as server:
        paused_and_gone_on(
            server,
            lambda: None,
            lambda: change(server.process, "mount", "-o", "remount,size=64m", folder),
            grpc.StatusCode.RESOURCE_EXHAUSTED,
            "room",
            others=20_000,
        )


def test_a_read_only_folder_pauses_a_batch_until_it_can_be_written(folder: Path) -> None:
    """A read-only mount where this user may make one."""
    figure("batches of a server: read-only file system tried", float(bool(own_mounts())))
    if not own_mounts():
        return

    def close_up() -> None:
        change(server.process, "mount", "--bind", folder, folder)
        change(server.process, "mount", "-o", "remount,bind,ro", folder)

    with running_server("--cache", str(folder), before=own_mounts()) as server:
        paused_and_gone_on(
            server,
            close_up,
            lambda: change(server.process, "umount", "-l", folder),
            grpc.StatusCode.FAILED_PRECONDITION,
            "ead-only",
            others=10,
        )
