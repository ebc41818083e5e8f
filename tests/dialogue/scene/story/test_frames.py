"""Facts are read into who did what, to whom, with what and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.dialogue.persona import Entity, Fact
from procgen.dialogue.scene.story.frames import DEEDS, GRAVITY, read

ENTITIES = (
    Entity("Branora", "person"),
    Entity("Old Marrow", "person"),
    Entity("the chapel bell", "item"),
    Entity("Saltgate", "place"),
    Entity("the Ferrymen", "faction", plural=True),
)


@pytest.mark.parametrize(
    ("text", "deed", "actor", "whom", "thing", "place"),
    [
        ("the chapel bell was stolen from Saltgate on Sunday night", "theft", "", "", "the chapel bell", "Saltgate"),
        ("Old Marrow owes Branora forty crowns", "debt", "Old Marrow", "Branora", "", ""),
        ("the Ferrymen saw a cart leave before dawn", "clue", "the Ferrymen", "", "the cart", ""),
        ("the wolves took two lambs from the south pasture", "theft", "the wolves", "", "two lambs", ""),
        ("the mayor sold the well to the Salt Brothers", "state", "", "the Salt Brothers", "the mayor", ""),
        ("the bridge is out since the flood", "harm", "", "", "the bridge", ""),
        ("Widow Arne poisoned the well", "harm", "Widow Arne", "", "the well", ""),
        ("Old Marrow has not been seen since Friday", "absence", "", "Old Marrow", "", ""),
        ("her sister ran away last spring", "absence", "the sister", "", "", ""),
        ("Captain Rhee lied about the oxygen count", "lie", "Captain Rhee", "", "the oxygen", ""),
    ],
)
def test_facts_are_read(text: str, deed: str, actor: str, whom: str, thing: str, place: str):
    frame = read(Fact(text), ENTITIES)
    assert (frame.deed, frame.actor, frame.whom, frame.thing, frame.place) == (deed, actor, whom, thing, place)


@given(st.text(alphabet="abc the Old's,.!7", max_size=60))
def test_whatever_is_read_has_a_known_deed(text: str):
    frame = read(Fact(text), ENTITIES)
    assert frame.deed in {*DEEDS, "state", "loss"}
    assert frame.deed in GRAVITY
