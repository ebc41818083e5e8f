"""Gradient and cellular noise on the torus.

Positions are in tiles: 0 to 1 across and down, of any shapes that broadcast together. A lattice has whole numbers of
cells a tile, so that everything continues at the opposite edge. The gradient noise is Perlin's improved noise
(SIGGRAPH 2002) with the hashed unit gradients of :mod:`procgen.runtime.gradient_noise`; with the package `noise`'s
own table it equals ``pnoise2`` with ``repeatx`` and ``repeaty``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.runtime.gradient_noise import GradientField, HashedGradients, fade, mix64
from procgen.runtime.philox import philox4x32
from procgen.texture.material import FloatArray

_Doubles = npt.NDArray[np.float64]

_FULL = np.float32(np.sqrt(2.0))
"""Takes noise of unit gradients, within +-sqrt(1/2), to the whole of +-1."""


_STRIP_ROWS = 32


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Where noise is wanted, in tiles."""

    x: _Doubles
    y: _Doubles

    @classmethod
    def grid(cls, rows: int, columns: int) -> Points:
        """Pixel centres: x (1, columns), y (rows, 1)."""
        return cls(((np.arange(columns) + 0.5) / columns)[None, :], ((np.arange(rows) + 0.5) / rows)[:, None])

    def moved(self, dx: FloatArray | float, dy: FloatArray | float) -> Points:
        """Points displaced by parts of a tile."""
        return Points(self.x + dx, self.y + dy)

    @property
    def shape(self) -> tuple[int, ...]:
        """Of what is worked out there."""
        return np.broadcast_shapes(self.x.shape, self.y.shape)

    def strips(self) -> Iterator[tuple[slice, Points]]:
        """Some rows after others, with the points in them: what noise works with in between is large, and stays near
        the processor so.
        """
        shape = self.shape

        def part(each: _Doubles, strip: slice) -> _Doubles:
            return each if each.ndim < len(shape) or each.shape[0] == 1 else each[strip]

        for first in range(0, shape[0], _STRIP_ROWS):
            strip = slice(first, min(first + _STRIP_ROWS, shape[0]))
            yield strip, Points(part(self.x, strip), part(self.y, strip))

    @property
    def is_grid(self) -> bool:
        """Whether x changes along rows only, and y along columns only."""
        return self.x.ndim == self.y.ndim == 2 and self.x.shape[0] == 1 and self.y.shape[1] == 1


def _split(position: _Doubles, cells: int) -> tuple[npt.NDArray[np.intp], _Doubles]:
    """Cell, 0 to ``cells`` - 1, and fraction within it."""
    scaled = position * cells
    whole = np.floor(scaled)
    return (whole.astype(np.int64) % cells).astype(np.intp), scaled - whole


def gradient_noise(gradients: GradientField, points: Points, cells_x: int, cells_y: int) -> FloatArray:
    """One octave of gradient noise.

    Args:
        gradients: of the lattice; asked for columns 0 to ``cells_x`` - 1 and rows 0 to ``cells_y`` - 1.
        points: where.
        cells_x, cells_y: cells a tile, 1 or more.

    Returns:
        float32 of the points' common shape; with unit gradients within +-sqrt(1/2).
    """
    lattice = gradients(np.arange(cells_x, dtype=np.int64), np.arange(cells_y, dtype=np.int64))
    if points.is_grid or len(points.shape) < 2:
        return _interpolated(lattice, points, cells_x, cells_y)
    out = np.empty(points.shape, np.float32)
    for strip, part in points.strips():
        out[strip] = _interpolated(lattice, part, cells_x, cells_y)
    return out


