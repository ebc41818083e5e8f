"""The natural ground of one tile of a region: whatever lies on its border is the same in the tile beside it.

Heights come from the terrain domain, at the tile's place in the region, on the region's planned heights. Waters and the
beds of roads that cross borders are cut into them after the region's plan. All of that hangs on the place alone; ground
beyond the border is made too where slopes, moisture and biomes hang on it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np

from procgen.runtime.store import ModelStore
from procgen.terrain.controls.geometry import Polyline, ease, nearest, pixel_grid
from procgen.terrain.controls.shapes import PathPoint
from procgen.terrain.generate import LAYER_MARGIN_PX, generate
from procgen.terrain.generate import Callbacks as TerrainCallbacks
from procgen.terrain.ground.biomes import Biome
from procgen.terrain.ground.layers import layers
from procgen.terrain.ground.parameters import GroundParameters
from procgen.terrain.lattice import Rectangle
from procgen.terrain.parameters import RANGES as TERRAIN_RANGES
from procgen.terrain.parameters import TerrainParameters
from procgen.terrain.representation import FloatArray
from procgen.terrain.rivers import Carved
from procgen.texture.terrain_layers import BIOMES
from procgen.world.chance import Float64Array, region_seed
from procgen.world.earthworks import Earthworks
from procgen.world.levels import LEAST_ABOVE_M, NO_SEA_M
from procgen.world.parameters import WorldParameters
from procgen.world.parts import Callbacks
from procgen.world.place import InRegion, Land, Road, Stub
from procgen.world.region.ground import RegionGround, River, region_ground
from procgen.world.region.roads import Crossing, RegionRoads, region_roads
from procgen.world.roads import WIDTH_M, bed_half_width_m, water_zone
from procgen.world.water import CHANNEL_REACH, basin, carve_channel, dig_basin

_GRID_PX: Final = 8
"""Layers use grids of 2 and 4 pixels, which have to lie the same in all tiles."""
_OUT: Final = {"east": (1, 0), "west": (-1, 0), "south": (0, 1), "north": (0, -1)}
_STEEPEST: Final = 0.08
"""Grade of a road over a border."""
_LOOK_M: Final = 12.0
"""On each side of a border's crossing: how much of the ground its height is the mean of."""
_WORKS_M: Final = 7.0
"""How far beyond its bed a road shapes the ground."""
_DRY_M: Final = 0.3
"""How far above the sea ground lies at least, where the plan has no sea near."""
_EXACT: Final = 64.0


@dataclass(frozen=True, slots=True)
class _Window:
    """A tile with ground around it, on the region's grid of heights."""

    column: int
    row: int
    columns: int
    rows: int
    spacing: float

    @property
    def x_m(self) -> float:
        """Of its first column."""
        return self.column * self.spacing

    @property
    def z_m(self) -> float:
        return self.row * self.spacing

    def east(self) -> Float64Array:
        """(columns,) metres from the region's corner."""
        return np.asarray((np.arange(self.columns) + self.column) * self.spacing, np.float64)

    def south(self) -> Float64Array:
        """(rows, 1)."""
        return np.asarray((np.arange(self.rows) + self.row) * self.spacing, np.float64)[:, None]


def border_m(spacing_m: float) -> float:
    """Width of the strip along a tile's border where the ground is the region's."""
    return max(8.0, 3.0 * spacing_m)


def stub_m(spacing_m: float) -> float:
    """How far from a border a road's course and height are the region's: beyond the strip, and what shapes ground
    there.
    """
    reach = border_m(spacing_m) + bed_half_width_m(WIDTH_M["road"], spacing_m) + _WORKS_M
    return math.ceil(reach / spacing_m + 1.0) * spacing_m


