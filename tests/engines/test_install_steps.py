"""The install steps of the bridges, as their pages say them: what is written there is what is done here."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
from collections.abc import Sequence
from pathlib import Path

import pytest

from procgen.runtime.recipe import Recipe
from tests.engines.godot_probe import PROJECT_TEMPLATE, report_of
from tests.tools import free_port, python_tool

BRIDGES = Path(__file__).parents[2] / "engine_bridges"
GODOT_PAGE = BRIDGES / "godot/README.md"
UNITY_PAGE = BRIDGES / "unity/com.procgen.bridge/README.md"

GODOT_STEPS = (
    r"Copy `(?P<folder>[\w/]+)` into your project's `(?P<target>\w+)` folder\.",
    r"Switch on \*(?P<plugin>\w+)\* in Project > Project Settings > Plugins\.",
    r"Press \*(?P<button>[^*]+)\* in the dock \*(?P<dock>\w+)\*, or run `procgen serve`\.",
)
UNITY_STEPS = (
    r"Window > Package Manager > \+ > Install package from disk… and choose (?P<file>[\w.]+)\.",
    r"(?P<menu>Window > \w+)\.",
)
EMPTY_PROJECT = """config_version=5

[application]

config/name="Empty"

[editor_plugins]

enabled=PackedStringArray("res://addons/install_probe/plugin.cfg")
"""
"""A project as Godot makes it, and what follows the steps."""


def steps(page: Path) -> list[str]:
    """The numbered steps of the section "Install", a line each."""
    section = re.search(r"^## Install\n(.*?)(?=^## |\Z)", page.read_text(), re.M | re.S)
    assert section, f"{page} has no section Install"
    numbered = re.findall(r"^(\d+)\. (.*(?:\n {3}.*)*)", section[1], re.M)
    assert [int(number) for number, _ in numbered] == list(range(1, len(numbered) + 1))
    return [re.sub(r"\s+", " ", step) for _, step in numbered]


def words(written: Sequence[str], expected: Sequence[str]) -> dict[str, str]:
    """What the steps name; fails if there are others, or in other words."""
    assert len(written) == len(expected)
    named: dict[str, str] = {}
    for step, pattern in zip(written, expected, strict=True):
        match = re.fullmatch(pattern, step)
        assert match, f"{step!r} says something else than this test does: {pattern}"
        named |= match.groupdict()
    return named


def test_three_steps_lead_from_an_empty_godot_project_to_a_terrain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = words(steps(GODOT_PAGE), GODOT_STEPS)
    project = tmp_path / "project"
    shutil.copytree(PROJECT_TEMPLATE / "addons/install_probe", project / "addons/install_probe")
    (project / "project.godot").write_text(EMPTY_PROJECT)

    copied = shutil.copytree(
        GODOT_PAGE.parent / named["folder"], project / named["target"] / Path(named["folder"]).name
    )
    assert f'name="{named["plugin"]}"' in (copied / "plugin.cfg").read_text().splitlines()
    commands = Path(python_tool("procgen")).parent
    monkeypatch.setenv("PATH", os.pathsep.join([str(commands), os.environ["PATH"]]))
    port = free_port()
    report = report_of(
        project,
        ["--editor"],
        {"plugin": copied.name, "dock": named["dock"], "button": named["button"], "web_port": port},
    )

    enabled = re.search(r"^enabled=PackedStringArray\((.*)\)$", (project / "project.godot").read_text(), re.M)
    assert enabled, "the editor has noted which addons are on"
    assert f'"res://addons/{copied.name}/plugin.cfg"' in enabled[1]
    assert re.fullmatch(rf"procgen \S+ · \d+ models · :{port}", report["state"])
    assert (report["placed"], report["map_width"]) == ("StaticBody3D", 129)
    assert Recipe.from_json(report["recipe"]).domain == "terrain"
    with socket.socket() as connection:
        assert connection.connect_ex(("127.0.0.1", port)) != 0, "the server ended with the editor"


def test_two_steps_of_the_unity_page_name_what_is_there() -> None:
    named = words([re.sub(r"[*`_]", "", step) for step in steps(UNITY_PAGE)], UNITY_STEPS)
    package = json.loads((UNITY_PAGE.parent / named["file"]).read_text())
    assert package["name"] == UNITY_PAGE.parent.name
    menus = {
        menu.replace("/", " > ")
        for source in (UNITY_PAGE.parent / "Editor").rglob("*.cs")
        for menu in re.findall(r'\[MenuItem\("([^"]+)"', source.read_text())
    }
    assert named["menu"] in menus
