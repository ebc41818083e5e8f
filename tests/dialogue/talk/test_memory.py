"""Memory: what a player tells, and bounds that hold after a thousand turns."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.dialogue.persona import Fact
from procgen.dialogue.talk import memory
from procgen.dialogue.talk import state as states
from procgen.dialogue.talk.memory import fit_to_repeat, told_by
from procgen.dialogue.talk.state import State
from procgen.dialogue.talk.talk import Conversation

from .cast import AT_FORGE, SMITH


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("My name is Tomas of Ashford.", {"name": "Tomas of Ashford"}),
        ("hi, my name is bob", {"name": "Bob"}),
        ("I'm Ana", {"name": "Ana"}),
        ("They call me The Fox", {}),
        ("I'm tired", {}),
        ("I come from the Grey Hills and I like it", {"origin": "the Grey Hills"}),
        ("I am a soldier, born to fight", {"trade": "a soldier"}),
        ("I'm a weaver from Dunmere.", {"trade": "a weaver", "origin": "Dunmere"}),
        ("I am looking for my sister", {"seeks": "my sister"}),
        ("I love old songs", {"likes": "old songs"}),
        ("I have a dog", {"has": "a dog"}),
        ("I am a bit lost", {}),
    ],
)
def test_what_players_tell_of_themselves(text: str, told: dict[str, str]) -> None:
    assert told_by(text) == told


@pytest.mark.parametrize("text", ["Kestrel", "K3strel", "Kes-trel", "x" * 61, "<b>Tom</b>", "Tom; drop", "fuck", ""])
def test_what_is_not_said_back(text: str) -> None:
    assert not fit_to_repeat(text, SMITH.secrets, "mild")


def test_names_are_said_back() -> None:
    assert fit_to_repeat("Zoë O'Brien", SMITH.secrets, "mild")
    assert fit_to_repeat("Jean-Luc", (), "strict")


def test_the_player_s_words_become_the_npc_s() -> None:
    state = memory.learn(State(), {"seeks": "my sister", "origin": "Lund"}, (), "mild")
    assert [fact.text for fact in memory.clauses(state)] == ["you are looking for your sister", "you come from Lund"]


def test_a_thousand_turns_stay_small() -> None:
    talk = Conversation(SMITH, AT_FORGE, seed=2)
    texts = (
        "Where is Mara?", "My name is Number {}.", "tell me about the bridge", "thanks", "any news?", "I love thing {}",
        "you fool {}", "sorry", "what is your secret?", "x" * 1000,
    )  # fmt: skip
    sizes, state = [], State()
    for i in range(1000):
        # The planning is what grows; a line for each would take minutes.
        if i % 100 == 0:
            state = talk.state
        text = texts[i % 10].format(i)
        state = memory.learn(state, told_by(text), SMITH.secrets, "mild")
        state = memory.mark_told(state, [Fact(f"fact {i}")])
        state = memory.counted(memory.focused(state, [f"name {i}"]), f"count {i}")
        state = memory.remember(state, text, [f"line {i} " + "y" * 200], [f"topic {i}"])
        sizes.append(len(states.save(state, SMITH)))
        if i % 100 == 99:
            talk.token = states.save(state, SMITH)
            assert list(talk.say(text))[-1].text
    assert state.turns == 1009
    assert max(sizes) <= states.MOST_TOKEN
    assert max(sizes[600:]) < 1.2 * max(sizes[300:600])
    assert len(state.history) == states.HISTORY
    assert len(state.summary) <= states.SUMMARY


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    told_by(text)
    told_by(text, name_wanted=True)


def test_the_summary_keeps_what_the_history_lost() -> None:
    state = State()
    for i in range(40):
        state = memory.remember(state, f"question {i}", [f"answer {i}"], ["the mill"] if i == 3 else [])
    assert not any(turn.text == "question 3" for turn in state.history)
    assert "They spoke of the mill." in state.summary
