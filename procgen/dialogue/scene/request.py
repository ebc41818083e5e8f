"""What scene is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from procgen.dialogue.persona import Fact, Persona, Situation
from procgen.dialogue.scene.graph import Variable
from procgen.dialogue.scene.play import is_number
from procgen.dialogue.scene.quest import GOALS, Quest
from procgen.dialogue.validate import (
    LEVELS,
    NAME_CHARACTERS,
    SECRETS_MAX,
    count_violations,
    facts_violations,
    one_of,
    persona_violations,
    situation_violations,
    text_violations,
    texts_violations,
)
from procgen.dialogue.vocabulary import MOODS
from procgen.errors import InvalidFields, Violation

KINDS: Final[dict[str, str]] = {
    "talk": "somebody who can be asked about this and that",
    "quest": "a task, from the hook to the reward, over several meetings",
    "haggle": "goods and their price",
    "interrogation": "a suspect is questioned until they confess or go free",
    "rumour_mill": "several people tell what they heard, and not all of it agrees",
    "confrontation": "somebody is angry with the player; it ends in peace, a truce or a fight",
    "recruit": "somebody is won over to come along, objection by objection",
    "reunion": "an old acquaintance remembers, good and bad",
    "trial": "the player speaks for an accused before a judge, against witnesses",
    "market": "stalls, their keepers and what they sell",
    "heist": "a job is planned: who goes in, how, and who may be trusted",
    "farewell": "somebody leaves, or is left, and something is still unsaid",
    "peace": "two sides talk terms, and the player stands between",
    "blackmail": "somebody knows something and wants to be paid for it",
    "lesson": "somebody teaches what they know, by what went wrong",
    "campfire": "a fire, the night, and what people tell when they can't see each other well",
}
"""Kinds of scene, and what happens in each."""

SKILLS: Final = ("persuasion", "intimidation", "deception", "perception")
SIZES: Final = (8, 80)
CHOICES_A_NODE: Final = (3, 8)
COINS_MAX: Final = 1_000_000
CAST_MAX: Final = 6
FACTS_MAX: Final = 16
VARIABLES_MAX: Final = 32
SEED_MAX: Final = 2**64 - 1
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")


@dataclass(frozen=True, slots=True)
class SceneRequest:
    """A scene to be planned and written.

    Attributes:
        kind: one of `KINDS`.
        cast: who speaks, the most important first; further ones are invented where the kind needs them.
        situation: where, with whom; its listener is the player, "{player}" where it is empty.
        seed: equal seeds, equal scenes.
        size: nodes wanted; a fifth more or less may come.
        tone: one of `vocabulary.MOODS`, of those who speak where the beat asks for no other; empty for the situation's.
        facts: what must be told, each by somebody who knows it.
        guarded: facts that are told only to those who are trusted, or by a skill check.
        secrets: what nobody says.
        skills: names of the game's skills: of "persuasion", "intimidation", "deception" and "perception" to the game's
            own variables. What is missing keeps its name.
        variables: more variables of the game, which the scene declares and leaves alone.
        coins: what the player is taken to have, where the game does not set it.
        quest: what the quest is about; one is made where the kind needs it.
        goal: one of `quest.GOALS` for a quest that is made, or empty.
        choices_per_node: most choices shown at once.
        level: content filter, as of `Must.level`.
        id: of the scene; empty for one made of the kind and the seed.
    """

    kind: str = "talk"
    cast: tuple[Persona, ...] = ()
    situation: Situation = field(default_factory=Situation)
    seed: int = 0
    size: int = 24
    tone: str = ""
    facts: tuple[Fact, ...] = ()
    guarded: tuple[Fact, ...] = ()
    secrets: tuple[str, ...] = ()
    skills: Mapping[str, str] = field(default_factory=dict)
    variables: tuple[Variable, ...] = ()
    coins: int = 60
    quest: Quest | None = None
    goal: str = ""
    choices_per_node: int = 5
    level: str = "mild"
    id: str = ""


def validate(request: SceneRequest) -> None:
    """Refuse what can't be made.

    Raises:
        InvalidFields: naming all that is wrong.
    """
    found = [
        *one_of("kind", request.kind, KINDS),
        *_cast(request),
        *situation_violations(request.situation, "situation"),
        *_within("seed", request.seed, 0, SEED_MAX),
        *_within("size", request.size, *SIZES),
        *_within("choices_per_node", request.choices_per_node, *CHOICES_A_NODE),
        *_within("coins", request.coins, 0, COINS_MAX),
        *one_of("tone", request.tone, ("", *MOODS)),
        *one_of("goal", request.goal, ("", *GOALS)),
        *one_of("level", request.level, LEVELS),
        *facts_violations(request.facts, "facts", FACTS_MAX),
        *facts_violations(request.guarded, "guarded", FACTS_MAX),
        *texts_violations("secrets", request.secrets, SECRETS_MAX, NAME_CHARACTERS * 2),
        *_facts(request),
        *_names(request),
    ]
    if request.id and not _NAME.match(request.id):
        found.append(Violation.of("id", request.id, "lower-case letters, digits and underscores"))
    if request.quest is not None:
        found += one_of("quest.goal", request.quest.goal, GOALS)
        for name in ("target", "item", "place", "enemy", "reward"):
            found += text_violations(f"quest.{name}", getattr(request.quest, name), NAME_CHARACTERS)
    if found:
        raise InvalidFields(found)


def _within(path: str, value: int, least: int, most: int) -> list[Violation]:
    return [] if least <= value <= most else [Violation.of(path, value, f"{least} to {most}")]


def _cast(request: SceneRequest) -> list[Violation]:
    found = count_violations("cast", request.cast, CAST_MAX)
    if not request.cast:
        found.append(Violation.of("cast", "nobody", "at least one persona"))
    names = [persona.name for persona in request.cast]
    for i, persona in enumerate(request.cast[:CAST_MAX]):
        found += persona_violations(persona, f"cast[{i}]")
        if names.count(persona.name) > 1:
            found.append(Violation.of(f"cast[{i}].name", persona.name, "a name that nobody else has"))
    return found


def tellers(request: SceneRequest, fact: Fact) -> list[Persona]:
    """Those of the cast who know a fact and may say it."""
    return [persona for persona in request.cast if fact.is_known_to(persona.name) and not persona.hides(fact)]


def _facts(request: SceneRequest) -> list[Violation]:
    found = []
    for path, facts in (("facts", request.facts), ("guarded", request.guarded)):
        for i, fact in enumerate(facts):
            if not tellers(request, fact):
                allowed = "somebody of the cast who knows it and whose secrets it does not touch"
                found.append(Violation.of(f"{path}[{i}].known_to", ", ".join(fact.known_to) or "everybody", allowed))
            for secret in request.secrets:
                if secret.casefold() in fact.text.casefold():
                    found.append(Violation.of(f"{path}[{i}].text", fact.text, f"without the secret {secret!r}"))
    # A node says two facts at most, and half of a small scene is greetings and partings.
    room = request.size // 2
    if len(request.facts) + len(request.guarded) > max(room, 4):
        found.append(Violation.of("facts", len(request.facts) + len(request.guarded), f"{room} for this size"))
    return found


def _names(request: SceneRequest) -> list[Violation]:
    found = count_violations("variables", request.variables, VARIABLES_MAX)
    taken: set[str] = set()
    for i, variable in enumerate(request.variables):
        if not _NAME.match(variable.name) or variable.name in taken:
            allowed = "lower-case letters, digits and underscores, each name once"
            found.append(Violation.of(f"variables[{i}].name", variable.name, allowed))
        if is_number(variable.start) and not variable.lowest <= int(variable.start) <= variable.highest:
            found.append(Violation.of(f"variables[{i}].start", variable.start, "within its bounds"))
        taken.add(variable.name)
    for skill, name in request.skills.items():
        found += one_of("skills", skill, SKILLS)
        if not _NAME.match(name):
            found.append(Violation.of(f"skills[{skill}]", name, "lower-case letters, digits and underscores"))
    return found
