"""Whatever comes in, the answer names what is wrong, and the server lives on with flat memory."""

from __future__ import annotations

import http.client
import math
import random
import socket
import struct

import grpc
import psutil
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from procgen.cli.terrain_files import receive
from procgen.v1 import common_pb2, system_pb2, terrain_pb2
from tests.client import (
    GET_INFO,
    TERRAIN,
    channel,
    detail_of,
    framed,
    small_request,
    system_stub,
    terrain_stub,
    web_call,
)
from tests.conftest import RunningServer

Sketch = terrain_pb2.Sketch

BAD: list[tuple[str, terrain_pb2.TerrainRequest, set[str]]] = [
    ("nothing", terrain_pb2.TerrainRequest(), {"width_px", "depth_px"}),
    ("no depth", terrain_pb2.TerrainRequest(width_px=64), {"depth_px"}),
    ("tiny", small_request(width_px=1), {"width_px"}),
    ("huge", small_request(width_px=2**32 - 1, depth_px=2**31), {"width_px", "depth_px"}),
    ("far west", small_request(origin_x_px=-(2**63)), {"origin_x_px"}),
    ("far south", small_request(origin_z_px=2**63 - 1), {"origin_z_px"}),
    ("nan spacing", small_request(metres_per_pixel=math.nan), {"metres_per_pixel"}),
    ("negative spacing", small_request(metres_per_pixel=-30.0), {"metres_per_pixel"}),
    ("zero spacing", small_request(metres_per_pixel=0.0), {"metres_per_pixel"}),
    ("infinite mean", small_request(mean_height_m=math.inf), {"mean_height_m"}),
    ("nan relief", small_request(relief_m=math.nan), {"relief_m"}),
    ("negative relief", small_request(relief_m=-1.0), {"relief_m"}),
    ("too much wander", small_request(wander=1.5), {"wander"}),
    ("nan sea", small_request(sea_level_m=math.nan), {"sea_level_m"}),
    ("unknown model", small_request(model="gpt"), {"model"}),
    ("long model", small_request(model="x" * 5000), {"model"}),
    ("unknown landform", small_request(landform="swamp"), {"landform"}),
    ("bad id", small_request(request_id="has space"), {"request_id"}),
    ("long id", small_request(request_id="x" * 65), {"request_id"}),
    ("no output", small_request(outputs=[0]), {"outputs[0]"}),
    ("unknown output", small_request(outputs=[1, 99]), {"outputs[1]"}),
    ("output twice", small_request(outputs=[1, 1]), {"outputs[1]"}),
    ("many outputs", small_request(outputs=[1] * 17), {"outputs"}),
    ("odd size for Unity", small_request(outputs=[7]), {"width_px", "depth_px"}),
    ("empty sketch", small_request(sketch=Sketch()), {"sketch.width", "sketch.depth"}),
    ("short sketch", small_request(sketch=Sketch(width=4, depth=4, heights_m=[1.0] * 15)), {"sketch.heights_m"}),
    ("long sketch", small_request(sketch=Sketch(width=4, depth=4, heights_m=[1.0] * 17)), {"sketch.heights_m"}),
    (
        "huge sketch",
        small_request(sketch=Sketch(width=2**31, depth=2**31, heights_m=[1.0])),
        {"sketch.width", "sketch.depth"},
    ),
    (
        "short weights",
        small_request(sketch=Sketch(width=2, depth=2, heights_m=[1.0] * 4, weights=[1.0])),
        {"sketch.weights"},
    ),
    (
        "nan in sketch",
        small_request(sketch=Sketch(width=2, depth=2, heights_m=[1, 2, math.nan, 4])),
        {"sketch.heights_m[2]"},
    ),
    (
        "weight above one",
        small_request(sketch=Sketch(width=2, depth=2, heights_m=[1] * 4, weights=[0, 2, 0, 0])),
        {"sketch.weights[1]"},
    ),
    (
        "sketch for noise",
        small_request(model="noise-fbm", sketch=Sketch(width=2, depth=2, heights_m=[1] * 4)),
        {"sketch"},
    ),
    (
        "everything at once",
        terrain_pb2.TerrainRequest(depth_px=5, relief_m=-1, landform="x", model="y", outputs=[99]),
        {"width_px", "depth_px", "relief_m", "landform", "model", "outputs[0]"},
    ),
]


