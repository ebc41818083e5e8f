"""A scan at twice its pixels, with grain of its own where a magnified picture would be soft.

What is finer than a scan's pixels is taken to be like its finest octave, as most surfaces are alike at neighbouring
scales: that octave, laid twice each way, is twice as fine. It is as strong as the finest octave is beside the one below
it, and goes by how strong things are close around each place: a polished stone between rough joints stays polished, and
edges, which colours and relief have in common, stay sharper than what lies beside them.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.texture.classical.torus import blur, resize
from procgen.texture.material import FloatArray
from procgen.texture.scan.packed import Shorts

_AROUND_PX: Final = 1.5
"""Standard deviation of what "around" means, pixels of the scan: wider, grain strays from edges, and colours and relief
agree less than in scans of so many pixels."""
_STRONGER: Final = 4.0
"""How many times as strong as on average of the place that it is taken from."""
_LEAST: Final = 1e-6
_COLOURS: Final = 3


def _resized(stack: FloatArray, side: int) -> FloatArray:
    return np.stack([resize(stack[..., channel], side, side) for channel in range(stack.shape[2])], axis=-1)


def _octave(stack: FloatArray) -> FloatArray:
    """What half the pixels do not show."""
    side = len(stack)
    return stack - _resized(_resized(stack, side // 2), side)


def _strength(octave: FloatArray) -> FloatArray:
    """(rows, columns) how much colours vary around each place."""
    varies = np.abs(octave[..., :_COLOURS]).mean(axis=-1, dtype=np.float32)
    return np.maximum(blur(varies, _AROUND_PX), np.float32(_LEAST))


def finer(stack: Shorts) -> Shorts:
    """Twice the pixels a side.

    Args:
        stack: (side, side, maps) of even side, colours first; one factor holds for all maps at a place, so that they
            stay aligned.

    Returns:
        (2 * side, 2 * side, maps), which reduced by area is nearly the stack.
    """
    own = stack.astype(np.float32)
    side = len(own)
    larger = _resized(own, 2 * side)
    larger += _resized(own - _resized(larger, side), 2 * side)  # what a bicubic kernel takes off
    octave = _octave(own)
    below = _octave(_resized(own, side // 2))
    powers = [np.square(each).mean(axis=(0, 1), dtype=np.float64) for each in (octave, below)]
    falls = np.asarray(np.minimum(np.sqrt(powers[0] / np.maximum(powers[1], _LEAST)), 1.0), np.float32)
    strength = _strength(octave)
    around = np.clip(resize(strength, 2 * side, 2 * side) / np.tile(strength, (2, 2)), 0.0, _STRONGER)
    grain = np.tile(octave * falls, (2, 2, 1)) * around[..., None]
    # Where it is moved to must not change how much of it there is.
    meant = np.square(falls) * powers[0]
    shown = np.square(grain).mean(axis=(0, 1), dtype=np.float64)
    larger += np.asarray(grain * np.sqrt(meant / np.maximum(shown, _LEAST)).astype(np.float32), np.float32)
    return np.clip(np.rint(larger), -32767, 32767).astype(np.int16)
