"""What is wrong with personas, worlds and situations: every field at once, by its path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from procgen.dialogue.guard.sanitise import text_faults
from procgen.dialogue.persona import Entity, Fact, Persona, Situation, World
from procgen.dialogue.request import Must
from procgen.dialogue.vocabulary import (
    AGES,
    CHOICES,
    DESCRIPTIONS,
    EVENTS,
    INTENTS,
    MANNERS,
    MOODS,
    REGISTERS,
    ROLES,
    SETTINGS,
    SEXES,
    TRAITS,
)
from procgen.errors import Violation

NAME_CHARACTERS: Final = 80
FACT_CHARACTERS: Final = 200
TEXT_CHARACTERS: Final = 400
BACKGROUND_CHARACTERS: Final = 2000
ENTITY_KINDS: Final = ("person", "place", "item", "faction", "creature", "event", "other")
TIMES: Final = ("", "morning", "noon", "evening", "night")
WEATHERS: Final = ("", "clear", "rain", "snow", "storm", "fog")
LEVELS: Final = ("none", "mild", "strict")
MOST_CHARACTERS: Final = (20, 1000)
RELATIONS: Final = (-2, 2)
SHORT_LISTS: Final = 16
MUST_SAY_MAX: Final = 8
UNLIKE_MAX: Final = 63
SECRETS_MAX: Final = 64
ENTITIES_MAX: Final = 512
FACTS_MAX: Final = 2048
OWN_FACTS_MAX: Final = 256


def text_violations(path: str, text: str, most: int, *, least: int = 0) -> list[Violation]:
    """What is wrong with a text that must stand on one line."""
    return text_faults(path, text, most, least=least)


def one_of(path: str, value: str, allowed: Iterable[str]) -> list[Violation]:
    """What is wrong with a word that must be one of some."""
    allowed = tuple(allowed)
    return (
        []
        if value in allowed
        else [Violation.of(path, value or "missing", "one of " + ", ".join(filter(None, allowed)))]
    )


def count_violations(path: str, values: Sequence[object], most: int) -> list[Violation]:
    """What is wrong with a list's length."""
    return [Violation.of(path, f"{len(values)} entries", f"at most {most}")] if len(values) > most else []


def texts_violations(path: str, texts: Sequence[str], count: int, most: int) -> list[Violation]:
    """What is wrong with a list of texts, none of which may be empty."""
    found = count_violations(path, texts, count)
    for i, text in enumerate(texts[:count]):
        found += text_violations(f"{path}[{i}]", text, most, least=1)
    return found


def fact_violations(fact: Fact, path: str) -> list[Violation]:
    """What is wrong with a fact."""
    return [
        *text_violations(f"{path}.text", fact.text, FACT_CHARACTERS, least=1),
        *texts_violations(f"{path}.about", fact.about, SHORT_LISTS, NAME_CHARACTERS),
        *texts_violations(f"{path}.known_to", fact.known_to, 64, NAME_CHARACTERS),
        *text_violations(f"{path}.source", fact.source, FACT_CHARACTERS),
    ]


def facts_violations(facts: Sequence[Fact], path: str, most: int) -> list[Violation]:
    """What is wrong with a list of facts."""
    found = count_violations(path, facts, most)
    for i, fact in enumerate(facts[:most]):
        found += fact_violations(fact, f"{path}[{i}]")
    return found


def _entity_violations(entity: Entity, path: str) -> list[Violation]:
    return [
        *text_violations(f"{path}.name", entity.name, NAME_CHARACTERS, least=1),
        *one_of(f"{path}.kind", entity.kind, ENTITY_KINDS),
        *text_violations(f"{path}.description", entity.description, TEXT_CHARACTERS),
        *texts_violations(f"{path}.also", entity.also, SHORT_LISTS, NAME_CHARACTERS),
        *one_of(f"{path}.sex", entity.sex, ("", "female", "male")),
    ]


def world_violations(world: World, path: str) -> list[Violation]:
    """What is wrong with a world."""
    found = [
        *one_of(f"{path}.setting", world.setting, SETTINGS),
        *count_violations(f"{path}.entities", world.entities, ENTITIES_MAX),
        *facts_violations(world.facts, f"{path}.facts", FACTS_MAX),
        *text_violations(f"{path}.currency", world.currency, NAME_CHARACTERS),
    ]
    for i, entity in enumerate(world.entities[:ENTITIES_MAX]):
        found += _entity_violations(entity, f"{path}.entities[{i}]")
    return found


