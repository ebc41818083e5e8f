"""Dialogue in the real Godot, from the real server: the addon's calls and its node in a game."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import json_format

from procgen.dialogue.vocabulary import MOODS, REGISTERS, ROLES
from procgen.v1 import dialogue_pb2 as pb
from procgen.v1 import dialogue_pb2_grpc
from procgen.v1 import dialogue_world_pb2 as world_pb
from tests.conftest import RunningServer
from tests.engines.godot_probe import report_of
from tests.engines.wire_messages import as_json, named
from tests.tools import free_port

BRAM_FILE = Path(__file__).parents[2] / "docs/examples/bram.json"
SHOP = Path(__file__).parents[2] / "docs/examples/shop.ink"
SEED = 2**64 - 2
SAID = [
    "Good morning! My name is Ilsa.",
    "What happened to the bridge?",
    "What is my name?",
    "I want to buy a sword.",
    "Please open the back door.",
]
PERSONA = world_pb.Persona(name="Oda", role="merchant", traits=["sly"])
BRAM = world_pb.Persona(name="Bram")
WISHES = [pb.Wish(intent="greet", count=2), pb.Wish(intent="sell", slots={"item": "brass key", "price": "12"})]
LINES = pb.LinesRequest(seed=SEED, persona=PERSONA, wishes=WISHES, model="phrases", outputs=["json", "script"])
SCENE = pb.SceneRequest(
    seed=3,
    kind="quest",
    cast=[PERSONA],
    nodes=12,
    quest_goal="fetch",
    facts=[world_pb.Fact(text="the bridge is out since the flood", about=["bridge"])],
    skills={"persuasion": "charm"},
    model="phrases",
    outputs=["godot", "json", "ink"],
)
FILL = pb.FillSceneRequest(seed=5, format="ink", source=SHOP.read_text(), cast=[BRAM], model="phrases")
LONELY = "-> shop\n\n=== shop ===\nBram: Hello.\n-> END\n\n=== cellar ===\nBram: Nobody comes here.\n-> END\n"
CHECK = pb.CheckSceneRequest(format="ink", source=LONELY)


@pytest.fixture(scope="module")
def stub(server: RunningServer) -> Iterator[Any]:
    """What a grpcio client calls."""
    with grpc.insecure_channel(f"{server.host}:{server.port}") as channel:
        yield dialogue_pb2_grpc.DialogueServiceStub(channel)


@pytest.fixture(scope="module")
def game(server: RunningServer, godot_project: Path) -> dict[str, Any]:
    """What the probe saw in a game; that the engine complained about nothing is checked on the way."""
    shutil.copy(BRAM_FILE, godot_project / "bram.json")
    requests = {"lines": LINES, "scene": SCENE, "fill": FILL, "check": CHECK}
    long = pb.LinesRequest(persona=PERSONA, wishes=[pb.Wish(intent="greet", count=200)], model="phrases")
    arguments = {
        "probe": "dialogue",
        "web_port": server.web_port,
        "unused_port": free_port(),
        "requests": {name: named(request) for name, request in requests.items()},
        "long": named(long),
        "said": SAID,
    }
    return report_of(godot_project, ["--script", "res://dialogue_probe.gd"], arguments)


def native(method: Any, request: Any) -> tuple[list[str], Any]:
    """SHA-256 of the files and the result that a native client gets."""
    files: dict[int, bytes] = {}
    result = None
    for event in method(request, timeout=120):
        if event.HasField("chunk"):
            files[event.chunk.artifact_index] = files.get(event.chunk.artifact_index, b"") + event.chunk.data
        if event.HasField("result"):
            result = event.result
    return [hashlib.sha256(data).hexdigest() for data in files.values()], result


def untimed(result: dict[str, Any]) -> dict[str, Any]:
    """A result without what differs from call to call."""
    return {name: value for name, value in result.items() if name not in ("elapsed_ms", "request_id")}


@pytest.mark.parametrize(
    ("name", "method", "request_"),
    [("lines", "GenerateLines", LINES), ("scene", "GenerateScene", SCENE), ("fill", "FillScene", FILL)],
    ids=["lines", "scene", "fill"],
)
def test_what_is_written_is_what_a_native_client_gets(
    game: dict[str, Any], stub: Any, name: str, method: str, request_: Any
) -> None:
    made = game["calls"][name]
    hashes, result = native(getattr(stub, method), request_)
    assert made["status"]["code"] == "OK", made["status"]
    assert made["sha256"] == hashes
    assert hashes
    assert untimed(made["result"]) == untimed(as_json(result))


def test_lines_come_one_by_one(game: dict[str, Any]) -> None:
    lines = game["calls"]["lines"]["result"]["lines"]
    assert game["calls"]["written"] == [line["text"] for line in lines]
    assert len(lines) == 3


def test_questions_are_answered_as_for_a_native_client(game: dict[str, Any], stub: Any) -> None:
    assert game["calls"]["info"] == as_json(stub.GetDialogueInfo(pb.GetDialogueInfoRequest()))
    assert game["calls"]["check"] == as_json(stub.CheckScene(CHECK))
    assert [problem["place"] for problem in game["calls"]["check"]["problems"]] == ["cellar"]


def test_the_scene_loads_as_a_resource(game: dict[str, Any]) -> None:
    result, scene = game["calls"]["scene"]["result"], game["calls"]["loaded"]
    check_scene(scene, result["title"])
    assert len(scene["nodes"]) == int(result["nodes"])
    assert sum(len(node["lines"]) for node in scene["nodes"]) == int(result["lines"])
    assert sum(len(node["choices"]) for node in scene["nodes"]) == int(result["choices"])
    assert {node["id"]: place for place, node in enumerate(scene["nodes"])} == game["calls"]["nodes"]


def check_scene(scene: dict[str, Any], title: str) -> None:
    """A scene as the engine loaded it has lines and choices that lead somewhere."""
    ids = {node["id"] for node in scene["nodes"]}
    choices = [choice for node in scene["nodes"] for choice in node["choices"]]
    lines = [line for node in scene["nodes"] for line in node["lines"]]
    assert scene["title"] == title
    assert all(line["text"] and line["speaker"] for line in lines)
    assert lines
    assert all(choice["text"] and choice["target"] in {*ids, ""} for choice in choices)
    assert choices


def test_a_call_is_stopped_in_the_middle(game: dict[str, Any]) -> None:
    assert game["interrupted"]["status"]["code"] == "CANCELLED"
    assert game["interrupted"]["late_lines"] == 0
    assert not game["interrupted"]["has_result"]


@pytest.fixture(scope="module")
def turns(stub: Any) -> list[list[Any]]:
    """The events of the same talk with a native client."""
    request = json_format.ParseDict(json.loads(BRAM_FILE.read_text()), pb.ConverseRequest())
    request.situation.listener = "Ilsa"
    request.seed = SEED
    request.model = "phrases"
    turns: list[list[Any]] = []
    for text in SAID:
        request.player_text = text
        turns.append(list(stub.Converse(request, timeout=120)))
        request.state = turns[-1][-1].result.state
    return turns


def test_the_speaker_answers_as_a_native_client_is_answered(game: dict[str, Any], turns: list[list[Any]]) -> None:
    heard = game["talk"]["first"]
    results = [turn[-1].result for turn in turns]
    assert heard["problems"] == []
    assert [line["text"] for line in heard["lines"]] == [result.line.text for result in results]
    assert {line["speaker"] for line in heard["lines"]} == {"Bram"}
    assert heard["text"] == "".join(event.text for turn in turns for event in turn)
    assert json.loads(game["talk"]["states"][0])["talk"] == results[-1].state
    assert game["talk"]["relations"][0] == results[-1].relation


def test_the_speaker_remembers(game: dict[str, Any]) -> None:
    assert "Ilsa" in game["talk"]["first"]["lines"][2]["text"]


def test_actions_arrive_with_their_arguments(game: dict[str, Any]) -> None:
    assert game["talk"]["first"]["actions"] == [
        {"name": "sell_item", "arguments": {"item": "sword"}},
        {"name": "open_door", "arguments": {}},
    ]


def test_no_frame_waits_for_an_answer(game: dict[str, Any]) -> None:
    # A call that blocked the game would let no frame pass; fast answers let few.
    assert game["talk"]["frames"] >= 2


def test_a_saved_talk_goes_on_where_it_was(game: dict[str, Any]) -> None:
    talk = game["talk"]
    assert talk["loaded"]
    assert talk["again"]["lines"] == talk["first"]["lines"][2:]
    assert talk["again"]["actions"] == talk["first"]["actions"]
    assert talk["states"][0] == talk["states"][1] != talk["saved"]
    assert len(talk["saved"]) < 64 << 10


def test_what_is_no_saved_talk_changes_nothing(game: dict[str, Any]) -> None:
    assert game["talk"]["damaged"] == [False, False]
    assert game["talk"]["again"]["problems"] == ["This is no saved talk."] * 2
    assert game["talk"]["unharmed"]


def test_answers_can_be_stopped_on_their_way(game: dict[str, Any]) -> None:
    talk = game["interrupted_talk"]
    assert (talk["was_busy"], talk["is_busy"]) == (True, False)
    assert talk["heard"] == {"text": "", "actions": [], "lines": [], "problems": []}
    assert talk["unharmed"]
    assert talk["ends"] == ["CANCELLED"] * 4, "nothing is begun any more when the node goes"
    assert talk["lines"] == 1, "the second of two in a row is answered"


def test_two_hear_answer_and_talk_among_themselves(game: dict[str, Any]) -> None:
    together = game["together"]
    assert together["codes"] == ["OK", "OK", "OK"]
    first = together["lines"][0]
    assert (first["speaker"], first["line"]) == ("Oda", "Oda")
    assert {line["line"] for line in together["lines"]} == {"Bram", "Oda"}
    assert any(line["to"] for line in together["lines"])
    assert together["names"] == ["Ilsa", "Ilsa"]
    assert together["promises"] == ["bring me a lamp"]


def test_barks_differ_and_hold_what_they_must(game: dict[str, Any]) -> None:
    barks = game["barks"]["heard"]
    assert barks["problems"] == []
    assert [line["intent"] for line in barks["lines"]] == [*["bark:spot_enemy"] * 3, "bark:see_rain", "sell"]
    assert len({line["text"] for line in barks["lines"]}) == 5
    assert barks["text"] == "", "what is called out is no part of the talk"
    assert "seven crowns" in barks["lines"][-1]["text"]
    assert json.loads(game["barks"]["saved"])["said"] == [line["text"] for line in barks["lines"]]


def test_what_is_wrong_is_said(game: dict[str, Any]) -> None:
    refused = game["refused"]
    assert refused["codes"] == ["INVALID_ARGUMENT", "INVALID_ARGUMENT", "UNAVAILABLE", "OK"]
    fields, role, server = refused["problems"]
    assert fields == (
        "world.setting: must be a text. world.facts[0].txt: there is no such field. "
        "world.entities[1]: must be an object."
    )
    assert "role" in role
    assert "procgen serve" in server


def test_the_inspector_suggests_what_the_server_knows(game: dict[str, Any]) -> None:
    assert game["suggested"] == {"roles": list(ROLES), "moods": list(MOODS), "registers": list(REGISTERS)}
