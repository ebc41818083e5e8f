"""Rivers as ribbons of triangles, cut at the border of a map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.terrain.representation import FloatArray
from procgen.terrain.rivers import Streams

Doubles = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_ACROSS: Final = 3
"""Vertices from bank to bank."""
_UNDER_BANK_PX: Final = 0.35
"""Ribbons reach so far under the banks."""
_RAPID_SLOPE: Final = (0.03, 0.35)
"""Where foam begins, and where a river is white."""
_BANK_FOAM: Final = 0.25


@dataclass(frozen=True, slots=True)
class Ribbons:
    """A mesh of running water; each array is (n, …) or (k, 3)."""

    columns: FloatArray
    """Pixels of the map."""
    rows: FloatArray
    level_m: FloatArray
    depth_m: FloatArray
    foam: FloatArray
    uv: FloatArray
    """(n, 2) from the left bank (0) to the right one (1); and downstream, whole numbers where curves meet."""
    flow_m_per_s: FloatArray
    """(n, 2) east and south."""
    fall: FloatArray
    """(n,) slope of the water, downstream."""
    triangles: npt.NDArray[np.uint32]
    """Anticlockwise seen from above."""


def ribbons(streams: Streams, first_column: int, first_row: int, columns: int, rows: int) -> Ribbons:
    """Ribbons on a map.

    Args:
        streams: rivers of the map and around it.
        first_column: of the map on the world's grid.
        first_row: likewise.
        columns: of the map.
        rows: likewise.

    Returns:
        What lies between the middles of the map's outermost pixels. Neighbours that share a border have the same
        vertices along it, bit for bit.
    """
    side = np.array([-1.0, 0.0, 1.0])
    half = (streams.half_width_px + _UNDER_BANK_PX)[..., None]
    # (m, points, 3) to the right of the flow; within a sharp bend no farther than to its middle, or it would fold over.
    across = np.minimum(half, streams.room_px[..., [0, 0, 1]]) * side
    x = streams.columns[..., None] - across * streams.heading[..., 1, None]
    z = streams.rows[..., None] + across * streams.heading[..., 0, None]
    middle = (side == 0.0).astype(np.float64)
    low, high = _RAPID_SLOPE
    white = np.clip((streams.slope - low) / (high - low), 0.0, 1.0)[..., None]
    foam = np.maximum(white, _BANK_FOAM * np.clip(white * 4.0, 0.0, 1.0) * (1.0 - middle))
    # A whole number of pieces of texture, each about as long as the river is wide, along every curve.
    length = np.hypot(np.diff(streams.columns, axis=1), np.diff(streams.rows, axis=1)).sum(axis=1)
    pieces = np.maximum(np.rint(length / (2.0 * streams.half_width_px.mean(axis=1))), 1.0)
    along = np.linspace(0.0, 1.0, x.shape[1])[None, :] * pieces[:, None]
    speed = streams.speed_m_per_s[..., None] * (0.4 + 0.6 * middle)
    shape = x.shape
    fields = [
        x,
        z,
        np.broadcast_to(streams.water_m[..., None], shape),
        streams.depth_m[..., None] * middle,
        foam,
        np.broadcast_to((side + 1.0) / 2.0, shape),
        np.broadcast_to(along[..., None], shape),
        speed * streams.heading[..., 0, None],
        speed * streams.heading[..., 1, None],
        np.broadcast_to(streams.slope[..., None], shape),
    ]
    vertices = np.stack([field.reshape(-1) for field in fields], axis=1)
    number = np.arange(x.size).reshape(shape)
    left, right = number[:, :-1, :-1], number[:, :-1, 1:]
    left_on, right_on = number[:, 1:, :-1], number[:, 1:, 1:]
    quads = np.stack([left, right, left_on, left_on, right, right_on], axis=-1)
    quads = quads.reshape(*left.shape, 2, 3)[streams.shown]
    box = (first_column, first_row, first_column + columns - 1, first_row + rows - 1)
    vertices, triangles = _clipped(vertices, quads.reshape(-1, 3), box)
    vertices[:, 0] -= first_column
    vertices[:, 1] -= first_row
    v = vertices.astype(np.float32)
    return Ribbons(v[:, 0], v[:, 1], v[:, 2], v[:, 3], v[:, 4], v[:, 5:7], v[:, 7:9], v[:, 9], triangles)


def _clipped(
    vertices: Doubles, triangles: IntArray, box: tuple[int, int, int, int]
) -> tuple[Doubles, npt.NDArray[np.uint32]]:
    """Triangles cut at a rectangle (Sutherland and Hodgman, "Reentrant polygon clipping", CACM 17, 1974), and the
    vertices in use.
    """
    for axis, bound, sign in ((0, box[0], 1.0), (1, box[1], 1.0), (0, box[2], -1.0), (1, box[3], -1.0)):
        vertices, triangles = _cut(vertices, triangles, axis, float(bound), sign)
    used, corner = np.unique(triangles, return_inverse=True)
    return vertices[used].copy(), corner.reshape(-1, 3).astype(np.uint32)


def _cut(vertices: Doubles, triangles: IntArray, axis: int, bound: float, sign: float) -> tuple[Doubles, IntArray]:
    """What lies on one side of a line."""
    inside = (vertices[:, axis] - bound) * sign >= 0.0
    corner_in = inside[triangles]
    count = corner_in.sum(axis=1)
    kept = [triangles[count == 3]]
    made: list[Doubles] = [vertices]
    total = len(vertices)

    def crossing(a: IntArray, b: IntArray) -> IntArray:
        """New vertices on the line between pairs of others; the same whichever of a pair comes first."""
        nonlocal total
        swap = vertices[a, axis] > vertices[b, axis]
        low, high = vertices[np.where(swap, b, a)], vertices[np.where(swap, a, b)]
        share = (bound - low[:, axis]) / (high[:, axis] - low[:, axis])
        new = low + (high - low) * share[:, None]
        new[:, axis] = bound
        made.append(new)
        first = total
        total += len(new)
        return np.arange(first, total)

    for turn in range(3):
        a, b, c = (triangles[:, (turn + k) % 3] for k in range(3))
        one = (count == 1) & corner_in[:, turn]
        kept.append(np.stack([a[one], crossing(a[one], b[one]), crossing(a[one], c[one])], axis=1))
        two = (count == 2) & ~corner_in[:, turn]
        to_b, to_c = crossing(a[two], b[two]), crossing(a[two], c[two])
        kept.append(np.stack([b[two], c[two], to_c], axis=1))
        kept.append(np.stack([b[two], to_c, to_b], axis=1))
    return np.concatenate(made), np.concatenate(kept)
