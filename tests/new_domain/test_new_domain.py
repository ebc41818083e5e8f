"""A new domain is a folder, a .proto and a line in domains.py: shown by one that is built beside a copy of the package.

Nothing else of the copy is changed, and it serves over both ports, stands in GetInfo and in the presets, runs from the
command line and in batches of both kinds, and keeps what the contract promises of every domain.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from procgen.batches.service import SERVICE as BATCHES
from procgen.kit.wire.received import receive
from procgen.v1 import batch_pb2, system_pb2
from tests.client import channel, system_stub
from tests.conftest import RunningServer, running_server
from tests.server import test_calls as contract
from tests.server.domains import Domain

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PATH = "/procgen.v1.DiceService/Generate"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with the new domain in it."""
    root = tmp_path_factory.mktemp("house")
    package = root / "procgen"
    shutil.copytree(ROOT / "procgen", package, ignore=shutil.ignore_patterns("__pycache__", "assets"))
    (root / "assets").symlink_to(ROOT / "assets")
    shutil.copytree(HERE / "dice", package / "dice")
    proto = root / "proto" / "procgen" / "v1"
    proto.mkdir(parents=True)
    shutil.copy(HERE / "dice.proto", proto)
    shutil.copy(ROOT / "proto" / "procgen" / "v1" / "common.proto", proto)
    sources = [f"--proto_path={root / 'proto'}", f"--python_out={root}", f"--grpc_python_out={root}"]
    command = [sys.executable, "-m", "grpc_tools.protoc", *sources, "procgen/v1/dice.proto"]
    subprocess.run(command, check=True, timeout=100)
    domains = package / "domains.py"
    text = domains.read_text("utf-8")
    assert text.count('    "world",\n') == 1
    domains.write_text(text.replace('    "world",\n', '    "world",\n    "dice",\n'), "utf-8")
    return root


@pytest.fixture(scope="module")
def dice(house: Path) -> Any:
    """The messages of the new domain."""
    file = house / "procgen" / "v1" / "dice_pb2.py"
    spec = importlib.util.spec_from_file_location("procgen.v1.dice_pb2", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def dice_server(house: Path) -> Iterator[RunningServer]:
    with running_server(cwd=house) as running:
        yield running


@pytest.fixture
def keeping_server(house: Path, tmp_path: Path) -> Iterator[RunningServer]:
    with running_server("--cache", str(tmp_path / "kept"), cwd=house) as running:
        yield running


@pytest.fixture(scope="module")
def domain(dice: Any) -> Domain:
    """How the contract suite calls it."""
    return Domain(
        "dice",
        PATH,
        dice.DiceEvent,
        lambda **fields: dice.DiceRequest(**{"seed": 7, "rolls": 40, **fields}),
        dice.DiceRequest(seed=7, outputs=["json", "csv"]),
        dice.DiceRequest(seed=2**64 - 1, rolls=70, sides=20, outputs=["csv"], file_name="odd"),
        lambda request_id: dice.DiceRequest(request_id=request_id, rolls=50_000_000),
        frozenset(),
    )


def procgen(house: Path, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "procgen", *arguments, "--json"]
    done = subprocess.run(command, cwd=house, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@pytest.mark.parametrize(
    "promise",
    [
        contract.test_concurrent_calls_do_not_disturb_one_another,
        contract.test_a_recipe_asks_for_the_same_again,
        contract.test_cancel_by_id_stops_the_work,
        contract.test_closing_a_call_frees_its_worker,
    ],
    ids=lambda promise: promise.__name__,
)
def test_it_keeps_what_every_domain_promises(promise: Any, dice_server: RunningServer, domain: Domain) -> None:
    promise(dice_server, domain)


@pytest.mark.parametrize("transport", ["over_grpc", "over_web"])
def test_it_is_served_over_both_ports(dice_server: RunningServer, domain: Domain, transport: str) -> None:
    contract.test_events_come_in_the_promised_order(dice_server, domain, transport)


@pytest.mark.parametrize("transport", ["grpc", "web"])
def test_its_deadlines_are_kept(dice_server: RunningServer, domain: Domain, transport: str) -> None:
    contract.test_deadlines_stop_the_work(dice_server, domain, transport)


def test_clients_are_told_of_it(dice_server: RunningServer) -> None:
    with system_stub(dice_server) as stub:
        info = stub.GetInfo(system_pb2.GetInfoRequest())
        presets = stub.ListPresets(system_pb2.ListPresetsRequest(domain="dice")).presets
    (said,) = (each for each in info.domains if each.name == "dice")
    assert said.method == PATH
    assert {each.name for each in said.parameters} == {"seed", "rolls", "sides"}
    assert [preset.name for preset in presets] == ["yahtzee"]


def test_the_command_line_has_it(house: Path, tmp_path: Path) -> None:
    made = procgen(house, "generate", "dice", "--rolls", "4", "--count", "2", "--out", str(tmp_path))
    rolled = [json.loads(Path(each["path"]).read_text()) for each in made["artifacts"]]
    assert [len(numbers) for numbers in rolled] == [4, 4]
    assert rolled[0] != rolled[1]
    (recipe, _) = sorted(tmp_path.glob("*.recipe.json"))
    again = procgen(house, "generate", "dice", "--recipe", str(recipe), "--out", str(tmp_path / "again"))
    assert again["artifacts"][0]["sha256"] in {each["sha256"] for each in made["artifacts"]}


def test_batch_files_have_it(house: Path, tmp_path: Path) -> None:
    lines = [{"domain": "dice", "count": 3, "sides": 20}, {"domain": "dice", "request": {"seed": 9, "rolls": 2}}]
    jobs = tmp_path / "jobs.jsonl"
    jobs.write_text("\n".join(map(json.dumps, lines)))
    said = procgen(house, "batch", str(jobs), "--out", str(tmp_path / "out"), "--cache", "none")
    assert (said["done"], said["failed"]) == (4, 0)


def test_a_server_takes_batches_of_it(keeping_server: RunningServer, dice: Any) -> None:
    request = dice.DiceRequest(seed=3, rolls=8)
    job = batch_pb2.BatchJob(other={"domain": "dice", "request": request.SerializeToString()})
    with channel(keeping_server) as opened:

        def call(name: str, message: Any, answer: Any, *, streaming: bool = False) -> Any:
            kind = opened.unary_stream if streaming else opened.unary_unary
            path = f"/{BATCHES}/{name}"
            return kind(path, type(message).SerializeToString, answer.FromString)(message)

        call("Submit", batch_pb2.SubmitBatchRequest(batch_id="dice", jobs=[job]), batch_pb2.SubmitBatchResponse)
        watched = batch_pb2.WatchBatchRequest(batch_id="dice")
        events = list(call("Watch", watched, batch_pb2.WatchBatchEvent, streaming=True))
        (row,) = (event.row for event in events if event.WhichOneof("event") == "row")
        wanted = batch_pb2.FetchBatchRequest(batch_id="dice", key=row.key)
        fetched = list(call("Fetch", wanted, batch_pb2.FetchBatchEvent, streaming=True))
        direct = receive(
            opened.unary_stream(
                PATH,
                request_serializer=lambda m: m.SerializeToString(),
                response_deserializer=dice.DiceEvent.FromString,
            )(request)
        )
    made = dice.DiceResult.FromString(fetched[-1].result.other)
    assert made.recipe == direct.result.recipe
    assert [each.sha256 for each in made.artifacts] == [each.sha256 for each in direct.result.artifacts]
