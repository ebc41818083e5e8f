"""The dialogue service on both ports of a real server: catalogue, lines as they are written, scenes, files of users,
talks.
"""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import grpc
import pytest

from procgen.dialogue.importers import IMPORTERS
from procgen.dialogue.scene.check import check
from procgen.kit.wire.received import receive
from procgen.v1 import dialogue_pb2, system_pb2
from tests.client import (
    CONVERSE,
    LINES,
    channel,
    dialogue_stub,
    many_lines,
    small_lines,
    small_scene,
    system_stub,
    web_call,
)
from tests.conftest import RunningServer

BRAM: dict[str, Any] = {
    "name": "Bram",
    "role": "smith",
    "traits": ["grumpy"],
    "secrets": ["Rusk sold the timber"],
    "knows": [{"text": "wolves watch the north road", "about": ["wolves", "north road"]}],
}
MILLFORD: dict[str, Any] = {
    "world": {
        "entities": [{"name": "Captain Rusk", "kind": "person", "also": ["Rusk"], "sex": "male"}],
        "facts": [{"text": "the bridge is out since the flood", "about": ["bridge"]}],
    },
    "place": "the forge",
}
ACTIONS: list[dict[str, Any]] = [
    {"name": "open_door", "description": "open the back door"},
    {"name": "sell_item", "parameters": [{"name": "item", "allowed": ["sword", "shield"]}]},
]


def converse(server: RunningServer, text: str, **fields: Any) -> list[dialogue_pb2.ConverseEvent]:
    asked = {"persona": BRAM, "situation": MILLFORD, "seed": 3, "player_text": text, **fields}
    with dialogue_stub(server) as stub:
        return list(stub.Converse(dialogue_pb2.ConverseRequest(**asked)))


def said(events: list[dialogue_pb2.ConverseEvent]) -> str:
    return "".join(event.text for event in events if event.WhichOneof("event") == "text")


def test_the_catalogue_says_what_requests_may_name(server: RunningServer) -> None:
    with dialogue_stub(server) as stub:
        info = stub.GetDialogueInfo(dialogue_pb2.GetDialogueInfoRequest())
        for intents in ([*info.intents], [f"bark:{event}" for event in info.events]):
            wishes = [
                {"intent": intent, "slots": {"topic": "the mill", "item": "lamp", "price": "5"}} for intent in intents
            ]
            lines = receive_lines(stub.GenerateLines(small_lines(wishes=wishes, model="phrases", outputs=[])))
            assert [line.intent for line in lines] == intents
    assert [model.name for model in info.models] == ["ours", "phrases"]
    assert len(info.roles) >= 24
    assert set(info.scene_outputs) >= {"json", "ink", "yarn", "dialogic", "twee"}


def receive_lines(events: Any) -> list[Any]:
    streamed, result = [], None
    for event in events:
        if event.WhichOneof("event") == "line":
            streamed.append(event.line)
        elif event.WhichOneof("event") == "result":
            result = event.result
    assert result is not None
    assert list(result.lines) == streamed
    return streamed


def test_lines_come_one_by_one_and_hold_what_must_be_said(server: RunningServer) -> None:
    request = small_lines(
        persona=BRAM,
        situation=MILLFORD,
        wishes=[{"intent": "warn", "count": 6, "facts": [{"text": "the bridge is out"}, {"text": "three moonpetals"}]}],
        bounds={"never_say": ["Rusk"]},
        outputs=["json", "csv", "script"],
    )
    with dialogue_stub(server) as stub:
        events = list(stub.GenerateLines(request))
    lines = receive_lines(events)
    assert len({line.text for line in lines}) == 6
    assert [line.id for line in lines] == [f"bram_warn_{number:02d}" for number in range(1, 7)]
    for line in lines:
        assert "bridge is out" in line.text
        assert "three moonpetals" in line.text.lower()
        assert "rusk" not in line.text.lower()
    received = receive(events)
    record = json.loads(received.file("json"))
    assert [row["text"] for row in record["lines"]] == [line.text for line in lines]
    assert record["recipe"]["sha256"] == received.result.recipe.sha256
    for kind in ("csv", "script"):
        text = received.file(kind).decode("utf-8-sig").replace("\\", "")  # Markdown's escapes
        assert all(line.text in text for line in lines)


@pytest.mark.parametrize("kind", ["json", "ink", "yarn"])
def test_a_scene_reads_back_sound(server: RunningServer, kind: str) -> None:
    request = small_scene(kind="haggle", cast=[BRAM], nodes=16, outputs=[kind])
    with dialogue_stub(server) as stub:
        received = receive(stub.GenerateScene(request))
        text = received.file(kind).decode()
        answer = stub.CheckScene(dialogue_pb2.CheckSceneRequest(format=kind, source=text))
    scene = IMPORTERS[kind](text.encode(), "scene")
    assert not check(scene)
    assert not answer.problems
    assert answer.nodes == received.result.nodes == len(scene.nodes)
    assert answer.choices == received.result.choices


