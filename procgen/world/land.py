"""The ground of a world: heights by the terrain domain, steered by the plan, and what follows from them.

Heights stand on grid points. Between them the ground is two triangles a square, as the mesh has it: the diagonal runs
from its north-eastern to its south-western corner.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.terrain.base.land import Base
from procgen.terrain.controls.shapes import WorldArea
from procgen.terrain.generate import Callbacks as TerrainCallbacks
from procgen.terrain.generate import generate
from procgen.terrain.ground.biomes import Biome
from procgen.terrain.ground.layers import layers
from procgen.terrain.ground.parameters import GroundParameters
from procgen.terrain.heightmap import Heightmap
from procgen.terrain.parameters import Sketch, TerrainParameters
from procgen.terrain.rivers import Carved
from procgen.world.chance import Float64Array, part_seed, smooth_noise
from procgen.world.large_forms import followed
from procgen.world.levels import LEAST_ABOVE_M, NO_SEA_M, SEA_LEVEL_M
from procgen.world.parameters import WorldParameters
from procgen.world.parts import Callbacks
from procgen.world.place import FloatArray, Land
from procgen.world.plan import Plan, make_plan
from procgen.world.region.tile import tile_land
from procgen.world.text import CLIMATES
from procgen.world.water import make_waters

_LEAST_SIDE_PX: Final = 64
_LANDFORM_SPACING_M: Final = 8.0
"""About how far apart the heights of landforms are. Their forms are as large as the networks learned them at that
spacing, and what lies between is made down to the ground's own."""
_MARGIN_CELLS: Final = 8
"""Heights of landforms beyond each edge: the ground at the edge hangs on what lies beyond."""
_SKETCH_STRENGTH: Final = 0.9
_LEAST_FOLLOWED: Final = 0.55
"""How far the ground's large forms follow the plan where it says little."""
_CRATER_SHARE: Final = 0.45
"""How far a crater and what a way out of it would be cut through reaches, over the radius of the foot."""
_SWAMP_REACH: Final = 2.6
"""How far a swamp reaches from the middle of its lake, in radii of that."""
_SWAMP_STEEPEST_DEG: Final = 7.0
_SMOOTHING_M: Final = 7.0
"""Standard deviation of the smoothing of cells of the sketch."""


def grid_points(parameters: WorldParameters) -> int:
    """Rows, and columns, of the heights."""
    return math.floor(parameters.side_m / parameters.metres_per_pixel + 1e-6) + 1


def _followed(heights_m: FloatArray, plan: Plan, spacing_m: float, first_m: float) -> FloatArray:
    """Ground pulled towards the plan, and no lower than the least that there is."""
    shaped = followed(
        heights_m,
        plan.sketch_m,
        np.maximum(plan.weights, np.float32(_LEAST_FOLLOWED)),
        spacing_m,
        first_m,
        max(round(2.0 * (_SMOOTHING_M / spacing_m) ** 2), 1),
        ((plan.site_x_m, plan.site_z_m, plan.site_radius_m),) if plan.site_radius_m > 0.0 else (),
        plan.volcano_m,
    )
    return np.maximum(shaped, np.float32(NO_SEA_M + LEAST_ABOVE_M))


def ground_parameters(plan: Plan) -> GroundParameters:
    """The climate, for the terrain domain's layers."""
    climate = CLIMATES[plan.climate]
    below_m = 0.0 if plan.sea else -NO_SEA_M
    return GroundParameters(
        sea_level_temperature_c=climate.temperature_c + below_m / 1000.0 * plan.lapse_c_per_km,
        lapse_c_per_km=plan.lapse_c_per_km,
        rainfall_mm=climate.rainfall_mm,
    )


def make_land(
    parameters: WorldParameters,
    store: ModelStore,
    callbacks: Callbacks | None = None,
    plan: Plan | None = None,
    model: str = "",
) -> Land:
    """Make the ground, its waters and what covers it.

    Args:
        parameters: of the world; the part "terrain" has its seed.
        store: where the terrain's networks come from.
        callbacks: how to watch and stop the work.
        plan: of the parameters, where it has been made before.
        model: a terrain generator; the packaged one if empty, and always in a region. Classical ones take no sketch:
            their ground is pulled towards the plan afterwards only.

    Raises:
        InvalidFields: names every parameter that can't be accepted.
        ModelUnavailable: a network is missing or damaged.
        Cancelled, DeadlinePassed: whatever ``callbacks.checkpoint`` raised.
    """
    callbacks = callbacks or Callbacks()
    plan = plan or make_plan(parameters)
    if parameters.region_tiles:
        land = tile_land(parameters, store, ground_parameters(plan), callbacks)
        if plan.swamp > 0.0:
            _drown(land, plan, land.slope_deg, land.moisture, land.biome)
        return land
    spacing = float(parameters.metres_per_pixel)
    made = (
        _classical(parameters, plan, store, callbacks, model) if model else _learned(parameters, plan, store, callbacks)
    )
    sea = SEA_LEVEL_M if plan.sea else NO_SEA_M
    waters = make_waters(
        made.heights_m,
        spacing,
        sea,
        plan.river_m,
        plan.river_width_m,
        plan.lake_m,
        callbacks.checkpoint,
        None if plan.volcano_m is None else (*plan.volcano_m[:2], _CRATER_SHARE * plan.volcano_m[2]),
    )
    return cover(
        waters.heights_m,
        Land(
            heights_m=waters.heights_m,
            metres_per_pixel=spacing,
            water_m=waters.surface_m,
            slope_deg=waters.heights_m,
            biome=np.zeros(waters.heights_m.shape, np.uint8),
            moisture=waters.heights_m,
            sea_level_m=sea,
            recipe=made.recipe,
            rivers=waters.rivers,
        ),
        plan,
        callbacks,
        waters.carved,
    )


