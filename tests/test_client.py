"""The client for Python programs, on real servers."""

from __future__ import annotations

import asyncio
import importlib
import os
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import procgen
import procgen.v1
from procgen.client import CallFailed, Server
from procgen.client.methods import request_of
from procgen.errors import Failed, Violation
from procgen.kit.wire.artifacts import sha256
from procgen.v1 import common_pb2, terrain_pb2
from tests.conftest import RunningServer, running_server

SMALL: dict[str, Any] = {"seed": 7, "width_px": 64, "depth_px": 80, "model": "noise-fbm"}
ROOT = Path(__file__).parent.parent
NOT_OFFERED = {"BlobService": {"put_blob"}}
"""What :meth:`Server.put` does in pieces."""


@pytest.fixture(scope="module")
def client(server: RunningServer) -> Iterator[Server]:
    with procgen.connect(f"{server.host}:{server.port}") as connected:
        yield connected


def test_every_method_of_the_contract_is_there(client: Server) -> None:
    missing = []
    for module in pkgutil.iter_modules(procgen.v1.__path__):
        if not module.name.endswith("_pb2"):
            continue
        contract = importlib.import_module(f"procgen.v1.{module.name}").DESCRIPTOR
        for name, service in contract.services_by_name.items():
            offered = getattr(client, name.removesuffix("Service").lower(), None)
            for method in service.methods:
                called = re.sub(r"(?<!^)(?=[A-Z])", "_", method.name).lower()
                if called not in NOT_OFFERED.get(name, ()) and not hasattr(offered, called):
                    missing.append(f"{name}.{method.name}")
    assert missing == []


def test_a_result_is_arrays_and_files(client: Server, tmp_path: Path) -> None:
    outputs: list[Any] = ["heights_f32", "TERRAIN_OUTPUT_NORMALS_F32", terrain_pb2.TERRAIN_OUTPUT_PNG16]
    land = client.terrain.generate(**SMALL, outputs=outputs)
    assert land.kinds == ("heights_f32", "normals_f32", "png16")
    heights, normals = land.array("heights_f32"), land.array("normals_f32")
    assert heights.shape == (80, 64)
    assert normals.shape == (80, 64, 3)
    assert heights.min() == pytest.approx(land.result.height_min_m)
    np.testing.assert_allclose(np.linalg.norm(normals, axis=2), 1.0, atol=1e-5)
    with pytest.raises(ValueError, match=r"png16 is no plain raster"):
        land.array("png16")
    with pytest.raises(KeyError, match=r"glb was not asked for; there is heights_f32"):
        land.array("glb")
    saved = land.save(tmp_path / "a" / "b")
    assert [path.read_bytes() for path in saved] == list(land.files)
    assert len(list((tmp_path / "a" / "b").glob("*.recipe.json"))) == 1


def test_a_running_call_is_watched_and_then_taken(client: Server) -> None:
    running = client.terrain.generate.start(**SMALL)
    shares = [progress.fraction for progress in running]
    assert shares == sorted(shares)
    assert running.result().files == client.terrain.generate(**SMALL).files
    assert running.result() is running.result()


def test_with_asyncio_calls_are_awaited_side_by_side(client: Server) -> None:
    async def both() -> tuple[list[str], list[bytes]]:
        first, second = (client.terrain.generate.start(**{**SMALL, "seed": seed}) for seed in (1, 2))
        stages = [progress.stage async for progress in first]
        made = await asyncio.gather(first, second)
        return stages, [each.file("heights_f32") for each in made]

    stages, files = asyncio.run(both())
    assert "export" in stages
    assert files == [client.terrain.generate(**{**SMALL, "seed": seed}).file("heights_f32") for seed in (1, 2)]


def test_a_call_is_cancelled(client: Server) -> None:
    running = client.terrain.generate.start(seed=3, width_px=2049, depth_px=2049)
    next(iter(running))
    running.cancel()
    with pytest.raises(CallFailed) as failure:
        running.result()
    assert failure.value.code == "CANCELLED"
    with pytest.raises(CallFailed, match="cancelled before"):
        running.result()
    assert client.system.get_info().version == procgen.__version__


def test_a_cancelled_task_cancels_its_call(client: Server) -> None:
    async def given_up() -> None:
        await asyncio.wait_for(client.terrain.generate.start(seed=4, width_px=2049, depth_px=2049), 0.2)

    with pytest.raises(TimeoutError):
        asyncio.run(given_up())


