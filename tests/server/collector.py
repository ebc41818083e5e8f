"""A collector of OpenTelemetry: OTLP over HTTP, with messages as opentelemetry-proto generates them."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)


@dataclass
class Collector:
    """What came in so far."""

    address: str
    paths: set[str] = field(default_factory=set)
    spans: list[Any] = field(default_factory=list)
    resource: dict[str, Any] = field(default_factory=dict)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count: int, name: str = "") -> list[Any]:
        """Spans of a name, as soon as there are so many."""
        with self.changed:
            self.changed.wait_for(lambda: len(self.named(name)) >= count, timeout=60)
        return self.named(name)

    def named(self, name: str) -> list[Any]:
        return [span for span in self.spans if name in span.name]


def attributes(of: Any) -> dict[str, Any]:
    """Attributes of a span or a resource as Python values."""
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in of.attributes}


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            assert self.headers["content-type"] == "application/x-protobuf"
            request = ExportTraceServiceRequest.FromString(body)
            with collector.changed:
                collector.paths.add(self.path)
                for group in request.resource_spans:
                    collector.resource = attributes(group.resource)
                    for scope in group.scope_spans:
                        collector.spans += scope.spans
                collector.changed.notify_all()
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(200)
            self.send_header("content-type", "application/x-protobuf")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        collector = Collector(f"http://127.0.0.1:{http.server_port}")
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield collector
        finally:
            http.shutdown()
            thread.join()
