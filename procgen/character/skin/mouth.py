"""Teeth, gums and tongue: two rows of teeth with relief on the basis' bands, the basis' tongue, and their texture.

The basis has each jaw's teeth as a smooth band of 16 by 3 quads. Here a finer grid lies on it, with columns at
the teeth's edges, raised and lowered so that each tooth stands out; it follows every jaw and opens with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.character.body.body import Body
from procgen.character.mesh.part import Slot, Template
from procgen.character.skin.layout import standard_body
from procgen.character.skin.noise import noise_in_space, smoothstep
from procgen.errors import InvalidFields
from procgen.runtime.ranges import number, range_violations, ranges_of

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

SLOT = Slot("mouth", "mouth", colour=(1.0, 1.0, 1.0), roughness=1.0)
"""Roughness is a factor on the texture's."""
WIDTH_PX, HEIGHT_PX = 512, 256
_WIDTHS_MM = {
    # From the middle outwards: incisors, canine, premolars, molars (usual crowns, e.g. Wheeler's Dental Anatomy).
    "upper": (8.5, 6.6, 7.6, 7.0, 6.8, 10.0, 9.0),
    "lower": (5.3, 5.8, 6.9, 7.0, 7.1, 11.0, 10.5),
}
_GUM_ROW, _EDGE_ROW = 0.84, 2.0
"""Rows of the basis' band: 0 at the gum's far edge, 2 at the cutting edge, 3 inside the mouth."""
_ROWS = (0.0, 0.6, 0.84, 1.4, 1.88, 2.06, 3.0)
_ACROSS = (-1.0, -0.45, 0.45)
"""Columns of a tooth, from one edge to the other; the next tooth begins at 1."""
_BANDS = {"upper": (0.0, 0.34), "lower": (0.34, 0.68), "tongue": (0.68, 1.0)}
"""Rows of the texture that each part takes."""


@dataclass(frozen=True, slots=True)
class MouthParameters:
    """Teeth and gums."""

    yellow: float = number(0, 1, "0 bleached to 1 stained teeth.", 0.25)
    melanin: float = number(0, 1, "The skin's: gums darken with it.", 0.3)


RANGES: Final = ranges_of(MouthParameters)


@dataclass(frozen=True, eq=False)
class MouthTextures:
    """(256, 512, 3) uint8 each, read-only: ``albedo`` sRGB; ``orm`` occlusion, roughness, metallic."""

    albedo: Bytes
    orm: Bytes


def _edges(jaw: str) -> npt.NDArray[np.float64]:
    """(15,) borders of the teeth as shares of the arch's length, from the right end to the left."""
    half = np.cumsum([0.0, *_WIDTHS_MM[jaw]])
    half /= half[-1]
    return np.asarray(0.5 + 0.5 * np.concatenate([-half[::-1], half[1:]]), np.float64)


def _band(body: Body, jaw: str) -> Ints:
    """(4, 17) vertices of a jaw's band: rows from the gum to the inside, columns from the character's right to left."""
    faces = body.basis.faces[body.basis.group_faces(f"helper-{jaw}-teeth")]
    neighbours: dict[int, set[int]] = {}
    for quad in faces.tolist():
        for a, b in zip(quad, quad[1:] + quad[:1], strict=True):
            neighbours.setdefault(a, set()).add(b)
            neighbours.setdefault(b, set()).add(a)
    corners = [vertex for vertex, around in neighbours.items() if len(around) == 2]
    vertices = body.vertices
    right = [vertex for vertex in corners if vertices[vertex, 0] < 0]
    # Of the two corners on the right, the gum's is the outer one.
    first = max(right, key=lambda vertex: abs(float(vertices[vertex, 0])))
    rows = []
    row = _walk(first, neighbours, corners, vertices)
    seen: set[int] = set()
    while True:
        rows.append(row)
        seen |= set(row)
        after = [next(iter(n), None) for n in ([v for v in neighbours[vertex] if v not in seen] for vertex in row)]
        if after[0] is None:
            break
        row = [vertex for vertex in after if vertex is not None]
    return np.array(rows)


def _walk(first: int, neighbours: Mapping[int, set[int]], corners: list[int], vertices: Floats) -> list[int]:
    """Along the border of the band from one corner to the next, on the side that leads to the front."""
    row = [first]
    step = max(neighbours[first], key=lambda vertex: float(vertices[vertex, 2]))
    while True:
        row.append(step)
        if step in corners:
            return row
        border = [v for v in neighbours[step] if v != row[-2] and len(neighbours[v]) < 4]
        step = border[0]


