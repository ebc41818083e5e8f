"""Refining quad meshes along whole chords, so that the result is all quads again and has no gaps.

A chord is the strip of quads that one crosses when leaving each quad by the edge opposite to the one entered by. Any
set of chords can be halved lengthwise: a quad is then kept, cut in two or cut in four.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.character.mesh.rows import distinct

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Refined:
    """A refined mesh whose vertices are means of vertices of the mesh that it came from.

    Attributes:
        faces: (F, 4) int64.
        source: (V, 4) int64 vertices of the old mesh; ``share`` (V, 4) float32 of each, adding up to 1.
        parent: (F,) the old face that each face lies in.
    """

    faces: Ints
    source: Ints
    share: Floats
    parent: Ints

    def apply(self, values: Floats) -> Floats:
        """Carry (N, C) values of the old vertices over to the new ones, (V, C)."""
        return np.asarray((values[self.source] * self.share[..., None]).sum(axis=1), np.float32)


def edges_of(faces: Ints) -> tuple[Ints, Ints]:
    """Unique edges (E, 2) with the smaller vertex first, and the edge numbers (F, K) of each face's K sides."""
    start, end = faces, np.roll(faces, -1, axis=1)
    pairs = np.stack([np.minimum(start, end), np.maximum(start, end)], axis=-1).reshape(-1, 2)
    edges, inverse = distinct(pairs)
    return edges, inverse.reshape(faces.shape)


def chords_of(sides: Ints, count: int) -> Ints:
    """The chord of each of ``count`` edges, named by its smallest edge; ``sides`` (F, 4) are the quads' edges."""
    chord = np.arange(count)
    first = np.concatenate([sides[:, 0], sides[:, 1]])
    second = np.concatenate([sides[:, 2], sides[:, 3]])
    while True:
        least = np.minimum(chord[first], chord[second])
        before = chord.copy()
        np.minimum.at(chord, first, least)
        np.minimum.at(chord, second, least)
        chord = chord[chord]
        if np.array_equal(chord, before):
            return chord


def refine_chords(vertices: Floats, faces: Ints, longest: float) -> Refined:
    """Halve every chord whose edges are longer than ``longest`` in the mean.

    Args:
        vertices: (N, 3) places that lengths are measured at.
        faces: (F, 4) quads.
        longest: in the unit of the vertices.
    """
    edges, sides = edges_of(faces)
    length = np.linalg.norm(vertices[edges[:, 0]] - vertices[edges[:, 1]], axis=1)
    chord = chords_of(sides, len(edges))
    total = np.bincount(chord, length, len(edges))
    many = np.maximum(np.bincount(chord, minlength=len(edges)), 1)
    halved = (total / many)[chord] > longest
    middle = np.full(len(edges), -1)
    middle[halved] = len(vertices) + np.arange(int(halved.sum()))
    across = middle[sides]
    first, second = across[:, 0] >= 0, across[:, 1] >= 0
    both = first & second
    centre = np.full(len(faces), -1)
    centre[both] = len(vertices) + int(halved.sum()) + np.arange(int(both.sum()))
    a, b, c, d = faces.T
    ab, bc, cd, da = across.T
    number = np.arange(len(faces))
    pieces: list[Ints] = []
    parents: list[Ints] = []

    def add(mask: npt.NDArray[np.bool_], *corners: Ints) -> None:
        pieces.append(np.stack([corner[mask] for corner in corners], axis=1))
        parents.append(number[mask])

    add(~first & ~second, a, b, c, d)
    add(first & ~second, a, ab, cd, d)
    add(first & ~second, ab, b, c, cd)
    add(~first & second, a, b, bc, da)
    add(~first & second, da, bc, c, d)
    add(both, a, ab, centre, da)
    add(both, ab, b, bc, centre)
    add(both, centre, bc, c, cd)
    add(both, da, centre, cd, d)
    own = np.repeat(np.arange(len(vertices))[:, None], 4, axis=1)
    ends = edges[halved][:, [0, 1, 0, 1]]
    source = np.concatenate([own, ends, faces[both]])
    return Refined(np.concatenate(pieces), source, np.full(source.shape, 0.25, np.float32), np.concatenate(parents))
