"""Houses that stand level beside the streets, each with a path to its door."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from procgen.layout.tiles import TileArray
from procgen.world.chance import Float64Array, uniforms
from procgen.world.footprints import apart, outline, rectangle_distance
from procgen.world.ground_height import ground_at
from procgen.world.kinds import KINDS
from procgen.world.land import nearest_value
from procgen.world.names import Namer
from procgen.world.place import Building, Road
from procgen.world.roads import STEEPEST, WIDTH_M, bed_half_width_m, heights_beside
from procgen.world.settlement.lots import Lot, lots_along, water_distances
from procgen.world.settlement.makeup import FEWEST_HOUSES, USES
from procgen.world.settlement.site import Grounds
from procgen.world.underground.descent import dig, grown_m, places_below
from procgen.world.underground.kinds import STANDS_ALONE

FLOOD_M: Final = 0.8
"""How far floors and doors stand above the nearest water, at least."""
DOOR_M: Final = 1.2
"""From the front to the point before the door."""
_DEEPEST_CUTS_M: Final = (2.6, 4.5, 7.0)
"""How far the ground is cut or filled for a house at most; the latter where else hardly any could be built."""
_GAP_M: Final = 2.5
_PATH_STEP_M: Final = 1.5
_ALIKE_M: Final = 0.15
_MISSES_M: Final = 0.3
"""How far a path's height may be off that of ground which it shares."""
_CLEAR_OF_ROAD_M: Final = 0.6
_BEHIND_M: Final = 18.0
"""From a road to where the land should be higher behind what leads into it."""
_FARTHER_M: Final = 5.0
_STOREYED: Final = frozenset(("house", "shop", "inn"))
_BETWEEN_STOREYS_M: Final = (3.1, 5.15)
"""Heights of eaves that are too much for one storey and too little for two."""


@dataclass(slots=True, eq=False)
class Town:
    """A settlement while it is built."""

    ground: Grounds
    namer: Namer
    roads: list[Road]
    """Streets, and paths to doors."""
    buildings: list[Building] = field(default_factory=list)
    rooms: Mapping[str, TileArray] = field(default_factory=dict)
    """By use, what lies below the first building of it."""
    below: list[Float64Array] = field(default_factory=list)
    """(n, 2) x and z of what lies below already."""
    lines: list[tuple[Float64Array, float]] = field(init=False)
    """(n, 2) middle lines of all roads and paths, and their widths."""

    def __post_init__(self) -> None:
        self.lines = [(road.points_m[:, ::2].astype(np.float64), road.width_m) for road in self.roads]


def build_houses(town: Town, uses: Sequence[str], x: float, z: float) -> None:
    """Put up buildings where each would rather stand, as far as there is room, with paths to their doors.

    Args:
        town: has the streets; gains buildings and paths.
        uses: of the buildings, the most important first.
        x: of the middle, metres.
        z: likewise.
    """
    land = town.ground.land
    lots = lots_along(town.ground, town.roads, x, z)
    if not lots:
        return
    places = np.array([(lot.x, lot.z) for lot in lots])
    from_middle = np.hypot(places[:, 0] - x, places[:, 1] - z)
    from_water = water_distances(town.ground, places)
    order = np.array([lot.order for lot in lots])
    rise = _rise_behind(town.ground, lots)
    steep = np.asarray(nearest_value(land.slope_deg, land, places[:, 0], places[:, 1]), np.float64)
    for number, use in enumerate(uses):
        town.ground.checkpoint()
        wish = USES[use].where
        score = 0.8 * steep + 25.0 * order
        if wish == "centre":
            score += 1.6 * from_middle
        elif wish == "street":
            score += 0.8 * from_middle
        elif wish == "slope":
            score = 5.0 * order - 4.0 * np.clip(rise, -4.0, 6.0) + 0.1 * from_middle
        elif wish == "edge":
            score += np.abs(from_middle - 0.9 * town.ground.plan.site_radius_m)
        else:
            score += 4.0 * np.minimum(from_water, 120.0) + 0.3 * from_middle
        _build(town, use, number, lots, np.argsort(score, kind="stable"))


def _rise_behind(ground: Grounds, lots: Sequence[Lot]) -> Float64Array:
    """(n,) how much higher the land is behind a lot than its road."""
    x, z = np.array([(lot.x - _BEHIND_M * lot.front_x, lot.z - _BEHIND_M * lot.front_z) for lot in lots]).T
    return np.asarray(ground_at(ground.land, x, z) - np.array([lot.road_m for lot in lots]), np.float64)


