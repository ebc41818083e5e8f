"""Requests for lines, checked as a whole: every field that can't be accepted is named."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from google.protobuf import json_format
from google.protobuf.message import Message

from procgen.dialogue.guard.contradiction import must_faults
from procgen.dialogue.persona import Persona, Situation
from procgen.dialogue.phrase.write import bounds_of, names_of
from procgen.dialogue.request import LineRequest, Must
from procgen.dialogue.scene.story.told import told_by
from procgen.dialogue.validate import (
    FACT_CHARACTERS,
    count_violations,
    facts_violations,
    intent_violations,
    must_violations,
    one_of,
    persona_violations,
    situation_violations,
    text_violations,
    texts_violations,
)
from procgen.dialogue.vocabulary import MOODS, ROLES
from procgen.dialogue.wire.messages import read_bounds, read_facts, read_persona, read_situation
from procgen.errors import InvalidFields, Violation
from procgen.formats.names import file_name_violations
from procgen.kit.wire.request_id import request_id_violations
from procgen.v1 import dialogue_pb2 as pb
from procgen.v1 import dialogue_world_pb2

WISHES_MAX: Final = 256
LINES_MAX: Final = 1000
SLOTS_MAX: Final = 32
SAID_MAX: Final = 1000
SAID_CHARACTERS: Final = 1000
OUTPUTS_MAX: Final = 16
_SAY: Final = re.compile(r"bounds\.say\[(\d+)\]")
_MOST: Final = re.compile(r"(?<![\w.])most_characters")


@dataclass(frozen=True, slots=True)
class Speaking:
    """What all calls share: who speaks, where, within which bounds, by which model."""

    persona: Persona
    situation: Situation
    must: Must
    model: str


@dataclass(frozen=True, slots=True)
class WantedLines:
    """Lines to write.

    Attributes:
        speaking: who, where, how.
        requests: one for each line, in order.
        names: of the lines, likewise.
        outputs: files to send.
        file_name: what their names start with.
    """

    speaking: Speaking
    requests: tuple[LineRequest, ...]
    names: tuple[str, ...]
    outputs: tuple[str, ...]
    file_name: str


def line_seed(seed: int, number: int) -> int:
    """Seed of the line of that number in a request: all differ, and none depends on how many there are."""
    return int.from_bytes(hashlib.sha256(f"line/{seed}/{number}".encode()).digest()[:8], "little")


def read_model(name: str, models: Sequence[str], found: list[Violation]) -> str:
    """The model of a request; the first where nothing is said."""
    found += one_of("model", name, models) if name else []
    return name or models[0]


def read_outputs(names: Sequence[str], allowed: Sequence[str], found: list[Violation]) -> tuple[str, ...]:
    """Files to send; what is wrong is added to ``found``."""
    found += count_violations("outputs", names, OUTPUTS_MAX)
    for i, name in enumerate(names[:OUTPUTS_MAX]):
        found += one_of(f"outputs[{i}]", name, allowed)
    if len(set(names)) != len(names):
        found.append(Violation.of("outputs", ", ".join(names), "each output once"))
    return tuple(names)


def read_speaking(
    persona: dialogue_world_pb2.Persona,
    situation: dialogue_world_pb2.Situation,
    bounds: dialogue_world_pb2.Bounds,
    model: str,
    models: Sequence[str],
    found: list[Violation],
) -> Speaking:
    """What calls share; what is wrong is added to ``found``."""
    speaking = Speaking(
        read_persona(persona), read_situation(situation), read_bounds(bounds), read_model(model, models, found)
    )
    found += persona_violations(speaking.persona, "persona")
    found += situation_violations(speaking.situation, "situation")
    found += must_violations(speaking.must, "bounds")
    return speaking


def read_lines(message: pb.LinesRequest, models: Sequence[str], outputs: Sequence[str]) -> WantedLines:
    """Check a request for lines.

    Args:
        message: the request.
        models: that there are, the default first.
        outputs: that there are.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = request_id_violations(message.request_id)
    speaking = read_speaking(message.persona, message.situation, message.bounds, message.model, models, found)
    wanted = read_outputs(message.outputs, outputs, found)
    found += file_name_violations(message.file_name)
    found += texts_violations("said", message.said, SAID_MAX, SAID_CHARACTERS)
    wishes = list(message.wishes) or [pb.Wish()]
    found += count_violations("wishes", wishes, WISHES_MAX)
    counts = [wish.count if wish.HasField("count") else 1 for wish in wishes]
    if sum(counts) > LINES_MAX:
        found.append(Violation.of("wishes", f"{sum(counts)} lines", f"at most {LINES_MAX} lines in all"))
    requests: list[LineRequest] = []
    names: list[str] = []
    numbers: dict[str, int] = {}
    for i, wish in enumerate(wishes[:WISHES_MAX]):
        found += _wish_violations(wish, f"wishes[{i}]")
        if found:
            continue
        request = _wished(wish, speaking, tuple(message.said))
        found += _contradictions(request, f"wishes[{i}]")
        for _ in range(counts[i]):
            requests.append(replace(request, seed=line_seed(message.seed, len(requests))))
            stem = line_stem(request.persona, request.intent)
            numbers[stem] = numbers.get(stem, 0) + 1
            names.append(f"{stem}_{numbers[stem]:02d}")
    if found:
        raise InvalidFields(found)
    return WantedLines(speaking, tuple(requests), tuple(names), wanted, message.file_name)


