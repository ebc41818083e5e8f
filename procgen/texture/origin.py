"""Where to cut a torus open, so that no tile ends in a joint.

A surface on a torus continues everywhere, but what lies at the cut decides how a tile looks beside others that are not
its own, and whether filters that do not wrap make the cut seen. The best place is a typical one, where neighbouring
pixels differ as much as they do on average, in every map.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.runtime.interrupt import checkpoint_here
from procgen.texture.material import FloatArray, Surface

Doubles = npt.NDArray[np.float64]

_EVEN = 1e-4
"""Mean steps below this are those of an even map, in which any place is like the others."""
_USUAL = 0.1
"""Logarithm of a ratio that nobody sees."""
_ENOUGH = 0.02
"""Of logarithms beyond that, summed over the maps: of the places that have no more, the first is taken."""


def step_ratios(field: FloatArray, axis: int) -> Doubles:
    """How large the steps from each line to the one before it are, over the mean of all.

    Args:
        field: (rows, columns) or (rows, columns, channels), periodic.
        axis: 0 for steps between rows, 1 for steps between columns.

    Returns:
        One ratio for each row or column; ones where the map is even.
    """
    return _over_mean(_steps(field, axis))


def _steps(field: FloatArray, axis: int) -> Doubles:
    """Mean step from each line to the one before it."""
    checkpoint_here()
    steps = np.abs(field - np.roll(field, 1, axis))
    checkpoint_here()
    return np.asarray(steps.mean(axis=tuple(n for n in range(field.ndim) if n != axis), dtype=np.float64))


def _over_mean(steps: Doubles) -> Doubles:
    mean = float(steps.mean())
    return steps / mean if mean > _EVEN else np.ones_like(steps)


def _slope_steps(height: FloatArray, axis: int) -> Doubles:
    """Mean steps of the slopes, which normals show: central differences, as those are made of."""
    total = np.zeros(height.shape[axis])
    for along in (0, 1):
        slopes = np.roll(height, -1, along)
        slopes -= np.roll(height, 1, along)
        total += 0.5 * _steps(slopes, axis)
    return total


def typical_line(surface: Surface, axis: int, reach: int | None = None) -> int:
    """The row or column that a tile had best begin with.

    Args:
        surface: the torus.
        axis: 0 for a row, 1 for a column.
        reach: how far from the first line it may lie, to either side; anywhere if None.
    """
    fields = [surface.albedo, surface.height, surface.roughness, surface.metallic]
    ratios = [step_ratios(field, axis) for field in fields]
    ratios.append(_over_mean(_slope_steps(surface.height, axis)))
    # A sum: where no place is like all others in every map, it had better be in most.
    off = np.maximum(np.abs(np.log(np.maximum(np.stack(ratios), 1e-6))) - _USUAL, 0.0).sum(axis=0)
    lines = np.arange(len(off))
    if reach is not None:
        near = np.arange(-reach, reach + 1)
        lines = near[np.argsort(np.abs(near), kind="stable")] % len(off)
    # Not the very best: rounding must not decide between two that are nearly alike.
    best = off[lines]
    return int(lines[np.argmax(best <= max(float(best.min()), _ENOUGH))])


def typical_origin(surface: Surface, reach: int | None = None) -> tuple[int, int]:
    """Row and column that a tile had best begin with; ``reach`` as for :func:`typical_line`."""
    return typical_line(surface, 0, reach), typical_line(surface, 1, reach)


def begun_at(surface: Surface, origin: tuple[int, int]) -> Surface:
    """The same torus, cut open elsewhere."""
    if origin == (0, 0):
        return surface
    back = (-origin[0], -origin[1])

    def moved(field: FloatArray) -> FloatArray:
        checkpoint_here()
        return np.roll(field, back, axis=(0, 1))

    return Surface(
        albedo=moved(surface.albedo),
        height=moved(surface.height),
        roughness=moved(surface.roughness),
        metallic=moved(surface.metallic),
        opacity=None if surface.opacity is None else moved(surface.opacity),
    )
