"""Models that are damaged, missing, exchanged or taken away, in real servers."""

from __future__ import annotations

import hashlib
import json
import random
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc
import numpy as np
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from procgen.v1 import system_pb2, system_pb2_grpc
from tests.client import (
    CHARACTER,
    LINES,
    TERRAIN,
    TEXTURE,
    channel,
    detail_of,
    small_lines,
    small_request,
    small_texture,
)
from tests.conftest import RunningServer, running_server
from tests.faults.trees import server_of, tree
from tests.figures import LONG, figure, scaled
from tests.runtime.onnx_models import packaged_copy
from tests.runtime.onnx_models import scaled as of_scaled_output
from tests.server.domains import DOMAINS, Domain

BY_PATH = {domain.path: domain for domain in DOMAINS}
TERRAIN_MODELS = ("terrain_plan", "terrain_coarse", "terrain_detail")


def small_person() -> Any:
    """Draws a person and makes no picture of it."""
    character = BY_PATH[CHARACTER]
    return character.small(outputs=[{"kind": "person"}])


ASKED: dict[str, tuple[str, Callable[[], Any]]] = {
    "terrain": (TERRAIN, small_request),
    "texture": (TEXTURE, small_texture),
    "character": (CHARACTER, small_person),
    "dialogue": (LINES, small_lines),
}
"""A request of each domain that its default models answer."""
SERVICES = {name: path.split("/")[1] for name, (path, _) in ASKED.items()}
MODELS = {
    "terrain": "terrain_coarse",
    "texture": "texture_base",
    "character": "character_population",
    "dialogue": "dialogue_decoder",
}
SERVING, NOT_SERVING = health_pb2.HealthCheckResponse.SERVING, health_pb2.HealthCheckResponse.NOT_SERVING


def ask(server: RunningServer, domain: str) -> list[Any]:
    path, request = ASKED[domain]
    return BY_PATH[path].over_grpc(server, request())


def health(server: RunningServer, service: str) -> int:
    with channel(server) as opened:
        status: int = health_pb2_grpc.HealthStub(opened).Check(health_pb2.HealthCheckRequest(service=service)).status
    return status


def reload(server: RunningServer) -> system_pb2.ReloadModelsResponse:
    with channel(server) as opened:
        return system_pb2_grpc.SystemServiceStub(opened).ReloadModels(system_pb2.ReloadModelsRequest())


def flip(path: Path, assets: Path) -> None:
    """One bit, anywhere."""
    data = bytearray(path.read_bytes())
    place = random.randrange(len(data))
    data[place] ^= 1 << random.randrange(8)
    path.write_bytes(data)


def take_away(path: Path, assets: Path) -> None:
    path.unlink()


def cut(path: Path, assets: Path) -> None:
    path.write_bytes(path.read_bytes()[: random.randrange(1, path.stat().st_size)])


def exchange(path: Path, assets: Path) -> None:
    """For another good model: a graph that runs, and would give something else."""
    other = assets / "character_face.onnx"
    path.write_bytes(other.read_bytes())


FAULTS: dict[str, Callable[[Path, Path], None]] = {
    "flipped": flip,
    "missing": take_away,
    "cut": cut,
    "exchanged": exchange,
}
ALL = [(domain, fault) for domain in ASKED for fault in FAULTS]
QUICK = list(zip(ASKED, FAULTS, strict=True))


@pytest.mark.parametrize(("domain", "fault"), ALL if LONG else QUICK)
def test_a_spoilt_model_stops_its_domain_alone_until_it_is_mended(tmp_path: Path, domain: str, fault: str) -> None:
    assets = tree(tmp_path / "tree")
    model = MODELS[domain]
    file = assets / f"{model}.onnx"
    good = file.read_bytes()
    FAULTS[fault](file, assets)
    with server_of(assets) as server:
        with pytest.raises(grpc.RpcError) as refused:
            ask(server, domain)
        assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
        assert f"model {model}" in str(refused.value.details())
        detail = detail_of(refused.value)
        assert detail.reason == "MODEL_UNAVAILABLE"
        assert "replace the file" in detail.remedy
        assert health(server, f"model/{model}") == NOT_SERVING
        assert health(server, SERVICES[domain]) == NOT_SERVING
        assert health(server, "") == SERVING
        for other in set(ASKED) - {domain}:
            assert ask(server, other)
            # Cloth is woven by the models of textures, so that persons with pictures need them.
            if (domain, other) != ("texture", "character"):
                assert health(server, SERVICES[other]) == SERVING

        file.write_bytes(good)
        assert not reload(server).changed  # the catalog says what it said
        assert ask(server, domain)
        assert health(server, SERVICES[domain]) == SERVING
    assert not any('"INTERNAL"' in line for line in server.log)


