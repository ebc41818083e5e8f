"""Facts about a scene that its target format has no place for, as one line of JSON in a comment."""

from __future__ import annotations

import json
from typing import Any, Final

from procgen.dialogue.scene.graph import Scene, Variable

KEY: Final = "procgen:"
"""Begins the comment."""


def write(scene: Scene) -> str:
    """The line of JSON; without slashes, which begin comments in some formats."""
    facts: dict[str, Any] = {"format": 1, "scene": scene.id, "title": scene.title}
    if scene.summary:
        facts["summary"] = scene.summary
    if scene.cast:
        facts["cast"] = [{"name": m.name, "role": m.role, "note": m.note} for m in scene.cast]
    if noted := [_variable(variable) for variable in scene.variables if len(_variable(variable)) > 1]:
        facts["variables"] = noted
    if scene.recipe:
        facts["recipe"] = scene.recipe
    return json.dumps(facts, ensure_ascii=False, separators=(", ", ": ")).replace("/", "\\u002f")


def _variable(variable: Variable) -> dict[str, Any]:
    usual = Variable("")
    facts = {name: getattr(variable, name) for name in ("note", "lowest", "highest")}
    return {"name": variable.name} | {k: v for k, v in facts.items() if v != getattr(usual, k)}
