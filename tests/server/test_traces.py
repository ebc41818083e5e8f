"""Spans of calls for OpenTelemetry, received by a collector that reads them as protobuf."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import grpc
import pytest

import procgen
from procgen.errors import Failed, InvalidFields
from procgen.kit.wire.call import Call
from procgen.server.otlp import open_tracer, traces_address
from procgen.server.traces import Tracer
from tests.client import TERRAIN, small_request, terrain_stub, web_call
from tests.conftest import running_server
from tests.figures import figure
from tests.server.collector import attributes, collecting

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TRACEPARENT = f"00-{TRACE}-{PARENT}-01"


def test_each_call_is_a_span_of_the_clients_trace_on_both_ports() -> None:
    with collecting() as collector, running_server("--otlp-endpoint", collector.address) as server:
        with terrain_stub(server) as stub:
            request = small_request(model="noise-fbm", request_id="mine")
            assert list(stub.Generate(request, metadata=[("traceparent", TRACEPARENT)]))
            with pytest.raises(grpc.RpcError):
                list(stub.Generate(small_request(width_px=1)))
        assert web_call(server, TERRAIN, request, {"traceparent": TRACEPARENT}).code == 0
        assert web_call(server, TERRAIN, request, {"traceparent": "00-nonsense"}).code == 0
        spans = collector.wait_for(4, "procgen.v1.TerrainService/Generate")
    assert len(spans) == 4
    assert collector.paths == {"/v1/traces"}
    assert collector.resource["service.name"] == "procgen"
    said = [attributes(span) for span in spans]
    assert all(each["rpc.system"] == "grpc" for each in said)
    assert all((each["rpc.service"], each["rpc.method"]) == ("procgen.v1.TerrainService", "Generate") for each in said)
    assert all(each["procgen.lane"] == "terrain" for each in said)
    assert all(each["procgen.queue_ms"] >= 0 for each in said)
    assert [each["procgen.transport"] for each in said].count("web") == 2
    assert [each["procgen.request_id"] for each in said].count("mine") == 3
    assert [each["rpc.grpc.status_code"] for each in said].count(grpc.StatusCode.INVALID_ARGUMENT.value[0]) == 1
    ours = [span for span in spans if span.trace_id.hex() == TRACE]
    assert {attributes(span)["procgen.transport"] for span in ours} == {"grpc", "web"}
    assert len(ours) == 2
    assert all(span.parent_span_id.hex() == PARENT for span in ours)
    # Those that came without a trace, or with none that is one, begin their own.
    others = {span.trace_id for span in spans} - {ours[0].trace_id}
    assert len(others) == 2
    assert all(span.end_time_unix_nano >= span.start_time_unix_nano for span in spans)
    failed = [span for span in spans if span.status.message == "INVALID_ARGUMENT"]
    assert len(failed) == 1


def test_what_was_not_sent_yet_is_sent_at_the_end() -> None:
    with collecting() as collector:
        with (
            running_server("--otlp-endpoint", collector.address) as server,
            terrain_stub(server) as stub,
        ):
            assert list(stub.Generate(small_request(model="noise-fbm")))
        assert collector.named("TerrainService/Generate")


def test_a_collector_that_is_away_stops_nothing() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens there
        with running_server("--otlp-endpoint", f"http://127.0.0.1:{taken.getsockname()[1]}") as server:
            with terrain_stub(server) as stub:
                assert list(stub.Generate(small_request(model="noise-fbm")))
            began = time.perf_counter()
        figure("stopping while the collector of traces is away", time.perf_counter() - began, "s", "10")
    assert not any("Traceback" in line for line in server.log)


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("http://127.0.0.1:4318", "http://127.0.0.1:4318/v1/traces"),
        ("http://[::1]:4318/", "http://[::1]:4318/v1/traces"),
        ("https://traces.example/otlp", "https://traces.example/otlp"),
    ],
)
def test_a_collectors_own_address_gets_the_usual_path(given: str, address: str) -> None:
    assert traces_address(given) == address


@pytest.mark.parametrize("given", ["127.0.0.1:4318", "ftp://a", "http://", "http://a:99999", "http://a?b=c", ""])
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        traces_address(given)
    assert [each.field for each in refused.value.violations] == ["otlp-endpoint"]


def test_a_missing_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(Failed, match="OpenTelemetry, which is not installed") as refused:
        open_tracer("http://127.0.0.1:4318")
    assert "procgen-server[otel]" in refused.value.remedy


def test_a_tracer_that_nobody_asked_for_does_nothing() -> None:
    tracer = Tracer()
    tracer.begin(None, "grpc", TRACEPARENT).end(Call("id"), "OK")  # type: ignore[arg-type]
    tracer.close(0.0)


def test_one_file_knows_of_opentelemetry_and_nobody_loads_what_nobody_asked_for() -> None:
    root = Path(procgen.__file__).parent
    files = [
        path
        for path in root.rglob("*.py")
        if re.search(r"^\s*(from|import) opentelemetry", path.read_text("utf-8"), re.M)
    ]
    assert [path.relative_to(root).as_posix() for path in files] == ["server/otlp.py"]
    code = """
import asyncio, sys
from procgen.server.app import ServerConfig, running
async def main():
    async with running(ServerConfig(port=0, web_port=0)):
        pass
asyncio.run(main())
bad = sorted({name.split(".")[0] for name in sys.modules} & {"opentelemetry", "prometheus_client", "requests"})
sys.exit(f"imported: {bad}" if bad else 0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
