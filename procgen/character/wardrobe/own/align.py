"""Garments that were modelled on another body, or with lowered arms: where they lie on the neutral body as a whole.

What lies on the neutral body as it should is left where it is. Arms count as lowered where that brings the garment
clearly nearer to the skin. Where much of it lies deep in the body, one scale and one shift are sought that bring it
out and keep it near: from the point between the feet, up or down, forth or back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.character.wardrobe.own.skin import Skin

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

_SAMPLES = 600
_DEEP_M, _OFF_M, _AWAY_M = 0.01, 0.02, 0.06
"""So deep in the body costs 1; farther off than the second, each of the third costs as much."""
_MOST_IN, _MOST_OFF = 64.0, 9.0
_DEEP_SHARE: Final = 0.02
"""With more of its vertices deep in the body a garment was not modelled on this one."""
_WELL: Final = 0.1
"""What costs less than this lies well."""
_NEARER: Final = 0.6
"""Another pose, or another size and place, is taken for at most this share of the cost."""
_RANGE = np.array([0.6, 0.4, 0.6, 0.6])
"""Scale and width (as logarithms), metres up and forth that cost 1 themselves."""
_STEPS: Final = (0.08, 0.06, 0.06, 0.03)
"""First steps of the search by these."""
_HALVINGS, _TRIES = 6, 240
"""How often steps are halved, and at how many places it looks at most."""


@dataclass(frozen=True, slots=True)
class Placing:
    """What was done to a garment as a whole.

    Attributes:
        lowered: it was modelled with lowered arms, in the rest pose.
        scale: its size over what it was, from the point between the feet.
        wide: its width over what it would be then.
        shift_m: (x, y, z) that it was moved by then.
    """

    lowered: bool = False
    scale: float = 1.0
    wide: float = 1.0
    shift_m: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def of(self, places: Floats) -> Floats:
        """Places (V, 3) as they lie then."""
        sizes = np.array([self.scale * self.wide, self.scale, self.scale])
        return np.asarray(places * sizes + np.array(self.shift_m), np.float32)


def placing(vertices: Floats, upright: Skin, lowered: Skin) -> Placing:
    """How a garment (V, 3) is best laid on the neutral body.

    Args:
        vertices: as they are in its file.
        upright: the neutral body in T-pose, as it is exported.
        lowered: the same in its rest pose.
    """
    rows = np.linspace(0, len(vertices) - 1, min(len(vertices), _SAMPLES)).astype(int)
    sample = vertices[rows].astype(np.float64)
    as_it_is = _cost(sample, upright)
    deep = float((upright.heights(sample)[0] < -_DEEP_M).mean())
    hanging = _cost(sample, lowered)
    is_nearer = as_it_is > _WELL and hanging < _NEARER * as_it_is
    if (deep <= _DEEP_SHARE and not is_nearer) or (is_nearer and hanging < _WELL):
        return Placing(is_nearer)
    both = {is_lowered: _moved(sample, skin) for is_lowered, skin in ((False, upright), (True, lowered))}
    is_lowered = both[True][0] < _NEARER * both[False][0]
    cost, values = both[is_lowered]
    start = hanging if is_lowered else as_it_is
    is_other = start > _WELL and cost < _NEARER * start
    return _of(values, lowered=is_lowered) if is_other else Placing(is_lowered)


def _of(values: Doubles, *, lowered: bool) -> Placing:
    """Logarithms of scale and width, and metres up and forth, as a placing."""
    scale, wide = np.exp(values[:2]).tolist()
    up, forth = values[2:].tolist()
    return Placing(lowered, scale, wide, (0.0, up, forth))


def _moved(sample: Doubles, skin: Skin) -> tuple[float, Doubles]:
    """The least cost of places (N, 3) over scale, width and shifts up, forth and back, and those, as :func:`_of`."""

    def laid(values: Doubles) -> float:
        return _cost(_of(values, lowered=False).of(sample.astype(np.float32)), skin)

    def cost(values: Doubles) -> float:
        return laid(values) + float(((values / _RANGE) ** 2).sum())

    # A search along the axes (Hooke and Jeeves, "Direct search solution of numerical and statistical problems", 1961,
    # without its pattern moves): what is sought needs no more than millimetres.
    at, least, tries, step = np.zeros(len(_STEPS)), cost(np.zeros(len(_STEPS))), 0, 1.0
    while step > 0.5**_HALVINGS and tries < _TRIES:
        began = least
        for way in np.concatenate([np.diag(_STEPS), -np.diag(_STEPS)]):
            there = at + step * way
            found, tries = cost(there), tries + 1
            if found < least:
                at, least = there, found
        if least == began:
            step /= 2.0
    return laid(at), at


def _cost(places: Floats | Doubles, skin: Skin) -> float:
    """How badly places (N, 3) lie on a skin: deep in it, or far off."""
    height = skin.heights(places.astype(np.float32))[0]
    inside = np.minimum((np.minimum(height, 0) / _DEEP_M) ** 2, _MOST_IN)
    off = np.minimum((np.maximum(height - _OFF_M, 0) / _AWAY_M) ** 2, _MOST_OFF)
    return float((inside + off).mean())
