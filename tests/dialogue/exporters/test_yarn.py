"""Yarn, played by yarn-bound with bondage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.dialogue.exporters import yarn
from procgen.dialogue.scene.graph import Scene, Value
from tests.dialogue.exporters.scenes import HOSTILE, plays, random_scene, starts, texts, transcript
from tests.dialogue.exporters.test_ink import text_scene
from tests.tools import node

PLAYER = Path(__file__).parent / "play_yarn.js"


def play(scenes: Sequence[Scene], *, most: int = 25) -> int:
    """See that yarn-bound says and offers what the scenes do; how many plays were compared."""
    runs = [
        [(values, picks) for values in starts(scene) for picks in plays(scene, values, most=most)] for scene in scenes
    ]
    jobs = []
    for scene, played in zip(scenes, runs, strict=True):
        declared: dict[str, Value] = {variable.name: variable.start for variable in scene.variables}
        declared |= {f"taken_{c.id}": False for n in scene.nodes for c in n.choices if c.once}
        jobs.append(
            {
                "source": yarn.encode(scene).decode(),
                "start": yarn.title(scene.id, scene.nodes[0].id),
                "plays": [{"values": declared | v, "picks": p} for v, p in played],
            }
        )
    answers = node(PLAYER, jobs, tool="dialogue")
    for scene, job, played, answer in zip(scenes, jobs, runs, answers, strict=True):
        assert answer["complaints"] == [], job["source"]
        for (values, picks), steps in zip(played, answer["transcripts"], strict=True):
            assert as_told(steps) == as_planned(transcript(scene, values, picks)), job["source"]
    return sum(map(len, runs))


def as_told(steps: list[dict[str, Any]]) -> list[Any]:
    # Names with a space are no speakers to yarn-bound, but to Yarn Spinner.
    return [
        (
            [[line_id(tags), f"{speaker}: {text}" if speaker else text] for text, tags, speaker in step["said"]],
            [[line_id(tags), text] for text, tags, _ in step["shown"]],
        )
        for step in steps
    ]


def as_planned(steps: list[dict[str, Any]]) -> list[Any]:
    return [([[name, f"{who}: {text}"] for name, who, text in step["said"]], step["shown"]) for step in steps]


def line_id(tags: list[str]) -> str:
    return next(tag.removeprefix("line:") for tag in tags if tag.startswith("line:"))


def test_random_scenes_play_as_planned_on_every_path() -> None:
    assert play([random_scene(seed, list(HOSTILE)) for seed in range(100)]) > 300


@settings(max_examples=4, deadline=None)
@given(st.lists(texts, min_size=40, max_size=40))
def test_any_text_is_shown_as_it_is(said: list[str]) -> None:
    play([text_scene(said)])


def test_declarations_stand_for_all_variables() -> None:
    scene = random_scene(3, ["Yes."])
    data = yarn.encode(scene).decode()
    once = [f"taken_{choice.id}" for node_ in scene.nodes for choice in node_.choices if choice.once]
    assert re.findall(r"<<declare \$(\w+) = ", data) == [*(variable.name for variable in scene.variables), *once]
    assert once


def test_file_reads_well() -> None:
    data = yarn.encode(text_scene(["Well met, friend - don't be shy; it's 5 gold (or 6)."])).decode()
    assert "\nBram: Well met, friend - don't be shy; it's 5 gold (or 6). #line:l_0\n" in data
