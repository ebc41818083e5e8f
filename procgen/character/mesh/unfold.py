"""Flattening surfaces with little distortion: as-rigid-as-possible parameterisation.

L. Liu, L. Zhang, Y. Xu, C. Gotsman, S. Gortler, "A Local/Global Approach to Mesh Parameterization", SGP 2008. The
global step's linear system is solved by conjugate gradients, which start from the last step's answer.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.runtime.interrupt import checkpoint_here

Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def flatten_triangles(places: Doubles, triangles: Ints) -> Doubles:
    """Each triangle in its own plane: (T, 3, 2), the first corner at the origin, the second on the x axis."""
    a, b, c = (places[triangles[:, k]] for k in range(3))
    length = np.maximum(np.linalg.norm(b - a, axis=1), 1e-12)
    x = ((c - a) * (b - a)).sum(axis=1) / length
    y = np.linalg.norm(np.cross(b - a, c - a), axis=1) / length
    flat = np.zeros((len(triangles), 3, 2))
    flat[:, 1, 0] = length
    flat[:, 2, 0] = x
    flat[:, 2, 1] = y
    return flat


def unfold(places: Doubles, triangles: Ints, start: Doubles, rounds: int = 15, solver_steps: int = 40) -> Doubles:
    """Flatten a surface (of one or several parts without holes across) so that lengths are kept as far as possible.

    Args:
        places: (V, 3).
        triangles: (T, 3).
        start: (V, 2) a first layout, not folded over.
        rounds: local and global steps.
        solver_steps: of conjugate gradients in each round.

    Returns:
        (V, 2) in the unit of ``places``.
    """
    flat = flatten_triangles(places, triangles)
    count = len(places)
    head = triangles
    tail = np.roll(triangles, -1, axis=1)
    side = flat - np.roll(flat, -1, axis=1)
    opposite = np.roll(flat, -2, axis=1)
    one, other = flat - opposite, np.roll(flat, -1, axis=1) - opposite
    cross = np.abs(one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0])
    # Clamped, so that obtuse slivers leave the system positive definite.
    cotangent = np.clip((one * other).sum(axis=2) / np.maximum(cross, 1e-12), 0.05, 10.0)
    diagonal = np.bincount(head.ravel(), cotangent.ravel(), count) + np.bincount(tail.ravel(), cotangent.ravel(), count)
    diagonal = np.maximum(diagonal, 1e-9)
    flow, sink = head.ravel(), tail.ravel()
    weight = cotangent.ravel()[:, None]
    # Both coordinates of each vertex are summed at once.
    flows, sinks = ((2 * vertex[:, None] + np.arange(2)).ravel() for vertex in (flow, sink))

    def gathered(step: Doubles) -> Doubles:
        """(V, 2) what flows off at each vertex, less what arrives, of a step along each side (3 T, 2)."""
        sums = np.bincount(flows, step.ravel(), 2 * count) - np.bincount(sinks, step.ravel(), 2 * count)
        return np.asarray(sums.reshape(count, 2))

    def laplacian(values: Doubles) -> Doubles:
        checkpoint_here()
        return gathered(weight * (values.take(flow, axis=0) - values.take(sink, axis=0)))

    layout = start.astype(np.float64).copy()
    for _ in range(rounds):
        moved = layout[head] - layout[tail]
        # The rotation nearest to the triangle's deformation, in closed form in the plane.
        cos = (cotangent * (moved * side).sum(axis=2)).sum(axis=1)
        sin = (cotangent * (moved[..., 1] * side[..., 0] - moved[..., 0] * side[..., 1])).sum(axis=1)
        norm = np.maximum(np.hypot(cos, sin), 1e-12)
        cos, sin = (cos / norm)[:, None], (sin / norm)[:, None]
        turned = np.stack(
            [cos * side[..., 0] - sin * side[..., 1], sin * side[..., 0] + cos * side[..., 1]], axis=-1
        ).reshape(-1, 2)
        residual = gathered(weight * turned) - laplacian(layout)
        scaled = residual / diagonal[:, None]
        direction = scaled.copy()
        energy = float((residual * scaled).sum())
        for _ in range(solver_steps):
            if energy < 1e-14:
                break
            image = laplacian(direction)
            length = energy / float((direction * image).sum())
            layout += length * direction
            residual -= length * image
            scaled = residual / diagonal[:, None]
            after = float((residual * scaled).sum())
            direction = scaled + direction * (after / energy)
            energy = after
    return layout


def stretch(places: Doubles, triangles: Ints, uv: Doubles) -> Doubles:
    """The two singular values (T, 2) of each triangle's map into the plane, the larger first; 1 keeps lengths."""
    flat = flatten_triangles(places, triangles)
    base = np.stack([flat[:, 1] - flat[:, 0], flat[:, 2] - flat[:, 0]], axis=2)
    image = np.stack([uv[triangles[:, 1]] - uv[triangles[:, 0]], uv[triangles[:, 2]] - uv[triangles[:, 0]]], axis=2)
    return np.asarray(np.linalg.svd(image @ np.linalg.inv(base), compute_uv=False))
