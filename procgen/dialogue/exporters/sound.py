"""What a scene must be before it can be written in any format: its form alone; `scene.check` looks at how it plays."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Final

from procgen.dialogue.scene.graph import Choice, Condition, Effect, Node, Scene, Value, Variable
from procgen.errors import InvalidFields, Violation

_NAME: Final = re.compile(r"[a-z_][a-z0-9_]*\Z")
_TAG: Final = re.compile(r"[A-Za-z0-9_.:=,+\-]+\Z")
_WORD: Final = re.compile(r"[a-z][a-z0-9_:]*\Z")
_NOT_IN_NAMES: Final = frozenset(':"[]{}<>#\\|/$')
_NOT_IN_VALUES: Final = frozenset('"\\{}<>#|/[]$')
_TARGET: Final = "the id of a node, or empty for the end"
_BYTE_ORDER_MARK: Final = "\ufeff"
"""Invisible, and a space to some."""
_BREAKS: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})


def check(scene: Scene) -> None:
    """See that the scene can be written.

    Raises:
        InvalidFields: names all that is wrong: ids, targets, types, and texts that no format could hold.
    """
    violations = [*_scene(scene)]
    if violations:
        raise InvalidFields(violations)


def is_number(value: Value) -> bool:
    """Whether it is a whole number; truth values are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_one_line(text: str) -> bool:
    """Whether it has neither line breaks nor control characters nor halves of characters."""
    return not any(unicodedata.category(character) in _BREAKS for character in text)


def _scene(scene: Scene) -> Iterator[Violation]:
    yield from _named("scene.id", scene.id)
    for field, text in (("title", scene.title), ("summary", scene.summary)):
        yield from _one_line(f"scene.{field}", text)
    if not scene.nodes:
        yield Violation("scene.nodes", "none", "at least one node")
    yield from _unique("scene.nodes", [node.id for node in scene.nodes])
    spoken = [line.id for node in scene.nodes for line in node.lines]
    chosen = [choice.id for node in scene.nodes for choice in node.choices]
    yield from _unique("scene lines and choices", [*spoken, *chosen])
    yield from _unique("scene.variables", [variable.name for variable in scene.variables])
    yield from _unique("scene.cast", [member.name for member in scene.cast])
    for member in scene.cast:
        yield from _speaker("scene.cast", member.name)
        yield from _one_line(f"scene.cast {member.name!r}", member.role)
        yield from _one_line(f"scene.cast {member.name!r}", member.note)
    for variable in scene.variables:
        yield from _named("scene.variables", variable.name)
        yield from _one_line(f"variable {variable.name!r}", variable.note)
        yield from _value(f"variable {variable.name!r}", variable.start)
    variables = {variable.name: variable for variable in scene.variables}
    targets = {node.id for node in scene.nodes} | {""}
    for node in scene.nodes:
        yield from _node(node, variables, targets)


def _node(node: Node, variables: dict[str, Variable], targets: set[str]) -> Iterator[Violation]:
    where = f"node {node.id!r}"
    yield from _named("node", node.id)
    yield from _one_line(where, node.beat)
    for effect in node.effects:
        yield from _part(where, effect, variables)
    for number, branch in enumerate(node.branches):
        if branch.target not in targets:
            yield Violation.of(f"{where} branch", branch.target, _TARGET)
        if not branch.conditions and (number + 1 < len(node.branches) or node.choices):
            yield Violation(f"{where} branch", "no conditions", "conditions, where anything follows the branch")
        for condition in branch.conditions:
            yield from _part(where, condition, variables)
    for line in node.lines:
        place = f"line {line.id!r}"
        yield from _named("line", line.id)
        yield from _speaker(place, line.speaker)
        yield from _text(place, line.text)
        yield from _one_line(f"{place} note", line.note)
        for word in (line.mood, line.intent):
            if not _WORD.match(word):
                yield Violation.of(place, word, "mood and intent of lower-case letters, digits, _ and :")
        for tag in line.tags:
            if not _TAG.match(tag):
                yield Violation.of(f"{place} tag", tag, "letters, digits and _.:=,+- alone")
    for choice in node.choices:
        yield from _choice(choice, variables, targets)


def _choice(choice: Choice, variables: dict[str, Variable], targets: set[str]) -> Iterator[Violation]:
    where = f"choice {choice.id!r}"
    yield from _named("choice", choice.id)
    yield from _text(where, choice.text)
    if not _WORD.match(choice.intent):
        yield Violation.of(where, choice.intent, "an intent of lower-case letters, digits, _ and :")
    if choice.target not in targets:
        yield Violation.of(where, choice.target, _TARGET)
    for condition in choice.conditions:
        yield from _part(where, condition, variables)
    for effect in choice.effects:
        yield from _part(where, effect, variables)
    if choice.check is not None:
        if choice.check.failed not in targets:
            yield Violation.of(where, choice.check.failed, _TARGET)
        yield from _part(where, Condition(choice.check.skill, ">=", choice.check.difficulty), variables)


def _part(where: str, part: Condition | Effect, variables: dict[str, Variable]) -> Iterator[Violation]:
    variable = variables.get(part.variable)
    if variable is None:
        yield Violation.of(where, part.variable, "a variable that the scene declares")
        return
    anything, numeric = ({"==", "!="}, {"<", "<=", ">", ">="}) if isinstance(part, Condition) else ({"="}, {"+=", "-="})
    allowed = anything | numeric if is_number(variable.start) else anything
    if part.operator not in allowed:
        yield Violation.of(f"{where} operator", part.operator, " ".join(sorted(allowed)))
    if type(part.value) is not type(variable.start):
        yield Violation.of(f"{where} {part.variable}", part.value, f"a {type(variable.start).__name__}")
    yield from _value(where, part.value)


def _value(where: str, value: Value) -> Iterator[Violation]:
    if isinstance(value, str) and (not is_one_line(value) or _NOT_IN_VALUES & set(value)):
        yield Violation.of(where, value, f"a text without line breaks and any of {' '.join(sorted(_NOT_IN_VALUES))}")


def _named(where: str, name: str) -> Iterator[Violation]:
    if not _NAME.match(name):
        yield Violation.of(where, name or "''", "lower-case letters, digits and _, not beginning with a digit")


def _speaker(where: str, name: str) -> Iterator[Violation]:
    if not name.strip() or name != name.strip() or not is_one_line(name) or _NOT_IN_NAMES & set(name):
        yield Violation.of(f"{where} speaker", name or "''", f"a name without any of {' '.join(sorted(_NOT_IN_NAMES))}")


def _text(where: str, text: str) -> Iterator[Violation]:
    if not text.strip():
        yield Violation(where, "no text", "a text; write missing lines first")
    elif text != text.strip().strip(_BYTE_ORDER_MARK):
        yield Violation.of(where, repr(text), "a text without spaces and byte order marks at its ends")
    yield from _one_line(where, text)


def _one_line(where: str, text: str) -> Iterator[Violation]:
    if not is_one_line(text):
        yield Violation.of(where, repr(text), "a text without line breaks and control characters")


def _unique(where: str, names: list[str]) -> Iterator[Violation]:
    for name, count in Counter(names).items():
        if count > 1:
            yield Violation.of(where, name, f"ids that differ; this one stands {count} times")
