"""Where everybody is while traffic is played, and whether any two are in the same place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.world.chance import Float64Array
from procgen.world.traffic.bodies import body_places, half_m, touch
from procgen.world.traffic.simulate import Traffic
from procgen.world.traffic.walk import RADIUS_M

_FAR_M: Final = -1e6
_CHUNK: Final = 200


@dataclass(frozen=True, slots=True, eq=False)
class Boxes:
    """Rigid parts of vehicles in each step; those of vehicles that are away are far from the world.

    Attributes:
        middle_m: (steps + 1, bodies, 2) x and z.
        ahead: (steps + 1, bodies, 2) unit vectors.
        half_m: (bodies, 2) half its length and half its width.
        vehicle: (bodies,) whose it is.
    """

    middle_m: Float64Array
    ahead: Float64Array
    half_m: Float64Array
    vehicle: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Collision:
    """Two in one place.

    Attributes:
        step: when first.
        first: "vehicle 3" or "walker 7".
        second: likewise.
    """

    step: int
    first: str
    second: str


def boxes_of(traffic: Traffic) -> Boxes:
    """Bodies of all vehicles: each with its foremost and hindmost axle on the way."""
    steps = len(traffic.gone_m)
    middles, aheads, halves, whose = [], [], [], []
    for number, kind in enumerate(traffic.kinds):
        for body in kind.bodies:
            middle, ahead = np.full((steps, 2), _FAR_M - 1e3 * number), np.tile([0.0, 1.0], (steps, 1))
            for trip in traffic.trips[number]:
                last = trip.last if trip.last >= 0 else steps
                part = slice(trip.first, last)
                gone = traffic.gone_m[part, number]
                middle[part], ahead[part] = body_places(body, way_m(traffic, trip.segments), gone)
            middles.append(middle)
            aheads.append(ahead)
            halves.append(half_m(body))
            whose.append(number)
    if not middles:
        return Boxes(np.zeros((steps, 0, 2)), np.zeros((steps, 0, 2)), np.zeros((0, 2)), np.zeros(0, np.int64))
    return Boxes(np.stack(middles, axis=1), np.stack(aheads, axis=1), np.array(halves), np.array(whose, np.int64))


def way_m(traffic: Traffic, segments: list[int]) -> Float64Array:
    """(n, 3) the line of a trip."""
    lines = [traffic.segments[number].points_m for number in segments]
    return np.concatenate([lines[0], *(line[1:] for line in lines[1:])])


def collisions(traffic: Traffic) -> list[Collision]:
    """Each pair that touches at any step, once."""
    boxes = boxes_of(traffic)
    found: dict[tuple[str, str], int] = {}
    radius = np.hypot(*boxes.half_m.T) if len(boxes.half_m) else np.zeros(0)
    bodies = len(radius)
    one, other = np.triu_indices(bodies, 1)
    apart = boxes.vehicle[one] != boxes.vehicle[other]
    one, other = one[apart], other[apart]
    people = traffic.walkers_m
    for start in range(0, len(traffic.gone_m), _CHUNK):
        part = slice(start, start + _CHUNK)
        middle, ahead = boxes.middle_m[part], boxes.ahead[part]
        gap = middle[:, one] - middle[:, other]
        near = np.argwhere((gap**2).sum(axis=-1) < (radius[one] + radius[other]) ** 2)
        when, pair = near.T
        a, b = one[pair], other[pair]
        hit = touch(middle[when, a], ahead[when, a], boxes.half_m[a], middle[when, b], ahead[when, b], boxes.half_m[b])
        for at, first, second in zip(when[hit], boxes.vehicle[a[hit]], boxes.vehicle[b[hit]], strict=True):
            found.setdefault((f"vehicle {int(first)}", f"vehicle {int(second)}"), start + int(at))
        walkers = people[part]
        for body in range(bodies):
            away = walkers - middle[:, body, None]
            close = (away**2).sum(axis=-1) < (radius[body] + RADIUS_M) ** 2
            for step, who in np.argwhere(close):
                direction, offset = ahead[step, body], away[step, who]
                along, across = offset @ direction, direction[0] * offset[1] - direction[1] * offset[0]
                beyond = np.maximum(np.abs([along, across]) - boxes.half_m[body], 0.0)
                if np.hypot(*beyond) < RADIUS_M:
                    found.setdefault((f"vehicle {int(boxes.vehicle[body])}", f"walker {who}"), start + int(step))
        for step in range(len(walkers)):
            count = walkers.shape[1]
            if count < 2:
                break
            gaps = walkers[step, :, None] - walkers[step, None]
            touching = np.argwhere(np.triu((gaps**2).sum(axis=-1) < (2.0 * RADIUS_M) ** 2, 1))
            for a, b in touching:
                found.setdefault((f"walker {a}", f"walker {b}"), start + step)
    return [Collision(step, *names) for names, step in sorted(found.items(), key=lambda each: (each[1], each[0]))]
