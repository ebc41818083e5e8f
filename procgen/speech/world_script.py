"""What the people of a generated world say, as a recording script: from ``people.json`` and ``dialogue.json``."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

from procgen.errors import InvalidFields, Violation
from procgen.speech.casting import cast
from procgen.speech.script import Role, ScriptLine, line_violations
from procgen.speech.voice import PERSON_RANGES

PEOPLE: Final = "people.json"
LINES: Final = "dialogue.json"
_NEEDED: Final = {"people": ("id", "name", "role", "sex", "age"), "lines": ("id", "speaker", "text")}


def read_world(people_json: bytes, dialogue_json: bytes) -> tuple[list[ScriptLine], dict[str, Role]]:
    """The lines of a world, and who speaks them: everybody as old as they are, in the voice that their first name has
    in talk.

    Args:
        people_json, dialogue_json: files of a world's folder.

    Raises:
        InvalidFields: they are no such files, or a line is nobody's.
    """
    people = {each["id"]: each for each in _records(people_json, PEOPLE, "people")}
    lines, wrong = [], list[Violation]()
    for number, each in enumerate(_records(dialogue_json, LINES, "lines")):
        place = f"{LINES}: lines[{number}]"
        if each["speaker"] not in people:
            wrong.append(Violation.of(f"{place}.speaker", each["speaker"], f"an id of {PEOPLE}"))
            continue
        name = people[each["speaker"]]["name"]
        lines.append(ScriptLine(each["id"], name, "neutral", each["text"], str(each.get("intent", "")), place))
    wrong += line_violations(lines)
    if wrong:
        raise InvalidFields(wrong)
    return lines, {each["name"]: _role(each) for each in people.values()}


def _role(record: dict[str, Any]) -> Role:
    person = cast(record["name"].partition(" ")[0], record["role"], record["sex"])
    return Role(replace(person, age_years=PERSON_RANGES["age_years"].nearest(float(record["age"]))))


def _records(data: bytes, file: str, name: str) -> list[dict[str, Any]]:
    """The list of a name in a JSON object, each with what is needed of it."""
    needed = _NEEDED[name]
    try:
        found = json.loads(data)[name]
        for each in found:
            if not all(isinstance(each[key], int if key == "age" else str) for key in needed):
                raise TypeError(f"one of {name} has {', '.join(needed)} of other kinds")
    except (ValueError, KeyError, TypeError) as error:
        allowed = f"{name} with {', '.join(needed)}, as a world's folder has it"
        raise InvalidFields([Violation.of(file, f"{type(error).__name__}: {error}", allowed)]) from error
    return list(found)
