"""The roads and streets of a settlement, and its way to the water."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.world.chance import Float64Array, uniforms
from procgen.world.ground_height import ground_at
from procgen.world.harbour import shore_near
from procgen.world.kinds import KINDS
from procgen.world.land import nearest_value
from procgen.world.place import BoolArray, Land, Road, Stub
from procgen.world.roads import WIDTH_M, Laid, WayGrid, Ways, lay, smoothed_line, ways_from
from procgen.world.settlement.site import Grounds

_THINNED: Final = (1, 2, 4, 7)


@dataclass(frozen=True, slots=True)
class Berths:
    """Where the piers of a harbour are to be."""

    out: tuple[float, float]
    """Direction over the water."""
    count: int
    first: tuple[float, float]
    """Where the first begins."""


def lay_streets(ground: Grounds, x: float, z: float) -> tuple[list[Road], Berths | None]:
    """Lay roads that lead out, the way to a harbour, and side streets.

    Args:
        ground: what they lie on.
        x: of the middle, metres.
        z: likewise.

    Returns:
        The roads, the important first; and where piers are to be, None where there is no harbour.
    """
    land = ground.land
    roads: list[Road] = []
    grid = WayGrid.of(land, "road", least_spacing_m=max(6.0, ground.side_m / 170.0))
    start = grid.cell(x, z)
    everywhere = ways_from(grid, start, checkpoint=ground.checkpoint)
    middle = grid.place(start)
    height = None
    wanted = KINDS[ground.plan.settlement].roads
    steep: list[Stub] = []
    for stub in () if land.region is None else land.region.stubs:
        road = _to_stub(ground, everywhere, stub, height, roads)
        if road is None:
            steep.append(stub)
            continue
        height = float(road.points_m[0, 1]) if height is None else height
        roads.append(road)
    for cell in _exits(ground, grid, everywhere) if land.region is None else ():
        if len(roads) == wanted:
            break
        laid = _thinned(land, grid, everywhere.way(cell), height, roads)
        if laid is None:
            continue
        if height is None:
            height = float(laid.points_m[0, 1])
        roads.append(Road("road", laid.points_m, WIDTH_M["road"], laid.bridge))
    if not roads:
        # No way leads out, as on a small island: the streets begin in the middle.
        height = float(ground_at(land, middle[0], middle[1]))
    ground.checkpoint()
    berths = _harbour(ground, roads, middle, float(height or 0.0)) if ground.plan.harbour else None
    _side_streets(ground, roads, middle, float(height or 0.0))
    for stub in steep:
        path = _path_to_stub(ground, middle, stub, height, roads)
        roads += [] if path is None else [path]
    return roads, berths


def lay_through(ground: Grounds) -> list[Road]:
    """The roads of a tile of a region where nobody lives: from each place on its borders to the first."""
    land = ground.land
    if land.region is None or len(land.region.stubs) < 2:
        return []
    first, *others = land.region.stubs
    grid = WayGrid.of(land, "road", least_spacing_m=max(6.0, ground.side_m / 170.0))
    ways = ways_from(grid, grid.cell(first.inner_x_m, first.inner_z_m), checkpoint=ground.checkpoint)
    roads: list[Road] = []
    begins = (first.inner_x_m, first.inner_z_m)
    for stub in others:
        road = _to_stub(ground, ways, stub, first.inner_y_m, roads, begins)
        road = road or _path_to_stub(ground, begins, stub, first.inner_y_m, roads, begins)
        if road is not None:
            roads.append(road)
    if roads:
        # The first of them begins on the border.
        points, bridge = _on_stub(first, land.metres_per_pixel)
        road = roads[0]
        whole = np.concatenate([points[:0:-1], road.points_m])
        bridges = np.concatenate([bridge[1:], road.bridge])
        roads[0] = Road("road", whole.astype(np.float32), road.width_m, bridges)
    return roads


def _path_to_stub(
    ground: Grounds,
    start: tuple[float, float],
    stub: Stub,
    starts_m: float | None,
    beside: Sequence[Road],
    begins: tuple[float, float] | None = None,
) -> Road | None:
    """A path, which may be steeper, where no road can be had to where one crosses the border."""
    grid = WayGrid.of(ground.land, "path", least_spacing_m=max(6.0, ground.side_m / 170.0))
    ways = ways_from(grid, grid.cell(*start), checkpoint=ground.checkpoint)
    return _to_stub(ground, ways, stub, starts_m, beside, begins, "path")


def _to_stub(
    ground: Grounds,
    ways: Ways,
    stub: Stub,
    starts_m: float | None,
    beside: Sequence[Road],
    begins: tuple[float, float] | None = None,
    kind: str = "road",
) -> Road | None:
    """A road to where one crosses the tile's border, and on to that; None where it can't be had."""
    land, grid = ground.land, ways.grid
    goal = (stub.inner_x_m, stub.inner_z_m)
    # Which cells are open near the goal may differ from those at it.
    reachable = np.flatnonzero(np.isfinite(ways.cost))
    if not reachable.size:
        return None
    x, z = reachable % grid.shape[1] * grid.spacing_m, reachable // grid.shape[1] * grid.spacing_m
    far = np.hypot(x - goal[0], z - goal[1])
    if far.min() > 4.0 * grid.spacing_m:
        return None
    cells = ways.way(int(reachable[np.argmin(far)]))
    # It comes to the border straight on.
    aim = np.array(goal) + (np.array(goal) - (stub.x_m, stub.z_m)) * 0.4
    laid = _thinned(land, grid, cells, starts_m, beside, (tuple(aim.tolist()), goal), stub.inner_y_m, begins, kind)
    if laid is None:
        return None
    points, bridge = _on_stub(stub, land.metres_per_pixel)
    whole = np.concatenate([laid.points_m, points[1:]]).astype(np.float32)
    return Road(kind, whole, WIDTH_M[kind], np.concatenate([laid.bridge, bridge[1:]]))


def _on_stub(stub: Stub, spacing_m: float) -> tuple[Float64Array, BoolArray]:
    """(n, 3) points from where the tile's own part of a road ends to the border, and that none is a bridge."""
    first = np.array([stub.inner_x_m, stub.inner_y_m, stub.inner_z_m])
    last = np.array([stub.x_m, stub.y_m, stub.z_m])
    pieces = max(round(float(np.hypot(*(last - first)[::2])) / max(4.0, spacing_m)), 1)
    points = first + (last - first) * np.linspace(0.0, 1.0, pieces + 1)[:, None]
    return points, np.zeros(pieces + 1, np.bool_)


