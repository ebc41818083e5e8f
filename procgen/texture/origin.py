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

_EVEN = 1e-4
"""Mean steps below this are those of an even map, in which any place is like the others."""
_ENOUGH = 0.02
"""Logarithm of a ratio that is as good as 0: of the places within it, the first is taken."""


def step_ratios(field: FloatArray, axis: int) -> npt.NDArray[np.float64]:
    """How large the steps from each line to the one before it are, over the mean of all.

    Args:
        field: (rows, columns) or (rows, columns, channels), periodic.
        axis: 0 for steps between rows, 1 for steps between columns.

    Returns:
        One ratio for each row or column; ones where the map is even.
    """
    checkpoint_here()
    steps = np.abs(field - np.roll(field, 1, axis))
    checkpoint_here()
    means = steps.mean(axis=tuple(n for n in range(field.ndim) if n != axis), dtype=np.float64)
    mean = float(means.mean())
    return means / mean if mean > _EVEN else np.ones_like(means)


def typical_line(surface: Surface, axis: int, reach: int | None = None) -> int:
    """The row or column that a tile had best begin with.

    Args:
        surface: the torus.
        axis: 0 for a row, 1 for a column.
        reach: how far from the first line it may lie, to either side; anywhere if None.
    """
    fields = [surface.albedo, surface.height, surface.roughness, surface.metallic]
    off = np.stack([np.abs(np.log(np.maximum(step_ratios(field, axis), 1e-6))) for field in fields]).max(axis=0)
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
