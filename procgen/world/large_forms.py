"""Large forms of ground, and how far they are pulled towards a sketch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from procgen.terrain.controls.geometry import ease
from procgen.terrain.ground.fields import smoothed
from procgen.terrain.representation import FloatArray
from procgen.world.water import bilinear

_CONE_CALM: Final = 0.55
"""How much of the small forms is taken away on a volcano, whose cone would be lost in them."""


def followed(
    heights_m: FloatArray,
    sketch_m: FloatArray,
    weights: FloatArray,
    spacing_m: float,
    first_m: float,
    rounds: int,
    sites_m: Sequence[tuple[float, float, float]] = (),
    volcano_m: tuple[float, float, float, float] | None = None,
    site_calm: float = 0.7,
) -> FloatArray:
    """Ground with its large forms, those as large as a cell of a sketch, pulled towards that.

    The networks take a sketch as a hint and keep to what is likely; a world's waters and houses need it to hold.

    Args:
        heights_m: (rows, columns) that the sketch covers.
        sketch_m: (cells, cells) heights.
        weights: of the same cells, 0 to 1.
        spacing_m: of the heights.
        first_m: where the first column lies, and the first row.
        rounds: of smoothing of the sketch's cells.
        sites_m: x, z and radius of where people will build.
        volcano_m: x, z, radius of the foot and height of a volcano.
        site_calm: how much of the small forms is taken away where people will build.
    """
    rows, columns = heights_m.shape
    low = _large_forms(heights_m, sketch_m.shape[0], rounds)
    wanted = _spread(sketch_m, rows, columns, rounds)
    share = np.clip(_spread(weights, rows, columns, rounds), 0.0, 1.0)
    east, south = first_m + np.arange(columns) * spacing_m, first_m + np.arange(rows)[:, None] * spacing_m
    calm = np.zeros((rows, columns))
    for x, z, radius in sites_m:
        far = np.hypot(east - x, south - z)
        calm = np.maximum(calm, site_calm * (1.0 - ease((far / radius - 0.8) / 0.9)))
    if volcano_m is not None:
        cone_x, cone_z, foot_m, _ = volcano_m
        cone = 1.0 - ease((np.hypot(east - cone_x, south - cone_z) / foot_m - 0.7) / 0.5)
        share, calm = np.maximum(share, cone), np.maximum(calm, _CONE_CALM * cone)
    large = low + share * (wanted - low)
    return np.asarray(large + (heights_m - low) * (1.0 - calm), np.float32)


def _large_forms(heights_m: FloatArray, cells: int, rounds: int) -> FloatArray:
    """Means of about ``cells`` x ``cells`` blocks, spread out again."""
    rows, columns = heights_m.shape
    row = np.linspace(0, rows, min(cells, rows) + 1).astype(np.int64)
    column = np.linspace(0, columns, min(cells, columns) + 1).astype(np.int64)
    sums = np.add.reduceat(np.add.reduceat(heights_m.astype(np.float64), row[:-1], axis=0), column[:-1], axis=1)
    return _spread(
        (sums / (np.diff(row)[:, None] * np.diff(column)[None, :])).astype(np.float32), rows, columns, rounds
    )


def _spread(cells: FloatArray, rows: int, columns: int, rounds: int) -> FloatArray:
    """Values of cells as a smooth surface of grid points, smoothed so many times."""
    v = np.clip((np.arange(rows) + 0.5) / rows * cells.shape[0] - 0.5, 0.0, cells.shape[0] - 1.0)
    u = np.clip((np.arange(columns) + 0.5) / columns * cells.shape[1] - 0.5, 0.0, cells.shape[1] - 1.0)
    between = bilinear(cells, 1.0, *np.meshgrid(u, v))
    return smoothed(between.astype(np.float32), rounds)
