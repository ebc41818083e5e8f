"""How a height map is split into a plan, a coarse field and a detail residual.

Three grids, each eight times finer than the one above it: *plan cells* of 64 pixels, *coarse cells* of 8 pixels,
pixels. A cell is the mean of what lies in it. Networks work in *frame units*:
``x = (height_m - mean_m) / scale_m`` with ``scale_m`` a quarter of the relief, so that x has a standard deviation near
one whatever the place.

The plan says, for each of its cells, how high it is and how rough: the logarithm of the root mean square of what the
coarse cells add to the plan's interpolation. The coarse network makes that addition in units of the roughness, so that
plains and crags ask for the same relative precision. What the detail network adds to the coarse cells is in
:mod:`procgen.terrain.detail`.

Everything here is local and translation-equivariant in whole cells, so that a tile made alone can equal the same
tile inside a larger map.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

CELL = 8
"""Pixels along one side of a coarse cell."""
PLAN_CELL = 8
"""Coarse cells along one side of a plan cell."""
WINDOW = 256
"""Pixels along one side of the windows that the coarse network was trained on."""
RELIEF_PER_SCALE = 4.0
"""Relief (1st to 99th percentile) divided by the frame's scale; 4 puts the standard deviation near one."""


def cubic_kernel(distance: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Cubic convolution kernel with a = -1/2 (Keys, 1981, eq. 15).

    Args:
        distance: any shape, in samples.

    Returns:
        The weight at each distance, same shape.
    """
    d = np.abs(distance)
    near = (1.5 * d - 2.5) * d * d + 1.0
    far = ((-0.5 * d + 2.5) * d - 4.0) * d + 2.0
    return np.where(d < 1.0, near, np.where(d < 2.0, far, 0.0))


@lru_cache(maxsize=16)
def _taps(factor: int) -> tuple[tuple[tuple[int, np.float32], ...], ...]:
    """For each output sample of a cell the taps that count, and their weights."""
    phases = []
    for phase in range(factor):
        # Sample centres: output pixel `phase` of a cell lies at (phase + 1/2)/factor - 1/2 cells from its centre.
        offset = (phase + 0.5) / factor - 0.5
        weights = cubic_kernel(np.arange(-2.0, 3.0) - offset).astype(np.float32)
        phases.append(tuple((tap, weight) for tap, weight in enumerate(weights) if weight))
    return tuple(phases)


def _upsample_axis0(field: FloatArray, factor: int) -> FloatArray:
    rows = field.shape[0] - 4
    out = np.empty((rows, factor, field.shape[1]), np.float32)
    for phase, taps in enumerate(_taps(factor)):
        (first, weight), *others = taps
        total = weight * field[first : first + rows]
        for tap, weight in others:
            total += weight * field[tap : tap + rows]
        out[:, phase] = total
    return out.reshape(rows * factor, field.shape[1])


def upsample(field: FloatArray, factor: int) -> FloatArray:
    """Cubic interpolation of cell centres to pixels.

    Args:
        field: (h + 4, w + 4) cells: two cells of margin on each side.
        factor: pixels a cell, a positive whole number.

    Returns:
        (h * factor, w * factor) float32.
    """
    by_rows = _upsample_axis0(np.ascontiguousarray(field, np.float32), factor)
    return np.ascontiguousarray(_upsample_axis0(np.ascontiguousarray(by_rows.T), factor).T)


def weighed(field: npt.NDArray[np.floating], taps: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Weighted sum over each place's square of neighbours, the same weights down as across, at the weights' precision.

    Args:
        field: (h + n - 1, w + n - 1).
        taps: (n,).

    Returns:
        (h, w).
    """
    rows, columns = (side - len(taps) + 1 for side in field.shape)
    tall = np.zeros((rows, field.shape[1]), taps.dtype)
    for first, tap in enumerate(taps):
        tall += tap * field[first : first + rows]
    wide = np.zeros((rows, columns), taps.dtype)
    for first, tap in enumerate(taps):
        wide += tap * tall[:, first : first + columns]
    return wide


def cell_means(heights: FloatArray, cell: int = CELL) -> FloatArray:
    """Mean of each cell.

    Args:
        heights: (h, w), both whole multiples of ``cell``.

    Returns:
        (h / cell, w / cell) float32.
    """
    h, w = heights.shape
    blocks = heights.reshape(h // cell, cell, w // cell, cell)
    return np.asarray(blocks.mean(axis=(1, 3), dtype=np.float64), np.float32)


PLAN_CHANNELS = 2
"""What the plan says of a cell: its height and the logarithm of its roughness, both in frame units."""
PLAN_NOISE = 4
"""Random numbers that each plan cell is made from."""
ROUGHNESS_FLOOR = 0.01
"""Smallest roughness of a plan cell, in frame units."""


def _continued(plan: FloatArray) -> FloatArray:
    """The plan with one more cell on each side, continued in a straight line."""
    tall = np.concatenate([2.0 * plan[:1] - plan[1:2], plan, 2.0 * plan[-1:] - plan[-2:-1]])
    wide = np.concatenate([2.0 * tall[:, :1] - tall[:, 1:2], tall, 2.0 * tall[:, -1:] - tall[:, -2:-1]], axis=1)
    return np.asarray(wide, np.float32)


def roughness(residual: FloatArray) -> FloatArray:
    """Log of the root mean square of a residual in each plan cell.

    Args:
        residual: (h, w) coarse cells, frame units.

    Returns:
        (h / 8, w / 8).
    """
    return np.asarray(np.log(np.sqrt(cell_means(residual * residual, PLAN_CELL)) + ROUGHNESS_FLOOR), np.float32)


def plan_base(plan: FloatArray) -> FloatArray:
    """Cubic interpolation of a window's plan to coarse cells, from the window's own plan cells alone.

    Args:
        plan: (h, w) plan cells.

    Returns:
        (8h, 8w).
    """
    return upsample(_continued(_continued(plan)), PLAN_CELL)
