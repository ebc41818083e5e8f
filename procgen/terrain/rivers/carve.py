"""Cutting rivers into the full-resolution ground.

The new height of a pixel depends on its place, its own old height and the curves within a bounded distance, so tiles
agree bit for bit. Each curve brings two surfaces:

- a *ceiling*, above which no ground may stand: the channel's bed, then an even strip on both sides, then a valley side
  of bounded slope. Where the ground is lower anyway, as in any natural valley, the ceiling changes nothing; where a
  ridge stands in the way, it becomes a gorge.
- a *floor*, beneath which no ground may lie near the water, so that a river above its surroundings keeps its banks.

The ground is put between the highest floor and the lowest ceiling. Near the river ceilings are exact; farther away,
where they are plain slopes, they are worked out at the centres of the coarse cells, and a quadratic B-spline, whose
slopes have no jumps, makes a surface of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.terrain.representation import CELL, FloatArray
from procgen.terrain.rivers.drainage import Doubles, IntArray
from procgen.terrain.rivers.network import CARVE_REACH_CELLS, FIXED, Curves, RiverNetwork

_VALLEY_SLOPE = 0.7
"""Rise per metre of the valley sides that are cut: 35 degrees."""
_STRIP_SLOPE = 0.05
_LEVEE_SLOPE = 0.3
_DROWNED_DEPTHS = 1.5
_NEAR_PX = 10.0
"""Exact ceilings reach this far beyond the water's edge."""
_BLEND_PX = 4.0
"""Over the last pixels of that they pass into the interpolated ones."""
_FAR_CELLS = CARVE_REACH_CELLS - 1
_STEEPENING_PX = 34.0
"""Far ceilings rise faster and faster beyond this, so that nothing is cut at the end of a curve's reach."""
_NONE = np.float32(1e6)
_CHUNK_PX = 1 << 16
_FLAT_PIECES = (0.0, 0.3125, 0.6875, 1.0)
"""A curve is drawn as three straight pieces; multiples of 1/16, so that their ends are exact."""


@dataclass(frozen=True, slots=True)
class Carved:
    """Ground with rivers in it, and where they are; each array is (depth, width) float32."""

    heights: FloatArray
    """Metres."""
    river_distance_m: FloatArray
    """Distance from the nearest river's middle line; infinite where none is near."""
    river_width_m: FloatArray
    """Width of that river; 0 where none is near. Water covers the pixels nearer than half of it."""
    discharge_m3_per_s: FloatArray
    """Of that river; 0 where none is near."""
    water_level_m: FloatArray
    """Of that river; in a lake, of the lake; NaN where neither is near."""
    lake: npt.NDArray[np.bool_]
    """Covered by a lake."""


def carve(heights: FloatArray, origin_x_px: int, origin_z_px: int, network: RiverNetwork) -> Carved:
    """Cut rivers into the ground.

    Args:
        heights: (depth, width) metres.
        origin_x_px: western edge on the world's grid.
        origin_z_px: northern edge.
        network: rivers of a rectangle that holds this one.

    Returns:
        The new ground and the rivers on it. The same pixel has the same values whatever the rectangle, bit for bit.

    Raises:
        ValueError: the network was made for another place.
    """
    depth, width = heights.shape
    area = network.rectangle
    if not (
        area.origin_x_px <= origin_x_px
        and origin_x_px + width <= area.origin_x_px + area.width_px
        and area.origin_z_px <= origin_z_px
        and origin_z_px + depth <= area.origin_z_px + area.depth_px
    ):
        raise ValueError(f"the network covers {area}, not {width} x {depth} px at {origin_x_px}, {origin_z_px}")
    ground = np.ascontiguousarray(heights, np.float32)
    tile = _Tile(origin_x_px, origin_z_px, width, depth)
    near = _near(network, tile)
    far = _far(network, tile)
    ceiling = np.minimum(near.ceiling, far)
    still = np.maximum(_lake_levels(network, tile), np.float32(network.sea_level_m))
    # No dykes in the sea or in a lake.
    raised = np.where(ground > still, np.maximum(ground, near.floor), ground)
    carved = _smooth_minimum(raised, ceiling, near.softness * np.float32(network.metres_per_pixel))
    lake = (still > np.float32(network.sea_level_m)) & (carved < still)
    level = np.where(lake, still, near.water_level)
    return Carved(
        heights=carved,
        river_distance_m=near.distance * np.float32(network.metres_per_pixel),
        river_width_m=near.width,
        discharge_m3_per_s=near.discharge,
        water_level_m=level,
        lake=lake,
    )