def _jaw(body: Body, jaw: str) -> tuple[Ints, Floats, Floats, Floats, npt.NDArray[np.int32]]:
    """Bound vertices (V, 4), weights (V, 4), lifts (V,), texture places (V, 2) and triangles of one jaw."""
    band = _band(body, jaw)
    middle = body.vertices[band[1]]
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(middle, axis=0), axis=1))])
    along /= along[-1]
    edges = _edges(jaw)
    columns = [(start + (end - start) * (a + 1) / 2, a) for start, end in pairwise(edges) for a in _ACROSS]
    columns.append((1.0, -1.0))
    bound, weight, lift, places = [], [], [], []
    low, high = _BANDS[jaw]
    for row in _ROWS:
        for s, across in columns:
            crown = 0.84 < row <= _EDGE_ROW + 0.1
            # Corners of the cutting edge are round.
            t = min(row - 0.13 * (across == -1.0) * (row > 1.8) * (row < 2.5), 3.0)
            column = int(np.clip(np.searchsorted(along, s, side="right") - 1, 0, 15))
            right = float((s - along[column]) / (along[column + 1] - along[column]))
            upper = min(int(t), 2)
            down = t - upper
            quad = band[upper : upper + 2, column : column + 2]
            bound.append(quad.ravel())
            weight.append([(1 - down) * (1 - right), (1 - down) * right, down * (1 - right), down * right])
            gum = 0.0005 if 0.3 < row < 0.8 else 0.0
            lift.append((-0.0011 if across == -1.0 else 0.0003) * crown + gum)
            places.append([s, low + (high - low) * t / 3.0])
    wide = len(columns)
    at = np.arange(len(_ROWS) * wide).reshape(len(_ROWS), wide)
    quads = np.stack([at[:-1, :-1], at[1:, :-1], at[1:, 1:], at[:-1, 1:]], axis=-1).reshape(-1, 4)
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    corner = body.vertices[np.array(bound)] * np.array(weight)[..., None]
    position = corner.sum(axis=1)
    normal = np.cross(
        position[triangles[:, 1]] - position[triangles[:, 0]], position[triangles[:, 2]] - position[triangles[:, 0]]
    )
    outward = (normal * body.normals[np.array(bound)[triangles[:, 0], 0]]).sum()
    if outward < 0:
        triangles = triangles[:, ::-1]
    return (
        np.array(bound), np.array(weight, np.float32), np.array(lift, np.float32), np.array(places, np.float32),
        triangles.astype(np.int32),
    )  # fmt: skip


def _tongue(body: Body) -> tuple[Ints, Floats, Floats, Floats, npt.NDArray[np.int32]]:
    """The basis' tongue, its UV islands laid on the lowest band of the texture."""
    basis = body.basis
    chosen = basis.group_faces("helper-tongue")
    faces, uv_faces = basis.faces[chosen], basis.face_uv[chosen]
    pairs, inverse = np.unique(np.stack([faces.ravel(), uv_faces.ravel()], axis=1), axis=0, return_inverse=True)
    quads = inverse.reshape(faces.shape)
    uv = basis.uv[pairs[:, 1]]
    low, high = uv.min(axis=0), uv.max(axis=0)
    square = (uv - low) / (high - low)
    top, bottom = _BANDS["tongue"]
    places = np.stack([square[:, 1], top + (bottom - top) * (0.03 + 0.94 * square[:, 0])], axis=1)
    bound = np.repeat(pairs[:, :1], 4, axis=1)
    weight = np.zeros((len(pairs), 4), np.float32)
    weight[:, 0] = 1.0
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]).astype(np.int32)
    return bound, weight, np.zeros(len(pairs), np.float32), places.astype(np.float32), triangles


@lru_cache(maxsize=1)
def mouth_template() -> Template:
    """Teeth, gums and tongue as one piece; its slot takes the textures of :func:`bake_mouth`."""
    body = standard_body()
    basis = body.basis
    parts = [_jaw(body, "upper"), _jaw(body, "lower"), _tongue(body)]
    first = np.cumsum([0, *(len(part[0]) for part in parts)])
    bound = np.concatenate([part[0] for part in parts]).astype(np.int32)
    return Template(
        name="mouth",
        triangles=np.concatenate([part[4] + start for part, start in zip(parts, first[:-1], strict=True)]).astype(
            np.int32
        ),
        uv=np.concatenate([part[3] for part in parts]),
        bind_vertex=bound,
        bind_weight=np.concatenate([part[1] for part in parts]),
        lift=np.concatenate([part[2] for part in parts]),
        offset=np.zeros((len(bound), 3), np.float32),
        scale_pair=None,
        scale_rest_m=1.0,
        # Each part moves with one bone alone: head or jaw.
        skin_joint=basis.skin_joint[bound[:, 0]].copy(),
        skin_weight=basis.skin_weight[bound[:, 0]].astype(np.float32),
        slots=(SLOT,),
        triangle_slot=np.zeros(sum(len(part[4]) for part in parts), np.uint8),
    )


def _over(colour: Floats, paint: tuple[float, float, float], share: Floats) -> None:
    colour += share[..., None] * (np.array(paint, np.float32) - colour)


