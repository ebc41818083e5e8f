"""Checks: each problem is found, by its name, in a scene that has nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from procgen.dialogue.persona import Fact
from procgen.dialogue.scene.check import PROBLEMS, Problem, check
from procgen.dialogue.scene.graph import (
    Branch,
    Cast,
    Check,
    Choice,
    Condition,
    Effect,
    Node,
    Scene,
    SceneLine,
    Variable,
)


def sound() -> Scene:
    nodes = (
        Node(
            "start",
            lines=(SceneLine("start_01", "Ann", "The bridge is out."),),
            choices=(
                Choice("start_c1", "Persuade.", "won", check=Check("persuasion", 5, "start")),
                Choice("start_c2", "Leave."),
            ),
        ),
        Node("won", lines=(SceneLine("won_01", "Ann", "Very well."),), effects=(Effect("quest", "=", 2),)),
    )
    variables = (Variable("persuasion", 5, lowest=0, highest=10), Variable("quest", 0, lowest=0, highest=2))
    return Scene("sound", "Sound", nodes, variables, (Cast("Ann"),))


def with_start(**changes: object) -> Scene:
    scene = sound()
    return replace(scene, nodes=(replace(scene.nodes[0], **changes), *scene.nodes[1:]))


def choice(number: int, **changes: object) -> Scene:
    choices = list(sound().nodes[0].choices)
    choices[number] = replace(choices[number], **changes)
    return with_start(choices=tuple(choices))


def names(scene: Scene, *facts: Fact) -> set[str]:
    return {problem.name for problem in check(scene, facts)}


def test_a_sound_scene_has_none():
    assert check(sound(), (Fact("the bridge is out"),)) == []


def condition(*parts: object) -> tuple[Condition, ...]:
    return (Condition(*parts),)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("problem", "scene"),
    [
        ("empty", replace(sound(), nodes=())),
        ("id_invalid", replace(sound(), id="Sound!")),
        ("id_repeated", replace(sound(), nodes=(*sound().nodes, sound().nodes[1]))),
        ("target_missing", choice(1, target="nowhere")),
        ("variable_invalid", replace(sound(), variables=(*sound().variables, Variable("n", 5, lowest=6)))),
        ("variable_undeclared", choice(1, conditions=condition("luck", ">", 1))),
        ("operator_invalid", choice(1, effects=(Effect("quest", "*=", 2),))),
        ("type_mismatch", choice(1, effects=(Effect("quest", "=", True),))),
        ("speaker_unknown", replace(sound(), cast=())),
        ("text_empty", choice(1, text=" ")),
        ("choice_texts_equal", choice(1, text="persuade.")),
        ("node_unreachable", replace(sound(), nodes=(*sound().nodes, Node("island")))),
        ("choice_never_shown", choice(1, conditions=condition("quest", ">", 2))),
        ("branch_never_taken", with_start(branches=(Branch("won", condition("quest", ">", 2)),))),
        ("check_never_passed", choice(0, check=Check("persuasion", 11, "start"))),
        ("check_never_failed", choice(0, check=Check("persuasion", 0, "start"))),
        ("dead_end", with_start(choices=(Choice("c", "Wait.", "start", once=True),))),
        ("no_exit", with_start(choices=(Choice("c", "Round.", "start"),), branches=())),
    ],
)
def test_problems_are_named(problem: str, scene: Scene):
    assert problem in names(scene)


def test_a_line_that_stands_twice_is_named():
    lines = (*sound().nodes[0].lines, SceneLine("start_02", "Ann", "the bridge is out."))
    assert names(with_start(lines=lines)) == {"line_repeated"}


def test_a_quest_that_cannot_be_finished_is_named():
    won = replace(sound().nodes[1], choices=(Choice("w", "On.", "start"),))
    back = Node("start", effects=(Effect("quest", "=", 1),), choices=sound().nodes[0].choices)
    assert names(replace(sound(), nodes=(back, won))) == {"quest_unfinishable"}


def test_a_fact_that_nobody_says_is_named():
    assert names(sound(), Fact("the mill burned")) == {"fact_unsaid"}
    assert names(sound(), Fact("the bridge is ou")) == {"fact_unsaid"}


def test_two_opposed_conditions_are_a_way_out():
    both = (
        Choice("a", "Yes.", "won", conditions=condition("quest", ">=", 1)),
        Choice("b", "No.", "", conditions=condition("quest", "<", 1)),
    )
    scene = with_start(choices=both)
    assert not names(scene) & {"dead_end", "no_exit", "unproven"}


def test_problems_read_well():
    assert str(Problem("dead_end", "hub")) == f"dead_end at hub: {PROBLEMS['dead_end']}"
