"""Knowledge: who knows what, what answers which question, and what is kept out."""

from __future__ import annotations

import pytest

from procgen.dialogue.persona import Entity, Fact, Persona, World
from procgen.dialogue.talk.own_words import described_as, first_person
from procgen.dialogue.talk.retrieve import Knowledge, fits, knowledge
from procgen.dialogue.talk.spelling import tokens
from procgen.dialogue.talk.understand import understand

from .cast import SMITH, VALLEY, WIDOW


def best(text: str, persona: Persona = SMITH) -> str:
    known = knowledge(persona, VALLEY)
    heard = understand(text, known)
    found = known.search(heard.words, [key for key, _ in heard.topics], heard.question, text)
    return found[0].known.fact.text if found else ""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Where does Mara live?", "stone house"),
        ("What happened to the bridge?", "spring flood"),
        ("Where can I find the captain of the guard?", "Crooked Heron"),
        ("When does the market open?", "at dawn"),
        ("How many sheep were taken?", "three sheep"),
        ("How much is a horseshoe?", "four pennies"),
        ("Who is Mara Venn?", "miller's widow"),
        ("Is there trouble with wolves?", "wolves took"),
        ("What about the tolls?", "doubled"),
    ],
)
def test_the_right_fact_comes_first(text: str, wanted: str) -> None:
    assert wanted in best(text)


def test_facts_are_known_to_those_they_are_known_to() -> None:
    texts = {known.fact.text for known in knowledge(WIDOW, VALLEY).facts}
    assert any("wedding ring" in text for text in texts)
    assert not any("wedding ring" in known.fact.text for known in knowledge(SMITH, VALLEY).facts)


def test_facts_with_a_secret_in_them_are_not_there() -> None:
    known = knowledge(SMITH, VALLEY)
    assert not any("real sword" in each.fact.text or "Kestrel" in each.fact.text for each in known.facts)
    assert known.topic("Kestrel") is None
    assert known.hidden(tokens("is the sword a forgery?")) >= 0.5
    assert known.hidden(tokens("how is the weather")) == 0.0


def test_what_is_unknown_is_not_found() -> None:
    assert best("What is the capital of France?") == ""
    assert best("Do you like cats?") == ""


def test_question_words_want_their_kind() -> None:
    assert fits("where", "the key is under the mat")
    assert not fits("where", "the key is brass")
    assert fits("when", "she left at dawn")
    assert not fits("when", "she left")
    assert fits("many", "there are 14 of them")
    assert not fits("many", "there are some")


@pytest.mark.parametrize(
    ("entity", "text"),
    [
        (Entity("Mara", "person", "the miller's widow"), "Mara is the miller's widow"),
        (Entity("Hills", "place", "Grey and bare.", plural=True), "Hills are grey and bare"),
        (Entity("Tam", "person", "He keeps bees. He is old."), "Tam keeps bees"),
        (Entity("Tam", "person", "keeps the inn"), "Tam keeps the inn"),
        (Entity("Tam", "person", "Tam is old."), "Tam is old"),
        (Entity("Rusk", "person", "commands the watch"), "Rusk commands the watch"),
        (Entity("Rusk", "person", "Once commanded the watch"), "Rusk once commanded the watch"),
        (Entity("Rusk", "person", "once a soldier"), "Rusk was once a soldier"),
        (Entity("Rusk", "person", "hated by all"), "Rusk is hated by all"),
        (Entity("Rusk", "person", "sold the mill"), "Rusk sold the mill"),
        (Entity("Nightcaps", "group", "guards of the gate", plural=True), "Nightcaps are guards of the gate"),
    ],
)
def test_descriptions_as_clauses(entity: Entity, text: str) -> None:
    fact = described_as(entity)
    assert fact is not None
    assert fact.text == text


def test_no_description_is_no_fact() -> None:
    assert described_as(Entity("Tam")) is None


def test_a_name_may_be_nothing_but_space() -> None:
    nobody = Persona(name=" ", background="He lost his brother. Mara left.")
    assert [fact.text for fact in first_person(nobody)] == ["I lost my brother"]


def test_backgrounds_in_the_first_person() -> None:
    persona = Persona(
        "Ana Reed",
        sex="female",
        background="Ana Reed keeps the inn. She was born in Lund and lost her brother. Her hands shake. "
        "She watches the road herself. Nobody knows why. The winters are long.",
    )
    assert [fact.text for fact in first_person(persona)] == [
        "I keep the inn",
        "I was born in Lund and lost my brother",
        "my hands shake",
        "I watch the road myself",
    ]


def test_a_world_of_nothing() -> None:
    empty = Knowledge(Persona(), World())
    assert empty.search(["where"], [], "where") == []
    assert empty.linked(["hello"]) == []


def test_a_lot_of_facts() -> None:
    world = World(
        "medieval", facts=tuple(Fact(f"house {i} belongs to farmer {i}", (f"house {i}",)) for i in range(300))
    )
    known = Knowledge(Persona("Reeve"), world)
    heard = understand("who owns house 77?", known)
    found = known.search(heard.words, [key for key, _ in heard.topics], "who", heard.text)
    assert found[0].known.fact.text == "house 77 belongs to farmer 77"
