"""What pages ask the studio: objects of JSON, whose fields are read here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from google.protobuf import json_format
from google.protobuf.message import Message

from procgen.errors import InvalidFields, Violation
from procgen.served import REQUESTS
from procgen.studio.snippets import request_of

_PATHS: Final = frozenset(path for path, _ in REQUESTS.values())

Asked: TypeAlias = Mapping[str, Any]


def asked_of(body: bytes) -> Asked:
    """The object that came. Raises InvalidFields."""
    try:
        found = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InvalidFields([Violation.of("body", f"{len(body)} bytes", "an object of JSON")])
    return found


def text_of(asked: Asked, name: str) -> str:
    """Text of a field; empty where it is missing. Raises InvalidFields."""
    value = asked.get(name, "")
    if not isinstance(value, str):
        raise InvalidFields([Violation.of(name, value, "text")])
    return value


def number_of(asked: Asked, name: str, default: int | None = None) -> int:
    """A whole number from 0 of a field. Raises InvalidFields."""
    value = asked.get(name, default)
    if type(value) is not int or not 0 <= value < 2**53:
        raise InvalidFields([Violation.of(name, "missing" if value is None else value, "a whole number from 0")])
    return value


def numbers_of(asked: Asked, name: str) -> list[int]:
    """Whole numbers from 0 of a field. Raises InvalidFields."""
    values = asked.get(name)
    if not isinstance(values, list):
        raise InvalidFields([Violation.of(name, "missing" if values is None else values, "whole numbers from 0")])
    return [number_of({name: value}, name) for value in values]


def request_asked(asked: Asked) -> tuple[str, Message]:
    """The path of a method and its request. Raises InvalidFields."""
    path, fields = text_of(asked, "method"), asked.get("request")
    if path not in _PATHS:
        raise InvalidFields([Violation.of("method", path, f"one of {', '.join(sorted(_PATHS))}")])
    try:
        return path, request_of(path, fields if isinstance(fields, dict) else {})
    except json_format.ParseError as error:
        raise InvalidFields([Violation.of("request", str(error), "fields of the method's request")]) from None
