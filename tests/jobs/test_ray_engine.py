from __future__ import annotations

import ipaddress
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from procgen.errors import Failed
from procgen.jobs.executor import Finished, Task, Worker
from procgen.jobs.ray_engine import RayExecutor, check_address
from tests.jobs.executors import results

WORKER = Worker("tests.jobs.workers:make", '{"prefix": "<"}')


@pytest.fixture(scope="module")
def executor() -> Iterator[RayExecutor]:
    """On this computer, with two workers."""
    opened = RayExecutor(WORKER, workers=2)
    yield opened
    opened.close()


def test_tasks_come_back_each_once(executor: RayExecutor) -> None:
    assert executor.slots == 2
    payloads = {number: os.urandom(number * 1000) for number in range(20)}
    for number, payload in payloads.items():
        executor.submit(Task(number, payload))
    found = results(executor, 20)
    assert {number: finished.answer for number, finished in found.items()} == {
        number: b"<" + payload[::-1] for number, payload in payloads.items()
    }
    assert executor.finished(0.0) == []


def test_what_a_worker_raises_is_told_and_not_repeated(executor: RayExecutor) -> None:
    executor.submit(Task(1, b"raise the flag"))
    assert results(executor, 1)[1] == Finished(1, None, "ValueError: no good: the flag", died=False)


def test_a_worker_that_dies_is_replaced(executor: RayExecutor, tmp_path: Path) -> None:
    executor.submit(Task(1, f"die-once {tmp_path / 'died'}".encode()))
    executor.submit(Task(2, b"die"))
    executor.submit(Task(3, b"abc"))
    found = results(executor, 3)
    assert (tmp_path / "died").exists()
    assert found[1].answer is not None, "it was done again"
    assert (found[2].answer, found[2].died) == (None, True), "it kills every worker"
    assert "WorkerCrashedError" in found[2].problem
    assert found[3].answer == b"<cba"


def test_its_processes_listen_on_loopback_alone_and_want_a_token(executor: RayExecutor) -> None:
    assert os.environ["RAY_AUTH_MODE"] == "token"
    assert len(os.environ["RAY_AUTH_TOKEN"]) >= 32
    assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"
    executor.submit(Task(1, b"pid"))
    results(executor, 1)
    listening = [
        connection.laddr.ip
        for process in [psutil.Process(), *psutil.Process().children(recursive=True)]
        for connection in process.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening
    strangers = [ip for ip in listening if not _is_loopback(ip)]
    assert strangers == []


def _is_loopback(ip: str) -> bool:
    address = ipaddress.ip_address(ip)
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


TWO_NODES = """
import json, os, sys, time
os.environ |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": "t" * 48, "RAY_USAGE_STATS_ENABLED": "0"}
from ray.cluster_utils import Cluster
from procgen.jobs.executor import Task, Worker
from procgen.jobs.ray_engine import RayExecutor

cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "object_store_memory": 80 << 20})
second = cluster.add_node(num_cpus=1, object_store_memory=80 << 20)
executor = RayExecutor(Worker("tests.jobs.workers:make", "{}"), address=cluster.address)
slots = executor.slots
for number in range(60):
    executor.submit(Task(number, b"sleep 0.05" if number else b"pid"))
found = []
while len(found) < 20:
    found += executor.finished(1.0)
cluster.remove_node(second, allow_graceful=False)
began = time.monotonic()
while len(found) < 60 and time.monotonic() - began < 120:
    found += executor.finished(1.0)
executor.close()
cluster.shutdown()
print(json.dumps({"slots": slots, "numbers": sorted(each.number for each in found),
                  "lost": [each.problem for each in found if each.answer is None]}))
"""


def test_a_node_that_goes_away_loses_nothing() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    done = subprocess.run(
        [sys.executable, "-c", TWO_NODES], env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-4000:]
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert said == {"slots": 2, "numbers": list(range(60)), "lost": []}


@pytest.mark.parametrize("address", ["auto", "10.0.0.1:6379", "192.168.4.2:1", "127.0.0.1:6379", "[fd00::1]:6379"])
def test_private_addresses_pass(address: str) -> None:
    check_address(address)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("8.8.8.8:6379", "public network"),
        ("[2001:4860:4860::8888]:6379", "public network"),
        ("head.example:6379", "not the address"),
        ("10.0.0.1", "not the address"),
        ("ray://10.0.0.1:10001", "not the address"),
        ("0.0.0.0:99:99", "not the address"),
    ],
)
def test_other_addresses_are_refused(address: str, words: str) -> None:
    with pytest.raises(Failed, match=words):
        check_address(address)


def test_a_cluster_without_tokens_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    with pytest.raises(Failed, match="RAY_AUTH_MODE is 'disabled'"):
        RayExecutor(WORKER)
