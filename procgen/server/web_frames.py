"""Bodies of gRPC-Web: length-prefixed messages, as they are or as base64, compressed where that pays."""

from __future__ import annotations

import binascii
import re
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from procgen.errors import InvalidFields, NotServed, TooLarge, Violation
from procgen.kit.wire.artifacts import REQUEST_BYTES

if TYPE_CHECKING:
    from _typeshed import SupportsRead

CONTENT_TYPES: Final = (
    "application/grpc-web",
    "application/grpc-web+proto",
    "application/grpc-web-text",
    "application/grpc-web-text+proto",
)
ENCODINGS: Final = "identity,gzip"
"""Of single messages; for ``grpc-accept-encoding``."""
BODY_BYTES: Final = (REQUEST_BYTES + 64) * 4 // 3 + 4
"""Of the largest request with its frame, in base64; what gzip adds to a message that it can't shrink fits in too."""

_TEXT: Final = "application/grpc-web-text"
_PREFIX: Final = struct.Struct(">BI")
_COMPRESSED: Final = 0x01
_TRAILERS: Final = 0x80
_GZIP_BITS: Final = 31
_LEAST_COMPRESSED_BYTES: Final = 1024
_PROBE_BYTES: Final = 4096
_PROBE_SHARE: Final = 0.9
"""Of its size that a piece of a message may keep: pictures and archives keep all of it."""
_BASE64_RUN: Final = re.compile(rb"[A-Za-z0-9+/]+={0,2}")


class UnknownEncoding(NotServed):
    """The request's messages are compressed in a way that is not understood here."""

    def __init__(self, encoding: str) -> None:
        super().__init__(
            f"messages compressed with {encoding[:40]!r} are not understood",
            "Send them as they are, or compressed with gzip.",
        )


def frame(data: bytes, flag: int = 0) -> bytes:
    """A length-prefixed message."""
    return _PREFIX.pack(flag, len(data)) + data


def messages_of(answer: SupportsRead[bytes]) -> Iterator[bytes]:
    """The messages of an answer that was not asked for compressed, each as soon as it is there.

    Args:
        answer: what can be read of it; a read waits until there is as much.
    """
    while len(prefix := answer.read(_PREFIX.size)) == _PREFIX.size:
        flag, length = _PREFIX.unpack(prefix)
        data = answer.read(length)
        if flag & _TRAILERS:
            return
        yield data


def request_message(body: bytes, headers: Mapping[str, str]) -> bytes:
    """The one message of a request's body.

    Raises:
        InvalidFields: the body is not exactly one message.
        TooLarge: it has more than :data:`REQUEST_BYTES`, perhaps only once it is unpacked.
        UnknownEncoding: it is compressed with something else than gzip.
    """
    encoding = headers.get("grpc-encoding", "identity")
    if encoding not in ENCODINGS.split(","):
        raise UnknownEncoding(encoding)
    if content_type(headers).startswith(_TEXT):
        body = _from_base64(body)
    if len(body) < _PREFIX.size:
        raise _bad_body(f"{len(body)} bytes")
    flag, length = _PREFIX.unpack_from(body)
    if flag not in (0, _COMPRESSED) or len(body) != _PREFIX.size + length:
        raise _bad_body(f"{len(body)} bytes that begin with {body[: _PREFIX.size].hex()}")
    data = body[_PREFIX.size :]
    if flag == _COMPRESSED:
        if encoding != "gzip":
            raise _bad_body("a frame that says it is compressed, and no grpc-encoding")
        return _unzipped(data)
    if length > REQUEST_BYTES:
        raise TooLarge(REQUEST_BYTES)
    return data


def content_type(headers: Mapping[str, str]) -> str:
    """The media type of a body, without its parameters."""
    return headers.get("content-type", "").split(";")[0].strip().lower()


def _bad_body(seen: str) -> InvalidFields:
    return InvalidFields([Violation.of("body", seen, "one frame: 0 (1 for gzip), four bytes of length, the message")])


def _from_base64(body: bytes) -> bytes:
    """Decode base64 in which each piece may be padded for itself."""
    runs = _BASE64_RUN.findall(body)
    if sum(map(len, runs)) != len(body) or any(len(run) % 4 for run in runs):
        raise InvalidFields([Violation.of("body", f"{len(body)} bytes that are not base64", "padded base64")])
    return b"".join(map(binascii.a2b_base64, runs))


def _unzipped(data: bytes) -> bytes:
    """Unpack gzip, but never more than a request may have."""
    unpacking = zlib.decompressobj(_GZIP_BITS)
    try:
        message = unpacking.decompress(data, REQUEST_BYTES + 1)
    except zlib.error:
        raise _bad_body(f"{len(data)} bytes that are not gzip") from None
    if len(message) > REQUEST_BYTES:
        raise TooLarge(REQUEST_BYTES)
    if not unpacking.eof or unpacking.unused_data:
        raise _bad_body(f"{len(data)} bytes that are not one gzip stream")
    return message


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """How a client wants its answer."""

    text: bool
    """In base64, each frame padded for itself, so that it can be read as it comes."""
    gzip: bool
    """Messages may be compressed."""

    @classmethod
    def wanted(cls, headers: Mapping[str, str]) -> AnswerForm:
        """What a request asks for."""
        accepted = headers.get("accept", "").lower()
        text = _TEXT in accepted if "application/grpc-web" in accepted else content_type(headers).startswith(_TEXT)
        encodings = [name.strip() for name in headers.get("grpc-accept-encoding", "").split(",")]
        return cls(text, "gzip" in encodings)

    def headers(self) -> list[tuple[str, str]]:
        """What the answer's head says of it."""
        kind = ("content-type", f"{_TEXT if self.text else 'application/grpc-web'}+proto")
        return [kind, ("grpc-encoding", "gzip")] if self.gzip else [kind]

    def message(self, data: bytes) -> bytes:
        """A frame with a message, compressed where the client takes that and it makes it smaller."""
        if self.gzip and len(data) > _LEAST_COMPRESSED_BYTES and _shrinks(data):
            packed = _zipped(data)
            if len(packed) < len(data):
                return self._written(frame(packed, _COMPRESSED))
        return self._written(frame(data))

    def trailers(self, pairs: Sequence[tuple[str, str]]) -> bytes:
        """The frame that ends an answer."""
        return self._written(frame("".join(f"{name}: {value}\r\n" for name, value in pairs).encode("ascii"), _TRAILERS))

    def _written(self, data: bytes) -> bytes:
        return binascii.b2a_base64(data, newline=False) if self.text else data


def _zipped(data: bytes) -> bytes:
    packing = zlib.compressobj(1, wbits=_GZIP_BITS)  # the fastest: more effort gains little, and somebody waits
    return packing.compress(data) + packing.flush()


def _shrinks(data: bytes) -> bool:
    """Whether a piece from the middle does, so that whole chunks of pictures are not packed in vain."""
    if len(data) <= _PROBE_BYTES:
        return True
    start = (len(data) - _PROBE_BYTES) // 2
    return len(zlib.compress(data[start : start + _PROBE_BYTES], 1)) < _PROBE_SHARE * _PROBE_BYTES
