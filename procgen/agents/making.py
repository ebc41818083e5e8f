"""A tool call as a request, and what it made as an answer that an agent can read and see."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import mcp_types as types
from google.protobuf import json_format
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from procgen.agents.folder import ResultFolder
from procgen.client import Made, Server
from procgen.errors import InvalidFields, Violation
from procgen.kit.wire.enums import full_name, short_name

_PICTURE_BYTES: Final = 1 << 20
"""Of a picture that stands in the answer itself."""
_PICTURES: Final = ("image/png", "image/jpeg", "image/webp")

Progress = Callable[[str, float], Awaitable[None]]
"""Told of each stage and the share that is done."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tool gives back."""

    content: list[types.ContentBlock]
    structured: dict[str, Any]


def request_from(message: type[Message], arguments: Mapping[str, Any]) -> Message:
    """The request that arguments describe.

    Raises:
        InvalidFields: a field does not exist, or can't hold its value.
    """
    request = message()
    try:
        json_format.ParseDict(_spelt(message.DESCRIPTOR, arguments), request)
    except json_format.ParseError as error:
        raise InvalidFields([Violation("arguments", str(error), "what the tool's schema says")]) from None
    return request


def _spelt(message: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Enums by their full names: people and schemas leave out the prefix."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        field = message.fields_by_name.get(name)
        values = value if isinstance(value, list) else [value]
        if field is not None and field.enum_type is not None:
            values = [full_name(field.enum_type, each) if isinstance(each, str) else each for each in values]
        elif field is not None and field.message_type is not None and not _is_map(field.message_type):
            values = [_spelt(field.message_type, each) if isinstance(each, dict) else each for each in values]
        found[name] = values if isinstance(value, list) else values[0]
    return found


def arguments_from(message: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
    """A request's fields as a tool takes them: enums by their short names, whole numbers as such.

    Args:
        message: descriptor of the request.
        fields: as JSON of protobuf has them.
    """
    found: dict[str, Any] = {}
    for name, value in fields.items():
        field = message.fields_by_name[name]
        values = value if isinstance(value, list) else [value]
        if field.enum_type is not None:
            values = [short_name(field.enum_type, each) for each in values]
        elif field.message_type is not None and not _is_map(field.message_type):
            values = [arguments_from(field.message_type, each) for each in values]
        elif field.cpp_type in (FieldDescriptor.CPPTYPE_INT64, FieldDescriptor.CPPTYPE_UINT64):
            values = [int(each) for each in values]
        found[name] = values if isinstance(value, list) else values[0]
    return found


def _is_map(message: Any) -> bool:
    return bool(message.GetOptions().map_entry)


async def make(server: Server, path: str, request: Message, folder: ResultFolder | None, progress: Progress) -> Answer:
    """Make what a request asks for.

    Args:
        server: that makes it.
        path: of the method.
        request: its message.
        folder: where files go; without one nothing is written.
        progress: told how far it has come.

    Raises:
        CallFailed: the server refused.
        procgen.errors.Failed: a file can't be written.
    """
    running = server.make(path, request)
    preview = b""
    async for step in running:
        preview = step.preview_png or preview
        await progress(step.stage, step.fraction)
    return _answer(await running, folder, preview)


def _answer(made: Made[Any], folder: ResultFolder | None, preview: bytes) -> Answer:
    recipe = made.recipe
    result = json_format.MessageToDict(made.result, preserving_proto_field_name=True)
    for told_elsewhere in ("recipe", "artifacts", "request_id", "elapsed_ms"):
        result.pop(told_elsewhere, None)
    files: list[dict[str, Any]] = [
        {"kind": each.kind, "media_type": each.media_type, "size_bytes": each.size_bytes, "sha256": each.sha256}
        for each in made.result.artifacts
    ]
    links: list[types.ContentBlock] = []
    if folder is not None:
        paths = made.save(folder.root / f"{recipe.domain}-{recipe.sha256[:12]}")
        for told, path in zip(files, paths, strict=True):
            told["uri"] = folder.address(path)
            links.append(
                types.ResourceLink(
                    name=path.name, uri=told["uri"], mime_type=told["media_type"], size=told["size_bytes"]
                )
            )
    structured = {"domain": recipe.domain, "recipe": recipe.sha256, "files": files, "result": result}
    pictures = _pictures(made, preview)
    return Answer([types.TextContent(text=json.dumps(structured)), *pictures, *links], structured)


def _pictures(made: Made[Any], preview: bytes) -> list[types.ContentBlock]:
    """The first picture that is small enough; else the last preview, where there is one."""
    for artifact, data in zip(made.result.artifacts, made.files, strict=True):
        if artifact.media_type in _PICTURES and len(data) <= _PICTURE_BYTES:
            return [_picture(data, artifact.media_type)]
    return [_picture(preview, "image/png")] if preview else []


def _picture(data: bytes, media_type: str) -> types.ImageContent:
    return types.ImageContent(data=base64.b64encode(data).decode(), mime_type=media_type)
