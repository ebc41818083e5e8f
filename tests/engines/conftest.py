"""Fixtures for the tests that run engines."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from procgen.runtime.store import ModelStore
from procgen.world.cover.grow import grow_cover
from procgen.world.materials import Materials
from procgen.world.parameters import WorldParameters
from procgen.world.place import Animal, Place
from tests.conftest import RunningServer
from tests.engines.godot_probe import copy_for_editor, copy_project, report_of
from tests.engines.unity_client import compile_client_programs
from tests.kept import made_once
from tests.world.conftest import people, place, plain_materials  # noqa: F401  (fixtures)
from tests.world.small_folder import write_folder

ORDER = ("ground", "writing", "people", "animals", "maps", "rows", "places", "surface")
"""Steps of a designer; the last one switches the addon off."""
_TOLD = ("too slow: ", "ERROR", "WARNING")
"""In lines that tell why an editor is started again."""


@pytest.fixture(scope="session")
def godot_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Godot project with the addon, imported."""
    return copy_project(tmp_path_factory.mktemp("godot") / "project")


@dataclass(frozen=True, slots=True)
class Designed:
    """What a designer did in the editor."""

    project: Path
    reports: dict[str, dict[str, Any]]
    """By the names of scripts in editor_probe."""


@pytest.fixture(scope="session")
def designed(
    request: pytest.FixtureRequest,
    server: RunningServer,
    godot_project: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Designed:
    """What the probe saw in the real editor; that the editor complained about nothing is checked on the way.

    The editor is started once for the steps of all test files that run: each names its own in ``DESIGNER_STEPS``.
    """
    folder = tmp_path_factory.mktemp("godot_editor")
    pixels = np.random.default_rng(1).integers(90, 150, (96, 96, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(folder / "photo.png")
    modules = [getattr(item, "module", None) for item in request.session.items]
    wanted = {step for module in modules for step in getattr(module, "DESIGNER_STEPS", ())}
    steps = [step for step in ORDER if step in wanted]
    assert len(steps) == len(wanted)
    arguments = {"steps": steps, "photo": str(folder / "photo.png"), "server_pid": server.process.pid}

    def start(name: str) -> Designed:
        project = copy_for_editor(godot_project, folder / name, "editor_probe", server.web_port)
        for step in steps:
            shutil.copy(project / "scene.tscn", project / f"{step}.tscn")
        return Designed(project, report_of(project, ["--editor"], arguments, timeout=460))

    # One session in some five ends with a leak, or stands still until its time is over; the cause is not found.
    # What fails twice is a fault.
    try:
        return start("project")
    except AssertionError as error:
        seen = [line[:200] for line in str(error).splitlines() if any(word in line for word in _TOLD)]
        print("\nthe editor is started again:", *seen, sep="\n", file=sys.__stderr__)
    return start("again")


@pytest.fixture(scope="session")
def village(
    place: Place,  # noqa: F811
    plain_materials: Materials,  # noqa: F811
    people: Mapping[str, bytes],  # noqa: F811
    folder_of_run: Path,
) -> Path:
    """The small world's folder, which nobody changes."""
    return made_once(folder_of_run / "village", lambda folder: write_folder(place, plain_materials, people, folder))


@pytest.fixture(scope="session")
def grown_place(place: Place) -> Place:  # noqa: F811
    """The small world with what grows there, and a hen."""
    cover = grow_cover(place.land, place.settlement, place.props, WorldParameters("", 3), ModelStore(threads=1))
    assert cover is not None
    hen = Animal("hens-01", "hen", "hens", 90.0, 3.0, 108.0, 30.0, "peck", "creatures/hen-1.glb")
    return replace(place, cover=cover, animals=(hen,))


@pytest.fixture(scope="session")
def grown_village(
    grown_place: Place,
    plain_materials: Materials,  # noqa: F811
    people: Mapping[str, bytes],  # noqa: F811
    folder_of_run: Path,
) -> Path:
    """The folder of the small world with what grows there, and a hen; nobody changes it."""

    def make(folder: Path) -> None:
        write_folder(grown_place, plain_materials, people, folder)

    return made_once(folder_of_run / "grown_village", make)


@pytest.fixture(scope="session")
def unity_programs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Programs by name that use the Unity package's client without Unity."""
    return compile_client_programs(tmp_path_factory.mktemp("unity_client"))
