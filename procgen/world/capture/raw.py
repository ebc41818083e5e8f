"""Pictures that another engine than our own command's Godot left: what they have in common, and how each was taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from procgen.errors import Failed
from procgen.world.capture.camera import Lens, Pose
from procgen.world.capture.way import MOMENT_S, View

RAW: Final = "raw.json"
"""Of a folder: its form, the pictures' size and field of view, and where each was taken."""
_FORMAT: Final = "procgen-raw-capture"
_REMEDY: Final = "Take the pictures anew."


def read_raw(told: Mapping[str, Any]) -> tuple[Lens, list[View]]:
    """The lens of all pictures, and how each was taken; the camera goes on from one to the next as it did.

    Args:
        told: what :data:`RAW` says.

    Raises:
        Failed: it says something else.
    """
    if told.get("format") != _FORMAT:
        raise Failed(f"{RAW} is of the form {told.get('format')!r}, not {_FORMAT}.", _REMEDY)
    try:
        width, height = (int(side) for side in told["size_px"])
        pictures = [(float(each["second"]), _pose(each)) for each in told["pictures"]]
        lens = Lens(width, height, float(told["fov_deg"]))
    except (KeyError, TypeError, ValueError) as error:
        raise Failed(f"{RAW} says nothing sensible of {error}.", _REMEDY) from error
    views = []
    for number, (second, pose) in enumerate(pictures):
        before_s, before = pictures[number - 1] if number else (second, pose)
        gone = (pose.at_m - before.at_m) * (MOMENT_S / (second - before_s)) if second > before_s else 0.0
        views.append(View(pose, Pose(pose.at_m + gone, pose.axes), second))
    return lens, views


def _pose(told: Mapping[str, Any]) -> Pose:
    axes = np.array(told["axes"], np.float64).T
    at = np.array(told["at_m"], np.float64)
    if axes.shape != (3, 3) or at.shape != (3,) or np.abs(axes.T @ axes - np.eye(3)).max() > 1e-3:
        raise ValueError("a picture's axes")
    return Pose(at, axes)
