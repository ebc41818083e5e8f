"""From parameters to the places of pieces."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.texture.layout.chance import uniform
from procgen.texture.layout.geometry import Cells, Courses, Diamonds, Geometry, Scales, Sites
from procgen.texture.layout.parameters import LayoutParameters

_LINE_JITTER = 0.22
"""Furthest that a line between pieces moves at full irregularity, in pieces; below a quarter none cross."""
_SITE_JITTER = 0.3
_COBBLE_JITTER = 0.18
"""Cobbles are uneven even at no irregularity."""
_ROW_STEP = {"running": 1 / 2, "third": 1 / 3}


def geometry_of(parameters: LayoutParameters, seed: int) -> Geometry:
    """Where the pieces lie, before mirroring, turning and shifting."""
    p = parameters
    match p.bond:
        case "grid":
            return _grid(p, seed)
        case "running" | "third" | "ashlar" | "planks" | "strips":
            return _courses(p, seed)
        case "herringbone":
            return _cells(p, seed, _herringbone(p.columns, p.rows, p.proportion))
        case "basket":
            return _cells(p, seed, _basket(p.columns, p.rows, p.proportion))
        case "flagstones":
            return _cells(p, seed, _flagstones(p.columns, p.rows, seed))
        case "diamond":
            return Diamonds(p.columns, p.rows)
        case "scales":
            return Scales(p.columns, p.rows)
        case _:
            return _sites(p, seed)


def _lines(count: int, irregularity: float, seed: int, purpose: str) -> npt.NDArray[np.float64]:
    moved = np.arange(count) + 0.25 + _LINE_JITTER * irregularity * uniform(seed, purpose, count)
    return moved / count


def _courses(p: LayoutParameters, seed: int) -> Courses:
    lines = _lines(p.rows, 0.6 * p.irregularity, seed, "rows") - 0.25 / p.rows
    first = np.sort(np.mod(lines, 1.0))
    if p.bond == "strips":
        return Courses(tuple(first.tolist()), ((),) * p.rows)
    jitter = _LINE_JITTER * p.irregularity * uniform(seed, "joints", p.rows, p.columns)
    if p.bond in _ROW_STEP:
        begin = np.arange(p.rows) * _ROW_STEP[p.bond]
    else:
        # Golden-ratio steps keep the joints of neighbouring rows apart; the rest is chance.
        golden = np.arange(p.rows) * 0.381966 + 0.13 * uniform(seed, "begin", p.rows)
        begin = golden
        if p.bond == "planks":
            # Even planks of one length are cut anywhere.
            jitter = jitter + 0.12 * uniform(seed, "cuts", p.rows, p.columns)
    places = np.sort(np.mod((np.arange(p.columns)[None, :] + begin[:, None] + jitter) / p.columns, 1.0), axis=1)
    return Courses(tuple(first.tolist()), tuple(tuple(row) for row in places.tolist()))


def _grid(p: LayoutParameters, seed: int) -> Cells:
    row, column = np.mgrid[0 : p.rows, 0 : p.columns]
    sides = np.stack([column, column + 1, row, row + 1])
    return Cells(
        _lines(p.columns, 0.6 * p.irregularity, seed, "grid columns"),
        _lines(p.rows, 0.6 * p.irregularity, seed, "grid rows"),
        row * p.columns + column,
        sides,
    )


_Tiling = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


def _cells(p: LayoutParameters, seed: int, tiling: _Tiling) -> Cells:
    owner, sides = tiling
    rows, columns = owner.shape
    return Cells(
        _lines(columns, 0.4 * p.irregularity, seed, "cell columns"),
        _lines(rows, 0.4 * p.irregularity, seed, "cell rows"),
        owner,
        sides,
    )


def _numbered(sides: npt.NDArray[np.int64]) -> _Tiling:
    """Number the pieces by their upper left corner."""
    rows, columns = sides.shape[1:]
    corner = sides[2] % rows * columns + sides[0] % columns
    _, owner = np.unique(corner.ravel(), return_inverse=True)
    return owner.reshape(rows, columns).astype(np.int64), sides


def _herringbone(columns: int, rows: int, proportion: int) -> _Tiling:
    """Steps of one cell along the diagonal: in each row, a piece that lies and one that stands take turns."""
    period = 2 * proportion
    row, column = np.mgrid[0 : period * rows, 0 : period * columns]
    phase = (column - row) % period
    lying = phase < proportion
    # A standing piece covers phases n to 2n - 1 of one column, the highest phase at its upper end.
    up = period - 1 - phase
    left = np.where(lying, column - phase, column)
    right = np.where(lying, column - phase + proportion, column + 1)
    upper = np.where(lying, row, row - up)
    lower = np.where(lying, row + 1, row - up + proportion)
    return _numbered(np.stack([left, right, upper, lower]))


def _basket(columns: int, rows: int, proportion: int) -> _Tiling:
    row, column = np.mgrid[0 : 2 * proportion * rows, 0 : 2 * proportion * columns]
    lying = (row // proportion + column // proportion) % 2 == 0
    begin_x, begin_y = column // proportion * proportion, row // proportion * proportion
    left = np.where(lying, begin_x, column)
    right = np.where(lying, begin_x + proportion, column + 1)
    upper = np.where(lying, row, begin_y)
    lower = np.where(lying, row + 1, begin_y + proportion)
    return _numbered(np.stack([left, right, upper, lower]))


def _flagstones(columns: int, rows: int, seed: int) -> _Tiling:
    """Fill a grid of half stones, row by row, with the largest stone that chance asks for and that fits."""
    rows, columns = 2 * rows, 2 * columns
    wanted_x = 1 + np.floor((uniform(seed, "stones across", rows, columns) + 1) * 1.4999).astype(int)
    wanted_y = 1 + np.floor((uniform(seed, "stones down", rows, columns) + 1) * 1.4999).astype(int)
    free = np.ones((rows, columns), bool)
    sides = np.zeros((4, rows, columns), np.int64)
    for row in range(rows):
        for column in range(columns):
            if not free[row, column]:
                continue
            wide, high = min(wanted_x[row, column], columns), min(wanted_y[row, column], rows)
            width = 1
            while width < wide and free[row, (column + width) % columns]:
                width += 1
            across = (column + np.arange(width)) % columns
            height = 1
            while height < high and free[(row + height) % rows, across].all():
                height += 1
            for down in range(height):
                r = (row + down) % rows
                free[r, across] = False
                # Lines are counted from the cell's own turn round the torus.
                turn_y = (row + down) // rows * rows
                turn_x = (column + np.arange(width)) // columns * columns
                sides[0, r, across] = column - turn_x
                sides[1, r, across] = column + width - turn_x
                sides[2, r, across] = row - turn_y
                sides[3, r, across] = row + height - turn_y
    return _numbered(sides)


def _sites(p: LayoutParameters, seed: int) -> Sites:
    reach = _SITE_JITTER * p.irregularity
    if p.bond == "cobble":
        reach = _COBBLE_JITTER + (_SITE_JITTER - _COBBLE_JITTER) * p.irregularity
    return Sites(
        0.5 + reach * uniform(seed, "sites across", p.rows, p.columns),
        0.5 + reach * uniform(seed, "sites down", p.rows, p.columns),
    )
