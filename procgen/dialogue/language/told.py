"""How our own model is told who speaks, to whom, where, and what was said: the script up to where the words begin.

It learns from prompts that are written so, and is asked by them.
"""

from __future__ import annotations

from typing import Final

from procgen.dialogue.language.contract import Prompt
from procgen.dialogue.model.controls import GENRES, LENGTHS
from procgen.dialogue.model.script import Script, Turn, plain
from procgen.dialogue.vocabulary import MOODS, ROLES

PREFIX_TOKENS = 384
"""It learned from texts of 512 tokens; the rest is for the answer."""
HEAD_TOKENS = 160
"""Of these, for place and persona."""

_GENRES = {"medieval": "play", "modern": "novel", "scifi": "novel"}
"""Which of its books a setting's people speak like."""
INTENT_CONTROLS = {
    "greet": "greeting", "farewell": "farewell", "thank": "thanks", "apologise": "apology", "threaten": "threat",
    "insult": "insult", "trade_open": "bargain", "sell": "bargain", "buy": "bargain", "haggle_ask": "bargain",
    "haggle_counter": "bargain", "refuse": "refuse", "disagree": "refuse", "deny": "refuse", "quest_declined": "refuse",
    "haggle_refuse": "refuse", "accept": "agree", "agree": "agree", "quest_accepted": "agree",
    "haggle_accept": "agree", "order": "order", "question": "question", "ask_name": "question",
    "ask_need": "question", "remember": "story", "recall": "story",
}  # fmt: skip
"""Intents that it has a control token for; others are left to it."""
_LISTENERS: Final = {-2: "to an enemy", -1: "coldly", 1: "warmly", 2: "to a friend"}
"""Stage directions, by relation."""


def prefix(script: Script, prompt: Prompt, *, tells_length: bool = True) -> list[int]:
    """The script up to where the words begin; what is too long loses its earliest turns.

    Args:
        script: of the model.
        prompt: what it is told.
        tells_length: whether it is told how many words are wanted; of texts that are there already nobody wants any.
    """
    kind, _, what = prompt.intent.partition(":")
    if kind == "describe":
        ids = [script.mark("doc"), script.mark("genre", what if what in GENRES else "prose")]
        if prompt.persona.name:
            ids += [script.mark("name"), *script.text(plain(prompt.persona.name))[:HEAD_TOKENS]]
        return [*ids, script.mark("text")]
    begins, ending = head(script, prompt), cue(script, prompt, tells_length=tells_length)[-HEAD_TOKENS:]
    turns: list[int] = []
    for spoken in reversed(prompt.history if kind != "bark" else ()):
        turn = script.turn(Turn(plain(spoken.speaker), plain(spoken.text)))
        if len(begins) + len(turn) + len(turns) + len(ending) > PREFIX_TOKENS:
            break
        turns = turn + turns
    return [*begins, *turns, *ending]


def head(script: Script, prompt: Prompt) -> list[int]:
    """What stands before the turns: the place, and who speaks."""
    if prompt.intent.startswith("bark:"):
        return script.opening("bark")
    situation = prompt.situation
    setting = ", ".join(part for part in (situation.place, situation.time) if part)
    return script.opening(_GENRES.get(situation.world.setting, "play"), plain(setting), [plain(_person(prompt))])[
        :HEAD_TOKENS
    ]


def _person(prompt: Prompt) -> str:
    """Somebody in words: ``Bram: old smith, grumpy, honest. Bram took over the forge from his aunt.``"""
    persona = prompt.persona
    age = "" if persona.age in ("adult", persona.role) else f"{persona.age} "
    manners = (manner.partition(":")[0] for manner in persona.manners)
    nature = ", ".join(filter(None, (f"{age}{persona.role}", *persona.traits, persona.register, *manners)))
    about = " ".join(filter(None, (persona.background, *prompt.notes)))
    return f"{persona.name}: {nature.replace('_', ' ')}. {about}".strip()


def cue(script: Script, prompt: Prompt, *, tells_length: bool = True) -> list[int]:
    """The beginning of a turn of the speaker, up to their words."""
    persona, situation = prompt.persona, prompt.situation
    barks = prompt.intent.startswith("bark:")
    words = prompt.words
    return script.cue(
        Turn(
            "" if barks else plain(persona.name),
            "",
            ROLES.get(persona.role, ""),
            MOODS.get(situation.mood, ""),
            INTENT_CONTROLS.get(prompt.intent, ""),
            next(name for name, most in LENGTHS if words <= most) if tells_length else "",
            scene="" if barks else _LISTENERS.get(situation.relation, ""),
        )
    )
