"""Lines that tell a fact, for somebody to read: would a writer keep them as they are?

The facts are those of held-out persons of the corpus, as each would say them, and of a few people written for this
alone. Intents and moods are drawn among those that a writer would ask for with such a fact (`suits`): nobody warns of
the price of a deed, or laughs about a drowned man.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.persona import Fact, Situation, World
from procgen.dialogue.phrase.facts import kind_of, traits_of
from procgen.dialogue.phrase.tidings import tidings_of
from procgen.dialogue.phrase.verbs import PASTS
from procgen.dialogue.recipe.corpus import Npc
from procgen.dialogue.recipe.corpus.npc import Talk
from procgen.dialogue.recipe.corpus.speakers import persona_of, situation_of
from procgen.dialogue.request import LineRequest
from procgen.dialogue.ruler.others import OTHERS
from procgen.dialogue.scene.story.told import told_by
from procgen.dialogue.speak import speak
from procgen.errors import Failed, InvalidFields

_OTHERS_SHARE: Final = 0.25
"""Share of the lines whose fact is of nobody in the corpus."""
_NEUTRAL: Final = 1 / 3
_PERIL: Final = re.compile(
    r"\b(?:wolves|raiders|bandits|pirates|leaks?|poison\w*|dangerous|flood\w*|crack(?:ed|s)|traps?|haunted|attack\w*"
    r"|threaten\w*|beats|hunts?|cheats|closed|blocked|out|down|fail\w*|fever|plague|kills|gone|sick|loose|thin|bites?"
    r"|kicks|stole|stolen|thief|missing|watch(?:es|ing)|spies|bewitched|cursed)\b"
)
_PLACE: Final = re.compile(r"\b(?:road|street|lane|alley|bridge|gate|path|ford|cave|stairs?|way|pass|behind|beneath)\b")
_OPEN: Final = re.compile(r"(?:it|they|he|she|him|her|his|their|its)\b")
"""How facts begin that go on from another one, which nobody would ask for alone."""
_NAMED: Final = re.compile(
    r"\b(?:Mrs?|Miss|Dr|Captain|Sergeant|Judge|Old|Sister|Brother|Father|Mother|Lord|Lady|Mistress|Master|Inspector"
    r"|Secretary|Private|Sheriff|Councillor)\b|^[A-Z][a-z]+ (?:[A-Z]|[a-z]+(?:s|ed)\b)|\b(?:somebody|someone)\b"
    r"|\bthe (?:[a-z]+ )?[a-z]+(?:er|or|man|woman|ist)\b|\bwife\b|\bhusband\b|\bthe (?:duke|king|judge|bishop|doctor)\b"
)
"""Facts of somebody whom people talk of."""
_PAST: Final = re.compile(r"\b[a-z]{3,}ed\b|\bwas\b|\bwere\b|\bhad\b")

_MOODS: Final = {
    "": ("amused", "quiet", "weary", "stern", "scornful", "eager", "proud", "doubtful", "tender", "surprised"),
    "ill": ("sad", "angry", "afraid", "weary", "stern", "scornful", "surprised", "quiet", "pleading", "doubtful"),
    "good": ("joyful", "amused", "eager", "proud", "tender", "surprised"),
}
"""What somebody may feel who tells a fact, by what it is; besides nothing much."""
_MOODS_OF: Final = {
    "celebrate": ("joyful", "eager", "proud"),
    "mourn": ("sad", "weary", "quiet", "tender"),
    "complain": ("angry", "weary", "scornful", "sad", "stern"),
    "warn": ("afraid", "stern", "angry", "pleading", "quiet"),
    "boast": ("proud", "eager", "amused", "joyful"),
    "confess": ("sad", "afraid", "quiet", "weary"),
    "refuse": ("stern", "angry", "weary", "sad", "scornful", "afraid"),
    "quest_hook": ("afraid", "pleading", "sad", "eager", "stern", "angry"),
    "sell": ("eager", "proud", "amused"),
    "promise": ("eager", "stern", "tender", "proud"),
    "order": ("stern", "angry", "proud"),
    "directions": ("amused", "quiet", "weary", "stern", "eager", "tender"),
}
"""What one may feel who does this; with others all that the fact allows."""


@dataclass(frozen=True, slots=True)
class Told:
    """A line to be read: who says it and what it was to do and to tell."""

    request: LineRequest
    text: str

    @property
    def asked(self) -> str:
        """Role, traits, intent, mood and fact."""
        who, mood = self.request.persona, self.request.situation.mood
        nature = " ".join(filter(None, (mood, *who.traits, who.age, who.role)))
        return f"{nature}: {self.request.intent}, told: {self.request.facts[0].text}"


def _never() -> None:
    pass


def suits(fact: str) -> dict[str, tuple[str, ...]]:
    """Intents that a writer would ask for with a fact, and moods besides neutral that go with both; none for some."""
    tidings, traits = tidings_of(fact), traits_of(fact)
    if kind_of(fact) == "thing":
        intents: Sequence[str] = ("inform", "quest_details", "recall", *_of_thing(next(iter(traits), "")))
    else:
        intents = [intent for intent, fits in _fitting(fact, traits) if fits]
    moods = _MOODS[tidings]
    if "own" in traits:  # nobody doubts what they did
        moods = tuple(mood for mood in moods if mood != "doubtful")
    return {intent: tuple(mood for mood in moods if mood in _MOODS_OF.get(intent, moods)) for intent in intents}


def _fitting(fact: str, traits: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Intents, and whether each fits a fact that is told in a clause."""
    own, ill, death = (trait in traits for trait in ("own", "ill", "death"))
    past = _PAST.search(fact) is not None or not PASTS.isdisjoint(fact.split())
    did = re.match(r"I (?:[a-z]+ed\b|was\b|had\b|([a-z]+))", fact)
    verb = did[1] or "" if did else None
    """Of the speaker; empty where it is a regular past, None where somebody else acts."""
    yield from ((intent, True) for intent in ("inform", "small_talk", "greet", "farewell"))
    yield from ((intent, not own) for intent in ("quest_details", "question"))
    yield "rumour", not own and (_NAMED.search(fact) is not None or tidings_of(fact) != "")
    yield "reveal", ill or (own and past)
    yield "recall", past if not own else verb is not None and (not verb or verb in PASTS)
    yield "introduce", re.match(r"(?:I|[Mm]y)\b", fact) is not None and not past
    yield "boast", verb is not None and not ill and (past or verb in ("can", "have", "own", "know"))
    yield "confess", own and ill
    yield "warn", ill and not own and not death and _PERIL.search(fact) is not None
    yield "complain", ill
    yield from ((intent, ill and not past) for intent in ("refuse", "quest_hook"))
    yield "mourn", death
    yield "celebrate", "good" in traits
    yield "directions", _PLACE.search(fact) is not None and not past
    yield "sell", "price" in traits


