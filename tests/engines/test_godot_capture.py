"""Labelled pictures, taken by the real Godot: of things of known shape, and of a small world by the command."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from procgen.cli.app import main
from procgen.world.capture.boxes import Thing
from procgen.world.capture.camera import Lens
from procgen.world.capture.check import FAR_SHARE, NEAR_M
from procgen.world.capture.classes import CLASSES, FIRST_THING
from procgen.world.capture.frame import Coding, Pixels, read_pixels
from procgen.world.ground_height import height_at
from procgen.world.manifest import traffic_files
from procgen.world.parameters import WorldParameters
from procgen.world.parts import Callbacks
from procgen.world.place import Place
from procgen.world.traffic import generate
from procgen.world.traffic.collisions import boxes_of
from procgen.world.traffic.record import Scene
from tests.engines.godot_probe import ADDON, report_of
from tests.tools import godot_program
from tests.world.small_place import SPACING_M

LENS = Lens(160, 120, 60.0)
PICTURES = 5
TRAFFIC = WorldParameters(seed=4, vehicles=7, walkers=12, traffic_hour=10.0, fit_traffic=True)
TRAFFIC_S, STARTS_S, ABOVE_M = 20.0, 36000.0, 9.0
LATER_S = 1.0

_HALVES_DEG, _BYTES_DEG = 3.1, 1.9
"""How far normals may be off by how they are written: three numbers in a half float, or a byte each."""


@dataclasses.dataclass(frozen=True)
class Taken:
    """A picture of things of known shape."""

    report: dict[str, Any]
    pixels: Pixels
    many: Pixels

    def thing(self, name: str) -> Thing:
        (one,) = (Thing.read(each) for each in self.report["things"] if each["name"] == name)
        return one


@pytest.fixture(scope="module")
def taken(godot_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Taken:
    file = tmp_path_factory.mktemp("capture") / "bytes"
    many = file.with_name("many")
    arguments = {"size": [LENS.width_px, LENS.height_px], "bytes": str(file), "many": str(many)}
    report = report_of(godot_project, ["--script", "res://capture_probe.gd"], arguments, screen=True, timeout=300)
    first, second = (Coding(report[name]) for name in ("coding", "coding_of_many"))
    return Taken(report, read_pixels(file.read_bytes(), LENS, first), read_pixels(many.read_bytes(), LENS, second))


def mask_px(x_m: tuple[float, float], y_m: tuple[float, float], deep_m: float) -> np.ndarray:
    """Pixels whose middles see an upright rectangle so deep before the eye, which is a metre high."""
    rays = LENS.rays() * deep_m
    across = (rays[..., 0] > x_m[0]) & (rays[..., 0] < x_m[1])
    return across & (rays[..., 1] + 1.0 > y_m[0]) & (rays[..., 1] + 1.0 < y_m[1])


def test_masks_and_depths_of_known_things_are_exact(taken: Taken) -> None:
    assert taken.report["apart"] == "The node is in no scene."
    assert taken.report["begun"] == ""
    box, sheet = taken.thing("Cart"), taken.thing("Sheet")
    assert (box.kind, sheet.kind) == ("vehicle", "prop")
    front = mask_px((-0.5, 0.5), (0.5, 1.5), 4.5)
    assert front.sum() > 500
    assert np.array_equal(taken.pixels.label == box.label, front)
    assert np.abs(taken.pixels.depth_m[front] / 4.5 - 1.0).max() <= 2.0**-14
    assert np.abs(taken.pixels.normal[front] - (0.0, 0.0, 1.0)).max() < 0.02
    assert box.centre_m.tolist() == [0.0, 1.0, -5.0]
    assert box.half_m.tolist() == [0.5, 0.5, 0.5]


def test_labels_take_one_picture_until_there_are_too_many_for_it(taken: Taken) -> None:
    assert (taken.report["coding"], taken.report["coding_of_many"]) == ("halves", "bytes")
    assert taken.report["many"] > 31000
    assert taken.report["middles"] == [taken.thing("Cart").label, 0] * 2
    before, after = taken.pixels, taken.many
    new = after.label != before.label
    assert set(np.unique(after.label[new]).tolist()) == {FIRST_THING + taken.report["many"] - 1}
    assert new.sum() > 20
    assert np.abs(after.depth_m - before.depth_m)[~new].max() <= 2.0**-14 * before.depth_m.max()
    assert (
        np.degrees(np.arccos(np.clip((after.normal * before.normal).sum(axis=-1), -1, 1)))[
            ~new & (after.label > 0)
        ].max()
        < _HALVES_DEG + _BYTES_DEG
    )


def test_a_shader_that_moves_and_cuts_is_labelled_as_it_looks(taken: Taken) -> None:
    kept = mask_px((-1.75, -1.25), (0.5, 1.5), 4.0)
    assert kept.sum() > 200
    assert np.array_equal(taken.pixels.label == taken.thing("Sheet").label, kept)
    red = taken.pixels.colour[..., 0].astype(int) > taken.pixels.colour[..., 2] + 40
    assert np.array_equal(red, kept), "what one sees is what is labelled"


def test_what_is_added_to_what_is_behind_it_has_its_own_label(taken: Taken) -> None:
    kept = mask_px((0.0, 0.5), (0.0, 0.6), 3.0)
    assert kept.sum() > 200
    assert np.array_equal(taken.pixels.label == taken.thing("Glow").label, kept)
    assert np.abs(taken.pixels.depth_m[kept] / 3.0 - 1.0).max() <= 2.0**-14


def test_each_instance_of_a_multimesh_is_a_thing(taken: Taken) -> None:
    near, far = taken.thing("balls 0"), taken.thing("balls 1")
    assert near.half_m.tolist() == pytest.approx([0.5, 0.5, 0.5], abs=1e-3)
    assert far.half_m.tolist() == pytest.approx([0.25, 0.25, 0.25], abs=1e-3)
    rays = LENS.rays()
    for ball, radius in ((near, 0.5), (far, 0.25)):
        mask = taken.pixels.label == ball.label
        to = ball.centre_m - (0.0, 1.0, 0.0)
        # How far rays pass by the middle; the mesh has corners, and so is a little within the sphere.
        along = (rays @ to) / (rays**2).sum(axis=-1)
        by = np.linalg.norm(along[..., None] * rays - to, axis=-1)
        assert not mask[by > radius].any()
        assert mask[by < 0.97 * radius].all()


def test_ground_and_sky_are_classes_and_no_things(taken: Taken) -> None:
    label = taken.pixels.label
    assert set(np.unique(label[label < FIRST_THING]).tolist()) == {0, CLASSES.index("ground")}
    ground = label == CLASSES.index("ground")
    heights = (LENS.rays() * taken.pixels.depth_m[..., None])[ground][:, 1]
    assert np.abs(heights + 1.0).max() < 1e-3


def test_what_can_not_be_labelled_is_refused(taken: Taken) -> None:
    assert taken.report["refused"] == {}
    assert taken.report["problem"].startswith('"Odd" is labelled "dragon": it must be one of sky, ground')
    assert taken.report["no_size"] == "size is 0 x 4: it must be at least 1 x 1."


def test_both_sides_have_the_same_classes() -> None:
    text = (ADDON / "capture/label_things.gd").read_text()
    listed = text[text.index("const CLASSES") :].partition("]\n")[0].partition("= [")[2]
    assert tuple(each.strip(' "\n\t') for each in listed.split(",") if each.strip()) == CLASSES
    assert f"const FIRST_THING := {FIRST_THING}\n" in text


@pytest.fixture(scope="module")
def scene(place: Place) -> Scene:
    """A short while of traffic."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generate, "SECONDS", TRAFFIC_S)
        return generate.make_traffic(place, TRAFFIC, {"hour": 10, "weather": "fair"}, share=1.0)


