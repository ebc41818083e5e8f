"""Perlin's improved gradient noise, vectorised over rectangles of a pixel grid without bounds.

The noise of one octave is the sum over the lattice points q around a point p of ``(g(q) . d) W(d_x) W(d_z)`` with
``d = p - q`` in cells and ``W(t) = 1 - fade(|t|)``, where ``fade(t) = 6t^5 - 15t^4 + 10t^3`` (Perlin, "Improving
Noise", SIGGRAPH 2002). Two things differ from his reference program:

- **The lattice hash is a parameter.** :class:`HashedGradients` hashes the whole 64-bit lattice position with a 64-bit
  seed, so there is no period; :class:`PermutationGradients` is the table of the paper, and repeats.
- **Positions are fixed-point numbers** of ``SUBPIXELS`` a pixel. Cell and fraction are divided exactly in integers,
  so nothing is lost far from the origin, and a tile made alone equals the same tile of a larger area bit for bit.

For a lattice along the pixel grid the sum is a tensor product: with ``H(t) = t W(t)`` it is ``sum g_x H(d_x) W(d_z) +
g_z W(d_x) H(d_z)``. Each lattice row is then interpolated along x once, and a pixel costs four multiplications and
three additions whatever the wavelength. Lattices that are turned against the grid, and displaced points, go point by
point at some four times the cost. Only element-wise operations are used: their rounding does not depend on an array's
shape, as that of a matrix product does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from concurrent.futures import as_completed
from dataclasses import dataclass
from functools import cache
from queue import SimpleQueue
from typing import Protocol

import numpy as np
import numpy.typing as npt

from procgen.runtime.work_pool import WorkPool

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
_Doubles = npt.NDArray[np.float64]

SUBPIXELS = 1 << 14
"""Fixed-point steps a pixel."""
MAX_POSITION_PX = 1 << 40
"""Pixels may lie this far from the origin."""
MAX_CELL_PX = 1 << 12
"""Largest lattice cell."""
MAX_TURN = 7
"""Largest number in a lattice's turn."""
MAX_SHIFT_PX = 1 << 11
"""Points may be displaced this far from their pixels."""
MAX_AREA_PX = 1 << 10
"""Longest side of an area that is worked on at once."""
BLOCK_PX = 256
"""Areas are worked on in squares of this side: small enough for the level 2 cache, and for a turned lattice a square
has fewer lattice points around it than a strip."""

