"""What the pages tell people to type: every command that makes something runs, and every JSON is read."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from procgen.character.command.inputs import read_conditions
from procgen.cli.app import main
from procgen.dialogue.command.inputs import read_talk_file, read_world_file
from procgen.dialogue.exporters.lines import LINE_EXPORTERS
from procgen.dialogue.exporters.registry import EXPORTERS as SCENE_FILES
from procgen.dialogue.importers import gaps
from procgen.dialogue.language.gguf import PACKAGED as PACKAGED_MODELS
from procgen.dialogue.phrase.conditions import SLOTS
from procgen.dialogue.scene.quest import GOALS
from procgen.dialogue.scene.request import KINDS, SKILLS
from procgen.dialogue.validate import ENTITY_KINDS, LEVELS, TIMES, WEATHERS
from procgen.dialogue.vocabulary import (
    CHOICES,
    DESCRIPTIONS,
    EVENTS,
    INTENTS,
    MOODS,
    REGISTERS,
    ROLES,
    SETTINGS,
    TRAITS,
)
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.registry import Services
from procgen.runtime.store import ModelStore
from procgen.served import all_services
from procgen.terrain.command.inputs import read_controls
from procgen.terrain.ground.biomes import Biome
from procgen.terrain.wire.outputs import OUTPUTS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "terrain.md").read_text()
TEXTURE_PAGE = (ROOT / "docs" / "texture.md").read_text()
CHARACTER_PAGE = (ROOT / "docs" / "character.md").read_text()
DIALOGUE_PAGE = (ROOT / "docs" / "dialogue.md").read_text()
OTHER_PAGES = TEXTURE_PAGE + CHARACTER_PAGE + DIALOGUE_PAGE + (ROOT / "docs" / "layout.md").read_text("utf-8")
WORKFLOWS_PAGE = (ROOT / "docs" / "release.md").read_text("utf-8")
"""Links the workflows for other services, which nothing makes content from."""
DOMAINS = ("terrain", "texture", "character", "dialogue", "layout")
PAGES = (
    "README.md",
    "CHANGELOG.md",
    "docs/batch.md",
    "docs/install.md",
    "docs/release.md",
    *(f"{folder}/{domain}.md" for folder in ("docs", "assets") for domain in DOMAINS),
)
PACKAGED = frozenset(PACKAGED_MODELS)
"""Language models that a package brings; tests of theirs run them."""
_BARE_SPEAKER = {"ink": 6, "yarn": 7}
"""Lines of the page's files that wish for nothing but a text."""
ELSEWHERE = ("pip", "train", "evaluate", "serve", "bench")
"""Commands that other tests run, or that need what users bring."""


@pytest.fixture(scope="module", autouse=True)
def shared_services() -> Iterator[None]:
    """Commands share their services, as calls of a server do: what all of them read is opened once.

    Here it matters that commands run; that each makes the same bytes by itself is for tests of theirs.
    """
    shared: dict[tuple[int, str], Services] = {}

    def services(store: ModelStore, blobs: BlobStore, settings: Mapping[str, Any]) -> Services:
        return shared.setdefault((store.threads, repr(settings)), all_services(store, blobs, settings))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("procgen.cli.generate.all_services", services)
        yield


def blocks(kind: str, page: str = PAGE) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", page, re.M | re.S)


def commands(block: str) -> list[list[str]]:
    """A line each, but for what quotes hold together."""
    lines = re.findall(r'^(?:[^"\n]|"[^"]*")+$', block.replace("\\\n", ""), re.M)
    return [shlex.split(line) for line in lines]


@pytest.mark.parametrize("block", blocks("sh"))
def test_every_command_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: str) -> None:
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    (tmp_path / "kept.npy").symlink_to(kept_heights(tmp_path))
    monkeypatch.chdir(tmp_path)
    for program, *arguments in commands(block):
        if program == "procgen":
            assert main(arguments) == 0, arguments
        else:
            assert program == "python"
            (tmp_path / "kept.npy").unlink(missing_ok=True)
            subprocess.run([sys.executable, *arguments], check=True, timeout=60)


