"""Flesh: rounded bodies around bones, melted into each other, and the skin over all of them as one closed mesh.

Sources: smooth minima of distances (Inigo Quilez, "Smooth minimum", the quadratic polynomial); naive surface nets
(Gibson: "Constrained Elastic Surface Nets", 1998): a vertex a cell that the surface crosses, in the middle of its
crossings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint, go_on

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Point = tuple[float, float, float]

_MARGIN: Final = 3
"""Cells around what is melted in which distances are worked out."""
_FAR: Final = 10.0


@dataclass(frozen=True, slots=True)
class Limb:
    """A rounded cone with oval sections between two points, metres.

    Attributes:
        begin, end: where it goes.
        across: (from, to) half axes along ``side``.
        deep: (from, to) half axes along the other axis of the section.
        bone: that it moves with.
        zone: what grows on it, for its colour.
        melt: within which it goes over into what it touches, metres.
        side: direction of the sections' first axis, about at right angles to the way.
        rough: height of lumps on it, metres.
        part: of several skins; limbs of one melt into each other alone.
    """

    begin: Point
    end: Point
    across: tuple[float, float]
    deep: tuple[float, float]
    bone: str
    zone: str
    melt: float
    side: Point = (1.0, 0.0, 0.0)
    rough: float = 0.0
    part: int = 0

    def distance(self, points: Floats) -> Floats:
        """(...,) about how far points (..., 3) are outside, below 0 inside; exact on the surface."""
        begin, way = np.array(self.begin, np.float32), np.subtract(self.end, self.begin).astype(np.float32)
        length = max(float(np.linalg.norm(way)), 1e-6)
        along = way / length
        side = np.array(self.side, np.float32)
        side = side - along * float(side @ along)
        side /= np.linalg.norm(side)
        (x, y, z), (a, b, c) = along, side
        up = np.array([y * c - z * b, z * a - x * c, x * b - y * a])  # np.cross takes a tenth of all
        from_begin = points - begin
        reach = from_begin @ along
        share = np.clip(reach / length, 0, 1)
        across = self.across[0] + share * np.float32(self.across[1] - self.across[0])
        deep = self.deep[0] + share * np.float32(self.deep[1] - self.deep[0])
        beyond = reach - share * length
        round_ends = np.minimum(across, deep)
        x, y, z = from_begin @ side / across, from_begin @ up / deep, beyond / round_ends
        out = np.sqrt(x * x + y * y + z * z)
        # The bound of Quilez for ellipsoids: distances are right near the surface, however flat the section is.
        x, y, z = x / across, y / deep, z / round_ends
        return np.asarray(out * (out - 1) / np.maximum(np.sqrt(x * x + y * y + z * z), 1e-6), np.float32)

    def box(self, margin: float) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Corners around it and so much more."""
        reach = max(*self.across, *self.deep) + margin
        both = np.array([self.begin, self.end])
        return both.min(axis=0) - reach, both.max(axis=0) + reach


@dataclass(frozen=True, eq=False)
class Skin:
    """A closed mesh: vertices (V, 3) in metres, unit normals (V, 3), triangles (T, 3), outsides counter-clockwise."""

    vertices: Floats
    normals: Floats
    triangles: Ints


def skin_over(limbs: Sequence[Limb], cell_m: float, seed: int, checkpoint: Checkpoint = go_on) -> Skin:
    """The surface of limbs that melt into each other, in cells of so many metres.

    Args:
        limbs: the order matters little.
        cell_m: side of a cell: the surface's detail.
        seed: of the lumps.
        checkpoint: called between limbs; raises to stop the work.
    """
    boxes = [limb.box(limb.melt + _MARGIN * cell_m) for limb in limbs]
    low = np.min([box[0] for box in boxes], axis=0)
    low -= low % cell_m  # an animal that is a little larger has its cells where they were
    size = np.ceil((np.max([box[1] for box in boxes], axis=0) - low) / cell_m).astype(int) + 2
    field = np.full(size, _FAR, np.float32)
    lumps = Lumps(seed)
    for limb, (begin, end) in zip(limbs, boxes, strict=True):
        checkpoint()
        first, last = (np.floor((corner - low) / cell_m).astype(int) for corner in (begin, end))
        axes = [low[axis] + cell_m * np.arange(first[axis], last[axis] + 1) for axis in range(3)]
        points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).astype(np.float32)
        found = limb.distance(points)
        if limb.rough:
            found -= limb.rough * lumps.at(points, limb.rough * 3.5)
        there = tuple(slice(first[axis], last[axis] + 1) for axis in range(3))
        field[there] = melted(field[there], found, limb.melt)
    checkpoint()
    return _surface(field, low, cell_m)


