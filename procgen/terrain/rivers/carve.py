"""Cutting rivers into the full-resolution ground.

The new height of a pixel depends on its place, its own old height and the curves within a bounded distance, so tiles
agree bit for bit. Each curve brings two surfaces:

- a *ceiling*, above which no ground may stand: the channel's bed, then an even strip on both sides, then a valley side
  of bounded slope. Where the ground is lower anyway, as in any natural valley, the ceiling changes nothing; where a
  ridge stands in the way, it becomes a gorge.
- a *floor*, beneath which no ground may lie near the water, so that a river above its surroundings keeps its banks.

In a bend the channel is deepest at the outer bank, which is steep; on the inner one a bar slopes gently into the water.
A braided river's bed holds bars that stand above it.

Lakes get a rim where the ground beside them dips below their water, and the sea's shores their form
(:mod:`procgen.terrain.rivers.coast`), before rivers are cut.

The ground is put between the highest floor and the lowest ceiling. Near the river ceilings are exact; farther away,
where they are plain slopes, they are worked out at the centres of the coarse cells, and a quadratic B-spline, whose
slopes have no jumps, makes a surface of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.terrain.representation import CELL, FloatArray
from procgen.terrain.rivers.coast import shaped_coast
from procgen.terrain.rivers.drainage import Doubles, IntArray
from procgen.terrain.rivers.network import CARVE_REACH_CELLS, FIXED, PIECES, Curves, RiverNetwork

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
_SHORE_COVER, _RIM_COVER = 0.25, 0.1
"""Where a lake's smoothed cells end, and where its rim is highest."""
_RIM_PX = 0.5
"""How fast the rim rises, in pixel spacings over the whole of the cover."""
_NONE = np.float32(1e6)
_CHUNK_PX = 1 << 16
_THALWEG = 0.5
"""How far the deepest line lies from the middle in the sharpest bends, in half widths."""
_SHARP_SWING = 1.2
_BAR_HEIGHT = 0.25
"""How far bars of a braided river stand above its water, in depths."""