def _interpolated(lattice: tuple[FloatArray, FloatArray], points: Points, cells_x: int, cells_y: int) -> FloatArray:
    """Gradient noise of a lattice's gradients."""
    gx, gy = lattice
    ix, tx = _split(points.x, cells_x)
    iy, ty = _split(points.y, cells_y)
    jx, jy = (ix + 1) % cells_x, (iy + 1) % cells_y
    wx, wy = fade(tx).astype(np.float32), fade(ty).astype(np.float32)
    tx32, ty32 = tx.astype(np.float32), ty.astype(np.float32)
    one = np.float32(1.0)
    if points.is_grid:  # a tensor product: each lattice row is interpolated along x once
        ix, jx, iy, jy = ix[0], jx[0], iy[:, 0], jy[:, 0]
        by_x = gx[:, ix] * (tx32 * (one - wx)) + gx[:, jx] * ((tx32 - one) * wx)
        by_y = gy[:, ix] * (one - wx) + gy[:, jx] * wx
        upper = by_x[iy] + by_y[iy] * ty32
        lower = by_x[jy] + by_y[jy] * (ty32 - one)
        return np.asarray(upper + (lower - upper) * wy, np.float32)

    def corner(row: npt.NDArray[np.intp], column: npt.NDArray[np.intp], dx: FloatArray, dy: FloatArray) -> FloatArray:
        place = row * cells_x + column
        return np.asarray(gx.ravel()[place] * dx + gy.ravel()[place] * dy, np.float32)

    upper = corner(iy, ix, tx32, ty32)
    upper += (corner(iy, jx, tx32 - one, ty32) - upper) * wx
    lower = corner(jy, ix, tx32, ty32 - one)
    lower += (corner(jy, jx, tx32 - one, ty32 - one) - lower) * wx
    return np.asarray(upper + (lower - upper) * wy, np.float32)


def fbm(seed: int, points: Points, cells_x: int, cells_y: int, octaves: int, gain: float = 0.5) -> FloatArray:
    """Fractional Brownian motion: octaves of doubling frequency; about +-1.

    Args:
        seed: any integer.
        points: where.
        cells_x, cells_y: cells of the first octave.
        octaves: how many.
        gain: amplitude of each octave over that of the one before.
    """
    total: FloatArray | None = None
    for octave in range(octaves):
        field = HashedGradients(mix64(seed + octave * 0x9E3779B97F4A7C15))
        # Shifted against each other, lest the zeros of all lattices coincide.
        at = points.moved(0.7548776662466927 * octave / cells_x, 0.6180339887498949 * octave / cells_y)
        term = gradient_noise(field, at, cells_x << octave, cells_y << octave)
        term *= _FULL * np.float32(gain**octave)
        total = term if total is None else total + term
    if total is None:
        raise ValueError("at least one octave is needed")
    return total


def ridged(seed: int, points: Points, cells_x: int, cells_y: int, octaves: int, gain: float = 0.5) -> FloatArray:
    """Sharp crests, 0 to about 2: the ridged multifractal of Musgrave (Ebert et al. 2003, ch. 16)."""
    total: FloatArray | None = None
    weight: FloatArray | None = None
    for octave in range(octaves):
        signal = fbm(mix64(seed ^ (octave + 1)), points, cells_x << octave, cells_y << octave, 1)
        signal = np.float32(1.0) - np.abs(signal)
        signal *= signal
        if weight is not None:
            signal *= weight
        weight = np.clip(signal * np.float32(2.0), 0.0, 1.0)
        signal = signal * np.float32(gain**octave)
        total = signal if total is None else total + signal
    if total is None:
        raise ValueError("at least one octave is needed")
    return total


def uniform(
    seed: int, stream: int, columns: npt.NDArray[np.int64], rows: npt.NDArray[np.int64]
) -> tuple[_Doubles, ...]:
    """Four independent numbers from 0 to 1 for each place.

    Args:
        seed: any integer; its low 64 bits count.
        stream: 32 bits; different streams are independent.
        columns, rows: places, of shapes that broadcast together.

    Returns:
        Four float64 arrays of the common shape, each 0 to below 1.
    """
    words = philox4x32(
        columns.astype(np.uint32),
        rows.astype(np.uint32),
        np.full((1,) * max(columns.ndim, rows.ndim), stream & 0xFFFFFFFF, np.uint32),
        np.zeros((1,) * max(columns.ndim, rows.ndim), np.uint32),
        (seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF),
    )
    return tuple(word.astype(np.float64) * 2.0**-32 for word in words)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Cellular noise: what the nearest of scattered points is. All (rows, columns) float32."""

    nearest: FloatArray
    """Distance to the nearest point, in cells."""
    border: FloatArray
    """Distance to the border with the next cell, in cells: 0 on it."""
    first: FloatArray
    """A number of the nearest point's own, 0 to 1."""
    second: FloatArray
    """Another one."""


