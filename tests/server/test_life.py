"""Start, drain, stop, and what happens when the surroundings do not play along."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import grpc
import pytest

from procgen.kit.wire.received import receive
from procgen.runtime.model_file import LoadedModel
from procgen.runtime.store import ModelStore
from procgen.server.app import ServerConfig, _load_defaults, running
from procgen.v1 import system_pb2, system_pb2_grpc, terrain_pb2_grpc
from tests.client import channel, detail_of, small_request, system_stub, terrain_stub
from tests.conftest import RunningServer, running_server
from tests.runtime.test_store import copy_of_assets

SERVE = [sys.executable, "-m", "procgen", "serve"]


@pytest.mark.parametrize("flag", ["--port", "--web-port"])
def test_a_taken_port_is_said_plainly(server: RunningServer, flag: str) -> None:
    taken = server.port if flag == "--port" else server.web_port
    other = "--web-port" if flag == "--port" else "--port"
    done = subprocess.run(
        [*SERVE, flag, str(taken), other, "0", "--log-level", "error"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if line.startswith(("error:", "hint:"))]
    assert str(taken) in lines[0]
    assert flag in lines[1]
    assert "Traceback" not in done.stderr


def test_sigterm_lets_a_running_call_end() -> None:
    with running_server("--grace-s", "60") as server, channel(server) as opened:
        stub = terrain_pb2_grpc.TerrainServiceStub(opened)
        stream = stub.Generate(small_request(width_px=400, depth_px=400))
        next(iter(stream))
        server.process.send_signal(signal.SIGTERM)
        received = receive(stream)
        assert received.result.width_px == 400
        assert server.process.wait(60) == 0


def test_sigterm_cancels_what_does_not_end_in_time() -> None:
    with running_server("--grace-s", "0.3") as server, channel(server) as opened:
        stub = terrain_pb2_grpc.TerrainServiceStub(opened)
        stream = stub.Generate(small_request(width_px=2048, depth_px=2048))
        next(iter(stream))
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(grpc.RpcError):
            list(stream)
        assert server.process.wait(60) == 0


def test_ctrl_c_stops_cleanly_even_while_models_are_read_ahead() -> None:
    command = [*SERVE, "--port", "0", "--web-port", "0", "--json", "--warm-up"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = json.loads(process.stdout.readline())
    assert set(said) >= {"host", "port", "web_port"}
    process.send_signal(signal.SIGINT)
    _, log = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in log
    records = [json.loads(line) for line in log.splitlines()]
    assert [record["event"] for record in records] == ["serving", "draining", "stopped"]


def test_every_call_is_logged_with_its_id() -> None:
    process = subprocess.Popen(
        [*SERVE, "--port", "0", "--web-port", "0", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    port = json.loads(process.stdout.readline())["port"]
    with grpc.insecure_channel(f"127.0.0.1:{port}") as opened:
        stub = terrain_pb2_grpc.TerrainServiceStub(opened)
        list(stub.Generate(small_request(request_id="logged")))  # to the end, or it counts as cancelled
        with pytest.raises(grpc.RpcError):
            list(stub.Generate(small_request(request_id="logged", relief_m=-1)))
    process.terminate()
    _, log = process.communicate(timeout=60)
    calls = [record for record in map(json.loads, log.splitlines()) if record["event"] == "call"]
    assert [(call["request_id"], call["code"]) for call in calls] == [("logged", "OK"), ("logged", "INVALID_ARGUMENT")]
    assert all(call["ms"] >= 0 and call["transport"] == "grpc" for call in calls)


def test_get_info_answers_while_terrain_is_made(server: RunningServer) -> None:
    """No timing bar, for machines are noisy: it must answer many times before the large map is done."""
    with channel(server) as opened:
        system = system_pb2_grpc.SystemServiceStub(opened)
        done = threading.Event()
        failures: list[BaseException] = []

        def large() -> None:
            try:
                receive(
                    terrain_pb2_grpc.TerrainServiceStub(opened).Generate(small_request(width_px=1024, depth_px=1024))
                )
            except BaseException as error:
                failures.append(error)
            finally:
                done.set()

        thread = threading.Thread(target=large)
        thread.start()
        answers = 0
        while not done.is_set():
            system.GetInfo(system_pb2.GetInfoRequest(), timeout=60)
            answers += 1
        thread.join()
        assert not failures
        assert answers > 20


def test_a_damaged_model_is_a_failed_precondition_and_noise_goes_on(tmp_path: Path) -> None:
    folder = copy_of_assets(tmp_path / "models", "mine")
    (folder / "terrain_detail.onnx").write_bytes(b"damaged")
    with running_server("--models", str(folder)) as server:
        with terrain_stub(server) as stub:
            with pytest.raises(grpc.RpcError) as caught:
                list(stub.Generate(small_request(model="mine")))
            assert caught.value.code() is grpc.StatusCode.FAILED_PRECONDITION
            assert "mine_terrain_detail" in caught.value.details()
            assert detail_of(caught.value).reason == "MODEL_UNAVAILABLE"
            assert detail_of(caught.value).remedy
            for model in ("diffusion", "noise-fbm", "noise-ridged", "noise-warped"):
                assert receive(stub.Generate(small_request(model=model))).result.width_px == 64
        with system_stub(server) as system:
            models = {model.name: model for model in system.ListModels(system_pb2.ListModelsRequest()).models}
        assert models["mine_terrain_detail"].state == system_pb2.MODEL_STATE_DAMAGED
        assert "sha256" in models["mine_terrain_detail"].problem
        assert not models["mine_terrain_coarse"].problem


def test_reading_ahead_ends_at_the_next_model() -> None:
    stopping = threading.Event()

    class Ended(ModelStore):
        def load(self, name: str) -> LoadedModel:
            stopping.set()
            return super().load(name)

    store = Ended(threads=1)
    _load_defaults(store, stopping, background=False)
    first = next(name for name, entry in store.entries.items() if entry.default)
    assert [name for name in store.entries if store.in_memory(name)] == [first]


@pytest.mark.parametrize("warm_up", [True, False])
async def test_models_are_read_ahead_where_that_is_wanted(warm_up: bool) -> None:
    def loaded(host: str, port: int) -> list[str]:
        with grpc.insecure_channel(f"{host}:{port}") as opened:
            models = system_pb2_grpc.SystemServiceStub(opened).ListModels(system_pb2.ListModelsRequest()).models
        return [model.name for model in models if model.state == system_pb2.MODEL_STATE_LOADED]

    async with running(ServerConfig(port=0, web_port=0, warm_up=warm_up)) as addresses:
        give_up = time.monotonic() + (60.0 if warm_up else 0.5)
        found: list[str] = []
        while not found and time.monotonic() < give_up:
            found = await asyncio.to_thread(loaded, addresses.host, addresses.port)
            await asyncio.sleep(0.02)
    assert bool(found) is warm_up


def test_serving_never_imports_torch() -> None:
    code = """
