"""A base: its heights, where it lies, and what is typical of it place by place."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.runtime.ranges import Range, within
from procgen.terrain.base.axes import Axis, by_rows, interval_means
from procgen.terrain.lattice import Rectangle
from procgen.terrain.representation import CELL, RELIEF_PER_SCALE, WINDOW, FloatArray

BASE_SIDE: Final = Range(16, 4096, "Columns or rows of a base, cells.", whole=True)
SPACING: Final = Range(0.1, 10000.0, "From cell to cell of a base, metres.")
PLACE: Final = Range(-(2.0**31), 2.0**31, "An edge of a base on the world's grid, pixels.")
CELL_PX: Final = Range(1.0, 512.0, "Pixels along one side of a base's cell: its spacing over that of the world.")
_LEAST_RELIEF_M: Final = 1.0
_LEAST_NODE_CELLS: Final = 4


def _starts(count: int, side: int) -> list[int]:
    """Where nodes begin that cover some cells; the last one ends with them."""
    return [min(first, count - side) for first in range(0, count, side)]


@dataclass(frozen=True, slots=True)
class Base:
    """What a request says of it."""

    heights_m: FloatArray
    """(rows, columns) metres, row 0 the northern one."""
    metres_per_cell: float = within(SPACING, ...)
    x_px: float = within(PLACE, 0.0)
    """Its western outer edge on the world's grid of pixels."""
    z_px: float = within(PLACE, 0.0)
    """Its northern one."""
    sha256: str = ""
    """Of the bytes that it came as."""


@dataclass(frozen=True, eq=False)
class BaseLand:
    """A base on a world's grid of pixels."""

    base: Base
    cell_px: float
    """Pixels along one side of one of its cells."""
    x_px: float
    z_px: float

    @property
    def across(self) -> Axis:
        """Its columns among the world's."""
        return Axis(self.x_px, self.cell_px, self.base.heights_m.shape[1])

    @property
    def down(self) -> Axis:
        """Its rows among the world's."""
        return Axis(self.z_px, self.cell_px, self.base.heights_m.shape[0])

    @property
    def is_finer(self) -> bool:
        """Whether its cells are no larger than the generator's coarse ones."""
        return self.cell_px <= CELL

    def coarser(self) -> BaseLand:
        """The same on a grid of eight times as large pixels."""
        return replace(self, cell_px=self.cell_px / CELL, x_px=self.x_px / CELL, z_px=self.z_px / CELL)

    def whole_cells(self) -> Rectangle:
        """The coarse cells of 8 x 8 pixels that it covers as a whole."""
        (row, rows), (column, columns) = (axis.covered(CELL) for axis in (self.down, self.across))
        return Rectangle(row, column, rows, columns)

    def cells(self, area: Rectangle) -> FloatArray:
        """Its means over coarse cells; beyond its edges it goes on as its outermost cells.

        Args:
            area: in coarse cells.

        Returns:
            (rows, columns) metres.
        """
        made = by_rows(self.base.heights_m, *interval_means(self.down, area.row, area.rows, CELL))
        made = by_rows(np.ascontiguousarray(made.T), *interval_means(self.across, area.column, area.columns, CELL))
        return np.ascontiguousarray(made.T)

    def distance_px(self, x_px: float, z_px: float) -> float:
        """From a place to its rectangle; 0 inside."""
        off = (axis.beyond(at) for axis, at in ((self.across, x_px), (self.down, z_px)))
        return math.hypot(*off)

    @cached_property
    def _nodes(self) -> tuple[float, npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Side of a node in base cells; mean, and log of the relief, of each."""
        heights = self.base.heights_m
        side = max(round(WINDOW / self.cell_px), _LEAST_NODE_CELLS)
        side = min(side, *heights.shape)
        lefts = _starts(heights.shape[1], side)
        means, spreads = [], []
        for top in _starts(heights.shape[0], side):
            # (side, nodes, side)
            band = np.stack([heights[top : top + side, left : left + side] for left in lefts], axis=1).astype(
                np.float64
            )
            means.append(band.mean(axis=(0, 2)))
            spreads.append(band.std(axis=(0, 2)))
        reliefs = np.log(np.maximum(RELIEF_PER_SCALE * np.array(spreads), _LEAST_RELIEF_M))
        return float(side), np.array(means), reliefs

    def figures(self, x_px: float, z_px: float) -> tuple[float, float]:
        """Mean height and relief of about 256 x 256 pixels around a place, metres: of nodes that are as wide, linear
        between them, and those of the outermost ones beyond.
        """
        side, means, reliefs = self._nodes
        row = min(max((z_px - self.z_px) / self.cell_px / side - 0.5, 0.0), means.shape[0] - 1.0)
        column = min(max((x_px - self.x_px) / self.cell_px / side - 0.5, 0.0), means.shape[1] - 1.0)
        top, left = int(row), int(column)
        bottom, right = min(top + 1, means.shape[0] - 1), min(left + 1, means.shape[1] - 1)
        down, across = row - top, column - left

        def between(field: npt.NDArray[np.float64]) -> float:
            north = field[top, left] + (field[top, right] - field[top, left]) * across
            south = field[bottom, left] + (field[bottom, right] - field[bottom, left]) * across
            return float(north + (south - north) * down)

        return between(means), math.exp(between(reliefs))

    def typical(self) -> tuple[float, float]:
        """Mean height of the whole, and the median relief of 256 x 256 pixels, metres."""
        _, means, reliefs = self._nodes
        return float(means.mean()), math.exp(float(np.median(reliefs)))
