"""Roads that join a region's settlements: over which borders they lead, and where."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import scipy

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.terrain.representation import FloatArray
from procgen.world.chance import Float64Array
from procgen.world.place import Land
from procgen.world.region.ground import RegionGround
from procgen.world.roads import WayGrid, Ways, ways_from

_GRID_M: Final = 24.0
_FROM_WATER_M: Final = 45.0
"""How far from water a road crosses a border, at least; less in small tiles."""
_FROM_WATER_SHARE: Final = 0.1
_FROM_CORNER: Final = 0.14
"""How far from a tile's corner, in sides."""
_PLACE_M: Final = 8.0
_LOOK_M: Final = 40.0
_STEEPEST: Final = 0.3
"""Slope across the border at which no road crosses it."""

_WORTH: Final = 9.0
"""Of the straight way: what a road may cost between two places of a tile, ground that is steep counting more..."""
_WORTH_M: Final = 200.0
"""...and so much more."""

Node: TypeAlias = tuple[str, int, int]
""""site" with column and row of its tile; "east" or "south" with those of the tile whose border it is on."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where a road leads over a border."""

    side: str
    """"east" or "south" of the tile."""
    column: int
    row: int
    x_m: float
    z_m: float

    @property
    def node(self) -> Node:
        return self.side, self.column, self.row

    def tiles(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Columns and rows of the two tiles."""
        after = (self.column + 1, self.row) if self.side == "east" else (self.column, self.row + 1)
        return (self.column, self.row), after


@dataclass(frozen=True, slots=True, eq=False)
class RegionRoads:
    """The roads of a region. Metres from its north-western corner."""

    crossings: tuple[Crossing, ...]
    """Those that roads use."""
    lines_m: tuple[Float64Array, ...]
    """Each (n, 2): about where a road runs between two of settlements and crossings."""

    def of_tile(self, column: int, row: int) -> Iterator[tuple[str, Crossing]]:
        """Sides of a tile over which roads leave, and where."""
        for each in self.crossings:
            first, second = each.tiles()
            if first == (column, row):
                yield each.side, each
            elif second == (column, row):
                yield {"east": "west", "south": "north"}[each.side], each


def region_roads(ground: RegionGround, checkpoint: Checkpoint = go_on) -> RegionRoads:
    """Join the settlements: each by the way of least cost to those that are joined already, over land.

    Args:
        ground: of the region.
        checkpoint: called every few ten milliseconds.
    """
    sites = ground.outline.sites
    if len(sites) < 2:
        return RegionRoads((), ())
    crossings = {each.node: each for each in _candidates(ground)}
    net = _Net(ground, crossings, checkpoint)
    joined: set[Node] = {("site", sites[0].column, sites[0].row)}
    wanted: set[Node] = {("site", each.column, each.row) for each in sites[1:]}
    edges: dict[tuple[Node, Node], tuple[int, int]] = {}
    while wanted:
        way = net.nearest(joined, wanted, edges)
        if way is None:
            # Beyond water or steep land: those who live there have roads of their own.
            first = min(wanted)
            wanted.discard(first)
            joined.add(first)
            continue
        for one, other, tile in way:
            edges.setdefault((min(one, other), max(one, other)), tile)
            joined |= {one, other}
        wanted -= joined
    used = {node for edge in edges for node in edge}
    lines = tuple(net.line(one, other, tile) for (one, other), tile in edges.items())
    return RegionRoads(tuple(each for node, each in crossings.items() if node in used), lines)


def _candidates(ground: RegionGround) -> Iterator[Crossing]:
    """On each border the place that a road would cross best: dry, level, and between those who live on both sides."""
    grid, spacing = ground.outline.grid, ground.spacing_m
    side, tiles = grid.tile_m, grid.tiles
    water = ~np.isnan(ground.water_m)
    away = scipy.ndimage.distance_transform_edt(~water) * spacing if water.any() else np.full(water.shape, np.inf)
    least = min(_FROM_WATER_M, _FROM_WATER_SHARE * side) + spacing
    along = np.arange(_PLACE_M * np.ceil(_FROM_CORNER * side / _PLACE_M), (1.0 - _FROM_CORNER) * side, _PLACE_M)
    for name, (down, across) in (("east", (0, 1)), ("south", (1, 0))):
        for row in range(tiles - down):
            for column in range(tiles - across):
                x = np.full(along.shape, (column + 1) * side) if across else column * side + along
                z = np.full(along.shape, (row + 1) * side) if down else row * side + along
                cell = [np.minimum((at / spacing).astype(np.int64), len(away) - 1) for at in (z, x)]
                out = ground.at(x + _LOOK_M * across, z + _LOOK_M * down)
                back = ground.at(x - _LOOK_M * across, z - _LOOK_M * down)
                beside = ground.at(x + _LOOK_M * down, z + _LOOK_M * across) - ground.at(
                    x - _LOOK_M * down, z - _LOOK_M * across
                )
                grade = np.abs(out - back) / (2.0 * _LOOK_M)
                aside = np.abs(beside) / (2.0 * _LOOK_M)
                goal = 0.5 * (_middle(ground, column, row) + _middle(ground, column + across, row + down))
                off = np.abs((z - goal[1]) if across else (x - goal[0])) / side
                cost = 12.0 * grade + 5.0 * aside + off
                cost[(away[cell[0], cell[1]] < least) | (grade > _STEEPEST)] = np.inf
                best = int(np.argmin(cost))
                if np.isfinite(cost[best]):
                    yield Crossing(name, column, row, float(x[best]), float(z[best]))


def _middle(ground: RegionGround, column: int, row: int) -> Float64Array:
    """Where a tile's people live, or its middle."""
    site = ground.outline.site_in(column, row)
    side = ground.outline.grid.tile_m
    return np.array([(column + 0.5) * side, (row + 0.5) * side] if site is None else [site.x_m, site.z_m])


class _Net:
    """What it costs to go between places of the same tile."""

    def __init__(self, ground: RegionGround, crossings: Mapping[Node, Crossing], checkpoint: Checkpoint) -> None:
        self._ground = ground
        self._checkpoint = checkpoint
        self._place: dict[Node, tuple[float, float]] = {node: (each.x_m, each.z_m) for node, each in crossings.items()}
        self._tiles: dict[Node, tuple[tuple[int, int], ...]] = {node: each.tiles() for node, each in crossings.items()}
        for site in ground.outline.sites:
            node = "site", site.column, site.row
            self._place[node] = site.x_m, site.z_m
            self._tiles[node] = ((site.column, site.row),)
        self._in_tile: dict[tuple[int, int], list[Node]] = {}
        for node, tiles in self._tiles.items():
            for tile in tiles:
                self._in_tile.setdefault(tile, []).append(node)
        self._grids: dict[tuple[int, int], WayGrid] = {}
        self._ways: dict[tuple[Node, tuple[int, int]], Ways] = {}
        self._cells: dict[tuple[Node, tuple[int, int]], int] = {}

    def _corner(self, tile: tuple[int, int]) -> tuple[int, int]:
        """The first cell of a tile: column and row."""
        column, row = (int(each * self._ground.outline.grid.tile_m / self._ground.spacing_m) for each in tile)
        return column, row

    def _grid(self, tile: tuple[int, int]) -> WayGrid:
        if tile not in self._grids:
            ground, spacing = self._ground, self._ground.spacing_m
            column, row = self._corner(tile)
            count = int(ground.outline.grid.tile_m / spacing) + 2
            part = slice(row, row + count), slice(column, column + count)
            heights: FloatArray = ground.heights_m[part]
            corner = np.array([column, 0, row]) * spacing
            rivers = []
            for river in ground.rivers:
                points = np.stack([river.points_m[:, 0], river.water_m, river.points_m[:, 1]], axis=1) - corner
                inside = np.all((points[:, ::2] >= 0.0) & (points[:, ::2] < count * spacing), axis=1)
                if inside.any():
                    rivers.append(points[inside].astype(np.float32))
            flat = np.zeros(heights.shape, np.float32)
            land = Land(
                heights,
                spacing,
                ground.water_m[part],
                flat,
                flat.astype(np.uint8),
                flat,
                ground.sea_level_m,
                ground.recipe,
                tuple(rivers),
            )
            self._grids[tile] = WayGrid.of(land, "road", least_spacing_m=_GRID_M)
        return self._grids[tile]

    def _cell(self, node: Node, tile: tuple[int, int]) -> int:
        """The nearest cell from which ways lead."""
        key = node, tile
        if key not in self._cells:
            grid, (column, row) = self._grid(tile), self._corner(tile)
            spacing = self._ground.spacing_m
            x, z = self._place[node]
            open_cells = np.flatnonzero(np.isfinite(np.min(grid.costs, axis=0)).reshape(-1))
            if not open_cells.size:
                open_cells = np.arange(grid.shape[0] * grid.shape[1])
            at_x, at_z = open_cells % grid.shape[1] * grid.spacing_m, open_cells // grid.shape[1] * grid.spacing_m
            off = np.hypot(at_x - x + (column + 0.5) * spacing, at_z - z + (row + 0.5) * spacing)
            self._cells[key] = int(open_cells[np.argmin(off)])
        return self._cells[key]

    def _ways_from(self, node: Node, tile: tuple[int, int]) -> Ways:
        key = node, tile
        if key not in self._ways:
            self._ways[key] = ways_from(self._grid(tile), self._cell(node, tile), checkpoint=self._checkpoint)
        return self._ways[key]

    def _beside(self, node: Node) -> Iterator[tuple[Node, tuple[int, int], float]]:
        """Places that can be reached within one tile, and what that costs."""
        for tile in self._tiles[node]:
            ways = self._ways_from(node, tile)
            for other in self._in_tile[tile]:
                cost = float(ways.cost[self._cell(other, tile)])
                straight = float(np.hypot(*np.subtract(self._place[node], self._place[other])))
                if other != node and cost < _WORTH * straight + _WORTH_M:
                    yield other, tile, cost

    def nearest(
        self, joined: set[Node], wanted: set[Node], built: Mapping[tuple[Node, Node], tuple[int, int]]
    ) -> list[tuple[Node, Node, tuple[int, int]]] | None:
        """The cheapest way from what is joined to something that is wanted, step by step; None if there is none."""
        cost: dict[Node, float] = dict.fromkeys(joined, 0.0)
        came: dict[Node, tuple[Node, tuple[int, int]]] = {}
        waiting = [(0.0, node) for node in sorted(joined)]
        done: set[Node] = set()
        while waiting:
            far, node = heapq.heappop(waiting)
            if node in done:
                continue
            done.add(node)
            if node in wanted:
                way = []
                while node in came:
                    before, tile = came[node]
                    way.append((before, node, tile))
                    node = before
                return way
            for other, tile, price in self._beside(node):
                built_already = (min(node, other), max(node, other)) in built
                total = far + (0.0 if built_already else price)
                if total < cost.get(other, np.inf):
                    cost[other] = total
                    came[other] = node, tile
                    heapq.heappush(waiting, (total, other))
        return None

    def line(self, one: Node, other: Node, tile: tuple[int, int]) -> Float64Array:
        """(n, 2) about where the road between two places of a tile runs."""
        grid, corner = self._grid(tile), self._corner(tile)
        cells = self._ways_from(one, tile).way(self._cell(other, tile))
        first = (np.array(corner) + 0.5) * self._ground.spacing_m
        inner = [np.array(grid.place(cell)) + first for cell in cells[1:-1]]
        return np.array([self._place[one], *inner, self._place[other]], np.float64)
