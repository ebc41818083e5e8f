"""Where people live: the site, its streets, houses that stand level beside them, and a harbour where there is water."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import numpy as np

from procgen.runtime.store import ModelStore
from procgen.table.table import load_table
from procgen.world.chance import Float64Array, part_seed, uniforms
from procgen.world.distances import chamfer
from procgen.world.earthworks import Earthworks, pad_margin_m
from procgen.world.footprints import apart, outline, rectangle_distance
from procgen.world.ground_height import ground_at
from procgen.world.harbour import make_piers, shore_near
from procgen.world.land import cover, nearest_value, side_m
from procgen.world.names import Namer
from procgen.world.parameters import WorldParameters
from procgen.world.parts import Callbacks
from procgen.world.place import BoolArray, Building, Land, Road, Settlement
from procgen.world.plan import Plan, make_plan
from procgen.world.roads import (
    STEEPEST,
    WIDTH_M,
    WayGrid,
    Ways,
    bed_half_width_m,
    heights_beside,
    lay,
    smoothed_line,
    water_zone,
    ways_from,
)


@dataclass(frozen=True, slots=True)
class Use:
    """What a building is for."""

    width_m: tuple[float, float]
    """Least and most."""
    depth_m: tuple[float, float]
    height_m: tuple[float, float]
    """To the eaves."""
    where: str
    """"centre", "street", "edge", "shore" or "river": where it would rather stand."""


USES: Final[Mapping[str, Use]] = MappingProxyType(
    {
        "inn": Use((11.0, 14.0), (8.0, 10.0), (5.2, 6.0), "centre"),
        "hall": Use((13.0, 16.0), (9.0, 11.0), (5.5, 6.5), "centre"),
        "chapel": Use((8.0, 9.5), (14.0, 18.0), (5.5, 7.0), "centre"),
        "smithy": Use((9.0, 11.0), (7.0, 8.5), (3.2, 3.8), "street"),
        "shop": Use((8.0, 10.0), (7.0, 9.0), (3.4, 5.2), "centre"),
        "house": Use((7.0, 10.0), (6.0, 8.0), (2.7, 4.6), "street"),
        "barn": Use((9.0, 12.0), (12.0, 16.0), (4.0, 5.0), "edge"),
        "mill": Use((7.5, 9.0), (7.5, 9.0), (5.5, 7.5), "river"),
        "boathouse": Use((6.0, 7.0), (8.0, 10.0), (3.0, 3.6), "shore"),
    }
)
"""By name. Widths lie along the front."""

_COLUMNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "house": "houses",
        "inn": "inns",
        "smithy": "smithies",
        "shop": "shops",
        "chapel": "chapels",
        "barn": "barns",
        "mill": "mills",
        "boathouse": "boathouses",
        "hall": "halls",
    }
)
"""The table's column of each use."""
MOST_HOUSES: Final[Mapping[str, int]] = MappingProxyType(
    {"hamlet": 7, "village": 16, "fishing_village": 16, "town": 30}
)
_FEWEST_HOUSES: Final = 4
_ROOM: Final[Mapping[str, int]] = MappingProxyType(
    {"inn": 3, "smithy": 2, "shop": 7, "chapel": 2, "barn": 4, "mill": 2, "boathouse": 5, "hall": 1}
)
_STREETS: Final[Mapping[str, int]] = MappingProxyType({"hamlet": 1, "village": 4, "fishing_village": 4, "town": 9})
FLOOD_M: Final = 0.8
"""How far floors and doors stand above the nearest water, at least."""
DOOR_M: Final = 1.2
"""From the front to the point before the door."""
_DEEPEST_CUTS_M: Final = (2.6, 4.5, 7.0)
"""How far the ground is cut or filled for a house at most; the latter where else hardly any could be built."""
_GAP_M: Final = 2.5
_PATH_STEP_M: Final = 1.5
_ALIKE_M: Final = 0.15
_THINNED: Final = (1, 2, 4, 7)
_MISSES_M: Final = 0.3
"""How far a path's height may be off that of ground which it shares."""
_LOTS_REACH: Final = 2.2
"""Radii of the site up to which houses may stand, where there is no room farther in."""
_CLEAR_OF_ROAD_M: Final = 0.6


