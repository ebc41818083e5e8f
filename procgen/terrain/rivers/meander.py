"""Bends of rivers: where along its meanders each river is, and how far these lead it from the middle of its belt.

A meander is a sine-generated curve: along the river its direction swings as ``omega sin(2 pi s / M)`` about that of the
valley (Langbein and Leopold, "River meanders: theory of minimum variance", USGS Professional Paper 422-H, 1966). With
the Jacobi-Anger expansion its first harmonics are, in the phase ``phi`` along the valley,

    aside = -(M / pi) J1(omega) cos(phi)        along = (M / 2 pi) J2(omega) sin(2 phi)        lambda = M J0(omega)

and its sinuosity is ``1 / J0(omega)``. The valley's wavelength ``lambda`` is eleven widths (Leopold and Wolman, "River
meanders", GSA Bulletin 71, 1960).

The phase must be known from a bounded neighbourhood, so no distance can be counted from a river's source. Every cell
has a phase by its place, which runs on at ``2 pi / lambda`` along the river; a cell's own is that of the sum of those
near it upstream and downstream, as phasors. Along a river this is narrow noise: regular bends that lose the beat after
two or three.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from procgen.runtime.philox import UInt32Array
from procgen.terrain.rivers.drainage import Doubles, IntArray

PHASE_CELLS: Final = 5
"""Cells upstream and downstream whose phases make up a cell's own."""
LARGEST_SHIFT_PX: Final = 16.0
"""Bends lead no farther from the middle of the belt, so that the reach of carving holds them."""
_WIDTHS: Final = 11.0
_WAVELENGTH_PX: Final = (12.0, 180.0)
_COHERENCE: Final = 0.5
"""Wavelengths over which phases count."""
_LARGEST_LOUDNESS: Final = 1.35
"""No bend swings more than this many times as far as is usual."""
_SWING, _LARGEST_SWING = 1.6, 1.7
_LEAST_GENTLE: Final = 0.25
_TIGHTEST: Final = 0.5
"""Bends lead at most so far, in radii of the belt's own curve, or they would cross one another."""


@dataclass(frozen=True, slots=True)
class Bends:
    """At the middle of the step that leaves each river cell; each array is (n,)."""

    phase: Doubles
    """0 to 2 pi; bends are widest at 0 and pi, and the river crosses over at half pi."""
    rate: Doubles
    """Phase a pixel down the valley."""
    aside_px: Doubles
    """Greatest distance from the middle of the belt."""
    along_px: Doubles
    """How far bends lean over their own ends, at most."""
    swing: Doubles
    """``omega``, radians."""


def _radius_px(steps: list[Doubles], length: Doubles, river: IntArray, onward: IntArray, main: IntArray) -> Doubles:
    """Radius of the middle line's sharpest curve at each river cell and its neighbours along the line, (n,) pixels."""
    step = np.zeros((2, len(onward)))
    step[:, river] = steps
    before = main[river]
    inner = (before >= 0) & (length[river] > 0.0)
    (ax, az), (bx, bz) = step[:, np.maximum(before, 0)], step[:, river]
    turn = np.abs(np.arctan2(ax * bz - az * bx, ax * bx + az * bz))
    before = np.maximum(before, 0)
    curved = np.zeros(len(onward))
    curved[river] = np.where(inner, 2.0 * turn / np.maximum(length[before] + length[river], 1e-9), 0.0)
    sharpest = np.maximum(curved[river], curved[onward[river]])
    sharpest = np.maximum(sharpest, np.where(inner, curved[before], 0.0))
    return np.asarray(1.0 / np.maximum(sharpest, 1e-3))


def shift_px(phase: Doubles, aside_px: Doubles, along_px: Doubles) -> tuple[Doubles, Doubles]:
    """Distances to the right of the valley's direction and along it, pixels; see the module."""
    return -aside_px * np.cos(phase), along_px * np.sin(2.0 * phase)


