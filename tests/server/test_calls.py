"""The contract's promises, on both ports of a real server."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterable
from typing import Any

import grpc
import numpy as np
import pytest

from procgen.kit.wire.received import Received, receive
from procgen.runtime.store import default_threads
from procgen.server.scheduler import WORKERS
from procgen.terrain.wire.outputs import output_number
from procgen.v1 import system_pb2, system_pb2_grpc, terrain_ground_pb2, terrain_pb2_grpc
from tests.client import GET_INFO, channel, small_request, system_stub, web_call
from tests.conftest import RunningServer, running_server
from tests.figures import scaled
from tests.server.domains import DOMAINS, SIDE, Domain, every_domain

TERRAIN_DOMAIN = DOMAINS[0]
PICTURED = [domain for domain in DOMAINS if not domain.name.startswith("dialogue")]

both = pytest.mark.parametrize("transport", ["over_grpc", "over_web"])


_ODD: dict[tuple[int, str], list[Any]] = {}


def odd_events(server: RunningServer, domain: Domain) -> list[Any]:
    """What comes for its odd request over gRPC; asked once for all tests of a server."""
    key = server.process.pid, domain.name
    if key not in _ODD:
        _ODD[key] = domain.over_grpc(server, domain.odd)
    return _ODD[key]


def digests(received: Received[Any]) -> list[str]:
    return [artifact.sha256 for artifact in received.result.artifacts]


@every_domain
@both
def test_events_come_in_the_promised_order(server: RunningServer, domain: Domain, transport: str) -> None:
    # What is sent is the same on both ports: all of it goes over one, something over the other.
    asked = domain.everything if transport == "over_grpc" else domain.small()
    events = getattr(domain, transport)(server, asked)
    kinds = [event.WhichOneof("event") for event in events]
    # What comes piece by piece, lines among them, comes before the files.
    assert kinds == sorted(
        kinds, key=lambda kind: ["chunk", "result"].index(kind) + 1 if kind in ("chunk", "result") else 0
    )
    assert kinds.count("result") == 1
    fractions = [event.progress.fraction for event in events if event.WhichOneof("event") == "progress"]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0.0
    assert fractions[-1] <= 1.0
    chunks = [event.chunk for event in events if event.WhichOneof("event") == "chunk"]
    assert all(len(chunk.data) <= 1 << 20 for chunk in chunks)
    assert [chunk.artifact_index for chunk in chunks] == sorted(chunk.artifact_index for chunk in chunks)
    received = receive(events)
    for artifact, data in zip(received.result.artifacts, received.files, strict=True):
        assert artifact.size_bytes == len(data)
        assert artifact.sha256 == hashlib.sha256(data).hexdigest()
    names = [artifact.file_name for artifact in received.result.artifacts]
    assert len(set(names)) == len(names)
    assert received.files
    if transport == "over_grpc" and domain.name not in ("texture_set", "world"):
        assert len(received.files) == len(asked.outputs)


def test_heights_are_what_the_result_says(server: RunningServer) -> None:
    received = receive(TERRAIN_DOMAIN.over_grpc(server, TERRAIN_DOMAIN.everything))
    heights = np.frombuffer(received.file("heights_f32"), "<f4").reshape(SIDE, SIDE)
    assert np.isfinite(heights).all()
    assert float(heights.min()) == received.result.height_min_m
    assert float(heights.max()) == received.result.height_max_m


def test_levels_and_rivers_go_over_the_wire(server: RunningServer) -> None:
    outputs = [output_number(kind) for kind in ("heights_f32", "slope_exr", "river_png")]
    request = small_request(level=2, rivers=terrain_ground_pb2.Rivers(), outputs=outputs)
    received = receive(TERRAIN_DOMAIN.over_grpc(server, request))
    assert (received.result.width_px, received.result.metres_per_pixel) == (64, 120.0)
    assert json.loads(received.result.recipe.request_json)["level"] == 2
    assert json.loads(received.result.recipe.request_json)["metres_per_pixel"] == 30.0


@pytest.mark.parametrize("domain", PICTURED, ids=[domain.name for domain in PICTURED])
def test_previews_are_pictures_of_the_result_so_far(server: RunningServer, domain: Domain) -> None:
    from io import BytesIO

    from PIL import Image

    events = odd_events(server, domain)
    previews = [event.progress.preview_png for event in events if event.progress.preview_png]
    assert previews
    for preview in previews:
        with Image.open(BytesIO(preview)) as picture:
            assert max(picture.size) <= 256
            assert picture.format == "PNG"


@both
def test_who_looks_at_no_previews_gets_none_and_the_same_files(server: RunningServer, transport: str) -> None:
    request, header = TERRAIN_DOMAIN.odd, ("x-procgen-previews", "none")
    if transport == "over_grpc":
        with TERRAIN_DOMAIN.stream(server) as call:
            events = list(call(request, metadata=(header,)))
    else:
        answer = web_call(server, TERRAIN_DOMAIN.path, request, dict([header]))
        events = [TERRAIN_DOMAIN.event_type.FromString(message) for message in answer.messages]
    assert any(event.progress.fraction for event in events)
    assert not any(event.progress.preview_png for event in events)
    assert digests(receive(events)) == digests(receive(TERRAIN_DOMAIN.over_grpc(server, request)))


def test_the_same_request_gives_the_same_bytes_everywhere(server: RunningServer) -> None:
    seen = {domain.name: [made_of(odd_events(server, domain))] for domain in DOMAINS}
    # Other processes, with other numbers of threads. That a process makes the same twice, tests of recipes see.
    other = 2 if default_threads() == 1 else 1
    for threads in scaled((other,), (other, default_threads(), 3)):
        with running_server("--threads", str(threads), env={"OMP_NUM_THREADS": "2"}) as another:
            for domain in DOMAINS:
                seen[domain.name].append(made_of(domain.over_web(another, domain.odd)))
    assert [name for name, entries in seen.items() if any(entry != entries[0] for entry in entries)] == []


def made_of(events: list[Any]) -> tuple[list[str], str]:
    """Digests of files and recipe."""
    received = receive(events)
    return digests(received), received.result.recipe.sha256


@every_domain
def test_concurrent_calls_do_not_disturb_one_another(server: RunningServer, domain: Domain) -> None:
    # One more than the server works at.
    seeds = range(WORKERS + 1)

    def request(seed: int) -> Any:
        made = domain.small()
        (made.shared if domain.name == "texture_set" else made).seed = seed
        return made

    alone = [digests(receive(domain.over_grpc(server, request(seed)))) for seed in seeds]
    together: dict[int, list[str]] = {}

    def call(seed: int) -> None:
        together[seed] = digests(receive(domain.over_grpc(server, request(seed))))

    threads = [threading.Thread(target=call, args=(seed,)) for seed in seeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[seed] for seed in seeds] == alone
    assert len({tuple(entry) for entry in alone}) == len(seeds)


@every_domain
def test_a_recipe_asks_for_the_same_again(server: RunningServer, domain: Domain) -> None:
    from google.protobuf import json_format

    first = receive(odd_events(server, domain))
    request = json_format.Parse(first.result.recipe.request_json, type(domain.odd)())
    if domain.name == "texture_set":
        request.array_outputs.extend(domain.odd.array_outputs)
    elif domain.name != "world":
        request.outputs.extend(domain.odd.outputs)
    if domain.name == "texture":
        request.presets.extend(domain.odd.presets)
    second = receive(domain.over_web(server, request))
    assert digests(second) == digests(first)
    assert second.result.recipe == first.result.recipe
    # Beside networks, recipes name the scans that a result shows.
    assert {name for name in first.result.recipe.model_sha256 if not name.startswith("scan ")} == domain.models


def test_a_recipe_says_numbers_as_the_wire_carries_them(server: RunningServer) -> None:
    request = small_request(landform="hills", metres_per_pixel=0.7)
    first = receive(TERRAIN_DOMAIN.over_grpc(server, request))
    said = json.loads(first.result.recipe.request_json)
    assert said["seed"] == "7"
    assert said["metres_per_pixel"] == float(np.float32(0.7))


def test_get_info_says_what_a_form_needs(server: RunningServer) -> None:
    with system_stub(server) as stub:
        info = stub.GetInfo(system_pb2.GetInfoRequest())
    assert info.api_version == "v1"
    assert [domain.name for domain in info.domains] == [domain.name for domain in DOMAINS]
    for said, domain in zip(info.domains, DOMAINS, strict=True):
        for path in (each.name for each in (*said.parameters, *said.choices)):
            message = type(domain.odd).DESCRIPTOR
            for name in path.split("."):
                assert name in message.fields_by_name, path
                message = message.fields_by_name[name].message_type
        assert all(each.minimum < each.maximum and each.description for each in said.parameters)
        assert all(choice.values and choice.description for choice in said.choices)
    assert [list(domain.models[:1]) for domain in info.domains] == [
        ["diffusion"],
        ["gan"],
        ["gan"],
        [],
        [],
        ["ours"],
        ["ours"],
        ["pixelcnn"],
        ["loot"],
        ["hibari"],
        ["parametric"],
        [],
        ["composer"],
        ["composer"],
        [],
    ]
    parameters = {parameter.name: parameter for parameter in info.domains[0].parameters}
    assert parameters["width_px"].minimum == 64
    assert not parameters["relief_m"].HasField("default_value")
    assert info.limits.chunk_bytes == 1 << 20
    assert "cpu" in info.devices
    web = web_call(server, GET_INFO, b"")
    again = system_pb2.GetInfoResponse.FromString(web.messages[0])
    again.uptime_ms = info.uptime_ms
    assert again == info


def test_list_models_matches_the_command_line(server: RunningServer) -> None:
    with system_stub(server) as stub:
        models = stub.ListModels(system_pb2.ListModelsRequest()).models
    assert {model.name for model in models} >= DOMAINS[0].models | DOMAINS[1].models
    assert all(model.state in (system_pb2.MODEL_STATE_AVAILABLE, system_pb2.MODEL_STATE_LOADED) for model in models)
    assert all(model.licence and len(model.sha256) == 64 for model in models)


def test_health_and_reflection(server: RunningServer) -> None:
    from grpc_health.v1 import health_pb2, health_pb2_grpc
    from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

    with channel(server) as opened:
        health = health_pb2_grpc.HealthStub(opened)
        for service in ("", "procgen.v1.TerrainService", "procgen.v1.TextureService", "procgen.v1.BlobService"):
            answer = health.Check(health_pb2.HealthCheckRequest(service=service))
            assert answer.status == health_pb2.HealthCheckResponse.SERVING
        names = set(ProtoReflectionDescriptorDatabase(opened).get_services())
    assert {"procgen.v1.TerrainService", "procgen.v1.SystemService", "grpc.health.v1.Health"} <= names
    web = web_call(server, "/grpc.health.v1.Health/Check", b"")
    assert health_pb2.HealthCheckResponse.FromString(web.messages[0]).status == 1


def await_first(stream: Iterable[Any]) -> None:
    next(iter(stream))


@every_domain
def test_cancel_by_id_stops_the_work(server: RunningServer, domain: Domain) -> None:
    with channel(server) as opened:
        system = system_pb2_grpc.SystemServiceStub(opened)
        stream = domain.called(opened)(domain.large("to-cancel"))
        await_first(stream)
        assert system.Cancel(system_pb2.CancelRequest(request_id="to-cancel")).cancelled
        with pytest.raises(grpc.RpcError) as caught:
            list(stream)
        assert caught.value.code() is grpc.StatusCode.CANCELLED
        assert not system.Cancel(system_pb2.CancelRequest(request_id="to-cancel")).cancelled


@every_domain
def test_closing_a_call_frees_its_worker(server: RunningServer, domain: Domain) -> None:
    """Both workers are taken, both calls are closed; a third must not wait for the abandoned work."""
    import http.client

    from tests.client import framed

    with channel(server) as opened:
        generate = domain.called(opened)
        stream = generate(domain.large("closing-1"))
        await_first(stream)
        link = http.client.HTTPConnection(server.host, server.web_port)
        body = framed(domain.large("closing-2").SerializeToString())
        link.request("POST", domain.path, body, {"content-type": "application/grpc-web+proto"})
        link.getresponse().read(5)
        stream.cancel()
        link.close()
        system = system_pb2_grpc.SystemServiceStub(opened)
        deadline = time.monotonic() + 60.0
        for request_id in ("closing-1", "closing-2"):
            while system.Cancel(system_pb2.CancelRequest(request_id=request_id)).cancelled:
                assert time.monotonic() < deadline, "the call still runs"
                time.sleep(0.05)
        receive(generate(domain.small()))


# The largest layout is made within half a second; of these the work at a deadline is in tests/faults/test_load.py. The
# largest scene takes a quarter of a second.
_DEADLINES_MS = {"dialogue_scene": 50}


@pytest.mark.parametrize("domain", [each for each in DOMAINS if each.name != "layout"], ids=lambda domain: domain.name)
@pytest.mark.parametrize("transport", ["grpc", "web"])
def test_deadlines_stop_the_work(server: RunningServer, domain: Domain, transport: str) -> None:
    deadline_ms = _DEADLINES_MS.get(domain.name, 500)
    if transport == "grpc":
        with domain.stream(server) as call, pytest.raises(grpc.RpcError) as caught:
            list(call(domain.large("late"), timeout=deadline_ms / 1000.0))
        assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    else:
        answer = web_call(server, domain.path, domain.large("late"), {"grpc-timeout": f"{deadline_ms}m"})
        assert answer.code == grpc.StatusCode.DEADLINE_EXCEEDED.value[0]
        assert answer.detail.reason == "DEADLINE_PASSED"
    with system_stub(server) as stub:
        deadline = time.monotonic() + 60.0
        while stub.Cancel(system_pb2.CancelRequest(request_id="late")).cancelled:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_an_id_in_use_is_refused(server: RunningServer) -> None:
    with channel(server) as opened:
        stub = terrain_pb2_grpc.TerrainServiceStub(opened)
        stream = stub.Generate(TERRAIN_DOMAIN.large("twin"))
        await_first(stream)
        with pytest.raises(grpc.RpcError) as caught:
            list(stub.Generate(small_request(request_id="twin")))
        assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
        stream.cancel()


def test_a_full_queue_says_when_to_come_again(server: RunningServer) -> None:
    from google.rpc import error_details_pb2
    from grpc_status import rpc_status

    from tests.client import detail_of

    names = [f"queue-{index}" for index in range(90)]
    with channel(server) as opened:
        stub = terrain_pb2_grpc.TerrainServiceStub(opened)
        system = system_pb2_grpc.SystemServiceStub(opened)
        streams = [stub.Generate(TERRAIN_DOMAIN.large(name)) for name in names]
        # Which of them come too late is not said: the calls travel at once.
        deadline = time.monotonic() + 60.0
        while not (refused := [stream for stream in streams if stream.done()]):
            assert time.monotonic() < deadline, "nothing was refused"
            time.sleep(0.05)
        for stream in streams:
            stream.cancel()
        assert refused[0].code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert detail_of(refused[0]).retry_after_ms > 0
        status = rpc_status.from_call(refused[0])
        assert status is not None
        assert any(item.Is(error_details_pb2.RetryInfo.DESCRIPTOR) for item in status.details)
        deadline = time.monotonic() + 60.0
        while any(system.Cancel(system_pb2.CancelRequest(request_id=name)).cancelled for name in names):
            assert time.monotonic() < deadline, "cancelled calls still wait"
            time.sleep(0.1)
        receive(stub.Generate(small_request()))
