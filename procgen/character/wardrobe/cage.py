"""The fixed half of draping: the surfaces that garments are cut from, and which skin lies under each point of them.

Garments are not cut from the skin but from two surfaces that follow it: one for the trunk and limbs, grown from the
basis's tights, and a skirt that hangs from the waist. Both are prepared here, once for a basis, on a reference body;
:mod:`procgen.character.wardrobe.drape` brings them onto any body.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.body.body import Body
from procgen.character.body.shape import plain_body
from procgen.character.mesh.normals import Incidence
from procgen.character.mesh.refine import Refined, edges_of, refine_chords
from procgen.character.vectors import cross, dot
from procgen.runtime.interrupt import checkpoint_here

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_HELPER_COLUMNS = 36
SKIRT_COLUMNS = 72
"""Twice the helper's: every other column is interpolated."""
HIP_ROWS = 6
"""Rows of the skirt that lie on the trunk, from the waist down; the helper's rows follow."""
_SKIPPED_ROWS = 2
"""The helper's first rows are left out: they are replaced by rows on the trunk."""
_LONGEST_EDGE_M = 0.024
_GUARDS = 6
_SKIRT_GUARDS = 8
_REACH_M = 0.022
"""How far to the side a guard may lie from the line along the normal."""
_ALIKE = 0.4
"""Least cosine between the normals of a place and its guards: the walls of a fold are no guards."""
_CELL_M = 0.05
WAIST_ABOVE_SPINE_M = 0.005


@dataclass(frozen=True, eq=False)
class Ring:
    """Neighbours for smoothing; vertices with other than four of them are kept apart.

    Attributes:
        four: (4, N) neighbours, the vertex itself where it does not have just four.
        odd: (M,) the others that may move; ``odd_ring`` (8, M) their neighbours and ``odd_share`` (8, M) their weights.
    """

    four: Ints
    odd: Ints
    odd_ring: Ints
    odd_share: Floats

    @classmethod
    def of(cls, faces: Ints, count: int, fixed: Ints | None = None) -> Ring:
        """The rings of a quad mesh; vertices at open ends, and ``fixed`` ones, are their own neighbours."""
        edges, sides = edges_of(faces)
        uses = np.bincount(sides.ravel(), minlength=len(edges))
        free = np.ones(count, np.bool_)
        free[edges[uses == 1].ravel()] = False
        if fixed is not None:
            free[fixed] = False
        both = np.concatenate([edges, edges[:, ::-1]])
        both = both[np.argsort(both[:, 0], kind="stable")]
        start = np.searchsorted(both[:, 0], np.arange(count))
        place = np.arange(len(both)) - start[both[:, 0]]
        valence = np.bincount(both[:, 0], minlength=count)
        ring = np.repeat(np.arange(count)[None], 8, axis=0)
        share = np.zeros((8, count), np.float32)
        kept = place < 8
        ring[place[kept], both[kept, 0]] = both[kept, 1]
        share[place[kept], both[kept, 0]] = 1.0
        share /= np.maximum(share.sum(axis=0), 1)
        odd = np.flatnonzero(free & (valence != 4))
        four = np.where((free & (valence == 4))[None], ring[:4], np.arange(count)[None])
        return cls(four, odd, ring[:, odd], share[:, odd])

    def smooth(self, values: Floats, amount: float) -> Floats:
        """Move values (C, N) towards the mean of their neighbours by a share of the way."""
        # All rings lie within the mesh; told so, take() is three to four times as fast as indexing.
        mean: Floats = values.take(self.four[0], axis=1, mode="clip")
        further = np.empty_like(mean)
        for neighbour in self.four[1:]:
            mean += values.take(neighbour, axis=1, mode="clip", out=further)
        mean *= np.float32(0.25)
        mean[:, self.odd] = (values.take(self.odd_ring, axis=1, mode="clip") * self.odd_share).sum(axis=1)
        mean -= values
        mean *= np.float32(amount)
        mean += values
        return mean