def make_settlement(
    land: Land,
    parameters: WorldParameters,
    store: ModelStore,
    callbacks: Callbacks | None = None,
    plan: Plan | None = None,
) -> tuple[Land, Settlement | None]:
    """Settle the land.

    Args:
        land: before earthworks; not changed.
        parameters: of the world; the part "settlement" has its seed.
        store: where models come from.
        callbacks: how to watch and stop the work.
        plan: of the parameters, where it has been made before.

    Returns:
        The land with level ground below houses and even ground below roads, its water as it was; and the settlement,
        None where nobody is to live.

    Raises:
        InvalidFields: names every parameter that can't be accepted.
        Cancelled, DeadlinePassed: whatever ``callbacks.checkpoint`` raised.
    """
    callbacks = callbacks or Callbacks()
    plan = plan or make_plan(parameters)
    if plan.settlement == "none":
        return land, None
    seed = part_seed(parameters, "settlement")
    numbers = sampled_makeup(plan, seed, store, callbacks)
    founder = _Founder(land, plan, seed, makeup(numbers, plan.uses, plan.harbour), callbacks)
    settlement = founder.found()
    callbacks.report("earthworks", 0.8)
    works = Earthworks(land, founder.untouched)
    works.lay_roads(settlement.roads)
    works.level(settlement.buildings)
    settled = cover(works.shaped(), land, plan, callbacks)
    # Piers begin on ground as it is now, and between houses.
    return settled, replace(settlement, piers=founder.piers(settled))


def sampled_makeup(plan: Plan, seed: int, store: ModelStore, callbacks: Callbacks) -> dict[str, int]:
    """How many buildings of each use there are: drawn jointly from the table "settlement", given what is known.

    A small world has room for a part of what a real place has: numbers of the larger kinds are scaled down to
    :data:`MOST_HOUSES`, and none but houses is more than that table's row or what :data:`_ROOM` says.

    Args:
        plan: has kind, climate, site and wealth.
        seed: of the part.
        store: holds the table.
        callbacks: how to stop the work.

    Raises:
        ModelUnavailable: the table is missing or damaged.
    """
    table = load_table(store, "settlement")
    given = {"kind": plan.settlement, "site": _site_of(plan), "climate": plan.climate}
    if plan.wealth:
        given["wealth"] = plan.wealth
    row = table.sample(seed=seed, given=given, checkpoint=callbacks.checkpoint)[0]
    drawn = {use: int(row[column] or 0) for use, column in _COLUMNS.items()}
    most = MOST_HOUSES[plan.settlement]
    share = min(most / max(drawn["house"], 1), 1.0)
    numbers = {
        use: min(math.ceil(count * share), most if use == "house" else _ROOM[use]) for use, count in drawn.items()
    }
    numbers["house"] = max(numbers["house"], _FEWEST_HOUSES)
    return numbers


def _site_of(plan: Plan) -> str:
    """The site in the table's words."""
    if plan.sea and plan.harbour:
        return "coast"
    if plan.lake_m is not None:
        return "lake"
    if plan.river_m is not None:
        return "river"
    if plan.forest > 1.0:
        return "forest"
    return "plain" if plan.landform in ("plains", "rolling_lowland", "dunes") else "hills"


def makeup(numbers: Mapping[str, int], wanted: Sequence[str] = (), harbour: bool = False) -> list[str]:
    """The buildings of a settlement, the most important first.

    Args:
        numbers: of each use.
        wanted: uses that must be among them.
        harbour: whether it has one, and so at least a boathouse.
    """
    least = dict.fromkeys(wanted, 1)
    if harbour:
        least["boathouse"] = 1
    found = [use for use in USES for _ in range(max(numbers.get(use, 0), least.get(use, 0)))]
    order = {use: number for number, use in enumerate(("inn", "hall", "chapel", "boathouse", "smithy", "shop", "mill"))}
    return sorted(found, key=lambda use: order.get(use, 8 if use == "house" else 9))


