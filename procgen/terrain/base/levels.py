"""Worlds of ever larger pixels, for bases whose cells are larger than the generator's coarse ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from procgen.terrain.base.axes import Axis
from procgen.terrain.base.keep import Targets
from procgen.terrain.controls.resolve import float32
from procgen.terrain.controls.shapes import Constraints
from procgen.terrain.lattice import Rectangle
from procgen.terrain.parameters import RANGES, ResolvedTerrain
from procgen.terrain.representation import CELL, FloatArray

_ANOTHER_WORLD: Final = 0x9E3779B97F4A7C15
"""Added to the seed of each coarser world, which would else have the same noise at the same numbers of pixels."""
_EVERYWHERE: Final = 1 << 28
"""Coarse cells to each side of the world's origin."""


def coarser_terrain(terrain: ResolvedTerrain) -> ResolvedTerrain:
    """The same land on a grid of eight times as large pixels: the base, and nothing that is drawn or demanded of it."""
    assert terrain.base is not None
    base = terrain.base.coarser()
    mean, relief = base.typical()
    return replace(
        terrain,
        metres_per_pixel=float32(CELL * terrain.metres_per_pixel),
        seed=(terrain.seed + _ANOTHER_WORLD) % 2**64,
        other_seed=(terrain.other_seed + _ANOTHER_WORLD) % 2**64,
        base=base,
        mean_height_m=float32(RANGES["mean_height_m"].nearest(mean)),
        relief_m=float32(RANGES["relief_m"].nearest(relief)),
        sketch=None,
        strokes=(),
        lock=None,
        landform_map=None,
        constraints=Constraints(),
        rivers=None,
    )


def targets_of(terrain: ResolvedTerrain, coarser: Callable[[Rectangle], FloatArray]) -> Targets:
    """What pixels keep the means of: the base's cells, or those of the next coarser world where these are smaller.

    Args:
        terrain: has a base.
        coarser: heights of that world, metres.
    """
    land = terrain.base
    assert land is not None
    heights = land.base.heights_m
    if land.is_finer:
        return Targets(
            land.down,
            land.across,
            lambda row, column, rows, columns: heights[row : row + rows, column : column + columns],
        )
    everywhere = Axis(-float(CELL * _EVERYWHERE), float(CELL), 2 * _EVERYWHERE)
    return Targets(
        everywhere,
        everywhere,
        lambda row, column, rows, columns: coarser(Rectangle(row - _EVERYWHERE, column - _EVERYWHERE, rows, columns)),
    )
