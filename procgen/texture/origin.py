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
_BAND = (0.86, 1.14)
"""Ratios that nobody sees. Laid tiles with straight joints have no line where all maps are so: a line lies in a joint,
where steps are large, in its bevel, where those of relief are, or between, where they are small."""
_USUAL = 0.1
"""Logarithm of a ratio that is as good as 1."""
_ENOUGH = 0.02
"""Of logarithms beyond that, summed over the maps: of the places that have no more, the first is taken."""
_CODES = np.float32(127.5)
_LOOKED_AT = 1024
"""Pixels of each line that are looked at, at most: of longer ones some, evenly."""


def step_ratios(field: FloatArray, axis: int) -> Doubles:
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
    found = steps.mean(axis=tuple(n for n in range(field.ndim) if n != axis), dtype=np.float64)
    mean = float(found.mean())
    return np.asarray(found / mean if mean > _EVEN else np.ones_like(found))


def _some(field: FloatArray, axis: int, moved: int = 0) -> FloatArray:
    """Some pixels of each line, or those that lie ``moved`` beside them."""
    along = 1 - axis
    size = field.shape[along]
    apart = max(size // _LOOKED_AT, 1)
    if apart == 1:
        return field if moved == 0 else np.roll(field, -moved, along)
    return np.asarray(field.take((np.arange(0, size, apart) + moved) % size, along))


def _normals(height: FloatArray, axis: int) -> FloatArray:
    """(…, 3) at some pixels of each line: of central differences, in steps of eight bits, as they are written."""
    here = _some(height, axis)
    along = np.float32(0.5) * (np.roll(here, -1, axis) - np.roll(here, 1, axis))
    beside = np.float32(0.5) * (_some(height, axis, 1) - _some(height, axis, -1))
    up = 1.0 / np.sqrt(1.0 + np.square(along) + np.square(beside))
    vectors = np.stack([along * up, beside * up, up], axis=-1)
    return np.asarray(np.rint((vectors + 1.0) * _CODES) / _CODES, np.float32)


def typical_line(surface: Surface, axis: int, reach: int | None = None) -> int:
    """The row or column that a tile had best begin with.

    Args:
        surface: the torus.
        axis: 0 for a row, 1 for a column.
        reach: how far from the first line it may lie, to either side; anywhere if None.
    """
    fields = (surface.albedo, surface.height, surface.roughness, surface.metallic)
    ratios = [step_ratios(_some(field, axis), axis) for field in fields]
    ratios.append(step_ratios(_normals(surface.height, axis), axis))
    shown = np.stack(ratios)  # (maps, lines)
    # Where no place is like all others in every map, it had better be in most.
    unlike = np.count_nonzero((shown < _BAND[0]) | (shown > _BAND[1]), axis=0)
    off = np.maximum(np.abs(np.log(np.maximum(shown, 1e-6))) - _USUAL, 0.0).sum(axis=0)
    lines = np.arange(len(off))
    if reach is not None:
        near = np.arange(-reach, reach + 1)
        lines = near[np.argsort(np.abs(near), kind="stable")] % len(off)
    lines = lines[unlike[lines] == unlike[lines].min()]
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
