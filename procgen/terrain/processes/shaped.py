"""What the processes of a request make of a place: each landform's own, weighted by how much of it is there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from procgen.terrain.controls.landform_map import landform_shares_at, mean_and_relief_at
from procgen.terrain.detail import CELLS_MARGIN
from procgen.terrain.landforms import landform
from procgen.terrain.lattice import Rectangle
from procgen.terrain.parameters import ResolvedTerrain
from procgen.terrain.processes import PROCESSES
from procgen.terrain.processes.field import Grid
from procgen.terrain.processes.process import Brief, Geology, Process
from procgen.terrain.representation import CELL, PLAN_CELL, FloatArray, cell_means, upsample
from procgen.terrain.setting import mean_drift_at

CELL_SAMPLES = 2
"""Places along a side of a coarse cell that its mean is taken over."""
_WHOLE = 0.999
"""A share that counts as all."""


@dataclass(frozen=True, slots=True)
class Shaped:
    """What processes say of the places of a grid, (rows, columns) each."""

    shape_m: FloatArray
    """Heights over the mean, times the share of landforms that a process makes."""
    share: FloatArray
    """That share, 0 to 1: the rest is the networks'."""
    texture: FloatArray
    """How much of what the detail network adds stays, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Coarse cells of an area, (rows, columns) each."""

    heights: FloatArray
    """Metres above the sea."""
    shape_m: FloatArray | None = None
    """What processes have put into them, over the mean; None where there are no processes."""
    free: FloatArray | None = None
    """1 where processes have their way, 0 where heights are drawn or locked."""

    def part(self, inside: tuple[slice, slice]) -> Cells:
        if self.shape_m is None or self.free is None:
            return Cells(self.heights[inside])
        return Cells(self.heights[inside], self.shape_m[inside], self.free[inside])


@dataclass(frozen=True, slots=True)
class ShapedCells:
    """What processes make of coarse cells, (rows, columns) each."""

    shape_m: FloatArray
    """Over the mean, times the share."""
    share: FloatArray
    """Of landforms that a process makes, 0 to 1."""
    heights: FloatArray
    """Metres above the sea, for a share of 1."""

    @property
    def alone(self) -> bool:
        """Whether networks have no part in it."""
        return bool((self.share >= _WHOLE).all())

    def part(self, inside: tuple[slice, slice]) -> ShapedCells:
        return ShapedCells(self.shape_m[inside], self.share[inside], self.heights[inside])

    def planned(self, plan: FloatArray) -> FloatArray:
        """A plan that the processes' ground is part of: what is drawn bends it, and networks go on from it."""
        share = cell_means(self.share, PLAN_CELL)
        heights = plan[0] + cell_means(self.share * self.heights, PLAN_CELL) - share * plan[0]
        return np.stack([heights, plan[1]])

    def window_alone(self) -> FloatArray:
        """A coarse window as the world keeps it where networks have no part in it, (3, rows, columns): the fields of
        :class:`Cells`.
        """
        return np.stack([self.heights, self.shape_m, np.ones_like(self.heights)])

    def window(self, base: FloatArray, added: FloatArray, weight: FloatArray) -> FloatArray:
        """A coarse window of both, as :meth:`window_alone`.

        Args:
            base: (rows, columns) heights that the networks' plan has, metres above the sea.
            added: what they add to it.
            weight: of heights that are drawn or locked, 0 to 1.
        """
        free = np.float32(1.0) - np.clip(weight, np.float32(0.0), np.float32(1.0))
        held = free * self.share
        rest = np.float32(1.0) - held
        heights = (rest * base + held * self.heights) + rest * added
        return np.stack([heights, free * self.shape_m, free])


@dataclass(frozen=True, slots=True)
class _Maker:
    """One landform of the request that a process makes."""

    index: int
    """In the palette of the landform map; beyond its end for the land outside, and without a map."""
    process: Process
    briefs: tuple[tuple[float, Brief], ...]
    """For each world that is mixed in, and its share."""
    offset_m: float
    """Added to the process's heights."""

    def shape(self, grid: Grid) -> FloatArray:
        total: FloatArray | None = None
        for share, brief in self.briefs:
            made = self.process.heights(grid, brief)
            made = made if share == 1.0 else made * np.float32(share)
            total = made if total is None else total + made
        assert total is not None
        return total + np.float32(self.offset_m)


