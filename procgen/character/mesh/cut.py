"""Pieces of cloth: triangle meshes whose vertices are means of others, cut exactly along isolines of scalar fields."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.character.mesh.rows import distinct
from procgen.runtime.interrupt import checkpoint_here

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_SNAP = 0.2
"""A vertex that lies nearer to the cut than this share of an edge is moved onto it: no slivers."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A triangle mesh on top of a surface.

    Attributes:
        source, share: (V, 4) int64 and float32: each vertex is the mean of up to four vertices of the surface.
        weld: (V,) int64; vertices of the same number lie at the same place and differ in ``uv`` only.
        uv: (V, 2) float32 in metres.
        triangles: (T, 3) int64.
    """

    source: Ints
    share: Floats
    weld: Ints
    uv: Floats
    triangles: Ints

    def carry(self, values: Floats) -> Floats:
        """Values of the surface's vertices, (N,) or (N, C), at the vertices of this piece."""
        share = self.share if values.ndim == 1 else self.share[..., None]
        return np.asarray((values[self.source] * share).sum(axis=1), np.float32)

    def tidy(self) -> Piece:
        """The same without vertices that no triangle uses."""
        used, triangles = np.unique(self.triangles, return_inverse=True)
        return Piece(
            self.source[used], self.share[used], self.weld[used], self.uv[used], triangles.reshape(-1, 3).astype(int)
        )


def blend_rows(first: tuple[Ints, Floats], second: tuple[Ints, Floats], amount: Floats) -> tuple[Ints, Floats]:
    """Mix two rows of sources (V, 4) with shares, ``amount`` (V,) of the second; the four largest shares are kept."""
    source = np.concatenate([first[0], second[0]], axis=1)
    share = np.concatenate([first[1] * (1 - amount)[:, None], second[1] * amount[:, None]], axis=1)
    same = source[:, :, None] == source[:, None, :]
    total = (same * share[:, None, :]).sum(axis=2)
    repeated = (same & np.tri(8, k=-1, dtype=np.bool_)[None]).any(axis=2)
    total[repeated] = 0
    order = np.argsort(-total, axis=1, kind="stable")[:, :4]
    kept = np.take_along_axis(total, order, axis=1)
    return np.take_along_axis(source, order, axis=1), (kept / kept.sum(axis=1, keepdims=True)).astype(np.float32)


def _moved(piece: Piece, vertex: Ints, towards: Ints, amount: Floats) -> Piece:
    source, share = piece.source.copy(), piece.share.copy()
    uv = piece.uv.copy()
    source[vertex], share[vertex] = blend_rows(
        (piece.source[vertex], piece.share[vertex]), (piece.source[towards], piece.share[towards]), amount
    )
    uv[vertex] += (piece.uv[towards] - piece.uv[vertex]) * amount[:, None]
    return Piece(source, share, piece.weld, uv, piece.triangles)


def _snap(piece: Piece, field: Floats) -> tuple[Piece, Floats]:
    """Move vertices that nearly lie on the isoline onto it, along an edge; vertices on seams and open ends stay."""
    edges = np.concatenate([piece.triangles[:, [0, 1]], piece.triangles[:, [1, 2]], piece.triangles[:, [2, 0]]])
    both = np.concatenate([edges, edges[:, ::-1]])
    here, there = field[both[:, 0]], field[both[:, 1]]
    crossing = (here > 0) != (there > 0)
    both, here, there = both[crossing], here[crossing], there[crossing]
    amount = here / (here - there)
    seam = np.bincount(piece.weld, minlength=int(piece.weld.max()) + 1)[piece.weld] > 1
    seam[rim_edges(piece).ravel()] = True
    good = (amount < _SNAP) & ~seam[both[:, 0]]
    both, amount = both[good], amount[good]
    order = np.lexsort((both[:, 1], amount, both[:, 0]))
    vertex, first = np.unique(both[order, 0], return_index=True)
    chosen = order[first]
    towards = both[chosen, 1]
    steady = ~np.isin(towards, vertex)
    vertex, towards, amount = vertex[steady], towards[steady], amount[chosen][steady].astype(np.float32)
    snapped = field.copy()
    snapped[vertex] = 0
    return _moved(piece, vertex, towards, amount), snapped


