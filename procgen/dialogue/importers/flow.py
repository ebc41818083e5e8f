"""Statements of a script, and how they become nodes.

A script says things, chooses and goes on below; a node has effects, lines, branches and choices in that order alone.
Where a script does something else, nodes are added; what our exporters wrote needs none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from procgen.dialogue.importers.refusal import refusal
from procgen.dialogue.scene.graph import Branch, Check, Choice, Condition, Effect, Node, SceneLine


@dataclass(frozen=True, slots=True)
class Say:
    """Somebody says something; without an id one is made."""

    number: int
    line: SceneLine


@dataclass(frozen=True, slots=True)
class Do:
    """Something changes."""

    number: int
    effect: Effect


@dataclass(frozen=True, slots=True)
class Jump:
    """It goes on at a node; "" ends the scene."""

    number: int
    target: str


@dataclass(frozen=True, slots=True)
class Arm:
    """What is done where all conditions hold."""

    conditions: tuple[Condition, ...]
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class If:
    """The first arm whose conditions hold, otherwise `other`."""

    number: int
    arms: tuple[Arm, ...]
    other: tuple[Statement, ...] | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One of what the player may choose, and what follows."""

    number: int
    choice: Choice
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Choose:
    """The player chooses."""

    number: int
    options: tuple[Option, ...]


Statement: TypeAlias = Say | Do | Jump | If | Choose


@dataclass(frozen=True, slots=True)
class Section:
    """A node as a script has it: a knot, a stitch, a Yarn node."""

    number: int
    id: str
    beat: str
    body: tuple[Statement, ...]


@dataclass(slots=True)
class _Draft:
    id: str
    beat: str = ""
    lines: list[SceneLine] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)

    def node(self) -> Node:
        parts = (tuple(self.lines), tuple(self.effects), tuple(self.branches), tuple(self.choices))
        return Node(self.id, self.beat, *parts)


