"""What movements do whatever the body: global turns, ways of hips and ankles in leg lengths, spans in which feet stand.

Found once for a choice of clips, all one after the other, so that a body is fitted to all of them at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from procgen.character.motion.library import FPS, Library, Motion, packaged_library
from procgen.character.motion.posture import levelled, stand_at_ease
from procgen.character.motion.spans import Span, bridged, spans_of
from procgen.character.motion.stairs import ROLL, flight
from procgen.character.rig.legs import SIDES
from procgen.character.rig.quaternion import Doubles, about, inverse, product, rotate


@dataclass(frozen=True, eq=False)
class Course:
    """Clips one after the other: K frames.

    Attributes:
        motions: the clips; ``parts`` are the frames of each.
        rotations: (K, J, 4) local.
        hips, feet: (K, 4) and (K, 2, 4) global rotations.
        middle: (K, 3) half way between the hip joints; x, z and the height above a standing ankle, in leg lengths.
        ankles: (K, 2, 3) the same of the ankles.
        grasp: (K, 3) from the right to the left wrist in the axes of the upper chest, in arm lengths.
        travel: (K, 2) x and z by which the ground has gone back, in leg lengths.
        ground: (K, 2) height of the ground below the feet, in leg lengths: not 0 on stairs alone.
        spans: of each clip.
        frames_s: of each clip, how long a frame lasts.
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
    grasp: Doubles
    travel: Doubles
    ground: Doubles
    spans: tuple[tuple[Span, ...], ...]
    frames_s: tuple[float, ...]
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


@lru_cache(maxsize=32)
def course_of(names: tuple[str, ...]) -> Course:
    """The course of some clips of the packaged library."""
    library = packaged_library()
    return plan(library, [library.motions[name] for name in names])


def plan(library: Library, motions: Sequence[Motion]) -> Course:
    """The course of some clips of a library."""
    ends = np.cumsum([0, *(len(motion.hips_m) for motion in motions)]).tolist()
    rotations = np.concatenate([motion.rotations for motion in motions])
    hips_m = np.concatenate([motion.hips_m for motion in motions])
    number = {name: index for index, name in enumerate(library.joints)}
    parts = tuple(slice(begin, end) for begin, end in pairwise(ends))
    for motion, part in zip(motions, parts, strict=True):
        if motion.narrow:
            stand_at_ease(rotations[part], number)
    turned, placed = posed(library.parents, library.places, rotations, hips_m)
    hip, ankle, elbow, wrist, shoulder = (
        [library.number(f"{side}{joint}") for side in SIDES]
        for joint in ("UpperLeg", "Foot", "LowerArm", "Hand", "UpperArm")
    )
    rest = library.places
    leg_m = float(np.abs(rest[hip[0], 1] - rest[ankle[0], 1]))
    arm_m = float(np.linalg.norm(rest[elbow[0]] - rest[shoulder[0]]) + np.linalg.norm(rest[wrist[0]] - rest[elbow[0]]))
    stand = np.array([0.0, rest[ankle[0], 1], 0.0])
    middle = (placed[:, hip].mean(axis=1) - stand) / leg_m
    ankles, feet = (placed[:, ankle] - stand) / leg_m, turned[:, ankle]
    spans = [() if motion.floats else tuple(spans_of(motion.contact, loops=motion.loops)) for motion in motions]
    travel = np.concatenate(
        [np.arange(len(motion.hips_m))[:, None] / FPS * np.array(motion.velocity_m_s) / leg_m for motion in motions]
    )
    ground = np.zeros((len(middle), 2))
    for motion, part, stands in zip(motions, parts, spans, strict=True):
        if motion.narrow:
            (_closer if motion.walks else _narrow)(middle[part], ankles[part])
        for leg in (0, 1):
            feet[part, leg] = _steady(feet[part, leg], [one for one in stands if one.leg == leg], loops=motion.loops)
        if motion.slope:
            ground[part] = flight(motion.slope, stands, middle[part], ankles[part], travel[part])
            feet[part] = levelled(feet[part], ROLL)
    return Course(
        tuple(motions),
        parts,
        rotations,
        turned[:, library.number("Hips")],
        feet,
        middle,
        ankles,
        rotate(inverse(turned[:, library.number("UpperChest")]), placed[:, wrist[0]] - placed[:, wrist[1]]) / arm_m,
        travel,
        ground,
        tuple(spans),
        (1 / FPS,) * len(motions),
        leg_m,
        float(rest[ankle[0], 0]) / leg_m,
    )


def _narrow(middle: Doubles, ankles: Doubles) -> None:
    """Bring feet that stand astride nearer to each other; the hips rise so that knees are bent as before."""
    away = ankles - middle[:, None]
    astride = float(np.abs(ankles[:, 0, [0, 2]] - ankles[:, 1, [0, 2]]).mean(axis=0).max())
    factor = min(1.0, _ASTRIDE / astride)
    length = np.linalg.norm(away, axis=-1)
    ankles[..., [0, 2]] = middle[:, None, [0, 2]] + away[..., [0, 2]] * factor
    flat = np.linalg.norm(away[..., [0, 2]], axis=-1) * factor
    height = np.sqrt(np.maximum(length**2 - flat**2, 0)) + ankles[..., 1]
    middle[:, 1] = height.mean(axis=1)


def _closer(middle: Doubles, ankles: Doubles) -> None:
    """Bring feet that walk astride as near to the way's middle as people have them."""
    away = ankles[..., 0] - middle[:, None, 0].mean()
    ankles[..., 0] -= away * (1 - min(1.0, _STEP_WIDTH / float(np.abs(away.mean(axis=0)).mean())))


_STEP_WIDTH = 0.065
"""Half the width of steps on level ground, in leg lengths: about 0.11 m (Winter, 1991)."""
_ASTRIDE = 0.28
"""Distance of the feet of somebody who stands at ease, in leg lengths."""


def _steady(feet: Doubles, spans: Sequence[Span], *, loops: bool) -> Doubles:
    """Feet (F, 4) that do not turn about the vertical while they stand, but where they are meant to."""
    ahead = rotate(feet, np.array([0.0, 0.0, 1.0]))
    heading = np.degrees(np.unwrap(np.arctan2(ahead[:, 0], ahead[:, 2])))

    def back(span: Span) -> Doubles:
        own = heading[span.frames(len(feet), loops=loops)]
        return np.asarray((own.mean() - own)[:, None] * (np.ptp(own) < _SWIVEL_DEG))

    return product(about("y", bridged(spans, back, len(feet), 1, loops=loops)[:, 0]), feet)


_SWIVEL_DEG = 30.0
"""A standing foot that turns by more is meant to."""
