"""Batches from the clients of both bridges: sent, watched and fetched, with the files that direct calls bring."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from procgen.kit.wire.received import receive
from procgen.v1 import batch_pb2, batch_pb2_grpc, terrain_pb2
from tests.client import channel, terrain_stub
from tests.conftest import RunningServer, running_server
from tests.engines.csharp import RUNTIMES, Runtime
from tests.engines.godot_probe import run_probe
from tests.engines.unity_client import calling

PAGE = Path(__file__).parents[2] / "docs/batch.md"
SWEPT = {"width_px": 65, "depth_px": 65, "model": "noise-fbm", "seed": {"range": [1, 3]}}
LINE = json.dumps({"domain": "terrain", "request": SWEPT})


@pytest.fixture(scope="module")
def keeping(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that keeps results."""
    with running_server("--cache", str(tmp_path_factory.mktemp("cache"))) as running:
        yield running


def sha256_of_a_direct_call(server: RunningServer, seed: int) -> list[str]:
    request = terrain_pb2.TerrainRequest(seed=seed, width_px=65, depth_px=65, model="noise-fbm")
    with terrain_stub(server) as stub:
        return [hashlib.sha256(file).hexdigest() for file in receive(stub.Generate(request, timeout=60)).files]


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_unity_client_has_a_batch_done(
    keeping: RunningServer, unity_programs: dict[str, Path], runtime: Runtime
) -> None:
    name = f"unity.{runtime}"
    with calling(unity_programs["ClientProgram"], keeping.web_port, runtime) as caller:
        report = caller.call("batch", batch_id=name, lines=LINE)
    assert report["code"] == "Ok", report
    assert report["is_on_main"]
    assert report["state"] == "Done"
    seeds = [7, 1, 2, 3]
    assert report["files"] == {str(i): sha256_of_a_direct_call(keeping, seed) for i, seed in enumerate(seeds)}
    assert [json.loads(report[f"seed_of_{i}"])["seed"] for i in range(4)] == [str(seed) for seed in seeds]
    fractions = [
        told["event"]["progress"].get("fraction", 0.0) for told in report["events"] if "progress" in told["event"]
    ]
    assert fractions[-1] == 1.0


def test_godot_example_of_the_page_has_a_batch_done(
    keeping: RunningServer, godot_project: Path, tmp_path: Path
) -> None:
    [code] = re.findall(r"```gdscript\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    project = shutil.copytree(godot_project, tmp_path / "project")
    (project / "override.cfg").write_text(f"[procgen]\n\nserver/web_port={keeping.web_port}\n")
    (project / "example.gd").write_text(code)
    [report] = run_probe(project, "examples", scripts=["res://example.gd"], children=3)["reports"]
    assert (report["child"], report["children"]) == ("StaticBody3D", 3)
    with channel(keeping) as opened:
        stub = batch_pb2_grpc.BatchServiceStub(opened)
        [status] = [
            status
            for status in stub.List(batch_pb2.ListBatchesRequest(), timeout=60).batches
            if status.batch_id == "three-hills"
        ]
    assert (status.state, status.done) == (batch_pb2.BATCH_STATE_DONE, 3)
