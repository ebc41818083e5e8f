"""A scene while it is planned: nodes to which lines and choices are added as intents, and words only later."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from procgen.character.people.chance import chance_of
from procgen.dialogue.persona import Fact, Persona
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
from procgen.dialogue.scene.invent import Inventor
from procgen.dialogue.scene.play import GIVEN
from procgen.dialogue.scene.quest import Quest
from procgen.dialogue.scene.request import SceneRequest, tellers
from procgen.dialogue.scene.story.premise import Premise, premise_of

_PART: Final = re.compile(r"(\w+)\s*(==|!=|<=|>=|<|>|\+=|-=|=)\s*(\S+)\Z")
_MOODS: Final = {
    "insult": "angry", "threaten": "angry", "accuse": "angry", "order": "stern", "warn": "stern", "refuse": "stern",
    "deny": "stern", "reveal": "quiet", "confess": "quiet", "mourn": "sad", "apologise": "quiet", "beg": "pleading",
    "joke": "amused", "celebrate": "joyful", "thank": "", "unbribed": "scornful", "unintimidated": "scornful",
    "undeceived": "scornful", "intimidated": "afraid", "surrender": "afraid", "challenge": "angry",
}  # fmt: skip
"""Moods of what is said whatever the tone; others take the tone."""


_NONE: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Say:
    """A line to be written.

    Attributes:
        section: of the phrase books: an intent, or one of this package's own ("scene_alibi").
        who: says it.
        mood: how.
        facts: that it must hold.
        slots: words for the books.
        intent: what the line does; the section's name where empty.
    """

    section: str
    who: Persona
    mood: str
    facts: tuple[Fact, ...] = ()
    slots: tuple[tuple[str, str], ...] = ()
    intent: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice to be written; as `graph.Choice`, with a section and slots in place of the text.

    Attributes:
        who: to whom the player says it.
        instead: it is shown only where another of the node is not.
        intent: what the player does by it; the section's name where empty.
    """

    section: str
    who: Persona
    target: str
    conditions: tuple[Condition, ...] = ()
    effects: tuple[Effect, ...] = ()
    check: Check | None = None
    once: bool = False
    slots: tuple[tuple[str, str], ...] = ()
    instead: bool = False
    intent: str = ""


@dataclass(slots=True)
class Sketch:
    """A node while it is planned."""

    id: str
    beat: str
    says: list[Say] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plan:
    """A scene whose lines have no words yet.

    Attributes:
        scene: with empty texts.
        says: by line's id.
        options: by choice's id.
        request: what it was made from.
        inventor: names and facts that exist, with those made up.
        quest: what it is about, or None.
        told: facts that are told somewhere, those asked for first.
        tags: words that a game can sort scenes by: "kind:quest", "goal:fetch", "skill:persuasion".
    """

    scene: Scene
    says: dict[str, Say]
    options: dict[str, Option]
    request: SceneRequest
    inventor: Inventor
    quest: Quest | None
    told: tuple[Fact, ...]
    tags: tuple[str, ...]


def condition(text: str) -> Condition:
    """A condition, as in "trust >= 3"."""
    name, operator, value = _parts(text)
    return Condition(name, operator, value)


def effect(text: str) -> Effect:
    """An effect, as in "trust += 1"."""
    name, operator, value = _parts(text)
    return Effect(name, operator, value)


def _parts(text: str) -> tuple[str, str, Value]:
    match = _PART.match(text)
    if match is None:
        raise ValueError(f"{text!r} is neither a condition nor an effect")
    name, operator, value = match.groups()
    return name, operator, {"true": True, "false": False}[value] if value in {"true", "false"} else int(value)


def _words(*slots: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, text) for part in slots for name, text in part.items() if text)


def called(who: Persona) -> str:
    """Somebody as others speak of them: by name, or by role where they have none."""
    return who.name or f"the {who.role}"


