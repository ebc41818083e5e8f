"""Coarse cells in and around a base: its own means inside, and the generator's land around it lifted to meet them.

The coarse network is told of the base and goes on from it (:mod:`procgen.terrain.controls.guidance`). What is left of
the difference at the base's rim is carried outwards by normalised convolution (Knutsson and Westin, "Normalized and
differential convolution", CVPR 1993) with a sum of Gaussians: sharp at the rim, smoother the farther it is.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from procgen.terrain.base.land import BaseLand
from procgen.terrain.controls.geometry import ease
from procgen.terrain.lattice import Rectangle
from procgen.terrain.representation import FloatArray, weighed

REACH_CELLS = 24
"""How far beyond the base the land is lifted."""
_RIM_CELLS = 3
"""How much of the base's rim the lift is worked out from."""
_SPREADS = (1.0, 3.0, 8.0)
"""Standard deviations of the Gaussians, cells."""


def joined_cells(land: BaseLand, area: Rectangle, own: Callable[[Rectangle], FloatArray]) -> FloatArray:
    """The cells of an area.

    Args:
        land: the base.
        area: in coarse cells.
        own: the generator's cells of any area, metres; asked only where the area leaves the base.

    Returns:
        (rows, columns) metres.
    """
    inside = land.whole_cells()
    common = area.common(inside)
    if common == area:
        return land.cells(area)
    near = area.common(inside.padded(REACH_CELLS))
    if near.rows <= 0 or near.columns <= 0:
        return own(area)
    around = area.padded(REACH_CELLS)
    made = own(around)
    lift = _lift(land, inside, around, made)
    cells = made[area.within(around)] + lift
    if common.rows > 0 and common.columns > 0:
        cells[common.within(area)] = land.cells(common)
    return cells


def _lift(land: BaseLand, inside: Rectangle, around: Rectangle, made: FloatArray) -> FloatArray:
    """Metres to add to the generator's cells, of what lies ``REACH_CELLS`` within ``around``."""
    rim = np.zeros(made.shape, np.float32)
    common = around.common(inside)
    if common.rows > 0 and common.columns > 0:
        rim[common.within(around)] = 1.0
        core = around.common(inside.padded(-_RIM_CELLS))
        if core.rows > 0 and core.columns > 0:
            rim[core.within(around)] = 0.0
    missing = np.where(rim > 0.0, land.cells(around) - made, np.float32(0.0)).astype(np.float32)
    shape = (made.shape[0] - 2 * REACH_CELLS, made.shape[1] - 2 * REACH_CELLS)
    total, weight = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for spread in _SPREADS:
        total += _blurred(missing, spread)
        weight += _blurred(rim, spread)
    lift = np.divide(total, weight, out=np.zeros_like(total), where=weight > 0.0)
    near = around.padded(-REACH_CELLS)
    return np.asarray(lift * ease(1.0 - inside.distances(near) / REACH_CELLS), np.float32)


def _blurred(field: FloatArray, spread: float) -> FloatArray:
    """A Gaussian's mean of it; the outermost ``REACH_CELLS`` go."""
    offsets = range(-REACH_CELLS, REACH_CELLS + 1)
    taps = np.exp(-0.5 * (np.array(offsets, np.float64) / spread) ** 2)
    taps /= taps.sum()
    return weighed(field, taps).astype(np.float32)
