"""Yards behind houses, with fences, beds and sheds; and the square with its stalls."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np

from procgen.world.chance import Float64Array, uniforms
from procgen.world.footprints import in_axes, placed, rectangle_distance
from procgen.world.ground_height import ground_at
from procgen.world.land import nearest_value
from procgen.world.place import Barrier, Building, Land, Prop, Road, Settlement
from procgen.world.prop_models import RADIUS_M
from procgen.world.settlement.ramparts import runs_of
from procgen.world.settlement.site import Grounds

_FENCES: Final = {
    "timber": ("fence", "picket", "hedge"),
    "stone": ("drystone", "hedge", "drystone"),
    "boards": ("fence", "picket", "fence"),
    "adobe": ("drystone", "drystone", "fence"),
    "tropic": ("fence", "hedge"),
    "brick": ("picket", "hedge", "fence"),
}
"""By style of building."""
_HEIGHT_M: Final = {"fence": 1.1, "picket": 0.95, "hedge": 1.35, "drystone": 0.85}
_THICK_M: Final = {"fence": 0.12, "picket": 0.1, "hedge": 0.7, "drystone": 0.45}
_SIZES: Final = ((12.0, 5.0), (9.0, 3.5), (6.5, 2.5), (4.5, 1.6))
"""How far yards reach behind a house and beside it; the first that there is room for."""
_STEEPEST_DEG: Final = 15.0
_CLEAR_OF_ROAD_M: Final = 0.9
_CLEAR_OF_HOUSE_M: Final = 0.8
_GATE_M: Final = 0.85
"""Half the gap in the fence where the path to the door passes."""
_YARDS: Final = frozenset(("house", "inn", "smithy", "mill", "hall", "dormitory"))
"""Uses whose buildings have yards."""
_IN_YARDS: Final = (
    ("shed", "vegetable_bed", "vegetable_bed", "woodpile", "washing_line", "barrel"),
    ("vegetable_bed", "vegetable_bed", "vegetable_bed", "privy", "bench", "fruit_tree"),
    ("henhouse", "haystack", "trough", "vegetable_bed", "chopping_block"),
    ("beehives", "vegetable_bed", "fruit_tree", "fruit_tree", "bench", "barrel"),
    ("shed", "chopping_block", "woodpile", "privy", "vegetable_bed", "washing_line"),
    ("well", "vegetable_bed", "washing_line", "henhouse", "fruit_tree"),
)
"""What is in them, house by house."""
_TRIES: Final = 14


@dataclass(frozen=True, slots=True, eq=False)
class _Yard:
    """A rectangle in a building's own axes."""

    building: Building
    left: float
    right: float
    back: float
    front: float

    def holds(self, x: Float64Array, z: Float64Array, margin: float = 0.0) -> np.ndarray:
        """Whether places lie in it, made larger by a margin."""
        across, along = in_axes(self.building, x, z)
        inside = (across > self.left - margin) & (across < self.right + margin)
        return np.asarray(inside & (along > self.back - margin) & (along < self.front + margin))

    def border(self, step: float) -> list[tuple[float, float]]:
        """Places along its border in the building's axes, from the front's left corner round the back and on to it."""
        corners = [(self.left, self.front), (self.left, self.back), (self.right, self.back), (self.right, self.front)]
        found: list[tuple[float, float]] = []
        for (ax, az), (bx, bz) in pairwise([*corners, corners[0]]):
            count = max(round(math.hypot(bx - ax, bz - az) / step), 1)
            found += [(ax + (bx - ax) * k / count, az + (bz - az) * k / count) for k in range(count)]
        return [*found, corners[0]]


@dataclass(slots=True, eq=False)
class Outdoors:
    """What is put round the houses."""

    barriers: list[Barrier] = field(default_factory=list)
    fixtures: list[Prop] = field(default_factory=list)


