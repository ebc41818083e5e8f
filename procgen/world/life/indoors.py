"""Ways inside a building: from the ground before its door to all that one does something at.

The building's triangles become a grid of small cubes. One stands where a cube is filled and the air above it is free
for a body of :data:`TALL_M` and :data:`WIDE_M`, and steps to places beside it that are at most :data:`STEP_M` higher or
lower: stairs, sills and porches need no rules of their own. Doors are open.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from procgen.world.buildings import Built, Spot
from procgen.world.chance import Float64Array
from procgen.world.meshes import Model, turned_y
from procgen.world.place import BoolArray, Building

IntArray = npt.NDArray[np.int32]

CELL_M: Final = 0.1
TALL_M, WIDE_M, STEP_M = 1.7, 0.5, 0.32
_BELOW_M: Final = 0.6
_BEFORE_M: Final = 2.4
"""How far from the place before the door one goes outside: beyond, the ground is not the floor's."""
_FRONT_M: Final = 1.2
_NEAR_M: Final = 0.6
"""From a spot to where one stands at it."""
_NO_PLACES: Final = frozenset(("lamp", "lookout", "stairs"))
"""Kinds of spots at which nobody does anything."""
_FLOOR_APART_M: Final = 1.1
_AT_ONCE: Final = 8192
_FLOORS: Final = 8
_SIDES: Final = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))


class Indoors:
    """What one gets at in a building, from the ground before its door.

    Args:
        built: its models.
        building: its measures.
        door: x and z of the place before its door, in its own frame.

    Attributes:
        spots: in the building's own frame, where the grid says that one stands; of the kind "floor" where there is
            nothing but room to stand. None at all where one doesn't get in.
    """

    def __init__(self, built: Built, building: Building, door: tuple[float, float]) -> None:
        self._grid = _Grid(built, building, door)
        self.spots: tuple[Spot, ...] = ()
        self._routes: dict[int, IntArray] = {}
        self._ends: list[int] = []
        start = self._grid.nearest(door[0], 0.0, door[1])
        if start is None:
            return
        far, before = scipy.sparse.csgraph.dijkstra(self._grid.graph, indices=start, return_predecessors=True)
        self._start, reached = start, np.isfinite(far)
        self._routes[start] = before
        wanted = [spot for spot in built.spots if spot.kind not in _NO_PLACES]
        places = [
            (spot, self._grid.nearest(spot.x_m, spot.y_m, spot.z_m, reached))
            for spot in (*wanted, *self._grid.floors(reached, wanted))
        ]
        self._ends = [end for _, end in places if end is not None]
        self.spots = tuple(self._standing(spot, end) for spot, end in places if end is not None)

    def _standing(self, spot: Spot, end: int) -> Spot:
        x, y, z = (float(value) for value in self._grid.on_floor(self._grid.places[end]))
        return Spot(spot.kind, x, y, z, spot.turn_deg)

    def way(self, to: int, start: int | None = None) -> Float64Array:
        """(n, 3) places in the building's own frame on the way to a spot; heights are the floor's.

        Args:
            to: number of the spot.
            start: of the one that one comes from; from before the door if None.
        """
        begin = self._start if start is None else self._ends[start]
        if begin not in self._routes:
            self._routes[begin] = scipy.sparse.csgraph.dijkstra(
                self._grid.graph, indices=begin, return_predecessors=True
            )[1]
        steps = [self._ends[to]]
        while steps[-1] != begin:
            steps.append(int(self._routes[begin][steps[-1]]))
        return np.array([self._grid.on_floor(place) for place in self._grid.straightened(steps[::-1])])


def _triangles(built: Built) -> Float64Array:
    """(t, 3, 3) all triangles but the doors'."""
    models = [model for model in (built.shell, built.inside) if model is not None]
    found = [_corners(model) for model in models]
    for leaf in built.leaves:
        turn = turned_y(leaf.turn_deg + leaf.opens_deg)
        found.append(_corners(leaf.model) @ turn.T + np.array((leaf.x_m, leaf.y_m, leaf.z_m)))
    return np.concatenate(found)


def _corners(model: Model) -> Float64Array:
    return np.concatenate([mesh.positions[mesh.triangles] for mesh in model.meshes.values()]).astype(np.float64)


