"""Whose voice a request wants: numbers, or what dialogue tells of somebody."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from procgen.errors import Violation
from procgen.kit.wire.forms import numbers_of
from procgen.speech.casting import AGES, cast
from procgen.speech.voice import PERSON_RANGES, Person
from procgen.v1 import speech_pb2

MOST_CHARACTERS: Final = 80
"""Of a name, or a role."""


def read_person(message: speech_pb2.SpeechPerson) -> Person:
    """The person; what is unset follows from name, role and age, or is as usual. Nothing is checked."""
    if not (message.name or message.role or message.age):
        return Person(**numbers_of(message, PERSON_RANGES))
    told = {field.name: value for field, value in message.ListFields() if field.name in PERSON_RANGES}
    return replace(cast(message.name, message.role, "", message.age), **told)


def told_violations(message: speech_pb2.SpeechPerson) -> list[Violation]:
    """What can't be accepted of what is told in words."""
    found = [
        Violation.of(f"person.{name}", text, f"at most {MOST_CHARACTERS} characters")
        for name, text in (("name", message.name), ("role", message.role))
        if len(text) > MOST_CHARACTERS
    ]
    if message.age and message.age not in AGES:
        found.append(Violation.of("person.age", message.age, f"one of {', '.join(AGES)}"))
    return found
