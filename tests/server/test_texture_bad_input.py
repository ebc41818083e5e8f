"""Materials and photos: whatever comes in, the answer names what is wrong, and memory stays flat."""

from __future__ import annotations

import io
import itertools
import math
import random
import struct
import zlib
from typing import Any

import grpc
import numpy as np
import psutil
import pytest
from PIL import Image

from procgen.kit.wire.artifacts import sha256
from procgen.kit.wire.received import receive
from procgen.v1 import blobs_pb2, system_pb2, texture_pb2
from tests.client import (
    PUT_BLOB,
    TEXTURE,
    TEXTURE_SET,
    channel,
    detail_of,
    put_blob,
    small_set,
    small_texture,
    system_stub,
    web_call,
)
from tests.conftest import RunningServer
from tests.memory import least_grown_mib

Request = texture_pb2.TextureRequest


def picture(width: int, height: int, kind: str = "PNG", mode: str = "RGB", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), 128 if mode == "L" else None).save(out, kind, **more)
    return out.getvalue()


def animated() -> bytes:
    frames = [Image.new("RGB", (96, 96), (shade, 0, 0)) for shade in (0, 90, 180)]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of 50,000 x 50,000 pixels in some kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1 << 20)))
        + chunk(b"IEND", b"")
    )


PHOTOS = {
    "text": b"not a picture at all",
    "half a PNG": picture(96, 96)[:60],
    "animated": animated(),
    "thin": picture(1, 10_000),
    "tiny": picture(8, 8),
    "bomb": bomb(),
    "transparent": picture(96, 96, mode="RGBA"),
}

