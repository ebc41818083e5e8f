"""Who may call the gRPC-Web port: the names it goes by, and pages only of origins that were named.

A browser can reach this computer's own ports for any page that it shows. So that no page can use the server, unless
the user named the page's origin:

- The Host header must be one of the server's own names, or a page could have its own name point here, and would then
  be of the same origin as the server (DNS rebinding).
- A request with an Origin that was not named is refused before anything is read of it, which includes what browsers
  send without asking first (forms, ``no-cors``); so is one that the browser says comes from elsewhere.
- Only origins that were named get CORS headers.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlsplit

from procgen.errors import InvalidFields, Violation

_HOST: Final = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?", re.IGNORECASE)
_ORIGIN_ALLOWED: Final = "scheme://host or scheme://host:port, as browsers say it, such as http://localhost:8080"
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_OWN_PAGE: Final = ("same-origin", "none")
"""What ``sec-fetch-site`` says of a page of our own, and of an address that the user typed."""
_REQUEST_HEADERS: Final = (
    "accept, authorization, content-type, grpc-accept-encoding, grpc-encoding, grpc-timeout, traceparent, x-grpc-web, "
    "x-procgen-previews, x-user-agent"
)
_RESPONSE_HEADERS: Final = "grpc-status, grpc-message, grpc-status-details-bin, grpc-encoding"
_REMEMBERED_S: Final = 7200
"""For how long a browser need not ask again; longer than that none remembers it."""

_Headers = list[tuple[str, str]]


class Refused(Exception):
    """A request that gets an HTTP error instead of a gRPC status: it is no gRPC-Web call, or not for us."""

    def __init__(self, status: int, message: str, headers: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.headers = list(headers)


def parse_origin(text: str) -> str:
    """An origin as browsers say it.

    Raises:
        InvalidFields: it is none, or stands for all.
    """
    if text == "*":
        raise InvalidFields([Violation.of("allow-origin", text, f"each origin by name, {_ORIGIN_ALLOWED}")])
    try:
        parts = urlsplit(text.lower())
        host, port = parts.hostname, parts.port
    except ValueError:  # a port that is none, brackets that are not closed
        host = port = None
    # What is put together again and is the same has neither path nor user, nor anything else.
    name = f"[{host}]" if host and ":" in host else host
    told = f"{parts.scheme}://{name}" + (f":{port}" if port is not None else "") if host else ""
    if not host or not parts.scheme or told != text.lower() or not _HOST.fullmatch(str(name)) or parts.scheme == "file":
        raise InvalidFields([Violation.of("allow-origin", text, _ORIGIN_ALLOWED)])
    return told.removesuffix(f":{port}") if _DEFAULT_PORTS.get(parts.scheme) == port else told


class Visitors:
    """Tells who may call from who may not.

    Args:
        host: what the server listens on.
        origins: origins of pages that may call, as :func:`parse_origin` gives them; engines send none.
        own_pages: whether the server shows pages itself, which may call: those whose origin is where they call.
    """

    def __init__(self, host: str, origins: Iterable[str], *, own_pages: bool = False) -> None:
        self._host = _bare(host)
        self._origins = frozenset(origins)
        self._own_pages = own_pages

    def check(self, headers: Mapping[str, str]) -> _Headers:
        """The CORS headers for the answer to a request; none for what is not a page.

        Raises:
            Refused: it must not go on.
        """
        host = headers.get("host")
        # Only clients of HTTP/1.0 leave it out, and browsers are none.
        if host is not None and not self._is_ours(host):
            raise Refused(403, f"the Host header names {host[:80]!r}, which this server does not serve")
        origin = headers.get("origin")
        if origin is None:
            if headers.get("sec-fetch-site", "none") not in _OWN_PAGE:
                raise Refused(403, "other sites' pages may not call this server")
            return []
        if self._own_pages and host is not None and origin.lower() in (f"http://{host}", f"https://{host}"):
            return []  # the host was found to be ours above
        if origin not in self._origins:
            raise Refused(
                403, f"pages of {origin[:80]!r} may not call this server; procgen serve --allow-origin lets them"
            )
        return [
            ("access-control-allow-origin", origin),
            ("access-control-expose-headers", _RESPONSE_HEADERS),
            ("vary", "origin"),
        ]

    @staticmethod
    def preflight(headers: Mapping[str, str]) -> _Headers:
        """What a browser wants to know before it calls, of an origin that :meth:`check` let in."""
        answer = [
            ("access-control-allow-methods", "POST"),
            ("access-control-allow-headers", _REQUEST_HEADERS),
            ("access-control-max-age", str(_REMEMBERED_S)),
        ]
        if headers.get("access-control-request-private-network") == "true":
            answer.append(("access-control-allow-private-network", "true"))
        return answer

    def _is_ours(self, host: str) -> bool:
        match = _HOST.fullmatch(host)
        if match is None:
            return False
        # The port may be another one than ours: it is where something passes calls on to us.
        name = _bare(match[1])
        if name in ("localhost", self._host):
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        # A name can be made to point here, a number can't: where all addresses are served, any of them may be ours.
        return address.is_loopback or self._host in ("0.0.0.0", "::")


def _bare(host: str) -> str:
    """A host name without brackets, in lower case, an address in its shortest form."""
    name = host.strip("[]").lower()
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return name.removesuffix(".")