import asyncio, contextlib, sys
from procgen.errors import Cancelled
from procgen.kit.wire.blobs import BlobStore
from procgen.served import all_services
from procgen.server.app import ServerConfig, running
from procgen.cli import app
from procgen.terrain.generate import generate
from procgen.terrain.parameters import TerrainParameters
from procgen.runtime.store import ModelStore
async def main():
    async with running(ServerConfig(port=0, web_port=0)):
        pass
asyncio.run(main())
def stop():
    raise Cancelled
services = all_services(ModelStore(), BlobStore())
for domain in services.declared:
    warm = domain.load_wire().warm
    if warm is not None:
        with contextlib.suppress(Cancelled):
            warm(services.service_of(domain), stop, 0.0)
generate(TerrainParameters(64, 64), ModelStore())
ours = [name for name in sys.modules if name.startswith("procgen.")]
sides = [name for name in ours if {"recipe", "ruler"} & set(name.split(".")[2:-1])]
bad = sorted({*sides, *set(sys.modules) & {"torch", "onnx", "onnxscript", "procgen.models"}})
sys.exit(f"imported: {bad}" if bad else 0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_work_in_the_background_gives_way_and_answers_do_not() -> None:
    with running_server("--background") as server, terrain_stub(server) as stub:
        receive(stub.Generate(small_request()))
        threads = list(Path(f"/proc/{server.process.pid}/task").iterdir())
        # Field 19 of proc(5), counted behind the name, which may hold spaces.
        niceness = [int((thread / "stat").read_text().rsplit(")", 1)[1].split()[16]) for thread in threads]
        own = int(Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()[16])
        assert own == 0
        assert 10 in niceness