def _build(town: Town, use: str, number: int, lots: Sequence[Lot], order: np.ndarray) -> None:
    """Put up a building on the first lot that has room for it."""
    kind = USES[use]
    draws = uniforms(town.ground.seed, "world/settlement/house", 8, number)
    below = use in town.rooms and all(building.use != use for building in town.buildings)
    wider = grown_m(town.ground.spacing) if below else 0.0
    width = kind.width_m[0] + draws[0] * (kind.width_m[1] - kind.width_m[0]) + wider
    depth = kind.depth_m[0] + draws[1] * (kind.depth_m[1] - kind.depth_m[0]) + wider
    height = kind.height_m[0] + draws[2] * (kind.height_m[1] - kind.height_m[0])
    if use in _STOREYED:
        height = _eaves_m(height)
    setback = town.ground.pad_m + 0.5 * town.ground.spacing + _CLEAR_OF_ROAD_M + 1.5 * draws[3]
    plan = town.ground.plan
    needed = use in plan.uses or use in KINDS[plan.settlement].always
    few = len(town.buildings) < FEWEST_HOUSES
    sizes = [(width, depth, setback)]
    if needed and all(building.use != use for building in town.buildings):
        # What must be there may be smaller, and farther from the road.
        least = kind.width_m[0] + wider, kind.depth_m[0] + wider
        sizes += [(*least, setback), (*least, setback + _FARTHER_M), (*least, setback + 2.0 * _FARTHER_M)]
    for wide, deep, back in sizes:
        for deepest in _DEEPEST_CUTS_M[: None if few or needed else 1]:
            for place in order:
                lot = lots[int(place)]
                fitted = _fitted(town, _before(lot, use, wide, deep, height, back), lot, deepest)
                if fitted is not None and below and not _digs(town, fitted):
                    continue
                if fitted is not None:
                    _add(town, fitted, lot)
                    return
    if below and use in STANDS_ALONE:
        # Its house stands even where there is no room below.
        town.rooms = {other: tiles for other, tiles in town.rooms.items() if other != use}
        _build(town, use, number, lots, order)


def _digs(town: Town, building: Building) -> bool:
    """Whether there is room below a building for what it leads to; takes it, if so."""
    land, tiles = town.ground.land, town.rooms[building.use]
    under = dig(land, building, tiles, town.below)
    if under is None:
        return False
    town.below.append(places_below(building, tiles, under.depth_m, land.metres_per_pixel))
    return True


def _before(lot: Lot, use: str, width: float, depth: float, height: float, setback: float) -> Building:
    """A building that looks at the road of a lot, so far from it; its floor is not known yet."""
    away = lot.half_m + setback + 0.5 * depth
    x, z = lot.x - lot.front_x * away, lot.z - lot.front_z * away
    return Building(
        name="",
        use=use,
        x_m=x,
        z_m=z,
        floor_m=0.0,
        width_m=round(float(width), 2),
        depth_m=round(float(depth), 2),
        height_m=round(float(height), 2),
        turn_deg=math.degrees(math.atan2(lot.front_x, lot.front_z)),
        door_x_m=x + lot.front_x * (0.5 * depth + DOOR_M),
        door_z_m=z + lot.front_z * (0.5 * depth + DOOR_M),
    )


def _eaves_m(height: float) -> float:
    """So high that whole storeys fit below: no upper wall without windows."""
    low, high = _BETWEEN_STOREYS_M
    return height if not low < height < high else low if height < (low + high) / 2 else high


def _fitted(town: Town, building: Building, lot: Lot, deepest_m: float) -> Building | None:
    """The building with its floor's height, or None where it does not fit."""
    land = town.ground.land
    reach = 0.5 * math.hypot(building.width_m, building.depth_m) + town.ground.pad_m + 1.0
    low, high = min(building.x_m, building.z_m) - reach, max(building.x_m, building.z_m) + reach
    if low < 4.0 or high > town.ground.side_m - 4.0:
        return None
    for other in town.buildings:
        between = math.hypot(other.x_m - building.x_m, other.z_m - building.z_m)
        if between < 0.5 * math.hypot(other.width_m, other.depth_m) + reach + _GAP_M and not apart(
            building, other, max(_GAP_M, 1.2 * town.ground.pad_m)
        ):
            return None
    for line, width in town.lines:
        near = (np.abs(line[:, 0] - building.x_m) < reach + 8.0) & (np.abs(line[:, 1] - building.z_m) < reach + 8.0)
        if near.any():
            gap = rectangle_distance(building, line[near, 0], line[near, 1])
            if gap.min() < bed_half_width_m(width, town.ground.spacing) + town.ground.pad_m - 0.1:
                return None
    path = _between((building.door_x_m, building.door_z_m), (lot.x, lot.z))
    clear = bed_half_width_m(WIDTH_M["path"], town.ground.spacing) + town.ground.pad_m
    if any(rectangle_distance(other, path[:, 0], path[:, 1]).min() < clear for other in town.buildings):
        return None
    if _near_water(town.ground, building):
        return None
    corners = outline(building, town.ground.pad_m + town.ground.spacing)
    ground = ground_at(land, corners[:, 0], corners[:, 1])
    # Beside the door the ground is level: a path that falls at once must not lie far below it.
    level = max(town.ground.pad_m - DOOR_M, 1e-6)
    give = min(0.75 * STEEPEST["path"], _MISSES_M / level) * _rise_over(town.ground, building, lot)
    floor = float(np.clip(ground.mean(), lot.road_m - give, lot.road_m + give))
    floor = max(floor, _flood(town.ground, building) + FLOOD_M)
    if abs(floor - lot.road_m) > give or np.abs(ground - floor).max() > deepest_m:
        return None
    # Neighbours share the ground between them: where it is narrow, their floors must be about as high.
    for other in town.buildings:
        if abs(other.floor_m - floor) > _ALIKE_M and not apart(building, other, 2.0 * town.ground.pad_m):
            return None
    # Where the path to the door lies on others' ground, it is as high as they are.
    rise = _path_heights(town.ground, path, building, lot, floor)
    others = [road for road in town.roads if road is not lot.road]
    beside = heights_beside(path, others, town.ground.spacing, town.ground.pad_m)
    if any(abs(rise[at] - height) > _MISSES_M for at, height in beside.items()):
        return None
    return replace(building, floor_m=round(floor, 3))


