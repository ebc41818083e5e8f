"""Height of the coarse field at single places."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from procgen.terrain.controls.geometry import Float64Array
from procgen.terrain.controls.shapes import FloatArray
from procgen.terrain.representation import CELL

Cells = Callable[[int, int, int, int], FloatArray]
"""The coarse field: first row, first column, rows and columns of the world's grid of cells to (rows, columns) metres.
It must hang on the place alone."""

_BLOCK = 32
"""Cells along one side of the blocks that are asked for; laid on the world, so that tiles ask for the same ones."""


class CellGround:
    """Interpolates the coarse field linearly between the centres of its cells.

    Args:
        cells: the field; asked block by block, only where places lie, and never twice.
    """

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._blocks: dict[tuple[int, int], FloatArray] = {}

    def _block(self, row: int, column: int) -> FloatArray:
        """(33, 33): a block with the first row and column of the next ones."""
        if (row, column) not in self._blocks:
            made = self._cells(row * _BLOCK, column * _BLOCK, _BLOCK + 1, _BLOCK + 1)
            self._blocks[row, column] = np.array(made, np.float32)
        return self._blocks[row, column]

    def __call__(self, x_px: Float64Array, z_px: Float64Array) -> FloatArray:
        """Heights at world positions of equal shapes, metres."""
        column, row = np.asarray(x_px) / CELL - 0.5, np.asarray(z_px) / CELL - 0.5
        whole_column, whole_row = np.floor(column).astype(np.int64), np.floor(row).astype(np.int64)
        across, down = column - whole_column, row - whole_row
        heights = np.empty(column.shape, np.float64)
        block_row, block_column = whole_row // _BLOCK, whole_column // _BLOCK
        for key in sorted(set(zip(block_row.ravel().tolist(), block_column.ravel().tolist(), strict=True))):
            block = self._block(*key).astype(np.float64)
            here = (block_row == key[0]) & (block_column == key[1])
            r, c = whole_row[here] - key[0] * _BLOCK, whole_column[here] - key[1] * _BLOCK
            north = block[r, c] + (block[r, c + 1] - block[r, c]) * across[here]
            south = block[r + 1, c] + (block[r + 1, c + 1] - block[r + 1, c]) * across[here]
            heights[here] = north + (south - north) * down[here]
        return heights.astype(np.float32)
