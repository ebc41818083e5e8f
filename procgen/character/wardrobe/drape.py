"""Draping: the surfaces that garments are cut from, brought onto a body.

Three surfaces follow every body. "Close" lies on the skin like tights, smoothed. "Loose" is a membrane that is drawn
tight over it and bridges every hollow (between the breasts, at the small of the back, under the belly): the obstacle
problem for the membrane energy, solved by smoothing and pushing out in turn. The skirt hangs from the waist.
Garments bind to their vertices, which are counted on after the basis's own.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.character.body.body import Body
from procgen.character.mesh.normals import vertex_normals
from procgen.character.mesh.part import Template
from procgen.character.wardrobe.cage import SKIRT_COLUMNS, Cage, cage_of

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_SMOOTHED_TIMES = 2
_NORMALS_SMOOTHED_TIMES = 4
_DRAWN_TIMES = 20
_ABOVE_SKIN_M = 0.0015
_HANG_SLOPE = 0.12
"""A skirt comes in again under the hips by no more than this share of the way down."""


@dataclass(frozen=True, eq=False)
class Draped:
    """The basis's vertices of a body, with the draped ones after them: close, loose, skirt.

    Attributes:
        vertices, normals: (19158 + 2 V + S, 3) float32.
    """

    vertices: Floats
    normals: Floats


@dataclass(frozen=True, eq=False)
class _Hung:
    """The draped surfaces alone.

    Attributes:
        vertices, normals: (2 V + S, 3) float32.
    """

    vertices: Floats
    normals: Floats


_HUNG: weakref.WeakKeyDictionary[Body, _Hung] = weakref.WeakKeyDictionary()
_DRAPED: weakref.WeakKeyDictionary[Body, Draped] = weakref.WeakKeyDictionary()


def drape(body: Body) -> Draped:
    """The draped surfaces of a body; made once for each body."""
    found = _DRAPED.get(body)
    if found is None:
        hung = _HUNG.get(body)
        if hung is None:
            hung = _HUNG[body] = _hung(body, cage_of(body.basis))
        found = _DRAPED[body] = Draped(
            np.concatenate([body.vertices, hung.vertices]), np.concatenate([body.normals, hung.normals])
        )
    return found


def hangs_alike(old: Body, new: Body, moved: Ints) -> bool:
    """Whether what is draped over a body hangs where it hangs on another; if so, it need not be draped again.

    Cloth lies on the highest of the skin's vertices below it: what moves without becoming the highest moves no cloth.

    Args:
        old: which was draped; False if it was not.
        new: the other.
        moved: (N,) vertices of the basis at which the two may differ, ascending.
    """
    hung = _HUNG.get(old)
    if hung is None:
        return False
    cage = cage_of(old.basis)
    first, last = cage.tights
    differs = np.zeros(len(old.vertices), np.bool_)
    differs[moved] = True
    if differs[first:last].any() or differs[cage.skirt_source[~cage.skirt_hip]].any():
        return False
    skirt = len(hung.vertices) - len(cage.skirt_source)
    for guards, normals in ((cage.guard, hung.normals), (cage.skirt_guard, hung.normals[skirt:])):
        at = np.flatnonzero(differs[guards].any(axis=0))
        if len(at):
            guards, outward = guards[:, at], np.ascontiguousarray(normals[at].T)
            was, now = (_highest(np.ascontiguousarray(body.vertices.T), outward, guards) for body in (old, new))
            if not np.array_equal(was, now):
                return False
    _HUNG[new] = hung
    return True


def _dot(first: Floats, second: Floats) -> Floats:
    """Scalar products (N,) of vectors (3, N)."""
    total = first[0] * second[0]
    total += first[1] * second[1]
    total += first[2] * second[2]
    return np.asarray(total, np.float32)


def _unit(vectors: Floats) -> Floats:
    """Vectors (3, N) brought to length 1."""
    return np.asarray(vectors / np.maximum(np.sqrt(_dot(vectors, vectors)), np.float32(1e-9)), np.float32)


def _highest(body: Floats, normals: Floats, guards: Ints) -> Floats:
    """How far out (N,) the farthest of the guards (K, N) lies along each normal (3, N)."""
    level = np.full(normals.shape[1], -np.inf, np.float32)
    for guard in guards:
        np.maximum(level, _dot(body.take(guard, axis=1, mode="clip"), normals), out=level)
    return level


def _above(places: Floats, normals: Floats, body: Floats, guards: Ints) -> Floats:
    """How far (N,) the highest of the guards (K, N) lies above each place (3, N) along its normal."""
    return _highest(body, normals, guards) - _dot(places, normals)


def _fine(cage: Cage, values: Floats) -> Floats:
    """Coarse values (C, N) on the fine surface (C, V); new vertices are means of two, or of four."""
    source = cage.refined.source[values.shape[1] :].T
    mean = values.take(source[0], axis=1, mode="clip")
    for corner in source[1:]:
        mean += values.take(corner, axis=1, mode="clip")
    return np.concatenate([values, mean * np.float32(0.25)], axis=1)


def _smooth_normals(cage: Cage, places: Floats) -> Floats:
    normals = np.ascontiguousarray(vertex_normals(np.ascontiguousarray(places.T), cage.incidence).T)
    for _ in range(_NORMALS_SMOOTHED_TIMES):
        normals = cage.ring.smooth(normals, 0.7)
    return _unit(normals)


def _hung(body: Body, cage: Cage) -> _Hung:
    first, last = cage.tights
    skin = np.ascontiguousarray(body.vertices.T)
    coarse = np.ascontiguousarray(skin[:, first:last])
    for amount in (0.5, -0.53) * _SMOOTHED_TIMES:
        coarse = cage.ring.smooth(coarse, amount)
    normals = _smooth_normals(cage, coarse)
    fine_normals = _unit(_fine(cage, normals))
    close = _fine(cage, coarse)
    raised = np.maximum(_above(close, fine_normals, skin, cage.guard) + np.float32(_ABOVE_SKIN_M), 0)
    close += fine_normals * raised
    loose = close[:, : coarse.shape[1]].copy()
    ground = loose[:, cage.drawn]
    level = _dot(ground, normals[:, cage.drawn])
    drawn = ground
    for _ in range(_DRAWN_TIMES):
        drawn = cage.drawn_ring.smooth(drawn, 0.65)
        drawn += normals[:, cage.drawn] * np.maximum(level - _dot(drawn, normals[:, cage.drawn]), 0)
    loose[:, cage.drawn] = drawn
    loose_normals = _unit(_fine(cage, _smooth_normals(cage, loose)))
    fine_loose = _fine(cage, loose)
    fine_loose += loose_normals * np.maximum(_dot(close - fine_loose, loose_normals), 0)
    skirt, outward = _hang(skin, cage, fine_loose)
    return _Hung(
        np.concatenate([close.T, fine_loose.T, skirt.T]),
        np.concatenate([fine_normals.T, loose_normals.T, outward.T]),
    )


def _hang(skin: Floats, cage: Cage, loose: Floats) -> tuple[Floats, Floats]:
    """The skirt (3, S) and its normals: out over the body, and straight down where the body goes in again."""
    source, hip = cage.skirt_source, cage.skirt_hip
    places = np.empty((3, len(source)), np.float32)
    places[:, hip] = (loose[:, source[hip]] * cage.skirt_share[hip]).sum(axis=2)
    places[:, ~hip] = (skin[:, source[~hip]] * cage.skirt_share[~hip]).sum(axis=2)
    grid = places.reshape(3, -1, SKIRT_COLUMNS)
    centre = grid.mean(axis=2, keepdims=True)
    flat = grid - centre
    flat[1] = 0
    radius = np.sqrt(_dot(flat, flat))
    outward = (flat / np.maximum(radius, np.float32(1e-6))).reshape(3, -1)
    middle = np.ascontiguousarray(np.broadcast_to(centre, grid.shape)).reshape(3, -1)
    reach = _above(middle, outward, skin, cage.skirt_guard) + np.float32(_ABOVE_SKIN_M)
    reach = np.maximum(reach, _above(middle, outward, loose, cage.skirt_over)).reshape(radius.shape)
    drop = (grid[1, 0] - grid[1]) * np.float32(_HANG_SLOPE)
    radius = np.maximum(radius, reach)
    for _ in range(2):
        radius = np.maximum.accumulate(radius + drop, axis=0) - drop
        wide = (np.roll(radius, 1, axis=1) + np.roll(radius, -1, axis=1)) / 2
        radius = np.maximum(0.5 * radius + 0.5 * wide, reach)
    flat = centre + outward.reshape(grid.shape) * radius
    flat[1] = grid[1]
    return flat.reshape(3, -1), outward


def _bound(rows: Floats, vertices: npt.NDArray[np.signedinteger], weights: Floats) -> Floats:
    """(N, 3) sums of rows (V, 3) named by (N, K) numbers, times weights; column by column, so that nothing is gathered
    K times as large.
    """
    total = rows.take(vertices[:, 0], axis=0)
    total *= weights[:, :1]
    for column in range(1, vertices.shape[1]):
        part = rows.take(vertices[:, column], axis=0)
        part *= weights[:, column, None]
        total += part
    return total


class DrapedTemplate(Template):
    """A template that is bound to the draped surfaces of a body too: its ``bind_vertex`` counts them on."""

    def fit(self, body: Body) -> Floats:
        draped = drape(body)
        place = _bound(draped.vertices, self.bind_vertex, self.bind_weight)
        normal = _bound(draped.normals, self.bind_vertex, self.bind_weight)
        normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-6)
        place += normal * self.lift[:, None]
        if np.any(self.offset):
            place += self.offset * np.float32(self.scale(body))
        return np.asarray(place, np.float32)
