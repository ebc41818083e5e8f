"""The forms of data sets: COCO's annotations, KITTI's text files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import numpy as np

from procgen.world.capture.boxes import Thing, clipped, heading, seen_box_px
from procgen.world.capture.camera import Lens, Pose
from procgen.world.capture.classes import CLASSES, KITTI_TYPES

# From a camera's axes (right, up, back) to KITTI's (right, down, ahead).
_TO_KITTI: Final = np.diag((1.0, -1.0, -1.0))
_IDENTITY: Final = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
_LIDAR_TO_CAMERA: Final = (0.0, -1.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0, 1.0, 0.0, 0.0, 0.0)
_STRAIGHT: Final = (1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0)
_HARDLY_HIDDEN, _HALF_HIDDEN = 0.3, 0.12
"""Shares of a box in the picture that a thing's mask fills, from which KITTI calls it visible, and partly occluded: by
rule, since a box is never full."""


def calibration(lens: Lens) -> str:
    """KITTI's ``calib``: four equal cameras, and a LIDAR at the camera's place."""
    x, y = lens.middle_px
    camera = (lens.focal_px, 0.0, x, 0.0, 0.0, lens.focal_px, y, 0.0, 0.0, 0.0, 1.0, 0.0)
    lines: list[tuple[str, tuple[float, ...]]] = [(f"P{number}", camera) for number in range(4)]
    lines += [("R0_rect", _IDENTITY), ("Tr_velo_to_cam", _LIDAR_TO_CAMERA), ("Tr_imu_to_velo", _STRAIGHT)]
    return "".join(f"{name}: {' '.join(f'{number:.12e}' for number in numbers)}\n" for name, numbers in lines)


def pose_line(pose: Pose) -> str:
    """KITTI's form of a pose: 3 x 4, from the camera's axes (right, down, ahead) to the world's (east, up, south)."""
    matrix = np.concatenate((pose.axes @ _TO_KITTI, pose.at_m[:, None]), axis=1)
    return " ".join(f"{number:.9e}" for number in matrix.ravel()) + "\n"


def label_lines(seen: Iterable[tuple[Thing, tuple[int, int, int, int], int]], pose: Pose, lens: Lens) -> str:
    """KITTI's ``label_2``: a line for each person, animal and vehicle.

    Args:
        seen: each thing, with the box of what is seen of it (left, upper, right and lower edge), and its pixels.
        pose: of the camera.
        lens: of it.
    """
    lines: list[str] = []
    for thing, box, pixels in seen:
        whole = seen_box_px(thing, pose, lens)
        if thing.kind not in KITTI_TYPES or whole is None:
            continue
        inside = clipped(whole, lens)
        area, shown = _area(whole), _area(inside)
        filled = pixels / max(shown, 1.0)
        hidden = 0 if filled >= _HARDLY_HIDDEN else 1 if filled >= _HALF_HIDDEN else 2
        below = thing.centre_m - thing.axes[:, 1] * thing.half_m[1]
        right, down, ahead = pose.into(below) @ _TO_KITTI
        turn = heading(thing, pose)
        seen_at = turn - float(np.arctan2(right, ahead))
        alpha = (seen_at + np.pi) % (2.0 * np.pi) - np.pi
        height, width, length = 2.0 * thing.half_m[1], 2.0 * thing.half_m[0], 2.0 * thing.half_m[2]
        numbers = (alpha, *box, height, width, length, right, down, ahead, turn)
        cut = 1.0 - shown / max(area, 1e-6)
        lines.append(f"{KITTI_TYPES[thing.kind]} {cut:.2f} {hidden} {' '.join(f'{each:.4f}' for each in numbers)}\n")
    return "".join(lines)


def coco(
    frames: Iterable[Mapping[str, Any]], lens: Lens, recipe: Mapping[str, Any], picture: Callable[[int], str]
) -> dict[str, Any]:
    """COCO's object instances, of the frames' own files.

    Args:
        frames: what their files say.
        lens: of the camera.
        recipe: of the data set.
        picture: the file of a frame's colours, by its number.
    """
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for frame in frames:
        number = frame["number"]
        images.append(
            {
                "id": number,
                "file_name": picture(number),
                "width": lens.width_px,
                "height": lens.height_px,
            }
        )
        for seen in frame["instances"]:
            left, top, right, bottom = seen["box_px"]
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": number,
                    "category_id": CLASSES.index(seen["class"]),
                    "bbox": [left, top, right - left, bottom - top],
                    "area": seen["pixels"],
                    "iscrowd": 0,
                    "segmentation": {"size": [lens.height_px, lens.width_px], "counts": seen["counts"]},
                    "label": seen["label"],
                    "amodal_bbox": seen["amodal_px"],
                    "box_3d": {key: seen[key] for key in ("centre_m", "half_m", "axes")},
                }
            )
    categories = [
        {"id": number, "name": name, "supercategory": "world"} for number, name in enumerate(CLASSES) if number
    ]
    return {
        "info": {"description": "Labelled pictures of a procgen world.", "recipe": dict(recipe)},
        "images": images,
        "categories": categories,
        "annotations": annotations,
    }


def _area(box: tuple[float, float, float, float]) -> float:
    left, top, right, bottom = box
    return max(right - left, 0.0) * max(bottom - top, 0.0)
