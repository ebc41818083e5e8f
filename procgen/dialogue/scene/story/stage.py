"""Puts a plot on: its nodes become those of a scene, its cast the premise's, and hubs are furnished to the size."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from procgen.dialogue.persona import Persona
from procgen.dialogue.scene.beats import Beat, furnish
from procgen.dialogue.scene.draft import Draft, Sketch, called
from procgen.dialogue.scene.kinds.meeting import CALM, QUESTIONS, TALK
from procgen.dialogue.scene.story.plots import END, Plot, PlotChoice, PlotLine, PlotNode
from procgen.dialogue.scene.story.premise import Premise, person

_PALETTES: Final[Mapping[str, Sequence[tuple[Beat, float]]]] = {"talk": TALK, "calm": CALM, "questions": QUESTIONS}
TOLERANCE: Final = 0.2
"""How far a scene may be larger or smaller than was asked, as a share."""
_PRICE: Final = re.compile(r"coins -= (\d+)")


def fits(plot: Plot, premise: Premise, size: int) -> bool:
    """Whether a plot is made for a premise, and for a scene of so many nodes."""
    nodes = [node for node in plot.nodes.values() if node.least <= size]
    room = 1 + len(nodes) <= (1.0 + TOLERANCE) * size
    if not room or (not any(node.furnish for node in nodes) and 1 + len(nodes) < (1.0 - TOLERANCE) * size):
        return False
    deeds = not plot.deeds or premise.deed in plot.deeds
    return deeds and (not plot.stances or premise.stance in plot.stances)


def put_on(draft: Draft, plot: Plot, premise: Premise, size: int) -> None:
    """Turn a plot into the nodes of a scene.

    Args:
        draft: the scene, still without nodes.
        plot: what happens.
        premise: whom and what it happens to.
        size: nodes wanted.
    """
    _Stage(draft, plot, premise, size).put_on()


class _Stage:
    def __init__(self, draft: Draft, plot: Plot, premise: Premise, size: int) -> None:
        self._draft = draft
        self._plot = plot
        self._nodes = {name: node for name, node in plot.nodes.items() if node.least <= size}
        self._size = size
        self._premise = premise
        self._people: dict[str, Persona] = {"main": draft.main}
        for name, role in plot.cast.items():
            if name == "target":
                self._people[name] = person(draft, premise.target, role)
            else:
                self._people[name] = self._free(role)
        self._words = premise.slots() | {
            name: called(who) for name, who in self._people.items() if name not in ("main", "target")
        }
        self._sketches: dict[str, Sketch] = {}

    def _free(self, role: str) -> Persona:
        """Somebody of the cast who has no part yet, or somebody new."""
        taken = [who.name for who in self._people.values()]
        for persona in self._draft.cast[1:]:
            if persona.name not in (*taken, self._premise.target):
                return persona
        return self._draft.actor(len(self._draft.cast), role)

    def put_on(self) -> None:
        draft = self._draft
        start = draft.node("start")
        for node in self._nodes.values():
            self._sketches[node.id] = draft.node(node.id, node.beat)
        for name, (first, lowest, highest, note) in self._plot.counts.items():
            draft.count(name, first, lowest, highest, self._named(note))
        self._enter(start)
        for node in self._nodes.values():
            self._fill(node, self._sketches[node.id])
        told = [node.id for node in self._nodes.values() if any(line.reveal for line in node.lines)]
        draft.earned += [self._sketches[name].id for name in told]
        draft.doing.insert(0, self._named(self._plot.doing))
        draft.tags.append(f"plot:{self._plot.name}")
        hubs = [node for node in self._nodes.values() if node.furnish]
        for place, node in enumerate(hubs, 1):
            left = self._size - len(draft.sketches)
            share = left if place == len(hubs) else left // 2
            if share > 0:
                furnish(draft, self._sketches[node.id], share, _PALETTES[node.furnish], exits=0)

    def _enter(self, start: Sketch) -> None:
        """Where a scene begins that was played before."""
        draft = self._draft
        first = next(name for name in self._nodes if name not in ("closed", "again"))
        over = met = ""
        if "closed" in self._nodes:
            over = draft.flag("settled_it", "the matter is settled, one way or another")
            draft.go(start, self._sketches["closed"], f"{over} == true")
            for node in self._nodes.values():
                if node.ends:
                    draft.do(self._sketches[node.id], f"{over} = true")
        if "again" in self._nodes:
            met = draft.flag("met", "has met the player")
            draft.go(start, self._sketches["again"], f"{met} == true")
            draft.do(self._sketches[first], f"{met} = true")
        draft.go(start, self._sketches[first])

    def _fill(self, node: PlotNode, sketch: Sketch) -> None:
        draft = self._draft
        for effect in node.effects:
            self._declared(effect)
            draft.do(sketch, effect)
        for line in node.lines:
            self._say(line, sketch)
        for target, when in node.branches:
            if target in self._nodes:
                draft.go(sketch, self._sketches[target], *when)
        if any(not when and target in self._nodes for target, when in node.branches):
            return  # the player is asked where it leads to
        for choice in node.choices:
            if {choice.target, choice.failed} <= {END, "", *self._nodes}:
                self._option(choice, sketch)

    def _say(self, line: PlotLine, sketch: Sketch) -> None:
        draft, who = self._draft, self._people[line.who]
        facts = []
        if line.tell and draft.due and draft.allowed(draft.due[0].text):
            fact = draft.due[0]
            if (not who.name or fact.is_known_to(who.name)) and not who.hides(fact):
                facts.append(draft.due.pop(0))
        if line.reveal and draft.guarded and draft.teller(draft.guarded[0]) is who:
            facts.append(draft.guarded.pop(0))
        draft.told += facts
        draft.say(sketch, line.section, who, line.mood, facts, self._words, intent=sketch.beat)

    def _option(self, choice: PlotChoice, sketch: Sketch) -> None:
        draft = self._draft
        for part in (*choice.when, *choice.do):
            self._declared(part)
        words = dict(self._words)
        if price := next((match[1] for part in choice.do if (match := _PRICE.match(part))), ""):
            words["price"] = f"{price} {draft.inventor.world.currency}"
        check = draft.check(choice.skill, self._sketches[choice.failed]) if choice.skill else None
        draft.option(
            sketch,
            choice.section,
            "" if choice.target == END else self._sketches[choice.target],
            when=choice.when,
            do=choice.do,
            check=check,
            once=choice.once,
            slots=words,
            intent=choice.target.lower() if choice.target != END else "leave",
        )

    def _declared(self, part: str) -> None:
        """Trust and money are declared where a plot first speaks of them, truth values too."""
        name, _, rest = part.partition(" ")
        if name == "coins":
            self._draft.coins()
        elif name == "trust":
            self._draft.trust()
        elif name not in self._draft.variables and rest.endswith(("true", "false")):
            self._draft.flag(name, name.replace("_", " "))

    def _named(self, text: str) -> str:
        names = {"main": called(self._draft.main), **self._words}
        return re.sub(r"\{(\w+)\}", lambda match: names.get(match[1], match[0]), text)
