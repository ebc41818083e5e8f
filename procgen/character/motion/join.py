"""In-betweens: from where one clip ends to where another begins, without a jump in place or speed.

Each joint's way is a quintic that meets place and speed at both ends, in the tangent space of the rotation where it
ends (as inertialised blends do: Bollo, "Inertialization", GDC 2018). Feet take no part in that: they step, one after
the other, from where they stood to where they will stand.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from procgen.character.motion.course import Course
from procgen.character.motion.library import FPS
from procgen.character.motion.vocabulary import SIGN
from procgen.character.rig.quaternion import Doubles, exp, inverse, log, product, rotate, slerp

_LEAST_S, _MOST_S = 0.35, 1.3
_LIFT = 0.09
"""How high a foot is lifted over a step of a leg's length, and for the shortest one, a third of it; in leg lengths."""
_STANDS = 0.03
"""A foot that has to go less far, in leg lengths, does not step."""


def join(course: Course) -> Course:
    """A course of one clip, from the last frame of the first of a course's clips to the first frame of the second.

    The first clip is moved and turned about the vertical so that feet and hips are nearest to where the second begins.
    """
    before, after = course.parts
    end, begin = before.stop - 1, after.start
    turn, shift = _beside(course, end, begin)
    middle = np.stack([rotate(turn, course.middle[row]) + shift for row in (end - 1, end)])
    ankles = rotate(turn, course.ankles[end]) + shift
    seconds = _seconds(middle[1], course.middle[begin], ankles, course.ankles[begin])
    count = round(seconds * FPS) + 1
    time = np.linspace(0, 1, count)
    rotations = _turning(course.rotations[[end - 1, end]], course.rotations[[begin, begin + 1]], turn, time, seconds)
    # What goes on at the ends is the first's frames before it and the second's after it.
    speeds = (
        (middle[1] - middle[0]) / course.frames_s[0],
        (course.middle[begin + 1] - course.middle[begin]) / course.frames_s[1],
    )
    path = _quintic(middle[1] - course.middle[begin], speeds[0], speeds[1], time, seconds) + course.middle[begin]
    walked, feet = _stepping(course, ankles, product(turn, course.feet[end]), begin, time)
    motion = replace(
        course.motions[1],
        name=SIGN.join(motion.name for motion in course.motions),
        loops=False,
        velocity_m_s=(0.0, 0.0),
        floats=any(motion.floats for motion in course.motions),
        slope=0.0,
        hands="",
        seat_m=0.0,
    )
    return replace(
        course,
        motions=(motion,),
        parts=(slice(0, count),),
        rotations=rotations,
        hips=rotations[:, 0].copy(),
        feet=feet,
        middle=path,
        ankles=walked,
        grasp=course.grasp[end] + time[:, None] * (course.grasp[begin] - course.grasp[end]),
        travel=np.zeros((count, 2)),
        ground=course.ground[end] + time[:, None] * (course.ground[begin] - course.ground[end]),
        spans=((),),
        frames_s=(1 / FPS,),
    )


def _beside(course: Course, end: int, begin: int) -> tuple[Doubles, Doubles]:
    """The turn (4,) about the vertical and the shift (3,) that bring a frame's feet to those of another."""
    across = [course.ankles[row, 0] - course.ankles[row, 1] for row in (end, begin)]
    angles = [np.arctan2(-one[2], one[0]) for one in across]
    half = (angles[1] - angles[0]) / 2
    turn = np.array([0.0, np.sin(half), 0.0, np.cos(half)])
    there = rotate(turn, course.ankles[end].mean(axis=0))
    shift = course.ankles[begin].mean(axis=0) - there
    shift[1] = 0.0
    return turn, shift


def _seconds(hips: Doubles, later_hips: Doubles, ankles: Doubles, later_ankles: Doubles) -> float:
    """How long it takes: who is far from the next pose needs longer."""
    way = float(np.linalg.norm(later_hips - hips) + 0.5 * np.linalg.norm(later_ankles - ankles, axis=-1).max())
    return float(np.clip(_LEAST_S + 0.9 * way, _LEAST_S, _MOST_S))


def _turning(before: Doubles, after: Doubles, turn: Doubles, time: Doubles, seconds: float) -> Doubles:
    """(N, J, 4) from the last of ``before`` to the first of ``after``, (2, J, 4) each; the hips come turned."""
    before, after = before.copy(), after.copy()
    before[:, 0] = product(turn, before[:, 0])
    target = after[0]
    away = log(product(inverse(target), before[1]))
    # Speeds in the tangent space of the end, near enough for what is a part of a turn away.
    gone = log(product(inverse(before[0]), before[1])) * FPS
    comes = log(product(inverse(target), after[1])) * FPS
    return product(target, exp(_quintic(away, gone, comes, time, seconds)))


def _quintic(start: Doubles, speed: Doubles, end_speed: Doubles, time: Doubles, seconds: float) -> Doubles:
    """(N, ...) from ``start`` to 0 with speeds at both ends and no acceleration there; ``time`` from 0 to 1."""
    u = time.reshape(-1, *[1] * start.ndim)
    place = 1 - 10 * u**3 + 15 * u**4 - 6 * u**5
    leave = u - 6 * u**3 + 8 * u**4 - 3 * u**5
    meet = -4 * u**3 + 7 * u**4 - 3 * u**5
    return np.asarray(start * place + seconds * (speed * leave + end_speed * meet))


def _stepping(course: Course, ankles: Doubles, turned: Doubles, begin: int, time: Doubles) -> tuple[Doubles, Doubles]:
    """Ankles (N, 2, 3) and rotations of feet (N, 2, 4) that step one after the other."""
    goal, later = course.ankles[begin], course.feet[begin]
    walked, feet = np.empty((len(time), 2, 3)), np.empty((len(time), 2, 4))
    way = np.linalg.norm((goal - ankles)[:, [0, 2]], axis=1)
    first = int(np.argmax(way))
    for leg in (0, 1):
        low = 0.05 if leg == first else 0.45
        share = np.clip((time - low) / 0.5, 0, 1)
        share = share * share * (3 - 2 * share)
        lift = _LIFT * max(0.3, min(1.0, float(way[leg]))) * (way[leg] > _STANDS)
        walked[:, leg] = ankles[leg] + share[:, None] * (goal[leg] - ankles[leg])
        walked[:, leg, 1] += lift * np.sin(np.pi * share)
        feet[:, leg] = slerp(turned[leg], later[leg], share)
    return walked, feet
