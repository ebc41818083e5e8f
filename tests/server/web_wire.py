"""HTTP/1.1 by hand, for what ordinary clients neither send nor show."""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence

from tests.conftest import RunningServer


def post(path: str, body: bytes, headers: dict[str, str] | None = None, *, version: str = "1.1") -> bytes:
    """A request; headers given as "" are left out."""
    lines = {
        "host": "127.0.0.1",
        "content-type": "application/grpc-web+proto",
        "content-length": str(len(body)),
        **(headers or {}),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return f"POST {path} HTTP/{version}\r\n{head}\r\n".encode("latin-1") + body


def answered(server: RunningServer, requests: Sequence[bytes]) -> list[tuple[bytes, list[bytes]]]:
    """Head, in lower case, and body of the answer to each of some requests that are sent at once; a chunked body in its
    pieces. Ends early if the server closes.
    """
    with socket.create_connection((server.host, server.web_port), timeout=60) as link:
        link.sendall(b"".join(requests))
        file = link.makefile("rb")
        answers: list[tuple[bytes, list[bytes]]] = []
        for _ in requests:
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                line = file.readline()
                if not line:
                    return answers
                head += line
            head = head.lower()
            pieces = []
            length = re.search(rb"content-length: (\d+)", head)
            if b"transfer-encoding: chunked" in head:
                while size := int(file.readline(), 16):
                    pieces.append(file.read(size))
                    file.readline()
                file.readline()
            elif length is not None:
                pieces.append(file.read(int(length[1])))
            elif b" 204 " not in head:
                pieces.append(file.read())
            answers.append((head, pieces))
        return answers
