"""The Godot addon's protobuf and gRPC-Web against Google's protobuf and against servers that misbehave."""

from __future__ import annotations

import base64
import hashlib
import random
import socket
import struct
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import DecodeError, Message
from google.rpc import status_pb2

from procgen.v1 import blobs_pb2, character_pb2, common_pb2, dialogue_pb2, system_pb2, terrain_pb2, texture_pb2
from tests.engines.godot_probe import run_probe

RECEIVED = [
    system_pb2.GetInfoResponse,
    terrain_pb2.TerrainEvent,
    terrain_pb2.TerrainResult,
    texture_pb2.TextureEvent,
    texture_pb2.TextureResult,
    texture_pb2.TextureSetEvent,
    texture_pb2.TextureSetResult,
    blobs_pb2.PutBlobResponse,
    character_pb2.GetCharacterInfoResponse,
    character_pb2.DescribeResponse,
    character_pb2.SampleResponse,
    character_pb2.VaryResponse,
    character_pb2.EditResponse,
    character_pb2.MeasureResponse,
    character_pb2.CharacterEvent,
    character_pb2.CharacterResult,
    character_pb2.UpdateResponse,
    character_pb2.CrowdEvent,
    character_pb2.CrowdMember,
    character_pb2.CrowdResult,
    dialogue_pb2.GetDialogueInfoResponse,
    dialogue_pb2.LinesEvent,
    dialogue_pb2.SceneEvent,
    dialogue_pb2.FillSceneEvent,
    dialogue_pb2.CheckSceneResponse,
    dialogue_pb2.ConverseEvent,
    common_pb2.ErrorDetail,
]
SENT = [
    terrain_pb2.TerrainRequest,
    texture_pb2.TextureRequest,
    texture_pb2.TextureSetRequest,
    blobs_pb2.PutBlobRequest,
    character_pb2.DescribeRequest,
    character_pb2.SampleRequest,
    character_pb2.VaryRequest,
    character_pb2.EditRequest,
    character_pb2.MeasureRequest,
    character_pb2.CharacterRequest,
    character_pb2.UpdateRequest,
    character_pb2.CrowdRequest,
    dialogue_pb2.LinesRequest,
    dialogue_pb2.SceneRequest,
    dialogue_pb2.FillSceneRequest,
    dialogue_pb2.CheckSceneRequest,
    dialogue_pb2.ConverseRequest,
]
NUMBERS: dict[int, list[Any]] = {
    FieldDescriptor.TYPE_UINT32: [0, 1, 127, 128, 2**32 - 1],
    FieldDescriptor.TYPE_UINT64: [0, 1, 2**32, 2**63 - 1, 2**63, 2**64 - 1],
    FieldDescriptor.TYPE_SINT32: [0, -1, 1, -(2**31), 2**31 - 1],
    FieldDescriptor.TYPE_SINT64: [0, -1, 1, -(2**30), 2**30, 2**62 - 1, -(2**63), 2**63 - 1],
    FieldDescriptor.TYPE_FLOAT: [0.0, 1.0, -0.1, 1e-30, 3e38],
    FieldDescriptor.TYPE_DOUBLE: [0.0, -1.5, 1e-300, 1e300],
    FieldDescriptor.TYPE_BOOL: [False, True],
    FieldDescriptor.TYPE_ENUM: [1, 2, 10, 38],
}


def fields_in(kind: Any) -> list[FieldDescriptor]:
    """The fields of a message's descriptor, for whose class the type stubs have two names."""
    return list(kind.fields)


def is_map(field: FieldDescriptor) -> bool:
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def random_value(field: FieldDescriptor, random_source: random.Random) -> Any:
    if field.type in NUMBERS:
        return random_source.choice(NUMBERS[field.type])
    if field.type == FieldDescriptor.TYPE_STRING:
        lengths = [1, 20, 200]
        length = random_source.choice(lengths if field.containing_oneof else [0, *lengths])
        return "".join(random_source.choices('az 09_:"\\\n/äß→日😀', k=length))
    # Where one of several fields is set, it is not left empty: the addon does not tell such a one from none.
    sizes = [1, 127, 128, 20_000]
    return random_source.randbytes(random_source.choice(sizes if field.containing_oneof else [0, *sizes]))