def tile_land(
    parameters: WorldParameters,
    store: ModelStore,
    climate: GroundParameters,
    callbacks: Callbacks | None = None,
) -> Land:
    """Make the ground of a tile, before anybody builds there.

    Args:
        parameters: of the tile.
        store: where the terrain's networks come from.
        climate: of the region.
        callbacks: how to watch and stop the work.

    Raises:
        InvalidFields: names every parameter that can't be accepted.
        ModelUnavailable: a network is missing or damaged.
        Cancelled, DeadlinePassed: whatever ``callbacks.checkpoint`` raised.
    """
    callbacks = callbacks or Callbacks()
    callbacks.report("region", 0.0)
    ground = region_ground(parameters, store, callbacks.checkpoint)
    roads = region_roads_of(ground)
    callbacks.report("ground", 0.2)
    spacing = float(parameters.metres_per_pixel)
    points = round(float(parameters.side_m) / spacing)
    own = Rectangle(int(parameters.row) * points, int(parameters.column) * points, points + 1, points + 1)
    around = own.padded(LAYER_MARGIN_PX).coarser(_GRID_PX).finer(_GRID_PX)
    window = _Window(around.column, around.row, around.columns, around.rows, spacing)
    heights = _heights(ground, parameters, around, store, callbacks).astype(np.float64)
    callbacks.report("water", 0.6)
    natural, lines = _watered(heights, window, ground, callbacks)
    stubs = [
        _stub(side, each, natural, window) for side, each in roads.of_tile(int(parameters.column), int(parameters.row))
    ]
    # Those beside it count too: what the ground is like hangs on what lies around.
    beside = [_stub(each.side, each, natural, window) for each in roads.crossings if _shows(window, each)]
    shaped = _with_beds(natural, beside)
    callbacks.report("layers", 0.7)
    # The sea is told as a lake: what the layers take for sea hangs on how much of it a map shows.
    by_sea = shaped.water & (shaped.water_m <= ground.sea_level_m)
    level = np.where(by_sea, np.float32(ground.sea_level_m), lines.water_level_m)
    known = replace(lines, heights=shaped.heights_m, lake=lines.lake | by_sea, water_level_m=level)
    made = layers(
        shaped.heights_m,
        spacing,
        ground.sea_level_m,
        ("slope", "wetness", "biome"),
        climate,
        callbacks.checkpoint,
        known,
    )
    biome = np.where(by_sea, np.uint8(Biome.SEA), made["biome"])
    inside = own.within(around)
    x, z = own.column * spacing, own.row * spacing
    return Land(
        heights_m=np.ascontiguousarray(shaped.heights_m[inside]),
        metres_per_pixel=spacing,
        water_m=np.ascontiguousarray(shaped.water_m[inside]),
        slope_deg=np.ascontiguousarray(made["slope"][inside]),
        biome=np.ascontiguousarray(biome[inside]),
        moisture=np.ascontiguousarray(made["wetness"][inside]),
        sea_level_m=ground.sea_level_m,
        recipe=ground.recipe,
        rivers=_lines_in(ground, x, z, float(parameters.side_m)),
        region=InRegion(
            tiles=int(parameters.region_tiles),
            column=int(parameters.column),
            row=int(parameters.row),
            x_m=x,
            z_m=z,
            biome=commonest_biome(ground, climate),
            noise_seed=region_seed(parameters, "props"),
            border_m=border_m(spacing),
            stubs=tuple(_moved(stub, window, x, z) for stub in stubs),
        ),
    )


def with_border(natural: Land, settled: Land) -> Land:
    """Land that people have shaped, along its border as nature made it: so it is in the tile beside it.

    Args:
        natural: a tile's ground before they did.
        settled: after; its heights along the border are nature's already.
    """
    if natural.region is None:
        return settled
    rows, columns = natural.heights_m.shape
    step = natural.metres_per_pixel
    from_edge = np.minimum(
        np.minimum(np.arange(columns), np.arange(columns)[::-1]),
        np.minimum(np.arange(rows), np.arange(rows)[::-1])[:, None],
    )
    own = ease(from_edge * step / (4.0 * natural.region.border_m)).astype(np.float32)
    return replace(
        settled,
        slope_deg=natural.slope_deg + own * (settled.slope_deg - natural.slope_deg),
        moisture=natural.moisture + own * (settled.moisture - natural.moisture),
        biome=np.where(own < 0.5, natural.biome, settled.biome),
        region=natural.region,
    )


