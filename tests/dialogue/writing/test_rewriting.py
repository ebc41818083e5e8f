"""A line in another's voice: what it says stays."""

from __future__ import annotations

import pytest

from procgen.dialogue.persona import Persona, Situation
from procgen.dialogue.request import LineRequest, Must
from procgen.dialogue.writing.rewriting import rewritten
from procgen.errors import InvalidFields

CAPTAIN = LineRequest("inform", Persona("Aldo", "captain", manners=("pompous",)), Situation(mood="angry"), seed=2)


def _ways(text: str, request: LineRequest = CAPTAIN, count: int = 5) -> list[str]:
    return rewritten(text, request, None, lambda: None, count)


@pytest.mark.parametrize("text", ["The bridge is out.", "Where were you? I waited!", "Nobody came."])
def test_what_is_said_stays_and_the_ways_differ(text: str):
    found = _ways(text)
    assert len(set(found)) == len(found) == 5
    assert text not in found
    assert all(text.rstrip(".").lower() in way.lower() for way in found)


def test_registers_spell_out_and_draw_together():
    formal = LineRequest("inform", Persona("Ann", "noble", register="formal", traits=("proud",)))
    rough = LineRequest("inform", Persona("Jo", "thief", register="rough", traits=("sly",)))
    assert all("I do not know" in way for way in _ways("I don't know, ask again!", formal, 2))
    assert all("I don't know" in way for way in _ways("I do not know, ask again!", rough, 2))


def test_equal_seeds_give_equal_ways():
    assert _ways("The bridge is out.") == _ways("The bridge is out.")


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("", CAPTAIN),
        ("a" * 401, CAPTAIN),
        ("The crown is false.", LineRequest("inform", Persona("Ann", secrets=("the crown is false",)))),
        ("The plague is here.", LineRequest("inform", Persona("Ann"), must=Must(never=("plague",)))),
    ],
)
def test_what_must_not_be_said_is_not_rewritten(text: str, request_: LineRequest):
    with pytest.raises(InvalidFields) as caught:
        _ways(text, request_)
    assert caught.value.violations[0].field == "line"
    assert "crown" not in str(caught.value)
