"""What a scene is about is what was given; only what is missing is made up."""

from __future__ import annotations

import pytest

from procgen.dialogue.persona import Entity, Fact, Persona, Situation, World
from procgen.dialogue.ruler.scenes import measure_scenes, scene_case
from procgen.dialogue.scene.draft import Draft
from procgen.dialogue.scene.fill import make
from procgen.dialogue.scene.request import KINDS, SceneRequest
from procgen.dialogue.scene.story.premise import Premise
from tests.figures import scaled

WORLD = World(
    "medieval",
    (
        Entity("Branora", "person", sex="female"),
        Entity("Old Marrow", "person", sex="male"),
        Entity("Saltgate", "place"),
    ),
)


def premise(*facts: str, name: str = "Branora") -> Premise:
    given = tuple(Fact(text) for text in facts)
    return Draft(SceneRequest("talk", (Persona(name),), Situation(WORLD, "Saltgate"), facts=given), 0).premise()


def test_the_gravest_fact_is_the_premise_and_the_others_lend_it_people():
    found = premise("the bridge is out", "the bell was stolen from Saltgate", "Old Marrow wants the mill")
    assert found.event == "the theft of the bell"
    assert (found.item, found.target, found.where, found.given) == ("the bell", "Old Marrow", "Saltgate", True)


@pytest.mark.parametrize(
    ("fact", "stance"),
    [
        ("Branora lied to Old Marrow", "guilty"),
        ("Old Marrow owes Branora a crown", "wronged"),
        ("Old Marrow stole the bell", "witness"),
    ],
)
def test_the_speaker_stands_where_the_fact_puts_them(fact: str, stance: str):
    found = premise(fact)
    assert found.stance == stance
    assert found.target == "Old Marrow"


def test_without_facts_one_is_made_up_and_becomes_part_of_the_world():
    draft = Draft(SceneRequest("trial", (Persona("Hesper"),), seed=5), 0)
    found = draft.premise("fire")
    assert not found.given
    assert found.deed == "fire"
    assert found.frame.fact in draft.inventor.world.facts


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_secrets_are_neither_the_premise_nor_told(kind: str):
    request = SceneRequest(
        kind,
        (Persona("Branora", knows=(Fact("Old Marrow stole the bell"),), secrets=("Old Marrow stole the bell",)),),
        Situation(WORLD, "Saltgate"),
        seed=4,
        size=16,
    )
    written = make(request)
    assert "stole the bell" not in " ".join(line.text for node in written.scene.nodes for line in node.lines)


def test_scenes_are_about_their_facts_and_their_grammar_holds():
    found = measure_scenes(None, seed=11, seeds=scaled(3, 26))
    assert (found.refused, found.faulty) == (0, 0), found.problems[:5]
    assert found.with_premise == found.asked
    assert found.lines > scaled(1500, 10_000)
    assert sum(found.seeds) / len(found.seeds) <= 0.15
    assert sum(found.kinds) / len(found.kinds) <= 0.1


def test_the_ruler_finds_a_scene_that_is_about_something_else():
    request = scene_case("talk", 0, 1, 16)
    written = make(SceneRequest("talk", request.cast, Situation(World(), "Oldgate"), 1, 16))
    text = " ".join(line.text for node in written.scene.nodes for line in node.lines)
    assert request.facts[0].text not in text
