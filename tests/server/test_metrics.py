"""What a server counts for Prometheus."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import grpc
import pytest
from prometheus_client.parser import text_string_to_metric_families

from procgen.server.metrics import Metrics
from procgen.server.prometheus import PrometheusMetrics
from procgen.v1 import system_pb2
from tests.client import TERRAIN, channel, small_request, system_stub, terrain_stub, web_call
from tests.conftest import RunningServer, running_server

ORIGIN = "http://localhost:8080"
TOKEN = "a-token-of-some-length"
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@dataclass(frozen=True)
class Page:
    """An answer of GET /metrics."""

    status: int
    headers: dict[str, str]
    text: str

    def value(self, name: str, **labels: str) -> float:
        """The sum of all samples of a name with these labels, and perhaps more."""
        wanted = set(labels.items())
        found = [
            sample.value
            for family in text_string_to_metric_families(self.text)
            for sample in family.samples
            if sample.name == name and wanted <= set(sample.labels.items())
        ]
        return sum(found)


def scrape(server: RunningServer, headers: dict[str, str] | None = None, method: str = "GET") -> Page:
    link = http.client.HTTPConnection(server.host, server.web_port, timeout=60)
    try:
        link.request(method, "/metrics", headers=headers or {})
        answer = link.getresponse()
        return Page(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode())
    finally:
        link.close()


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    cache = tmp_path_factory.mktemp("cache")
    with running_server("--metrics", "--allow-origin", ORIGIN, "--cache", str(cache)) as server:
        yield server


def test_calls_are_counted_by_method_port_and_code(counting: RunningServer) -> None:
    before = scrape(counting)
    assert before.status == 200
    assert before.headers["content-type"].startswith("text/plain")
    request = small_request(model="noise-fbm", seed=1)
    with terrain_stub(counting) as stub:
        sent = sum(event.ByteSize() for event in stub.Generate(request))
        with pytest.raises(grpc.RpcError):
            list(stub.Generate(small_request(width_px=1)))
    assert web_call(counting, TERRAIN, small_request(model="noise-fbm", seed=2)).code == 0
    after = scrape(counting)

    def grown(name: str, **labels: str) -> float:
        return after.value(name, **labels) - before.value(name, **labels)

    assert grown("procgen_calls_total", method=TERRAIN, transport="grpc", code="OK") == 1
    assert grown("procgen_calls_total", method=TERRAIN, transport="grpc", code="INVALID_ARGUMENT") == 1
    assert grown("procgen_calls_total", method=TERRAIN, transport="web", code="OK") == 1
    assert grown("procgen_call_seconds_count", method=TERRAIN) == 3
    assert grown("procgen_sent_bytes_total", transport="grpc") == sent
    assert grown("procgen_received_bytes_total", transport="grpc") >= request.ByteSize()
    assert grown("procgen_queue_wait_seconds_count", lane="terrain") >= 2
    assert grown("procgen_cache_total", what="miss") == 3


def test_what_is_there_is_told_at_each_scrape(counting: RunningServer) -> None:
    with terrain_stub(counting) as stub:
        assert list(stub.Generate(small_request()))
        assert list(stub.Generate(small_request()))
    page = scrape(counting)
    assert page.value("procgen_model_state", model="terrain_plan", state="loaded") == 1
    assert page.value("procgen_model_state", state="damaged") == 0
    assert page.value("procgen_models_bytes") > 1e6
    assert page.value("process_resident_memory_bytes") > 1e7
    assert page.value("procgen_workers") >= 1
    assert page.value("procgen_work_limit_bytes") > 1e6
    assert page.value("procgen_queue_length") == 0
    assert page.value("procgen_cache_total", what="hit") >= 1
    assert page.value("procgen_cache_size", what="objects") >= 1


def test_reading_catalogs_again_is_counted(counting: RunningServer) -> None:
    before = scrape(counting).value("procgen_model_reloads_total", outcome="unchanged")
    with system_stub(counting) as stub:
        assert stub.ReloadModels(system_pb2.ReloadModelsRequest()) == system_pb2.ReloadModelsResponse()
    assert scrape(counting).value("procgen_model_reloads_total", outcome="unchanged") == before + 1


def test_pages_and_strangers_are_refused_and_counted(counting: RunningServer) -> None:
    before = scrape(counting).value("procgen_refused_total", reason="http_403")
    refused = [
        {"origin": "https://evil.example"},
        {"origin": ORIGIN},
        {"origin": "null"},
        {"host": "evil.example"},
        {"sec-fetch-site": "cross-site"},
    ]
    for headers in refused:
        page = scrape(counting, headers)
        assert page.status == 403, headers
        assert "procgen_calls" not in page.text
        assert "access-control-allow-origin" not in page.headers
    assert scrape(counting).value("procgen_refused_total", reason="http_403") == before + len(refused)


def test_what_methods_do_not_exist_is_not_counted_by_name(counting: RunningServer) -> None:
    """Or whoever calls could fill the memory with names."""
    web_call(counting, "/procgen.v1.NoService/Nothing", b"")
    with channel(counting) as opened, pytest.raises(grpc.RpcError):
        opened.unary_unary("/procgen.v1.NoService/Nothing")(b"")
    assert "NoService" not in scrape(counting).text


def test_head_and_post(counting: RunningServer) -> None:
    head = scrape(counting, method="HEAD")
    assert (head.status, head.text) == (200, "")
    assert int(head.headers["content-length"]) > 100
    assert scrape(counting, method="POST").status == 415


def test_the_token_is_wanted_here_too_and_off_is_off(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    with running_server("--metrics", "--token-file", str(token)) as server:
        for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": TOKEN}):
            page = scrape(server, headers)
            assert page.status == 401
            assert page.headers["www-authenticate"] == "Bearer"
        assert (
            scrape(server, {"authorization": f"Bearer {TOKEN}"}).value("procgen_refused_total", reason="http_401") == 3
        )


def test_a_server_counts_nothing_unless_asked(server: RunningServer) -> None:
    page = scrape(server)
    assert page.status == 404
    assert "--metrics" in page.text


def test_both_kinds_take_the_same() -> None:
    counted = PrometheusMetrics()
    for metrics in (Metrics(), counted):
        metrics.call("/a/B", "grpc", "OK", 0.5, 10, 20)
        metrics.waited("terrain", 0.1)
        metrics.refused("busy", "terrain")
        metrics.cache("hit")
        metrics.job("done")
        metrics.reload("failed")
        metrics.gauge("procgen_test", "A test.", ("name",), lambda: {("one",): 1.0, ("two",): 2.0})
    assert Metrics().page() is None
    kind, text = counted.page()
    page = Page(200, {}, text.decode())
    assert kind.startswith("text/plain")
    assert page.value("procgen_calls_total", method="/a/B", code="OK") == 1
    assert page.value("procgen_received_bytes_total") == 10
    assert page.value("procgen_sent_bytes_total") == 20
    assert page.value("procgen_batch_jobs_total", outcome="done") == 1
    assert page.value("procgen_test") == 3
