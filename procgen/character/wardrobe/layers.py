"""Several garments on one body: inner ones are pressed under outer ones, and left out where nobody sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import scipy

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Template
from procgen.character.mesh.refine import edges_of
from procgen.character.wardrobe.anatomy import anatomy_of
from procgen.character.wardrobe.cage import SKIRT_COLUMNS
from procgen.character.wardrobe.skirt import skirt_fields

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

GAP_M = 0.003
"""Least distance between two garments."""
_SLOPE = 0.3
"""Metres a metre by which a pressed garment may rise again beyond the outer one's edge."""
_MARGIN_STEPS = 3
"""Edges that an inner garment still reaches under an outer one before it is left out."""
_SPREAD_STEPS = 5
_LARGEST_GAP_M = 0.004
"""Of what the skirt stands off the trunk, so much is counted on on every body."""
_FLAT_DROP_M = 0.10
"""Below this much under the waist a skirt hides nothing: one may look under it."""


@dataclass(frozen=True, eq=False)
class _Ground:
    """All draped vertices as one graph: fine ones, then the skirt's.

    Attributes:
        edges: (E, 2); ``length`` (E,) metres on the reference body.
        fine_to_skirt: (V,) nearest skirt vertex of each fine vertex, -1 none; ``skirt_gap`` (V,) how far outside it is.
    """

    edges: Ints
    length: Floats
    fine_to_skirt: Ints
    skirt_gap: Floats


@lru_cache(maxsize=2)
def _ground(basis: Basis) -> _Ground:
    anatomy, skirt = anatomy_of(basis), skirt_fields(basis)
    count = len(anatomy.place)
    fine, _ = edges_of(anatomy.cage.refined.faces)
    grid = count + np.arange(len(skirt.place)).reshape(-1, SKIRT_COLUMNS)
    down = np.stack([grid[:-1].ravel(), grid[1:].ravel()], axis=1)
    around = np.stack([grid.ravel(), np.roll(grid, -1, axis=1).ravel()], axis=1)
    edges = np.concatenate([fine, down, around])
    place = np.concatenate([anatomy.place, skirt.place])
    length = np.linalg.norm(place[edges[:, 0]] - place[edges[:, 1]], axis=1).astype(np.float32)
    near = np.full(count, -1)
    gap = np.zeros(count, np.float32)
    under = np.flatnonzero((anatomy.place[:, 1] < skirt.place[:, 1].max() + 0.01) & ~anatomy.is_arm)
    distance, best = scipy.spatial.cKDTree(skirt.place).query(anatomy.place[under])
    close = distance < 0.05
    near[under[close]] = best[close]
    gap[under[close]] = -((anatomy.place[under] - skirt.place[best]) * anatomy.normal[under]).sum(axis=1)[close]
    return _Ground(edges, length, near, np.clip(gap, 0, _LARGEST_GAP_M))


@dataclass(frozen=True, eq=False)
class _Worn:
    """Where a garment lies on the draped vertices: the range of its lift there, +-inf where it has no cloth."""

    low: Floats
    high: Floats

    @property
    def covered(self) -> Bools:
        return np.isfinite(self.high)


def _nodes(template: Template, basis: Basis) -> Ints:
    """The draped vertices (V, 4) that a garment is bound to, the close surface counted as the loose one; -1 none."""
    first, fine = len(basis.vertices), anatomy_of(basis).cage.fine_count
    node = template.bind_vertex.astype(np.int64) - first
    return np.where(node >= fine, node - fine, node)


def _worn(template: Template, basis: Basis) -> _Worn:
    ground = _ground(basis)
    fine = len(ground.fine_to_skirt)
    count = fine + len(skirt_fields(basis).place)
    node = _nodes(template, basis)
    touched = (template.bind_weight > 0.02) & (node >= 0)
    low, high = np.full(count, np.inf, np.float32), np.full(count, -np.inf, np.float32)
    lift = np.repeat(template.lift[:, None], node.shape[1], axis=1)
    np.minimum.at(low, node[touched], lift[touched])
    np.maximum.at(high, node[touched], lift[touched])
    # What lies on the skirt lies over the trunk below it too, and the other way round.
    near, gap = ground.fine_to_skirt, ground.skirt_gap
    over = np.flatnonzero(near >= 0)
    twin = fine + near[over]
    skirt_low, skirt_high = low[twin] + gap[over], high[twin] + gap[over]
    fine_low, fine_high = low[over] - gap[over], high[over] - gap[over]
    np.minimum.at(low, twin, fine_low)
    np.maximum.at(high, twin, fine_high)
    low[over], high[over] = np.minimum(low[over], skirt_low), np.maximum(high[over], skirt_high)
    return _Worn(low, high)


