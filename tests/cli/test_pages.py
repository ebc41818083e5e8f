"""What the pages tell people to type: every command that makes something runs, and every JSON is read."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from procgen.cli.app import main
from procgen.cli.character_inputs import read_conditions
from procgen.cli.terrain_inputs import read_controls
from procgen.services.terrain_outputs import OUTPUTS
from procgen.terrain.ground.biomes import Biome

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "terrain.md").read_text()
TEXTURE_PAGE = (ROOT / "docs" / "texture.md").read_text()
CHARACTER_PAGE = (ROOT / "docs" / "character.md").read_text()
DOMAINS = ("terrain", "texture", "character")
PAGES = (
    "README.md",
    "CHANGELOG.md",
    *(f"{folder}/{domain}.md" for folder in ("docs", "assets") for domain in DOMAINS),
)
ELSEWHERE = ("pip", "train", "evaluate", "serve", "bench")
"""Commands that other tests run, or that need what users bring."""


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


@pytest.mark.parametrize("block", blocks("sh", TEXTURE_PAGE) + blocks("sh", CHARACTER_PAGE))
def test_every_command_of_the_other_pages_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: str) -> None:
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    for program, *arguments in commands(block):
        if program in ELSEWHERE or arguments[0] in ELSEWHERE:
            continue
        assert program == "procgen"
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


def test_every_example_is_used() -> None:
    for path in (ROOT / "docs" / "examples").iterdir():
        for_terrain = f"docs/examples/{path.name}" in PAGE
        assert for_terrain or f"docs/examples/{path.name}" in TEXTURE_PAGE + CHARACTER_PAGE, path
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
