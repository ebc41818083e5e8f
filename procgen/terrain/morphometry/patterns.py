"""Local binary patterns: which of a cell's eight neighbours are at least as high as it is.

Ojala, Pietikäinen and Mäenpää 2002, "Multiresolution Gray-Scale and Rotation Invariant Texture Classification with
Local Binary Patterns", but on the square grid as it is: patterns count as one where a turn by a right angle or a mirror
takes one to the other, which leaves 51 of 256 and needs no heights between cells.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.terrain.representation import FloatArray

RING: tuple[tuple[int, int], ...] = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))
"""The eight neighbours as (row, column), clockwise from the north."""


def _classes() -> npt.NDArray[np.uint8]:
    """(256,): the class of each pattern, bit i for neighbour i of the ring."""

    def moved(code: int, quarter: int, mirrored: bool) -> int:
        places = [(-i if mirrored else i) + 2 * quarter for i in range(8)]
        return sum(1 << (place % 8) for i, place in enumerate(places) if code >> i & 1)

    first = [min(moved(code, turn, flip) for turn in range(4) for flip in (False, True)) for code in range(256)]
    return np.unique(first, return_inverse=True)[1].astype(np.uint8)


_CLASS = _classes()
PATTERNS = int(_CLASS.max()) + 1


def shifted(fields: FloatArray, rows: int, columns: int, margin: int) -> FloatArray:
    """(..., h - 2 margin, w - 2 margin): what lies so many rows south and columns east of each inner cell."""
    depth, width = fields.shape[-2:]
    return fields[..., margin + rows : depth - margin + rows, margin + columns : width - margin + columns]


def pattern_shares(fields: FloatArray, step: int) -> npt.NDArray[np.float64]:
    """Shares of the patterns among cells that have all their neighbours.

    Args:
        fields: (n, h, w), of anything that can be compared.
        step: cells from a cell to its neighbours.

    Returns:
        (n, 51), rows that sum to one.
    """
    centre = shifted(fields, 0, 0, step)
    code = np.zeros(centre.shape, np.uint8)
    for bit, (row, column) in enumerate(RING):
        code |= (shifted(fields, step * row, step * column, step) >= centre).astype(np.uint8) << np.uint8(bit)
    found = _CLASS[code].reshape(len(fields), -1)
    counts = np.stack([np.bincount(one, minlength=PATTERNS) for one in found])
    return np.asarray(counts / found.shape[1])
