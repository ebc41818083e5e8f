"""One turn of a talk between a player and several NPCs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from procgen.dialogue.persona import Situation
from procgen.dialogue.talk import state as states
from procgen.dialogue.talk.actions import ActionCall
from procgen.dialogue.talk.group import Done, Member, Said
from procgen.dialogue.talk.heart import situation_now
from procgen.dialogue.wire.actions import action_message
from procgen.dialogue.wire.messages import read_persona, read_situation
from procgen.dialogue.wire.mind import mind_message
from procgen.v1 import dialogue_pb2 as pb
from procgen.v1 import dialogue_world_pb2

Event = pb.ConverseEvent


def read_members(message: pb.ConverseRequest) -> list[Member]:
    """The speaker and the others; nothing is checked."""
    situation = read_situation(message.situation)
    found = [Member(read_persona(message.persona), situation, message.state)]
    for other in message.others:
        own: Situation = replace(situation, relation=other.relation, mood=other.mood or "neutral")
        found.append(Member(read_persona(other.persona), own, other.state))
    return found


def told_together(
    members: Sequence[Member],
    events: Iterator[Said | ActionCall | Done],
    emit: Callable[[Event], None],
    stop: Callable[[], None],
) -> pb.TurnResult:
    """Emit the lines and actions of a turn; returns its result but for its id and time.

    Args:
        members: as `read_members` has them.
        events: of `talk.group.together`.
        emit: takes what is told.
        stop: called often; raises to end the work.
    """
    lines: list[tuple[int, pb.TalkLine]] = []
    done: Done | None = None
    for event in events:
        stop()
        match event:
            case Said():
                said = _line(members, event)
                lines.append((event.member, said))
                emit(Event(said=said))
            case ActionCall():
                emit(Event(action=action_message(event)))
            case Done():
                done = event
    assert done is not None
    return _result(members, lines, done)


def _line(members: Sequence[Member], said: Said) -> pb.TalkLine:
    line = said.line
    return pb.TalkLine(
        line=dialogue_world_pb2.Line(
            text=line.text,
            intent=line.intent,
            speaker=members[said.member].persona.name,
            mood=line.mood,
            source=line.template,
        ),
        to=said.to,
    )


def _result(members: Sequence[Member], lines: Sequence[tuple[int, pb.TalkLine]], done: Done) -> pb.TurnResult:
    result = pb.TurnResult()
    if lines:
        first = lines[0][0]
        result.line.CopyFrom(lines[0][1].line)
        result.line.text = " ".join(_of(lines, first))
    for i, (member, token, over) in enumerate(zip(members, done.tokens, done.over, strict=True)):
        state = states.load(token, member.persona)
        relation = situation_now(member.situation, state).relation
        target = result if i == 0 else result.others.add()
        target.state, target.relation, target.ends = token, relation, over
        target.mind.CopyFrom(mind_message(state))
    result.next_speaker = members[done.next].persona.name if done.next >= 0 else ""
    return result


def _of(lines: Sequence[tuple[int, pb.TalkLine]], first: int) -> Iterator[str]:
    """The texts with which a turn begins, as long as the same one speaks."""
    for member, said in lines:
        if member != first:
            return
        yield said.line.text
