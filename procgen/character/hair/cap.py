"""Surfaces that follow the scalp: the cap under locks, and shells of short hair.

Along v their texture runs from the hairline inwards, along u round the whorl, so that the hairs drawn on it lie as hair
does.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from procgen.character.hair.head import Hairline, Head, Scalp
from procgen.character.hair.locks import Bound, Piece
from procgen.character.hair.texture import CAP_BAND, SHELL_BANDS

Floats = npt.NDArray[np.float32]

_BAND_M = 0.16
"""Length of scalp that a band of the texture is spread over."""
_EDGE_M = 0.003
"""The band starts this far outside of the hairline."""
_TILES = 4
"""How often a band repeats round the whorl."""


def cap(head: Head, line: Hairline, lift_m: float = 0.0012, slot: int = 0) -> Piece:
    """The scalp under the locks: no skin shows between them."""
    scalp = head.coarse_scalp
    depth = head.inside(scalp.points, line)
    return _layer(head, scalp, depth, np.full(len(depth), lift_m, np.float32), CAP_BAND, slot)


def shells(
    head: Head,
    line: Hairline,
    height: Callable[[Floats], Floats],
    slot: int = 0,
    layers: int = len(SHELL_BANDS),
    fine: bool = True,
) -> list[Piece]:
    """Short hair as layers over each other.

    Args:
        head: the standard head.
        line: where hair grows.
        height: (N, 3) points to (N,) metres that the hair stands up there; where it is 0 the layers are cut away.
        slot: number of the material.
        layers: how many, at most ``len(SHELL_BANDS)``.
        fine: on the rounder scalp, which has four times the triangles.
    """
    scalp = head.scalp if fine else head.coarse_scalp
    points = scalp.points
    depth = head.inside(points, line)
    tall = height(points).astype(np.float32)
    depth = np.where(tall > 0, depth, -1).astype(np.float32)
    return [
        _layer(head, scalp, depth, 0.0008 + tall * np.float32((number + 1) / layers), band, slot)
        for number, band in enumerate(SHELL_BANDS[:layers])
    ]


def _layer(head: Head, scalp: Scalp, depth: Floats, lift: Floats, band: tuple[float, float], slot: int) -> Piece:
    quads = scalp.quads[(depth[scalp.quads] > -_EDGE_M).any(axis=1)]
    away = scalp.points - head.whorl
    up = head.whorl - head.centre
    up = up / np.linalg.norm(up)
    right = np.cross(up, np.array([0.0, 0.0, 1.0], np.float32))
    right /= np.linalg.norm(right)
    angle = (np.arctan2((away * np.cross(right, up)).sum(axis=1), (away * right).sum(axis=1)) / (2 * np.pi)) % 1.0
    # Where a quad crosses the angle's jump, its low corners get vertices of their own, one turn on.
    corner = angle[quads]
    turned = (corner.max(axis=1) - corner.min(axis=1) > 0.5)[:, None] & (corner < 0.5)
    key = quads * 2 + turned
    used, place = np.unique(key, return_inverse=True)
    place = place.reshape(quads.shape)
    vertex = used // 2
    uv = np.empty((len(used), 2), np.float32)
    uv[:, 0] = (angle[vertex] + used % 2) * _TILES
    share = np.clip((depth[vertex] + _EDGE_M) / _BAND_M, 0.02, 0.98)
    uv[:, 1] = band[0] + share * (band[1] - band[0])
    lifted = (lift + scalp.rounding)[vertex]
    points = scalp.points[vertex] + scalp.normals[vertex] * lift[vertex, None]
    triangles = np.concatenate([place[:, [0, 1, 2]], place[:, [0, 2, 3]]])
    zero = np.zeros(len(used), np.float32)
    bound = Bound(scalp.vertex[vertex], scalp.weight[vertex], lifted)
    return Piece(points, uv, triangles, zero, np.zeros(len(used), np.int64), None, slot, bound)
