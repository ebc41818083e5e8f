"""Scenes as JSON; `scene.schema.json` beside this module describes it, `importers.json_scene` reads it back exactly."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib import resources
from typing import Any, Final

from procgen.dialogue.exporters import sound
from procgen.dialogue.scene.graph import Scene

FORMAT: Final = "procgen.dialogue.scene/1"


def encode(scene: Scene) -> bytes:
    """Write the scene.

    Raises:
        InvalidFields: the scene's form is not sound (`sound.check`).
    """
    sound.check(scene)
    return (json.dumps(as_data(scene), ensure_ascii=False, indent=2) + "\n").encode()


def as_data(scene: Scene) -> dict[str, Any]:
    """The scene as what JSON can hold; all its fields are there, those of their usual value too."""
    data: dict[str, Any] = json.loads(json.dumps({"format": FORMAT} | asdict(scene)))
    return data


def schema() -> dict[str, Any]:
    """The JSON Schema of what :func:`encode` writes."""
    text = resources.files("procgen.dialogue.exporters").joinpath("scene.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
