"""A request as others say it: as a command, in Python, GDScript and C#, as a line of a batch."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from google.protobuf import json_format
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from procgen.domains import DOMAINS
from procgen.errors import ProcgenError
from procgen.kit.wire.enums import short_name
from procgen.kit.wire.forms import Field
from procgen.kit.wire.registry import request_type

Build = Callable[[str, Mapping[str, Any]], list[Message]]
"""The requests that flags of `procgen generate DOMAIN` ask for; raises ProcgenError."""
_INDENT: Final = "    "
_LARGE: Final = 2**53


def snippets(domain: str, path: str, request: Message, build: Build) -> dict[str, str]:
    """All ways to say it, by the name of the language.

    Args:
        domain: as recipes and batches name it.
        path: of the method.
        request: its message.
        build: reads flags, to see whether they say the same.
    """
    return {
        "command": command(domain, path, request, build),
        "python": python(path, request),
        "gdscript": gdscript(path, request),
        "csharp": csharp(path, request),
        "batch": batch_line(domain, request),
    }


def batch_line(domain: str, request: Message) -> str:
    """A line for `procgen batch`, which holds the request itself."""
    return json.dumps({"domain": domain, "request": _fields(request)}, ensure_ascii=False)


def command(domain: str, path: str, request: Message, build: Build) -> str:
    """A command line with flags where they can say it all; else one that takes a batch line."""
    name = _service(path)[0].lower()
    flags = _flags(name, path, request)
    if flags is not None:
        try:
            same = [_bare(each) for each in build(name, flags)] == [_bare(request)]
        except (ProcgenError, KeyError, TypeError, ValueError):
            same = False  # the command wants something else, which its flags alone can't be given
        if same:
            return " ".join(["procgen generate", name, *_written(name, flags)])
    return f"printf '%s' {shlex.quote(batch_line(domain, request))} | procgen batch - --out results"


def _bare(request: Message) -> str:
    """What a request says of what it makes: commands write other files unless they are told."""
    fields = _fields(request)
    for name in ("request_id", "outputs", "file_name"):
        fields.pop(name, None)
    return json.dumps(fields, sort_keys=True)


def _fields(request: Message) -> dict[str, Any]:
    found: dict[str, Any] = json_format.MessageToDict(request, preserving_proto_field_name=True)
    found.pop("request_id", None)
    return found


def _flags(name: str, path: str, request: Message) -> dict[str, Any] | None:
    """Values of flags by their names; None where a field that is set has none."""
    domain = next((each for each in DOMAINS if each.name == name and each.generate), None)
    if domain is None:
        return None
    side = domain.load_generate()
    form = next((each for each in side.forms if each.method.full_name == path[1:].replace("/", ".")), None)
    if form is None:
        return None
    known = {each.path: (flag, each) for flag, each in form.flagged.items()}
    found: dict[str, Any] = {}
    for where, value in _leaves(request):
        if where not in known:
            otherwise = next((each for each in form.fields if each.path == where), None)
            if otherwise is None or otherwise.flag is None or not otherwise.flag.otherwise:
                return None
            continue
        flag, said = known[where]
        if said.many:
            found.setdefault(flag, []).append(_word(said, value))
        elif flag in found:
            return None
        else:
            found[flag] = _word(said, value)
    return found


def _word(said: Field, value: Any) -> Any:
    if said.is_colour:
        return f"#{value:06x}"
    if said.descriptor.enum_type is not None:
        return short_name(said.descriptor.enum_type, said.descriptor.enum_type.values_by_number[value].name)
    return _rounded(said.descriptor, value)


def _leaves(message: Message, under: str = "") -> Iterator[tuple[str, Any]]:
    """What is set, by its path."""
    for field, value in message.ListFields():
        where = f"{under}{field.name}"
        if where == "request_id":
            continue
        values = list(value) if field.is_repeated and not _is_map(field) else [value]
        for each in values:
            if field.message_type is None or _is_map(field):
                yield where, each
            else:
                inner = list(_leaves(each, f"{where}."))
                yield from inner or [(where, True)]


def _is_map(field: FieldDescriptor) -> bool:
    return field.message_type is not None and bool(field.message_type.GetOptions().map_entry)


def _rounded(field: FieldDescriptor, value: Any) -> Any:
    """A number as people write it: 0.4 and not what the nearest 32-bit number is in full."""
    return float(f"{value:.7g}") if field.cpp_type == FieldDescriptor.CPPTYPE_FLOAT else value


def _written(name: str, flags: Mapping[str, Any]) -> Iterator[str]:
    domain = next(each for each in DOMAINS if each.name == name)
    positional = {
        flag
        for form in domain.load_generate().forms
        for flag, said in form.flagged.items()
        if said.flag is not None and said.flag.argument
    }
    for flag, value in flags.items():
        for each in value if isinstance(value, list) else [value]:
            word = shlex.quote(f"{each:.10g}" if isinstance(each, float) else str(each))
            if flag in positional:
                yield word
            elif each is True:
                yield f"--{flag.replace('_', '-')}"
            else:
                yield f"--{flag.replace('_', '-')} {word}"


def _service(path: str) -> tuple[str, str]:
    """Of "/procgen.v1.DialogueService/GenerateLines": Dialogue and GenerateLines."""
    service, _, method = path.removeprefix("/procgen.v1.").partition("/")
    return service.removesuffix("Service"), method


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def python(path: str, request: Message) -> str:
    """A program for the Python client."""
    service, method = _service(path)
    arguments = [f"{name}={_python(value, 2)}" for name, value in _people(request).items()]
    call = f"server.{service.lower()}.{_snake(method)}"
    inside = "".join(f"\n{_INDENT * 2}{each}," for each in arguments)
    made = f"{call}({inside}\n{_INDENT})" if arguments else f"{call}()"
    return f'import procgen\n\nwith procgen.connect(start=True) as server:\n    made = {made}\nmade.save("results")\n'


def _people(message: Message) -> dict[str, Any]:
    """The fields of a message as the Python client takes them: enums of the request itself by their short names."""
    found = json_ready(message)
    found.pop("request_id", None)
    # Protobuf's own constructors read what lies deeper; they know values of enums by their full names.
    for field, _ in message.ListFields():
        enum = field.enum_type
        if enum is not None:
            said = found[field.name]
            found[field.name] = (
                [short_name(enum, each) for each in said] if field.is_repeated else short_name(enum, said)
            )
    return found


def json_ready(message: Message) -> dict[str, Any]:
    """A message's fields for protobuf's constructors: dictionaries, lists, full names of enums, numbers, bytes."""
    found: dict[str, Any] = {}
    for field, value in message.ListFields():
        if _is_map(field):
            found[field.name] = dict(value)
            continue
        values = [_plain(field, each) for each in (list(value) if field.is_repeated else [value])]
        found[field.name] = values if field.is_repeated else values[0]
    return found


def _plain(field: FieldDescriptor, value: Any) -> Any:
    if field.message_type is not None:
        return json_ready(value)
    if field.enum_type is not None:
        return field.enum_type.values_by_number[value].name
    return _rounded(field, value)


def _python(value: Any, depth: int) -> str:
    # Double quotes, as this project's own code has them.
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
    if len(text) <= 80 or not isinstance(value, (dict, list)):
        return text
    inner, outer = _INDENT * (depth + 1), _INDENT * depth
    if isinstance(value, list):
        return "[" + "".join(f"\n{inner}{_python(each, depth + 1)}," for each in value) + f"\n{outer}]"
    lines = "".join(f"\n{inner}{name!r}: {_python(each, depth + 1)}," for name, each in value.items())
    return f"{{{lines}\n{outer}}}"


def gdscript(path: str, request: Message) -> str:
    """A script for Godot's addon."""
    service, method = _service(path)
    fields = json.dumps(_fields(request), indent="\t", ensure_ascii=False).replace("\n", "\n\t")
    return (
        "extends Node\n\nfunc _ready() -> void:\n"
        "\tvar client := ProcgenClient.from_settings()\n"
        f"\tvar request := ProcgenV1.{request.DESCRIPTOR.name}.new()\n"
        f"\trequest.merge_json({fields})\n"
        f"\tvar making := client.{service.lower()}.{_snake(method)}(request)\n"
        "\tvar status: ProcgenStatus = await making.finished\n"
        "\tif not status.is_ok():\n"
        "\t\tpush_error(status.sentence())\n"
    )


