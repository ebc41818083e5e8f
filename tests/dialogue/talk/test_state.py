"""State tokens: they come back whole, and bad, foreign or changed ones are refused by name."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.dialogue.persona import Persona
from procgen.dialogue.talk import state as states
from procgen.dialogue.talk.state import MOST_TOKEN, State, Turn, load, save
from procgen.errors import InvalidFields

from .cast import ROBOT, SMITH

_WORDS = st.text(max_size=40)
_PAIRS = st.lists(st.tuples(st.text(max_size=20), _WORDS), max_size=8).map(tuple)
STATES = st.builds(
    State,
    turns=st.integers(0, 10**6),
    drift=st.floats(-4, 4, allow_nan=False).map(lambda x: round(x, 3)),
    mood=st.sampled_from(("", "angry", "sad")),
    mood_turns=st.integers(0, 9),
    history=st.lists(st.builds(Turn, st.booleans(), _WORDS), max_size=24).map(tuple),
    summary=st.lists(_WORDS, max_size=16).map(tuple),
    player=_PAIRS,
    told=st.lists(st.text("0123456789abcdef", min_size=12, max_size=12), max_size=30).map(tuple),
    lines=st.lists(_WORDS, max_size=48).map(tuple),
    focus=st.lists(_WORDS, max_size=4).map(tuple),
    asked=_WORDS,
    arguments=st.lists(st.tuples(st.text(max_size=9), st.booleans() | st.integers(0, 9) | _WORDS), max_size=4).map(
        tuple
    ),
    counts=st.lists(st.tuples(st.text(max_size=9), st.integers(0, 99)), max_size=9).map(tuple),
    over=st.booleans(),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(STATES)
def test_a_state_comes_back_whole(state: State) -> None:
    token = save(state, SMITH)
    assert token.isascii()
    assert len(token) <= MOST_TOKEN
    assert load(token, SMITH) == state


def refused(token: str, persona: Persona = SMITH) -> bool:
    try:
        load(token, persona)
    except InvalidFields as error:
        assert [violation.field for violation in error.violations] == ["state"]
        return True
    return False


def test_an_empty_token_is_a_fresh_state() -> None:
    assert load("", SMITH) == State()


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_changed_token_is_refused(data: st.DataObject) -> None:
    token = save(State(turns=3, history=(Turn(True, "hello"),)), SMITH)
    place = data.draw(st.integers(0, len(token) - 1))
    change = data.draw(st.sampled_from(("replace", "drop", "add", "cut", "double")))
    letter = data.draw(st.characters(max_codepoint=0x2FF, exclude_categories=("Cs",)))
    changed = {
        "replace": token[:place] + letter + token[place + 1 :],
        "drop": token[:place] + token[place + 1 :],
        "add": token[:place] + letter + token[place:],
        "cut": token[: place or 1],
        "double": token + token,
    }[change]
    assert changed == token or refused(changed)


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1, max_size=300))
def test_rubbish_is_refused(text: str) -> None:
    assert refused(text)
    assert refused("ptalk1." + text)


def test_a_token_of_somebody_else_is_refused() -> None:
    token = save(State(turns=1), SMITH)
    assert refused(token, ROBOT)
    assert refused(token, replace(SMITH, secrets=()))


def forged(values: object, persona: Persona = SMITH) -> str:
    """A token with the right digest, as somebody who has read the code could make."""
    data = zlib.compress(json.dumps(values).encode())
    return "ptalk1." + base64.urlsafe_b64encode(states._digest(data, persona) + data).decode().rstrip("=")


GOOD = {
    name: list(value) if isinstance(value, tuple) else value
    for name, value in ((f, getattr(State(), f)) for f in State.__dataclass_fields__)
}


def test_a_forged_token_must_still_fit() -> None:
    assert not refused(forged(GOOD))
    bad = {
        "turns": [-1, True, "3", 1.5, None, 1 << 40],
        "drift": [9.0, "x", True, None],
        "mood": ["furious", 3],
        "history": [[["x", "y"]], [[True, "y" * 401]], [[True, "y"]] * 25, "no"],
        "summary": [["x"] * 17, ["y" * 200], [3]],
        "player": [[["name", 5]], [["name"]], [["n", "x" * 61]]],
        "focus": [["a"] * 5],
        "arguments": [[["a", [1]]], [["a", None]]],
        "counts": [[["a", -1]], [["a", True]]],
        "over": [1, "yes"],
    }
    for name, values in bad.items():
        for value in values:
            assert refused(forged({**GOOD, name: value})), (name, value)
    assert refused(forged({**GOOD, "more": 1}))
    assert refused(forged({k: v for k, v in GOOD.items() if k != "told"}))
    assert refused(forged([]))
    assert refused(forged(None))


def test_bombs_and_giants_are_refused() -> None:
    assert refused("ptalk1." + "A" * MOST_TOKEN)
    assert refused(forged({**GOOD, "summary": ["x" * 9_000_000]}))
    assert refused(forged("[" * 100_000))


def test_the_fullest_state_fits() -> None:
    def noise(n: int, seed: int) -> str:
        return "".join(chr(0x4E00 + (seed * 7919 + i * 104729) % 20000) for i in range(n))

    full = State(
        history=tuple(Turn(i % 2 == 0, noise(200, i)) for i in range(24)),
        lines=tuple(noise(120, 100 + i) for i in range(48)),
        told=tuple(f"{i * 7919:012x}" for i in range(512)),
    )
    assert len(save(full, SMITH)) <= MOST_TOKEN


@pytest.mark.parametrize("version", ["ptalk0.", "ptalk2.", "talk"])
def test_another_version_is_refused(version: str) -> None:
    assert refused(version + save(State(), SMITH).removeprefix("ptalk1."))