@dataclass(frozen=True, slots=True)
class _Tile:
    origin_x_px: int
    origin_z_px: int
    width: int
    depth: int


def _smooth_minimum(a: FloatArray, b: FloatArray, softness: FloatArray) -> FloatArray:
    """Minimum whose crease is rounded off where the two differ by less than ``softness``."""
    share = np.maximum(softness - np.abs(a - b), np.float32(0.0))
    return np.asarray(np.minimum(a, b) - share * share / (np.float32(4.0) * np.maximum(softness, np.float32(1e-6))))


@dataclass(frozen=True, slots=True)
class _Near:
    """Per pixel of the tile; (depth, width) float32."""

    ceiling: FloatArray
    floor: FloatArray
    softness: FloatArray
    """In pixel spacings: nothing in the channel, more on the valley's side."""
    distance: FloatArray
    width: FloatArray
    discharge: FloatArray
    water_level: FloatArray


def _local(curves: Curves, tile: _Tile) -> Doubles:
    """Control points in pixels from the tile's corner; exact."""
    corner = np.array([tile.origin_x_px * FIXED, tile.origin_z_px * FIXED], np.int64)
    return np.asarray((curves.points - corner) / float(FIXED))


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pixels that are near to curves."""

    pixel: IntArray
    curve: IntArray
    distance: FloatArray
    """Pixels."""
    along: FloatArray
    """0 to 1 along the curve."""


def _pairs(curves: Curves, tile: _Tile, metres_per_pixel: float) -> _Pairs:
    points = _local(curves, tile)
    half = (curves.width_m.max(axis=1) / (2.0 * metres_per_pixel)).astype(np.float32)
    reach = half + np.float32(_NEAR_PX)
    low = np.floor(points.min(axis=1) - reach[:, None]).astype(np.int64)
    high = np.ceil(points.max(axis=1) + reach[:, None]).astype(np.int64)
    # Never beyond the reach that networks are made for.
    cell = np.stack([curves.column, curves.row], axis=1)
    corner = np.array([tile.origin_x_px, tile.origin_z_px], np.int64)
    low = np.maximum(low, (cell - CARVE_REACH_CELLS) * CELL - corner)
    high = np.minimum(high, (cell + CARVE_REACH_CELLS + 1) * CELL - corner)
    low, high = np.maximum(low, 0), np.minimum(high, [tile.width, tile.depth])
    size = high - low
    used = np.nonzero((size > 0).all(axis=1))[0]
    # Curves with windows of like size go together.
    used = used[np.argsort(size[used].max(axis=1), kind="stable")]
    found: list[tuple[IntArray, IntArray, FloatArray, FloatArray]] = []
    first = 0
    while first < len(used):
        last = min(first + 64, len(used))
        side = int(size[used[last - 1]].max())
        last = min(last, first + max(_CHUNK_PX // side**2, 1))
        group = used[first:last]
        side_x, side_z = int(size[group, 0].max()), int(size[group, 1].max())
        found.append(_near_pixels(points, reach, low, high, group, side_x, side_z, tile.width))
        first = last
    if not found:
        none = np.zeros(0, np.int64)
        return _Pairs(none, none, none.astype(np.float32), none.astype(np.float32))
    pixel, curve, distance, along = (np.concatenate(part) for part in zip(*found, strict=True))
    return _Pairs(pixel, curve, distance, along)


def _near_pixels(
    points: Doubles,
    reach: FloatArray,
    low: IntArray,
    high: IntArray,
    group: IntArray,
    side_x: int,
    side_z: int,
    stride: int,
) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """Pixels of some curves' windows that are within reach of them."""
    # Relative to the curve's own first point: small exact numbers, the same whatever the tile.
    base = np.floor(points[group, 0])
    control = (points[group] - base[:, None]).astype(np.float32)  # (g, 3, 2)
    offset = (low[group] - base).astype(np.float32)
    x = offset[:, 0, None, None] + (np.arange(side_x, dtype=np.float32) + np.float32(0.5))[None, None, :]
    z = offset[:, 1, None, None] + (np.arange(side_z, dtype=np.float32) + np.float32(0.5))[None, :, None]
    best = np.full((len(group), side_z, side_x), np.inf, np.float32)
    along = np.zeros_like(best)
    corners = [_bezier(control, t) for t in _FLAT_PIECES]
    for k in range(len(corners) - 1):
        a, b = corners[k], corners[k + 1]
        ux, uz = (b - a)[:, 0, None, None], (b - a)[:, 1, None, None]
        length = np.maximum(ux * ux + uz * uz, np.float32(1e-6))
        dx, dz = x - a[:, 0, None, None], z - a[:, 1, None, None]
        share = (dx * (ux / length)) + (dz * (uz / length))
        np.clip(share, np.float32(0.0), np.float32(1.0), out=share)
        ex, ez = dx - share * ux, dz - share * uz
        square = ex * ex + ez * ez
        closer = square < best
        np.copyto(best, square, where=closer)
        t = np.float32(_FLAT_PIECES[k]) + share * np.float32(_FLAT_PIECES[k + 1] - _FLAT_PIECES[k])
        np.copyto(along, t, where=closer)
    distance = np.sqrt(best)
    inside = distance <= reach[group][:, None, None]
    inside &= (np.arange(side_x)[None, None, :] + low[group, 0, None, None]) < high[group, 0, None, None]
    inside &= (np.arange(side_z)[None, :, None] + low[group, 1, None, None]) < high[group, 1, None, None]
    which, row, column = np.nonzero(inside)
    pixel = (row + low[group[which], 1]) * stride + column + low[group[which], 0]
    return pixel, group[which], distance[inside], along[inside]


