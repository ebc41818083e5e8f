"""The way in which somebody moves: age, weight, mood, load, limp, drink, pace, and what is their own by seed.

Sources of the figures: walking speed by age (Bohannon and Andrews, Physiotherapy 97, 2011: 1.43 m/s at 30 to 39 years,
1.26 at 70 to 79, 0.97 above 80, men); step length and cadence at a speed (Grieve and Gear, Ergonomics 9, 1966: cadence
grows with speed to the power 0.42 and so length to 0.58); wider, slower steps with weight (Spyropoulos et al., Arch
Phys Med Rehabil 72, 1991); slower walks with less arm swing and bounce, more sway and a slumped back of sad people
(Michalak et al., Psychosom Med 71, 2009); lean under a load (Attwells et al., Ergonomics 49, 2006: some 10 degrees more
at 40 % of the body's weight). How much is one's own is a choice, held against captured walks by the ruler.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.runtime.ranges import number, ranges_of

_YEARS: Final = (6.0, 12.0, 20.0, 35.0, 55.0, 65.0, 75.0, 85.0)
_SPEED: Final = (0.98, 1.0, 1.0, 1.0, 0.97, 0.92, 0.82, 0.66)
"""Walking speed by age, in leg lengths a second, as a share of that of young adults."""
_FRAIL: Final = (0.0, 0.0, 0.0, 0.0, 0.1, 0.3, 0.6, 1.0)
"""How far an age shows in back, knees and arms."""
STYLE_AXES: Final = 5
"""By which walks differ, beside their speed."""
_SLIM_KG_M2: Final = 24.0
_GREAT_KG_M2: Final = 42.0


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody moves. What nobody says moves as the pack has it."""

    age_years: float = number(6, 90, "Age that movements show, years.", 30.0)
    weight_kg_m2: float = number(13, 60, "Body mass index that movements show, kilograms a square metre.", 23.0)
    mood: float = number(-1, 1, "-1 sad to 1 happy.", 0.0)
    load: float = number(0, 1, "Load on the back: 0 none to 1, half the body's weight.", 0.0)
    limp: float = number(-1, 1, "-1 on the right to 1 on the left leg.", 0.0)
    drunk: float = number(0, 1, "0 sober to 1 hardly on the feet.", 0.0)
    pace: float = number(0.5, 1.6, "Speed as a multiple of one's own.", 1.0)
    individuality: float = number(0, 1, "How much of what is one's own, by seed, shows.", 0.0)
    seed: int = number(0, 2**64 - 1, "Whose own it is.", 0, whole=True)


RANGES: Final = {name: allowed for name, allowed in ranges_of(Manner).items() if name != "seed"}
"""What each number of a manner may be."""


@dataclass(frozen=True, slots=True)
class Gait:
    """What a manner does to a walk, in numbers.

    Attributes:
        stride, cadence: factors; their product is the speed's.
        width: of steps, added to each side, in leg lengths.
        lift: factor of how high feet swing.
        swing: factor of what arms do.
        bounce: factor of how far the hips go up and down.
        sway: factor of how far they go from side to side.
        lower: by how much the hips are lower, in leg lengths.
        lean_deg: of the trunk, forwards.
        head_deg: of the head, downwards.
        shoulders_deg: by which arms are held away from the trunk.
        elbows_deg: by which the left and the right one are bent more.
        twist: factor of the trunk's turns.
        limp: as in the manner.
        reel: 0 to 1, how far the way is not straight.
        phase: 0 to 1, where in a loop somebody is.
        style: whose walk it is; see :meth:`procgen.character.motion.own_walk.Walks.drawn`.
        own: 0 to 1, how far it shows.
    """

    stride: float
    cadence: float
    width: float
    lift: float
    swing: float
    bounce: float
    sway: float
    lower: float
    lean_deg: float
    head_deg: float
    shoulders_deg: float
    elbows_deg: tuple[float, float]
    twist: float
    limp: float
    reel: float
    phase: float
    style: tuple[float, ...]
    own: float


def gait_of(manner: Manner) -> Gait:
    """The numbers of a manner. The same manner gives the same numbers."""
    frail = float(np.interp(manner.age_years, _YEARS, _FRAIL))
    heavy = float(np.clip((manner.weight_kg_m2 - _SLIM_KG_M2) / (_GREAT_KG_M2 - _SLIM_KG_M2), 0, 1))
    sad, happy = max(-manner.mood, 0.0), max(manner.mood, 0.0)
    # Some of one's own: small, independent, and the same for the same seed.
    random = np.random.Generator(np.random.Philox(key=np.array([manner.seed, 0x6761_6974], np.uint64)))
    own = np.clip(random.standard_normal(13), -2, 2) * manner.individuality
    phase = float(random.random()) if manner.individuality else 0.0
    speed = (
        float(np.interp(manner.age_years, _YEARS, _SPEED))
        * (1 - 0.20 * heavy)
        * (1 - 0.24 * sad + 0.14 * happy)
        * (1 - 0.14 * manner.load)
        * (1 - 0.30 * abs(manner.limp))
        * (1 - 0.30 * manner.drunk)
        * manner.pace
        * (1 + 0.08 * own[0])
    )
    # The old keep their cadence and shorten their steps; a load does so too.
    shorter = 1 - 0.10 * frail - 0.05 * manner.load - 0.05 * heavy
    cadence = speed**0.42 / shorter**0.5 * (1 + 0.04 * own[1])
    return Gait(
        stride=speed / cadence,
        cadence=cadence,
        width=0.02 * frail + 0.055 * heavy + 0.015 * manner.load + 0.06 * manner.drunk + 0.006 * own[2],
        lift=(1 - 0.35 * frail) * (1 - 0.25 * sad + 0.15 * happy) * (1 + 0.08 * own[3]),
        swing=max(0.1, (1 - 0.45 * frail) * (1 - 0.45 * sad + 0.35 * happy) * (1 - 0.35 * manner.load) + 0.2 * own[4]),
        bounce=max(0.1, (1 - 0.25 * frail) * (1 - 0.40 * sad + 0.45 * happy) + 0.10 * own[5]),
        sway=1 + 0.35 * sad + 0.7 * heavy + 0.4 * frail + 0.2 * own[6],
        lower=0.035 * frail + 0.02 * manner.load + 0.012 * sad + 0.02 * manner.drunk,
        lean_deg=16 * frail + 11 * sad - 3 * happy + 18 * manner.load + 4 * manner.drunk - 2 * heavy + 3.0 * own[7],
        head_deg=16 * sad - 5 * happy + 6 * manner.drunk + 6.0 * own[8],
        shoulders_deg=9 * heavy + 4 * manner.drunk + 3.0 * own[10],
        elbows_deg=(12.0 * own[11] + 4.0 * own[12], 12.0 * own[11] - 4.0 * own[12]),
        twist=max(0.1, 1 - 0.4 * frail - 0.3 * manner.load - 0.2 * sad + 0.15 * happy + 0.12 * own[9]),
        limp=manner.limp,
        reel=manner.drunk,
        phase=phase,
        style=tuple(random.standard_normal(1 + STYLE_AXES).tolist()),
        own=manner.individuality,
    )
