"""Conditions and changes of variables as text formats write them: one model of both, and a format's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from procgen.dialogue.exporters.sound import is_number
from procgen.dialogue.scene.graph import Check, Choice, Condition, Effect, Value, Variable

TAKEN: Final = "taken_"
"""Begins variables that remember choices that are offered once, in formats that don't know such choices."""
_USUAL: Final = Variable("")


def literal(value: Value) -> str:
    """As almost every language writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else f'"{value}"'


@dataclass(frozen=True, slots=True)
class Syntax:
    """How a format writes expressions.

    Attributes:
        name: a variable's, as it stands in an expression.
        both: between conditions that must all hold.
        operators: its own words for ``==``, ``!=``, ``<``, ``<=``, ``>`` and ``>=``.
        untaken: that a choice is still to be had, with the name of its variable for ``{}``.
        least: the function that takes the greater of two numbers, so that one is a least.
        most: the function that takes the lesser.
    """

    name: Callable[[str], str]
    both: str = " and "
    operators: Mapping[str, str] = field(default_factory=dict)
    untaken: str = "not {}"
    least: str = ""
    most: str = ""

    def condition(self, condition: Condition) -> str:
        """One condition."""
        operator = self.operators.get(condition.operator, condition.operator)
        return f"{self.name(condition.variable)} {operator} {literal(condition.value)}"

    def all(self, conditions: Iterable[Condition]) -> str:
        """That all of them hold."""
        return self.both.join(map(self.condition, conditions))

    def passed(self, check: Check) -> str:
        """That a skill suffices."""
        return self.condition(Condition(check.skill, ">=", check.difficulty))

    def guard(self, choice: Choice) -> str:
        """That a choice is shown; empty where it always is."""
        once = [self.untaken.format(self.name(f"{TAKEN}{choice.id}"))] if choice.once else []
        return self.both.join([*once, *map(self.condition, choice.conditions)])

    def changed(self, effect: Effect) -> str:
        """What a variable is after an effect, whatever its bounds."""
        value = literal(effect.value)
        return value if effect.operator == "=" else f"{self.name(effect.variable)} {effect.operator[0]} {value}"

    def bounded(self, effect: Effect, variables: Mapping[str, Variable]) -> str:
        """The same, kept within the variable's bounds by `least` and `most`."""
        low, high = bounds(effect, variables)
        result = self.changed(effect)
        if high is not None:
            result = f"{self.most}({result}, {high})"
        return result if low is None else f"{self.least}({result}, {low})"


def bounds(effect: Effect, variables: Mapping[str, Variable]) -> tuple[int | None, int | None]:
    """The lowest and the highest value that the effect must be kept within; None where it needs no care."""
    variable = variables[effect.variable]
    if not is_number(effect.value):
        return None, None
    value = int(effect.value)
    step = -value if effect.operator == "-=" else value
    sets = effect.operator == "="
    low = variable.lowest if (value < variable.lowest if sets else step < 0) else None
    high = variable.highest if (value > variable.highest if sets else step > 0) else None
    return (None if low == _USUAL.lowest else low, None if high == _USUAL.highest else high)


def beyond(effect: Effect, variables: Mapping[str, Variable]) -> list[tuple[str, int]]:
    """The comparison by which a value is beyond each bound that needs care, and the bound."""
    low, high = bounds(effect, variables)
    return [(operator, bound) for operator, bound in ((">", high), ("<", low)) if bound is not None]