def _carried(template: Template, node: Ints, values: Floats, empty: float) -> Floats:
    """Values of draped vertices at a garment's vertices: the least favourable of those that it is bound to."""
    known = (template.bind_weight > 0.02) & (node >= 0)
    found = np.where(known, values[np.maximum(node, 0)], empty)
    return np.asarray(found.min(axis=1) if empty > 0 else found.max(axis=1), np.float32)


def _press(inner: Template, outer: Template, basis: Basis) -> Template:
    ground = _ground(basis)
    limit = np.where(np.isfinite(_worn(outer, basis).low), _worn(outer, basis).low - GAP_M, np.inf).astype(np.float32)
    for _ in range(_SPREAD_STEPS):
        a, b = ground.edges.T
        raised = ground.length * _SLOPE
        first, second = limit[b] + raised, limit[a] + raised
        np.minimum.at(limit, a, first)
        np.minimum.at(limit, b, second)
    node = _nodes(inner, basis)
    top = _carried(inner, node, _worn(inner, basis).high, -np.inf)
    allowed = _carried(inner, node, limit, np.inf)
    floor = np.float32(0.0015 + 0.0015 * inner.layer)
    room = np.maximum(allowed - floor, 0.0005)
    share = np.minimum(1, room / np.maximum(top - floor, 1e-6))
    lift = np.where((top > allowed) & (inner.lift > floor), floor + (inner.lift - floor) * share, inner.lift)
    return replace(inner, lift=lift.astype(np.float32))


def _raise(inner: Template, outer: Template, basis: Basis) -> Template:
    """Lift the outer garment where the inner one, though pressed, still reaches it."""
    below, above = _worn(inner, basis), _worn(outer, basis)
    both = below.covered & above.covered
    need = np.where(both, np.maximum(below.high + GAP_M - above.low, 0), 0).astype(np.float32)
    need = np.where(np.isfinite(need), need, 0).astype(np.float32)
    if need.max(initial=0) <= 1e-5:
        return outer
    return replace(outer, lift=outer.lift + _carried(outer, _nodes(outer, basis), need, -np.inf).clip(0))


def _tuck(inner: Template, outer: Template, basis: Basis) -> Template:
    """Leave out the triangles of the inner garment that lie well under the outer one."""
    ground = _ground(basis)
    fine = len(ground.fine_to_skirt)
    node = _nodes(outer, basis)
    covered = np.zeros(fine + len(skirt_fields(basis).place), np.bool_)
    on_trunk = (outer.bind_weight > 0.02) & (node >= 0) & (node < fine)
    covered[node[on_trunk]] = True
    for _ in range(_MARGIN_STEPS):
        a, b = ground.edges[~covered[ground.edges].all(axis=1)].T
        covered[a] = covered[b] = False
    node = _nodes(inner, basis)
    idle = inner.bind_weight <= np.float32(0.02)
    hidden = np.all(np.logical_or(covered[np.maximum(node, 0)] & (node >= 0), idle), axis=1)
    gone = hidden[inner.triangles].all(axis=1)
    if not gone.any():
        return inner
    return replace(inner, triangles=inner.triangles[~gone], triangle_slot=inner.triangle_slot[~gone])


def layered(templates: Sequence[Template], basis: Basis) -> list[Template]:
    """Fit garments to one another.

    Args:
        templates: garments of :mod:`procgen.character.wardrobe.garments`; others are passed on as they are.
        basis: of their wearers.

    Returns:
        The same garments in the same order: outer ones lie outside of inner ones, and triangles of inner ones that no
        eye can reach are left out. Vertices keep their numbers.
    """
    first = len(basis.vertices)
    garments = [number for number, template in enumerate(templates) if template.bind_vertex.min() >= first]
    garments.sort(key=lambda number: (-templates[number].layer, number))
    fitted = list(templates)
    for place, outer in enumerate(garments):
        for inner in garments[place + 1 :]:
            if fitted[inner].layer < fitted[outer].layer:
                fitted[inner] = _press(fitted[inner], fitted[outer], basis)
    for place in range(len(garments) - 1, -1, -1):
        outer = garments[place]
        for inner in garments[place + 1 :]:
            if fitted[inner].layer < fitted[outer].layer:
                fitted[outer] = _raise(fitted[inner], fitted[outer], basis)
                fitted[inner] = _tuck(fitted[inner], fitted[outer], basis)
    return fitted
