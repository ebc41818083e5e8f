"""The packaged movements, as they are on the skeleton that they were packed with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.character.rig.quaternion import Doubles
from procgen.runtime.arrays import read_arrays
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.packaged import reading

FILE: Final = "character_motions.npz"
FPS: Final = 30
PAIR: Final = "pair"


@dataclass(frozen=True, eq=False)
class Motion:
    """A clip on the skeleton of the pack: F frames, 30 a second.

    Attributes:
        name: what it is asked for by.
        source: id in the pack that it was made from.
        loops: whether the last frame is the first again.
        velocity_m_s: (2,) x (left) and z (forward) that the ground goes back by, for what treads on the spot.
        floats: whether it is not on the ground: swimming, climbing.
        walks: whether it is a loop of steps that manners change: it begins where the left foot meets the ground.
        upright: whether somebody stands or sits upright on the spot, in a manner of back, head and arms.
        slope: metres up for each metre ahead: it is a walk on stairs.
        narrow: whether it stands as if about to fight and is brought to stand at ease: feet nearer, back straighter.
        hands: "pair" where the hands hold one thing or each other, or empty.
        seat_m: height of the seat on the pack's skeleton, 0 where there is none.
        rotations: (F, J, 4) local, of all joints of the pack.
        hips_m: (F, 3) places of the hips.
        contact: (F, 2) whether the left and the right foot stand.
    """

    name: str
    source: str
    loops: bool
    velocity_m_s: tuple[float, float]
    floats: bool
    walks: bool
    upright: bool
    slope: float
    narrow: bool
    hands: str
    seat_m: float
    rotations: Doubles
    hips_m: Doubles
    contact: npt.NDArray[np.bool_]

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return (len(self.hips_m) - 1) / FPS


@dataclass(frozen=True, eq=False)
class Library:
    """All clips.

    Attributes:
        joints, parents: (J,) of the pack's skeleton.
        places: (J, 3) of its joints in T-pose, metres.
        motions: by name.
    """

    joints: tuple[str, ...]
    parents: tuple[int, ...]
    places: Doubles
    motions: Mapping[str, Motion]

    def number(self, joint: str) -> int:
        """Of a joint."""
        return self.joints.index(joint)


def mirrored(joints: Sequence[str], rotations: Doubles, hips_m: Doubles, contact: npt.NDArray[np.bool_]) -> Any:
    """A movement with left and right in each other's place: rotations, places of the hips, contacts."""
    other = [
        joints.index(name.replace("Left", "Right") if "Left" in name else name.replace("Right", "Left"))
        for name in joints
    ]
    # A reflection in the plane x = 0 keeps x and w of a quaternion, and turns y and z round.
    return (
        rotations[:, other] * np.array([1.0, -1.0, -1.0, 1.0]),
        hips_m * np.array([-1.0, 1.0, 1.0]),
        contact[:, ::-1].copy(),
    )


def load_library(path: Path) -> Library:
    """Read a pack that ``procgen.character.recipe.motions`` wrote.

    Raises:
        Failed: it is missing or damaged.
    """
    with reading(path):
        arrays = read_arrays(path)
        joints = tuple(map(str, arrays["joints"]))
        motions = {}
        for entry, start, count in zip(
            json.loads(str(arrays["index"])), arrays["start"].tolist(), arrays["count"].tolist(), strict=True
        ):
            motion = _motion(entry, joints, *(arrays[key][start : start + count] for key in _ROWS))
            motions[motion.name] = motion
    return Library(
        joints,
        tuple(arrays["parents"].tolist()),
        arrays["places"].astype(np.float64),
        MappingProxyType(motions),
    )


_ROWS: Final = ("rotation", "hips", "contact")


def _motion(
    entry: Mapping[str, Any],
    joints: Sequence[str],
    packed: npt.NDArray[np.int16],
    hips: npt.NDArray[np.float32],
    contact: npt.NDArray[np.uint8],
) -> Motion:
    rotations = packed.astype(np.float64)
    rotations /= np.sqrt((rotations * rotations).sum(axis=-1, keepdims=True))
    places, stands = hips.astype(np.float64), contact.astype(bool)
    velocity = np.array(entry["velocity_m_s"], np.float64)
    if entry["mirror"]:
        rotations, places, stands = mirrored(joints, rotations, places, stands)
        velocity[0] *= -1.0
    if entry["loops"]:
        rotations, places, stands = (np.concatenate([rows, rows[:1]]) for rows in (rotations, places, stands))
    return Motion(
        entry["name"],
        entry["from"],
        entry["loops"],
        (float(velocity[0]), float(velocity[1])),
        entry["floats"],
        entry["walks"],
        entry["upright"],
        entry["slope"],
        entry["narrow"],
        entry["hands"],
        entry["seat_m"],
        rotations,
        places,
        stands,
    )


@lru_cache(maxsize=1)
def packaged_library() -> Library:
    """The library that came with procgen, read once."""
    return load_library(packaged_assets() / FILE)
