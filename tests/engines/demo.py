"""Runs Godot's demo against a real server; the tests do, and docs/make_images.py for its picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.engines.godot_probe import copy_imported, report_of
from tests.tools import Screen

_GODOT = Path(__file__).parents[2] / "engine_bridges/godot"
_VISITORS = Path(__file__).parent / "demo_project"


def copy_demo(folder: Path, web_port: int) -> Path:
    """The demo's project in a new folder, imported, with the server's port in its settings."""
    copy_visited(folder)
    (folder / "override.cfg").write_text(f"[procgen]\n\nserver/web_port={web_port}\n")
    return folder


def copy_visited(folder: Path) -> Path:
    """The demo's project in a new folder, imported, with the scripts of all visitors."""
    return copy_imported(folder, ((_GODOT, "."), (_VISITORS, ".")))


def visit(project: Path, *, screen: bool | Screen = False, pictures: str = "", **arguments: Any) -> dict[str, Any]:
    """What a visitor of the demo found; ``demo.png`` in the folder ``pictures`` if there is a screen."""
    return report_of(
        project, ["--script", "res://visit.gd"], {"pictures": pictures, **arguments}, screen=screen, timeout=300
    )
