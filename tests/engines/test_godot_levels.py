"""Files with levels of detail by MSFT_lod, imported by the real Godot where the addon is on."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from procgen.creature.exporters import EXPORTERS
from tests.creature.animals import animal
from tests.engines.godot_probe import complaints, copy_project, report_of
from tests.tools import godot

HORSE = animal("horse", levels=(0, 1, 2, 3))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Godot made of an animal."""
    folder: Path = copy_project(tmp_path_factory.mktemp("godot_levels") / "project")
    (folder / "horse.glb").write_bytes(EXPORTERS["glb"].write(HORSE, lambda: None))
    done = godot(["--path", folder, "--import"])
    assert (done.returncode, complaints(done.stdout)) == (0, []), done.stdout
    return report_of(folder, ["--script", "res://levels_probe.gd"], {"scene": "res://horse.glb"})


def test_each_level_is_a_mesh_on_the_same_bones(report: dict[str, Any]) -> None:
    assert list(report["meshes"]) == [f"Horse_LOD{level}" for level in range(4)]
    assert all(mesh["is_skinned"] for mesh in report["meshes"].values())
    triangles = [mesh["triangles"] for mesh in report["meshes"].values()]
    assert triangles == [sum(len(each.triangles) for each in HORSE.levels[level]) for level in range(4)]
    assert set(report["clips"]) >= {"idle", "walk", "trot"}


def test_one_level_is_shown_at_any_distance(report: dict[str, Any]) -> None:
    meshes = list(report["meshes"].values())
    assert meshes[0]["from_m"] == 0.0
    for finer, coarser in itertools.pairwise(meshes):
        assert coarser["from_m"] == finer["to_m"] > finer["from_m"]
    assert 2.0 < meshes[0]["to_m"] < 20.0, "a horse that fills half of the picture is near"
