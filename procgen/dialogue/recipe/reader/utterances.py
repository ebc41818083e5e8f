"""Single utterances as acts of the reader: the corpus's, and those of the rules (`talk/utterances.txt`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from procgen.dialogue.reading.acts import ACTS
from procgen.dialogue.recipe.corpus import Said
from procgen.dialogue.recipe.reader.examples import Heard, Person
from procgen.dialogue.talk.examples import UTTERANCES, kinds_of_utterances

MEANS: Final = {
    "greet": "greet", "farewell": "bye", "thank": "thanks", "apologise": "sorry", "compliment": "compliment",
    "insult": "insult", "threaten": "threat", "flirt": "flirt", "boast": "brag", "accuse": "accuse",
    "doubt": "disagree", "yes": "agree", "no": "disagree", "odd": "inject", "gibberish": "nonsense",
    "small_talk": "smalltalk", "good_news": "news", "sad_news": "confess", "ask_where": "ask.where",
    "ask_who": "ask.who", "ask_when": "ask.when", "ask_why": "ask.why", "ask_many": "ask.how_many",
    "ask_price": "ask.how_many", "ask_about": "ask.what", "ask_opinion": "ask.opinion", "ask_self": "ask.self",
    "ask_name": "ask.self", "ask_goal": "ask.self", "ask_fear": "ask.self", "ask_nature": "ask.self",
    "ask_how": "ask.self", "repeat": "ask.back", "recall_said": "ask.back", "ask_secret": "probe",
    "request": "request", "buy": "trade", "sell": "trade", "trade": "trade", "haggle": "trade", "ask_time": "ask.when",
    "ask_weather": "smalltalk", "ask_rumour": "ask.what", "ask_way": "ask.where", "ask_place": "ask.where",
    "ask_help": "plea", "ask_come": "order", "ask_work": "offer", "silence": "silence", "statement": "claim",
}  # fmt: skip
"""Acts of the reader by kinds of the rules; kinds that are of both or neither are left out."""
_STAND_IN: Final = "Aldo"


def utterances(said: Iterable[Said]) -> Person:
    """Those of the corpus, and all of the rules, as turns of somebody who knows one thing, which answers nothing."""
    turns = [
        Heard(each.text, each.answered, "", tuple(ACTS.index(act) for act in each.acts), (), frozenset())
        for each in said
    ]
    turns += [
        Heard(text.replace("xx", _STAND_IN), "", "", (ACTS.index(MEANS[kind]),), (), frozenset())
        for kind, text in kinds_of_utterances(UTTERANCES.read_text(encoding="utf-8"))
        if kind in MEANS
    ]
    return Person(tuple(turns), (("f1", "the sky is above the earth", ("sky",)),))