def test_events_of_a_talk_come_one_by_one(client: Server) -> None:
    smith: Any = {"name": "Bram", "role": "smith"}
    events = list(client.dialogue.converse(persona=smith, player_text="Good morning"))
    assert events[-1].WhichOneof("event") == "result"
    assert "".join(event.text for event in events)
    kinds = {event.WhichOneof("event") for event in client.terrain.generate.events(**SMALL)}
    assert kinds >= {"chunk", "result"}


def test_what_a_server_refuses_is_told_by_field(client: Server) -> None:
    with pytest.raises(CallFailed) as failure:
        client.terrain.generate(seed=1, width_px=3, depth_px=64, metres_per_pixel=-1.0)
    error = failure.value
    assert (error.code, error.reason, error.retry_after_ms) == ("INVALID_ARGUMENT", "INVALID_FIELDS", 0)
    assert error.violations[0] == Violation("width_px", "3", "a whole number from 64 to 2049")
    assert [each.field for each in error.violations] == ["width_px", "metres_per_pixel"]
    assert error.remedy in str(error)
    with pytest.raises(CallFailed, match="depth_px: got missing"):
        client.terrain.measure_land()


def test_fields_and_outputs_that_do_not_exist_are_refused_before_a_call() -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"colour": 1}, "colour"),
        ({"outputs": ["jpg"]}, "outputs: got 'jpg', allowed is heights_f32, "),
        ({"seed": -1}, "out of range"),
    ]
    for fields, said in cases:
        with pytest.raises(ValueError, match=said):
            request_of(terrain_pb2.TerrainRequest, (), fields)
    with pytest.raises(TypeError, match="named"):
        request_of(terrain_pb2.TerrainRequest, (7,), {})
    named = request_of(common_pb2.Progress, (), {"stage": "export"})
    assert named == common_pb2.Progress(stage="export")


def test_blobs_go_ahead_in_pieces(client: Server, tmp_path: Path) -> None:
    blob = os.urandom(2_500_000)
    assert client.put(blob) == sha256(blob)
    (tmp_path / "blob").write_bytes(blob)
    assert client.put(tmp_path / "blob") == sha256(blob)
    with pytest.raises(CallFailed) as failure:
        client.put(b"")
    assert failure.value.violations[0].field == "total_bytes"


def test_without_a_server_it_says_what_to_do() -> None:
    with procgen.connect("127.0.0.1:1") as nobody:
        with pytest.raises(CallFailed, match="`procgen serve`") as failure:
            nobody.system.get_info()
        assert failure.value.code == "UNAVAILABLE"
        with pytest.raises(CallFailed):
            nobody.terrain.generate(**SMALL)


def test_a_token_is_sent(tmp_path: Path) -> None:
    token = "correct-horse-battery-staple"
    file = tmp_path / "token"
    file.touch(mode=0o600)
    file.write_text(token)
    with running_server("--token-file", str(file)) as guarded:
        address = f"{guarded.host}:{guarded.port}"
        with procgen.connect(address) as stranger, pytest.raises(CallFailed) as failure:
            stranger.system.get_info()
        assert failure.value.code == "UNAUTHENTICATED"
        with procgen.connect(address, token=token) as known:
            assert known.system.get_info().version == procgen.__version__
            assert known.put(b"blob") == sha256(b"blob")


def test_a_server_of_its_own_ends_with_the_connection() -> None:
    with procgen.connect(start=True) as own:
        assert own.terrain.generate(**SMALL).kinds == ("heights_f32",)
    with pytest.raises(ValueError, match="closed channel"):
        own.system.get_info()
    with pytest.raises(ValueError, match="chooses its address"):
        procgen.connect("127.0.0.1:50052", start=True)


def test_a_server_that_does_not_start_is_told() -> None:
    with pytest.raises(Failed, match="ended at once, with exit code 2"):
        Server.started("--no-such-flag")


def test_the_package_has_nothing_else() -> None:
    with pytest.raises(AttributeError, match="disconnect"):
        procgen.disconnect  # noqa: B018


def _examples() -> Iterator[Any]:
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        blocks = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
        for number, block in enumerate(each for each in blocks if "procgen.connect()" in each):
            yield pytest.param(block, id=f"{page.name}-{number}")


@pytest.mark.parametrize("example", list(_examples()))
def test_examples_of_the_pages_run(
    server: RunningServer, example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    exec(example.replace("procgen.connect()", f"procgen.connect('{server.host}:{server.port}')"), {})
