"""The same request again: over both ports, after a restart, and whatever happens to the store meanwhile."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import numpy as np
import pytest

from procgen.character.wire.received_crowd import CrowdAssembly
from procgen.errors import ProcgenError
from procgen.jobs.content import Checked, ContentStore
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.keys import Keys
from procgen.kit.wire.received import receive
from procgen.runtime.store import ModelStore
from procgen.served import all_services
from procgen.v1 import character_pb2, character_pb2_grpc, system_pb2, terrain_pb2, terrain_pb2_grpc
from tests.client import (
    CROWD,
    TERRAIN,
    channel,
    detail_of,
    kept_results,
    small_request,
    small_texture,
    system_stub,
    terrain_stub,
    until_kept,
    web_call,
)
from tests.conftest import RunningServer, running_server
from tests.figures import figure, scaled
from tests.runtime.test_store import copy_of_assets
from tests.server.domains import DOMAINS, Domain, every_domain
from tests.server.test_metrics import scrape

LIMIT = 1 << 30


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def keeping(folder: Path) -> Iterator[RunningServer]:
    """A server that keeps results."""
    with running_server("--cache", str(folder)) as running:
        yield running


def asked(domain: Domain, seed: int, **fields: Any) -> Any:
    """A cheap, valid request."""
    if domain.name == "texture_set":
        return domain.small(shared=small_texture(seed=seed), **fields)
    return domain.small(seed=seed, **fields)


def made(events: list[Any]) -> bool:
    """Whether there was work: work shows progress, and kept results have none."""
    return any(event.HasField("progress") for event in events)


def quick(**fields: Any) -> terrain_pb2.TerrainRequest:
    return small_request(model="noise-fbm", **fields)


def told(events: list[Any]) -> list[bytes]:
    """What events say, without the way there and what is each call's own."""
    said = []
    for event in events:
        if not event.HasField("progress"):
            own = type(event)()
            own.CopyFrom(event)
            if own.WhichOneof("event") == "result":
                assert own.result.request_id
                own.result.ClearField("request_id")
                own.result.ClearField("elapsed_ms")
            said.append(own.SerializeToString(deterministic=True))
    return said


def bytes_kept(folder: Path) -> int:
    store = ContentStore(folder, limit_bytes=LIMIT)
    try:
        return store.stats().sums.bytes
    finally:
        store.close()


@every_domain
def test_the_same_again_has_the_same_bytes_over_both_ports(keeping: RunningServer, domain: Domain) -> None:
    first = domain.over_grpc(keeping, asked(domain, 11, request_id="one"))
    again = domain.over_grpc(keeping, asked(domain, 11, request_id="two"))
    web = domain.over_web(keeping, asked(domain, 11))
    other = domain.over_web(keeping, asked(domain, 12))
    assert [made(events) for events in (first, again, web, other)] == [True, False, False, True]
    assert told(first) == told(again) == told(web)
    assert told(other) != told(web)
    assert (first[-1].result.request_id, again[-1].result.request_id) == ("one", "two")
    assert web[-1].result.request_id not in ("", "one", "two")
    assert again[-1].result.elapsed_ms > 0.0


def test_a_crowd_is_kept_with_what_is_sent_while_it_is_made(keeping: RunningServer) -> None:
    request = character_pb2.CrowdRequest(
        seed=3, count=3, outputs=[{"kind": "person"}, {"kind": "slim", "texture_px": 0, "clips": False}]
    )
    with channel(keeping) as opened:
        stub = character_pb2_grpc.CharacterServiceStub(opened)
        first = list(stub.GenerateCrowd(request))
        again = list(stub.GenerateCrowd(request))
    web = [character_pb2.CrowdEvent.FromString(data) for data in web_call(keeping, CROWD, request).messages]
    assert [made(events) for events in (first, again, web)] == [True, False, False]
    for event in first:
        if event.HasField("member"):
            event.member.result.ClearField("elapsed_ms")
    assert told(first) == told(again) == told(web)
    assembly = CrowdAssembly()
    assert len([found for event in again if (found := assembly.take(event)) is not None]) == 3 + 1