def _filled(triangles: Float64Array, low: Float64Array, shape: tuple[int, int, int]) -> BoolArray:
    """(x, y, z) the cubes that triangles touch."""
    solid = np.zeros(shape, np.bool_)
    high = low + np.array(shape) * CELL_M
    triangles = triangles[((triangles.max(axis=1) > low) & (triangles.min(axis=1) < high)).all(axis=1)]
    a, b, c = triangles[:, 0], triangles[:, 1], triangles[:, 2]
    longest = np.max([np.linalg.norm(q - p, axis=1) for p, q in ((a, b), (b, c), (c, a))], axis=0)
    # Points closer together than cubes.
    count = np.maximum(np.ceil(longest / (0.7 * CELL_M)).astype(int), 1)
    for n in np.unique(count):
        of = count == n
        u, v = (grid.ravel() / n for grid in np.mgrid[0 : n + 1, 0 : n + 1])
        keep = u + v <= 1.0 + 1e-9
        u, v = u[keep][:, None], v[keep][:, None]
        p, q, r = (corner[of][:, None] for corner in (a, b, c))
        # A few at a time: arrays that fit the processor's cache are filled several times as fast.
        some = max(_AT_ONCE // len(u), 1)
        for first in range(0, len(p), some):
            p0, q0, r0 = (corner[first : first + some] for corner in (p, q, r))
            at = np.floor((p0 + u * (q0 - p0) + v * (r0 - p0) - low) / CELL_M).astype(int).reshape(-1, 3)
            at = at[(at >= 0).all(axis=1) & (at < shape).all(axis=1)]
            solid[at[:, 0], at[:, 1], at[:, 2]] = True
    return solid


class _Grid:
    """The places of a building where one can stand, and the steps between them."""

    def __init__(self, built: Built, building: Building, door: tuple[float, float]) -> None:
        half_w, half_d = building.width_m / 2, building.depth_m / 2
        near = _BEFORE_M + 0.3
        self.low = np.array(
            (min(-half_w, door[0] - near) - 0.2, -_BELOW_M, min(-half_d, door[1] - near) - 0.2), np.float64
        )
        top = max((spot.y_m for spot in built.spots if spot.kind not in _NO_PLACES), default=0.0) + TALL_M + 0.8
        high = np.array((max(half_w, door[0] + near) + 0.2, top, max(half_d, door[1] + near) + 0.2))
        x, y, z = (int(value) for value in np.ceil((high - self.low) / CELL_M) + 1)
        self.triangles = _triangles(built)
        solid = _filled(self.triangles, self.low, (x, y, z))
        ground = round(_BELOW_M / CELL_M)
        solid[:, :ground] = True
        stands = _stands(solid)
        self.x, self.z = (self.low[axis] + (np.arange(size) + 0.5) * CELL_M for axis, size in ((0, x), (2, z)))
        self.inside = (np.abs(self.x)[:, None] < half_w) & (np.abs(self.z)[None, :] < half_d)
        before = np.hypot(self.x[:, None] - door[0], self.z[None, :] - door[1]) < _BEFORE_M
        # Some have more than one way in at their front: the ground before all of it is the floor's.
        front = (np.abs(self.x)[:, None] < half_w) & (self.z[None, :] < half_d + _FRONT_M) & (self.z[None, :] > 0.0)
        stands &= (self.inside | before | front)[:, None, :]
        if built.pit is not None:
            pit = built.pit
            over = (self.x > pit.x0)[:, None] & (self.x < pit.x1)[:, None]
            over = over & (self.z > pit.z0)[None, :] & (self.z < pit.z1)[None, :]
            stands &= ~over[:, None, :]
        self.cells = np.argwhere(stands)
        number = np.full(stands.shape, -1, np.int32)
        number[tuple(self.cells.T)] = np.arange(len(self.cells))
        self.number: IntArray = number
        self.places = self.low + (self.cells + np.array((0.5, 1.0, 0.5))) * CELL_M
        self.graph = self._steps()

    def _steps(self) -> scipy.sparse.csr_array:
        reach = round(STEP_M / CELL_M)
        size: IntArray = np.array(self.number.shape, np.int32)
        one: list[npt.NDArray[np.int64]] = []
        other: list[npt.NDArray[np.int32]] = []
        cost: list[Float64Array] = []
        for dx, dz in _SIDES:
            for dy in range(-reach, reach + 1) if not (dx and dz) else (0,):
                to = self.cells + np.array((dx, dy, dz))
                ok = ((to >= 0) & (to < size)).all(axis=1)
                found = np.full(len(to), -1, np.int32)
                found[ok] = self.number[tuple(to[ok].T)]
                of = np.flatnonzero(found >= 0)
                one.append(of)
                other.append(found[of])
                cost.append(np.full(len(of), CELL_M * float(np.hypot(dx, dz)) + 0.5 * CELL_M * abs(dy)))
        pairs = (np.concatenate(one), np.concatenate(other))
        return scipy.sparse.csr_array((np.concatenate(cost), pairs), shape=(len(self.cells), len(self.cells)))

    def nearest(self, x_m: float, y_m: float, z_m: float, among: BoolArray | None = None) -> int | None:
        """The place nearest to a point on its floor; None where there is none within reach."""
        off = self.places - np.array((x_m, y_m, z_m))
        far = np.hypot(off[:, 0], off[:, 2]) + np.where(np.abs(off[:, 1]) < 0.45, 0.0, np.inf)
        if among is not None:
            far = np.where(among, far, np.inf)
        best = int(np.argmin(far)) if len(far) else -1
        return best if best >= 0 and far[best] < _NEAR_M else None

    def on_floor(self, place: Float64Array) -> Float64Array:
        """(3,) a place at the height of the triangle below it rather than of its cube."""
        x, y, z = place
        a, b, c = (self.triangles[:, k] for k in range(3))
        area = (b[:, 0] - a[:, 0]) * (c[:, 2] - a[:, 2]) - (b[:, 2] - a[:, 2]) * (c[:, 0] - a[:, 0])
        flat = np.abs(area) > 1e-9
        safe = np.where(flat, area, 1.0)
        v = ((x - a[:, 0]) * (c[:, 2] - a[:, 2]) - (z - a[:, 2]) * (c[:, 0] - a[:, 0])) / safe
        w = ((b[:, 0] - a[:, 0]) * (z - a[:, 2]) - (b[:, 2] - a[:, 2]) * (x - a[:, 0])) / safe
        height = a[:, 1] + v * (b[:, 1] - a[:, 1]) + w * (c[:, 1] - a[:, 1])
        below = flat & (v >= 0.0) & (w >= 0.0) & (v + w <= 1.0) & (height < y + 0.01) & (height > y - 2.5 * CELL_M)
        return np.array((x, float(height[below].max()) if below.any() else max(y - CELL_M, 0.0), z))

    def floors(self, reached: BoolArray, others: list[Spot]) -> list[Spot]:
        """Room to stand on the lowest floor, away from what is there: the first one nearest to the middle."""
        inside = self.inside[self.cells[:, 0], self.cells[:, 2]]
        ours = np.flatnonzero(reached & inside)
        if not len(ours):
            return []
        heights = self.places[ours, 1]
        ours = ours[heights < np.median(heights[heights < heights.min() + 1.2]) + 0.3]
        at = self.places[ours]
        free = np.full(len(at), np.inf)
        for spot in others:
            np.minimum(free, np.hypot(at[:, 0] - spot.x_m, at[:, 2] - spot.z_m), out=free)
        middle = np.hypot(at[:, 0], at[:, 2])
        found: list[Spot] = []
        while len(found) < _FLOORS:
            open_ = free > _FLOOR_APART_M * (0.6 if not found else 1.0)
            if not open_.any():
                break
            best = int(np.argmin(np.where(open_, middle, np.inf)))
            x, y, z = (float(value) for value in at[best])
            turn = float(np.degrees(np.arctan2(-x, -z))) if middle[best] > 0.3 else 0.0
            found.append(Spot("floor", x, y, z, turn))
            np.minimum(free, np.hypot(at[:, 0] - x, at[:, 2] - z), out=free)
        return found

    def straightened(self, steps: list[int]) -> Float64Array:
        """(n, 3) the corners of a way: pulled tight between places that see one another over floors to stand on."""
        kept, at = [steps[0]], 0
        while at < len(steps) - 1:
            ahead = at + 1
            while ahead < len(steps) - 1 and self._sees(steps[at], steps[ahead + 1]):
                ahead += 1
            kept.append(steps[ahead])
            at = ahead
        return np.asarray(self.places[kept], np.float64)

    def _sees(self, one: int, other: int) -> bool:
        a, b = self.places[one], self.places[other]
        count = max(int(np.hypot(b[0] - a[0], b[2] - a[2]) / (0.4 * CELL_M)), 1)
        share = np.linspace(0.0, 1.0, count + 1)[:, None]
        cells = np.floor((a + share * (b - a) - self.low - np.array((0.0, 0.5 * CELL_M, 0.0))) / CELL_M).astype(int)
        found = np.zeros(len(cells), np.bool_)
        for dy in (0, -1, 1):
            found |= self.number[cells[:, 0], np.clip(cells[:, 1] + dy, 0, self.number.shape[1] - 1), cells[:, 2]] >= 0
        return bool(found.all())


def _stands(solid: BoolArray) -> BoolArray:
    """(x, y, z) filled cubes above which a body has room."""
    reach = int(np.ceil(WIDE_M / 2 / CELL_M))
    across, down = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.hypot(across, down) * CELL_M <= WIDE_M / 2
    step, tall = round(STEP_M / CELL_M), round(TALL_M / CELL_M)
    wide = scipy.ndimage.binary_dilation(solid, disc[:, None, :])
    # How many cubes of the body's column are taken, from the sums of all below.
    narrow_sum, wide_sum = (np.cumsum(each, axis=1, dtype=np.int16) for each in (solid, wide))
    levels = solid.shape[1] - tall - 1
    stands = np.zeros_like(solid)
    legs = narrow_sum[:, step : step + levels] - narrow_sum[:, :levels]
    body = wide_sum[:, tall : tall + levels] - wide_sum[:, step : step + levels]
    stands[:, :levels] = solid[:, :levels] & (legs == 0) & (body == 0)
    return stands
