"""A generator's land with all that was done to it by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from procgen.runtime.checkpoint import Checkpoint
from procgen.terrain.cascade import Report, no_report
from procgen.terrain.controls.cell_ground import CellGround
from procgen.terrain.controls.geometry import Bounds, Float64Array
from procgen.terrain.lattice import Rectangle
from procgen.terrain.parameters import ResolvedTerrain
from procgen.terrain.processes.field import Grid
from procgen.terrain.processes.process import Geology
from procgen.terrain.representation import CELL, FloatArray, upsample
from procgen.terrain.sculpt.erosion import Erosion
from procgen.terrain.sculpt.forms import landform_form
from procgen.terrain.sculpt.stamps import SetStamp, Stamps

_SPLINE_CELLS = 2


class Land(Protocol):
    """A generator of heights; see :class:`procgen.terrain.land.Source`."""

    def heights(self, area: Rectangle, report: Report = no_report) -> FloatArray:
        """(rows, columns) metres of an area in pixels."""

    def cells(self, area: Rectangle) -> FloatArray:
        """(rows, columns) metres of an area in cells of 8 x 8 pixels."""


def sculpted(terrain: ResolvedTerrain, land: Land, checkpoint: Checkpoint) -> Land:
    """The land with the request's stamps and erosion; itself where there are none."""
    if not terrain.stamps and terrain.erosion is None:
        return land
    geology = Geology(terrain.age, terrain.rock, terrain.ice, terrain.wind_deg, terrain.wind_spread, terrain.sand)
    scale, sea = np.float64(terrain.vertical_scale), np.float64(terrain.sea_level_m)

    def ground(x_px: Float64Array, z_px: Float64Array) -> FloatArray:
        return np.asarray((cells(x_px, z_px) - sea) * scale + sea, np.float32)

    cells = CellGround(lambda row, column, rows, columns: land.cells(Rectangle(row, column, rows, columns)))
    stamps = [
        SetStamp(
            stamp,
            landform_form(stamp.landform, stamp.seed, stamp.width_m, geology) if stamp.landform else stamp.heights_m,
            f"stamp/{index}",
            terrain.seed,
            terrain.metres_per_pixel,
        )
        for index, stamp in enumerate(terrain.stamps)
    ]
    erosion = None
    if terrain.erosion is not None:
        erosion = Erosion(terrain.erosion, terrain.seed, terrain.metres_per_pixel, terrain.sea_level_m)
    return SculptedLand(land, Stamps(stamps, ground), erosion, float(scale), float(sea), checkpoint)


@dataclass(frozen=True, slots=True)
class SculptedLand:
    """Land with stamps and erosion, which are said of its finished heights: those after the vertical scale."""

    land: Land
    stamps: Stamps
    erosion: Erosion | None
    vertical_scale: float
    sea_level_m: float
    checkpoint: Checkpoint

    def heights(self, area: Rectangle, report: Report = no_report) -> FloatArray:
        window = None if self.erosion is None else self.erosion.window(area)
        needed = area if window is None else _around(area, window)

        def tell(stage: str, share: float, heights: Callable[[], FloatArray] | None) -> None:
            # The land on its way is shown as it is: what stamps do to it hangs on its detail.
            report(stage, share, None if heights is None else lambda: heights()[area.within(needed)])

        made = self.land.heights(needed, tell)
        made = self._stamped(made, needed)
        if self.erosion is not None and window is not None:
            inside = window.within(needed)
            change = self.erosion.change(self._finished(made[inside]).astype(np.float32), window, self.checkpoint)
            made = made.copy()
            made[inside] = self._changed(made[inside], change)
        return np.ascontiguousarray(made[area.within(needed)])

    def cells(self, area: Rectangle) -> FloatArray:
        made = self.land.cells(area)
        if not self.stamps.touches(_bounds(area.finer(CELL))):
            return made
        change = self.stamps.cells(self._finished(made).astype(np.float32), area.row, area.column)
        return self._changed(made, change)

    def _stamped(self, heights: FloatArray, area: Rectangle) -> FloatArray:
        bounds = _bounds(area)
        if not self.stamps.touches(bounds):
            return heights
        fine = None
        if self.stamps.detailed(bounds):
            fine = ((heights - self._smooth(area)) * np.float32(self.vertical_scale)).astype(np.float32)
        self.checkpoint()
        grid = Grid.of(area.row, area.column, area.rows, area.columns)
        return self._changed(heights, self.stamps.change(self._finished(heights).astype(np.float32), fine, grid))

    def _smooth(self, area: Rectangle) -> FloatArray:
        """The land as its cells have it, on pixels."""
        cells = area.coarser(CELL)
        smooth = upsample(self.land.cells(cells.padded(_SPLINE_CELLS)), CELL)
        return smooth[area.within(cells.finer(CELL))]

    def _finished(self, heights: FloatArray) -> Float64Array:
        return (heights.astype(np.float64) - self.sea_level_m) * self.vertical_scale + self.sea_level_m

    def _changed(self, heights: FloatArray, change: Float64Array) -> FloatArray:
        """Heights with a change of the finished ground; bit for bit the same where that is 0."""
        return np.where(change == 0.0, heights, heights + change / self.vertical_scale).astype(np.float32)


def _bounds(area: Rectangle) -> Bounds:
    return Bounds(float(area.column), float(area.row), float(area.column + area.columns), float(area.row + area.rows))


def _around(first: Rectangle, second: Rectangle) -> Rectangle:
    """The smallest rectangle around two."""
    row, column = min(first.row, second.row), min(first.column, second.column)
    last_row = max(first.row + first.rows, second.row + second.rows)
    last_column = max(first.column + first.columns, second.column + second.columns)
    return Rectangle(row, column, last_row - row, last_column - column)
