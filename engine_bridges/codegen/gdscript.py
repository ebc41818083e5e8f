"""Writes the contract as GDScript: message classes with a table of their fields, which the addon's ``message.gd``
reads and writes by, and one class a service.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from google.protobuf.descriptor_pb2 import FieldDescriptorProto as Proto

from engine_bridges.codegen.contract import (
    TYPE_ENUM,
    TYPE_MESSAGE,
    Cardinality,
    Contract,
    Enum,
    Field,
    Message,
    Method,
    Service,
    snake,
)

FOLDER: Final = "godot/addons/procgen/client/generated"
_WIDTH: Final = 96
_RENAMED: Final = {"Skin": "PersonSkin"}
"""Messages whose names the engine has for something else."""
_RESERVED: Final = {"script", "class", "signal", "func", "var", "const", "match", "in", "is", "as", "self", "super"}
_FUNCTIONS: Final = {
    "seed",
    "range",
    "min",
    "max",
    "sign",
    "round",
    "floor",
    "ceil",
    "print",
    "load",
    "str",
    "len",
    "hash",
}
"""Functions of the engine that a field may be called like; Godot warns of them."""
_FLOATS: Final = {Proto.TYPE_FLOAT, Proto.TYPE_DOUBLE}
_PACKED: Final = {
    Proto.TYPE_FLOAT: "PackedFloat32Array",
    Proto.TYPE_DOUBLE: "PackedFloat64Array",
    Proto.TYPE_STRING: "PackedStringArray",
    Proto.TYPE_BOOL: "Array[bool]",
    Proto.TYPE_BYTES: "Array[PackedByteArray]",
}
_HEAD: Final = "@tool\n# Made from the contract by engine_bridges/codegen; changes here are lost."
_UNARY_S: Final = 60.0
_STREAM_S: Final = 3600.0
_TYPES: Final = {
    *(Proto.TYPE_DOUBLE, Proto.TYPE_FLOAT, Proto.TYPE_UINT32, Proto.TYPE_UINT64, Proto.TYPE_SINT32, Proto.TYPE_SINT64),
    *(Proto.TYPE_BOOL, Proto.TYPE_ENUM, Proto.TYPE_STRING, Proto.TYPE_BYTES, Proto.TYPE_MESSAGE),
}
"""What the addon's ``wire.gd`` reads and writes."""


def generate(contract: Contract) -> dict[str, str]:
    """File names below :data:`FOLDER` with their contents.

    Raises:
        ValueError: a field is of a kind that ``wire.gd`` and ``message.gd`` do not read.
    """
    for message in contract.messages:
        for field in message.fields:
            is_map_of_messages = field.cardinality is Cardinality.MAP and field.type == TYPE_MESSAGE
            if not {field.type, field.key or field.type} <= _TYPES or is_map_of_messages:
                raise ValueError(
                    f"{message.name}.{field.name}: teach wire.gd, message.gd and gdscript.py its type first"
                )
    return {
        "procgen_v1.gd": "\n".join(_messages(contract)) + "\n",
        "procgen_services.gd": "\n".join(_services(contract)) + "\n",
    }


def _name(message: str) -> str:
    return _RENAMED.get(message, message)


def _property(field: Field) -> str:
    return field.name + "_" if field.name in _RESERVED else field.name


def _comment(text: str, indent: str = "") -> list[str]:
    # Brackets are markup in the engine's documentation.
    text = text.replace("[", "[lb]")
    return [f"{indent}## {line}" for line in textwrap.wrap(text, _WIDTH - 4 * len(indent))]


def _messages(contract: Contract) -> Iterator[str]:
    yield _HEAD
    yield "class_name ProcgenV1"
    yield "extends RefCounted"
    yield from _comment(
        "The messages of procgen's contract, with its field names. A message that is null is unset, and so is a field "
        "of which has_field() says false; writing to it sets it. 64-bit unsigned numbers are signed ones with the "
        "same bits."
    )
    for enum in contract.enums:
        yield ""
        yield from _enum(enum)
    yield ""
    yield "static var _types: Dictionary[StringName, GDScript] = {}"
    yield ""
    yield ""
    yield from _comment('A new message of a type by its name in the contract, "TerrainRequest"; null if it has none.')
    yield "static func create(type: StringName) -> Message:"
    yield "\tif _types.is_empty():"
    for message in contract.messages:
        yield f'\t\t_types[&"{message.name}"] = {_name(message.name)}'
    yield "\treturn _types[type].new() if type in _types else null"
    yield ""
    yield ""
    yield "## What all messages have in common."
    yield "class Message:"
    yield '\textends "../message.gd"'
    yield ""
    yield "\tfunc _create(type: StringName) -> ProcgenMessage:"
    yield "\t\treturn ProcgenV1.create(type)"
    yield ""
    yield "\tfunc _enum_value(type: StringName, name: String) -> Variant:"
    yield "\t\tmatch type:"
    for enum in contract.enums:
        yield f'\t\t\t&"{enum.name}":'
        yield f'\t\t\t\treturn {enum.name}.get(name.trim_prefix("{enum.prefix}"))'
    yield "\t\treturn null"
    for message in contract.messages:
        yield ""
        yield ""
        yield from _message(message)


def _enum(enum: Enum) -> Iterator[str]:
    yield from _comment(enum.comment)
    yield f"enum {enum.name} {{"
    for name, number, comment in enum.values:
        yield from _comment(comment, "\t")
        yield f"\t{name} = {number},"
    yield "}"