def test_two_models_in_one_anothers_place_and_then_taken_away(tmp_path: Path) -> None:
    assets = tree(tmp_path / "tree")
    mesh = assets / "character_basis.npz"
    good_mesh = mesh.read_bytes()
    flip(mesh, assets)
    one, other = assets / "terrain_coarse.onnx", assets / "terrain_detail.onnx"
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    with server_of(assets) as server:
        with pytest.raises(grpc.RpcError) as refused:
            ask(server, "terrain")
        assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
        assert "model terrain_coarse" in str(refused.value.details())
        for name in ("terrain_coarse", "terrain_detail"):
            assert health(server, f"model/{name}") == NOT_SERVING
        # Data beside the models is no different.
        with pytest.raises(grpc.RpcError) as refused:
            ask(server, "character")
        assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
        assert "character_basis.npz can't be read" in str(refused.value.details())
        mesh.write_bytes(good_mesh)
        assert ask(server, "character")

        one.write_bytes(first)
        other.write_bytes(second)
        before = ask(server, "terrain")

        # What is in memory outlives its file.
        for name in TERRAIN_MODELS:
            (assets / f"{name}.onnx").unlink()
        after = ask(server, "terrain")
        assert after[-1].result.recipe.sha256 == before[-1].result.recipe.sha256
        assert [each.chunk.data for each in after] == [each.chunk.data for each in before]
        assert health(server, SERVICES["terrain"]) == SERVING
        with channel(server) as opened:
            models = system_pb2_grpc.SystemServiceStub(opened).ListModels(system_pb2.ListModelsRequest()).models
        # Who looks at the files is told of them.
        assert {each.name for each in models if each.problem} == set(TERRAIN_MODELS)


def point_to(folder: Path, name: str, file: str, data: bytes) -> None:
    """Have a folder's catalog name another file for a model, as one who exchanges it while it is used should."""
    (folder / file).write_bytes(data)
    catalog = json.loads((folder / "catalog.json").read_text())
    for record in catalog["models"]:
        if record["name"] == name:
            record |= {"file": file, "sha256": hashlib.sha256(data).hexdigest()}
    part = folder / "catalog.part"
    part.write_text(json.dumps(catalog))
    part.rename(folder / "catalog.json")


def test_models_exchanged_under_load_fail_no_call(tmp_path: Path) -> None:
    """Recipes name the networks: whoever made a map, equal recipes have equal heights."""
    folder = packaged_copy(tmp_path / "models", "mine", TERRAIN_MODELS)
    plain = (folder / "terrain_detail.onnx").read_bytes()
    variants = [plain, *(of_scaled_output(plain, factor) for factor in (0.5, 0.25))]
    times = scaled(6, 60)
    stop = threading.Event()
    failures: list[str] = []
    seen: dict[str, set[bytes]] = {}
    lock = threading.Lock()
    calls = 0

    def keep_calling(domain: Domain, server: RunningServer) -> None:
        nonlocal calls
        with channel(server) as opened:
            while not stop.is_set():
                try:
                    events = list(domain.called(opened)(small_request(model="mine")))
                except grpc.RpcError as error:
                    failures.append(f"{error.code()}: {error.details()}")
                    continue
                data = b"".join(event.chunk.data for event in events)
                with lock:
                    calls += 1
                    seen.setdefault(events[-1].result.recipe.sha256, set()).add(data)

    with running_server("--models", str(folder), "--trust-models") as server:
        threads = [threading.Thread(target=keep_calling, args=(BY_PATH[TERRAIN], server)) for _ in range(2)]
        for thread in threads:
            thread.start()
        try:
            for turn in range(1, times + 1):
                point_to(folder, "mine_terrain_detail", f"detail_{turn}.onnx", variants[turn % len(variants)])
                if turn % 2:
                    assert list(reload(server).changed) == ["mine_terrain_detail"]
                else:
                    told = len(server.log)
                    server.process.send_signal(signal.SIGHUP)
                    while not any("models read again" in line for line in server.log[told:]):
                        time.sleep(0.02)
                before = calls
                while calls < before + 2 and not failures:
                    time.sleep(0.02)
        finally:
            stop.set()
            for thread in threads:
                thread.join()
    assert failures == []
    assert len(seen) == len(variants)
    assert all(len(heights) == 1 for heights in seen.values())
    figure(f"calls that failed while a model was exchanged {times} times", len(failures), f"of {calls}", "0")


