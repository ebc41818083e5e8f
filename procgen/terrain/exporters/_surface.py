"""A height map with fewer vertices, and how far its surface lies from the full one.

Quads are split from north-east to south-west everywhere, as in our meshes, Godot's HeightMapShape3D and Jolt: a
coarser grid whose step divides the finer one's has its diagonals on the finer one's, so that the difference of the two
surfaces is greatest at a vertex of the finer grid, and the figures here are exact bounds.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.terrain.representation import FloatArray

Places = npt.NDArray[np.intp]

_BAND_ROWS = 128


def kept(side_px: int, step_px: int) -> Places:
    """Each ``step_px``-th place from 0 on, and the last one whether it is one of them or not."""
    places = np.arange(0, side_px - 1, step_px)
    return np.append(places, side_px - 1)


def _cells(side_px: int, places: Places) -> tuple[Places, FloatArray]:
    """For each pixel of a side the number of the gap between kept places that it lies in, and how far: 0 to 1."""
    pixels = np.arange(side_px)
    cell = np.minimum(np.searchsorted(places, pixels, side="right") - 1, len(places) - 2)
    share = (pixels - places[cell]) / (places[cell + 1] - places[cell])
    return cell, share.astype(np.float32)


def error_m(heights: FloatArray, rows: Places, columns: Places, checkpoint: Checkpoint = go_on) -> float:
    """Greatest vertical distance between the full surface and that of the kept vertices alone.

    Args:
        heights: (depth, width) metres.
        rows: places that are kept, the first and the last among them.
        columns: likewise.
        checkpoint: called often.

    Returns:
        Metres, over all pixels of the map.
    """
    depth, width = heights.shape
    coarse = heights[np.ix_(rows, columns)]
    east, right = _cells(width, columns)
    south, down = _cells(depth, rows)
    worst = 0.0
    for top in range(0, depth, _BAND_ROWS):
        checkpoint()
        band = slice(top, min(top + _BAND_ROWS, depth))
        upper, lower = coarse[south[band]], coarse[south[band] + 1]
        north_west, north_east = upper[:, east], upper[:, east + 1]
        south_west, south_east = lower[:, east], lower[:, east + 1]
        v, u = down[band, None], right[None, :]
        north_side = north_west + u * (north_east - north_west) + v * (south_west - north_west)
        south_side = south_east + (1 - u) * (south_west - south_east) + (1 - v) * (north_east - south_east)
        surface = np.where(u + v <= 1, north_side, south_side)
        worst = max(worst, float(np.abs(surface - heights[band]).max()))
    return worst


def borders(heights: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """The northern, southern, western and eastern edge, from west to east and from north to south."""
    return heights[0], heights[-1], heights[:, 0], heights[:, -1]


def edge_at(edge: FloatArray, places: Places) -> npt.NDArray[np.float64]:
    """Height of an edge at every pixel when only some of its vertices are kept: (side,) metres."""
    return np.interp(np.arange(len(edge)), places, edge[places].astype(np.float64))
