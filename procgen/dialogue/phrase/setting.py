"""What a request means for templates: marks that conditions look at, words for slots, how the speaker talks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from procgen.dialogue.persona import Entity, Persona, Situation
from procgen.dialogue.phrase import english
from procgen.dialogue.phrase.conditions import PLACE_KINDS
from procgen.dialogue.request import LineRequest
from procgen.dialogue.vocabulary import INTENT_KINDS, INTENTS

SHORT_CHARACTERS = 100
"""Up to here a line counts as short; barks and choices always do."""

_CURRENCY = {"medieval": "coins", "modern": "dollars", "scifi": "credits"}
_DAY = {"morning": "morning", "noon": "day", "evening": "evening", "night": "evening"}
_REGISTERS = {
    "noble": "formal", "ruler": "formal", "priest": "formal", "scholar": "formal", "servant": "formal",
    "wizard": "archaic", "spirit": "archaic", "elder": "plain", "thief": "rough", "sailor": "rough",
    "beggar": "rough", "smith": "plain", "child": "casual", "bard": "plain", "robot": "technical",
    "mechanic": "casual", "pilot": "casual", "officer": "plain",
}  # fmt: skip
_LATER = {"archaic": "formal"}
"""Registers that give way outside medieval worlds."""
_CASUAL_LATER = frozenset(("villager", "innkeeper", "farmer", "hunter", "merchant", "smith", "bard", "messenger"))
_KINDS = {name: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) for name, pattern in PLACE_KINDS.items()}
_INTENTS = {
    intent: frozenset((intent, *(kind for kind, intents in INTENT_KINDS.items() if intent in intents)))
    for intent in INTENTS
}
"""Each with the kinds that it is of."""
_SEXES = {"place": "thing", "item": "thing", "event": "thing"}


def heard_register_of(request: LineRequest) -> str:
    """How the words sound: descriptions are said by nobody."""
    if request.intent.startswith("describe"):
        return "plain"
    return register_of(request.persona, request.situation.world.setting)


def register_of(persona: Persona, setting: str) -> str:
    """The persona's own register, or what suits its role in the setting."""
    if persona.register:
        return persona.register
    register = _REGISTERS.get(persona.role, "plain")
    if setting != "medieval":
        register = _LATER.get(register, register)
        if persona.role in _CASUAL_LATER:
            return "casual"
    return register


@lru_cache(maxsize=4096)
def place_kind_of(text: str) -> str:
    """The kind of place that a name or description tells, or an empty string."""
    return next((kind for kind, pattern in _KINDS.items() if pattern.search(text)), "")


def _described(situation: Situation) -> str:
    place = situation.place.lower()
    for entity in situation.world.entities:
        if entity.name.lower() == place:
            return entity.description
    return ""


def slots_of(request: LineRequest) -> dict[str, str]:
    """Words for slots, the caller's first. What is unknown is left out."""
    situation = request.situation
    slots = {
        "me": request.persona.name,
        "name": situation.listener,
        "place": situation.place,
        "currency": situation.world.currency or _CURRENCY.get(situation.world.setting, ""),
        "time": situation.time,
        "weather": situation.weather,
        "day": _DAY.get(situation.time, ""),
        **request.slots,
    }
    price, currency = slots.get("price", ""), slots["currency"]
    if price:
        # "40 crowns" where crowns are the currency is 40, so that templates may say "<price> <currency>".
        bare = re.sub(rf"\s+{re.escape(currency)}$", "", price, flags=re.IGNORECASE) if currency else price
        slots["price"] = bare
        slots["money"] = f"{bare} {currency}" if currency and re.fullmatch(r"[\d,]+", bare) else price
        if bare == "1" and currency.endswith("s"):
            slots["money"] = f"1 {currency[:-1]}"
    return {name: words for name, words in slots.items() if words}


def sex_of(words: str, entities: Iterable[Entity]) -> str:
    """For pronouns: ``female``, ``male``, ``thing``, or empty where nothing has the name, or many have it."""
    wanted = words.lower()
    for entity in entities:
        if wanted == entity.name.lower() or wanted in (name.lower() for name in entity.also):
            return "" if entity.plural else entity.sex or _SEXES.get(entity.kind, "")
    return ""


def is_many(words: str, entities: Iterable[Entity]) -> bool:
    """Whether a plural verb follows: of entities what they say, of other names never, else what the noun looks like."""
    wanted = words.lower()
    for entity in entities:
        if wanted == entity.name.lower() or wanted in (name.lower() for name in entity.also):
            return entity.plural
    return not english.is_name(words) and english.is_plural(words)


def marks_of(request: LineRequest, slots: frozenset[str]) -> dict[str, frozenset[str]]:
    """What conditions look at."""
    persona, situation = request.persona, request.situation
    setting = situation.world.setting
    kind = request.slots.get("place_kind") or place_kind_of(situation.place) or place_kind_of(_described(situation))
    called = request.intent.startswith(("bark", "choice"))
    short = called or request.must.most_characters <= SHORT_CHARACTERS or "taciturn" in persona.traits

    def one(value: str) -> frozenset[str]:
        return frozenset((value,)) if value else frozenset()

    return {
        "role": one(persona.role),
        "mood": one(situation.mood),
        "register": one(register_of(persona, setting)),
        "setting": one(setting),
        "age": one(persona.age),
        "sex": one(persona.sex),
        "relation": one(str(situation.relation)),
        "trait": frozenset(persona.traits),
        "time": one(situation.time),
        "weather": one(situation.weather),
        "place_kind": one(kind),
        "length": one("short" if short else "long"),
        "intent": _INTENTS.get(request.intent, frozenset()),
        "has": slots,
    }
