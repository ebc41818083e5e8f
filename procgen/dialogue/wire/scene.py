"""Scenes: planned, written and put into files; files of users, filled and checked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from procgen.dialogue.exporters.registry import EXPORTERS
from procgen.dialogue.importers import IMPORTERS, Gap, fill
from procgen.dialogue.importers.gaps import FORMATS
from procgen.dialogue.meaning import embed
from procgen.dialogue.persona import Persona, Situation
from procgen.dialogue.phrase.write import Heard
from procgen.dialogue.request import Line, LineRequest, Must
from procgen.dialogue.scene.check import check
from procgen.dialogue.scene.fill import make
from procgen.dialogue.scene.graph import Scene
from procgen.dialogue.scene.request import KINDS, SceneRequest, validate
from procgen.dialogue.speak import speak
from procgen.dialogue.validate import (
    count_violations,
    must_violations,
    one_of,
    persona_violations,
    situation_violations,
)
from procgen.dialogue.wire.messages import line_message, read_bounds, read_facts, read_persona, read_situation
from procgen.dialogue.wire.models import Models
from procgen.dialogue.wire.request import line_seed, line_stem, read_model, read_outputs, request_record
from procgen.errors import InvalidFields, Violation
from procgen.formats.names import file_name_violations
from procgen.kit.wire.artifacts import artifact, file_events, recipe_message
from procgen.kit.wire.call import Call
from procgen.kit.wire.request_id import request_id_violations
from procgen.runtime.recipe import Recipe
from procgen.v1 import common_pb2
from procgen.v1 import dialogue_pb2 as pb

DOMAIN: Final = "dialogue_scene"
FILL_DOMAIN: Final = "dialogue_fill"
SCENE_KINDS: Final = tuple(KINDS)
SOURCE_BYTES: Final = 1 << 18
CAST_MAX: Final = 16
DEFAULT_NODES: Final = 24
DEFAULT_COINS: Final = 60
DEFAULT_CHOICES: Final = 5
_WIRE_NAMES: Final = {"size": "nodes", "goal": "quest_goal", "secrets": "bounds.never_say", "level": "bounds.level"}
_PLANNED: Final = 0.1
"""Share of the work before the first line."""


def read_scene(message: pb.SceneRequest, models: Models) -> tuple[SceneRequest, str, tuple[str, ...]]:
    """Check a request for a scene: what to make, by which model, as which files.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = request_id_violations(message.request_id)
    model = read_model(message.model, models.names, found)
    outputs = read_outputs(message.outputs, tuple(EXPORTERS), found) or ("json",)
    found += file_name_violations(message.file_name)
    bounds = read_bounds(message.bounds)
    if bounds.say:
        found.append(Violation.of("bounds.must_say", bounds.say[0], "nothing: a scene has facts"))
    if message.bounds.HasField("most_characters"):
        found.append(Violation.of("bounds.most_characters", bounds.most_characters, "nothing: scenes keep to 280"))
    request = SceneRequest(
        kind=message.kind or SCENE_KINDS[0],
        cast=tuple(map(read_persona, message.cast)) or (Persona(),),
        situation=read_situation(message.situation),
        seed=message.seed,
        size=message.nodes if message.HasField("nodes") else DEFAULT_NODES,
        tone=message.tone,
        facts=read_facts(message.facts),
        guarded=read_facts(message.guarded),
        secrets=bounds.never,
        skills=dict(message.skills),
        coins=message.coins if message.HasField("coins") else DEFAULT_COINS,
        goal=message.quest_goal,
        choices_per_node=message.choices_per_node if message.HasField("choices_per_node") else DEFAULT_CHOICES,
        level=bounds.level,
    )
    try:
        validate(request)
    except InvalidFields as error:
        found += [_on_the_wire(violation) for violation in error.violations]
    if found:
        raise InvalidFields(found)
    return request, model, outputs


def _on_the_wire(violation: Violation) -> Violation:
    head, bracket, rest = violation.field.partition("[")
    return replace(violation, field=_WIRE_NAMES.get(head, head) + bracket + rest)


def make_scene(
    message: pb.SceneRequest, models: Models, call: Call, emit: Callable[[pb.SceneEvent], None]
) -> Iterator[pb.SceneEvent]:
    """Plan, write and export a scene; returns the events that come last.

    Raises:
        InvalidFields: names every field that can't be accepted.
        Failed: no plan of that kind and size holds.
        ModelUnavailable: the model is missing, or can't be reached.
    """
    began = time.perf_counter()

    def tell(stage: str, fraction: float) -> None:
        emit(pb.SceneEvent(progress=common_pb2.Progress(stage=stage, fraction=fraction)))

    request, name, outputs = read_scene(message, models)
    tell("plan", 0.0)
    recipe = Recipe(DOMAIN, request_record(message, name), models.digests(name))
    told = _Counted(call, request.size, lambda share: tell("lines", _PLANNED + (1.0 - _PLANNED) * share))
    written = make(request, models.get(name), told.stop, embed=embed)
    # Files of scenes ship with games: what nobody may hear doesn't stand in them, not even in the recipe.
    hidden = bool(request.secrets) or any(persona.secrets for persona in request.cast)
    scene = replace(written.scene, recipe=recipe.sha256 if hidden else recipe.to_json())
    base = message.file_name or scene.id
    result = pb.SceneResult(
        request_id=call.request_id,
        recipe=recipe_message(recipe),
        title=scene.title,
        summary=scene.summary,
        **counts(scene),
    )
    files = []
    for kind in outputs:
        exporter = EXPORTERS[kind]
        call.checkpoint()
        files.append(exporter.encode(scene))
        result.artifacts.append(artifact(kind, base + exporter.suffix, exporter.media_type, files[-1]))
    result.elapsed_ms = (time.perf_counter() - began) * 1000.0
    return file_events(files, pb.SceneEvent(result=result), lambda chunk: pb.SceneEvent(chunk=chunk))


