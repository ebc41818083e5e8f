"""Scans to try things on."""

from __future__ import annotations

import numpy as np

from procgen.texture.classical.torus import blur
from procgen.texture.material import FloatArray
from procgen.texture.scan.packed import Pixels
from procgen.texture.scan.scan import Origin, Scan

ORIGIN = Origin("spots", "rock", "somebody", "CC0-1.0", "https://example.org", "0" * 64)


def spots(side: int = 512, seed: int = 0) -> Pixels:
    """Spots of all sizes on the torus, the same in all maps."""
    white = np.random.default_rng(seed).standard_normal((side, side)).astype(np.float32)
    field: FloatArray = sum((blur(white, sigma) * sigma for sigma in (1.0, 4.0, 16.0)), np.zeros_like(white))
    level = np.clip(0.5 + 0.15 * field / field.std(), 0.0, 1.0)
    codes = np.rint(level * 255.0).astype(np.uint8)
    slopes = np.stack([0.5 * (np.roll(field, -1, axis) - np.roll(field, 1, axis)) for axis in (1, 0)])
    return Pixels(np.stack([codes, codes // 2 + 60, 255 - codes], axis=-1), slopes, codes, np.zeros_like(codes))


def scan(side: int = 512, seed: int = 0, tiles: tuple[bool, bool] = (True, True)) -> Scan:
    """One of them."""
    return Scan(ORIGIN, spots(side, seed), tiles)
