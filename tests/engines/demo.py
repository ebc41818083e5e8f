"""Runs Godot's demo against a real server; the tests do, and docs/make_images.py for its picture."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from tests.engines.godot_probe import complaints, report_of
from tests.tools import Screen, godot

GODOT = Path(__file__).parents[2] / "engine_bridges/godot"
VISIT = Path(__file__).parent / "demo_project/visit.gd"


def copy_demo(folder: Path, web_port: int) -> Path:
    """The demo's project in a new folder, with the server's port in its settings, imported."""
    shutil.copytree(GODOT, folder)
    shutil.copy(VISIT, folder)
    (folder / "override.cfg").write_text(f"[procgen]\n\nserver/web_port={web_port}\n")
    done = godot(["--path", folder, "--import"])
    assert done.returncode == 0, done.stdout
    assert complaints(done.stdout) == []
    return folder


def visit(project: Path, *, screen: bool | Screen = False, pictures: str = "", **arguments: Any) -> dict[str, Any]:
    """What a visitor of the demo found; ``demo.png`` in the folder ``pictures`` if there is a screen."""
    return report_of(
        project, ["--script", "res://visit.gd"], {"pictures": pictures, **arguments}, screen=screen, timeout=300
    )