def _message(message: Message) -> Iterator[str]:
    yield from _comment(message.comment)
    yield f"class {_name(message.name)}:"
    yield "\textends Message"
    yield ""
    yield "\tconst FIELDS := {"
    for field in message.fields:
        part = f'&"{field.part}"'
        entry = f'&"{field.name}", &"{_property(field)}", {field.type}, {int(field.cardinality)}'
        yield f"\t\t{field.number}: [{entry}, {part}, {field.oneof}, {field.key}],"
    yield "\t}"
    for field in message.fields:
        yield ""
        yield from _comment(field.comment, "\t")
        yield from _variable(field)
    yield ""
    yield "\tfunc _type_name() -> StringName:"
    yield f'\t\treturn &"{message.name}"'
    yield ""
    yield "\tfunc _fields() -> Dictionary:"
    yield "\t\treturn FIELDS"


def _type(kind: int, part: str) -> str:
    if kind == TYPE_MESSAGE:
        return _name(part)
    if kind in _FLOATS:
        return "float"
    return {Proto.TYPE_STRING: "String", Proto.TYPE_BYTES: "PackedByteArray", Proto.TYPE_BOOL: "bool"}.get(kind, "int")  # type: ignore[call-overload, no-any-return]


def _default(kind: int) -> str:
    if kind in _FLOATS:
        return "0.0"
    return {Proto.TYPE_STRING: '""', Proto.TYPE_BYTES: "PackedByteArray()", Proto.TYPE_BOOL: "false"}.get(kind, "0")  # type: ignore[call-overload, no-any-return]


def _variable(field: Field) -> Iterator[str]:
    name = _property(field)
    if name in _FUNCTIONS:
        yield '\t@warning_ignore("shadowed_global_identifier")'
    if field.cardinality is Cardinality.MAP:
        kinds = f"{_type(field.key, '')}, {_type(field.type, field.part)}"
        yield f"\tvar {name}: Dictionary[{kinds}] = {{}}"
    elif field.cardinality is Cardinality.REPEATED:
        if field.type == TYPE_MESSAGE:
            yield f"\tvar {name}: Array[{_name(field.part)}] = []"
            return
        kind = _PACKED.get(field.type, "PackedInt64Array")  # type: ignore[call-overload]
        yield f"\tvar {name}: {kind} = []" if kind.startswith("Array") else f"\tvar {name} := {kind}()"
    elif field.type == TYPE_MESSAGE:
        yield f"\tvar {name}: {_name(field.part)} = null" + (":" if field.oneof >= 0 else "")
        if field.oneof >= 0:
            yield "\t\tset(value):"
            yield f"\t\t\t{name} = value"
            yield "\t\t\tif value:"
            yield f"\t\t\t\t_choose({field.number})"
    else:
        optional = field.cardinality is Cardinality.OPTIONAL
        if field.type == TYPE_ENUM:
            yield f"\tvar {name}: int = 0" + (":" if optional else "")
        else:
            yield f"\tvar {name} := {_default(field.type)}" + (":" if optional else "")
        if optional:
            yield "\t\tset(value):"
            yield f"\t\t\t{name} = value"
            yield f"\t\t\t_choose({field.number})"


def _services(contract: Contract) -> Iterator[str]:
    yield _HEAD
    yield "class_name ProcgenServices"
    yield "extends RefCounted"
    yield from _comment(
        "The services of procgen's contract. Each function starts a call and returns it at once; wait for its signal "
        "finished, then look at its status. ProcgenClient has one of each."
    )
    for service in contract.services:
        yield ""
        yield ""
        yield from _service(service)
    for service in contract.services:
        for method in service.methods:
            yield ""
            yield ""
            yield from _call(contract, service, method)


def _call_name(service: Service, method: Method) -> str:
    return f"{service.name.removesuffix('Service')}{method.name}Call"


def _service(service: Service) -> Iterator[str]:
    yield from _comment(service.comment)
    yield f"class {service.name}:"
    yield '\textends "../service.gd"'
    for method in service.methods:
        call = _call_name(service, method)
        seconds = _STREAM_S if method.streams else _UNARY_S
        yield ""
        yield from _comment(method.comment, "\t")
        yield f"\tfunc {snake(method.name)}("
        yield f"\t\trequest := ProcgenV1.{_name(method.request)}.new(), timeout_s := {seconds}"
        yield f"\t) -> {call}:"
        yield f"\t\tvar made := {call}.new()"
        yield f'\t\t_start(made, "{method.path}", request, timeout_s)'
        yield "\t\treturn made"


def _call(contract: Contract, service: Service, method: Method) -> Iterator[str]:
    yield from _comment(f"A call of {service.name}.{method.name}.")
    yield f"class {_call_name(service, method)}:"
    yield "\textends ProcgenCall"
    yield ""
    answer, name = method.response, "response"
    if method.streams:
        result = contract.message(method.response).field("result")
        assert result is not None, f"{method.response} has no result"
        answer, name = result.part, "result"
    yield "\t## What was asked for, once the call has finished with OK; null until then, and if it failed."
    yield f"\tvar {name}: ProcgenV1.{_name(answer)}:"
    yield "\t\tget:"
    yield "\t\t\treturn answer"
    yield ""
    yield "\tfunc _init() -> void:"
    yield f"\t\tsuper(ProcgenV1.{_name(method.response)}, {'true' if method.streams else 'false'})"
