"""What a talk does to an NPC: mood and regard, and the situation as they have changed it."""

from __future__ import annotations

from dataclasses import replace

from procgen.dialogue.persona import Persona, Situation
from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.talk import memory
from procgen.dialogue.talk.mind import felt
from procgen.dialogue.talk.state import State
from procgen.dialogue.talk.understand import Understood

_MOOD_LASTS = 3
"""Turns."""
_TALKATIVE = {
    "curious": 2.0, "gossipy": 2.0, "cheerful": 1.3, "kind": 1.2, "nervous": 1.2, "proud": 0.8, "grumpy": 0.5,
    "taciturn": 0.2,
}  # fmt: skip
_FLATTERED = word_set("cheerful kind generous humble simple nervous gossipy")
"""Traits of those who sing for joy at the first praise; others are pleased, and like the player better."""


def talkative(persona: Persona) -> float:
    """How much oftener than others somebody begins something or joins in, by traits."""
    found = 1.0
    for trait in persona.traits:
        found *= _TALKATIVE.get(trait, 1.0)
    return found


def situation_now(situation: Situation, state: State) -> Situation:
    """The situation as the talk has changed it: relation, mood, and the listener's name if the player told it."""
    relation = max(-2, min(2, round(situation.relation + state.drift)))
    return replace(
        situation,
        relation=relation,
        mood=state.mood if state.mood and state.mood_turns > 0 else situation.mood,
        listener=situation.listener or state.known("name"),
    )


def moved(state: State, heard: Understood, persona: Persona, situation: Situation) -> State:
    """The state as the player's words have moved the NPC: its mood, and its regard for the player."""
    traits = set(persona.traits)
    for act in heard.acts:
        change, mood = 0.0, ""
        if act.kind == "compliment":
            times = state.count("compliment")
            change = 0.4 / (1 + times) * (1.5 if "proud" in traits else 1.0)
            if not times and not heard.does("flirt"):
                mood = "proud" if "proud" in traits else "" if _FLATTERED.isdisjoint(traits) else "joyful"
            state = memory.counted(state, "compliment")
        elif act.kind == "thank":
            change = 0.1 if state.count("thank") < 5 else 0.0
            state = memory.counted(state, "thank")
        elif act.kind == "apologise" and state.drift < 0:
            change = min(0.6, -state.drift)
            mood = situation.mood
        elif act.kind in ("insult", "threaten", "accuse"):
            change = {"insult": -0.6, "threaten": -0.8, "accuse": -0.3}[act.kind]
            change *= 1.5 if "hot_tempered" in traits else 0.6 if traits & {"kind", "patient", "humble"} else 1.0
            if act.kind != "accuse":
                mood = _hurt(act.kind, traits)
                state = memory.counted(state, "rude")
        elif act.kind in ("sad_news",):
            mood = "tender" if traits & {"kind", "generous"} else "sad"
        elif act.kind == "good_news" and state.drift + situation.relation >= 0:
            mood = "joyful"
        elif act.kind == "odd" and state.count("odd") >= 2:
            change, mood = -0.1, "doubtful"
        elif act.kind == "condole":
            change, mood = 0.2 if not state.count("condole") else 0.0, "sad"
            state = memory.counted(state, "condole")
        elif act.kind in ("comfort", "confide"):
            change, mood = 0.1, "tender" if traits & {"kind", "generous", "patient"} else "quiet"
        elif act.kind == "bribe":
            change, mood = -0.2, "" if "greedy" in traits else "scornful"
        elif act.kind == "joke":
            mood = "amused" if "cheerful" in traits else ""
        state = felt(state, act.kind, change)
        if mood:
            state = replace(state, mood=mood, mood_turns=_MOOD_LASTS)
    return state


def _hurt(kind: str, traits: set[str]) -> str:
    if kind == "threaten" and traits & {"cowardly", "nervous"}:
        return "afraid"
    if "proud" in traits:
        return "scornful"
    return "sad" if traits & {"humble", "kind", "gloomy"} and kind == "insult" else "angry"