@pytest.mark.parametrize(("name", "request_message", "fields"), BAD, ids=[name for name, _, _ in BAD])
def test_bad_fields_are_named_on_both_ports(
    server: RunningServer, name: str, request_message: terrain_pb2.TerrainRequest, fields: set[str]
) -> None:
    with terrain_stub(server) as stub, pytest.raises(grpc.RpcError) as caught:
        list(stub.Generate(request_message))
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    detail = detail_of(caught.value)
    assert {violation.field for violation in detail.violations} == fields
    assert all(violation.allowed and len(violation.value) <= 80 for violation in detail.violations)
    status = rpc_status.from_call(caught.value)
    assert status is not None
    bad_request = error_details_pb2.BadRequest()
    assert any(item.Unpack(bad_request) for item in status.details)
    assert {violation.field for violation in bad_request.field_violations} == fields
    web = web_call(server, TERRAIN, request_message)
    assert web.code == grpc.StatusCode.INVALID_ARGUMENT.value[0]
    assert {violation.field for violation in web.detail.violations} == fields
    assert not web.messages


def alive(server: RunningServer) -> None:
    with system_stub(server) as stub:
        assert stub.GetInfo(system_pb2.GetInfoRequest(), timeout=20).version
    assert web_call(server, GET_INFO, b"").code == 0


def corrupted(rng: random.Random) -> bytes:
    good = small_request(landform="alpine", relief_m=100.0, sketch=Sketch(width=2, depth=2, heights_m=[1] * 4))
    data = bytearray(good.SerializeToString())
    match rng.randrange(3):
        case 0:
            return bytes(data[: rng.randrange(len(data))])
        case 1:
            for _ in range(rng.randrange(1, 6)):
                data[rng.randrange(len(data))] = rng.randrange(256)
            return bytes(data)
        case _:
            return rng.randbytes(rng.randrange(200))


ALLOWED = {
    grpc.StatusCode.OK,  # what is left of a cut-off message can be a valid request
    grpc.StatusCode.INVALID_ARGUMENT,
}


def test_truncated_and_random_messages(server: RunningServer) -> None:
    rng = random.Random(5)
    with channel(server) as opened:
        generate = opened.unary_stream(TERRAIN)  # bytes as they are
        for _ in range(150):
            data = corrupted(rng)
            stream = generate(data, timeout=60)
            try:
                for _event in stream:
                    break
                stream.cancel()
            except grpc.RpcError as error:
                assert error.code() in ALLOWED, (data, error.details())
                assert detail_of(error).violations
    for _ in range(60):
        data = rng.randbytes(rng.randrange(40))
        web = web_call(server, TERRAIN, data)
        assert web.code in {code.value[0] for code in ALLOWED}
    alive(server)


def test_random_bytes_on_both_ports(server: RunningServer) -> None:
    rng = random.Random(6)
    starts = [b"", b"POST ", b"GET / HTTP/1.1\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x16\x03\x01", b"\x00" * 30]
    for port in (server.port, server.web_port):
        for index in range(60):
            with socket.create_connection((server.host, port), timeout=5) as link:
                link.settimeout(0.05)
                try:
                    link.sendall(starts[index % len(starts)] + rng.randbytes(rng.randrange(1, 300)) + b"\r\n\r\n")
                    link.recv(4096)
                except OSError:
                    pass  # refused, or silent: both are fine as long as the server lives
    alive(server)


def http_status(server: RunningServer, headers: dict[str, str], body: bytes = framed(b""), method: str = "POST") -> int:
    link = http.client.HTTPConnection(server.host, server.web_port, timeout=20)
    link.putrequest(method, GET_INFO, skip_host=True)
    for name, value in {
        "content-type": "application/grpc-web+proto",
        "content-length": str(len(body)),
        **headers,
    }.items():
        link.putheader(name, value)
    link.endheaders(body)
    status = link.getresponse().status
    link.close()
    return status


