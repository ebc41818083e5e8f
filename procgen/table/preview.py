"""A picture of rows for people: each column's states as bars."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.formats.png import write_png
from procgen.runtime.checkpoint import go_on
from procgen.table.generate import TableRows

PREVIEW_PX: Final = 256
_BACKGROUND: Final = (24, 26, 31)
_FRAME: Final = (38, 41, 49)
_MISSING: Final = (120, 122, 130)
_COLOURS: Final = (
    (94, 160, 214), (232, 164, 74), (122, 190, 112), (214, 108, 120), (164, 132, 214), (92, 196, 190), (214, 196, 96),
    (210, 132, 186),
)  # fmt: skip
_MARGIN: Final = 3

RgbArray = npt.NDArray[np.uint8]


def preview_rgb(rows: TableRows) -> RgbArray:
    """(256, 256, 3): a panel a column, row by row, with a bar a state in the state's order; missing is grey."""
    picture = np.empty((PREVIEW_PX, PREVIEW_PX, 3), np.uint8)
    picture[:] = _BACKGROUND
    columns = rows.schema.columns
    across = math.ceil(math.sqrt(len(columns)))
    down = math.ceil(len(columns) / across)
    for index, column in enumerate(columns):
        left, right = (PREVIEW_PX * (index % across + more) // across for more in (0, 1))
        top, bottom = (PREVIEW_PX * (index // across + more) // down for more in (0, 1))
        panel = picture[top + _MARGIN : bottom - _MARGIN, left + _MARGIN : right - _MARGIN]
        panel[:] = _FRAME
        counts = np.bincount(rows.codes[:, index], minlength=column.states).astype(np.float64)
        order = [*np.argsort(column.ranks, kind="stable")] if column.ranks else [*range(len(column.values))]
        order += [column.states - 1] * column.missing
        _bars(panel, counts[order], _COLOURS[index % len(_COLOURS)], missing=column.missing)
    return picture


def _bars(panel: RgbArray, counts: npt.NDArray[np.float64], colour: tuple[int, int, int], *, missing: bool) -> None:
    height, width = panel.shape[:2]
    edges = np.linspace(0, width, len(counts) + 1).astype(int)
    tall = np.ceil(counts / max(counts.max(), 1.0) * (height - 2)).astype(int)
    for place, size in enumerate(tall):
        first, last = edges[place], max(edges[place + 1] - (edges[place + 1] - edges[place] > 2), edges[place] + 1)
        shown = _MISSING if missing and place == len(counts) - 1 else colour
        if size:
            panel[height - size :, first:last] = np.maximum(panel[height - size :, first:last], shown)


def preview_png(rows: TableRows) -> bytes:
    """The picture as a PNG."""
    return write_png(preview_rgb(rows), go_on, texts={})