def clip(piece: Piece, field: Floats, keep_outside: bool = False) -> Piece:
    """Cut a piece along the isoline 0 of a field.

    Args:
        piece: what to cut.
        field: (V,) at the piece's vertices; the part where it is negative stays.
        keep_outside: keep the other part too, so that the isoline becomes a line of edges.
    """
    checkpoint_here()
    if not len(piece.triangles) or (field <= 0).all():
        return piece
    piece, field = _snap(piece, np.asarray(field, np.float32))
    sign = np.sign(field[piece.triangles])
    inside = (sign <= 0).all(axis=1) & (sign < 0).any(axis=1)
    outside = (sign >= 0).all(axis=1)
    cut = ~inside & ~outside
    kept = [piece.triangles[inside | (outside & keep_outside)]]
    # Every edge that changes sign gets one new vertex.
    corners = piece.triangles[cut]
    signs = sign[cut]
    start = corners.ravel()
    end = np.roll(corners, -1, axis=1).ravel()
    crosses = (signs * np.roll(signs, -1, axis=1) < 0).ravel()
    pairs = np.sort(np.stack([start[crosses], end[crosses]], axis=1), axis=1)
    edges, inverse = distinct(pairs)
    a, b = edges.T
    amount = (field[a] / (field[a] - field[b])).astype(np.float32)
    source, share = blend_rows((piece.source[a], piece.share[a]), (piece.source[b], piece.share[b]), amount)
    uv = piece.uv[a] + (piece.uv[b] - piece.uv[a]) * amount[:, None]
    _, weld = distinct(np.sort(piece.weld[edges], axis=1))
    cuts = np.full(len(start), -1)
    cuts[crosses] = len(piece.weld) + inverse
    new = cuts.reshape(-1, 3)
    for first in range(3):
        # The corner that is alone on its side comes first; or the one that lies on the line.
        a, b, c = (corners[:, (first + k) % 3] for k in range(3))
        sa, sb, sc = (signs[:, (first + k) % 3] for k in range(3))
        ab, bc, ca = (new[:, (first + k) % 3] for k in range(3))
        alone = (sa * sb < 0) & (sa * sc < 0)
        on_line = (sa == 0) & (sb * sc < 0)
        for mask, tip in ((alone & (sa < 0), True), (alone & (sa > 0), False)):
            if tip or keep_outside:
                kept.append(np.stack([a, ab, ca], axis=1)[mask])
            if not tip or keep_outside:
                kept.append(np.stack([ab, b, c], axis=1)[mask])
                kept.append(np.stack([ab, c, ca], axis=1)[mask])
        for mask, triangle in ((on_line, (a, b, bc)), (on_line, (a, bc, c))):
            wanted = mask & (keep_outside | ((sb < 0) == (triangle[1] is b)))
            kept.append(np.stack(triangle, axis=1)[wanted])
    return Piece(
        np.concatenate([piece.source, source]),
        np.concatenate([piece.share, share]),
        np.concatenate([piece.weld, int(piece.weld.max()) + 1 + weld]),
        np.concatenate([piece.uv, uv]).astype(np.float32),
        np.concatenate(kept),
    ).tidy()


def rim_edges(piece: Piece) -> Ints:
    """The directed edges (E, 2) at the open ends: seams are closed."""
    edges = np.concatenate([piece.triangles[:, [0, 1]], piece.triangles[:, [1, 2]], piece.triangles[:, [2, 0]]])
    welded = np.sort(piece.weld[edges], axis=1)
    _, number = distinct(welded)
    return np.asarray(edges[np.bincount(number)[number] == 1], np.int64)
