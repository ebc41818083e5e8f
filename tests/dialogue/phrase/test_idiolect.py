"""Two persons of one nature speak differently, and so do two seeds of one person."""

from __future__ import annotations

import itertools
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from procgen.dialogue.persona import Persona
from procgen.dialogue.phrase.idiolect import favour, place_of
from procgen.dialogue.phrase.write import lines
from tests.dialogue.phrase.small_book import request


def test_a_person_keeps_their_place_and_shares_it_with_nobody():
    names = [Persona(name, "guard") for name in ("Bram", "Oda", "Tam", "Nell")]
    places = [place_of(persona) for persona in names]
    assert places == [place_of(persona) for persona in names]
    assert all(abs(one - other) > 1e-3 for one, other in itertools.combinations(places, 2))


@given(st.text(max_size=20), st.floats(0.01, 100.0), st.floats(0.0, 1.0), st.integers(0, 2**64 - 1))
def test_what_weighs_more_is_favoured_more(template: str, weight: float, here: float, seed: int):
    assert 0.0 < favour(template, weight, here, seed) < favour(template, weight * 2.0, here, seed)


def test_a_manner_is_heard_as_often_as_was_asked():
    def heard(manner: str) -> int:
        persona = Persona("Bram", "guard", manners=(manner,))
        rows = lines([replace(request("greet", seed=seed), persona=persona) for seed in range(12)])
        return sum("manner_drunk" in row.template for row in rows)

    assert heard("drunk:1") == 12
    assert 3 <= heard("drunk") <= 11
    assert heard("drunk:0") == 0
