"""Eyelashes: the basis's own lash meshes, unrolled so that single lashes can be drawn on them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.hair.bind import follow_skin, scale_pair
from procgen.character.hair.design import EVERYWHERE
from procgen.character.hair.head import Head, standard_head
from procgen.character.hair.locks import Bound
from procgen.character.hair.texture import LASH
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.kind import Kind, Value, number

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

GROUPS = {
    "upper": ("helper-l-eyelashes-2", "helper-r-eyelashes-2"),
    "lower": ("helper-l-eyelashes-1", "helper-r-eyelashes-1"),
}
"""Groups of the basis. Where the template is worn, exporters leave these surfaces out."""
_LID_ROW = 1
"""The first row of the meshes lies behind the lid's edge."""


def unrolled(basis: Basis, group: str, inner: Floats, points: Floats) -> Ints:
    """Vertices of a lash mesh as a grid (rows, columns), the first row on the eyeball's side.

    Args:
        basis: the mesh.
        group: name of a group that is a topological grid.
        inner: (3,) middle of the eyeball.
        points: (V, 3) vertices of a body.

    Raises:
        ValueError: the group is no grid.
    """
    quads = basis.faces[basis.group_faces(group)]
    uses: dict[tuple[int, int], list[int]] = {}
    for number_, quad in enumerate(quads.tolist()):
        for corner in range(4):
            a, b = quad[corner], quad[corner - 1]
            uses.setdefault((min(a, b), max(a, b)), []).append(number_)
    rim: dict[int, list[int]] = {}
    for (a, b), faces in uses.items():
        if len(faces) == 1:
            rim.setdefault(a, []).append(b)
            rim.setdefault(b, []).append(a)
    counts = np.bincount(quads.ravel())
    corners = [vertex for vertex in rim if counts[vertex] == 1]
    if len(corners) != 4:
        raise ValueError(f"{group} has {len(corners)} corners; a grid has four")
    sides = []
    for start in corners:
        for step in rim[start]:
            side = [start, step]
            while side[-1] not in corners:
                side.append(next(vertex for vertex in rim[side[-1]] if vertex != side[-2]))
            sides.append(side)
    longest = max(len(side) for side in sides)
    row = min(
        (side for side in sides if len(side) == longest),
        key=lambda side: np.linalg.norm(points[side] - inner, axis=1).sum(),
    )
    rows, passed = [row], set[int]()
    while True:
        following: list[int] = []
        for first, second in pairwise(row):
            face = [number_ for number_ in uses[min(first, second), max(first, second)] if number_ not in passed]
            if not face:
                break
            quad = quads[face[0]].tolist()
            passed.add(face[0])
            at = quad.index(first)
            ahead = quad[(at + 1) % 4] == second
            beyond_first = quad[(at - 1) % 4] if ahead else quad[(at + 1) % 4]
            beyond_second = quad[(at + 2) % 4]
            following += [beyond_first, beyond_second] if not following else [beyond_second]
        if len(following) != len(row):
            break
        rows.append(following)
        row = following
    if sum(len(line) for line in rows) != len(np.unique(quads)):
        raise ValueError(f"{group} is no grid")
    return np.array(rows, np.int64)


def build(values: Mapping[str, Value], slots: tuple[Slot, ...], basis: Basis) -> Template:
    """Lashes of both eyes; "length" stretches them from the lid's edge, "lower" shows the lower ones."""
    head = standard_head(basis)
    stretch = 0.55 + 0.9 * float(values["length"])
    groups = [*GROUPS["upper"], *(GROUPS["lower"] if float(values["lower"]) > 0.05 else ())]
    vertices, uvs, offsets, triangles, start = [], [], [], [], 0
    for group in groups:
        eye = head.joint("LeftEye" if "-l-" in group else "RightEye")
        own = stretch if group in GROUPS["upper"] else stretch * (0.35 + 0.65 * float(values["lower"]))
        vertex, uv, offset, triangle = _lid(head, group, eye, own)
        vertices.append(vertex)
        uvs.append(uv)
        offsets.append(offset)
        triangles.append(triangle + start)
        start += len(vertex)
    vertex = np.concatenate(vertices)
    bind = np.tile(vertex[:, None], 4).astype(np.int32)
    weight = np.tile(np.array([1, 0, 0, 0], np.float32), (len(vertex), 1))
    lift = np.zeros(len(vertex), np.float32)
    joint, skin_weight = follow_skin(basis, Bound(bind, weight, lift))
    pair = scale_pair(head)
    rest = head.body.vertices
    return Template(
        name="lashes",
        triangles=np.concatenate(triangles).astype(np.int32),
        uv=np.concatenate(uvs).astype(np.float32),
        bind_vertex=bind,
        bind_weight=weight,
        lift=lift,
        offset=np.concatenate(offsets).astype(np.float32),
        scale_pair=pair,
        scale_rest_m=float(np.linalg.norm(rest[pair[0]] - rest[pair[1]])),
        skin_joint=joint,
        skin_weight=skin_weight,
        slots=slots,
        triangle_slot=np.zeros(sum(len(part) for part in triangles), np.uint8),
    )


def _lid(head: Head, group: str, eye: Floats, stretch: float) -> tuple[Ints, Floats, Floats, Ints]:
    """One lid's lashes: vertices, texture coordinates, offsets and triangles."""
    points = head.body.vertices
    grid = unrolled(head.basis, group, eye, points)[_LID_ROW:]
    rows, columns = grid.shape
    offset = (points[grid] - points[grid[0]]) * np.float32(stretch - 1)
    uv = np.empty((rows, columns, 2), np.float32)
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points[grid[-1]], axis=0), axis=1))])
    uv[..., 0] = along / 0.030  # one tile of lashes is 30 mm wide
    uv[..., 1] = np.linspace(0.02, 0.98, rows)[:, None]
    row, column = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    a = row * columns + column
    b, c, d = a + 1, a + columns + 1, a + columns
    triangle = np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])
    return grid.reshape(-1), uv.reshape(-1, 2), offset.reshape(-1, 3).astype(np.float32), triangle


KINDS = (
    Kind(
        name="lashes",
        label="Eyelashes",
        settings=EVERYWHERE,
        layer=0,
        options={
            "length": number("length", "short to long", 0.5),
            "lower": number("lower", "how long the lower lashes are; 0 is none", 0.5),
        },
        slots=(Slot("lash", "lashes", (0.07, 0.055, 0.05), LASH, 0.0, 0.7, double_sided=True, alpha="mask"),),
        child_safe=True,
        covers=frozenset(),
        build=build,
    ),
)