class _Counted:
    """A checkpoint that tells how far the writing has come, about: the writer asks it before each text.

    Args:
        call: to stop with.
        nodes: that were asked for.
        tell: takes the share that is done.
    """

    _TEXTS_A_NODE = 4.0
    _STEP = 0.05

    def __init__(self, call: Call, nodes: int, tell: Callable[[float], None]) -> None:
        self._call = call
        self._texts = nodes * self._TEXTS_A_NODE
        self._tell = tell
        self._done = 0
        self._told = 0.0

    def stop(self) -> None:
        self._call.checkpoint()
        self._done += 1
        share = self._done / (self._done + self._texts)
        if share >= self._told + self._STEP:
            self._told = share
            self._tell(share)


def counts(scene: Scene) -> dict[str, Any]:
    """How large a scene is, by the contract's names."""
    return {
        "nodes": len(scene.nodes),
        "lines": sum(len(node.lines) for node in scene.nodes),
        "choices": sum(len(node.choices) for node in scene.nodes),
    }


def source_violations(source: str) -> list[Violation]:
    """What is wrong with the size of a user's file."""
    size = len(source.encode("utf-8", "replace"))
    return [] if 1 <= size <= SOURCE_BYTES else [Violation.of("source", f"{size} bytes", f"1 to {SOURCE_BYTES} bytes")]


def check_scene(message: pb.CheckSceneRequest) -> pb.CheckSceneResponse:
    """Read a user's file and say what is wrong with its structure.

    Raises:
        InvalidFields: the format is unknown, or the file can't be read; names the line.
    """
    found = one_of("format", message.format, IMPORTERS) + source_violations(message.source)
    if found:
        raise InvalidFields(found)
    scene = IMPORTERS[message.format](message.source.encode(), "scene")
    problems = [
        pb.SceneProblem(kind=problem.name, place=problem.where, message=str(problem)) for problem in check(scene)
    ]
    return pb.CheckSceneResponse(problems=problems, **counts(scene))


@dataclass(frozen=True, slots=True)
class WantedFill:
    """How the missing lines of a file are to be written: by what model, by whom, where, within which bounds."""

    model: str
    cast: tuple[Persona, ...]
    situation: Situation
    must: Must


def read_fill(message: pb.FillSceneRequest, models: Models) -> WantedFill:
    """Check a request to fill a file; the file itself is read later.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = request_id_violations(message.request_id)
    name = read_model(message.model, models.names, found)
    cast = tuple(map(read_persona, message.cast)) or (Persona(),)
    situation, must = read_situation(message.situation), read_bounds(message.bounds)
    found += one_of("format", message.format, FORMATS) + source_violations(message.source)
    found += count_violations("cast", cast, CAST_MAX)
    for i, persona in enumerate(cast[:CAST_MAX]):
        found += persona_violations(persona, f"cast[{i}]")
    found += situation_violations(situation, "situation") + must_violations(must, "bounds")
    if must.say:
        found.append(Violation.of("bounds.must_say", must.say[0], "nothing: it would be said in every line"))
    if found:
        raise InvalidFields(found)
    return WantedFill(name, cast, situation, must)


def fill_scene(
    message: pb.FillSceneRequest, models: Models, call: Call, emit: Callable[[pb.FillSceneEvent], None]
) -> Iterator[pb.FillSceneEvent]:
    """Write the missing lines of a user's file; returns the events that come last.

    Raises:
        InvalidFields: names every field that can't be accepted; also where no line keeps the bounds.
        ModelUnavailable: the model is missing, or can't be reached.
    """
    began = time.perf_counter()
    wanted = read_fill(message, models)
    name, cast, situation, must = wanted.model, wanted.cast, wanted.situation, wanted.must
    emit(pb.FillSceneEvent(progress=common_pb2.Progress(stage="lines", fraction=0.0)))
    model = models.get(name)
    by_name = {persona.name.casefold(): persona for persona in cast}
    heard = Heard(embed=embed)
    made: list[Line] = []

    def write(gap: Gap) -> str:
        call.checkpoint()
        persona = by_name.get(
            gap.speaker.casefold(), cast[0] if not gap.speaker else replace(cast[0], name=gap.speaker)
        )
        here = replace(situation, mood=gap.mood or situation.mood)
        intent = f"choice:{gap.intent or 'continue'}" if gap.is_choice else gap.intent or "small_talk"
        slots = {"topic": gap.hint} if gap.hint else {}
        request = LineRequest(
            intent, persona, here, must=must, slots=slots, said=gap.before, seed=line_seed(message.seed, len(made))
        )
        line = speak(request, None if gap.is_choice else model, call.checkpoint, heard=heard)
        heard.add(line.text, line.template.split())
        made.append(line)
        return line.text

    data = fill(message.source.encode(), message.format, write)
    recipe = Recipe(FILL_DOMAIN, request_record(message, name), models.digests(name))
    exporter = EXPORTERS[message.format]
    result = pb.FillSceneResult(
        request_id=call.request_id,
        recipe=recipe_message(recipe),
        artifacts=[artifact(exporter.kind, f"scene{exporter.suffix}", exporter.media_type, data)],
        lines=[
            line_message(line, f"{line_stem(Persona(line.speaker or 'player'), line.intent)}_{number:02d}")
            for number, line in enumerate(made, 1)
        ],
        elapsed_ms=(time.perf_counter() - began) * 1000.0,
    )
    return file_events([data], pb.FillSceneEvent(result=result), lambda chunk: pb.FillSceneEvent(chunk=chunk))
