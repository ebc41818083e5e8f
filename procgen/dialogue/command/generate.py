"""``procgen generate dialogue``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from google.protobuf.message import Message

from procgen.dialogue.command.inputs import PERSONA_HELP, read_persona, read_world_file
from procgen.dialogue.command.jobs import fill_request, make, of_recipe
from procgen.dialogue.wire.info import LINES_FORM, SCENE_FORM
from procgen.dialogue.wire.models import Models, dialogue_models
from procgen.dialogue.wire.scene import FILL_DOMAIN, SCENE_KINDS
from procgen.errors import Violation
from procgen.kit.command.asking import Generate, Given, Lines
from procgen.kit.command.flag_reader import FlagReader
from procgen.kit.command.flags import RecipeFile, name_violations
from procgen.kit.command.form_flags import Said
from procgen.kit.command.recipes import recipe_domain
from procgen.kit.wire.forms import Form
from procgen.v1 import dialogue_pb2

_SITUATION: Final = ("situation.", "bounds.")
_ANYWHERE: Final = ("seed", "model", *_SITUATION)
"""What lines, scenes and files that are filled have in common."""
_CAST: Final = "--persona (twice)"


def _shown(flag: str) -> str:
    return f"--{flag.replace('_', '-')}"


def _own(form: Form, other: Form) -> set[str]:
    """Flags of a form that do not go with everything."""
    return {
        name
        for name, field in form.flagged.items()
        if not (name in other.flagged and field.path.startswith(_ANYWHERE)) and name != "scene"
    }


_OF_LINES: Final = _own(LINES_FORM, SCENE_FORM)
_OF_SCENES: Final = _own(SCENE_FORM, LINES_FORM)
_PLACED: Final = sorted(_OF_LINES | _OF_SCENES)
_TAKEN: Final = {
    "lines": {*map(_shown, _OF_LINES), "--slot"},
    "--scene": {*map(_shown, _OF_SCENES), "--skill", _CAST},
    "--fill": {"--longest", _CAST},
    "--check": set[str](),
    "--recipe": {"--format", "--name"},
}
"""Flags that go with each way; all others go with all."""


def _ask(
    given: Given,
    said: Said,
    *,
    persona: Annotated[list[str] | None, typer.Option(help=PERSONA_HELP + " Repeatable for scenes.")] = None,
    slot: Annotated[
        list[str] | None, typer.Option(help='A word for the phrase books: item="a brass key"; repeatable.')
    ] = None,
    world: Annotated[Path | None, typer.Option(help="JSON as in dialogue_world.proto: entities, facts.")] = None,
    skill: Annotated[
        list[str] | None, typer.Option(help="The game's variable for a skill: persuasion=charm; repeatable.")
    ] = None,
    fill: Annotated[
        Path | None, typer.Option(help="Write the missing lines of this .ink or .yarn file; a copy goes to --out.")
    ] = None,
    check: Annotated[
        Path | None, typer.Option(help="Only say what is wrong with this .json, .ink or .yarn scene.")
    ] = None,
    recipe: RecipeFile = None,
) -> list[Message]:
    """The lines, the scene or the filled file that flags ask for; nothing for a file that is only to be checked."""
    scene = said["scene"]
    said.wrong += name_violations("--scene", [scene] if scene else [], SCENE_KINDS)
    speakers = [read_persona(text, given.say) for text in persona or ("a villager",)]
    cast = [speaker.persona for speaker in speakers]
    situation, bounds = speakers[0].situation, speakers[0].bounds
    if world is not None:
        situation.world.CopyFrom(read_world_file(world))
    read = FlagReader(said.wrong)
    skills = dict(read.pairs(skill, "--skill", "NAME=VARIABLE, such as persuasion=charm"))
    slots = dict(read.pairs(slot, "--slot", 'NAME=TEXT, such as item="a brass key"'))
    ways = {"--scene": scene, "--fill": fill, "--check": check, "--recipe": recipe}
    used = {_shown(name): said.uses(name) for name in _PLACED}
    used |= {"--slot": bool(slot), "--skill": bool(skill), _CAST: len(cast) > 1}
    said.wrong += _misplaced([way for way in ways if ways[way]], [flag for flag in used if used[flag]])
    for flag, path, suffixes in (("--fill", fill, (".ink", ".yarn")), ("--check", check, (".json", ".ink", ".yarn"))):
        if path is not None and path.suffix not in suffixes:
            said.wrong.append(Violation.of(flag, path, f"a file whose name ends in {', '.join(suffixes)}"))
    said.check()
    if check is not None:
        return []
    models = given.domains.parts.shared(dialogue_models)
    if recipe is not None:
        return [_again(recipe, models, said)]
    said.fill(situation, LINES_FORM, under="situation")
    said.fill(bounds, LINES_FORM, under="bounds")
    if fill is not None:
        seed, model = said["seed"], said["model"]
        asked = dialogue_pb2.FillSceneRequest(seed=seed, cast=cast, situation=situation, bounds=bounds, model=model)
        return [fill_request(asked, fill)]
    if scene:
        request = dialogue_pb2.SceneRequest(cast=cast, situation=situation, bounds=bounds, skills=skills)
        return [_filled(request, said, SCENE_FORM)]
    wish = dialogue_pb2.Wish(slots=slots)
    said.fill(wish, LINES_FORM, under="wishes")
    lines = dialogue_pb2.LinesRequest(persona=cast[0], situation=situation, bounds=bounds)
    for intent in said["intent"] or ("greet",):
        lines.wishes.add(intent=intent).MergeFrom(wish)
    return [_filled(lines, said, LINES_FORM)]


def _again(recipe: Path, models: Models, said: Said) -> Message:
    """The request of a recipe, with the files that flags ask for."""
    domain = recipe_domain(recipe, LINES_FORM.name)
    if domain == FILL_DOMAIN:
        return of_recipe(recipe, domain, dialogue_pb2.FillSceneRequest, models)
    if domain == SCENE_FORM.name:
        scene = of_recipe(recipe, domain, dialogue_pb2.SceneRequest, models)
        return _filled(scene, said, SCENE_FORM, only=("outputs",))
    lines = of_recipe(recipe, LINES_FORM.name, dialogue_pb2.LinesRequest, models)
    return _filled(lines, said, LINES_FORM, only=("outputs",))


def _filled(
    request: dialogue_pb2.LinesRequest | dialogue_pb2.SceneRequest,
    said: Said,
    form: Form,
    only: Sequence[str] = ("",),
) -> Message:
    said.fill(request, form, only=only, without=_SITUATION)
    if not request.outputs:
        request.outputs.append("json")
    return request


def _misplaced(ways: list[str], given: list[str]) -> list[Violation]:
    """Flags that what is made does not take: one way at most, and what goes with it."""
    if len(ways) > 1:
        return [Violation.of(way, "given", "one of --scene, --fill, --check and --recipe") for way in ways]
    way = ways[0] if ways else "lines"
    found = []
    for flag in given:
        takers = [name for name, flags in _TAKEN.items() if flag in flags]
        if way not in takers:
            wanted = " or ".join(taker for taker in takers if taker != "--recipe")
            found.append(Violation.of(flag, "given", f"only with {wanted}"))
    return found


GENERATE: Final = Generate(
    forms=(LINES_FORM, SCENE_FORM),
    ask=_ask,
    make=make,
    lines=Lines(
        refused={
            "check": "it makes nothing; use `procgen generate dialogue --check`",
            "fill": "a filled file keeps its own name; use `procgen generate dialogue --fill`",
        },
        counts_seeds=lambda _: False,
    ),
    settings=("dialogue_model", "dialogue_key"),
)
