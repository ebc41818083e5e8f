"""Ink, compiled and played by inkjs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.dialogue.exporters import ink
from procgen.dialogue.scene.graph import Cast, Choice, Node, Scene, SceneLine
from tests.dialogue.exporters.scenes import HOSTILE, plays, random_scene, starts, texts, transcript
from tests.tools import node

PLAYER = Path(__file__).parent / "play_ink.js"


def compile_and_play(scenes: Sequence[Scene], *, most: int = 25) -> int:
    """See that inkjs says and shows what the scenes do; how many plays were compared."""
    runs = [
        [(values, picks) for values in starts(scene) for picks in plays(scene, values, most=most)] for scene in scenes
    ]
    jobs = [
        {"source": ink.encode(scene).decode(), "plays": [{"values": v, "picks": p} for v, p in played]}
        for scene, played in zip(scenes, runs, strict=True)
    ]
    answers = node(PLAYER, jobs, tool="dialogue")
    for scene, job, played, answer in zip(scenes, jobs, runs, answers, strict=True):
        assert answer["complaints"] == [], job["source"]
        for (values, picks), steps in zip(played, answer["transcripts"], strict=True):
            assert as_told(steps) == as_shown(transcript(scene, values, picks)), job["source"]
    return sum(map(len, runs))


def squeezed(text: str) -> str:
    """As Ink shows spaces."""
    return re.sub(r"[ \t]+", " ", text)


def as_told(steps: list[dict[str, Any]]) -> list[Any]:
    return [
        (
            [[tag(tags, "id"), tag(tags, "speaker"), text] for text, tags in step["said"]],
            [[tag(tags, "id"), squeezed(text)] for text, tags in step["shown"]],
        )
        for step in steps
    ]


def as_shown(steps: list[dict[str, Any]]) -> list[Any]:
    return [
        (
            [[name, speaker, squeezed(text)] for name, speaker, text in step["said"]],
            [[name, squeezed(text)] for name, text in step["shown"]],
        )
        for step in steps
    ]


def tag(tags: list[str], key: str) -> str:
    return next(tag.removeprefix(f"{key}: ") for tag in tags if tag.startswith(f"{key}: "))


def test_random_scenes_compile_and_every_path_plays_as_planned() -> None:
    assert compile_and_play([random_scene(seed, list(HOSTILE)) for seed in range(100)]) > 300


@settings(max_examples=4, deadline=None)
@given(st.lists(texts, min_size=40, max_size=40))
def test_any_text_is_shown_as_it_is(said: list[str]) -> None:
    compile_and_play([text_scene(said)])


def text_scene(said: list[str]) -> Scene:
    """A scene that says and offers each text."""
    lines = tuple(SceneLine(f"l_{number}", "Bram", text) for number, text in enumerate(said))
    choices = tuple(Choice(f"c_{number}", text) for number, text in enumerate(said))
    return Scene("texts", "Texts", (Node("start", "", lines, choices=choices),), cast=(Cast("Bram"),))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_take_one_line_of_the_file(text: str) -> None:
    data = ink.encode(text_scene([text])).decode()
    assert len(data.splitlines()) == len(ink.encode(text_scene(["Plain."])).decode().splitlines())


def test_file_reads_well() -> None:
    data = ink.encode(text_scene(["Well met, friend - don't be shy; it's 5 gold (or 6)."])).decode()
    assert "\nWell met, friend - don't be shy; it's 5 gold (or 6). # id: l_0 # speaker: Bram\n" in data
