"""Lines that a game says for an NPC are remembered as the NPC's own."""

from __future__ import annotations

import pytest

from procgen.dialogue.talk import state as states
from procgen.dialogue.talk.memory import was_told
from procgen.dialogue.talk.scripted import scripted
from procgen.dialogue.talk.talk import reply
from procgen.errors import InvalidFields

from .cast import AT_FORGE, SMITH


def test_what_was_said_for_the_npc_is_told_and_not_said_again() -> None:
    line = "Harrow Bridge? It fell in the spring flood."
    token = scripted(SMITH, AT_FORGE, "", "What happened to the bridge?", [line])
    state = states.load(token, SMITH)
    assert [turn.text for turn in state.history] == ["What happened to the bridge?", line]
    assert state.lines == (line,)
    assert state.focus[0] == "harrow bridge"
    told = [fact for fact in AT_FORGE.world.facts if was_told(state, fact)]
    assert [fact.text for fact in told] == ["Harrow Bridge fell in the spring flood"]


def test_a_talk_goes_on_after_it() -> None:
    token = scripted(SMITH, AT_FORGE, "", "", ["Mind the sparks."])
    end = list(reply(SMITH, AT_FORGE, token, "Where is Mara?", (), 1))[-1]
    assert "behind the chapel" in end.text


def test_another_s_token_is_refused() -> None:
    with pytest.raises(InvalidFields):
        scripted(SMITH, AT_FORGE, "ptalk1.xx", "", ["Hm."])
