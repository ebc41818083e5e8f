"""Pages that a server shows beside its calls, on its gRPC-Web port: none, unless it was started with a site.

A site has pages, which anybody may see who may call, and answers of its own to what its pages ask, which need the token
where there is one. Only its own pages may ask: those of the same origin.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from google.protobuf.message import Message

from procgen.errors import InvalidFields, ProcgenError, Unauthenticated

PREFIX: Final = "/studio/"
"""Of all addresses of a site."""
ASK_PREFIX: Final = f"{PREFIX}ask/"
"""Of those that are asked with POST."""

RunCall: TypeAlias = Callable[[str, bytes], AsyncGenerator[Message | bytes]]
"""Runs the call of a path and a serialised request, as a client's; raises ProcgenError."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is sent for an address.

    Attributes:
        kind: its media type.
        body: its bytes.
        lasting: whether browsers may keep it: what stands at its address never changes.
    """

    kind: str
    body: bytes
    lasting: bool = False


class Site(Protocol):
    """Pages, and what they can ask."""

    def page(self, name: str) -> Page | None:
        """What stands at an address below :data:`PREFIX`; None for nothing."""

    async def ask(self, name: str, body: bytes, run: RunCall) -> Page:
        """Answer what a page asks at an address below :data:`ASK_PREFIX`.

        Raises:
            procgen.errors.ProcgenError: it can't be answered.
        """

    def close(self) -> None:
        """Let go of what it keeps open."""


Headers: TypeAlias = list[tuple[str, str]]

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self' blob:; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'"
)
"""Pages load and send nothing but from and to this server, and no other page can hold them in a frame. Parts of 3D
models are read from addresses of ``blob:``, which lead to nothing but the page's own memory."""
_LASTING_S: Final = 86400


def is_shown(target: str) -> bool:
    """Whether an address is one of a site's."""
    return target == "/" or target.startswith(PREFIX)


@dataclass(frozen=True, slots=True)
class SiteAnswer:
    """An HTTP answer of a site."""

    status: int
    headers: Headers
    body: bytes


def show(site: Site, target: str) -> SiteAnswer:
    """The page at an address, with what keeps it to this server."""
    if target == "/":
        return SiteAnswer(307, [("location", PREFIX)], b"")
    page = site.page(target.removeprefix(PREFIX).partition("?")[0])
    if page is None:
        return SiteAnswer(404, [_TEXT], b"there is no such page\n")
    kept = f"private, max-age={_LASTING_S}" if page.lasting else "no-cache"
    return SiteAnswer(
        200,
        [
            ("content-type", page.kind),
            ("content-security-policy", _POLICY),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", kept),
        ],
        page.body,
    )


async def hear(site: Site, target: str, body: bytes, run: RunCall) -> SiteAnswer:
    """What a site answers to its page; a refusal as JSON, with the fields at fault."""
    try:
        page = await site.ask(target.removeprefix(ASK_PREFIX), body, run)
    except ProcgenError as error:
        return refusal(error)
    kept = [("cache-control", "no-store"), ("x-content-type-options", "nosniff")]
    return SiteAnswer(200, [("content-type", page.kind), *kept], page.body)


def refusal(error: ProcgenError) -> SiteAnswer:
    """An error as a page reads it."""
    fields = error.violations if isinstance(error, InvalidFields) else []
    told = {
        "message": error.message,
        "remedy": error.remedy,
        "reason": error.reason,
        "violations": [{"field": each.field, "value": each.value, "allowed": each.allowed} for each in fields],
    }
    status = 401 if isinstance(error, Unauthenticated) else 400
    return SiteAnswer(status, [("content-type", "application/json")], json.dumps(told).encode())


_TEXT: Final = ("content-type", "text/plain; charset=utf-8")
