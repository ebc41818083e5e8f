"""Lines that tell a fact, for somebody to read: would a writer keep them as they are?

The facts are those of held-out persons of the corpus, as each would say them, and of a few people written for this
alone. Intents and moods are drawn among those that a writer would ask for with such a fact (`suits`): nobody warns of
the price of a deed, or laughs about a drowned man.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.persona import Fact, Persona, Situation, World
from procgen.dialogue.phrase.facts import kind_of, traits_of
from procgen.dialogue.phrase.tidings import tidings_of
from procgen.dialogue.phrase.verbs import PASTS
from procgen.dialogue.recipe.corpus import Npc
from procgen.dialogue.recipe.corpus.npc import Talk
from procgen.dialogue.recipe.corpus.speakers import persona_of, situation_of
from procgen.dialogue.request import LineRequest
from procgen.dialogue.speak import speak
from procgen.dialogue.talk.own_words import said_by
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
    r"\b(?:Mrs?|Miss|Dr|Captain|Sergeant|Judge|Old|Sister|Brother|Father|Mother|Lord|Lady|Mistress|Master|Inspector|Secretary"
    r"|Private|Sheriff|Councillor)\b|^[A-Z][a-z]+ (?:[A-Z]|[a-z]+(?:s|ed)\b)|\b(?:somebody|someone)\b"
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
    tidings = tidings_of(fact)
    kind, traits = kind_of(fact), traits_of(fact)
    if kind == "thing":
        intents = ["inform", "quest_details", "recall", *_of_thing(next(iter(traits), ""))]
    else:
        own, past = "own" in traits, _PAST.search(fact) is not None or not PASTS.isdisjoint(fact.split())
        did = re.match(r"I (?:[a-z]+ed\b|was\b|had\b|([a-z]+))", fact)
        mine = re.match(r"(?:I|[Mm]y)\b", fact) is not None
        person = _NAMED.search(fact) is not None
        fits = {
            "inform": True, "small_talk": True, "greet": True, "farewell": True, "quest_details": not own,
            "question": not own, "rumour": not own and (person or tidings != ""), "reveal": tidings == "ill" or (own and past),
            "recall": past if not own else did is not None and (did[1] is None or did[1] in PASTS),
            "introduce": mine and not past, "boast": did is not None and tidings != "ill" and (past or did[1] in ("can", "have", "own", "know")), "confess": own and tidings == "ill",
            "warn": tidings == "ill" and not own and "death" not in traits and _PERIL.search(fact) is not None,
            "complain": tidings == "ill", "refuse": tidings == "ill" and not past, "quest_hook": tidings == "ill" and not past,
            "mourn": "death" in traits, "celebrate": tidings == "good",
            "directions": _PLACE.search(fact) is not None and not past, "sell": "price" in traits,
        }  # fmt: skip
        intents = [intent for intent, fit in fits.items() if fit]
    moods = _MOODS[tidings]
    if "own" in traits:
        moods = tuple(mood for mood in moods if mood != "doubtful")
    return {intent: tuple(mood for mood in moods if mood in _MOODS_OF.get(intent, moods)) for intent in intents}


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
        fact = said_by(Fact(text), known)
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


OTHERS: Final[tuple[tuple[Persona, str, tuple[str, ...]], ...]] = (
    (Persona("Maud Ferrier", "innkeeper", ("cheerful", "gossipy"), "adult", "female"), "medieval", (
        "the cellar flooded on Tuesday", "the cook has left for the coast", "a bed costs three coppers with breakfast",
        "the tinker in the loft never takes off his gloves", "she brews the stout herself", "three coppers",
        "the room at the end of the stairs",
    )),
    (Persona("Sergeant Boll", "guard", ("simple", "honest"), "adult", "male"), "medieval", (
        "the east gate is shut at dusk", "two prisoners escaped by the drain", "wolves have been seen on the north road",
        "he lost his helmet in the river", "Captain Ansel drinks alone", "at dusk",
    )),
    (Persona("Old Perrin", "sailor", ("gloomy", "superstitious"), "old", "male"), "medieval", (
        "the herring have not come this year", "his brother drowned off Gull Rock", "the harbor freezes in January",
        "the lighthouse has been dark since Sunday", "nobody sails on a Friday", "Gull Rock",
    )),
    (Persona("Lena Ostrow", "detective", ("sly", "curious"), "adult", "female"), "modern", (
        "the safe was empty before the fire", "the night porter owns a yellow raincoat", "the judge plays cards on Fridays",
        "she never took the money", "someone has been paying the porter's rent", "the porter of the Hotel Bristol",
        "a yellow raincoat",
    )),
    (Persona("Dex", "mechanic", ("grumpy", "loyal"), "young", "male"), "scifi", (
        "the port engine leaks coolant", "the spare filters are in locker nine", "he rebuilt the pump out of two wrecks",
        "the captain promised everyone shore leave", "docking costs forty credits an hour", "locker nine",
        "forty credits",
    )),
    (Persona("Doctor Amina Quill", "healer", ("kind", "patient"), "adult", "female"), "modern", (
        "the clinic opens at eight", "the fever came with the pilgrims", "the baker's boy has recovered",
        "she trained in Lisbon", "there is no quinine left on the island", "at eight in the morning",
    )),
    (Persona("Tobin", "child", ("curious", "brave"), "child", "male"), "medieval", (
        "there is a cave behind the waterfall", "the miller keeps a badger in the barn", "he can whistle through his teeth",
        "my sister won the egg race", "the teacher sleeps after lunch", "the cave behind the waterfall",
    )),
    (Persona("Lady Isaure", "noble", ("proud", "learned"), "old", "female"), "medieval", (
        "the duke has pawned his horses", "her grandfather planted the lime trees", "the council meets on the first Monday",
        "the portrait in the hall is a forgery", "the emerald ring", "the first Monday of the month",
    )),
)  # fmt: skip
"""People who are in no corpus, the kind of their world, and facts that are theirs."""
