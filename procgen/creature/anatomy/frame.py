"""An animal before its skin: joints, flesh, eyes, in its own size."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from procgen.creature.anatomy.flesh import Limb, Point

Doubles = npt.NDArray[np.float64]
SIDES = (("Left", 1.0), ("Right", -1.0))
"""Names begin so, and where it is: the animal's left is +x."""


@dataclass(frozen=True, slots=True)
class Ball:
    """What is shiny and round: an eye, a nose.

    Attributes:
        centre: metres.
        radius_m: of it.
        bone: that it moves with.
        colour: linear RGB.
    """

    centre: Point
    radius_m: float
    bone: str
    colour: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Plate:
    """A flat feather between two edges: corners in turn, metres, seen from both sides."""

    corners: tuple[Point, Point, Point, Point]
    bone: str
    zone: str


@dataclass(frozen=True, eq=False)
class Frame:
    """Joints and what lies around them.

    Attributes:
        joints: name to place in metres, parents before children.
        parents: name to name; the root has none.
        limbs: flesh.
        balls: eyes and noses.
        plates: feathers of spread wings.
        unit_m: height at the withers, of birds at the back.
        hidden: bones that are shrunk away where no clip shows them.
    """

    joints: Mapping[str, Point]
    parents: Mapping[str, str]
    limbs: tuple[Limb, ...]
    balls: tuple[Ball, ...]
    unit_m: float
    plates: tuple[Plate, ...] = ()
    hidden: tuple[str, ...] = ()

    def scaled(self, unit_m: float) -> Frame:
        """The same, its unit so many metres long."""

        def far(point: Point) -> Point:
            x, y, z = point
            return (x * unit_m, y * unit_m, z * unit_m)

        return Frame(
            {name: far(place) for name, place in self.joints.items()},
            self.parents,
            tuple(
                replace(
                    limb,
                    begin=far(limb.begin),
                    end=far(limb.end),
                    across=(limb.across[0] * unit_m, limb.across[1] * unit_m),
                    deep=(limb.deep[0] * unit_m, limb.deep[1] * unit_m),
                    melt=limb.melt * unit_m,
                    rough=limb.rough * unit_m,
                )
                for limb in self.limbs
            ),
            tuple(replace(ball, centre=far(ball.centre), radius_m=ball.radius_m * unit_m) for ball in self.balls),
            unit_m,
            tuple(Plate(_four(map(far, plate.corners)), plate.bone, plate.zone) for plate in self.plates),
            self.hidden,
        )


def chain(
    stations: Sequence[Sequence[float]], bones: Sequence[str], zone: str, melt: float, rough: float = 0.0
) -> Iterable[Limb]:
    """Flesh along stations (z, y, half width, half height) in the middle plane; a bone for each stretch."""
    for number, (one, other) in enumerate(itertools.pairwise(stations)):
        begin, end = (0.0, one[1], one[0]), (0.0, other[1], other[0])
        across, deep = (one[2], other[2]), (one[-1], other[-1])
        yield Limb(begin, end, across, deep, bones[min(number, len(bones) - 1)], zone, melt, rough=rough)


def cone(
    begin: Point, end: Point, radii: tuple[float, float], bone: str, zone: str, melt: float, rough: float = 0.0
) -> Limb:
    """Round flesh between two points."""
    side = (0.0, 0.0, 1.0) if abs(end[0] - begin[0]) > abs(end[2] - begin[2]) + abs(end[1] - begin[1]) else (1.0, 0, 0)
    return Limb(begin, end, radii, radii, bone, zone, melt, side=side, rough=rough)


def _four(points: Iterable[Point]) -> tuple[Point, Point, Point, Point]:
    one, two, three, four = points
    return one, two, three, four