BAD: list[tuple[str, Request, set[str]]] = [
    ("nothing", Request(), {"width_px", "height_px"}),
    ("31 pixels", small_texture(width_px=31), {"width_px"}),
    ("no multiple of 32", small_texture(width_px=100, height_px=4095), {"width_px", "height_px"}),
    ("a million pixels", small_texture(width_px=10**6, height_px=2**32 - 1), {"width_px", "height_px"}),
    ("unknown class", small_texture(material="dragon"), {"material"}),
    ("unknown model", small_texture(model="gpt"), {"model"}),
    ("nan metres", small_texture(metres_per_tile=math.nan), {"metres_per_tile"}),
    ("a mountain of bricks", small_texture(metres_per_tile=5000.0), {"metres_per_tile"}),
    ("no such detail", small_texture(detail=3), {"detail"}),
    ("too much detail", small_texture(detail=16), {"detail"}),
    ("words without a material", small_texture(material="", text="very very nice"), {"text"}),
    ("a novel", small_texture(text="brick " * 500), {"text"}),
    ("unknown second", small_texture(mix={"material": "x", "share": 2.0}), {"mix.material", "mix.share"}),
    ("a mask that lacks bytes", small_texture(mix={"mask": {"width": 3, "height": 3}}), {"mix.mask.shares"}),
    ("no mask", small_texture(mix={"mask": {}}), {"mix.mask.width", "mix.mask.height"}),
    ("a huge mask", small_texture(mix={"mask": {"width": 2**32 - 1, "height": 2**32 - 1}}), {"mix.mask.shares"}),
    (
        "bad look",
        small_texture(
            look={"palette_rgb": [1 << 24], "hue_deg": 999, "saturation": -1, "contrast": math.inf, "brightness": 2}
        ),
        {"look.palette_rgb[0]", "look.hue_deg", "look.saturation", "look.contrast", "look.brightness"},
    ),
    ("many colours", small_texture(look={"palette_rgb": [1] * 7}), {"look.palette"}),
    (
        "flat beyond flat",
        small_texture(look={"height_contrast": -1, "roughness_shift": 5}),
        {"look.height_contrast", "look.roughness_shift"},
    ),
    (
        "bad weather",
        small_texture(weather={"moss": 1.5, "snow": math.nan, "dirt": -0.1, "moss_rgb": 1 << 30}),
        {"weather.moss", "weather.snow", "weather.dirt", "weather.moss_rgb"},
    ),
    (
        "bad layout",
        small_texture(model="gan", layout={"bond": "knitted", "columns": 0, "joint": 2, "piece_size": 99}),
        {"layout.bond", "layout.columns", "layout.joint", "layout.piece_size"},
    ),
    ("odd rows", small_texture(model="gan", layout={"bond": "hexagon", "rows": 3}), {"layout.rows"}),
    ("sand is not laid", small_texture(model="gan", material="sand", layout={"joint": 0.1}), {"layout.bond"}),
    ("turned too far", small_texture(quarter_turns=4), {"quarter_turns"}),
    ("no such variant", small_texture(variant=256), {"variant"}),
    ("no room for a variant", small_texture(variant=1, width_px=32), {"variant"}),
    ("unknown decal", small_texture(decal={"kind": "rainbow", "amount": 9}), {"decal.kind", "decal.amount"}),
    (
        "pieces of no such kind",
        small_texture(material="rock", synthesis={"jitter": 1.5, "coherence": -0.1, "anisotropy": math.nan}),
        {"synthesis.jitter", "synthesis.coherence", "synthesis.anisotropy"},
    ),
    ("pieces of a network", small_texture(material="rock", model="gan", synthesis={"jitter": 0.5}), {"synthesis"}),
    ("pieces of a class without scans", small_texture(material="hull", synthesis={"coherence": 1}), {"synthesis"}),
    (
        "pieces that are laid in a bond",
        small_texture(material="brick", layout={"bond": "grid"}, synthesis={"anisotropy": 1}),
        {"synthesis"},
    ),
    ("unknown strips", small_texture(trim={"kinds": ["gold", "plain"], "wear": 9}), {"trim.kinds[0]", "trim.wear"}),
    ("a height for two strips", small_texture(trim={"kinds": ["plain", "boards"], "heights": [1]}), {"trim.heights"}),
    ("seventeen strips", small_texture(trim={"kinds": ["plain"] * 17}), {"trim.kinds"}),
    ("a sheet that is a decal", small_texture(trim={"kinds": ["plain"]}, decal={"kind": "stain"}), {"decal"}),
    (
        "a plant that is none, of brick",
        texture_pb2.TextureRequest(width_px=64, height_px=64, material="brick", foliage={"species": "rose"}),
        {"material", "foliage.species"},
    ),
    ("a decal of no kind", small_texture(decal={}), {"decal.kind"}),
    ("unknown outputs", small_texture(outputs=[0, 9999, 1, 1]), {"outputs[0]", "outputs[1]", "outputs[3]"}),
    (
        "many unknown outputs",
        small_texture(outputs=[9999 + i for i in range(48)]),
        {f"outputs[{i}]" for i in range(48)},
    ),
    ("too many outputs", small_texture(outputs=[1] * 49), {"outputs"}),
    ("unknown preset", small_texture(presets=["blender9"]), {"presets[0]"}),
    ("a path for a name", small_texture(file_name="../../etc/passwd"), {"file_name"}),
    ("a bad id", small_texture(request_id="a b"), {"request_id"}),
    ("quilting without a photo", small_texture(model="quilting"), {"exemplar"}),
    (
        "learned controls for noise",
        small_texture(
            model="noise",
            variation={"strength": 0.5},
            layout={"bond": "grid"},
            exemplar={"image": picture(96, 96)},
        ),
        {"variation", "layout", "exemplar"},
    ),
    ("a variation too far", small_texture(model="gan", variation={"strength": 2}), {"variation.strength"}),
    ("no photo", small_texture(model="gan", exemplar={}), {"exemplar.image"}),
    ("two photos", small_texture(exemplar={"image": b"x", "sha256": "0" * 64}), {"exemplar"}),
    ("a photo of no name", small_texture(exemplar={"sha256": "photo.jpg"}), {"exemplar.sha256"}),
    ("a photo that is not here", small_texture(exemplar={"sha256": "0" * 64}), {"exemplar.sha256"}),
    ("too large a photo", small_texture(exemplar={"image": bytes((1 << 19) + 1)}), {"exemplar.image"}),
    *(
        (f"photo: {name}", small_texture(model="gan", exemplar={"image": data}), {"exemplar.image"})
        for name, data in PHOTOS.items()
    ),
    (
        "everything at once",
        Request(
            width_px=5, material="x", model="y", seed=1, look={"contrast": 9}, exemplar={"image": b"z"}, outputs=[9999]
        ),
        {"width_px", "height_px", "material", "model", "look.contrast", "exemplar.image", "outputs[0]"},
    ),
]


