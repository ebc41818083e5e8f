"""A scan dyed: light of each colour is multiplied, so that shadows stay dark and nothing is torn apart."""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.texture.maps.srgb import to_linear, to_srgb
from procgen.texture.material import FloatArray

_BRIGHTER: Final = (0.5, 2.0)
"""How much darker or brighter a scan may become..."""
_TINTED: Final = (0.6, 1.67)
"""...and how far its colours may be tinted beside."""
_LEAST: Final = 0.004
_STEPS: Final = 4096
_KNEE: Final = np.float32(0.8)
_WEIGHTS: Final = np.array([0.2126, 0.7152, 0.0722])


def dye(own: FloatArray, wanted: FloatArray, freedom: float) -> FloatArray:
    """(3,) factors on linear light that bring one mean colour towards another.

    Args:
        own, wanted: (3,) linear, 0 to 1.
        freedom: 0 leaves it, 1 goes all the way, as far as is allowed.
    """
    own, wanted = np.maximum(own, _LEAST).astype(np.float64), np.maximum(wanted, _LEAST).astype(np.float64)
    brighter = float(np.clip((wanted @ _WEIGHTS) / (own @ _WEIGHTS), *_BRIGHTER))
    tint = np.clip(wanted / own / ((wanted @ _WEIGHTS) / (own @ _WEIGHTS)), *_TINTED)
    return np.asarray(np.power(brighter * tint, freedom), np.float32)


def dyed(albedo: FloatArray, own: FloatArray, wanted: FloatArray, freedom: float) -> FloatArray:
    """A picture with its mean colour brought towards another.

    Args:
        albedo: (rows, columns, 3) sRGB-encoded, 0 to 1.
        own: (3,) its mean, sRGB-encoded.
        wanted: (3,) sRGB-encoded.
        freedom: 0 leaves it as it is, 1 goes all the way, as far as is allowed.
    """
    if freedom == 0.0:
        return albedo
    factors = dye(to_linear(own), to_linear(wanted), freedom)
    out = np.empty_like(albedo)
    # By tables: the curves cost more than the looking up.
    steps = np.linspace(0.0, 1.0, _STEPS, dtype=np.float32)
    codes = np.clip(albedo * np.float32(_STEPS - 1) + np.float32(0.5), 0, _STEPS - 1).astype(np.int16)
    for channel in range(3):
        light = to_linear(steps) * factors[channel]
        if factors[channel] > 1.0:  # beyond the knee it is bent, not cut
            over = np.maximum(light - _KNEE, 0.0)
            light = np.where(light > _KNEE, _KNEE + over / (1.0 + over / (1.0 - _KNEE)), light)
        out[..., channel] = to_srgb(light.astype(np.float32))[codes[..., channel]]
    return out
