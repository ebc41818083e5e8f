"""HTTP/2 by hand, for what gRPC's own clients never send."""

from __future__ import annotations

import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9
END_STREAM, ACK, END_HEADERS = 1, 1, 4


def frame(kind: int, flags: int = 0, stream: int = 0, payload: bytes = b"") -> bytes:
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def headers(path: str, **more: str) -> bytes:
    """The head of a call, each header written out."""
    fields = {
        ":method": "POST",
        ":scheme": "http",
        ":path": path,
        ":authority": "localhost",
        "te": "trailers",
        "content-type": "application/grpc",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    return b"".join(b"\0" + _text(name) + _text(value) for name, value in fields.items())


def _text(text: str) -> bytes:
    assert len(text) < 127
    return bytes([len(text)]) + text.encode()


GREETING = PREFACE + frame(SETTINGS)
SETTINGS_TAKEN = frame(SETTINGS, ACK)


class Frames:
    """Takes a stream of bytes apart."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[tuple[int, int, int, bytes]]:
        """Type, flags, stream and payload of each frame that is complete by now."""
        self._rest += data
        found = []
        while len(self._rest) >= 9:
            size = int.from_bytes(self._rest[:3], "big")
            if len(self._rest) < 9 + size:
                break
            kind, flags, stream = struct.unpack(">BBI", self._rest[3:9])
            found.append((kind, flags, stream, self._rest[9 : 9 + size]))
            self._rest = self._rest[9 + size :]
        return found


def polite(frames: list[tuple[int, int, int, bytes]]) -> bytes:
    """What a client has to answer to frames, or be closed."""
    answer = b""
    for kind, flags, _, payload in frames:
        if kind == SETTINGS and not flags & ACK:
            answer += SETTINGS_TAKEN
        if kind == PING and not flags & ACK:
            answer += frame(PING, ACK, 0, payload)
    return answer
