"""A server that gives every call of ``TerrainService/Generate`` one prepared answer, most of them bad ones, and how a
bridge's call must end that gets it.
"""

from __future__ import annotations

import base64
import hashlib
import socket
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from google.protobuf.message import Message
from google.rpc import status_pb2

from procgen.v1 import common_pb2, terrain_pb2


@contextmanager
def answering(answers: Sequence[bytes]) -> Iterator[int]:
    """Give each connection, when it has sent a request, the next answer, and close it; yields the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_answer_in_turn, args=(listener, answers), daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(60)


def _answer_in_turn(listener: socket.socket, answers: Sequence[bytes]) -> None:
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


# Each with the code that the call must end with, and words that must be in its message.
ANSWERS = {
    "complete": (http(chunk(DATA) + RESULT + WELL), "OK", ""),
    "complete in small chunks": (http(chunk(DATA[:3]) + chunk(DATA[3:], 3) + RESULT + WELL), "OK", ""),
    "header names in capitals": (http(chunk(DATA) + RESULT + trailers("GRPC-STATUS:0\r\n")), "OK", ""),
    "no frame is complete": (http(chunk(DATA)[:-1]), "UNAVAILABLE", "went away"),
    "no trailers": (http(chunk(DATA) + RESULT), "UNAVAILABLE", "went away"),
    "fewer bytes than promised": (http(chunk(DATA) + RESULT)[:-4], "UNAVAILABLE", "went away"),
    "no answer at all": (b"", "UNAVAILABLE", "went away"),
    "trailers without a status": (http(trailers("grpc-message: hm\r\n")), "INTERNAL", "damaged"),
    "no result": (http(chunk(DATA) + WELL), "INTERNAL", "no result"),
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