_MASK64 = (1 << 64) - 1
_GOLDEN64 = 0x9E3779B97F4A7C15
_SILVER64 = 0xD1B54A32D192ED03
_DIRECTION_BITS = 10


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the pixel grid.

    Raises:
        ValueError: if a side is not positive, or a pixel lies beyond ``MAX_POSITION_PX``.
    """

    origin_x_px: int
    """Western edge."""
    origin_z_px: int
    """Northern edge; z grows south."""
    width_px: int
    depth_px: int

    def __post_init__(self) -> None:
        if self.width_px < 1 or self.depth_px < 1:
            raise ValueError(f"an area needs positive sides, got {self.width_px} x {self.depth_px} px")
        for origin, size in ((self.origin_x_px, self.width_px), (self.origin_z_px, self.depth_px)):
            if origin < -MAX_POSITION_PX or origin + size > MAX_POSITION_PX:
                raise ValueError(f"pixels {origin} to {origin + size} lie beyond +-{MAX_POSITION_PX}")

    @property
    def shape(self) -> tuple[int, int]:
        """(depth, width)."""
        return self.depth_px, self.width_px


# --- lattice hashes --------------------------------------------------------------------------------------------------


class GradientField(Protocol):
    """Gives each lattice point its gradient."""

    def __call__(self, columns: IntArray, rows: IntArray) -> tuple[FloatArray, FloatArray]:
        """Gradients at the crossings of lattice columns and rows.

        Args:
            columns: (m,) lattice positions along x.
            rows: (n,) lattice positions along z.

        Returns:
            The x and the z components, each (n, m) float32, C-contiguous.
        """
        ...


def mix64(value: int) -> int:
    """Scramble a 64-bit number.

    The finaliser of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014,
    fig. 17, with the constants of Stafford's variant 13): a bijection in which each input bit turns about half of
    the output bits.

    Args:
        value: any integer; its low 64 bits count.

    Returns:
        0 to 2^64 - 1.
    """
    value &= _MASK64
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK64
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK64
    return value ^ (value >> 31)


def _mix64_array(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """:func:`mix64` of each element, in place."""
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        values ^= values >> np.uint64(shift)
        values *= np.uint64(factor)
    values ^= values >> np.uint64(31)
    return values


@cache
def _directions() -> tuple[FloatArray, FloatArray]:
    """Unit vectors all around, none along an axis: (2^_DIRECTION_BITS,) x and z components."""
    count = 1 << _DIRECTION_BITS
    angles = [2.0 * math.pi * (k + 0.5) / count for k in range(count)]
    # A table rather than sines of the hash: those may round differently in a vector's body and its tail.
    return np.array([math.cos(a) for a in angles], np.float32), np.array([math.sin(a) for a in angles], np.float32)


@dataclass(frozen=True, slots=True)
class HashedGradients:
    """Unit gradients of evenly spread directions, hashed from a seed and the 64-bit lattice position."""

    seed: int
    """Any integer; its low 64 bits count."""

    def __call__(self, columns: IntArray, rows: IntArray) -> tuple[FloatArray, FloatArray]:
        """See :class:`GradientField`."""
        along_x = columns.astype(np.uint64) * np.uint64(_GOLDEN64) + np.uint64(mix64(self.seed))
        along_z = rows.astype(np.uint64) * np.uint64(_SILVER64) + np.uint64(mix64(self.seed ^ _SILVER64))
        # Both are scrambled before they are added: sums of plain multiples would repeat along a diagonal.
        crossings = _mix64_array(_mix64_array(along_z)[:, None] + _mix64_array(along_x)[None, :])
        choice = (crossings >> np.uint64(64 - _DIRECTION_BITS)).astype(np.intp)
        x, z = _directions()
        return x[choice], z[choice]


@dataclass(frozen=True, slots=True)
class PermutationGradients:
    """Gradients looked up through a permutation table, as in Perlin's reference program for three dimensions.

    The hash of lattice point (i, k) is ``P[P[P[i] + k] + 0]``, and its low bits choose the direction.
    """

    permutation: tuple[int, ...]
    """A permutation of 0 ... n - 1, n a power of two."""
    directions: tuple[tuple[float, float], ...]
    """The gradients to choose from; their number divides n."""
    repeat_x: int
    """Period along x in cells."""
    repeat_z: int
    base: int = 0
    """Moves the lookup along the table: another pattern for each number."""

    def __call__(self, columns: IntArray, rows: IntArray) -> tuple[FloatArray, FloatArray]:
        """See :class:`GradientField`."""
        size = len(self.permutation)
        table = np.array(self.permutation, np.intp)
        first = table[((columns % self.repeat_x) % size + self.base) % size]
        second = table[(first[None, :] + ((rows % self.repeat_z) % size)[:, None] + self.base) % size]
        vectors = np.array(self.directions, np.float32)[table[second] % len(self.directions)]
        return np.ascontiguousarray(vectors[..., 0]), np.ascontiguousarray(vectors[..., 1])


# --- one octave ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lattice:
    """Where the lattice of one octave lies on the pixel grid, and its gradients.

    A pixel (x, z) stands at ``((a x + b z) S + offset_x, (a z - b x) S + offset_z)`` in the lattice, where (a, b) is
    ``turn`` and S is ``SUBPIXELS``: whole numbers turn the lattice without rounding.

    Raises:
        ValueError: if the cell is smaller than a pixel or larger than ``MAX_CELL_PX``, or the turn out of range.
    """

    gradients: GradientField
    cell_px: float
    """Side of a cell; it is rounded to what fixed-point positions can tell apart."""
    offset_x: int = 0
    """Position of pixel (0, 0) in the lattice, in the units above."""
    offset_z: int = 0
    turn: tuple[int, int] = (1, 0)
    """Direction of the lattice's x axis on the pixel grid; numbers within +-``MAX_TURN``."""

    def __post_init__(self) -> None:
        if not 1 <= self.cell_px <= MAX_CELL_PX:
            raise ValueError(f"a cell has 1 to {MAX_CELL_PX} px, got {self.cell_px:g}")
        if self.turn == (0, 0) or max(map(abs, self.turn)) > MAX_TURN:
            raise ValueError(f"a turn is two whole numbers within +-{MAX_TURN}, not both 0, got {self.turn}")

    @property
    def cell(self) -> int:
        """Side of a cell in lattice units."""
        return round(self.cell_px * SUBPIXELS * math.hypot(*self.turn))


