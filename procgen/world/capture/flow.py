"""Optical flow: where what is seen will be seen a moment later, by how the camera and things move as a whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt

from procgen.world.capture.camera import Doubles, Lens, Pose, projected

_KITTI_UNIT, _KITTI_ZERO = 64.0, 2**15


def flow_px(
    label: npt.NDArray[np.uint16],
    points_m: Doubles,
    next_pose: Pose,
    lens: Lens,
    moved: Mapping[int, tuple[Pose, Pose]],
    leaving: Collection[int] = (),
) -> tuple[Doubles, npt.NDArray[np.bool_]]:
    """Right and down, in pixels.

    Args:
        label: (rows, columns); 0 is sky.
        points_m: (rows, columns, 3) what is seen, in the world's axes.
        next_pose: of the camera, a moment later.
        lens: of it.
        moved: by label, where things are now and will be.
        leaving: labels of things that will be nowhere.

    Returns:
        (rows, columns, 2), and where it is known: not in the sky, nor for what will be behind the camera or
        nowhere.
    """
    later = points_m.copy()
    for thing, (now, then) in moved.items():
        seen = label == thing
        later[seen] = then.out_of(now.into(points_m[seen]))
    pixels, deep = projected(later, next_pose, lens)
    rows, columns = label.shape
    here = np.stack(np.meshgrid(np.arange(columns) + 0.5, np.arange(rows) + 0.5), axis=-1)
    known = (label > 0) & (deep > 0.0)
    if leaving:
        known &= ~np.isin(label, list(leaving))
    return np.where(known[..., None], pixels - here, 0.0), known


def kitti_flow(flow: Doubles, known: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint16]:
    """(rows, columns, 3) as KITTI's development kit has it: 64ths of pixels about 2^15, and 1 where it is valid, which
    what is too fast is not.
    """
    words = np.round(flow * _KITTI_UNIT) + _KITTI_ZERO
    fits = known & ((words >= 0) & (words < 2 * _KITTI_ZERO)).all(axis=-1)
    whole = np.concatenate((words, np.ones((*known.shape, 1))), axis=-1)
    return np.where(fits[..., None], whole, 0.0).astype(np.uint16)