@lru_cache(maxsize=16)
def bake_mouth(parameters: MouthParameters) -> MouthTextures:
    """Paint teeth, gums and tongue.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = range_violations(RANGES, parameters)
    if found:
        raise InvalidFields(found)
    colour = np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.float32)
    rough = np.full((HEIGHT_PX, WIDTH_PX), 0.22, np.float32)
    open_sky = np.ones((HEIGHT_PX, WIDTH_PX), np.float32)
    s = ((np.arange(WIDTH_PX) + 0.5) / WIDTH_PX).astype(np.float32)
    for jaw in ("upper", "lower"):
        low, high = (round(edge * HEIGHT_PX) for edge in _BANDS[jaw])
        t = (np.arange(high - low, dtype=np.float32) + 0.5) / (high - low) * 3.0
        _paint_jaw(jaw, s[None, :], t[:, None].astype(np.float32), parameters, colour[low:high], open_sky[low:high])
    top = round(_BANDS["tongue"][0] * HEIGHT_PX)
    u, v = np.meshgrid(s, np.linspace(0, 1, HEIGHT_PX - top, dtype=np.float32))
    flat = np.stack([u, v * 0.32, np.zeros_like(u)], axis=-1).reshape(-1, 3)
    buds = noise_in_space(flat, 0.012, "mouth/buds").reshape(u.shape)
    broad = noise_in_space(flat, 0.11, "mouth/tongue").reshape(u.shape)
    part = colour[top:]
    part[:] = (0.66, 0.34, 0.34)
    _over(part, (0.78, 0.56, 0.53), np.clip(0.35 + 0.5 * broad, 0, 1) * smoothstep(0.25, 0.5, np.minimum(v, 1 - v)))
    _over(part, (0.46, 0.16, 0.18), smoothstep(0.16, 0.03, np.abs(v - 0.5)) * 0.35)
    part *= (1 + 0.20 * buds)[..., None]
    rough[top:] = 0.32 + 0.1 * buds
    orm = np.stack([open_sky, rough, np.zeros_like(rough)], axis=-1)
    return MouthTextures(_bytes(colour), _bytes(orm))


def _paint_jaw(jaw: str, s: Floats, t: Floats, ask: MouthParameters, colour: Floats, open_sky: Floats) -> None:
    """One jaw on its band: ``s`` (1, W) along the arch, ``t`` (H, 1) rows; writes colour (H, W, 3) and occlusion."""
    edges = _edges(jaw)
    tooth = np.clip(np.searchsorted(edges, s[0], side="right") - 1, 0, 13)
    across = ((s[0] - edges[tooth]) / (edges[tooth + 1] - edges[tooth]) * 2 - 1).astype(np.float32)[None, :]
    scallop = _GUM_ROW + 0.24 * np.abs(across) ** 2.2
    points = (
        np.stack(np.broadcast_arrays(s * 0.11, t * 0.008, np.float32(0.0)), axis=-1).reshape(-1, 3).astype(np.float32)
    )
    cloud = noise_in_space(points, 0.004, f"mouth/{jaw}").reshape(t.shape[0], s.shape[1])
    enamel = np.array([0.90, 0.87, 0.80]) + ask.yellow * (np.array([0.78, 0.68, 0.46]) - [0.90, 0.87, 0.80])
    colour[:] = enamel
    # Teeth are warmer at the neck, and clear and bluish along the cutting edge.
    _over(colour, (0.80, 0.68, 0.48), 0.45 * smoothstep(0.7, 0.0, np.asarray(t - scallop, np.float32)))
    _over(colour, (0.76, 0.78, 0.80), 0.22 * smoothstep(1.78, 2.02, t) * (np.abs(across) < 2))
    back = 1 - 0.10 * (np.abs(tooth - 6.5) > 4.0)[None, :]
    colour *= ((1 + 0.05 * cloud) * back)[..., None]
    gap = smoothstep(0.80, 1.0, np.abs(across)) * smoothstep(-0.1, 0.2, np.asarray(t - scallop, np.float32))
    _over(colour, (0.36, 0.22, 0.17), 0.72 * gap)
    dark = 0.65 * ask.melanin
    gum = (0.74 - 0.30 * dark, 0.40 - 0.18 * dark, 0.40 - 0.14 * dark)
    at_gum = smoothstep(0.05, -0.05, np.asarray(t - scallop, np.float32))
    _over(colour, gum, at_gum)
    _over(colour, (gum[0] * 0.72, gum[1] * 0.55, gum[2] * 0.55), at_gum * smoothstep(0.45, 0.0, t))
    colour *= (1 + 0.10 * cloud * at_gum)[..., None]
    inside = smoothstep(2.5, 2.9, t) * np.ones_like(across)
    _over(colour, (gum[0] * 0.8, gum[1] * 0.7, gum[2] * 0.7), inside)
    open_sky *= 1 - 0.6 * gap
    # The mouth is a cave: far back little light comes in.
    cave = 0.72 - 0.50 * smoothstep(0.16, 0.45, np.abs(s - 0.5)) * np.ones_like(t)
    open_sky *= cave
    colour *= (0.62 + 0.42 * cave)[..., None]


def _bytes(values: Floats) -> Bytes:
    out = np.round(np.clip(values, 0.0, 1.0) * 255.0).astype(np.uint8)
    out.flags.writeable = False
    return out
