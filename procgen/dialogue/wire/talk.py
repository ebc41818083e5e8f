"""One turn of a talk between a player and an NPC."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from procgen.dialogue.talk.actions import Action, ActionCall, Parameter
from procgen.dialogue.talk.budget import Limits
from procgen.dialogue.talk.talk import reply
from procgen.dialogue.wire.messages import read_bounds, read_persona, read_situation
from procgen.dialogue.wire.models import Models
from procgen.dialogue.wire.request import read_model
from procgen.dialogue.wire.voice import SpokenAnswer, read_voice
from procgen.errors import InvalidFields
from procgen.kit.wire.call import Call
from procgen.kit.wire.request_id import request_id_violations
from procgen.v1 import common_pb2, dialogue_world_pb2
from procgen.v1 import dialogue_pb2 as pb

Event = pb.ConverseEvent
_TURN_CHARACTERS: Final = 300
_WIRE_NAMES: Final = {"must.say": "bounds.must_say", "must.never": "bounds.never_say", "token": "state"}


def read_action(message: pb.TalkAction) -> Action:
    """An action; nothing is checked."""
    return Action(
        name=message.name,
        description=message.description,
        phrases=tuple(message.phrases),
        parameters=tuple(
            Parameter(each.name, each.kind or "choice", tuple(each.allowed), each.lowest, each.highest, each.optional)
            for each in message.parameters
        ),
        least_relation=message.least_relation,
        most_times=message.most_times,
    )


def action_message(call: ActionCall) -> pb.ActionCall:
    """A call as the contract has it."""
    made = pb.ActionCall(name=call.name)
    for name, value in call.arguments.items():
        if isinstance(value, bool):
            made.truths[name] = value
        elif isinstance(value, int):
            made.numbers[name] = value
        else:
            made.choices[name] = value
    return made


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
    must = read_bounds(message.bounds)
    if not message.bounds.HasField("most_characters"):
        must = replace(must, most_characters=_TURN_CHARACTERS)
    try:
        events = reply(
            read_persona(message.persona),
            read_situation(message.situation),
            message.state,
            message.player_text,
            [read_action(action) for action in message.actions],
            message.seed,
            None if found else models.get(name),
            call.checkpoint,
            must=must,
            limits=Limits(**{field.name: value for field, value in message.budget.ListFields()}),
        )
    except InvalidFields as error:
        wrong = [replace(each, field=_on_the_wire(each.field)) for each in error.violations]
        raise InvalidFields([*found, *wrong]) from error
    if found:
        raise InvalidFields(found)
    answer = None if voice is None else SpokenAnswer(voice, models.store, call.checkpoint)
    emit(Event(progress=common_pb2.Progress(stage="answer", fraction=0.0)))
    result = pb.TurnResult(request_id=call.request_id)
    for event in events:
        call.checkpoint()
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
            case "end":
                result.line.CopyFrom(
                    dialogue_world_pb2.Line(
                        text=event.text,
                        intent=event.lines[0].intent if event.lines else "",
                        speaker=message.persona.name,
                        mood=event.mood,
                        source=" ".join(line.template for line in event.lines),
                    )
                )
                result.relation = event.relation
                result.ends = event.over
    result.elapsed_ms = (time.perf_counter() - began) * 1000.0
    return iter([Event(result=result)])


def _on_the_wire(field: str) -> str:
    for name, wire in _WIRE_NAMES.items():
        if field.startswith(name):
            return wire + field.removeprefix(name)
    return field.replace("must.", "bounds.").replace("limits.", "budget.")
