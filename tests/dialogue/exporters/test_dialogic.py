"""Dialogic's timelines, read and played by a strict reader of our own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.dialogue.exporters import dialogic
from procgen.dialogue.scene.graph import Scene, Value
from procgen.errors import InvalidFields
from tests.dialogue.exporters.scenes import HOSTILE, plays, random_scene, starts, texts, transcript
from tests.dialogue.exporters.test_ink import text_scene
from tests.dialogue.exporters.timeline import Player, parse

# What a choice can't hold.
SAID = [text for text in HOSTILE if "#id:" not in text and not text.endswith("\\")]


def play(scene: Scene) -> int:
    """See that the timeline says and offers what the scene does; how many plays were compared."""
    events = parse(dialogic.encode(scene).decode())
    declared: dict[str, Value] = {variable.name: variable.start for variable in scene.variables}
    declared |= {f"taken_{c.id}": False for n in scene.nodes for c in n.choices if c.once}
    runs = [(values, picks) for values in starts(scene) for picks in plays(scene, values)]
    for values, picks in runs:
        player = Player(events, declared | values)
        steps = [{"said": player.said, "shown": player.shown()}]
        for pick in picks:
            player.choose(pick)
            steps.append({"said": player.said, "shown": player.shown()})
        assert steps == transcript(scene, values, picks)
    return len(runs)


def test_random_scenes_play_as_planned_on_every_path() -> None:
    assert sum(play(random_scene(seed, SAID)) for seed in range(40)) > 100


@settings(max_examples=40, deadline=None)
@given(st.lists(texts, min_size=1, max_size=8))
def test_any_text_is_shown_as_it_is(said: list[str]) -> None:
    play(text_scene([text for text in said if "#id:" not in text and not text.endswith("\\")] or ["."]))


def test_choice_that_dialogic_cannot_hold_is_refused_by_name() -> None:
    with pytest.raises(InvalidFields, match=r"choice 'c_0'.*#id:"):
        dialogic.encode(text_scene(["see #id:3"]))


def test_variables_are_a_part_of_the_project_file() -> None:
    scene = random_scene(3, ["Yes."])
    data = dialogic.encode_variables(scene).decode()
    assert data.startswith('[dialogic]\n\nvariables={"gold": ')
    assert all(f'"{variable.name}": ' in data for variable in scene.variables)
    assert all(f'"taken_{c.id}": false' in data for n in scene.nodes for c in n.choices if c.once)
