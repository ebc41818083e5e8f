"""Courses in somebody's manner: steps, arms, back and head, before they are fitted to a body.

Steps are changed where feet go, not where legs turn, so that whoever takes shorter or wider steps still stands on feet
that do not slide.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from procgen.character.motion.course import Course
from procgen.character.motion.library import Library
from procgen.character.motion.manner import Gait
from procgen.character.motion.own_walk import Walks, own_walks
from procgen.character.motion.posture import BACK, hold, levelled
from procgen.character.motion.spans import Span
from procgen.character.rig.legs import OUTWARD, SIDES
from procgen.character.rig.quaternion import Doubles, about, exp, inverse, log, product, slerp

_LEAST_BEND_DEG = -10.0
"""Elbows that hang nearly straight are straightened no further."""
_SPEEDS = 0.5
"""Share of a change of cadence that movements on the spot take part in."""


def varied(course: Course, library: Library, gait: Gait, walks: Walks | None = None) -> Course:
    """A course as a gait has it: what walks altogether, what stands upright in back, head and arms.

    Args:
        course: of clips of the library.
        library: theirs.
        gait: of a manner.
        walks: what is known of how people walk; the packaged ones if None.
    """
    number = {name: index for index, name in enumerate(library.joints)}
    course = own_walks(course, library.joints, gait.style, gait.own, walks)
    rotations, hips, feet = course.rotations.copy(), course.hips.copy(), course.feet.copy()
    middle, ankles, travel = course.middle.copy(), course.ankles.copy(), course.travel.copy()
    frames_s = list(course.frames_s)
    for index, (motion, part) in enumerate(zip(course.motions, course.parts, strict=True)):
        if not (motion.walks or motion.upright):
            continue
        own = rotations[part]
        hold(own, number, gait.lean_deg, gait.head_deg, gait.shoulders_deg)
        if not motion.walks:
            frames_s[index] /= gait.cadence**_SPEEDS
            continue
        frames_s[index] /= gait.cadence
        _swing(own, number, gait)
        for side, outward, bend in zip(SIDES, OUTWARD, gait.elbows_deg, strict=True):
            elbow = number[f"{side}LowerArm"]
            own[:, elbow] = product(about("y", -outward * max(bend, _LEAST_BEND_DEG)), own[:, elbow])
        bias = _limp(gait, course.spans[index], part.stop - part.start)
        _step(middle[part], ankles[part], travel[part], gait, bias)
        # Feet roll less over shorter steps.
        feet[part] = levelled(feet[part], min(gait.stride, 1.25) ** 0.8)
        turn = _roll(gait, part.stop - part.start, bias)
        hips[part] = product(turn, hips[part])
        own[:, number["Hips"]] = hips[part]
        own[:, number["Spine"]] = product(inverse(_half(turn)), own[:, number["Spine"]])
    return replace(
        course,
        rotations=rotations,
        hips=hips,
        feet=feet,
        middle=middle,
        ankles=ankles,
        travel=travel,
        frames_s=tuple(frames_s),
    )


def _swing(own: Doubles, number: dict[str, int], gait: Gait) -> None:
    """Arms and the trunk's turns as far about their mean as the gait has them."""
    arms = [f"{side}{joint}" for side in SIDES for joint in ("UpperArm", "LowerArm")]
    for joints, factor in ((arms, gait.swing), ([*BACK, "Neck", "Head"], gait.twist)):
        for joint in joints:
            own[:, number[joint]] = _scaled(own[:, number[joint]], factor)


def _scaled(rotations: Doubles, factor: float) -> Doubles:
    """Rotations (F, 4) whose departures from their mean are multiplied."""
    signed = rotations * np.where((rotations * rotations[:1]).sum(axis=1, keepdims=True) < 0, -1.0, 1.0)
    mean = signed[:-1].mean(axis=0) if len(signed) > 1 else signed[0]
    mean = mean / np.linalg.norm(mean)
    return product(mean, exp(factor * log(product(inverse(mean), signed))))


def _step(middle: Doubles, ankles: Doubles, travel: Doubles, gait: Gait, bias: Doubles) -> None:
    """Where hips and feet go: longer or shorter, wider, higher, more from side to side."""
    count = len(middle) - 1
    centre = middle[:count].mean(axis=0)
    ankles[..., 2] = centre[2] + (ankles[..., 2] - centre[2]) * gait.stride
    ankles[..., 0] += OUTWARD * gait.width
    ankles[..., 1] *= gait.lift
    travel *= gait.stride
    middle[:, 1] = centre[1] + (middle[:, 1] - centre[1]) * gait.bounce * gait.stride - gait.lower
    # Steps that are shorter leave the legs straighter.
    middle[:, 1] += 0.05 * (1 - min(gait.stride, 1.0))
    middle[:, 0] = centre[0] + (middle[:, 0] - centre[0]) * gait.sway
    if gait.limp:
        # Onto the sound leg at once, off the lame one as soon as can be; down on the lame one.
        middle[:, 1] -= 0.035 * np.abs(bias)
        middle[:, 0] += 0.05 * bias
    if gait.reel:
        phase = 2 * np.pi * np.arange(len(middle)) / count
        drift = gait.reel * (0.09 * np.sin(phase + 0.7) + 0.05 * np.sin(2 * phase + 2.1))
        middle[:, 0] += drift
        ankles[..., 0] += 0.6 * drift[:, None]


def _limp(gait: Gait, spans: tuple[Span, ...], frames: int) -> Doubles:
    """(F,) 0 to ±1: how far the lame leg carries, above 0 the left one, smoothed."""
    result = np.zeros(frames)
    if not gait.limp:
        return result
    leg = 0 if gait.limp > 0 else 1
    for span in spans:
        if span.leg == leg:
            inside = np.sin(np.pi * (np.arange(span.count) + 0.5) / span.count) ** 2
            result[span.frames(frames, loops=True)] = inside
    result[-1] = result[0]
    return result * gait.limp


def _roll(gait: Gait, frames: int, bias: Doubles) -> Doubles:
    """(F, 4) by which the hips lean to a side, limping or drunk."""
    phase = 2 * np.pi * np.arange(frames) / (frames - 1)
    reel = gait.reel * (5.0 * np.sin(phase + 1.9) + 3.0 * np.sin(2 * phase + 0.4))
    pitch = gait.reel * 4.0 * np.sin(phase + 3.0)
    return product(about("z", -6.0 * bias + reel), about("x", pitch))


def _half(turn: Doubles) -> Doubles:
    """Half of a rotation, more or less: what the back takes back of the hips' lean."""
    return slerp(np.array([0.0, 0.0, 0.0, 1.0]), turn, np.full(len(turn), 0.5))
