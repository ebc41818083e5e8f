"""Triangle meshes made of closed solids: what buildings, plants and things are put together from.

Metres, right-handed, y up; triangles are counter-clockwise seen from outside. A model is one mesh for each of a few
materials. Texture coordinates are metres on the surface, v downwards, so that the same mesh takes tiles of any size.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.runtime.philox import philox4x32, stream_id

FloatArray = npt.NDArray[np.float32]
IndexArray = npt.NDArray[np.uint32]
Doubles = npt.NDArray[np.float64]
Point = tuple[float, float, float]
Rgb = tuple[float, float, float]

SLOTS: Final = (
    "wall",
    "roof",
    "wood",
    "stone",
    "rock",
    "paint",
    "foliage",
    "leaves",
    "glass",
    "pane",
    "ember",
    "water",
    "ground",
)
"""Names of materials. The first five have pictures, ``rock`` that of the ground; ``paint`` and ``foliage`` have the
colours of the vertices, and ``leaves`` are cut from a picture, on which their texture coordinates lie from 0 to 1."""
WHITE: Final[Rgb] = (1.0, 1.0, 1.0)

_CREASE = 1e-9


def cross(a: Doubles, b: Doubles) -> Doubles:
    """Vector products of (..., 3): what ``np.cross`` gives, without its search for axes, for many small calls."""
    product = np.empty(np.broadcast_shapes(a.shape, b.shape), np.result_type(a, b))
    for axis in range(3):
        one, two = (axis + 1) % 3, (axis + 2) % 3
        product[..., axis] = a[..., one] * b[..., two] - a[..., two] * b[..., one]
    return product


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """Triangles of one material."""

    positions: FloatArray
    """(n, 3) metres."""
    normals: FloatArray
    """(n, 3) unit length, outwards."""
    uv_m: FloatArray
    """(n, 2) metres along the surface, v down."""
    colours: npt.NDArray[np.uint8]
    """(n, 3) linear light as bytes, which the material's own colour is multiplied by."""
    triangles: IndexArray
    """(t, 3)."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A thing: a mesh for each material that it has, by the names of :data:`SLOTS`."""

    name: str
    meshes: Mapping[str, Mesh]

    @property
    def triangle_count(self) -> int:
        """Of all its meshes."""
        return sum(len(mesh.triangles) for mesh in self.meshes.values())

    def bounds_m(self) -> tuple[FloatArray, FloatArray]:
        """Its least and greatest corner, (3,) each."""
        low = np.min([mesh.positions.min(axis=0) for mesh in self.meshes.values()], axis=0)
        high = np.max([mesh.positions.max(axis=0) for mesh in self.meshes.values()], axis=0)
        return low, high


