"""Reads Yarn: what `exporters.yarn` wrote, exactly; of what people write, the part that :data:`ALLOWED` describes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from procgen.dialogue.exporters import header, pieces
from procgen.dialogue.exporters.expressions import TAKEN
from procgen.dialogue.exporters.yarn import PLAYER
from procgen.dialogue.importers import facts as known
from procgen.dialogue.importers.conditions import (
    ALLOWED_CHANGE,
    ALLOWED_CONDITIONS,
    conditions_of,
    effect_of,
    value_of,
)
from procgen.dialogue.importers.facts import Facts, identifier
from procgen.dialogue.importers.flow import Arm, Choose, Do, If, Jump, Lowering, Option, Say, Section, Statement
from procgen.dialogue.importers.refusal import decoded, refusal
from procgen.dialogue.importers.veil import unveil, veil
from procgen.dialogue.importers.wishes import taken_over
from procgen.dialogue.scene.graph import Choice, Condition, Scene, SceneLine
from procgen.runtime.interrupt import checkpoint_here

ALLOWED: Final = (
    "lines, '->' options with one <<if>> and their bodies, <<declare>>, <<set>>, <<if>> to <<endif>>, <<jump>> and "
    "<<stop>>"
)
"""What can be read. Not: other commands, functions, <<once>>, line groups, detours, and expressions in texts but
{$variable}.
"""
_INLINE: Final = re.compile(r"\{\s*\$(\w+)\s*\}")
_COMMAND: Final = re.compile(r"<<\s*(\w+)\s*(.*?)\s*>>\Z")
_OPTION_IF: Final = re.compile(r"<<\s*if\s+(.*?)\s*>>")
_DECLARED: Final = re.compile(r"(\$\w+)\s*(?:=|to\b)\s*(.*?)(?:\s+as\s+\w+)?\Z")
_SET: Final = re.compile(r"(\$\w+)\s*(=|to\b|\+=|-=)\s*(.*)\Z")
_SPEAKER: Final = re.compile(r"([^:\[\]{}<>#\\\udc00-\udc7f]+):\s*")
_GUARD: Final = re.compile(r"not\s*\(\(.*\)\)\Z")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    indent: int
    text: str
    note: str


@dataclass(slots=True)
class _Node:
    number: int
    headers: dict[str, str]
    body: list[_Line]


def decode(data: bytes, name: str = "scene") -> Scene:
    """Read a scene.

    Args:
        data: the .yarn file.
        name: the scene's id where the file is not ours, such as its name without the suffix.

    Raises:
        InvalidFields: names the line and what stands there that can't be read.
    """
    return _Reader(decoded("yarn", data), name).scene()


def _split(text: str) -> tuple[Facts, list[_Node]]:
    """What our exporter wrote about a file, and its nodes."""
    facts = Facts()
    nodes: list[_Node] = []
    headers: dict[str, str] = {}
    body: list[_Line] | None = None
    note, first = "", 1
    for number, raw in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        line = raw.strip()
        if body is not None:
            if line == "===":
                nodes.append(_Node(first, headers, body))
                headers, body = {}, None
                continue
            plain, _, comment = veil(raw).partition("//")
            note = comment.strip().removeprefix("note:").strip() if comment.strip().startswith("note:") else note
            if plain.strip():
                indent = len(plain) - len(plain.lstrip())
                body.append(_Line(number, indent, plain.strip(), note))
                note = ""
        elif line == "---":
            if "title" not in headers:
                raise refusal("yarn", number, line, "'title: NAME' above '---'")
            body = []
        elif line and not line.startswith(("//", "#")):
            key, colon, value = line.partition(":")
            if not colon:
                raise refusal("yarn", number, line, "'key: value' lines above '---'")
            first = first if headers else number
            if f"{key.strip()}:" == header.KEY:
                facts = known.read("yarn", number, value.strip())
            headers[key.strip()] = value.strip()
    if body is not None or headers:
        raise refusal("yarn", first, headers.get("title", ""), "'===' at the node's end")
    return facts, nodes


class _Reader:
    def __init__(self, text: str, name: str) -> None:
        self._name = name
        self._facts, self._nodes = _split(text)
        self._taken: set[str] = set()
        self._ids: dict[str, str] = {}

    def scene(self) -> Scene:
        if not self._nodes:
            raise refusal("yarn", 1, "", "a node: 'title:', '---', lines, '==='")
        ours = f"{self._facts.scene}_"
        for node in self._nodes:
            title = node.headers["title"]
            wanted = title.removeprefix(ours) if self._facts.scene else identifier(title)
            if title in self._ids or wanted in self._ids.values():
                raise refusal("yarn", node.number, title, "titles that differ, in lower case too")
            self._ids[title] = wanted
        for node in self._nodes:
            checkpoint_here()
            for line in node.body:
                self._declare(line)
        # Yarn games start at the node of that name, wherever it stands.
        nodes = self._nodes if self._facts.scene else sorted(self._nodes, key=lambda n: n.headers["title"] != "Start")
        sections = [
            Section(node.number, self._ids[node.headers["title"]], node.headers.get("beat", ""), self._body(node.body))
            for node in nodes
        ]
        return self._facts.scene_of(Lowering("yarn", sections).nodes(), self._name)

    def _declare(self, line: _Line) -> None:
        command = _COMMAND.match(line.text)
        if command is None or command[1] != "declare":
            return
        declared = _DECLARED.match(unveil(command[2]))
        value = value_of(declared[2]) if declared else None
        if declared is None or value is None:
            raise refusal("yarn", line.number, unveil(line.text), "a whole number, true, false or a plain text")
        name = declared[1][1:]
        if self._facts.scene and name.startswith(TAKEN):
            self._taken.add(name)
        else:
            self._facts.starts[identifier(name)] = value

    # --- statements ---------------------------------------------------------------------------------------------------

    def _body(self, lines: Sequence[_Line]) -> tuple[Statement, ...]:
        rest = list(lines)
        found = self._block(rest)
        if rest:
            raise refusal("yarn", rest[0].number, unveil(rest[0].text), "an <<if>> above it")
        return found

    def _block(self, lines: list[_Line]) -> tuple[Statement, ...]:
        """Statements up to the end, or to an ``elseif``, ``else`` or ``endif``, which stays."""
        found: list[Statement] = []
        while lines:
            line = lines[0]
            command = _COMMAND.match(line.text)
            if command and command[1] in {"elseif", "else", "endif"}:
                break
            if line.text.startswith("->"):
                if found and self._is_guard(found[-1], line):
                    found.pop()
                found.append(self._choose(lines))
                continue
            lines.pop(0)
            if command is None:
                found.append(self._say(line))
            elif command[1] == "if":
                found += self._kept_within(found, self._if(line, command[2], lines))
            elif command[1] != "declare":
                found += self._command(line, command[1], command[2])
        return tuple(found)

    def _command(self, line: _Line, word: str, rest: str) -> list[Statement]:
        if word == "stop" and not rest:
            return [Jump(line.number, "")]
        if word == "jump":
            if rest not in self._ids:
                raise refusal("yarn", line.number, unveil(line.text), "the title of a node of this file")
            return [Jump(line.number, self._ids[rest])]
        if word == "set":
            change = _SET.match(unveil(rest))
            if change and change[1][1:] in self._taken:
                return []
            operator = change[2].replace("to", "=") if change else ""
            effect = effect_of(change[1], operator, change[3], self._variable) if change else None
            if effect is None:
                raise refusal("yarn", line.number, unveil(line.text), ALLOWED_CHANGE)
            return [Do(line.number, effect)]
        raise refusal("yarn", line.number, unveil(line.text), ALLOWED)

    def _if(self, line: _Line, condition: str, lines: list[_Line]) -> If:
        arms: list[Arm] = []
        other: tuple[Statement, ...] | None = None
        word, at = "if", line
        while True:
            if word == "endif":
                return If(line.number, tuple(arms), other)
            if other is not None:
                raise refusal("yarn", at.number, unveil(at.text), "<<endif>> behind <<else>>")
            if word == "else":
                other = self._block(lines)
            else:
                conditions = () if self._is_ours(condition, lines) else self._conditions(at, condition)
                arms.append(Arm(conditions, self._block(lines)))
            if not lines:
                raise refusal("yarn", line.number, unveil(line.text), "an <<endif>> below it")
            at = lines.pop(0)
            command = _COMMAND.match(at.text)
            assert command is not None
            word, condition = command[1], command[2]

    def _is_ours(self, condition: str, lines: Sequence[_Line]) -> bool:
        """Whether it is the stop that our exporter writes before choices of which all may be hidden."""
        stops = [line.text for line in lines[:2]] == ["<<stop>>", "<<endif>>"]
        choices = len(lines) > 2 and lines[2].text.startswith("->")
        return stops and choices and bool(_GUARD.match(condition))

    def _is_guard(self, statement: Statement, line: _Line) -> bool:
        return isinstance(statement, If) and statement.number < line.number and not statement.arms[0].conditions

    def _kept_within(self, before: Sequence[Statement], statement: If) -> list[Statement]:
        """Nothing where it only keeps a number within a bound, which becomes the variable's."""
        last = before[-1] if before else None
        arm = statement.arms[0]
        if not isinstance(last, Do) or len(arm.conditions) != 1 or len(statement.arms) > 1 or statement.other:
            return [statement]
        condition, body = arm.conditions[0], arm.body[0] if len(arm.body) == 1 else None
        if not isinstance(body, Do) or condition.operator not in {"<", ">"}:
            return [statement]
        effect, bound = body.effect, condition.value
        if (effect.operator, effect.value) != ("=", bound):
            return [statement]
        if not effect.variable == last.effect.variable == condition.variable:
            return [statement]
        side = "highest" if condition.operator == ">" else "lowest"
        if self._facts.notes.setdefault(condition.variable, {}).setdefault(side, bound) != bound:
            return [statement]
        return []

    def _choose(self, lines: list[_Line]) -> Choose:
        first = lines[0]
        options = []
        while lines and lines[0].text.startswith("->") and lines[0].indent == first.indent:
            line = lines.pop(0)
            inner = 0
            while inner < len(lines) and lines[inner].indent > line.indent:
                inner += 1
            body, lines[:inner] = lines[:inner], []
            options.append(self._option(line, self._body(body)))
        return Choose(first.number, tuple(options))

    def _option(self, line: _Line, body: tuple[Statement, ...]) -> Option:
        text, tags = self._tags(line.text[2:])
        text = text.strip().removeprefix(PLAYER)
        conditions: tuple[Condition, ...] = ()
        once = False
        if condition := _OPTION_IF.search(text):
            text = text[: condition.start()] + text[condition.end() :]
            guard, mark, rest = condition[1].partition(" and ")
            if guard.removeprefix("$").removesuffix(" == false") in self._taken:
                once = True
                conditions = self._conditions(line, rest) if mark else ()
            else:
                conditions = self._conditions(line, condition[1])
        plain = self._text(line, text)
        if not plain:
            raise refusal("yarn", line.number, unveil(line.text), "an option with a text")
        marks = {key: value for key, colon, value in (tag.partition(":") for tag in tags) if colon}
        intent = marks.get("intent", "continue")
        return Option(
            line.number,
            Choice(known.line_id(marks.get("line", "")), plain, "", conditions, once=once, intent=intent),
            body,
        )

    def _say(self, line: _Line) -> Say:
        if line.text.startswith("=>"):
            raise refusal("yarn", line.number, unveil(line.text), ALLOWED)
        text, tags = self._tags(line.text)
        speaker = known.NARRATOR
        if named := _SPEAKER.match(text):
            speaker, text = named[1].strip(), text[named.end() :]
        plain = self._text(line, text)
        if not plain:
            raise refusal("yarn", line.number, unveil(line.text), "a line with a text; fill missing lines first")
        marks = {key: value for key, colon, value in (tag.partition(":") for tag in tags) if colon}
        own = ("line:", "mood:", "intent:")
        tags = list(taken_over(tags, marks))
        said = SceneLine(
            known.line_id(marks.get("line", "")),
            speaker,
            plain,
            marks.get("mood", "neutral"),
            marks.get("intent", "inform"),
            tuple(tag.removeprefix(pieces.GAME_TAG) for tag in tags if not tag.startswith(own)),
            line.note,
        )
        return Say(line.number, said)

    # --- parts of lines -----------------------------------------------------------------------------------------------

    def _tags(self, text: str) -> tuple[str, list[str]]:
        before, *tags = text.split("#")
        return before, [unveil(tag.strip()) for tag in tags]

    def _text(self, line: _Line, text: str) -> str:
        text = text.strip()
        if "<<" in text or ">>" in text:
            raise refusal("yarn", line.number, unveil(line.text), "a text without a command in it")
        for shown in re.findall(r"\{[^{}]*\}?|\}", text):
            name = _INLINE.fullmatch(shown)
            if name is None or self._variable(f"${name[1]}") is None:
                raise refusal("yarn", line.number, unveil(shown), "texts with no expression but {$variable}")
        return unveil(_INLINE.sub(lambda found: f"{{{identifier(found[1])}}}", text))

    def _conditions(self, line: _Line, text: str) -> tuple[Condition, ...]:
        found = conditions_of(unveil(text), self._variable, self._facts.starts)
        if found is None:
            raise refusal("yarn", line.number, unveil(text), ALLOWED_CONDITIONS)
        return found

    def _variable(self, name: str) -> str | None:
        if not name.startswith("$"):
            return None
        found = identifier(name[1:])
        return found if found in self._facts.starts else None
