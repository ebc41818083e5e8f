"""Facts are read into their parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.dialogue.talk.parts import parts_of


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("the cards start at eleven in the back room", "when", "at eleven"),
        ("the cards start at eleven in the back room", "where", "in the back room"),
        ("Widow Arne bars the door at dusk because the dogs run loose", "why", "because the dogs run loose"),
        ("the mill stopped since the miller fell ill", "why", "since the miller fell ill"),
        ("Doctor Pell drives a green wagon to the quarry every Friday", "who", "Doctor Pell"),
        ("Doctor Pell drives a green wagon to the quarry every Friday", "when", "every Friday"),
        ("a night under the roof costs three pennies", "how_many", "three pennies"),
        ("he is paid nine dollars a night, and the drummer gets eleven", "how_many", "nine dollars a night"),
        ("the clear costs five because you can see through it", "how_many", "five"),
        ("the plank is six inches short", "how_many", "six inches short"),
        ("the well was dug by hand with a spade for nine weeks", "how", "with a spade"),
        ("the well was dug by hand with a spade for nine weeks", "how_many", "nine weeks"),
        ("Odd's boat lies under the bridge", "whose", "Odd"),
        ("the red lamp belongs to Mistress Kay", "whose", "Mistress Kay"),
        (
            "the market opens at a quarter past six on Saint Ode's day",
            "when",
            "at a quarter past six on Saint Ode's day",
        ),
        ("she saves every coin to buy the orchard back", "why", "to buy the orchard back"),
    ],
)
def test_parts_are_found(text: str, kind: str, part: str) -> None:
    assert part in parts_of(text).get(kind, ()), parts_of(text)


@given(st.text(st.sampled_from("abe ,.'MT29-"), max_size=60))
def test_every_part_is_words_of_the_fact(text: str) -> None:
    for pieces in parts_of(text).values():
        assert all(piece in text for piece in pieces)


def test_a_want_is_no_reason() -> None:
    assert "why" not in parts_of("the smith wants to leave the valley")
