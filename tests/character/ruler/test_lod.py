from __future__ import annotations

import numpy as np
import pytest

from procgen.character.body.basis import packaged_basis
from procgen.character.ruler.lod import hausdorff_m, lod_figures


def sheet(side: int, height: float) -> tuple[np.ndarray, np.ndarray]:
    """A square of one metre, cut into cells, at a height."""
    line = np.linspace(0.0, 1.0, side)
    x, z = np.meshgrid(line, line)
    vertices = np.stack([x.ravel(), np.full(x.size, height), z.ravel()], axis=1)
    corner = (np.arange(side - 1)[:, None] * side + np.arange(side - 1)).ravel()
    quads = np.stack([corner, corner + 1, corner + side + 1, corner + side], axis=1)
    return vertices, np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def test_parallel_sheets_are_as_far_apart_as_they_are() -> None:
    (low, fine), (high, coarse) = sheet(9, 0.0), sheet(3, 0.25)
    vertices = np.concatenate([low, high])
    assert hausdorff_m(vertices, fine, coarse + len(low), 0.1) == pytest.approx(0.25)


def test_a_piece_that_is_missing_counts() -> None:
    vertices, triangles = sheet(11, 0.0)
    kept = triangles[vertices[triangles].mean(axis=1)[:, 0] < 0.5]
    assert hausdorff_m(vertices, triangles, kept, 0.05) == pytest.approx(0.5, abs=1e-6)


def test_the_same_mesh_is_no_distance_away() -> None:
    vertices, triangles = sheet(5, 0.0)
    assert hausdorff_m(vertices, triangles, triangles[::-1], 0.1) == pytest.approx(0.0, abs=1e-9)


def test_coarser_levels_of_a_body_lie_farther_off() -> None:
    found = list(lod_figures(packaged_basis(), 1, spacing_m=0.02).values())
    assert found == sorted(found)
    assert 0.0 < found[0] < found[-1] < 50.0
