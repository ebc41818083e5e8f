"""A branching scene as data: nodes of lines, choices with conditions and effects on variables. Exporters write it,
importers read it, planners make it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Value = bool | int | str


@dataclass(frozen=True, slots=True)
class Variable:
    """Something that a scene remembers: a truth value, a whole number or a text.

    Attributes:
        name: lower case, letters, digits and underscores, not beginning with a digit.
        start: value before the scene; its type is the variable's.
        note: what it stands for.
        lowest, highest: of numbers, what effects keep it within.
    """

    name: str
    start: Value = False
    note: str = ""
    lowest: int = -1_000_000
    highest: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Condition:
    """``variable operator value``; the operator is one of ``== != < <= > >=`` (the last four for numbers alone)."""

    variable: str
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class Effect:
    """``variable = value`` (operator ``=``), or numbers' ``+=`` and ``-=``."""

    variable: str
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class SceneLine:
    """A spoken line.

    Attributes:
        id: stable: does not change when other lines come or go; "smith_greet_01".
        speaker: name of a member of the cast.
        text: on one line; may hold variables "{player}" and markup "[b]".
        mood, intent: as of `vocabulary`.
        tags: for the game: "animation:wave".
        note: for translators and actors.
    """

    id: str
    speaker: str
    text: str
    mood: str = "neutral"
    intent: str = "inform"
    tags: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A skill check: the choice leads to `target` where ``skill >= difficulty``, otherwise to `failed`.

    Attributes:
        skill: name of a numeric variable.
        difficulty: least value that succeeds.
        failed: node that a failure leads to.
    """

    skill: str
    difficulty: int
    failed: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What the player may answer.

    Attributes:
        id: stable, like a line's.
        text: what is shown.
        target: node that it leads to; "" ends the scene.
        conditions: all must hold for it to be shown.
        effects: happen when it is taken (before a check is made).
        check: a skill check, or None.
        once: shown until it was taken.
        intent: one of `vocabulary.CHOICES`.
    """

    id: str
    text: str
    target: str = ""
    conditions: tuple[Condition, ...] = ()
    effects: tuple[Effect, ...] = ()
    check: Check | None = None
    once: bool = False
    intent: str = "continue"


@dataclass(frozen=True, slots=True)
class Branch:
    """A way on that is taken by itself, where all conditions hold."""

    target: str
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A beat. Its effects happen, its lines are said, then: the first branch whose conditions hold is taken; otherwise
    the player chooses; where there are neither, the scene ends.

    Attributes:
        id: lower case, letters, digits and underscores, not beginning with a digit.
        beat: what it is for: "greeting", "hub", "haggle".
        lines: said in order.
        effects: happen on arrival, before the lines.
        branches: tried in order; the last one may have no conditions.
        choices: in the order shown.
    """

    id: str
    beat: str = ""
    lines: tuple[SceneLine, ...] = ()
    effects: tuple[Effect, ...] = ()
    branches: tuple[Branch, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Cast:
    """A member of the cast."""

    name: str
    role: str = "villager"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole scene; it starts at its first node.

    Attributes:
        id: like a node's.
        title: for people.
        nodes: the first is the start.
        variables: all that conditions and effects name.
        cast: who speaks.
        summary: what happens.
        recipe: the recipe's text, or empty; exporters keep it.
    """

    id: str
    title: str
    nodes: tuple[Node, ...]
    variables: tuple[Variable, ...] = ()
    cast: tuple[Cast, ...] = ()
    summary: str = ""
    recipe: str = field(default="", compare=False)
