"""Playing: conditions, effects, once-choices, checks; and walks over all that can happen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from procgen.dialogue.scene.graph import Branch, Check, Choice, Condition, Effect, Node, Scene, SceneLine, Variable
from procgen.dialogue.scene.play import Play, walk
from procgen.errors import Failed


def scene() -> Scene:
    """A door that opens for those who knock twice, or who are strong."""
    start = Node(
        "start",
        lines=(SceneLine("l1", "Door", "Closed."),),
        branches=(Branch("inside", (Condition("knocks", ">=", 2),)),),
        choices=(
            Choice("knock", "Knock.", "start", effects=(Effect("knocks", "+=", 1),)),
            Choice("push", "Push.", "inside", check=Check("strength", 5, "start"), once=True),
            Choice("away", "Go away."),
        ),
    )
    inside = Node("inside", lines=(SceneLine("l2", "Door", "Open."),))
    variables = (Variable("knocks", 0, highest=3, lowest=0), Variable("strength", 3, lowest=0, highest=10))
    return Scene("door", "Door", (start, inside), variables)


def take(play: Play, name: str) -> bool:
    return play.choose(next(option for option in play.options() if option.id == name))


def test_branches_are_taken_when_their_conditions_hold():
    play = Play(scene())
    take(play, "knock")
    assert not play.ended
    take(play, "knock")
    assert play.ended
    assert [line.text for line in play.lines] == ["Closed.", "Open."]


def test_a_failed_check_leads_elsewhere_and_a_once_choice_is_gone():
    play = Play(scene())
    assert not take(play, "push")
    assert {option.id for option in play.options()} == {"knock", "away"}


def test_a_passed_check():
    play = Play(scene(), {"strength": 5})
    assert take(play, "push")
    assert play.ended


def test_numbers_stay_within_their_bounds():
    play = Play(scene(), {"knocks": 1})
    take(play, "knock")
    assert play.values["knocks"] == 2
    assert Play(scene(), {"knocks": 3}).ended


def test_a_play_goes_on_with_what_was_remembered():
    first = Play(scene())
    take(first, "push")
    take(first, "knock")
    take(first, "away")
    second = Play(scene(), first.values, first.taken)
    assert {option.id for option in second.options()} == {"knock", "away"}


def test_a_loop_without_choices_is_told():
    ring = Scene("ring", "", (Node("a", branches=(Branch("b"),)), Node("b", branches=(Branch("a"),))))
    with pytest.raises(Failed):
        Play(ring)
    assert walk(ring).stuck == {"a"}


def test_walk_meets_everything():
    found = walk(scene())
    assert found.complete
    assert found.ends
    assert found.nodes == {"start", "inside"}
    assert found.choices == {"knock", "push", "away"}
    assert found.passed == found.failed == {"push"}
    assert not found.stuck
    assert not found.endless


def test_walk_tells_states_without_a_way_out():
    trap = Node("trap", choices=(Choice("again", "Again.", "trap"),))
    fall = Choice("fall", "Fall.", "trap")
    start = replace(scene().nodes[0], choices=(*scene().nodes[0].choices, fall))
    found = walk(replace(scene(), nodes=(start, scene().nodes[1], trap)))
    assert found.endless == {"trap"}


def test_walk_keeps_to_its_bound():
    found = walk(scene(), most_states=2)
    assert not found.complete
    assert found.states < walk(scene()).states


def test_walk_takes_what_nothing_writes_at_every_value():
    node = Node("start", branches=(Branch("far", (Condition("has_key", "==", True),)),))
    keyed = Scene("s", "", (node, Node("far")), (Variable("has_key", False),))
    assert walk(keyed).nodes == {"start", "far"}
