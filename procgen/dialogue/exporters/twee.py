"""Twine's stories (Twee 3) for the story format SugarCube: a passage for each node.

SugarCube rather than Harlowe: its variables, links with several effects and texts with character entities are enough to
write a scene without any script, it is Twine's format for games with state, and its passages read well in a diff.
Passages that are gone on to without a choice are included, for a Twine story shows one passage at a time.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Final

from procgen.dialogue.exporters import header, pieces, sound
from procgen.dialogue.exporters.expressions import TAKEN, Syntax, literal
from procgen.dialogue.scene.graph import Choice, Effect, Node, Scene, SceneLine, Variable

FORMAT: Final = "SugarCube"
FORMAT_VERSION: Final = "2.37.3"
END: Final = "The End"
"""The passage that ends a story; no node can be called so."""
_ALWAYS: Final = frozenset('[]<>&$_{}*#!|^~`"\\@')
_DOUBLED: Final = frozenset("'/=-:")
_SYNTAX: Final = Syntax(
    "${}".format,
    operators={"==": "is", "!=": "isnot", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte"},
    least="Math.max",
    most="Math.min",
)


def encode(scene: Scene) -> bytes:
    """Write the scene.

    Returns:
        A .twee file. Equal scenes have equal story ids (IFID).

    Raises:
        InvalidFields: the scene's form is not sound (`sound.check`).
    """
    sound.check(scene)
    return ("\n".join(_Writer(scene).lines()) + "\n").encode()


def escape(text: str) -> str:
    """A text that SugarCube shows as it is: signs that could be markup are character entities."""
    out = []
    for at, character in enumerate(text):
        doubled = character in _DOUBLED and character in {text[at - 1 : at], text[at + 1 : at + 2]}
        out.append(f"&#{ord(character)};" if character in _ALWAYS or doubled else character)
    return "".join(out)


def story_id(scene: Scene) -> str:
    """The IFID."""
    digest = hashlib.sha256(repr(scene).encode(errors="backslashreplace")).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4)).upper()


class _Writer:
    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._variables: Mapping[str, Variable] = {variable.name: variable for variable in scene.variables}
        self._shown = pieces.shown(scene)

    def lines(self) -> Iterator[str]:
        scene = self._scene
        start = scene.nodes[0].id
        facts = {"ifid": story_id(scene), "format": FORMAT, "format-version": FORMAT_VERSION, "start": start}
        yield ":: StoryTitle"
        yield escape(scene.title.strip()) or scene.id
        yield ""
        yield ":: StoryData"
        yield json.dumps(facts, indent=2)
        yield ""
        yield ":: StoryInit"
        # Without stars, which would end the comment.
        facts_without_place = header.write(scene).replace("*", "\\u002a")
        yield f"/* {header.KEY} {facts_without_place} */"
        for variable in scene.variables:
            yield f"<<set ${variable.name} to {literal(variable.start)}>>"
        for node in scene.nodes:
            for choice in node.choices:
                if choice.once:
                    yield f"<<set ${TAKEN}{choice.id} to false>>"
        for node in scene.nodes:
            yield ""
            tag = "".join(character for character in node.beat if character.isalnum() or character in "_-")
            yield f":: {node.id} [{tag}]" if tag else f":: {node.id}"
            yield from self._node(node)
        yield ""
        yield f":: {END}"
        yield "//The end.//"

    def _node(self, node: Node) -> Iterator[str]:
        for effect in node.effects:
            yield self._effect(effect)
        for line in node.lines:
            yield from self._line(line)
        for number, branch in enumerate(node.branches):
            if not branch.conditions:
                yield ("<<else>>" if number else "") + self._go(branch.target)
                break
            yield f"<<{'elseif' if number else 'if'} {_SYNTAX.all(branch.conditions)}>>{self._go(branch.target)}"
        else:
            if node.branches:
                yield "<<else>>"
            yield from self._rest(node)
        if node.branches and node.branches[0].conditions:
            yield "<</if>>"

    def _rest(self, node: Node) -> Iterator[str]:
        for choice in node.choices:
            yield from self._choice(choice)
        if not node.choices:
            yield self._go("")

    def _line(self, line: SceneLine) -> Iterator[str]:
        if line.note:
            yield f"/* note: {line.note.replace('*/', '* /')} */"
        facts = {"data-id": line.id, "data-mood": line.mood, "data-tags": " ".join(line.tags)}
        said = " ".join(f'{name}="{value}"' for name, value in facts.items() if value)
        yield f"<p {said}>''{escape(line.speaker)}:'' {self._text(line.text)}</p>"

    def _choice(self, choice: Choice) -> Iterator[str]:
        guard = _SYNTAX.guard(choice)
        inner = [f"<<set ${TAKEN}{choice.id} to true>>"] if choice.once else []
        inner += [self._effect(effect) for effect in choice.effects]
        if choice.check is None:
            goal = f'<<goto "{choice.target or END}">>'
        else:
            passed = _SYNTAX.passed(choice.check)
            goal = f'<<if {passed}>><<goto "{choice.target or END}">>'
            goal += f'<<else>><<goto "{choice.check.failed or END}">><</if>>'
        link = f'<<link "{self._text(choice.text)}">>{"".join(inner)}{goal}<</link>>'
        shown = f'<p data-id="{choice.id}">{link}</p>'
        yield f"<<if {guard}>>{shown}<</if>>" if guard else shown

    def _text(self, text: str) -> str:
        return pieces.with_variables(text, self._shown, escape, lambda name: f"<<= ${name}>>")

    def _effect(self, effect: Effect) -> str:
        return f"<<set {_SYNTAX.name(effect.variable)} to {_SYNTAX.bounded(effect, self._variables)}>>"

    def _go(self, target: str) -> str:
        return f'<<include "{target or END}">>'