@dataclass(frozen=True, slots=True)
class _Ground:
    """Heights before there is water."""

    heights_m: FloatArray
    """(rows, columns) of the world's grid points."""
    recipe: Recipe


def _request(parameters: WorldParameters, plan: Plan) -> TerrainParameters:
    """What all requests of a world's ground have in common; of no size yet."""
    return TerrainParameters(
        width_px=_LEAST_SIDE_PX,
        depth_px=_LEAST_SIDE_PX,
        seed=part_seed(parameters, "terrain"),
        landform=plan.landform,
        keep_sea_floor=True,
        wander=0.0,
        sea_level_m=SEA_LEVEL_M if plan.sea else None,
    )


def _made(request: TerrainParameters, store: ModelStore, callbacks: Callbacks, begin: float, end: float) -> Heightmap:
    """A height map, made while that share of the land's progress goes by."""

    def report(stage: str, share: float, _heights: object) -> None:
        callbacks.report(stage, begin + (end - begin) * share)

    return generate(request, store, TerrainCallbacks(report, callbacks.checkpoint))


def _learned(parameters: WorldParameters, plan: Plan, store: ModelStore, callbacks: Callbacks) -> _Ground:
    """Landforms after the plan, and then what lies between their heights: they are the base of a finer map."""
    points, spacing = grid_points(parameters), float(parameters.metres_per_pixel)
    side_m = float(parameters.side_m)
    # None smaller than the ground's own.
    cells, margin = min(round(side_m / _LANDFORM_SPACING_M), math.floor(side_m / spacing)), _MARGIN_CELLS
    cell_m = side_m / cells
    request = _request(parameters, plan)
    size = max(cells + 2 * margin, _LEAST_SIDE_PX)
    forms = _made(
        replace(
            request,
            width_px=size,
            depth_px=size,
            origin_x_px=-margin,
            origin_z_px=-margin,
            metres_per_pixel=cell_m,
            sketch=Sketch(plan.sketch_m, plan.weights, WorldArea(0, 0, cells, cells), _SKETCH_STRENGTH),
        ),
        store,
        callbacks,
        0.0,
        0.2,
    )
    inner = forms.heights[margin : margin + cells, margin : margin + cells]
    beyond = ((margin, size - margin - cells),) * 2
    lift = np.pad(_followed(inner, plan, cell_m, 0.5 * cell_m) - inner, beyond, mode="edge")
    side_px = max(points, _LEAST_SIDE_PX)
    west = -margin * cell_m / spacing
    fine = _made(
        replace(
            request,
            width_px=side_px,
            depth_px=side_px,
            # Numbers that are not those of the landforms, at the same places of another grid.
            seed=(request.seed + 1) % 2**64,
            metres_per_pixel=spacing,
            base=Base(np.asarray(forms.heights + lift, np.float32), cell_m, west, west),
        ),
        store,
        callbacks,
        0.2,
        0.8,
    )
    heights = np.maximum(fine.heights[:points, :points], np.float32(NO_SEA_M + LEAST_ABOVE_M))
    return _Ground(np.ascontiguousarray(heights), forms.recipe)


def _classical(parameters: WorldParameters, plan: Plan, store: ModelStore, callbacks: Callbacks, model: str) -> _Ground:
    """Noise that is pulled towards the plan."""
    points, spacing = grid_points(parameters), float(parameters.metres_per_pixel)
    side_px = max(points, _LEAST_SIDE_PX)
    request = _request(parameters, plan)
    made = _made(
        replace(request, model=model, width_px=side_px, depth_px=side_px, metres_per_pixel=spacing),
        store,
        callbacks,
        0.0,
        0.8,
    )
    heights = _followed(made.heights, plan, spacing, 0.0)[:points, :points]
    return _Ground(np.ascontiguousarray(heights), made.recipe)