# One scene in the making: beats, kinds and plots all add to the same nodes, variables and names.
class Draft:
    """Collects a scene.

    Attributes:
        request: what is asked for.
        chance: where chance comes from.
        inventor: names and news.
        cast: who speaks; grows where the kind needs more.
        main: the most important one.
        due: facts that still must be told.
        guarded: facts that still must be told to those who are trusted.
        told: facts that some line tells.
        quest: what it is about.
        focus: names of what is talked of anyhow, which questions are asked about first.
        sketches: nodes by id, in order; the first is the start.
    """

    def __init__(self, request: SceneRequest, attempt: int) -> None:
        self.request = request
        self.chance = chance_of(f"dialogue/scene/{request.kind}", request.seed, request.size, attempt)
        avoid = (*request.secrets, *(secret for persona in request.cast for secret in persona.secrets))
        self._never = [text.casefold() for text in avoid if text]
        self.inventor = Inventor(request.situation.world, self.chance, request.cast, avoid)
        self.inventor.use(request.situation.place)
        self.cast = list(request.cast)
        self.main = request.cast[0]
        self.due = list(request.facts)
        self.guarded = list(request.guarded)
        self.told: list[Fact] = []
        self.quest: Quest | None = None
        self.focus: list[str] = []
        self.sketches: dict[str, Sketch] = {}
        self.variables: dict[str, Variable] = {}
        self.tags: list[str] = []
        self.doing: list[str] = []
        """What happens, in clauses, for the summary."""
        self.earned: list[str] = []
        """Nodes that only those reach who have earned to hear what is guarded."""
        self._premise: Premise | None = None

    # --- chance

    def pick(self, options: Sequence[str]) -> str:
        """One of some."""
        return options[int(self.chance.integers(len(options)))]

    def number(self, least: int, most: int) -> int:
        """A whole number within bounds, both included."""
        return int(self.chance.integers(least, most + 1))

    def premise(self, *deeds: str) -> Premise:
        """What the scene is about, the same whenever it is asked for.

        Args:
            deeds: kinds of deed that are made up where nothing was given; any where none.
        """
        if self._premise is None:
            self._premise = premise_of(self, deeds)
        return self._premise

    @property
    def told_premise(self) -> Premise | None:
        """The premise, where the scene has one."""
        return self._premise

    # --- building

    @property
    def most(self) -> int:
        """Most choices shown at once."""
        return self.request.choices_per_node

    def tell(self, sketch: Sketch, who: Persona | None = None, section: str = "scene_matter", mood: str = "") -> None:
        """Have the fact told that is due, the premise first, if who speaks may tell it."""
        who = who or self.main
        if self.due and self.due[0].is_known_to(who.name) and not who.hides(self.due[0]):
            fact = self.due.pop(0)
            self.told.append(fact)
            slots = self._premise.slots() if self._premise else {}
            self.say(sketch, section, who, mood, (fact,), slots, intent="inform")

    def node(self, name: str, beat: str = "") -> Sketch:
        """A new node; a number is added to names that are taken."""
        key, count = name, 1
        while key in self.sketches:
            count += 1
            key = f"{name}_{count}"
        self.sketches[key] = sketch = Sketch(key, beat or name)
        return sketch

    def say(
        self,
        sketch: Sketch,
        section: str,
        who: Persona | None = None,
        mood: str = "",
        facts: Iterable[Fact] = (),
        slots: Mapping[str, str] = _NONE,
        intent: str = "",
        **more: str,
    ) -> None:
        """Add a line; slots without words are left out."""
        words = _words(slots, more)
        sketch.says.append(Say(section, who or self.main, mood or self.mood(section), tuple(facts), words, intent))

    def option(
        self,
        sketch: Sketch,
        section: str,
        target: Sketch | str,
        *,
        when: Sequence[str] = (),
        do: Sequence[str] = (),
        check: Check | None = None,
        once: bool = False,
        who: Persona | None = None,
        instead: bool = False,
        slots: Mapping[str, str] = _NONE,
        intent: str = "",
        **more: str,
    ) -> None:
        """Add a choice."""
        words = _words(slots, more)
        sketch.options.append(
            Option(
                section,
                who or self.main,
                target if isinstance(target, str) else target.id,
                tuple(map(condition, when)),
                tuple(map(effect, do)),
                check,
                once,
                words,
                instead,
                intent,
            )
        )

    def go(self, sketch: Sketch, target: Sketch | str, *when: str) -> None:
        """Add a branch."""
        name = target if isinstance(target, str) else target.id
        sketch.branches.append(Branch(name, tuple(map(condition, when))))

    def do(self, sketch: Sketch, *effects: str) -> None:
        """Add effects on arrival."""
        sketch.effects += map(effect, effects)

    def flag(self, name: str, note: str) -> str:
        """Declare a truth value; a number is added to names that are taken."""
        key, count = name[:36], 1
        while key in self.variables:
            count += 1
            key = f"{name[:36]}_{count}"
        self.variables[key] = Variable(key, False, note)
        return key

    def count(self, name: str, start: int, lowest: int, highest: int, note: str) -> str:
        """Declare a number, once."""
        self.variables.setdefault(name, Variable(name, start, note, lowest, highest))
        return name

    def trust(self) -> str:
        """The variable of trust."""
        start = min(max(1 + self.request.situation.relation, 0), 3)
        return self.count("trust", start, 0, 5, f"how far {called(self.main)} trusts the player")

    def coins(self) -> str:
        """The variable of the player's money."""
        note = f"{self.inventor.world.currency} that the player has; {GIVEN}"
        return self.count("coins", self.request.coins, 0, 1_000_000, note)

    def check(self, skill: str, failed: Sketch | str) -> Check:
        """A skill check of a difficulty that fits how friendly they are."""
        name = self.request.skills.get(skill, skill)
        self.count(name, 5, 0, 10, f"a skill of the player, 0 to 10; {GIVEN}")
        if f"skill:{name}" not in self.tags:
            self.tags.append(f"skill:{name}")
        difficulty = min(max(self.number(4, 7) - self.request.situation.relation, 2), 9)
        return Check(name, difficulty, failed if isinstance(failed, str) else failed.id)

    def mood(self, section: str) -> str:
        """How something is said."""
        fixed = _MOODS.get(section)
        if fixed:
            return fixed
        tone = self.request.tone or self.request.situation.mood
        if section in {"thank", "forgive", "haggle_accept", "quest_reward"} and tone in {"angry", "scornful", "stern"}:
            return "neutral"
        return tone

    # --- people and facts

    def allowed(self, text: str) -> bool:
        """Whether a text holds no secret."""
        return not any(secret in text.casefold() for secret in self._never)

    def actor(self, place: int, role: str, register: str = "") -> Persona:
        """The n-th of the cast; somebody new where there are fewer."""
        while len(self.cast) <= place:
            entity = self.inventor.new("person")
            self.inventor.use(entity.name)
            self.cast.append(Persona(entity.name, role, sex=entity.sex, register=register))
        return self.cast[place]

    def bystander(self, role: str, *busy: Persona) -> Persona:
        """Somebody of the cast who has no part yet besides the main speaker, or somebody new."""
        for persona in self.cast[1:]:
            if persona not in busy and persona is not self.main:
                return persona
        return self.actor(len(self.cast), role)

    def known(self, name: str) -> bool:
        """Whether a name stands in the world that was given, so that the player can ask about it."""
        situation = self.request.situation
        names = {situation.place, *(n for entity in situation.world.entities for n in (entity.name, *entity.also))}
        return name.removeprefix("the ").casefold() in {n.removeprefix("the ").casefold() for n in names}

    def teller(self, fact: Fact) -> Persona:
        """Who tells a fact: who is spoken with now, if they know it and may say it."""
        if fact.is_known_to(self.main.name) and not self.main.hides(fact):
            return self.main
        return tellers(self.request, fact)[0]

    def scene(self, title: str, summary: str) -> tuple[Scene, dict[str, Say], dict[str, Option]]:
        """The graph, with empty texts, and what each is to say."""
        request = self.request
        name = request.id or f"{request.kind}_{request.seed}"
        nodes, says, options = [], {}, {}
        for sketch in self.sketches.values():
            lines = []
            for i, say in enumerate(sketch.says, 1):
                key = f"{name}_{sketch.id}_{i:02d}"
                says[key] = say
                intent = say.intent or say.section.removeprefix("scene_")
                lines.append(SceneLine(key, called(say.who), "", say.mood, intent, _tags(say)))
            choices = []
            for i, option in enumerate(sketch.options, 1):
                key = f"{name}_{sketch.id}_c{i}"
                options[key] = option
                intent = option.intent or option.section.removeprefix("scene_").removeprefix("choice_")
                choices.append(
                    Choice(key, "", option.target, option.conditions, option.effects, option.check, option.once, intent)
                )
            nodes.append(
                Node(
                    sketch.id,
                    sketch.beat,
                    tuple(lines),
                    tuple(sketch.effects),
                    tuple(sketch.branches),
                    tuple(choices),
                )
            )
        taken = set(self.variables)
        variables = (*self.variables.values(), *(v for v in request.variables if v.name not in taken))
        speakers = {line.speaker for node in nodes for line in node.lines}
        cast = tuple(Cast(called(p), p.role, p.background.split("\n")[0]) for p in self.cast if called(p) in speakers)
        return Scene(name, title, tuple(nodes), variables, cast, summary), says, options


_GESTURES: Final = {
    "greet": "wave", "scene_greet_again": "nod", "farewell": "wave", "threaten": "point", "accuse": "point",
    "refuse": "shake_head", "deny": "shake_head", "accept": "nod", "agree": "nod", "thank": "bow", "joke": "laugh",
    "reveal": "lean_in", "scene_secret_told": "lean_in", "directions": "point", "mourn": "bow_head", "insult": "scowl",
    "intimidated": "step_back", "surrender": "hands_up", "celebrate": "cheer", "quest_reward": "give",
    "haggle_accept": "shake_hands", "rumour": "look_around", "confess": "bow_head", "order": "point",
}  # fmt: skip


def _tags(say: Say) -> tuple[str, ...]:
    tags = []
    if say.section in _GESTURES:
        tags.append(f"animation:{_GESTURES[say.section]}")
    if say.facts:
        tags.append("fact")
    return tuple(tags)