@dataclass(frozen=True, slots=True)
class Carved:
    """Ground with rivers in it, and where they are; each array is (depth, width) float32."""

    heights: FloatArray
    """Metres."""
    river_distance_m: FloatArray
    """Distance from the nearest river's middle line; infinite where none is near."""
    river_width_m: FloatArray
    """Width of that river; 0 where none is near. Water covers the pixels nearer than half of it, but for the bars of
    braided rivers, which stand above its level."""
    discharge_m3_per_s: FloatArray
    """Of that river; 0 where none is near."""
    heading_deg: FloatArray
    """Where that river flows to, degrees clockwise from north; 0 where none is near."""
    water_level_m: FloatArray
    """Of that river; in a lake, of the lake; NaN where neither is near."""
    lake: npt.NDArray[np.bool_]
    """Covered by a lake."""

    def bars(self, ground: FloatArray, metres_per_pixel: float) -> npt.NDArray[np.bool_]:
        """Dry bars within braided rivers' beds.

        Args:
            ground: (depth, width) metres: the heights, or what became of them.
            metres_per_pixel: spacing.
        """
        # Narrow channels are drawn wider than they are, so that their pixels may well stand above the water.
        wide = self.river_width_m > 2.0 * metres_per_pixel
        within = self.river_distance_m < 0.5 * self.river_width_m - 0.5 * metres_per_pixel
        return np.asarray(wide & within & (ground > self.water_level_m), np.bool_)


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
    tile = _Tile(origin_x_px, origin_z_px, width, depth)
    ground = _shores(np.ascontiguousarray(heights, np.float32), network, tile)
    near = _near(network, tile)
    far = _far(network, tile)
    ceiling = np.minimum(near.ceiling, far)
    lakes, cover = _lake_levels(network, tile)
    still = np.maximum(lakes, np.float32(network.sea_level_m))
    ground = np.maximum(ground, _rims(lakes, cover, network.metres_per_pixel))
    # No dykes in the sea or in a lake.
    raised = np.where(ground > still, np.maximum(ground, near.floor), ground)
    carved = _smooth_minimum(raised, ceiling, near.softness * np.float32(network.metres_per_pixel))
    np.maximum(carved, near.bar, out=carved, where=ground > still)
    lake = (still > np.float32(network.sea_level_m)) & (carved < still)
    level = np.where(lake, still, near.water_level)
    return Carved(
        heights=carved,
        river_distance_m=near.distance * np.float32(network.metres_per_pixel),
        river_width_m=near.width,
        discharge_m3_per_s=near.discharge,
        heading_deg=near.heading,
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
    bar: FloatArray
    """Height of bars within the water; very low where there are none."""
    softness: FloatArray
    """In pixel spacings: nothing in the channel, more on the valley's side."""
    distance: FloatArray
    width: FloatArray
    discharge: FloatArray
    heading: FloatArray
    water_level: FloatArray


def _local(curves: Curves, tile: _Tile) -> Doubles:
    """(m, PIECES + 1, 2) points in pixels from the tile's corner; exact."""
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
    """0 to ``PIECES`` along the curve."""


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
    corners = (points[group] - base[:, None]).astype(np.float32)  # (g, PIECES + 1, 2)
    offset = (low[group] - base).astype(np.float32)
    x = offset[:, 0, None, None] + (np.arange(side_x, dtype=np.float32) + np.float32(0.5))[None, None, :]
    z = offset[:, 1, None, None] + (np.arange(side_z, dtype=np.float32) + np.float32(0.5))[None, :, None]
    best = np.full((len(group), side_z, side_x), np.inf, np.float32)
    along = np.zeros_like(best)
    for k in range(PIECES):
        a, b = corners[:, k], corners[:, k + 1]
        ux, uz = (b - a)[:, 0, None, None], (b - a)[:, 1, None, None]
        length = np.maximum(ux * ux + uz * uz, np.float32(1e-6))
        dx, dz = x - a[:, 0, None, None], z - a[:, 1, None, None]
        share = (dx * (ux / length)) + (dz * (uz / length))
        np.clip(share, np.float32(0.0), np.float32(1.0), out=share)
        ex, ez = dx - share * ux, dz - share * uz
        square = ex * ex + ez * ez
        closer = square < best
        np.copyto(best, square, where=closer)
        share += np.float32(k)
        np.copyto(along, share, where=closer)
    distance = np.sqrt(best)
    inside = distance <= reach[group][:, None, None]
    inside &= (np.arange(side_x)[None, None, :] + low[group, 0, None, None]) < high[group, 0, None, None]
    inside &= (np.arange(side_z)[None, :, None] + low[group, 1, None, None]) < high[group, 1, None, None]
    which, row, column = np.nonzero(inside)
    pixel = (row + low[group[which], 1]) * stride + column + low[group[which], 0]
    return pixel, group[which], distance[inside], along[inside]


def _between(table: Doubles, curve: IntArray, along: FloatArray) -> FloatArray:
    """Values of a (m, PIECES + 1) table at places along curves."""
    flat = table.astype(np.float32).reshape(-1)
    piece = np.minimum(along.astype(np.int64), PIECES - 1)
    at = curve * (PIECES + 1) + piece
    start = flat[at]
    return np.asarray(start + (along - piece.astype(np.float32)) * (flat[at + 1] - start))


def _near(network: RiverNetwork, tile: _Tile) -> _Near:
    curves, spacing = network.curves, np.float32(network.metres_per_pixel)
    pairs = _pairs(curves, tile, network.metres_per_pixel)
    curve, pixel = pairs.curve, pairs.pixel
    along, drop = pairs.along * np.float32(1.0 / PIECES), _between(curves.drop, curve, pairs.along)

    def at(ends: Doubles, share: FloatArray) -> FloatArray:
        start, change = ends[:, 0].astype(np.float32), (ends[:, 1] - ends[:, 0]).astype(np.float32)
        return np.asarray(start[curve] + share * change[curve])

    bed, stream, water = (at(value, drop) for value in (curves.bed_m, curves.stream_m, curves.water_m))
    width, discharge = (at(value, along) for value in (curves.width_m, curves.discharge_m3_per_s))
    depth = stream - bed
    # Under a lake or the sea, whose water stands higher than the river's own, the channel is not cut to its full depth.
    cut_bed = np.maximum(bed, water - np.float32(_DROWNED_DEPTHS) * depth)
    half = np.maximum(width / (np.float32(2.0) * spacing), np.float32(0.05))
    beyond = pairs.distance - half  # pixels from the water's edge
    out = np.maximum(beyond, np.float32(0.0))
    strip = np.float32(network.parameters.valley_width) * (np.float32(1.0) + half)
    ratio = np.minimum(pairs.distance / half, np.float32(1.0))
    ratio *= ratio
    ratio *= ratio
    wet = np.flatnonzero(beyond < 0.0)
    ratio[wet], bars = _bed_form(curves, pairs, wet, half[wet], tile)
    bar = np.full(len(pixel), -float(_NONE), np.float32)
    bar[wet] = np.where(bars > 0.0, water[wet] + bars * np.float32(_BAR_HEIGHT) * depth[wet], -_NONE)
    side = np.minimum(out, strip) * np.float32(_STRIP_SLOPE) + np.maximum(out - strip, np.float32(0.0)) * np.float32(
        _VALLEY_SLOPE
    )
    ceiling = cut_bed + (water - cut_bed) * ratio + side * spacing
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
        bar=raster(bar, -float(_NONE)),
        softness=softness,
        distance=raster(pairs.distance, np.inf),
        width=raster(width, 0.0),
        discharge=raster(discharge, 0.0),
        heading=raster(_headings(curves)[curve, np.minimum(pairs.along.astype(np.int64), PIECES - 1)], 0.0),
        water_level=raster(water, np.nan),
    )


