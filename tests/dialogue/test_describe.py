"""Personas from a few words, as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from procgen.dialogue.describe import describe
from procgen.dialogue.persona import Persona


@pytest.mark.parametrize(
    ("text", "persona"),
    [
        ("a grumpy old smith called Bram", Persona("Bram", "smith", ("grumpy",), "old", "other")),
        ("Oda of the Vale, a sly merchant", Persona("", "merchant", ("sly",), "adult", "other")),
        ("a cunning queen who speaks formally", Persona("", "ruler", ("sly",), "adult", "female", "formal")),
        ("a hot-tempered boy, thief", Persona("", "thief", ("hot_tempered",), "child", "male")),
        ("an old-fashioned butler", Persona("", "servant", (), "adult", "other", "archaic")),
        ("a robot called Unit 9", Persona("Unit 9", "robot", (), "adult", "other")),
        ("a 12-year-old baker's girl", Persona("", "child", (), "child", "female")),
        ("a guard, aged seventy, kind and gentle", Persona("", "guard", ("kind",), "old", "other")),
        ("a not very brave guard, never rude", Persona("", "guard", (), "adult", "other")),
        ("neither kind nor honest, a merchant", Persona("", "merchant", (), "adult", "other")),
        ("a curius librarian", Persona("", "scholar", ("curious",), "adult", "other")),
        ("", Persona(role="villager")),
    ],
)
def test_personas(text: str, persona: Persona) -> None:
    found = describe(text).persona
    said = (found.name, found.role, found.traits, found.age, found.sex, found.register)
    assert said == (persona.name, persona.role, persona.traits, persona.age, persona.sex, persona.register)
    assert found.background == text


def test_what_means_nothing_or_contradicts_is_told() -> None:
    assert describe("a zorgled smith, a guard as well").unknown == ("zorgled", "well", "guard")
    assert describe("a queen and her kind, gentle voice").unknown == ("voice",)


def test_nine_of_ten_words_that_writers_use_give_something() -> None:
    lines = Path(__file__).with_name("persona_words.txt").read_text("utf-8").splitlines()
    words = [word for word in lines if word and not word.startswith("#")]
    unknown = [word for word in words if (found := describe(f"a {word}")).unknown or found.corrected]
    assert len(words) >= 200
    assert len(unknown) <= 0.1 * len(words), unknown


def test_a_manner_has_the_strength_that_words_give_it() -> None:
    assert describe("a drunk smith").persona.manners == ("drunk",)
    (very,) = describe("a very drunk smith").persona.manners
    (slightly,) = describe("a slightly drunk smith").persona.manners
    assert float(very.partition(":")[2]) > 0.65 > float(slightly.partition(":")[2])
