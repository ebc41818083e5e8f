"""What is made of the bytes of labelled pictures, and the check that finds what is wrong with them."""

from __future__ import annotations

import copy
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import OpenEXR
import pytest

from procgen.world.capture.boxes import Thing, seen_box_px
from procgen.world.capture.camera import Lens, Pose, turned
from procgen.world.capture.check import Checked, check_picture
from procgen.world.capture.classes import CLASSES, FIRST_THING
from procgen.world.capture.edges import keep_edges_in_boxes
from procgen.world.capture.forms import coco
from procgen.world.capture.frame import Coding, Pixels, read_pixels
from procgen.world.capture.label import Photo, picture_files
from procgen.world.capture.masks import mask_of, packed, runs_of, runs_of_part, unpacked
from procgen.world.capture.roads import RoadMap
from procgen.world.capture.way import View

LENS = Lens(64, 48, 60.0)
POSE = Pose(np.array((10.0, 2.0, 30.0)), turned(0.0, 0.0))
LATER = Pose(np.array((10.0, 2.0, 29.5)), turned(0.0, 0.0))
LABEL = FIRST_THING + 7
WALL = {
    "label": LABEL,
    "class": "building",
    "name": "wall",
    "centre_m": [10.0, 2.0, 24.5],
    "half_m": [1.0, 1.0, 0.5],
    "axes": [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    "at_m": [10.0, 2.0, 24.5],
    "moves": False,
}
"""A box whose front is 5 m before the camera."""
WALKER = {**WALL, "class": "person", "name": "somebody", "moves": True}
THERE = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [10.0, 2.0, 24.5]]


def drawn() -> tuple[np.ndarray, np.ndarray]:
    """Labels and depths of the wall over level ground and below the sky."""
    rays = LENS.rays()
    down = -rays[..., 1]
    ground = np.where(down > 1e-9, 2.0 / np.maximum(down, 1e-9), np.inf)
    wall = (np.abs(5.0 * rays[..., 0]) <= 1.0) & (np.abs(5.0 * rays[..., 1]) <= 1.0)
    label = np.where(wall, LABEL, np.where(ground < 4000.0, CLASSES.index("ground"), 0)).astype(np.uint16)
    depth = np.where(wall, 5.0, np.where(ground < 4000.0, ground, 0.0)).astype(np.float32)
    return label, depth


def coded(label: np.ndarray, depth: np.ndarray, up: tuple[int, int] = (63, 63)) -> bytes:
    """As Godot's shader writes them; (63, 63) is the middle of the octahedron: towards the camera."""
    deep = np.clip((depth.view(np.int32) - np.float32(0.0625).view(np.int32)) >> 9, 0, 2**18 - 1)
    first = (label.astype(np.int32) << 8) | (up[0] << 1) | (deep >> 17)
    second = (up[1] << 17) | (deep & 0x1FFFF)
    colour = np.full((48, 64, 3), 90, np.uint8)
    words = [np.stack([(word >> shift) & 255 for shift in (16, 8, 0)], axis=-1) for word in (first, second)]
    return b"".join(part.astype(np.uint8).tobytes() for part in (colour, *words))


