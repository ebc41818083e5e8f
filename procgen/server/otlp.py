"""Spans of calls for a collector of OpenTelemetry, by OTLP over HTTP. The one place that imports OpenTelemetry."""

from __future__ import annotations

import ipaddress
import logging
from typing import Final
from urllib.parse import urlsplit

import grpc

from procgen import __version__
from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.wire.call import AnyMethod, Call
from procgen.server.traces import Span, Tracer

TRACES_PATH: Final = "/v1/traces"
_SEND_S: Final = 2.0
"""How long a collector may take; it is called from a thread of its own."""
_NUMBERS: Final = {code.name: code.value[0] for code in grpc.StatusCode}
_WAITING_SPANS: Final = 2048
"""Spans that wait to be sent; more are dropped while the collector is away."""


def traces_address(text: str) -> str:
    """The address that spans are sent to; a collector's own address gets OTLP's path.

    Raises:
        InvalidFields: it is no address.
    """
    try:
        parts = urlsplit(text)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and not parts.query
    except ValueError:  # a port that is none
        valid = False
    if not valid:
        raise InvalidFields(
            [Violation.of("otlp-endpoint", text, "an address of http or https, such as http://127.0.0.1:4318")]
        )
    return text if parts.path.strip("/") else text.rstrip("/") + TRACES_PATH


def open_tracer(endpoint: str) -> Tracer:
    """A tracer that sends spans to a collector.

    Args:
        endpoint: the collector's address, as :func:`traces_address` takes it.

    Raises:
        InvalidFields: it is no address.
        Failed: OpenTelemetry is not installed.
    """
    address = traces_address(endpoint)
    try:
        import requests  # noqa: PLC0415
        from opentelemetry import trace  # noqa: PLC0415
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415
    except ImportError as error:
        raise Failed(
            f"traces need OpenTelemetry, which is not installed: {error}", "Run `pip install procgen-server[otel]`."
        ) from error

    session = requests.Session()
    if _is_loopback(address):
        session.trust_env = False  # a proxy from the environment is another computer
    # What it says of a collector that is away would stand on stderr between the lines of our log.
    logging.getLogger("opentelemetry").addHandler(logging.NullHandler())
    logging.getLogger("opentelemetry").propagate = False
    exporter = OTLPSpanExporter(address, timeout=_SEND_S, session=session)
    provider = TracerProvider(
        resource=Resource.create({"service.name": "procgen", "service.version": __version__}), shutdown_on_exit=False
    )
    provider.add_span_processor(BatchSpanProcessor(exporter, max_queue_size=_WAITING_SPANS))
    tracer = provider.get_tracer("procgen.server", __version__)
    propagator = TraceContextTextMapPropagator()

    class Sending(Tracer):
        def begin(self, method: AnyMethod, transport: str, traceparent: str) -> Span:
            service, _, name = method.path[1:].partition("/")
            return Sent(
                tracer.start_span(
                    method.path[1:],
                    propagator.extract({"traceparent": traceparent}) if traceparent else None,
                    trace.SpanKind.SERVER,
                    {
                        "rpc.system": "grpc",
                        "rpc.service": service,
                        "rpc.method": name,
                        "procgen.transport": transport,
                        "procgen.lane": method.lane,
                    },
                )
            )

        def close(self, timeout_s: float) -> None:
            provider.force_flush(round(timeout_s * 1000))
            provider.shutdown()

    class Sent(Span):
        def __init__(self, span: trace.Span) -> None:
            self._span = span

        def end(self, call: Call, code: str) -> None:
            self._span.set_attributes(
                {
                    "rpc.grpc.status_code": _NUMBERS[code],
                    "procgen.request_id": call.request_id,
                    "procgen.queue_ms": round(call.waited_s * 1000.0, 3),
                }
            )
            if code != "OK":
                self._span.set_status(trace.StatusCode.ERROR, code)
            self._span.end()

    return Sending()


def _is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