@dataclass(slots=True)
class _Lot:
    """A place where a house might stand, front to a road."""

    x: float
    z: float
    front_x: float
    front_z: float
    """Unit vector from the house to the road."""
    road: Road
    road_m: float
    """Height of the road there."""
    half_m: float
    """Half the road's width."""
    order: float
    """Random, to choose between equals."""


class _Founder:
    """Makes one settlement."""

    def __init__(self, land: Land, plan: Plan, seed: int, uses: Sequence[str], callbacks: Callbacks) -> None:
        self.land, self.plan, self.seed, self.uses, self.callbacks = land, plan, seed, uses, callbacks
        self.spacing = land.metres_per_pixel
        self.side, _ = side_m(land)
        self.untouched: BoolArray = water_zone(land, self.spacing)
        self.namer = Namer(seed, "world/settlement/name")
        self.roads: list[Road] = []
        self.buildings: list[Building] = []
        self.lines: list[tuple[Float64Array, float]] = []
        """(n, 2) middle lines of all roads and paths, and their widths."""
        self._berths: tuple[tuple[float, float], int, tuple[float, float]] | None = None
        """Direction out over the water, number of piers and where the first is to begin."""
        self.radius = plan.site_radius_m

    def found(self) -> Settlement:
        self.callbacks.report("settlement", 0.0)
        x, z = self.site()
        name = self.namer.invent("name_place")
        self.callbacks.checkpoint()
        self.callbacks.report("roads", 0.2)
        self._network(x, z)
        self.callbacks.report("houses", 0.6)
        self._houses(x, z)
        radius = max((math.hypot(each.x_m - x, each.z_m - z) + 12.0 for each in self.buildings), default=self.radius)
        return Settlement(
            name=name,
            kind=self.plan.settlement,
            x_m=x,
            z_m=z,
            radius_m=radius,
            buildings=tuple(self.buildings),
            roads=tuple(self.roads),
            piers=(),
        )

    # --- where ---------------------------------------------------------------------------------------------------

    def site(self) -> tuple[float, float]:
        """The middle: gentle, dry ground near where the plan has it, near water where there is a harbour."""
        land, plan = self.land, self.plan
        stride = max(round(8.0 / self.spacing), 1)
        heights = land.heights_m[::stride, ::stride]
        rows, columns = heights.shape
        dry = ~water_zone(land, 6.0)[::stride, ::stride]
        gentle = np.clip(1.0 - land.slope_deg[::stride, ::stride] / 16.0, 0.0, 1.0) * dry
        reach = max(round(0.7 * self.radius / (stride * self.spacing)), 1)
        room = _box_mean(gentle, reach)
        x, z = np.arange(columns) * stride * self.spacing, np.arange(rows)[:, None] * stride * self.spacing
        far = np.hypot(x - plan.site_x_m, z - plan.site_z_m)
        score = room - 1.2 * far / self.side + 0.3 * gentle
        margin = max(0.12 * self.side, 40.0)
        outside = (x < margin) | (x > self.side - margin) | (z < margin) | (z > self.side - margin)
        if plan.harbour:
            wet = land.water & (land.heights_m < land.water_m - 0.5)
            step = stride * self.spacing
            from_water = chamfer(wet[::stride, ::stride], 200.0, np.float64, step, step * math.sqrt(2.0))
            score -= np.abs(from_water - 0.5 * self.radius) / 120.0
        score = np.where(dry & ~outside, score, score - 100.0)
        best = int(np.argmax(score))
        return float(best % columns * stride * self.spacing), float(best // columns * stride * self.spacing)

    # --- roads ---------------------------------------------------------------------------------------------------

    def _network(self, x: float, z: float) -> None:
        land = self.land
        grid = WayGrid.of(land, "road", least_spacing_m=max(6.0, self.side / 170.0))
        start = grid.cell(x, z)
        everywhere = ways_from(grid, start, checkpoint=self.callbacks.checkpoint)
        middle = grid.place(start)
        height = None
        wanted = 1 if self.plan.settlement == "hamlet" else 2
        for cell in self._exits(grid, everywhere):
            if len(self.roads) == wanted:
                break
            cells = everywhere.way(cell)
            laid = None
            # Where the way winds too closely, a straighter one between some of its places.
            for step in _THINNED:
                places = [grid.place(each) for each in (*cells[:-1:step], cells[-1])]
                laid = lay(land, smoothed_line(places), "road", starts_m=height, beside=self.roads)
                if laid is not None:
                    break
            if laid is None:
                continue
            if height is None:
                height = float(laid.points_m[0, 1])
            self.roads.append(Road("road", laid.points_m, WIDTH_M["road"], laid.bridge))
        if not self.roads:
            # No way leads out, as on a small island: the streets begin in the middle.
            height = float(ground_at(land, middle[0], middle[1]))
        self.callbacks.checkpoint()
        if self.plan.harbour:
            self._harbour(middle, float(height or 0.0))
        self._streets(middle, float(height or 0.0))

    def _exits(self, grid: WayGrid, ways: Ways) -> list[int]:
        """Cells on the map's sides where roads may lead out, the best first: the cheapest, one over a river, others."""
        rows, columns = grid.shape
        numbers = np.arange(rows * columns).reshape(rows, columns)
        sides = (numbers[0, 2:-2], numbers[-1, 2:-2], numbers[2:-2, 0], numbers[2:-2, -1])
        best = []
        for side in sides:
            cost = ways.cost[side]
            if np.isfinite(cost).any():
                cell = int(side[np.argmin(cost)])
                best.append((float(cost.min()), cell, self._crosses(grid, ways.way(cell))))
        best.sort()
        dry = [cell for _, cell, crosses in best if not crosses]
        wet = [cell for _, cell, crosses in best if crosses]
        return dry[:1] + wet[:1] + dry[1:] + wet[1:]

    def _crosses(self, grid: WayGrid, cells: Sequence[int]) -> bool:
        places = np.array([grid.place(cell) for cell in cells])
        return bool((~np.isnan(np.asarray(nearest_value(self.land.water_m, self.land, *places.T), np.float64))).any())

    def _harbour(self, middle: tuple[float, float], height: float) -> None:
        """A street to the shore and a quay along it."""
        land = self.land
        shore = shore_near(land, middle[0], middle[1], 1.6 * self.radius + 60.0)
        if shore is None:
            return
        grid = WayGrid.of(land, "street", least_spacing_m=max(4.0, self.spacing))
        ways = ways_from(grid, grid.cell(*middle), 2.5 * self.radius + 80.0, self.callbacks.checkpoint)
        cells = np.flatnonzero(np.isfinite(ways.cost))
        if not cells.size:
            return
        x, z = cells % grid.shape[1] * grid.spacing_m, cells // grid.shape[1] * grid.spacing_m
        # Where the street meets the quay, and the quay's two ends, nearest to the water.
        root = int(cells[np.argmin(np.hypot(x - shore.x_m, z - shore.z_m) + 1e-3 * ways.cost[cells])])
        street = self._street(grid, ways.way(root), height, middle)
        if street is None:
            return
        root_x, root_z = grid.place(root)
        root_m = float(street.points_m[-1, 1])
        along = np.array([-shore.out_z, shore.out_x])
        quay = ways_from(grid, root, 90.0, self.callbacks.checkpoint)
        reachable = np.flatnonzero(np.isfinite(quay.cost))
        for sign in (1.0, -1.0):
            goal = np.array([root_x, root_z]) + sign * along * (38.0 + 22.0 * uniforms(self.seed, "world/quay", 1)[0])
            rx, rz = reachable % grid.shape[1] * grid.spacing_m, reachable // grid.shape[1] * grid.spacing_m
            end = int(reachable[np.argmin(np.hypot(rx - goal[0], rz - goal[1]))])
            if math.hypot(*(np.array(grid.place(end)) - (root_x, root_z))) > 15.0:
                self._street(grid, quay.way(end), root_m, (root_x, root_z))
        count = {"hamlet": 1, "town": 3}.get(self.plan.settlement, 2)
        self._berths = (shore.out_x, shore.out_z), count, (root_x, root_z)

    def piers(self, land: Land) -> tuple[Road, ...]:
        """Piers of the harbour, if there is one, on land with earthworks."""
        if self._berths is None:
            return ()
        return tuple(make_piers(land, self.roads, *self._berths, self.buildings))

    def _street(self, grid: WayGrid, cells: list[int], starts_m: float, start: tuple[float, float]) -> Road | None:
        """Lay a street along cells, from a place of given height; None where that can't be had."""
        if len(cells) < 3:
            return None
        laid = lay(
            self.land, smoothed_line([start, *map(grid.place, cells[1:])]), "street", starts_m, beside=self.roads
        )
        if laid is None or len(laid.points_m) < 4:
            return None
        road = Road("street", laid.points_m, WIDTH_M["street"], laid.bridge)
        self.roads.append(road)
        return road

    def _streets(self, middle: tuple[float, float], height: float) -> None:
        """Side streets that leave the others at a wide angle and run where the ground is even."""
        land, seed = self.land, self.seed
        wanted = _STREETS[self.plan.settlement]
        grid = WayGrid.of(land, "street", least_spacing_m=max(4.0, self.spacing))
        made = 0
        goals = 0
        while made < wanted and goals < 6 * wanted:
            draws = uniforms(seed, "world/settlement/street", 4, goals)
            goals += 1
            # Golden angles spread the goals around the middle.
            angle = 2.0 * math.pi * (0.61803398875 * goals + 0.12 * draws[0])
            reach = self.radius * (0.55 + 0.4 * draws[1])
            goal = (middle[0] + reach * math.cos(angle), middle[1] + reach * math.sin(angle))
            if not (20.0 < goal[0] < self.side - 20.0 and 20.0 < goal[1] < self.side - 20.0):
                continue
            points = self._road_points()
            starts = points if len(points) else np.array([[middle[0], height, middle[1]]])
            gap = np.hypot(starts[:, 0] - goal[0], starts[:, 2] - goal[1])
            if gap.min() < 28.0 or bool(nearest_value(self.untouched, land, *goal)):
                continue
            near = int(np.argmin(gap))
            begin = grid.cell(float(starts[near, 0]), float(starts[near, 2]))
            ways = ways_from(grid, begin, float(gap.min()) * 1.7 + 30.0, self.callbacks.checkpoint)
            cells = ways.way(grid.cell(*goal))
            if len(cells) < 3:
                continue
            line = smoothed_line([(float(starts[near, 0]), float(starts[near, 2])), *map(grid.place, cells[1:])])
            laid = lay(land, line, "street", starts_m=float(starts[near, 1]), beside=self.roads)
            if laid is None or laid.bridge.any():
                continue
            cut = np.abs(laid.points_m[:, 1] - ground_at(land, line[:, 0], line[:, 1])).max()
            if cut > 3.5 or self._meets(laid.points_m):
                continue
            self.roads.append(Road("street", laid.points_m, WIDTH_M["street"], laid.bridge))
            made += 1

    def _road_points(self) -> Float64Array:
        """(n, 3) places on roads near the settlement from which streets may leave."""
        kept = [road.points_m[~road.bridge] for road in self.roads]
        return np.concatenate(kept).astype(np.float64) if kept else np.zeros((0, 3))

    def _meets(self, points: np.ndarray) -> bool:
        """Whether a new street comes close to another one far from where it begins."""
        others = self._road_points()
        if not len(others):
            return False
        clear = 9.0
        far = np.hypot(points[:, 0] - points[0, 0], points[:, 2] - points[0, 2]) > 2.5 * clear
        away = points[far]
        if not len(away):
            return True
        gap = np.hypot(away[:, None, 0] - others[None, :, 0], away[:, None, 2] - others[None, :, 2])
        return bool(gap.min() < 2.0 * clear)

    # --- houses --------------------------------------------------------------------------------------------------

    def _houses(self, x: float, z: float) -> None:
        land = self.land
        lots = self._lots(x, z)
        if not lots:
            return
        places = np.array([(lot.x, lot.z) for lot in lots])
        from_middle = np.hypot(places[:, 0] - x, places[:, 1] - z)
        from_water = self._water_distances(places)
        order = np.array([lot.order for lot in lots])
        steep = np.asarray(nearest_value(land.slope_deg, land, places[:, 0], places[:, 1]), np.float64)
        self.lines = [(road.points_m[:, ::2].astype(np.float64), road.width_m) for road in self.roads]
        for number, use in enumerate(self.uses):
            self.callbacks.checkpoint()
            wish = USES[use].where
            score = 0.8 * steep + 25.0 * order
            if wish == "centre":
                score += 1.6 * from_middle
            elif wish == "street":
                score += 0.8 * from_middle
            elif wish == "edge":
                score += np.abs(from_middle - 0.9 * self.radius)
            else:
                score += 4.0 * np.minimum(from_water, 120.0) + 0.3 * from_middle
            self._build(use, number, lots, np.argsort(score, kind="stable"))

    def _lots(self, x: float, z: float) -> list[_Lot]:
        lots = []
        step = 5.0
        for number, road in enumerate(self.roads):
            points = road.points_m.astype(np.float64)
            along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(points[:, 0]), np.diff(points[:, 2])))])
            draws = uniforms(self.seed, "world/settlement/lot", 2 * (int(along[-1] / step) + 1), number)
            for index, at in enumerate(np.arange(2.0, along[-1] - 1.0, step)):
                here = min(int(np.searchsorted(along, at)), len(points) - 1)
                if road.bridge[max(here - 3, 0) : here + 3].any():
                    continue
                px, py, pz = (float(np.interp(at, along, points[:, k])) for k in range(3))
                if math.hypot(px - x, pz - z) > _LOTS_REACH * self.radius:
                    continue
                before, after = points[max(here - 2, 0)], points[min(here + 2, len(points) - 1)]
                dx, dz = after[0] - before[0], after[2] - before[2]
                length = math.hypot(dx, dz)
                if length < 1e-6:
                    continue
                for side, sign in enumerate((1.0, -1.0)):
                    out_x, out_z = -dz / length * sign, dx / length * sign
                    lots.append(
                        _Lot(px, pz, -out_x, -out_z, road, py, 0.5 * road.width_m, float(draws[2 * index + side]))
                    )
        return lots

    def _water_distances(self, places: Float64Array) -> Float64Array:
        rows, columns = np.nonzero(self.land.water)
        if not rows.size:
            return np.full(len(places), 1e3)
        stride = max(len(rows) // 20000, 1)
        x, z = columns[::stride] * self.spacing, rows[::stride] * self.spacing
        return np.array([float(np.hypot(x - px, z - pz).min()) for px, pz in places])

    def _build(
        self,
        use: str,
        number: int,
        lots: Sequence[_Lot],
        order: np.ndarray,
    ) -> None:
        """Put up a building on the first lot that has room for it."""
        kind = USES[use]
        draws = uniforms(self.seed, "world/settlement/house", 8, number)
        width = kind.width_m[0] + draws[0] * (kind.width_m[1] - kind.width_m[0])
        depth = kind.depth_m[0] + draws[1] * (kind.depth_m[1] - kind.depth_m[0])
        height = kind.height_m[0] + draws[2] * (kind.height_m[1] - kind.height_m[0])
        setback = pad_margin_m(self.spacing) + 0.5 * self.spacing + _CLEAR_OF_ROAD_M + 1.5 * draws[3]
        few = len(self.buildings) < _FEWEST_HOUSES
        tries = [(cut, int(place)) for cut in _DEEPEST_CUTS_M[: None if few else 1] for place in order]
        for deepest, place in tries:
            lot = lots[place]
            away = lot.half_m + setback + 0.5 * depth
            x, z = lot.x - lot.front_x * away, lot.z - lot.front_z * away
            turn = math.degrees(math.atan2(lot.front_x, lot.front_z))
            building = Building(
                name="",
                use=use,
                x_m=x,
                z_m=z,
                floor_m=0.0,
                width_m=round(width, 2),
                depth_m=round(depth, 2),
                height_m=round(height, 2),
                turn_deg=turn,
                door_x_m=x + lot.front_x * (0.5 * depth + DOOR_M),
                door_z_m=z + lot.front_z * (0.5 * depth + DOOR_M),
            )
            fitted = self._fitted(building, lot, deepest)
            if fitted is not None:
                self._add(fitted, lot)
                return

    def _fitted(self, building: Building, lot: _Lot, deepest_m: float) -> Building | None:
        """The building with its floor's height, or None where it does not fit."""
        land = self.land
        reach = 0.5 * math.hypot(building.width_m, building.depth_m) + pad_margin_m(self.spacing) + 1.0
        low, high = min(building.x_m, building.z_m) - reach, max(building.x_m, building.z_m) + reach
        if low < 4.0 or high > self.side - 4.0:
            return None
        for other in self.buildings:
            between = math.hypot(other.x_m - building.x_m, other.z_m - building.z_m)
            if between < 0.5 * math.hypot(other.width_m, other.depth_m) + reach + _GAP_M and not apart(
                building, other, max(_GAP_M, 1.2 * pad_margin_m(self.spacing))
            ):
                return None
        for line, width in self.lines:
            near = (np.abs(line[:, 0] - building.x_m) < reach + 8.0) & (np.abs(line[:, 1] - building.z_m) < reach + 8.0)
            if near.any():
                gap = rectangle_distance(building, line[near, 0], line[near, 1])
                if gap.min() < bed_half_width_m(width, self.spacing) + pad_margin_m(self.spacing) - 0.1:
                    return None
        path = _between((building.door_x_m, building.door_z_m), (lot.x, lot.z))
        clear = bed_half_width_m(WIDTH_M["path"], self.spacing) + pad_margin_m(self.spacing)
        if any(rectangle_distance(other, path[:, 0], path[:, 1]).min() < clear for other in self.buildings):
            return None
        if self._near_water(building):
            return None
        corners = outline(building, pad_margin_m(self.spacing) + self.spacing)
        ground = ground_at(land, corners[:, 0], corners[:, 1])
        # Beside the door the ground is level: a path that falls at once must not lie far below it.
        level = max(pad_margin_m(self.spacing) - DOOR_M, 1e-6)
        give = min(0.75 * STEEPEST["path"], _MISSES_M / level) * self._rise_over(building, lot)
        floor = float(np.clip(ground.mean(), lot.road_m - give, lot.road_m + give))
        floor = max(floor, self._flood(building) + FLOOD_M)
        if abs(floor - lot.road_m) > give or np.abs(ground - floor).max() > deepest_m:
            return None
        # Neighbours share the ground between them: where it is narrow, their floors must be about as high.
        for other in self.buildings:
            if abs(other.floor_m - floor) > _ALIKE_M and not apart(building, other, 2.0 * pad_margin_m(self.spacing)):
                return None
        # Where the path to the door lies on others' ground, it is as high as they are.
        rise = self._path_heights(path, building, lot, floor)
        others = [road for road in self.roads if road is not lot.road]
        beside = heights_beside(path, others, self.spacing, pad_margin_m(self.spacing))
        if any(abs(rise[at] - height) > _MISSES_M for at, height in beside.items()):
            return None
        return replace(building, floor_m=round(floor, 3))

    def _path_heights(self, path: Float64Array, building: Building, lot: _Lot, floor_m: float) -> Float64Array:
        """Level with the floor at the door, and with the road where its even ground begins."""
        along = np.hypot(path[:, 0] - path[0, 0], path[:, 1] - path[0, 1])
        done = np.minimum(along / max(self._rise_over(building, lot), 1e-6), 1.0)
        return np.asarray(floor_m + (lot.road_m - floor_m) * done)

    def _near_water(self, building: Building) -> bool:
        """Whether any of the ground that would have to be level must stay as it is."""
        reach = 0.5 * math.hypot(building.width_m, building.depth_m) + 2.0 * pad_margin_m(self.spacing)
        top, left = (max(math.floor((at - reach) / self.spacing), 0) for at in (building.z_m, building.x_m))
        bottom, right = (math.ceil((at + reach) / self.spacing) + 1 for at in (building.z_m, building.x_m))
        fixed = self.untouched[top:bottom, left:right]
        row, column = np.nonzero(fixed)
        x = (column + left).astype(np.float64) * self.spacing
        z = (row + top).astype(np.float64) * self.spacing
        return bool((rectangle_distance(building, x, z) < pad_margin_m(self.spacing) + 0.01).any())

    def _rise_over(self, building: Building, lot: _Lot) -> float:
        """Length of the door's path from the door to the road's even ground."""
        length = math.hypot(lot.x - building.door_x_m, lot.z - building.door_z_m)
        return max(length - bed_half_width_m(2.0 * lot.half_m, self.spacing), 0.0)

    def _flood(self, building: Building) -> float:
        """Height of the highest water within 12 m of a building, or of the sea."""
        reach = math.ceil((0.5 * building.depth_m + 12.0) / self.spacing)
        row, column = round(building.z_m / self.spacing), round(building.x_m / self.spacing)
        near = self.land.water_m[max(row - reach, 0) : row + reach + 1, max(column - reach, 0) : column + reach + 1]
        return float(np.nanmax(near)) if (~np.isnan(near)).any() else self.land.sea_level_m

    def _add(self, building: Building, lot: _Lot) -> None:
        name = {
            "inn": lambda: self.namer.invent("name_tavern"),
            "house": lambda: self.namer.numbered(f"house {1 + sum(each.use == 'house' for each in self.buildings)}"),
        }.get(building.use, lambda: self.namer.numbered(building.use))()
        self.buildings.append(replace(building, name=name))
        line = _between((building.door_x_m, building.door_z_m), (lot.x, lot.z))
        rise = self._path_heights(line, building, lot, building.floor_m)
        points = np.stack([line[:, 0], rise, line[:, 1]], axis=1).astype(np.float32)
        self.roads.append(Road("path", points, WIDTH_M["path"], np.zeros(len(line), np.bool_)))
        self.lines.append((line, WIDTH_M["path"]))


def _between(start: tuple[float, float], end: tuple[float, float]) -> Float64Array:
    """(n, 2) places on the straight line from one place to another."""
    count = max(math.ceil(math.dist(start, end) / _PATH_STEP_M), 1) + 1
    return np.asarray(np.linspace(start, end, count))


def _box_mean(values: Float64Array, reach: int) -> Float64Array:
    """Means of squares of 2 reach + 1 cells; what lies outside counts as 0."""
    result = values
    for axis in (0, 1):
        pad = [(0, 0), (0, 0)]
        pad[axis] = (reach + 1, reach)
        sums = np.cumsum(np.pad(result, pad), axis=axis)
        size = 2 * reach + 1
        count = result.shape[axis]
        result = (np.take(sums, np.arange(size, size + count), axis) - np.take(sums, np.arange(count), axis)) / size
    return np.asarray(result, np.float64)
