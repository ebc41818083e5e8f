"""Things that people leave around their houses, along their streets and on their water."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.world.chance import uniforms
from procgen.world.footprints import placed
from procgen.world.ground_height import ground_at
from procgen.world.ground_use import WALKWAY_M, Free
from procgen.world.kinds import KINDS
from procgen.world.land import nearest_value, water_height
from procgen.world.place import NOBODY, Building, Land, Prop, Road, Settlement
from procgen.world.prop_models import FLOATING, RADIUS_M

_BESIDE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "house": ("woodpile", "barrel", "bench", "crate"),
        "inn": ("barrel", "bench", "lantern", "barrel", "cart", "trough"),
        "hall": ("lantern", "bench", "lantern"),
        "chapel": ("grave", "grave", "grave", "bench", "grave"),
        "smithy": ("woodpile", "barrel", "wagon_wheel", "crate"),
        "shop": ("crate", "sack", "barrel", "crate"),
        "barn": ("haystack", "cart", "trough", "haystack", "wagon_wheel"),
        "mill": ("sack", "cart", "sack"),
        "boathouse": ("net_rack", "fish_rack", "crate", "barrel"),
        "keep": ("barrel", "crate", "woodpile", "lantern"),
        "abbey": ("grave", "bench", "grave", "bench"),
        "dormitory": ("bench", "woodpile", "barrel"),
        "mine": ("cart", "woodpile", "crate", "wagon_wheel"),
        "bunkhouse": ("barrel", "bench", "woodpile"),
        "warehouse": ("crate", "crate", "barrel", "cart"),
        "stable": ("haystack", "trough", "cart"),
        "tower": ("crate", "lantern"),
        "lighthouse": ("barrel", "crate"),
        "cave": ("woodpile", "sack", "crate"),
        "dungeon": ("barrel", "wagon_wheel"),
        "crypt": ("grave", "grave", "bench", "grave", "grave"),
    }
)
"""Kinds around buildings of each use, the likeliest first."""
_ROUNDS: Final = 5
_TRIES: Final = 6
_TOO_STEEP_DEG: Final = 22.0
_BOATS: Final = 3
"""Beside each pier, at most."""


class _Strewer:
    def __init__(self, land: Land, free: Free, most: int) -> None:
        self.land, self.free, self.most = land, free, most
        self.made: list[Prop] = []

    @property
    def full(self) -> bool:
        return len(self.made) >= self.most

    def put(self, kind: str, x: float, z: float, turn_deg: float, scale: float = 1.0) -> bool:
        """Put a thing down where there is room for it."""
        radius = round(RADIUS_M[kind] * scale, 3)
        x, z = round(x, 3), round(z, 3)
        floats = kind in FLOATING
        if self.full or not self.free.room(x, z, radius, on_water=floats):
            return False
        if not floats and float(nearest_value(self.land.slope_deg, self.land, x, z)) > _TOO_STEEP_DEG:
            return False
        y = float(water_height(self.land, x, z) if floats else ground_at(self.land, x, z))
        self.free.take(x, z, radius)
        self.made.append(Prop(kind, x, y, z, round(turn_deg % 360.0, 2), round(scale, 3), radius))
        return True


def clutter(
    land: Land,
    settlement: Settlement | None,
    free: Free,
    seed: int,
    most: int,
    checkpoint: Checkpoint = go_on,
) -> list[Prop]:
    """Things of a settlement, the most telling first.

    Args:
        land: with earthworks.
        settlement: whose things they are; without one there are none.
        free: the free ground; what is put down is taken from it.
        seed: of the part.
        most: how many, at most.
        checkpoint: called every few things.
    """
    strewer = _Strewer(land, free, most)
    if settlement is None or settlement.kind == NOBODY or most <= 0:
        return []
    _moor(strewer, settlement, seed)
    _middle(strewer, settlement, seed)
    _signs(strewer, settlement)
    checkpoint()
    for round_number in range(_ROUNDS):
        for number, building in enumerate(settlement.buildings):
            checkpoint()
            kinds = _BESIDE[building.use]
            if round_number < len(kinds) and not strewer.full:
                draws = uniforms(seed, f"world/clutter/{round_number}", 4 * _TRIES, number)
                # Not everybody has everything.
                if draws[0] < 0.85 - 0.1 * round_number:
                    _beside(strewer, building, kinds[round_number], draws)
        if round_number == 0:
            _lanterns(strewer, settlement)
    return strewer.made


def _beside(strewer: _Strewer, building: Building, kind: str, draws: np.ndarray) -> None:
    """By a wall, looking away from it; graves in the yard, hay and carts a little farther off."""
    radius = RADIUS_M[kind]
    for attempt in range(_TRIES):
        side, at, off, lean = draws[4 * attempt : 4 * attempt + 4]
        away = radius + 0.3 + {"grave": 5.0, "haystack": 4.0, "cart": 2.0, "fish_rack": 3.0}.get(kind, 0.4) * float(off)
        half_width, half_depth = 0.5 * building.width_m, 0.5 * building.depth_m
        if side < 0.35:
            across, along, looks = -half_width - away, (1.6 * at - 0.8) * half_depth, -90.0
        elif side < 0.7:
            across, along, looks = half_width + away, (1.6 * at - 0.8) * half_depth, 90.0
        elif side < 0.85 or kind in ("woodpile", "haystack", "grave"):
            across, along, looks = (1.6 * at - 0.8) * half_width, -half_depth - away, 180.0
        else:
            across, along, looks = (1.7 * at - 0.85) * half_width, half_depth + away, 0.0
        x, z = placed(building, np.array([across]), np.array([along]))[0]
        if strewer.put(kind, float(x), float(z), building.turn_deg + looks + 16.0 * (lean - 0.5)):
            return


def _moor(strewer: _Strewer, settlement: Settlement, seed: int) -> None:
    """Boats beside piers, and a buoy before them."""
    for number, pier in enumerate(settlement.piers):
        points = pier.points_m.astype(np.float64)
        draws = uniforms(seed, "world/clutter/boats", 8 * _BOATS, number)
        out = points[-1] - points[0]
        out /= max(float(np.hypot(out[0], out[2])), 1e-9)
        turn = math.degrees(math.atan2(out[0], out[2]))
        made = 0
        clear = 0.5 * pier.width_m + WALKWAY_M + RADIUS_M["boat"] + 0.05
        for attempt in range(4 * _BOATS):
            if made == _BOATS:
                break
            back = 2.0 + 5.5 * (attempt // 2) + draws[attempt]
            sign = 1.0 if attempt % 2 else -1.0
            x = points[-1, 0] - out[0] * back - out[2] * sign * clear
            z = points[-1, 2] - out[2] * back + out[0] * sign * clear
            made += strewer.put("boat", float(x), float(z), turn + 180.0 * round(draws[-1 - attempt]), 1.0)
        end = points[-1] + out * 14.0
        strewer.put("buoy", float(end[0] + 6.0 * (draws[0] - 0.5)), float(end[2]), 0.0)


def _middle(strewer: _Strewer, settlement: Settlement, seed: int) -> None:
    """A well, and a town's or a shop's market."""
    stalls = KINDS[settlement.kind].stalls
    for kind, count in (("well", 1), ("market_stall", stalls)):
        made = 0
        for attempt in range(120):
            if made == count:
                break
            angle, reach = 2.399963 * attempt, 5.0 + 0.45 * attempt
            turn = math.degrees(angle) + 180.0 + 20.0 * float(uniforms(seed, f"world/clutter/{kind}", 1, attempt)[0])
            x = settlement.x_m + reach * math.sin(angle)
            z = settlement.z_m + reach * math.cos(angle)
            made += strewer.put(kind, x, z, turn)


def _roadside(road: Road, every_m: float) -> Iterator[tuple[float, float, float, float]]:
    """Places along a road: x, z and the direction across it."""
    points = road.points_m.astype(np.float64)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(points[:, 0]), np.diff(points[:, 2])))])
    for at in np.arange(0.35 * every_m, along[-1], every_m):
        here = min(int(np.searchsorted(along, at, side="right")), len(points) - 1)
        if road.bridge[here - 1]:
            continue
        step = points[here] - points[here - 1]
        length = max(float(np.hypot(step[0], step[2])), 1e-9)
        x, z = float(np.interp(at, along, points[:, 0])), float(np.interp(at, along, points[:, 2]))
        yield x, z, -step[2] / length, step[0] / length


def _signs(strewer: _Strewer, settlement: Settlement) -> None:
    """A signpost where each road comes into the settlement."""
    for road in settlement.roads:
        if road.kind != "road":
            continue
        for x, z, out_x, out_z in _roadside(road, 6.0):
            far = math.hypot(x - settlement.x_m, z - settlement.z_m)
            if settlement.radius_m < far < settlement.radius_m + 40.0:
                off = 0.5 * road.width_m + WALKWAY_M + RADIUS_M["signpost"] + 0.05
                if strewer.put("signpost", x + out_x * off, z + out_z * off, math.degrees(math.atan2(-out_x, -out_z))):
                    break


def _lanterns(strewer: _Strewer, settlement: Settlement) -> None:
    for road in settlement.roads:
        if road.kind == "path":
            continue
        for number, (x, z, out_x, out_z) in enumerate(_roadside(road, 34.0)):
            if math.hypot(x - settlement.x_m, z - settlement.z_m) > settlement.radius_m:
                continue
            sign = 1.0 if number % 2 else -1.0
            off = sign * (0.5 * road.width_m + WALKWAY_M + RADIUS_M["lantern"] + 0.05)
            turn = math.degrees(math.atan2(-sign * out_x, -sign * out_z))
            strewer.put("lantern", x + out_x * off, z + out_z * off, turn)
