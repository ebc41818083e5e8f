"""Vehicles that stand beside the streets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.world.chance import uniforms
from procgen.world.ground_height import ground_at
from procgen.world.place import Place
from procgen.world.traffic.models import SHAPES
from procgen.world.traffic.network import Free, Network
from procgen.world.traffic.vehicles import KINDS

_BY_SETTING: Final = {"modern": "car", "scifi": "rover"}
"""Carts stand in yards, their horses in stables."""
_A_HOUSE: Final = 0.7
_EVERY_M: Final = 7.5
_FROM_ENDS_M: Final = 10.0
_BESIDE_M: Final = 2.6
"""Between the carriageway and what stands beside it: room for walkers."""
_STEEPEST: Final = 0.12
_CLEAR_M: Final = 2.2


@dataclass(frozen=True, slots=True)
class Parked:
    """A vehicle that nobody drives: its middle on the ground, and whither it looks."""

    kind: str
    shape: int
    x_m: float
    y_m: float
    z_m: float
    turn_deg: float


def parked_vehicles(place: Place, network: Network, setting: str, free: Free, seed: int) -> tuple[Parked, ...]:
    """Vehicles beside the streets, where there is room.

    Args:
        place: the world.
        network: its lanes.
        setting: of its settlement.
        free: whether one can stand at places.
        seed: of them.
    """
    name = _BY_SETTING.get(setting)
    if name is None or place.settlement is None or not network.segments:
        return ()
    kind = KINDS[name]
    half_long, half_wide = kind.length_m / 2.0 + 0.3, kind.bodies[0].width_m / 2.0 + 0.3
    wanted = round(_A_HOUSE * len(place.settlement.buildings))
    lines = np.concatenate([segment.points_m[:, ::2] for segment in network.segments])
    spots = []
    for lane in network.lanes:
        segment = network.segments[lane]
        if not segment.road:
            spots += [(lane, float(at)) for at in np.arange(_FROM_ENDS_M, segment.length_m - _FROM_ENDS_M, _EVERY_M)]
    order = np.argsort(uniforms(seed, "world/traffic/parked", len(spots)), kind="stable")
    found: list[Parked] = []
    for number in order:
        lane, at = spots[int(number)]
        segment = network.segments[lane]
        here, there = segment.at(at)[::2], segment.at(at + 0.5)[::2]
        ahead = (there - here) / max(float(np.hypot(*(there - here))), 1e-9)
        right = np.array([-ahead[1], ahead[0]])
        middle = here + right * (network.width_m(segment.stretch) / 4.0 + _BESIDE_M + half_wide)
        along, across = np.meshgrid(np.linspace(-half_long, half_long, 7), np.linspace(-half_wide, half_wide, 4))
        places = middle + along.reshape(-1, 1) * ahead + across.reshape(-1, 1) * right
        if np.hypot(*(lines - middle).T).min() < half_wide + _CLEAR_M or not free(places).all():
            continue
        heights = ground_at(place.land, places[:, 0], places[:, 1])
        if np.ptp(heights) > _STEEPEST * 2.0 * half_long:
            continue
        if any(np.hypot(each.x_m - middle[0], each.z_m - middle[1]) < kind.length_m + 1.2 for each in found):
            continue
        turn = float(np.degrees(np.arctan2(ahead[0], ahead[1])))
        y = float(ground_at(place.land, *middle))
        x, z = (float(value) for value in middle)
        found.append(Parked(name, len(found) % SHAPES, round(x, 3), round(y, 3), round(z, 3), round(turn, 2)))
        if len(found) >= wanted:
            break
    return tuple(found)
