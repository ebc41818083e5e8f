"""Proves that a scene can be played: whatever the player does, it goes on to an end, and everything in it can happen.

The proof of "no dead ends" looks at the graph alone: a node is safe where it ends, where all branches that may be taken
lead to safe nodes, or where a choice that is always shown does. If all nodes are safe, no value of any variable can
hold the player. Only where that fails, as it may with scenes written by people, all states are visited.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from procgen.dialogue.persona import Fact
from procgen.dialogue.scene.graph import Check, Condition, Effect, Node, Scene, Value, Variable
from procgen.dialogue.scene.play import MOST_STATES, Machine, Walk, is_number, last_stages

PROBLEMS: Final[dict[str, str]] = {
    "empty": "the scene has no nodes",
    "id_invalid": "an id is not of lower-case letters, digits and underscores",
    "id_repeated": "an id stands twice",
    "target_missing": "a choice, branch or check leads to a node that is not there",
    "variable_invalid": "a variable's name or bounds are wrong",
    "variable_undeclared": "a condition, effect or check names a variable that is not declared",
    "operator_invalid": "an operator does not exist, or not for this type",
    "type_mismatch": "a value is of another type than its variable",
    "speaker_unknown": "a line is said by nobody of the cast",
    "text_empty": "a line or choice has no text",
    "choice_texts_equal": "two choices of a node read the same",
    "line_repeated": "a line stands twice",
    "node_unreachable": "no play comes to a node",
    "choice_never_shown": "no play can take a choice",
    "branch_never_taken": "no play takes a branch",
    "check_never_passed": "a skill check can't succeed",
    "check_never_failed": "a skill check can't fail",
    "dead_end": "a play, or one that begins again with what was remembered, can stand where no choice is shown",
    "no_exit": "a play can come to where no end can be reached",
    "quest_unfinishable": "no play ends with a quest's last stage reached",
    "fact_unsaid": "no line that can be reached says a fact",
    "unproven": "the scene has too many states to prove all of it",
}
"""Names of problems, and what they mean."""

_ID: Final = re.compile(r"[a-z_][a-z0-9_]*\Z")
_ORDERED: Final = frozenset({"<", "<=", ">", ">="})
_OPERATORS: Final = _ORDERED | {"==", "!="}
_EFFECTS: Final = frozenset({"=", "+=", "-="})


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with a scene.

    Attributes:
        name: of `PROBLEMS`.
        where: id of the node, choice, line or variable.
        detail: what stands there.
    """

    name: str
    where: str
    detail: str = ""

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.name} at {self.where}: {PROBLEMS[self.name]}{detail}"


def check(
    scene: Scene, facts: Sequence[Fact] = (), *, written: bool = True, most_states: int = MOST_STATES
) -> list[Problem]:
    """All that is wrong with a scene.

    Args:
        scene: whatever it is.
        facts: what must be said somewhere.
        written: whether lines and choices have their texts yet.
        most_states: bound of the walk.

    Returns:
        Problems by name; those of form hide those of play, which can't be looked for before.
    """
    if not scene.nodes:
        return [Problem("empty", scene.id)]
    found = [*_ids(scene), *_targets(scene), *_types(scene)]
    if written:
        found += _texts(scene)
    if any(p.name not in {"text_empty", "choice_texts_equal", "line_repeated", "speaker_unknown"} for p in found):
        return found
    machine = Machine(scene)
    walk = machine.walk(most_states, until_covered=True)
    found += _covered(scene, walk)
    found += _exits(scene, machine, most_states)
    if written:
        found += _unsaid(scene, walk, facts)
    return found


def _ids(scene: Scene) -> Iterable[Problem]:
    names = [scene.id, *(node.id for node in scene.nodes)]
    lines = [line.id for node in scene.nodes for line in node.lines]
    choices = [choice.id for node in scene.nodes for choice in node.choices]
    for name in (*names, *lines, *choices):
        if not _ID.match(name):
            yield Problem("id_invalid", name or "''")
    for group in (names[1:], [*lines, *choices], [v.name for v in scene.variables]):
        for name, count in Counter(group).items():
            if count > 1:
                yield Problem("id_repeated", name, f"{count} times")


def _targets(scene: Scene) -> Iterable[Problem]:
    known = {node.id for node in scene.nodes} | {""}
    for node in scene.nodes:
        for branch in node.branches:
            if branch.target not in known:
                yield Problem("target_missing", node.id, branch.target)
        for choice in node.choices:
            for target in (choice.target, choice.check.failed if choice.check else ""):
                if target not in known:
                    yield Problem("target_missing", choice.id, target)


def _types(scene: Scene) -> Iterable[Problem]:
    variables = {v.name: v for v in scene.variables}
    for variable in scene.variables:
        number = is_number(variable.start)
        if not _ID.match(variable.name) or variable.lowest > variable.highest:
            yield Problem("variable_invalid", variable.name, f"{variable.lowest} to {variable.highest}")
        elif number and not variable.lowest <= int(variable.start) <= variable.highest:
            yield Problem("variable_invalid", variable.name, f"starts at {variable.start}")
    for node in scene.nodes:
        for effect in node.effects:
            yield from _part(effect, variables, node.id)
        for branch in node.branches:
            for condition in branch.conditions:
                yield from _part(condition, variables, node.id)
        for choice in node.choices:
            for condition in choice.conditions:
                yield from _part(condition, variables, choice.id)
            for effect in choice.effects:
                yield from _part(effect, variables, choice.id)
            if choice.check:
                yield from _skill(choice.check, variables, choice.id)