def lay_yards(ground: Grounds, land: Land, settlement: Settlement, style: str, seed: int) -> Outdoors:
    """Fence yards in and fill them.

    Args:
        ground: what the settlement is founded on.
        land: with earthworks.
        settlement: its houses and roads.
        style: how people build there.
        seed: of the part.
    """
    made, yards = Outdoors(), [] if style not in _FENCES else _yards(ground, land, settlement, seed)
    for number, yard in enumerate(yards):
        ground.checkpoint()
        draws = uniforms(seed, "world/yard", 8, number)
        fences = _FENCES[style]
        kind = fences[int(draws[0] * len(fences))]
        made.barriers += _fenced(land, settlement, yard, kind)
        _fill(land, settlement, yard, number, seed, made)
    return made


def _yards(ground: Grounds, land: Land, settlement: Settlement, seed: int) -> list[_Yard]:
    found: list[_Yard] = []
    for number, building in enumerate(settlement.buildings):
        if building.use not in _YARDS:
            continue
        draws = uniforms(seed, "world/yard/size", 4, number)
        for back, side in _SIZES[int(draws[0] * 2.0) :]:
            half, deep = building.width_m / 2, building.depth_m / 2
            # Every other one has a garden before the house too.
            front = deep + 1.5 if draws[1] < 0.5 else deep - 0.4
            yard = _Yard(building, -half - side, half + side * (0.6 + 0.8 * float(draws[2])), -deep - back, front)
            if _has_room(ground, land, settlement, yard, found):
                found.append(yard)
                break
    return found


def _has_room(ground: Grounds, land: Land, settlement: Settlement, yard: _Yard, others: Sequence[_Yard]) -> bool:
    """Whether a yard lies on gentle, dry ground, off roads, other houses and other yards."""
    border = np.array(yard.border(1.0))
    places = placed(yard.building, border[:, 0], border[:, 1])
    x, z = places[:, 0], places[:, 1]
    if (places < 4.0).any() or (places > ground.side_m - 4.0).any():
        return False
    if np.asarray(nearest_value(ground.untouched, land, x, z), np.bool_).any():
        return False
    if float(np.asarray(nearest_value(land.slope_deg, land, x, z)).max()) > _STEEPEST_DEG:
        return False
    for other in settlement.buildings:
        if other is not yard.building and float(rectangle_distance(other, x, z).min()) < _CLEAR_OF_HOUSE_M:
            return False
        if other is not yard.building and yard.holds(np.array([other.x_m]), np.array([other.z_m])).any():
            return False
    for road in (*settlement.roads, *settlement.piers):
        if _is_own_path(road, yard.building):
            continue
        line = road.points_m[:, ::2].astype(np.float64)
        if yard.holds(line[:, 0], line[:, 1], road.width_m / 2 + _CLEAR_OF_ROAD_M).any():
            return False
    for yours in others:
        if yours.holds(x, z, 0.3).any():
            return False
        theirs = np.array(yours.border(1.0))
        there = placed(yours.building, theirs[:, 0], theirs[:, 1])
        if yard.holds(there[:, 0], there[:, 1], 0.3).any():
            return False
    return True


def _is_own_path(road: Road, building: Building) -> bool:
    start = road.points_m[0]
    return road.kind == "path" and math.hypot(start[0] - building.door_x_m, start[2] - building.door_z_m) < 0.05


def _fenced(land: Land, settlement: Settlement, yard: _Yard, kind: str) -> list[Barrier]:
    """The fence of a yard, open where the path to the door passes and where the house itself stands in its line."""
    building = yard.building
    border = np.array(yard.border(0.5))
    places = placed(building, border[:, 0], border[:, 1])
    own = next((road for road in settlement.roads if _is_own_path(road, building)), None)
    stands = rectangle_distance(building, places[:, 0], places[:, 1]) > 0.05
    door = np.hypot(places[:, 0] - building.door_x_m, places[:, 1] - building.door_z_m)
    stands &= door > _GATE_M + 0.3
    if own is not None:
        line = own.points_m[:, ::2].astype(np.float64)
        gap = np.hypot(places[:, None, 0] - line[None, :, 0], places[:, None, 1] - line[None, :, 1]).min(axis=1)
        stands &= gap > _GATE_M + 0.15
    found = []
    for run in runs_of(stands):
        if len(run) < 3:
            continue
        # Corners stay; between them a place every two metres follows the ground.
        kept = [k for n, k in enumerate(run) if n in (0, len(run) - 1) or n % 4 == 0 or _is_corner(border, k)]
        x, z = places[kept, 0], places[kept, 1]
        points = np.stack([x, np.asarray(ground_at(land, x, z)), z], axis=1).astype(np.float32)
        found.append(Barrier(kind, points, _HEIGHT_M[kind], _THICK_M[kind], building.name))
    return found