def _of_thing(trait: str) -> tuple[str, ...]:
    return {
        "thing_time": ("farewell", "order", "promise"),
        "thing_sum": ("sell", "promise"),
        "thing_person": ("farewell", "directions"),
        "thing_place": ("directions", "farewell"),
        "thing_item": ("promise", "order"),
    }.get(trait, ())


def tellings(persons: Sequence[Npc], seed: int, count: int) -> list[LineRequest]:
    """So many requests for a line with a fact, of persons of the corpus and of others."""
    rng = np.random.default_rng([seed, 23])
    found: list[LineRequest] = []
    while len(found) < count:
        if persons and rng.random() >= _OTHERS_SHARE:
            npc = persons[int(rng.integers(len(persons)))]
            known = replace(persona_of(npc), knows=())
            situation = situation_of(npc, Talk(0, "neutral", ()))
            text = npc.facts[int(rng.integers(len(npc.facts)))].text
        else:
            known, world, facts = OTHERS[int(rng.integers(len(OTHERS)))]
            situation, text = Situation(World(world)), facts[int(rng.integers(len(facts)))]
        fact = told_by(Fact(text), known)
        if _OPEN.match(fact.text):
            continue
        allowed = suits(fact.text)
        intent = list(allowed)[int(rng.integers(len(allowed)))]
        moods = allowed[intent] if rng.random() >= _NEUTRAL else ()
        mood = moods[int(rng.integers(len(moods)))] if moods else "neutral"
        found.append(
            LineRequest(intent, known, replace(situation, mood=mood), facts=(fact,), seed=int(rng.integers(1 << 31)))
        )
    return found


def told(requests: Sequence[LineRequest], model: LanguageModel | None) -> list[Told]:
    """Each request with the line that a model chooses, or the books alone; without those that are refused."""
    found = []
    for request in requests:
        try:
            found.append(Told(request, speak(request, model, _never).text))
        except (InvalidFields, Failed):
            continue
    return found


def told_text(lines: Sequence[Told]) -> str:
    """A text to read, and to mark, one line after the other."""
    return "".join(f"{number}. [{each.asked}]\n    {each.text}\n" for number, each in enumerate(lines, 1))