def with_a_player(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that sounds are played by, silently: machines for tests have none."""
    folder.mkdir()
    player = folder / "paplay"
    player.write_text('#!/bin/sh\ntest -s "$1"\n')
    player.chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([str(folder), os.environ["PATH"]]))


@pytest.mark.parametrize(
    "block", blocks("sh", TEXTURE_PAGE) + blocks("sh", CHARACTER_PAGE) + blocks("sh", DIALOGUE_PAGE)
)
def test_every_command_of_the_other_pages_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: str) -> None:
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    with_a_player(tmp_path / "programs", monkeypatch)
    for program, *arguments in commands(block):
        if program in ELSEWHERE or arguments[0] in ELSEWHERE or PACKAGED.intersection(arguments):
            continue
        assert program == "procgen"
        monkeypatch.setattr("sys.stdin", io.StringIO("Hello.\n/quit\n"))
        assert main(arguments) == 0, arguments


def kept_heights(folder: Path) -> Path:
    """What an earlier block of the page leaves behind."""
    import numpy as np

    path = folder / "earlier.npy"
    np.save(path, np.full((150, 190), 300.0, np.float32))
    return path


@pytest.mark.parametrize("block", blocks("json"))
def test_every_json_of_the_page_is_a_file_of_controls(tmp_path: Path, block: str) -> None:
    path = tmp_path / "controls.json"
    path.write_text(block)
    assert read_controls(path).ListFields()


@pytest.mark.parametrize("block", blocks("json", CHARACTER_PAGE))
def test_every_json_of_the_character_page_holds_conditions(tmp_path: Path, block: str) -> None:
    path = tmp_path / "conditions.json"
    path.write_text(block)
    assert read_conditions(path).ListFields()


@pytest.mark.parametrize("block", blocks("json", DIALOGUE_PAGE))
def test_every_json_of_the_dialogue_page_is_a_persona_or_a_world(tmp_path: Path, block: str) -> None:
    path = tmp_path / "file.json"
    path.write_text(block)
    read = read_talk_file if '"persona"' in block else read_world_file
    assert read(path).ListFields()


@pytest.mark.parametrize(("form", "count"), [("ink", 6), ("yarn", 5)])
def test_every_mark_of_the_dialogue_page_is_understood(form: str, count: int) -> None:
    (block,) = blocks(form, DIALOGUE_PAGE)
    found = gaps(block.encode(), form)
    assert len(found) == count
    assert all(gap.intent for gap in found if not gap.hint and gap.line != _BARE_SPEAKER[form])


def test_the_dialogue_page_names_what_can_be_asked_for() -> None:
    shown = set(re.findall(r"\w+", DIALOGUE_PAGE))
    asked = (ROLES, MOODS, TRAITS, REGISTERS, SETTINGS, INTENTS, EVENTS, CHOICES, DESCRIPTIONS, KINDS, SCENE_FILES)
    for names in (*asked, LINE_EXPORTERS, SLOTS, GOALS, LEVELS, ENTITY_KINDS, TIMES[1:], WEATHERS[1:], SKILLS):
        assert set(names) <= shown, sorted(set(names) - shown)


def test_every_example_is_used() -> None:
    for path in (ROOT / "docs" / "examples").iterdir():
        if path.suffix == ".yml":
            assert f"](examples/{path.name})" in WORKFLOWS_PAGE, path
            tools = re.findall(r"tools/\w+\.py", path.read_text())
            assert tools
            assert all((ROOT / tool).is_file() for tool in tools)
            continue
        for_terrain = f"docs/examples/{path.name}" in PAGE
        assert for_terrain or f"docs/examples/{path.name}" in OTHER_PAGES, path
        if path.suffix == ".json":
            json.loads(path.read_text())
            if for_terrain:
                assert read_controls(path).ListFields()


def test_the_page_names_every_format_and_biome() -> None:
    shown = set(re.findall(r"\w+", PAGE)) | {"heights_f32", "normals_f32", "slope_deg_f32", "hillshade_png"}
    others = {"terrain3d_control_res", "terrain3d_region_res"}  # what the painted regions hold together
    assert set(OUTPUTS) - others <= shown
    text = " ".join(PAGE.split())
    for biome in Biome:
        assert f"{biome.value} {biome.name.lower().replace('_', ' ')}" in text


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    text = path.read_text()
    headings = {
        re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in re.findall(r"^#+ (.+)$", text, re.M)
    }
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        file, _, anchor = target.partition("#")
        if file.startswith(("http:", "https:")):
            continue
        if file:
            assert (path.parent / file).exists(), target
        elif anchor:
            assert anchor in headings, target