_STRENGTH: Final = re.compile(r"0?\.\d{1,6}|[01](?:\.0{1,6})?")


def persona_violations(persona: Persona, path: str) -> list[Violation]:
    """What is wrong with a persona."""
    found = [
        *text_violations(f"{path}.name", persona.name, NAME_CHARACTERS),
        *one_of(f"{path}.role", persona.role, ROLES),
        *count_violations(f"{path}.traits", persona.traits, 8),
        *one_of(f"{path}.age", persona.age, AGES),
        *one_of(f"{path}.sex", persona.sex, SEXES),
        *one_of(f"{path}.register", persona.register, ("", *REGISTERS)),
        *text_violations(f"{path}.background", persona.background.replace("\n", " "), BACKGROUND_CHARACTERS),
        *texts_violations(f"{path}.goals", persona.goals, 8, FACT_CHARACTERS),
        *facts_violations(persona.knows, f"{path}.knows", OWN_FACTS_MAX),
        *texts_violations(f"{path}.secrets", persona.secrets, SECRETS_MAX, FACT_CHARACTERS),
        *texts_violations(f"{path}.catchphrases", persona.catchphrases, 8, FACT_CHARACTERS),
        *texts_violations(f"{path}.examples", persona.examples, SHORT_LISTS, TEXT_CHARACTERS),
    ]
    found += texts_violations(f"{path}.unlike", persona.unlike, UNLIKE_MAX, NAME_CHARACTERS)
    for i, trait in enumerate(persona.traits[:8]):
        found += one_of(f"{path}.traits[{i}]", trait, TRAITS)
    found += count_violations(f"{path}.manners", persona.manners, 4)
    for i, manner in enumerate(persona.manners[:4]):
        name, parted, strength = manner.partition(":")
        found += one_of(f"{path}.manners[{i}]", name, MANNERS)
        if parted and not _STRENGTH.fullmatch(strength):
            found.append(Violation.of(f"{path}.manners[{i}]", manner, "a name, or a name and 0 to 1, as in drunk:0.8"))
    return found


def situation_violations(situation: Situation, path: str) -> list[Violation]:
    """What is wrong with a situation."""
    found = [
        *world_violations(situation.world, f"{path}.world"),
        *text_violations(f"{path}.place", situation.place, NAME_CHARACTERS),
        *text_violations(f"{path}.listener", situation.listener, NAME_CHARACTERS),
        *one_of(f"{path}.mood", situation.mood, MOODS),
        *one_of(f"{path}.time", situation.time, TIMES),
        *one_of(f"{path}.weather", situation.weather, WEATHERS),
    ]
    if not RELATIONS[0] <= situation.relation <= RELATIONS[1]:
        found.append(Violation.of(f"{path}.relation", situation.relation, "-2 to 2"))
    return found


def must_violations(must: Must, path: str) -> list[Violation]:
    """What is wrong with bounds, by themselves."""
    found = [
        *texts_violations(f"{path}.must_say", must.say, MUST_SAY_MAX, FACT_CHARACTERS),
        *texts_violations(f"{path}.never_say", must.never, SECRETS_MAX, FACT_CHARACTERS),
        *one_of(f"{path}.level", must.level, LEVELS),
    ]
    lowest, highest = MOST_CHARACTERS
    if not lowest <= must.most_characters <= highest:
        found.append(Violation.of(f"{path}.most_characters", must.most_characters, f"{lowest} to {highest}"))
    return found


def intent_violations(path: str, intent: str) -> list[Violation]:
    """What is wrong with an intent."""
    family, colon, name = intent.partition(":")
    families = {"bark": EVENTS, "choice": CHOICES, "describe": DESCRIPTIONS}
    if not colon:
        allowed = ", ".join(INTENTS) + '; or "bark:", "choice:" or "describe:" and what GetDialogueInfo lists'
        return [] if intent in INTENTS else [Violation.of(path, intent or "missing", "one of " + allowed)]
    if family not in families:
        return [Violation.of(path, intent, '"bark:", "choice:" or "describe:" and what GetDialogueInfo lists')]
    if name in families[family]:
        return []
    return [Violation.of(path, intent, f"{family}: and one of " + ", ".join(families[family]))]