def test_a_scene_of_nobody_in_particular_has_somebody_who_speaks(server: RunningServer) -> None:
    with dialogue_stub(server) as stub:
        made = receive(stub.GenerateScene(dialogue_pb2.SceneRequest(seed=3, model="phrases"))).result
    assert made.nodes > 0
    assert made.lines > 0


def test_a_broken_scene_is_told_what_is_wrong(server: RunningServer) -> None:
    source = (
        "-> start\n=== start ===\nBram: Hello. # speaker: Bram\n-> start\n=== lost ===\nNobody comes here.\n-> END\n"
    )
    with dialogue_stub(server) as stub:
        answer = stub.CheckScene(dialogue_pb2.CheckSceneRequest(format="ink", source=source))
    assert {problem.place for problem in answer.problems} >= {"start", "lost"}
    assert all(problem.kind and problem.message for problem in answer.problems)


def test_missing_lines_are_written_and_nothing_else_changes(server: RunningServer) -> None:
    source = "=== shop ===\nBram: Hello, stranger.\nTODO: procgen intent=warn speaker=Bram\n* [Leave] -> END\n"
    with dialogue_stub(server) as stub:
        events = list(
            stub.FillScene(
                dialogue_pb2.FillSceneRequest(
                    format="ink", source=source, cast=[BRAM], situation=MILLFORD, seed=4, model="phrases"
                )
            )
        )
    received = receive(events)
    filled = received.file("ink").decode()
    assert len(received.result.lines) == 1
    assert received.result.lines[0].text in filled
    assert "TODO" not in filled
    for kept in ("=== shop ===\nBram: Hello, stranger.\n", "* [Leave] -> END\n"):
        assert kept in filled


def test_a_talk_goes_on_from_its_state(server: RunningServer) -> None:
    first = converse(server, "My name is Ilsa. What about the bridge?", actions=ACTIONS)
    assert [event.WhichOneof("event") for event in first][-1] == "result"
    result = first[-1].result
    assert said(first) == result.line.text
    assert "the bridge is out since the flood" in result.line.text.lower()
    second = converse(server, "What is my name?", actions=ACTIONS, state=result.state)
    assert "Ilsa" in said(second)
    third = converse(server, "Sell me a sword", actions=ACTIONS, state=second[-1].result.state)
    calls = [event.action for event in third if event.WhichOneof("event") == "action"]
    assert [(call.name, dict(call.choices)) for call in calls] == [("sell_item", {"item": "sword"})]
    again = converse(server, "My name is Ilsa. What about the bridge?", actions=ACTIONS)
    again[-1].result.elapsed_ms = first[-1].result.elapsed_ms
    again[-1].result.request_id = first[-1].result.request_id
    assert again == first


def test_both_ports_say_the_same(server: RunningServer) -> None:
    request = dialogue_pb2.ConverseRequest(persona=BRAM, situation=MILLFORD, seed=9, player_text="hello")
    web = web_call(server, CONVERSE, request)
    assert web.code == 0
    events = [dialogue_pb2.ConverseEvent.FromString(message) for message in web.messages]
    assert said(events) == said(converse(server, "hello", seed=9))


def test_what_the_speaker_makes_of_the_player_is_told(server: RunningServer) -> None:
    first = converse(server, "My name is Ilsa. You are an idiot.")[-1].result
    assert first.mind.player["name"] == "Ilsa"
    assert [feeling.why for feeling in first.mind.feelings] == ["you insulted me"]
    assert first.mind.drift < 0
    second = converse(server, "I will bring you a new hammer.", state=first.state)[-1].result
    assert [(each.by_player, each.kept) for each in second.mind.promises] == [(True, "open")]


def test_several_hear_and_answer_and_go_on_from_their_states(server: RunningServer) -> None:
    oda = {"name": "Oda", "role": "innkeeper", "knows": [{"text": "the mill burned on Sunday", "about": ["mill"]}]}
    events = converse(server, "I'm Ilsa. Oda, when did the mill burn?", others=[{"persona": oda}])
    lines = [event.said for event in events if event.WhichOneof("event") == "said"]
    assert lines[0].line.speaker == "Oda"
    assert any("unday" in each.line.text for each in lines)
    result = events[-1].result
    assert result.mind.player["name"] == result.others[0].mind.player["name"] == "Ilsa"
    others = [{"persona": oda, "state": result.others[0].state}]
    among = converse(server, "", state=result.state, others=others)
    spoken = [event.said for event in among if event.WhichOneof("event") == "said"]
    assert {each.line.speaker for each in spoken} == {"Bram", "Oda"}
    assert any(each.to for each in spoken)


def heard(events: list[dialogue_pb2.ConverseEvent]) -> bytes:
    return b"".join(event.sound.pcm_s16le for event in events)