def cover(
    heights_m: FloatArray, land: Land, plan: Plan, callbacks: Callbacks | None = None, carved: Carved | None = None
) -> Land:
    """The land with other heights, and slope, moisture and biome as they follow from them; the water stays.

    Args:
        heights_m: (rows, columns) metres.
        land: whose water, rivers and recipe are kept.
        plan: has the climate.
        callbacks: how to stop the work.
        carved: the waters as the terrain domain has them; worked out from the land's if None.
    """
    callbacks = callbacks or Callbacks()
    known = replace(carved or _carved(land), heights=heights_m)
    made = layers(
        heights_m,
        land.metres_per_pixel,
        land.sea_level_m,
        ("slope", "wetness", "biome"),
        ground_parameters(plan),
        callbacks.checkpoint,
        known,
    )
    moisture, biome = np.array(made["wetness"]), np.array(made["biome"])
    if plan.swamp > 0.0:
        _drown(land, plan, made["slope"], moisture, biome)
    return replace(
        land,
        heights_m=heights_m,
        slope_deg=np.ascontiguousarray(made["slope"]),
        moisture=moisture,
        biome=biome,
    )


def _drown(land: Land, plan: Plan, slope_deg: FloatArray, moisture: FloatArray, biome: npt.NDArray[np.uint8]) -> None:
    """Make the gentle ground about the lake a swamp: wet, and of its biome."""
    if plan.lake_m is None:
        return
    x, z, radius = plan.lake_m
    rows, columns = biome.shape
    spacing = land.metres_per_pixel
    east = np.arange(columns, dtype=np.float64) * spacing
    south = np.arange(rows, dtype=np.float64)[:, None] * spacing
    far = np.hypot(east - x, south - z) / (radius * _SWAMP_REACH * math.sqrt(plan.swamp))
    _, at_x, at_z = land.in_noise(0, east, south)
    ragged = 0.25 * smooth_noise(0, "world/swamp", at_x / 40.0, at_z / 40.0)
    inside = (far + ragged < 1.0) & (slope_deg < _SWAMP_STEEPEST_DEG) & ~land.water
    biome[inside] = int(Biome.WETLAND)
    moisture[inside] = np.maximum(moisture[inside], np.float32(0.92))


def _carved(land: Land) -> Carved:
    """The land's lakes and rivers as the terrain domain has them."""
    shape = land.heights_m.shape
    inland = land.water & (land.water_m > land.sea_level_m)
    running = np.zeros(shape, np.bool_)
    for line in land.rivers:
        running |= _near(land, line)
    running &= inland
    distance = np.where(running, np.float32(0.0), np.float32(np.inf)).astype(np.float32)
    width = np.where(running, np.float32(land.metres_per_pixel), np.float32(0.0)).astype(np.float32)
    level = land.water_m.astype(np.float32)
    # Where its rivers flow to, a place does not keep: no layer of its maps says so.
    heading = np.zeros_like(width)
    return Carved(land.heights_m, distance, width, width * 0.1, heading, level, inland & ~running)


def _near(land: Land, line: FloatArray) -> npt.NDArray[np.bool_]:
    """Water at a river's level within a few widths of its line."""
    near = np.zeros(land.heights_m.shape, np.bool_)
    reach = max(math.ceil(10.0 / land.metres_per_pixel), 1)
    for x, _, z in line:
        row, column = round(float(z) / land.metres_per_pixel), round(float(x) / land.metres_per_pixel)
        near[max(row - reach, 0) : row + reach + 1, max(column - reach, 0) : column + reach + 1] = True
    return near


def nearest_value(field: npt.NDArray[np.generic], land: Land, x_m: npt.ArrayLike, z_m: npt.ArrayLike) -> np.ndarray:
    """Values of the nearest grid points."""
    rows, columns = land.heights_m.shape
    column = np.clip(np.rint(np.asarray(x_m, np.float64) / land.metres_per_pixel), 0, columns - 1).astype(np.int64)
    row = np.clip(np.rint(np.asarray(z_m, np.float64) / land.metres_per_pixel), 0, rows - 1).astype(np.int64)
    return np.asarray(field[row, column])


def water_height(land: Land, x_m: npt.ArrayLike, z_m: npt.ArrayLike) -> Float64Array:
    """Height of the water at places, NaN where there is none at the nearest grid point."""
    return np.asarray(nearest_value(land.water_m, land, x_m, z_m), np.float64)


def side_m(land: Land) -> tuple[float, float]:
    """How far the ground reaches east and south, metres."""
    rows, columns = land.heights_m.shape
    return (columns - 1) * land.metres_per_pixel, (rows - 1) * land.metres_per_pixel
