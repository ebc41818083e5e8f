"""A scan dyed: channels are moved by as much as their means are to move, and pressed together where that would go
beyond black or white.

Grain stays as strong as it is to the eye, or gets weaker, never stronger. Factors on light would make that of what is
brightened up to four times as strong in power; curves from black to white would draw out what lies beyond the mean, so
that pale cloth dyed dark had pale specks, and dark cloth dyed pale black ones.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.texture.maps.srgb import LUMA, to_linear, to_srgb
from procgen.texture.material import FloatArray

Doubles = npt.NDArray[np.float64]

_BRIGHTER: Final = (0.5, 2.0)
"""How much darker or brighter a scan may become..."""
_TINTED: Final = (0.6, 1.67)
"""...and how far its colours may be tinted beside."""
_LEAST: Final = 0.004
_STEPS: Final = 4096
_NEAR: Final = 0.03
"""How near to black and to white a mean may come, sRGB-encoded."""
_WEIGHTS: Final = np.array(LUMA)


def dye(own: FloatArray, wanted: FloatArray, freedom: float, *, bounded: bool = True) -> FloatArray:
    """(3,) factors on linear light that bring one mean colour towards another.

    Args:
        own, wanted: (3,) linear, 0 to 1.
        freedom: 0 leaves it, 1 goes all the way, as far as is allowed.
        bounded: whether there are bounds to it.
    """
    own, wanted = np.maximum(own, _LEAST).astype(np.float64), np.maximum(wanted, _LEAST).astype(np.float64)
    if not bounded:
        return np.asarray(np.power(wanted / own, freedom), np.float32)
    brighter = float(np.clip((wanted @ _WEIGHTS) / (own @ _WEIGHTS), *_BRIGHTER))
    tint = np.clip(wanted / own / ((wanted @ _WEIGHTS) / (own @ _WEIGHTS)), *_TINTED)
    return np.asarray(np.power(brighter * tint, freedom), np.float32)


def dyed(
    albedo: FloatArray, own: FloatArray, wanted: FloatArray, freedom: float, *, bounded: bool = True
) -> FloatArray:
    """A picture with its mean colour brought towards another.

    Args:
        albedo: (rows, columns, 3) sRGB-encoded, 0 to 1.
        own: (3,) its mean, sRGB-encoded.
        wanted: (3,) sRGB-encoded.
        freedom: 0 leaves it as it is, 1 goes all the way, as far as is allowed.
        bounded: whether there are bounds to it.
    """
    if freedom == 0.0:
        return albedo
    light = to_linear(own)
    means = np.clip(own.astype(np.float64), _NEAR, 1.0 - _NEAR)
    wanted_means = np.clip(to_srgb(light * dye(light, to_linear(wanted), freedom, bounded=bounded)), _NEAR, 1.0 - _NEAR)
    out = np.empty_like(albedo)
    # By tables: the curves cost more than the looking up.
    steps = np.linspace(0.0, 1.0, _STEPS)
    codes = np.clip(albedo * np.float32(_STEPS - 1) + np.float32(0.5), 0, _STEPS - 1).astype(np.int16)
    for channel in range(3):
        curve = _through(steps, float(means[channel]), float(wanted_means[channel]))
        out[..., channel] = curve.astype(np.float32)[codes[..., channel]]
    return out


def _through(x: Doubles, mean: float, wanted: float) -> Doubles:
    """A rising curve within 0 to 1 that takes a mean to another, of slope 1 where there is room and less elsewhere.

    Beyond the mean it is a straight line where that ends within 0 to 1, else a rational quadratic piece (Gregory and
    Delbourgo, "Piecewise rational quadratic interpolation to monotonic data", 1982) to black or white, as steep there
    as a straight line to the mean.
    """

    def piece(share: Doubles, secant: float) -> Doubles:
        mixed = share * (1.0 - share)
        return np.asarray((secant * share**2 + mixed) / (secant + (1.0 - secant) * mixed))

    below, above = min(wanted / mean, 1.0), min((1.0 - wanted) / (1.0 - mean), 1.0)
    down, up = np.maximum((mean - x) / mean, 0.0), np.maximum((x - mean) / (1.0 - mean), 0.0)
    return wanted - below * mean * piece(down, below) + above * (1.0 - mean) * piece(up, above)
