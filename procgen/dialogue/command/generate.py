"""``procgen generate dialogue``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer
from google.protobuf.message import Message

from procgen.dialogue.command.inputs import PERSONA_HELP, read_persona, read_world_file
from procgen.dialogue.command.jobs import fill_request, make, of_recipe
from procgen.dialogue.vocabulary import MOODS, SETTINGS
from procgen.dialogue.wire.lines import DOMAIN
from procgen.dialogue.wire.models import dialogue_models
from procgen.dialogue.wire.scene import DOMAIN as SCENE_DOMAIN
from procgen.dialogue.wire.scene import FILL_DOMAIN, SCENE_KINDS
from procgen.errors import Violation
from procgen.kit.command.asking import Generate, Given, Lines
from procgen.kit.command.flag_reader import FlagReader
from procgen.kit.command.flags import name_violations, number_violations
from procgen.kit.command.recipes import recipe_domain
from procgen.v1 import dialogue_pb2, dialogue_world_pb2

_GREATEST_SEED = 2**64 - 1
_TAKEN = {
    "lines": {"--intent", "--count", "--slot", "--facts", "--longest", "--format", "--name"},
    "--scene": {
        *("--nodes", "--skill", "--guarded", "--coins", "--quest-goal", "--facts", "--format", "--name"),
        "--persona (twice)",
    },
    "--fill": {"--longest", "--persona (twice)"},
    "--check": set[str](),
    "--recipe": {"--format", "--name"},
}
"""Flags that go with each way; all others go with all."""


def dialogue_requests(
    given: Given,
    *,
    persona: Annotated[list[str] | None, typer.Option(help=PERSONA_HELP + " Repeatable for scenes.")] = None,
    intent: Annotated[
        list[str] | None,
        typer.Option(
            help='What a line does: greet, warn, quest_offer, …; "bark:spot_enemy", "describe:item"; repeatable; '
            "docs/dialogue.md lists all. [default: greet]"
        ),
    ] = None,
    count: Annotated[int, typer.Option(help="Lines of each intent, 1 to 1000.")] = 1,
    mood: Annotated[str, typer.Option(help=", ".join(MOODS) + ".")] = "",
    facts: Annotated[list[str] | None, typer.Option(help="What must be said, word for word; repeatable.")] = None,
    never: Annotated[list[str] | None, typer.Option(help="What must not be said; repeatable.")] = None,
    slot: Annotated[
        list[str] | None, typer.Option(help='A word for the phrase books: item="a brass key"; repeatable.')
    ] = None,
    setting: Annotated[str, typer.Option(help=", ".join(SETTINGS) + ".")] = "",
    place: Annotated[str, typer.Option(help="Where it is said.")] = "",
    listener: Annotated[str, typer.Option(help='Who is spoken to; a variable such as "{player}" is kept.')] = "",
    relation: Annotated[int | None, typer.Option(help="-2 (enemies) to 2 (friends).")] = None,
    world: Annotated[Path | None, typer.Option(help="JSON as in dialogue_world.proto: entities, facts.")] = None,
    longest: Annotated[int | None, typer.Option(help="Most characters of a line, 20 to 1000.")] = None,
    level: Annotated[str, typer.Option(help="Content filter: none, mild or strict.")] = "",
    scene: Annotated[str, typer.Option(help="Write a branching scene: " + ", ".join(SCENE_KINDS) + ".")] = "",
    nodes: Annotated[int | None, typer.Option(help="About how many nodes a scene has, 8 to 80.")] = None,
    skill: Annotated[
        list[str] | None, typer.Option(help="The game's variable for a skill: persuasion=charm; repeatable.")
    ] = None,
    guarded: Annotated[
        list[str] | None, typer.Option(help="What a scene tells only to the trusted, or after a check; repeatable.")
    ] = None,
    coins: Annotated[int | None, typer.Option(help="What the player has in a scene. [default: 60]")] = None,
    quest_goal: Annotated[str, typer.Option(help="Goal of a quest; any if empty.")] = "",
    fill: Annotated[
        Path | None, typer.Option(help="Write the missing lines of this .ink or .yarn file; a copy goes to --out.")
    ] = None,
    check: Annotated[
        Path | None, typer.Option(help="Only say what is wrong with this .json, .ink or .yarn scene.")
    ] = None,
    format: Annotated[  # noqa: A002
        list[str] | None,
        typer.Option(help="json, csv, script; of scenes also ink, yarn, dialogic, twee and more; repeatable."),
    ] = None,
    model: Annotated[str, typer.Option(help='"ours", "phrases", or what --dialogue-model names.')] = "",
    seed: Annotated[int, typer.Option(help="Equal seeds, equal lines.")] = 1,
    name: Annotated[str, typer.Option(help="What file names start with.")] = "",
    recipe: Annotated[Path | None, typer.Option(help="Make what this recipe says.")] = None,
) -> list[Message]:
    """The lines, the scene or the filled file that flags ask for; nothing for a file that is only to be checked."""
    read = FlagReader()
    read.wrong += number_violations(
        (
            ("--seed", seed, 0, _GREATEST_SEED),
            ("--count", count, 1, 1000),
            ("--nodes", nodes or 8, 8, 80),
            ("--longest", longest or 20, 20, 1000),
            ("--relation", relation or 0, -2, 2),
            ("--coins", coins or 0, 0, 1_000_000),
        )
    )
    read.wrong += name_violations("--scene", [scene] if scene else [], SCENE_KINDS)
    speakers = [read_persona(text, given.say) for text in persona or ("a villager",)]
    situation = dialogue_world_pb2.Situation()
    situation.CopyFrom(speakers[0].situation)
    if world is not None:
        situation.world.CopyFrom(read_world_file(world))
    for field, value in (("mood", mood), ("place", place), ("listener", listener)):
        if value:
            setattr(situation, field, value)
    if relation is not None:
        situation.relation = relation
    if setting:
        situation.world.setting = setting
    bounds = dialogue_world_pb2.Bounds()
    bounds.CopyFrom(speakers[0].bounds)
    bounds.never_say.extend(never or ())
    if longest is not None:
        bounds.most_characters = max(longest, 0)
    if level:
        bounds.level = level
    skills = dict(read.pairs(skill, "--skill", "NAME=VARIABLE, such as persuasion=charm"))
    slots = dict(read.pairs(slot, "--slot", 'NAME=TEXT, such as item="a brass key"'))
    ways = {"--scene": scene, "--fill": fill, "--check": check, "--recipe": recipe}
    said = {
        "--intent": intent,
        "--count": count != 1,
        "--slot": slot,
        "--facts": facts,
        "--longest": longest is not None,
        "--nodes": nodes is not None,
        "--skill": skill,
        "--guarded": guarded,
        "--coins": coins is not None,
        "--quest-goal": quest_goal,
        "--format": format,
        "--name": name,
        "--persona (twice)": len(speakers) > 1,
    }
    read.wrong += _misplaced([way for way, wanted in ways.items() if wanted], [flag for flag in said if said[flag]])
    for flag, path, suffixes in (("--fill", fill, (".ink", ".yarn")), ("--check", check, (".json", ".ink", ".yarn"))):
        if path is not None and path.suffix not in suffixes:
            read.wrong.append(Violation.of(flag, path, f"a file whose name ends in {', '.join(suffixes)}"))
    read.check()
    told = [dialogue_world_pb2.Fact(text=text) for text in facts or ()]
    if check is not None:
        return []
    domain = recipe_domain(recipe, DOMAIN) if recipe is not None else ""
    models = given.domains.parts.shared(dialogue_models)
    if domain == FILL_DOMAIN and recipe is not None:
        return [of_recipe(recipe, FILL_DOMAIN, dialogue_pb2.FillSceneRequest, models)]
    if domain == SCENE_DOMAIN and recipe is not None:
        scene_again = of_recipe(recipe, SCENE_DOMAIN, dialogue_pb2.SceneRequest, models)
        scene_again.outputs.extend(format or ("json",))
        return [scene_again]
    if recipe is not None:
        lines_again = of_recipe(recipe, DOMAIN, dialogue_pb2.LinesRequest, models)
        lines_again.outputs.extend(format or ("json",))
        return [lines_again]
    if fill is not None:
        asked = dialogue_pb2.FillSceneRequest(
            seed=seed,
            cast=[speaker.persona for speaker in speakers],
            situation=situation,
            bounds=bounds,
            model=model,
        )
        return [fill_request(asked, fill)]
    if scene:
        return [
            dialogue_pb2.SceneRequest(
                seed=seed,
                kind=scene,
                cast=[speaker.persona for speaker in speakers],
                situation=situation,
                nodes=nodes,
                facts=told,
                guarded=[dialogue_world_pb2.Fact(text=text) for text in guarded or ()],
                skills=skills,
                coins=coins,
                quest_goal=quest_goal,
                bounds=bounds,
                model=model,
                outputs=format or ("json",),
                file_name=name,
            )
        ]
    wishes = [
        dialogue_pb2.Wish(intent=each, count=max(count, 0), facts=told, slots=slots) for each in intent or ("greet",)
    ]
    return [
        dialogue_pb2.LinesRequest(
            seed=seed,
            persona=speakers[0].persona,
            situation=situation,
            wishes=wishes,
            bounds=bounds,
            model=model,
            outputs=format or ("json",),
            file_name=name,
        )
    ]


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
    dialogue_requests,
    make,
    Lines(
        refused={
            "check": "it makes nothing; use `procgen generate dialogue --check`",
            "fill": "a filled file keeps its own name; use `procgen generate dialogue --fill`",
        },
        counts_seeds=lambda _: False,
    ),
    settings=("dialogue_model", "dialogue_key"),
)