def test_results_are_found_by_other_servers_and_by_their_keys(keeping: RunningServer, folder: Path) -> None:
    asked_for = [(domain, asked(domain, 11)) for domain in DOMAINS]
    first = [domain.over_grpc(keeping, request) for domain, request in asked_for]
    services, keys = all_services(ModelStore(), BlobStore()), Keys()
    store = ContentStore(folder, limit_bytes=LIMIT)
    ended = time.monotonic() + 60.0
    for domain, request in asked_for:
        key = keys.key(services.method(domain.path), request)
        assert key is not None
        while not store.has(key):
            assert time.monotonic() < ended, f"{domain.name} was not kept by its key"
            time.sleep(0.02)
    store.close()
    with running_server("--cache", str(folder)) as other:
        again = [domain.over_web(other, request) for domain, request in asked_for]
    assert not any(map(made, again))
    assert list(map(told, again)) == list(map(told, first))


def test_damaged_results_are_made_anew_and_mended(tmp_path: Path) -> None:
    requests = [quick(seed=seed) for seed in range(5)]
    with running_server("--cache", str(tmp_path)) as server, terrain_stub(server) as stub:
        first = [list(stub.Generate(request)) for request in requests]
    kept = kept_results(tmp_path)
    assert len(kept) == len(requests), "a server that is stopped at once has kept what it made"
    for path, position in zip(kept[:-1], (0, 40, 5000, -1), strict=True):
        data = bytearray(path.read_bytes())
        data[position] ^= 1
        path.write_bytes(data)
    with running_server("--cache", str(tmp_path)) as server, terrain_stub(server) as stub:
        again = [list(stub.Generate(request)) for request in requests]
        mended = [list(stub.Generate(request)) for request in requests]
    assert sum(map(made, again)) == 4, "a flipped byte was not noticed"
    assert not any(map(made, mended))
    assert list(map(told, first)) == list(map(told, again)) == list(map(told, mended))
    store = ContentStore(tmp_path, limit_bytes=LIMIT)
    assert store.check() == Checked(len(requests), ())
    store.close()


def test_the_least_recently_used_goes_first_and_what_has_no_room_is_sent(tmp_path: Path) -> None:
    options = ("--metrics", "--cache", str(tmp_path), "--cache-mib", "1")
    with running_server(*options) as server, terrain_stub(server) as stub:

        def again(seed: int) -> bool:
            return not made(list(stub.Generate(quick(seed=seed, width_px=256, depth_px=256))))

        def told_of(what: str, count: int) -> None:
            ended = time.monotonic() + 60.0
            while scrape(server).value("procgen_cache_total", what=what) < count:
                assert time.monotonic() < ended, f"fewer than {count} times: {what}"
                time.sleep(0.02)

        for seed in range(3):
            assert not again(seed)
            told_of("put", seed + 1)
        assert again(0)
        assert not again(3)
        told_of("put", 4)
        ended = time.monotonic() + 60.0
        while len(kept_results(tmp_path)) > 3:
            assert time.monotonic() < ended
            time.sleep(0.02)
        assert bytes_kept(tmp_path) <= 1 << 20
        assert again(0)
        assert again(2)
        assert not again(1)

        too_large = quick(width_px=640, depth_px=640)
        answers = []
        for count in range(1, 4):
            answers.append(list(stub.Generate(too_large)))
            # What waits to be kept is answered from memory: the next call has to come when the store has refused this.
            told_of("put_failed", count)
        assert all(map(made, answers))
        assert told(answers[0]) == told(answers[1]) == told(answers[2])
    said = [line for line in server.log if "put_failed" in line]
    assert len(said) == 1, "once a minute"
    assert "larger than" in said[0]


@every_domain
def test_what_is_refused_is_refused_beside_a_kept_result(keeping: RunningServer, domain: Domain) -> None:
    domain.over_grpc(keeping, asked(domain, 31))
    for wrong in ({"request_id": "not an id"}, {"outputs": [9999] if domain.name in ("terrain", "texture") else None}):
        fields = {name: value for name, value in wrong.items() if value is not None}
        if not fields:
            continue
        for _ in range(2):
            with pytest.raises(grpc.RpcError) as refused:
                domain.over_grpc(keeping, asked(domain, 31, **fields))
            assert refused.value.code() == grpc.StatusCode.INVALID_ARGUMENT
            assert [violation.field.split("[")[0] for violation in detail_of(refused.value).violations] == list(fields)


def test_a_result_of_a_model_that_is_gone_is_still_right(tmp_path: Path) -> None:
    """Its key names the weights: equal weights made it, wherever they are now."""
    models, cache = copy_of_assets(tmp_path / "models", "mine"), tmp_path / "cache"
    flags = ("--models", str(models), "--cache", str(cache))
    request = small_request(model="mine")
    with running_server(*flags) as server, terrain_stub(server) as stub:
        first = list(stub.Generate(request))
    (models / "terrain_detail.onnx").write_bytes(b"damaged")
    with running_server(*flags) as server, terrain_stub(server) as stub:
        again = list(stub.Generate(request))
        assert not made(again)
        assert told(again) == told(first)
        with pytest.raises(grpc.RpcError) as refused:
            list(stub.Generate(small_request(model="mine", seed=8)))
        assert refused.value.code() == grpc.StatusCode.FAILED_PRECONDITION
        assert "mine_terrain_detail" in refused.value.details()


