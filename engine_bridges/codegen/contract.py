"""What both generators read of the contract: its messages, enums and services with their comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from google.protobuf.compiler.plugin_pb2 import CodeGeneratorRequest
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    ServiceDescriptorProto,
)

TYPE_MESSAGE = FieldDescriptorProto.TYPE_MESSAGE
TYPE_ENUM = FieldDescriptorProto.TYPE_ENUM


class Cardinality(IntEnum):
    """How often a field occurs; the runtimes of both bridges use the same numbers."""

    IMPLICIT = 0
    """Once, and its default is not told from none."""
    OPTIONAL = 1
    """Once or not at all: a message, or a number that can be unset."""
    REPEATED = 2
    MAP = 3


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a message; that of a map describes the map's values, and ``key`` its keys."""

    name: str
    number: int
    type: int
    """As FieldDescriptorProto.Type counts."""
    cardinality: Cardinality
    part: str
    """Name of the message or enum that it holds; else empty."""
    oneof: int
    """Which oneof of its message it belongs to, from 0; else -1."""
    key: int
    comment: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message with its fields in the order of the contract."""

    name: str
    comment: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)


@dataclass(frozen=True, slots=True)
class Enum:
    """An enum."""

    name: str
    comment: str
    prefix: str
    """What the contract puts before each of its values."""
    values: tuple[tuple[str, int, str], ...]
    """Name without the enum's prefix, number, comment."""


@dataclass(frozen=True, slots=True)
class Method:
    """A method; ``path`` is where its calls go."""

    name: str
    path: str
    request: str
    response: str
    streams: bool
    comment: str


@dataclass(frozen=True, slots=True)
class Service:
    """A service with its methods."""

    name: str
    comment: str
    methods: tuple[Method, ...]


@dataclass(frozen=True, slots=True)
class Contract:
    """Everything of one protobuf package, in the order of its files."""

    package: str
    messages: tuple[Message, ...]
    enums: tuple[Enum, ...]
    services: tuple[Service, ...]

    def message(self, name: str) -> Message:
        return next(message for message in self.messages if message.name == name)


def read_contract(request: CodeGeneratorRequest) -> Contract:
    """The contract in what protoc hands to its plugins.

    Raises:
        ValueError: it uses what procgen's contract does without: several packages, types within messages, groups.
    """
    wanted = set(request.file_to_generate)
    files = [file for file in request.proto_file if file.name in wanted]
    packages = {file.package for file in files}
    if len(packages) != 1:
        raise ValueError(f"one package is wanted, not {sorted(packages)}")
    messages: list[Message] = []
    enums: list[Enum] = []
    services: list[Service] = []
    for file in files:
        comments = {tuple(place.path): _plain(place.leading_comments) for place in file.source_code_info.location}
        messages += [_message(kind, (4, index), comments) for index, kind in enumerate(file.message_type)]
        enums += [_enum(kind, (5, index), comments) for index, kind in enumerate(file.enum_type)]
        services += [_service(file, kind, (6, index), comments) for index, kind in enumerate(file.service)]
    return Contract(packages.pop(), tuple(messages), tuple(enums), tuple(services))


_Comments = dict[tuple[int, ...], str]


def _plain(comment: str) -> str:
    return " ".join(comment.split())


def _message(kind: DescriptorProto, path: tuple[int, ...], comments: _Comments) -> Message:
    if kind.enum_type or any(not nested.options.map_entry for nested in kind.nested_type):
        raise ValueError(f"{kind.name} holds types of its own")
    entries = {nested.name: nested for nested in kind.nested_type}
    fields = tuple(
        _field(field, entries, comments.get((*path, 2, index), "")) for index, field in enumerate(kind.field)
    )
    return Message(kind.name, comments.get(path, ""), fields)


def _field(field: FieldDescriptorProto, entries: dict[str, DescriptorProto], comment: str) -> Field:
    part = field.type_name.rsplit(".", 1)[-1]
    oneof = field.oneof_index if field.HasField("oneof_index") and not field.proto3_optional else -1
    key = 0
    kind = field.type
    if kind == FieldDescriptorProto.TYPE_GROUP:
        raise ValueError(f"{field.name} is a group")
    if part in entries:
        cardinality = Cardinality.MAP
        key, kind = entries[part].field[0].type, entries[part].field[1].type
        part = entries[part].field[1].type_name.rsplit(".", 1)[-1]
    elif field.label == FieldDescriptorProto.LABEL_REPEATED:
        cardinality = Cardinality.REPEATED
    elif field.proto3_optional or oneof >= 0 or kind == TYPE_MESSAGE:
        cardinality = Cardinality.OPTIONAL
    else:
        cardinality = Cardinality.IMPLICIT
    return Field(field.name, field.number, kind, cardinality, part, oneof, key, comment)


def _enum(kind: EnumDescriptorProto, path: tuple[int, ...], comments: _Comments) -> Enum:
    prefix = re.sub(r"(?<!^)(?=[A-Z])", "_", re.sub(r"(\d+D)", r"_\1", kind.name)).upper() + "_"
    values = tuple(
        (value.name.removeprefix(prefix), value.number, comments.get((*path, 2, index), ""))
        for index, value in enumerate(kind.value)
    )
    return Enum(kind.name, comments.get(path, ""), prefix, values)


def _service(
    file: FileDescriptorProto, kind: ServiceDescriptorProto, path: tuple[int, ...], comments: _Comments
) -> Service:
    def methods() -> Iterator[Method]:
        for index, method in enumerate(kind.method):
            if method.client_streaming:
                raise ValueError(f"{kind.name}.{method.name}: gRPC-Web has no streams of requests")
            yield Method(
                method.name,
                f"/{file.package}.{kind.name}/{method.name}",
                method.input_type.rsplit(".", 1)[-1],
                method.output_type.rsplit(".", 1)[-1],
                method.server_streaming,
                comments.get((*path, 2, index), ""),
            )

    return Service(kind.name, comments.get(path, ""), tuple(methods()))


def snake(name: str) -> str:
    """``GetInfo`` as ``get_info``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def pascal(name: str) -> str:
    """``get_info`` as ``GetInfo``."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))
