"""Sea, lakes and rivers of a world: the ground is shaped for them, and their surfaces follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.terrain.controls.geometry import Polyline, ease, nearest, pixel_grid
from procgen.terrain.controls.shapes import PathPoint
from procgen.terrain.ground.hydrology import Draining, drain, sea_mask
from procgen.terrain.representation import FloatArray
from procgen.terrain.rivers import Carved
from procgen.world.chance import Float64Array

BANK_M: Final = 0.6
"""How far a river's banks stand above its water, at least."""
_VALLEY_SLOPE: Final = 0.45
_BANK_REACH: Final = 5.0
"""Widths of the river over which its banks are raised where the ground beside it is lower."""
CHANNEL_REACH: Final = _BANK_REACH + 8.0
"""Widths from a river's middle within which the ground may be shaped for it."""
_LEAST_FALL: Final = 0.0015
_LAKE_DEPTH_M: Final = 4.0
_SHORE_REACH: Final = 0.8
"""Radii beyond a lake's shore over which the ground is fitted to it."""
_STEP_M: Final = 4.0
_RAISED_SHARE: Final = 0.6
"""How far hollows are filled before ways are cut out of them..."""
_BANK_SLOPE: Final = 0.25
"""...whose banks one can walk up."""


@dataclass(frozen=True, slots=True, eq=False)
class Waters:
    """Ground with its water."""

    heights_m: FloatArray
    """(rows, columns)."""
    surface_m: FloatArray
    """(rows, columns) of water, NaN where there is none."""
    carved: Carved
    """The same as the terrain domain has it, for its layers."""
    rivers: tuple[FloatArray, ...]
    """Each (n, 3) points of the middle line, downstream, on the water."""


def bilinear(field: FloatArray, spacing_m: float, x_m: Float64Array, z_m: Float64Array) -> Float64Array:
    """Values between grid points; beyond the edges, those of the edge."""
    rows, columns = field.shape
    u = np.clip(np.asarray(x_m) / spacing_m, 0.0, columns - 1.0)
    v = np.clip(np.asarray(z_m) / spacing_m, 0.0, rows - 1.0)
    column = np.minimum(u.astype(np.int64), columns - 2)
    row = np.minimum(v.astype(np.int64), rows - 2)
    u, v = u - column, v - row
    top = field[row, column] * (1.0 - u) + field[row, column + 1] * u
    bottom = field[row + 1, column] * (1.0 - u) + field[row + 1, column + 1] * u
    return np.asarray(top * (1.0 - v) + bottom * v, np.float64)


