"""Reading the model catalogs again; exchanging models under load is in tests/faults/test_models.py."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest

from procgen.v1 import system_pb2
from tests.client import TERRAIN, small_request, system_stub, web_call
from tests.conftest import RunningServer, running_server
from tests.faults.test_models import TERRAIN_MODELS, point_to
from tests.runtime.onnx_models import packaged_copy, scaled
from tests.server.domains import DOMAINS

RELOAD = "/procgen.v1.SystemService/ReloadModels"
ORIGIN = "http://localhost:8080"
TERRAINS = next(domain for domain in DOMAINS if domain.path == TERRAIN)
Request, Response = system_pb2.ReloadModelsRequest, system_pb2.ReloadModelsResponse


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packaged_copy(tmp_path_factory.mktemp("models") / "mine", "mine", TERRAIN_MODELS)


@pytest.fixture(scope="module")
def reloaded(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    cache = tmp_path_factory.mktemp("cache")
    flags = ("--models", str(folder), "--trust-models", "--allow-origin", ORIGIN, "--cache", str(cache))
    with running_server(*flags) as server:
        yield server


def models_of_terrain(server: RunningServer) -> list[str]:
    with system_stub(server) as stub:
        return list(stub.GetInfo(system_pb2.GetInfoRequest()).domains[0].models)


def heights(server: RunningServer) -> tuple[bytes, Any]:
    events = TERRAINS.over_grpc(server, small_request(model="mine"))
    return b"".join(event.chunk.data for event in events), events[-1].result


def test_a_kept_result_is_not_given_for_another_model(reloaded: RunningServer, folder: Path) -> None:
    before, first = heights(reloaded)
    assert heights(reloaded)[0] == before
    plain = (folder / "terrain_detail.onnx").read_bytes()
    point_to(folder, "mine_terrain_detail", "half.onnx", scaled(plain, 0.5))
    with system_stub(reloaded) as stub:
        assert stub.ReloadModels(Request()) == Response(changed=["mine_terrain_detail"])
    after, second = heights(reloaded)
    assert after != before
    changed = {name for name, sha256 in second.recipe.model_sha256.items() if first.recipe.model_sha256[name] != sha256}
    assert changed == {"mine_terrain_detail"}
    point_to(folder, "mine_terrain_detail", "terrain_detail.onnx", plain)
    with system_stub(reloaded) as stub:
        stub.ReloadModels(Request())
    assert heights(reloaded)[0] == before


def test_forms_offer_what_there_is_now(reloaded: RunningServer, folder: Path) -> None:
    assert "mine" in models_of_terrain(reloaded)
    good = (folder / "catalog.json").read_text()
    (folder / "catalog.json").write_text('{"models": []}')
    answer = web_call(reloaded, RELOAD, Request())
    assert sorted(Response.FromString(answer.messages[0]).removed) == sorted(f"mine_{name}" for name in TERRAIN_MODELS)
    assert "mine" not in models_of_terrain(reloaded)
    with pytest.raises(grpc.RpcError) as refused:
        heights(reloaded)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    (folder / "catalog.json").write_text(good)
    web_call(reloaded, RELOAD, Request())
    assert "mine" in models_of_terrain(reloaded)
    assert heights(reloaded)


def test_pages_may_not_have_models_read_again(reloaded: RunningServer) -> None:
    told = len(reloaded.log)
    allowed = web_call(reloaded, "/procgen.v1.SystemService/GetInfo", b"", {"origin": ORIGIN})
    assert allowed.code == 0
    answer = web_call(reloaded, RELOAD, Request(), {"origin": ORIGIN})
    assert answer.code == grpc.StatusCode.PERMISSION_DENIED.value[0]
    assert web_call(reloaded, RELOAD, Request(), {"origin": "http://evil.example"}).http_status == 403
    assert web_call(reloaded, RELOAD, Request()).code == 0  # the log has what came before once this is answered
    assert sum("models read again" in line for line in reloaded.log[told:]) <= 1


def test_many_at_once_read_one_after_another(reloaded: RunningServer) -> None:
    answers: list[Response] = []

    def read_again() -> None:
        with system_stub(reloaded) as stub:
            answers.append(stub.ReloadModels(Request()))

    threads = [threading.Thread(target=read_again) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [Response()] * 8