def test_an_answer_is_heard_sentence_by_sentence_beside_its_text(server: RunningServer) -> None:
    events = converse(server, "My name is Ilsa. What about the bridge?", actions=ACTIONS, speak={})
    kinds = [event.WhichOneof("event") for event in events]
    assert kinds.index("text") < kinds.index("sentence") < kinds.index("sound")
    assert said(events) == said(converse(server, "My name is Ilsa. What about the bridge?", actions=ACTIONS))
    sentences = [event.sentence for event in events if event.WhichOneof("event") == "sentence"]
    assert " ".join(sentence.text for sentence in sentences) == said(events)
    offset = 0
    for event, before in zip(events, [None, *events], strict=False):
        if event.WhichOneof("event") == "sound":
            assert event.sound.offset_samples == offset
            assert event.sound.sample_rate_hz == 24_000
            offset += len(event.sound.pcm_s16le) // 2
            assert before is not None
            sentence = before.sentence
            assert sentence.begin_s == pytest.approx(event.sound.offset_samples / 24_000)
            assert sentence.duration_s == pytest.approx(len(event.sound.pcm_s16le) / 48_000)
            assert all(len(curve.weights) >= sentence.duration_s * 60 for curve in sentence.face)
            assert sentence.words[0].begin_s >= sentence.begin_s
    assert offset > 24_000
    web = web_call(server, CONVERSE, request := spoken_request(speak={}))
    again = [dialogue_pb2.ConverseEvent.FromString(message) for message in web.messages]
    with dialogue_stub(server) as stub:
        assert heard(again) == heard(list(stub.Converse(request)))


def spoken_request(**fields: Any) -> dialogue_pb2.ConverseRequest:
    return dialogue_pb2.ConverseRequest(persona=BRAM, situation=MILLFORD, seed=9, player_text="hello", **fields)


def test_whose_voice_it_is_can_be_said(server: RunningServer) -> None:
    usual = heard(converse(server, "hello", speak={}))
    assert heard(converse(server, "hello", speak={"person": {"age_years": 8.0}})) != usual
    assert heard(converse(server, "hello", speak={"style": "giant", "strength": 1.0})) != usual
    assert heard(converse(server, "hello", speak={"babble": True})) != usual
    angry = {**MILLFORD, "mood": "angry"}
    assert heard(converse(server, "hello", situation=angry, speak={})) != usual


def test_what_cannot_be_spoken_is_still_read(server: RunningServer) -> None:
    events = converse(server, "What is your name?", persona={**BRAM, "name": "Брам"}, seed=0, speak={})
    sentences = [event.sentence for event in events if event.WhichOneof("event") == "sentence"]
    assert any("other scripts ask for babble" in sentence.unspoken for sentence in sentences)
    assert "Брам" in said(events)
    assert events[-1].result.state


def test_a_voice_that_is_cut_off_stops(server: RunningServer) -> None:
    with dialogue_stub(server) as stub:
        stream = stub.Converse(spoken_request(speak={}, request_id="cut-off"))
        next(event for event in stream if event.WhichOneof("event") == "text")
        stream.cancel()
        with pytest.raises(grpc.RpcError) as error:
            list(stream)
    assert error.value.code() is grpc.StatusCode.CANCELLED  # type: ignore[attr-defined]


def test_sixty_four_talk_at_once_and_none_hears_another(server: RunningServer) -> None:
    """Each of 64 speakers has a secret and a fact of their own."""
    answers: dict[int, str] = {}
    failed: list[object] = []

    def talk(number: int, opened: grpc.Channel) -> None:
        request = dialogue_pb2.ConverseRequest(
            persona={
                "name": f"Guard {number}",
                "role": "guard",
                "secrets": [f"password{number}"],
                "knows": [{"text": f"gate {number} is shut", "about": ["gate"]}],
            },
            seed=number,
            player_text="What do you know about the gate?",
        )
        call = opened.unary_stream(
            CONVERSE,
            request_serializer=lambda m: m.SerializeToString(),
            response_deserializer=dialogue_pb2.ConverseEvent.FromString,
        )
        try:
            answers[number] = said(list(call(request)))
        except grpc.RpcError as error:
            failed.append(error)

    with channel(server) as opened:
        threads = [threading.Thread(target=talk, args=(number, opened)) for number in range(64)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not failed
    for number, text in answers.items():
        assert f"gate {number} is shut" in text.lower()
        assert "password" not in text


def test_cancel_stops_lines_soon(server: RunningServer) -> None:
    with channel(server) as opened, system_stub(server) as system:
        stream = opened.unary_stream(
            LINES,
            request_serializer=lambda m: m.SerializeToString(),
            response_deserializer=dialogue_pb2.LinesEvent.FromString,
        )(many_lines(request_id="many"))
        for event in stream:
            if event.WhichOneof("event") == "line":
                break
        assert system.Cancel(system_pb2.CancelRequest(request_id="many")).cancelled
        began = time.monotonic()
        with pytest.raises(grpc.RpcError) as caught:
            list(stream)
        assert caught.value.code() is grpc.StatusCode.CANCELLED
        while system.Cancel(system_pb2.CancelRequest(request_id="many")).cancelled:
            assert time.monotonic() - began < 60.0, "the call still runs"
