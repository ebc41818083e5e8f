"""Position-hashed random numbers: the value at a place depends on seed, stream and place alone.

The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3",
SC 2011), a counter-based generator: no state, so any tile can be made alone, in any order, in any process.
"""

from __future__ import annotations

import hashlib
import sys

import numpy as np
import numpy.typing as npt

UInt32Array = npt.NDArray[np.uint32]

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = 0x9E3779B9, 0xBB67AE85
_LOW, _HIGH = (0, 1) if sys.byteorder == "little" else (1, 0)
"""Halves of a word of 64 bits, as two of 32."""
_ROUNDS = 10


def philox4x32(
    c0: UInt32Array, c1: UInt32Array, c2: UInt32Array, c3: UInt32Array, key: tuple[int, int]
) -> tuple[UInt32Array, UInt32Array, UInt32Array, UInt32Array]:
    """Philox4x32-10 of many counters under one key.

    Args:
        c0, c1, c2, c3: the counter's words, shapes of one axis or more that broadcast together.
        key: two 32-bit words.

    Returns:
        Four arrays of random words, of the broadcast shape.
    """
    k0, k1 = key[0] & 0xFFFFFFFF, key[1] & 0xFFFFFFFF
    for _ in range(_ROUNDS):
        # Both halves of a product are seen where they lie, without a copy of either.
        p0 = np.multiply(c0, _M0, dtype=np.uint64, casting="unsafe", order="C").view(np.uint32)
        p1 = np.multiply(c2, _M1, dtype=np.uint64, casting="unsafe", order="C").view(np.uint32)
        c0, c1, c2, c3 = (
            p1[..., _HIGH::2] ^ c1 ^ np.uint32(k0),
            p1[..., _LOW::2],
            p0[..., _HIGH::2] ^ c3 ^ np.uint32(k1),
            p0[..., _LOW::2],
        )
        k0, k1 = (k0 + _W0) & 0xFFFFFFFF, (k1 + _W1) & 0xFFFFFFFF
    return c0, c1, c2, c3


def stream_id(name: str) -> int:
    """A 32-bit stream number for a purpose, such as ``"terrain/coarse"``."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "little")


def keyed(name: str) -> np.random.Generator:
    """Numbers drawn in sequence for whatever a name counts ("sound/rain/7/2").

    The key of Philox is a digest of it, so that neighbours in one number are not neighbours in chance.
    """
    digest = hashlib.sha256(name.encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "little")))


def gaussian_field(seed: int, stream: str, x: int, z: int, width: int, depth: int) -> npt.NDArray[np.float32]:
    """Independent standard normal numbers on a rectangle of the integer grid.

    Args:
        seed: 0 to 2^64 - 1.
        stream: what the numbers are for; different streams are independent.
        x: column of the western edge; the low 34 bits count, so within ±2^33 no two places share a number.
        z: row of the northern edge; the low 32 bits count.
        width: columns.
        depth: rows.

    Returns:
        (depth, width) float32. Any two calls agree where their rectangles overlap.
    """
    first, last = x >> 2, (x + width + 3) >> 2  # one counter serves four neighbours in a row
    columns = (np.arange(first, last, dtype=np.int64) & 0xFFFFFFFF).astype(np.uint32)[None, :]
    rows = (np.arange(z, z + depth, dtype=np.int64) & 0xFFFFFFFF).astype(np.uint32)[:, None]
    words = philox4x32(
        columns,
        rows,
        np.full((1, 1), stream_id(stream), np.uint32),
        np.zeros((1, 1), np.uint32),
        (seed & 0xFFFFFFFF, seed >> 32),
    )
    normal = np.empty((depth, columns.shape[1], 4), np.float32)
    for pair in (0, 2):
        # Box and Muller (1958); u is in (0, 1], so the logarithm is finite.
        u = (words[pair].astype(np.float64) + 1.0) * 2.0**-32
        angle = words[pair + 1].astype(np.float64) * (2.0 * np.pi * 2.0**-32)
        radius = np.sqrt(-2.0 * np.log(u))
        normal[..., pair] = radius * np.cos(angle)
        normal[..., pair + 1] = radius * np.sin(angle)
    flat = normal.reshape(depth, -1)
    return np.ascontiguousarray(flat[:, x - 4 * first : x - 4 * first + width])
