"""The point of a triangle that is nearest to a point."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


def nearest_on_triangles(points: Floats, corners: Floats) -> Floats:
    """The point of each triangle nearest to a point (C. Ericson, "Real-Time Collision Detection", 5.1.5).

    Args:
        points: (..., 3); shapes are broadcast, so that one point may be held against many triangles.
        corners: (..., 3, 3), corner by corner.

    Returns:
        (..., 3).
    """
    a, b, c = corners[..., 0, :], corners[..., 1, :], corners[..., 2, :]
    ab, ac, ap = b - a, c - a, points - a
    d1, d2 = (ab * ap).sum(axis=-1), (ac * ap).sum(axis=-1)
    d3, d4 = d1 - (ab * ab).sum(axis=-1), d2 - (ab * ac).sum(axis=-1)
    d5, d6 = d1 - (ab * ac).sum(axis=-1), d2 - (ac * ac).sum(axis=-1)
    va, vb, vc = d3 * d6 - d5 * d4, d5 * d2 - d1 * d6, d1 * d4 - d3 * d2

    def ratio(top: Floats, low: Floats) -> Floats:
        return np.asarray(top / np.where(np.abs(low) < 1e-20, 1.0, low), np.float32)[..., None]

    whole = va + vb + vc
    answer = a + ab * ratio(vb, whole) + ac * ratio(vc, whole)
    cases = (
        ((va <= 0) & (d4 - d3 >= 0) & (d5 - d6 >= 0), b + (c - b) * ratio(d4 - d3, d4 - d3 + d5 - d6)),
        ((vb <= 0) & (d2 >= 0) & (d6 <= 0), a + ac * ratio(d2, d2 - d6)),
        ((vc <= 0) & (d1 >= 0) & (d3 <= 0), a + ab * ratio(d1, d1 - d3)),
        ((d6 >= 0) & (d5 <= d6), c),
        ((d3 >= 0) & (d4 <= d3), b),
        ((d1 <= 0) & (d2 <= 0), a),
    )
    for mask, value in cases:
        answer = np.where(mask[..., None], value, answer)
    return np.asarray(answer, np.float32)
