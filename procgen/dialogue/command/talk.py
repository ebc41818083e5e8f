"""``procgen talk``: a talk with an NPC in the terminal."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from procgen.dialogue.command.aloud import Aloud
from procgen.dialogue.command.inputs import PERSONA_HELP, read_persona, read_world_file
from procgen.dialogue.wire.models import Models, choice_of
from procgen.dialogue.wire.service import DialogueService
from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.command.flags import TrustModels, model_store
from procgen.kit.command.output import json_object, line, note
from procgen.kit.wire.call import Call
from procgen.kit.wire.side import NO_SETTINGS
from procgen.runtime.files import write_file
from procgen.v1 import dialogue_pb2 as pb

_LEAVE = ("/quit", "/exit")
_TYPED = "player_text"


def talk(
    persona: Annotated[str, typer.Argument(help=PERSONA_HELP)],
    others: Annotated[
        list[str] | None,
        typer.Option(help="Another who hears it and may answer, as the first is told; repeatable, at most 5."),
    ] = None,
    world: Annotated[Path | None, typer.Option(help="JSON as in dialogue_world.proto: entities, facts.")] = None,
    say: Annotated[list[str] | None, typer.Option(help="Say this, and leave at the end; repeatable.")] = None,
    state: Annotated[
        Path | None, typer.Option(help="Go on from this file where it is there, and write it after each answer.")
    ] = None,
    facts_only: Annotated[
        bool, typer.Option("--facts-only", help="Nothing of their life is made up that nobody has said.")
    ] = False,
    speak: Annotated[bool, typer.Option("--speak", help="Answers are heard, too.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="With --speak: folder for a WAV file an answer, instead of playing it.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**64 - 1, help="Equal seeds, equal answers.")] = 1,
    model: Annotated[str, typer.Option(help='"ours", "phrases", or what --dialogue-model names.')] = "",
    models: Annotated[list[Path] | None, typer.Option(help="Folder with more models; repeatable.")] = None,
    trust_models: TrustModels = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout at the end.")] = False,
    settings: Mapping[str, Any] = NO_SETTINGS,
) -> None:
    """Talk with somebody; an empty line lets them speak first, /quit leaves.

    Examples: `procgen talk "a grumpy old smith called Bram"`, `procgen talk bram.json --state bram.state --speak`,
    `procgen talk bram.json --others oda.json --others "a taciturn guard called Tam"`
    """
    request = read_persona(persona)
    if world is not None:
        request.situation.world.CopyFrom(read_world_file(world))
    request.seed, request.model = seed, model
    request.persona.facts_only |= facts_only
    for told in others or ():
        joining = read_persona(told)
        situation = joining.situation
        request.others.add(persona=joining.persona, relation=situation.relation, mood=situation.mood)
        request.others[-1].persona.facts_only |= facts_only
    if speak and others:
        raise InvalidFields([Violation.of("--speak", "there", "a talk with one, without --others")])
    if state is not None:
        if not state.parent.is_dir():
            raise Failed(f"the folder {state.parent} does not exist", "Make it, or name another file with --state.")
        if state.exists():
            _go_on(request, state)
    if out is not None and not speak:
        raise InvalidFields([Violation.of("--out", str(out), "a folder together with --speak")])
    service = DialogueService(Models(model_store(models, trust_models=trust_models), choice_of(settings)))
    turns: list[dict[str, object]] = []
    with contextlib.ExitStack() as stack:
        aloud = None
        if speak:
            request.speak.SetInParent()
            aloud = stack.enter_context(Aloud(out))
        else:
            request.ClearField("speak")
        for text in say if say is not None else _typed(request.persona.name or "They"):
            if aloud is not None:
                aloud.hush()
            request.player_text = text
            try:
                result = _answer(service, request, turns, aloud, quiet=json, echo=say is not None)
            except InvalidFields as error:
                # Whoever types something odd may go on.
                if say is not None or not sys.stdin.isatty() or {each.field for each in error.violations} != {_TYPED}:
                    raise
                note(error.message)
                continue
            request.state = result.state
            for other, after in zip(request.others, result.others, strict=True):
                other.state = after.state
            if state is not None:
                write_file(state, "\n".join((request.state, *(other.state for other in request.others))).encode())
            # Whoever types may cut in; what a script says waits.
            if aloud is not None and (say is not None or result.ends or not sys.stdin.isatty()):
                aloud.wait()
            if result.ends:
                break
    if json:
        json_object({"turns": turns})


def _go_on(request: pb.ConverseRequest, path: Path) -> None:
    """Fill in the states of a file: a line each of those who talk."""
    try:
        states = path.read_text("ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        raise Failed(f"{path} holds no state of a talk: {error}", "Name a file that --state wrote.") from error
    if len(states) != 1 + len(request.others):
        problem = f"{path} holds states of {len(states)}, not of {1 + len(request.others)}"
        raise Failed(problem, "Name the same --others as when it was written, in their order.")
    request.state = states[0]
    for other, state in zip(request.others, states[1:], strict=True):
        other.state = state


def _typed(name: str) -> Iterator[str]:
    """What is typed, until the end of the input or a command to leave."""
    note(f"{name} is listening. /quit leaves.")
    while True:
        try:
            text = input("> " if sys.stdin.isatty() else "")
        except (EOFError, KeyboardInterrupt):
            return
        if text.strip().lower() in _LEAVE:
            return
        yield text


def _answer(
    service: DialogueService,
    request: pb.ConverseRequest,
    turns: list[dict[str, object]],
    aloud: Aloud | None,
    *,
    quiet: bool,
    echo: bool,
) -> pb.TurnResult:
    """Show an answer as it comes, and have it heard."""
    actions: list[pb.ActionCall] = []
    pieces: list[str] = []
    lines: list[dict[str, str]] = []

    def show(event: Any) -> None:
        if aloud is not None:
            aloud.take(event)
        match event.WhichOneof("event"):
            case "progress":
                if echo and not quiet:
                    line(f"> {request.player_text}".rstrip())
            case "text":
                if not quiet and not pieces:
                    print(f"{request.persona.name or 'They'}: ", end="", flush=True)  # noqa: T201
                pieces.append(event.text)
                if not quiet:
                    print(event.text, end="", flush=True)  # noqa: T201
            case "said":
                said, to = event.said.line, event.said.to
                lines.append({"speaker": said.speaker, "text": said.text, "to": to})
                if not quiet:
                    line(f"{said.speaker}{f' (to {to})' if to else ''}: {said.text}")
            case "action":
                actions.append(event.action)

    last = None
    for event in service.converse(request, Call("talk"), show):
        last = event
    assert last is not None
    if not quiet:
        if pieces:
            line("")
        for action in actions:
            values = {**action.choices, **action.numbers, **action.truths}
            line(f"  [{action.name}{''.join(f' {key}={value}' for key, value in values.items())}]")
    sound = aloud.end_of_answer() if aloud is not None else ""
    turns.append(
        {
            "player": request.player_text,
            "text": last.result.line.text,
            "mood": last.result.line.mood,
            "relation": last.result.relation,
            "actions": [
                {"name": call.name, "arguments": {**call.choices, **call.numbers, **call.truths}} for call in actions
            ],
            "ends": last.result.ends,
            **({"file": sound} if sound else {}),
            **({"lines": lines, "next": last.result.next_speaker} if request.others else {}),
        }
    )
    return last.result
