"""Locked heights without a seam.

What was generated is lifted by a smooth field that equals the difference to the locked heights where they are locked
and nothing beyond :data:`LOCK_REACH_PX` pixels from the lock's rectangle. A membrane (harmonic) field would meet the
difference in value but not in slope, and the border would show as a crease; a thin plate (biharmonic) meets both.

The plate is solved from coarse to fine (Terzopoulos, "Multilevel computational processes for visual surface
reconstruction", CVGIP 24, 1983): each level starts from the interpolated coarser one and is smoothed by a fixed
number of Chebyshev steps (Golub and Varga, 1961), without inner products, so that every bit is the same whatever the
number of threads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.terrain.controls.shapes import BoolArray, FloatArray

LOCK_REACH_PX = 64
"""How far beyond the lock's rectangle the ground changes."""
_STEPS = 12
_COARSEST_STEPS = 80
_COARSEST_SIDE = 12
_LARGEST_EIGENVALUE = 64.0
"""Of the squared five-point Laplacian."""
_SMALLEST_SMOOTHED = 0.4
"""Smallest eigenvalue that a level must smooth itself: wavelengths of about eight of its pixels; longer waves come
from the coarser levels."""


def _laplacian(field: FloatArray, out: FloatArray) -> None:
    """Five-point Laplacian of the interior; the outermost rows and columns of ``out`` are left alone."""
    inner = out[1:-1, 1:-1]
    np.multiply(field[1:-1, 1:-1], np.float32(-4.0), out=inner)
    inner += field[:-2, 1:-1]
    inner += field[2:, 1:-1]
    inner += field[1:-1, :-2]
    inner += field[1:-1, 2:]


def _smooth(field: FloatArray, free: FloatArray, steps: int, smallest: float, checkpoint: Checkpoint) -> None:
    """Lower the bending energy of a plate, in place.

    Args:
        field: (rows, columns).
        free: 1 where the plate may move, 0 where it is held.
        steps: of the Chebyshev iteration.
        smallest: eigenvalues from here up are damped evenly.
        checkpoint: called at each step.
    """
    centre, half = 0.5 * (_LARGEST_EIGENVALUE + smallest), 0.5 * (_LARGEST_EIGENVALUE - smallest)
    ratio = centre / half
    rho = 1.0 / ratio
    bending, residual = np.zeros_like(field), np.zeros_like(field)
    step = np.zeros_like(field)
    for index in range(steps):
        checkpoint()
        _laplacian(field, bending)
        _laplacian(bending, residual)
        residual *= free
        if index == 0:
            np.multiply(residual, np.float32(-1.0 / centre), out=step)
        else:
            following = 1.0 / (2.0 * ratio - rho)
            step *= np.float32(following * rho)
            residual *= np.float32(-2.0 * following / half)
            step += residual
            rho = following
        field += step


def _halve(values: FloatArray, counts: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Means of the known values in blocks of 2 x 2, and how many there are."""

    def add(field: FloatArray) -> FloatArray:
        rows = field[0::2] + field[1::2]
        return np.asarray(rows[:, 0::2] + rows[:, 1::2], np.float32)

    count = add(counts)
    total = add(values * counts)
    return np.divide(total, count, out=np.zeros_like(total), where=count > 0.0), count


def _double_rows(field: FloatArray) -> FloatArray:
    padded = np.concatenate([field[:1], field, field[-1:]])
    out = np.empty((2 * field.shape[0], field.shape[1]), np.float32)
    near = np.float32(0.75) * field
    np.add(near, np.float32(0.25) * padded[:-2], out=out[0::2])
    np.add(near, np.float32(0.25) * padded[2:], out=out[1::2])
    return out


def _double(field: FloatArray) -> FloatArray:
    return np.ascontiguousarray(_double_rows(np.ascontiguousarray(_double_rows(field).T)).T)


def smooth_field(values: FloatArray, known: BoolArray, checkpoint: Checkpoint = go_on) -> FloatArray:
    """A smooth field through known values.

    Args:
        values: (rows, columns), 0 where not known.
        known: which of them hold. The two outermost rows and columns count as known to be 0.
        checkpoint: called every few ten milliseconds; raises to stop the work.

    Returns:
        (rows, columns): the values where known, bit for bit, a thin plate elsewhere.
    """
    rows, columns = values.shape
    levels = 0
    while min(rows, columns) >> (levels + 1) >= _COARSEST_SIDE:
        levels += 1
    unit = 1 << levels
    pad_rows, pad_columns = -rows % unit, -columns % unit
    held = known.copy()
    held[:2] = held[-2:] = True
    held[:, :2] = held[:, -2:] = True
    value = np.pad(values, ((0, pad_rows), (0, pad_columns))).astype(np.float32)
    count = np.pad(held, ((0, pad_rows), (0, pad_columns)), constant_values=True).astype(np.float32)
    pyramid = [(value, count)]
    for _ in range(levels):
        pyramid.append(_halve(*pyramid[-1]))
    field = np.zeros_like(pyramid[-1][0])
    for level, (value, count) in enumerate(reversed(pyramid)):
        if level:
            field = _double(field)
        fixed = count > 0.0
        np.copyto(field, value, where=fixed)
        free = (~fixed).astype(np.float32)
        if level:
            _smooth(field, free, _STEPS, _SMALLEST_SMOOTHED, checkpoint)
        else:
            _smooth(field, free, _COARSEST_STEPS, 1e-3, checkpoint)
    return np.ascontiguousarray(field[:rows, :columns])


@dataclass(frozen=True, slots=True)
class LockCorrection:
    """What keeps the locked heights, on the lock's rectangle and :data:`LOCK_REACH_PX` around it."""

    origin_x_px: int
    origin_z_px: int
    lift_m: FloatArray
    """(rows, columns) metres to add to the ground."""
    heights_m: FloatArray
    """Locked heights, 0 elsewhere."""
    locked: BoolArray

    def apply(self, heights: FloatArray, origin_x_px: int, origin_z_px: int, sea_level_m: float | None) -> None:
        """Fit a map to the locked heights, in place.

        Args:
            heights: (depth, width) metres.
            origin_x_px: western edge of the map.
            origin_z_px: northern edge.
            sea_level_m: the lift takes no ground from above to below this height; None where the sea floor is kept.
        """
        slices = []
        for origin, size, own_origin, own_size in (
            (origin_z_px, heights.shape[0], self.origin_z_px, self.lift_m.shape[0]),
            (origin_x_px, heights.shape[1], self.origin_x_px, self.lift_m.shape[1]),
        ):
            low, high = max(origin, own_origin), min(origin + size, own_origin + own_size)
            if low >= high:
                return
            slices.append((slice(low - origin, high - origin), slice(low - own_origin, high - own_origin)))
        here, own = (slices[0][0], slices[1][0]), (slices[0][1], slices[1][1])
        block = heights[here]
        lifted = block + self.lift_m[own]
        if sea_level_m is not None:
            np.maximum(lifted, np.minimum(block, np.float32(sea_level_m)), out=lifted)
        np.copyto(lifted, self.heights_m[own], where=self.locked[own])
        heights[here] = lifted
