"""Limits in character."""

from __future__ import annotations

import pytest

from procgen.dialogue.talk.budget import Limits
from procgen.dialogue.talk.talk import reply
from procgen.errors import InvalidFields

from .cast import AT_FORGE, SMITH


def test_a_spent_budget_ends_the_talk_in_character() -> None:
    limits = Limits(turns=2)
    token = ""
    for _ in range(2):
        *_, state, end = reply(SMITH, AT_FORGE, token, "Any news?", seed=1, limits=limits)
        token = state.token
        assert not end.over
    *_, end = reply(SMITH, AT_FORGE, token, "Any news?", seed=1, limits=limits)
    assert end.over
    assert end.text


def test_bad_limits() -> None:
    with pytest.raises(InvalidFields) as caught:
        reply(SMITH, AT_FORGE, "", "hello", limits=Limits(turns=0, seconds=0))
    assert {violation.field for violation in caught.value.violations} == {"limits.turns", "limits.seconds"}
