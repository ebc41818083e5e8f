"""Requests to begin with, as they lie in the package: a JSON file a domain, and a picture a preset beside it.

`tools/draw_presets.py` draws the pictures.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Final

from procgen.v1 import system_pb2

_FOLDER: Final = "presets"


@cache
def presets_of(package: str, form: str) -> tuple[system_pb2.Preset, ...]:
    """The presets of a form, in the order to show them in; read once. None where there is no file.

    Args:
        package: of the domain.
        form: as GetInfo names it.
    """
    folder = resources.files(package) / _FOLDER
    file = folder / f"{form}.json"
    if not file.is_file():
        return ()
    return tuple(
        system_pb2.Preset(
            domain=form,
            name=entry["name"],
            title=entry["title"],
            description=entry["description"],
            request_json=json.dumps(entry["request"], ensure_ascii=False),
            thumbnail_png=picture.read_bytes()
            if (picture := folder / form / f"{entry['name']}.png").is_file()
            else b"",
        )
        for entry in json.loads(file.read_text("utf-8"))
    )


@cache
def answer(forms: tuple[tuple[str, str], ...]) -> system_pb2.ListPresetsResponse:
    """The presets of some forms, each with its package; a message that nobody may change."""
    return system_pb2.ListPresetsResponse(presets=[preset for place in forms for preset in presets_of(*place)])