class Workspace:
    """Arrays that one thread uses again from block to block.

    Fresh arrays of a block's size come from the system page by page, which costs several times what is computed in
    them.
    """

    def __init__(self) -> None:
        self._buffers: dict[str, npt.NDArray[np.uint8]] = {}

    def _bytes(self, name: str, count: int) -> npt.NDArray[np.uint8]:
        buffer = self._buffers.get(name)
        if buffer is None or buffer.size < count:
            buffer = self._buffers[name] = np.empty(count, np.uint8)
        return buffer[:count]

    def floats(self, name: str, shape: tuple[int, int]) -> FloatArray:
        """The float32 array of a name, uninitialised; the name's last one is overwritten."""
        return self._bytes(name, 4 * shape[0] * shape[1]).view(np.float32).reshape(shape)

    def ints(self, name: str, shape: tuple[int, int]) -> npt.NDArray[np.int32]:
        """The int32 array of a name, likewise."""
        return self._bytes(name, 4 * shape[0] * shape[1]).view(np.int32).reshape(shape)

    def indices(self, name: str, shape: tuple[int, int]) -> npt.NDArray[np.intp]:
        """The index array of a name, likewise."""
        return self._bytes(name, np.dtype(np.intp).itemsize * shape[0] * shape[1]).view(np.intp).reshape(shape)


def fade(t: _Doubles) -> _Doubles:
    """``6t^5 - 15t^4 + 10t^3`` (Perlin 2002, eq. 1), for t from 0 to 1, any shape."""
    return t * t * t * (t * (t * 6.0 - 15.0) + 10.0)


@dataclass(frozen=True, slots=True)
class _Axis:
    """Pixels along one axis, as seen by a lattice."""

    cells: IntArray
    """(m + 1,) consecutive lattice positions around the pixels."""
    index: npt.NDArray[np.intp]
    """(n,) which of ``cells`` lies before each pixel, 0 to m - 1."""
    w0: FloatArray
    """(n,) W and H = t W towards the cell before and after each pixel."""
    h0: FloatArray
    w1: FloatArray
    h1: FloatArray


def _axis(origin_px: int, size_px: int, offset: int, cell: int) -> _Axis:
    positions = np.arange(origin_px, origin_px + size_px, dtype=np.int64) * SUBPIXELS + offset
    lattice = positions // cell
    t = (positions - lattice * cell) / float(cell)  # both exact below 2^53: one rounding
    w1 = fade(t)
    w0 = 1.0 - w1
    first = int(lattice[0])
    return _Axis(
        cells=np.arange(first, int(lattice[-1]) + 2, dtype=np.int64),
        index=(lattice - first).astype(np.intp),
        w0=w0.astype(np.float32),
        h0=(t * w0).astype(np.float32),
        w1=w1.astype(np.float32),
        h1=((t - 1.0) * w1).astype(np.float32),
    )


def _noise_upright(lattice: Lattice, area: Area, out: FloatArray, workspace: Workspace) -> None:
    """Gradient noise of a lattice along the pixel grid, by the tensor product."""
    x = _axis(area.origin_x_px, area.width_px, lattice.offset_x, lattice.cell)
    z = _axis(area.origin_z_px, area.depth_px, lattice.offset_z, lattice.cell)
    gx, gz = lattice.gradients(x.cells, z.cells)
    after = x.index + 1
    by_x = gx.take(x.index, axis=1) * x.h0 + gx.take(after, axis=1) * x.h1  # (lattice rows, width)
    by_z = gz.take(x.index, axis=1) * x.w0 + gz.take(after, axis=1) * x.w1
    term = workspace.floats("upright term", area.shape)
    terms = ((by_x, z.index, z.w0), (by_x, z.index + 1, z.w1), (by_z, z.index, z.h0), (by_z, z.index + 1, z.h1))
    for number, (field, rows, weight) in enumerate(terms):
        target = term if number else out
        np.take(field, rows, axis=0, out=target, mode="clip")  # (depth, width)
        target *= weight[:, None]
        if number:
            out += term


def _fade32(t: FloatArray, out: FloatArray) -> FloatArray:
    np.multiply(t, np.float32(6.0), out=out)
    out -= np.float32(15.0)
    out *= t
    out += np.float32(10.0)
    for _ in range(3):
        out *= t
    return out


