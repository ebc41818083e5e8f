"""Inkle's Ink: a knot named as the scene, a stitch for each node; `importers.ink` reads it back.

Texts hold no speaker: it is the tag ``speaker:``, beside ``id:``, ``mood:`` and ``intent:``. Each text is escaped, so
that Ink shows it as it is; Ink itself makes one space of several, while the file keeps them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from procgen.dialogue.exporters import header, pieces, sound
from procgen.dialogue.exporters.expressions import Syntax, literal
from procgen.dialogue.scene.graph import Choice, Effect, Node, Scene, SceneLine, Variable

RESERVED: Final = frozenset(
    {"and", "or", "not", "mod", "has", "hasnt", "true", "false", "else", "function", "return", "temp", "ref", "cycle"}
    | {"shuffle", "stopping", "once", "include", "var", "const", "list", "external", "todo", "end", "done"}
)
"""Words that may not name a variable or a stitch."""
_ALWAYS: Final = frozenset("\\{}[]|#")
_AT_START: Final = frozenset("*+-=~(<>@")
_KEYWORD: Final = re.compile(r"(?:TODO|VAR|CONST|LIST|INCLUDE|EXTERNAL|else|return)\b")
_MARKED: Final = re.compile("\1([a-z0-9_]+)\2")


def encode(scene: Scene) -> bytes:
    """Write the scene.

    Returns:
        An .ink file that begins with a divert to the scene's knot. Several scenes can be included in one story; where
        they share variables, those are to be declared once.

    Raises:
        InvalidFields: the scene's form is not sound (`sound.check`).
    """
    sound.check(scene)
    return ("\n".join(_Writer(scene).lines()) + "\n").encode()


def escape(text: str) -> str:
    """A text at the beginning of a line, so that Ink shows it as it is."""
    out = []
    before = ""
    for at, character in enumerate(text):
        after = text[at + 1 : at + 2]
        risky = (
            character in _ALWAYS
            or (at == 0 and (character in _AT_START or _KEYWORD.match(text)))
            or (character == "-" and after in {"<", ">"})
            or (character == "<" and after in {"-", ">"})
            or (character in "/*" and before == "/")
            or (character == before == " ")
        )
        out.append("\\" + character if risky else character)
        before = character
    return "".join(out)


def _name(variable: str) -> str:
    return f"Var_{variable}" if variable in RESERVED else variable


_SYNTAX: Final = Syntax(_name, " && ", least="MAX", most="MIN")


class _Writer:
    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._variables: Mapping[str, Variable] = {variable.name: variable for variable in scene.variables}
        self._shown = pieces.shown(scene)

    def lines(self) -> Iterator[str]:
        scene = self._scene
        yield f"// {header.KEY} {header.write(scene)}"
        for variable in scene.variables:
            yield f"VAR {_name(variable.name)} = {literal(variable.start)}"
        knot = self._knot(scene.id)
        yield f"-> {knot}"
        yield ""
        yield f"=== {knot} ==="
        for node in scene.nodes:
            yield ""
            yield f"= {self._stitch(node.id)}"
            yield from self._node(node)

    def _node(self, node: Node) -> Iterator[str]:
        if node.beat:
            yield f"// beat: {node.beat}"
        for effect in node.effects:
            yield self._effect(effect)
        for line in node.lines:
            yield from self._line(line)
        for branch in node.branches:
            divert = self._divert(branch.target)
            yield f"{{{_SYNTAX.all(branch.conditions)}: {divert}}}" if branch.conditions else divert
        for choice in node.choices:
            yield from self._choice(choice)
        if node.choices:
            if all(choice.conditions or choice.once for choice in node.choices):
                yield "+ -> END"
        elif not node.branches or node.branches[-1].conditions:
            yield "-> END"

    def _line(self, line: SceneLine) -> Iterator[str]:
        if line.note:
            yield f"// note: {line.note}"
        tags = [f"id: {line.id}", f"speaker: {escape(line.speaker)}"]
        tags += [f"mood: {line.mood}"] if line.mood != "neutral" else []
        tags += [f"intent: {line.intent}"] if line.intent != "inform" else []
        yield " ".join([self._text(line.text), *(f"# {tag}" for tag in (*tags, *pieces.game_tags(line.tags)))])

    def _choice(self, choice: Choice) -> Iterator[str]:
        tags = f"# id: {choice.id}" + (f" # intent: {choice.intent}" if choice.intent != "continue" else "")
        conditions = "".join(f"{{{_SYNTAX.condition(condition)}}} " for condition in choice.conditions)
        yield f"{'*' if choice.once else '+'} {conditions}[{self._text(choice.text)} {tags}]"
        for effect in choice.effects:
            yield "    " + self._effect(effect)
        divert = self._divert(choice.target)
        if choice.check is not None:
            passed = _SYNTAX.passed(choice.check)
            divert = f"{{{passed}: {divert} | {self._divert(choice.check.failed)}}}"
        yield "    " + divert

    def _text(self, text: str) -> str:
        # Marks that no text holds stand for variables: what a sign needs depends on its neighbours.
        marked = pieces.with_variables(text, self._shown, str, lambda name: f"\1{name}\2")
        return _MARKED.sub(lambda found: f"{{{_name(found[1])}}}", escape(marked))

    def _effect(self, effect: Effect) -> str:
        return f"~ {_name(effect.variable)} = {_SYNTAX.bounded(effect, self._variables)}"

    def _divert(self, target: str) -> str:
        return f"-> {self._stitch(target)}" if target else "-> END"

    def _stitch(self, node: str) -> str:
        taken = node in RESERVED or node in self._variables or node == self._scene.id
        return f"Node_{node}" if taken else node

    def _knot(self, scene: str) -> str:
        return f"Scene_{scene}" if scene in RESERVED or scene in self._variables else scene
