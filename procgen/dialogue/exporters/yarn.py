"""Yarn Spinner's scripts (.yarn, 2 and later): a node for each of ours; `importers.yarn` reads it back.

Titles begin with the scene's id, for those of a whole Yarn project must differ. Line ids are ``#line:`` tags. Choices
that are offered once set a variable ``$taken_ID``, for ``<<once>>`` is known to Yarn Spinner 3 alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from procgen.dialogue.exporters import header, pieces, sound
from procgen.dialogue.exporters.expressions import TAKEN, Syntax, beyond, literal
from procgen.dialogue.scene.graph import Choice, Effect, Node, Scene, SceneLine, Variable

PLAYER: Final = '[character name="player"/]'
"""Stands before choices with a colon: what is before that would be taken for a speaker's name."""
_ESCAPED: Final = frozenset("\\{}[]<>#/")
_INDENT: Final = "    "
_MARKED: Final = re.compile("\1([a-z0-9_]+)\2")
_SYNTAX: Final = Syntax("${}".format, untaken="{} == false")


def encode(scene: Scene) -> bytes:
    """Write the scene.

    Returns:
        A .yarn file that starts at the node titled by the scene's and its first node's id, with an underscore between.

    Raises:
        InvalidFields: the scene's form is not sound (`sound.check`), or a variable is named as one of ours.
    """
    sound.check(scene)
    return ("\n".join(_Writer(scene).lines()) + "\n").encode()


def title(scene: str, node: str) -> str:
    """What the node is called in the file."""
    return f"{scene}_{node}"


def escape(text: str) -> str:
    """A text that Yarn shows as it is."""
    return "".join("\\" + character if character in _ESCAPED else character for character in text)


class _Writer:
    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._variables: Mapping[str, Variable] = {variable.name: variable for variable in scene.variables}
        self._shown = pieces.shown(scene)

    def lines(self) -> Iterator[str]:
        for number, node in enumerate(self._scene.nodes):
            yield f"title: {title(self._scene.id, node.id)}"
            if node.beat:
                yield f"beat: {node.beat}"
            if number == 0:
                yield f"{header.KEY} {header.write(self._scene)}"
            yield "---"
            if number == 0:
                yield from self._declarations()
            yield from self._node(node)
            yield "==="

    def _declarations(self) -> Iterator[str]:
        for variable in self._scene.variables:
            yield f"<<declare ${variable.name} = {literal(variable.start)}>>"
        for node in self._scene.nodes:
            for choice in node.choices:
                if choice.once:
                    yield f"<<declare ${TAKEN}{choice.id} = false>>"

    def _node(self, node: Node) -> Iterator[str]:
        for effect in node.effects:
            yield from self._effect(effect)
        for line in node.lines:
            yield from self._line(line)
        for branch in node.branches:
            if not branch.conditions:
                yield self._jump(branch.target)
                continue
            yield f"<<if {_SYNTAX.all(branch.conditions)}>>"
            yield _INDENT + self._jump(branch.target)
            yield "<<endif>>"
        if node.choices:
            yield from self._choices(node.choices)
        elif not node.branches or node.branches[-1].conditions:
            yield "<<stop>>"

    def _line(self, line: SceneLine) -> Iterator[str]:
        if line.note:
            yield f"// note: {line.note}"
        tags = [f"line:{line.id}"]
        tags += [f"mood:{line.mood}"] if line.mood != "neutral" else []
        tags += [f"intent:{line.intent}"] if line.intent != "inform" else []
        yield " ".join(
            [f"{line.speaker}: {self._text(line.text)}", *(f"#{tag}" for tag in (*tags, *pieces.game_tags(line.tags)))]
        )

    def _choices(self, choices: tuple[Choice, ...]) -> Iterator[str]:
        guards = [_SYNTAX.guard(choice) for choice in choices]
        if all(guards):
            # With nothing to choose, Yarn Spinner 2 would wait for ever.
            yield f"<<if not ({' or '.join(f'({guard})' for guard in guards)})>>"
            yield _INDENT + "<<stop>>"
            yield "<<endif>>"
        for choice, guard in zip(choices, guards, strict=True):
            text = (PLAYER if ":" in choice.text else "") + self._text(choice.text)
            shown = [f"<<if {guard}>>"] if guard else []
            tags = [f"#line:{choice.id}"] + ([f"#intent:{choice.intent}"] if choice.intent != "continue" else [])
            yield " ".join(["->", text, *shown, *tags])
            yield from (_INDENT + inner for inner in self._body(choice))

    def _body(self, choice: Choice) -> Iterator[str]:
        if choice.once:
            yield f"<<set ${TAKEN}{choice.id} to true>>"
        for effect in choice.effects:
            yield from self._effect(effect)
        if choice.check is None:
            yield self._jump(choice.target)
            return
        yield f"<<if {_SYNTAX.passed(choice.check)}>>"
        yield _INDENT + self._jump(choice.target)
        yield "<<else>>"
        yield _INDENT + self._jump(choice.check.failed)
        yield "<<endif>>"

    def _effect(self, effect: Effect) -> Iterator[str]:
        name = _SYNTAX.name(effect.variable)
        yield f"<<set {name} to {_SYNTAX.changed(effect)}>>"
        for operator, bound in beyond(effect, self._variables):
            yield f"<<if {name} {operator} {bound}>>"
            yield _INDENT + f"<<set {name} to {bound}>>"
            yield "<<endif>>"

    def _text(self, text: str) -> str:
        marked = pieces.with_variables(text, self._shown, str, lambda name: f"\1{name}\2")
        return _MARKED.sub(lambda found: f"{{${found[1]}}}", escape(marked))

    def _jump(self, target: str) -> str:
        return f"<<jump {title(self._scene.id, target)}>>" if target else "<<stop>>"
