"""Gradient noise in space, for patterns that know nothing of texture seams.

K. Perlin, "Improving Noise", SIGGRAPH 2002: quintic fade, twelve gradients; the permutation comes from a Philox stream.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

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
def _permutation(stream: str) -> npt.NDArray[np.int32]:
    order = np.random.Generator(np.random.Philox(key=stream_id(stream))).permutation(256).astype(np.int32)
    return np.concatenate([order, order, order[:2]])


def noise_in_space(points: Floats, wavelength: float, stream: str) -> Floats:
    """One octave of gradient noise.

    Args:
        points: (N, 3), in the wavelength's unit.
        wavelength: side of the lattice's cells.
        stream: which noise; different names are independent.

    Returns:
        (N,) float32, mean 0, within about ±1.
    """
    table = _permutation(stream)
    out = np.empty(len(points), np.float32)
    for start in range(0, len(points), _CHUNK):
        part = slice(start, start + _CHUNK)
        # An irrational offset keeps the lattice's zeros off the body's plane of symmetry.
        place = points[part] * np.float32(1.0 / wavelength) + np.float32(37.618)
        cell = np.floor(place)
        rest = (place - cell).astype(np.float32)
        x, y, z = (rest[:, axis] for axis in range(3))
        cx, cy, cz = (cell[:, axis].astype(np.int32) & 255 for axis in range(3))
        fade = rest * rest * rest * (rest * (rest * 6.0 - 15.0) + 10.0)
        u, v, w = (fade[:, axis] for axis in range(3))

        def corner(
            dx: int,
            dy: int,
            dz: int,
            at: tuple[npt.NDArray[np.int32], ...] = (cx, cy, cz),
            within: tuple[Floats, ...] = (x, y, z),
        ) -> Floats:
            hashed = table[table[table[at[0] + dx] + at[1] + dy] + at[2] + dz] & 15
            gradient = _GRADIENTS[hashed]
            slope = gradient[:, 0] * (within[0] - dx) + gradient[:, 1] * (within[1] - dy)
            return np.asarray(slope + gradient[:, 2] * (within[2] - dz), np.float32)

        def along_x(dy: int, dz: int, u: Floats = u) -> Floats:
            low = corner(0, dy, dz)
            return low + u * (corner(1, dy, dz) - low)

        near = along_x(0, 0)
        near += v * (along_x(1, 0) - near)
        far = along_x(0, 1)
        far += v * (along_x(1, 1) - far)
        out[part] = near + w * (far - near)
    return out


def smoothstep(low: float, high: float, value: npt.NDArray[np.floating[Any]]) -> Floats:
    """0 below ``low``, 1 above ``high``, smooth between; ``low`` may be the greater."""
    t = np.clip((np.asarray(value, np.float32) - np.float32(low)) / np.float32(high - low), 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t), np.float32)
