"""procgen.v1.WorldService over a real server."""

from __future__ import annotations

import itertools
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import grpc
import pytest
from google.protobuf import json_format

from procgen.errors import Failed, InvalidFields
from procgen.kit.wire.received import Received, Receiving, place_of, receive, write
from procgen.v1 import common_pb2, system_pb2, world_pb2, world_pb2_grpc
from procgen.world.generate import request_record
from procgen.world.parameters import PARTS
from procgen.world.wire.service import read_request
from tests.client import WORLD, channel, system_stub, web_call
from tests.conftest import RunningServer
from tests.figures import figure


def request(**more: object) -> world_pb2.WorldRequest:
    """A small one without pictures."""
    said = {
        "seed": 7,
        "text": "a fishing village under a zeppelin",
        "side_m": 250.0,
        "metres_per_pixel": 4.0,
        "people": 1,
        "lines": 2,
        "props": 20,
        "animals": 4,
        "parts": ["settlement", "props", "people", "dialogue"],
        **more,
    }
    return world_pb2.WorldRequest(**said)  # type: ignore[arg-type]


@pytest.fixture
def stub(server: RunningServer) -> Iterator[world_pb2_grpc.WorldServiceStub]:
    with channel(server) as opened:
        yield world_pb2_grpc.WorldServiceStub(opened)


@pytest.fixture(scope="module")
def made(server: RunningServer) -> tuple[Received[world_pb2.WorldResult], list[common_pb2.Progress]]:
    """A world, and what was told meanwhile."""
    told: list[common_pb2.Progress] = []

    def watched(events: Iterator[world_pb2.WorldEvent]) -> Iterator[world_pb2.WorldEvent]:
        for event in events:
            if event.WhichOneof("event") == "progress":
                told.append(event.progress)
            yield event

    with channel(server) as opened:
        events = world_pb2_grpc.WorldServiceStub(opened).Generate(request())
        return receive(watched(events)), told


