"""Reads scenes of JSON, exactly as `exporters.json_scene` wrote them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from procgen.dialogue.exporters import sound
from procgen.dialogue.exporters.json_scene import FORMAT
from procgen.dialogue.importers.refusal import decoded, refusal
from procgen.dialogue.scene.graph import (
    Branch,
    Cast,
    Check,
    Choice,
    Condition,
    Effect,
    Node,
    Scene,
    SceneLine,
    Value,
    Variable,
)
from procgen.errors import InvalidFields, Violation

T = TypeVar("T")


def decode(data: bytes) -> Scene:
    """Read a scene.

    Raises:
        InvalidFields: names the place, such as "nodes[2].choices[0].target", and what belongs there.
    """
    text = decoded("json", data)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise refusal("json", line, getattr(error, "msg", "nesting"), "JSON") from None
    scene = _scene(_Place("scene", found))
    sound.check(scene)
    return scene


class _Place:
    """A value and where it stands."""

    def __init__(self, path: str, value: Any) -> None:
        self._path = path
        self._value = value

    def error(self, allowed: str) -> InvalidFields:
        return InvalidFields([Violation.of(self._path, self._value, allowed)])

    def fields(self, *names: str) -> None:
        if not isinstance(self._value, dict):
            raise self.error("an object")
        if odd := sorted(set(self._value) ^ set(names)):
            raise self.error(f"the fields {', '.join(names)}; missing or unknown: {', '.join(odd)}")

    def __getitem__(self, name: str) -> _Place:
        return _Place(f"{self._path}.{name}", self._value[name])

    def all(self, read: Callable[[_Place], T]) -> tuple[T, ...]:
        if not isinstance(self._value, list):
            raise self.error("a list")
        return tuple(read(_Place(f"{self._path}[{number}]", value)) for number, value in enumerate(self._value))

    def text(self) -> str:
        if not isinstance(self._value, str):
            raise self.error("a text")
        return self._value

    def number(self) -> int:
        if not isinstance(self._value, int) or isinstance(self._value, bool):
            raise self.error("a whole number")
        return self._value

    def truth(self) -> bool:
        if not isinstance(self._value, bool):
            raise self.error("true or false")
        return self._value

    def plain(self) -> Value:
        if not isinstance(self._value, bool | int | str):
            raise self.error("true, false, a whole number or a text")
        return self._value

    @property
    def missing(self) -> bool:
        return self._value is None


def _scene(place: _Place) -> Scene:
    place.fields("format", "id", "title", "nodes", "variables", "cast", "summary", "recipe")
    if place["format"].text() != FORMAT:
        raise place["format"].error(FORMAT)
    return Scene(
        place["id"].text(),
        place["title"].text(),
        place["nodes"].all(_node),
        place["variables"].all(_variable),
        place["cast"].all(_cast),
        place["summary"].text(),
        place["recipe"].text(),
    )


def _variable(place: _Place) -> Variable:
    place.fields("name", "start", "note", "lowest", "highest")
    start, note = place["start"].plain(), place["note"].text()
    return Variable(place["name"].text(), start, note, place["lowest"].number(), place["highest"].number())


def _cast(place: _Place) -> Cast:
    place.fields("name", "role", "note")
    return Cast(place["name"].text(), place["role"].text(), place["note"].text())


def _node(place: _Place) -> Node:
    place.fields("id", "beat", "lines", "effects", "branches", "choices")
    return Node(
        place["id"].text(),
        place["beat"].text(),
        place["lines"].all(_line),
        place["effects"].all(_effect),
        place["branches"].all(_branch),
        place["choices"].all(_choice),
    )


def _line(place: _Place) -> SceneLine:
    place.fields("id", "speaker", "text", "mood", "intent", "tags", "note")
    return SceneLine(
        place["id"].text(),
        place["speaker"].text(),
        place["text"].text(),
        place["mood"].text(),
        place["intent"].text(),
        place["tags"].all(_Place.text),
        place["note"].text(),
    )


def _condition(place: _Place) -> Condition:
    place.fields("variable", "operator", "value")
    return Condition(place["variable"].text(), place["operator"].text(), place["value"].plain())


def _effect(place: _Place) -> Effect:
    place.fields("variable", "operator", "value")
    return Effect(place["variable"].text(), place["operator"].text(), place["value"].plain())


def _branch(place: _Place) -> Branch:
    place.fields("target", "conditions")
    return Branch(place["target"].text(), place["conditions"].all(_condition))


def _check(place: _Place) -> Check:
    place.fields("skill", "difficulty", "failed")
    return Check(place["skill"].text(), place["difficulty"].number(), place["failed"].text())


def _choice(place: _Place) -> Choice:
    place.fields("id", "text", "target", "conditions", "effects", "check", "once", "intent")
    return Choice(
        place["id"].text(),
        place["text"].text(),
        place["target"].text(),
        place["conditions"].all(_condition),
        place["effects"].all(_effect),
        None if place["check"].missing else _check(place["check"]),
        place["once"].truth(),
        place["intent"].text(),
    )