def _bezier(control: FloatArray, t: float) -> FloatArray:
    """(g, 2) points of quadratic curves."""
    a, b, c = np.float32((1.0 - t) ** 2), np.float32(2.0 * t * (1.0 - t)), np.float32(t * t)
    return np.asarray(a * control[:, 0] + b * control[:, 1] + c * control[:, 2])


def _near(network: RiverNetwork, tile: _Tile) -> _Near:
    curves, spacing = network.curves, np.float32(network.metres_per_pixel)
    pairs = _pairs(curves, tile, network.metres_per_pixel)
    curve, along, pixel = pairs.curve, pairs.along, pairs.pixel

    def at(ends: Doubles) -> FloatArray:
        start, change = ends[:, 0].astype(np.float32), (ends[:, 1] - ends[:, 0]).astype(np.float32)
        return np.asarray(start[curve] + along * change[curve])

    bed, stream, water, width, discharge = (
        at(value)
        for value in (curves.bed_m, curves.stream_m, curves.water_m, curves.width_m, curves.discharge_m3_per_s)
    )
    depth = stream - bed
    # Under a lake or the sea, whose water stands higher than the river's own, the channel is not cut to its full depth.
    cut_bed = np.maximum(bed, water - np.float32(_DROWNED_DEPTHS) * depth)
    half = np.maximum(width / (np.float32(2.0) * spacing), np.float32(0.05))
    beyond = pairs.distance - half  # pixels from the water's edge
    out = np.maximum(beyond, np.float32(0.0))
    strip = np.float32(network.parameters.valley_width) * (np.float32(1.0) + half)
    ratio = np.minimum(pairs.distance / half, np.float32(1.0))
    ratio *= ratio
    side = np.minimum(out, strip) * np.float32(_STRIP_SLOPE) + np.maximum(out - strip, np.float32(0.0)) * np.float32(
        _VALLEY_SLOPE
    )
    ceiling = cut_bed + (water - cut_bed) * ratio * ratio + side * spacing
    levee = np.maximum(out - np.float32(1.5), np.float32(0.0)) * np.float32(_LEVEE_SLOPE) * spacing
    # Where a lake or the sea stands over the river, it needs no banks.
    bank = stream + np.float32(0.1) * depth - np.float32(10.0) * (water - stream)
    floor = np.where(beyond <= 0.0, bed, bank - levee)
    # Towards the end of the exact zone the ceiling gives way to the interpolated one, and the floor to none.
    fade = np.clip((beyond - np.float32(_NEAR_PX - _BLEND_PX)) / np.float32(_BLEND_PX), 0.0, 1.0).astype(np.float32)
    ceiling += fade * fade * np.float32(4.0 * _BLEND_PX) * spacing
    # Upstream of its start a curve has no say: its water is lower than what comes down there.
    ceiling[(along <= 0.0) & ~curves.source[curve]] = _NONE
    floor -= fade * fade * np.float32(40.0) * spacing

    shape = (tile.depth, tile.width)
    size = tile.depth * tile.width
    lowest = np.full(size, _NONE, np.float32)
    np.minimum.at(lowest, pixel, ceiling)
    highest = np.full(size, -_NONE, np.float32)
    np.maximum.at(highest, pixel, floor)
    closest = np.full(size, np.inf, np.float32)
    np.minimum.at(closest, pixel, beyond)
    # The nearest river of each pixel; of equally near ones the last in the order of cells.
    nearest = beyond == closest[pixel]
    winner = np.full(size, -1)
    np.maximum.at(winner, pixel[nearest], curve[nearest])
    chosen = np.nonzero(nearest)[0]
    chosen = chosen[winner[pixel[chosen]] == curve[chosen]]

    def raster(value: FloatArray, empty: float) -> FloatArray:
        out = np.full(size, empty, np.float32)
        out[pixel[chosen]] = value[chosen]
        return out.reshape(shape)

    # The even strip beside the water stays as it is, or it would sink below the water.
    softness = np.clip(np.float32(0.3) * (raster(out - strip, np.inf) - np.float32(0.5)), 0.0, 1.5).astype(np.float32)
    return _Near(
        ceiling=lowest.reshape(shape),
        floor=highest.reshape(shape),
        softness=softness,
        distance=raster(pairs.distance, np.inf),
        width=raster(width, 0.0),
        discharge=raster(discharge, 0.0),
        water_level=raster(water, np.nan),
    )


