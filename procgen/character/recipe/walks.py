"""Learn how people walk: `procgen train character-walks --data FOLDER`.

FOLDER has ``clips.npz`` and ``manifest.json`` as :mod:`procgen.character.recipe.motions` takes them; its captured walks
(``cmu_walk…``, loops, straight) are learned from, with less weight the packaged library's natural walks, and the mirror
images of all. What is written are a mean, its change with speed and axes: no clip can be had from it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.character.motion.course import plan
from procgen.character.motion.library import Library, Motion, mirrored, packaged_library
from procgen.character.motion.manner import STYLE_AXES
from procgen.character.motion.own_walk import FILE, Walks, encoded, natural, speed_of
from procgen.character.recipe.motions import write_arrays

_LIBRARY_WEIGHT: Final = 0.25
"""Of a walk of the library beside a captured one: it is none of anybody's."""
_REAL: Final = "cmu_walk"
"""What captured walks are called in a pack of clips."""
_NOT_STRAIGHT: Final = ("balance", "uneven")
_KEPT: Final = 0.6
"""Share of the speed's effect that a regression on few walks is trusted with."""


def train(folder: Path) -> Walks:
    """What the captured walks of a pack have in common.

    Raises:
        FileNotFoundError: there is no pack.
        ValueError: it has too few captured walks.
    """
    motions = captured(folder)
    if len(motions) < 4:
        raise ValueError(f"{folder} has {len(motions)} captured walks, not 4 at least")
    return fit_walks(motions, packaged_library())


def captured(folder: Path) -> list[Motion]:
    """The captured straight walks of a pack, as motions of the library's skeleton."""
    said = json.loads((folder / "manifest.json").read_text("utf-8"))["clips"]
    with np.load(folder / "clips.npz", allow_pickle=False) as file:
        quats, hips, contact = file["quat"], file["root"], file["contact"]
    found = []
    for clip in said:
        if not (clip["id"].startswith(_REAL) and clip["loops"]) or any(word in clip["id"] for word in _NOT_STRAIGHT):
            continue
        rows = clip["start"] + np.append(np.arange(clip["frames"]), 0)
        strike = int(np.argmax(contact[rows[:-1], 0] & ~np.roll(contact[rows[:-1], 0], 1)))
        rows = np.append(np.roll(rows[:-1], -strike), rows[strike])
        turned = quats[rows].astype(np.float64)
        found.append(
            Motion(
                name=clip["id"], source=clip["id"], loops=True, velocity_m_s=tuple(clip["velocity_xz"]), floats=False,
                walks=True, upright=False, slope=0.0, narrow=False, hands="", seat_m=0.0,
                rotations=turned / np.linalg.norm(turned, axis=-1, keepdims=True),
                hips_m=hips[rows].astype(np.float64), contact=contact[rows].astype(bool),
            )
        )  # fmt: skip
    return found


def fit_walks(motions: Sequence[Motion], library: Library) -> Walks:
    """The walks of some captured motions and of a library's natural ones."""
    own = [motion for name, motion in library.motions.items() if natural(name)]
    rows, weights = [], []
    for motion, weight in [*((each, 1.0) for each in motions), *((each, _LIBRARY_WEIGHT) for each in own)]:
        for seen in (motion, mirror_image(motion, library)):
            rows.append(encoded(plan(library, [seen]), 0, library.joints))
            weights.append(weight)
    vectors, share = np.array(rows), np.array(weights) / np.sum(weights)
    speeds = np.array([speed_of(row) for row in vectors])
    mean, middle = share @ vectors, float(share @ speeds)
    spread = float(np.sqrt(share @ (speeds - middle) ** 2))
    faster = _KEPT * ((share * (speeds - middle)) @ (vectors - mean)) / spread**2
    rest = vectors - mean - np.outer(speeds - middle, faster)
    _, sizes, axes = np.linalg.svd(rest * np.sqrt(share)[:, None], full_matrices=False)
    return Walks(mean, faster, sizes[:STYLE_AXES, None] * axes[:STYLE_AXES], np.array([middle, spread]))


def mirror_image(motion: Motion, library: Library) -> Motion:
    """A walk with left and right in each other's place, beginning where its left foot comes down."""
    rotations, hips_m, contact = mirrored(library.joints, motion.rotations, motion.hips_m, motion.contact)
    frames = np.arange(len(hips_m) - 1)
    strikes = np.flatnonzero(contact[:-1, 0] & ~np.roll(contact[:-1, 0], 1))
    frames = np.roll(frames, -int(strikes[0]) if len(strikes) else 0)
    frames = np.append(frames, frames[0])
    velocity = (-motion.velocity_m_s[0], motion.velocity_m_s[1])
    return replace(
        motion, velocity_m_s=velocity, rotations=rotations[frames], hips_m=hips_m[frames], contact=contact[frames]
    )


def write_walks(walks: Walks, folder: Path) -> Path:
    """Write ``character_walks.npz``; returns its path."""
    arrays: dict[str, npt.NDArray[np.float32]] = {
        name: getattr(walks, name).astype(np.float32) for name in ("mean", "faster", "axes", "speed")
    }
    write_arrays(arrays, folder / FILE)
    return folder / FILE
