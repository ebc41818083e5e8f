"""Feet that stand where they stand: a sole rolls over heel and ball without sliding, and nothing goes below the floor.

A foot that turns over a point p of its sole, which rests, moves its ankle by -(R(t+1) - R(t)) p. Which point rests is
found from the foot itself: the lower one of heel and ball. So a standing foot's way is known from its turns alone, up to
where the span stands as a whole, which is where the movement has it on average.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from procgen.character.motion.course import Course, Span
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
        """Where turned feet (K, 2, 4) rest, from the ankles (K, 2, 3), and how far below these their lowest is (K, 2)."""
        heel, ball, instep = (rotate(feet, point) for point in (self.heel, self.ball, self.instep))
        share = np.clip((ball[..., 1] - heel[..., 1]) / (2 * _LEVEL_M) + 0.5, 0, 1)[..., None]
        low = np.minimum(np.minimum(heel[..., 1], ball[..., 1]), instep[..., 1])
        return self.heel * share + self.ball * (1 - share), -low

    def toes_deg(self, feet: Doubles, ankles: Doubles) -> Doubles:
        """How far toes bend up so that their tips stay above the floor, (K, 2)."""
        ball = (ankles + rotate(feet, self.ball))[..., 1]
        pitch = np.degrees(np.arcsin(np.clip(-rotate(feet, np.array([0.0, 0.0, 1.0]))[..., 1], -1, 1)))
        room = np.degrees(np.arcsin(np.clip(ball / self.toes_m, 0, 1)))
        return np.clip(pitch - room, 0, 70)


def planted(course: Course, ankles: Doubles, travel: Doubles, soles: Soles) -> Doubles:
    """Ankles (K, 2, 3) whose feet roll without sliding wherever they stand, and are never below the floor.

    Args:
        course: of the clips.
        ankles: (K, 2, 3) metres, where the movements have them.
        travel: (K, 2) metres by which the ground has gone back.
        soles: of the body.
    """
    point, below = soles.rest(course.feet)
    result = ankles.copy()
    for motion, part, spans in zip(course.motions, course.parts, course.spans, strict=True):
        for leg in (0, 1):
            mine = [span for span in spans if span.leg == leg]
            own = ankles[part, leg]
            if mine:
                shift = _shift(mine, own, travel[part], course.feet[part, leg], point[part, leg], below[part, leg], motion.loops)
                result[part, leg] = own + shift
    result[..., 1] = np.maximum(result[..., 1], below)
    return result


def _shift(
    spans: list[Span], ankles: Doubles, travel: Doubles, feet: Doubles, point: Doubles, below: Doubles, loops: bool
) -> Doubles:
    """(F, 3) by which a foot is moved: in spans to where it rolls, between them from one to the next."""
    count = len(ankles) - loops
    period = travel[-1] if loops else np.zeros(2)
    ends: list[tuple[int, int]] = []
    places: list[int] = []
    values: list[Doubles] = []
    for span in spans:
        frames = np.arange(span.begin, span.begin + span.count)
        at = frames % count if loops else frames
        if loops and span.count > count:  # the whole loop, whose last frame is its first
            at = np.arange(count + 1)
        over = (frames // count)[:, None] * period if loops and span.count <= count else 0.0
        world = ankles[at][:, [0, 2]] + travel[at] + over
        steps = rotate(feet[at[1:]], 0.5 * (point[at[1:]] + point[at[:-1]])) - rotate(
            feet[at[:-1]], 0.5 * (point[at[1:]] + point[at[:-1]])
        )
        rolled = np.concatenate([np.zeros((1, 2)), -np.cumsum(steps[:, [0, 2]], axis=0)])
        if loops and span.count > count:  # what is left over at the end is spread
            rolled -= np.linspace(0, 1, len(rolled))[:, None] * rolled[-1]
        flat = rolled - world
        flat -= flat.mean(axis=0)
        rise = below[at] - ankles[at, 1]
        values.append(np.stack([flat[:, 0], rise, flat[:, 1]], axis=1))
        places += at.tolist()
        ends.append((span.begin, span.begin + span.count - 1))
    shift = np.zeros((len(ankles), 3))
    shift[places] = np.concatenate(values)
    _bridge(shift, ends, values, count, loops)
    if loops:
        shift[-1] = shift[0]
    return shift


def _bridge(shift: Doubles, ends: list[tuple[int, int]], values: list[Doubles], count: int, loops: bool) -> None:
    """Fill the frames between spans: smoothly from the end of one to the beginning of the next."""
    for number, (_, last) in enumerate(ends):
        following = number + 1
        if following < len(ends):
            upto = ends[following][0]
        elif loops:
            following, upto = 0, ends[0][0] + count
        else:
            shift[last + 1 :] = values[number][-1] * np.array([1.0, 0.0, 1.0])
            continue
        gap = np.arange(last + 1, upto)
        if len(gap) and not (loops and len(ends) == 1 and ends[0][1] - ends[0][0] >= count):
            share = (gap - last) / (upto - last)
            share = (share * share * (3 - 2 * share))[:, None]
            shift[gap % count if loops else gap] = values[number][-1] * (1 - share) + values[following][0] * share
    if not loops and ends:
        shift[: ends[0][0]] = values[0][0] * np.array([1.0, 0.0, 1.0])