def _far(network: RiverNetwork, tile: _Tile) -> FloatArray:
    """Ceilings away from the rivers, (depth, width) float32: worked out at the centres of cells."""
    curves, spacing = network.curves, network.metres_per_pixel
    first_row, first_column = tile.origin_z_px // CELL - 1, tile.origin_x_px // CELL - 1
    rows = (tile.origin_z_px + tile.depth - 1) // CELL - first_row + 2
    columns = (tile.origin_x_px + tile.width - 1) // CELL - first_column + 2
    lattice = np.full(rows * columns, _NONE)
    middle = curves.points[:, 1]
    own_column, own_row = middle[:, 0] // (CELL * FIXED), middle[:, 1] // (CELL * FIXED)
    offsets = np.arange(-_FAR_CELLS, _FAR_CELLS + 1)
    row = (own_row[:, None, None] + offsets[None, :, None]) + 0 * offsets[None, None, :]
    column = (own_column[:, None, None] + offsets[None, None, :]) + 0 * offsets[None, :, None]
    inside = (
        (row >= first_row) & (row < first_row + rows) & (column >= first_column) & (column < first_column + columns)
    )
    # Never beyond the reach that networks are made for, which counts from the cell that a curve starts from.
    inside &= np.abs(row - curves.row[:, None, None]) <= _FAR_CELLS
    inside &= np.abs(column - curves.column[:, None, None]) <= _FAR_CELLS
    which = np.nonzero(inside)[0]
    row, column = row[inside], column[inside]
    # In pixels from the curve's own cell; exact.
    corner = np.stack([own_column, own_row], axis=1)[:, None, :] * (CELL * FIXED)
    control = (curves.points - corner) / float(FIXED)
    a, u = control[:, 0], control[:, 2] - control[:, 0]
    length = np.maximum((u * u).sum(axis=1), 1e-6)
    px = (column - own_column[which]) * CELL + CELL / 2 - a[which, 0]
    pz = (row - own_row[which]) * CELL + CELL / 2 - a[which, 1]
    share = np.clip((px * u[which, 0] + pz * u[which, 1]) / length[which], 0.0, 1.0)
    distance = np.sqrt((px - share * u[which, 0]) ** 2 + (pz - share * u[which, 1]) ** 2)
    half = curves.width_m.max(axis=1) / (2.0 * spacing)
    strip = network.parameters.valley_width * (1.0 + half)
    out = np.maximum(distance - half[which], 0.0)
    side = np.minimum(out, strip[which]) * _STRIP_SLOPE + np.maximum(out - strip[which], 0.0) * _VALLEY_SLOPE
    bend = (out / _STEEPENING_PX) ** 2
    ceiling = curves.water_m.max(axis=1)[which] + side * spacing * (1.0 + bend * bend)
    np.minimum.at(lattice, (row - first_row) * columns + column - first_column, ceiling)
    field = lattice.reshape(rows, columns).astype(np.float32)
    top, left = tile.origin_z_px - (first_row + 1) * CELL, tile.origin_x_px - (first_column + 1) * CELL
    pixels = _smooth(_smooth(field.T).T[:, left : left + tile.width])
    return pixels[top : top + tile.depth]