class Lowering:
    """Makes nodes of sections."""

    def __init__(self, form: str, sections: Sequence[Section]) -> None:
        self._form = form
        self._sections = sections
        self._nodes = {section.id for section in sections}
        self._said = set(_ids(statement for section in sections for statement in section.body))
        self._drafts: list[_Draft] = []

    def nodes(self) -> tuple[Node, ...]:
        """The nodes.

        Raises:
            InvalidFields: a section goes to where there is nothing, or holds what is never reached.
        """
        for section in self._sections:
            self._lower(section.id, section.body, "", section.beat)
        return tuple(draft.node() for draft in self._drafts)

    def _lower(self, name: str, body: Sequence[Statement], after: str, beat: str = "") -> None:
        draft = _Draft(name, beat)
        self._drafts.append(draft)
        for at, statement in enumerate(body):
            rest = body[at + 1 :]
            if isinstance(statement, Say | Do):
                if draft.branches or (isinstance(statement, Do) and _shown(statement.effect.variable, draft.lines)):
                    following = self._fresh(name)
                    draft.branches.append(Branch(following))
                    self._lower(following, body[at:], after)
                    return
                if isinstance(statement, Say):
                    draft.lines.append(self._line(statement.line, draft))
                else:
                    draft.effects.append(statement.effect)
            elif isinstance(statement, Jump):
                self._nothing_after(rest)
                if statement.target:
                    draft.branches.append(Branch(self._target(statement)))
                return
            elif isinstance(statement, If):
                if self._lower_if(draft, statement, rest, after):
                    return
            else:
                self._lower_choices(draft, statement, rest, after)
                return
        if after:
            draft.branches.append(Branch(after))

    def _lower_if(self, draft: _Draft, statement: If, rest: Sequence[Statement], after: str) -> bool:
        """Whether the rest was dealt with."""
        jumps = all(_only_jump(arm.body) for arm in statement.arms)
        if jumps and statement.other is None:
            for arm in statement.arms:
                draft.branches.append(Branch(self._target(arm.body[0]), arm.conditions))
            return False
        ends = statement.other is not None and all(map(_leaves, (*(a.body for a in statement.arms), statement.other)))
        if ends:
            self._nothing_after(rest)
        following = self._fresh(draft.id) if rest else after
        later: list[tuple[str, Sequence[Statement]]] = []

        def way(body: Sequence[Statement]) -> str:
            if _only_jump(body):
                return self._target(body[0])
            if not body:
                return following
            name = self._fresh(draft.id)
            later.append((name, body))
            return name

        for arm in statement.arms:
            draft.branches.append(Branch(way(arm.body), arm.conditions))
        last = way(statement.other or ())
        if last:
            draft.branches.append(Branch(last))
        for name, body in later:
            self._lower(name, body, following)
        if rest:
            self._lower(following, rest, after)
        return True

    def _lower_choices(self, draft: _Draft, statement: Choose, rest: Sequence[Statement], after: str) -> None:
        if all(_leaves(option.body) for option in statement.options):
            self._nothing_after(rest)
        following = self._fresh(draft.id) if rest else after
        later: list[tuple[str, Sequence[Statement]]] = []
        for number, option in enumerate(statement.options, 1):
            first = next((i for i, s in enumerate(option.body) if not isinstance(s, Do)), len(option.body))
            effects = tuple(s.effect for s in option.body[:first] if isinstance(s, Do))
            body = option.body[first:]
            check = None
            if not body:
                target = following
            elif _only_jump(body):
                target = self._target(body[0])
            elif (found := self._check(body)) is not None:
                target, check = found
            else:
                target = self._fresh(draft.id)
                later.append((target, body))
            name = option.choice.id or self._fresh_id(f"{draft.id}_choice_{number}")
            choice = option.choice
            draft.choices.append(
                Choice(name, choice.text, target, choice.conditions, effects, check, choice.once, choice.intent)
            )
        for name, inner in later:
            self._lower(name, inner, following)
        if rest:
            self._lower(following, rest, after)

    def _check(self, body: Sequence[Statement]) -> tuple[str, Check] | None:
        """A skill check, where the body is nothing else: where it leads, and the rest of it."""
        statement = body[0]
        if len(body) > 1 or not isinstance(statement, If) or len(statement.arms) > 1 or statement.other is None:
            return None
        arm = statement.arms[0]
        if len(arm.conditions) > 1 or not _only_jump(arm.body) or not _only_jump(statement.other):
            return None
        condition = arm.conditions[0]
        if condition.operator != ">=" or isinstance(condition.value, str):
            return None
        failed = self._target(statement.other[0])
        return self._target(arm.body[0]), Check(condition.variable, int(condition.value), failed)

    def _line(self, line: SceneLine, draft: _Draft) -> SceneLine:
        if line.id:
            return line
        name = self._fresh_id(f"{draft.id}_{len(draft.lines) + 1:02d}")
        return SceneLine(name, line.speaker, line.text, line.mood, line.intent, line.tags, line.note)

    def _target(self, statement: Statement) -> str:
        assert isinstance(statement, Jump)
        if statement.target and statement.target not in self._nodes:
            raise refusal(self._form, statement.number, statement.target, "the name of a node in this file")
        return statement.target

    def _nothing_after(self, rest: Sequence[Statement]) -> None:
        if rest:
            allowed = "nothing behind a jump or the end"
            raise refusal(self._form, rest[0].number, "a line that is never reached", allowed)

    def _fresh(self, name: str) -> str:
        found = next(f"{name}_part_{n}" for n in range(1, 1_000_000) if f"{name}_part_{n}" not in self._nodes)
        self._nodes.add(found)
        return found

    def _fresh_id(self, wanted: str) -> str:
        found = wanted
        number = 1
        while found in self._said:
            number += 1
            found = f"{wanted}_{number}"
        self._said.add(found)
        return found


def _only_jump(body: Sequence[Statement]) -> bool:
    return len(body) == 1 and isinstance(body[0], Jump)


def _leaves(body: Sequence[Statement]) -> bool:
    """Whether nothing behind the body can be reached."""
    if not body:
        return False
    last = body[-1]
    if isinstance(last, If):
        return last.other is not None and all(map(_leaves, (*(arm.body for arm in last.arms), last.other)))
    return isinstance(last, Jump) or (isinstance(last, Choose) and all(_leaves(option.body) for option in last.options))


def _shown(variable: str, lines: Sequence[SceneLine]) -> bool:
    return any(re.search(rf"\{{{variable}\}}", line.text) for line in lines)


def _ids(statements: Iterator[Statement] | Sequence[Statement]) -> Iterator[str]:
    for statement in statements:
        if isinstance(statement, Say):
            yield statement.line.id
        elif isinstance(statement, If):
            for body in (*(arm.body for arm in statement.arms), statement.other or ()):
                yield from _ids(body)
        elif isinstance(statement, Choose):
            for option in statement.options:
                yield option.choice.id
                yield from _ids(option.body)
