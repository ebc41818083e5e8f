"""Plans: of every kind and size, sound, of the size that was asked for, equal for equal seeds."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.dialogue.persona import Entity, Fact, Persona, Situation, World
from procgen.dialogue.scene.check import check
from procgen.dialogue.scene.graph import Scene
from procgen.dialogue.scene.kinds import KINDS as PLANNERS
from procgen.dialogue.scene.plan import plan
from procgen.dialogue.scene.play import Play
from procgen.dialogue.scene.quest import GOALS, Quest
from procgen.dialogue.scene.request import KINDS, SceneRequest
from procgen.dialogue.scene.story.plots import plots_of
from procgen.dialogue.vocabulary import ROLES, SETTINGS

WORLD = World("medieval", (Entity("Old Marrow", "person", sex="male"), Entity("Kestrel Ford", "place")))
FACTS = (
    Fact("the bridge is out", ("bridge",)),
    Fact("three moonpetals", ("potion",)),
    Fact("Old Marrow lied to the council", ("Old Marrow",), ("Hesper",)),
)
REQUESTS = st.builds(
    SceneRequest,
    kind=st.sampled_from(sorted(KINDS)),
    cast=st.builds(Persona, name=st.just("Hesper"), role=st.sampled_from(sorted(ROLES))).map(lambda p: (p,)),
    situation=st.builds(
        Situation,
        world=st.one_of(st.just(WORLD), st.builds(World, setting=st.sampled_from(SETTINGS))),
        place=st.just("Oldgate"),
        relation=st.integers(-2, 2),
    ),
    seed=st.integers(0, 2**64 - 1),
    size=st.integers(8, 80),
    facts=st.lists(st.sampled_from(FACTS), max_size=3, unique=True).map(tuple),
    guarded=st.sampled_from([(), (Fact("the mayor sold the grain", ("mayor",)),)]),
    coins=st.sampled_from([0, 60]),
    choices_per_node=st.integers(3, 8),
)


def ends(scene: Scene, seed: int) -> bool:
    """Whether a player who chooses by chance comes to an end."""
    chance = random.Random(seed)
    play = Play(scene)
    for _ in range(3000):
        if play.ended:
            return True
        play.choose(chance.choice(play.options()))
    return False


def test_every_kind_has_a_planner():
    for kind in KINDS:
        assert kind in PLANNERS or len(list(plots_of(kind))) >= 3, kind


@settings(max_examples=60, deadline=None)
@given(REQUESTS)
def test_plans_are_sound_of_the_size_asked_for_and_end(request: SceneRequest):
    made = plan(request)
    assert check(made.scene, written=False) == []
    assert abs(len(made.scene.nodes) - request.size) <= 0.2 * request.size
    assert ends(made.scene, request.seed)
    told = [fact for say in made.says.values() for fact in say.facts]
    assert {*request.facts, *request.guarded} <= set(told)


@settings(max_examples=20, deadline=None)
@given(REQUESTS)
def test_no_more_choices_are_shown_than_may_be(request: SceneRequest):
    scene = plan(request).scene
    chance = random.Random(request.seed)
    play = Play(scene, {"coins": 1000} if any(v.name == "coins" for v in scene.variables) else None)
    for _ in range(60):
        if play.ended:
            play = Play(scene, play.values, play.taken)
        if play.ended:
            return
        assert 1 <= len(play.options()) <= request.choices_per_node
        play.choose(chance.choice(play.options()))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_equal_seeds_give_equal_plans_and_others_do_not(kind: str):
    cast = (Persona("Hesper", "merchant"),)
    one, again, other = (plan(SceneRequest(kind, cast, seed=seed, size=30)) for seed in (1, 1, 2))
    assert (one.scene, one.says, one.options) == (again.scene, again.says, again.options)
    assert one.says != other.says


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_those_who_do_not_know_a_fact_do_not_tell_it(kind: str):
    cast = (Persona("Hesper", "merchant"), Persona("Wilm", "guard"), Persona("Oda", "farmer"))
    fact = Fact("the gate is unlocked", ("gate",), ("Wilm",))
    made = plan(SceneRequest(kind, cast, seed=3, size=24, facts=(fact,)))
    assert {say.who.name for say in made.says.values() if fact in say.facts} == {"Wilm"}


def test_nothing_made_up_holds_a_secret():
    cast = (Persona("Hesper", "merchant", secrets=("mill",)),)
    for seed in range(20):
        made = plan(SceneRequest("talk", cast, seed=seed, size=40, secrets=("bridge",)))
        texts = " ".join(fact.text for fact in made.inventor.facts).casefold()
        assert "mill" not in texts
        assert "bridge" not in texts


@pytest.mark.parametrize("goal", GOALS)
def test_quests_can_be_finished_and_pay_what_they_promise(goal: str):
    made = plan(SceneRequest("quest", (Persona("Hesper", "merchant"),), seed=5, size=20, goal=goal))
    assert made.quest is not None
    assert made.quest.goal == goal
    assert f"goal:{goal}" in made.tags
    play = Play(made.scene)
    for intent in ("hear_out", "accept"):
        play.choose(next(c for c in play.options() if c.intent == intent))
    play = Play(made.scene, play.values | {"deed_done": True}, play.taken)
    play.choose(next(c for c in play.options() if c.intent == "turn_in"))
    if not play.ended:
        play.choose(next(c for c in play.options() if c.intent == "take_reward"))
    assert play.ended
    assert play.values["quest"] == 4
    share = made.quest.coins // 2 if made.quest.twist == "empty_purse" else made.quest.coins
    assert play.values["coins"] == 60 + share


def test_the_second_meeting_differs():
    scene = plan(SceneRequest("talk", (Persona("Hesper", "merchant"),), seed=1)).scene
    first = Play(scene)
    said = [line.id for line in first.lines]
    second = Play(scene, first.values, first.taken)
    assert not {*said} & {line.id for line in second.lines}


def test_a_given_quest_is_asked_for():
    quest = Quest("fetch", "Hesper", item="the blue lamp", place="Kestrel Ford", reward="a kiss")
    made = plan(SceneRequest("quest", (Persona("Hesper"),), seed=1, quest=quest))
    assert made.quest is not None
    assert made.quest.task == "fetch the blue lamp from Kestrel Ford"
    assert "a kiss" in made.scene.summary


def test_the_games_own_names_are_used():
    made = plan(SceneRequest("trial", (Persona("Hesper", "ruler"),), seed=1, skills={"perception": "spot"}))
    names = {v.name for v in made.scene.variables}
    assert "spot" in names
    assert "perception" not in names