def region_roads_of(ground: RegionGround) -> RegionRoads:
    """The roads of a region, worked out once."""
    found: RegionRoads | None = ground.kept.get("roads")
    if found is None:
        found = ground.kept["roads"] = region_roads(ground)
    return found


def commonest_biome(ground: RegionGround, climate: GroundParameters) -> str:
    """Of the region's dry land."""
    found: str | None = ground.kept.get("biome")
    if found is None:
        shape = ground.heights_m.shape
        nothing = np.zeros(shape, np.float32)
        level = np.where(ground.sea, np.float32(np.nan), ground.water_m)
        known = Carved(
            ground.heights_m, np.full(shape, np.inf, np.float32), nothing, nothing, nothing, level, ~np.isnan(level)
        )
        biome = layers(ground.heights_m, ground.spacing_m, ground.sea_level_m, ("biome",), climate, rivers=known)
        counts = np.bincount(np.asarray(biome["biome"]).ravel(), minlength=len(BIOMES))
        counts[[int(each) for each in (Biome.SEA, Biome.LAKE, Biome.RIVER, Biome.BEACH, Biome.BARE_ROCK)]] = 0
        found = ground.kept["biome"] = BIOMES[int(np.argmax(counts))]
    return found


# --- heights ----------------------------------------------------------------------------------------------------------


def _heights(
    ground: RegionGround, parameters: WorldParameters, around: Rectangle, store: ModelStore, callbacks: Callbacks
) -> FloatArray:
    """(rows, columns) of the land before there is water, in pieces no larger than the terrain domain's largest map."""
    outline = ground.outline
    spacing = float(parameters.metres_per_pixel)
    most = int(TERRAIN_RANGES["width_px"].maximum)
    made = np.empty((around.rows, around.columns), np.float32)
    rows, columns = _pieces(around.rows, most), _pieces(around.columns, most)
    for top, depth in rows:
        for left, width in columns:
            piece = generate(
                TerrainParameters(
                    width_px=width,
                    depth_px=depth,
                    origin_x_px=around.column + left,
                    origin_z_px=around.row + top,
                    # Numbers that are not those of the landforms, at the same places of another grid.
                    seed=(outline.seed + 1) % 2**64,
                    metres_per_pixel=spacing,
                    landform=outline.wishes.landform,
                    keep_sea_floor=True,
                    wander=0.0,
                    sea_level_m=ground.sea_level_m if outline.wishes.sea else None,
                    base=ground.base(spacing),
                ),
                store,
                TerrainCallbacks(checkpoint=callbacks.checkpoint),
            )
            made[top : top + depth, left : left + width] = piece.heights
    return np.maximum(made, np.float32(NO_SEA_M + LEAST_ABOVE_M))


def _pieces(count: int, most: int) -> list[tuple[int, int]]:
    """Beginnings and lengths of pieces of at most so many."""
    pieces = math.ceil(count / most)
    ends = [round(count * number / pieces) for number in range(pieces + 1)]
    return [(first, last - first) for first, last in pairwise(ends)]


# --- water ------------------------------------------------------------------------------------------------------------