def _split(
    position: npt.NDArray[np.int32], cell: int, name: str, workspace: Workspace
) -> tuple[npt.NDArray[np.int32], FloatArray]:
    """Cell and fraction of positions, each (depth, width); the positions are used up."""
    index = np.floor_divide(position, np.int32(cell), out=workspace.ints(f"{name} cell", position.shape))
    position -= np.multiply(index, np.int32(cell), out=workspace.ints("cell start", position.shape))
    fraction = workspace.floats(f"{name} fraction", position.shape)
    np.copyto(fraction, position, casting="same_kind")
    fraction *= np.float32(1.0 / cell)
    return index, fraction


def _to_subpixels(shift_px: FloatArray, out: npt.NDArray[np.int32], workspace: Workspace) -> npt.NDArray[np.int32]:
    scaled = np.multiply(shift_px, np.float32(SUBPIXELS), out=workspace.floats("scaled shift", shift_px.shape))
    np.copyto(out, np.rint(scaled, out=scaled), casting="unsafe")
    return out


def _positions(
    lattice: Lattice, area: Area, shift: tuple[FloatArray, FloatArray] | None, workspace: Workspace
) -> tuple[npt.NDArray[np.int32], int, npt.NDArray[np.int32], int]:
    """Where the points of an area stand in a lattice.

    Returns:
        For x and for z: (depth, width) position from a base cell in lattice units, and the base cell. Counted from
        the cell of the area's corner they stay within 32 bits, since areas, cells, displacements and turns are
        bounded.
    """
    a, b = lattice.turn
    base_x, rest_x = divmod((a * area.origin_x_px + b * area.origin_z_px) * SUBPIXELS + lattice.offset_x, lattice.cell)
    base_z, rest_z = divmod((a * area.origin_z_px - b * area.origin_x_px) * SUBPIXELS + lattice.offset_z, lattice.cell)
    column = np.arange(area.width_px, dtype=np.int32)[None, :] * np.int32(SUBPIXELS)
    row = np.arange(area.depth_px, dtype=np.int32)[:, None] * np.int32(SUBPIXELS)
    x = workspace.ints("x", area.shape)
    z = workspace.ints("z", area.shape)
    np.add(column * np.int32(a) + np.int32(rest_x), row * np.int32(b), out=x)
    np.add(column * np.int32(-b) + np.int32(rest_z), row * np.int32(a), out=z)
    if shift is not None:
        shift_x = _to_subpixels(shift[0], workspace.ints("shift x", area.shape), workspace)
        shift_z = _to_subpixels(shift[1], workspace.ints("shift z", area.shape), workspace)
        if lattice.turn == (1, 0):
            x += shift_x
            z += shift_z
        else:
            part = workspace.ints("turned shift", area.shape)
            x += np.multiply(shift_x, np.int32(a), out=part)
            x += np.multiply(shift_z, np.int32(b), out=part)
            z += np.multiply(shift_x, np.int32(-b), out=part)
            z += np.multiply(shift_z, np.int32(a), out=part)
    return x, base_x, z, base_z


def _noise_anywhere(
    lattice: Lattice, area: Area, shift: tuple[FloatArray, FloatArray] | None, out: FloatArray, workspace: Workspace
) -> None:
    """Gradient noise of a turned lattice, or at displaced points, point by point."""
    x, base_x, z, base_z = _positions(lattice, area, shift, workspace)
    ix, tx = _split(x, lattice.cell, "x", workspace)
    iz, tz = _split(z, lattice.cell, "z", workspace)
    low_x, low_z = int(ix.min()), int(iz.min())
    cells_x = np.arange(base_x + low_x, base_x + int(ix.max()) + 2, dtype=np.int64)
    cells_z = np.arange(base_z + low_z, base_z + int(iz.max()) + 2, dtype=np.int64)
    gx, gz = (field.ravel() for field in lattice.gradients(cells_x, cells_z))
    iz -= np.int32(low_z)
    iz *= np.int32(len(cells_x))
    iz += ix
    iz -= np.int32(low_x)
    corner = workspace.indices("corner", area.shape)  # where a point's north-western lattice point stands in gx, gz
    np.copyto(corner, iz)

    fade_x = _fade32(tx, workspace.floats("x fade", area.shape))
    fade_z = _fade32(tz, workspace.floats("z fade", area.shape))
    tx_after = np.subtract(tx, np.float32(1.0), out=workspace.floats("x fraction after", area.shape))
    slope = workspace.floats("slope", area.shape)
    before = workspace.floats("before", area.shape)
    south = workspace.floats("south", area.shape)

    def at_corner(dx: FloatArray, dz: FloatArray, into: FloatArray) -> None:
        # All corners are in range; of take's modes, "wrap" is the fastest, and "raise" would make a copy.
        np.take(gx, corner, out=into, mode="wrap")
        into *= dx
        np.take(gz, corner, out=slope, mode="wrap")
        np.multiply(slope, dz, out=slope)
        into += slope

    def along_row(dz: FloatArray, into: FloatArray) -> None:
        at_corner(tx, dz, before)
        np.add(corner, 1, out=corner)
        at_corner(tx_after, dz, into)
        into -= before
        into *= fade_x
        into += before

    along_row(tz, out)
    corner += len(cells_x) - 1
    tz -= np.float32(1.0)
    along_row(tz, south)
    south -= out
    south *= fade_z
    out += south


