"""Persons of the corpus as requests have them: personas, situations, actions."""

from __future__ import annotations

import re
from typing import Final

from procgen.dialogue.describe import describe
from procgen.dialogue.persona import Fact, Persona, Situation, World
from procgen.dialogue.recipe.corpus.npc import Deed, Npc, Talk
from procgen.dialogue.talk.actions import Action, Parameter
from procgen.dialogue.validate import FACT_CHARACTERS, NAME_CHARACTERS
from procgen.dialogue.vocabulary import ROLES, TRAITS

_SETTINGS: Final = {"space": "scifi", "ruins": "scifi", "modern": "modern", "noir": "modern", "school": "modern"}
"""Worlds that requests know, for those of the corpus; the others are of a time without engines."""
NEVER: Final = "never"
_EARNED: Final = 1
"""Relation from which an action with a condition in words is done: a game would look at the condition itself."""
_RELATION: Final = re.compile(r"relation >= (-?\d)")
_NUMBERS: Final = ("number", "int", "integer", "count")
_TRUTHS: Final = ("truth", "bool", "yesno", "flag")


def persona_of(npc: Npc) -> Persona:
    """Who speaks. A role that requests don't know is the nearest that its words name, else a villager."""
    role = npc.head["role"]
    said = describe(role)
    known = role if role in ROLES else said.persona.role
    return Persona(
        name=npc.name,
        role=known,
        traits=tuple(trait for trait in npc.traits if trait in TRAITS)[:8],
        age=npc.head["age"],
        sex=npc.head["sex"],
        background=npc.head["background"],
        goals=(npc.head["goals"].rstrip("."),),
        knows=tuple(
            Fact(fact.text[:FACT_CHARACTERS], tuple(name[:NAME_CHARACTERS] for name in fact.about))
            for fact in npc.facts
        ),
        secrets=tuple(secret.text[:FACT_CHARACTERS] for secret in npc.secrets),
    )


def situation_of(npc: Npc, talk: Talk) -> Situation:
    """Where they speak, how they stand and feel at the beginning. The place is named up to its first comma."""
    world = World(_SETTINGS.get(npc.head["setting"], "medieval"))
    place = npc.head["place"].partition(",")[0][:NAME_CHARACTERS]
    return Situation(world, place, relation=talk.relation, mood=talk.mood)


def actions_of(npc: Npc) -> tuple[Action, ...]:
    """What a game would offer: all deeds that may be done at all, with the values that occur for what is free text."""
    return tuple(_action(npc, deed) for deed in npc.deeds if deed.condition != NEVER)


def _action(npc: Npc, deed: Deed) -> Action:
    parameters = []
    for place, (name, kind) in enumerate(deed.parameters):
        if kind in _NUMBERS:
            parameters.append(Parameter(name, "number"))
        elif kind in _TRUTHS:
            parameters.append(Parameter(name, "truth"))
        else:
            values = values_of(npc, deed, place)
            if values:
                parameters.append(Parameter(name, "choice", values))
    match = _RELATION.search(deed.condition)
    least = max(-2, min(2, int(match[1]))) if match else _EARNED if deed.condition else -2
    return Action(deed.name, deed.about[:400], (), tuple(parameters), least)


def values_of(npc: Npc, deed: Deed, place: int) -> tuple[str, ...]:
    """Values of a parameter that is free text: those that are given in any talk, and what the person knows of."""
    given = [
        argument(values[place])
        for talk in npc.talks
        for turn in talk.turns
        for name, values in turn.did
        if name == deed.name and len(values) > place
    ]
    known = [name for fact in npc.facts for name in fact.about]
    return tuple(dict.fromkeys(value[:120] for value in (*given, *known) if value))


def argument(text: str) -> str:
    """A value without its name and its quotes: "riders: 2" is "2"."""
    _, colon, value = text.partition(": ")
    return (value if colon else text).strip().strip("\"'")