def resampled(line: Float64Array, step: float) -> Float64Array:
    """Points of a line at even distances of about ``step``: (n, 2 or 3)."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(line[:, 0]), np.diff(line[:, 1])))])
    count = max(int(np.ceil(along[-1] / step)), 1) + 1
    places = np.linspace(0.0, along[-1], count)
    return np.stack([np.interp(places, along, line[:, k]) for k in range(line.shape[1])], axis=1)


def make_waters(
    heights_m: FloatArray,
    spacing_m: float,
    sea_level_m: float,
    river_m: Float64Array | None,
    river_width_m: float,
    lake_m: tuple[float, float, float] | None,
    checkpoint: Checkpoint = go_on,
    crater_m: tuple[float, float, float] | None = None,
) -> Waters:
    """Dig the lake, cut the river, and let everything else find its way out.

    Args:
        heights_m: (rows, columns) of grid points; not changed.
        spacing_m: distance of the grid points.
        sea_level_m: height of the sea.
        river_m: (n, 2) x and z of a river's middle line, downstream, or None.
        river_width_m: of its water.
        lake_m: x, z and radius of a lake, or None.
        checkpoint: called between steps; raises to stop the work.
        crater_m: x, z and radius of ground with a hollow that stays, and dry: water seeps away there; or None.
    """
    # No hollow keeps water but the lake.
    rules = Draining("carve", raised_share=_RAISED_SHARE, bank_slope=_BANK_SLOPE, keep_edges=False)
    drained = drain(np.ascontiguousarray(heights_m, np.float32), spacing_m, sea_level_m, rules, checkpoint)
    heights = drained.ground_m.astype(np.float64)
    if crater_m is not None:
        x, z, radius = crater_m
        rows, columns = heights.shape
        far = np.hypot(np.arange(columns) * spacing_m - x, np.arange(rows)[:, None] * spacing_m - z)
        np.copyto(heights, heights_m, where=far < radius)
    lake, lake_level = np.zeros(heights.shape, np.bool_), sea_level_m
    if lake_m is not None:
        inside, lake_level = _dig(heights, spacing_m, sea_level_m, lake_m)
        lake = inside & (heights < lake_level)
    checkpoint()
    cut = None
    if river_m is not None:
        cut = _cut(heights, spacing_m, sea_level_m, resampled(river_m, _STEP_M), river_width_m)
        lake &= heights < lake_level
    checkpoint()
    ground = heights.astype(np.float32)
    shape = ground.shape
    surface = np.full(shape, np.nan, np.float32)
    surface[sea_mask(np.where(lake, np.float32(sea_level_m + 1.0), ground), sea_level_m)] = sea_level_m
    surface[lake] = lake_level
    distance = np.full(shape, np.inf, np.float32)
    width = np.zeros(shape, np.float32)
    discharge = np.zeros(shape, np.float32)
    heading = np.zeros(shape, np.float32)
    level = np.where(lake, np.float32(lake_level), np.float32(np.nan)).astype(np.float32)
    rivers: tuple[FloatArray, ...] = ()
    if cut is not None:
        line, water, far, at_water, towards = cut
        near = far < 0.5 * river_width_m + 1.5 * spacing_m
        running = near & np.isnan(surface) & (ground < at_water - 0.02)
        surface[running] = at_water[running]
        distance = np.where(np.isfinite(far), far, np.inf).astype(np.float32)
        width[np.isfinite(far)] = river_width_m
        discharge[np.isfinite(far)] = (river_width_m / 4.0) ** 2
        heading[np.isfinite(far)] = towards[np.isfinite(far)]
        level = np.where(np.isnan(level) & np.isfinite(far), at_water, level).astype(np.float32)
        rivers = (np.stack([line[:, 0], water, line[:, 1]], axis=1).astype(np.float32),)
    carved = Carved(ground, distance, width, discharge, heading, level, lake)
    return Waters(ground, surface, carved, rivers)


def _dig(
    heights: Float64Array, spacing: float, sea: float, lake: tuple[float, float, float]
) -> tuple[npt.NDArray[np.bool_], float]:
    """A basin whose rim stands above its water, in place; where it is, and the water's height."""
    rows, columns = heights.shape
    east, south = (np.asarray(np.arange(count) * spacing, np.float64) for count in (columns, rows))
    far = basin(east, south[:, None], lake)
    level = basin_level(heights, far, sea, lake[2])
    dig_basin(heights, spacing, level, far, lake[2])
    return far < lake[2], level


def basin(east: Float64Array, south: Float64Array, lake: tuple[float, float, float]) -> Float64Array:
    """How far places lie from the middle of a lake, where its uneven shore counts as its radius; they broadcast."""
    x, z, _ = lake
    far = np.hypot(east - x, south - z)
    angle = np.arctan2(south - z, east - x)
    uneven = 0.09 * np.sin(2.0 * angle + x) + 0.06 * np.sin(3.0 * angle + z) + 0.03 * np.sin(7.0 * angle)
    return np.asarray(far * (1.0 + uneven), np.float64)


def basin_level(heights: Float64Array, far: Float64Array, sea: float, radius: float) -> float:
    """Height of a lake's water on ground around it."""
    ring = (far >= radius) & (far < 1.35 * radius)
    return max(float(np.percentile(heights[ring], 25.0)), sea + 1.5)


def dig_basin(heights: Float64Array, spacing: float, level: float, far: Float64Array, radius: float) -> None:
    """Dig a basin in place; its rim stands above the water.

    Args:
        heights: (rows, columns).
        spacing: of them, metres.
        level: of the water.
        far: of :func:`basin`, of the same places.
        radius: of the lake.
    """
    share = np.clip(far / radius, 0.0, 2.0)
    bowl = level - _LAKE_DEPTH_M * np.sqrt(np.clip(1.0 - share, 0.0, 1.0))
    np.minimum(heights, bowl, out=heights, where=far < radius)
    # The rim is raised where it is low and cut where it is steep, both less and less outwards.
    beyond = np.maximum(far - radius, 0.0)
    blend = 1.0 - ease(beyond / (_SHORE_REACH * radius))
    least, most = level + 0.3 + 0.03 * beyond, level + 0.5 + 0.12 * beyond
    outside = far >= radius
    shaped = heights + (np.clip(heights, least, most) - heights) * blend
    heights[outside] = shaped[outside]
    edge = outside & (far < radius + 2.0 * spacing)
    heights[edge] = np.maximum(heights[edge], level + 0.25)


