"""Random scenes that can be played to an end, with texts that no format likes; and an interpreter of scenes."""

from __future__ import annotations

import operator
import random
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from procgen.dialogue.scene.graph import (
    Branch,
    Cast,
    Check,
    Choice,
    Condition,
    Effect,
    Node,
    Scene,
    SceneLine,
    Value,
    Variable,
)

HOSTILE = (
    "* not a choice",
    "+ nor this -> END",
    "-> start",
    "->-> tunnel <- thread <> glue",
    "== knot == = stitch",
    "TODO: write this",
    "VAR x = 3",
    "else: never",
    "INCLUDE other.ink",
    "# no: tag #id:fake #line:fake",
    "[suppressed] and {gold} coins, {player}, {unknown|choice} {~a|b}",
    "// comment /* block */ http://example.com/a//b",
    "a \\ backslash \\n \\\\ and \\: at the end \\",
    "<<if $gold > 3>> $gold {$gold} <<endif>> <b>bold</b>",
    "Bram: said he: no (loud): really",
    "label x",
    "jump start",
    "set {gold} = 99",
    "if true:",
    "- dash",
    "~ gold = 4",
    "=== ===",
    "---",
    '$gold \'\'bold\'\' //it// __u__ --- ^^s^^ ~~s~~ """v""" @@x@@ !h',
    '"quoted", "twice" and \'single\' ``ticks``',
    '[b]bold[/b] [wave amp=5]x[/wave] [character name="x"/]',
    "two  spaces   three",
    "&amp; &#91; &lt;",
    "[[link|target]] [[a->b]] [if x]",
    "🔥 emoji 👩‍👩‍👧 and 𝒜",
    "שלום עולם مرحبا \u200f",
    "naïve café — “quotes” … 日本語、中文",
    "%s %d {0} ${HOME} `rm`",
    "(label) in brackets",
    "| pipes | a || b",
    "ends with a colon:",
    "no\u00a0break\u2009thin\u3000wide",
    "a" * 3000,
    "=1+1",
    "bom inside \ufeff x",
)
MOST_STATES = 300
"""How many situations of a scene are looked at for plays."""
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
texts = (
    st.one_of(
        st.sampled_from(HOSTILE),
        st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp", "Cn")), max_size=40),
        st.text("*+-=~<>|#[]{}\\/:$\"'&^!()@%.x `,_;?", max_size=30),
    )
    .map(lambda text: re.sub(r"^[\s\ufeff]+|[\s\ufeff]+$", "", text))
    .filter(bool)
)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Scenes with drawn texts."""
    return random_scene(draw(st.integers(0, 2**32)), draw(st.lists(texts, min_size=1, max_size=12)))


def random_scene(seed: int, said: list[str], most_nodes: int = 12) -> Scene:
    """A scene in which each node can be reached and leads to the end.

    Args:
        seed: equal seeds, equal scenes.
        said: texts to choose from.
        most_nodes: upper bound.
    """
    return _Maker(random.Random(seed), said).scene(most_nodes)


class _Maker:
    def __init__(self, chance: random.Random, said: list[str]) -> None:
        self.chance = chance
        self.said = said
        self.count = 0
        self.variables = (
            Variable("gold", chance.randrange(20), "coins // in * hand", 0, 30),
            Variable("charm", chance.randrange(6)),
            Variable("met", chance.random() < 0.5, "whether they met"),
            Variable("place", chance.choice(["mill", "old mill"])),
            Variable("end", False),
            Variable("node_3", 2, lowest=-5),
        )
        self.cast = (Cast("Bram", "smith", 'gruff: "no"'), Cast("Old Ann"), Cast("Señor 3-B'o", "noble"))

    def scene(self, most_nodes: int) -> Scene:
        count = self.chance.randint(1, most_nodes)
        names = [f"node_{number}" for number in range(count)]
        if count > 2:
            names[1:3] = ["end", "scene_x"]
        nodes = tuple(self.node(names, number) for number in range(count))
        title = self.chance.choice(["A title: with \\ signs", "", self.pick()])
        return Scene("scene_x", title, nodes, self.variables, self.cast, self.pick(), '{"seed": "1 // 2"}')

    def pick(self) -> str:
        return self.chance.choice(self.said)

    def id(self, kind: str) -> str:
        self.count += 1
        return f"{kind}_{self.count}"

    def node(self, names: list[str], number: int) -> Node:
        later = names[number + 1 :]
        following = later[0] if later else ""
        lines = tuple(self.line() for _ in range(self.chance.randrange(4)))
        effects = tuple(self.effect() for _ in range(self.chance.choice([0, 0, 1, 2])))
        branches = []
        for _ in range(self.chance.choice([0, 0, 0, 1, 2])):
            branches.append(Branch(self.chance.choice([*later, ""]), self.conditions(1)))
        choices = []
        if self.chance.random() < 0.25:
            # The other way to the end: "" alone would be left out.
            branches += [Branch(following)] if following else []
        else:
            choices = [self.choice(names, later) for _ in range(self.chance.randrange(4))]
            if self.chance.random() < 0.8:
                sure = Choice(self.id("c"), self.pick(), following)
                choices.insert(self.chance.randint(0, len(choices)), sure)
        beat = self.chance.choice(["", "hub", "greeting"])
        return Node(names[number], beat, lines, effects, tuple(branches), tuple(choices))

    def line(self) -> SceneLine:
        mood, intent = self.chance.choice([("neutral", "inform"), ("angry", "warn"), ("sad", "inform")])
        tags = self.chance.choice([(), ("animation:wave",), ("loud", "camera:2", "mood:own", "tag:x")])
        note = self.chance.choice(["", "", "whisper; // no * stars"])
        return SceneLine(self.id("l"), self.chance.choice(self.cast).name, self.pick(), mood, intent, tags, note)

    def choice(self, names: list[str], later: list[str]) -> Choice:
        goals = [*later, ""] if self.chance.random() < 0.6 else names
        check = (
            Check("charm", self.chance.randrange(1, 6), self.chance.choice(goals))
            if self.chance.random() < 0.3
            else None
        )
        effects = tuple(self.effect() for _ in range(self.chance.choice([0, 0, 1, 2])))
        conditions = self.conditions(0)
        intent = self.chance.choice(["continue", "ask_about"])
        once = self.chance.random() < 0.4
        return Choice(self.id("c"), self.pick(), self.chance.choice(goals), conditions, effects, check, once, intent)

    def conditions(self, least: int) -> tuple[Condition, ...]:
        return tuple(self.condition() for _ in range(self.chance.randint(least, 2)))

    def condition(self) -> Condition:
        return self.chance.choice(
            [
                Condition("gold", self.chance.choice(["<", "<=", ">", ">=", "==", "!="]), self.chance.randrange(25)),
                Condition("met", self.chance.choice(["==", "!="]), self.chance.random() < 0.5),
                Condition("place", self.chance.choice(["==", "!="]), "old mill"),
                Condition("end", "==", False),
                Condition("node_3", ">", -4),
            ]
        )

    def effect(self) -> Effect:
        return self.chance.choice(
            [
                Effect("gold", self.chance.choice(["+=", "-=", "="]), self.chance.randrange(12)),
                Effect("gold", "+=", -7),
                Effect("gold", "=", 77),
                Effect("node_3", "-=", 3),
                Effect("charm", "+=", 1),
                Effect("met", "=", self.chance.random() < 0.5),
                Effect("place", "=", self.chance.choice(["mill", "a longer place"])),
                Effect("end", "=", True),
            ]
        )


# --- playing ----------------------------------------------------------------------------------------------------------


@dataclass
class Teller:
    """Plays a scene; independent of `scene.play`."""

    scene: Scene
    values: dict[str, Value]
    taken: frozenset[str] = frozenset()
    said: list[list[str]] = field(default_factory=list)
    node: Node | None = None

    @classmethod
    def begin(cls, scene: Scene, values: dict[str, Value]) -> Teller:
        teller = cls(scene, {variable.name: variable.start for variable in scene.variables} | values)
        teller.arrive(scene.nodes[0].id)
        return teller

    def show(self, text: str) -> str:
        for variable in self.scene.variables:
            if not isinstance(variable.start, bool):
                text = text.replace(f"{{{variable.name}}}", str(self.values[variable.name]))
        return text

    def options(self) -> list[Choice]:
        choices = self.node.choices if self.node else ()
        free = [c for c in choices if not (c.once and c.id in self.taken)]
        return [c for c in free if all(self.holds(condition) for condition in c.conditions)]

    def shown(self) -> list[list[str]]:
        return [[choice.id, self.show(choice.text)] for choice in self.options()]

    def choose(self, number: int) -> Teller:
        choice = self.options()[number]
        after = Teller(self.scene, dict(self.values), self.taken | ({choice.id} if choice.once else set()))
        after.do(choice.effects)
        passed = choice.check is None or after.values[choice.check.skill] >= choice.check.difficulty  # type: ignore[operator]
        after.arrive(choice.target if passed or choice.check is None else choice.check.failed)
        return after

    def holds(self, condition: Condition) -> bool:
        value: Any = self.values[condition.variable]
        wanted: Any = condition.value
        return bool(_COMPARE[condition.operator](value, wanted))

    def do(self, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            old: Any = self.values[effect.variable]
            step: Any = effect.value
            new = step if effect.operator == "=" else old + step if effect.operator == "+=" else old - step
            if not isinstance(new, bool | str):
                variable = next(v for v in self.scene.variables if v.name == effect.variable)
                new = min(max(new, variable.lowest), variable.highest)
            self.values[effect.variable] = new

    def arrive(self, target: str) -> None:
        while target:
            self.node = next(node for node in self.scene.nodes if node.id == target)
            self.do(self.node.effects)
            self.said += [[line.id, line.speaker, self.show(line.text)] for line in self.node.lines]
            way = next((b for b in self.node.branches if all(map(self.holds, b.conditions))), None)
            if way is None:
                return
            target = way.target
        self.node = None

    def key(self) -> tuple[object, ...]:
        return (self.node.id if self.node else "", tuple(self.values.items()), self.taken)


def starts(scene: Scene) -> list[dict[str, Value]]:
    """What a game may have set before: nothing, or the skills that are checked, at their worst and at their best."""
    needed: dict[str, int] = {}
    for choice in (choice for node in scene.nodes for choice in node.choices if choice.check):
        assert choice.check is not None
        needed[choice.check.skill] = max(choice.check.difficulty, needed.get(choice.check.skill, 0))
    return [{}, dict.fromkeys(needed, 0), dict(needed)] if needed else [{}]


def plays(scene: Scene, values: dict[str, Value] | None = None, *, most: int = 25) -> list[list[int]]:
    """Which options to take in plays that take each choice that can be taken, with each outcome, and come to an end.

    Args:
        scene: the scene.
        values: what variables are at the start, where they differ from the scene.
        most: bound of the number of plays.
    """
    return _plays(scene, tuple((values or {}).items()), most)


@lru_cache(maxsize=1000)
def _plays(scene: Scene, values: tuple[tuple[str, Value], ...], most: int) -> list[list[int]]:
    first = Teller.begin(scene, dict(values))
    picks: dict[tuple[object, ...], list[int]] = {first.key(): []}
    onward: dict[tuple[object, ...], list[tuple[object, ...]]] = {}
    ends = []
    queue = deque([first])
    edges: dict[tuple[object, ...], tuple[list[int], tuple[object, ...]]] = {}
    while queue:
        teller = queue.popleft()
        key = teller.key()
        options = teller.options()
        if not options:
            ends.append(key)
            continue
        assert teller.node is not None
        for number, choice in enumerate(options):
            after = teller.choose(number)
            goal = after.key()
            onward.setdefault(goal, []).append((number, key))
            edges.setdefault((teller.node.id, choice.id, goal[0]), ([*picks[key], number], goal))
            if goal not in picks and len(picks) < MOST_STATES:
                picks[goal] = [*picks[key], number]
                queue.append(after)
    way_out: dict[tuple[object, ...], list[int]] = {end: [] for end in ends}
    back = deque(ends)
    while back:
        goal = back.popleft()
        for number, origin in onward.get(goal, ()):
            if origin not in way_out:
                way_out[origin] = [number, *way_out[goal]]  # type: ignore[list-item]
                back.append(origin)  # type: ignore[arg-type]
    found = [(taken + way_out.get(goal, []), goal in way_out) for taken, goal in edges.values()] or [([], True)]
    kept: list[tuple[list[int], bool]] = []
    for play, ends_there in sorted(found, key=lambda item: len(item[0]), reverse=True):
        if not any(other[: len(play)] == play for other, _ in kept):
            kept.append((play, ends_there))
    ways = ([] if ends_there else _way_out(first, play) for play, ends_there in kept)
    return [play + way for (play, _), way in zip(kept, ways, strict=True) if way is not None][:most]


def _way_out(first: Teller, picks: list[int]) -> list[int] | None:
    """The shortest way to an end from where a play stands; None where there is none near: variables may count on."""
    for pick in picks:
        first = first.choose(pick)
    seen = {first.key()}
    queue: deque[tuple[Teller, list[int]]] = deque([(first, [])])
    while queue and len(seen) < MOST_STATES:
        teller, way = queue.popleft()
        options = teller.options()
        if not options:
            return way
        for number in range(len(options)):
            after = teller.choose(number)
            if after.key() not in seen:
                seen.add(after.key())
                queue.append((after, [*way, number]))
    return None


def transcript(scene: Scene, values: dict[str, Value], picks: list[int]) -> list[dict[str, Any]]:
    """What is said and shown in a play."""
    teller = Teller.begin(scene, values)
    steps = [{"said": teller.said, "shown": teller.shown()}]
    for pick in picks:
        teller = teller.choose(pick)
        steps.append({"said": teller.said, "shown": teller.shown()})
    return steps
