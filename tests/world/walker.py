"""Somebody who walks through models: where one can stand among their triangles, and how far one gets.

Triangles become a grid of small cubes. One stands where a cube is filled and the air above it is free for a body of
:data:`TALL_M`, :data:`WIDE_M` across; one steps to the places beside that are no more than :data:`STEP_M` higher or
lower.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from procgen.world.buildings import Built, Leaf
from procgen.world.meshes import Model, turned_y

CELL_M = 0.1
TALL_M, WIDE_M, STEP_M = 1.7, 0.5, 0.32
Triangles = npt.NDArray[np.float64]


def triangles_of(built: Built, *, open_doors: bool) -> Triangles:
    """(t, 3, 3) all triangles of a building; panes of windows count as well."""
    found = [corners_of(model) for model in (built.shell, built.inside) if model is not None]
    found += [turned_leaf(leaf, is_open=open_doors) for leaf in built.leaves]
    return np.concatenate(found)


def corners_of(model: Model) -> Triangles:
    return np.concatenate([mesh.positions[mesh.triangles] for mesh in model.meshes.values()]).astype(np.float64)


def turned_leaf(leaf: Leaf, *, is_open: bool = True) -> Triangles:
    """(t, 3, 3) the triangles of a door."""
    turn = turned_y(leaf.turn_deg + (leaf.opens_deg if is_open else 0.0))
    return np.asarray(corners_of(leaf.model) @ turn.T + np.array((leaf.x_m, leaf.y_m, leaf.z_m)), np.float64)


class Walker:
    """Walks on ground at height 0 and in what stands there.

    Args:
        triangles: of what stands there.
        margin_m: of ground about it.
        cell_m: side of a cube.
        below: whether there may be something below height 0, and so no ground but what is among the triangles.
    """

    def __init__(
        self, triangles: Triangles, margin_m: float = 2.5, *, cell_m: float = CELL_M, below: bool = False
    ) -> None:
        self.cell_m = cell_m
        low = triangles.min(axis=(0, 1))
        low = np.array((low[0] - margin_m, low[1] - 0.6 if below else -0.6, low[2] - margin_m))
        high = triangles.max(axis=(0, 1)) + np.array((margin_m, 2.2, margin_m))
        self.low = low
        shape = np.ceil((high - low) / cell_m).astype(int) + 1
        solid = np.zeros(shape, np.bool_)
        for points in _samples(triangles, cell_m):
            at = np.floor((points - low) / cell_m).astype(int)
            at = at[(at >= 0).all(axis=1) & (at < shape).all(axis=1)]
            solid[at[:, 0], at[:, 1], at[:, 2]] = True
        if not below:
            solid[:, : round(0.6 / cell_m), :] = True
        self.solid = solid
        disc = np.hypot(*np.mgrid[-3:4, -3:4]) * cell_m <= WIDE_M / 2
        wide = ndimage.binary_dilation(solid, disc[:, None, :])
        step, tall = round(STEP_M / cell_m), round(TALL_M / cell_m)
        free = np.ones_like(solid)
        for k in range(1, tall + 1):
            above = wide if k > step else solid
            free[:, : shape[1] - k, :] &= ~above[:, k:, :]
        self.stands = solid & free

    def cell(self, x: float, y: float, z: float) -> tuple[int, int, int]:
        i, j, k = np.floor((np.array([x, y, z]) - self.low) / self.cell_m).astype(int)
        return int(i), int(j), int(k)

    def reached(self, x: float, z: float) -> npt.NDArray[np.bool_]:
        """All places that one gets to from a place on the ground."""
        i, j, k = self.cell(x, -0.05, z)
        # The ground may lie at the edge of a cube.
        j += 0 if self.stands[i, j, k] else 1
        assert self.stands[i, j, k], "one stands nowhere at the start"
        seen = np.zeros_like(self.stands)
        seen[i, j, k] = True
        waiting = deque([(i, j, k)])
        reach = round(STEP_M / self.cell_m)
        shape = self.stands.shape
        while waiting:
            i, j, k = waiting.popleft()
            for a, b in ((i + 1, k), (i - 1, k), (i, k + 1), (i, k - 1)):
                if not (0 <= a < shape[0] and 0 <= b < shape[2]):
                    continue
                for h in range(max(j - reach, 0), min(j + reach + 1, shape[1])):
                    if self.stands[a, h, b] and not seen[a, h, b]:
                        seen[a, h, b] = True
                        waiting.append((a, h, b))
        return seen

    def comes_near(self, seen: npt.NDArray[np.bool_], x: float, y: float, z: float, within_m: float = 0.6) -> bool:
        """Whether one gets near a place, on its floor."""
        i, j, k = self.cell(x, y, z)
        r = round(within_m / self.cell_m)
        part = seen[max(i - r, 0) : i + r + 1, max(j - 3, 0) : j + 4, max(k - r, 0) : k + r + 1]
        return bool(part.any())


def _samples(triangles: Triangles, cell_m: float) -> Iterable[npt.NDArray[np.float64]]:
    """Points on triangles, no farther apart than half a cell."""
    a, b, c = triangles[:, 0], triangles[:, 1], triangles[:, 2]
    longest = np.max([np.linalg.norm(q - p, axis=1) for p, q in ((a, b), (b, c), (c, a))], axis=0)
    count = np.maximum(np.ceil(longest / (cell_m * 0.5)).astype(int), 1)
    for n in np.unique(count):
        of = count == n
        u, v = (grid.ravel() / n for grid in np.mgrid[0 : n + 1, 0 : n + 1])
        keep = u + v <= 1.0 + 1e-9
        u, v = u[keep][:, None], v[keep][:, None]
        for p, q, r in zip(a[of], b[of], c[of], strict=True):
            yield p + u * (q - p) + v * (r - p)