def random_message(kind: type[Message], random_source: random.Random) -> Message:
    """A message with about two thirds of its fields set."""
    message = kind()
    for field in fields_in(kind.DESCRIPTOR):
        if random_source.random() < 1 / 3:
            continue
        entries = getattr(message, field.name)
        if is_map(field):
            key, value = fields_in(field.message_type)
            for _ in range(3):
                entries[random_value(key, random_source)] = random_value(value, random_source)
        elif field.message_type is not None:
            for _ in range(random_source.randint(1, 3) if field.is_repeated else 1):
                part = random_message(type(entries.add()) if field.is_repeated else type(entries), random_source)
                if field.is_repeated:
                    entries[-1].CopyFrom(part)
                else:
                    entries.CopyFrom(part)
        elif field.is_repeated:
            entries.extend(random_value(field, random_source) for _ in range(4))
        else:
            setattr(message, field.name, random_value(field, random_source))
    return message


def as_godot(field: FieldDescriptor, value: Any) -> Any:
    """A value as the probe's JSON has it."""
    if field.message_type is not None:
        return as_dictionary(value)
    if field.type == FieldDescriptor.TYPE_BYTES:
        return value.hex()
    if field.type in (FieldDescriptor.TYPE_SINT32, FieldDescriptor.TYPE_UINT32, FieldDescriptor.TYPE_UINT64):
        return str(value - 2**64 if value >= 2**63 else value)
    return value


def as_dictionary(message: Message) -> dict[str, Any]:
    """All fields of a message as the probe's JSON has them: the addon must know every one."""
    fields: dict[str, Any] = {}
    for field in fields_in(message.DESCRIPTOR):
        value = getattr(message, field.name)
        if is_map(field):
            fields[field.name] = {key: as_godot(fields_in(field.message_type)[1], value[key]) for key in value}
        elif field.is_repeated:
            fields[field.name] = [as_godot(field, entry) for entry in value]
        elif field.has_presence and not message.HasField(field.name):
            # Messages that every answer has stand there empty.
            fields[field.name] = as_dictionary(value) if field.name in ("limits", "recipe") else None
        else:
            fields[field.name] = as_godot(field, value)
    return fields


def test_answers_are_read_as_protobuf_reads_them(godot_project: Path) -> None:
    random_source = random.Random(1)
    messages = [random_message(kind, random_source) for kind in RECEIVED for _ in range(25)]
    encoded = [
        {"type": type(message).DESCRIPTOR.name, "bytes": message.SerializeToString().hex()} for message in messages
    ]
    report = run_probe(godot_project, "decode", messages=encoded)
    assert report["decoded"] == [as_dictionary(message) for message in messages]


def test_fields_of_a_newer_server_are_passed_over(godot_project: Path) -> None:
    known = common_pb2.ErrorDetail(reason="BUSY", retry_after_ms=300).SerializeToString()
    # Field 1000 as each of the four wire types, before what is known.
    newer = [
        b"\xc0\x3e" + b"\xff" * 9 + b"\x01",
        b"\xc1\x3e" + bytes(8),
        b"\xc2\x3e\x03abc",
        b"\xc5\x3e" + bytes(4),
    ]
    messages = [{"type": "ErrorDetail", "bytes": (field + known).hex()} for field in [*newer, b"".join(newer)]]
    report = run_probe(godot_project, "decode", messages=messages)
    assert [(detail["reason"], detail["retry_after_ms"]) for detail in report["decoded"]] == [("BUSY", "300")] * 5


def test_a_cut_message_is_refused_wherever_protobuf_refuses_it(godot_project: Path) -> None:
    event = terrain_pb2.TerrainEvent(
        result=terrain_pb2.TerrainResult(
            recipe=common_pb2.Recipe(domain="terrain", model_sha256={"model": "00"}),
            artifacts=[common_pb2.Artifact(kind="heights_f32", size_bytes=2**63, height_min_m=-3.5)],
            width_px=129,
        )
    )
    whole = event.SerializeToString()
    cuts = [whole[:size] for size in range(len(whole))]
    report = run_probe(godot_project, "decode", messages=[{"type": "TerrainEvent", "bytes": cut.hex()} for cut in cuts])
    assert [decoded is not None for decoded in report["decoded"]] == [is_message(cut) for cut in cuts]


