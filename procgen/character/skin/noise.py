"""Gradient noise in space, for patterns that know nothing of texture seams.

K. Perlin, "Improving Noise", SIGGRAPH 2002: quintic fade, twelve gradients; the permutation comes from a Philox stream.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.runtime.interrupt import checkpoint_here
from procgen.runtime.philox import stream_id

Floats = npt.NDArray[np.float32]

_CHUNK = 1 << 15
"""Points worked on at once, so that intermediate arrays stay in the cache."""
_GRADIENTS = np.array(
    [
        (x, y, z)
        for x, y, z in [
            (1, 1, 0), (-1, 1, 0), (1, -1, 0), (-1, -1, 0),
            (1, 0, 1), (-1, 0, 1), (1, 0, -1), (-1, 0, -1),
            (0, 1, 1), (0, -1, 1), (0, 1, -1), (0, -1, -1),
            (1, 1, 0), (-1, 1, 0), (0, -1, 1), (0, -1, -1),
        ]
    ],
    np.float32,
)  # fmt: skip


def chance_for(seed: int, stream: str) -> np.random.Generator:
    """Random numbers of one purpose for one person; any 64-bit seed."""
    return np.random.Generator(np.random.Philox(key=np.array([seed, stream_id(stream)], np.uint64)))


@lru_cache(maxsize=64)
def _permutation(stream: str) -> tuple[npt.NDArray[np.intp], Floats]:
    """(514,) the table that hashes are made by, and (3, 514) the gradients' components by the last step of a hash."""
    order = np.random.Generator(np.random.Philox(key=stream_id(stream))).permutation(256)
    table = np.concatenate([order, order, order[:2]]).astype(np.intp)
    return table, np.ascontiguousarray(_GRADIENTS[table & 15].T)


def noise_in_space(points: Floats, wavelength: float, stream: str) -> Floats:
    """One octave of gradient noise.

    Args:
        points: (N, 3), in the wavelength's unit.
        wavelength: side of the lattice's cells.
        stream: which noise; different names are independent.

    Returns:
        (N,) float32, mean 0, within about ±1.
    """
    checkpoint_here()
    table, gradients = _permutation(stream)
    out = np.empty(len(points), np.float32)
    for start in range(0, len(points), _CHUNK):
        part = slice(start, start + _CHUNK)
        # An irrational offset keeps the lattice's zeros off the body's plane of symmetry.
        place = np.ascontiguousarray(points[part].T) * np.float32(1.0 / wavelength) + np.float32(37.618)
        cell = np.floor(place)
        rest = (place - cell).astype(np.float32)
        cx, cy, cz = cell.astype(np.intp) & 255
        u, v, w = rest * rest * rest * (rest * (rest * 6.0 - 15.0) + 10.0)
        away = np.stack([rest, rest - 1])
        # A cell's corners share the steps of their hashes: two along x, four with y, eight with z.
        along_x = [table[cx + dx] + cy for dx in (0, 1)]
        along_y = [[table[hashed + dy] + cz for dy in (0, 1)] for hashed in along_x]

        def corner(
            dx: int,
            dy: int,
            dz: int,
            hashes: list[list[npt.NDArray[np.intp]]] = along_y,
            away: Floats = away,
        ) -> Floats:
            last = hashes[dx][dy] + dz if dz else hashes[dx][dy]
            slope = gradients[0].take(last)
            slope *= away[dx, 0]
            for axis, step in ((1, dy), (2, dz)):
                other = gradients[axis].take(last)
                other *= away[step, axis]
                slope += other
            return np.asarray(slope, np.float32)

        def edge(dy: int, dz: int, corner: Callable[[int, int, int], Floats] = corner, u: Floats = u) -> Floats:
            low = corner(0, dy, dz)
            return low + u * (corner(1, dy, dz) - low)

        near = edge(0, 0)
        near += v * (edge(1, 0) - near)
        far = edge(0, 1)
        far += v * (edge(1, 1) - far)
        out[part] = near + w * (far - near)
    return out


def noise_where(shown: Floats, points: Floats, wavelength: float, stream: str) -> Floats:
    """The same where ``shown`` (N,) is not 0, and 0 elsewhere."""
    here = np.flatnonzero(shown)
    if len(here) == len(points):
        return noise_in_space(points, wavelength, stream)
    out = np.zeros(len(points), np.float32)
    out[here] = noise_in_space(points[here], wavelength, stream)
    return out


def smoothstep(low: float, high: float, value: npt.NDArray[np.floating[Any]]) -> Floats:
    """0 below ``low``, 1 above ``high``, smooth between; ``low`` may be the greater."""
    t = np.clip((np.asarray(value, np.float32) - np.float32(low)) / np.float32(high - low), 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t), np.float32)
