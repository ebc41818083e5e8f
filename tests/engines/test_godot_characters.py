"""Exported characters in the real Godot: imported onto SkeletonProfileHumanoid, moved and photographed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from procgen.character.exporters import ExportOptions, encode
from procgen.character.exporters.options import ALL_LEVELS
from procgen.character.mesh.build import build
from tests.character.people_in_clothes import BASIS, WOMAN, body, suit
from tests.engines.godot_probe import complaints, report_of
from tests.tools import godot

PROJECT = Path(__file__).parent / "characters_project"
PERSON = build(body(WOMAN), [suit()], name="Person", lods=True)

BONE_MAP = """[gd_resource type="BoneMap" load_steps=2 format=3]

[sub_resource type="SkeletonProfileHumanoid" id="1"]

[resource]
profile = SubResource("1")
{bones}
"""
IMPORT = """[remap]

importer="scene"
importer_version=1
type="PackedScene"

[deps]

source_file="res://person.glb"

[params]

_subresources={
"nodes": {
"PATH:Person/Skeleton3D": {
"retarget/bone_map": Resource("res://humanoid.tres")
}
}
}
"""
FACE = {"from": [0.25, 1.5, 0.85], "at": [0.0, 1.47, 0.0]}
FIGURE = {"from": [0.0, 1.0, 4.0], "at": [0.0, 0.8, 0.0]}
SMILE = {"jawOpen": 0.5, "mouthSmileLeft": 1.0, "mouthSmileRight": 1.0, "browInnerUp": 1.0}
SHOTS: dict[str, dict[str, Any]] = {
    "t_pose": FIGURE,
    "walk": {**FIGURE, "play": "walk", "time": 0.0},
    "walk_later": {**FIGURE, "play": "walk", "time": 0.5333},
    "wave": {**FIGURE, "play": "wave", "time": 1.1},
    "face": FACE,
    "smile": {**FACE, "set": SMILE},
    "blink": {**FACE, "set": {"eyeBlinkLeft": 1.0, "eyeBlinkRight": 1.0}},
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with a character that is retargeted, and the same with all levels of detail, which is not."""
    folder = tmp_path_factory.mktemp("godot_characters") / "project"
    shutil.copytree(PROJECT, folder)
    (folder / "person.glb").write_bytes(encode(PERSON))
    (folder / "levels.glb").write_bytes(encode(PERSON, ExportOptions("slim", ALL_LEVELS)))
    bones = "\n".join(f'bone_map/{name} = &"{name}"' for name in BASIS.joint_names)
    (folder / "humanoid.tres").write_text(BONE_MAP.format(bones=bones))
    (folder / "person.glb.import").write_text(IMPORT)
    done = godot(["--path", folder, "--import"])
    assert (done.returncode, complaints(done.stdout)) == (0, []), done.stdout
    return folder


@pytest.fixture(scope="module")
def report(project: Path) -> dict[str, Any]:
    """What Godot says about the character; poses by the names of their photographs."""
    shots = [{**shot, "picture": str(project / f"{name}.photo")} for name, shot in SHOTS.items()]
    arguments = {"scene": "res://person.glb", "shots": shots}
    found = report_of(project, ["--script", "res://photographs.gd"], screen=True, arguments=arguments)
    return {**found, "poses": dict(zip(SHOTS, found["poses"], strict=True))}


def photograph(folder: Path, name: str) -> np.ndarray:
    return np.asarray(Image.open(folder / f"{name}.photo").convert("RGB"), np.float32)


def test_every_bone_of_the_profile_is_recognised(report: dict[str, Any]) -> None:
    assert report["missing"] == []
    assert report["bones"] == 56
    assert report["skeleton"] == "GeneralSkeleton", "what a retargeted skeleton is called"
    for name, place in report["poses"]["t_pose"].items():
        np.testing.assert_allclose(place, PERSON.skeleton.place(name), atol=2e-3)


def test_sockets_hang_on_their_bones(report: dict[str, Any]) -> None:
    assert set(report["attachments"]) == {socket.joint for socket in PERSON.sockets}


def test_all_blend_shapes_arrive(report: dict[str, Any]) -> None:
    assert report["meshes"]["Body"]["blend_shapes"] == list(PERSON.parts[0].targets)
    surfaces = [len(np.unique(surface.topology.triangles[0])) for surface in PERSON.parts[0].surfaces]
    assert report["meshes"]["Body"]["vertices"] == surfaces


def test_clips_arrive_and_move_the_legs(report: dict[str, Any]) -> None:
    assert report["clips"] == pytest.approx({"idle": 4.0, "walk": 32 / 30, "wave": 2.4}, abs=1e-3)
    first, later = report["poses"]["walk"], report["poses"]["walk_later"]
    assert first["LeftFoot"][2] > first["RightFoot"][2] + 0.3
    assert later["RightFoot"][2] > later["LeftFoot"][2] + 0.3
    wave = report["poses"]["wave"]
    assert wave["RightHand"][1] > wave["LeftHand"][1] + 0.4


def test_blend_shapes_change_the_face_where_they_should(project: Path, report: dict[str, Any]) -> None:
    still = photograph(project, "face")
    for name, upper in (("smile", False), ("blink", True)):
        changed = np.abs(photograph(project, name) - still).max(axis=2) > 25
        assert changed.sum() > 300
        rows, columns = np.nonzero(changed)
        assert np.ptp(columns) < 300, "only the face"
        middle = np.median(rows)
        assert (middle < 256) == upper, "eyes above, mouth below"


def test_the_person_is_dressed_and_lit(project: Path, report: dict[str, Any]) -> None:
    picture = photograph(project, "walk")
    blue = picture[..., 2] - picture[..., 0]
    trunk = picture[200:300, 340:430]
    assert trunk.std() > 5
    assert (blue[200:330, 340:430] > 15).mean() > 0.3, "the suit"


def test_levels_of_detail_arrive_as_meshes(project: Path) -> None:
    shot = {**FIGURE, "picture": str(project / "levels.photo")}
    found = report_of(
        project,
        ["--script", "res://photographs.gd"],
        screen=True,
        arguments={"scene": "res://levels.glb", "shots": [shot]},
    )
    wanted = {f"{part.name}_LOD{level}" for part in PERSON.parts for level in range(4)}
    assert set(found["meshes"]) == wanted
    sizes = [found["meshes"][f"Body_LOD{level}"]["vertices"][0] for level in range(4)]
    assert sizes == [len(np.unique(triangles)) for triangles in PERSON.parts[0].surfaces[0].topology.triangles]