def _path_heights(ground: Grounds, path: Float64Array, building: Building, lot: Lot, floor_m: float) -> Float64Array:
    """Level with the floor at the door, and with the road where its even ground begins."""
    along = np.hypot(path[:, 0] - path[0, 0], path[:, 1] - path[0, 1])
    done = np.minimum(along / max(_rise_over(ground, building, lot), 1e-6), 1.0)
    return np.asarray(floor_m + (lot.road_m - floor_m) * done)


def _near_water(ground: Grounds, building: Building) -> bool:
    """Whether any of the ground that would have to be level must stay as it is."""
    reach = 0.5 * math.hypot(building.width_m, building.depth_m) + 2.0 * ground.pad_m
    top, left = (max(math.floor((at - reach) / ground.spacing), 0) for at in (building.z_m, building.x_m))
    bottom, right = (math.ceil((at + reach) / ground.spacing) + 1 for at in (building.z_m, building.x_m))
    fixed = ground.untouched[top:bottom, left:right]
    row, column = np.nonzero(fixed)
    x = (column + left).astype(np.float64) * ground.spacing
    z = (row + top).astype(np.float64) * ground.spacing
    return bool((rectangle_distance(building, x, z) < ground.pad_m + 0.01).any())


def _rise_over(ground: Grounds, building: Building, lot: Lot) -> float:
    """Length of the door's path from the door to the road's even ground."""
    length = math.hypot(lot.x - building.door_x_m, lot.z - building.door_z_m)
    return max(length - bed_half_width_m(2.0 * lot.half_m, ground.spacing), 0.0)


def _flood(ground: Grounds, building: Building) -> float:
    """Height of the highest water within 12 m of a building, or of the sea."""
    reach = math.ceil((0.5 * building.depth_m + 12.0) / ground.spacing)
    row, column = round(building.z_m / ground.spacing), round(building.x_m / ground.spacing)
    near = ground.land.water_m[max(row - reach, 0) : row + reach + 1, max(column - reach, 0) : column + reach + 1]
    return float(np.nanmax(near)) if (~np.isnan(near)).any() else ground.land.sea_level_m


def _add(town: Town, building: Building, lot: Lot) -> None:
    called = KINDS[town.ground.plan.settlement].calls.get(building.use, building.use)
    if building.use == "inn":
        name = town.namer.invent("name_tavern")
    elif building.use == "house":
        name = town.namer.numbered(f"{called} {1 + sum(each.use == 'house' for each in town.buildings)}")
    else:
        name = town.namer.numbered(called)
    town.buildings.append(replace(building, name=name))
    line = _between((building.door_x_m, building.door_z_m), (lot.x, lot.z))
    rise = _path_heights(town.ground, line, building, lot, building.floor_m)
    points = np.stack([line[:, 0], rise, line[:, 1]], axis=1).astype(np.float32)
    town.roads.append(Road("path", points, WIDTH_M["path"], np.zeros(len(line), np.bool_)))
    town.lines.append((line, WIDTH_M["path"]))


def _between(start: tuple[float, float], end: tuple[float, float]) -> Float64Array:
    """(n, 2) places on the straight line from one place to another."""
    count = max(math.ceil(math.dist(start, end) / _PATH_STEP_M), 1) + 1
    return np.asarray(np.linspace(start, end, count))