class Processes:
    """All processes of a request."""

    def __init__(self, terrain: ResolvedTerrain) -> None:
        self._terrain = terrain
        geology = Geology(terrain.age, terrain.rock, terrain.ice, terrain.wind_deg, terrain.wind_spread, terrain.sand)
        palette = () if terrain.landform_map is None else terrain.landform_map.palette
        entries = [(entry.landform, entry.mean_height_m, entry.relief_m) for entry in palette]
        entries.append((terrain.landform, terrain.mean_height_m, terrain.relief_m))
        worlds = [(1.0 - terrain.share, terrain.seed), (terrain.share, terrain.other_seed)]
        self._makers = []
        for index, (name, mean, relief) in enumerate(entries):
            # A base is the land, and so is that before a refinement; networks alone go on from it.
            if name not in PROCESSES or terrain.base is not None or terrain.refinements:
                continue
            assert mean is not None
            assert relief is not None
            process = PROCESSES[name]
            briefs = tuple(
                (share, Brief(seed, relief, terrain.metres_per_pixel, geology)) for share, seed in worlds if share > 0.0
            )
            # What lies at the sea keeps to it as long as its mean is the typical one.
            offset = -landform(name).mean_over_relief * relief if process.at_sea else 0.0
            self._makers.append(_Maker(index, process, briefs, offset))

    def __bool__(self) -> bool:
        return bool(self._makers)

    def _share(self, maker: _Maker, grid: Grid) -> FloatArray | float:
        if self._terrain.landform_map is None:
            return 1.0
        return landform_shares_at(self._terrain, maker.index, grid.x_px[None, :], grid.z_px[:, None])

    def pixels(self, area: Rectangle) -> Shaped | None:
        """Of pixels of the world's grid; None where there are networks alone."""
        return self._shaped(Grid.of(area.row, area.column, area.rows, area.columns))

    def _shaped(self, grid: Grid) -> Shaped | None:
        made: Shaped | None = None
        for maker in self._makers:
            share = np.asarray(self._share(maker, grid), np.float32)
            if not share.any():
                continue
            if made is None:
                nothing = np.zeros(grid.shape, np.float32)
                made = Shaped(nothing, nothing.copy(), np.ones(grid.shape, np.float32))
            made.shape_m[...] += maker.shape(grid) * share
            made.share[...] += share
            made.texture[...] -= share * np.float32(1.0 - maker.process.texture)
        return made

    def cells(self, area: Rectangle) -> ShapedCells | None:
        """Of an area in coarse cells; None for a request without processes."""
        if not self._makers:
            return None
        fine = area.finer(CELL_SAMPLES)
        made = self._shaped(Grid.of(fine.row, fine.column, fine.rows, fine.columns, CELL // CELL_SAMPLES))
        if made is None:
            nothing = np.zeros((area.rows, area.columns), np.float32)
            return ShapedCells(nothing, nothing, nothing)
        shape, share = cell_means(made.shape_m, CELL_SAMPLES), cell_means(made.share, CELL_SAMPLES)
        grid = Grid.of(area.row, area.column, area.rows, area.columns, CELL)
        terrain = self._terrain
        mean, relief = mean_and_relief_at(terrain, grid.x_px[None, :], grid.z_px[:, None])
        height = mean - np.float32(terrain.sea_level_m)
        if terrain.wander > 0.0:
            loose = np.ones(grid.shape, np.float32)
            for maker in self._makers:
                if maker.process.at_sea:
                    loose -= np.asarray(self._share(maker, grid), np.float32)
            height = height + mean_drift_at(terrain, grid.x_px, grid.z_px) * relief * loose
        whole = np.maximum(share, np.float32(1e-3))
        return ShapedCells(shape, share, np.asarray(height + shape / whole, np.float32))


def shaped_ground(processes: Processes, window: Rectangle, cells: Cells, ground: FloatArray) -> FloatArray:
    """A window's ground with what is smaller than cells as processes make it, and less of the network's there.

    Args:
        processes: of the request.
        window: in pixels.
        cells: of the window with :data:`CELLS_MARGIN` around.
        ground: as the detail network has it, metres.
    """
    if cells.shape_m is None or cells.free is None:
        return ground
    made = processes.pixels(window)
    if made is None:
        return ground
    inner = slice(CELLS_MARGIN - 2, 2 - CELLS_MARGIN)
    smooth, smooth_shape, free = (
        upsample(np.ascontiguousarray(part[inner, inner]), CELL) for part in (cells.heights, cells.shape_m, cells.free)
    )
    texture = np.float32(1.0) - free * (np.float32(1.0) - made.texture)
    return np.asarray(smooth + texture * (ground - smooth) + (free * made.shape_m - smooth_shape), np.float32)
