"""One turn of a talk between a player and an NPC."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from procgen.dialogue.persona import Persona
from procgen.dialogue.talk import state as states
from procgen.dialogue.talk.budget import Limits
from procgen.dialogue.talk.group import together
from procgen.dialogue.talk.talk import Event as TalkEvent
from procgen.dialogue.talk.talk import reply
from procgen.dialogue.wire.actions import action_message, read_action
from procgen.dialogue.wire.messages import read_bounds, read_persona, read_situation
from procgen.dialogue.wire.mind import mind_message
from procgen.dialogue.wire.models import Models
from procgen.dialogue.wire.request import read_model
from procgen.dialogue.wire.together import read_members, told_together
from procgen.dialogue.wire.voice import SpokenAnswer, read_voice
from procgen.errors import InvalidFields, Violation
from procgen.kit.wire.call import Call
from procgen.kit.wire.request_id import request_id_violations
from procgen.v1 import common_pb2, dialogue_world_pb2
from procgen.v1 import dialogue_pb2 as pb

Event = pb.ConverseEvent
_TURN_CHARACTERS: Final = 300
_WIRE_NAMES: Final = {"must.say": "bounds.must_say", "must.never": "bounds.never_say", "token": "state"}


def converse(message: pb.ConverseRequest, models: Models, call: Call, emit: Callable[[Event], None]) -> Iterator[Event]:
    """Answer a player; returns the event that comes last.

    Raises:
        InvalidFields: names every field that can't be accepted.
        ModelUnavailable: the model is missing, or can't be reached.
    """
    began = time.perf_counter()
    found = request_id_violations(message.request_id)
    name = read_model(message.model, models.names, found)
    voice = read_voice(message, models.store, found) if message.HasField("speak") else None
    if voice is not None and message.others:
        found.append(Violation.of("speak", "there", "nothing in a talk of several: SpeechService speaks each line"))
    must = read_bounds(message.bounds)
    if not message.bounds.HasField("most_characters"):
        must = replace(must, most_characters=_TURN_CHARACTERS)
    settings: dict[str, Any] = {
        "actions": [read_action(action) for action in message.actions],
        "seed": message.seed,
        "model": None if found else models.get(name),
        "stop": call.checkpoint,
        "must": must,
        "limits": Limits(**{field.name: value for field, value in message.budget.ListFields()}),
    }
    try:
        if message.others:
            members = read_members(message)
            several = together(members, message.player_text, **settings)
        else:
            persona, situation = read_persona(message.persona), read_situation(message.situation)
            alone = reply(persona, situation, message.state, message.player_text, **settings)
    except InvalidFields as error:
        wrong = [replace(each, field=_on_the_wire(each.field)) for each in error.violations]
        raise InvalidFields([*found, *wrong]) from error
    if found:
        raise InvalidFields(found)
    answer = None if voice is None else SpokenAnswer(voice, models.store, call.checkpoint)
    emit(Event(progress=common_pb2.Progress(stage="answer", fraction=0.0)))
    if message.others:
        result = told_together(members, several, emit, call.checkpoint)
    else:
        result = _told_alone(persona, alone, answer, emit, call.checkpoint)
    result.request_id, result.elapsed_ms = call.request_id, (time.perf_counter() - began) * 1000.0
    return iter([Event(result=result)])


def _told_alone(
    persona: Persona,
    events: Iterator[TalkEvent],
    answer: SpokenAnswer | None,
    emit: Callable[[Event], None],
    stop: Callable[[], None],
) -> pb.TurnResult:
    result = pb.TurnResult()
    for event in events:
        stop()
        match event.kind:
            case "text":
                emit(Event(text=event.text))
                if answer is not None:
                    for heard in answer.events(event.text, event.mood, event.intent):
                        emit(heard)
            case "action":
                assert event.call is not None
                emit(Event(action=action_message(event.call)))
            case "state":
                result.state = event.token
                result.mind.CopyFrom(mind_message(states.load(event.token, persona)))
            case "end":
                result.line.CopyFrom(
                    dialogue_world_pb2.Line(
                        text=event.text,
                        intent=event.lines[0].intent if event.lines else "",
                        speaker=persona.name,
                        mood=event.mood,
                        source=" ".join(line.template for line in event.lines),
                    )
                )
                result.relation = event.relation
                result.ends = event.over
    return result


def _on_the_wire(field: str) -> str:
    for name, wire in _WIRE_NAMES.items():
        if field.startswith(name):
            return wire + field.removeprefix(name)
    return field.replace("must.", "bounds.").replace("limits.", "budget.")