def test_a_broken_catalog_leaves_all_as_it_was(tmp_path: Path) -> None:
    folder = packaged_copy(tmp_path / "models", "mine", TERRAIN_MODELS)
    terrain = BY_PATH[TERRAIN]
    with running_server("--models", str(folder)) as server:
        before = terrain.over_grpc(server, small_request(model="mine"))
        good = (folder / "catalog.json").read_text()
        for text, says in (("{", "can't be read"), (good.replace("mine_terrain_plan", "terrain_plan"), "two models")):
            (folder / "catalog.json").write_text(text)
            with pytest.raises(grpc.RpcError) as refused:
                reload(server)
            assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
            assert says in str(refused.value.details())
            assert detail_of(refused.value).remedy
        told = len(server.log)
        server.process.send_signal(signal.SIGHUP)
        while not any("models stay as they are" in line for line in server.log[told:]):
            time.sleep(0.02)
        after = terrain.over_grpc(server, small_request(model="mine"))
        assert after[-1].result.recipe.sha256 == before[-1].result.recipe.sha256
        (folder / "catalog.json").write_text(good)
        assert not reload(server).changed


def test_a_network_that_diverged_is_named_and_sends_nothing(tmp_path: Path) -> None:
    plain = packaged_copy(tmp_path / "plain", "mine", TERRAIN_MODELS)
    bad = of_scaled_output((plain / "terrain_coarse.onnx").read_bytes(), float("nan"))
    folder = packaged_copy(tmp_path / "models", "mine", TERRAIN_MODELS, {"terrain_coarse": bad})
    with running_server("--models", str(folder), "--trust-models") as server:
        with pytest.raises(grpc.RpcError) as refused:
            BY_PATH[TERRAIN].over_grpc(server, small_request(model="mine"))
        assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
        assert "model mine_terrain_coarse" in str(refused.value.details())
        assert "not finite" in str(refused.value.details())
        events = BY_PATH[TERRAIN].over_grpc(server, small_request())
        heights = np.frombuffer(b"".join(event.chunk.data for event in events), np.float32)
        assert np.isfinite(heights).all()


def test_a_stranger_is_not_run_until_it_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from procgen.runtime.catalog import read_catalog
    from procgen.runtime.trust import VARIABLE, add_trust

    monkeypatch.setenv(VARIABLE, str(tmp_path / "trusted.json"))
    plain = packaged_copy(tmp_path / "plain", "mine", TERRAIN_MODELS)
    other = of_scaled_output((plain / "terrain_detail.onnx").read_bytes(), 0.5)
    folder = packaged_copy(tmp_path / "models", "mine", TERRAIN_MODELS, {"terrain_detail": other})
    with running_server("--models", str(folder)) as server:
        with pytest.raises(grpc.RpcError) as refused:
            BY_PATH[TERRAIN].over_grpc(server, small_request(model="mine"))
        assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
        assert "model mine_terrain_detail" in str(refused.value.details())
        assert "procgen models trust" in detail_of(refused.value).remedy
        with channel(server) as opened:
            models = system_pb2_grpc.SystemServiceStub(opened).ListModels(system_pb2.ListModelsRequest()).models
        states = {each.name: each.state for each in models}
        assert states["mine_terrain_detail"] == system_pb2.MODEL_STATE_UNTRUSTED
        assert health(server, "model/mine_terrain_detail") == NOT_SERVING
        assert health(server, SERVICES["terrain"]) == SERVING
        add_trust(read_catalog(folder))
        reload(server)
        assert BY_PATH[TERRAIN].over_grpc(server, small_request(model="mine"))
        assert health(server, "model/mine_terrain_detail") == SERVING