def test_the_web_port_serves_neither_other_hosts_nor_pages(server: RunningServer) -> None:
    own = f"{server.host}:{server.web_port}"
    assert http_status(server, {"host": own}) == 200
    assert http_status(server, {"host": "localhost"}) == 200
    assert http_status(server, {"host": "evil.example"}) == 403
    assert http_status(server, {"host": own, "origin": "http://evil.example"}) == 403
    assert http_status(server, {"host": own, "origin": "null"}) == 403
    assert http_status(server, {"host": own}, method="GET") == 405
    assert http_status(server, {"host": own, "content-type": "application/json"}) == 415
    assert http_status(server, {"host": own}, b"x" * (2 << 20)) == 413
    assert http_status(server, {}) == 400  # HTTP/1.1 demands a Host header


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00",
        b"\x00\x00\x00\x00\x09abc",
        struct.pack(">BI", 1, 0),
        framed(b"") + b"x",
        struct.pack(">BI", 0, 2**32 - 1),
    ],
)
def test_bad_frames_are_invalid_arguments(server: RunningServer, body: bytes) -> None:
    answer = web_call(server, GET_INFO, body, raw=True)
    assert answer.code == grpc.StatusCode.INVALID_ARGUMENT.value[0]
    assert answer.detail.violations[0].field == "body"


def test_bad_timeouts_and_unknown_methods(server: RunningServer) -> None:
    answer = web_call(server, GET_INFO, b"", {"grpc-timeout": "soon"})
    assert answer.detail.violations[0].field == "grpc-timeout"
    for path in ("/procgen.v1.SystemService/Nope", "/", "/x/y/z", "/%00"):
        assert web_call(server, path, b"").code == grpc.StatusCode.UNIMPLEMENTED.value[0]
    with channel(server) as opened, pytest.raises(grpc.RpcError) as caught:
        opened.unary_unary("/procgen.v1.SystemService/Nope")(b"", timeout=20)
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED


def test_too_large_a_message_is_refused(server: RunningServer) -> None:
    with channel(server) as opened, pytest.raises(grpc.RpcError) as caught:
        list(opened.unary_stream(TERRAIN)(b"\x00" * (3 << 20), timeout=20))
    assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_cancel_without_an_id(server: RunningServer) -> None:
    with system_stub(server) as stub, pytest.raises(grpc.RpcError) as caught:
        stub.Cancel(system_pb2.CancelRequest())
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert [v.field for v in detail_of(caught.value).violations] == ["request_id"]


def test_many_calls_on_one_web_connection(server: RunningServer) -> None:
    link = http.client.HTTPConnection(server.host, server.web_port, timeout=20)
    for index in range(50):
        path = GET_INFO if index % 2 else TERRAIN
        answer = web_call(server, path, b"" if index % 2 else terrain_pb2.TerrainRequest(), connection=link)
        assert answer.code == (0 if index % 2 else 3)
    link.close()


def test_memory_stays_flat(server: RunningServer) -> None:
    process = psutil.Process(server.process.pid)
    request = small_request(width_px=128, depth_px=128, outputs=[1, 4])
    bad = terrain_pb2.TerrainRequest(landform="x" * 100_000)

    def load(rounds: int) -> None:
        with terrain_stub(server) as stub:
            for _ in range(rounds):
                receive(stub.Generate(request))
                for _ in range(10):
                    with pytest.raises(grpc.RpcError):
                        list(stub.Generate(bad))
                    web_call(server, TERRAIN, bad)

    load(6)  # caches and pools fill
    before = process.memory_info().rss
    load(14)
    grown = process.memory_info().rss - before
    assert grown < 24 << 20, f"grew by {grown >> 20} MiB over 14 rounds"


def test_details_survive_as_the_contract_has_them(server: RunningServer) -> None:
    answer = web_call(server, TERRAIN, terrain_pb2.TerrainRequest(request_id="named", width_px=9))
    assert answer.detail.request_id == "named"
    assert isinstance(answer.detail, common_pb2.ErrorDetail)
    assert answer.detail.remedy
