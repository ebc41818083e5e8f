"""What the processes of a request make of a place: each landform's own, weighted by how much of it is there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from procgen.terrain.controls.landform_map import landform_shares_at, mean_and_relief_at
from procgen.terrain.landforms import landform
from procgen.terrain.parameters import ResolvedTerrain
from procgen.terrain.processes import PROCESSES
from procgen.terrain.processes.field import Grid
from procgen.terrain.processes.process import Brief, Geology, Process
from procgen.terrain.representation import CELL, FloatArray, cell_means
from procgen.terrain.setting import mean_drift_at

CELL_SAMPLES = 2
"""Places along a side of a coarse cell that its mean is taken over."""


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
            if name not in PROCESSES:
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

    def pixels(self, row: int, column: int, rows: int, columns: int) -> Shaped | None:
        """Of pixels of the world's grid; None where there are networks alone."""
        return self._shaped(Grid.of(row, column, rows, columns))

    def _shaped(self, grid: Grid) -> Shaped | None:
        made: Shaped | None = None
        for maker in self._makers:
            share = self._share(maker, grid)
            if not np.any(share):
                continue
            if made is None:
                nothing = np.zeros(grid.shape, np.float32)
                made = Shaped(nothing, nothing.copy(), np.ones(grid.shape, np.float32))
            made.shape_m[...] += maker.shape(grid) * np.asarray(share, np.float32)
            made.share[...] += np.asarray(share, np.float32)
            made.texture[...] -= np.asarray(share, np.float32) * np.float32(1.0 - maker.process.texture)
        return made

    def cells(self, row: int, column: int, rows: int, columns: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Of coarse cells: shape and share as in :class:`Shaped`; and heights above the sea that the cells have where
        the share is 1, metres.
        """
        step = CELL // CELL_SAMPLES
        fine = Grid.of(row * CELL_SAMPLES, column * CELL_SAMPLES, rows * CELL_SAMPLES, columns * CELL_SAMPLES, step)
        made = self._shaped(fine)
        if made is None:
            nothing = np.zeros((rows, columns), np.float32)
            return nothing, nothing, nothing
        shape, share = cell_means(made.shape_m, CELL_SAMPLES), cell_means(made.share, CELL_SAMPLES)
        grid = Grid.of(row, column, rows, columns, CELL)
        terrain = self._terrain
        x, z = grid.x_px[None, :], grid.z_px[:, None]
        mean, relief = mean_and_relief_at(terrain, x, z)
        height = mean - np.float32(terrain.sea_level_m)
        at_sea = np.zeros(grid.shape, np.float32)
        for maker in self._makers:
            if maker.process.at_sea:
                at_sea += np.asarray(self._share(maker, grid), np.float32)
        if terrain.wander > 0.0:
            height = height + mean_drift_at(terrain, grid.x_px, grid.z_px) * relief * (np.float32(1.0) - at_sea)
        whole = np.maximum(share, np.float32(1e-3))
        return shape, share, np.asarray(height + shape / whole, np.float32)
