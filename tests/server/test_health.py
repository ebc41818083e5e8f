"""grpc.health.v1 of services and models; what spoilt models do to it is in tests/faults/test_models.py."""

from __future__ import annotations

import asyncio
import http.client
import signal
import struct
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from procgen.errors import Busy, Cancelled, InvalidFields
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.call import Call
from procgen.runtime.store import ModelStore, State
from procgen.served import all_services
from procgen.server.health import WATCHERS, Health
from procgen.server.model_states import ModelStates
from tests.client import channel, framed
from tests.conftest import RunningServer, running_server

Status = health_pb2.HealthCheckResponse
WATCH = "/grpc.health.v1.Health/Watch"


class Told:
    """Says of models what a test sets."""

    def __init__(self) -> None:
        self.bad: set[str] = set()

    def usable(self, names: Sequence[str]) -> bool:
        return not self.bad & set(names)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def health(told: Told) -> Health:
    made = Health(told, lambda: {"a.Service": ("one", "two"), "b.Service": ("two",)}, lambda: ("one", "two"))
    made.services |= {"a.Service", "b.Service", "c.Service"}
    made.serving = True
    return made


async def status(health: Health, service: str) -> int:
    answer = await health.check(health_pb2.HealthCheckRequest(service=service), Call("id"))
    return int(answer.status)  # type: ignore[attr-defined]


async def test_a_service_is_as_well_as_the_models_it_needs(health: Health, told: Told) -> None:
    services = ("", "a.Service", "b.Service", "c.Service", "model/one", "model/two")
    assert [await status(health, each) for each in services] == [Status.SERVING] * 6
    told.bad = {"one"}
    ill = [each for each in services if await status(health, each) == Status.NOT_SERVING]
    assert ill == ["a.Service", "model/one"]
    health.serving = False
    assert [await status(health, each) for each in services] == [Status.NOT_SERVING] * 6


@pytest.mark.parametrize("service", ["nobody", "model/", "model/three", "a.service", "model/one/"])
async def test_what_there_is_not_is_named(health: Health, service: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        await status(health, service)
    assert [each.field for each in refused.value.violations] == ["service"]


async def test_watchers_hear_of_each_change_once(health: Health, told: Told) -> None:
    call = Call("id")
    events: AsyncIterator[object] = health.watch(health_pb2.HealthCheckRequest(service="a.Service"), call)
    assert await anext(events) == Status(status=Status.SERVING)
    following = asyncio.ensure_future(anext(events))  # type: ignore[arg-type]
    health.look_again()
    done, _ = await asyncio.wait([following], timeout=0.6)
    assert not done
    told.bad = {"two"}
    health.look_again()
    assert await following == Status(status=Status.NOT_SERVING)
    told.bad = set()
    health.look_again()
    assert await anext(events) == Status(status=Status.SERVING)
    health.serving = False
    assert await anext(events) == Status(status=Status.NOT_SERVING)
    call.cancel()
    with pytest.raises(Cancelled):
        await anext(events)


async def test_what_there_is_not_can_be_watched_until_it_is(health: Health) -> None:
    events = health.watch(health_pb2.HealthCheckRequest(service="d.Service"), Call("id"))
    assert await anext(events) == Status(status=Status.SERVICE_UNKNOWN)
    health.services.add("d.Service")
    health.look_again()
    assert await anext(events) == Status(status=Status.SERVING)


async def test_watchers_are_bounded(health: Health) -> None:
    watching = [health.watch(health_pb2.HealthCheckRequest(), Call("id")) for _ in range(WATCHERS)]
    for each in watching:
        await anext(each)
    with pytest.raises(Busy):
        await anext(health.watch(health_pb2.HealthCheckRequest(), Call("id")))
    await watching[0].aclose()  # type: ignore[attr-defined]
    await anext(health.watch(health_pb2.HealthCheckRequest(), Call("id")))


def test_every_domain_needs_the_models_that_its_first_call_loads() -> None:
    store = ModelStore()
    needed = all_services(store, BlobStore()).needed_models()
    assert set(needed["procgen.v1.TerrainService"]) == {"terrain_plan", "terrain_coarse", "terrain_detail"}
    assert set(needed["procgen.v1.DialogueService"]) == {"dialogue_decoder"}
    assert set(needed["procgen.v1.TableService"]) == {"table_loot"}
    assert len(needed["procgen.v1.SpeechService"]) == 3
    assert set(needed["procgen.v1.TextureService"]) < set(needed["procgen.v1.CharacterService"])
    assert {name for names in needed.values() for name in names} <= set(store.entries)
    chosen = all_services(store, BlobStore(), {"dialogue_model": "http://127.0.0.1:1"}).needed_models()
    assert chosen["procgen.v1.DialogueService"] == ()


def test_files_are_read_again_only_when_they_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    store = ModelStore()
    states = ModelStates(store)
    read: list[str] = []
    verify = store.verify
    monkeypatch.setattr(ModelStore, "verify", lambda self, name: read.append(name) or verify(name))  # type: ignore[func-returns-value]
    for _ in range(3):
        assert states.state("terrain_plan") is State.AVAILABLE
    assert read == ["terrain_plan"]
    assert states.state("nobody") is State.MISSING
    store.load("terrain_plan")
    assert states.state("terrain_plan") is State.LOADED


def test_watching_over_both_ports_until_the_server_drains() -> None:
    with running_server() as server, channel(server) as opened, web_stream(server) as over_the_web:
        stub = health_pb2_grpc.HealthStub(opened)
        stream = stub.Watch(health_pb2.HealthCheckRequest(service="model/terrain_plan"))
        assert next(stream).status == Status.SERVING
        assert Status.FromString(over_the_web()).status == Status.SERVING
        unknown = stub.Watch(health_pb2.HealthCheckRequest(service="nobody"))
        assert next(unknown).status == Status.SERVICE_UNKNOWN
        unknown.cancel()
        server.process.send_signal(signal.SIGTERM)
        assert next(stream).status == Status.NOT_SERVING
        assert Status.FromString(over_the_web()).status == Status.NOT_SERVING
        assert server.process.wait(60) == 0


@contextmanager
def web_stream(server: RunningServer) -> Iterator[Callable[[], bytes]]:
    """Watches the server over gRPC-Web; gives a function that waits for the next message."""
    link = http.client.HTTPConnection(server.host, server.web_port, timeout=60)
    try:
        link.request("POST", WATCH, framed(b""), {"content-type": "application/grpc-web+proto"})
        response = link.getresponse()

        def following() -> bytes:
            flag, length = struct.unpack(">BI", response.read(5))
            assert flag == 0
            return response.read(length)

        yield following
        response.close()
    finally:
        link.close()
