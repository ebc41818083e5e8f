"""Bodies of gRPC-Web: base64, compression, and what is too much."""

from __future__ import annotations

import base64
import gzip
import io
import random
import struct
import zlib
from collections.abc import Iterator

import grpc
import psutil
import pytest

from procgen.errors import InvalidFields, TooLarge
from procgen.kit.wire.artifacts import REQUEST_BYTES
from procgen.server.web_frames import AnswerForm, frame, messages_of, request_message
from procgen.v1 import terrain_pb2
from tests.client import GET_INFO, TERRAIN, WebAnswer, channel, framed, parse_frames, small_request, web_call
from tests.conftest import RunningServer
from tests.memory import least_grown_mib
from tests.server.web_wire import answered, post

TEXT = {"content-type": "application/grpc-web-text+proto"}
GZIP = {"grpc-encoding": "gzip"}


def test_messages_of_a_stream_are_taken_to_its_trailers() -> None:
    body = frame(b"one") + frame(b"") + frame(b"three") + frame(b"grpc-status:0", 0x80)
    assert list(messages_of(io.BytesIO(body))) == [b"one", b"", b"three"]


def packed(data: bytes) -> bytes:
    """A frame with a message that Python's own gzip compressed."""
    body = gzip.compress(data)
    return struct.pack(">BI", 1, len(body)) + body