def _is_corner(border: Float64Array, k: int) -> bool:
    if k in (0, len(border) - 1):
        return True
    before, after = border[k] - border[k - 1], border[k + 1] - border[k]
    return abs(float(before[0] * after[1] - before[1] * after[0])) > 1e-6


def _fill(land: Land, settlement: Settlement, yard: _Yard, number: int, seed: int, made: Outdoors) -> None:
    """Put things into a yard, behind the house and beside it."""
    building = yard.building
    draws = uniforms(seed, "world/yard/things", 256, number)
    kinds = _IN_YARDS[int(draws[0] * len(_IN_YARDS))]
    at = 1
    for kind in kinds:
        radius = RADIUS_M[kind]
        for _ in range(_TRIES):
            u, v, w = (float(each) for each in draws[at : at + 3])
            at = (at + 3) % 250 + 1
            margin = radius + 0.35
            across = yard.left + margin + u * max(yard.right - yard.left - 2 * margin, 0.0)
            along = yard.back + margin + v * max(yard.front - yard.back - 2 * margin, 0.0)
            x, z = (round(float(value), 3) for value in placed(building, np.array([across]), np.array([along]))[0])
            if not _is_free(settlement, made, x, z, radius):
                continue
            # Square to the house, as people set things up.
            turn = building.turn_deg + 90.0 * int(w * 4.0)
            y = float(ground_at(land, x, z))
            made.fixtures.append(Prop(kind, x, y, z, round(turn % 360.0, 2), 1.0, round(radius, 3)))
            break


def _is_free(settlement: Settlement, made: Outdoors, x: float, z: float, radius: float) -> bool:
    if any(math.hypot(x - other.x_m, z - other.z_m) < radius + other.radius_m + 0.1 for other in made.fixtures):
        return False
    point = np.array([x]), np.array([z])
    for building in settlement.buildings:
        if float(rectangle_distance(building, *point)[0]) < radius + 0.3:
            return False
        if math.hypot(x - building.door_x_m, z - building.door_z_m) < radius + 1.3:
            return False
    for road in (*settlement.roads, *settlement.piers):
        line = road.points_m[:, ::2].astype(np.float64)
        if float(np.hypot(line[:, 0] - x, line[:, 1] - z).min()) < road.width_m / 2 + radius + 1.6:
            return False
    return True


def lay_market(land: Land, settlement: Settlement, made: Outdoors, stalls: int, ground: Grounds) -> int:
    """Stalls in the middle, round a well, as many as there is room for.

    Returns:
        How many stalls there are.
    """
    count = 0
    for kind, wanted in (("well", 1), ("market_stall", stalls)):
        done = 0
        for attempt in range(160):
            if done == wanted:
                break
            angle, reach = 2.399963 * attempt, 4.0 + 0.3 * attempt
            x, z = settlement.x_m + reach * math.sin(angle), settlement.z_m + reach * math.cos(angle)
            x, z, radius = round(x, 3), round(z, 3), RADIUS_M[kind]
            if not (min(x, z) > 8.0 and max(x, z) < ground.side_m - 8.0):
                continue
            wet = bool(nearest_value(ground.untouched, land, x, z))
            steep = float(nearest_value(land.slope_deg, land, x, z)) > _STEEPEST_DEG
            if wet or steep or not _is_free(settlement, made, x, z, radius):
                continue
            turn = round((math.degrees(angle) + 180.0) % 360.0, 2)
            made.fixtures.append(Prop(kind, x, float(ground_at(land, x, z)), z, turn, 1.0, round(radius, 3)))
            done += 1
        count = done
    return count
