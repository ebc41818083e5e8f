"""Exported materials in the real Godot: imported, loaded, and photographed under light."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.texture.exporters import EXPORTERS, ExportOptions, encode_set
from procgen.texture.exporters.images import pixels
from procgen.texture.exporters.pictures import PICTURES
from procgen.texture.exporters.planes import Planes
from procgen.texture.generate import generate
from procgen.texture.parameters import TextureParameters
from tests.engines.godot_probe import complaints, report_of
from tests.texture.exporters import samples
from tests.tools import godot

PROJECT = Path(__file__).parent / "materials_project"
BPTC, RGTC_RG, RGTC_R, GREY = 22, 21, 20, 0
"""Of Godot's Image.Format."""
DDS = {"albedo_bc7_dds": BPTC, "normal_bc5_dds": RGTC_RG, "orm_bc7_dds": BPTC, "roughness_bc4_dds": RGTC_R}
STANDARD, TRIPLANAR, DECAL, FERN = "standard", "triplanar", "decal", "fern"
FROM_ABOVE, FROM_THE_LEFT = [-60.0, 0.0], [0.0, -60.0]


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the project and what was photographed."""
    folder = tmp_path_factory.mktemp("godot_materials") / "project"
    shutil.copytree(PROJECT, folder)
    domes = samples.domes()
    for options in (ExportOptions(base_name="domes"), ExportOptions(base_name=TRIPLANAR, triplanar=True)):
        for file in encode_set(domes, "godot", options):
            (folder / file.name).write_bytes(file.data)
    (folder / "domes-standard.tres").write_bytes(
        EXPORTERS["godot_standard_tres"].encode(domes, ExportOptions(base_name="domes"))
    )
    for file in encode_set(samples.material(64, 128, opacity=True), "godot", ExportOptions(base_name=DECAL)):
        (folder / file.name).write_bytes(file.data)
    fern = TextureParameters(width_px=128, height_px=128, foliage="fern")
    for file in encode_set(generate(fern, ModelStore(threads=1)), "godot", ExportOptions(base_name=FERN)):
        (folder / file.name).write_bytes(file.data)
    for kind in DDS:
        (folder / f"{kind}.dds").write_bytes(EXPORTERS[kind].encode(domes))
    (folder / "ball.glb").write_bytes(EXPORTERS["ball_glb"].encode(domes))
    done = godot(["--path", folder, "--import"])
    assert (done.returncode, complaints(done.stdout)) == (0, []), done.stdout
    return folder


@pytest.fixture(scope="module")
def findings(photographs: Path) -> dict[str, Any]:
    """What Godot says about materials, by the names of their photographs, about textures and about the scene."""
    shots = {
        "above": ("domes.tres", "wall", FROM_ABOVE),
        "left": ("domes.tres", "wall", FROM_THE_LEFT),
        "ball": ("domes.tres", "ball", [-35.0, -40.0]),
        STANDARD: ("domes-standard.tres", "wall", FROM_ABOVE),
        TRIPLANAR: ("triplanar.tres", "ball", [-35.0, -40.0]),
        DECAL: ("decal.tres", "wall", FROM_ABOVE),
        FERN: ("fern.tres", "wall", FROM_ABOVE),
    }
    arguments = [
        {"material": f"res://{file}", "mesh": mesh, "light": light, "picture": str(photographs / f"{name}.photo")}
        for name, (file, mesh, light) in shots.items()
    ]
    found = report_of(
        photographs,
        ["--script", "res://photographs.gd"],
        screen=True,
        arguments={"shots": arguments, "textures": [f"res://{kind}.dds" for kind in DDS], "scene": "res://ball.glb"},
    )
    return {**found, "materials": dict(zip(shots, found["materials"], strict=True))}


@pytest.fixture(scope="module")
def report(findings: dict[str, Any]) -> dict[str, Any]:
    """What Godot says about each material, by the name of its photograph."""
    return dict(findings["materials"])


def photograph(folder: Path, name: str) -> np.ndarray:
    return np.asarray(Image.open(folder / f"{name}.photo").convert("RGB"), np.float32).mean(axis=-1)


def test_classes_scale_and_recipe_arrive(report: dict[str, Any]) -> None:
    assert report["ball"]["class"] == "ORMMaterial3D"
    assert report[STANDARD]["class"] == "StandardMaterial3D"
    for found in report.values():
        # Without, an ORMMaterial3D leaves the occlusion in its texture alone.
        assert (found["normal_enabled"], found["ao_enabled"]) == (True, True)
    np.testing.assert_allclose(report["ball"]["uv1_scale"], 1.0)
    np.testing.assert_allclose(report[DECAL]["uv1_scale"], [1 / 2.0, 1 / 1.0, 1 / 2.0])
    assert Recipe.from_json(report["ball"]["recipe"]) == samples.recipe(2)
    assert (report["ball"]["name"], report[DECAL]["name"]) == ("metal", "brick")
    assert (report["ball"]["triplanar"], report[TRIPLANAR]["triplanar"]) == (False, True)
    assert (report["ball"]["transparency"], report[DECAL]["transparency"]) == (0, 1)
    assert report["ball"]["heightmap_scale"] == pytest.approx(100 * float(np.ptp(samples.domes().height_m)), rel=1e-4)


def test_foliage_is_cut_out(report: dict[str, Any], photographs: Path) -> None:
    scissor = 2
    assert report[FERN]["transparency"] == scissor
    np.testing.assert_allclose(report[FERN]["uv1_scale"], 1.0)
    # The wall is a square of one metre: what is not fern shows the sky's even colour.
    picture = photograph(photographs, FERN)
    sky = picture[2, 2]
    assert 0.2 < float((np.abs(picture - sky) < 2.0).mean()) < 0.95


def test_standard_material_takes_its_channels_from_the_packed_picture(report: dict[str, Any]) -> None:
    found = report[STANDARD]
    assert (found["roughness_channel"], found["metallic_channel"]) == (1, 2)
    names = {Path(found["textures"][f"{name}_texture"]["path"]).name for name in ("roughness", "metallic", "ao")}
    assert names == {"domes-orm.png"}


def test_pictures_are_imported_as_what_they_are(report: dict[str, Any]) -> None:
    textures = report["ball"]["textures"]
    assert {name: found["format"] for name, found in textures.items()} == {
        "albedo_texture": BPTC,
        "normal_texture": RGTC_RG,
        "orm_texture": BPTC,
        "heightmap_texture": GREY,
    }
    for found in textures.values():
        assert found["size"] == [256, 256]
        assert found["mipmaps"]


def test_numbers_arrive_unbent(report: dict[str, Any]) -> None:
    planes = Planes(samples.domes(), ExportOptions())
    for texture, name, channels in (("albedo", "albedo", 3), ("orm", "orm", 3), ("normal", "normal", 2)):
        expected = pixels(planes, PICTURES[name]).reshape(-1, 3).mean(axis=0) / 255
        found = report["ball"]["textures"][f"{texture}_texture"]["mean"]
        np.testing.assert_allclose(found[:channels], expected[:channels], atol=0.01)
    height = pixels(planes, PICTURES["height"], 16).mean() / 65535
    assert report["ball"]["textures"]["heightmap_texture"]["mean"][0] == pytest.approx(height, abs=0.01)


def test_block_compressed_textures_are_taken_as_they_are(findings: dict[str, Any]) -> None:
    planes = Planes(samples.domes(), ExportOptions())
    for kind, form in DDS.items():
        found = findings["textures"][f"res://{kind}.dds"]
        assert (found["format"], found["size"], found["mipmaps"]) == (form, [256, 256], True)
        picture = pixels(planes, PICTURES[EXPORTERS[kind].picture])
        expected = picture.reshape(256 * 256, -1).mean(axis=0) / 255
        channels = {RGTC_R: 1, RGTC_RG: 2, BPTC: 3}[form]
        np.testing.assert_allclose(found["mean"][:channels], expected[:channels], atol=0.01)


def test_the_ball_arrives_with_its_material(findings: dict[str, Any]) -> None:
    scene = findings["scene"]
    assert set(scene) == {"ball", "ground"}
    np.testing.assert_allclose(scene["ball"]["size"], 4 / np.pi, rtol=1e-3)
    np.testing.assert_allclose(scene["ground"]["size"], [3.0, 0.0, 3.0], atol=1e-3)
    for mesh in scene.values():
        assert (mesh["normal_enabled"], mesh["textured"], mesh["ao_enabled"]) == (True, True, True)


def dome_sides(picture: np.ndarray) -> tuple[float, float, float, float]:
    """Brightness above, below, left and right of the middle of a dome.

    It is the mean of the four on the wall: each is seen from another side, which the mean evens out.
    """
    lit = picture > 0.16 * 255
    rows, columns = np.flatnonzero(lit.any(axis=1)), np.flatnonzero(lit.any(axis=0))
    side = (rows[-1] - rows[0] + 1) // 2
    top, left = rows[0], columns[0]
    dome = np.mean([picture[top + y :, left + x :][:side, :side] for y in (0, side) for x in (0, side)], axis=0)
    middle, near, far = side // 2, side // 12, side // 4
    across = slice(middle - near, middle + near)
    before, behind = slice(middle - far, middle - near), slice(middle + near, middle + far)
    return (
        float(dome[before, across].mean()),
        float(dome[behind, across].mean()),
        float(dome[across, before].mean()),
        float(dome[across, behind].mean()),
    )


@pytest.mark.parametrize("name", ["above", STANDARD])
def test_what_is_lit_from_above_is_bright_above(photographs: Path, report: dict[str, Any], name: str) -> None:
    above, below, left, right = dome_sides(photograph(photographs, name))
    assert above > 1.3 * below
    assert left == pytest.approx(right, rel=0.1)


def test_what_is_lit_from_the_left_is_bright_on_the_left(photographs: Path, report: dict[str, Any]) -> None:
    above, below, left, right = dome_sides(photograph(photographs, "left"))
    assert left > 1.3 * right
    assert above == pytest.approx(below, rel=0.1)


def test_balls_show_the_material(photographs: Path, report: dict[str, Any]) -> None:
    for name in ("ball", TRIPLANAR):
        middle = photograph(photographs, name)[128:384, 128:384]
        assert middle.std() > 10.0, "domes and ground differ"