def frames(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Flag and content of each."""
    while body:
        flag, length = struct.unpack_from(">BI", body)
        yield flag, body[5 : 5 + length]
        body = body[5 + length :]


def code(answer: WebAnswer) -> str:
    return next(each.name for each in grpc.StatusCode if each.value[0] == answer.code)


@pytest.mark.parametrize("kind", ["application/grpc-web", "application/grpc-web+proto", "Application/gRPC-Web; a=b"])
def test_binary_content_types(server: RunningServer, kind: str) -> None:
    assert web_call(server, GET_INFO, b"", {"content-type": kind}).code == 0


@pytest.mark.parametrize("kind", ["application/grpc-web-text", "application/grpc-web-text+proto"])
def test_text_is_padded_frame_by_frame(server: RunningServer, kind: str) -> None:
    request = framed(small_request().SerializeToString())
    pieces = [request[:7], request[7:9], request[9:]]  # each padded for itself
    body = b"".join(map(base64.b64encode, pieces))
    [head, text] = answered(server, [post(TERRAIN, body, {"content-type": kind})])[0]
    assert b"content-type: application/grpc-web-text+proto" in head
    answer = WebAnswer(200, {})
    # Each chunk of HTTP is a frame that can be decoded before the next one comes.
    parse_frames(b"".join(base64.b64decode(chunk, validate=True) for chunk in text), answer)
    assert len(text) > 3
    assert answer.code == 0
    assert terrain_pb2.TerrainEvent.FromString(answer.messages[-1]).HasField("result")


@pytest.mark.parametrize("body", [b"AAAA", b"AAAAA", b"AAAAAAA", b"AAAAAAA=!", b"====", b"\xff" * 8, b"AAAA=AAA"])
def test_what_is_not_base64_is_refused(server: RunningServer, body: bytes) -> None:
    [_, text] = answered(server, [post(GET_INFO, body, TEXT)])[0]
    answer = WebAnswer(200, {})
    parse_frames(base64.b64decode(b"".join(text)), answer)
    assert code(answer) == "INVALID_ARGUMENT"


def test_the_answer_is_text_where_the_client_accepts_text(server: RunningServer) -> None:
    [head, text] = answered(server, [post(GET_INFO, framed(b""), {"accept": "application/grpc-web-text"})])[0]
    assert b"grpc-web-text" in head
    assert base64.b64decode(text[0])
    accepts = {**TEXT, "accept": "application/grpc-web+proto"}
    [head, _] = answered(server, [post(GET_INFO, base64.b64encode(framed(b"")), accepts)])[0]
    assert b"grpc-web-text" not in head


def test_compressed_requests_are_unpacked(server: RunningServer) -> None:
    request = small_request(request_id="zipped", width_px=9).SerializeToString()
    plain = web_call(server, TERRAIN, framed(request), GZIP, raw=True)
    zipped = web_call(server, TERRAIN, packed(request), GZIP, raw=True)
    assert zipped.detail == plain.detail
    assert zipped.detail.request_id == "zipped"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (packed(b""), {}),
        (packed(b""), {"grpc-encoding": "identity"}),
        (struct.pack(">BI", 1, 3) + b"abc", GZIP),
        (struct.pack(">BI", 1, 0), GZIP),
        (struct.pack(">BI", 1, 10) + gzip.compress(b"")[:10], GZIP),
        (struct.pack(">BI", 1, 40) + gzip.compress(b"") * 2, GZIP),
        (struct.pack(">BI", 2, 0), GZIP),
        (struct.pack(">BI", 1, 8) + zlib.compress(b""), GZIP),
    ],
    ids=["no encoding", "identity", "no gzip", "nothing", "cut off", "two", "another flag", "zlib"],
)
def test_bad_compression_is_an_invalid_argument(server: RunningServer, body: bytes, headers: dict[str, str]) -> None:
    answer = web_call(server, GET_INFO, body, headers, raw=True)
    assert code(answer) == "INVALID_ARGUMENT"
    assert answer.detail.violations[0].field == "body"


@pytest.mark.parametrize("encoding", ["br", "deflate", "x" * 500])
def test_other_encodings_are_unimplemented_and_the_known_ones_named(server: RunningServer, encoding: str) -> None:
    answer = web_call(server, GET_INFO, b"", {"grpc-encoding": encoding})
    assert code(answer) == "UNIMPLEMENTED"
    assert answer.trailers["grpc-accept-encoding"] == "identity,gzip"
    assert answer.detail.remedy


def test_a_bomb_stops_at_the_limit(server: RunningServer) -> None:
    bomb = gzip.compress(bytes(200 << 20), 1)
    assert len(bomb) <= REQUEST_BYTES + 64
    process = psutil.Process(server.process.pid)
    web_call(server, GET_INFO, packed(bytes(REQUEST_BYTES)), GZIP, raw=True)

    def send() -> None:
        answer = web_call(server, GET_INFO, struct.pack(">BI", 1, len(bomb)) + bomb, GZIP, raw=True)
        assert code(answer) == "RESOURCE_EXHAUSTED"
        assert "PutBlob" in answer.detail.remedy

    assert least_grown_mib(process, send, allowed=100) < 100


def test_too_large_is_the_same_on_both_ports_and_in_all_forms(server: RunningServer) -> None:
    fits, over = b"\xff" * REQUEST_BYTES, b"\xff" * (REQUEST_BYTES + 1)
    with channel(server) as opened, pytest.raises(grpc.RpcError) as caught:
        opened.unary_unary(GET_INFO)(over, timeout=60)
    assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    # What fits is read, and found to be no message.
    assert code(web_call(server, GET_INFO, fits)) == "INVALID_ARGUMENT"
    assert code(web_call(server, GET_INFO, packed(fits), GZIP, raw=True)) == "INVALID_ARGUMENT"
    assert code(web_call(server, GET_INFO, over)) == "RESOURCE_EXHAUSTED"
    assert code(web_call(server, GET_INFO, packed(over), GZIP, raw=True)) == "RESOURCE_EXHAUSTED"
    assert code(web_call(server, GET_INFO, bytes(8 << 20))) == "RESOURCE_EXHAUSTED"
    for data, wanted in ((fits, "INVALID_ARGUMENT"), (over, "RESOURCE_EXHAUSTED")):
        [_, text] = answered(server, [post(GET_INFO, base64.b64encode(framed(data)), TEXT)])[0]
        answer = WebAnswer(200, {})
        parse_frames(base64.b64decode(b"".join(text)), answer)
        assert code(answer) == wanted


def test_answers_are_compressed_only_where_asked_and_where_it_pays(server: RunningServer) -> None:
    request = framed(small_request(width_px=256, depth_px=256, outputs=[1, 4]).SerializeToString())  # heights and a PNG
    [plain_head, plain] = answered(server, [post(TERRAIN, request)])[0]
    [head, zipped] = answered(server, [post(TERRAIN, request, {"grpc-accept-encoding": "br, gzip"})])[0]
    assert b"grpc-encoding" not in plain_head
    assert b"grpc-encoding: gzip" in head
    assert not any(flag & 1 for flag, _ in frames(b"".join(plain)))
    kinds = set()
    messages = []
    sent = made = 0  # of the heights; how many pictures of progress there are depends on the machine
    for flag, content in frames(b"".join(zipped)):
        if flag & 0x80:
            break
        message = gzip.decompress(content) if flag else content
        event = terrain_pb2.TerrainEvent.FromString(message)
        kinds.add((flag, event.WhichOneof("event"), event.chunk.artifact_index))
        messages.append(event.chunk)
        if (event.WhichOneof("event"), event.chunk.artifact_index) == ("chunk", 0):
            sent, made = sent + len(content), made + len(event.chunk.data)
        if event.WhichOneof("event") == "progress" and not event.progress.preview_png:
            assert not flag, "a small message"
    assert (1, "chunk", 0) in kinds
    assert (0, "chunk", 1) in kinds, "a PNG does not shrink"
    chunks = [
        terrain_pb2.TerrainEvent.FromString(content).chunk for flag, content in frames(b"".join(plain)) if not flag
    ]
    wanted = b"".join(chunk.data for chunk in chunks)
    assert b"".join(chunk.data for chunk in messages) == wanted
    assert sent < made, f"{sent} bytes for {made}"


def test_what_does_not_shrink_stays_as_it_is() -> None:
    form = AnswerForm(text=False, gzip=True)
    noise = random.Random(1).randbytes(100_000)
    assert form.message(noise) == frame(noise)
    assert form.message(bytes(1024)) == frame(bytes(1024))
    assert len(form.message(bytes(1025))) < 100
    # A probe that shrinks between halves that do not.
    mixed = noise[:50_000] + bytes(100) + noise[50_000:]
    assert len(form.message(mixed)) <= len(frame(mixed))
    assert AnswerForm(text=False, gzip=False).message(bytes(5000)) == frame(bytes(5000))


def test_whatever_bytes_come_are_a_message_or_refused() -> None:
    rng = random.Random(4)
    headers = {"content-type": "application/grpc-web", "grpc-encoding": "gzip"}
    taken = 0
    for _ in range(3000):
        body = bytearray(packed(b"abc" * rng.randrange(5)) if rng.random() < 0.5 else framed(b"abc"))
        for _ in range(rng.randrange(3)):
            body[rng.randrange(len(body))] = rng.randrange(256)
        text = rng.random() < 0.5
        try:
            sent = base64.b64encode(body) if text else bytes(body)
            request_message(sent, {**headers, **(TEXT if text else {})})
            taken += 1
        except (InvalidFields, TooLarge):
            pass
    assert 500 < taken < 2500
