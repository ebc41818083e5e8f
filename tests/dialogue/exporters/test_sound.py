"""What a scene must be to be written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from procgen.dialogue.exporters import sound
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
from procgen.errors import InvalidFields
from tests.dialogue.exporters.scenes import scenes

LINE = SceneLine("l", "Bram", "Well met.")
CHOICE = Choice("c", "Good day.")
NODE = Node("start", "", (LINE,), choices=(CHOICE,))
SCENE = Scene("s", "S", (NODE,), (Variable("gold", 3), Variable("met", False)), (Cast("Bram"),))


@settings(max_examples=20, deadline=None)
@given(scenes())
def test_what_tests_make_is_sound(scene: Scene) -> None:
    sound.check(scene)


def line(**changes: Any) -> Scene:
    return replace(SCENE, nodes=(replace(NODE, lines=(replace(LINE, **changes),)),))


def choice(**changes: Any) -> Scene:
    return replace(SCENE, nodes=(replace(NODE, choices=(replace(CHOICE, **changes),)),))


def node(**changes: Any) -> Scene:
    return replace(SCENE, nodes=(replace(NODE, **changes),))


@pytest.mark.parametrize(
    ("scene", "said"),
    [
        (replace(SCENE, id="1st"), "scene.id"),
        (replace(SCENE, nodes=()), "at least one node"),
        (replace(SCENE, nodes=(NODE, NODE)), "ids that differ"),
        (replace(SCENE, title="two\nlines"), "scene.title"),
        (line(text=""), "no text"),
        (line(text=" x"), "spaces"),
        (line(text="a\u2028b"), "line breaks"),
        (line(text="a\ud800b"), "line breaks"),
        (line(text="a\x1b[31mb"), "control"),
        (line(id="Big"), "line"),
        (line(id="c"), "2 times"),
        (line(speaker=""), "speaker"),
        (line(speaker="A: B"), "speaker"),
        (line(mood="very angry"), "mood"),
        (line(tags=("has space",)), "tag"),
        (choice(target="nowhere"), "id of a node"),
        (choice(conditions=(Condition("silver", ">", 1),)), "declares"),
        (choice(conditions=(Condition("met", ">", True),)), "!= =="),
        (choice(conditions=(Condition("gold", "==", "3"),)), "a int"),
        (choice(conditions=(Condition("gold", "==", True),)), "a int"),
        (choice(effects=(Effect("met", "+=", True),)), "operator"),
        (choice(effects=(Effect("gold", "*=", 2),)), "operator"),
        (choice(check=Check("met", 3, "")), "operator"),
        (choice(check=Check("gold", 3, "nowhere")), "id of a node"),
        (node(branches=(Branch("start"),)), "conditions"),
        (node(branches=(Branch("gone", (Condition("met", "==", True),)),)), "id of a node"),
        (replace(SCENE, variables=(*SCENE.variables, Variable("name", 'a"b'))), "variable 'name'"),
    ],
)
def test_each_fault_is_named(scene: Scene, said: str) -> None:
    with pytest.raises(InvalidFields, match=said):
        sound.check(scene)


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(InvalidFields) as error:
        sound.check(node(lines=(replace(LINE, text=""), replace(LINE, speaker="", id="m"))))
    assert len(error.value.violations) == 2
