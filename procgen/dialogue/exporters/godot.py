"""A scene as a resource of Godot 4 (.tres) that needs no addon: a plain Resource whose metadata holds it all."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from procgen.dialogue.exporters import sound
from procgen.dialogue.exporters.json_scene import as_data
from procgen.dialogue.scene.graph import Scene


def variant(value: Any) -> str:
    """A value of JSON as Godot writes it in text files."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{variant(key)}: {variant(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(variant, value)) + "]"
    if value is None:
        return "null"
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} is no number that Godot reads")
    return json.dumps(value)


def encode(scene: Scene) -> bytes:
    """Write the scene.

    Returns:
        A .tres. In Godot, ``load("res://smithy.tres").get_meta("procgen_scene")`` is a Dictionary of the form that the
        JSON has, and ``get_meta("procgen_nodes")`` the place of each node in it by its id.

    Raises:
        InvalidFields: the scene's form is not sound (`sound.check`).
    """
    sound.check(scene)
    data = as_data(scene)
    recipe = data.pop("recipe", "")
    nodes = {node["id"]: number for number, node in enumerate(data["nodes"])}
    properties = {
        "resource_name": variant(scene.title or scene.id),
        "metadata/procgen_scene": variant(data),
        "metadata/procgen_nodes": variant(nodes),
        "metadata/procgen_recipe": variant(recipe),
    }
    lines = ['[gd_resource type="Resource" format=3]', "", "[resource]"]
    lines += [f"{name} = {value}" for name, value in properties.items()]
    return ("\n".join(lines) + "\n").encode()
