"""Scenes as Godot's resources, loaded by the real engine."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from procgen.dialogue.exporters import godot
from procgen.dialogue.exporters.json_scene import as_data
from procgen.dialogue.scene.graph import Scene
from tests import tools
from tests.dialogue.exporters.scenes import HOSTILE, random_scene
from tests.dialogue.exporters.test_ink import text_scene

SCRIPT = Path(__file__).parent / "read_scene.gd"
PROJECT = 'config_version=5\n\n[application]\n\nconfig/name="scenes"\n'


def test_godot_finds_all_nodes_lines_and_choices(tmp_path: Path) -> None:
    scenes: list[Scene] = [random_scene(seed, list(HOSTILE)) for seed in range(8)] + [text_scene(list(HOSTILE))]
    (tmp_path / "scenes").mkdir()
    (tmp_path / "project.godot").write_text(PROJECT)
    shutil.copy(SCRIPT, tmp_path)
    for number, scene in enumerate(scenes):
        (tmp_path / f"scenes/{number}.tres").write_bytes(godot.encode(scene))
    done = tools.godot(["--path", tmp_path, "--script", "res://read_scene.gd"])
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("FOUND "))
    found = {int(Path(entry["file"]).stem): entry for entry in json.loads(line.removeprefix("FOUND "))}
    assert done.returncode == 0, done.stdout
    assert "ERROR" not in done.stdout, done.stdout
    for number, scene in enumerate(scenes):
        data = as_data(scene)
        recipe = data.pop("recipe")
        assert found[number]["scene"] == data
        assert found[number]["recipe"] == recipe
        assert found[number]["title"] == (scene.title or scene.id)


def test_values_are_written_as_godot_reads_them() -> None:
    assert godot.variant({"a": [1, True, None, 'q"\\\n']}) == '{"a": [1, true, null, "q\\"\\\\\\n"]}'
    with pytest.raises(ValueError, match="no number"):
        godot.variant(float("nan"))
