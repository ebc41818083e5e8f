"""What movements do whatever the body: global turns, ways of hips and ankles in leg lengths, spans in which feet stand.

Found once for a choice of clips, all one after the other, so that a body is fitted to all of them at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.motion.library import Library, Motion, packaged_library
from procgen.character.rig.legs import SIDES
from procgen.character.rig.quaternion import Doubles, product, rotate

Ints = npt.NDArray[np.int64]

LEAST_FRAMES = 3
"""A shorter contact, or a shorter gap in one, is a slip of whoever marked it."""


@dataclass(frozen=True, slots=True)
class Span:
    """Frames in which a foot stands: numbers from the clip's first, ``begin`` to ``begin + count - 1``.

    In a loop a span may run over the end; its last frames are then the first of the clip.
    """

    leg: int
    begin: int
    count: int


@dataclass(frozen=True, eq=False)
class Course:
    """Clips one after the other: K frames.

    Attributes:
        motions: the clips; ``parts`` are the frames of each.
        rotations: (K, J, 4) local.
        hips, feet: (K, 4) and (K, 2, 4) global rotations.
        middle: (K, 3) half way between the hip joints; x, z and the height above a standing ankle, in leg lengths.
        ankles: (K, 2, 3) the same of the ankles.
        travel: (K, 2) x and z by which the ground has gone back, in leg lengths.
        spans: of each clip.
        leg_m: length of a leg on the pack's skeleton.
        stance: half the distance of the ankles in T-pose, in leg lengths.
    """

    motions: tuple[Motion, ...]
    parts: tuple[slice, ...]
    rotations: Doubles
    hips: Doubles
    feet: Doubles
    middle: Doubles
    ankles: Doubles
    travel: Doubles
    spans: tuple[tuple[Span, ...], ...]
    leg_m: float
    stance: float


def posed(parents: Sequence[int], places: Doubles, rotations: Doubles, hips_m: Doubles) -> tuple[Doubles, Doubles]:
    """Global rotations (K, J, 4) and places (K, J, 3) of a skeleton's joints.

    Args:
        parents: (J,), parents first, -1 for none.
        places: (J, 3) in T-pose.
        rotations: (K, J, 4) local.
        hips_m: (K, 3) places of the first joint.
    """
    turned = np.empty_like(rotations)
    placed = np.empty((*rotations.shape[:2], 3))
    for joint, parent in enumerate(parents):
        if parent < 0:
            turned[:, joint], placed[:, joint] = rotations[:, joint], hips_m
            continue
        turned[:, joint] = product(turned[:, parent], rotations[:, joint])
        placed[:, joint] = placed[:, parent] + rotate(turned[:, parent], places[joint] - places[parent])
    return turned, placed


@lru_cache(maxsize=16)
def course_of(names: tuple[str, ...]) -> Course:
    """The course of some clips of the packaged library."""
    library = packaged_library()
    return plan(library, [library.motions[name] for name in names])


def plan(library: Library, motions: Sequence[Motion]) -> Course:
    """The course of some clips of a library."""
    ends = np.cumsum([0, *(len(motion.hips_m) for motion in motions)]).tolist()
    rotations = np.concatenate([motion.rotations for motion in motions])
    hips_m = np.concatenate([motion.hips_m for motion in motions])
    turned, placed = posed(library.parents, library.places, rotations, hips_m)
    hip, ankle = ([library.number(f"{side}{joint}") for side in SIDES] for joint in ("UpperLeg", "Foot"))
    rest = library.places
    leg_m = float(np.abs(rest[hip[0], 1] - rest[ankle[0], 1]))
    stand = np.array([0.0, rest[ankle[0], 1], 0.0])
    travel = np.concatenate(
        [
            np.arange(len(motion.hips_m))[:, None] / 30.0 * np.array(motion.velocity_m_s) / leg_m
            for motion in motions
        ]
    )
    return Course(
        tuple(motions),
        tuple(slice(begin, end) for begin, end in zip(ends[:-1], ends[1:], strict=True)),
        rotations,
        turned[:, library.number("Hips")],
        turned[:, ankle],
        (placed[:, hip].mean(axis=1) - stand) / leg_m,
        (placed[:, ankle] - stand) / leg_m,
        travel,
        tuple(tuple(_spans(motion)) for motion in motions),
        leg_m,
        float(rest[ankle[0], 0]) / leg_m,
    )


def _spans(motion: Motion) -> Iterator[Span]:
    if motion.floats:
        return
    count = len(motion.hips_m) - motion.loops
    for leg in (0, 1):
        stands = _smoothed(motion.contact[:count, leg], motion.loops)
        if stands.all():
            yield Span(leg, 0, count + motion.loops)
            continue
        before = np.roll(stands, 1) if motion.loops else np.append(False, stands[:-1])
        for begin in np.flatnonzero(stands & ~before).tolist():
            gone = np.flatnonzero(~np.roll(stands, -begin)) if motion.loops else np.flatnonzero(~stands[begin:])
            yield Span(leg, begin, int(gone[0]) if len(gone) else count - begin)


def _smoothed(stands: npt.NDArray[np.bool_], loops: bool) -> npt.NDArray[np.bool_]:
    """Contacts without gaps and without touches that are too short to be meant."""
    result = stands.copy()
    for wanted in (True, False):  # fill gaps, then drop touches
        begin = 0
        while begin < len(result):
            end = begin
            while end < len(result) and result[end] == result[begin]:
                end += 1
            inside = loops or (begin > 0 and end < len(result))
            wraps = loops and (begin == 0 or end == len(result)) and result[0] == result[-1]
            if result[begin] != wanted and end - begin < LEAST_FRAMES and inside and not wraps:
                result[begin:end] = wanted
            begin = end
    return result