def coded_in_halves(label: np.ndarray, depth: np.ndarray, up: tuple[int, int] = (39, 39)) -> bytes:
    """As Godot's shader writes them where half floats come through; the background is 0."""
    deep = np.clip((depth.view(np.int32) - np.float32(0.0625).view(np.int32)) >> 10, 0, 2**17 - 1).astype(np.int64)
    word = (up[1] * 79 + up[0]) * 131072 + deep
    parts = np.stack((label.astype(np.int64), word // 28672, word % 28672), axis=-1)
    halves = np.where((label == 0)[..., None], 0, parts + 3072).astype("<u2")
    assert np.isfinite(halves.view(np.float16)).all()
    return bytes(np.full((48, 64, 3), 90, np.uint8)) + halves.tobytes()


def files(
    thing: dict[str, Any], roads: list[dict[str, Any]], then: list[list[float]] | None, coding: Coding = Coding.HALVES
) -> dict[str, bytes]:
    moves = thing["moves"]
    said = {
        "coding": coding.value,
        "things": [thing] if moves else [],
        "now": {str(LABEL): THERE} if moves else {},
        "next": {str(LABEL): then} if moves and then else {},
    }
    others = {} if moves else {LABEL: Thing.read(thing)}
    road_map = RoadMap(roads, 60.0, 60.0)
    data = coded_in_halves(*drawn()) if coding is Coding.HALVES else coded(*drawn())
    return picture_files(3, View(POSE, LATER, 5.0), LENS, data, said, others, road_map)


def read(data: bytes) -> np.ndarray:
    found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert found is not None
    return found


def depths(data: bytes) -> np.ndarray:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "z.exr")
        path.write_bytes(data)
        return np.array(OpenEXR.File(str(path)).channels()["Z"].pixels)


def checked(made: dict[str, bytes], record: dict[str, Any] | None = None, **changed: np.ndarray) -> Checked:
    found = Checked()
    label = changed.get("label", read(made["instance/000003.png"]))
    semantic = changed.get("semantic", read(made["semantic/000003.png"]))
    depth = changed.get("depth", depths(made["depth_m/000003.exr"]))
    check_picture(record or json.loads(made["frames/000003.json"]), LENS, label, semantic, depth, found)
    return found


def test_bytes_are_read_as_they_were_written() -> None:
    label, depth = drawn()
    seen = label > 0
    for coding, write, exact, ahead, below in (
        (Coding.BYTES, coded, 2.0**-15, (63, 63), (63, 0)),
        (Coding.HALVES, coded_in_halves, 2.0**-14, (39, 39), (39, 0)),
    ):
        pixels = read_pixels(write(label, depth, ahead), LENS, coding)
        assert np.array_equal(pixels.label, label)
        assert np.abs(pixels.depth_m[seen] / depth[seen] - 1.0).max() <= exact
        assert (pixels.depth_m[~seen] == 0.0).all()
        assert np.abs(pixels.normal[seen] - (0.0, 0.0, 1.0)).max() < 0.02
        down = read_pixels(write(label, depth, below), LENS, coding).normal[seen]
        assert np.abs(down - (0.0, -1.0, 0.0)).max() < 0.02


def test_the_largest_labels_and_words_are_read_from_halves() -> None:
    label = np.full((48, 64), 28671, np.uint16)
    depth = np.full((48, 64), np.nextafter(np.float32(4096.0), np.float32(0.0)), np.float32)
    pixels = read_pixels(coded_in_halves(label, depth, (78, 78)), LENS, Coding.HALVES)
    assert (pixels.label == 28671).all()
    assert np.abs(pixels.depth_m / depth - 1.0).max() <= 2.0**-14


def test_masks_are_packed_as_coco_packs_them() -> None:
    """The texts are those of pycocotools 2.0.11 for the same masks."""
    ring = np.zeros((6, 7), np.bool_)
    ring[1:5, 2:6] = True
    ring[2:4, 3:5] = False
    whole = np.ones((3, 4), np.bool_)
    for mask, text in ((ring, "=42M000000035"), (whole, "0<")):
        assert packed(runs_of(mask)) == text
        assert np.array_equal(mask_of(unpacked(text), *mask.shape), mask)
    dice = np.random.default_rng(2)
    for _ in range(50):
        mask = dice.random((23, 17)) < dice.random()
        assert np.array_equal(mask_of(unpacked(packed(runs_of(mask))), 23, 17), mask)


def test_a_part_has_the_runs_of_the_whole() -> None:
    dice = np.random.default_rng(4)
    for top, left, height, width in ((0, 0, 9, 8), (3, 2, 4, 3), (0, 5, 9, 3), (8, 7, 1, 1), (2, 0, 7, 8)):
        whole = np.zeros((9, 8), np.bool_)
        part = dice.random((height, width)) < 0.6
        part[0, 0] = part[-1, -1] = True
        whole[top : top + height, left : left + width] = part
        assert runs_of_part(part, top, left, 9, 8) == runs_of(whole)


def test_a_picture_has_all_its_files_and_they_are_right() -> None:
    label, depth = drawn()
    both = [files(WALL, [], THERE, coding) for coding in Coding]
    assert [made["instance/000003.png"] for made in both] == 2 * [both[0]["instance/000003.png"]]
    made = files(WALL, [{"width_m": 4.0, "points_m": [[10.0, 0.0, 0.0], [10.0, 0.0, 60.0]]}], THERE)
    assert list(made)[-1] == "frames/000003.json", "what says that all is there is written last"
    assert np.array_equal(read(made["instance/000003.png"]), label)
    semantic = read(made["semantic/000003.png"])
    assert (semantic[label == LABEL] == CLASSES.index("building")).all()
    across = POSE.out_of(LENS.rays() * depth[..., None])[..., 0] - 10.0
    ground = label == CLASSES.index("ground")
    sure = ground & (np.abs(np.abs(across) - 2.0) > 0.01)
    assert np.array_equal(semantic[sure] == CLASSES.index("road"), np.abs(across[sure]) < 2.0)
    near = (depth > 0.0) & (depth < 255.0)
    assert np.abs(read(made["depth/000003.png"])[near] / 256.0 - depth[near]).max() < 0.006
    assert (read(made["depth/000003.png"])[depth > 256.0] == 0).all()
    found = checked(made)
    assert (found.pictures, found.masks, found.wrong) == (1, 1, [])


def test_flow_is_that_of_the_camera_and_of_what_moves() -> None:
    label, _ = drawn()
    mask = label == LABEL
    columns = np.broadcast_to(np.arange(64) + 0.5 - 32.0, mask.shape)[mask]
    for thing, then, scale, aside in (
        (WALL, THERE, 5.0 / 4.5, 0.0),
        (WALKER, [*THERE[:3], [10.2, 2.0, 24.5]], 5.0 / 4.5, 0.2 / 4.5 * LENS.focal_px),
    ):
        # OpenCV has blue first.
        words = read(files(thing, [], then)["flow/000003.png"])[..., ::-1].astype(float)
        assert (words[mask][:, 2] == 1.0).all()
        right = (words[mask][:, 0] - 2**15) / 64.0
        assert right == pytest.approx(columns * (scale - 1.0) + aside, abs=0.02)
        assert (words[label == 0] == 0.0).all(), "the sky's is not known"


def test_the_flow_of_who_leaves_is_not_known() -> None:
    words = read(files(WALKER, [], None)["flow/000003.png"])
    label, _ = drawn()
    assert (words[label == LABEL] == 0).all()
    assert (words[label == CLASSES.index("ground")][:, 0] == 1).any(), "OpenCV has blue first"


def looked_along(off_m: float, cosine: float) -> tuple[Pixels, Thing, int]:
    """The wall's side, seen so nearly from its edge that its plane's depth is told so far before its front."""
    label, depth = drawn()
    row, column = 24, int(np.nonzero(label[24] == LABEL)[0][0])
    depth[row, column] -= off_m
    ray = LENS.rays()[row, column] / np.linalg.norm(LENS.rays()[row, column])
    across = np.cross(ray, (0.0, 1.0, 0.0))
    normal = np.zeros((48, 64, 3), np.float32)
    normal[..., 2] = 1.0
    normal[row, column] = np.sqrt(1.0 - cosine**2) * across / np.linalg.norm(across) - cosine * ray
    return Pixels(np.zeros((48, 64, 3), np.uint8), label, depth, normal), Thing.read(WALL), row * 64 + column


def test_a_face_that_is_seen_from_its_edge_ends_where_its_box_does() -> None:
    pixels, wall, at = looked_along(0.1, 0.005)
    before = pixels.depth_m.copy()
    keep_edges_in_boxes(pixels, {LABEL: wall}, POSE, LENS)
    assert pixels.depth_m.ravel()[at] == pytest.approx(5.0, abs=0.002)
    others = np.delete(before.ravel(), at)
    assert np.array_equal(np.delete(pixels.depth_m.ravel(), at), others)


@pytest.mark.parametrize(("off_m", "cosine"), [(0.1, 0.05), (0.1, 1.0), (1.2, 0.03)])
def test_what_no_edge_explains_stays_wrong(off_m: float, cosine: float) -> None:
    pixels, wall, _ = looked_along(off_m, cosine)
    before = pixels.depth_m.copy()
    keep_edges_in_boxes(pixels, {LABEL: wall}, POSE, LENS)
    assert np.array_equal(pixels.depth_m, before), "the check has to see it"


def test_kitti_says_where_somebody_stands() -> None:
    (line,) = files(WALKER, [], THERE)["label_2/000003.txt"].decode().splitlines()
    kind, cut, hidden, *numbers = line.split()
    assert (kind, cut, hidden) == ("Pedestrian", "0.00", "0")
    alpha, left, top, right, bottom, high, wide, long, x, y, z, turn = map(float, numbers)
    whole = seen_box_px(Thing.read(WALKER), POSE, LENS)
    assert whole is not None
    assert (left, top, right, bottom) == pytest.approx(whole, abs=1.0)
    assert (high, wide, long) == (2.0, 2.0, 1.0)
    assert (x, y, z) == pytest.approx((0.0, 1.0, 5.5))
    # It faces south, towards the camera: its front is turned from the right towards what lies behind.
    assert turn == pytest.approx(np.pi / 2, abs=1e-4)
    assert alpha == pytest.approx(np.pi / 2, abs=1e-4)


def test_coco_has_an_annotation_for_each_mask() -> None:
    record = json.loads(files(WALL, [], THERE)["frames/000003.json"])
    made = json.load(io.StringIO(json.dumps(coco([record], LENS, {"seed": 1}, Photo.PNG.path))))
    (one,) = made["annotations"]
    mask = drawn()[0] == LABEL
    assert np.array_equal(mask_of(unpacked(one["segmentation"]["counts"]), *one["segmentation"]["size"]), mask)
    rows, columns = np.nonzero(mask)
    assert one["bbox"] == [columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1]
    assert one["area"] == mask.sum()
    assert {each["id"]: each["name"] for each in made["categories"]}[one["category_id"]] == "building"
    assert made["images"][0]["id"] == one["image_id"]


def test_the_check_finds_each_kind_of_wrong_label() -> None:
    made = files(WALL, [], THERE)
    record = json.loads(made["frames/000003.json"])
    label = read(made["instance/000003.png"])
    moved = copy.deepcopy(record)
    moved["pose"]["at_m"][0] += 0.5
    (line,) = checked(made, moved).wrong
    assert "outside of its" in line
    smaller = copy.deepcopy(record)
    smaller["instances"][0]["half_m"][1] = 0.8
    assert "outside of its" in checked(made, smaller).wrong[0]
    deeper = depths(made["depth_m/000003.exr"])
    deeper[label == LABEL] += 1.1
    assert "pixels outside of its box, up to 0.1" in checked(made, depth=deeper).wrong[0]
    spilt = label.copy()
    spilt[40, 3] = LABEL
    assert "has its mask in" in checked(made, label=spilt).wrong[0]
    swapped = label.copy()
    swapped[label == LABEL] += 1
    assert [line.split(": ")[1] for line in checked(made, label=swapped).wrong] == [
        f"label {LABEL + 1} has no box",
        f"label {LABEL} is not in the mask",
    ]
    other = read(made["semantic/000003.png"])
    other[24, 32] = CLASSES.index("tree")
    assert "of another class" in checked(made, semantic=other).wrong[0]


def test_a_box_that_reaches_behind_the_camera_has_edges() -> None:
    around = Thing.read({**WALL, "centre_m": [10.0, 0.0, 30.0], "half_m": [0.5, 0.5, 9.0]})
    box = seen_box_px(around, POSE, LENS)
    assert box is not None
    assert box[3] > 48.0
    behind = Thing.read({**WALL, "centre_m": [10.0, 2.0, 40.0]})
    assert seen_box_px(behind, POSE, LENS) is None
