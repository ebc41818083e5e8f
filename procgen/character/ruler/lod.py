"""How far levels of detail lie from the full mesh: the two-sided Hausdorff distance, at samples of both surfaces."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from procgen.character.body.basis import Basis
from procgen.character.body.plausible import random_shape
from procgen.character.body.shape import make_body
from procgen.character.mesh.topology import body_topology, exported_vertices

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.floating]
Ints = npt.NDArray[np.integer]

_NEIGHBOURS = 24
_LARGE_M = 0.02


def lod_figures(basis: Basis, count: int, spacing_m: float = 0.004) -> dict[str, float]:
    """``lod1_hausdorff_mm`` and so on: the largest distance of the skin's levels from LOD0 over ``count`` bodies."""
    topology = body_topology(basis, "skin")
    assert topology is not None  # it is hidden by nothing here
    source = exported_vertices(basis)[topology.source]
    fine, *coarse = (triangles.astype(np.int64) for triangles in topology.triangles)
    found = np.zeros(len(coarse))
    for number in range(count):
        vertices = make_body(random_shape(number, basis), basis).vertices[source]
        distances = [hausdorff_m(vertices, fine, level, spacing_m) for level in coarse]
        found = np.maximum(found, distances)
    return {f"lod{level}_hausdorff_mm": 1000.0 * float(distance) for level, distance in enumerate(found, 1)}


def hausdorff_m(vertices: Places, fine: Ints, coarse: Ints, spacing_m: float) -> float:
    """Largest distance of either of two meshes over the same vertices (V, 3) from the other.

    Args:
        vertices: metres.
        fine, coarse: (T, 3) triangles.
        spacing_m: between samples.
    """
    there = surface_distances_m(_samples(vertices, fine, spacing_m), vertices[coarse])
    back = surface_distances_m(_samples(vertices, coarse, spacing_m), vertices[fine])
    return float(max(there.max(), back.max()))


def _samples(vertices: Places, triangles: Ints, spacing_m: float) -> Floats:
    """All corners, and random points, one for each square of ``spacing_m``."""
    corners = vertices[triangles].astype(np.float64)
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2
    random = np.random.default_rng(0)
    chosen = np.repeat(corners, np.ceil(area / spacing_m**2).astype(int), axis=0)
    u, v = random.random((2, len(chosen), 1))
    over = u + v > 1
    u, v = np.where(over, 1 - u, u), np.where(over, 1 - v, v)
    inside = chosen[:, 0] + u * (chosen[:, 1] - chosen[:, 0]) + v * (chosen[:, 2] - chosen[:, 0])
    return np.concatenate([vertices[np.unique(triangles)], inside])


def surface_distances_m(points: Floats, corners: Places) -> Floats:
    """Distances of points (P, 3) from triangles (T, 3, 3): exact to those whose centres are nearest."""
    small = _cut(corners.astype(np.float64))
    _, near = cKDTree(small.mean(axis=1)).query(points, k=min(_NEIGHBOURS, len(small)))
    best = np.full(len(points), np.inf)
    for column in near.T:
        best = np.minimum(best, _to_triangles(points, small[column]))
    return best


def _cut(corners: Floats) -> Floats:
    """Large triangles in four, again and again, so that near centres mean near triangles."""
    while True:
        large = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1) > _LARGE_M
        if not large.any():
            return corners
        a, b, c = corners[large].swapaxes(0, 1)
        ab, bc, ca = (a + b) / 2, (b + c) / 2, (c + a) / 2
        parts = [np.stack(part, axis=1) for part in ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))]
        corners = np.concatenate([corners[~large], *parts])


def _to_triangles(points: Floats, corners: Floats) -> Floats:
    """Distance of each point from its own triangle: of the plane where it lies above it, of the edges elsewhere."""
    a, b, c = corners.swapaxes(0, 1)
    normal = np.cross(b - a, c - a)
    length = np.maximum(np.linalg.norm(normal, axis=1), 1e-18)
    above = np.ones(len(points), bool)
    edges = np.full(len(points), np.inf)
    for start, end in ((a, b), (b, c), (c, a)):
        along, away = end - start, points - start
        share = (away * along).sum(axis=1) / np.maximum((along * along).sum(axis=1), 1e-18)
        edges = np.minimum(edges, np.linalg.norm(away - np.clip(share, 0, 1)[:, None] * along, axis=1))
        above &= (np.cross(along, away) * normal).sum(axis=1) >= 0
    plane = np.abs(((points - a) * normal).sum(axis=1)) / length
    return np.where(above, plane, edges)
