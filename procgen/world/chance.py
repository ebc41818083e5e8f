"""Chance in worlds: each part's own seed, and numbers that hang on seed, purpose and place alone."""

from __future__ import annotations

import hashlib
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.runtime.philox import gaussian_field, philox4x32, stream_id
from procgen.world.parameters import WorldParameters

Float64Array = npt.NDArray[np.float64]

_HEARD: Final = ("settlement", "people", "dialogue")
"""Parts that hang on the words of the description too: two sentences make two casts, with other names and jokes."""


_COMMON: Final = ("terrain", "materials")
"""Parts whose seeds the tiles of a region have in common: the land goes on, and the ground looks the same."""


def part_seed(parameters: WorldParameters, part: str) -> int:
    """The seed of one of :data:`procgen.world.parameters.PARTS`: its own where it has one, else from the world's, and
    for who lives there, how it is called and what is said from the description's words too. The tiles of a region have
    others, but for land and materials.
    """
    common = region_seed(parameters, part)
    if not parameters.region_tiles or part in _COMMON:
        return common
    named = f"procgen/world/tile/{common}/{parameters.region_tiles}/{parameters.column}/{parameters.row}"
    return int.from_bytes(hashlib.sha256(named.encode()).digest()[:8], "little")


def region_seed(parameters: WorldParameters, part: str) -> int:
    """What the seed of a part follows from in all tiles of a region: that of noise that goes on across their borders.
    A world alone has no other.
    """
    own = parameters.part_seeds.get(part)
    if own is not None:
        return own
    words = " ".join(parameters.text.casefold().split()) if part in _HEARD else ""
    named = f"procgen/world/{part}/{parameters.seed}" + (f"/{words}" if words else "")
    digest = hashlib.sha256(named.encode()).digest()
    return int.from_bytes(digest[:8], "little")


def uniforms(seed: int, purpose: str, count: int, row: int = 0) -> Float64Array:
    """Independent numbers in 0 to 1, 1 excluded.

    Args:
        seed: 0 to 2^64 - 1.
        purpose: what they are for; different purposes are independent.
        count: how many.
        row: for many draws of one purpose.

    Returns:
        (count,) float64; a longer draw begins with a shorter one.
    """
    columns = np.arange((count + 3) // 4, dtype=np.uint32)
    still = np.full(columns.shape, stream_id(purpose), np.uint32)
    rows = np.full(columns.shape, row & 0xFFFFFFFF, np.uint32)
    words = philox4x32(columns, rows, still, np.ones_like(columns), (seed & 0xFFFFFFFF, seed >> 32))
    flat = np.stack(words, axis=-1).reshape(-1)[:count]
    return flat.astype(np.float64) * 2.0**-32


def smooth_noise(seed: int, purpose: str, x: Float64Array, z: Float64Array) -> Float64Array:
    """Gaussian noise with one node a unit, eased between: about -1 to 1, any shape.

    Args:
        seed: 0 to 2^64 - 1.
        purpose: what it is for.
        x: places, in units of the distance between nodes.
        z: a shape that broadcasts with it.
    """
    x, z = np.broadcast_arrays(x, z)
    west, north = int(np.floor(x.min())), int(np.floor(z.min()))
    width, depth = int(np.floor(x.max())) - west + 2, int(np.floor(z.max())) - north + 2
    nodes = gaussian_field(seed, purpose, west, north, width, depth).astype(np.float64)
    column, row = np.floor(x).astype(np.int64), np.floor(z).astype(np.int64)
    across, down = x - column, z - row
    across, down = across * across * (3.0 - 2.0 * across), down * down * (3.0 - 2.0 * down)
    column, row = column - west, row - north
    top = nodes[row, column] * (1.0 - across) + nodes[row, column + 1] * across
    bottom = nodes[row + 1, column] * (1.0 - across) + nodes[row + 1, column + 1] * across
    result: Float64Array = 0.6 * (top * (1.0 - down) + bottom * down)
    return result
