"""Walks that go up or down a flight: feet that stand go down (or up) with the ground as they go back.

Stairs of homes rise some 17 cm in 28 cm (slope 0.6); what is made here is made from a walk on level ground.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from procgen.character.motion.spans import Span, bridged
from procgen.character.rig.quaternion import Doubles

STRIDE = 0.5
"""Of a step on stairs, as a share of that on level ground."""
ROLL = 0.4
"""Of feet, as a share of what they roll on level ground: on a step they are set down flat."""
_CLEARS = 0.09
"""How much higher than a level step a foot swings over an edge, in leg lengths."""


def flight(slope: float, spans: Sequence[Span], middle: Doubles, ankles: Doubles, travel: Doubles) -> Doubles:
    """Make a walk, in place, go up (slope above 0) or down; returns the ground below each foot.

    Args:
        slope: metres up for each metre ahead.
        spans: in which feet stand.
        middle, ankles: (F, 3) and (F, 2, 3) in leg lengths, changed.
        travel: (F, 2) in leg lengths, changed.

    Returns:
        (F, 2) heights below the feet, in leg lengths: 0 where a foot passes below the hips.
    """
    length = len(middle)
    centre = middle[:-1, 2].mean()
    ankles[..., 2] = centre + (ankles[..., 2] - centre) * STRIDE
    travel *= STRIDE
    ground = np.zeros((length, 2))
    for leg in (0, 1):
        mine = [span for span in spans if span.leg == leg]

        def under(span: Span) -> Doubles:
            way = travel[span.frames(length, loops=True), 1] + span.rounds(length, loops=True) * travel[-1, 1]
            return np.asarray(-slope * (way - way.mean())[:, None])

        ground[:, leg] = bridged(mine, under, length, 1, loops=True)[:, 0]
        stands = np.zeros(length, bool)
        for span in mine:
            stands[span.frames(length, loops=True)] = True
        stands[-1] = stands[0]
        # Between two steps: up first, then ahead; or ahead first, then down.
        share = np.clip((ankles[:, leg, 1] - ankles[stands, leg, 1].mean()) / 0.15, 0, 1)
        ankles[:, leg, 1] += np.where(stands, 0, _CLEARS * np.sin(np.pi * share / 2)) + ground[:, leg]
    return ground
