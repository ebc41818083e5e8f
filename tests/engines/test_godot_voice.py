"""Voices in the real Godot, from the real server: a line is heard, lips move with it, animations are read."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from procgen.kit.wire.received import Received, receive
from procgen.speech.feeling import MOODS
from procgen.speech.voice import STYLES
from procgen.v1 import dialogue_pb2, dialogue_pb2_grpc, speech_pb2, speech_pb2_grpc
from tests.client import channel
from tests.conftest import RunningServer
from tests.engines.godot_probe import report_of

TEXT = "Bob, stop! Move away from the fire."
LONG = "Nobody has crossed the bridge since the storm, and nobody will before spring."
REQUEST = speech_pb2.SpeechRequest(
    seed=0, text=TEXT, person={"sex": 1.0, "age_years": 60.0}, mood="angry", strength=0.75, rate=1.0,
    loudness_lufs=-23.0, outputs=["wav", "godot"],
)  # fmt: skip


@pytest.fixture(scope="module")
def line(server: RunningServer) -> Received[speech_pb2.SpeechResult]:
    """The same line as a native client gets it."""
    with channel(server) as opened:
        return receive(speech_pb2_grpc.SpeechServiceStub(opened).GenerateSpeech(REQUEST))


@pytest.fixture(scope="module")
def game(server: RunningServer, godot_project: Path, line: Received[speech_pb2.SpeechResult]) -> dict[str, Any]:
    (godot_project / "line.lips.tres").write_bytes(line.file("godot"))
    arguments = {"probe": "voice", "web_port": server.web_port, "text": TEXT, "long": LONG}
    return report_of(godot_project, ["--script", "res://voice_probe.gd"], arguments)


def test_what_is_heard_is_what_a_native_client_gets(
    server: RunningServer, game: dict[str, Any], line: Received[speech_pb2.SpeechResult]
) -> None:
    request = speech_pb2.SpeechRequest()
    request.CopyFrom(REQUEST)
    request.live = True
    with channel(server) as opened:
        events = list(speech_pb2_grpc.SpeechServiceStub(opened).GenerateSpeech(request))
    sound = b"".join(event.sound.pcm_s16le for event in events)
    assert game["data_sha256"] == hashlib.sha256(sound).hexdigest()
    assert game["sentences"] == ["Bob, stop!", "Move away from the fire."]
    assert game["mix_rate"] == 24_000
    assert len(sound) / 48_000 == pytest.approx(line.result.duration_s, abs=1e-3)
    assert game["playing"]


def test_a_long_sentence_is_heard_while_its_rest_is_made(server: RunningServer, game: dict[str, Any]) -> None:
    request = speech_pb2.SpeechRequest()
    request.CopyFrom(REQUEST)
    request.text, request.mood, request.live, request.seed = LONG, "", True, 1
    with channel(server) as opened:
        events = list(speech_pb2_grpc.SpeechServiceStub(opened).GenerateSpeech(request))
    sounds = [event.sound for event in events if event.WhichOneof("event") == "sound"]
    (sentence,) = [event.sentence for event in events if event.WhichOneof("event") == "sentence"]
    assert len(sounds) == 2
    long = game["long"]
    assert long["times"] == 1
    assert long["positions_grow"]
    assert long["length_s"] == pytest.approx(sentence.duration_s, abs=1e-3)
    assert long["heard_to_s"] > 0.8 * long["length_s"]
    assert long["data_sha256"] == hashlib.sha256(b"".join(each.pcm_s16le for each in sounds)).hexdigest()


def test_answers_are_heard_in_the_speakers_voice_and_can_be_cut_off(
    server: RunningServer, game: dict[str, Any]
) -> None:
    talk = game["talk"]
    assert talk["cut_off"]
    assert talk["silent"]
    assert " ".join(talk["heard"]) == talk["text"]
    request = dialogue_pb2.ConverseRequest(
        persona={
            "name": "Bram",
            "role": "smith",
            "sex": "male",
            "knows": [{"text": "the bridge is out since the flood"}],
        },
        speak={"strength": 0.75, "loudness_lufs": -23.0},
    )
    with channel(server) as opened:
        stub = dialogue_pb2_grpc.DialogueServiceStub(opened)
        for request.player_text in ("What happened to the bridge?", "Where is the river?"):
            events = list(stub.Converse(request))
            request.state = events[-1].result.state
    sound = b"".join(event.sound.pcm_s16le for event in events)
    assert talk["data_sha256"] == hashlib.sha256(sound).hexdigest()
    assert talk["state"] == request.state


def test_lips_move_with_the_line_and_rest_after_it(game: dict[str, Any]) -> None:
    assert game["lips"]["viseme_PP"] > 0.6
    assert game["lips"]["viseme_FF"] > 0.6
    assert game["lips"]["browDownLeft"] > 0.3
    assert game["at_rest"]


def test_what_cannot_be_said_is_told(game: dict[str, Any]) -> None:
    assert "text" in game["refused"]
    assert game["problems"] == [game["refused"]]


def test_the_engine_reads_the_animation(game: dict[str, Any], line: Received[speech_pb2.SpeechResult]) -> None:
    animation = game["animation"]
    assert animation["length_s"] == pytest.approx(line.result.duration_s, abs=1e-3)
    assert animation["kind"]
    assert animation["path"].startswith("body:")
    assert animation["tracks"] > 8
    assert animation["keys"] >= 2


def test_what_the_inspector_suggests_is_what_there_is(game: dict[str, Any]) -> None:
    assert set(game["moods"]) == set(MOODS)
    assert set(game["styles"]) == set(STYLES)