def _watered(heights: Float64Array, window: _Window, ground: RegionGround, callbacks: Callbacks) -> tuple[Land, Carved]:
    """The window's ground with its waters, and those as the terrain domain has them."""
    shape, spacing, sea = heights.shape, window.spacing, ground.sea_level_m
    # Whether ground below the sea is the sea's must not hang on what this window shows.
    by_sea = ground.by_sea(window.east(), window.south())
    np.maximum(heights, sea + _DRY_M, out=heights, where=~by_sea)
    lake = np.zeros(shape, np.bool_)
    lake_m = ground.outline.lake_m
    if lake_m is not None:
        far = basin(window.east(), window.south(), lake_m)
        dig_basin(heights, spacing, ground.lake_level_m, far, lake_m[2])
        lake = (far < lake_m[2]) & (heights < ground.lake_level_m)
    carved = Carved(
        heights.astype(np.float32),
        np.full(shape, np.inf, np.float32),
        np.zeros(shape, np.float32),
        np.zeros(shape, np.float32),
        np.zeros(shape, np.float32),
        np.where(lake, np.float32(ground.lake_level_m), np.float32(np.nan)).astype(np.float32),
        lake,
    )
    running = np.full(shape, np.nan)
    # The greatest last: where two meet, the lower bed stays.
    for river in ground.rivers[::-1]:
        callbacks.checkpoint()
        _run(river, heights, running, carved, window, sea)
    fine = heights.astype(np.float32)
    lake &= fine < np.float32(ground.lake_level_m)
    surface = np.full(shape, np.nan, np.float32)
    # A bed below the sea is no sea.
    inland = lake | ~np.isnan(running)
    surface[(fine < sea) & ~inland & (by_sea | np.isfinite(carved.river_distance_m))] = sea
    surface[lake] = ground.lake_level_m
    runs = ~np.isnan(running) & np.isnan(surface) & (fine < running - 0.02)
    surface[runs] = running[runs]
    below = ~np.isnan(running) & np.isnan(surface) & (fine < sea)
    surface[below] = sea
    nothing = np.zeros(shape, np.float32)
    land = Land(fine, spacing, surface, nothing, np.zeros(shape, np.uint8), nothing, sea, ground.recipe)
    return land, replace(carved, heights=fine, lake=lake)


def _run(
    river: River, heights: Float64Array, running: Float64Array, carved: Carved, window: _Window, sea: float
) -> None:
    """Cut a river where it comes near, in place, and note its water."""
    spacing = window.spacing
    reach = CHANNEL_REACH * float(river.width_m.max())
    x, z = river.points_m[:, 0], river.points_m[:, 1]
    beyond = reach + 2.0 * spacing + 16.0
    near = (x > window.x_m - beyond) & (x < window.x_m + window.columns * spacing + beyond)
    near &= (z > window.z_m - beyond) & (z < window.z_m + window.rows * spacing + beyond)
    if not near.any():
        return
    first, last = int(np.argmax(near)), len(near) - int(np.argmax(near[::-1]))
    first, last = max(first - 1, 0), min(last + 1, len(near))
    # Centres of the region's pixels stand for its heights: places are told half a pixel farther on.
    points = tuple(
        PathPoint(float(each_x) / spacing + 0.5, float(each_z) / spacing + 0.5)
        for each_x, each_z in river.points_m[first:last]
    )
    grid = pixel_grid(window.column, window.row, window.columns, window.rows)
    found = nearest(Polyline.through(points), grid, reach / spacing)
    inside = np.isfinite(found.distance_px)

    def at(values: Float64Array) -> Float64Array:
        part = values[first:last]
        return np.asarray(found.interpolate(np.append(part, part[-1])), np.float64)

    width = at(river.width_m)
    inside &= found.distance_px * spacing < CHANNEL_REACH * width
    far = np.where(inside, found.distance_px * spacing, np.inf)
    water = np.where(inside, at(river.water_m), np.nan)
    carve_channel(heights, spacing, sea, far, water, width)
    wet = inside & (far < 0.5 * width + 1.5 * spacing)
    running[wet] = np.fmax(running[wet], water[wet])
    ahead = np.gradient(river.points_m, axis=0)
    heading = np.degrees(np.arctan2(ahead[:, 0], -ahead[:, 1])) % 360.0
    closer = inside & (far < carved.river_distance_m)
    carved.river_distance_m[closer] = far[closer]
    carved.river_width_m[closer] = width[closer]
    carved.discharge_m3_per_s[closer] = (width[closer] / 4.0) ** 2
    carved.heading_deg[closer] = heading[np.minimum(found.segment + first, len(heading) - 1)][closer]
    still = carved.lake
    carved.water_level_m[closer & ~still] = water[closer & ~still]


