"""Floors, walls and ceilings of rooms below the ground: one surface over the tiles, seen from within."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from procgen.layout.tiles import Tile, TileArray
from procgen.world.chance import Float64Array, smooth_noise
from procgen.world.meshes import Rgb, Sculptor, rgb
from procgen.world.place import BoolArray
from procgen.world.underground.descent import TILE_M, Descent, corner_of, solid
from procgen.world.underground.draw import ENTRANCE
from procgen.world.underground.kinds import Kind

IntArray = npt.NDArray[np.int64]

_CELLS: Final = 2
"""Of the surface, along a tile's side."""
_CELL_M: Final = TILE_M / _CELLS
_ROUNDS: Final = 3
_VAULT_M: Final = 1.8
"""How much higher wide caves are than narrow ones."""
_POOL_M: Final = 0.75
BULGE_M: Final = 0.22
"""How far walls of the most rugged rock come out of their places, or go back."""
WATER_M: Final = 0.16
"""How far water stands below the floor."""
_WET: Final = (Tile.WATER, Tile.DEEP_WATER, Tile.BRIDGE)
_SAND: Final = rgb(0xE8D3A2)
_LEVELS: Final = (0.0, 0.3, 0.65, 1.0)
"""Of a wall of rock, in shares of its height; between them it bulges."""


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """Where floor and ceiling lie over a grid of points.

    Attributes:
        x: (rows, columns) of the points, in the building's frame.
        z: likewise.
        floor: heights.
        ceiling: likewise.
        open_: (rows - 1, columns - 1) cells where there is room.
        tile: what they are.
        outward: (rows, columns, 2) at walls, the way into the rock, x and z.
    """

    x: Float64Array
    z: Float64Array
    floor: Float64Array
    ceiling: Float64Array
    open_: BoolArray
    tile: TileArray
    outward: Float64Array

    def heights_at(self, row: int, column: int) -> tuple[float, float]:
        """Floor and ceiling in the middle of a tile."""
        at = (_CELLS * row + _CELLS // 2, _CELLS * column + _CELLS // 2)
        return float(self.floor[at]), float(self.ceiling[at])


def surface_of(kind: Kind, name: str, tiles: TileArray, descent: Descent, seed: int) -> Surface:
    """Work out the surface of rooms."""
    tile = tiles.repeat(_CELLS, axis=0).repeat(_CELLS, axis=1)
    open_ = ~solid(tile, name)
    rows, columns = open_.shape
    left, top = corner_of(descent, tiles)
    z, x = (np.array(each) for each in np.meshgrid(
        top + np.arange(rows + 1) * _CELL_M, left + np.arange(columns + 1) * _CELL_M, indexing="ij"
    ))  # fmt: skip
    # Where one comes in, the surface meets the way down.
    gate = np.zeros(x.shape, np.bool_)
    gate[-1, ENTRANCE[0] * _CELLS : (ENTRANCE[0] + 1) * _CELLS + 1] = True
    near = np.clip(np.hypot(x, z - descent.edge_z) / 4.0 - 0.25, 0.0, 1.0)
    one, other, outward = _walls(open_)
    walls = np.zeros(x.shape, np.bool_)
    walls.reshape(-1)[np.concatenate([one, other])] = True
    if kind.rugged:
        moved = np.stack([x, z], axis=-1).reshape(-1, 2)
        free = walls.reshape(-1) & ~gate.reshape(-1)
        for _ in range(_ROUNDS):
            total, count = np.zeros_like(moved), np.zeros(len(moved))
            for a, b in ((one, other), (other, one)):
                np.add.at(total, a, moved[b])
                np.add.at(count, a, 1.0)
            mean = total / np.maximum(count, 1.0)[:, None]
            moved[free] = 0.5 * moved[free] + 0.5 * mean[free]
        x, z = moved[:, 0].reshape(x.shape), moved[:, 1].reshape(z.shape)
        bulge = BULGE_M * kind.rugged * smooth_noise(seed, "world/underground/walls", x / 1.6, z / 1.6) * near
        x, z = x + outward[..., 0] * bulge, z + outward[..., 1] * bulge
    rough = smooth_noise(seed, "world/underground/floor", x / 2.4, z / 2.4)
    floor = descent.foot_y + 0.07 * kind.rugged * rough * near
    wet = np.isin(tile, _WET) & open_
    # A pool's bottom lies where only water is about.
    dry = np.pad(open_ & ~wet, 1)
    beside = np.pad(open_, 1)
    bank = dry[:-1, :-1] | dry[1:, :-1] | dry[:-1, 1:] | dry[1:, 1:]
    any_open = beside[:-1, :-1] | beside[1:, :-1] | beside[:-1, 1:] | beside[1:, 1:]
    floor = np.where(any_open & ~bank, descent.foot_y - _POOL_M, floor)
    away = scipy.ndimage.distance_transform_edt(np.pad(open_, 1)) * _CELL_M
    away = np.minimum(np.minimum(away[:-1, :-1], away[1:, :-1]), np.minimum(away[:-1, 1:], away[1:, 1:]))
    swing = smooth_noise(seed, "world/underground/ceiling", x / 3.1, z / 3.1)
    rise = np.clip(0.5 * away + 0.3 * swing, -0.15, _VAULT_M) * kind.rugged * near
    ceiling = descent.foot_y + kind.ceiling_m + rise
    return Surface(x, z, floor, ceiling, open_, tile, outward)


def _walls(open_: BoolArray) -> tuple[IntArray, IntArray, Float64Array]:
    """Sides of cells with rock behind them: the points at their ends, and at each point the way into the rock."""
    rows, columns = open_.shape
    number = np.arange((rows + 1) * (columns + 1)).reshape(rows + 1, columns + 1)
    outward = np.zeros((rows + 1, columns + 1, 2))
    one: list[IntArray] = []
    other: list[IntArray] = []
    for axis in (0, 1):
        # Rock before a cell, and behind it.
        wide = np.pad(open_, [(1, 1), (0, 0)] if axis == 0 else [(0, 0), (1, 1)])
        before = wide[:-1] if axis == 0 else wide[:, :-1]
        after = wide[1:] if axis == 0 else wide[:, 1:]
        gate = np.zeros_like(before)
        if axis == 0:
            gate[-1, ENTRANCE[0] * _CELLS : (ENTRANCE[0] + 1) * _CELLS] = True
        ends = (number[:, :-1], number[:, 1:]) if axis == 0 else (number[:-1], number[1:])
        for mask, way in ((before & ~after & ~gate, 1.0), (~before & after, -1.0)):
            a, b = ends[0][mask], ends[1][mask]
            one.append(a)
            other.append(b)
            for end in (a, b):
                np.add.at(outward.reshape(-1, 2)[:, 1 - axis], end, way)
    length = np.maximum(np.linalg.norm(outward, axis=-1, keepdims=True), 1e-9)
    return np.concatenate(one), np.concatenate(other), outward / np.maximum(length, 1.0)


def lay(surface: Surface, kind: Kind, sculptors: Sequence[Sequence[Sculptor]], across: int) -> None:
    """Put the surface into sculptors, each for a square of so many tiles."""
    rows, columns = surface.open_.shape
    corners = np.arange((rows + 1) * (columns + 1)).reshape(rows + 1, columns + 1)
    cells = np.argwhere(surface.open_)
    quads = np.stack(
        [corners[cells[:, 0] + dr, cells[:, 1] + dc] for dr, dc in ((0, 0), (1, 0), (1, 1), (0, 1))], axis=1
    )
    x, z = surface.x.reshape(-1), surface.z.reshape(-1)
    floors = np.stack([x, surface.floor.reshape(-1), z], axis=1)
    ceilings = np.stack([x, surface.ceiling.reshape(-1), z], axis=1)
    smooth = kind.rugged > 0.0
    flat = np.stack([x, z], axis=1)
    parts = [
        # Counter-clockwise seen from above, and from below.
        _Part(kind.floor, floors, quads, flat, _floor_tints(surface, cells, smooth)),
        _Part(kind.walls, ceilings, quads[:, ::-1], flat, np.full((len(quads), 4, 3), 0.62 if smooth else 0.8)),
    ]
    chunk = cells // (_CELLS * across)
    for part in parts:
        _put(part, chunk, sculptors, smooth)
    wall, at = _wall_quads(surface, kind)
    _put(wall, at // (_CELLS * across), sculptors, smooth)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    slot: str
    points: Float64Array
    quads: IntArray
    """(n, 4) numbers of points, counter-clockwise from where they are seen."""
    uv: Float64Array
    """Of the points, or of the quads' corners, (n, 4, 2)."""
    colours: Float64Array
    """(n, 4, 3)."""


def _floor_tints(surface: Surface, cells: IntArray, smooth: bool) -> Float64Array:
    tints = np.full((len(cells), 4, 3), 0.8 if smooth else 0.92)
    sandy = surface.tile[cells[:, 0], cells[:, 1]] == Tile.SAND
    tints[sandy] = _SAND
    return tints


def _wall_quads(surface: Surface, kind: Kind) -> tuple[_Part, IntArray]:
    """The walls' quads, and the (row, column) of the open cell that each belongs to."""
    gate_row = len(surface.open_)
    levels = np.array(_LEVELS if kind.rugged else (0.0, 1.0))
    count = len(levels)
    bulges = np.sin(np.pi * levels) * 0.3 * kind.rugged
    points = np.stack(
        [
            surface.x[..., None] + surface.outward[..., :1] * bulges,
            surface.floor[..., None] + (surface.ceiling - surface.floor)[..., None] * levels,
            surface.z[..., None] + surface.outward[..., 1:] * bulges,
        ],
        axis=-1,
    )  # (rows + 1, columns + 1, levels, 3)
    number = np.arange(points[..., 0].size).reshape(points.shape[:3])
    wide = np.pad(surface.open_, 1)
    quads, cells, uvs = [], [], []
    for (row, column), sides in _sides(surface.open_, wide):
        for a, b, along in sides:
            if a[0] == b[0] == gate_row and ENTRANCE[0] * _CELLS <= column < (ENTRANCE[0] + 1) * _CELLS:
                continue
            for k in range(count - 1):
                quad = (number[a][k], number[b][k], number[b][k + 1], number[a][k + 1])
                quads.append(quad)
                cells.append((row, column))
                ends = points[[a[0], b[0], b[0], a[0]], [a[1], b[1], b[1], a[1]], [k, k, k + 1, k + 1]]
                uvs.append(np.stack([ends[:, 0 if along else 2] * (1.0 if along else -1.0), -ends[:, 1]], axis=1))
    shade = np.full((len(quads), 4, 3), 0.78 if kind.rugged else 0.9)
    part = _Part(kind.walls, points.reshape(-1, 3), np.array(quads), np.array(uvs), shade)
    return part, np.array(cells)


_Side = tuple[tuple[int, int], tuple[int, int], bool]


def _sides(open_: BoolArray, wide: BoolArray) -> list[tuple[tuple[int, int], list[_Side]]]:
    """Of open cells, their sides with rock behind: two points, so that the wall is seen from the cell, and whether it
    runs along x.
    """
    found = []
    for row, column in np.argwhere(open_).tolist():
        sides: list[_Side] = []
        if not wide[row, column + 1]:
            sides.append(((row, column), (row, column + 1), True))
        if not wide[row + 2, column + 1]:
            sides.append(((row + 1, column + 1), (row + 1, column), True))
        if not wide[row + 1, column]:
            sides.append(((row + 1, column), (row, column), False))
        if not wide[row + 1, column + 2]:
            sides.append(((row, column + 1), (row + 1, column + 1), False))
        if sides:
            found.append(((row, column), sides))
    return found


def _put(part: _Part, chunk: IntArray, sculptors: Sequence[Sequence[Sculptor]], smooth: bool) -> None:
    corners = part.points[part.quads]  # (n, 4, 3)
    normals = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
    if smooth:
        total = np.zeros_like(part.points)
        for k in range(4):
            np.add.at(total, part.quads[:, k], normals)
        total /= np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-9)
        facing = total[part.quads]
    else:
        facing = np.repeat(normals[:, None], 4, axis=1)
    uv = part.uv[part.quads] if part.uv.ndim == 2 else part.uv
    for row, line in enumerate(sculptors):
        for column, sculptor in enumerate(line):
            mine = (chunk[:, 0] == row) & (chunk[:, 1] == column)
            count = int(mine.sum())
            if not count:
                continue
            first = np.arange(count)[:, None, None] * 4
            triangles = (first + np.array(((0, 1, 2), (0, 2, 3)))).reshape(-1, 3)
            sculptor.add(
                part.slot,
                corners[mine].reshape(-1, 3),
                facing[mine].reshape(-1, 3),
                triangles,
                part.colours[mine].reshape(-1, 3),
                uv[mine].reshape(-1, 2),
            )


def pools(surface: Surface, sculptor: Sculptor, foot_y: float) -> None:
    """The water of pools."""
    colour: Rgb = (1.0, 1.0, 1.0)
    for row, column in np.argwhere(np.isin(surface.tile, _WET) & surface.open_).tolist():
        at = ((row, column), (row + 1, column), (row + 1, column + 1), (row, column + 1))
        sculptor.face("water", [(float(surface.x[p]), foot_y - WATER_M, float(surface.z[p])) for p in at], colour)