def numbers(seed: int, stream: str, count: int) -> Doubles:
    """(count,) independent numbers, 0 to 1, that depend on the seed, the stream's name and their place alone."""
    words = philox4x32(
        np.arange((count + 3) // 4, dtype=np.uint32),
        np.zeros(1, np.uint32),
        np.full(1, stream_id(stream), np.uint32),
        np.zeros(1, np.uint32),
        (seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF),
    )
    return np.stack(words, axis=-1).ravel()[:count].astype(np.float64) * 2.0**-32


class Dice:
    """Numbers of one stream, one after the other."""

    def __init__(self, seed: int, stream: str, count: int = 512) -> None:
        self._numbers = numbers(seed, stream, count)
        self._next = 0

    def many(self, count: int) -> Doubles:
        """(count,) numbers, 0 to 1."""
        first = self._next
        self._next += count
        return self._numbers[first : self._next]

    def between(self, low: float, high: float) -> float:
        """A number from low to high."""
        return low + (high - low) * float(self.many(1)[0])

    def one_of(self, choices: Sequence[Any]) -> Any:
        """One of some things, each as likely."""
        return choices[min(int(self.between(0.0, len(choices))), len(choices) - 1)]


def linear(colour: Rgb) -> Rgb:
    """Linear light of an sRGB colour, 0 to 1 (IEC 61966-2-1)."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return red, green, blue


def rgb(code: int) -> Rgb:
    """The sRGB colour 0xRRGGBB, 0 to 1."""
    return (code >> 16 & 255) / 255.0, (code >> 8 & 255) / 255.0, (code & 255) / 255.0


def mixed(first: Rgb, second: Rgb, share: float) -> Rgb:
    """``share`` of the way from the first colour to the second."""
    red, green, blue = (a + (b - a) * share for a, b in zip(first, second, strict=True))
    return red, green, blue


_Polygon = tuple[Sequence[Sequence[float]], Rgb, int]
_Frame = tuple[Doubles, Doubles]


@dataclass
class _Pieces:
    """Of one material: arrays, and flat polygons that are worked out all at once."""

    positions: list[Doubles] = field(default_factory=list)
    normals: list[Doubles] = field(default_factory=list)
    uv: list[Doubles] = field(default_factory=list)
    colours: list[Doubles] = field(default_factory=list)
    triangles: list[npt.NDArray[np.int64]] = field(default_factory=list)
    count: int = 0
    polygons: dict[int, list[_Polygon]] = field(default_factory=dict)
    """By their number of corners: corners, colour, number of the frame."""

    def append(
        self, positions: Doubles, normals: Doubles, uv: Doubles, colours: Doubles, triangles: npt.NDArray[np.int64]
    ) -> None:
        self.positions.append(positions)
        self.normals.append(normals)
        self.uv.append(uv)
        self.colours.append(colours)
        self.triangles.append(triangles + self.count)
        self.count += len(positions)

    def joined(self, frames: Sequence[_Frame]) -> _Pieces:
        """The same with its polygons among the arrays."""
        whole = _Pieces(
            list(self.positions), list(self.normals), list(self.uv), list(self.colours), list(self.triangles)
        )
        whole.count = self.count
        matrices = np.array([matrix for matrix, _ in frames])
        origins = np.array([origin for _, origin in frames])
        for count, polygons in sorted(self.polygons.items()):
            points = np.array([corners for corners, _, _ in polygons], np.float64)  # (m, count, 3)
            colours = np.array([colour for _, colour, _ in polygons], np.float64)
            number = np.array([frame for _, _, frame in polygons])
            normal = np.sum(cross(points, np.roll(points, -1, axis=1)), axis=1)
            normal /= np.maximum(np.sqrt(np.sum(normal**2, axis=1, keepdims=True)), _CREASE)
            right = np.stack([normal[:, 2], np.zeros(len(normal)), -normal[:, 0]], axis=1)
            level = np.abs(normal[:, 1]) > 0.99
            right[level] = (1.0, 0.0, 0.0)
            right /= np.sqrt(np.sum(right**2, axis=1, keepdims=True))
            up = cross(normal, right)
            uv = np.stack([np.sum(points * right[:, None], axis=-1), -np.sum(points * up[:, None], axis=-1)], axis=-1)
            places = np.einsum("mij,mkj->mki", matrices[number], points) + origins[number][:, None]
            turned = np.einsum("mij,mj->mi", matrices[number], normal)
            turned /= np.maximum(np.sqrt(np.sum(turned**2, axis=1, keepdims=True)), _CREASE)
            fan = np.array([(0, i, i + 1) for i in range(1, count - 1)])
            first = np.arange(len(points))[:, None, None] * count
            whole.append(
                places.reshape(-1, 3),
                np.repeat(turned, count, axis=0),
                uv.reshape(-1, 2),
                np.repeat(colours, count, axis=0),
                (first + fan).reshape(-1, 3),
            )
        return whole


# One class: every solid is written in the frame that was pushed last, and hundreds of lines read as `s.box`, `s.beam`.
class Sculptor:
    """Puts solids together. Every solid is closed; what is said to be a sheet is not, and is seen from both sides."""

    def __init__(self, coarse: int = 0, rougher: int = 0) -> None:
        self.coarse = coarse
        """How much simpler round things are: 0 from near, 1 and 2 from farther away."""
        self.rougher = rougher
        """How much simpler lumps are than that: where leaves hide them, they may have edges."""
        self._pieces: dict[str, _Pieces] = {}
        self._frames: list[_Frame] = [(np.eye(3), np.zeros(3))]
        self._nested = [0]

    @property
    def _frame(self) -> int:
        """Number of the frame in which things are put."""
        return self._nested[-1]

    # Where things are put.

    def push(self, at: Point = (0.0, 0.0, 0.0), turn_deg: float = 0.0, scale: float = 1.0) -> None:
        """Put what follows at a place, turned about y counter-clockwise seen from above, until :meth:`pop`."""
        matrix, origin = self._frames[self._frame]
        self._nested.append(len(self._frames))
        self._frames.append((matrix @ (turned_y(turn_deg) * scale), origin + matrix @ np.array(at)))

    def pop(self) -> None:
        """Back to where things were put before the last :meth:`push`."""
        self._nested.pop()

    # Solids.

    def add(
        self,
        slot: str,
        positions: npt.ArrayLike,
        normals: npt.ArrayLike,
        triangles: npt.ArrayLike,
        colours: npt.ArrayLike,
        uv_m: npt.ArrayLike | None = None,
    ) -> None:
        """Add vertices and triangles as they are; ``colours`` is sRGB, (n, 3) or one for all."""
        matrix, origin = self._frames[self._frame]
        places = np.asarray(positions, np.float64)
        turned = np.asarray(normals, np.float64) @ matrix.T
        uv = np.zeros((len(places), 2)) if uv_m is None else np.asarray(uv_m, np.float64)
        self._pieces.setdefault(slot, _Pieces()).append(
            places @ matrix.T + origin,
            turned / np.maximum(np.sqrt(np.sum(turned**2, axis=1, keepdims=True)), _CREASE),
            uv,
            np.broadcast_to(np.asarray(colours, np.float64), (len(places), 3)),
            np.asarray(triangles, np.int64),
        )

    def face(self, slot: str, corners: Sequence[Point], colour: Rgb = WHITE) -> None:
        """A flat convex polygon, its corners counter-clockwise seen from where it is seen."""
        pieces = self._pieces.setdefault(slot, _Pieces())
        pieces.polygons.setdefault(len(corners), []).append((corners, colour, self._frame))

    def hexahedron(
        self, slot: str, bottom: Sequence[Point], top: Sequence[Point], colour: Rgb = WHITE, *, top_slot: str = ""
    ) -> None:
        """A solid of six flat faces.

        Args:
            slot: its material.
            bottom: four corners, counter-clockwise seen from above.
            top: the corners above them.
            colour: multiplies the material's.
            top_slot: another material for its upper face.
        """
        self.face(slot, [bottom[i] for i in (0, 3, 2, 1)], colour)
        self.face(top_slot or slot, list(top), colour)
        for i in range(4):
            j = (i + 1) % 4
            self.face(slot, [bottom[i], bottom[j], top[j], top[i]], colour)

    def box(
        self, slot: str, low: Point, high: Point, colour: Rgb = WHITE, *, taper: float = 0.0, top_slot: str = ""
    ) -> None:
        """A box between two corners; ``taper`` metres narrower at the top on every side."""
        (x0, y0, z0), (x1, y1, z1) = low, high
        t = taper
        self.hexahedron(
            slot,
            [(x0, y0, z1), (x1, y0, z1), (x1, y0, z0), (x0, y0, z0)],
            [(x0 + t, y1, z1 - t), (x1 - t, y1, z1 - t), (x1 - t, y1, z0 + t), (x0 + t, y1, z0 + t)],
            colour,
            top_slot=top_slot,
        )

    def beam(self, slot: str, start: Point, end: Point, width: float, height: float, colour: Rgb = WHITE) -> None:
        """A straight piece of timber from one point to another; ``height`` is measured most nearly upwards."""
        ax, ay, az = start
        bx, by, bz = end
        x, y, z = bx - ax, by - ay, bz - az
        length = math.sqrt(x * x + y * y + z * z)
        x, y, z = x / length, y / length, z / length
        # To the side: across the piece and level, where it is not upright.
        sx, sy, sz = (z, 0.0, -x) if abs(y) < 0.95 else (-y, x, 0.0)
        half = width / 2 / math.sqrt(sx * sx + sy * sy + sz * sz)
        sx, sy, sz = sx * half, sy * half, sz * half
        ux, uy, uz = y * sz - z * sy, z * sx - x * sz, x * sy - y * sx
        tall = height / width
        ux, uy, uz = ux * tall, uy * tall, uz * tall
        corners = [
            (-sx - ux, -sy - uy, -sz - uz),
            (sx - ux, sy - uy, sz - uz),
            (sx + ux, sy + uy, sz + uz),
            (-sx + ux, -sy + uy, -sz + uz),
        ]
        self.hexahedron(
            slot,
            [(ax + i, ay + j, az + k) for i, j, k in corners],
            [(bx + i, by + j, bz + k) for i, j, k in corners],
            colour,
        )

    def prism(
        self, slot: str, outline: Sequence[tuple[float, float]], z0: float, z1: float, colour: Rgb = WHITE
    ) -> None:
        """A convex outline in x and y, counter-clockwise seen from +z, extruded from z0 to z1."""
        self.face(slot, [(x, y, z1) for x, y in outline], colour)
        self.face(slot, [(x, y, z0) for x, y in reversed(outline)], colour)
        for (ax, ay), (bx, by) in zip(outline, [*outline[1:], outline[0]], strict=True):
            self.face(slot, [(ax, ay, z0), (bx, by, z0), (bx, by, z1), (ax, ay, z1)], colour)

    def column(
        self,
        slot: str,
        path: Sequence[Point],
        radii: Sequence[float],
        sides: int,
        colours: Sequence[Rgb] | Rgb = WHITE,
        *,
        smooth: bool = True,
    ) -> None:
        """A round solid along a path that rises, with a radius at each of its points; 0 makes a tip.

        Args:
            slot: its material.
            path: two or more points.
            radii: at the points.
            sides: of its cross-section.
            colours: one, or one for each point.
            smooth: whether the light runs round it without edges.
        """
        points = np.asarray(path, np.float64)
        count = len(points)
        sides = max(sides - 2 * self.coarse, 3)
        tints = np.broadcast_to(np.asarray(colours, np.float64), (count, 3))
        size = np.asarray(radii, np.float64)
        angle = np.arange(sides + 1) * (2.0 * math.pi / sides)
        angle[-1] = 0.0
        ring = np.stack([np.cos(angle), np.zeros(sides + 1), -np.sin(angle)], axis=1)
        rings = points[:, None, :] + ring[None] * size[:, None, None]
        rises = np.sqrt(np.sum(np.diff(points, axis=0) ** 2, axis=1))
        lengths = np.concatenate([[0.0], np.cumsum(rises)])
        leans = (size[:-1] - size[1:]) / np.maximum(rises, _CREASE)
        # (stretch, side, corner): low, low and next, high and next, high.
        places = np.stack([rings[:-1, :-1], rings[:-1, 1:], rings[1:, 1:], rings[1:, :-1]], axis=2)
        around = np.stack([ring[:-1], ring[1:], ring[1:], ring[:-1]], axis=1)
        normals = np.broadcast_to(around[None], places.shape).copy()
        normals[..., 1] = leans[:, None, None]
        if not smooth:
            normals[:] = normals.mean(axis=2, keepdims=True)
        step = 2.0 * math.pi * max(float(size.max()), _CREASE) / sides
        uv = np.empty((*places.shape[:3], 2))
        uv[..., 0] = (np.arange(sides)[:, None] + np.array([0, 1, 1, 0])) * step
        uv[..., 1] = -np.stack([lengths[:-1], lengths[:-1], lengths[1:], lengths[1:]], axis=1)[:, None, :]
        shades = np.stack([tints[:-1], tints[:-1], tints[1:], tints[1:]], axis=1)
        first = np.arange((count - 1) * sides).reshape(count - 1, sides) * 4
        lower, upper = first[size[1:] >= _CREASE], first[size[:-1] >= _CREASE]
        triangles = np.concatenate(
            [upper.reshape(-1, 1) + np.array([0, 1, 2]), lower.reshape(-1, 1) + np.array([0, 2, 3])]
        )
        self.add(
            slot,
            places.reshape(-1, 3),
            normals.reshape(-1, 3),
            triangles,
            np.broadcast_to(shades[:, None], places.shape).reshape(-1, 3),
            uv.reshape(-1, 2),
        )
        for end, wanted in ((0, rings[0, -2::-1]), (-1, rings[-1, :-1])):
            if size[end] >= _CREASE:
                red, green, blue = tints[end].tolist()
                self.face(slot, wanted.tolist(), (red, green, blue))

    def blob(
        self,
        slot: str,
        centre: Point,
        radii: Point,
        low: Rgb,
        high: Rgb,
        shape: Doubles,
        *,
        roughness: float = 0.18,
        detail: int = 2,
        softness: float = 0.6,
    ) -> None:
        """A rounded lump: foliage, a stone, a heap.

        Args:
            slot: its material.
            centre: of it.
            radii: along x, y and z.
            low: colour of its foot.
            high: colour of its top.
            shape: (6,) or more numbers from 0 to 1 that its bumps follow.
            roughness: height of the bumps over the radius.
            detail: how often the twenty faces of an icosahedron are split in four.
            softness: 0 has flat faces, 1 the light of a smooth surface.
        """
        sphere, triangles = icosphere(max(detail - self.coarse - self.rougher, 0))
        phase = shape[:6] * (2.0 * math.pi)
        bumps = np.zeros(len(sphere))
        for number in range(6):
            axis = sphere @ _DIRECTIONS[number]
            bumps += np.sin(axis * (2.3 + 0.9 * number) + phase[number]) / (1.5 + 0.5 * number)
        grown = sphere * (1.0 + roughness * bumps)[:, None] * np.asarray(radii)
        outward = grown / np.asarray(radii) ** 2
        outward /= np.sqrt(np.sum(outward**2, axis=1, keepdims=True))
        corners = grown[triangles]
        flat = cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        flat /= np.maximum(np.sqrt(np.sum(flat**2, axis=1, keepdims=True)), _CREASE)
        normals = softness * outward[triangles] + (1.0 - softness) * flat[:, None, :]
        share = np.clip(0.5 + 0.5 * corners[..., 1] / radii[1], 0.0, 1.0)[..., None]
        # Facets differ a little, so that a lump of one colour does not look like plastic.
        share = np.clip(share + 0.12 * np.sin(flat @ _DIRECTIONS[0] * 9.0 + phase[0])[:, None, None], 0.0, 1.0)
        colours = np.asarray(low) + share * (np.asarray(high) - np.asarray(low))
        # A metre on the surface is a metre on the picture, about; a triangle lies on one side of the seam.
        around = -np.arctan2(corners[..., 2], corners[..., 0])
        around = around[:, :1] + (around - around[:, :1] + math.pi) % (2.0 * math.pi) - math.pi
        uv = np.stack([around * radii[0], -corners[..., 1]], axis=-1)
        count = len(triangles)
        self.add(
            slot,
            corners.reshape(-1, 3) + np.asarray(centre),
            normals.reshape(-1, 3),
            np.arange(3 * count).reshape(count, 3),
            colours.reshape(-1, 3),
            uv.reshape(-1, 2),
        )

    def sheet(self, slot: str, corners: Sequence[Point], colours: Sequence[Rgb] | Rgb, up: float = 0.6) -> None:
        """A flat convex polygon that is seen from both sides, such as a leaf; ``up`` bends its light upwards."""
        points = np.asarray(corners, np.float64)
        normal = cross(points[1] - points[0], points[-1] - points[0])
        normal = normal / max(math.sqrt(float(normal @ normal)), _CREASE)
        if normal[1] < 0.0:
            normal = -normal
        normal = normal * (1.0 - up) + np.array((0.0, up, 0.0))
        count = len(points)
        fan = [(0, i, i + 1) for i in range(1, count - 1)]
        self.add(slot, points, np.tile(normal, (count, 1)), fan, colours)

    def model(self, name: str) -> Model:
        """What was put together so far."""
        meshes: dict[str, Mesh] = {}
        for slot in SLOTS:
            if slot not in self._pieces:
                continue
            pieces = self._pieces[slot].joined(self._frames)
            meshes[slot] = Mesh(
                np.ascontiguousarray(np.concatenate(pieces.positions), np.float32),
                np.ascontiguousarray(np.concatenate(pieces.normals), np.float32),
                np.ascontiguousarray(np.concatenate(pieces.uv), np.float32),
                np.round(_linear_array(np.concatenate(pieces.colours)) * 255.0).astype(np.uint8),
                np.concatenate(pieces.triangles).astype(np.uint32),
            )
        return Model(name, MappingProxyType(meshes))


def _linear_array(colours: Doubles) -> Doubles:
    clipped = np.clip(colours, 0.0, 1.0)
    return np.where(clipped <= 0.04045, clipped / 12.92, ((clipped + 0.055) / 1.055) ** 2.4)


def turned_y(turn_deg: float) -> Doubles:
    """(3, 3) the turn about y, counter-clockwise seen from above; applied to columns."""
    angle = math.radians(turn_deg)
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


_DIRECTIONS: Final = np.array(
    [(1.0, 0.2, 0.3), (-0.4, 0.8, 0.5), (0.3, -0.5, 0.9), (0.7, 0.6, -0.5), (-0.8, 0.3, -0.6), (0.1, 0.9, -0.4)]
)


@cache
def icosphere(detail: int) -> tuple[Doubles, npt.NDArray[np.int64]]:
    """Points of a unit sphere and its triangles: an icosahedron, each face split in four ``detail`` times."""
    golden = (1.0 + math.sqrt(5.0)) / 2.0
    points = [
        (x, y, z) for a in (-1.0, 1.0) for b in (-golden, golden) for x, y, z in ((0.0, a, b), (a, b, 0.0), (b, 0.0, a))
    ]
    sphere = np.array(points) / math.sqrt(1.0 + golden * golden)
    # Neighbours are those at the least distance; a face is three of them.
    near = np.sum((sphere[:, None] - sphere[None]) ** 2, axis=-1) < 1.2
    faces = [
        (i, j, k)
        for i in range(12)
        for j in range(i + 1, 12)
        for k in range(j + 1, 12)
        if near[i, j] and near[j, k] and near[i, k]
    ]
    triangles = np.array(faces)
    for _ in range(detail):
        middle: dict[tuple[int, int], int] = {}
        grown = list(sphere)
        split = []

        def between(a: int, b: int, middle: dict[tuple[int, int], int] = middle, grown: list[Any] = grown) -> int:
            key = (min(a, b), max(a, b))
            if key not in middle:
                point = grown[a] + grown[b]
                middle[key] = len(grown)
                grown.append(point / math.sqrt(float(point @ point)))
            return middle[key]

        for a, b, c in triangles.tolist():
            ab, bc, ca = between(a, b), between(b, c), between(c, a)
            split += [(a, ab, ca), (b, bc, ab), (c, ca, bc), (ab, bc, ca)]
        sphere, triangles = np.array(grown), np.array(split)
    corners = sphere[triangles]
    inward = np.sum(cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) * corners[:, 0], axis=1) < 0
    triangles[inward] = triangles[inward][:, ::-1]
    sphere.flags.writeable = triangles.flags.writeable = False
    return sphere, triangles


def tangents(mesh: Mesh) -> FloatArray:
    """(n, 4) unit vectors along which u grows, at right angles to the normals; 1 as the fourth: up is against v."""
    corners = mesh.positions[mesh.triangles].astype(np.float64)
    uv = mesh.uv_m[mesh.triangles].astype(np.float64)
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    du, dv = uv[:, 1:, 0] - uv[:, :1, 0], uv[:, 1:, 1] - uv[:, :1, 1]
    area = du[:, 0] * dv[:, 1] - du[:, 1] * dv[:, 0]
    along = (first * dv[:, 1:] - second * dv[:, :1]) * np.sign(area)[:, None]
    total = np.zeros((len(mesh.positions), 3))
    for corner in range(3):
        np.add.at(total, mesh.triangles[:, corner], along)
    normal = mesh.normals.astype(np.float64)
    # Where u says nothing, any direction at a right angle to the normal will do.
    aside = np.where(np.abs(normal[:, :1]) < 0.9, np.array([[1.0, 0.0, 0.0]]), np.array([[0.0, 0.0, 1.0]]))
    for candidate in (total, aside):
        bent = candidate - normal * np.sum(candidate * normal, axis=1, keepdims=True)
        length = np.sqrt(np.sum(bent**2, axis=1, keepdims=True))
        if candidate is total:
            result, known = bent / np.maximum(length, _CREASE), length[:, 0] > 1e-7
        else:
            result[~known] = (bent / np.maximum(length, _CREASE))[~known]
    return np.concatenate([result, np.ones((len(result), 1))], axis=1).astype(np.float32)


def open_edges(model: Model, slots: Iterable[str] = SLOTS) -> int:
    """How many edges bound the model's surface: 0 if it is made of closed solids.

    Corners within a hundredth of a millimetre are one. An edge that is run along as often in one direction as in the
    other bounds nothing.
    """
    runs: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
    for slot in slots:
        mesh = model.meshes.get(slot)
        if mesh is None:
            continue
        places = np.round(mesh.positions.astype(np.float64) * 1e4).astype(np.int64)
        corners = [tuple(row) for row in places.tolist()]
        for triangle in mesh.triangles.tolist():
            for i in range(3):
                a, b = corners[triangle[i]], corners[triangle[(i + 1) % 3]]
                if a != b:
                    key, sign = ((a, b), 1) if a < b else ((b, a), -1)
                    runs[key] = runs.get(key, 0) + sign
    return sum(abs(count) for count in runs.values())
