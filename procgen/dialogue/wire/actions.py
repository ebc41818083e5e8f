"""Actions that the game offers and calls of them, as the contract has them."""

from __future__ import annotations

from procgen.dialogue.talk.actions import Action, ActionCall, Parameter
from procgen.v1 import dialogue_pb2 as pb


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