def cellular(seed: int, points: Points, cells_x: int, cells_y: int, jitter: float = 1.0) -> Cells:
    """Cellular noise (Worley, "A Cellular Texture Basis Function", SIGGRAPH 1996), a point a cell.

    The border's distance is the exact one of Quilez ("Voronoi borders", 2012), over the 5 x 5 cells around.

    Args:
        seed: any integer.
        points: where.
        cells_x, cells_y: cells a tile, 2 or more.
        jitter: how far points stray from the middle of their cells, 0 to 1.
    """
    columns, rows = np.arange(cells_x, dtype=np.int64)[None, :], np.arange(cells_y, dtype=np.int64)[:, None]
    px, py, first, second = (field.astype(np.float32) for field in uniform(seed, 0xCE11, columns, rows))
    px = (0.5 + jitter * (px - 0.5)).astype(np.float32)
    py = (0.5 + jitter * (py - 0.5)).astype(np.float32)
    # A wrapped margin spares the remainder for each neighbour.
    lattice = [np.pad(field, 2, mode="wrap").ravel() for field in (px, py, first, second)]
    if len(points.shape) < 2:
        return Cells(*_nearest(lattice, points, cells_x, cells_y))
    found = [np.empty(points.shape, np.float32) for _ in range(4)]
    for strip, part in points.strips():
        for whole, own in zip(found, _nearest(lattice, part, cells_x, cells_y), strict=True):
            whole[strip] = own
    return Cells(*found)


def _nearest(lattice: Sequence[FloatArray], points: Points, cells_x: int, cells_y: int) -> tuple[FloatArray, ...]:
    """What :class:`Cells` holds, at some points.

    Args:
        lattice: places of the cells' points within them, across and down, and two numbers of each, with a margin of 2
            around, flat.
        points: where.
        cells_x, cells_y: cells a tile.
    """
    px, py, first, second = lattice
    ix, tx = _split(points.x, cells_x)
    iy, ty = _split(points.y, cells_y)
    ix, iy = np.broadcast_arrays(ix, iy)
    tx32, ty32 = (t.astype(np.float32) for t in np.broadcast_arrays(tx, ty))
    width = cells_x + 4
    place = (iy + 2) * width + ix + 2

    best = np.full(place.shape, np.inf, np.float32)
    best_x, best_y = np.zeros_like(best), np.zeros_like(best)
    best_place = np.zeros(place.shape, np.intp)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            there = place + (dy * width + dx)
            x = px[there] + np.float32(dx) - tx32
            y = py[there] + np.float32(dy) - ty32
            distance = x * x + y * y
            closer = distance < best
            best = np.where(closer, distance, best)
            best_x, best_y = np.where(closer, x, best_x), np.where(closer, y, best_y)
            best_place = np.where(closer, there, best_place)
    border = np.full(place.shape, np.inf, np.float32)
    for dy in (-2, -1, 0, 1, 2):
        for dx in (-2, -1, 0, 1, 2):
            if abs(dx) + abs(dy) == 4:
                continue
            there = place + (dy * width + dx)
            x = px[there] + np.float32(dx) - tx32
            y = py[there] + np.float32(dy) - ty32
            away_x, away_y = x - best_x, y - best_y
            length = away_x * away_x + away_y * away_y
            middle = 0.5 * ((x + best_x) * away_x + (y + best_y) * away_y)
            far = length > 1e-5
            reach = middle / np.sqrt(np.where(far, length, np.float32(1.0)))
            border = np.where(far, np.minimum(border, reach), border)
    return np.sqrt(best), border.astype(np.float32), first[best_place], second[best_place]