def is_message(encoded: bytes) -> bool:
    try:
        terrain_pb2.TerrainEvent.FromString(encoded)
    except DecodeError:
        return False
    return True


def test_requests_are_written_as_protobuf_reads_them(godot_project: Path) -> None:
    random_source = random.Random(2)
    requests = [random_message(kind, random_source) for kind in SENT for _ in range(40)]
    named = [{"message": request.DESCRIPTOR.name, **fields_of(request)} for request in requests]
    report = run_probe(godot_project, "encode", requests=named)
    read = [
        type(request).FromString(bytes.fromhex(encoded))
        for request, encoded in zip(requests, report["encoded"], strict=True)
    ]
    assert read == requests


def fields_of(message: Message) -> dict[str, Any]:
    """The fields that are set, as the probe takes them: with the type of each message within, and as text what JSON
    cannot hold.
    """
    return {field.name: as_probe(field, value) for field, value in message.ListFields()}


def as_probe(field: FieldDescriptor, value: Any) -> Any:
    if is_map(field):
        return dict(value)
    if field.message_type is not None:
        parts = [
            {"message": field.message_type.name, **fields_of(part)}
            for part in (value if field.is_repeated else [value])
        ]
        return parts if field.is_repeated else parts[0]
    if field.is_repeated:
        return list(value)
    if field.type in (FieldDescriptor.TYPE_UINT64, FieldDescriptor.TYPE_SINT64):
        return str(value - 2**64 if value >= 2**63 else value)
    if field.type == FieldDescriptor.TYPE_BYTES:
        return value.hex()
    if field.type == FieldDescriptor.TYPE_DOUBLE:
        return struct.pack("<d", value).hex()
    return value


def answer_in_turn(listener: socket.socket, answers: list[bytes]) -> None:
    """Give each connection, when it has sent a request, its answer; then close it."""
    for answer in answers:
        connection, _ = listener.accept()
        with connection, suppress(OSError):  # the client may close as soon as it has what it needs
            received = b""
            while b"\r\n\r\n" not in received:
                received += connection.recv(1 << 16)
            connection.sendall(answer)
            connection.shutdown(socket.SHUT_WR)
            # Closing with unread input would reset the connection, and the answer could be lost.
            while connection.recv(1 << 16):
                pass