def _result(area: Area, out: FloatArray | None) -> FloatArray:
    if max(area.shape) > MAX_AREA_PX:
        raise ValueError(f"an area worked on at once has sides up to {MAX_AREA_PX} px, got {area.shape}")
    return np.empty(area.shape, np.float32) if out is None else out


def noise_on_grid(
    lattice: Lattice, area: Area, *, out: FloatArray | None = None, workspace: Workspace | None = None
) -> FloatArray:
    """Gradient noise at each pixel of an area.

    Args:
        lattice: the octave.
        area: which pixels; at most ``MAX_AREA_PX`` wide and deep.
        out: (depth, width) float32, C-contiguous, to write to; a new array if None.
        workspace: where intermediate arrays are kept; a new one if None.

    Returns:
        (depth, width) float32; with unit gradients within +-sqrt(1/2).

    Raises:
        ValueError: if the area is too large.
    """
    out = _result(area, out)
    workspace = workspace or Workspace()
    if lattice.turn == (1, 0):
        _noise_upright(lattice, area, out, workspace)
    else:
        _noise_anywhere(lattice, area, None, out, workspace)
    return out


def noise_at_shifted(
    lattice: Lattice,
    area: Area,
    shift_x_px: FloatArray,
    shift_z_px: FloatArray,
    *,
    out: FloatArray | None = None,
    workspace: Workspace | None = None,
) -> FloatArray:
    """Gradient noise at points displaced from the pixels of an area, as domain warping needs it.

    Args:
        lattice: the octave.
        area: which pixels; at most ``MAX_AREA_PX`` wide and deep.
        shift_x_px: (depth, width) how far each point lies east of its pixel; it is rounded to whole subpixels.
        shift_z_px: (depth, width) likewise south.
        out: (depth, width) float32, C-contiguous, to write to, neither of the displacements; a new array if None.
        workspace: where intermediate arrays are kept; a new one if None.

    Returns:
        (depth, width) float32; with unit gradients within +-sqrt(1/2). Without displacement it is
        :func:`noise_on_grid` up to rounding.

    Raises:
        ValueError: if the area is too large, a displacement is beyond ``MAX_SHIFT_PX`` or not a number, or its shape
            is not the area's.
    """
    out = _result(area, out)
    for shift in (shift_x_px, shift_z_px):
        if shift.shape != area.shape:
            raise ValueError(f"displacements have the shape {shift.shape}, the area {area.shape}")
        if not max(float(shift.max()), -float(shift.min())) <= MAX_SHIFT_PX:
            raise ValueError(f"displacements must be numbers within +-{MAX_SHIFT_PX} px")
    _noise_anywhere(lattice, area, (shift_x_px, shift_z_px), out, workspace or Workspace())
    return out


# --- several octaves -------------------------------------------------------------------------------------------------

_OFFSET_STEP_X = 0.7548776662466927
_OFFSET_STEP_Z = 0.6180339887498949


TURNS = ((5, 2), (1, 4), (1, 1), (7, 1), (1, 2), (7, 4), (1, 7), (3, 2))
"""How the octaves' lattices are turned: by 22, 76, 45, 8, 63, 30, 82 and 34 degrees, so that neighbouring octaves
are far apart modulo a quarter turn."""


