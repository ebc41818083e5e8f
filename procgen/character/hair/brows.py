"""Eyebrows: slim strips on the brow ridge, in two layers, with hairs drawn on them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.hair.bind import template
from procgen.character.hair.design import EVERYWHERE
from procgen.character.hair.head import Head, Solid, standard_head
from procgen.character.hair.locks import Bound, Piece, Pile
from procgen.character.hair.palette import NATURAL
from procgen.character.hair.texture import BROW
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.kind import Kind, Value, number

Floats = npt.NDArray[np.float32]

_COLUMNS, _ROWS = 17, 5
_SLACK_M = 1e-6
_INNER_M, _OUTER_M = 0.0095, 0.0545
"""Where brows begin and end, from the middle of the face."""
_SHAPES: Mapping[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    # Height above the eyes at five places from the nose outwards, and half thickness there; millimetres.
    "straight": ((18.6, 19.8, 20.6, 20.4, 18.0), (4.4, 4.8, 4.4, 3.4, 1.5)),
    "arched": ((17.4, 19.8, 22.4, 23.0, 17.4), (3.4, 3.6, 3.2, 2.4, 1.0)),
    "angled": ((16.6, 19.2, 22.4, 24.0, 18.2), (4.2, 4.6, 4.4, 3.2, 1.2)),
    "rounded": ((17.6, 20.2, 21.8, 21.0, 15.6), (3.6, 4.0, 3.8, 2.9, 1.3)),
    "bushy": ((18.2, 19.8, 21.2, 21.2, 17.2), (6.0, 6.6, 6.2, 5.0, 2.4)),
}


def project(head: Head, places: Floats) -> tuple[npt.NDArray[np.int32], Floats]:
    """The foremost point of the face at (N, 2) places x, y: three corners (N, 4, the last unused) and their weights.

    Raises:
        ValueError: a place lies beside the face.
    """
    body = head.body
    quads = head.basis.faces[head.basis.body_faces]
    low, high = places.min(axis=0) - 0.02, places.max(axis=0) + 0.02
    points = body.vertices
    near = (points[:, 0] > low[0]) & (points[:, 0] < high[0]) & (points[:, 1] > low[1]) & (points[:, 1] < high[1])
    near &= (points[:, 2] > head.centre[2]) & (np.arange(len(points)) < BODY_VERTICES)
    quads = quads[near[quads].all(axis=1)]
    tri = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    corners = points[tri, :2].astype(np.float64)
    area = _cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.where(np.abs(area) < 1e-12, 1e-12, area)
    at = places.astype(np.float64)
    # Most triangles lie elsewhere.
    least, most = corners.min(axis=1) - _SLACK_M, corners.max(axis=1) + _SLACK_M
    x, y = at[:, :1], at[:, 1:]
    reached = (x > least[:, 0]) & (x < most[:, 0]) & (y > least[:, 1]) & (y < most[:, 1])
    place, number = np.nonzero(reached & (area > 0))
    a, b, c = corners[number].transpose(1, 0, 2)
    share = np.zeros((len(number), 3))
    share[:, 1], share[:, 2] = _cross(at[place] - a, c - a) / area[number], _cross(b - a, at[place] - a) / area[number]
    share[:, 0] = 1 - share[:, 1] - share[:, 2]
    inside = share.min(axis=1) > -1e-6
    place, number, share = place[inside], number[inside], share[inside]
    # Of each place's triangles the foremost comes first, then the first of them.
    depth = (share * points[tri[number], 2]).sum(axis=1)
    order = np.lexsort((number, -depth, place))
    found, first = np.unique(place[order], return_index=True)
    if len(found) < len(places):
        raise ValueError("a place lies beside the face")
    chosen = order[first]
    best = number[chosen]
    weight = np.zeros((len(places), 4), np.float32)
    weight[:, :3] = share[chosen]
    vertex = np.zeros((len(places), 4), np.int32)
    vertex[:, :3] = tri[best]
    vertex[:, 3] = vertex[:, 0]
    return vertex, weight


def _cross(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])


def _strip(head: Head, shape: str, side: float, thick: float, raised_m: float, lift_m: float, shrink: float) -> Piece:
    """One brow as a grid on the skin."""
    height, half = (np.array(row) / 1000 for row in _SHAPES[shape])
    eyes = head.centre[1] - 0.022
    share = np.linspace(0.02 * shrink, 1 - 0.02 * shrink, _COLUMNS)
    # A bow runs smoothly through the five places: a polynomial of fourth degree.
    knots = np.linspace(0, 1, 5)
    line = np.polyval(np.polyfit(knots, height, 4), share) + eyes + raised_m
    width = np.polyval(np.polyfit(knots, half, 4), share) * thick
    x = _INNER_M + (_OUTER_M - _INNER_M) * share
    across = np.linspace(1, -1, _ROWS)
    slope = np.gradient(line, x)
    leaning = np.hypot(1, slope)
    places = np.empty((_COLUMNS, _ROWS, 2), np.float32)
    places[..., 0] = side * (x[:, None] - slope[:, None] / leaning[:, None] * width[:, None] * across)
    places[..., 1] = line[:, None] + width[:, None] * across / leaning[:, None]
    vertex, weight = project(head, places.reshape(-1, 2))
    body = head.body
    uv = np.empty((_COLUMNS, _ROWS, 2), np.float32)
    uv[..., 0], uv[..., 1] = share[:, None], (1 - across) / 2
    lift = np.full(_COLUMNS * _ROWS, lift_m, np.float32)
    normal = (body.normals[vertex] * weight[..., None]).sum(axis=1)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    points = (body.vertices[vertex] * weight[..., None]).sum(axis=1) + normal * lift[:, None]
    column, row = np.meshgrid(np.arange(_COLUMNS - 1), np.arange(_ROWS - 1), indexing="ij")
    a = column * _ROWS + row
    b, c, d = a + 1, a + _ROWS + 1, a + _ROWS
    triangles = np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])
    if side < 0:
        triangles = triangles[:, ::-1]
    zero = np.zeros(len(points), np.float32)
    return Piece(
        points, uv.reshape(-1, 2), triangles, zero, zero.astype(np.int64), None, 0, Bound(vertex, weight, lift)
    )


def _build(shape: str, values: Mapping[str, Value], slots: tuple[Slot, ...], basis: Basis) -> Template:
    head = standard_head(basis)
    thick = 0.6 + 0.8 * float(values["thickness"])
    raised = 0.004 * (float(values["height"]) - 0.5)
    pile = Pile()
    for side in (1.0, -1.0):
        pile.add(_strip(head, shape, side, thick, raised, 0.0007, 0.0))
        pile.add(_strip(head, shape, side, thick * 0.82, raised, 0.0014, 1.0))
    bound = np.unique(np.concatenate([piece.bound.vertex for piece in pile.pieces if piece.bound is not None]))
    body = head.body
    solid = Solid(bound.astype(np.int64), body.vertices[bound], body.normals[bound], np.ones(len(bound), bool))
    return template(f"brows_{shape}", pile, head, slots, skin=solid)


def _kind(shape: str) -> Kind:
    def build(values: Mapping[str, Value], slots: tuple[Slot, ...], basis: Basis) -> Template:
        return _build(shape, values, slots, basis)

    material = Slot("brow", "brows", NATURAL["dark_brown"], BROW, 0.0, 0.7, double_sided=True, alpha="mask")
    options = {
        option.name: option
        for option in (
            number("thickness", "thin to thick", 0.5),
            number("height", "how high above the eyes", 0.5),
        )
    }
    label = f"{shape.capitalize()} eyebrows"
    return Kind(f"brows_{shape}", label, EVERYWHERE, 0, options, (material,), True, frozenset(), build)


KINDS = tuple(_kind(shape) for shape in _SHAPES)
