"""The contract's promises, on both ports of a real server."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterable

import grpc
import numpy as np
import pytest

from procgen.cli.terrain_files import Received, receive
from procgen.services.terrain_outputs import OUTPUTS
from procgen.services.terrain_service import output_number
from procgen.v1 import system_pb2, system_pb2_grpc, terrain_ground_pb2, terrain_pb2, terrain_pb2_grpc
from tests.client import GET_INFO, TERRAIN, channel, small_request, system_stub, terrain_stub, web_call
from tests.conftest import RunningServer, running_server

SIDE = 257
ALL_OUTPUTS = [output_number(kind) for kind, exporter in OUTPUTS.items() if not exporter.size_violations(SIDE, SIDE)]
"""All that a map of this size can be sent as; Terrain3D's regions have other sizes than Unity's terrains."""
MODELS = {"terrain_plan", "terrain_coarse", "terrain_detail"}


def over_grpc(server: RunningServer, request: terrain_pb2.TerrainRequest) -> list[terrain_pb2.TerrainEvent]:
    with terrain_stub(server) as stub:
        return list(stub.Generate(request))


def over_web(server: RunningServer, request: terrain_pb2.TerrainRequest) -> list[terrain_pb2.TerrainEvent]:
    answer = web_call(server, TERRAIN, request)
    assert answer.code == 0, answer.trailers
    return [terrain_pb2.TerrainEvent.FromString(message) for message in answer.messages]


Transport = Callable[[RunningServer, terrain_pb2.TerrainRequest], list[terrain_pb2.TerrainEvent]]
both = pytest.mark.parametrize("transport", [over_grpc, over_web])


def digests(received: Received) -> list[str]:
    return [artifact.sha256 for artifact in received.result.artifacts]


@both
def test_events_come_in_the_promised_order(server: RunningServer, transport: Transport) -> None:
    events = transport(server, small_request(width_px=SIDE, depth_px=SIDE, outputs=ALL_OUTPUTS))
    kinds = [event.WhichOneof("event") for event in events]
    assert kinds == sorted(kinds, key=["progress", "chunk", "result"].index)
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
    assert len(received.files) == len(ALL_OUTPUTS)
    heights = np.frombuffer(received.file("heights_f32"), "<f4").reshape(SIDE, SIDE)
    assert np.isfinite(heights).all()
    assert float(heights.min()) == received.result.height_min_m
    assert float(heights.max()) == received.result.height_max_m


def test_levels_and_rivers_go_over_the_wire(server: RunningServer) -> None:
    outputs = [output_number(kind) for kind in ("heights_f32", "slope_exr", "river_png")]
    request = small_request(level=2, rivers=terrain_ground_pb2.Rivers(), outputs=outputs)
    received = receive(over_grpc(server, request))
    assert (received.result.width_px, received.result.metres_per_pixel) == (64, 120.0)
    assert json.loads(received.result.recipe.request_json)["level"] == 2
    assert json.loads(received.result.recipe.request_json)["metres_per_pixel"] == 30.0


def test_previews_are_pictures_of_the_result_so_far(server: RunningServer) -> None:
    from io import BytesIO

    from PIL import Image

    events = over_grpc(server, small_request(width_px=512, depth_px=300))
    previews = [event.progress.preview_png for event in events if event.progress.preview_png]
    assert previews
    for preview in previews:
        with Image.open(BytesIO(preview)) as picture:
            assert max(picture.size) <= 256
            assert picture.format == "PNG"


def test_the_same_request_gives_the_same_bytes_everywhere() -> None:
    request = small_request(seed=2**64 - 1, width_px=300, depth_px=140, origin_x_px=-70, landform="alpine")
    request.outputs.extend([1, 4, 5, 8])
    seen = []
    for flags in (["--threads", "1"], ["--threads", "2"], ["--threads", "2"]):  # another count, and after a restart
        with running_server(*flags) as server:
            for transport in (over_grpc, over_web, over_grpc):
                received = receive(transport(server, request))
                seen.append((digests(received), received.result.recipe.sha256))
    assert all(entry == seen[0] for entry in seen)


def test_concurrent_calls_do_not_disturb_one_another(server: RunningServer) -> None:
    requests = [small_request(seed=seed, width_px=128, depth_px=128) for seed in range(6)]
    alone = [digests(receive(over_grpc(server, request))) for request in requests]
    together: dict[int, list[str]] = {}

    def call(index: int) -> None:
        together[index] = digests(receive(over_grpc(server, requests[index])))

    threads = [threading.Thread(target=call, args=(index,)) for index in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[index] for index in range(6)] == alone
    assert len({digest for entry in alone for digest in entry}) == 6


def test_a_recipe_asks_for_the_same_again(server: RunningServer) -> None:
    from google.protobuf import json_format

    first = receive(over_grpc(server, small_request(landform="hills", metres_per_pixel=0.7)))
    request = json_format.Parse(first.result.recipe.request_json, terrain_pb2.TerrainRequest())
    second = receive(over_web(server, request))
    assert digests(second) == digests(first)
    assert second.result.recipe == first.result.recipe
    assert set(first.result.recipe.model_sha256) == MODELS
    assert json.loads(first.result.recipe.request_json)["seed"] == "7"


def test_get_info_says_what_a_form_needs(server: RunningServer) -> None:
    with system_stub(server) as stub:
        info = stub.GetInfo(system_pb2.GetInfoRequest())
    assert info.api_version == "v1"
    (terrain,) = info.domains
    assert terrain.models[0] == "diffusion"
    parameters = {parameter.name: parameter for parameter in terrain.parameters}
    for path in (*parameters, *(choice.name for choice in terrain.choices)):
        message = terrain_pb2.TerrainRequest.DESCRIPTOR
        for name in path.split("."):
            assert name in message.fields_by_name, path
            message = message.fields_by_name[name].message_type
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
    assert {model.name for model in models} >= MODELS
    assert all(model.state in (system_pb2.MODEL_STATE_AVAILABLE, system_pb2.MODEL_STATE_LOADED) for model in models)
    assert all(model.licence and len(model.sha256) == 64 for model in models)


def test_health_and_reflection(server: RunningServer) -> None:
    from grpc_health.v1 import health_pb2, health_pb2_grpc
    from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

    with channel(server) as opened:
        health = health_pb2_grpc.HealthStub(opened)
        for service in ("", "procgen.v1.TerrainService"):
            answer = health.Check(health_pb2.HealthCheckRequest(service=service))
            assert answer.status == health_pb2.HealthCheckResponse.SERVING
        names = set(ProtoReflectionDescriptorDatabase(opened).get_services())
    assert {"procgen.v1.TerrainService", "procgen.v1.SystemService", "grpc.health.v1.Health"} <= names
    web = web_call(server, "/grpc.health.v1.Health/Check", b"")
    assert health_pb2.HealthCheckResponse.FromString(web.messages[0]).status == 1


def large_request(request_id: str) -> terrain_pb2.TerrainRequest:
    return small_request(request_id=request_id, width_px=2048, depth_px=2048)


def await_first(stream: Iterable[terrain_pb2.TerrainEvent]) -> None:
    next(iter(stream))


def test_cancel_by_id_stops_the_work(server: RunningServer) -> None:
    with channel(server) as opened:
        system = system_pb2_grpc.SystemServiceStub(opened)
        stream = terrain_pb2_grpc.TerrainServiceStub(opened).Generate(large_request("to-cancel"))
        await_first(stream)
        assert system.Cancel(system_pb2.CancelRequest(request_id="to-cancel")).cancelled
        with pytest.raises(grpc.RpcError) as caught:
            list(stream)
        assert caught.value.code() is grpc.StatusCode.CANCELLED
        assert not system.Cancel(system_pb2.CancelRequest(request_id="to-cancel")).cancelled


def test_closing_a_call_frees_its_worker(server: RunningServer) -> None:
    """Both workers are taken, both calls are closed; a third must not wait for the abandoned work."""
    import http.client

    from tests.client import framed

    with channel(server) as opened:
        stub = terrain_pb2_grpc.TerrainServiceStub(opened)
        stream = stub.Generate(large_request("closing-1"))
        await_first(stream)
        link = http.client.HTTPConnection(server.host, server.web_port)
        body = framed(large_request("closing-2").SerializeToString())
        link.request("POST", TERRAIN, body, {"content-type": "application/grpc-web+proto"})
        link.getresponse().read(5)
        stream.cancel()
        link.close()
        system = system_pb2_grpc.SystemServiceStub(opened)
        deadline = time.monotonic() + 30.0
        for request_id in ("closing-1", "closing-2"):
            while system.Cancel(system_pb2.CancelRequest(request_id=request_id)).cancelled:
                assert time.monotonic() < deadline, "the call still runs"
                time.sleep(0.05)
        receive(stub.Generate(small_request()))


@pytest.mark.parametrize("transport", ["grpc", "web"])
def test_deadlines_stop_the_work(server: RunningServer, transport: str) -> None:
    if transport == "grpc":
        with terrain_stub(server) as stub, pytest.raises(grpc.RpcError) as caught:
            list(stub.Generate(large_request("late"), timeout=0.5))
        assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    else:
        answer = web_call(server, TERRAIN, large_request("late"), {"grpc-timeout": "500m"})
        assert answer.code == grpc.StatusCode.DEADLINE_EXCEEDED.value[0]
        assert answer.detail.reason == "DEADLINE_PASSED"
    with system_stub(server) as stub:
        deadline = time.monotonic() + 30.0
        while stub.Cancel(system_pb2.CancelRequest(request_id="late")).cancelled:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_an_id_in_use_is_refused(server: RunningServer) -> None:
    with channel(server) as opened:
        stub = terrain_pb2_grpc.TerrainServiceStub(opened)
        stream = stub.Generate(large_request("twin"))
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
        streams = [stub.Generate(large_request(name)) for name in names]
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
