"""How an NPC keeps what it must not tell."""

from __future__ import annotations

from dataclasses import replace

from procgen.dialogue.talk.answer import Answer

_TOUCHES = 0.5
"""Share of a secret's words from which a text is after it."""


def ask_secret(answer: Answer) -> None:
    """Deflect; who presses is liked less for it."""
    if not answer.knowledge.secrets and answer.chance.random() < 0.5:
        answer.say("reply_no_secret")
        return
    pressed = answer.before.count("secret")
    answer.count("secret")
    if pressed:
        answer.state = replace(answer.state, drift=round(max(-4.0, answer.state.drift - 0.1), 3))
    answer.say("reply_secret_pressed" if pressed and answer.chance.random() < 0.6 else "reply_secret")


def asks_secret(answer: Answer) -> bool:
    """Deflect what touches a secret. False where it doesn't."""
    if answer.knowledge.hidden(answer.heard.words) <= _TOUCHES:
        return False
    ask_secret(answer)
    return True
