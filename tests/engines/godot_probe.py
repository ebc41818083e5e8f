"""Runs the probes of the test project in the real Godot."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.kept import digest_of, forget_old, made_once
from tests.tools import Screen, cache_folder, godot, godot_name

ADDON = Path(__file__).parents[2] / "engine_bridges/godot/addons/procgen"
PROJECT_TEMPLATE = Path(__file__).parent / "godot_project"

# Mesa's software renderer cannot wait for the screen, and Godot says so.
_EXPECTED = ("WARNING: Could not set V-Sync mode",)
_REPORT = "{"
"""What a probe's report begins with, in which words of other programs may stand."""


def copy_project(folder: Path) -> Path:
    """A project with the addon in a new folder, its classes registered."""
    return copy_imported(folder, ((PROJECT_TEMPLATE, "."), (ADDON, "addons/procgen")))


def copy_imported(folder: Path, parts: Sequence[tuple[Path, str]]) -> Path:
    """A project in a new folder, imported, of which Godot says nothing but that it is done.

    Godot imports it once as long as nothing changes that goes into it: an editor takes ten seconds for that.

    Args:
        folder: its name.
        parts: the folders that it is put together from, each with its place in it.
    """
    kept = cache_folder() / "godot-projects"
    named = [godot_name(), *((place, digest_of(part)) for part, place in parts)]
    digest = hashlib.sha256(json.dumps(named).encode()).hexdigest()

    def make(project: Path) -> None:
        for part, place in parts:
            shutil.copytree(part, project / place, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".godot"))
        done = godot(["--path", project, "--import"])
        assert done.returncode == 0, done.stdout
        assert complaints(done.stdout) == [], done.stdout

    imported = made_once(kept / digest[:16], make)
    os.utime(imported)
    shutil.copytree(imported, folder)
    forget_old(kept)
    return folder


def copy_for_editor(project: Path, folder: Path, probe: str, web_port: int) -> Path:
    """A copy of an imported project in which that addon uses the dock, whose server is said to be at that port."""
    shutil.copytree(project, folder)
    addons = ", ".join(f'"res://addons/{addon}/plugin.cfg"' for addon in ("procgen", probe))
    with (folder / "project.godot").open("a") as settings:
        settings.write(f"\n[editor_plugins]\n\nenabled=PackedStringArray({addons})\n")
        settings.write(f"\n[procgen]\n\nserver/web_port={web_port}\n")
    return folder


def complaints(output: str) -> list[str]:
    """The lines in which Godot complains, leaks at exit among them."""
    return [
        line
        for line in output.splitlines()
        if ("ERROR" in line or "WARNING" in line) and not line.startswith((*_EXPECTED, _REPORT))
    ]


def run_probe(project: Path, probe: str, *, screen: bool | Screen = False, **arguments: Any) -> dict[str, Any]:
    """What a function of probe.gd reports."""
    return report_of(project, ["--script", "res://probe.gd"], {"probe": probe, **arguments}, screen=screen)


def report_of(
    project: Path,
    args: list[str],
    arguments: dict[str, Any],
    *,
    before: Sequence[str] = (),
    screen: bool | Screen = False,
    timeout: float = 300,
) -> dict[str, Any]:
    """The line of JSON that a script prints in Godot; the script finds its arguments in a file.

    The file's name is the last of the user's arguments, after those in ``before``.

    Fails if Godot complains about anything, crashes or takes too long.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(arguments, file)
        file.flush()
        done = godot(["--path", project, *args, "--", *before, file.name], screen=screen, timeout=timeout)
    assert done.returncode == 0, f"Godot ended with {done.returncode}:\n{done.stdout}"
    assert complaints(done.stdout) == [], done.stdout
    reports = [line for line in done.stdout.splitlines() if line.startswith(_REPORT)]
    assert len(reports) == 1, done.stdout
    report: dict[str, Any] = json.loads(reports[0])
    return report