@dataclass(frozen=True, eq=False)
class Cage:
    """Topology and correspondences of the draped surfaces.

    Attributes:
        basis: what it was made from.
        tights: first and last-plus-one vertex of the tights in the basis.
        coarse: (F, 4) quads of the tights, counted from their first vertex.
        refined: how the fine surface comes from the coarse one; its first vertices are the coarse ones.
        incidence: of the coarse quads, for normals.
        ring: neighbours of the coarse vertices; those at the open ends stay where they are.
        drawn: coarse vertices of the trunk and the limbs' roots: only there is "loose" anything but "close".
        drawn_ring: their neighbours among themselves.
        guard: (6, V) skin vertices round each fine vertex that it has to stay above.
        skirt_source, skirt_share: (S, 4) what each skirt vertex is the mean of: fine vertices of the trunk where
            ``skirt_hip``, vertices of the basis elsewhere. Row by row, ``SKIRT_COLUMNS`` a row, the first at the back
            and counted towards the left side.
        skirt_hip: (S,) whether the vertex lies on the trunk.
        skirt_guard: (8, S) skin vertices under each skirt vertex.
        skirt_over: (6, S) fine vertices under each skirt vertex.
        reference: the body that everything was measured on.
    """

    basis: Basis
    tights: tuple[int, int]
    coarse: Ints
    refined: Refined
    incidence: Incidence
    ring: Ring
    drawn: Ints
    drawn_ring: Ring
    guard: Ints
    skirt_source: Ints
    skirt_share: Floats
    skirt_hip: npt.NDArray[np.bool_]
    skirt_guard: Ints
    skirt_over: Ints
    reference: Body

    @property
    def fine_count(self) -> int:
        return len(self.refined.source)


def nearest_guards(places: Floats, normals: Floats, skin: Floats, facing: Floats, wanted: int, depth_m: float) -> Ints:
    """For each place the ``wanted`` skin vertices nearest to the line along its normal that face the same way.

    Args:
        places, normals: (V, 3).
        skin, facing: (K, 3) candidates and their normals.
        wanted: how many for each place.
        depth_m: candidates further than this along the normal count as ever worse.

    Returns:
        (V, wanted) numbers into ``skin``; the nearest is repeated where too few lie within reach.
    """
    checkpoint_here()
    # No tree: near is what lies beside the normal, which is no distance between points.
    found = np.empty((len(places), wanted), np.int64)
    columns = np.ascontiguousarray(skin.T)
    reach = _CELL_M / 2 + _REACH_M + 2 * depth_m

    def reached(among: Ints, axis: int, middle: np.float64) -> Ints:
        return np.asarray(among[np.abs(columns[axis].take(among) - middle) < reach])

    everything = np.arange(len(skin))
    slab, row = everything, everything
    cell = np.floor(places / _CELL_M).astype(int)
    cells, inverse = np.unique(cell, axis=0, return_inverse=True)
    order = np.argsort(inverse.ravel(), kind="stable")
    for number, part in enumerate(np.split(order, np.cumsum(np.bincount(inverse.ravel()))[:-1])):
        middle = (cells[number] + 0.5) * _CELL_M
        # Cells come in order: neighbours share slabs and rows of candidates.
        new = cells[number] != cells[number - 1] if number else np.ones(3, bool)
        if new[0]:
            slab = reached(everything, 0, middle[0])
        if new[:2].any():
            row = reached(slab, 1, middle[1])
        near = reached(row, 2, middle[2])
        if len(near) <= wanted:
            near = np.argsort(((skin - middle) ** 2).sum(axis=1), kind="stable")[: 4 * wanted]
        apart = places[part].T[:, :, None] - columns[:, None, near]
        along = dot(apart, normals[part].T[:, :, None])
        lateral = np.sqrt(np.maximum(dot(apart, apart) - along**2, 0))
        cost = lateral + 4 * np.maximum(np.abs(along) - depth_m, 0)
        cost = cost + 0.3 * np.maximum(_ALIKE - normals[part] @ facing[near].T, 0)
        best = np.argpartition(cost, wanted, axis=1)[:, :wanted]
        value = np.take_along_axis(cost, best, axis=1)
        nearest = np.take_along_axis(best, value.argmin(axis=1)[:, None], axis=1)
        found[part] = near[np.where(value < _REACH_M, best, nearest)]
    return found