def request_record(message: Message, model: str) -> dict[str, Any]:
    """The request as a recipe holds it: without what does not change the text, and with the model that wrote it, since
    another server may have another default.
    """
    kept: Any = type(message)()
    kept.CopyFrom(message)
    kept.model = model
    for field in ("request_id", "file_name", "outputs"):
        if field in kept.DESCRIPTOR.fields_by_name:
            kept.ClearField(field)
    record: dict[str, Any] = json_format.MessageToDict(kept, preserving_proto_field_name=True)
    # A part that says nothing means the same as none.
    return {name: value for name, value in record.items() if value != {}}


def line_stem(persona: Persona, intent: str) -> str:
    """What the id of a line starts with: "bram_greet"."""
    speaker = "".join(c if c.isascii() and c.isalnum() else "_" for c in (persona.name or persona.role).lower())
    return f"{speaker.strip('_') or 'somebody'}_{intent.replace(':', '_')}"


def _wished(wish: pb.Wish, speaking: Speaking, said: tuple[str, ...]) -> LineRequest:
    persona = replace(speaking.persona, role=wish.role) if wish.role else speaking.persona
    situation = replace(speaking.situation, mood=wish.mood) if wish.mood else speaking.situation
    return LineRequest(
        intent=wish.intent or "greet",
        persona=persona,
        situation=situation,
        facts=tuple(told_by(fact, persona) for fact in read_facts(wish.facts)),
        must=speaking.must,
        slots=dict(wish.slots),
        said=said,
    )


def _contradictions(request: LineRequest, path: str) -> list[Violation]:
    """What no line can fulfil: facts that are secrets, more to say than there is room for."""
    given = len(request.must.say)
    texts = bounds_of(request).say
    found = []
    for violation in must_faults(bounds_of(request), "bounds", names_of(request)):
        index = _SAY.fullmatch(violation.field)
        field = violation.field.replace("bounds.say", "bounds.must_say").replace("bounds.never", "bounds.never_say")
        if index is not None and int(index[1]) >= given:
            place = [fact.text for fact in request.facts].index(texts[int(index[1])])
            field = f"{path}.facts[{place}].text"
        allowed = _MOST.sub("bounds.most_characters", violation.allowed.replace("must.never", "bounds.never_say"))
        found.append(replace(violation, field=field, allowed=allowed))
    return found


def _wish_violations(wish: pb.Wish, path: str) -> list[Violation]:
    found = intent_violations(f"{path}.intent", wish.intent or "greet")
    if wish.HasField("count") and not 1 <= wish.count <= LINES_MAX:
        found.append(Violation.of(f"{path}.count", wish.count, f"1 to {LINES_MAX}"))
    found += one_of(f"{path}.mood", wish.mood, ("", *MOODS))
    found += one_of(f"{path}.role", wish.role, ("", *ROLES))
    found += facts_violations(read_facts(wish.facts), f"{path}.facts", 8)
    return found + slots_violations(wish.slots, f"{path}.slots")


def slots_violations(slots: Mapping[str, str], path: str) -> list[Violation]:
    """What is wrong with words for the phrase books."""
    found = count_violations(path, tuple(slots), SLOTS_MAX)
    for name in sorted(slots)[:SLOTS_MAX]:
        if not (name.isascii() and name.isidentifier() and name == name.lower() and len(name) <= 40):
            found.append(Violation.of(path, name, "names of lower-case letters, digits and underscores"))
            continue
        found += text_violations(f"{path}[{name}]", slots[name], FACT_CHARACTERS, least=1)
    return found
