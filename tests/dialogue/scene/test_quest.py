"""Quests: of every goal, consistent with the world, with names made up only where it has none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.people.chance import chance_of
from procgen.dialogue.persona import Entity, Fact, Persona, World
from procgen.dialogue.phrase.facts import kind_of
from procgen.dialogue.scene.invent import Inventor, with_article
from procgen.dialogue.scene.quest import GOALS, TWISTS, Quest, generate, worded
from procgen.dialogue.vocabulary import SETTINGS
from procgen.errors import InvalidFields

GIVER = Persona("Hesper", "merchant")
WORLD = World(
    "medieval",
    (
        Entity("Old Marrow", "person", sex="male"),
        Entity("Kestrel Ford", "place"),
        Entity("blue lamp", "item"),
        Entity("marsh wolves", "creature", plural=True),
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(GOALS), st.sampled_from(SETTINGS), st.integers(0, 2**64 - 1))
def test_whatever_is_named_exists(goal: str, setting: str, seed: int):
    quest, world = generate(World(setting), GIVER, seed, goal)
    names = {with_article(entity.name) for entity in world.entities}
    for name in (quest.target, quest.item, quest.place, quest.enemy):
        assert not name or name in names
    assert quest.twist in TWISTS
    assert quest.title
    assert quest.reward.endswith(world.currency)
    assert all(stage[-1] == "." and "{" not in stage for stage in (*quest.stages, quest.task + "."))
    assert generate(World(setting), GIVER, seed, goal) == (quest, world)


@pytest.mark.parametrize("goal", GOALS)
def test_a_worlds_own_names_are_used(goal: str):
    quest, world = generate(WORLD, GIVER, 7, goal)
    assert quest.target in {"", "Old Marrow"}
    assert quest.place in {"", "Kestrel Ford"}
    assert quest.enemy in {"", "the marsh wolves"}
    if goal != "repair":
        assert quest.item in {"", "the blue lamp"}
        assert {e.name for e in world.entities} == {*(e.name for e in WORLD.entities), "Hesper"}


def test_trouble_draws_the_quest():
    places = tuple(Entity(f"Place {letter}", "place") for letter in "ABCDEFGH")
    fact = Fact("the roof of Place F fell in", ("Place F",))
    world = World(entities=places, facts=(fact,))
    assert {generate(world, GIVER, seed, "clear")[0].place for seed in range(8)} == {"Place F"}


def test_an_unknown_goal_is_refused():
    with pytest.raises(InvalidFields):
        generate(WORLD, GIVER, 1, "sing")


def test_a_quest_without_the_names_it_needs_is_refused():
    with pytest.raises(InvalidFields) as caught:
        worded(Quest("fetch", "Hesper", item="the lamp"))
    assert [violation.field for violation in caught.value.violations] == ["quest.place"]


def test_own_words_stand():
    quest = worded(Quest("fetch", "Hesper", task="bring me rain", done="brought rain", title="Rain"))
    assert (quest.task, quest.done, quest.title) == ("bring me rain", "brought rain", "Rain")


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(SETTINGS), st.integers(0, 1000), st.sampled_from(["person", "place", "item", "faction"]))
def test_news_is_clauses_about_what_exists(setting: str, seed: int, kind: str):
    inventor = Inventor(World(setting), chance_of("test", seed), (GIVER,), ())
    entity = inventor.some(kind)
    facts = []
    while (fact := inventor.fact(entity)) is not None:
        facts.append(fact)
    assert 2 <= len(facts) <= 4
    for fact in facts:
        assert kind_of(fact.text) == "clause", fact.text
        assert all(inventor.find(name) for name in fact.about)
    assert inventor.world.facts == tuple(facts)


def test_secrets_are_not_made_up():
    inventor = Inventor(World(), chance_of("test", 1), (GIVER,), ("mill", "bridge", "ford"))
    names = [inventor.some("place").name.casefold() for _ in range(60)]
    assert not any(word in name for name in names for word in ("mill", "bridge", "ford"))
