"""Requests: all that is wrong is named at once."""

from __future__ import annotations

import pytest

from procgen.dialogue.persona import Fact, Persona, Situation
from procgen.dialogue.scene.graph import Variable
from procgen.dialogue.scene.quest import Quest
from procgen.dialogue.scene.request import SceneRequest, tellers, validate
from procgen.errors import InvalidFields

CAST = (Persona("Hesper", "merchant"),)


def fields(request: SceneRequest) -> set[str]:
    with pytest.raises(InvalidFields) as caught:
        validate(request)
    return {violation.field for violation in caught.value.violations}


def test_a_plain_request_is_fine():
    validate(SceneRequest(cast=CAST))


def test_all_bad_fields_are_named():
    bad = SceneRequest(
        "opera",
        (Persona("A\nB"), Persona("A\nB")),
        Situation(relation=5),
        seed=-1,
        size=5,
        tone="purple",
        facts=(Fact(""),),
        skills={"luck": "Luck!"},
        variables=(Variable("Bad name"),),
        coins=-1,
        goal="sing",
        choices_per_node=2,
        level="loud",
        id="No",
    )
    wanted = {
        "kind", "cast[0].name", "cast[1].name", "situation.relation", "seed", "size", "tone", "facts[0].text", "skills",
        "skills[luck]", "variables[0].name", "coins", "goal", "choices_per_node", "level", "id",
    }  # fmt: skip
    assert wanted <= fields(bad)


def test_somebody_must_be_there():
    assert fields(SceneRequest()) == {"cast"}


def test_a_fact_that_nobody_may_tell_is_refused():
    fact = Fact("the gate is open", known_to=("Wilm",))
    assert fields(SceneRequest(cast=CAST, facts=(fact,))) == {"facts[0].known_to"}
    secretive = (Persona("Hesper", secrets=("the gate",)),)
    assert fields(SceneRequest(cast=secretive, facts=(Fact("the gate is open"),))) == {"facts[0].known_to"}


def test_a_fact_that_holds_a_secret_is_refused():
    request = SceneRequest(cast=CAST, facts=(Fact("the gate is open"),), secrets=("The Gate",))
    assert fields(request) == {"facts[0].text"}


def test_a_small_scene_has_room_for_few_facts():
    facts = tuple(Fact(f"door {i} is open") for i in range(9))
    assert fields(SceneRequest(cast=CAST, facts=facts, size=8)) == {"facts"}


def test_a_quest_of_an_unknown_goal_is_refused():
    assert fields(SceneRequest(cast=CAST, quest=Quest("sing", "Hesper"))) == {"quest.goal"}


def test_tellers_know_the_fact():
    cast = (*CAST, Persona("Wilm"))
    request = SceneRequest(cast=cast)
    assert tellers(request, Fact("x", known_to=("Wilm",))) == [cast[1]]
    assert tellers(request, Fact("x")) == list(cast)
