"""The face as hair sees it: where beards and brows grow, measured from the mouth and the eyes of the standard head."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.hair.head import Head, Solid, standard_head

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_LIPS_APART = (474, 523)
"""Vertices of hm08 on the middle line where the upper and the lower lip meet."""
LIP_HALF_M = (0.0275, 0.0108)
"""Half width and half height of the lips."""
_CHEEK_M = ((0, 0.016, 0.030, 0.044, 0.056, 0.066, 0.072), (0.022, 0.019, 0.008, 0.007, 0.022, 0.060, 0.080))
_THROAT_M = ((0.0, 0.03, 0.07, 0.095, 0.115), (-0.075, -0.058, -0.046, -0.024, 0.01))
_EARS_FRONT_M = ((-0.045, -0.02, 0.0, 0.02, 0.06), (0.118, 0.094, 0.078, 0.071, 0.072))
"""Where a full beard ends: how high by how far aside, how low by how far back, how far back by how high."""
_STEEP_M = 0.003
"""Steepness of these lines is that between so far before and behind a place."""


@dataclass(frozen=True, eq=False)
class Face:
    """Fields over the lower face. Places are metres from the middle of the mouth: x left, y up, z forward."""

    head: Head

    @cached_property
    def mouth(self) -> Floats:
        """(3,) where the lips meet."""
        return np.asarray(self.head.body.vertices[list(_LIPS_APART)].mean(axis=0))

    @cached_property
    def quads(self) -> Ints:
        """(F, 4) faces that a beard may grow on: jaw, cheeks, lips' surroundings, the throat's upper end."""
        basis, body = self.head.basis, self.head.body
        away = body.vertices - self.mouth
        wanted = (away[:, 1] < 0.075) & (away[:, 1] > -0.075) & (away[:, 2] > -0.125) & (np.abs(away[:, 0]) < 0.09)
        wanted &= np.linalg.norm(body.vertices - self.head.centre, axis=1) < 0.19
        wanted[BODY_VERTICES:] = False
        wanted[self.head.ears] = False
        wanted &= ~self._inside_mouth
        quads = basis.faces[basis.body_faces]
        return np.asarray(quads[wanted[quads].all(axis=1)])

    @cached_property
    def _inside_mouth(self) -> npt.NDArray[np.bool_]:
        """Vertices of the cavity: in front of them, at the same place of the face, lie others that face forward."""
        body = self.head.body
        away = body.vertices - self.mouth
        lips = (np.abs(away[:, 0]) < 0.03) & (np.abs(away[:, 1]) < 0.014)
        return np.asarray(
            (lips & (away[:, 2] < -0.011 - 18 * away[:, 0] ** 2))
            | ((np.abs(away[:, 0]) < 0.024) & (np.abs(away[:, 1]) < 0.03) & (away[:, 2] < -0.03))
        )

    @cached_property
    def solid(self) -> Solid:
        """Points of the bearded skin, for binding."""
        vertex = np.unique(self.quads)
        body = self.head.body
        return Solid(vertex, body.vertices[vertex], body.normals[vertex], np.ones(len(vertex), bool))

    def outside_lips(self, places: Floats) -> Floats:
        """About how many metres (N,) places lie outside of the lips."""
        away = places - self.mouth
        across = np.hypot(away[:, 0] / LIP_HALF_M[0], (away[:, 1] + 0.0005) / LIP_HALF_M[1])
        return np.asarray((across - 1) * LIP_HALF_M[1], np.float32)

    def bearded(self, places: Floats) -> Floats:
        """How far (N, 3) places lie inside the area of a full beard, in metres."""
        away = places - self.mouth
        side, up, back = np.abs(away[:, 0]), away[:, 1], -away[:, 2]
        cheek = _beyond(up, side, _CHEEK_M)
        depth = np.minimum(np.minimum(-cheek, _beyond(up, back, _THROAT_M)), -_beyond(back, up, _EARS_FRONT_M))
        return np.asarray(np.minimum(depth, self.outside_lips(places)), np.float32)


def _beyond(value: Floats, along: Floats, line: tuple[tuple[float, ...], tuple[float, ...]]) -> Floats:
    """About how many metres (N,) points lie beyond a line ``value(along)`` of straight pieces: measured across it, for
    where it is steep they are nearer to it than they are high above it.
    """
    over = value - np.interp(along, *line)
    steep = (np.interp(along + _STEEP_M, *line) - np.interp(along - _STEEP_M, *line)) / (2 * _STEEP_M)
    return np.asarray(over / np.hypot(1, steep), np.float32)


_FACES: dict[int, Face] = {}


def standard_face(basis: Basis) -> Face:
    """The face of the standard head of a basis, measured once."""
    found = _FACES.get(id(basis))
    if found is None:
        found = _FACES[id(basis)] = Face(standard_head(basis))
    return found
