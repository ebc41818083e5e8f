"""Whether a data set's labels are right, from its files alone: by reprojection.

Each thing's box is projected with the written pose, and must hold all pixels of its mask; their depths, carried back
into the world, must lie in the box itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.world.capture.boxes import Thing, seen_box_px
from procgen.world.capture.camera import Lens, Pose
from procgen.world.capture.classes import CLASSES, FIRST_THING
from procgen.world.capture.masks import mask_of, unpacked

NEAR_M: Final = 0.03
"""How far outside of its box a pixel may lie, where it is near: what depths and boxes are rounded to."""
FAR_SHARE: Final = 0.001
"""And by which share of its depth more."""
EDGE_PX: Final = 1.0
"""How far outside of the projected box."""


@dataclass(slots=True)
class Checked:
    """What a check found.

    Attributes:
        pictures, masks, pixels: how many were looked at.
        wrong: a line for each mask that is.
        furthest_m: of all pixels, how far one lies outside of its box.
    """

    pictures: int = 0
    masks: int = 0
    pixels: int = 0
    wrong: list[str] = field(default_factory=list)
    furthest_m: float = 0.0


def check_picture(
    record: Mapping[str, Any],
    lens: Lens,
    label: npt.NDArray[np.uint16],
    semantic: npt.NDArray[np.uint8],
    depth_m: npt.NDArray[np.float32],
    found: Checked,
) -> None:
    """Look at one picture.

    Args:
        record: what its own file says.
        lens: of the camera.
        label: (rows, columns) the instance mask as it was read.
        semantic: (rows, columns) the classes.
        depth_m: (rows, columns).
        found: to which this one is added.
    """
    found.pictures += 1
    pose = Pose(np.array(record["pose"]["at_m"]), np.array(record["pose"]["axes"]).T)
    told = {each["label"]: each for each in record["instances"]}
    there = set(np.unique(label[label >= FIRST_THING]).tolist())
    name = f"picture {record['number']}"
    found.wrong += [f"{name}: label {each} has no box" for each in sorted(there - told.keys())]
    found.wrong += [f"{name}: label {each} is not in the mask" for each in sorted(told.keys() - there)]
    points_m = pose.out_of(lens.rays() * depth_m[..., None].astype(np.float64))
    for each in sorted(there & told.keys()):
        found.masks += 1
        problem = _wrong_with(told[each], label == each, lens, pose, points_m, depth_m, semantic, found)
        if problem:
            found.wrong.append(f"{name}: {told[each]['class']} {told[each]['name']} ({each}) {problem}")
    for number, kind in enumerate(CLASSES):
        is_said = record["class_pixels"].get(kind, 0)
        is_there = int((semantic == number).sum())
        if is_said != is_there:
            found.wrong.append(f"{name}: {is_there} pixels of {kind}, and {is_said} are said")


def _wrong_with(
    told: Mapping[str, Any],
    mask: npt.NDArray[np.bool_],
    lens: Lens,
    pose: Pose,
    points_m: npt.NDArray[np.float64],
    depth_m: npt.NDArray[np.float32],
    semantic: npt.NDArray[np.uint8],
    found: Checked,
) -> str:
    """What is wrong with a mask, or nothing."""
    found.pixels += int(mask.sum())
    rows, columns = np.nonzero(mask)
    edges = [int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1]
    if told["box_px"] != edges:
        return f"has its mask in {edges}, and its box is said to be {told['box_px']}"
    if not np.array_equal(mask_of(unpacked(told["counts"]), *mask.shape), mask):
        return "has another mask in its runs than in the picture"
    if told["class"] not in CLASSES or (semantic[mask] != CLASSES.index(told["class"])).any():
        return "is of another class in the semantic mask"
    thing = Thing.read(told)
    whole = seen_box_px(thing, pose, lens)
    if whole is None:
        return "is seen, and its box is behind the camera"
    low, high = np.array(whole[:2]) - EDGE_PX, np.array(whole[2:]) + EDGE_PX
    middles = np.stack((columns, rows), axis=1) + 0.5
    if (middles < low).any() or (middles > high).any():
        return "has pixels outside of its projected box"
    outside = thing.outside_m(points_m[mask])
    found.furthest_m = max(found.furthest_m, float(outside.max()))
    room = NEAR_M + FAR_SHARE * depth_m[mask]
    if (outside > room).any():
        worst = float(outside.max())
        return f"has {int((outside > room).sum())} of {len(outside)} pixels outside of its box, up to {worst:.3f} m"
    return ""
