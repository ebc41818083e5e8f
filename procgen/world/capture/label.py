"""A picture's files, of what Godot left of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy
from PIL import Image

from procgen.formats.exr import write_exr
from procgen.formats.png import Filter, picture_png, write_png
from procgen.world.capture.boxes import Thing, clipped, seen_box_px
from procgen.world.capture.camera import Lens, Pose
from procgen.world.capture.classes import CLASSES, FIRST_THING, GROUND, ROAD
from procgen.world.capture.edges import keep_edges_in_boxes
from procgen.world.capture.flow import flow_px, kitti_flow
from procgen.world.capture.forms import calibration, label_lines, pose_line
from procgen.world.capture.frame import Coding, Pixels, read_pixels
from procgen.world.capture.masks import packed, runs_of_part
from procgen.world.capture.roads import RoadMap
from procgen.world.capture.way import View

RECORD = "frames/{:06d}.json"
"""A picture's own file; it is written last, so that what has one is whole."""
INSTANCE, SEMANTIC, DEPTH_EXR = "instance/{:06d}.png", "semantic/{:06d}.png", "depth_m/{:06d}.exr"
_KITTI_DEPTH_UNIT, _KITTI_DEPTH_MOST = 256.0, 65535
_FAST = 1
_JPEG_QUALITY = 92