@pytest.fixture(scope="module")
def world(place: Place, grown_village: Path, scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = shutil.copytree(grown_village, tmp_path_factory.mktemp("captured") / "world")
    for file in traffic_files(place, scene, Callbacks()):
        path = made / file.path
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(file.data)
    return made


def driven(scene: Scene) -> tuple[int, int]:
    """A step at which a vehicle drives on for a while, and which of the boxes that is."""
    later = int(LATER_S / 0.2)
    middle_m = boxes_of(scene.traffic).middle_m
    gone_m = np.linalg.norm(middle_m[later:] - middle_m[:-later], axis=-1)
    step, at = np.unravel_index(np.nanargmax(np.where(gone_m < 20.0, gone_m, np.nan)), gone_m.shape)
    return int(step), int(at)


@pytest.fixture(scope="module")
def command(
    world: Path,
    place: Place,
    scene: Scene,
    tmp_path_factory: pytest.TempPathFactory,
) -> list[str]:
    """What takes pictures of the settlement from three sides, and two of a street from above."""
    folder = tmp_path_factory.mktemp("path")
    assert place.settlement is not None
    house = place.settlement.buildings[0]
    cameras = []
    for number, (aside, yaw) in enumerate((((16.0, 0.0), -90.0), ((0.0, 16.0), 0.0), ((-16.0, 0.0), 90.0))):
        x, z = house.x_m + aside[0], house.z_m + aside[1]
        y = float(height_at(place.land.heights_m, SPACING_M, x, z)) + 3.0
        still = {"x_m": x, "y_m": y, "z_m": z, "yaw_deg": yaw, "pitch_deg": -6.0}
        cameras.append({**still, "second": 40000.0 + number, "velocity_m_s": [1.0, 0.0, 0.0]})
    step, at = driven(scene)
    x, z = (float(each) for each in boxes_of(scene.traffic).middle_m[step, at])
    above = {"x_m": x, "y_m": float(height_at(place.land.heights_m, SPACING_M, x, z)) + ABOVE_M, "z_m": z}
    for second in (0.0, LATER_S):
        cameras.append({**above, "pitch_deg": -89.0, "second": STARTS_S + 0.2 * step + second})
    assert len(cameras) == PICTURES
    (folder / "path.json").write_text(json.dumps(cameras))
    size = ("--size", "96x64", "--count", str(PICTURES))
    return ["capture", str(world), *size, "--path", str(folder / "path.json"), "--godot", str(godot_program(folder))]


@pytest.fixture(scope="module")
def captured(command: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("set") / "set"
    assert main([*command, "--out", str(out), "--json"]) == 0
    return out


def test_a_world_is_captured_and_its_labels_are_right(captured: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["capture", "--check", str(captured), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["pictures"], found["wrong"]) == (PICTURES, 0)
    assert found["masks"] >= PICTURES
    assert found["furthest_m"] < NEAR_M + FAR_SHARE * 100.0
    seen = set()
    for number in range(PICTURES):
        record = json.loads((captured / f"frames/{number:06d}.json").read_text())
        seen |= record["class_pixels"].keys()
    assert {"sky", "ground", "building"} <= seen
    assert not (captured / ".work").exists(), "nothing is left behind"
    listed = json.loads((captured / "annotations/instances.json").read_text())
    assert len(listed["images"]) == PICTURES
    assert len(listed["annotations"]) == found["masks"]
    for image in listed["images"]:
        picture = cv2.imread(str(captured / image["file_name"]))
        assert picture is not None
        assert picture.shape == (image["height"], image["width"], 3)
        assert picture.std() > 5.0


def test_traffic_goes_on_between_pictures_and_keeps_its_labels(captured: Path, scene: Scene) -> None:
    records = [json.loads((captured / f"frames/{number:06d}.json").read_text()) for number in range(PICTURES)]
    names: dict[int, str] = {}
    for record in records:
        for each in record["instances"]:
            assert names.setdefault(each["label"], each["name"]) == each["name"], "labels are those of one thing"
    step, at = driven(scene)
    middle_m = boxes_of(scene.traffic).middle_m
    below = [each for each in records[3]["instances"] if each["class"] == "vehicle"]
    away_m = [float(np.linalg.norm(np.array(each["centre_m"])[[0, 2]] - middle_m[step, at])) for each in below]
    # A wagon's box is that of all its bodies.
    assert min(away_m) < 3.0
    label = below[int(np.argmin(away_m))]["label"]
    labels = cv2.imread(str(captured / "instance/000003.png"), cv2.IMREAD_UNCHANGED)
    words = cv2.imread(str(captured / "flow/000003.png"), cv2.IMREAD_UNCHANGED)
    assert labels is not None
    assert words is not None
    # OpenCV has blue first. The camera looks down and stands still, north is up.
    flow = ((words[labels == label][:, 2:0:-1].astype(float) - 2**15) / 64.0).mean(axis=0)
    gone_m = middle_m[step + 1, at] - middle_m[step, at]
    assert np.linalg.norm(flow) > 0.5
    assert flow @ gone_m > 0.8 * np.linalg.norm(flow) * np.linalg.norm(gone_m), "whither they drive"


def test_what_is_missing_is_taken_again_with_the_same_masks_and_poses(
    captured: Path, command: list[str], tmp_path: Path
) -> None:
    again = shutil.copytree(captured, tmp_path / "set")
    (again / "frames/000001.json").unlink()
    assert main([*command, "--out", str(again), "--json"]) == 0
    files = {path.relative_to(captured) for path in captured.rglob("*") if path.is_file()}
    assert files == {path.relative_to(again) for path in again.rglob("*") if path.is_file()}
    exact = {"instance", "semantic", "pose", "calib", "label_2", "frames", "annotations"}
    compared = [name for name in sorted(files) if name.parts[0] in exact]
    assert len(compared) == 6 * PICTURES + 1
    assert [str(name) for name in compared if (again / name).read_bytes() != (captured / name).read_bytes()] == []
    before, after = (cv2.imread(str(folder / "depth/000001.png"), cv2.IMREAD_UNCHANGED) for folder in (captured, again))
    assert before is not None
    assert after is not None
    # Where tiles of the ground meet, either may be drawn first.
    assert np.abs(before.astype(int) - after).max() <= 2 + before.max() // 2**13


def test_other_pictures_do_not_get_into_the_same_folder(
    captured: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--fov", "50", "--out", str(captured)]) == 1
    assert "holds pictures with another fov_deg" in capsys.readouterr().err