def _skirt_grid(basis: Basis, places: Floats) -> Ints:
    """The skirt helper's vertices as a grid (rows, _HELPER_COLUMNS), the top row first."""
    faces = basis.faces[basis.group_faces("helper-skirt")]
    vertices = np.unique(faces)
    local = np.searchsorted(vertices, faces)
    edges, sides = edges_of(local)
    uses = np.bincount(sides.ravel(), minlength=len(edges))
    rim = np.unique(edges[uses == 1])
    height = places[vertices, 1]
    row = np.full(len(vertices), -1)
    row[rim[height[rim] > height[rim].mean()]] = 0
    for step in range(1, len(vertices) // _HELPER_COLUMNS):
        known = row[edges] == step - 1
        for one, other in ((0, 1), (1, 0)):
            reached = edges[known[:, one], other]
            row[reached[row[reached] < 0]] = step
    column = np.full(len(vertices), -1)
    top = np.flatnonzero(row == 0)
    angle = np.arctan2(places[vertices[top], 0], -(places[vertices[top], 2] - places[vertices[top], 2].mean()))
    column[top[np.argsort(np.mod(angle + 1e-4, 2 * np.pi))]] = np.arange(_HELPER_COLUMNS)
    for step in range(1, int(row.max()) + 1):
        down = (np.sort(row[edges], axis=1) == (step - 1, step)).all(axis=1)
        for upper, lower in ((0, 1), (1, 0)):
            use = down & (row[edges[:, upper]] == step - 1)
            column[edges[use, lower]] = column[edges[use, upper]]
    grid = np.empty((int(row.max()) + 1, _HELPER_COLUMNS), np.int64)
    grid[row, column] = vertices
    return grid


def cast(origin: Floats, direction: Floats, places: Floats, triangles: Ints) -> tuple[Ints, Floats]:
    """The farthest triangle that each ray meets (Möller and Trumbore's test), and its shares of the three corners.

    Args:
        origin, direction: (R, 3).
        places: (V, 3); ``triangles`` (T, 3).

    Returns:
        (R,) triangles, -1 where none is met, and (R, 3) shares.
    """
    a, b, c = (np.ascontiguousarray(places[triangles[:, k]].T) for k in range(3))
    second, third = b - a, c - a
    hit = np.full(len(origin), -1)
    shares = np.zeros((len(origin), 3), np.float32)
    for number, (start, along) in enumerate(zip(origin, direction, strict=True)):
        p = cross(along, third)
        det = dot(second, p)
        safe = np.where(np.abs(det) < 1e-12, 1.0, det)
        s = start[:, None] - a
        u = dot(s, p) / safe
        q = cross(s, second)
        v = (np.stack(q, axis=1) @ along) / safe
        far = dot(third, q) / safe
        good = (np.abs(det) > 1e-12) & (u >= -1e-6) & (v >= -1e-6) & (u + v <= 1 + 1e-6) & (far > 0)
        if good.any():
            best = int(np.argmax(np.where(good, far, -1)))
            hit[number] = best
            shares[number] = 1 - u[best] - v[best], u[best], v[best]
    return hit, shares


@lru_cache(maxsize=2)
def cage_of(basis: Basis) -> Cage:
    """The cage of a basis, prepared once."""
    body = plain_body(basis)
    faces = basis.faces[basis.group_faces("helper-tights")]
    first, last = int(faces.min()), int(faces.max()) + 1
    coarse = faces - first
    places = body.vertices[first:last]
    refined = refine_chords(places, coarse, _LONGEST_EDGE_M)
    ring = Ring.of(coarse, last - first)
    drawn = _drawn(basis, slice(first, last))
    inside = np.isin(coarse, drawn).all(axis=1)
    drawn = np.unique(coarse[inside])
    fine = refined.apply(places)
    normals = refined.apply(body.normals[first:last])
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    skin_vertices = np.unique(basis.faces[basis.group_faces("body")])
    skin_vertices = skin_vertices[skin_vertices < BODY_VERTICES]
    guard = skin_vertices[
        nearest_guards(fine, normals, body.vertices[skin_vertices], body.normals[skin_vertices], _GUARDS, 0.025)
    ]

    grid = _skirt_grid(basis, body.vertices)[_SKIPPED_ROWS:]
    joint = dict(zip(basis.joint_names, body.joints, strict=True))
    axis_z = float(joint["Hips"][2])
    # Between two columns of the helper, the cubic through four of them.
    four = np.stack([np.roll(grid, step, axis=1) for step in (1, 0, -1, -2)], axis=-1)
    own = np.repeat(grid[..., None], 4, axis=-1)
    helper = np.stack([own, four], axis=2).reshape(-1, 4)
    cubic = np.array([-1, 9, 9, -1], np.float32) / 16
    helper_share = np.tile(np.stack([np.full(4, 0.25, np.float32), cubic]), (grid.size, 1))
    lower = (body.vertices[helper[:SKIRT_COLUMNS]] * helper_share[:SKIRT_COLUMNS, :, None]).sum(axis=1)
    angle = np.arctan2(lower[:, 0], -(lower[:, 2] - axis_z))
    waist = float(joint["Spine"][1]) + WAIST_ABOVE_SPINE_M
    trunk = refined.faces[np.abs(fine[refined.faces][:, :, 0]).max(axis=1) < 0.24]
    triangles = np.concatenate([trunk[:, [0, 1, 2]], trunk[:, [0, 2, 3]]])
    heights = waist + (lower[:, 1] - waist) * (np.arange(HIP_ROWS)[:, None] / HIP_ROWS)
    directions = np.stack([np.sin(angle), np.zeros_like(angle), -np.cos(angle)], axis=1).astype(np.float32)
    origins = np.stack([np.zeros_like(heights), heights, np.full_like(heights, axis_z)], axis=-1).reshape(-1, 3)
    hit, shares = cast(
        origins.astype(np.float32), np.tile(directions, (HIP_ROWS, 1)).astype(np.float32), fine, triangles
    )
    if (hit < 0).any():
        raise ValueError("the trunk has a hole under the skirt's waist")
    source = np.concatenate([np.concatenate([triangles[hit], triangles[hit][:, :1]], axis=1), helper])
    skirt_share = np.concatenate([np.concatenate([shares, np.zeros((len(hit), 1), np.float32)], axis=1), helper_share])
    hip = np.arange(len(source)) < len(hit)
    skirt = np.where(
        hip[:, None],
        (fine[np.where(hip[:, None], source, 0)] * skirt_share[..., None]).sum(axis=1),
        (body.vertices[np.where(hip[:, None], 0, source)] * skirt_share[..., None]).sum(axis=1),
    )
    outward = np.tile(directions, (len(source) // SKIRT_COLUMNS, 1))
    trunk_skin = skin_vertices[np.abs(body.vertices[skin_vertices, 0]) < 0.3]
    trunk_skin = trunk_skin[body.vertices[trunk_skin, 1] < waist + 0.05]
    trunk_skin = trunk_skin[~_arm_skin(basis)[trunk_skin]]
    skirt_guard = trunk_skin[
        nearest_guards(
            skirt.astype(np.float32), outward, body.vertices[trunk_skin], body.normals[trunk_skin], _SKIRT_GUARDS, 0.06
        )
    ]
    below = np.flatnonzero((fine[:, 1] < waist + 0.05) & (np.abs(fine[:, 0]) < 0.3))
    arms = refined.apply(_arm_skin(basis)[first:last, None].astype(np.float32))[:, 0] > 0
    below = below[~arms[below]]
    skirt_over = below[nearest_guards(skirt.astype(np.float32), outward, fine[below], normals[below], _GUARDS, 0.06)]
    return Cage(
        basis=basis,
        tights=(first, last),
        coarse=coarse,
        refined=refined,
        incidence=Incidence.of(coarse, last - first),
        ring=ring,
        drawn=drawn,
        drawn_ring=Ring.of(np.searchsorted(drawn, coarse[inside]), len(drawn)),
        guard=np.ascontiguousarray(guard.T),
        skirt_source=source,
        skirt_share=skirt_share,
        skirt_hip=hip,
        skirt_guard=np.ascontiguousarray(skirt_guard.T),
        skirt_over=np.ascontiguousarray(skirt_over.T),
        reference=body,
    )


def joint_share(basis: Basis, *names: str) -> Floats:
    """How much of each vertex of the basis (19158,) the joints with these names, left or right, carry."""
    wanted = np.array([name.removeprefix("Left").removeprefix("Right") in names for name in basis.joint_names])
    return np.asarray((basis.skin_weight * wanted[basis.skin_joint]).sum(axis=1), np.float32)


def _drawn(basis: Basis, tights: slice) -> Ints:
    trunk = joint_share(basis, "Hips", "Spine", "Chest", "UpperChest", "Neck", "Shoulder", "UpperLeg", "UpperArm")
    ends = joint_share(basis, "LowerArm", "LowerLeg")
    return np.flatnonzero((trunk[tights] > 0.5) & (ends[tights] < 0.02))


def _arm_skin(basis: Basis) -> npt.NDArray[np.bool_]:
    hand = tuple(
        name.removeprefix("Left")
        for name in basis.joint_names
        if name.startswith("Left") and any(part in name for part in ("Hand", "Thumb", "Index", "Middle", "Ring", "Lit"))
    )
    return joint_share(basis, "UpperArm", "LowerArm", *hand) > 0.5
