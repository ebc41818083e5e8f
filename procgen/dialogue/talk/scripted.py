"""Lines that a game says for an NPC by itself in the middle of a talk: the NPC remembers them as its own."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from procgen.dialogue.guard import sanitise
from procgen.dialogue.persona import Fact, Persona, Situation
from procgen.dialogue.talk import memory
from procgen.dialogue.talk import state as states
from procgen.dialogue.talk.retrieve import Knowledge, knowledge
from procgen.dialogue.talk.spelling import content, tokens

_TOLD = 0.5
"""Share of a fact's words from which a line has told it."""


def scripted(persona: Persona, situation: Situation, token: str, player_text: str, lines: Sequence[str]) -> str:
    """The talk's token after a turn that the game has written itself.

    Args:
        persona, situation: as of `talk.reply`.
        token: of the turn before; empty at the first.
        player_text: what the player said; may be empty.
        lines: what the NPC said.

    Raises:
        InvalidFields: the token is not one of this NPC's.
    """
    state = states.load(token, persona)
    known = knowledge(persona, situation.world)
    said = tokens(" ".join(lines))
    topics = [*known.linked(tokens(player_text)), *reversed(known.linked(said, typos=False))]
    told = told_in(known, lines)
    now = memory.focused(replace(state, asked="", about="", arguments=()), [key for key, _ in topics])
    after = memory.mark_told(now, told)
    player = sanitise.player_text(player_text)
    return states.save(memory.remember(after, player, lines, [topic.name for _, topic in topics]), persona)


def told_in(known: Knowledge, lines: Sequence[str]) -> list[Fact]:
    """Facts that lines tell, whoever says them."""
    words = set(content(tokens(" ".join(lines))))
    return [each.fact for each, own in zip(known.facts, known.words, strict=True) if _tells(words, own)]


def _tells(words: Set[str], own: Set[str]) -> bool:
    return bool(own) and len(own & words) >= _TOLD * len(own)
