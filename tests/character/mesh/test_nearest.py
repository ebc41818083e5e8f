"""The nearest point of a triangle lies on it, and no other point of it is nearer."""

from __future__ import annotations

import numpy as np

from procgen.character.mesh.nearest import nearest_on_triangles


def test_no_point_of_the_triangle_is_nearer() -> None:
    random = np.random.default_rng(5)
    corners = random.normal(size=(200, 3, 3)).astype(np.float32)
    points = (2 * random.normal(size=(200, 3))).astype(np.float32)
    found = nearest_on_triangles(points, corners)
    shares = random.dirichlet([0.4, 0.4, 0.4], 500)
    others = np.einsum("sk,tka->tsa", shares, corners)
    distance = np.linalg.norm(found - points, axis=1)
    assert (distance[:, None] <= np.linalg.norm(others - points[:, None], axis=2) + 1e-4).all()
    reached = np.linalg.norm(others - points[:, None], axis=2).min(axis=1)
    assert np.quantile(reached - distance, 0.9) < 0.1  # it is a point of the triangle, not one beyond it


def test_one_point_may_be_held_against_many_triangles() -> None:
    corners = np.eye(3, dtype=np.float32)[None] * np.array([1.0, 2.0], np.float32)[:, None, None]
    found = nearest_on_triangles(np.zeros(3, np.float32), corners)
    assert np.allclose(found, [[1 / 3] * 3, [2 / 3] * 3], atol=1e-6)
