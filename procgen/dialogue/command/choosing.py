"""``procgen pick`` and ``procgen rewrite``: what writers do with one line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from procgen.dialogue.command.inputs import PERSONA_HELP, read_persona, read_text, read_world_file
from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.request import LineRequest
from procgen.dialogue.wire.models import Models, choice_of
from procgen.dialogue.wire.request import read_lines
from procgen.dialogue.writing.picking import CHARACTERS, Taste, pick, read_taste, taste_json
from procgen.dialogue.writing.rewriting import rewritten
from procgen.errors import InvalidFields, Violation
from procgen.kit.command.flags import TrustModels, model_store
from procgen.kit.command.output import json_object, line, note
from procgen.kit.wire.side import NO_SETTINGS
from procgen.runtime.files import write_file
from procgen.runtime.interrupt import checkpoint_here
from procgen.v1 import dialogue_pb2 as pb
from procgen.v1 import dialogue_world_pb2

Who = Annotated[str, typer.Option("--persona", help=PERSONA_HELP)]
World = Annotated[Path | None, typer.Option(help="JSON as in dialogue_world.proto: setting, entities, facts.")]
Mood = Annotated[str, typer.Option(help="Mood of the line; the situation's if not given.")]
Seed = Annotated[int, typer.Option(min=0, max=2**64 - 1, help="Equal seeds, equal lines.")]
ModelName = Annotated[str, typer.Option(help='"ours", "phrases", or what --dialogue-model names.')]
ModelFolders = Annotated[list[Path] | None, typer.Option(help="Folder with more models; repeatable.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout at the end.")]


def choose(
    persona: Who,
    intent: Annotated[str, typer.Option(help="What the line does; docs/dialogue.md lists all.")] = "greet",
    mood: Mood = "",
    facts: Annotated[list[str] | None, typer.Option(help="What must be said; repeatable.")] = None,
    world: World = None,
    drawn: Annotated[int, typer.Option("--from", min=1, max=200, help="Lines to choose from.")] = 24,
    best: Annotated[int, typer.Option(min=1, max=200, help="Lines that are shown, the best first.")] = 3,
    taste: Annotated[
        Path | None, typer.Option(help="File of what you liked and did not; made if it is missing.")
    ] = None,
    more: Annotated[list[str] | None, typer.Option(help="A line you want more of the like; repeatable.")] = None,
    less: Annotated[list[str] | None, typer.Option(help="A line you want less of the like; repeatable.")] = None,
    seed: Seed = 1,
    model: ModelName = "phrases",
    models: ModelFolders = None,
    trust_models: TrustModels = False,
    json: Json = False,
    settings: Mapping[str, Any] = NO_SETTINGS,
) -> None:
    """Write many lines and show the best with reasons; --more and --less teach it what you like, kept in --taste.

    Example: `procgen pick --persona "a grumpy smith called Bram" --intent refuse --mood weary --taste bram.taste.json`
    """
    _characters("--more", more)
    _characters("--less", less)
    liking = read_taste(read_text(taste)) if taste is not None and taste.exists() else Taste()
    liking = liking.with_more(more or (), less or ())
    request, chosen = _asked(persona, world, model, _models(models, trust_models, settings), seed, intent, mood, facts)
    found = pick(request, chosen, checkpoint_here, drawn=drawn, best=best, taste=liking)
    if taste is not None:
        write_file(taste, taste_json(liking).encode())
    if json:
        rows = [{"text": each.line.text, "score": each.score, "reasons": list(each.reasons)} for each in found]
        json_object({"lines": rows, "taste": {"liked": len(liking.liked), "disliked": len(liking.disliked)}})
        return
    for each in found:
        line(each.line.text)
        line(f"    {'; '.join(each.reasons)}")


def rewrite(
    text: Annotated[str, typer.Argument(help="The line.")],
    persona: Who,
    mood: Mood = "",
    world: World = None,
    count: Annotated[int, typer.Option(min=1, max=50, help="Ways to say it.")] = 3,
    seed: Seed = 1,
    model: ModelName = "phrases",
    models: ModelFolders = None,
    trust_models: TrustModels = False,
    json: Json = False,
    settings: Mapping[str, Any] = NO_SETTINGS,
) -> None:
    """Say a line of yours in somebody's voice; what it says stays.

    Example: `procgen rewrite "The bridge is out." --persona "a pompous old captain" --mood angry`
    """
    request, chosen = _asked(persona, world, model, _models(models, trust_models, settings), seed, "inform", mood, None)
    found = rewritten(text, request, chosen, checkpoint_here, count)
    if len(found) < count:
        note(f"{count - len(found)} of {count} are missing: there are no more ways that differ")
    if json:
        json_object({"lines": found})
        return
    for each in found:
        line(each)


def _models(folders: list[Path] | None, trust: bool, settings: Mapping[str, Any]) -> Models:
    return Models(model_store(folders, trust_models=trust), choice_of(settings))


def _asked(
    persona: str,
    world: Path | None,
    model: str,
    known: Models,
    seed: int,
    intent: str,
    mood: str,
    facts: list[str] | None,
) -> tuple[LineRequest, LanguageModel | None]:
    """The request for one line, checked as those of calls are, and the model."""
    talk = read_persona(persona)
    situation = talk.situation
    if world is not None:
        situation.world.CopyFrom(read_world_file(world))
    wish = pb.Wish(intent=intent, mood=mood, facts=[dialogue_world_pb2.Fact(text=fact) for fact in facts or ()])
    message = pb.LinesRequest(
        seed=seed, persona=talk.persona, situation=situation, bounds=talk.bounds, wishes=[wish], model=model
    )
    wanted = read_lines(message, known.names, ())
    return wanted.requests[0], known.get(wanted.speaking.model)


def _characters(flag: str, texts: list[str] | None) -> None:
    wrong = [text for text in texts or () if not 0 < len(text) <= CHARACTERS]
    if wrong:
        raise InvalidFields([Violation.of(flag, text[:40], f"1 to {CHARACTERS} characters") for text in wrong])