class Photo(Enum):
    """How colours are written. Labels are always exact."""

    PNG = "png"
    JPG = "jpg"

    def path(self, number: int) -> str:
        """A picture's file in a data set."""
        return f"image_2/{number:06d}.{self.value}"

    def written(self, colour: npt.NDArray[np.uint8]) -> bytes:
        """Its bytes, of (rows, columns, 3)."""
        if self is Photo.PNG:
            return picture_png(colour, _FAST)
        out = BytesIO()
        Image.fromarray(colour).save(out, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
        return out.getvalue()


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of a thing.

    Attributes:
        thing: which.
        box_px: left, upper, right and lower edge of what is seen.
        pixels: of it.
        mask: (height, width) within that box.
    """

    thing: Thing
    box_px: tuple[int, int, int, int]
    pixels: int
    mask: npt.NDArray[np.bool_]


def picture_files(
    number: int,
    view: View,
    lens: Lens,
    data: bytes,
    said: Mapping[str, Any],
    things: Mapping[int, Thing],
    roads: RoadMap,
    photo: Photo = Photo.PNG,
) -> dict[str, bytes]:
    """Files by their names in a data set.

    Args:
        number: of the picture.
        view: how it was taken.
        lens: of the camera.
        data: what Godot left.
        said: what it said of it: the ``coding`` of its labels, ``things`` that move, and where they are ``now`` and
            ``next``.
        things: all others, by label.
        roads: of the world.
        photo: how its colours are written.

    Returns:
        The picture, depths, normals, masks, flow and KITTI's texts; the record :data:`RECORD` is the last one.

    Raises:
        KeyError: a label that no thing has.
    """
    pixels = read_pixels(data, lens, Coding(said["coding"]))
    known = {**things, **{each["label"]: Thing.read(each) for each in said["things"]}}
    keep_edges_in_boxes(pixels, known, view.pose, lens)
    points_m = view.pose.out_of(pixels.points_m(lens))
    semantic = _classes(pixels, points_m, known, roads)
    there = set(np.unique(pixels.label).tolist())
    moved = {
        int(label): (_pose(said["now"][label]), _pose(then))
        for label, then in said["next"].items()
        if int(label) in there and said["now"].get(label, then) != then
    }
    leaving = {int(label) for label in said["now"] if label not in said["next"]} & there
    flow = kitti_flow(*flow_px(pixels.label, points_m, view.next_pose, lens, moved, leaving))
    seen = _seen(pixels.label, known)
    record = {
        "number": number,
        "second": view.second,
        "pose": {"at_m": view.pose.at_m.tolist(), "axes": view.pose.axes.T.tolist()},
        "next_pose": {"at_m": view.next_pose.at_m.tolist(), "axes": view.next_pose.axes.T.tolist()},
        "class_pixels": {
            CLASSES[kind]: int(count) for kind, count in enumerate(np.bincount(semantic.ravel())) if count
        },
        "instances": [_described(each, view.pose, lens) for each in seen],
    }
    boxes = [(each.thing, each.box_px, each.pixels) for each in seen]
    depth = np.round(pixels.depth_m * _KITTI_DEPTH_UNIT)
    depth_png = np.where(depth > _KITTI_DEPTH_MOST, 0, depth).astype(np.uint16)
    normals = np.round(pixels.normal * 127.5 + 127.5).astype(np.uint8)
    normals[pixels.label == 0] = 0
    name = f"{number:06d}"
    return {
        photo.path(number): photo.written(pixels.colour),
        INSTANCE.format(number): _data_png(pixels.label, Filter.NONE),
        SEMANTIC.format(number): _data_png(semantic, Filter.NONE),
        f"depth/{name}.png": _data_png(depth_png, Filter.AVERAGE),
        DEPTH_EXR.format(number): write_exr({"Z": np.ascontiguousarray(pixels.depth_m)}, {"units": "metres"}),
        f"normal/{name}.png": _data_png(normals, Filter.NONE),
        f"flow/{name}.png": _data_png(flow, Filter.AVERAGE),
        f"label_2/{name}.txt": label_lines(boxes, view.pose, lens).encode(),
        f"calib/{name}.txt": calibration(lens).encode(),
        f"pose/{name}.txt": pose_line(view.pose).encode(),
        RECORD.format(number): (json.dumps(record) + "\n").encode(),
    }


def _classes(
    pixels: Pixels, points_m: npt.NDArray[np.float64], known: Mapping[int, Thing], roads: RoadMap
) -> npt.NDArray[np.uint8]:
    """(rows, columns) numbers of :data:`CLASSES`."""
    table = np.zeros(int(pixels.label.max()) + 1, np.uint8)
    for label in np.unique(pixels.label).tolist():
        table[label] = CLASSES.index(known[label].kind) if label >= FIRST_THING else label
    semantic = table[pixels.label]
    ground = semantic == GROUND
    semantic[ground] = np.where(roads.at(points_m[ground]), ROAD, GROUND)
    return np.asarray(semantic, np.uint8)


def _seen(label: npt.NDArray[np.uint16], known: Mapping[int, Thing]) -> list[Seen]:
    """Each thing that is seen."""
    labels = np.unique(label[label >= FIRST_THING]).tolist()
    numbers = np.zeros(int(label.max()) + 1, np.int32)
    numbers[labels] = np.arange(1, len(labels) + 1)
    found = []
    for each, (rows, columns) in zip(labels, scipy.ndimage.find_objects(numbers[label]), strict=True):
        mask = label[rows, columns] == each
        box = columns.start, rows.start, columns.stop, rows.stop
        found.append(Seen(known[each], box, int(mask.sum()), mask))
    return found


def _described(seen: Seen, pose: Pose, lens: Lens) -> dict[str, Any]:
    thing, (left, top, _, _) = seen.thing, seen.box_px
    whole = seen_box_px(thing, pose, lens)
    return {
        "label": thing.label,
        "class": thing.kind,
        "name": thing.name,
        "pixels": seen.pixels,
        "box_px": list(seen.box_px),
        "amodal_px": [round(edge, 3) for edge in clipped(whole, lens)] if whole else None,
        "counts": packed(runs_of_part(seen.mask, top, left, lens.height_px, lens.width_px)),
        "centre_m": thing.centre_m.tolist(),
        "half_m": thing.half_m.tolist(),
        "axes": thing.axes.T.tolist(),
        "moves": thing.moves,
    }


def _pose(said: list[list[float]]) -> Pose:
    return Pose(np.array(said[3], np.float64), np.array(said[:3], np.float64).T)


def _data_png(pixels: npt.NDArray[Any], method: Filter) -> bytes:
    return write_png(pixels, lambda: None, texts={}, method=method)