def bends(
    places: tuple[IntArray, IntArray],
    fixed: int,
    river: IntArray,
    onward: IntArray,
    main: IntArray,
    words: UInt32Array,
    width_px: Doubles,
    gentle: Doubles,
    wandering: float,
) -> Bends:
    """Where river cells are along their bends.

    Args:
        places: x and z of all cells' points, (cells,), in ``fixed``-ths of a pixel.
        fixed: steps of places in a pixel.
        river: (n,) flat indices of river cells.
        onward: (cells,) the cell that each river cell's line goes to; itself where the flow ends.
        main: (cells,) the river cell that brings most water to each cell, or -1.
        words: (cells,) random words of the cells.
        width_px: (n,) of the river.
        gentle: (n,) 1 on even ground to 0 on slopes, which leave no room for bends.
        wandering: 0 to 1.
    """
    count = len(onward)
    length = np.zeros(count)
    there = onward[river]
    steps = [(place[there] - place[river]) / float(fixed) for place in places]
    length[river] = np.hypot(*steps)
    wavelength = np.clip(_WIDTHS * width_px, *_WAVELENGTH_PX)
    rate = 2.0 * np.pi / wavelength
    own = (words & np.uint32(0xFFFF)).astype(np.float64) * (2.0 * np.pi / 65536.0)
    total = np.exp(1j * own[river])
    weights = np.ones(len(river))
    for way, sign in ((onward, -1.0), (main, 1.0)):
        at, gone = river, np.zeros(len(river))
        for step in range(1, PHASE_CELLS + 1):
            ahead = way[at]
            going = (ahead >= 0) & (ahead != at)
            ahead = np.where(going, ahead, at)
            gone = gone + np.where(going, length[at if sign < 0.0 else ahead], 0.0)
            at = ahead
            near = (1.0 - (step / (PHASE_CELLS + 1.0)) ** 2) ** 2
            weight = np.where(going, near * np.exp(-0.5 * (gone / (_COHERENCE * wavelength)) ** 2), 0.0)
            total += weight * np.exp(1j * (own[at] + sign * rate * gone))
            weights += weight**2
    loud = np.minimum(np.abs(total) / np.sqrt(weights), _LARGEST_LOUDNESS)
    usual = _SWING * np.sqrt(wandering) * (_LEAST_GENTLE + (1.0 - _LEAST_GENTLE) * gentle)
    swing = np.minimum(usual * loud, _LARGEST_SWING)
    zero, one = scipy.special.j0(swing), scipy.special.j1(swing)
    two = np.where(swing > 1e-3, 2.0 * one / np.maximum(swing, 1e-3) - zero, 0.0)
    bend = wavelength / zero  # along the river
    aside, along = bend / np.pi * one, bend / (2.0 * np.pi) * two
    room = np.minimum(LARGEST_SHIFT_PX, _TIGHTEST * _radius_px(steps, length, river, onward, main))
    held = np.minimum(1.0, room / np.maximum(aside, 1e-9))
    return Bends(np.angle(total) % (2.0 * np.pi), rate, aside * held, along * held, swing * held)


def unwrapped(start: Doubles, end: Doubles, expected: Doubles) -> Doubles:
    """How much the phase grows from ``start`` to ``end``: the amount nearest to what is expected."""
    off = end - start - expected
    return np.asarray(expected + off - 2.0 * np.pi * np.rint(off / (2.0 * np.pi)))


def eased(growth: Doubles, first: Doubles, last: Doubles, share: npt.ArrayLike) -> Doubles:
    """Phase beyond the start at shares of a curve: (m, k) cubic Hermite, so that the next curve goes on as this ends.

    Args:
        growth: (m,) over the whole curve.
        first: (m,) derivative by the share at its start.
        last: (m,) at its end.
        share: (k,) 0 to 1.
    """
    t = np.asarray(share, np.float64)[None, :]
    rising = t * t * (3.0 - 2.0 * t)
    start, end = t * (1.0 - t) ** 2, t * t * (t - 1.0)
    return np.asarray(growth[:, None] * rising + first[:, None] * start + last[:, None] * end)
