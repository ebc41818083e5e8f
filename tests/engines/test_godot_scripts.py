"""Each script of the Godot addon by itself."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.engines.godot_probe import ADDON, PROJECT_TEMPLATE, complaints
from tests.tools import godot, python_tool

SCRIPTS = sorted(ADDON.rglob("*.gd"))


def compile_problems(project: Path, script: str) -> list[str]:
    """What Godot says against a script; the project's settings make its warnings errors."""
    done = godot(["--path", project, "--check-only", "--script", f"res://{script}"])
    return complaints(done.stdout) + ([f"exit code {done.returncode}"] if done.returncode else [])


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.relative_to(ADDON).as_posix())
def test_script_compiles_without_a_warning(godot_project: Path, script: Path) -> None:
    assert compile_problems(godot_project, f"addons/procgen/{script.relative_to(ADDON).as_posix()}") == []


def test_every_declaration_must_have_a_type(godot_project: Path) -> None:
    # Shows that the settings reach addons, where Godot is silent by default.
    (godot_project / "addons/procgen/untyped.gd").write_text("extends RefCounted\nvar untyped = 1\n")
    try:
        assert any(
            "has no static type" in problem for problem in compile_problems(godot_project, "addons/procgen/untyped.gd")
        )
    finally:
        (godot_project / "addons/procgen/untyped.gd").unlink()


@pytest.mark.parametrize("check", [["gdlint"], ["gdformat", "--check"]], ids=lambda check: check[0])
def test_scripts_are_tidy(check: list[str]) -> None:
    done = subprocess.run(
        [python_tool(check[0]), *check[1:], ADDON, PROJECT_TEMPLATE], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
