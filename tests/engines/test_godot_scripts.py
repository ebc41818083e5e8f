"""The scripts of the Godot addon, by themselves."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.engines.godot_probe import ADDON, PROJECT_TEMPLATE, complaints
from tests.tools import godot, python_tool

SCRIPTS = sorted(ADDON.rglob("*.gd"))
# Shows that the settings reach addons, where Godot is silent by default, and that what is wrong is found.
UNTYPED = "extends RefCounted\nvar untyped = 1\n"


def test_scripts_compile_without_a_warning(godot_project: Path, tmp_path: Path) -> None:
    """The project's settings make warnings errors."""
    project = shutil.copytree(godot_project, tmp_path / "project")
    (project / "addons/procgen/untyped.gd").write_text(UNTYPED)
    scripts = [f"res://addons/procgen/{script.relative_to(ADDON).as_posix()}" for script in SCRIPTS]
    asked = [*scripts, "res://addons/procgen/untyped.gd"]
    (tmp_path / "arguments.json").write_text(json.dumps({"scripts": asked}))
    done = godot(["--path", project, "--script", "res://compile_probe.gd", "--", tmp_path / "arguments.json"])
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("{"))
    assert json.loads(line)["usable"] == scripts, done.stdout
    found = complaints(done.stdout)
    assert len(found) == 2, done.stdout
    assert "has no static type" in found[0]
    assert 'Failed to load script "res://addons/procgen/untyped.gd"' in found[1]


@pytest.mark.parametrize("check", [["gdlint"], ["gdformat", "--check", "--fast"]], ids=lambda check: check[0])
def test_scripts_are_tidy(check: list[str]) -> None:
    # What is generated is never read line by line.
    scripts = [path for path in [*SCRIPTS, *PROJECT_TEMPLATE.rglob("*.gd")] if path.parent.name != "generated"]
    done = subprocess.run([python_tool(check[0]), *check[1:], *scripts], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