def check(server: RunningServer, path: str, request: Any, fields: set[str]) -> None:
    with channel(server) as opened, pytest.raises(grpc.RpcError) as caught:
        list(opened.unary_stream(path)(request.SerializeToString(), timeout=60))
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT, caught.value.details()
    detail = detail_of(caught.value)
    assert {violation.field for violation in detail.violations} == fields
    assert all(violation.allowed and len(violation.value) <= 80 for violation in detail.violations)
    web = web_call(server, path, request)
    assert web.code == grpc.StatusCode.INVALID_ARGUMENT.value[0]
    assert web.detail.violations == detail.violations
    assert not web.messages


@pytest.mark.parametrize(("name", "request_message", "fields"), BAD, ids=[name for name, _, _ in BAD])
def test_bad_fields_are_named_on_both_ports(
    server: RunningServer, name: str, request_message: Request, fields: set[str]
) -> None:
    check(server, TEXTURE, request_message, fields)


SETS: list[tuple[str, texture_pb2.TextureSetRequest, set[str]]] = [
    ("nothing", texture_pb2.TextureSetRequest(), {"shared.width_px", "shared.height_px"}),
    ("unknown names", small_set(biome="moon", members=[{"layer": "lava"}]), {"biome", "members[0].layer"}),
    (
        "one bad member",
        small_set(members=[{"layer": "rock", "texture": {"width_px": 31}}]),
        {"members[0].texture.width_px"},
    ),
    (
        "a member whose words are no class",
        small_set(members=[{"texture": {"text": "blue"}}]),
        {"members[0].texture.text"},
    ),
    ("too many", small_set(members=[{"layer": "rock"}] * 17), {"members"}),
    (
        "unknown arrays",
        small_set(array_outputs=[0, 99, 1, 1]),
        {"array_outputs[0]", "array_outputs[1]", "array_outputs[3]"},
    ),
    (
        "an array of two sizes",
        small_set(members=[{"layer": "rock"}, {"layer": "sand", "texture": {"width_px": 96}}], array_outputs=[1]),
        {"members[1].texture.width_px"},
    ),
    ("seeds that end", small_set(shared={"seed": 2**64 - 1, "width_px": 64, "height_px": 64}), {"shared.seed"}),
    (
        "a path for a name",
        small_set(shared={"width_px": 64, "height_px": 64, "file_name": "a/b"}),
        {"shared.file_name"},
    ),
]


@pytest.mark.parametrize(("name", "request_message", "fields"), SETS, ids=[name for name, _, _ in SETS])
def test_bad_sets_name_the_member(
    server: RunningServer, name: str, request_message: texture_pb2.TextureSetRequest, fields: set[str]
) -> None:
    check(server, TEXTURE_SET, request_message, fields)


def test_truncated_and_random_messages(server: RunningServer) -> None:
    rng = random.Random(5)
    good = small_texture(
        text="old red bricks",
        exemplar={"image": picture(64, 64)},
        mix={"material": "moss", "mask": {"width": 2, "height": 2, "shares": b"\0\1\2\3"}},
        look={"palette_rgb": [255]},
        weather={"moss": 0.5},
    ).SerializeToString()
    allowed = {grpc.StatusCode.OK, grpc.StatusCode.INVALID_ARGUMENT}
    with channel(server) as opened:
        generate = opened.unary_stream(TEXTURE)
        for turn in range(120):
            data = bytearray(good[: rng.randrange(len(good))] if turn % 3 == 0 else good)
            for _ in range(turn % 3 * 3):
                data[rng.randrange(len(data))] = rng.randrange(256)
            stream = generate(bytes(data), timeout=60)
            try:
                for _event in stream:
                    break
                stream.cancel()
            except grpc.RpcError as error:
                assert error.code() in allowed, (bytes(data), error.details())
                assert detail_of(error).violations
    with system_stub(server) as stub:
        assert stub.GetInfo(system_pb2.GetInfoRequest(), timeout=60).version


