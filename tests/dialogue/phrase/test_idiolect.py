"""Two persons of one nature speak differently, and so do two seeds of one person."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from procgen.dialogue.persona import Persona
from procgen.dialogue.phrase.book import Template, library
from procgen.dialogue.phrase.conditions import Conditions
from procgen.dialogue.phrase.idiolect import favour, owned, place_of, spread
from procgen.dialogue.phrase.write import line, lines
from tests.dialogue.phrase.small_book import request

_HANDS = """
from procgen.dialogue.persona import Persona
from procgen.dialogue.phrase.book import Template, library
from procgen.dialogue.phrase.conditions import Conditions
from procgen.dialogue.phrase.idiolect import owned
cast = Persona("Ada", "guard", unlike=("Bram", "Cole", "Dora"))
print(sorted(template.id for section in library().sections.values() for template in owned(section, cast)))
"""
CAST = ("Ada", "Bram", "Cole", "Dora", "Edda", "Finn", "Gus", "Hale")


def one_of_cast(name: str, cast: tuple[str, ...] = CAST) -> Persona:
    return Persona(name, "guard", unlike=tuple(other for other in cast if other != name))


def test_every_template_is_one_persons_of_a_cast():
    section = library().sections["greet"]
    hands = [owned(section, one_of_cast(name)) for name in CAST]
    for template in section:
        assert sum(template in hand for hand in hands) == 1


def test_every_process_deals_alike():
    """Sets of words come in another order in each process."""

    def dealt(seed: int) -> bytes:
        environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
        return subprocess.run([sys.executable, "-c", _HANDS], env=environment, capture_output=True, check=True).stdout

    assert dealt(1) == dealt(2) != b""


def test_a_cast_says_the_same_thing_in_different_words():
    said = [
        line(replace(request(intent, seed=1), persona=one_of_cast(name))).text
        for intent in ("greet", "thank", "refuse")
        for name in CAST
    ]
    alone = [
        line(replace(request(intent, seed=1), persona=Persona(name, "guard"))).text
        for intent in ("greet", "thank", "refuse")
        for name in CAST
    ]
    assert len(set(said)) >= len(said) - 1
    assert len(set(said)) >= len(set(alone))


def test_a_cast_larger_than_the_books_still_speaks():
    many = tuple(f"Guard {chr(65 + n // 26)}{chr(97 + n % 26)}" for n in range(64))
    assert all(line(replace(request("greet", seed=1), persona=one_of_cast(name, many))).text for name in many[:6])


def test_a_person_keeps_their_place_and_shares_it_with_nobody():
    names = [Persona(name, "guard") for name in ("Bram", "Oda", "Tam", "Nell")]
    places = [place_of(persona) for persona in names]
    assert places == [place_of(persona) for persona in names]
    assert all(abs(one - other) > 1e-3 for one, other in itertools.combinations(places, 2))


@given(st.floats(0.0, 1.0), st.floats(0.01, 100.0), st.floats(0.0, 1.0), st.integers(0, 2**64 - 1))
def test_what_weighs_more_is_favoured_more(place: float, weight: float, here: float, seed: int):
    assert 0.0 < favour(place, weight, here, seed) < favour(place, weight * 2.0, here, seed)


@given(st.integers(10, 40))
def test_few_lines_come_in_turn_as_seeds_go_on(count: int):
    alike = [Template("greet", "a_book", number, Conditions(), f"line {number}") for number in range(count)]
    places = spread(alike)
    found = [
        len({max(range(count), key=lambda number: favour(places[number], 1.0, here, seed)) for seed in range(count)})
        for here in np.linspace(0.0, 1.0, 20)
    ]
    # The golden angle leaves hardly a stretch out; chance would find 0.63 of them.
    assert np.mean(found) >= 0.75 * count


def test_a_manner_is_heard_as_often_as_was_asked():
    def heard(manner: str) -> int:
        persona = Persona("Bram", "guard", manners=(manner,))
        rows = lines([replace(request("greet", seed=seed), persona=persona) for seed in range(12)])
        return sum("manner_drunk" in row.template for row in rows)

    assert heard("drunk:1") == 12
    assert 3 <= heard("drunk") <= 11
    assert heard("drunk:0") == 0
