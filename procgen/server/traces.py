"""Spans of calls; nothing of it unless the user asks (``procgen serve --otlp-endpoint``).

:class:`Tracer` does nothing and is what a server has by default; :mod:`procgen.server.otlp` has the one that sends.
"""

from __future__ import annotations

from procgen.kit.wire.call import AnyMethod, Call


class Span:
    """One call, from its request to its last answer. Does nothing."""

    def end(self, call: Call, code: str) -> None:
        """The call ended, with this gRPC status."""


class Tracer:
    """Begins spans that nobody sees. Safe to use from any thread, and so are those that derive from it."""

    def begin(self, method: AnyMethod, transport: str, traceparent: str) -> Span:
        """A call begins.

        Args:
            method: what is called.
            transport: "grpc" or "web".
            traceparent: the client's header of that name (W3C Trace Context); empty if it sent none.
        """
        return _NOTHING

    def close(self, timeout_s: float) -> None:
        """Send what is left, for so long at most; blocks."""


_NOTHING = Span()