def _headings(curves: Curves) -> FloatArray:
    """(m, PIECES) where pieces lead to, degrees clockwise from north, 0 to 360."""
    step = np.diff(curves.points, axis=1)
    angle = np.degrees(np.arctan2(step[..., 0].astype(np.float64), -step[..., 1].astype(np.float64))) % 360.0
    return np.asarray(np.where(angle >= 360.0, 0.0, angle), np.float32) % np.float32(360.0)


def _bed_form(
    curves: Curves, pairs: _Pairs, wet: IntArray, half: FloatArray, tile: _Tile
) -> tuple[FloatArray, FloatArray]:
    """The shape of beds under water.

    Args:
        curves: the rivers.
        pairs: pixels near to them.
        wet: which of the pairs lie within the water.
        half: of those, half of the river's width, pixels.
        tile: where the pixels are.

    Returns:
        How far the bed has risen from the deepest line (0) to the water's edge (1); and height of a braided river's bar
        there, in parts of the greatest, 0 or less where there is none.
    """
    curve, along, pixel = pairs.curve[wet], pairs.along[wet], pairs.pixel[wet]
    # Which side of the river it is, in whole numbers: the same whatever the tile.
    a = curves.points[curve, np.minimum(along.astype(np.int64), PIECES - 1)]
    b = curves.points[curve, np.minimum(along.astype(np.int64), PIECES - 1) + 1]
    x = (tile.origin_x_px + pixel % tile.width) * FIXED + FIXED // 2 - a[:, 0]
    z = (tile.origin_z_px + pixel // tile.width) * FIXED + FIXED // 2 - a[:, 1]
    right = (b[:, 0] - a[:, 0]) * z - (b[:, 1] - a[:, 1]) * x >= 0
    across = np.minimum(pairs.distance[wet] / half, np.float32(1.0))
    across = np.where(right, across, -across)
    phase = _between(curves.phase, curve, along)
    share = along * np.float32(1.0 / PIECES)

    def at(ends: Doubles) -> FloatArray:
        start, change = ends[:, 0].astype(np.float32), (ends[:, 1] - ends[:, 0]).astype(np.float32)
        return np.asarray(start[curve] + share * change[curve])

    bend = np.cos(phase)
    deepest = -bend * np.minimum(at(curves.swing) * np.float32(1.0 / _SHARP_SWING), np.float32(1.0))
    deepest *= np.float32(_THALWEG)
    out = across - deepest
    rise = out / np.where(out > 0.0, np.float32(1.0) - deepest, np.float32(1.0) + deepest)
    rise *= rise
    rise = np.where(out * deepest >= 0.0, rise * rise, rise)  # steep at the outer bank
    braid = at(curves.braid)
    # Threads that part and join: waves across the bed that wander to and fro along it.
    wave = np.cos(np.float32(2.6 * np.pi) * across + np.float32(2.2) * np.sin(np.float32(2.0) * phase + across))
    wave += np.float32(0.5) * np.sin(np.float32(5.0) * phase + np.float32(4.0) * across)
    edge = across * across
    bars = wave * np.float32(0.9) - np.float32(1.4) + np.float32(1.2) * braid - edge * edge
    return np.minimum(rise, np.float32(1.0)), np.where(braid > 0.0, bars, np.float32(-1.0))


def _far(network: RiverNetwork, tile: _Tile) -> FloatArray:
    """Ceilings away from the rivers, (depth, width) float32: worked out at the centres of cells."""
    curves, spacing = network.curves, network.metres_per_pixel
    first_row, first_column, rows, columns = _lattice(tile)
    lattice = np.full(rows * columns, _NONE)
    middle = curves.points[:, PIECES // 2]
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
    a, u = control[:, 0], control[:, -1] - control[:, 0]
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
    return _on_pixels(lattice.reshape(rows, columns).astype(np.float32), tile)


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


def _lattice(tile: _Tile) -> tuple[int, int, int, int]:
    """Cells under a tile and one more on each side: first row and column, rows, columns."""
    first_row, first_column = tile.origin_z_px // CELL - 1, tile.origin_x_px // CELL - 1
    rows = (tile.origin_z_px + tile.depth - 1) // CELL - first_row + 2
    columns = (tile.origin_x_px + tile.width - 1) // CELL - first_column + 2
    return first_row, first_column, rows, columns


def _on_pixels(field: FloatArray, tile: _Tile) -> FloatArray:
    """A smooth surface through values of the cells of :func:`_lattice`, (depth, width)."""
    first_row, first_column, _, _ = _lattice(tile)
    top, left = tile.origin_z_px - (first_row + 1) * CELL, tile.origin_x_px - (first_column + 1) * CELL
    pixels = _smooth(_smooth(field.T).T[:, left : left + tile.width])
    return pixels[top : top + tile.depth]


def _shores(ground: FloatArray, network: RiverNetwork, tile: _Tile) -> FloatArray:
    first_row, first_column, rows, columns = _lattice(tile)
    land, share = network.land, network.parameters.coast
    top, left = first_row - land.first_row, first_column - land.first_column
    slope = _on_pixels(land.slope[top : top + rows, left : left + columns], tile)
    return shaped_coast(ground, slope, network.sea_level_m, network.metres_per_pixel, share)


def _rims(levels: FloatArray, cover: FloatArray, metres_per_pixel: float) -> FloatArray:
    """Least height of the ground along lakes' outer edges, which would else follow the grid of cells."""
    rise = np.float32(_RIM_PX * metres_per_pixel)
    height = np.minimum(np.float32(_SHORE_COVER) - cover, np.float32(_SHORE_COVER - _RIM_COVER))
    height -= np.float32(4.0) * np.maximum(np.float32(_RIM_COVER) - cover, np.float32(0.0))
    return np.asarray(np.where(cover < np.float32(_SHORE_COVER), levels + rise * height, np.float32(-_NONE)))


def _lake_levels(network: RiverNetwork, tile: _Tile) -> tuple[FloatArray, FloatArray]:
    """Level of the lake that may cover a pixel, (depth, width) float32 metres, minus infinity without one; and how far
    the lake's cells cover it: 1 well within them to 0 a cell beyond.

    A lake's cells are known from the coarse field; its shore is where the ground comes up, at most one cell beyond.
    """
    first_row, first_column, rows, columns = _lattice(tile)
    level = np.full((rows + 2, columns + 2), -np.inf)
    row, column = network.lakes.row - first_row + 1, network.lakes.column - first_column + 1
    inside = (row >= 0) & (row < rows + 2) & (column >= 0) & (column < columns + 2)
    if not inside.any():
        shape = (tile.depth, tile.width)
        return np.full(shape, -np.inf, np.float32), np.zeros(shape, np.float32)
    level[row[inside], column[inside]] = network.lakes.water_m[inside]
    around = np.full((rows, columns), -np.inf)
    for dz in range(3):
        for dx in range(3):
            np.maximum(around, level[dz : dz + rows, dx : dx + columns], out=around)
    row = (np.arange(tile.depth) + tile.origin_z_px) // CELL - first_row
    column = (np.arange(tile.width) + tile.origin_x_px) // CELL - first_column
    cover = _on_pixels(np.isfinite(level[1:-1, 1:-1]).astype(np.float32), tile)
    return np.asarray(around.astype(np.float32)[np.ix_(row, column)]), cover
