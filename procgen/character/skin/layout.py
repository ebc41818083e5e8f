"""Where each texel of the skin lies on the body: the UV layout drawn once for each size.

Texels up to ``PADDING_PX`` outside the islands belong to the nearest triangle, and their positions go on in its plane,
so that patterns made from positions need no bleeding afterwards and slopes are right up to the seams.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis, packaged_basis
from procgen.character.body.body import Body
from procgen.character.body.macro import Macro, macro_weights
from procgen.runtime.interrupt import checkpoint_here

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

SIZES_PX = (512, 1024, 2048)
PADDING_PX = 8
_LIMITED_PX = 64
"""Triangles whose boxes are larger are drawn one by one."""


@dataclass(frozen=True, eq=False)
class TexelMap:
    """The body's texels of one size, N of them, in rows from above.

    Attributes:
        size: side of the texture in pixels.
        index: (N,) place in the flattened picture.
        number: (size * size,) the opposite: each pixel's number here, -1 outside.
        inside: (N,) bool, false in the padding.
        seam_px: (N,) uint8, pixels to the island's border, counted up to ``PADDING_PX``; 0 in the padding.
        corner: (N, 3) int32 body vertices of the texel's triangle.
        weight: (N, 3) float32 their shares, within 0..1 in the padding too.
        position: (N, 3) float32 metres on the standard body.
        normal: (N, 3) float32 unit.
        step_m: (N,) float32 metres that a pixel spans, the mean of both directions.
        metric: (3, N) float32 what turns differences between pixels into slopes along tangent and bitangent.
    """

    size: int
    index: Ints
    number: Ints
    inside: npt.NDArray[np.bool_]
    seam_px: npt.NDArray[np.uint8]
    corner: Ints
    weight: Floats
    position: Floats
    normal: Floats
    step_m: Floats
    metric: Floats

    def interpolate(self, values: Floats) -> Floats:
        """What body vertices carry, (V,) or (V, C), at each texel."""
        result = values[self.corner[:, 0]].astype(np.float32) * self._share(0, values)
        for k in (1, 2):
            result += values[self.corner[:, k]] * self._share(k, values)
        return result

    def _share(self, k: int, values: Floats) -> Floats:
        share = self.weight[:, k]
        return share if values.ndim == 1 else share[:, None]

    def slopes(self, height_m: Floats, texels: Ints | None = None) -> Floats:
        """Slopes of a relief, along the tangent (growing u) and the bitangent (upwards in the picture).

        Args:
            height_m: (N,) metres.
            texels: which texels' slopes are wanted; None for all.

        Returns:
            (2, K) float32, rise over run.
        """
        grid = np.full((self.size + 2) ** 2, np.nan, np.float32)
        wide = self.size + 2
        row, column = np.divmod(self.index, self.size)
        at = (row + 1) * wide + column + 1
        grid[at] = height_m
        if texels is not None:
            at = at[texels]
        here = grid[at]

        def difference(step: int) -> Floats:
            after, before = grid[at + step], grid[at - step]
            after, before = np.where(np.isnan(after), here, after), np.where(np.isnan(before), here, before)
            return np.asarray((after - before) * 0.5, np.float32)

        along_u, along_v = difference(1), difference(wide)
        inverse_u, shear, inverse_v = self.metric if texels is None else self.metric[:, texels]
        tangent = along_u * inverse_u
        return np.stack([tangent, (tangent * shear - along_v) * inverse_v])


@lru_cache(maxsize=1)
def standard_body() -> Body:
    """The body that regions and patterns are laid out on: an average adult in the rest pose."""
    basis = packaged_basis()
    return Body.stand(basis, basis.evaluate(macro_weights(Macro(sex=0.5), basis)))


def triangles_of(basis: Basis) -> tuple[Ints, Ints]:
    """The body's (T, 3) vertices and UV places, each quad cut from its first corner to its third."""
    faces, places = basis.faces[basis.body_faces], basis.face_uv[basis.body_faces]
    cut = [[0, 1, 2], [0, 2, 3]]
    return (
        np.concatenate([faces[:, corners] for corners in cut]).astype(np.int32),
        np.concatenate([places[:, corners] for corners in cut]).astype(np.int32),
    )


