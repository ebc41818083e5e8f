"""What our exporters wrote into a file's comment, and a scene made of it and of what the file itself says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from procgen.dialogue.exporters import sound
from procgen.dialogue.importers.refusal import refusal
from procgen.dialogue.scene.graph import Cast, Node, Scene, Value, Variable

NARRATOR: Final = "Narrator"
"""Speaks lines for which a file names nobody."""


@dataclass(slots=True)
class Facts:
    """What is known about a scene besides its nodes.

    Attributes:
        scene: its id; empty where the file is not ours.
        title, summary, recipe: the scene's.
        cast: with roles and notes.
        starts: values of variables at the start, by name, in the file's order.
        notes: further facts of variables by name: note, lowest, highest.
    """

    scene: str = ""
    title: str = ""
    summary: str = ""
    recipe: str = ""
    cast: list[Cast] = field(default_factory=list)
    starts: dict[str, Value] = field(default_factory=dict)
    notes: dict[str, dict[str, Any]] = field(default_factory=dict)

    def variables(self) -> tuple[Variable, ...]:
        """All variables."""
        return tuple(replace(Variable(name, start), **self.notes.get(name, {})) for name, start in self.starts.items())

    def scene_of(self, nodes: Iterable[Node], name: str) -> Scene:
        """The scene; `name` is its id where the file doesn't say.

        Raises:
            InvalidFields: its form is not sound.
        """
        nodes = tuple(nodes)
        known = {member.name for member in self.cast}
        heard = dict.fromkeys(line.speaker for node in nodes for line in node.lines)
        cast = [*self.cast, *(Cast(speaker) for speaker in heard if speaker not in known)]
        scene = Scene(
            self.scene or identifier(name),
            self.title if self.scene else self.title or name,
            nodes,
            self.variables(),
            tuple(cast),
            self.summary,
            self.recipe,
        )
        sound.check(scene)
        return scene


def read(form: str, line: int, text: str) -> Facts:
    """Read what `exporters.header` wrote.

    Raises:
        InvalidFields: it is damaged, or of a later version.
    """
    allowed = "the JSON that procgen wrote there, unchanged; or no such comment"
    try:
        facts = json.loads(text)
        if facts["format"] != 1:
            allowed = "format 1"
            raise ValueError
        cast = [Cast(str(m["name"]), str(m["role"]), str(m["note"])) for m in facts.get("cast", ())]
        notes = {str(v["name"]): _bounds(v) for v in facts.get("variables", ())}
        words = (facts["scene"], facts["title"], facts.get("summary", ""), facts.get("recipe", ""))
        if not all(isinstance(word, str) for word in words):
            raise TypeError
        return Facts(*words, cast=cast, notes=notes)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise refusal(form, line, text, allowed) from None


def _bounds(facts: Mapping[str, Any]) -> dict[str, Any]:
    known: dict[str, type] = {"note": str, "lowest": int, "highest": int}
    found = {name: facts[name] for name in known if name in facts}
    if not all(isinstance(value, known[name]) for name, value in found.items()):
        raise TypeError
    return found


def line_id(name: str) -> str:
    """The id of a line or choice as a file has it; other tools' may begin with digits. Empty where there is none."""
    return identifier(name) if name else ""


def identifier(name: str) -> str:
    """A name as an id: in lower case, with underscores for what an id can't hold."""
    plain = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_")
    return f"n_{plain}" if not plain or plain[0].isdigit() else plain
