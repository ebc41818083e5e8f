"""The demo's dialogue: lines of some speakers, a branching scene with its files, a talk."""

from __future__ import annotations

import json
from functools import partial
from typing import Any, Final

import grpc

from procgen.dialogue.describe import describe
from procgen.dialogue.wire.messages import persona_message
from procgen.kit.command.exhibits import Maker, Room, file_names
from procgen.kit.command.gallery import Exhibit
from procgen.kit.command.local_server import failed_call
from procgen.kit.wire.received import Received
from procgen.v1 import dialogue_pb2 as pb
from procgen.v1 import dialogue_pb2_grpc, dialogue_world_pb2

_SPEAKERS: tuple[tuple[str, str, str], ...] = (
    ("a grumpy old smith called Bram", "medieval", "weary"),
    ("a cheerful young sailor called Nell", "medieval", "joyful"),
    ("a nervous robot called Unit Nine", "scifi", "afraid"),
    ("a sly detective called Ines Vale", "modern", "scornful"),
)
_INTENTS = ("greet", "small_talk", "refuse", "bark:hear_noise")
_TOLD = 3
"""Warnings that hold a fact."""
_FACT = "the bridge is out"
_SCENE = "a sly merchant called Oda"
_SCENE_FILES = ("ink", "yarn", "dialogic", "twee", "json")
_SAID = ("Hello there.", "What happened to the bridge?", "Who paid you to keep quiet?", "My name is Ilsa.", "Who am I?")
_KNOWN = "the bridge went down in the flood"
_SECRET = "the mayor sold the timber"


def _lines(maker: Maker, request: pb.LinesRequest) -> Received[pb.LinesResult]:
    stub = dialogue_pb2_grpc.DialogueServiceStub(maker.channel)
    return maker.make(stub.GenerateLines, request, ("json",), things=lambda result: len(result.lines))


def _told(maker: Maker) -> tuple[Exhibit, ...]:
    text = _SPEAKERS[0][0]
    wish = pb.Wish(intent="warn", count=_TOLD, facts=[dialogue_world_pb2.Fact(text=_FACT)])
    request = pb.LinesRequest(
        seed=1, persona=persona_message(describe(text).persona), wishes=[wish], file_name="warnings"
    )
    made = _lines(maker, request)
    exhibit = Exhibit(
        title="What must be said",
        caption=f"Warnings that hold: {_FACT}",
        quotes=tuple((line.speaker, line.text) for line in made.result.lines),
        facts=f"{len(made.result.lines)} lines in {made.result.elapsed_ms:.0f} ms",
        files=file_names(made),
        recipe=made.recipe.to_json(),
        command=f'procgen generate dialogue --persona "{text}" --intent warn --count {_TOLD} --seed 1 '
        f'--facts "{_FACT}"',
    )
    return (exhibit,)


def _speaker(number: int, text: str, setting: str, mood: str, maker: Maker) -> tuple[Exhibit, ...]:
    persona = persona_message(describe(text).persona)
    situation = dialogue_world_pb2.Situation(mood=mood, world=dialogue_world_pb2.World(setting=setting))
    wishes = [pb.Wish(intent=intent, count=1) for intent in _INTENTS]
    request = pb.LinesRequest(
        seed=number, persona=persona, situation=situation, wishes=wishes, file_name=f"speaker-{number}"
    )
    made = _lines(maker, request)
    exhibit = Exhibit(
        title=text[:1].upper() + text[1:],
        caption=f"{setting}, {mood}",
        quotes=tuple((line.intent.replace("_", " "), line.text) for line in made.result.lines),
        facts=f"{len(made.result.lines)} lines in {made.result.elapsed_ms:.0f} ms",
        files=file_names(made),
        recipe=made.recipe.to_json(),
        command=f'procgen generate dialogue --persona "{text}" --setting {setting} --mood {mood} --seed {number} '
        + " ".join(f"--intent {intent}" for intent in _INTENTS),
    )
    return (exhibit,)


def _scene(maker: Maker) -> tuple[Exhibit, ...]:
    request = pb.SceneRequest(
        seed=3, kind="haggle", cast=[persona_message(describe(_SCENE).persona)], nodes=16, file_name="haggle"
    )
    stub = dialogue_pb2_grpc.DialogueServiceStub(maker.channel)
    made = maker.make(stub.GenerateScene, request, _SCENE_FILES, things=lambda result: result.lines)
    scene = json.loads(made.file("json"))
    result = made.result
    formats = " ".join(f"--format {kind}" for kind in _SCENE_FILES)
    exhibit = Exhibit(
        title=result.title,
        caption=result.summary,
        quotes=tuple(_walk(scene)),
        facts=f"{result.nodes} nodes, {result.lines} lines, {result.choices} choices in {result.elapsed_ms:.0f} ms",
        files=file_names(made),
        recipe=made.recipe.to_json(),
        command=f'procgen generate dialogue --persona "{_SCENE}" --scene haggle --nodes 16 --seed 3 {formats}',
    )
    return (exhibit,)


def _walk(scene: dict[str, Any]) -> list[tuple[str, str]]:
    """What is said on the way of the first choices, a dozen texts at most."""
    nodes = {node["id"]: node for node in scene["nodes"]}
    at, seen, said = scene["nodes"][0]["id"], set[str](), list[tuple[str, str]]()
    while at and at not in seen and len(said) < 12:
        seen.add(at)
        node = nodes[at]
        said += [(line["speaker"], line["text"]) for line in node.get("lines", ())]
        if node.get("choices"):
            choice = node["choices"][0]
            said.append(("you", choice["text"]))
            at = choice.get("target", "")
        else:
            at = node["branches"][-1]["target"] if node.get("branches") else ""
    return said


def _talk(maker: Maker) -> tuple[Exhibit, ...]:
    persona = persona_message(describe(_SPEAKERS[0][0]).persona)
    persona.secrets.append(_SECRET)
    persona.knows.append(dialogue_world_pb2.Fact(text=_KNOWN, about=["bridge"]))
    stub = dialogue_pb2_grpc.DialogueServiceStub(maker.channel)
    said: list[tuple[str, str]] = []
    state, spent = "", 0.0
    for text in _SAID:
        request = pb.ConverseRequest(persona=persona, player_text=text, state=state, seed=1)
        try:
            result = [event.result for event in stub.Converse(request)][-1]
        except grpc.RpcError as error:
            raise failed_call(error) from error
        said += [("you", text), (persona.name, result.line.text)]
        state = result.state
        spent += result.elapsed_ms
    maker.count += len(_SAID)
    exhibit = Exhibit(
        title="A talk",
        caption=f"Bram knows that {_KNOWN}; that {_SECRET} is his secret",
        quotes=tuple(said),
        facts=f"{len(_SAID)} answers in {spent:.0f} ms",
    )
    return (exhibit,)


EXHIBITS: Final = (
    Room(
        "Speakers",
        "Each says the same things in their own way; what must be said is said, word for word.",
        (*(partial(_speaker, number, *who) for number, who in enumerate(_SPEAKERS, 1)), _told),
    ),
    Room(
        "Scenes and talk",
        "Scenes are planned and proved before they are written: every node can be reached, every way ends. In a talk "
        "the player says what they like; facts stay true, and secrets are kept.",
        (_scene, _talk),
    ),
)