def _thinned(
    land: Land,
    grid: WayGrid,
    cells: Sequence[int],
    starts_m: float | None,
    beside: Sequence[Road],
    then: Sequence[tuple[float, float]] = (),
    ends_m: float | None = None,
    begins: tuple[float, float] | None = None,
    kind: str = "road",
) -> Laid | None:
    """A road along cells; where that winds too closely, a straighter one between some of its places.

    Args:
        land: the ground.
        grid: of the cells.
        cells: one after the other.
        starts_m: height that it begins at, if that is given.
        beside: roads that lie already.
        then: further places, x and z; the last cells that lie beyond them are left out.
        ends_m: height that it ends at, if that is given.
        begins: where it begins, x and z; in the middle of the first cell if None.
        kind: of road.
    """
    for step in _THINNED:
        places = [grid.place(each) for each in (*cells[:-1:step], *cells[-1:])]
        if then:
            near = math.hypot(then[0][0] - then[-1][0], then[0][1] - then[-1][1]) + 2.0 * grid.spacing_m
            places = [each for each in places if math.hypot(each[0] - then[-1][0], each[1] - then[-1][1]) > near]
        if begins is not None:
            places = [begins, *places[1:]]
        line = [*places, *then]
        if len(line) < 2:
            continue
        laid = lay(land, smoothed_line(line), kind, starts_m=starts_m, ends_m=ends_m, beside=beside)
        if laid is not None:
            return laid
    return None


def _exits(ground: Grounds, grid: WayGrid, ways: Ways) -> list[int]:
    """Cells on the map's sides where roads may lead out, the best first: the cheapest, one over a river, others."""
    rows, columns = grid.shape
    numbers = np.arange(rows * columns).reshape(rows, columns)
    sides = (numbers[0, 2:-2], numbers[-1, 2:-2], numbers[2:-2, 0], numbers[2:-2, -1])
    best = []
    for side in sides:
        cost = ways.cost[side]
        if np.isfinite(cost).any():
            cell = int(side[np.argmin(cost)])
            best.append((float(cost.min()), cell, _crosses(ground.land, grid, ways.way(cell))))
    best.sort()
    dry = [cell for _, cell, crosses in best if not crosses]
    wet = [cell for _, cell, crosses in best if crosses]
    return dry[:1] + wet[:1] + dry[1:] + wet[1:]


def _crosses(land: Land, grid: WayGrid, cells: Sequence[int]) -> bool:
    places = np.array([grid.place(cell) for cell in cells])
    return bool((~np.isnan(np.asarray(nearest_value(land.water_m, land, *places.T), np.float64))).any())