def photo(seed: int, side: int = 700) -> bytes:
    """About a megabyte of JPEG: more than a request holds."""
    noise = np.random.default_rng(seed).integers(0, 256, (side, side, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).save(out, "JPEG", quality=95)
    return out.getvalue()


def test_a_photo_sent_ahead_is_followed(server: RunningServer) -> None:
    data = photo(1)
    assert len(data) > 1 << 19
    with channel(server) as opened:
        name = put_blob(opened, data)
        request = small_texture(model="quilting", material="", exemplar={"sha256": name})
        received = receive(
            map(texture_pb2.TextureEvent.FromString, opened.unary_stream(TEXTURE)(request.SerializeToString()))
        )
    assert name == sha256(data)
    assert f'"exemplar":{{"sha256":"{name}"}}' in received.result.recipe.request_json
    assert received.result.metres_per_pixel > 0.0


def test_a_photo_in_the_request_gives_the_same_bytes_as_one_sent_ahead(server: RunningServer) -> None:
    data = photo(2, 200)
    with channel(server) as opened:
        results = []
        for exemplar in ({"image": data}, {"sha256": put_blob(opened, data)}):
            request = small_texture(model="random-phase", exemplar=exemplar)
            answer = opened.unary_stream(TEXTURE)(request.SerializeToString())
            results.append(receive(map(texture_pb2.TextureEvent.FromString, answer)))
    assert results[0].result.recipe == results[1].result.recipe
    assert results[0].files == results[1].files


def test_put_blob_on_the_web_port(server: RunningServer) -> None:
    data = b"abc" * 1000
    name = sha256(data)
    ask = blobs_pb2.PutBlobRequest(sha256=name, total_bytes=len(data))
    answer = blobs_pb2.PutBlobResponse.FromString(web_call(server, PUT_BLOB, ask).messages[0])
    assert (answer.received_bytes, answer.complete) == (0, False)
    for start in (0, 1000, 2000):
        piece = blobs_pb2.PutBlobRequest(
            sha256=name, total_bytes=len(data), offset_bytes=start, data=data[start : start + 1000]
        )
        answer = blobs_pb2.PutBlobResponse.FromString(web_call(server, PUT_BLOB, piece).messages[0])
    assert answer.complete
    assert answer.expires_after_ms > 0
    wrong = blobs_pb2.PutBlobRequest(sha256="0" * 64, total_bytes=3, data=b"abc")
    refused = web_call(server, PUT_BLOB, wrong)
    assert refused.code == grpc.StatusCode.INVALID_ARGUMENT.value[0]
    assert [violation.field for violation in refused.detail.violations] == ["sha256"]
    nothing = web_call(server, PUT_BLOB, blobs_pb2.PutBlobRequest())
    assert {violation.field for violation in nothing.detail.violations} == {"sha256", "total_bytes"}


def test_memory_stays_flat_over_bad_photos(server: RunningServer) -> None:
    process = psutil.Process(server.process.pid)

    def load(rounds: int) -> None:
        for _ in range(rounds):
            for data in PHOTOS.values():
                web = web_call(server, TEXTURE, small_texture(model="gan", exemplar={"image": data}))
                assert web.code == grpc.StatusCode.INVALID_ARGUMENT.value[0]

    load(10)  # caches and pools fill
    grown = least_grown_mib(process, lambda: load(30), allowed=24)
    assert grown < 24, f"grew by {grown:.0f} MiB over 30 rounds, each time"


def test_blobs_do_not_pile_up(server: RunningServer) -> None:
    process = psutil.Process(server.process.pid)
    numbers = itertools.count()

    def load(count: int) -> None:
        with channel(server) as opened:
            for number in itertools.islice(numbers, count):
                put_blob(opened, struct.pack("<I", number) * (1 << 20))

    load(20)  # more than is kept
    grown = least_grown_mib(process, lambda: load(40), allowed=40)
    assert grown < 40, f"grew by {grown:.0f} MiB while 160 MiB came, each time"
