"""Whether a JSON value fits a schema: the keywords that structured results use, each as JSON Schema defines it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int | float) and not isinstance(value, bool) and value == int(value),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "null": lambda value: value is None,
}


def misfits(value: Any, schema: Mapping[str, Any], at: str = "$") -> list[str]:
    """Where and how a value does not fit; none where it does."""
    if "anyOf" in schema or "oneOf" in schema:
        options = schema.get("anyOf") or schema["oneOf"]
        return [] if any(not misfits(value, option, at) for option in options) else [f"{at} fits none of the choices"]
    found = []
    kinds = schema.get("type")
    if kinds is not None:
        named = [kinds] if isinstance(kinds, str) else kinds
        if not any(_TYPES[kind](value) for kind in named):
            return [f"{at} is not of type {' or '.join(named)}"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{at} is none of {', '.join(map(str, schema['enum']))}")
    if "const" in schema and value != schema["const"]:
        found.append(f"{at} is not {schema['const']}")
    if isinstance(value, str):
        found += _bounds(len(value), schema, at, "minLength", "maxLength")
        if "pattern" in schema and not re.search(schema["pattern"], value):
            found.append(f"{at} does not match its pattern")
    elif isinstance(value, dict):
        found += _object(value, schema, at)
    elif isinstance(value, list):
        found += _bounds(len(value), schema, at, "minItems", "maxItems")
        for place, each in enumerate(value):
            found += misfits(each, schema.get("items", {}), f"{at}[{place}]")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        found += _bounds(value, schema, at, "minimum", "maximum")
    return found


def _bounds(value: float, schema: Mapping[str, Any], at: str, least: str, most: str) -> list[str]:
    found = [f"{at} is below its {least}"] if value < schema.get(least, value) else []
    return found + ([f"{at} is above its {most}"] if value > schema.get(most, value) else [])


def _object(value: dict[str, Any], schema: Mapping[str, Any], at: str) -> list[str]:
    found = [f"{at}.{name} is missing" for name in schema.get("required", ()) if name not in value]
    known = schema.get("properties", {})
    for name, each in value.items():
        if name in known:
            found += misfits(each, known[name], f"{at}.{name}")
        elif schema.get("additionalProperties", True) is False:
            found.append(f"{at}.{name} is not expected")
    return found
