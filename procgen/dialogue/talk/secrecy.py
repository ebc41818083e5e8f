"""How an NPC keeps what it must not tell."""

from __future__ import annotations

from procgen.dialogue.talk.answer import Answer
from procgen.dialogue.talk.mind import felt

_TOUCHES = 0.5
"""Share of a secret's words from which a text is after it."""
_PROBES = 0.08
"""How sure the reader must be that a secret is asked for, where a text shares its words."""


def ask_secret(answer: Answer) -> None:
    """Deflect; who presses is liked less for it."""
    if not answer.knowledge.secrets and answer.chance.random() < 0.5:
        answer.say("reply_no_secret")
        return
    pressed = answer.before.count("secret")
    answer.count("secret")
    if pressed:
        answer.state = felt(answer.state, "secret", -0.1)
    answer.say("reply_secret_pressed" if pressed and answer.chance.random() < 0.6 else "reply_secret")


def asks_secret(answer: Answer) -> bool:
    """Deflect what touches a secret. False where it doesn't, or where something else is surely meant."""
    reading = answer.heard.reading
    if answer.knowledge.hidden(answer.heard.words) <= _TOUCHES:
        return False
    if reading is not None and reading.sure("probe") < _PROBES:
        return False
    ask_secret(answer)
    return True
