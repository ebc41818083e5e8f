"""How far two surfaces lie apart."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

NEIGHBOURS = 24


def samples(vertices: np.ndarray, triangles: np.ndarray, spacing_m: float, seed: int = 0) -> np.ndarray:
    """All corners, and points spread over the triangles, one for each square of ``spacing_m``."""
    corners = vertices[triangles].astype(np.float64)
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2
    random = np.random.default_rng(seed)
    chosen = np.repeat(np.arange(len(area)), np.ceil(area / spacing_m**2).astype(int))
    u, v = random.random((2, len(chosen)))
    flip = u + v > 1
    u[flip], v[flip] = 1 - u[flip], 1 - v[flip]
    c = corners[chosen]
    inside = c[:, 0] + u[:, None] * (c[:, 1] - c[:, 0]) + v[:, None] * (c[:, 2] - c[:, 0])
    return np.concatenate([vertices[np.unique(triangles)], inside])


def to_surface(points: np.ndarray, vertices: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """Distances of points from a surface: exact to the triangles near the nearest of its dense samples."""
    corners = vertices[triangles].astype(np.float64)
    longest = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1)
    # Large triangles are cut into smaller ones, so that near centres mean near triangles.
    while len(big := np.flatnonzero(longest > 0.02)):
        a, b, c = corners[big, 0], corners[big, 1], corners[big, 2]
        ab, bc, ca = (a + b) / 2, (b + c) / 2, (c + a) / 2
        four = [np.stack(t, axis=1) for t in ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))]
        corners = np.concatenate([np.delete(corners, big, axis=0), *four])
        longest = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1)
    _, near = cKDTree(corners.mean(axis=1)).query(points, k=min(NEIGHBOURS, len(corners)))
    best = np.full(len(points), np.inf)
    for k in range(near.shape[1]):
        best = np.minimum(best, _to_triangles(points, corners[near[:, k]]))
    return best


def _to_triangles(points: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Distance of each point from its own triangle: of the plane where it lies above it, of the edges elsewhere."""
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    normal = np.cross(b - a, c - a)
    length = np.maximum(np.linalg.norm(normal, axis=1), 1e-18)
    above = np.ones(len(points), bool)
    best = np.full(len(points), np.inf)
    for start, end in ((a, b), (b, c), (c, a)):
        along = end - start
        share = ((points - start) * along).sum(axis=1) / np.maximum((along * along).sum(axis=1), 1e-18)
        best = np.minimum(best, np.linalg.norm(points - start - np.clip(share, 0, 1)[:, None] * along, axis=1))
        above &= (np.cross(along, points - start) * normal).sum(axis=1) >= 0
    plane = np.abs(((points - a) * normal).sum(axis=1)) / length
    return np.where(above, plane, best)


def hausdorff(vertices: np.ndarray, fine: np.ndarray, coarse: np.ndarray, spacing_m: float = 0.004) -> float:
    """Two-sided Hausdorff distance of two meshes over the same vertices, at samples."""
    there = to_surface(samples(vertices, fine, spacing_m), vertices, coarse).max()
    back = to_surface(samples(vertices, coarse, spacing_m), vertices, fine).max()
    return float(max(there, back))
