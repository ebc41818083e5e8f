"""Lines: written one after the other, each sent as soon as it is there, and put into files."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from procgen.dialogue.exporters.lines import LINE_EXPORTERS
from procgen.dialogue.meaning import embed
from procgen.dialogue.phrase.write import Heard
from procgen.dialogue.request import Line
from procgen.dialogue.speak import speak
from procgen.dialogue.wire.messages import line_message
from procgen.dialogue.wire.models import Models
from procgen.dialogue.wire.request import read_lines, request_record
from procgen.errors import InvalidFields, Violation
from procgen.kit.wire.artifacts import artifact, file_events, recipe_message
from procgen.kit.wire.call import Call
from procgen.runtime.recipe import Recipe
from procgen.v1 import common_pb2, dialogue_world_pb2
from procgen.v1 import dialogue_pb2 as pb

DOMAIN: Final = "dialogue"
Event = pb.LinesEvent
_PATIENCE: Final = 8
"""Lines of an intent in a mood that could not be written, after which no more are tried."""


def make_lines(message: pb.LinesRequest, models: Models, call: Call, emit: Callable[[Event], None]) -> Iterator[Event]:
    """Write and send the lines; returns the events that come last. Where the books have no more lines that differ from
    those said, the others still come, and a note says how many are missing.

    Raises:
        InvalidFields: names every field that can't be accepted; also where no line at all keeps the bounds.
        ModelUnavailable: the model is missing, or can't be reached.
    """
    began = time.perf_counter()
    wanted = read_lines(message, models.names, tuple(LINE_EXPORTERS))
    emit(Event(progress=common_pb2.Progress(stage="start", fraction=0.0)))
    model = models.get(wanted.speaking.model)
    heard = Heard(message.said, embed)
    lines: list[dialogue_world_pb2.Line] = []
    written: list[Line] = []
    names: list[str] = []
    spent: list[InvalidFields] = []
    missing: Counter[tuple[str, str]] = Counter()
    for number, (request, name) in enumerate(zip(wanted.requests, wanted.names, strict=True)):
        call.checkpoint()
        wish = (request.intent, request.situation.mood)
        if missing[wish] >= _PATIENCE:
            missing[wish] += 1
            continue
        try:
            line = speak(request, model, call.checkpoint, heard=heard)
        except InvalidFields as error:
            told = InvalidFields([_wire(violation, name) for violation in error.violations])
            if any(violation.field != "said" for violation in error.violations):
                raise told from error
            spent.append(told)
            missing[wish] += 1
            continue
        names.append(name)
        heard.add(line.text, line.template.split())
        written.append(line)
        lines.append(line_message(line, name))
        emit(Event(line=lines[-1]))
        emit(Event(progress=common_pb2.Progress(stage="lines", fraction=(number + 1) / len(wanted.requests))))
    if spent and not lines:
        raise spent[0]
    chosen = wanted.speaking.model
    recipe = Recipe(DOMAIN, request_record(message, chosen), models.digests(chosen))
    result = pb.LinesResult(request_id=call.request_id, recipe=recipe_message(recipe), lines=lines)
    result.notes.extend(_missing(intent, mood, count) for (intent, mood), count in missing.items() if count)
    name = wanted.file_name or f"{DOMAIN}-{recipe.sha256[:12]}"
    files = []
    for kind in wanted.outputs:
        exporter = LINE_EXPORTERS[kind]
        files.append(exporter.encode(written, tuple(names), recipe))
        result.artifacts.append(artifact(kind, f"{name}{exporter.suffix}", exporter.media_type, files[-1]))
    result.elapsed_ms = (time.perf_counter() - began) * 1000.0
    return file_events(files, Event(result=result), lambda chunk: Event(chunk=chunk))


def _missing(intent: str, mood: str, count: int) -> str:
    how = "" if mood == "neutral" else f", {mood}"
    return f"{count} of {intent}{how} are missing: the phrase books have no more that were not said"


def _wire(violation: Violation, line: str) -> Violation:
    """The wire's name of a field of the domain's request."""
    field = violation.field.replace("must.say", "bounds.must_say").replace("must.never", "bounds.never_say")
    return replace(violation, field=field.replace("must.", "bounds."), value=f"{violation.value} (line {line})")
