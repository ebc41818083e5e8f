"""Feet that stand where they stand: a sole rolls over heel and ball without sliding, and nothing goes below the floor.

A foot that turns over a point p of its sole, which rests, moves its ankle by -(R(t+1) - R(t)) p. Which point rests is
found from the foot itself: the lower one of heel and ball. So a standing foot's way is known from its turns alone, but
for where it stands as a whole, which is where the movement has it on average.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from procgen.character.motion.course import Course
from procgen.character.motion.spans import Span, bridged
from procgen.character.rig.quaternion import Doubles, rotate

_LEVEL_M = 0.012
"""Heel and ball whose heights differ by less rest both."""
_INSTEP = 0.75
"""Height of a foot's back above its sole, as a share of the ankle's."""


@dataclass(frozen=True, eq=False)
class Soles:
    """What the feet of a body stand on, from the ankles, in T-pose.

    Attributes:
        heel, ball, instep: (2, 3) metres.
        toes_m: from the ball to the tips.
    """

    heel: Doubles
    ball: Doubles
    instep: Doubles
    toes_m: float

    @classmethod
    def of(cls, ankle: Doubles, ball: Doubles, heel_z: Doubles, tip_z: Doubles) -> Soles:
        """From places (2, 3) of ankles and balls in T-pose, and depths (2,) of the ends of the feet."""
        down = -ankle[:, 1]
        across = ball[:, 0] - ankle[:, 0]
        back, front = heel_z - ankle[:, 2], ball[:, 2] - ankle[:, 2]
        return cls(
            np.stack([0 * across, down, back], axis=1),
            np.stack([across, down, front], axis=1),
            np.stack([across, down * (1 - _INSTEP), 0.6 * front], axis=1),
            float((tip_z - ball[:, 2]).mean()),
        )

    def rest(self, feet: Doubles) -> tuple[Doubles, Doubles]:
        """Where turned feet (K, 2, 4) rest, from the ankles (K, 2, 3), and how far below these they reach (K, 2)."""
        heel, ball, instep = (rotate(feet, point) for point in (self.heel, self.ball, self.instep))
        share = np.clip((ball[..., 1] - heel[..., 1]) / (2 * _LEVEL_M) + 0.5, 0, 1)[..., None]
        low = np.minimum(np.minimum(heel[..., 1], ball[..., 1]), instep[..., 1])
        return self.heel * share + self.ball * (1 - share), -low

    def toes_deg(self, feet: Doubles, ankles: Doubles) -> Doubles:
        """How far toes bend up so that their tips stay above the floor, (K, 2)."""
        ball = (ankles + rotate(feet, self.ball))[..., 1]
        pitch = np.degrees(np.arcsin(np.clip(-rotate(feet, np.array([0.0, 0.0, 1.0]))[..., 1], -1, 1)))
        room = np.degrees(np.arcsin(np.clip(ball / self.toes_m, 0, 1)))
        return np.asarray(np.clip(pitch - room, 0, 70))


def planted(course: Course, ankles: Doubles, ground: Doubles, travel: Doubles, soles: Soles) -> Doubles:
    """Ankles (K, 2, 3) whose feet roll without sliding wherever they stand, and are never below the floor.

    Args:
        course: of the clips.
        ankles: (K, 2, 3) metres, where the movements have them.
        ground: (K, 2) metres, heights below the feet.
        travel: (K, 2) metres by which the ground has gone back.
        soles: of the body.
    """
    point, below = soles.rest(course.feet)
    below = below + ground
    result = ankles.copy()
    for motion, part, spans in zip(course.motions, course.parts, course.spans, strict=True):
        for leg in (0, 1):
            rows = (ankles, course.feet, point, below)
            own = [row[part, leg] for row in rows]
            result[part, leg] += _shift([span for span in spans if span.leg == leg], travel[part], own, motion.loops)
    result[..., 1] = np.maximum(result[..., 1], below)
    return result


def _shift(spans: Sequence[Span], travel: Doubles, own: Sequence[Doubles], loops: bool) -> Doubles:
    """(F, 3) by which a foot is moved: in spans to where it rolls, between them from one to the next."""
    ankles, feet, point, below = own
    length = len(ankles)

    def rolled(span: Span) -> Doubles:
        at = span.frames(length, loops=loops)
        over = span.rounds(length, loops=loops)[:, None] * travel[-1]
        rests = 0.5 * (point[at[1:]] + point[at[:-1]])
        steps = rotate(feet[at[:-1]], rests) - rotate(feet[at[1:]], rests)
        way = np.concatenate([np.zeros((1, 2)), np.cumsum(steps[:, [0, 2]], axis=0)])
        if loops and span.count >= length:  # the whole loop: what is left over at its end is spread
            way -= np.linspace(0, 1, len(way))[:, None] * way[-1]
        flat = way - ankles[at][:, [0, 2]] - travel[at] - over
        flat -= flat.mean(axis=0)
        return np.stack([flat[:, 0], below[at] - ankles[at, 1], flat[:, 1]], axis=1)

    shift = bridged(spans, rolled, length, 3, loops=loops)
    if spans and not loops:  # before it first stands and after it last does, a foot is as high as it was
        shift[: spans[0].begin, 1] = 0
        shift[spans[-1].begin + spans[-1].count :, 1] = 0
    return shift