def info(server: RunningServer) -> system_pb2.GetInfoResponse:
    with system_stub(server) as stub:
        return stub.GetInfo(system_pb2.GetInfoRequest())


def test_results_are_kept_in_the_users_folder_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROCGEN_SERVE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with running_server("--metrics") as server, terrain_stub(server) as stub:
        assert "procgen_cache_enabled 1.0" in scrape(server).text.splitlines()
        said = info(server).cache
        assert (said.enabled, said.limit_bytes, said.problem) == (True, LIMIT, "")
        list(stub.Generate(quick()))
        until_kept(tmp_path / "procgen", 1)


def test_a_server_without_its_default_folder_says_so_and_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PROCGEN_SERVE_CACHE")
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with running_server("--metrics") as server, terrain_stub(server) as stub:
        said = info(server).cache
        assert not said.enabled
        assert "procgen_cache_enabled 0.0" in scrape(server).text.splitlines()
        assert str(tmp_path) in said.problem
        assert "--cache" in said.problem
        assert made(list(stub.Generate(quick())))
        assert made(list(stub.Generate(quick())))
    assert any("results are not kept" in line for line in server.log)


def test_a_server_that_shall_keep_nothing_does_not(server: RunningServer) -> None:
    said = info(server).cache
    assert (said.enabled, said.limit_bytes, said.problem) == (False, 0, "")


@pytest.mark.parametrize("place", ["{}/file/below", "ftp://elsewhere/results"])
def test_a_named_place_that_cannot_be_used_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    named = place.format(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "procgen", "serve", "--port", "0", "--web-port", "0", "--cache", named],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode in (1, 2)
    lines = [line for line in done.stderr.splitlines() if line.startswith(("error:", "hint:"))]
    assert len(lines) == 2
    assert named in lines[0]
    assert "Traceback" not in done.stderr


def test_equal_calls_over_both_ports_at_once_are_made_once(keeping: RunningServer) -> None:
    with channel(keeping) as opened:
        stub = terrain_pb2_grpc.TerrainServiceStub(opened)
        request = small_request(seed=41, width_px=300, depth_px=300)
        streams = [stub.Generate(request) for _ in range(6)]
        web = web_call(keeping, TERRAIN, request)
        answers = [list(stream) for stream in streams]
    answers.append([terrain_pb2.TerrainEvent.FromString(data) for data in web.messages])
    assert sum(map(made, answers)) == 1
    assert len({tuple(told(events)) for events in answers}) == 1
    for events in answers:
        assert receive(iter(events)).result.width_px == 300


def test_a_mebibyte_that_is_kept_is_there_at_once(keeping: RunningServer) -> None:
    request = quick(width_px=512, depth_px=512)
    runs = scaled(20, 2000)
    link = http.client.HTTPConnection(keeping.host, keeping.web_port, timeout=60)
    with channel(keeping) as opened:
        stub = terrain_pb2_grpc.TerrainServiceStub(opened)
        first = list(stub.Generate(request))
        assert sum(len(event.chunk.data) for event in first) == 1 << 20
        asked_by = {
            "gRPC": lambda: list(stub.Generate(request)),
            "gRPC-Web": lambda: [
                terrain_pb2.TerrainEvent.FromString(data)
                for data in web_call(keeping, TERRAIN, request, connection=link).messages
            ],
        }
        for name, ask in asked_by.items():
            seconds = []
            for _ in range(runs):
                began = time.perf_counter()
                events = ask()
                seconds.append(time.perf_counter() - began)
                assert told(events) == told(first)
                assert not made(events)
            for what, value in (("median", np.median(seconds)), ("p99", np.quantile(seconds, 0.99))):
                figure(f"cache hit of 1 MiB over {name}, {what}", float(value) * 1e3, "ms", "<= 3")
    link.close()


def test_the_store_of_a_server_is_whole_after_it(keeping: RunningServer, folder: Path) -> None:
    store = ContentStore(folder, limit_bytes=LIMIT)
    try:
        assert store.check().damaged == ()
    except ProcgenError as error:
        pytest.fail(str(error))
    finally:
        store.close()