def _smooth(field: FloatArray) -> FloatArray:
    """Quadratic B-spline along the first axis: (h + 2, w) cells to (h * 8, w) pixels, of all but the outer cells."""
    below, own, above = field[:-2], field[1:-1], field[2:]
    made = np.empty((len(own), CELL, field.shape[1]), np.float32)
    for phase in range(CELL):
        u = (phase + 0.5) / CELL
        weights = (0.5 * (1.0 - u) ** 2, 0.5 + u * (1.0 - u), 0.5 * u**2)
        first, second, third = map(np.float32, weights)
        made[:, phase] = first * below + second * own + third * above
    return made.reshape(-1, field.shape[1])


def _lake_levels(network: RiverNetwork, tile: _Tile) -> FloatArray:
    """Level of the lake that may cover a pixel, (depth, width) float32 metres; minus infinity without one.

    A lake's cells are known from the coarse field; its shore is where the ground comes up, at most one cell beyond.
    """
    first_row, first_column = tile.origin_z_px // CELL - 1, tile.origin_x_px // CELL - 1
    rows = (tile.origin_z_px + tile.depth - 1) // CELL - first_row + 2
    columns = (tile.origin_x_px + tile.width - 1) // CELL - first_column + 2
    level = np.full((rows + 2, columns + 2), -np.inf)
    row, column = network.lakes.row - first_row + 1, network.lakes.column - first_column + 1
    inside = (row >= 0) & (row < rows + 2) & (column >= 0) & (column < columns + 2)
    if not inside.any():
        return np.full((tile.depth, tile.width), -np.inf, np.float32)
    level[row[inside], column[inside]] = network.lakes.water_m[inside]
    around = np.full((rows, columns), -np.inf)
    for dz in range(3):
        for dx in range(3):
            np.maximum(around, level[dz : dz + rows, dx : dx + columns], out=around)
    row = (np.arange(tile.depth) + tile.origin_z_px) // CELL - first_row
    column = (np.arange(tile.width) + tile.origin_x_px) // CELL - first_column
    return np.asarray(around.astype(np.float32)[np.ix_(row, column)])
