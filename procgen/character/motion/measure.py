"""How well movements sit on a body: feet that slide, soles below the floor, joints bent the wrong way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from procgen.character.motion.course import Course
from procgen.character.motion.fit import Build, Fitted
from procgen.character.motion.library import Motion
from procgen.character.rig.legs import SIDES
from procgen.character.rig.quaternion import AXES, Doubles, rotate

RESTS_M = 0.006
"""A point of the sole that is lower rests."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """Figures of one clip on one body.

    Attributes:
        name: of the clip.
        slide_m: the farthest that a resting heel or ball moves within one step.
        below_m: how deep the lowest point of a sole is below the floor, 0 where it is above.
        knee_deg, elbow_deg: the least bend, below 0 the wrong way.
        turn_deg: the farthest that a joint turns from one frame to the next.
    """

    name: str
    slide_m: float
    below_m: float
    knee_deg: float
    elbow_deg: float
    turn_deg: float


def steps(motion: Motion) -> bool:
    """Whether a movement covers ground on its feet: who crawls drags them."""
    return any(motion.velocity_m_s) and not motion.name.startswith("crawl")


def measure(course: Course, fitted: Fitted, build: Build) -> list[Sitting]:
    """Figures of all clips of a course on a body."""
    turned, placed = build.posed(fitted.joints, fitted.rotations, fitted.hips_m)
    feet = [fitted.joints.index(f"{side}Foot") for side in SIDES]
    points = np.stack(
        [placed[:, feet] + rotate(turned[:, feet], sole) for sole in (build.soles.heel, build.soles.ball)], axis=2
    )  # (K, 2 feet, 2 points, 3)
    points[..., 1] -= fitted.ground_m[..., None]
    knees = _bend(fitted, "LowerLeg", "x", (1.0, 1.0))
    elbows = _bend(fitted, "LowerArm", "y", (-1.0, 1.0))
    cosine = np.abs((fitted.rotations[1:] * fitted.rotations[:-1]).sum(axis=-1))
    steps = np.degrees(2 * np.arccos(np.clip(cosine, 0, 1))).max(axis=1)
    result = []
    for motion, part, spans in zip(course.motions, course.parts, course.spans, strict=True):
        slides = [0.0]
        ground = np.zeros((part.stop - part.start, 3))
        ground[:, [0, 2]] = fitted.travel_m[part]
        for span in spans:
            at = span.frames(len(ground), loops=motion.loops)
            over = span.rounds(len(ground), loops=motion.loops)[:, None] * ground[-1]
            way = points[part][at, span.leg] + (ground[at] + over)[:, None]
            slides += [_farthest(way[:, point]) for point in (0, 1)]
        low = 0.0 if motion.floats else float(points[part][..., 1].min())
        result.append(
            Sitting(
                motion.name,
                max(slides),
                max(0.0, -low),
                float(knees[part].min()),
                float(elbows[part].min()),
                float(steps[part.start : part.stop - 1].max(initial=0.0)),
            )
        )
    return result


def _farthest(way: Doubles) -> float:
    """How far a point moves over the floor while it rests, in the longest of its rests."""
    rests = np.append(np.append(False, way[:, 1] < RESTS_M), False)
    edges = np.flatnonzero(np.diff(rests.astype(np.int8)))
    farthest = 0.0
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        flat = way[begin:end, [0, 2]]
        farthest = max(farthest, float(np.linalg.norm(flat - flat[:1], axis=1).max()))
    return farthest


def _bend(fitted: Fitted, joint: str, axis: str, signs: tuple[float, float]) -> Doubles:
    """(K, 2) degrees by which hinges are bent, by the twist about their axis."""
    columns = [fitted.joints.index(f"{side}{joint}") for side in SIDES]
    local = fitted.rotations[:, columns]
    angle = np.degrees(2 * np.arctan2(local[..., AXES[axis]], local[..., 3]))
    return np.asarray(((angle + 180.0) % 360.0 - 180.0) * np.array(signs))