def _part(part: Condition | Effect, variables: dict[str, Variable], where: str) -> Iterable[Problem]:
    if part.variable not in variables:
        yield Problem("variable_undeclared", where, part.variable)
        return
    start = variables[part.variable].start
    operators = _OPERATORS if isinstance(part, Condition) else _EFFECTS
    numeric = part.operator in _ORDERED or part.operator in {"+=", "-="}
    if part.operator not in operators or (numeric and not is_number(start)):
        yield Problem("operator_invalid", where, f"{part.variable} {part.operator}")
    elif _kind(part.value) != _kind(start):
        yield Problem("type_mismatch", where, f"{part.variable} {part.operator} {part.value!r}")


def _kind(value: Value) -> str:
    return "number" if is_number(value) else type(value).__name__


def _skill(skill: Check, variables: dict[str, Variable], where: str) -> Iterable[Problem]:
    variable = variables.get(skill.skill)
    if variable is None:
        yield Problem("variable_undeclared", where, skill.skill)
    elif not is_number(variable.start):
        yield Problem("type_mismatch", where, f"{skill.skill} is no number")
    elif skill.difficulty > variable.highest:
        yield Problem("check_never_passed", where, f"{skill.skill} is at most {variable.highest}")
    elif skill.difficulty <= variable.lowest:
        yield Problem("check_never_failed", where, f"{skill.skill} is at least {variable.lowest}")


def _texts(scene: Scene) -> Iterable[Problem]:
    cast = {member.name for member in scene.cast}
    said: Counter[str] = Counter()
    for node in scene.nodes:
        for line in node.lines:
            said[f"{line.speaker}: {line.text.casefold()}"] += 1
            if not line.text.strip():
                yield Problem("text_empty", line.id)
            if line.speaker not in cast:
                yield Problem("speaker_unknown", line.id, line.speaker)
            if line.text and said[f"{line.speaker}: {line.text.casefold()}"] == 2:
                yield Problem("line_repeated", line.id, line.text)
        texts = [choice.text.casefold().strip() for choice in node.choices]
        for choice, text in zip(node.choices, texts, strict=True):
            if not text:
                yield Problem("text_empty", choice.id)
            elif texts.count(text) > 1:
                yield Problem("choice_texts_equal", choice.id, choice.text)


def _covered(scene: Scene, walk: Walk) -> Iterable[Problem]:
    missed = "" if walk.complete else f"not found in {walk.states} states"
    for node in scene.nodes:
        if node.id not in walk.nodes:
            yield Problem("node_unreachable", node.id, missed)
            continue
        for number in range(len(node.branches)):
            if (node.id, number) not in walk.branches:
                yield Problem("branch_never_taken", node.id, f"branch {number + 1}")
        for choice in node.choices:
            if choice.id not in walk.choices:
                yield Problem("choice_never_shown", choice.id, missed)
            elif choice.check and choice.id not in walk.passed:
                yield Problem("check_never_passed", choice.id)
            elif choice.check and choice.id not in walk.failed:
                yield Problem("check_never_failed", choice.id)
    for name, stage in last_stages(scene).items():
        if walk.highest.get(name, stage - 1) < stage:
            yield Problem("quest_unfinishable", name, f"stage {stage}")


def _safe(scene: Scene) -> set[str]:
    """Nodes from which an end can be reached, whatever the variables are."""
    safe = {""}
    waiting = list(scene.nodes)
    while True:
        now = [node for node in waiting if _is_safe(node, safe)]
        if not now:
            return safe
        safe.update(node.id for node in now)
        waiting = [node for node in waiting if node.id not in safe]


def _is_safe(node: Node, safe: set[str]) -> bool:
    for branch in node.branches:
        if branch.target not in safe:
            return False
        if not branch.conditions:
            return True
    lasting = [
        choice
        for choice in node.choices
        if not choice.once and choice.target in safe and (choice.check is None or choice.check.failed in safe)
    ]
    if not node.choices or not all(choice.conditions for choice in lasting):
        return True
    alone = [choice.conditions[0] for choice in lasting if len(choice.conditions) == 1]
    return any(_opposed(one, other) for one in alone for other in alone)


_OPPOSITES: Final = frozenset({("==", "!="), ("<", ">="), (">", "<=")})


def _opposed(one: Condition, other: Condition) -> bool:
    """Whether one of two conditions always holds."""
    if one.variable != other.variable:
        return False
    if isinstance(one.value, bool) and one.operator == other.operator:
        return one.value != other.value
    return one.value == other.value and (one.operator, other.operator) in _OPPOSITES


def _exits(scene: Scene, machine: Machine, most_states: int) -> Iterable[Problem]:
    safe = _safe(scene)
    doubtful = [node.id for node in scene.nodes if node.id not in safe]
    if not doubtful:
        return
    walk = machine.walk(most_states)
    for node in doubtful:
        if node in walk.stuck:
            yield Problem("dead_end", node)
        elif node in walk.endless:
            yield Problem("no_exit", node)
    if not walk.complete and not walk.stuck:
        yield Problem("unproven", doubtful[0], f"{walk.states} states")


def _unsaid(scene: Scene, walk: Walk, facts: Sequence[Fact]) -> Iterable[Problem]:
    said = [line.text for node in scene.nodes if node.id in walk.nodes for line in node.lines]
    for fact in facts:
        pattern = re.compile(rf"(?<!\w){re.escape(fact.text)}(?!\w)", re.IGNORECASE)
        if not any(pattern.search(text) for text in said):
            yield Problem("fact_unsaid", scene.id, fact.text)