def octave_lattices(seed: int, wavelength_px: float, count: int, *, turned: bool = True) -> tuple[Lattice, ...]:
    """Lattices of wavelengths ``wavelength_px / 2^k``, each with gradients of its own.

    A gradient noise is zero at its lattice points, and prefers the directions of its axes; where several octaves'
    lattices coincide, the sum shows both. So each lattice is shifted against the next coarser one by an irrational
    part of its cell (the inverse of the plastic number along x, that of the golden ratio along z), which keeps all of
    them apart, and turned by an angle of its own. The seed says where the first lattice begins.

    Args:
        seed: any integer; its low 64 bits count.
        wavelength_px: side of the first octave's cells, 1 to ``MAX_CELL_PX``.
        count: how many octaves.
        turned: whether lattices are turned (:data:`TURNS`); upright ones are several times faster on the grid.

    Returns:
        The lattices, coarsest first.

    Raises:
        ValueError: if a wavelength is out of range.
    """
    lattices = []
    x = mix64(seed ^ 0x5851F42D4C957F2D) / 2.0**64
    z = mix64(seed ^ 0x14057B7EF767814F) / 2.0**64
    for octave in range(count):
        gradients = HashedGradients(mix64(seed + octave * _GOLDEN64))
        turn = TURNS[octave % len(TURNS)] if turned else (1, 0)
        cell_px = wavelength_px / 2**octave
        scale = cell_px * SUBPIXELS * math.hypot(*turn)
        lattices.append(Lattice(gradients, cell_px, int(x % 1.0 * scale), int(z % 1.0 * scale), turn))
        x, z = 2.0 * x + _OFFSET_STEP_X, 2.0 * z + _OFFSET_STEP_Z
    return tuple(lattices)


def blocks(area: Area) -> Iterator[tuple[tuple[slice, slice], Area]]:
    """Cut an area into pieces of at most ``BLOCK_PX`` squared.

    Returns:
        Where each piece stands in the area, as a numpy index, and the piece.
    """
    for z in range(0, area.depth_px, BLOCK_PX):
        for x in range(0, area.width_px, BLOCK_PX):
            depth = min(BLOCK_PX, area.depth_px - z)
            width = min(BLOCK_PX, area.width_px - x)
            piece = Area(area.origin_x_px + x, area.origin_z_px + z, width, depth)
            yield (slice(z, z + depth), slice(x, x + width)), piece


def evaluate_in_blocks(
    compute: Callable[[Area, FloatArray, Workspace], None],
    area: Area,
    *,
    threads: int = 1,
    checkpoint: Callable[[float], None] | None = None,
) -> FloatArray:
    """Fill an area block by block.

    Args:
        compute: writes an area's values to a (depth, width) float32 array; called from several threads at once, each
            with a workspace of its own.
        area: what to fill.
        threads: how many blocks are worked on at once, 1 or more; numpy lets go of the interpreter's lock while it
            computes.
        checkpoint: called from the caller's thread with the share done, 0 to 1, before the first block and after
            each; it may raise to stop the work. Blocks that have begun are finished first: some 20 ms.

    Returns:
        (depth, width) float32.

    Raises:
        ValueError: if ``threads`` is not positive.
    """
    if threads < 1:
        raise ValueError(f"at least one thread is needed, got {threads}")
    out = np.empty(area.shape, np.float32)
    pieces = list(blocks(area))
    workers = min(threads, len(pieces))
    idle: SimpleQueue[Workspace] = SimpleQueue()
    for _ in range(workers):
        idle.put(Workspace())

    def fill(index: tuple[slice, slice], piece: Area) -> None:
        workspace = idle.get()
        try:
            values = workspace.floats("block", piece.shape)
            compute(piece, values, workspace)
            out[index] = values
        finally:
            idle.put(workspace)

    if checkpoint is not None:
        checkpoint(0.0)
    if workers == 1:
        for done, (index, piece) in enumerate(pieces, 1):
            fill(index, piece)
            if checkpoint is not None:
                checkpoint(done / len(pieces))
        return out
    with WorkPool(workers, thread_name_prefix="gradient-noise") as pool:
        futures = [pool.submit(fill, index, piece) for index, piece in pieces]
        try:
            for done, future in enumerate(as_completed(futures), 1):
                future.result()
                if checkpoint is not None:
                    checkpoint(done / len(pieces))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return out