def _lines_in(ground: RegionGround, west: float, north: float, side: float) -> tuple[FloatArray, ...]:
    """Middle lines of rivers in a tile, in its metres; one that leaves and comes again is told twice."""
    found = []
    for river in ground.rivers:
        points = np.stack([river.points_m[:, 0] - west, river.water_m, river.points_m[:, 1] - north], axis=1)
        inside = np.all((points[:, ::2] > -8.0) & (points[:, ::2] < side + 8.0), axis=1)
        ends = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(np.int8), [0]])))
        found += [
            points[first:last].astype(np.float32)
            for first, last in zip(ends[::2], ends[1::2], strict=True)
            if last - first > 1
        ]
    return tuple(found)


# --- roads over borders -----------------------------------------------------------------------------------------------


def _shows(window: _Window, crossing: Crossing) -> bool:
    """Whether a window has all the ground that a crossing hangs on."""
    reach = stub_m(window.spacing) + max(_LOOK_M, 2.0 * window.spacing) + window.spacing
    x, z = crossing.x_m - window.x_m, crossing.z_m - window.z_m
    far = np.array([x, z, (window.columns - 1) * window.spacing - x, (window.rows - 1) * window.spacing - z])
    return bool((far >= reach).all())


def _stub(side: str, crossing: Crossing, land: Land, window: _Window) -> Stub:
    """How a road crosses a border, in the window's metres. Its height is that of the ground along it, smoothed."""
    out_x, out_z = _OUT[side]
    x, z = crossing.x_m - window.x_m, crossing.z_m - window.z_m
    spacing = window.spacing
    length = stub_m(spacing)
    # Eastwards and southwards in both tiles, so that the sums are the same.
    ahead_x, ahead_z = abs(out_x), abs(out_z)
    steps = max(round(_LOOK_M / spacing), 2)
    far = round(length / spacing)
    column, row = round(x / spacing), round(z / spacing)
    ground = land.heights_m.astype(np.float64)

    def mean(first: int, last: int) -> float:
        along = range(first, last + 1)
        return math.fsum(ground[row + step * ahead_z, column + step * ahead_x] for step in along) / len(along)

    middle = round(mean(-steps, steps) * _EXACT) / _EXACT
    rise = (mean(far - steps, far + steps) - mean(-far - steps, -far + steps)) / (2.0 * length)
    grade = round(min(max(rise, -_STEEPEST), _STEEPEST) * 1024.0) / 1024.0
    inwards = -(out_x + out_z)
    return Stub(side, x, middle, z, x - out_x * length, middle + inwards * grade * length, z - out_z * length)


def _with_beds(land: Land, stubs: list[Stub]) -> Land:
    """The land with even ground below roads where they cross borders, as far as that is told."""
    if not stubs:
        return land
    works = Earthworks(land, water_zone(land, land.metres_per_pixel))
    roads = []
    for stub in stubs:
        beyond = 2.0 * stub.x_m - stub.inner_x_m, 2.0 * stub.y_m - stub.inner_y_m, 2.0 * stub.z_m - stub.inner_z_m
        ends = [(stub.inner_x_m, stub.inner_y_m, stub.inner_z_m), (stub.x_m, stub.y_m, stub.z_m), beyond]
        # Always from west to east and from north to south.
        line = np.array(sorted(ends, key=lambda end: (end[0], end[2])), np.float32)
        roads.append(Road("road", line, WIDTH_M["road"], np.zeros(3, np.bool_)))
    works.lay_roads(roads)
    return replace(land, heights_m=works.shaped())


def _moved(stub: Stub, window: _Window, x_m: float, z_m: float) -> Stub:
    """In the metres of another corner."""
    east, south = window.x_m - x_m, window.z_m - z_m
    return replace(
        stub,
        x_m=stub.x_m + east,
        z_m=stub.z_m + south,
        inner_x_m=stub.inner_x_m + east,
        inner_z_m=stub.inner_z_m + south,
    )