def draw_triangles(places: Floats, size: int) -> Ints:
    """Which triangle covers each pixel's centre.

    Args:
        places: (T, 3, 2) corners in pixels, x right and y down.
        size: side of the picture.

    Returns:
        (size, size) int32, -1 where none does; the later triangle wins on an edge.
    """
    checkpoint_here()
    out = np.full((size, size), -1, np.int32)
    low = np.maximum(np.ceil(places.min(axis=1) - 0.5), 0).astype(np.int64)
    high = np.minimum(np.floor(places.max(axis=1) - 0.5), size - 1).astype(np.int64)
    extent = (high - low + 1).max(axis=1)
    side = 1
    while side < _LIMITED_PX * 2:
        chosen = np.flatnonzero((extent > side // 2) & (extent <= side))
        block = max(1, (1 << 20) // (side * side))
        for start in range(0, len(chosen), block):
            _draw_some(places, low, high, chosen[start : start + block], side, out)
        side *= 2
    for each in np.flatnonzero(extent > _LIMITED_PX):
        _draw_some(places, low, high, np.array([each]), int(extent[each]), out)
    return out


def _draw_some(
    places: Floats,
    low: npt.NDArray[np.int64],
    high: npt.NDArray[np.int64],
    chosen: npt.NDArray[np.int64],
    side: int,
    out: Ints,
) -> None:
    steps = np.arange(side)
    x = low[chosen, 0, None, None] + steps[None, None, :]
    y = low[chosen, 1, None, None] + steps[None, :, None]
    corner = places[chosen].astype(np.float64)[:, :, :, None, None]
    inside = (x <= high[chosen, 0, None, None]) & (y <= high[chosen, 1, None, None])
    doubled = _cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    sign = np.where(doubled >= 0, 1.0, -1.0)
    for k in range(3):
        start, end = corner[:, k], corner[:, (k + 1) % 3]
        edge = (end[:, 0] - start[:, 0]) * (y + 0.5 - start[:, 1]) - (end[:, 1] - start[:, 1]) * (x + 0.5 - start[:, 0])
        inside &= edge * sign >= -1e-9
    triangle, row, column = np.nonzero(inside)
    out[y[triangle, row, 0], x[triangle, 0, column]] = chosen[triangle]


def _cross(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]


def spread(labels: Ints, steps: int) -> tuple[Ints, Ints]:
    """Grow labels into the -1 around them, in turns of four and eight neighbours.

    Returns:
        The grown labels, and at which step each pixel was reached: 0 for those that had one.
    """
    checkpoint_here()
    # With a rim of -1, so that neighbours are steps in the flattened picture; few pixels change in each turn.
    wide = np.pad(labels, 1, constant_values=-1)
    grown = wide.ravel()
    reached = np.where(wide >= 0, 0, -1).astype(np.int32)
    rim = np.ones(wide.shape, np.bool_)
    rim[1:-1, 1:-1] = False
    across = wide.shape[1]
    first, last = across + 1, wide.size - across - 1
    around = [1, -1, across, -across, across + 1, across - 1, 1 - across, -1 - across]
    for step in range(1, steps + 1):
        known = grown >= 0
        full = known | rim.ravel()
        for away in around[: 4 if step % 2 else 8]:
            take = first + np.flatnonzero(~full[first:last] & known[first - away : last - away])
            grown[take] = grown[take - away]
            reached.ravel()[take] = step
            full[take] = True
    return wide[1:-1, 1:-1].copy(), reached[1:-1, 1:-1].copy()


@lru_cache(maxsize=len(SIZES_PX))
def texel_map(size: int) -> TexelMap:
    """The texels of the skin for textures of a side in pixels; drawn once, then kept."""
    body = standard_body()
    basis = body.basis
    corners, places = triangles_of(basis)
    pixels = basis.uv[places] * np.float32(size)
    pixels[..., 1] = size - pixels[..., 1]
    labels = draw_triangles(pixels, size)
    grown, reached = spread(labels, PADDING_PX)
    # Seen from outside in: how far inside pixels are from the nearest pixel without a triangle.
    outside = np.where(labels < 0, 0, -1).astype(np.int32)
    _, depth = spread(outside, PADDING_PX)
    index = np.flatnonzero(grown >= 0).astype(np.int32)
    triangle = grown.ravel()[index]
    number = np.full(size * size, -1, np.int32)
    number[index] = np.arange(len(index), dtype=np.int32)
    inside = reached.ravel()[index] == 0
    seam = depth.ravel()[index]
    seam_px = np.where(inside, np.where(seam < 0, PADDING_PX, seam), 0).astype(np.uint8)

    checkpoint_here()
    vertices = body.vertices[:BODY_VERTICES]
    corner = corners[triangle]
    one, two, three = (pixels[triangle, k].astype(np.float64) for k in range(3))
    centre = np.stack([index % size + 0.5, index // size + 0.5], axis=1)
    checkpoint_here()
    doubled = _cross(two - one, three - one)
    doubled = np.where(np.abs(doubled) < 1e-9, 1e-9, doubled)
    second = _cross(centre - one, three - one) / doubled
    third = _cross(two - one, centre - one) / doubled
    checkpoint_here()
    raw = np.stack([1.0 - second - third, second, third], axis=1)
    weight = np.clip(raw, 0.0, 1.0)
    weight /= weight.sum(axis=1, keepdims=True)
    position, normal = np.zeros((len(index), 3)), np.zeros((len(index), 3), np.float32)
    for k in range(3):
        checkpoint_here()
        position += vertices[corner[:, k]] * raw[:, k, None]
        normal += body.normals[corner[:, k]] * weight[:, k, None].astype(np.float32)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
    metric, step_m = _metric(vertices, corners, pixels)
    return TexelMap(
        size,
        index,
        number,
        inside,
        seam_px,
        corner,
        weight.astype(np.float32),
        position.astype(np.float32),
        normal.astype(np.float32),
        step_m[triangle],
        metric[:, triangle],
    )


def _metric(vertices: Floats, corners: Ints, pixels: Floats) -> tuple[Floats, Floats]:
    """Of each triangle, from the derivatives of its position along u (right) and v (down), metres a pixel.

    With unit tangent T along dP/du and unit bitangent B, upwards, at a right angle in the triangle's plane, dP/du = p T
    and dP/dv = a T - b B: the slopes of a relief h follow from h_u = p s_T and h_v = a s_T - b s_B.

    Returns:
        (3, T): 1/p, a and 1/b; and (T,) the square root of the area that a pixel covers.
    """
    edges = (vertices[corners[:, 1:]] - vertices[corners[:, :1]]).astype(np.float64)  # (T, 2, 3)
    plane = (pixels[:, 1:] - pixels[:, :1]).astype(np.float64)  # (T, 2, 2)
    determinant = plane[:, 0, 0] * plane[:, 1, 1] - plane[:, 0, 1] * plane[:, 1, 0]
    determinant = np.where(np.abs(determinant) < 1e-9, 1e-9, determinant)[:, None]
    along_u = (edges[:, 0] * plane[:, 1, 1, None] - edges[:, 1] * plane[:, 0, 1, None]) / determinant
    along_v = (edges[:, 1] * plane[:, 0, 0, None] - edges[:, 0] * plane[:, 1, 0, None]) / determinant
    p = np.maximum(np.linalg.norm(along_u, axis=1), 1e-7)
    tangent = along_u / p[:, None]
    shear = (along_v * tangent).sum(axis=1)
    b = np.maximum(np.linalg.norm(along_v - shear[:, None] * tangent, axis=1), 1e-7)
    return np.stack([1.0 / p, shear, 1.0 / b]).astype(np.float32), np.sqrt(p * b).astype(np.float32)
