"""Recipes in files of any kind that procgen writes: all hold theirs as JSON, in a comment, a chunk or a value."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from procgen.errors import InvalidFields, Violation
from procgen.runtime.recipe import Recipe

_MARK: Final = "code_version"
_BEFORE: Final = 1 << 18
"""How far before the mark its object may begin: with its keys in another order, all else of the recipe comes first."""
_HEAD_BYTES: Final = 640_000
_TAIL_BYTES: Final = 300_000
"""Where the recipe of a large file stands: in its head, or behind all else."""
_OPENINGS: Final = 64
_MARKS: Final = 64


def recall(data: bytes) -> Recipe:
    """The recipe in a file.

    Args:
        data: the file, or its beginning and its end put together.

    Raises:
        InvalidFields: it holds none.
    """
    text = data.decode("utf-8", "replace")
    for candidate in _objects(text):
        try:
            return Recipe.from_json(candidate)
        except ValueError:
            continue
    raise InvalidFields(
        [
            Violation.of(
                "file", f"{len(data)} bytes without a recipe", "a file that procgen made, or the .json beside it"
            )
        ]
    )


def recall_file(path: Path) -> Recipe:
    """The recipe in a file, of which no more than the beginning and the end are read. Raises InvalidFields, OSError."""
    with path.open("rb") as file:
        data = file.read(_HEAD_BYTES)
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - _TAIL_BYTES, len(data)))
        return recall(data + file.read())


def _objects(text: str) -> Iterator[str]:
    """Texts around each mark that could be a recipe: as it stands there, or within a text of JSON or of Godot."""
    at = -1
    for _ in range(_MARKS):
        at = text.find(_MARK, at + 1)
        if at < 0:
            return
        start = at
        for _ in range(_OPENINGS):
            start = text.rfind("{", max(at - _BEFORE, 0), start)
            if start < 0:
                break
            yield from _object_at(text, start)


def _object_at(text: str, start: int) -> Iterator[str]:
    with contextlib.suppress(ValueError, RecursionError):
        yield json.dumps(json.JSONDecoder().raw_decode(text, start)[0])
    with contextlib.suppress(ValueError):
        # Inside of a text the object's own quotes are escaped; its end is the first that is not.
        yield str(json.JSONDecoder(strict=False).raw_decode(f'"{text[start:]}')[0])
