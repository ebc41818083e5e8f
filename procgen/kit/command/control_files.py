"""Files of controls: protobuf's JSON of a few fields of a request."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import TypeVar

from google.protobuf import json_format
from google.protobuf.message import Message

from procgen.errors import Failed

MessageT = TypeVar("MessageT", bound=Message)


def read_control_file(path: Path, kind: type[MessageT], allowed: Collection[str], proto: str) -> MessageT:
    """A request with nothing but controls.

    Args:
        path: the file.
        kind: of the request.
        allowed: fields that it may hold.
        proto: file that describes them, for the remedy.

    Raises:
        Failed: the file is no such JSON, or holds other fields.
    """
    remedy = f"Write an object with any of {', '.join(allowed)}, as in {proto}."
    try:
        data = json.loads(path.read_text("utf-8"))
        if not isinstance(data, dict):
            raise ValueError("not a JSON object")
        message = json_format.ParseDict(data, kind())
    except (UnicodeDecodeError, ValueError, RecursionError, json_format.ParseError) as error:
        raise Failed(f"{path} holds no controls: {error}", remedy) from error
    others = [field.name for field, _ in message.ListFields() if field.name not in allowed]
    if others:
        raise Failed(f"{path} holds fields that are not controls: {', '.join(others)}", remedy)
    return message