def _harbour(ground: Grounds, roads: list[Road], middle: tuple[float, float], height: float) -> Berths | None:
    """A street to the shore and a quay along it."""
    land = ground.land
    shore = shore_near(land, middle[0], middle[1], 1.6 * ground.plan.site_radius_m + 60.0)
    if shore is None:
        return None
    grid = WayGrid.of(land, "street", least_spacing_m=max(4.0, ground.spacing))
    ways = ways_from(grid, grid.cell(*middle), 2.5 * ground.plan.site_radius_m + 80.0, ground.checkpoint)
    cells = np.flatnonzero(np.isfinite(ways.cost))
    if not cells.size:
        return None
    x, z = cells % grid.shape[1] * grid.spacing_m, cells // grid.shape[1] * grid.spacing_m
    # Where the street meets the quay, and the quay's two ends, nearest to the water.
    root = int(cells[np.argmin(np.hypot(x - shore.x_m, z - shore.z_m) + 1e-3 * ways.cost[cells])])
    street = _street(ground, roads, grid, ways.way(root), height, middle)
    if street is None:
        return None
    root_x, root_z = grid.place(root)
    root_m = float(street.points_m[-1, 1])
    along = np.array([-shore.out_z, shore.out_x])
    quay = ways_from(grid, root, 90.0, ground.checkpoint)
    reachable = np.flatnonzero(np.isfinite(quay.cost))
    for sign in (1.0, -1.0):
        goal = np.array([root_x, root_z]) + sign * along * (38.0 + 22.0 * uniforms(ground.seed, "world/quay", 1)[0])
        rx, rz = reachable % grid.shape[1] * grid.spacing_m, reachable // grid.shape[1] * grid.spacing_m
        end = int(reachable[np.argmin(np.hypot(rx - goal[0], rz - goal[1]))])
        if math.hypot(*(np.array(grid.place(end)) - (root_x, root_z))) > 15.0:
            _street(ground, roads, grid, quay.way(end), root_m, (root_x, root_z))
    count = {"hamlet": 1, "town": 3, "harbour_town": 3}.get(ground.plan.settlement, 2)
    return Berths((shore.out_x, shore.out_z), count, (root_x, root_z))


def _street(
    ground: Grounds,
    roads: list[Road],
    grid: WayGrid,
    cells: list[int],
    starts_m: float,
    start: tuple[float, float],
) -> Road | None:
    """Lay a street along cells, from a place of given height; None where that can't be had."""
    if len(cells) < 3:
        return None
    laid = lay(ground.land, smoothed_line([start, *map(grid.place, cells[1:])]), "street", starts_m, beside=roads)
    if laid is None or len(laid.points_m) < 4:
        return None
    road = Road("street", laid.points_m, WIDTH_M["street"], laid.bridge)
    roads.append(road)
    return road


def _side_streets(ground: Grounds, roads: list[Road], middle: tuple[float, float], height: float) -> None:
    """Side streets that leave the others at a wide angle and run where the ground is even."""
    land, seed = ground.land, ground.seed
    wanted = KINDS[ground.plan.settlement].streets
    grid = WayGrid.of(land, "street", least_spacing_m=max(4.0, ground.spacing))
    made = 0
    goals = 0
    while made < wanted and goals < 6 * wanted:
        draws = uniforms(seed, "world/settlement/street", 4, goals)
        goals += 1
        # Golden angles spread the goals around the middle.
        angle = 2.0 * math.pi * (0.61803398875 * goals + 0.12 * draws[0])
        reach = ground.plan.site_radius_m * (0.55 + 0.4 * draws[1])
        goal = (middle[0] + reach * math.cos(angle), middle[1] + reach * math.sin(angle))
        if not (20.0 < goal[0] < ground.side_m - 20.0 and 20.0 < goal[1] < ground.side_m - 20.0):
            continue
        points = _road_points(roads)
        starts = points if len(points) else np.array([[middle[0], height, middle[1]]])
        gap = np.hypot(starts[:, 0] - goal[0], starts[:, 2] - goal[1])
        if gap.min() < 28.0 or bool(nearest_value(ground.untouched, land, *goal)):
            continue
        near = int(np.argmin(gap))
        begin = grid.cell(float(starts[near, 0]), float(starts[near, 2]))
        ways = ways_from(grid, begin, float(gap.min()) * 1.7 + 30.0, ground.checkpoint)
        cells = ways.way(grid.cell(*goal))
        if len(cells) < 3:
            continue
        line = smoothed_line([(float(starts[near, 0]), float(starts[near, 2])), *map(grid.place, cells[1:])])
        laid = lay(land, line, "street", starts_m=float(starts[near, 1]), beside=roads)
        if laid is None or laid.bridge.any():
            continue
        cut = np.abs(laid.points_m[:, 1] - ground_at(land, line[:, 0], line[:, 1])).max()
        if cut > 3.5 or _meets(roads, laid.points_m):
            continue
        roads.append(Road("street", laid.points_m, WIDTH_M["street"], laid.bridge))
        made += 1


def _road_points(roads: Sequence[Road]) -> Float64Array:
    """(n, 3) places on roads near the settlement from which streets may leave."""
    kept = [road.points_m[~road.bridge] for road in roads]
    return np.concatenate(kept).astype(np.float64) if kept else np.zeros((0, 3))


def _meets(roads: Sequence[Road], points: np.ndarray) -> bool:
    """Whether a new street comes close to another one far from where it begins."""
    others = _road_points(roads)
    if not len(others):
        return False
    clear = 9.0
    far = np.hypot(points[:, 0] - points[0, 0], points[:, 2] - points[0, 2]) > 2.5 * clear
    away = points[far]
    if not len(away):
        return True
    gap = np.hypot(away[:, None, 0] - others[None, :, 0], away[:, None, 2] - others[None, :, 2])
    return bool(gap.min() < 2.0 * clear)
