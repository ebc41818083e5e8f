"""Worlds of ever larger pixels: under bases whose cells are larger than the generator's coarse ones, and where land is
made finer than its landforms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np

from procgen.terrain.base.axes import Axis
from procgen.terrain.base.join import joined_cells
from procgen.terrain.base.keep import Targets, kept_means
from procgen.terrain.base.land import BaseLand
from procgen.terrain.controls.resolve import float32
from procgen.terrain.controls.shapes import Constraints, Lock, WorldArea
from procgen.terrain.lattice import Rectangle
from procgen.terrain.parameters import RANGES, ResolvedTerrain
from procgen.terrain.representation import CELL, FloatArray, cell_means

_ANOTHER_WORLD: Final = 0x9E3779B97F4A7C15
"""Added to the seed of each coarser world, which would else have the same noise at the same numbers of pixels."""
_EVERYWHERE: Final = 1 << 28
"""Coarse cells to each side of the world's origin."""


def coarser_terrain(terrain: ResolvedTerrain) -> ResolvedTerrain:
    """The same land on a grid of eight times as large pixels: the base, and nothing that is drawn or demanded of it.

    Without a base it is the land before its last refinement, which follows a lock in its landforms.
    """
    if terrain.base is None:
        return replace(
            terrain,
            metres_per_pixel=float32(CELL * terrain.metres_per_pixel),
            refinements=terrain.refinements - 1,
            lock=None if terrain.lock is None else coarser_lock(terrain.lock),
            rivers=None,
        )
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


def coarser_lock(lock: Lock) -> Lock | None:
    """What a lock says of eight times as large pixels: means of those that it holds all of; None if there are none."""
    area = lock.area
    assert area is not None
    row, column = area.origin_z_px // CELL, area.origin_x_px // CELL
    rows = -((area.origin_z_px + area.depth_px) // -CELL) - row
    columns = -((area.origin_x_px + area.width_px) // -CELL) - column
    top, left = area.origin_z_px - row * CELL, area.origin_x_px - column * CELL
    around = (
        (top, rows * CELL - top - area.depth_px),
        (left, columns * CELL - left - area.width_px),
    )
    whole = cell_means(np.pad(lock.mask, around).astype(np.float32)) == 1.0
    if not whole.any():
        return None
    heights = np.where(whole, cell_means(np.pad(lock.heights_m, around)), np.float32(0.0)).astype(np.float32)
    return Lock(heights, whole, WorldArea(column, row, columns, rows))


Report = Callable[[str, float, Callable[[], FloatArray] | None], None]
"""As :data:`procgen.terrain.cascade.Report`."""


class Heights(Protocol):
    """A world that can be asked for any part."""

    def heights(self, area: Rectangle) -> FloatArray:
        """(rows, columns) metres of an area in pixels."""


@dataclass(slots=True)
class GivenLand:
    """The cells and the pixels of a world whose cells are given: by a base, or by the same land of larger pixels."""

    terrain: ResolvedTerrain
    own_cells: Callable[[Rectangle], FloatArray]
    """The generator's cells, metres above the sea."""
    own_heights: Callable[[Rectangle, Report], FloatArray]
    """What it makes of :meth:`cells`, metres."""
    make: Callable[[ResolvedTerrain], Heights]
    """Makes another world."""
    _coarser: Heights | None = None
    _made: tuple[Rectangle, FloatArray] | None = None
    """What the coarser world made last: pixels need the part of their cells again."""

    @property
    def _fine_base(self) -> BaseLand | None:
        """A base whose cells are no larger than this world's."""
        base = self.terrain.base
        return base if base is not None and base.is_finer else None

    def cells(self, area: Rectangle) -> FloatArray:
        """(rows, columns) metres above the sea of an area in coarse cells."""
        sea = np.float32(self.terrain.sea_level_m)
        if self._fine_base is not None:
            return joined_cells(self._fine_base, area, lambda part: self.own_cells(part) + sea) - sea
        return self._coarser_heights(area) - sea

    def _coarser_heights(self, area: Rectangle) -> FloatArray:
        """Pixels of the next coarser world, which are this one's cells."""
        if self._coarser is None:
            self._coarser = self.make(coarser_terrain(self.terrain))
        if self._made is None or area.common(self._made[0]) != area:
            self._made = area, self._coarser.heights(area)
        around, heights = self._made
        return heights[area.within(around)]

    def heights(self, area: Rectangle, report: Report) -> FloatArray:
        """(rows, columns) metres of an area in pixels, whose cells keep their means."""

        def made(around: Rectangle) -> FloatArray:
            def tell(stage: str, share: float, heights: Callable[[], FloatArray] | None) -> None:
                report(stage, share, None if heights is None else lambda: heights()[area.within(around)])

            return self.own_heights(around, tell)

        return kept_means(self._targets(), area, made)

    def _targets(self) -> Targets:
        """The base's cells, or those of the next coarser world where these are smaller."""
        land = self._fine_base
        if land is not None:
            heights = land.base.heights_m
            return Targets(
                land.down,
                land.across,
                lambda row, column, rows, columns: heights[row : row + rows, column : column + columns],
            )
        everywhere = Axis(-float(CELL * _EVERYWHERE), float(CELL), 2 * _EVERYWHERE)

        def means(row: int, column: int, rows: int, columns: int) -> FloatArray:
            return self._coarser_heights(Rectangle(row - _EVERYWHERE, column - _EVERYWHERE, rows, columns))

        return Targets(everywhere, everywhere, means)