def http(body: bytes, *headers: str, content_type: str = "application/grpc-web+proto", status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def framed(message: Message) -> bytes:
    encoded = message.SerializeToString()
    return struct.pack(">BI", 0, len(encoded)) + encoded


def trailers(text: str) -> bytes:
    return struct.pack(">BI", 0x80, len(text)) + text.encode()


def chunk(data: bytes, offset: int = 0, total: int = 8, index: int = 0) -> bytes:
    return framed(
        terrain_pb2.TerrainEvent(
            chunk=common_pb2.Chunk(artifact_index=index, offset_bytes=offset, total_bytes=total, data=data)
        )
    )


DATA = struct.pack("<2f", 1.0, 2.0)
RESULT = framed(
    terrain_pb2.TerrainEvent(
        result=terrain_pb2.TerrainResult(
            artifacts=[common_pb2.Artifact(kind="heights_f32", size_bytes=8, sha256=hashlib.sha256(DATA).hexdigest())]
        )
    )
)
WELL = trailers("grpc-status: 0\r\n")


def busy_details() -> str:
    """A grpc-status-details-bin header: Google's details first, then ours, padding left out."""
    status = status_pb2.Status(code=8, message="busy")
    status.details.add(type_url="type.googleapis.com/google.rpc.RetryInfo", value=b"\x0a\x02\x08\x01")
    status.details.add().Pack(common_pb2.ErrorDetail(reason="BUSY", retry_after_ms=250))
    return base64.b64encode(status.SerializeToString()).decode().rstrip("=")


ANSWERS = {
    "complete": (http(chunk(DATA) + RESULT + WELL), "OK", ""),
    "complete in small chunks": (http(chunk(DATA[:3]) + chunk(DATA[3:], 3) + RESULT + WELL), "OK", ""),
    "header names in capitals": (http(chunk(DATA) + RESULT + trailers("GRPC-STATUS:0\r\n")), "OK", ""),
    "no frame is complete": (http(chunk(DATA)[:-1]), "UNAVAILABLE", "went away"),
    "no trailers": (http(chunk(DATA) + RESULT), "UNAVAILABLE", "went away"),
    "fewer bytes than promised": (http(chunk(DATA) + RESULT)[:-4], "UNAVAILABLE", "went away"),
    "no answer at all": (b"", "UNAVAILABLE", "went away"),
    "trailers without a status": (http(trailers("grpc-message: hm\r\n")), "INTERNAL", "damaged"),
    "no result": (http(chunk(DATA) + WELL), "INTERNAL", "TerrainResult"),
    "gap between chunks": (http(chunk(DATA[:4]) + chunk(DATA[5:], 5) + RESULT + WELL), "INTERNAL", "order of chunks"),
    "artifact left out": (http(chunk(DATA, index=1) + RESULT + WELL), "INTERNAL", "order of chunks"),
    "chunk too long": (http(chunk(DATA + b"x") + RESULT + WELL), "INTERNAL", "size of artifact 0"),
    "chunk missing": (http(chunk(DATA[:4]) + RESULT + WELL), "INTERNAL", "size of artifact 0"),
    "all chunks missing": (http(RESULT + WELL), "INTERNAL", "number of artifacts"),
    "one bit changed": (http(chunk(DATA[:-1] + b"\x41") + RESULT + WELL), "INTERNAL", "SHA-256 of artifact 0"),
    "not a message": (http(struct.pack(">BI", 0, 3) + b"\xff\xff\xff" + WELL), "INTERNAL", "TerrainEvent"),
    "compressed though not asked": (http(b"\x01" + chunk(DATA)[1:] + WELL), "INTERNAL", "frame"),
    "frame of 4 GiB": (http(b"\x00\xff\xff\xff\xff" + bytes(100)), "INTERNAL", "frame"),
    "a web page": (http(b"<html>", content_type="text/html"), "UNIMPLEMENTED", "HTTP 200"),
    "refused by HTTP": (http(b"no", content_type="text/plain", status="403 Forbidden"), "UNIMPLEMENTED", "HTTP 403"),
    "error in the trailers": (
        http(trailers("grpc-status: 8\r\ngrpc-message: 3 + 1 calls wait%3A 100%25, f%C3%BCll\r\n")),
        "RESOURCE_EXHAUSTED",
        "3 + 1 calls wait: 100%, füll",
    ),
    "error in the headers": (
        http(b"", "grpc-status: 8", "grpc-message: busy", f"grpc-status-details-bin: {busy_details()}"),
        "RESOURCE_EXHAUSTED",
        "busy",
    ),
    "unknown status": (http(trailers("grpc-status: 77\r\ngrpc-message: new\r\n")), "UNKNOWN", "new"),
}


@pytest.fixture(scope="module")
def statuses(godot_project: Path) -> dict[str, dict[str, Any]]:
    """How calls end in Godot that get the answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        answers = [answer for answer, _, _ in ANSWERS.values()]
        thread = threading.Thread(target=answer_in_turn, args=(listener, answers), daemon=True)
        thread.start()
        report = run_probe(godot_project, "statuses", web_port=listener.getsockname()[1], requests=[{}] * len(answers))
        thread.join(10)
    return dict(zip(ANSWERS, report["statuses"], strict=True))


@pytest.mark.parametrize("name", ANSWERS)
def test_answer_is_understood(statuses: dict[str, dict[str, Any]], name: str) -> None:
    _, code, words = ANSWERS[name]
    assert statuses[name]["code"] == code
    assert words in statuses[name]["message"]
    assert statuses[name]["took_ms"] < 3000


def test_our_own_detail_is_found_among_others(statuses: dict[str, dict[str, Any]]) -> None:
    detail = statuses["error in the headers"]["detail"]
    assert (detail["reason"], detail["retry_after_ms"]) == ("BUSY", "250")