def test_a_world_comes_as_files_for_a_folder(
    made: tuple[Received[world_pb2.WorldResult], list[common_pb2.Progress]], tmp_path: Path
) -> None:
    received, _ = made
    records = write(received, tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    for entry in manifest["files"]:
        assert (tmp_path / entry["path"]).stat().st_size == entry["size_bytes"]
    assert {Path(str(record["path"])) for record in records} == {
        tmp_path / entry["path"] for entry in [*manifest["files"], {"path": "manifest.json"}]
    }
    result = received.result
    assert (result.name, result.people, result.lines) == (manifest["name"], 1, 2)
    assert list(result.unknown_words) == ["zeppelin"]
    assert result.recipe.domain == "world"
    assert [part.part for part in result.made_parts] == [part for part in PARTS if part != "materials"]


def test_a_result_says_whether_a_place_is_deserted(
    made: tuple[Received[world_pb2.WorldResult], list[common_pb2.Progress]], stub: world_pb2_grpc.WorldServiceStub
) -> None:
    assert not made[0].result.deserted
    left = receive(stub.Generate(request(text="a village whose people have left", people=3)))
    assert left.result.deserted
    assert left.result.buildings > 0
    assert (left.result.people, left.result.lines) == (0, 0)
    assert json.loads(left.file("manifest_json"))["description"]["deserted"]
    # The recipe holds the sentence, and so makes such a place again.
    again = world_pb2.WorldRequest()
    json_format.ParseDict(json.loads(left.result.recipe.request_json), again)
    assert read_request(again)[0].text == "a village whose people have left"
    assert receive(stub.Generate(again)).result.deserted


def test_a_tile_of_a_region_can_be_asked_for_alone(stub: world_pb2_grpc.WorldServiceStub) -> None:
    asked = request(text="a village", side_m=256.0, region_tiles=2, column=1, row=0, parts=["settlement"])
    received = receive(stub.Generate(asked))
    manifest = json.loads(received.file("manifest_json"))
    region = manifest["region"]
    assert (region["column"], region["row"], region["x_m"], region["z_m"]) == (1, 0, 256.0, 0.0)
    assert sorted(region["neighbours"]) == ["south", "west"]
    assert received.result.name == manifest["name"]
    with pytest.raises(grpc.RpcError) as refused:
        list(stub.Generate(request(side_m=256.0, region_tiles=2, column=2)))
    assert refused.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert "column" in str(refused.value.details())


def test_what_one_can_walk_in_comes_before_who_lives_there(stub: world_pb2_grpc.WorldServiceStub) -> None:
    walkable_parts = ["terrain", "settlement", "materials", "props", "built"]
    asked = request(parts=[*walkable_parts, "people", "dialogue"], cover=0.1, animals=1)
    receiving: Receiving[world_pb2.WorldResult] = Receiving()
    kinds, early = [], []
    for event in stub.Generate(asked):
        kinds.append(event.WhichOneof("event"))
        if kinds[-1] == "walkable":
            first = list(event.walkable.files)
            files = receiving.first(first)
            manifest = json.loads(event.walkable.manifest_json)
            early = kinds[:]
        else:
            receiving.take(event)
    assert kinds.count("walkable") == 1
    assert "progress" in kinds[len(early) :], "the rest was still being made"
    received = receiving.whole()
    assert list(received.result.artifacts[: len(first)]) == first
    assert list(received.files[: len(files)]) == files
    paths = [f"{each.folder}/{each.file_name}".lstrip("/") for each in first]
    assert {"built.glb", "ground/heights.npy", "materials/materials.json", "cover/cover.json"} <= {*paths}
    later = {each.kind for each in received.result.artifacts[len(first) :]}
    assert later == {"creatures_json", "creature_glb", "people_json", "person_glb", "dialogue_json", "manifest_json"}
    # The folder is that of a world of its own: one that is asked for these parts alone.
    assert {each["path"]: each["sha256"] for each in manifest["files"]} == {
        path: each.sha256 for path, each in zip(paths, first, strict=True)
    }
    assert manifest["recipe"]["request"]["parts"] == walkable_parts
    assert manifest["counts"]["people"] == 0


def test_no_more_is_sent_early_than_was_asked_for(stub: world_pb2_grpc.WorldServiceStub) -> None:
    kinds = [event.WhichOneof("event") for event in stub.Generate(request(people=0, lines=0))]
    assert "walkable" not in kinds
    assert "progress" not in kinds[kinds.index("chunk") :]


def test_progress_has_a_picture_of_the_ground(
    made: tuple[Received[world_pb2.WorldResult], list[common_pb2.Progress]],
) -> None:
    _, told = made
    fractions = [each.fraction for each in told]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert sum(each.preview_png[:4] == b"\x89PNG" for each in told) == 1


def test_the_web_port_sends_the_same_bytes(
    server: RunningServer, made: tuple[Received[world_pb2.WorldResult], list[common_pb2.Progress]]
) -> None:
    answer = web_call(server, WORLD, request())
    events = [world_pb2.WorldEvent.FromString(message) for message in answer.messages]
    assert receive(events).files == made[0].files


def test_a_cancelled_call_stops_soon_wherever_it_is(
    server: RunningServer, stub: world_pb2_grpc.WorldServiceStub
) -> None:
    slowest = 0.0
    for events in (1, 8, 16):
        stream = stub.Generate(request(request_id="stops", seed=events, side_m=500.0, metres_per_pixel=2.0, parts=[]))
        for _ in itertools.islice(stream, events):
            pass
        began = time.perf_counter()
        with system_stub(server) as system:
            while system.Cancel(system_pb2.CancelRequest(request_id="stops")).cancelled:
                assert time.perf_counter() - began < 60.0, "the call still runs"
                time.sleep(0.005)
        slowest = max(slowest, time.perf_counter() - began)
    figure("a world's call stops after", slowest * 1000.0, "ms", "<= 250")


def test_every_wrong_field_is_told(stub: world_pb2_grpc.WorldServiceStub) -> None:
    wrong = request(side_m=1.0, people=100, settlement="city", parts=["sky", "props", "props"], locked=["props"])
    with pytest.raises(grpc.RpcError) as caught:
        list(stub.Generate(wrong))
    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    for field in ("side_m", "people", "settlement", "parts[0]", "parts[2]", "locked[0]"):
        assert field in (caught.value.details() or "")


def test_formats_are_checked_and_go_with_the_scene() -> None:
    assert read_request(request(parts=["scene"], formats=["usd"]))[1] == ("scene", "usd")
    assert "usd" not in read_request(request(parts=[]))[1], "only where it is asked for"
    for wrong, field in ((["obj"], "formats[0]"), (["usd", "usd"], "formats[1]")):
        with pytest.raises(InvalidFields) as caught:
            read_request(request(parts=[], formats=wrong))
        assert [each.field for each in caught.value.violations] == [field]
    with pytest.raises(InvalidFields, match="only where scene is among parts"):
        read_request(request(parts=["props"], formats=["usd"]))


def test_without_its_package_usd_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pxr.UsdGeom", None)
    with pytest.raises(Failed, match="usd-core") as caught:
        read_request(request(parts=["scene"], formats=["usd"]))
    assert "procgen-server[usd]" in caught.value.remedy


def test_a_scenario_is_drawn_in_milliseconds_and_alike_by_seed(stub: world_pb2_grpc.WorldServiceStub) -> None:
    asked = world_pb2.DrawScenarioRequest(text="rush hour in the rain, quoxly", given={"wind_m_s": "3.."}, seed=4)
    stub.DrawScenario(asked)
    first, again = stub.DrawScenario(asked), stub.DrawScenario(asked)
    assert first.elapsed_ms < 1000.0, "on a machine that is busy; docs say how long it takes on one that is not"
    assert first.weather in ("rain", "heavy_rain")
    assert first.hour in (7.0, 8.0, 16.0, 17.0)
    assert first.wet > 0.5
    assert first.wind_m_s >= 3.0
    assert 0.3 < first.vehicles_share <= 1.0
    assert list(first.unknown_words) == ["quoxly"]
    assert len(first.model_sha256) == 1
    for each in (first, again):
        each.ClearField("elapsed_ms")
        each.ClearField("request_id")
    assert first == again
    with pytest.raises(grpc.RpcError) as refused:
        stub.DrawScenario(world_pb2.DrawScenarioRequest(text="snow", given={"temperature_c": "30"}))
    assert "given.weather: got snow" in str(refused.value.details())


def test_traffic_that_nobody_takes_part_in_is_refused() -> None:
    with pytest.raises(InvalidFields) as caught:
        read_request(request(parts=["traffic"]))
    assert [each.field for each in caught.value.violations] == ["parts[0]"]
    assert read_request(request(parts=["traffic"], walkers=1))[1] == ("traffic",)


def test_a_recipe_asks_for_what_was_asked_for() -> None:
    asked, _ = read_request(request(parts=["traffic"], vehicles=3, traffic_hour=8.3, traffic_events=["breakdown"]))
    record = request_record(asked)
    again, _ = read_request(json_format.ParseDict(json.loads(json.dumps(record)), world_pb2.WorldRequest()))
    assert {each.name: getattr(again, each.name) for each in fields(again)} == {
        each.name: getattr(asked, each.name) for each in fields(asked)
    }
    assert request_record(again) == record


@pytest.mark.parametrize("folder", ["..", "/etc", "a/../b", "a//b", "a/", "C:", "a\\b", "."])
def test_a_folder_that_leads_elsewhere_is_refused(folder: str, tmp_path: Path) -> None:
    artifact = common_pb2.Artifact(folder=folder, file_name="x.json")
    with pytest.raises(ValueError, match="not a folder of a result"):
        place_of(artifact)
    result = world_pb2.WorldResult(
        artifacts=[artifact], recipe=common_pb2.Recipe(domain="world", request_json="{}", code_version="1")
    )
    with pytest.raises(ValueError, match="not a folder of a result"):
        write(Received(result, (b"x",)), tmp_path)
    assert list(tmp_path.iterdir()) == []
