"""Geometry along curves: arched cards, tubes, and the pile that a hairstyle's pieces are collected in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from procgen.character.hair.curves import Guides, tangents, unit
from procgen.character.hair.texture import LOCK_END, SOLID_STRIP, STRIP_MARGIN, STRIPS

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_STRIP_M = 0.10
"""Length of hair that a whole strip of the texture stands for, if nothing else is said; longer locks stretch it."""

ROOT_WIDTH = 0.75
"""Width of a card at its root, as a share of its greatest, if nothing else is said."""


@dataclass(frozen=True, eq=False, slots=True)
class Bound:
    """Binding of vertices that lie on the skin.

    Attributes:
        vertex, weight: (V, 4) body vertices and weights.
        lift: (V,) metres along the normal.
    """

    vertex: npt.NDArray[np.int32]
    weight: Floats
    lift: Floats


@dataclass(frozen=True, eq=False, slots=True)
class Piece:
    """Part of a hairstyle's mesh, on the standard body.

    Attributes:
        points: (V, 3) metres.
        uv: (V, 2), v down.
        triangles: (T, 3).
        share: (V,) where on its curve a vertex lies, 0 root to 1 tip.
        curve: (V,) number of its curve in ``guides``.
        guides: (L, K, 3) the curves: what the vertices' binding is made from. None: ``bound`` says it.
        slot: number of the material.
        bound: binding of vertices that lie on the skin, where there are no curves.
    """

    points: Floats
    uv: Floats
    triangles: Ints
    share: Floats
    curve: Ints
    guides: Floats | None
    slot: int = 0
    bound: Bound | None = None


@dataclass(eq=False, slots=True)
class Pile:
    """What a hairstyle is put together from."""

    pieces: list[Piece] = field(default_factory=list)

    def add(self, *pieces: Piece) -> None:
        """Put pieces on the pile."""
        self.pieces.extend(piece for piece in pieces if len(piece.triangles))

    @property
    def triangles(self) -> int:
        """Number of triangles so far."""
        return sum(len(piece.triangles) for piece in self.pieces)


def _grid(rows: int, columns: int) -> Ints:
    """Triangles (T, 3) of a grid whose columns lie next to each other and whose rows follow the curve."""
    row, column = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    a = row * columns + column
    b, d = a + 1, a + columns
    c = d + 1
    return np.concatenate([np.stack([a, b, d], -1).reshape(-1, 3), np.stack([b, c, d], -1).reshape(-1, 3)])


def _piece(points: Floats, uv: Floats, guides: Floats, slot: int) -> Piece:
    """A piece from grids (L, K, C, 3) and (L, K, C, 2), one a curve."""
    count, steps, columns = points.shape[:3]
    size = steps * columns
    triangles = _grid(steps, columns)[None] + (np.arange(count) * size)[:, None, None]
    share = np.broadcast_to(np.linspace(0, 1, steps, dtype=np.float32)[None, :, None], points.shape[:3])
    curve = np.repeat(np.arange(count), size)
    return Piece(
        points.reshape(-1, 3).astype(np.float32),
        uv.reshape(-1, 2).astype(np.float32),
        triangles.reshape(-1, 3),
        share.reshape(-1),
        curve,
        guides,
        slot,
    )


class CardLook(TypedDict, total=False):
    """The keywords of :func:`cards`, for those that pass them on."""

    taper: float
    root: Floats | float
    arch: float
    twist: float
    roll: float
    strips: tuple[int, ...]
    strip_m: float


def cards(
    guides: Guides,
    width_m: Floats | float,
    random: np.random.Generator,
    *,
    taper: float = 0.6,
    root: Floats | float = ROOT_WIDTH,
    arch: float = 0.22,
    twist: float = 0.25,
    roll: float = 0.0,
    strips: tuple[int, ...] = (0, 1, 2, 3, 4, 5),
    strip_m: float = _STRIP_M,
    slot: int = 0,
) -> Piece:
    """Arched cards along curves: three columns, the middle raised.

    Args:
        guides: curves.
        width_m: (L,) or one width, the greatest along a card.
        random: for strips, mirroring and twist.
        taper: width at the tip, as a share.
        root: (L,) or one width at the root, as a share.
        arch: height of the middle over the edges as a share of the width, for locks of 7 cm and more.
        twist: random turn about the curve at the tip, radians.
        roll: random turn about the curve all along it, radians.
        strips: which strips of the texture.
        strip_m: length of hair that a whole strip stands for; shorter locks show the lower part of one.
        slot: number of the material.
    """
    count, steps = guides.points.shape[:2]
    share = np.linspace(0, 1, steps, dtype=np.float32)
    narrower = (1 - np.broadcast_to(np.asarray(root, np.float32), (count,)))[:, None] * np.clip(1 - share / 0.3, 0, 1)
    profile = np.interp(share, [0.3, 0.6, 1], [1, 0.95, taper]).astype(np.float32) - narrower
    half = np.asarray(np.broadcast_to(np.asarray(width_m, np.float32), (count,))[:, None] * profile / 2)
    tangent = tangents(guides.points)
    side = np.cross(tangent, guides.outward)
    turns = random.normal(size=(2, count, 1))
    angle = turns[0] * twist * share + turns[1] * roll
    cosine, sine = np.cos(angle).astype(np.float32)[..., None], np.sin(angle).astype(np.float32)[..., None]
    across, up = unit(side * cosine + guides.outward * sine), unit(guides.outward * cosine - side * sine)
    # Short locks are flat: arched ones would look like leaves.
    bulge = arch * np.clip(guides.length / 0.07, 0.25, 1)[:, None]
    edge = -up * (half * 2 * bulge)[..., None]
    points = np.stack(
        [
            guides.points - across * half[..., None] + edge,
            guides.points,
            guides.points + across * half[..., None] + edge,
        ],
        2,
    )
    strip = random.choice(np.array(strips), count)
    flip = np.asarray(random.uniform(size=count) < 0.5)
    u = np.array([STRIP_MARGIN / 2, 0.5, 1 - STRIP_MARGIN / 2], np.float32)
    u = (strip[:, None] + np.where(flip[:, None], 1 - u, u)) / STRIPS
    uv = np.empty((*points.shape[:3], 2), np.float32)
    uv[..., 0] = u[:, None]
    # A short lock shows the lower part of a strip only: squeezed strands would look like leaves.
    start = np.clip(1 - guides.length / strip_m, 0.004, 0.4)[:, None, None]
    uv[..., 1] = (start + (0.996 - start) * share[None, :, None]) * LOCK_END
    return _piece(points, uv, guides.points, slot)


def tubes(
    points: Floats,
    radius_m: Floats,
    outward: Floats,
    *,
    sides: int = 5,
    repeat_m: float = 0.06,
    flatten: float = 1.0,
    binding: Floats | None = None,
    slot: int = 0,
) -> Piece:
    """Closed tubes along curves, textured with solid strands.

    Args:
        points: (L, K, 3) middle lines.
        radius_m: (L, K), 0 closes an end.
        outward: (L, K, 3) normals that the rings start from.
        sides: of a ring.
        repeat_m: length of curve after which the texture starts anew.
        flatten: thickness along the normal as a share of the width.
        binding: (L, K', 3) curves to bind to, if others than ``points``.
        slot: number of the material.
    """
    count = len(points)
    tangent = tangents(points)
    up = unit(outward - (outward * tangent).sum(-1, keepdims=True) * tangent)
    side = np.cross(tangent, up)
    # One column more than sides: the texture's seam needs its own vertices.
    angle = np.linspace(0, -2 * np.pi, sides + 1, dtype=np.float32)
    ring = side[:, :, None] * np.cos(angle)[:, None] + up[:, :, None] * (np.sin(angle) * flatten)[:, None]
    grid = points[:, :, None] + ring * radius_m[:, :, None, None]
    travelled = np.concatenate(
        [np.zeros((count, 1), np.float32), np.cumsum(np.linalg.norm(np.diff(points, axis=1), axis=-1), axis=1)], axis=1
    )
    uv = np.empty((*grid.shape[:3], 2), np.float32)
    run = travelled / repeat_m
    # The strip is followed to and fro: it can't repeat inside the atlas.
    uv[..., 1] = (0.02 + 0.96 * np.abs((run + 1) % 2 - 1))[..., None] * LOCK_END
    around = np.linspace(0.03, 0.97, sides + 1, dtype=np.float32)
    uv[..., 0] = (SOLID_STRIP + around) / STRIPS
    return _piece(np.asarray(grid, np.float32), uv, points if binding is None else binding, slot)
