"""Twee, read by extwee, and its texts as SugarCube shows them."""

from __future__ import annotations

import html
import re
from pathlib import Path

from hypothesis import given, settings

from procgen.dialogue.exporters import twee
from procgen.dialogue.scene.graph import Scene
from tests.dialogue.exporters.scenes import HOSTILE, random_scene, scenes, texts
from tests.dialogue.exporters.test_ink import text_scene
from tests.tools import node

READER = Path(__file__).parent / "read_twee.js"
GOALS = re.compile(r'<<(?:goto|include) "([^"]*)">>')
MACRO = re.compile(r"<<(/?[a-z=]+)(?:\s+((?:\"[^\"]*\"|[^>\"]|>(?!>))*))?>>")
CONTAINERS = {"if", "link"}


def test_extwee_reads_the_story_and_writes_it_again() -> None:
    stories = [random_scene(seed, list(HOSTILE)) for seed in range(60)]
    answers = node(READER, [twee.encode(story).decode() for story in stories], tool="dialogue")
    for story, answer in zip(stories, answers, strict=True):
        assert answer["first"] == answer["again"]
        facts = answer["first"]
        assert facts["IFID"] == twee.story_id(story)
        assert (facts["format"], facts["formatVersion"]) == (twee.FORMAT, twee.FORMAT_VERSION)
        assert facts["start"] == story.nodes[0].id
        names = [passage["name"] for passage in facts["passages"]]
        assert [name for name in names if not name.startswith("Story")] == [*(n.id for n in story.nodes), twee.END]


@settings(max_examples=40, deadline=None)
@given(scenes())
def test_all_goals_are_passages_and_macros_are_closed(scene: Scene) -> None:
    data = twee.encode(scene).decode()
    passages = re.findall(r"^:: ([^\n\[]+?)(?: \[[^\]]*\])?$", data, re.MULTILINE)
    assert set(GOALS.findall(data)) <= set(passages)
    for passage in re.split(r"^:: .*$", data, flags=re.MULTILINE):
        opened = []
        for name, _ in MACRO.findall(re.sub(r"/\*.*?\*/", "", passage, flags=re.DOTALL)):
            if name in CONTAINERS:
                opened.append(name)
            elif name.startswith("/"):
                assert opened.pop() == name[1:]
        assert opened == []


@settings(max_examples=60, deadline=None)
@given(texts)
def test_entities_give_the_text_back_and_hide_all_markup(text: str) -> None:
    written = twee.escape(text)
    assert html.unescape(written) == text
    bare = re.sub(r"&#\d+;", "\0", written)
    assert not re.search(r"[\[\]<>$_{}*|^~`\"\\@]|//|''|==|--|&", bare)


def test_equal_scenes_have_equal_ids() -> None:
    assert twee.story_id(text_scene(["a"])) == twee.story_id(text_scene(["a"])) != twee.story_id(text_scene(["b"]))
    assert re.fullmatch(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", twee.story_id(text_scene(["a"])))
