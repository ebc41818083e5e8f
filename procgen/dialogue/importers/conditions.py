"""Conditions, changes and values as Ink and Yarn write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from procgen.dialogue.scene.graph import Condition, Effect, Value

ALLOWED_CONDITIONS: Final = "conditions such as gold >= 5, met == true, met or not met, joined by 'and' alone"
ALLOWED_CHANGE: Final = "a change such as x = 5, x = x + 5, x += 5 or x -= 5, with a plain value"
_LITERAL: Final = re.compile(r'-?[0-9]+|true|false|"[^"]*"')
_AND: Final = re.compile(r"\s*&&\s*|\s+and\s+")
_NOT: Final = re.compile(r"(?:not\s+|!\s*)(\$?\w+)\Z")
_COMPARED: Final = re.compile(
    r'(\$?\w+)\s*(==|!=|<=|>=|<|>|\b(?:is|eq|neq|lte|gte|lt|gt)\b)\s*(-?[0-9]+|true|false|"[^"]*")\Z'
)
_WORDS: Final = {"is": "==", "eq": "==", "neq": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
_BOUNDED: Final = re.compile(r"(?:MIN|MAX|min|max)\s*\((.*),\s*-?[0-9]+\s*\)\Z")
_STEP: Final = re.compile(r"(\$?\w+)\s*([+-])\s*(-?[0-9]+)\Z")
_STRING: Final = re.compile(r'"[^"]*"')


def value_of(text: str) -> Value | None:
    """A value as it is written, or None where it is something else."""
    if not _LITERAL.fullmatch(text):
        return None
    if text in {"true", "false"}:
        return text == "true"
    return text[1:-1] if text.startswith('"') else int(text)


def conditions_of(
    text: str, name: Callable[[str], str | None], starts: Mapping[str, Value]
) -> tuple[Condition, ...] | None:
    """Conditions that are joined by "and".

    Args:
        text: as it is written.
        name: a variable's name by what stands there, or None where it is none.
        starts: variables' values at the start, by name.

    Returns:
        None where there is something else.
    """
    # What stands within quotation marks joins nothing.
    if not text.strip() or any(" and " in string or "&&" in string for string in _STRING.findall(text)):
        return None
    found = []
    for part in _AND.split(text.strip()):
        condition = _condition(part, name, starts)
        if condition is None:
            return None
        found.append(condition)
    return tuple(found)


def _condition(text: str, name: Callable[[str], str | None], starts: Mapping[str, Value]) -> Condition | None:
    if compared := _COMPARED.match(text):
        variable, value = name(compared[1]), value_of(compared[3])
        operator = _WORDS.get(compared[2], compared[2])
        return None if variable is None or value is None else Condition(variable, operator, value)
    negated = _NOT.match(text)
    variable = name(negated[1] if negated else text)
    if variable is None or not isinstance(starts.get(variable), bool):
        return None
    return Condition(variable, "==", not negated)


def effect_of(target: str, operator: str, text: str, name: Callable[[str], str | None]) -> Effect | None:
    """A change of a variable: `text` stands behind ``=``, ``+=`` or ``-=``; bounds around it (MIN, MAX) are dropped."""
    variable = name(target)
    if variable is None:
        return None
    text = text.strip()
    if operator == "=":
        while bounded := _BOUNDED.match(text):
            text = bounded[1].strip()
        step = _STEP.match(text)
        if step and name(step[1]) == variable:
            return Effect(variable, f"{step[2]}=", int(step[3]))
    value = value_of(text)
    return None if value is None else Effect(variable, operator, value)
