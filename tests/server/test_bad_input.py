"""Whatever comes in, the answer names what is wrong, and the server lives on with flat memory."""

from __future__ import annotations

import http.client
import math
import random
import socket
import struct
import zlib
from typing import Any

import grpc
import psutil
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from procgen.kit.wire.received import receive
from procgen.v1 import common_pb2, system_pb2, terrain_pb2
from procgen.v1 import terrain_controls_pb2 as controls
from procgen.v1 import terrain_ground_pb2 as ground
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
from tests.memory import least_grown_mib

Sketch = terrain_pb2.Sketch
AT = controls.PathPoint(x_px=1.0, z_px=2.0)


def at_height(height_m: float) -> controls.PathPoint:
    return controls.PathPoint(x_px=1.0, z_px=2.0, height_m=height_m)


def demanding(**fields: Any) -> terrain_pb2.TerrainRequest:
    return small_request(constraints=controls.Constraints(**fields))


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
    ("no such level", small_request(level=6), {"level"}),
    ("very far level", small_request(level=2**32 - 1), {"level"}),
    ("beyond the world at its level", small_request(level=5, origin_x_px=2**26), {"origin_x_px"}),
    ("noise from afar", small_request(level=3, model="noise-fbm"), {"level"}),
    ("edges from afar", small_request(level=1, edges=controls.Edges(strip_px=1, north_f32=bytes(256))), {"edges"}),
    ("nan sea", small_request(sea_level_m=math.nan), {"sea_level_m"}),
    ("unknown model", small_request(model="gpt"), {"model"}),
    ("long model", small_request(model="x" * 5000), {"model"}),
    ("unknown landform", small_request(landform="swamp"), {"landform"}),
    ("bad id", small_request(request_id="has space"), {"request_id"}),
    ("long id", small_request(request_id="x" * 65), {"request_id"}),
    ("no output", small_request(outputs=[0]), {"outputs[0]"}),
    ("unknown output", small_request(outputs=[1, 99]), {"outputs[1]"}),
    ("output twice", small_request(outputs=[1, 1]), {"outputs[1]"}),
    ("many outputs", small_request(outputs=[1] * 49), {"outputs"}),
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
        "sketch nowhere",
        small_request(sketch=Sketch(width=2, depth=2, heights_m=[1] * 4, area=controls.WorldArea(), strength=-1)),
        {"sketch.area.width_px", "sketch.area.depth_px", "sketch.strength"},
    ),
    ("flat as nothing", small_request(vertical_scale=0.0), {"vertical_scale"}),
    ("nan scale", small_request(vertical_scale=math.nan), {"vertical_scale"}),
    (
        "strokes of no kind",
        small_request(strokes=[controls.Stroke(points=[AT]), controls.Stroke(kind=99, points=[AT])]),
        {"strokes[0].kind", "strokes[1].kind"},
    ),
    ("many strokes", small_request(strokes=[controls.Stroke(kind=1, points=[AT])] * 65), {"strokes"}),
    ("many points in all", small_request(strokes=[controls.Stroke(kind=1, points=[AT] * 256)] * 17), {"strokes"}),
    (
        "bad strokes",
        small_request(
            strokes=[
                controls.Stroke(kind=1),
                controls.Stroke(kind=1, points=[AT] * 257),
                controls.Stroke(kind=2, points=[AT]),
                controls.Stroke(kind=2, points=[AT, controls.PathPoint(x_px=1e6)]),
                controls.Stroke(kind=4, points=[AT]),
                controls.Stroke(kind=3, points=[controls.PathPoint(x_px=math.nan, z_px=1e300, height_m=math.inf)]),
                controls.Stroke(kind=1, points=[AT], radius_px=0, amount_m=-1, strength=math.nan, width_m=3),
                controls.Stroke(kind=2, points=[AT, AT], width_m=0),
            ]
        ),
        {
            "strokes[0].points",
            "strokes[1].points",
            "strokes[2].points",
            "strokes[3].points",
            "strokes[4].points[0].height_m",
            "strokes[5].points[0].x_px",
            "strokes[5].points[0].z_px",
            "strokes[5].points[0].height_m",
            "strokes[6].radius_px",
            "strokes[6].amount_m",
            "strokes[6].strength",
            "strokes[6].width_m",
            "strokes[7].width_m",
        },
    ),
    (
        "a river uphill",
        small_request(strokes=[controls.Stroke(kind=2, points=[at_height(5.0), AT, at_height(5.5)])]),
        {"strokes[0].points[2].height_m"},
    ),
    ("no locked heights", small_request(lock=controls.Lock()), {"lock.heights_f32"}),
    (
        "a lock nowhere",
        small_request(lock=controls.Lock(area=controls.WorldArea(width_px=3000))),
        {"lock.area.width_px", "lock.area.depth_px"},
    ),
    (
        "a lock beyond the world",
        small_request(
            lock=controls.Lock(area=controls.WorldArea(origin_x_px=2**62, width_px=1, depth_px=1), heights_f32=bytes(4))
        ),
        {"lock.area.origin_x_px"},
    ),
    (
        "nan in a lock",
        small_request(lock=controls.Lock(heights_f32=struct.pack("<f", math.nan) * 64 * 64)),
        {"lock.heights_f32[0]"},
    ),
    (
        "short mask",
        small_request(lock=controls.Lock(heights_f32=bytes(4 * 64 * 64), mask_bits=b"1")),
        {"lock.mask_bits"},
    ),
    (
        "a lock that unpacks to a gigabyte",
        small_request(lock=controls.Lock(heights_f32=zlib.compress(bytes(1 << 28), 9), compressed=True)),
        {"lock.heights_f32"},
    ),
    ("no strip", small_request(edges=controls.Edges()), {"edges.strip_px"}),
    (
        "short strips",
        small_request(edges=controls.Edges(strip_px=2, north_f32=b"1234", east_f32=bytes(4 * 128))),
        {"edges.north_f32"},
    ),
    (
        "nan in a strip",
        small_request(edges=controls.Edges(strip_px=1, west_f32=struct.pack("<f", math.nan) * 64)),
        {"edges.west_f32[0]"},
    ),
    (
        "edges and a lock",
        small_request(edges=controls.Edges(strip_px=1), lock=controls.Lock(heights_f32=bytes(4 * 64 * 64))),
        {"edges"},
    ),
    ("too much of another seed", small_request(variation=controls.SeedMix(share=1.5)), {"variation.share"}),
    (
        "empty landform map",
        small_request(landform_map=controls.LandformMap()),
        {"landform_map.width", "landform_map.depth"},
    ),
    (
        "landform map without landforms",
        small_request(landform_map=controls.LandformMap(width=1, depth=1, indices=b"\0")),
        {"landform_map.palette"},
    ),
    (
        "landform map of too few cells",
        small_request(landform_map=controls.LandformMap(width=2, depth=2, indices=b"\0")),
        {"landform_map.indices"},
    ),
    (
        "bad landform map",
        small_request(
            landform_map=controls.LandformMap(
                width=2,
                depth=1,
                indices=b"\0\1",
                roughness=2,
                palette=[controls.LandformEntry(landform="swamp", mean_height_m=math.nan, relief_m=0)],
            )
        ),
        {
            "landform_map.indices[1]",
            "landform_map.roughness",
            "landform_map.palette[0].landform",
            "landform_map.palette[0].mean_height_m",
            "landform_map.palette[0].relief_m",
        },
    ),
    (
        "bad points",
        demanding(
            points=[
                controls.PointConstraint(x_px=math.inf, height_m=1e9, radius_px=1000),
                controls.PointConstraint(x_px=3.5),
                controls.PointConstraint(x_px=3.0),
            ]
        ),
        {
            "constraints.points[0].x_px",
            "constraints.points[0].height_m",
            "constraints.points[0].radius_px",
            "constraints.points[2]",
        },
    ),
    ("many points", demanding(points=[controls.PointConstraint()] * 257), {"constraints.points"}),
    (
        "bad level ground",
        demanding(
            flat_areas=[
                controls.FlatArea(),
                controls.FlatArea(corners=[AT]),
                controls.FlatArea(corners=[AT] * 3, radius_px=5, height_m=math.nan, falloff_px=-1),
                controls.FlatArea(corners=[at_height(1.0)], radius_px=0),
            ]
        ),
        {
            "constraints.flat_areas[0].corners",
            "constraints.flat_areas[1].radius_px",
            "constraints.flat_areas[2].radius_px",
            "constraints.flat_areas[2].height_m",
            "constraints.flat_areas[2].falloff_px",
            "constraints.flat_areas[3].corners[0].height_m",
            "constraints.flat_areas[3].radius_px",
        },
    ),
    (
        "bad roads",
        demanding(
            roads=[
                controls.Road(points=[AT]),
                controls.Road(points=[AT, AT], width_m=0, maximum_grade=0, shoulder_px=math.inf),
            ]
        ),
        {
            "constraints.roads[0].points",
            "constraints.roads[1].width_m",
            "constraints.roads[1].maximum_grade",
            "constraints.roads[1].shoulder_px",
        },
    ),
    (
        "bad rivers",
        small_request(rivers=ground.Rivers(catchment_km2=0, runoff_mm_per_year=math.nan, wandering=2)),
        {"rivers.catchment_km2", "rivers.runoff_mm_per_year", "rivers.wandering"},
    ),
    (
        "bad ground",
        small_request(ground=ground.Ground(rainfall_mm=-1, draining=9, thermal_erosion=math.inf)),  # type: ignore[arg-type]
        {"ground.rainfall_mm", "ground.draining", "ground.thermal_erosion"},
    ),
    (
        "learned controls for noise",
        small_request(
            model="noise-fbm",
            strokes=[controls.Stroke(kind=1, points=[AT])],
            variation=controls.SeedMix(share=0.5),
            rivers=ground.Rivers(),
            landform_map=controls.LandformMap(width=1, depth=1, indices=b"\0", palette=[controls.LandformEntry()]),
        ),
        {"strokes", "variation", "landform_map", "rivers"},
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
        assert stub.GetInfo(system_pb2.GetInfoRequest(), timeout=60).version
    assert web_call(server, GET_INFO, b"").code == 0


def corrupted(rng: random.Random) -> bytes:
    good = small_request(
        landform="alpine",
        relief_m=100.0,
        sketch=Sketch(width=2, depth=2, heights_m=[1] * 4),
        strokes=[controls.Stroke(kind=2, points=[at_height(9.0), AT])],
        lock=controls.Lock(
            area=controls.WorldArea(width_px=2, depth_px=2),
            heights_f32=zlib.compress(bytes(16)),
            mask_bits=zlib.compress(b"\xa0"),
            compressed=True,
        ),
        constraints=controls.Constraints(points=[controls.PointConstraint(x_px=5.0, height_m=3.0)]),
    )
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
    link = http.client.HTTPConnection(server.host, server.web_port, timeout=60)
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
        opened.unary_unary("/procgen.v1.SystemService/Nope")(b"", timeout=60)
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED


def test_too_large_a_message_is_refused(server: RunningServer) -> None:
    with channel(server) as opened, pytest.raises(grpc.RpcError) as caught:
        list(opened.unary_stream(TERRAIN)(b"\x00" * (3 << 20), timeout=60))
    assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_cancel_without_an_id(server: RunningServer) -> None:
    with system_stub(server) as stub, pytest.raises(grpc.RpcError) as caught:
        stub.Cancel(system_pb2.CancelRequest())
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert [v.field for v in detail_of(caught.value).violations] == ["request_id"]


def test_many_calls_on_one_web_connection(server: RunningServer) -> None:
    link = http.client.HTTPConnection(server.host, server.web_port, timeout=60)
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
    grown = least_grown_mib(process, lambda: load(14), allowed=24)
    assert grown < 24, f"grew by {grown:.0f} MiB over 14 rounds, each time"


def test_details_survive_as_the_contract_has_them(server: RunningServer) -> None:
    answer = web_call(server, TERRAIN, terrain_pb2.TerrainRequest(request_id="named", width_px=9))
    assert answer.detail.request_id == "named"
    assert isinstance(answer.detail, common_pb2.ErrorDetail)
    assert answer.detail.remedy
