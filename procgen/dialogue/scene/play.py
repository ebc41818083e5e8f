"""Plays scenes: one with given choices, or all of them at once over what they remember."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from procgen.dialogue.scene.graph import Choice, Condition, Effect, Node, Scene, SceneLine, Value, Variable
from procgen.errors import Failed
from procgen.runtime.interrupt import checkpoint_here

MOST_STATES: Final = 20_000
_MOST_STEPS: Final = 10_000
"""Nodes passed without a choice before a play is called endless."""
_MOST_GIVEN: Final = 64
"""Combinations of what the game may have set that a walk begins with."""
END: Final = -1
GIVEN: Final = "set by the game"
"""Stands in the notes of variables that a game may change between plays, although the scene changes them too."""

_COMPARE: Final[dict[str, Callable[[Value, Value], bool]]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,  # type: ignore[operator]
    "<=": lambda a, b: a <= b,  # type: ignore[operator]
    ">": lambda a, b: a > b,  # type: ignore[operator]
    ">=": lambda a, b: a >= b,  # type: ignore[operator]
}


def holds(condition: Condition, values: Mapping[str, Value]) -> bool:
    """Whether a condition is met."""
    return _COMPARE[condition.operator](values[condition.variable], condition.value)


def changed(effect: Effect, variable: Variable, value: Value) -> Value:
    """What a variable is after an effect; numbers stay within their bounds."""
    if isinstance(effect.value, int) and not isinstance(effect.value, bool):
        old = int(value) if effect.operator != "=" else 0
        new = old - effect.value if effect.operator == "-=" else old + effect.value
        return min(max(new, variable.lowest), variable.highest)
    return effect.value


class Play:
    """A scene that is being played.

    Attributes:
        values: what it remembers now.
        taken: ids of choices that were taken.
        lines: said since the last choice.
        node: where it stands; None after the end.
    """

    def __init__(self, scene: Scene, values: Mapping[str, Value] | None = None, taken: Iterable[str] = ()) -> None:
        """Begin.

        Args:
            scene: a scene whose ids and variables are in order (`check.check`).
            values: what the game has set; other variables start as declared.
            taken: once-choices that were taken in an earlier play.
        """
        self._nodes = {node.id: node for node in scene.nodes}
        self._variables = {variable.name: variable for variable in scene.variables}
        self.values: dict[str, Value] = {v.name: v.start for v in scene.variables} | dict(values or {})
        self.taken = set(taken)
        self.lines: list[SceneLine] = []
        self.node: Node | None = None
        self._arrive(scene.nodes[0].id)

    @property
    def ended(self) -> bool:
        """Whether nothing is left to choose."""
        return self.node is None

    def options(self) -> list[Choice]:
        """Choices that are shown now; empty after the end, or where the scene is stuck."""
        if self.node is None:
            return []
        return [
            choice
            for choice in self.node.choices
            if not (choice.once and choice.id in self.taken)
            and all(holds(condition, self.values) for condition in choice.conditions)
        ]

    def choose(self, choice: Choice) -> bool:
        """Take one of the options.

        Returns:
            Whether its skill check was passed; true where there is none.
        """
        self.taken.add(choice.id)
        self.lines = []
        self._apply(choice.effects)
        passed = choice.check is None or int(self.values[choice.check.skill]) >= choice.check.difficulty
        self._arrive(choice.target if passed or choice.check is None else choice.check.failed)
        return passed

    def _apply(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            name = effect.variable
            self.values[name] = changed(effect, self._variables[name], self.values[name])

    def _arrive(self, target: str) -> None:
        for _ in range(_MOST_STEPS):
            if not target:
                self.node = None
                return
            node = self._nodes[target]
            self._apply(node.effects)
            self.lines += node.lines
            branch = next((b for b in node.branches if all(holds(c, self.values) for c in b.conditions)), None)
            if branch is None:
                self.node = node if node.choices else None
                return
            target = branch.target
        raise Failed(f"the scene goes round without a choice at {target!r}", "Check the scene for loops.")


@dataclass(slots=True)
class Walk:
    """What a walk over all that can happen has met.

    Attributes:
        complete: whether nothing was left when it ended.
        states: how many were met.
        nodes: ids of nodes that were reached.
        choices: ids of choices that can be taken.
        branches: node's id and branch's number.
        passed, failed: ids of choices whose checks can succeed, or fail.
        stuck: nodes where choices exist and none is shown.
        endless: nodes in states from which no end can be reached; empty where the walk is not complete.
        ends: whether any end was reached.
        highest: of each number, the highest value at an end.
    """

    complete: bool = False
    states: int = 0
    nodes: set[str] = field(default_factory=set)
    choices: set[str] = field(default_factory=set)
    branches: set[tuple[str, int]] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    stuck: set[str] = field(default_factory=set)
    endless: set[str] = field(default_factory=set)
    ends: bool = False
    highest: dict[str, int] = field(default_factory=dict)


_Conditions = tuple[tuple[int, Callable[[Value, Value], bool], Value], ...]
_Effects = tuple[tuple[int, Effect, Variable], ...]
_State = tuple[int, tuple[Value, ...], int]


@dataclass(frozen=True, slots=True)
class _Option:
    id: str
    conditions: _Conditions
    effects: _Effects
    target: int
    failed: int | None
    skill: int
    difficulty: int
    bit: int


@dataclass(frozen=True, slots=True)
class _Place:
    id: str
    effects: _Effects
    branches: tuple[tuple[int, _Conditions], ...]
    options: tuple[_Option, ...]


class Machine:
    """A scene made ready for walking: names are numbers, and what nothing reads is forgotten.

    A variable that nothing writes is the game's: a walk takes it at every value that makes a difference, anew in each
    play. Of one that is noted as `GIVEN` and is written too, such as money, there is also plenty. A skill that only
    checks read may pass or fail at each. When a play ends, the next one begins with what was remembered, as when the
    player comes back.
    """

    def __init__(self, scene: Scene) -> None:
        read: dict[str, set[Value]] = {}
        written: set[str] = set()
        skills: set[str] = set()
        for node in scene.nodes:
            for conditions in (*(b.conditions for b in node.branches), *(c.conditions for c in node.choices)):
                for condition in conditions:
                    read.setdefault(condition.variable, set()).add(condition.value)
            for effects in (node.effects, *(c.effects for c in node.choices)):
                written.update(effect.variable for effect in effects)
            skills.update(c.check.skill for c in node.choices if c.check)
        self._free = skills - written - set(read)
        self._last = last_stages(scene)
        kept = [v for v in scene.variables if v.name in read or v.name in self._last or v.name in skills - self._free]
        self._index = {v.name: i for i, v in enumerate(kept)}
        self._kept = kept
        self._given = [
            (i, _samples(v, read[v.name])) for i, v in enumerate(kept) if v.name in read and v.name not in written
        ]
        # Of what the game hands out, such as money, there may be plenty.
        self._purses = [
            (i, min(v.highest, sum(int(value) for value in read[v.name])))
            for i, v in enumerate(kept)
            if GIVEN in v.note and is_number(v.start) and v.name in read and v.name in written
        ]
        self._numbers = {node.id: i for i, node in enumerate(scene.nodes)} | {"": END}
        bits = itertools.count()
        self._places = [self._place(node, bits) for node in scene.nodes]

    def _place(self, node: Node, bits: itertools.count[int]) -> _Place:
        options = []
        for c in node.choices:
            options.append(
                _Option(
                    c.id,
                    self._conditions(c.conditions),
                    self._effects(c.effects),
                    self._numbers[c.target],
                    None if c.check is None else self._numbers[c.check.failed],
                    -1 if c.check is None else self._index.get(c.check.skill, -1),
                    0 if c.check is None else c.check.difficulty,
                    1 << next(bits) if c.once else 0,
                )
            )
        branches = tuple((self._numbers[b.target], self._conditions(b.conditions)) for b in node.branches)
        return _Place(node.id, self._effects(node.effects), branches, tuple(options))

    def _conditions(self, conditions: Sequence[Condition]) -> _Conditions:
        return tuple((self._index[c.variable], _COMPARE[c.operator], c.value) for c in conditions)

    def _effects(self, effects: Sequence[Effect]) -> _Effects:
        kept = [e for e in effects if e.variable in self._index]
        return tuple((self._index[e.variable], e, self._kept[self._index[e.variable]]) for e in kept)

    def walk(self, most_states: int = MOST_STATES, *, until_covered: bool = False) -> Walk:
        """Visit all states that can be reached, new situations first.

        Args:
            most_states: bound.
            until_covered: end as soon as every node, choice, branch and outcome of a check has been met.
        """
        walk = Walk()
        seen: set[_State] = set()
        atoms: set[tuple[int, int, Value]] = set()
        fresh: deque[_State] = deque()
        rest: deque[_State] = deque()
        before: dict[_State, list[_State]] = {}
        good: list[_State] = []
        goal = self._goal()

        def push(state: _State, origin: _State | None) -> None:
            if not until_covered and origin is not None:
                before.setdefault(state, []).append(origin)
            if state in seen:
                return
            seen.add(state)
            node, values, _ = state
            new = {(node, i, value) for i, value in enumerate(values)} | {(node, -1, 0)}
            (rest if new <= atoms else fresh).append(state)
            atoms.update(new)

        def begin(values: tuple[Value, ...], mask: int) -> None:
            for given in self._starts(values):
                for place, now in self._arrive(0, given, walk):
                    push((place, now, mask), None)

        begin(tuple(v.start for v in self._kept), 0)
        ends: set[tuple[tuple[Value, ...], int]] = set()
        while (fresh or rest) and len(seen) < most_states:
            checkpoint_here()
            if until_covered and _met(walk) >= goal and self._finished(walk):
                break
            state = fresh.popleft() if fresh else rest.popleft()
            node, values, mask = state
            if node == END:
                walk.ends = True
                good.append(state)
                for variable, value in zip(self._kept, values, strict=True):
                    if is_number(value):
                        walk.highest[variable.name] = max(int(value), walk.highest.get(variable.name, int(value)))
                key = (self._forget(values), mask)
                if key not in ends:
                    ends.add(key)
                    begin(*key)
                continue
            shown = False
            for option in self._places[node].options:
                if option.bit & mask or not all(compare(values[i], v) for i, compare, v in option.conditions):
                    continue
                shown = True
                walk.choices.add(option.id)
                after = _applied(option.effects, values)
                for target in self._targets(option, after, walk):
                    for place, now in self._arrive(target, after, walk):
                        push((place, now, mask | option.bit), state)
            if not shown:
                walk.stuck.add(self._places[node].id)
        walk.states = len(seen)
        walk.complete = not fresh and not rest
        if walk.complete and not until_covered:
            while good:
                for state in before.pop(good.pop(), ()):
                    good.append(state)
                    seen.discard(state)
            walk.endless = {self._places[node].id for node, _, _ in seen if node != END}
        return walk

    def _finished(self, walk: Walk) -> bool:
        return all(walk.highest.get(name, stage - 1) >= stage for name, stage in self._last.items())

    def _goal(self) -> int:
        options = [option for place in self._places for option in place.options]
        checks = sum(option.failed is not None for option in options)
        return len(self._places) + len(options) + sum(len(p.branches) for p in self._places) + 2 * checks

    def _starts(self, values: tuple[Value, ...]) -> Iterable[tuple[Value, ...]]:
        numbers = [i for i, _ in self._given]
        for chosen in itertools.islice(itertools.product(*(samples for _, samples in self._given)), _MOST_GIVEN):
            now = list(values)
            for i, value in zip(numbers, chosen, strict=True):
                now[i] = value
            yield tuple(now)
            if self._purses:
                for i, plenty in self._purses:
                    now[i] = max(plenty, int(now[i]))
                yield tuple(now)

    def _forget(self, values: tuple[Value, ...]) -> tuple[Value, ...]:
        """Without what the game sets anew."""
        now = list(values)
        for i, _ in self._given:
            now[i] = self._kept[i].start
        return tuple(now)

    def _targets(self, option: _Option, values: tuple[Value, ...], walk: Walk) -> list[int]:
        if option.failed is None:
            return [option.target]
        passes = option.skill < 0 or int(values[option.skill]) >= option.difficulty
        fails = option.skill < 0 or not passes
        found = []
        if passes:
            walk.passed.add(option.id)
            found.append(option.target)
        if fails:
            walk.failed.add(option.id)
            found.append(option.failed)
        return found

    def _arrive(self, target: int, values: tuple[Value, ...], walk: Walk) -> list[tuple[int, tuple[Value, ...]]]:
        """Where the player can choose next, or the end; nothing where the scene goes round by itself."""
        passed: set[tuple[int, tuple[Value, ...]]] = set()
        while target != END:
            if (target, values) in passed:
                walk.stuck.add(self._places[target].id)
                return []
            passed.add((target, values))
            place = self._places[target]
            walk.nodes.add(place.id)
            values = _applied(place.effects, values)
            for number, (onward, conditions) in enumerate(place.branches):
                if all(compare(values[i], v) for i, compare, v in conditions):
                    walk.branches.add((place.id, number))
                    target = onward
                    break
            else:
                return [(target if place.options else END, values)]
        return [(END, values)]


def _applied(effects: _Effects, values: tuple[Value, ...]) -> tuple[Value, ...]:
    if not effects:
        return values
    now = list(values)
    for i, effect, variable in effects:
        now[i] = changed(effect, variable, now[i])
    return tuple(now)


def _met(walk: Walk) -> int:
    return len(walk.nodes) + len(walk.choices) + len(walk.branches) + len(walk.passed) + len(walk.failed)


def is_number(value: Value) -> bool:
    """Whether a value is a whole number, and not a truth value."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_quest(variable: Variable) -> bool:
    """Whether a variable counts the stages of a quest: a number whose name begins with "quest"."""
    return variable.name.startswith("quest") and is_number(variable.start)


def last_stages(scene: Scene) -> dict[str, int]:
    """The highest stage that each quest of a scene is set to."""
    quests = {variable.name for variable in scene.variables if is_quest(variable)}
    last: dict[str, int] = {}
    for node in scene.nodes:
        for effect in (*node.effects, *(effect for choice in node.choices for effect in choice.effects)):
            if effect.variable in quests and effect.operator == "=":
                last[effect.variable] = max(int(effect.value), last.get(effect.variable, int(effect.value)))
    return last


def _samples(variable: Variable, compared: set[Value]) -> list[Value]:
    """Values of a variable that a condition can tell apart."""
    if isinstance(variable.start, bool):
        return [False, True]
    if isinstance(variable.start, str):
        return [variable.start, *sorted(str(v) for v in compared if v != variable.start)]
    near = {variable.start} | {int(v) + d for v in compared for d in (-1, 0, 1)}
    return sorted(v for v in near if variable.lowest <= v <= variable.highest)


def walk(scene: Scene, most_states: int = MOST_STATES) -> Walk:
    """Visit all states of a scene, bounded."""
    return Machine(scene).walk(most_states)
