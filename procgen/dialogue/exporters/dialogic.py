"""Dialogic 2's timelines (.dtl): a label for each node.

Dialogic asks all kinds of events whether a line is theirs; texts are what remains. A speaker who is no character of the
project is made by Dialogic when speaking. Variables belong to the Godot project, where they must be before a timeline
sets them: :func:`encode_variables` writes what belongs into project.godot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from procgen.dialogue.exporters import header, sound
from procgen.dialogue.exporters.expressions import TAKEN, Syntax, beyond, literal
from procgen.dialogue.exporters.godot import variant
from procgen.dialogue.scene.graph import Choice, Effect, Node, Scene, SceneLine, Value, Variable
from procgen.errors import InvalidFields, Violation

END: Final = "[end_timeline]"
_SYNTAX: Final = Syntax("{{{}}}".format)
_TRANSLATION: Final = "#id:"
_PLAIN_NAME: Final = re.compile(r"[A-Z][^\W_]*\Z")


def encode(scene: Scene) -> bytes:
    """Write the scene as a timeline.

    Raises:
        InvalidFields: the scene's form is not sound (`sound.check`), or a choice holds what Dialogic can't escape.
    """
    sound.check(scene)
    bad = [c for n in scene.nodes for c in n.choices if _TRANSLATION in c.text or c.text.endswith("\\")]
    if bad:
        allowed = f"a text without {_TRANSLATION} and without a backslash at its end, for Dialogic can't escape them"
        raise InvalidFields([Violation.of(f"choice {choice.id!r}", choice.text, allowed) for choice in bad])
    return ("\n".join(_Writer(scene).lines()) + "\n").encode()


def encode_variables(scene: Scene) -> bytes:
    """Write the scene's variables as the part of a project.godot from which Dialogic takes them.

    Raises:
        InvalidFields: as :func:`encode`.
    """
    sound.check(scene)
    values: dict[str, Value] = {variable.name: variable.start for variable in scene.variables}
    values |= {f"{TAKEN}{choice.id}": False for node in scene.nodes for choice in node.choices if choice.once}
    return f"[dialogic]\n\nvariables={variant(values)}\n".encode()


class _Writer:
    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._variables: Mapping[str, Variable] = {variable.name: variable for variable in scene.variables}

    def lines(self) -> Iterator[str]:
        yield f"# {header.KEY} {header.write(self._scene)}"
        for node in self._scene.nodes:
            yield f"label {node.id}"
            yield from self._node(node)

    def _node(self, node: Node) -> Iterator[str]:
        for effect in node.effects:
            yield from self._effect(effect)
        for line in node.lines:
            yield from self._line(line)
        for branch in node.branches:
            if not branch.conditions:
                yield self._jump(branch.target)
                continue
            yield f"if {_SYNTAX.all(branch.conditions)}:"
            yield "\t" + self._jump(branch.target)
        if node.choices:
            guards = [_SYNTAX.guard(choice) for choice in node.choices]
            if all(guards):
                # With nothing to choose, Dialogic would wait for ever.
                yield f"if not ({' or '.join(f'({guard})' for guard in guards)}):"
                yield "\t" + END
            for choice, guard in zip(node.choices, guards, strict=True):
                yield from self._choice(choice, guard)
        elif not node.branches or node.branches[-1].conditions:
            yield END

    def _line(self, line: SceneLine) -> Iterator[str]:
        if line.note:
            yield f"# note: {line.note}"
        if line.mood != "neutral":
            yield f"# mood: {line.mood}"
        for tag in line.tags:
            yield f"# tag: {tag}"
        text = line.text.replace(":", "\\:")
        if text.startswith("\\"):
            text = "\\" + text
        # Events have names in lower case, so that no other takes the line for its own.
        speaker = line.speaker if _PLAIN_NAME.match(line.speaker) else f'"{line.speaker}"'
        yield f"{speaker}: {text} {_TRANSLATION}{line.id}"

    def _choice(self, choice: Choice, guard: str) -> Iterator[str]:
        text = choice.text.replace("|", "\\|")
        shown = f" [if {guard}]" if guard else ""
        yield f'- {text} |{shown} [intent="{choice.intent}"] {_TRANSLATION}{choice.id}'
        yield from ("\t" + inner for inner in self._body(choice))

    def _body(self, choice: Choice) -> Iterator[str]:
        if choice.once:
            yield f"set {{{TAKEN}{choice.id}}} = true"
        for effect in choice.effects:
            yield from self._effect(effect)
        if choice.check is None:
            yield self._jump(choice.target)
            return
        yield f"if {_SYNTAX.passed(choice.check)}:"
        yield "\t" + self._jump(choice.target)
        yield "else:"
        yield "\t" + self._jump(choice.check.failed)

    def _effect(self, effect: Effect) -> Iterator[str]:
        name = _SYNTAX.name(effect.variable)
        yield f"set {name} {effect.operator} {literal(effect.value)}"
        for operator, bound in beyond(effect, self._variables):
            yield f"if {name} {operator} {bound}:"
            yield f"\tset {name} = {bound}"

    def _jump(self, target: str) -> str:
        return f"jump {target}" if target else END