def _cut(
    heights: Float64Array, spacing: float, sea: float, line: Float64Array, width: float
) -> tuple[Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]:
    """Cut a channel, in place.

    Returns:
        The line; the water's height at each of its points; the distance of each grid point from it; and the water's
        height at the nearest point of it, and where the line leads there, degrees clockwise from north.
    """
    rows, columns = heights.shape
    bank = bilinear(heights.astype(np.float32), spacing, line[:, 0], line[:, 1])
    for aside in (-1.2, 1.2):
        step = np.gradient(line, axis=0)
        step /= np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)[:, None]
        x, z = line[:, 0] - step[:, 1] * aside * width, line[:, 1] + step[:, 0] * aside * width
        bank = np.minimum(bank, bilinear(heights.astype(np.float32), spacing, x, z) + 0.5)
    water = falling(line, bank - BANK_M, sea)
    grid = pixel_grid(0, 0, columns, rows)
    points = tuple(PathPoint(x / spacing + 0.5, z / spacing + 0.5) for x, z in line)
    reach = CHANNEL_REACH * width
    found = nearest(Polyline.through(points), grid, reach / spacing)
    far = found.distance_px * spacing
    inside = np.isfinite(far)
    at_water = np.where(inside, found.interpolate(np.append(water, water[-1])), np.nan)
    carve_channel(heights, spacing, sea, far, at_water, width)
    ahead = np.gradient(line[:, :2], axis=0)
    heading = np.degrees(np.arctan2(ahead[:, 0], -ahead[:, 1])) % 360.0
    return line, water, far, at_water, heading[np.minimum(found.segment, len(line) - 1)]


def falling(line: Float64Array, wanted: Float64Array, sea: float) -> Float64Array:
    """Heights of water along a line: never uphill, with a little fall everywhere, and no lower than the sea.

    Args:
        line: (n, 2) downstream.
        wanted: (n,) heights that it is at most, but where rapids are smoothed.
        sea: its level.
    """
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(line[:, 0]), np.diff(line[:, 1])))])
    water = np.minimum.accumulate(wanted + _LEAST_FALL * along) - _LEAST_FALL * along
    # Smooth over rapids, still never uphill.
    window = 9
    padded = np.pad(water, window // 2, mode="edge")
    water = np.convolve(padded, np.full(window, 1.0 / window), mode="valid")
    return np.asarray(np.maximum(water, sea), np.float64)


def carve_channel(
    heights: Float64Array,
    spacing: float,
    sea: float,
    far: Float64Array,
    at_water: Float64Array,
    width: float | Float64Array,
) -> None:
    """Cut a channel and its valley in place, and raise banks that are too low.

    Args:
        heights: (rows, columns).
        spacing: of them, metres.
        sea: its level.
        far: distance from the channel's middle line; infinite where that is too far to matter.
        at_water: height of the water at the nearest point of the line; NaN where it is too far.
        width: of the water, there.
    """
    inside = np.isfinite(far)
    depth = 0.5 + 0.09 * width
    bed = at_water - depth
    half = 0.5 * width
    with np.errstate(invalid="ignore"):
        beyond = far - half
        ceiling = np.where(
            beyond < 0.0,
            bed + depth * 0.8 * np.clip(far / half, 0.0, 1.0) ** 2,
            bed + 0.8 * depth + _VALLEY_SLOPE * beyond + 0.02 * beyond**2,
        )
        in_sea = heights < sea - 1.0
        lower = inside & (ceiling < heights) & ~in_sea
        heights[lower] = ceiling[lower]
        # Raise what is too low beside it.
        floor = at_water + BANK_M - 0.12 * np.maximum(beyond - spacing, 0.0)
        blend = 1.0 - ease((beyond - width) / (_BANK_REACH * width))
        low = inside & (beyond > spacing) & (heights < floor) & (at_water > sea + 0.3) & (blend > 0.0)
        heights[low] += ((floor - heights) * blend)[low]
