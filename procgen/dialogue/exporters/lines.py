"""Lines that belong to no scene as files: JSON, a table for translators, a script for actors."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from procgen.dialogue.exporters import tables
from procgen.dialogue.request import Line
from procgen.dialogue.scene.graph import Cast, Node, Scene, SceneLine
from procgen.formats.kinds import FileKind, by_kind
from procgen.runtime.recipe import Recipe

_NOBODY: Final = "(nobody)"
"""Speaks what nobody in particular says."""


@dataclass(frozen=True, slots=True)
class LineExporter(FileKind):
    """One kind of file.

    Attributes:
        encode: takes lines, their ids and the recipe.
    """

    encode: Callable[[Sequence[Line], Sequence[str], Recipe], bytes]


def encode_json(lines: Sequence[Line], names: Sequence[str], recipe: Recipe) -> bytes:
    """All that is known of each line, and the recipe."""
    rows = [{"id": name, **asdict(line)} for name, line in zip(names, lines, strict=True)]
    record = {"lines": rows, "recipe": json.loads(recipe.to_json())}
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def as_scene(lines: Sequence[Line], names: Sequence[str]) -> Scene:
    """The lines one after another in a scene of one node."""
    said = tuple(
        SceneLine(name, line.speaker or _NOBODY, line.text, line.mood, line.intent)
        for name, line in zip(names, lines, strict=True)
    )
    cast = tuple(Cast(name) for name in dict.fromkeys(line.speaker for line in said))
    return Scene("lines", "Lines", (Node("lines", lines=said),), cast=cast)


LINE_EXPORTERS: Final[Mapping[str, LineExporter]] = by_kind(
    (
        LineExporter("json", ".json", "application/json", encode_json),
        LineExporter(
            "csv",
            "-translation.csv",
            "text/csv; charset=utf-8",
            lambda lines, names, _: tables.translation_csv(as_scene(lines, names)),
        ),
        LineExporter(
            "script",
            "-script.md",
            "text/markdown; charset=utf-8",
            lambda lines, names, _: tables.recording_markdown(as_scene(lines, names)),
        ),
    )
)
"""Every kind by its name."""