def csharp(path: str, request: Message) -> str:
    """Statements for Unity's package."""
    service, method = _service(path)
    return (
        f"var request = {_new(request, 0)};\n"
        f"var made = await ProcgenRuntime.Client.{service}.{method}Async(request, null, cancellation);\n"
    )


def _pascal(name: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


def _new(message: Message, depth: int) -> str:
    inner = _INDENT * (depth + 1)
    lines = []
    for field, value in message.ListFields():
        if field.name == "request_id":
            continue
        if _is_map(field):
            entries = ", ".join(f"[{_literal(field, key)}] = {_map_value(field, each)}" for key, each in value.items())
            said = f"{{ {entries} }}"
        elif field.is_repeated:
            said = "{ " + ", ".join(_literal(field, each, depth + 1) for each in value) + " }"
        else:
            said = _literal(field, value, depth + 1)
        lines.append(f"\n{inner}{_pascal(field.name)} = {said},")
    return f"new {message.DESCRIPTOR.name} {{{''.join(lines)}\n{_INDENT * depth}}}"


def _map_value(field: FieldDescriptor, value: Any) -> str:
    assert field.message_type is not None
    return _literal(field.message_type.fields_by_name["value"], value)


def _literal(field: FieldDescriptor, value: Any, depth: int = 0) -> str:
    if field.message_type is not None and not _is_map(field):
        return _new(value, depth)
    if field.enum_type is not None:
        name = field.enum_type.values_by_number[value].name
        words = "".join(word.capitalize() for word in short_name(field.enum_type, name).split("_"))
        return f"{field.enum_type.name}.{words if words[0].isalpha() else '_' + words}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bytes):
        return f"new byte[{len(value)}] /* the file's bytes */"
    if isinstance(value, float):
        return f"{_rounded(field, value):.9g}f" if field.cpp_type == FieldDescriptor.CPPTYPE_FLOAT else f"{value!r}d"
    return f"{value}UL" if value >= _LARGE else str(value)


def request_of(path: str, fields: Mapping[str, Any]) -> Message:
    """A request of its fields as JSON of protobuf has them.

    Raises:
        KeyError: there is no such method.
        google.protobuf.json_format.ParseError: a field does not exist, or can't hold its value.
    """
    return json_format.ParseDict(dict(fields), request_type(path)())