def melted(one: Floats, other: Floats, within: float) -> Floats:
    """The smooth minimum of distances."""
    share = np.clip(0.5 + (other - one) / (2 * within), 0, 1)
    return np.asarray(other + (one - other) * share - within * share * (1 - share), np.float32)


class Lumps:
    """Smooth noise over space, -1 to 1: random values on a lattice that repeats every 32 of its cells."""

    def __init__(self, seed: int) -> None:
        random = np.random.Generator(np.random.Philox(key=np.array([seed, 0x6C75_6D70], np.uint64)))
        self._values = random.uniform(-1, 1, (32, 32, 32)).astype(np.float32)

    def at(self, points: Floats, cell_m: float) -> Floats:
        """(...,) at points (..., 3)."""
        scaled = points / np.float32(cell_m)
        whole = np.floor(scaled).astype(np.int64)
        part = scaled - whole
        part = part * part * (3 - 2 * part)
        total = np.zeros(points.shape[:-1], np.float32)
        for corner in np.ndindex(2, 2, 2):
            share = np.prod([part[..., axis] if corner[axis] else 1 - part[..., axis] for axis in range(3)], axis=0)
            i, j, k = (whole[..., axis] + corner[axis] & 31 for axis in range(3))
            total += share * self._values[i, j, k]
        return total


def _surface(field: Floats, low: npt.NDArray[np.float64], cell_m: float) -> Skin:
    inside = field < 0
    shape = np.array(field.shape) - 1
    total = np.zeros((*shape, 3), np.float32)
    crossings = np.zeros(shape, np.float32)
    corners = list(np.ndindex(2, 2, 2))
    for axis in range(3):
        step = np.eye(3, dtype=int)[axis]
        for corner in corners:
            if corner[axis]:
                continue
            here = tuple(slice(c, c + n) for c, n in zip(corner, shape, strict=True))
            there = tuple(slice(c, c + n) for c, n in zip(np.add(corner, step), shape, strict=True))
            crosses = inside[here] != inside[there]
            at = field[here][crosses] / (field[here][crosses] - field[there][crosses])
            total[crosses] += np.array(corner, np.float32) + at[:, None] * step
            crossings[crosses] += 1
    cells = np.argwhere(crossings > 0)
    number = np.full(shape, -1)
    number[tuple(cells.T)] = np.arange(len(cells))
    inner = total[tuple(cells.T)] / crossings[tuple(cells.T)][:, None]
    vertices = (low + cell_m * (cells + inner)).astype(np.float32)
    slopes = np.stack([np.asarray(np.gradient(field, axis=axis), np.float32) for axis in range(3)], axis=-1)
    normals = np.mean([slopes[tuple((cells + corner).T)] for corner in corners], axis=0)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
    quads = []
    for axis in range(3):
        one, two = (axis + 1) % 3, (axis + 2) % 3
        first = np.argwhere(np.diff(inside, axis=axis))
        first = first[(first[:, one] > 0) & (first[:, two] > 0)]
        goes_out = inside[tuple(first.T)]
        around = []
        for a, b in ((1, 1), (0, 1), (0, 0), (1, 0)):
            cell = first.copy()
            cell[:, one] -= a
            cell[:, two] -= b
            around.append(number[tuple(cell.T)])
        quad = np.stack(around, axis=1)
        quads.append(np.where(goes_out[:, None], quad, quad[:, ::-1]))
    every = np.concatenate(quads)
    triangles = np.concatenate([every[:, [0, 1, 2]], every[:, [0, 2, 3]]])
    return Skin(vertices, normals.astype(np.float32), triangles)
