"""What a domain takes, as JSON Schema: from what GetInfo tells of it, so that a new domain needs nothing here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from google.protobuf.descriptor import FieldDescriptor

from procgen.v1 import system_pb2

Schema = dict[str, Any]

_WHOLE = {
    FieldDescriptor.CPPTYPE_INT32,
    FieldDescriptor.CPPTYPE_INT64,
    FieldDescriptor.CPPTYPE_UINT32,
    FieldDescriptor.CPPTYPE_UINT64,
}
_SAFE = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exactly."""
_NOT_ASKED = {"request_id", "file_name"}
"""Fields that say nothing of what is made: files are named here."""


def schema_of(domain: system_pb2.Domain, request: Any) -> Schema:
    """The schema of a request.

    Args:
        domain: as GetInfo describes it.
        request: of the message that its method takes.

    Returns:
        An object whose properties are the fields that a form has; messages are objects within it, what is repeated
        are arrays. Fields that no form has, such as height maps that are sent ahead, are left out.
    """
    root = _object()
    for path, leaf in _leaves(domain):
        if path not in _NOT_ASKED:
            _place(root, request, path.split("."), leaf)
    return root


def _object() -> Schema:
    return {"type": "object", "properties": {}, "additionalProperties": False}


def _leaves(domain: system_pb2.Domain) -> Iterator[tuple[str, Schema]]:
    for number in domain.parameters:
        leaf: Schema = {"description": number.description, "minimum": number.minimum, "maximum": number.maximum}
        if number.HasField("default_value"):
            leaf["default"] = number.default_value
        yield number.name, leaf
    for choice in domain.choices:
        yield choice.name, {"description": choice.description, "enum": list(choice.values)}
    for text in domain.texts:
        yield text.name, {"description": text.description}
    for switch in domain.switches:
        yield switch.name, {"description": switch.description}


def _place(schema: Schema, message: Any, steps: list[str], leaf: Schema) -> None:
    field = message.fields_by_name[steps[0]]
    here = schema["properties"].get(field.name)
    if len(steps) == 1:
        if here is not None and here.get("type") == "object":
            return  # a message that is said to be a switch, and has fields of its own
        own = _typed(field, leaf)
        schema["properties"][field.name] = {"type": "array", "items": own} if field.is_repeated else own
        return
    if here is None or _inside(here).get("type") != "object":
        inside = _object()
        here = {"type": "array", "items": inside} if field.is_repeated else inside
        schema["properties"][field.name] = here
    assert field.message_type is not None
    _place(_inside(here), field.message_type, steps[1:], leaf)


def _inside(schema: Schema) -> Schema:
    items: Schema = schema.get("items", schema)
    return items


def _typed(field: FieldDescriptor, leaf: Schema) -> Schema:
    """A leaf with its type, and its numbers as such."""
    if field.message_type is not None:
        return {**_object(), "description": leaf["description"]}
    if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
        return {**leaf, "type": "boolean"}
    if field.cpp_type not in _WHOLE:
        return {**leaf, "type": "number" if "minimum" in leaf else "string"}
    if "enum" in leaf:
        return {**leaf, "type": "integer", "enum": [int(value) for value in leaf["enum"]]}
    whole: Schema = {key: min(int(leaf[key]), _SAFE) for key in ("minimum", "maximum", "default") if key in leaf}
    return {**leaf, **whole, "type": "integer"}
